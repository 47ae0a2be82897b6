"""Terms with their lists in blocks, of which a question loads the few that it needs.

A block is entries in order of their keys, each of three fields with a space behind every one: the
key, front-coded; what belongs to it; its list. Keys of words are the words; `$` and a facet's sign
begin those of values; a stem with `%` behind it names the forms that do not begin with it, and
stands where those that do begin. A list of a few signs stands in its entry, others in files, those
of one family together: `!` with the numbers of the file and of the list in it stands for such a
list, or nothing, if it comes next to that of the entry before.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from operator import attrgetter
from typing import NamedTuple

from generator.search.numbers import SIGNS, encode_number
from generator.search.stems import Stems

BLOCK = 1536
"""Characters of a block, its keys in full, and half as many more; more would cost more for a rare
word, fewer more requests."""
FEW = 16
"""Characters of a list that stands in its entry, in the largest segment; more would spread words
over more blocks."""
GROUP = 3072
"""Characters that the lists in one file have together, unless they are those of a single family."""
FAMILY = 4 * GROUP
"""Characters that the lists of a family have in one file, unless it is a single one."""
_MOST_SHARED = len(SIGNS) // 2
"""Signs that a key may share with the one before; in a script some count as two."""
_CUTS = "0123456789abcdefghijklmnopqrstuvwxyz"

VALUE, FAR = "$", "%"


def utf16_order(key: str) -> bytes | str:
    """Give the key that sorts texts as a script compares them: by the units of UTF-16."""
    return key.encode("utf-16-be")


def escape_spaces(name: str) -> str:
    """Escape the spaces of a name, which part the fields."""
    return name.replace("%", "%25").replace(" ", "%20")


def count_shared(one: str, other: str, most: int = _MOST_SHARED) -> int:
    """Count the signs with which two texts begin alike."""
    most = min(most, len(one), len(other))
    for at in range(most):
        if one[at] != other[at]:
            return at
    return most


def front_code_names(names: Iterable[str]) -> str:
    """Front-code names in their order, with a sign behind each that none of them has."""
    text, before = "", ""
    for name in names:
        key = name.replace("%", "%25").replace("!", "%21")
        text += f"{front_code(before, key)}!"
        before = key
    return text


def front_code(before: str, key: str) -> str:
    """Front-code a key: the sign for how many units it shares with the one before, and the rest."""
    same = count_shared(before, key)
    return f"{SIGNS[_utf16_length(key[:same])]}{key[same:]}"


def _encode_stem(stem: str, term: str) -> str:
    if term.isascii() and term.startswith(stem) and len(term) - len(stem) < len(_CUTS):
        return _CUTS[len(term) - len(stem)]  # nearly all
    same = count_shared(stem, term)
    cut = _utf16_length(term[same:])
    return _CUTS[cut] + stem[same:] if cut < len(_CUTS) else f"{_CUTS[-1]}={stem}"


def encode_stems(stems: Stems, term: str) -> str:
    """Encode the stems of a term, each as what is cut off and put there.

    A comma stands between its own, a semicolon before the others.

    Nothing stands for a word that has none; its only own one is mostly itself, written `0`.
    """
    own = ",".join([_encode_stem(stem, term) for stem in stems.own])
    if not stems.other:
        return own
    return f"{own};{','.join([_encode_stem(stem, term) for stem in stems.other])}"


def longest_inline(*, large: bool) -> int:
    """Tell how many characters a list in its entry may have, by the kind of segment."""
    return FEW if large else GROUP


class DictionaryEntry(NamedTuple):
    """One key with what belongs to it."""

    key: str
    middle: str
    signs: str
    places: str = ""
    """The places of a word in each story of the list."""
    family: str = ""
    """Sorts lists before the key; those that are asked for together should have one family."""


def far_form_entries(stems: Mapping[str, Stems]) -> Iterator[DictionaryEntry]:
    """Gather the stems that not all their forms begin with, each with those that do not."""
    forms: dict[str, list[str]] = {}
    for term, held in stems.items():
        for stem in (*held.own, *held.other):
            if not term.startswith(stem):
                forms.setdefault(stem, []).append(term)
    for stem, terms in forms.items():
        yield DictionaryEntry(f"{stem}{FAR}", "", ",".join(sorted(terms)))


@dataclass(slots=True)
class DictionaryBlocks:
    """A dictionary in its blocks."""

    starts: list[str] = field(default_factory=list)
    """The shortest beginning of each block's keys that parts it from the block before."""
    texts: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    """Those of each block's entries whose lists stand in it, in their order, a space behind each;
    only words have any."""
    lists: list[str] = field(default_factory=list)
    """The files of lists, a space behind each list."""
    list_places: list[str] = field(default_factory=list)
    """The places that belong to the lists of each of these files, a space behind each."""


def _utf16_length(text: str) -> int:
    """Measure the length of a text as a script counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _group_into_files(entries: Iterable[DictionaryEntry]) -> Iterator[list[DictionaryEntry]]:
    """Group the entries whose lists stand in one file, those of a family together."""
    file: list[DictionaryEntry] = []
    size = 0
    for _, family in groupby(
        sorted(entries, key=lambda entry: (entry.family, entry.key)), attrgetter("family")
    ):
        held = [(entry, len(entry.signs) + 1) for entry in family]
        if file and size + sum(more for _, more in held) > GROUP:
            yield file
            file, size = [], 0
        for entry, more in held:
            if file and size + more > FAMILY:
                yield file
                file, size = [], 0
            file.append(entry)
            size += more
    if file:
        yield file


def _place_lists(
    entries: Iterable[DictionaryEntry], made: DictionaryBlocks
) -> dict[str, tuple[int, int]]:
    """Put lists into files; by key the numbers of the file and of the list in it."""
    found: dict[str, tuple[int, int]] = {}
    for number, file in enumerate(_group_into_files(entries)):
        made.lists.append("".join(f"{entry.signs} " for entry in file))
        made.list_places.append("".join(f"{entry.places} " for entry in file))
        found |= {entry.key: (number, at) for at, entry in enumerate(file)}
    return found


def build_blocks(entries: Iterable[DictionaryEntry], few: int) -> DictionaryBlocks:
    """Build blocks of entries in any order, each key once.

    Lists of at most `few` characters stand in their entries.
    """
    made = DictionaryBlocks()
    listed = _sort_entries(entries)
    laid = _place_lists(
        (entry for entry in listed if len(entry.signs) > few and not entry.key.endswith(FAR)), made
    )
    before = ""
    for block in _split_into_blocks(listed, laid):
        key = block[0].key
        made.starts.append(key[: count_shared(before, key, len(key)) + 1] if before else "")
        made.texts.append(_encode_block(block, laid))
        made.places.append("".join(f"{entry.places} " for entry in block if entry.key not in laid))
        before = block[-1].key
    return made


def _split_into_blocks(
    listed: Sequence[DictionaryEntry], laid: Container[str]
) -> Iterator[Sequence[DictionaryEntry]]:
    """Split entries into blocks.

    A block ends where the keys on both sides have least in common: so few families lie in two.
    """
    sizes = (
        len(one.key) + len(one.middle) + (0 if one.key in laid else len(one.signs))
        for one in listed
    )
    ends = list(accumulate(sizes, initial=0))
    start = 0
    while start < len(listed):
        least, most = (bisect(ends, ends[start] + size, start) for size in (BLOCK, BLOCK * 3 // 2))
        if most > len(listed):
            end = len(listed)
        else:
            end = min(
                range(least, most),
                key=lambda at: count_shared(listed[at - 1].key, listed[at].key),
                default=least,
            )
        yield listed[start:end]
        start = end


def _encode_block(entries: Iterable[DictionaryEntry], laid: Mapping[str, tuple[int, int]]) -> str:
    text: list[str] = []
    before, last = "", (-1, 0)
    for entry in entries:
        signs = entry.signs
        if entry.key in laid:
            file, number = laid[entry.key]
            signs = (
                ""
                if last == (file, number - 1)
                else f"!{encode_number(file)}{encode_number(number)}"
            )
            last = (file, number)
        text.append(f"{front_code(before, entry.key)} {entry.middle} {signs} ")
        before = entry.key
    return "".join(text)


def _sort_entries(entries: Iterable[DictionaryEntry]) -> list[DictionaryEntry]:
    listed = list(entries)
    beyond = any(not entry.key.isascii() and max(entry.key) > "\uffff" for entry in listed)
    return sorted(
        listed, key=(lambda entry: utf16_order(entry.key)) if beyond else attrgetter("key")
    )
