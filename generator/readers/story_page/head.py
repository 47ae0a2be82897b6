"""The head of a story page: the site's own words above it, headline, dateline, summary, key points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from generator.readers.story_page.articles import Placed
from generator.readers.story_page.labels import Piece
from generator.story import dates

BOILERPLATE = ("insights", "wrong", "extras", "published", "subscribe")
"""Labels of the head that tell nothing of the story."""
LONGEST_HEADLINE = 300
"""Characters; a longer line is a summary."""


@dataclass(slots=True)
class Head:
    """The head of a page as it is read."""

    title: Piece | None = None
    dateline: dates.Dateline | None = None
    summary: list[str] = field(default_factory=list)
    summary_by: str | None = None
    points: list[str] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    ended: bool = False
    """Whether a label stood that closes the summary."""


def read_preamble(preamble: Sequence[Piece]) -> Iterator[Placed]:
    """The site's own words, down to `Published …`."""
    for piece in preamble:
        stated = piece.kind == "published" and (piece.get("published") or piece.get("updated"))
        yield piece, "coverage" if stated else "boilerplate"


def read_head(head: Sequence[Piece]) -> Head:
    """What stands between the site's own words and the number of articles."""
    found = Head()
    for piece in head:
        found.placed += [(piece, name) for name in _fields(piece, found)]
    return found


def _fields(piece: Piece, found: Head) -> tuple[str, ...]:
    """Take one piece in, and say to which fields it went."""
    if piece.kind in BOILERPLATE:
        found.ended = True
        return ("boilerplate",)
    if piece.kind == "bullet":
        found.points.append(piece.get("text") or "")
        return ("key_points",)
    if piece.kind == "cut" or found.points or found.ended:
        return ("unplaced",)
    if piece.kind == "summary_by" and not found.summary and not found.summary_by:
        found.summary_by = piece.get("outlet")
        return ("summary_by",)
    dateline = None if found.summary or found.dateline else dates.split_dateline(piece.text)
    if dateline:
        found.dateline = dateline
        found.summary += [dateline.rest] if dateline.rest else []
        return ("dateline", "summary") if dateline.rest else ("dateline",)
    is_first = (
        found.title is None and not found.summary and not found.dateline and not found.summary_by
    )
    if is_first and len(piece.text) <= LONGEST_HEADLINE:
        found.title = piece
        return ("headline",)
    found.summary.append(piece.text)
    return ("summary",)
