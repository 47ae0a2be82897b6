"""The dictionary: blocks, read as their description says and in no other way, give back every entry
that went in.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise
from unittest import mock
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.search import dictionary, numbers
from generator.search.dictionary import (
    FAR,
    VALUE,
    DictionaryBlocks,
    DictionaryEntry,
    build_blocks,
    encode_stems,
    escape_spaces,
    far_form_entries,
    front_code_names,
    utf16_order,
)
from generator.search.numbers import decode_numbers
from generator.search.stems import Stems

many = settings(max_examples=200)


def _units(text: str) -> tuple[int, ...]:
    """A text as a script has it and compares it: the units of UTF-16."""
    data = text.encode("utf-16-le")
    return tuple(data[at] | data[at + 1] << 8 for at in range(0, len(data), 2))


def _text(units: tuple[int, ...]) -> str:
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le")


# --- the plain decoder ----------------------------------------------------------------------------


def _read(made: DictionaryBlocks) -> Iterator[DictionaryEntry]:
    """The entries of all blocks, in their order."""
    for text, placed in zip(made.texts, made.places, strict=True):
        assert text.endswith(" ")
        fields = text[:-1].split(" ")
        places = iter(placed.split(" "))
        before: tuple[int, ...] = ()
        file = number = -1
        for head, middle, signs in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
            before = before[: numbers.SIGNS.index(head[0])] + _units(head[1:])
            key = _text(before)
            if signs and signs[0] != "!":
                yield DictionaryEntry(key, middle, signs, next(places))
                continue
            file, number = decode_numbers(signs[1:]).tolist() if signs else (file, number + 1)
            yield DictionaryEntry(
                key,
                middle,
                made.lists[file].split(" ")[number],
                made.list_places[file].split(" ")[number],
            )
        assert list(places) == [""]


def _stem(written: str, term: str) -> str:
    """One stem: a digit or letter says how much of the term is cut off, and what follows is put
    there; `z=`: all of it.
    """
    if written.startswith("z="):
        return written[2:]
    units = _units(term)
    return _text(units[: len(units) - int(written[0], 36)]) + written[1:]


def _stems(middle: str, term: str) -> Stems:
    own, _, other = middle.partition(";")
    return Stems(
        *(tuple(_stem(one, term) for one in part.split(",") if one) for part in (own, other))
    )


def _block(starts: list[str], key: str) -> int:
    """The last block that does not begin behind a key."""
    return max(at for at, start in enumerate(starts) if _units(start) <= _units(key))


# --- what goes in ---------------------------------------------------------------------------------

LETTERS = "abcé東\uffee𐐨😀"
BEGINNINGS = st.sampled_from(
    ("", "a", "ab", "abc" * 14, "abc" * 15, "abc" * 16, "𐐨" * 44, "𐐨" * 45, "𐐨" * 46)
)
WORDS = st.builds(str.__add__, BEGINNINGS, st.text(LETTERS, min_size=1, max_size=4))
SIGNS = st.text(numbers.SIGNS, min_size=1, max_size=12)
NAMES = st.builds(str.__add__, BEGINNINGS, st.text(LETTERS + "% 2!\u2028", min_size=1, max_size=6))
STEMS = st.tuples(st.lists(WORDS, max_size=5, unique=True), st.integers(0, 3)).map(
    lambda drawn: Stems(tuple(drawn[0][: drawn[1]]), tuple(drawn[0][drawn[1] :]))
)
LISTS = st.one_of(SIGNS, SIGNS.map(lambda signs: f"{signs}!!"))

OF_WORDS = st.builds(
    lambda term, stems, signs, places, family: DictionaryEntry(
        term, encode_stems(stems, term), signs, places, family
    ),
    *(WORDS, STEMS, LISTS, SIGNS, st.one_of(WORDS, st.sampled_from("ab"))),
)
OF_VALUES = st.builds(
    lambda name, signs: DictionaryEntry(
        f"{VALUE}o{escape_spaces(name)}", escape_spaces(name), signs
    ),
    NAMES,
    LISTS,
)
OF_STEMS = st.builds(
    lambda stem, forms: DictionaryEntry(f"{stem}{FAR}", "", ",".join(sorted(forms))),
    WORDS,
    st.sets(WORDS, min_size=1),
)
FEW = 4
ENTRIES = st.lists(
    st.one_of(OF_WORDS, OF_VALUES, OF_STEMS), max_size=30, unique_by=lambda entry: entry.key
)


@pytest.fixture(autouse=True, scope="module")
def _small() -> Iterator[None]:
    """Blocks of a few entries each, and files of a few lists."""
    with mock.patch.multiple(dictionary, BLOCK=60, GROUP=16, FAMILY=30):
        yield


@many
@given(ENTRIES)
def test_every_entry_comes_back(entries: list[DictionaryEntry]) -> None:
    """Read block by block, the entries are those that went in, in the order of UTF-16, with their
    lists and places.
    """
    read = [entry._replace(family="") for entry in entries]
    assert list(_read(build_blocks(entries, FEW))) == sorted(
        read, key=lambda entry: _units(entry.key)
    )


@many
@given(ENTRIES)
@example([DictionaryEntry("a" * 50 + sign, "0", "#" * 8, "#") for sign in "ab"])
def test_the_starts_tell_the_block_of_every_key(entries: list[DictionaryEntry]) -> None:
    """The last block that begins at a key or before it, by units of UTF-16, is the one that holds
    it.
    """
    made = build_blocks(entries, FEW)
    assert made.starts[:1] == ([""] if entries else [])
    assert [start for start in made.starts if " " in start] == []
    whole = [
        DictionaryBlocks([], [text], [placed], made.lists, made.list_places)
        for text, placed in zip(made.texts, made.places, strict=True)
    ]
    held = [(at, entry.key) for at, blocks in enumerate(whole) for entry in _read(blocks)]
    assert [(_block(made.starts, key), key) for _, key in held] == held


def _size(entry: DictionaryEntry) -> int:
    """What an entry counts, its key in full and without a list that stands in a file."""
    listed = len(entry.signs) <= FEW or entry.key.endswith(FAR)
    return len(entry.key) + len(entry.middle) + (len(entry.signs) if listed else 0)


@many
@given(ENTRIES)
def test_blocks_end_between_families(entries: list[DictionaryEntry]) -> None:
    """A block is neither small nor large, unless one entry fills it, and ends where two keys have
    least in common.
    """
    made = build_blocks(entries, FEW)
    read = [
        list(_read(DictionaryBlocks([], [text], [placed], made.lists, made.list_places)))
        for text, placed in _pairs(made)
    ]
    least, most = dictionary.BLOCK, dictionary.BLOCK * 3 // 2
    whole = [entry for block in read for entry in block]
    for block in read:
        sizes = list(accumulate(map(_size, whole)))
        ends = [at for at, size in enumerate(sizes, 1) if least < size <= most]
        if sizes[-1] <= most:
            assert block == whole, "what is left is one block"
        elif ends:
            assert len(block) == min(ends, key=lambda at: _alike(whole[at - 1].key, whole[at].key))
        else:
            assert sum(map(_size, block[:-1])) <= least < most < sum(map(_size, block)), (
                "one entry fills it"
            )
        whole = whole[len(block) :]


def _pairs(made: DictionaryBlocks) -> Iterator[tuple[str, str]]:
    return zip(made.texts, made.places, strict=True)


def _alike(one: str, other: str) -> int:
    most = min(len(one), len(other), 45)
    return next((at for at in range(most) if one[at] != other[at]), most)


def _listed(entries: list[DictionaryEntry]) -> int:
    return sum(len(entry.signs) + 1 for entry in entries)


@many
@given(ENTRIES)
def test_lists_of_a_family_stand_together(entries: list[DictionaryEntry]) -> None:
    """Lists that are long stand in files, several families in one as long as there is room, only
    very large ones in two.
    """
    made = build_blocks(entries, FEW)
    apart = [entry for entry in entries if len(entry.signs) > FEW and not entry.key.endswith(FAR)]
    rest = sorted(apart, key=lambda entry: (entry.family, entry.key))
    began: set[str] = set()
    for file in made.lists:
        lists = file[:-1].split(" ")
        held, rest = rest[: len(lists)], rest[len(lists) :]
        assert lists == [entry.signs for entry in held]
        families = {
            entry.family: [one for one in apart if one.family == entry.family] for entry in held
        }
        assert (
            len(file) <= (dictionary.GROUP if len(families) > 1 else dictionary.FAMILY)
            or len(lists) == 1
        )
        for family in families.keys() - began:
            assert _listed(families[family]) > dictionary.FAMILY or not [
                one for one in rest if one.family == family
            ]
        began |= families.keys()
        if rest and rest[0].family in began:
            assert len(file) + _listed(rest[:1]) > dictionary.FAMILY, (
                "a family goes on where a file is full"
            )
        elif rest:
            assert (
                len(file) + _listed([one for one in rest if one.family == rest[0].family])
                > dictionary.GROUP
            )
    assert rest == []


@many
@given(STEMS, WORDS)
@example(Stems(("abc", "xyz"), ("abcd" * 20,)), "abcd" * 16)
@example(Stems(("a",)), "a𐐨")
def test_stems_come_back(stems: Stems, term: str) -> None:
    """What is cut off a term, and put there, gives back its own stems and the others, in their
    order.
    """
    assert _stems(encode_stems(stems, term), term) == stems


@pytest.mark.parametrize(
    ("own", "other", "written"),
    [
        ((), (), ""), (("ferries",), (), "0"), (("ferri",), (), "2"), (("ferry",), (), "3y"),
        (("ferri", "ferry"), (), "2,3y"),
        ((), ("ferri",), ";2"), (("ferri",), ("ferrie", "ferr"), "2;1,3"), (("sea",), (), "7sea"),
    ],
)  # fmt: skip
def test_stems_are_written_short(
    own: tuple[str, ...], other: tuple[str, ...], written: str
) -> None:
    """Most stems take one sign or two, and a word without any takes none."""
    assert encode_stems(Stems(own, other), "ferries") == written


@many
@given(st.dictionaries(WORDS, STEMS, max_size=5))
def test_forms_that_begin_in_another_way_are_named(stems: dict[str, Stems]) -> None:
    """Every form of a stem begins with it, or is named in the stem's own entry, which names no
    other.
    """
    expected: dict[str, list[str]] = {}
    for term in sorted(stems):
        for stem in (*stems[term].own, *stems[term].other):
            if not term.startswith(stem):
                expected.setdefault(stem, []).append(term)
    assert {entry.key: entry.signs for entry in far_form_entries(stems)} == {
        f"{stem}{FAR}": ",".join(forms) for stem, forms in expected.items()
    }


@many
@given(st.lists(NAMES, unique=True))
@example(["!", "%21", "50 %"])
def test_rows_of_names_come_back(names: list[str]) -> None:
    """Names stand one behind the other, each with what it shares with the one before, and a sign
    ends each.
    """
    row = front_code_names(names)
    assert row == "" or row.endswith("!")
    found = []
    before: tuple[int, ...] = ()
    for head in row.split("!")[:-1]:
        before = before[: numbers.SIGNS.index(head[0])] + _units(head[1:])
        found.append(unquote(_text(before)))
    assert found == names


@many
@given(NAMES, NAMES)
def test_names_stay_apart(one: str, other: str) -> None:
    """A name as a key holds no space, and two names are never one key."""
    assert " " not in escape_spaces(one)
    assert (escape_spaces(one) == escape_spaces(other)) == (one == other)


@many
@given(st.lists(st.text(LETTERS + "$%", min_size=1, max_size=6), max_size=8))
def test_keys_stand_in_a_scripts_order(keys: list[str]) -> None:
    """Keys are sorted as a script compares them, also where signs beyond 16 bits stand before
    others that are smaller.
    """
    ordered = sorted(keys, key=utf16_order)
    assert all(_units(one) <= _units(other) for one, other in pairwise(ordered))
