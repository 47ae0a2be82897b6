"""The data of saved pages: rows and parts, references, JSON in a script, and what is broken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import readers
from generator.errors import NoStoryError
from generator.page import format as page
from generator.page.model import Page
from generator.readers.base import Bundle, Reading, Readings
from generator.readers.json.mapping import leaves
from generator.story import assembly
from tests.support.ground import BELL, row, saved, source, text_row
from tests.support.scraped import FERRY, scraped, written

FOG: dict[str, Any] = {**BELL, "slug": "fog-closes-the-harbour", "title": "ഫോഗ് Closes the Harbour"}
ROWS = (
    'b:"$Sreact.place"\n',
    '1:I[4711,["7","x.js"],""]\n',
    ':HL["x.css","style"]\n',
    text_row("2", "Two lines:\n5d:[ and no row — ഒന്ന്"),
    row("5d", ["$", "div", None, {"children": {"stories": [BELL, FOG]}}]),
    "5e:null\n",
    row("5f", {"again": BELL}),
)


def read_page(data: bytes) -> Readings:
    """What the reader gets out of a saved page."""
    name, readings = readers.read(Bundle("bells.html", data))
    assert name == "saved-html"
    return readings


def read(**changes: Any) -> Reading:
    """The reading of one story with some values changed, with a row that is a text beside it."""
    (reading,) = read_page(
        saved(text_row("2f", "Said by\n\nഒരാൾ."), row("3", [{**BELL, **changes}]))
    ).stories
    return reading


def test_each_story_of_a_page_is_read_once() -> None:
    """A story is known by its row and its pointer there, tells what it tells as JSON, and is
    accounted for value by value.
    """
    readings = read_page(saved(*ROWS))
    first, second = readings.stories
    assert readings.problems == ()
    assert [first.at, second.at] == ["row 5d/3/children/stories/0", "row 5d/3/children/stories/1"]
    alone = [
        readers.read(Bundle("x.json", written(story)))[1].stories[0].content
        for story in (BELL, FOG)
    ]
    assert [first.content, second.content] == alone
    places = [leaf.at for at in (first.at, "row 5f/again") for leaf in leaves(BELL, str(at))]
    assert [each.at for each in first.ledger if each.at.startswith("row ")] == places
    assert first.captured is None
    story = assembly.assemble(
        [second.capture(Bundle("bells.html", b""), "saved-html", "2025-06-14")]
    )
    assert page.read(page.write(Page(story=story))).story == story


@given(st.integers(1, 4000))
def test_the_parts_may_be_cut_anywhere(size: int) -> None:
    """Where the data are cut into parts makes no difference."""
    cut, whole = read_page(saved(*ROWS, size=size)), read_page(saved(*ROWS))
    assert [(each.at, each.content) for each in cut.stories] == [
        (each.at, each.content) for each in whole.stories
    ]
    assert cut.problems == whole.problems == ()


@pytest.mark.parametrize(
    ("value", "summary"),
    [
        ("$2f", "Said by\n\nഒരാൾ."),
        ("$$5 are missing", "$5 are missing"),
        ("$undefined", None),
        ("A $5 note", "A $5 note"),
    ],
)
def test_what_a_story_refers_to_stands_in_it(value: str, summary: str | None) -> None:
    """A reference gives way to the text that it means."""
    reading = read(summary=value, description=value)
    assert reading.content.summary == summary
    assert not any("refers" in note for note in reading.notes)


def test_times_and_missing_members_are_understood() -> None:
    """A time loses its sign; what is missing in a list moves nothing else."""
    reading = read(
        start="$D2025-06-11T10:00:00.000Z",
        sources=["$undefined", source("Gull", "center", "2025-06-13")],
    )
    assert reading.content.started == "2025-06-11T10:00:00Z"
    assert [article.outlet for article in reading.content.articles] == ["Gull"]
    assert "row 3/0/sources/1/date" in {each.at for each in reading.ledger}


@pytest.mark.parametrize("value", ["$L5", "$3", "$99", "$2f:x"])
def test_a_reference_to_no_text_stays_and_is_said(value: str) -> None:
    """What cannot be followed stands as it is, with one note."""
    reading = read(summary=value, description=value)
    assert reading.content.summary == value
    assert [note for note in reading.notes if "refers" in note] == [
        f"row 3/0 refers to '{value}', which is no text of the page; it stands as it is."
    ]


def test_a_page_that_breaks_off_gives_what_stands_before() -> None:
    """Whole rows are read; data that break off are a problem, and so is the row that is cut."""
    data = saved(row("1", [BELL]), row("2", [FOG]), size=700)
    readings = read_page(data[: data.rindex(b"push([1")])
    assert [reading.at for reading in readings.stories] == ["row 1/0"]
    assert [problem.seen for problem in readings.problems] == ["row 2 of the page's data is broken"]
    cut = read_page(
        saved(row("1", [BELL]), size=10_000)[: -len("])</script>")].replace(b"[2, null", b"[1,")
    )
    assert [problem.seen for problem in cut.problems] == ["the page's data breaks off"]


@pytest.mark.parametrize(
    "broken", ["7:[1,\n", "7:[NaN}\n", "7:T9999,It ends", f"7:{'[' * 100_000}\n"]
)
def test_a_broken_row_hides_no_other(broken: str) -> None:
    """A row that is no JSON, or shorter than it says, is named; the others are read."""
    readings = read_page(saved(row("1", [BELL]), broken, size=5000))
    assert [reading.at for reading in readings.stories] == ["row 1/0"]
    assert [problem.seen for problem in readings.problems] == ["row 7 of the page's data is broken"]


def test_half_a_character_is_a_problem() -> None:
    """A text with half a character makes no page, and the other stories are read."""
    readings = read_page(saved(row("1", [BELL, {**FOG, "title": "\ud800"}])))
    assert [reading.at for reading in readings.stories] == ["row 1/0"]
    assert [problem.seen for problem in readings.problems] == [
        "row 1/1/title holds half a character, \\ud800"
    ]


@pytest.mark.parametrize(
    "data", [saved(row("1", [{"title": "x"}])), saved(), b"<p>self.__next_f.push([1,"]
)
def test_a_page_without_stories_is_a_problem(data: bytes) -> None:
    """The data of another page hold no story; where they break off, that is said."""
    try:
        seen = read_page(data).problems[0].seen
    except NoStoryError as error:
        seen = error.seen
    assert seen.startswith(("it is a saved page without a story", "the page's data breaks off"))


def next_data(value: Any) -> bytes:
    """A page that hands its data over in one script."""
    data = json.dumps({"props": {"pageProps": value}}).replace("<", "\\u003c")
    return (
        '<!DOCTYPE html><html><p>Bells</p><script id="__NEXT_DATA__" '
        f'type="application/json">{data}</script></html>'
    ).encode()


def test_data_in_a_script_of_their_own_are_read() -> None:
    """`__NEXT_DATA__` holds stories of any layout of JSON, each known by its pointer there."""
    readings = read_page(next_data({"story": BELL, "more": [scraped()]}))
    assert [each.at for each in readings.stories] == [
        "__NEXT_DATA__/props/pageProps/more/0",
        "__NEXT_DATA__/props/pageProps/story",
    ]
    assert {each.content.title for each in readings.stories} == {
        BELL["title"],
        FERRY["metadata"]["title"],
    }
    (problem,) = read_page(next_data(1).replace(b"}}", b"}")).problems
    assert problem.seen == "the page's data in __NEXT_DATA__ are broken"


def test_json_that_holds_such_a_page_is_json() -> None:
    """A page inside a value of JSON is not read as one."""
    name, _ = readers.read(Bundle("x.json", json.dumps({"html": saved(*ROWS).decode()}).encode()))
    assert name == "json"
