"""Rules of front matter: two readers that agree, one key a line, and only JSON's values."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.errors import PageError
from generator.page import format as page
from generator.page import frontmatter
from generator.page import model as page_model
from tests.support.strategies import HAND_KEYS, HAND_VALUES, RAW, pages


def _stored(value: Any) -> Any:
    """A value as a page can hold it."""
    return json.loads(frontmatter.dump(value))


@given(st.dictionaries(HAND_KEYS, HAND_VALUES, max_size=4))
def test_every_reader_reads_what_was_written(facts: dict[str, Any]) -> None:
    """The line reader, PyYAML with JSON's types and PyYAML's own safe loader all read what was
    written.
    """
    stored = _stored(facts)
    assume(stored)
    written = frontmatter.write(stored.items()).removesuffix("\n")
    assert frontmatter.read_lines(written) == stored
    assert frontmatter.read_yaml(written) == stored
    assert yaml.safe_load(written) == stored


@settings(max_examples=60)
@given(pages())
def test_both_readers_agree_on_every_page(written: page_model.Page) -> None:
    """The line reader takes every page that the program wrote, and PyYAML finds the same in it,
    keys in the same order.
    """
    front = page.write(written).split("\n---\n")[0].removeprefix("---\n")
    lines = frontmatter.read_lines(front)
    assert lines is not None
    found = frontmatter.read_yaml(front)
    assert found == lines
    assert list(found) == list(lines)


def _yaml_or_none(text: str) -> dict[str, Any] | None:
    try:
        return frontmatter.read_yaml(text)
    except PageError:
        return None


@given(
    st.one_of(
        RAW,
        st.lists(st.tuples(HAND_KEYS, RAW), max_size=3).map(
            lambda rows: "\n".join(f"{k}: {v}" for k, v in rows)
        ),
    )
)
def test_any_text_is_read_or_refused(text: str) -> None:
    """Front matter is read by one of the two readers, or refused by a PageError and no other."""
    try:
        found = frontmatter.read(text)
    except PageError:
        return
    assert found in (frontmatter.read_lines(text), _yaml_or_none(text))


@given(HAND_VALUES)
def test_a_value_stands_on_one_line_of_printable_signs(value: Any) -> None:
    """What YAML does not print, or takes for a line end, is written as an escape."""
    dumped = frontmatter.dump(value)
    assert len(dumped.splitlines()) <= 1
    assert not yaml.reader.Reader.NON_PRINTABLE.search(dumped)
    assert "\ufeff" not in dumped


def test_lists_of_objects_stand_one_a_line() -> None:
    """One key a line, one object a line; other lists stay behind their key; what YAML takes for a
    word is quoted.
    """
    facts = {
        "a": 1,
        "rows": [{"n": 1}, {}],
        "places": ["x", "y"],
        "none": [],
        "yes": None,
        "b c": True,
        "é": "é\u2028\x85",
    }
    assert frontmatter.write(facts.items()) == (
        'a: 1\nrows:\n  - {"n": 1}\n  - {}\nplaces: ["x", "y"]\nnone: []\n"yes": null\n"b c": true\n"é": "é\\u2028\\u0085"\n'
    )


def test_what_no_page_can_hold_is_replaced() -> None:
    """A lone surrogate or a noncharacter in a hand's own value becomes U+FFFD; a NUL stays an
    escape.
    """
    assert (
        frontmatter.dump("\ud800\ufdd0\U0001fffe\ufffe\0") == '"\ufffd\ufffd\ufffd\\ufffe\\u0000"'
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: x y\nb: 'it''s'\nc: \"\\u00e9\"", {"a": "x y", "b": "it's", "c": "é"}),
        (
            "a: 2025-07-07\nb: 1.5\nc: yes\nd: 0x1f\ne: 1e3\nf: 012",
            {"a": "2025-07-07", "b": "1.5", "c": "yes", "d": "0x1f", "e": "1e3", "f": "012"},
        ),
        ("a:\n- 1\n- -2\n- null\n- ~\n-\n- true", {"a": [1, -2, None, None, None, True]}),
        (
            "a:\n  b: {c: [x, 'y']} # why\n# so\n\n1: 2\nnull: 3",
            {"a": {"b": {"c": ["x", "y"]}}, "1": 2, "null": 3},
        ),
        ("a: |\n  x\n  y\nb: >-\n  x\n  y\nc: !!str 1", {"a": "x\ny\n", "b": "x y", "c": "1"}),
        ("a: 1.0\nb: 1", {"a": "1.0", "b": 1}),
        ('"a": 1\n"é": []', {"a": 1, "é": []}),
    ],
)
def test_yaml_of_other_styles_is_read(text: str, found: dict[str, Any]) -> None:
    """A person may write any YAML; only null, true, false and whole numbers are more than strings."""
    assert frontmatter.read(text) == found


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a: 1\na: 2", "the front matter is no YAML in line 2: the key 'a' stands twice"),
        (
            "a: 1\nb: {c: 1, c: 2}",
            "the front matter is no YAML in line 3: the key 'c' stands twice",
        ),
        ('a: {"c": 1, "c": 2}', "the front matter is no YAML in line 2: the key 'c' stands twice"),
        ("a: [1", "the front matter is no YAML in line 3: did not find expected ',' or ']'"),
        (
            "a: &x [1]\nb: *x",
            "the front matter is no YAML in line 3: it has an alias (*), which pages do not know",
        ),
        (
            "a: !!float 1",
            "the front matter is no YAML in line 2: it has the tag 'tag:yaml.org,2002:float', and only text, whole numbers, "
            "true, false and null are known",
        ),
        ("? [a]\n: 1", "the front matter is no YAML in line 2: a key must be text"),
        ("a: 1\n--- \nb: 2", "the front matter is no YAML in line 3: it has a second document"),
        (
            f"a: {'[' * 22}{']' * 22}",
            "the front matter is no YAML in line 2: more than 20 lists and objects stand inside each other",
        ),
        (
            f"{'k' * 129}: 1",
            "the front matter is no YAML in line 2: a key is longer than 128 characters, or holds what no text can hold",
        ),
        ("just text", "the front matter is no list of keys with values"),
        ("- a", "the front matter is no list of keys with values"),
        ("", "the front matter is no list of keys with values"),
    ],
)
def test_what_is_refused_is_said(text: str, seen: str) -> None:
    """Every refusal names the line of the page and the reason."""
    with pytest.raises(PageError) as caught:
        frontmatter.read(text)
    assert caught.value.seen == seen


@pytest.mark.parametrize(
    "bomb",
    [
        "a: " + "[" * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "a: " + "{a: " * 50_000,
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "a: &a [*a]",
        "a: 1" + "0" * 5_000,
        'a: "' + "\\" * 1_000_000,
        '"' * 1_000_000,
        "a: 1\n" * 100_000,
    ],
    ids=[
        "lists",
        "sequences",
        "keys",
        "mappings",
        "aliases",
        "loop",
        "digits",
        "backslashes",
        "quotes",
        "doubles",
    ],
)
def test_a_bomb_is_refused_at_once(bomb: str) -> None:
    """Front matter that would grow, nest or repeat without end is an ordinary PageError."""
    with pytest.raises(PageError):
        frontmatter.read(bomb)


@pytest.mark.parametrize("behind", ["a: ", "a:\n  - "], ids=["a key", "a list"])
def test_twenty_lists_and_objects_may_stand_inside_each_other(behind: str) -> None:
    """The list of a key counts as one of them; one more is refused, by both readers, whatever is in
    it.
    """
    room = 20 - behind.count("- ")
    for opening, closing in (("[", "]"), ('{"a": ', "}")):
        for depth, fits in ((room, True), (room + 1, False)):
            text = f"{behind}{opening * depth}1{closing * depth}"
            assert (frontmatter.read_lines(text) is not None) is fits
            assert (_yaml_or_none(text) is not None) is fits
    wide = f"{behind}[{', '.join(['[]'] * 40)}]"
    assert frontmatter.read_lines(wide) == _yaml_or_none(wide)
    assert frontmatter.read_lines(wide) is not None


@pytest.mark.parametrize("key", ["k" * 128, "é" * 128])
def test_a_key_has_128_characters_at_most(key: str) -> None:
    """As many are read; one more is refused, also where other keys stand beside it, and in an
    object within.
    """
    for one in (key, f"{key}x"):
        for text in (
            f'"{one}": 1',
            f'b: 1\n"{one}": 1',
            f'b: {{"{one}": 1}}',
            f'b:\n  - {{"{one}": 1, "c": 2}}',
        ):
            found = _yaml_or_none(text)
            assert frontmatter.read_lines(text) == found
            assert (found is not None) is (one == key)


def test_many_short_keys_are_read() -> None:
    """Keys may be longer together than one of them may be."""
    text = "\n".join(f"key-{number}: {number}" for number in range(40))
    assert (
        frontmatter.read_lines(text)
        == _yaml_or_none(text)
        == {f"key-{number}": number for number in range(40)}
    )
