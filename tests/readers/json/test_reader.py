"""Laws that every reader of JSON keeps: each value is accounted for, and no layout passes for
another.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from generator.page import format as page
from generator.page.model import Page
from generator.readers import READERS, read_stories
from generator.readers.base import FIELDS, Bundle, Reading
from generator.readers.json.mapping import BOILERPLATE, json_leaves
from generator.readers.json.reader import JsonReader
from generator.story import assembly
from tests.support.clusters import CLUSTER
from tests.support.ground import BELL
from tests.support.repository import ROOT
from tests.support.scraped import FERRY, written
from tests.support.stored import NEWER, OLDER

LAYOUTS = ROOT / "tests" / "samples" / "layouts"
STORIES = {
    "scraper-json": FERRY,
    "store-json, newer": NEWER,
    "store-json, older": OLDER,
    "ground-news": BELL,
    "kite": CLUSTER,
    **{
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(LAYOUTS.glob("*.json"))
    },
}
"""A story of each layout with everything that it has, by the name of its reader, and what tells it
from others of that."""
OTHER = "Something else"


def read(story: Any) -> Reading:
    """The reading of one story."""
    readings = read_stories(Bundle("x.json", written(story)))[1]
    assert readings.problems == ()
    (reading,) = readings.stories
    return reading


def inner(story: Any, at: str) -> Any:
    """The value at a pointer."""
    for part in at.split("/")[1:]:
        story = story[int(part)] if isinstance(story, list) else story[part]
    return story


def changed(story: Any, at: str, value: Any) -> Any:
    """The story with another value at a pointer."""
    new = copy.deepcopy(story)
    above, _, last = at.rpartition("/")
    holder = inner(new, above)
    holder[int(last) if isinstance(holder, list) else last] = value
    return new


def objects(value: Any, at: str = "") -> Iterator[str]:
    """The pointers of all objects."""
    if isinstance(value, dict):
        yield at
    for key, member in (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    ):
        yield from objects(member, f"{at}/{key}")


def reader_of(name: str) -> JsonReader:
    """The reader of a story of the table above."""
    (found,) = [reader for reader in READERS if reader.name == name.partition(",")[0]]
    assert isinstance(found, JsonReader)
    return found


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_of_one_layout(name: str) -> None:
    """Exactly one reader knows a story, whatever the file is called."""
    known = [
        reader.name
        for reader in READERS
        if isinstance(reader, JsonReader) and reader.matches(STORIES[name])
    ]
    assert known == [reader_of(name).name]


@pytest.mark.parametrize("name", STORIES)
def test_every_leaf_has_its_row(name: str) -> None:
    """The ledger names each leaf once, in order, with fields that a ledger can name, and leaves
    none without a place.
    """
    ledger = read(STORIES[name]).ledger
    assert [row.at for row in ledger] == [leaf.at for leaf in json_leaves(STORIES[name], "")]
    assert {field for row in ledger for field in row.fields} <= set(FIELDS) - {"unplaced"}


@pytest.mark.parametrize("name", STORIES)
def test_what_the_ledger_calls_a_field_is_one(name: str) -> None:
    """Another value at any place that goes to a field gives another reading; one that nobody needs
    gives the same.
    """
    first = read(STORIES[name])
    patterns = {leaf.at: leaf.pattern for leaf in json_leaves(STORIES[name], "")}
    for row in first.ledger:
        old = inner(STORIES[name], row.at)
        known = reader_of(name).mapping.slot(patterns[row.at]) is BOILERPLATE
        for value in (
            OTHER,
            *((not old,) if isinstance(old, bool) else ()),
            *(("7",) if "coverage" in row.fields else ()),
        ):
            other = read(changed(STORIES[name], row.at, value))
            assert ((other.content, other.captured) == (first.content, first.captured)) is known, (
                row.at,
                value,
            )


@pytest.mark.parametrize(
    ("name", "at"), [(name, at) for name, story in STORIES.items() for at in objects(story)]
)
def test_a_new_key_anywhere_is_kept(name: str, at: str) -> None:
    """A key that a scraper has from tomorrow on is unplaced, shown so, and stands on the page; all
    else is as it was.
    """
    story = copy.deepcopy(STORIES[name])
    inner(story, at)["mood/of~day"] = {"sour": 5}
    reading = read(story)
    line = f"{at}/mood~1of~0day/sour: 5"
    assert reading.content.unplaced == (line,)
    assert [row.at for row in reading.ledger if row.fields == ("unplaced",)] == [
        line.partition(": ")[0]
    ]
    assert reading.content.articles == read(STORIES[name]).content.articles
    told = assembly.assemble([reading.capture(Bundle("x.json", b""), "x")])
    assert page.read(page.write(Page(story=told))).story.unplaced == (line,)
