"""Divide stories into segments, and write the files of each; the stories alone decide.

Stories are numbered from the oldest on. The largest segment holds the largest multiple of 512
stories, the middle one the largest multiple of 16 of the rest, the small one the rest, so that a
new story rewrites the small one only. What found stories show stands in folders of 512, 16 and
fewer likewise, a story a file.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

import numpy as np

from generator.search.dictionary import (
    VALUE,
    DictionaryEntry,
    build_blocks,
    encode_stems,
    escape_spaces,
    far_form_entries,
    front_code_names,
    longest_inline,
)
from generator.search.fields import FACETS
from generator.search.inversion import LEVELS, Numbers, PostingLists
from generator.search.numbers import (
    decode_digits,
    decode_numbers,
    encode_digits,
    encode_number,
    encode_numbers,
    pack_lists,
)
from generator.search.script_files import ScriptFolder, build_folder
from generator.search.stems import Stems
from generator.search.tokens import is_run
from generator.search.values import FacetValue, facet_files, rank_values

LARGE, MIDDLE = 512, 16
INLINE = 16 * LARGE
"""Characters of days up to which they stand in the manifest itself."""
FINE = 512
"""Stories at least, of those with a word, of which its impacts are kept as fine as they are."""
MANY = 16
"""A word must be in one of so many stories of the largest segment for its list to stand in bits,
which takes time."""
SAMPLE = 512
"""Stories whose average length stands for that of all, spread evenly over the largest segment."""
NEAR_STORIES = 2
"""Stories from which on a word of the largest segment is offered as a spelling; one that stands
once may be a slip itself."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of stories, from the first number up to, and without, the last."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """The number of its stories."""
        return self.last - self.first


def segment_spans(stories: int) -> list[Span]:
    """Divide so many stories into segments, none of them empty."""
    large = stories - stories % LARGE
    middle = stories - (stories - large) % MIDDLE
    return [
        span for span in (Span(0, large), Span(large, middle), Span(middle, stories)) if span.size
    ]


def folder_spans(span: Span) -> list[Span]:
    """Divide a segment's stories into folders."""
    step = next((step for step in (LARGE, MIDDLE) if span.size % step == 0), span.size)
    return [Span(first, first + step) for first in range(span.first, span.last, step)]


def sample_stories(span: Span) -> list[int]:
    """Choose the stories of the largest segment whose average length stands for that of all."""
    count = min(SAMPLE, span.size)
    return [span.first + number * span.size // count for number in range(count)]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a story that a question may ask for without its words."""

    day: str | None
    covered: int
    """The number of articles reported, or captured where that is not stated."""


def encode_days(facts: Sequence[Facts]) -> str:
    """Encode the days of stories, oldest first.

    First how many have none, then of one day after the other how many have it.

    Instead of days that no story has stand 0 and their number.
    """
    signs, next_one = encode_number(sum(fact.day is None for fact in facts)), 0
    for day, group in groupby(fact.day for fact in facts if fact.day is not None):
        ordinal = datetime.date.fromisoformat(day).toordinal()
        if ordinal > next_one:
            signs += encode_number(0) + encode_number(ordinal - next_one)
        signs += encode_number(len(list(group)))
        next_one = ordinal + 1
    return signs


# --- lists ----------------------------------------------------------------------------------------


def _encode_postings(gaps: str, steps: str, size: int) -> str:
    """Encode the list of a word: its stories, and behind a `!` the steps of its impacts.

    The stories are gaps or, if they are many, bits.
    """
    # All stories would take no bit, and leave nothing to be seen.
    if size < LARGE or len(steps) * MANY < size or len(steps) == size:
        return f"{gaps}!{coarsen_impacts(steps, size)}"
    return f"{pack_lists([_decode_gaps(gaps)], size)}!!{coarsen_impacts(steps, size)}"


_WIDE = (0.9, 24), (0.75, 16)
"""The share of stories above which a word's low impacts are told by one of so many steps."""


def coarsen_impacts(steps: str, size: int) -> str:
    """Coarsen the steps of a word's impacts in a segment.

    Those of its best stories stay as they are, of as many again they are told in pairs.

    All others are told by one of eight, or of more if the word is in nearly all stories and tells
    little: what comes first hangs on high impacts, and most signs tell low ones.
    """
    if len(steps) <= FINE:
        return steps
    exact = decode_digits(steps)
    falling = np.cumsum(np.bincount(exact, minlength=LEVELS)[::-1])
    best = max(FINE, len(steps) // 28)
    first, second = (
        LEVELS - 1 - int(np.searchsorted(falling, rank))
        for rank in (best, min(2 * best, len(steps)))
    )
    width = next((wide for share, wide in _WIDE if len(steps) > share * size), 8)
    levels = np.arange(LEVELS)
    kept = np.where(
        levels < second, _coarse_steps(levels, second, width), _coarse_steps(levels, first, 2)
    )
    return encode_digits(kept[exact])


def _coarse_steps(steps: Numbers, least: int, width: int) -> Numbers:
    """Steps of which those below one are the middle ones of so many."""
    wide = least - 1 - (least - 1 - steps) // width * width - width // 2
    return np.where(steps < least, np.maximum(wide, 0), steps)


def _decode_gaps(gaps: str) -> Numbers:
    """The stories of gaps."""
    found = decode_numbers(gaps)
    found[1:] += 1
    stories: Numbers = 2 * found[0] - np.cumsum(found)
    return stories


def _encode_value_lists(held: Sequence[FacetValue]) -> Iterator[str]:
    """The lists of values: their stories as gaps."""
    stories = np.fromiter(chain.from_iterable(value.stories for value in held), np.int64)
    gaps = np.roll(stories, 1) - stories - 1
    ends = np.cumsum([len(value.stories) for value in held], dtype=np.int64)
    firsts = np.append(0, ends)[:-1]
    gaps[firsts] = stories[firsts]
    signs, after = encode_numbers(gaps)
    for first, end in zip(firsts, ends, strict=True):
        yield signs[after[first - 1] if first else 0 : after[end - 1]]


# --- a segment ------------------------------------------------------------------------------------


def _dictionary_entries(
    lists: PostingLists, stems: Mapping[str, Stems], held: Mapping[str, Sequence[FacetValue]]
) -> Iterator[DictionaryEntry]:
    nothing = Stems()
    own = {stem for known in stems.values() for stem in known.own}
    for term, gaps in lists.stories.items():
        signs, known = (
            _encode_postings(gaps, lists.steps[term], lists.size),
            stems.get(term, nothing),
        )
        # A stem that is no word's own makes no forms, and a short one makes more than most
        # questions need.
        shared = [
            stem
            for stem in (*known.own, *known.other)
            if stem in own and 2 * len(stem) >= len(term)
        ]
        family = min(shared, key=len, default=term)
        yield DictionaryEntry(term, encode_stems(known, term), signs, lists.places[term], family)
    yield from far_form_entries(stems)
    for facet, found in held.items():
        for value, signs in zip(found, _encode_value_lists(found), strict=True):
            key = f"{VALUE}{FACETS[facet]}{escape_spaces(value.key)}"
            yield DictionaryEntry(key, "", signs, family=key)


def _spelling_rows(lists: PostingLists) -> list[str]:
    """Gather words that a misspelt one may have meant.

    Each has the length in bits of the number of its stories.
    """
    worth: dict[str, int] = {}
    least = NEAR_STORIES if lists.size >= LARGE else 1
    for term in sorted(lists.steps):
        if (
            len(term) < 3
            or term.isdigit()
            or (not term.isascii() and (is_run(term) or max(term) > "\uffff"))
        ):
            continue
        stories = len(lists.steps[term])
        if stories >= least:
            worth[term] = stories.bit_length()
    return [front_code_names(worth), "".join(map(encode_number, worth.values()))]


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its folder, and what the manifest says of it."""

    folder: ScriptFolder
    entry: dict[str, Any]


def build_segment(
    lists: PostingLists, stems: Mapping[str, Stems], facts: Sequence[Facts]
) -> Segment:
    """Build the files of a run of stories; `facts` are those of its stories, oldest first."""
    held = rank_values(lists)
    large = lists.size >= LARGE
    made = build_blocks(_dictionary_entries(lists, stems, held), longest_inline(large=large))
    files: dict[str, object] = {}
    for kind, texts in (
        ("", made.texts),
        ("p", made.places),
        ("x", made.lists),
        ("y", made.list_places),
    ):
        files |= {f"{kind}{number}": text for number, text in enumerate(texts) if text.strip()}
    for facet, found in held.items():
        files |= facet_files(found, FACETS[facet], lists.size, large=large)
    files["c"] = "".join(encode_number(min(fact.covered, 1 << 30)) for fact in facts)
    files["w"] = _spelling_rows(lists)
    told = encode_days(facts)
    entry: dict[str, Any] = {"stories": lists.size, "starts": " ".join(made.starts)}
    if len(told) <= INLINE:
        entry["days"] = told
    else:
        files["d"] = told
    whole = build_folder(files.items())
    return Segment(whole, {"name": whole.name, **entry})
