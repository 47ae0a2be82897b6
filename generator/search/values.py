"""Write the values of facets as they are counted: names, and all lists in a row, in few signs.

A question that counts needs the lists of all values at once; a choice needs one of them, which the
dictionary has as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.search.dictionary import front_code_names
from generator.search.fields import FACETS
from generator.search.inversion import PostingLists
from generator.search.numbers import encode_number, pack_lists

TOP = 16
"""Values of a facet in the largest segment that stand together in a file of their own, to be shown
at once."""
FEW = 3 * TOP
"""Values of a facet that all stand there."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet."""

    key: str
    name: str
    """The commonest spelling."""
    stories: Sequence[int]
    """Newest first."""


def rank_values(lists: PostingLists) -> dict[str, list[FacetValue]]:
    """Rank the values of each facet, those with most stories first."""
    found: dict[str, list[FacetValue]] = {facet: [] for facet in FACETS}
    for (facet, key), stories in lists.values.items():
        spelled = lists.names[facet, key]
        found[facet].append(
            FacetValue(key, min(spelled, key=lambda name: (-spelled[name], name)), stories)
        )
    return {
        facet: sorted(values, key=lambda value: (-len(value.stories), value.key))
        for facet, values in found.items()
    }


def facet_files(
    values: Sequence[FacetValue], sign: str, size: int, *, large: bool
) -> dict[str, object]:
    """Lay out the files of a facet's values in a segment of so many stories.

    The commonest stand in one; a large segment has two files of all others.
    """
    top = TOP if large and len(values) > FEW else len(values)
    shown, rest = _sort_by_name(values[:top]), _sort_by_name(values[top:])
    found: dict[str, object] = {
        f"t{sign}": [len(rest), _encode_names(shown), *_encode_story_lists(shown, size)]
    }
    if rest:
        found |= {f"n{sign}": _encode_names(rest), f"v{sign}": _encode_story_lists(rest, size)}
    return found


def _sort_by_name(values: Sequence[FacetValue]) -> list[FacetValue]:
    return sorted(values, key=lambda value: value.name)


def _encode_names(values: Sequence[FacetValue]) -> str:
    return front_code_names(value.name for value in values)


def _encode_story_lists(values: Sequence[FacetValue], size: int) -> list[str]:
    """Encode how many stories each value has, and which."""
    lists = [np.array(value.stories, np.int64) for value in values]
    counts = [len(stories) for stories in lists]
    if counts and sum(counts) == size == len(np.unique(np.concatenate(lists))):
        # Each story has one of them: of the commonest is told that it is the others'.
        most = counts.index(max(counts))
        counts[most], lists[most] = 0, lists[most][:0]
    return ["".join(map(encode_number, counts)), pack_lists(lists, size)]
