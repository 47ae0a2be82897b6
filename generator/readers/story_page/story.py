"""The sections of a story page, and the story that they make.

A page has a preamble of the site's own words, a head (headline, dateline, summary, key points), the
number of articles with the tabs of the sides, the articles, and the details (figures, statements,
what is withheld, who reported first). It may be cut anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from generator.readers.base import Decision
from generator.readers.story_page.articles import read_page_articles
from generator.readers.story_page.cards import is_outlet_line
from generator.readers.story_page.details import (
    StatedFigures,
    StoryDetails,
    read_counts,
    read_details,
    tab_side,
)
from generator.readers.story_page.head import (
    HEAD_BOILERPLATE,
    StoryHead,
    read_preamble,
    read_story_head,
)
from generator.readers.story_page.labels import DETAIL_LABELS, MARKS
from generator.readers.story_page.pieces import PagePiece
from generator.readers.story_page.placement import Placement
from generator.story import places
from generator.story.dates import split_dateline
from generator.story.fields import SIDES
from generator.story.model import Article, Content, Coverage

FEWEST_MARKS = 2
"""A text with fewer different marks of the layout is no story page."""
_LONGEST_PREAMBLE = 80
"""Lines above `Published …`, which are the site's own words."""
_HEAD_ENDS = DETAIL_LABELS | {
    *("count", "all", "tab", "read", "reposted", "place", "label", "subscribe"),
}
"""Labels that end the head."""
_HEAD_SIGNS = _HEAD_ENDS | {"bullet", "summary_by", "insights", "wrong"}
"""Labels that show that the head has begun."""
_TEXTS_OF_ARTICLES = 3
"""So many texts, without a number of articles, are articles and not a headline and a summary."""
_STRAY = ("count", "all")
"""Labels of the counts that may stand among the articles."""


@dataclass(frozen=True, slots=True)
class PageStory:
    """The story that a page shows, with the fields of each piece."""

    content: Content
    placements: tuple[Placement, ...]
    decisions: tuple[Decision, ...]


def find_marks(pieces: Sequence[PagePiece]) -> frozenset[str]:
    """The different marks of a story page in a text.

    Marks are labels, a dateline, key points below a headline, and a doubled number of articles.
    """
    marks = {piece.kind for piece in pieces if piece.kind in MARKS}
    sections = _split_sections(pieces)
    if any(piece.kind == "text" and split_dateline(piece.text) for piece in sections.head[:2]):
        marks.add("dateline")
    points = sum(piece.kind == "bullet" for piece in sections.head)
    if points > 1 and sections.head[0].kind == "text":
        marks.add("key points")
    counts = [piece.text for piece in sections.counts if piece.kind == "count"]
    if len(counts) > len(set(counts)):
        marks.add("doubled count")
    return frozenset(marks)


def read_page_story(pieces: Sequence[PagePiece]) -> PageStory:
    """Read the story that the pieces of a page make."""
    sections = _split_sections(pieces)
    figures = StatedFigures()
    head = read_story_head(sections.head)
    in_cards = [piece for piece in sections.articles if piece.kind not in (*_STRAY, "cut")]
    articles = read_page_articles(in_cards, is_cut=not sections.details)
    # The details come before the tabs, since their figures are the page's own count.
    details = read_details(sections.details, figures)
    stray = [piece for piece in sections.articles if piece.kind in _STRAY]
    counts = tuple(read_counts((*sections.counts, *stray), figures))
    published = next(
        (piece for piece in reversed(sections.preamble) if piece.kind == "published"), None
    )
    placements = (
        *read_preamble(sections.preamble),
        *head.placements,
        *counts,
        *articles.placements,
        *details.placements,
        *((piece, "unplaced") for piece in sections.articles if piece.kind == "cut"),
        *((piece, "unplaced") for piece in _other_ages(pieces, published, details)),
    )
    content = _content_of(head, articles.articles, details, figures, published)
    return PageStory(
        replace(content, unplaced=_unplaced_texts(placements)),
        placements,
        (*_explain_head(head), *articles.decisions),
    )


def _content_of(
    head: StoryHead,
    articles: tuple[Article, ...],
    details: StoryDetails,
    figures: StatedFigures,
    published: PagePiece | None,
) -> Content:
    coverage = Coverage(
        reported_articles=figures.first("reported_articles"),
        total_sources=figures.first("total_sources"),
        left=figures.first("left"),
        center=figures.first("center"),
        right=figures.first("right"),
        published=published.get("published") if published else None,
        last_updated=details.last_updated or (published.get("updated") if published else None),
        ownership=details.ownership,
        also_stated=figures.others(),
    )
    return Content(
        title=head.title.text if head.title else None,
        dateline=head.dateline.stated if head.dateline else None,
        places=places.split(head.dateline.places) if head.dateline else (),
        summary="\n\n".join(head.summary) or None,
        summary_by=head.summary_by,
        key_points=tuple(head.points),
        coverage=coverage,
        bias_statements=tuple(details.statements),
        bias_bar=tuple(details.bar),
        first_report=details.first_report,
        withheld=tuple(details.withheld),
        articles=articles,
    )


def _other_ages(
    pieces: Iterable[PagePiece], published: PagePiece | None, details: StoryDetails
) -> Iterator[PagePiece]:
    """The pieces with an age that differs from the one that the story takes."""
    for piece in pieces:
        if piece.kind == "published":
            updated = piece.get("updated")
            if piece is not published:
                differs = bool(piece.get("published") or updated)
            else:
                differs = updated is not None and details.last_updated not in (None, updated)
            if differs:
                yield piece


def _unplaced_texts(placements: Iterable[Placement]) -> tuple[str, ...]:
    """The texts without a field, in the order of the page."""
    ordered = sorted(placements, key=lambda placement: placement[0].number)
    return tuple(piece.text for piece, name in ordered if name == "unplaced")


def _explain_head(head: StoryHead) -> Iterator[Decision]:
    """The choice of the headline and the places, for `inspect`."""
    if head.title is None:
        yield Decision(
            "headline", "none", "the page begins with a label, a key point or a dateline"
        )
    if head.dateline:
        names = places.split(head.dateline.places)
        rule = (
            "an AND outside a name parts places, a comma stands inside one"
            if len(names) > 1
            else "one place, as stated"
        )
        yield Decision("places", "; ".join(names), f"dateline {head.dateline.stated!r}: {rule}")


# --- sections -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _PageSections:
    """The pieces of a page by section."""

    preamble: tuple[PagePiece, ...]
    head: tuple[PagePiece, ...]
    counts: tuple[PagePiece, ...]
    articles: tuple[PagePiece, ...]
    details: tuple[PagePiece, ...]


def _split_sections(pieces: Sequence[PagePiece]) -> _PageSections:
    start = _preamble_end(pieces)
    if any(piece.line.is_point for piece in pieces):
        pieces = _with_points(pieces, start)
    head = _head_end(pieces, start)
    counts = _counts_end(pieces, head)
    articles = _find_kind(pieces, counts, DETAIL_LABELS)
    cuts = (0, start, head, counts, articles, len(pieces))
    return _PageSections(*(tuple(pieces[low:high]) for low, high in pairwise(cuts)))


def _find_kind(pieces: Sequence[PagePiece], start: int, kinds: frozenset[str]) -> int:
    """The index of the first piece of these kinds from `start` on; else the number of pieces."""
    size = len(pieces)
    return next((index for index in range(start, size) if pieces[index].kind in kinds), size)


def _with_points(pieces: Sequence[PagePiece], start: int) -> tuple[PagePiece, ...]:
    """The pieces, with the points of lists in the head as key points, as if they had bullets."""
    end = _find_kind(pieces, start, _HEAD_ENDS)
    return tuple(
        replace(piece, kind="bullet", values={"text": piece.text})
        if piece.line.is_point and piece.kind == "text" and start < index < end
        else piece
        for index, piece in enumerate(pieces)
    )


def _preamble_end(pieces: Sequence[PagePiece]) -> int:
    """Where the site's own words end: above the first heading, or below `Published …`.

    Above `Published …`, nothing of the story may stand.
    """
    headline = _heading_index(pieces)
    if headline is not None:
        return headline
    for index, piece in enumerate(pieces[:_LONGEST_PREAMBLE]):
        if piece.kind == "published":
            return index + 1
        if piece.kind in _HEAD_SIGNS or split_dateline(piece.text):
            break
    return next(
        (index for index, piece in enumerate(pieces) if piece.kind not in HEAD_BOILERPLATE), 0
    )


def _heading_index(pieces: Sequence[PagePiece]) -> int | None:
    """Where the first heading of rank 1 stands, if the story begins with it; a text has none."""
    above: set[str] = set()
    for index, piece in enumerate(pieces):
        if piece.line.rank == 1 and piece.kind == "text":
            return index
        above |= {piece.kind} & (MARKS - {"published"})
        if len(above) >= FEWEST_MARKS:
            break
    return None


def _head_end(pieces: Sequence[PagePiece], start: int) -> int:
    """Where the head ends: at the first label that follows, or above the texts of its article."""
    end = _find_kind(pieces, start, _HEAD_ENDS)
    kind = pieces[end].kind if end < len(pieces) else None
    if kind in ("label", "reposted"):
        return end - 1 if end > start and is_outlet_line(pieces, end - 1) else end
    # A page without its top begins in an article; below a preamble its first line is a headline.
    texts = end
    while (
        texts > start
        and pieces[texts - 1].kind == "text"
        and not split_dateline(pieces[texts - 1].text)
    ):
        texts -= 1
    if kind in ("place", "read"):
        return min(texts + 1, end) if texts == start and start else texts
    is_articles = kind in DETAIL_LABELS and texts == start == 0 and end >= _TEXTS_OF_ARTICLES
    return texts if is_articles else end


def _counts_end(pieces: Sequence[PagePiece], start: int) -> int:
    """Where the number of articles and the tabs end.

    The tabs are `All`, then each side once, in order, with or without its number.
    """
    open_sides: list[str] = list(SIDES)
    opened = False
    index = start
    while index < len(pieces):
        piece = pieces[index]
        below = pieces[index + 1].kind if index + 1 < len(pieces) else None
        if piece.kind in ("count", "all"):
            opened = opened or piece.kind == "all"
            index += 1
            continue
        side = tab_side(piece)
        fits = side in open_sides and (opened or below == "number" or piece.kind != "label")
        if side is None or not fits:
            break
        open_sides = open_sides[open_sides.index(side) + 1 :]
        index += 2 if below == "number" and piece.kind == "label" else 1
    return index
