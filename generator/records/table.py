"""Articles as a table of comma-separated values, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import attrgetter

from generator.page.model import Page
from generator.story import labels
from generator.story.fields import fields_of
from generator.story.model import Article
from generator.text import addresses as links

_LAST = ("excerpt", "excerpt_truncated", "text")


_FIRST = ("title", "outlet", "url", "bias", "label")


_BETWEEN = tuple(name for name in fields_of(Article) if name not in (*_FIRST, *_LAST))


STORY_COLUMNS = ("story", "story_title", "story_date", "captured")


CSV_COLUMNS = (*STORY_COLUMNS, "n", *_FIRST, *_BETWEEN, *_LAST)
"""The columns of a table of articles; full texts stand in the last one."""


WITHOUT_TEXTS = CSV_COLUMNS[:-1]


_VALUES = tuple(name for name in CSV_COLUMNS[len(STORY_COLUMNS) :] if name not in ("n", "label"))


_values = attrgetter(*_VALUES)


_LABEL = CSV_COLUMNS.index("label") - len(STORY_COLUMNS) - 1
"""Where the label stands among them, which is worked out."""


_ACTS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
"""How a cell begins that a spreadsheet would take for a formula, or that was guarded against it
before."""


_SUSPECT = frozenset("'=+-@\t\r\n＝＋－＠")
"""What such a cell's first sign is."""


def guarded(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in _SUSPECT and _ACTS.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell."""
    return cell[1:] if cell.startswith("'") and _ACTS.match(cell) else cell


def article_rows(page: Page, name: str, *, texts: bool = True) -> list[tuple[str, ...]]:
    """The captured articles of a page as rows of cells, in the order of `CSV_COLUMNS`, else of `WITHOUT_TEXTS`.

    An empty cell says "not stated". The story's cells are what its page shows, corrections
    included. A story without articles has one row.
    """
    story, corrections = page.story, page.corrections
    address = story.url if story.url and links.host(story.url) else name
    times = [capture.captured for capture in story.captures if capture.captured]
    head = (
        address,
        corrections.title or story.title,
        corrections.date or story.date,
        max(times, default=None),
    )
    columns = CSV_COLUMNS if texts else WITHOUT_TEXTS
    cells = len(columns) - len(head)
    of_story = list(map(_cell, head))
    shown = [_cells(number, article)[:cells] for number, article in enumerate(story.articles, 1)]
    return [(*of_story, *rest) for rest in shown or [[""] * cells]]


def _cells(number: int, article: Article) -> list[str]:
    values = _values(article)
    row = (number, *values[:_LABEL], labels.label(article.bias), *values[_LABEL:])
    return list(map(_cell, row))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else str(value).lower()


def csv(rows: Iterable[Iterable[str]]) -> str:
    """Rows of cells as text (RFC 4180)."""
    return "".join([f"{','.join(map(_quoted, row))}\r\n" for row in rows])


def _quoted(cell: str) -> str:
    # Most cells are empty.
    if not cell or not (
        "," in cell
        or '"' in cell
        or "\n" in cell
        or "\r" in cell
        or cell[0].isspace()
        or cell[-1].isspace()
    ):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'
