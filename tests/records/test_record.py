"""Records: what a page holds as JSON, by the published schema, and back without loss; the articles
as a table.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.page import format as page
from generator.page.format import is_edited
from generator.page.model import Corrections, Page, Section
from generator.records import record as records
from generator.records import schema, table
from generator.story import assembly
from generator.story.fields import fields_of
from generator.story.model import Article, Capture, Content, Coverage, Story
from tests.support.repository import ROOT
from tests.support.strategies import RAW, pages

PAGES = sorted(
    [*(ROOT / "tests" / "golden").glob("*.md"), *(ROOT / "content" / "stories").rglob("*.md")]
)
VALIDATOR = jsonschema.Draft202012Validator(schema.schema())


def as_json(page: Page, **how: Any) -> dict[str, Any]:
    """A page's record as it comes out of a file."""
    found: dict[str, Any] = json.loads(json.dumps(records.record(page, **how)))
    return found


def faults(record: Any) -> list[str]:
    """What the schema says about a record."""
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(record)]


def same(read: records.Recorded, page: Page) -> bool:
    """Whether a record tells all that a page holds."""
    own = Content(**{name: getattr(page.story, name) for name in fields_of(Content)})
    held = (page.story.captures, page.corrections, page.notes, page.sections)
    return (read.content, read.captures, read.corrections, read.notes, read.sections) == (
        own,
        *held,
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_pages_of_the_project_are_records_and_back(path: Path) -> None:
    """Golden pages and those of the demonstration keep the schema, tell the same when read, and
    give the same story again.
    """
    found = page.read(path.read_text(encoding="utf-8"))
    record = as_json(found, name=path.name)
    assert faults(record) == []
    read = records.read(record)
    assert same(read, found)
    assert read.extra == found.extra
    if not is_edited(found) and found.story.captures:
        assert read.page(assembly.assemble(read.captures)) == found


@given(pages())
def test_every_page_is_a_record_and_back(page: Page) -> None:
    """Whatever a page holds keeps the schema and is read back as it was, but for large numbers that
    a person added.
    """
    record = as_json(page)
    assert faults(record) == []
    read = records.read(record)
    assert same(read, page)
    assert as_json(replace(page, extra=read.extra)) == record


@given(pages())
def test_a_record_without_texts_is_one_of_the_story_without_texts(page: Page) -> None:
    """Without texts a record differs from that of a story without any only in saying what is not
    published.
    """
    story = page.story
    bare = tuple(
        replace(each, content=records.without_texts(each.content)) for each in story.captures
    )
    without = replace(page, story=replace(records.without_texts(story), captures=bare))
    record, other = as_json(page, texts=False), as_json(without)
    assert record.pop("absence")["unpublished"] == (["texts"] if without != page else [])
    other.pop("absence")
    assert record == other
    assert faults(record) == []


def test_what_is_worked_out() -> None:
    """Labels in their normal form, the number captured and each state of absence stand beside what
    is stated.
    """
    story = Story(
        title="A",
        coverage=Coverage(reported_articles=9),
        withheld=("factuality",),
        unrated=("bias",),
        articles=(
            Article(outlet="Gull", bias="leanLeft"),
            Article(bias="unknown"),
            Article(title="x", text="words"),
        ),
    )
    record = as_json(Page(story=story), name="2025/a-0123456789.md")
    assert record["page"] == "2025/a-0123456789.md"
    assert [article["label"] for article in record["articles"]] == ["lean-left", "unknown", None]
    assert record["coverage"]["captured_articles"] == 3
    absence = record["absence"]
    assert {"dateline", "summary", "timeline"} <= set(absence.pop("not_stated"))
    assert absence == {
        "not_captured": 6,
        "not_rated": ["bias"],
        "withheld": ["factuality"],
        "unpublished": [],
        "articles_without_outlet": 2,
        "articles_without_label": 1,
        "articles_not_rated": 1,
    }
    assert as_json(Page(story=Story()))["absence"]["not_captured"] is None


def test_what_a_person_added_is_in_the_record() -> None:
    """Corrections, notes, sections and keys of one's own are in the record; a number that is often
    rounded is text.
    """
    written = Page(
        story=Story(title="A"),
        corrections=Corrections(places=()),
        notes="Mine",
        sections=(Section(heading="See", markdown="*x*"),),
        extra=(("mood", '["sour", 12345678901234567890]'),),
    )
    record = as_json(written)
    assert record["corrections"] == {"places": []}
    assert record["extra"] == {"mood": ["sour", "12345678901234567890"]}
    assert records.read(record).page(written.story) == replace(
        written, extra=(("mood", '["sour", "12345678901234567890"]'),)
    )


# --- the table of articles ------------------------------------------------------------------------


@given(st.one_of(RAW, st.text("'=+-@\t\r\nax＝"), st.text()))
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    """No cell begins as a formula does, and each is read back as it was."""
    cell = table.guarded(text)
    assert table.unguarded(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@given(st.lists(st.lists(st.one_of(RAW, st.text('",\r\n x')), min_size=2, max_size=3), max_size=3))
def test_rows_are_text_that_any_program_reads(rows: list[list[str]]) -> None:
    """The standard library reads the rows back as they were."""
    assume(not any("\0" in cell for row in rows for cell in row))
    assert list(csv.reader(io.StringIO(table.csv(rows), newline=""))) == rows


def test_a_row_an_article() -> None:
    """Each article has a row with its story's cells; the story is its address, else its page;
    corrections count.
    """
    story = Story(
        title="A",
        date="2025-05-06",
        articles=(
            Article(title="=1+1", bias="Lean Left", reposted_by=0, text="long"),
            Article(outlet="Gull"),
        ),
        captures=(
            Capture(bundle="b", sha256="0" * 64, reader="x", captured="2025-05-07"),
            Capture(bundle="c", sha256="1" * 64, reader="x", captured="2025-05-09T10:00:00Z"),
        ),
    )
    written = Page(story=story, corrections=Corrections(title="B"))
    first, second = (
        {name: cell for name, cell in zip(table.CSV_COLUMNS, row, strict=True) if cell}
        for row in table.article_rows(written, "2025/a.md")
    )
    of_story = {
        "story": "2025/a.md",
        "story_title": "B",
        "story_date": "2025-05-06",
        "captured": "2025-05-09T10:00:00Z",
    }
    assert first == {
        **of_story,
        "n": "1",
        "title": "'=1+1",
        "bias": "Lean Left",
        "label": "lean-left",
        "reposted_by": "0",
        "excerpt_truncated": "false",
        "text": "long",
    }
    assert second == {**of_story, "n": "2", "outlet": "Gull", "excerpt_truncated": "false"}
    addressed = replace(written, story=replace(story, url="https://x.example/1", articles=()))
    ((address, *rest),) = table.article_rows(addressed, "2025/a.md")
    assert (address, rest[3:]) == ("https://x.example/1", [""] * (len(table.CSV_COLUMNS) - 4))
    assert "long" not in table.csv(table.article_rows(written, "2025/a.md", texts=False))


def test_the_columns_are_the_fields_of_an_article() -> None:
    """Every field of an article has its column, the long ones at the end."""
    assert set(table.CSV_COLUMNS) == {*table.STORY_COLUMNS, "n", "label", *fields_of(Article)}
    assert len(set(table.CSV_COLUMNS)) == len(table.CSV_COLUMNS)
    assert table.CSV_COLUMNS[-1] == "text"
