"""The sections of a story page, whether it was saved as text or as HTML, and the story that they tell.

The grammar: a preamble of the site's own words, a head (headline, dateline with summary, key
points), the number of articles with the tabs of the sides, the articles, and the details (figures,
statements, what is withheld, who reported first). A page may be cut anywhere. The labels stand in
`page_labels`, what each section holds in `page_head`, `page_articles` and `page_details`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from generator.readers.base import Decision
from generator.readers.story_page import articles as page_articles
from generator.readers.story_page import details as page_details
from generator.readers.story_page import head as page_head
from generator.readers.story_page.articles import Placed
from generator.readers.story_page.details import tab_side
from generator.readers.story_page.labels import DETAILS, MARKS, Piece
from generator.story import dates, places
from generator.story.fields import SIDES
from generator.story.model import Content, Coverage

FEWEST_MARKS = 2
"""A text that shows fewer different marks of the layout is no story."""
_LONGEST_PREAMBLE = 80
"""The site's own words stand above `Published …`; so many lines of them at most."""
_HEAD_ENDS = DETAILS | {"count", "all", "tab", "read", "reposted", "place", "label", "subscribe"}
_TEXTS_OF_ARTICLES = 3
"""So many texts without number of articles, dateline and key points are articles, not headline and
summary."""
_STRAY = ("count", "all")
"""Labels of the counts that may stand among the articles."""
_HEAD_SIGNS = _HEAD_ENDS | {"bullet", "summary_by", "insights", "wrong"}


@dataclass(frozen=True, slots=True)
class _Sections:
    """The pieces of a page by section."""

    preamble: tuple[Piece, ...]
    head: tuple[Piece, ...]
    counts: tuple[Piece, ...]
    articles: tuple[Piece, ...]
    details: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of its story, with the fields that each piece went to."""

    content: Content
    placed: tuple[Placed, ...]
    decisions: tuple[Decision, ...]


# --- sections -------------------------------------------------------------------------------------


def _headline(all_pieces: Sequence[Piece]) -> int | None:
    """Where the page's first heading of the first rank stands, if the story begins with it; a text has none."""
    above: set[str] = set()
    for index, piece in enumerate(all_pieces):
        if piece.line.rank == 1 and piece.kind == "text":
            return index
        above |= {piece.kind} & (MARKS - {"published"})
        if len(above) >= FEWEST_MARKS:
            break
    return None


def _with_points(all_pieces: Sequence[Piece], start: int) -> tuple[Piece, ...]:
    """The pieces, in which the points of the lists in the head are key points, as if they had their signs."""
    end = next(
        (index for index in range(start, len(all_pieces)) if all_pieces[index].kind in _HEAD_ENDS),
        len(all_pieces),
    )
    return tuple(
        replace(piece, kind="bullet", values={"text": piece.text})
        if piece.line.listed and piece.kind == "text" and start < index < end
        else piece
        for index, piece in enumerate(all_pieces)
    )


def _preamble_end(all_pieces: Sequence[Piece]) -> int:
    """Where the site's own words end: above the first heading, or below `Published …` with nothing of the story above it."""
    headline = _headline(all_pieces)
    if headline is not None:
        return headline
    for index, piece in enumerate(all_pieces[:_LONGEST_PREAMBLE]):
        if piece.kind == "published":
            return index + 1
        if piece.kind in _HEAD_SIGNS or dates.split_dateline(piece.text):
            break
    return next(
        (
            index
            for index, piece in enumerate(all_pieces)
            if piece.kind not in page_head.BOILERPLATE
        ),
        0,
    )


def _head_end(all_pieces: Sequence[Piece], start: int) -> int:
    """Where the head ends: at the first label of what follows, or above the texts of the article to which it belongs."""
    end = next(
        (index for index in range(start, len(all_pieces)) if all_pieces[index].kind in _HEAD_ENDS),
        len(all_pieces),
    )
    kind = all_pieces[end].kind if end < len(all_pieces) else None
    if kind in ("label", "reposted"):
        return end - 1 if end > start and page_articles.is_outlet(all_pieces, end - 1) else end
    # A page that was cut at its top begins within an article; below a preamble its first line is a
    # headline.
    texts = end
    while (
        texts > start
        and all_pieces[texts - 1].kind == "text"
        and not dates.split_dateline(all_pieces[texts - 1].text)
    ):
        texts -= 1
    if kind in ("place", "read"):
        return min(texts + 1, end) if texts == start and start else texts
    return texts if kind in DETAILS and texts == start == 0 and end >= _TEXTS_OF_ARTICLES else end


def _counts_end(all_pieces: Sequence[Piece], start: int) -> int:
    """Where the number of articles and the tabs end: `All`, then each side once, in order, with or without its number."""
    open_sides: list[str] = list(SIDES)
    opened = False
    index = start
    while index < len(all_pieces):
        piece = all_pieces[index]
        below = all_pieces[index + 1].kind if index + 1 < len(all_pieces) else None
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


def _sections(all_pieces: Sequence[Piece]) -> _Sections:
    size = len(all_pieces)
    start = _preamble_end(all_pieces)
    if any(piece.line.listed for piece in all_pieces):
        all_pieces = _with_points(all_pieces, start)
    head = _head_end(all_pieces, start)
    counts = _counts_end(all_pieces, head)
    articles = next(
        (index for index in range(counts, size) if all_pieces[index].kind in DETAILS), size
    )
    cuts = (0, start, head, counts, articles, size)
    return _Sections(*(tuple(all_pieces[low:high]) for low, high in pairwise(cuts)))


# --- the reading ----------------------------------------------------------------------------------


def _decisions(head: page_head.Head) -> Iterator[Decision]:
    if head.title is None:
        yield Decision(
            "headline", "none", "the page begins with a label, a key point or a dateline"
        )
    if head.dateline:
        named = places.split(head.dateline.places)
        rule = (
            "an AND outside a name parts places, a comma stands inside one"
            if len(named) > 1
            else "one place, as stated"
        )
        yield Decision("places", "; ".join(named), f"dateline {head.dateline.stated!r}: {rule}")


def marks(all_pieces: Sequence[Piece]) -> frozenset[str]:
    """The different marks that a text shows: labels, a dateline, key points below a headline, a doubled number of articles."""
    found = {piece.kind for piece in all_pieces if piece.kind in MARKS}
    sections = _sections(all_pieces)
    if any(
        piece.kind == "text" and dates.split_dateline(piece.text) for piece in sections.head[:2]
    ):
        found.add("dateline")
    if (
        sum(piece.kind == "bullet" for piece in sections.head) > 1
        and sections.head[0].kind == "text"
    ):
        found.add("key points")
    counts = [piece.text for piece in sections.counts if piece.kind == "count"]
    if len(counts) > len(set(counts)):
        found.add("doubled count")
    return frozenset(found)


def _is_other_age(piece: Piece, published: Piece | None, details: page_details.Details) -> bool:
    updated = piece.get("updated")
    if piece is not published:
        return bool(piece.get("published") or updated)
    return updated is not None and details.last_updated not in (None, updated)


def read(all_pieces: Sequence[Piece]) -> Shown:
    """The story that the pieces of a page tell."""
    sections = _sections(all_pieces)
    figures = page_details.Figures()
    head = page_head.read_head(sections.head)
    shown = [piece for piece in sections.articles if piece.kind not in (*_STRAY, "cut")]
    articles = page_articles.read(shown, cut=not sections.details)
    details = page_details.read_details(
        sections.details, figures
    )  # before the tabs: its figures are the page's own count
    stray = [piece for piece in sections.articles if piece.kind in _STRAY]
    counts = tuple(page_details.read_counts((*sections.counts, *stray), figures))
    published = next(
        (piece for piece in reversed(sections.preamble) if piece.kind == "published"), None
    )
    kept = [(piece, "unplaced") for piece in sections.articles if piece.kind == "cut"]
    # A page has room for one age: what it says a second time, and differently, is kept as it
    # stands.
    kept += [
        (piece, "unplaced")
        for piece in all_pieces
        if piece.kind == "published" and _is_other_age(piece, published, details)
    ]
    placed = (
        *page_head.read_preamble(sections.preamble),
        *head.placed,
        *counts,
        *articles.placed,
        *details.placed,
        *kept,
    )
    content = Content(
        title=head.title.text if head.title else None,
        dateline=head.dateline.stated if head.dateline else None,
        places=places.split(head.dateline.places) if head.dateline else (),
        summary="\n\n".join(head.summary) or None,
        summary_by=head.summary_by,
        key_points=tuple(head.points),
        coverage=Coverage(
            reported_articles=figures.first("reported_articles"),
            total_sources=figures.first("total_sources"),
            left=figures.first("left"),
            center=figures.first("center"),
            right=figures.first("right"),
            published=published.get("published") if published else None,
            last_updated=details.last_updated or (published.get("updated") if published else None),
            ownership=details.ownership,
            also_stated=figures.others(),
        ),
        bias_statements=tuple(details.statements),
        bias_bar=tuple(details.bar),
        first_report=details.first_report,
        withheld=tuple(details.withheld),
        articles=articles.articles,
        unplaced=tuple(
            piece.text
            for piece, name in sorted(placed, key=lambda item: item[0].number)
            if name == "unplaced"
        ),
    )
    return Shown(content, placed, (*_decisions(head), *articles.decisions))
