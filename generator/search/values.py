"""The values of facets as they are counted: their names, and all their lists in a row, in as few signs as that takes.

A question that counts needs the lists of all values at once; a choice needs one of them, which the
dictionary has as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.search import dictionary, numbers
from generator.search.fields import FACETS
from generator.search.inversion import Lists

TOP = 16
"""Values of a facet in the largest segment that stand together in a file of their own, to be shown
at once."""
FEW = 3 * TOP
"""Values of a facet that all stand there."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet."""

    key: str
    name: str
    """The commonest spelling."""
    stories: Sequence[int]
    """Newest first."""


def of(lists: Lists) -> dict[str, list[Value]]:
    """The values of each facet, those with most stories first."""
    found: dict[str, list[Value]] = {facet: [] for facet in FACETS}
    for (facet, key), stories in lists.values.items():
        spelled = lists.names[facet, key]
        found[facet].append(
            Value(key, min(spelled, key=lambda name: (-spelled[name], name)), stories)
        )
    return {
        facet: sorted(values, key=lambda value: (-len(value.stories), value.key))
        for facet, values in found.items()
    }


def files(values: Sequence[Value], sign: str, size: int, *, large: bool) -> dict[str, object]:
    """The files of a facet's values in a segment of so many stories: of the commonest, and in a large one two of all others."""
    top = TOP if large and len(values) > FEW else len(values)
    shown, rest = _sorted(values[:top]), _sorted(values[top:])
    found: dict[str, object] = {f"t{sign}": [len(rest), _names(shown), *_lists(shown, size)]}
    if rest:
        found |= {f"n{sign}": _names(rest), f"v{sign}": _lists(rest, size)}
    return found


def _sorted(values: Sequence[Value]) -> list[Value]:
    return sorted(values, key=lambda value: value.name)


def _names(values: Sequence[Value]) -> str:
    return dictionary.row(value.name for value in values)


def _lists(values: Sequence[Value], size: int) -> list[str]:
    """How many stories each value has, and which."""
    lists = [np.array(value.stories, np.int64) for value in values]
    counts = [len(stories) for stories in lists]
    if counts and sum(counts) == size == len(np.unique(np.concatenate(lists))):
        # Each story has one of them: of the commonest is told that it is the others'.
        most = counts.index(max(counts))
        counts[most], lists[most] = 0, lists[most][:0]
    return ["".join(map(numbers.write, counts)), numbers.packed(lists, size)]
