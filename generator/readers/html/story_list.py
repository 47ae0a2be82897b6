"""Pages of many stories: what the page shows of a story goes to the ledger of that story."""

from __future__ import annotations

from dataclasses import replace

from generator.counting import plural, quantity
from generator.readers.base import Reading, Row
from generator.readers.html.parts import HtmlParts
from generator.text.normal import fold

_OUTSIDE = "beside"
"""The field of lines that belong to no story; they go to the ledger of the first."""


def add_page_to_stories(parts: HtmlParts, stories: list[Reading]) -> list[Reading]:
    """Add the rows of a page to the ledgers of its stories, and the page's language to the stories.

    A line belongs to the story whose headline or summary it is.
    """
    owners = _owners_by_words(stories)
    placed = {
        line.number: owners.get(fold(line.text), (0, _OUTSIDE)) for line in parts.main_lines()
    }
    ledgers = _split_ledger(parts, placed, len(stories))
    count = sum(name == _OUTSIDE for _, name in placed.values())
    notes = (_note_outside(count),) if count else ()
    return [
        replace(
            story,
            content=replace(story.content, language=story.content.language or parts.head.language),
            ledger=(*story.ledger, *ledgers[index]),
            notes=story.notes if index else (*story.notes, *notes),
        )
        for index, story in enumerate(stories)
    ]


def _owners_by_words(stories: list[Reading]) -> dict[str, tuple[int, str]]:
    """The story's index and the field of each headline and summary; the first story counts."""
    owners: dict[str, tuple[int, str]] = {}
    for index, story in reversed(list(enumerate(stories))):
        words = {"headline": story.content.title, "summary": story.content.summary}
        owners |= {fold(text): (index, name) for name, text in words.items() if text}
    return owners


def _split_ledger(
    parts: HtmlParts, placed: dict[int, tuple[int, str]], count: int
) -> list[list[Row]]:
    """The rows of the page by story; those of its head and of no line go to the first."""
    rows = parts.ledger({number: (name,) for number, (_, name) in placed.items()})
    nodes = parts.text.nodes
    ledgers: list[list[Row]] = [[] for _ in range(count)]
    for row, node in zip(rows, nodes, strict=False):
        index, _ = placed.get(node.lines[0] + 1, (0, "")) if node.lines else (0, "")
        ledgers[index].append(row)
    ledgers[0] += rows[len(nodes) :]
    return ledgers


def _note_outside(count: int) -> str:
    lines = f"{quantity(count, 'line')} of the page {plural(count, 'belongs', 'belong')}"
    return f"{lines} to none of its stories by their words; the ledger has them as `beside`."
