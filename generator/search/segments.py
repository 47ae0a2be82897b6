"""Which stories stand together, and the files of each segment: a function of the stories alone, whatever came first.

Stories are numbered from the oldest on. The largest segment holds the largest multiple of 512
stories, the middle one the largest multiple of 16 of the rest, the small one the rest, so that a
new story rewrites the small one only. What found stories show stands in folders of 512, 16 and
fewer likewise, a story a file.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

import numpy as np

from generator.search import dictionary, numbers, tokens, values
from generator.search.dictionary import Entry
from generator.search.fields import FACETS
from generator.search.inversion import LEVELS, Lists, Numbers
from generator.search.stems import Stems
from generator.search.values import Value
from generator.system.compact_json import encode_json

FORMAT = 4
"""Of all files of the index; a reader knows one."""
LARGE, MIDDLE = 512, 16
INLINE = 16 * LARGE
"""Characters of days up to which they stand in the manifest itself."""
FINE = 512
"""Stories at least, of those with a word, of which its impacts are kept as fine as they are."""
MANY = 16
"""Of so many stories of the largest segment a word must be in one for its list to stand in bits,
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
        """How many there are."""
        return self.last - self.first


def spans(stories: int) -> list[Span]:
    """The segments of so many stories, none of them empty."""
    large = stories - stories % LARGE
    middle = stories - (stories - large) % MIDDLE
    return [
        span for span in (Span(0, large), Span(large, middle), Span(middle, stories)) if span.size
    ]


def folders(span: Span) -> list[Span]:
    """The folders of a segment's stories."""
    step = next((step for step in (LARGE, MIDDLE) if span.size % step == 0), span.size)
    return [Span(first, first + step) for first in range(span.first, span.last, step)]


def sample(span: Span) -> list[int]:
    """The stories of the largest segment whose average length stands for that of all."""
    count = min(SAMPLE, span.size)
    return [span.first + number * span.size // count for number in range(count)]


def _payload(value: object) -> str:
    # The two line ends of Unicode are line ends in a script as well, for engines older than 2019.
    return encode_json(value).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _call(file: str, payload: str) -> str:
    return f'storyIndex.file("{file}",{payload})\n'


def digest(texts: Iterable[str]) -> str:
    """The name of a folder, from what it holds."""
    found = hashlib.blake2b(f"{FORMAT}".encode(), digest_size=6)
    for text in texts:
        found.update(f"{len(text)} {text}".encode())
    return found.hexdigest()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a question may ask of a story without its words."""

    day: str | None
    covered: int
    """The number of articles reported, or captured where that is not stated."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the index: its name, and what each file holds, as JSON."""

    name: str
    files: dict[str, str]

    def paths(self) -> list[str]:
        """The files, below `search/`."""
        return [f"{self.name}/{file}.js" for file in self.files]

    def scripts(self) -> Iterator[tuple[str, str]]:
        """The files by path below `search/`, as scripts that hand over what they hold."""
        for path, payload in zip(self.paths(), self.files.values(), strict=True):
            yield path, _call(path.removesuffix(".js"), payload)


def folder(files: Iterable[tuple[str, object]]) -> Folder:
    """Files, by name without ending, as a folder that is named by what they hold."""
    payloads = {file: _payload(value) for file, value in files}
    return Folder(digest(chain.from_iterable(payloads.items())), payloads)


def days(facts: Sequence[Facts]) -> str:
    """The days of stories, oldest first: how many have none, then of one day after the other how many have it.

    Instead of days that no story has stand 0 and their number.
    """
    signs, next_one = numbers.write(sum(fact.day is None for fact in facts)), 0
    for day, group in groupby(fact.day for fact in facts if fact.day is not None):
        ordinal = datetime.date.fromisoformat(day).toordinal()
        if ordinal > next_one:
            signs += numbers.write(0) + numbers.write(ordinal - next_one)
        signs += numbers.write(len(list(group)))
        next_one = ordinal + 1
    return signs


# --- lists ----------------------------------------------------------------------------------------


def _of_word(gaps: str, steps: str, size: int) -> str:
    """The list of a word: its stories as gaps or, if they are many, in bits, and behind a `!` the steps of its impacts."""
    # All stories would take no bit, and leave nothing to be seen.
    if size < LARGE or len(steps) * MANY < size or len(steps) == size:
        return f"{gaps}!{coarse(steps, size)}"
    return f"{numbers.packed([_numbered(gaps)], size)}!!{coarse(steps, size)}"


_WIDE = (0.9, 24), (0.75, 16)
"""The share of stories above which a word's low impacts are told by one of so many steps."""


def coarse(steps: str, size: int) -> str:
    """The steps of a word's impacts in a segment, those of its best stories as they are, of as many again in pairs.

    All others are told by one of eight, or of more if the word is in nearly all stories and tells
    little: what comes first hangs on high impacts, and most signs tell low ones.
    """
    if len(steps) <= FINE:
        return steps
    exact = numbers.read_each(steps)
    falling = np.cumsum(np.bincount(exact, minlength=LEVELS)[::-1])
    best = max(FINE, len(steps) // 28)
    first, second = (
        LEVELS - 1 - int(np.searchsorted(falling, rank))
        for rank in (best, min(2 * best, len(steps)))
    )
    width = next((wide for share, wide in _WIDE if len(steps) > share * size), 8)
    levels = np.arange(LEVELS)
    kept = np.where(levels < second, _lower(levels, second, width), _lower(levels, first, 2))
    return numbers.write_each(kept[exact])


def _lower(steps: Numbers, least: int, width: int) -> Numbers:
    """Steps of which those below one are the middle ones of so many."""
    wide = least - 1 - (least - 1 - steps) // width * width - width // 2
    return np.where(steps < least, np.maximum(wide, 0), steps)


def _numbered(gaps: str) -> Numbers:
    """The stories of gaps."""
    found = numbers.read_all(gaps)
    found[1:] += 1
    stories: Numbers = 2 * found[0] - np.cumsum(found)
    return stories


def _of_values(held: Sequence[Value]) -> Iterator[str]:
    """The lists of values: their stories as gaps."""
    stories = np.fromiter(chain.from_iterable(value.stories for value in held), np.int64)
    gaps = np.roll(stories, 1) - stories - 1
    ends = np.cumsum([len(value.stories) for value in held], dtype=np.int64)
    firsts = np.append(0, ends)[:-1]
    gaps[firsts] = stories[firsts]
    signs, after = numbers.write_all(gaps)
    for first, end in zip(firsts, ends, strict=True):
        yield signs[after[first - 1] if first else 0 : after[end - 1]]


# --- a segment ------------------------------------------------------------------------------------


def _entries(
    lists: Lists, stems: Mapping[str, Stems], held: Mapping[str, Sequence[Value]]
) -> Iterator[Entry]:
    nothing = Stems()
    own = {stem for known in stems.values() for stem in known.own}
    for term, gaps in lists.stories.items():
        signs, known = _of_word(gaps, lists.steps[term], lists.size), stems.get(term, nothing)
        # A stem that is no word's own makes no forms, and a short one makes more than most
        # questions need.
        shared = [
            stem
            for stem in (*known.own, *known.other)
            if stem in own and 2 * len(stem) >= len(term)
        ]
        family = min(shared, key=len, default=term)
        yield Entry(term, dictionary.written(known, term), signs, lists.places[term], family)
    yield from dictionary.far(stems)
    for facet, found in held.items():
        for value, signs in zip(found, _of_values(found), strict=True):
            key = f"{dictionary.VALUE}{FACETS[facet]}{dictionary.escaped(value.key)}"
            yield Entry(key, "", signs, family=key)


def _spellings(lists: Lists) -> list[str]:
    """Words that a misspelt one may have meant, each with the length in bits of the number of its stories."""
    worth: dict[str, int] = {}
    least = NEAR_STORIES if lists.size >= LARGE else 1
    for term in sorted(lists.steps):
        if (
            len(term) < 3
            or term.isdigit()
            or (not term.isascii() and (tokens.is_run(term) or max(term) > "\uffff"))
        ):
            continue
        stories = len(lists.steps[term])
        if stories >= least:
            worth[term] = stories.bit_length()
    return [dictionary.row(worth), "".join(map(numbers.write, worth.values()))]


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its folder, and what the manifest says of it."""

    folder: Folder
    entry: dict[str, Any]


def segment(lists: Lists, stems: Mapping[str, Stems], facts: Sequence[Facts]) -> Segment:
    """The files of a run of stories; `facts` are those of its stories, oldest first."""
    held = values.of(lists)
    large = lists.size >= LARGE
    made = dictionary.blocks(
        _entries(lists, stems, held), dictionary.FEW if large else dictionary.GROUP
    )
    files: dict[str, object] = {}
    for kind, texts in (
        ("", made.texts),
        ("p", made.places),
        ("x", made.lists),
        ("y", made.list_places),
    ):
        files |= {f"{kind}{number}": text for number, text in enumerate(texts) if text.strip()}
    for facet, found in held.items():
        files |= values.files(found, FACETS[facet], lists.size, large=large)
    files["c"] = "".join(numbers.write(min(fact.covered, 1 << 30)) for fact in facts)
    files["w"] = _spellings(lists)
    told = days(facts)
    entry: dict[str, Any] = {"stories": lists.size, "starts": " ".join(made.starts)}
    if len(told) <= INLINE:
        entry["days"] = told
    else:
        files["d"] = told
    whole = folder(files.items())
    return Segment(whole, {"name": whole.name, **entry})


def manifest(stories: int, entries: Sequence[Mapping[str, Any]], held: Sequence[str]) -> str:
    """The script that names all others: the segments, and the folders of what found stories show, oldest first."""
    told = {
        "format": FORMAT,
        "stories": stories,
        "segments": list(entries),
        "folders": " ".join(held),
    }
    return f"storyIndex.manifest({_payload(told)})\n"
