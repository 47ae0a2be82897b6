"""Which stories stand together, and the files of each segment: a function of the stories alone, whatever came first.

Stories are numbered from the oldest on. The largest segment holds the largest multiple of 512 stories, the middle one the
largest multiple of 16 of the rest, the small one the rest, so that a new story rewrites the small one only. What found stories
show stands in folders of 512, 16 and fewer likewise, a story a file.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from typing import Any

import numpy as np

from generator import jsons
from generator.search import dictionary, numbers, tokens
from generator.search.dictionary import Entry
from generator.search.fields import FACETS
from generator.search.inversion import Lists, Numbers
from generator.search.stems import Stems

FORMAT = 3
"""Of all files of the index; a reader knows one."""
LARGE, MIDDLE = 512, 16
TOP = 16
"""Values of a facet in the largest segment that stand together in a file of their own, to be shown at once; else all do."""
INLINE = 16 * LARGE
"""Characters of days up to which they stand in the manifest itself."""
SAMPLE = 512
"""Stories whose average length stands for that of all, spread evenly over the largest segment."""
NEAR_STORIES = 2
"""Stories from which on a word of the largest segment is offered as a spelling; one that stands once may be a slip itself."""


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
    return [span for span in (Span(0, large), Span(large, middle), Span(middle, stories)) if span.size]


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
    return jsons.write(value).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


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


def _ordinal(day: str) -> int:
    return datetime.date.fromisoformat(day).toordinal()


def days(facts: Sequence[Facts]) -> str:
    """The days of stories, oldest first: how many have none, then each day as the gap from the one before, and its stories."""
    signs, before = numbers.write(sum(fact.day is None for fact in facts)), 0
    for day, group in groupby(fact.day for fact in facts if fact.day is not None):
        ordinal = _ordinal(day)
        signs += numbers.write(ordinal - before) + numbers.write(len(list(group)))
        before = ordinal
    return signs


# --- values of facets --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Value:
    key: str
    name: str
    """The commonest spelling."""
    stories: int
    signs: str


def _values(lists: Lists) -> dict[str, list[_Value]]:
    """The values of each facet, those with most stories first."""
    found: dict[str, list[_Value]] = {facet: [] for facet in FACETS}
    for (facet, key), stories in lists.values.items():
        spelled = lists.names[facet, key]
        shown = min(spelled, key=lambda name: (-spelled[name], name))
        found[facet].append(_Value(key, shown, len(stories), _listed(_gaps(stories), lists.size)))
    return {facet: sorted(values, key=lambda value: (-value.stories, value.key)) for facet, values in found.items()}


def _gaps(stories: Sequence[int]) -> str:
    """Stories, newest first, as the gaps between them."""
    return "".join(map(numbers.write, (stories[0], *(a - b - 1 for a, b in pairwise(stories)))))


def _listed(gaps: str, size: int, steps: str | None = None) -> str:
    """A list: stories as gaps or, where that is shorter, as a bitmap and `!!`; of a word also its steps, behind a `!`."""
    if len(gaps) > size // numbers.BITS + 2:
        return f"{numbers.bitmap(_numbered(gaps), size)}!!{steps or ''}"
    return f"{gaps}!{steps}" if steps else gaps


def _numbered(gaps: str) -> Numbers:
    """The stories of gaps."""
    found = numbers.read_all(gaps)
    found[1:] += 1
    stories: Numbers = 2 * found[0] - np.cumsum(found)
    return stories


# --- a segment ---------------------------------------------------------------------------------------------------------------


def _entries(lists: Lists, stems: Mapping[str, Stems], values: Mapping[str, Sequence[_Value]]) -> Iterator[Entry]:
    nothing = Stems()
    for term, gaps in lists.stories.items():
        signs, known = _listed(gaps, lists.size, lists.steps[term]), stems.get(term, nothing)
        family = min((*known.own, *known.other), key=len, default=term)
        yield Entry(term, dictionary.written(known, term), signs, lists.places[term], family)
    yield from dictionary.far(stems)
    for facet, held in values.items():
        for value in held:
            key = f"{dictionary.VALUE}{FACETS[facet]}{dictionary.escaped(value.key)}"
            yield Entry(key, dictionary.spelled(value.name, value.key), value.signs)


def _spellings(lists: Lists) -> str:
    """Words that a misspelt one may have meant, front-coded, each with a sign for how many stories have it."""
    text: list[str] = []
    before = ""
    least = NEAR_STORIES if lists.size >= LARGE else 1
    for term in sorted(lists.steps):
        if len(term) < 3 or term.isdigit() or (not term.isascii() and (tokens.is_run(term) or max(term) > "\uffff")):
            continue
        stories = len(lists.steps[term])
        if stories >= least:
            same = dictionary.shared(before, term)
            text.append(f"{numbers.SIGNS[same]}{term[same:]} {numbers.SIGNS[stories.bit_length()]}")
            before = term
    return "".join(text)


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its folder, and what the manifest says of it."""

    folder: Folder
    entry: dict[str, Any]


def segment(lists: Lists, stems: Mapping[str, Stems], facts: Sequence[Facts]) -> Segment:
    """The files of a run of stories; `facts` are those of its stories, oldest first."""
    values = _values(lists)
    few = dictionary.FEW if lists.size >= LARGE else dictionary.GROUP
    made = dictionary.blocks(_entries(lists, stems, values), few)
    files: dict[str, object] = {}
    for kind, texts in (("", made.texts), ("p", made.places), ("x", made.lists), ("y", made.list_places)):
        files |= {f"{kind}{number}": text for number, text in enumerate(texts) if text.strip()}
    for facet, held in values.items():
        shown = held[:TOP] if lists.size >= LARGE else held
        files[f"t{FACETS[facet]}"] = [len(held), *([value.name, value.signs] for value in shown)]
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
    told = {"format": FORMAT, "stories": stories, "segments": list(entries), "folders": " ".join(held)}
    return f"storyIndex.manifest({_payload(told)})\n"
