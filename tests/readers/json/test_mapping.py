"""The leaves of a story: pointers, faults, and the table by which each goes to a field or is kept
as it stands.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import BundleError
from generator.readers.json.document import RealNumber
from generator.readers.json.mapping import (
    BOILERPLATE,
    COUNT,
    LINE,
    LONGEST_KEY,
    MOMENT,
    TEXT,
    FieldMapping,
    MappedValues,
    Slot,
    json_leaves,
)
from generator.readers.json.parse import parse_json
from tests.support.strategies import RAW

TABLE = FieldMapping(
    {
        "/id": BOILERPLATE,
        "/title": Slot("headline", LINE),
        "/taken": Slot("captured", MOMENT),
        "/counts/all": Slot("coverage", COUNT),
        "/articles/*/title": Slot("article_title", LINE),
        "/articles/*/text": Slot("article_text", TEXT),
        "/articles/*/id": BOILERPLATE,
        "/points/*": Slot("key_points", LINE),
    }
)


def taken(value: Any, at: str = "") -> MappedValues:
    """What the table takes of a value."""
    return MappedValues(value, at, TABLE)


def held(text: str) -> Any:
    """The root object of a text."""
    document = parse_json(text)
    assert document is not None
    return document.candidates[0].value


# --- walking --------------------------------------------------------------------------------------

TREES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-9, 9),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=4), inner, max_size=3
        ),
    ),
    max_leaves=12,
)


def _pointed(value: Any, pointer: str) -> Any:
    """The value at a pointer, as RFC 6901 finds it."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def _count(value: Any) -> int:
    return (
        sum(map(_count, value.values() if isinstance(value, dict) else value))
        if value and isinstance(value, dict | list)
        else 1
    )


@given(TREES)
def test_each_leaf_has_its_pointer(tree: Any) -> None:
    """Every value without members is met once, at the place that its pointer names, in the order of
    the text.
    """
    found = list(json_leaves(tree, ""))
    assert len(found) == len({leaf.at for leaf in found}) == _count(tree)
    assert all(_pointed(tree, leaf.at) == leaf.value for leaf in found)
    assert [leaf.at for leaf in found] == [
        leaf.at for leaf in json_leaves(json.loads(json.dumps(tree)), "")
    ]


def test_patterns_leave_places_out() -> None:
    """A pattern has `*` for each place in a list, and begins at the story, wherever that stands."""
    found = json_leaves({"a": [[1], {"b/c~": []}]}, "/stories/7")
    assert [(leaf.at, leaf.pattern) for leaf in found] == [
        ("/stories/7/a/0/0", "/a/*/*"),
        ("/stories/7/a/1/b~1c~0", "/a/*/b~1c~0"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '{"a": {"title": 1, "title": 2}}',
            "the key 'title' stands twice in /a. Keep the right one of the two.",
        ),
        (
            '{"title": 1, "title": 1}',
            "the key 'title' stands twice. Keep the right one of the two.",
        ),
        (
            '{"a": [NaN]}',
            "/a/0 is NaN, which is no number in JSON. Write null where nothing is stated.",
        ),
        (
            '{"a": -Infinity}',
            "/a is -Infinity, which is no number in JSON. Write null where nothing is stated.",
        ),
        (
            f'{{"a": {"7" * 19}}}',
            "/a is a number of 19 digits. Write the number that the page shows.",
        ),
        (r'{"a": "x\ud83d"}', r"/a holds half a character, \ud83d. Capture the story again."),
        (
            r'{"a": {"\udc00": 1}}',
            r"a key of /a holds half a character, \udc00. Capture the story again.",
        ),
        (
            '{"%s": 1}' % ("k" * (LONGEST_KEY + 1)),
            "a key of the document is 1,001 characters long. Check what the scraper wrote there.",
        ),
        (
            '{"a": ' + "[" * 64 + "1" + "]" * 64 + "}",
            f"more than 64 lists and objects stand inside each other at /a{'/0' * 63}. Check what the scraper wrote there.",
        ),
        (
            '{"\\u001b\\n": {"a": 1, "a": 2}}',
            r"the key 'a' stands twice in /\x1b\n. Keep the right one of the two.",
        ),
    ],
)
def test_what_no_story_can_have_is_said_with_its_place(text: str, sentence: str) -> None:
    """What the parser lets pass is found by the walk, which names the first of such places."""
    with pytest.raises(BundleError) as caught:
        list(json_leaves(held(text), ""))
    assert str(caught.value) == sentence


def test_a_whole_pair_of_halves_is_a_character() -> None:
    """Two halves of a character that belong together are one, as JSON writes what is beyond 65,536."""
    (leaf,) = json_leaves(held(r'{"a": "\ud83e\uddaa"}'), "")
    assert leaf.value == "🦪"


def test_what_is_nested_as_deep_as_may_be_is_read() -> None:
    """The deepest tree that is read has 64 lists and objects inside each other."""
    (leaf,) = json_leaves(held('{"a":' + "[" * 62 + "[1]" + "]" * 62 + "}"), "")
    assert leaf.value == 1


def test_a_long_pointer_is_cut_in_a_sentence() -> None:
    """A sentence stays short, however deep the place."""
    with pytest.raises(BundleError) as caught:
        list(json_leaves(held('{"%s": {"a": 1, "a": 2}}' % ("k" * 999)), ""))
    assert (
        str(caught.value)
        == f"the key 'a' stands twice in /{'k' * 199}…. Keep the right one of the two."
    )


# --- the table ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("7", 7), ('"7"', 7), ('"007"', 7), ('"1,204"', 1204), ('"12,345,678"', 12345678), ("0", 0), ('"0"', 0),
        ("5.0", 5), ("283.000", 283),
        ("5.5", None), ("1e3", None), ("-1", None), ('"-1"', None), ('"many"', None), ('"1,2"', None), ('"12+"', None),
        ('"٣"', None), ("true", None), ('"1.0"', None), ("[]", None), ("{}", None), (f'"{"9" * 19}"', None),
    ],
)  # fmt: skip
def test_a_count_is_a_whole_number_however_it_is_written(text: str, count: int | None) -> None:
    """Numbers, digits as text, thousands parted by commas; anything else is kept as it stands, and
    said.
    """
    found = taken(held(f'{{"counts": {{"all": {text}}}}}'))
    assert found.value("/counts/all") == count
    assert len(found.unplaced) == len(found.notes) == (count is None)


def test_what_is_of_another_kind_is_kept_and_said() -> None:
    """A value that its field cannot take is no problem of the story: it is unplaced, with a note
    that names its place.
    """
    found = taken(
        {"counts": {"all": "many"}, "title": 5, "points": "none", "articles": [["x"]]}, "/stories/3"
    )
    assert found.notes == [
        "/stories/3/counts/all is the text 'many', where a count is wanted; it is kept under Unplaced.",
        "/stories/3/title is the number 5, where text is wanted; it is kept under Unplaced.",
        "/stories/3/points is the text 'none', where a list or an object is wanted; it is kept under Unplaced.",
    ]
    assert found.unplaced == ["/counts/all: many", "/title: 5", "/points: none", "/articles/0/0: x"]
    assert {row.fields for row in found.rows} == {("unplaced",)}


@pytest.mark.parametrize("nothing", [None, "", " \n"])
def test_nothing_is_of_every_kind(nothing: str | None) -> None:
    """Null and an empty text state nothing, wherever they stand; so do empty lists and objects in
    place of full ones.
    """
    found = taken(
        {
            "title": nothing,
            "counts": {"all": nothing},
            "points": [nothing],
            "articles": [{"text": nothing}],
        }
    )
    assert (found.unplaced, found.notes, found.values("/points/*")) == ([], [], ())
    assert found.objects("/articles/*") == [{"text": None}]
    for empty in (None, "", [], {}):
        found = taken({"counts": empty, "points": empty, "articles": empty})
        assert [row.fields for row in found.rows] == [
            ("coverage",),
            ("key_points",),
            ("article_title",),
        ]
        assert (found.unplaced, found.objects("/articles/*")) == ([], [])


def test_objects_of_a_list_keep_their_order() -> None:
    """Each object has its own values, in the order of the list, whichever of them lack a key."""
    articles = [
        {"text": "a"},
        {"title": "b"},
        {"id": 3},
        {},
        *({"title": str(n)} for n in range(4, 12)),
    ]
    found = taken({"articles": articles}).objects("/articles/*")
    assert found[:3] == [{"text": "a"}, {"title": "b"}, {"id": None}]
    assert [each["title"] for each in found[3:]] == [str(n) for n in range(4, 12)]


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("mood", "sour", "/mood: sour"),
        ("mood", True, "/mood: true"),
        ("mood", None, "/mood: null"),
        ("mood", RealNumber("1.10"), "/mood: 1.10"),
        ("mood", {}, "/mood: {}"),
        ("mood", "", '/mood: ""'),
        ("mood", " sour ", '/mood: " sour "'),
        ("mood", "two\nlines", '/mood: "two\\nlines"'),
        ("mood", "nul \0", '/mood: "nul \\u0000"'),
        ("mood", "\ufffe", '/mood: "\\ufffe"'),
        ("two\nlines", 1, '"/two\\nlines": 1'),
    ],
)
def test_what_no_rule_knows_is_kept_as_a_line(key: str, value: Any, line: str) -> None:
    """A value that the table lacks is kept with its pointer: as it stands, or as JSON where no line
    can hold it so.
    """
    assert taken({key: value}).unplaced == [line]


@given(RAW)
def test_any_text_is_kept_whole(raw: str) -> None:
    """Whatever a text holds that no rule knows, the page's line gives it back."""
    whole = "".join(sign for sign in raw if not 0xD800 <= ord(sign) < 0xE000)
    (line,) = taken({"mood": whole}).unplaced
    kept = line.removeprefix("/mood: ")
    assert whole in (kept, json.loads(kept) if kept.startswith('"') else None)


def test_what_no_page_can_hold_is_replaced_and_said() -> None:
    """NUL and noncharacters of the texts that are taken become U+FFFD, counted in one note."""
    found = taken({"title": "a\0b\r\nc", "points": ["\uffff"], "id": "\0"}, "/7")
    assert (found.value("/title"), found.values("/points/*")) == ("a\ufffdb c", ("\ufffd",))
    assert found.notes == ["/7: Replaced 3 characters that are no text by U+FFFD."]


MANY = FieldMapping(
    {
        "/said": Slot("asides", replace(TEXT, many=True)),
        "/said/*": Slot("asides", replace(TEXT, many=True)),
    }
)


@pytest.mark.parametrize("value", [[], {}, "", None, [[]], [""], [None, {}]])
def test_a_list_may_stand_in_place_of_a_text(value: Any) -> None:
    """Where a kind may be a list, an empty one states nothing, at whatever depth its texts may
    stand.
    """
    found = MappedValues({"said": value}, "", MANY)
    assert (found.unplaced, found.notes) == ([], [])
    assert set(found.by_pointer().values()) == {None}


def test_what_was_taken_can_be_left_after_all() -> None:
    """A value that no field can hold as things are is unplaced, with its pointer, and its row says
    so; others stay.
    """
    found = MappedValues({"said": ["One.", "Two.\nlines"]}, "/stories/3", MANY)
    assert found.by_pointer() == {"/said/0": "One.", "/said/1": "Two.\nlines"}
    found.unplace("/said/1")
    assert found.unplaced == ['/said/1: "Two.\\nlines"']
    assert [(row.at, row.fields) for row in found.rows] == [
        ("/stories/3/said/0", ("asides",)),
        ("/stories/3/said/1", ("unplaced",)),
    ]
