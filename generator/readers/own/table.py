"""The archive's table of articles, which any spreadsheet can write: a row an article, its story in
a column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from generator.errors import BundleError, visible
from generator.readers.base import Bundle, Decision, LedgerRow, Reading, Readings
from generator.readers.json.document import quote_text
from generator.readers.json.mapping import BOILERPLATE, FLAG, LINE, MOMENT, ValueKind
from generator.readers.own.cells import csv_rows
from generator.readers.own.checks import COUNT, Checks, kind_of_field
from generator.readers.own.records import ARTICLE_FIELDS
from generator.records import table as articles_table
from generator.story.fields import fields_of
from generator.story.model import Article, Content
from generator.text.addresses import canonical_address
from generator.text.normal import fold, normal_line

_ARTICLE_MARKS = ("title", "url", "outlet", "excerpt")
"""Columns of which a table has one at least, beside that of the story."""
_STORY_COLUMNS = {
    "story": (LINE, "address"),
    "story_title": (LINE, "headline"),
    "story_date": (MOMENT, "started"),
    "captured": (MOMENT, "captured"),
}
"""The columns of the story, with what they hold and the ledger's name of it."""
_ARTICLE_COLUMNS: dict[str, ValueKind | None] = {
    "n": None,
    "label": LINE,
    **{name: kind_of_field(Article, field) for name, field in fields_of(Article).items()},
}
"""The columns of an article; its number says nothing that its row does not."""
_FLAGS = {"true": True, "false": False}
_DIGITS = re.compile(r"[0-9]{1,18}")
_MEND = "Mend it there"


@dataclass(frozen=True, slots=True)
class _TableRow:
    """A row of the table: its line, and its cells by column."""

    number: int
    cells: dict[str, str]


class ArchiveCsv:
    """The archive's tables of articles."""

    name = "archive-csv"

    def read(self, bundle: Bundle) -> Readings | None:
        """The stories of a table, in the order in which they first stand there; a bad row hides no other."""
        table = bundle.decoded.text
        columns = _column_names(table)
        if not columns:
            return None
        problems: list[BundleError] = []
        stories: dict[str, list[_TableRow]] = {}
        for line in _table_rows(table, columns, problems):
            stories.setdefault(line.cells["story"].strip(), []).append(line)
        readings: list[Reading] = []
        for lines in stories.values():
            try:
                readings.append(_read_table_story(lines))
            except BundleError as error:
                problems.append(error)
        if readings:
            header = tuple(
                LedgerRow(f"line 1, {_describe_column(name)}", (BOILERPLATE.field,), name)
                for name in columns
            )
            readings[0] = replace(
                readings[0],
                ledger=(*header, *readings[0].ledger),
                notes=(*bundle.decoded.notes, *readings[0].notes),
            )
        elif not problems:
            problems.append(
                BundleError(
                    "it is a table of articles without a row",
                    "Check that the whole table was saved",
                )
            )
        return Readings(tuple(readings), tuple(problems))


def _column_names(table: str) -> list[str] | None:
    """The names of the columns, None where the text is no table of articles."""
    try:
        names = [fold(name) for name in next(csv_rows(table.partition("\n")[0]))[1]]
    except (BundleError, StopIteration):
        return None
    return names if "story" in names and any(name in names for name in _ARTICLE_MARKS) else None


def _table_rows(table: str, columns: list[str], problems: list[BundleError]) -> Iterator[_TableRow]:
    """The rows below the header; one that cannot be told is a problem."""
    twice = next(
        (name for place, name in enumerate(columns) if name and name in columns[:place]), None
    )
    if twice:
        problems.append(
            BundleError(
                f"the column {quote_text(twice)} stands twice", "Keep the right one of the two"
            )
        )
        return
    found = csv_rows(table)
    next(found)
    try:
        for number, cells in found:
            if not any(map(str.strip, cells)):
                continue
            if len(cells) == len(columns):
                yield _TableRow(
                    number, dict(zip(columns, map(articles_table.unguarded, cells), strict=True))
                )
            else:
                seen = f"line {number:,} has {len(cells):,} cells, and the table {len(columns):,} columns"
                problems.append(BundleError(seen, _MEND))
    except BundleError as error:  # what stands below cannot be told from what the cell holds
        problems.append(error)


def _describe_column(name: str) -> str:
    return f"column {visible(name)}" if name else "a column without a name"


def _line(words: str) -> str:
    """A cell as a line of the page: as it stands, or as a JSON string where no line can hold it so."""
    return words if words == normal_line(words) else json.dumps(words, ensure_ascii=False)


class _TableStory:
    """A story as its rows tell it, cell by cell."""

    def __init__(self, lines: list[_TableRow]) -> None:
        """Take all cells; raises BundleError at the first that is not what its column wants."""
        self.ledger: list[LedgerRow] = []
        self.unplaced: list[str] = []
        self.own: dict[str, Any] = {}
        """The values of its own columns; of several the first."""
        self._checks = Checks()
        taken = (self._article(line) for line in lines)
        self.articles = tuple([article for article in taken if article])

    def _article(self, line: _TableRow) -> Article | None:
        """The article of a row; None where the row tells of its story alone."""
        found: dict[str, Any] = {}
        for name, cell in line.cells.items():
            at = f"line {line.number:,}, {_describe_column(name)}"
            if not cell.strip():
                continue
            if name in _STORY_COLUMNS:
                self._tell(name, cell, at, named="story_title" not in line.cells)
            elif name in _ARTICLE_COLUMNS:
                wanted = _ARTICLE_COLUMNS[name]
                found[name] = self._value(wanted, cell, at) if wanted else None
                self.ledger.append(LedgerRow(at, (_ledger_field(name, line.cells),), cell))
            else:
                self._leave(name, cell, at)
        # A table says of every article whether its excerpt was cut; that alone is none.
        is_one = bool(found.keys() - {"excerpt_truncated"})
        label = found.pop("label", None)
        found.pop("n", None)
        return Article(**{"bias": label, **found}) if is_one else None

    def _tell(self, name: str, cell: str, at: str, *, named: bool) -> None:
        """Take a cell of the story; where its name is all that there is of a title, it is one."""
        wanted, field = _STORY_COLUMNS[name]
        value = self._value(wanted, cell, at)
        if self.own.setdefault(name, value) != value:
            self._leave(name, cell, at)
        else:
            if name == "story" and not canonical_address(value):
                field = "headline" if named else BOILERPLATE.field
                self.own |= {"story_title": value} if named else {}
            self.ledger.append(LedgerRow(at, (field,), cell))

    def _value(self, wanted: ValueKind, cell: str, at: str) -> Any:
        held: Any = cell
        if wanted is FLAG:
            held = _FLAGS.get(fold(cell), cell)
        elif wanted is COUNT and _DIGITS.fullmatch(cell.strip()):
            held = int(cell)
        return self._checks.leaf(wanted, held, at)

    def _leave(self, name: str, cell: str, at: str) -> None:
        """Keep a cell that no field takes."""
        self.ledger.append(LedgerRow(at, ("unplaced",), cell))
        self.unplaced.append(f"{_line(name) if name else 'without a name'}: {_line(cell)}")


def _ledger_field(name: str, cells: dict[str, str]) -> str:
    """The ledger's name of an article's column."""
    if name == "n" or (name == "label" and cells.get("bias", "").strip()):
        return BOILERPLATE.field
    return ARTICLE_FIELDS.get(name, f"article_{name}")


def _read_table_story(lines: list[_TableRow]) -> Reading:
    story = _TableStory(lines)
    group, captured = story.own.get("story"), story.own.get("captured")
    content = Content(
        title=story.own.get("story_title"),
        url=group if group and canonical_address(group) else None,
        started=story.own.get("story_date"),
        articles=story.articles,
        unplaced=tuple(story.unplaced),
    )
    if content == Content():
        seen = f"line {lines[0].number:,} states nothing of a story"
        raise BundleError(seen, "Give at least its title, or an article")
    rule = "the time that the bundle states; in UTC where it names no zone"
    decisions = (Decision("captured", captured, rule),) if captured else ()
    return Reading(
        content, tuple(story.ledger), decisions, at=f"line {lines[0].number}", captured=captured
    )
