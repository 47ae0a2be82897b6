"""Story pages saved as plain text, in three dialects: compact, fused, and page.

A page may be cut anywhere. The labels stand in `page_labels`, the sections in `page_story`, what
each section holds in `page_head`, `page_articles` and `page_details`.
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.readers.base import Bundle, LedgerRow, Reading, Readings
from generator.readers.story_page import story as page_story
from generator.readers.story_page.articles import Placed
from generator.readers.story_page.labels import pieces, text_lines


class PageText:
    """Story pages saved as plain text."""

    name = "page-text"

    def read(self, bundle: Bundle) -> Readings | None:
        """The story of a page, or None for a text that shows fewer than two of the layout's marks."""
        all_pieces = tuple(pieces(text_lines(bundle.decoded.text)))
        if len(page_story.marks(all_pieces)) < page_story.FEWEST_MARKS:
            return None
        shown = page_story.read(all_pieces)
        return Readings(
            (Reading(shown.content, _ledger(shown.placed), shown.decisions, bundle.decoded.notes),)
        )


def _ledger(placed: Iterable[Placed]) -> tuple[LedgerRow, ...]:
    fields: dict[int, dict[str, None]] = {}
    lines = {}
    for piece, name in placed:
        lines[piece.number] = piece.line
        fields.setdefault(piece.number, {})[name] = None
    return tuple(
        LedgerRow(lines[number].at, tuple(fields[number]), lines[number].text)
        for number in sorted(fields)
    )
