"""Text as a JSON document: every whole story is found, and what is wrong is said with its place."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.readers.base import Bundle
from generator.readers.json.document import (
    InvalidNumber,
    JsonDocument,
    RealNumber,
    RepeatedKeyObject,
)
from generator.readers.json.parse import parse_json

STORIES = [
    {
        "title": f"Story {n}",
        "sources": [{"link": f"https://x.example/{n}", "text": 'A "}]," in it.\n'}],
    }
    for n in range(4)
]


def _lines(stories: list[Any]) -> str:
    return "".join(json.dumps(story) + "\n" for story in stories)


SHAPES = {
    "list": json.dumps,
    "indented list": lambda stories: json.dumps(stories, indent=2),
    "list without indent": lambda stories: json.dumps(stories, indent=0),
    "store": lambda stories: json.dumps(
        {"run": [{"a": 1}], "stories": stories, "count": len(stories)}
    ),
    "indented store": lambda stories: json.dumps(
        {"stories": stories, "count": len(stories)}, indent="\t"
    ),
    "clusters": lambda stories: json.dumps({"clusters": stories}, indent=1),
    "lines": _lines,
    "a line each": lambda stories: (
        '{"stories": [\n' + ",\n".join(map(json.dumps, stories)) + "\n]}"
    ),
}
"""How a scraper may write several stories into one file."""


def parsed(text: str) -> JsonDocument:
    """The document that a text is."""
    document = parse_json(text)
    assert document is not None
    return document


def said(text: str) -> list[str]:
    """What is said of a text."""
    return [str(problem) for problem in parsed(text).problems]


def values(text: str) -> list[Any]:
    """The stories that are found in a text."""
    return [member.value for member in parsed(text).candidates]


# --- what is whole --------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_holds_the_same_stories(shape: str) -> None:
    """A list, the list of a root object and JSON Lines give their members, in order, each with its
    pointer.
    """
    document = parsed(SHAPES[shape](STORIES))
    at = {
        "store": "/stories",
        "indented store": "/stories",
        "a line each": "/stories",
        "clusters": "/clusters",
    }.get(shape, "")
    assert [(member.at, member.value) for member in document.candidates] == [
        (f"{at}/{number}", story) for number, story in enumerate(STORIES)
    ]
    assert document.problems == ()


def test_an_object_is_one_story() -> None:
    """A root object without a list of stories is a story itself, at the root."""
    (member,) = parsed(json.dumps(STORIES[0], indent=4)).candidates
    assert (member.at, member.value) == ("", STORIES[0])


def test_what_stands_beside_the_stories_is_kept() -> None:
    """The keys beside the list of stories are handed on, also where a story is broken."""
    whole = SHAPES["store"](STORIES)
    assert (
        parsed(whole).envelope
        == parsed(whole.replace('"Story 2"', "Story 2")).envelope
        == {"run": [{"a": 1}], "count": 4}
    )


@pytest.mark.parametrize(
    "text", ["", "  ", "Harbour Pilots Return", '"text"', "5", "null", "<html>"]
)
def test_other_text_is_no_document(text: str) -> None:
    """What does not begin as an object or a list does is left to the other readers."""
    assert parse_json(text) is None


@pytest.mark.parametrize("shape", SHAPES)
def test_marks_and_line_ends_of_other_systems_make_no_difference(shape: str) -> None:
    """A byte order mark, CR LF and empty lines at the end change nothing."""
    text = SHAPES[shape](STORIES)
    for data in (
        b"\xef\xbb\xbf" + text.encode(),
        text.replace("\n", "\r\n").encode(),
        text.encode() + b"\n\n",
    ):
        document = Bundle("x", data).document
        assert document is not None
        assert ([member.value for member in document.candidates], document.problems) == (
            STORIES,
            (),
        )


def test_numbers_are_kept_as_they_are_written() -> None:
    """A number with a fraction keeps its digits, one too long to count anything and one that JSON
    lacks are marked.
    """
    held = values(
        '{"a": 1.10, "b": -0e5, "c": 123456789012345678, "d": 1234567890123456789, "e": NaN, "f": -Infinity}'
    )[0]
    assert [held[key] for key in "abc"] == [
        RealNumber("1.10"),
        RealNumber("-0e5"),
        123456789012345678,
    ]
    assert isinstance(held["d"], InvalidNumber)
    assert [held[key].seen.partition(",")[0] for key in "ef"] == ["NaN", "-Infinity"]


def test_a_number_of_any_length_is_no_fault_of_the_parser() -> None:
    """A number of more digits than Python converts is named by their count."""
    (held,) = values('{"a": %s}' % ("9" * 5000))
    assert held["a"].seen == "a number of 5,000 digits"


def test_a_key_that_stands_twice_is_kept_in_sight() -> None:
    """An object with a key twice tells which; in the root object the stories beside it are found
    all the same.
    """
    (held,) = values('{"a": {"b": 1, "c": 2, "b": 1}}')
    assert isinstance(held["a"], RepeatedKeyObject)
    assert held["a"].key == "b"
    text = '{"run": 1, "stories": [{"a": 1}], "run": 2}'
    assert (values(text), said(text)) == (
        [{"a": 1}],
        ["the key 'run' stands twice. Keep the right one of the two."],
    )


def test_of_two_lists_of_stories_none_is_chosen() -> None:
    """Which of two lists is meant the program does not guess."""
    text = '{"stories": [{"a": 1}], "stories": [{"a": 2}]}'
    assert (values(text), said(text)) == (
        [],
        ["the key 'stories' stands twice. Keep the right one of the two."],
    )


# --- what is broken -------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_cut_anywhere_gives_every_whole_story(shape: str) -> None:
    """Wherever a file breaks off, the stories before are found, and one sentence says where it
    ends.
    """
    text = SHAPES[shape](STORIES).rstrip()
    ends = [text.index(f"Story {n}") for n in range(4)]
    for size in range(ends[0], len(text)):
        cut = text[:size]
        document = parsed(cut)
        found = [member.value for member in document.candidates]
        begun = sum(end <= size for end in ends)
        if shape != "lines" or document.problems:
            assert [str(problem).partition(",")[0] for problem in document.problems] == [
                f"the JSON breaks off in line {cut.rstrip().count(chr(10)) + 1}"
            ], cut
        assert found == STORIES[: len(found)]
        assert begun - 1 <= len(found) <= begun


BROKEN = {
    "no value": ('"title": "Story 1"', '"title": '),
    "a word": ('"Story 1"', "Story 1"),
    "no end of a text": ('"Story 1"', '"Story 1'),
    "no beginning of a text": ('"Story 1"', 'Story 1"'),
    "no colon": ('"title": "Story 1"', '"title" "Story 1"'),
    "a bracket more": ('"Story 1"', '"Story 1"]'),
    "a brace more": ('"Story 1"', '["Story 1"}'),
    "a bracket opened": ('"Story 1"', '["Story 1"'),
    "a brace opened": ('"Story 1"', '{"Story 1": 2'),
    "an escape": ('"Story 1"', '"Story \\x 1"'),
    "a line's end in a text": ('"Story 1"', '"Story\n1"'),
}


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize(
    "shape", ["indented list", "indented store", "clusters", "lines", "a line each"]
)
def test_a_broken_story_hides_no_other(shape: str, fault: str) -> None:
    """Where stories begin in lines of their own, all but the broken one are found, in whatever way
    it is broken.
    """
    old, new = BROKEN[fault]
    text = SHAPES[shape](STORIES)
    assert old in text
    broken = text.replace(old, new)
    found = [story for story in values(broken) if story in STORIES]
    wanted = [story for story in STORIES if story != STORIES[1]]
    assert [story for story in found if story != STORIES[1]] == wanted
    assert said(broken)
    assert all(
        problem.startswith(("it is no JSON from line ", "the JSON breaks off in line "))
        for problem in said(broken)
    )


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("shape", ["list", "store"])
def test_a_broken_story_in_one_line_hides_no_other(shape: str, fault: str) -> None:
    """Also where everything stands in one line: stories are found again by how they begin."""
    old, new = BROKEN[fault]
    text = SHAPES[shape](STORIES).replace(old, new)
    found = [story for story in values(text) if story in STORIES]
    assert [story for story in found if story != STORIES[1]] == [
        story for story in STORIES if story != STORIES[1]
    ]
    assert said(text)


def test_what_is_in_a_broken_story_passes_for_no_other() -> None:
    """Where objects within a story begin as stories do, none of them is taken for one."""
    story = {"id": 1, "sources": [{"id": 2}, {"id": 3}]}
    text = json.dumps([story, story])[:-1] + ', {"id": 1, "sources": ["{"id": 2}, {"id": 3}]}]'
    assert values(text) == [story, story]


def test_pointers_count_the_stories_that_are_broken() -> None:
    """A story keeps its pointer when its neighbour is mended."""
    text = SHAPES["indented list"](STORIES).replace('"Story 1"', "Story 1")
    assert [member.at for member in parsed(text).candidates] == ["/0", "/2", "/3"]
    assert said(text) == [
        "it is no JSON from line 12, column 14 on (Expecting value), within /1. Mend it there, or capture it again."
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[{"a": 1} {"a": 2}]',
            "it is no JSON from line 1, column 11 on (Expecting ',' delimiter)",
        ),
        ('[{"a": 1},, {"a": 2}]', "it is no JSON from line 1, column 11 on (Expecting value)"),
        ('[{"a": 1}, {"a": 2},]', "it is no JSON from line 1, column 21 on (Expecting value)"),
        ('[{"a": 1}, {"a": 2}]\n]', "it is no JSON from line 2, column 1 on (Extra data)"),
        (
            '{"stories": [{"a": 1}, {"a": 2}], "run": }',
            "it is no JSON from line 1, column 42 on (Expecting value)",
        ),
        (
            '{"run": x, "stories": [{"a": 1}, {"a": 2}]}',
            "it is no JSON from line 1, column 9 on (Expecting value)",
        ),
    ],
)
def test_what_is_broken_between_stories_is_said(text: str, sentence: str) -> None:
    """A comma too few or too many, and anything around the list, is a problem, and all stories are
    found.
    """
    assert values(text) == [{"a": 1}, {"a": 2}]
    assert said(text) == [f"{sentence}. Mend it there, or capture it again."]


def test_one_object_and_something_behind_it() -> None:
    """The object with which a text begins is found, what stands behind it is a problem."""
    text = '{\n "a": 1\n}\nTHE END'
    assert values(text) == [{"a": 1}]
    assert said(text) == [
        "it is no JSON from line 4, column 1 on (Extra data). Mend it there, or capture it again."
    ]


DEEP = 100_000


@pytest.mark.parametrize("opener", ["[", '{"a":', '[{"a":', '{"stories":['])
@pytest.mark.parametrize("closed", [True, False])
def test_nesting_without_end_is_said(opener: str, closed: bool) -> None:
    """Lists and objects inside each other, so many that no parser follows, are a problem, at once
    and without a fault.
    """
    closer = opener.translate(str.maketrans("[{", "]}", '"a:stories'))[::-1]
    deep = opener * DEEP + ("1" + closer * DEEP if closed else "")
    began = time.monotonic()
    assert any(
        "more than 64 lists and objects stand inside each other, from line 1, column " in each
        for each in said(deep)
    )
    beside = f'[{{"a": 1}}, {deep if closed else opener * DEEP + "1" + closer * DEEP}, {{"a": 2}}]'
    assert values(beside) == [{"a": 1}, {"a": 2}]
    assert time.monotonic() - began < 5


@given(st.text(alphabet='[]{},:"\\ \n1ax-', max_size=60))
def test_whatever_a_text_holds_it_is_read_or_said(text: str) -> None:
    """No text fails: it is no document, is one, or something is said of it."""
    document = parse_json(text)
    assert document is None or document.problems or json.loads(text) is not None


@pytest.mark.parametrize(
    "unit", ["[", "{", '"', "]", "}", ",", '{"', "\n{", '[{"a":[', "{}", "\\", '"\\']
)
def test_broken_text_of_any_kind_is_read_in_a_moment(unit: str) -> None:
    """No repetition of signs makes the search for whole stories slow."""
    began = time.monotonic()
    for start in ("[", '{"stories": ['):
        parse_json(start + unit * 20_000)
    assert time.monotonic() - began < 5
