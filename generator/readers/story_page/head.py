"""The head of a story page: headline, dateline, summary, key points, and what stands above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from generator.readers.story_page.pieces import PagePiece
from generator.readers.story_page.placement import Placement
from generator.story.dates import Dateline, split_dateline

HEAD_BOILERPLATE = ("insights", "wrong", "extras", "published", "subscribe")
"""Labels of the head that say nothing of the story."""
LONGEST_HEADLINE = 300
"""Characters; a longer line is a summary."""


@dataclass(slots=True)
class StoryHead:
    """The head of a page, filled piece by piece."""

    title: PagePiece | None = None
    dateline: Dateline | None = None
    summary: list[str] = field(default_factory=list)
    summary_by: str | None = None
    points: list[str] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    ended: bool = False
    """Whether a label has closed the summary."""


def read_preamble(preamble: Sequence[PagePiece]) -> Iterator[Placement]:
    """Place the site's own words above the head, down to `Published …`."""
    for piece in preamble:
        stated = piece.kind == "published" and (piece.get("published") or piece.get("updated"))
        yield piece, "coverage" if stated else "boilerplate"


def read_story_head(pieces: Sequence[PagePiece]) -> StoryHead:
    """Read what stands between the site's own words and the number of articles."""
    head = StoryHead()
    for piece in pieces:
        head.placements += [(piece, name) for name in _add_to_head(head, piece)]
    return head


def _add_to_head(head: StoryHead, piece: PagePiece) -> tuple[str, ...]:
    """Add a piece to the head, and return the fields that it went to."""
    if piece.kind in HEAD_BOILERPLATE:
        head.ended = True
        return ("boilerplate",)
    if piece.kind == "bullet":
        head.points.append(piece.get("text") or "")
        return ("key_points",)
    if piece.kind == "cut" or head.points or head.ended:
        return ("unplaced",)
    if piece.kind == "summary_by" and not head.summary and not head.summary_by:
        head.summary_by = piece.get("outlet")
        return ("summary_by",)
    dateline = None if head.summary or head.dateline else split_dateline(piece.text)
    if dateline:
        head.dateline = dateline
        head.summary += [dateline.rest] if dateline.rest else []
        return ("dateline", "summary") if dateline.rest else ("dateline",)
    is_first = not (head.title or head.summary or head.dateline or head.summary_by)
    if is_first and len(piece.text) <= LONGEST_HEADLINE:
        head.title = piece
        return ("headline",)
    head.summary.append(piece.text)
    return ("summary",)
