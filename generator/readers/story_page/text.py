"""The reader of story pages saved as plain text, compact, fused or as the page shows them.

A page may be cut anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.readers.base import Bundle, Reading, Readings, Row
from generator.readers.story_page.pieces import split_pieces, text_lines
from generator.readers.story_page.placement import Placement, fields_by_line
from generator.readers.story_page.story import FEWEST_MARKS, find_marks, read_page_story


class PageText:
    """Story pages saved as plain text."""

    name = "page-text"

    def read(self, bundle: Bundle) -> Readings | None:
        """The story of a page; None for a text with fewer than two marks of the layout."""
        pieces = tuple(split_pieces(text_lines(bundle.decoded.text)))
        if len(find_marks(pieces)) < FEWEST_MARKS:
            return None
        story = read_page_story(pieces)
        ledger = _ledger_of_text(story.placements)
        return Readings((Reading(story.content, ledger, story.decisions, bundle.decoded.notes),))


def _ledger_of_text(placements: Iterable[Placement]) -> tuple[Row, ...]:
    placements = tuple(placements)
    lines = {piece.number: piece.line for piece, _ in placements}
    fields = fields_by_line(placements)
    return tuple(
        Row(lines[number].at, fields[number], lines[number].text) for number in sorted(fields)
    )
