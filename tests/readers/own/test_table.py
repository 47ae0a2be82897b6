"""The reader of tables of articles: a row an article, with whatever a spreadsheet makes of it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.page.model import Page
from generator.readers import READERS, read_stories
from generator.readers.base import FIELDS, Bundle, Readings
from generator.readers.own.cells import csv_rows
from generator.records import table as articles_table
from generator.story import labels
from generator.story.model import Article, Content
from generator.text.addresses import canonical_address
from tests.support.strategies import RAW, pages

HEADER = "story,title,outlet,label,reposted_by,published"


def read_all(table: str) -> Readings:
    """What the reader gets out of a table."""
    name, readings = read_stories(Bundle("x.csv", table.encode()))
    assert name == "archive-csv"
    return readings


def titles(readings: Readings) -> list[list[str | None]]:
    """The titles of the articles, story by story."""
    return [[article.title for article in reading.content.articles] for reading in readings.stories]


@given(pages())
def test_the_articles_of_a_page_come_back(written: Page) -> None:
    """What the archive writes as a table is read back as the same articles of a story with the same
    title, day and time.
    """
    made = articles_table.article_rows(written, "2025/a.md")
    story = written.story
    readings = read_all(articles_table.csv([articles_table.CSV_COLUMNS, *made]))
    title, day = written.corrections.title or story.title, written.corrections.date or story.date
    if (
        not story.articles
        and not title
        and not day
        and not (story.url and canonical_address(story.url))
    ):
        assert [problem.seen for problem in readings.problems] == [
            "line 2 states nothing of a story"
        ]
        return
    (reading,) = readings.stories
    assert readings.problems == ()
    assert (reading.content.title, reading.content.started, reading.content.articles) == (
        title,
        day,
        story.articles,
    )
    assert reading.captured == max(
        (each.captured for each in story.captures if each.captured), default=None
    )
    assert reading.content.unplaced == ()
    assert {field for row in reading.ledger for field in row.fields} <= set(FIELDS)


@given(st.lists(st.lists(st.one_of(RAW, st.text('",\n x')), min_size=1, max_size=3), max_size=3))
def test_rows_are_read_as_they_are_written(table: list[list[str]]) -> None:
    """Rows come back with the lines in which they begin, but for those without any sign."""
    table = [[cell.replace("\r", "") for cell in row] for row in table]
    text = articles_table.csv(table).replace("\r\n", "\n")
    assert [cells for _, cells in csv_rows(text)] == [row for row in table if row != [""]]
    assert [cells for _, cells in csv_rows(text.removesuffix("\n"))] == [
        row for row in table if row != [""]
    ]
    lines = text.split("\n")
    assert all(
        lines[number - 1].startswith(articles_table.csv([cells]).split("\n")[0].rstrip("\r"))
        for number, cells in csv_rows(text)
    )


def test_a_table_is_of_one_layout() -> None:
    """No other reader takes a table for its own, and a text with commas is none."""
    bundle = Bundle("x.csv", f"{HEADER}\nA,B,C,,,\n".encode())
    assert [reader.name for reader in READERS if reader.read(bundle) is not None] == ["archive-csv"]
    for text in (
        "A story, a title and an outlet\nand so on",
        "story,place\n1,2",
        '"story',
        '[{"story": 1}]',
        "\n\n",
    ):
        assert READERS[1].read(Bundle("x.csv", text.encode())) is None
    assert READERS[1].name == "archive-csv"


def test_a_story_is_the_rows_of_one_name() -> None:
    """Rows of a story need not stand together; a name without a title is one, an address is an
    address.
    """
    table = f"{HEADER}\nStrike,One,Gull,Lean Left,3,2025-05-06\nhttps://x.example/1,Two,,,,\nStrike,Three,,,,\n"
    first, second = read_all(table).stories
    assert first.content == Content(
        title="Strike",
        articles=(
            Article(
                title="One", outlet="Gull", bias="Lean Left", reposted_by=3, published="2025-05-06"
            ),
            Article(title="Three"),
        ),
    )
    assert (second.content.title, second.content.url) == (None, "https://x.example/1")
    assert (first.at, second.at) == ("line 2", "line 3")
    assert labels.label(first.content.articles[0].bias) == "lean-left"


def test_a_spreadsheet_may_write_it_its_own_way() -> None:
    """A mark at the beginning, CRLF, capitals in names and in true and false, quotation marks
    everywhere: all the same.
    """
    table = io.StringIO()
    csv.writer(table, quoting=csv.QUOTE_ALL).writerows(
        [
            ["Story", "Title", "Excerpt", "Excerpt_Truncated"],
            ["A", "'=1+1", "one\n\ntwo, «three»", "TRUE"],
        ]
    )
    readings = read_stories(Bundle("x.csv", table.getvalue().encode("utf-8-sig")))[1]
    (reading,) = readings.stories
    assert reading.content.articles == (
        Article(title="=1+1", excerpt="one\n\ntwo, «three»", excerpt_truncated=True),
    )


def test_what_no_column_takes_is_kept() -> None:
    """A column that the format does not have is unplaced with its name, and so is a second title of
    one story.
    """
    table = 'story,story_title,title,mood,\nA,X,1,"sour\nor so",\nA,X,2,,5\nA,Y,3,,\n'
    (reading,) = read_all(table).stories
    assert reading.content.unplaced == (
        'mood: "sour\\nor so"',
        "without a name: 5",
        "story_title: Y",
    )
    assert reading.content.title == "X"
    assert [row.at for row in reading.ledger if row.fields == ("unplaced",)] == [
        "line 2, column mood",
        "line 4, a column without a name",
        "line 5, column story_title",
    ]


def test_each_cell_has_its_row() -> None:
    """The ledger of all stories together names every cell that is not empty once."""
    table = f"{HEADER}\nA,One,Gull,left,3,2025-05-06\nB,Two,,,,\nA,Three,,,,\n"
    ledger = [row for reading in read_all(table).stories for row in reading.ledger]
    assert sorted(row.text for row in ledger) == sorted(
        cell for _, cells in csv_rows(table) for cell in cells if cell
    )
    assert len({row.at for row in ledger}) == len(ledger)


@pytest.mark.parametrize(
    ("table", "sentences", "kept"),
    [
        (
            "A,1,2\nB,t,,,,",
            ["line 2 has 3 cells, and the table 6 columns. Mend it there."],
            [["t"]],
        ),
        (
            "A,t,,,many,\nA,u,,,,\nB,v,,,,",
            [
                "line 2, column reposted_by is the text 'many', where a whole number from 0 on is wanted. "
            ],
            [["v"]],
        ),
        (
            "A,t,,,,08/05/2025",
            [
                "line 2, column published is the text '08/05/2025', where a day or a time is wanted. "
            ],
            [],
        ),
        (
            'A,t,,,,\nB,"u"v,,,,\nC,w,,,,',
            ["the quotation marks of a cell are wrong in line 3. Write a cell with commas"],
            [["t"]],
        ),
        (
            'A,t,,,,\nB,"u,,,,\nC,w,,,,',
            ["the quotation marks of a cell are wrong in line 3. Write a cell with commas"],
            [["t"]],
        ),
        (
            "",
            ["it is a table of articles without a row. Check that the whole table was saved."],
            [],
        ),
        (
            ",,,,,\n",
            ["it is a table of articles without a row. Check that the whole table was saved."],
            [],
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    table: str, sentences: list[str], kept: list[list[str]]
) -> None:
    """A bad cell takes its story with it, a bad row itself; all others are read."""
    readings = read_all(f"{HEADER}\n{table}")
    assert titles(readings) == kept
    said = list(map(str, readings.problems))
    assert len(said) == len(sentences)
    assert all(each.startswith(sentence) for each, sentence in zip(said, sentences, strict=True))


def test_a_column_stands_once() -> None:
    """Which of two columns of one name is meant only a person can say."""
    assert list(map(str, read_all("story,title,Title\nA,1,2").problems)) == [
        "the column 'title' stands twice. Keep the right one of the two."
    ]
