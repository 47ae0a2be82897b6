"""Terms with their lists in blocks, of which a question loads the few that it needs.

A block is entries in order of their keys, each of three fields with a space behind every one: the key, front-coded; what
belongs to it; its list. Keys of words are the words; `$` and a facet's sign begin those of values, `%` those of stems whose
forms do not begin like them. A long list stands in a file of its own: `!` and its number stand in its place; `!!` begins a
bitmap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.search import numbers
from generator.search.stems import Stems

BLOCK = 4096
"""Characters from which on a block ends; smaller ones cost more requests, larger ones more bytes for a rare word."""
LONG = 3072
"""Characters from which on a list has a file of its own."""
_MOST_SHARED = len(numbers.SIGNS) // 2
"""Signs that a key may share with the one before; in a script some count as two."""
_CUTS = "0123456789abcdefghijklmnopqrstuvwxyz"

VALUE, FAR = "$", "%"


def order(key: str) -> bytes | str:
    """What sorts keys as a script compares them: by the units of UTF-16."""
    return key.encode("utf-16-be")


def escaped(name: str) -> str:
    """A name without spaces, which part the fields."""
    return name.replace("%", "%25").replace(" ", "%20")


def near(stem: str) -> str:
    """How the forms of a stem begin, but for the few that have an entry of their own."""
    return stem[:-1] if len(stem) > 3 else stem


def shared(one: str, other: str, most: int = _MOST_SHARED) -> int:
    """How many signs two texts begin alike with."""
    most = min(most, len(one), len(other))
    for at in range(most):
        if one[at] != other[at]:
            return at
    return most


def _stem(stem: str, term: str) -> str:
    same = shared(stem, term)
    cut = _units(term[same:])
    return _CUTS[cut] + stem[same:] if cut < len(_CUTS) else f"{_CUTS[-1]}={stem}"


def written(stems: Stems, term: str) -> str:
    """The stems of a term: a comma between its own, a semicolon before the others; each as what is cut off and put there.

    Nothing stands for a word that has none; its only own one is mostly itself, written `0`.
    """
    own = ",".join(_stem(stem, term) for stem in stems.own)
    other = ",".join(_stem(stem, term) for stem in stems.other)
    return f"{own};{other}" if other else own


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with what belongs to it."""

    key: str
    middle: str
    signs: str = ""
    places: str | None = None
    """Of a word: where it stands in each story of the list."""


def far(stems: Mapping[str, Stems]) -> Iterator[Entry]:
    """The stems of which forms begin in another way, each with those forms."""
    forms: dict[str, list[str]] = {}
    for term, held in stems.items():
        for stem in (*held.own, *held.other):
            if not term.startswith(near(stem)):
                forms.setdefault(stem, []).append(term)
    for stem, terms in forms.items():
        yield Entry(f"{FAR}{stem}", ",".join(sorted(terms)))


@dataclass(slots=True)
class Blocks:
    """A dictionary in its blocks."""

    starts: list[str] = field(default_factory=list)
    """How the keys of each block begin: the shortest beginning that parts it from the block before."""
    texts: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    """Those of each block's words, in their order, a space behind each."""
    lists: list[str] = field(default_factory=list)
    """The lists that have files of their own."""
    long_places: list[str] = field(default_factory=list)


def _units(text: str) -> int:
    """The length of a text as a script counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _apart(signs: str, into: list[str]) -> str:
    """A list, or what stands in its place."""
    if len(signs) <= LONG:
        return signs
    into.append(signs)
    return f"!{numbers.write(len(into) - 1)}"


def blocks(entries: Iterable[Entry]) -> Blocks:
    """Entries in any order, each key once, as blocks."""
    made = Blocks()
    text: list[str] = []
    places: list[str] = []
    size, before = 0, ""
    start = ""

    def close() -> None:
        made.starts.append(start)
        made.texts.append("".join(text))
        made.places.append("".join(places))

    for entry in _sorted(entries):
        if size > BLOCK:
            close()
            text, places, size = [], [], 0
            start, before = entry.key[: shared(before, entry.key, len(entry.key)) + 1], ""
        same = shared(before, entry.key)
        written = (
            f"{numbers.SIGNS[_units(entry.key[:same])]}{entry.key[same:]} {entry.middle} {_apart(entry.signs, made.lists)} "
        )
        text.append(written)
        size += len(written)
        if entry.places is not None:
            places.append(f"{_apart(entry.places, made.long_places)} ")
        before = entry.key
    if text:
        close()
    return made


def _sorted(entries: Iterable[Entry]) -> list[Entry]:
    listed = list(entries)
    beyond = any(max(entry.key) > "\uffff" for entry in listed)
    key: Callable[[Entry], bytes | str] = (lambda entry: order(entry.key)) if beyond else (lambda entry: entry.key)
    return sorted(listed, key=key)
