"""Story pages saved as plain text, in three dialects: compact, fused, and page.

The grammar: a preamble of the site's own words, a head (headline, dateline with summary, key points), the number of articles
with the tabs of the sides, the articles, and the details (figures, statements, what is withheld, who reported first). A page
may be cut anywhere. The labels stand in `page_labels`, the articles' rules in `page_articles`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from generator import dates, labels, places
from generator.model import SIDES, Content, Coverage, Figure, FirstReport, Share
from generator.readers import page_articles
from generator.readers.base import Bundle, Decision, Reading, Row
from generator.readers.page_articles import Placed
from generator.readers.page_labels import DETAILS, MARKS, Piece, pieces

FEWEST_MARKS = 2
"""A text that shows fewer different marks of the layout is no story."""
_PREAMBLE = 10
"""The site's own words stand above `Published …`; so many lines of them at most."""
_HEAD_ENDS = DETAILS | {"count", "all", "tab", "read", "reposted", "place", "label", "subscribe"}
_HEAD_BOILERPLATE = ("insights", "wrong", "extras", "published", "subscribe")
_STATEMENT = re.compile(r"(\d+)% of the sources (?:are|lean) (Left|Center|Right)")
_DETAIL_BOILERPLATE = frozenset(
    {
        "details",
        "distribution",
        "factuality",
        "ownership",
        "meter",
        "subscribe",
        "insights",
        "wrong",
        "extras",
        "published",
        "read",
    }
)


@dataclass(frozen=True, slots=True)
class _Sections:
    """The pieces of a page by section."""

    preamble: tuple[Piece, ...]
    head: tuple[Piece, ...]
    counts: tuple[Piece, ...]
    articles: tuple[Piece, ...]
    details: tuple[Piece, ...]


@dataclass(slots=True)
class _Head:
    title: Piece | None = None
    dateline: dates.Dateline | None = None
    summary: list[str] = field(default_factory=list)
    summary_by: str | None = None
    points: list[str] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)


@dataclass(slots=True)
class _Figures:
    """Every figure that a page states, by name, in the order of trust; a later one that differs is kept beside."""

    stated: dict[str, list[int]] = field(default_factory=dict)

    def add(self, name: str, count: int | None) -> None:
        if count is not None:
            self.stated.setdefault(name, []).append(count)

    def first(self, name: str) -> int | None:
        return self.stated[name][0] if name in self.stated else None

    def others(self) -> tuple[Figure, ...]:
        return tuple(
            Figure(name=name, count=count)
            for name, counts in self.stated.items()
            for count in dict.fromkeys(counts)
            if count != counts[0]
        )


@dataclass(slots=True)
class _Details:
    statements: list[Share] = field(default_factory=list)
    bar: list[Share] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    first_report: FirstReport | None = None
    last_updated: str | None = None
    ownership: str | None = None
    placed: list[Placed] = field(default_factory=list)


# --- sections ----------------------------------------------------------------------------------------------------------------


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
        side = _tab_side(piece)
        fits = side in open_sides and (opened or below == "number" or piece.kind != "label")
        if side is None or not fits:
            break
        open_sides = open_sides[open_sides.index(side) + 1 :]
        index += 2 if below == "number" and piece.kind == "label" else 1
    return index


def _tab_side(piece: Piece) -> str | None:
    if piece.kind == "label":
        return labels.side(piece.text)
    if piece.kind == "tab" or (piece.kind == "leaning" and piece.get("side") == "Center"):
        return labels.side(piece.get("side") or "")
    return None


def _sections(all_pieces: Sequence[Piece]) -> _Sections:
    top = [index for index, piece in enumerate(all_pieces[:_PREAMBLE]) if piece.kind == "published"]
    start = (
        top[0] + 1 if top else next((index for index, piece in enumerate(all_pieces) if piece.kind not in _HEAD_BOILERPLATE), 0)
    )
    size = len(all_pieces)
    head = next((index for index in range(start, size) if all_pieces[index].kind in _HEAD_ENDS), size)
    counts = _counts_end(all_pieces, head)
    articles = next((index for index in range(counts, size) if all_pieces[index].kind in DETAILS), size)
    cuts = (0, start, head, counts, articles, size)
    return _Sections(*(tuple(all_pieces[low:high]) for low, high in pairwise(cuts)))


# --- what stands in them -----------------------------------------------------------------------------------------------------


def _read_head(head: Sequence[Piece]) -> _Head:
    found = _Head()
    for piece in head:
        for name in _head_fields(piece, found):
            found.placed.append((piece, name))
    return found


def _head_fields(piece: Piece, found: _Head) -> tuple[str, ...]:
    """Take one piece of the head in, and say to which fields it went."""
    if piece.kind in _HEAD_BOILERPLATE:
        return ("boilerplate",)
    if piece.kind == "bullet":
        found.points.append(piece.get("text") or "")
        return ("key_points",)
    if piece.kind == "summary_by" and not found.points and not found.summary:
        found.summary_by = piece.get("outlet")
        return ("summary_by",)
    if found.points or any(name == "boilerplate" for _, name in found.placed):
        return ("unplaced",)
    dateline = None if found.summary or found.dateline else dates.split_dateline(piece.text)
    if dateline:
        found.dateline = dateline
        found.summary.append(dateline.rest)
        return ("dateline", "summary")
    if found.title is None and not found.summary and not found.summary_by:
        found.title = piece
        return ("headline",)
    found.summary.append(piece.text)
    return ("summary",)


def _read_counts(pieces_: Sequence[Piece], figures: _Figures) -> Iterator[Placed]:
    side: str | None = None
    for piece in pieces_:
        if piece.kind == "count":
            figures.add("reported_articles", piece.count())
            yield piece, "article_count"
            continue
        if piece.kind == "number" and side:
            figures.add(side, piece.count())
        else:
            side = _tab_side(piece)
            if side and piece.kind != "label":
                figures.add(side, piece.count())
        yield piece, "tabs"


def _read_details(details: Sequence[Piece], figures: _Figures) -> _Details:
    found = _Details()
    waiting: str | None = None  # a label whose number stands on the next line
    above: Piece | None = None
    for piece in details:
        name = _figure_name(piece)
        if name or (piece.kind == "number" and waiting):
            figures.add(name or waiting or "", piece.count())
            fields: tuple[str, ...] = ("coverage",)
        elif piece.kind == "text" and above is not None and above.kind == "meter":
            # The line below the meter of free articles is the site's invitation to pay.
            fields = ("boilerplate",)
        elif above is not None and _is_cut_withheld(piece, above):
            found.withheld.append(above.text.lower())
            fields = ("withheld",)
        else:
            fields = _detail_fields(piece, found, figures)
        waiting = name if name and piece.count() is None else None
        above = piece
        found.placed += [(piece, field_) for field_ in fields]
    return found


def _is_cut_withheld(piece: Piece, above: Piece) -> bool:
    """Whether a page was cut inside `To view ownership data …`, below the heading that says what is withheld."""
    sentence = f"To view {above.text.lower()} data"
    return (
        piece.kind == "text"
        and above.kind in ("factuality", "ownership")
        and sentence.startswith(piece.text)
        and len(piece.text) > 6
    )


def _figure_name(piece: Piece) -> str | None:
    if piece.kind == "total":
        return "total_sources"
    if piece.kind in ("leaning", "tab"):
        return labels.side((piece.get("side") or "").removeprefix("Leaning "))
    return None


def _detail_fields(piece: Piece, found: _Details, figures: _Figures) -> tuple[str, ...]:
    """Take one piece of the details in, and say to which fields it went."""
    if piece.kind in _DETAIL_BOILERPLATE:
        return ("boilerplate",)
    if piece.kind == "count":
        figures.add("reported_articles", piece.count())
        return ("article_count",)
    if piece.kind == "statement":
        found.statements += [
            Share(percent=int(percent), side=labels.side(side)) for percent, side in _STATEMENT.findall(piece.text)
        ]
        return ("bias_statement",)
    if piece.kind == "bar":
        side = piece.get("side")
        found.bar.append(Share(percent=piece.count("percent") or 0, side=labels.side(side) if side else None))
        return ("bias_bar",)
    if piece.kind == "withheld":
        what = (piece.get("what") or "").lower()
        found.withheld += [what] if what not in found.withheld else []
        return ("withheld",)
    return _detail_statement(piece, found)


def _detail_statement(piece: Piece, found: _Details) -> tuple[str, ...]:
    if piece.kind == "updated" and (found.last_updated is None or piece.get("updated") is None):
        found.last_updated = found.last_updated or piece.get("updated")
        return ("coverage",)
    if piece.kind == "owners" and found.ownership is None:
        place, count = piece.get("place"), piece.count() or 0
        found.ownership = f"{place or 'unknown'} ({count})" if place or count else None
        return ("coverage",) if found.ownership else ("boilerplate",)
    if piece.kind == "first_report" and found.first_report is None:
        day = dates.report_day(piece.get("day") or "")
        if day:
            found.first_report = FirstReport(outlet=piece.get("outlet"), place=piece.get("place"), date=day[0])
            # A weekday that does not fit its date is shown, not mended.
            return ("first_report",) if day[1] else ("first_report", "unplaced")
    return ("unplaced",)


def _read_preamble(preamble: Sequence[Piece]) -> Iterator[Placed]:
    for piece in preamble:
        stated = piece.kind == "published" and (piece.get("published") or piece.get("updated"))
        yield piece, "coverage" if stated else "boilerplate"


# --- the reading -------------------------------------------------------------------------------------------------------------


def _ledger(placed: Sequence[Placed], lines: Sequence[str]) -> tuple[Row, ...]:
    fields: dict[int, dict[str, None]] = {}
    for piece, name in placed:
        fields.setdefault(piece.number, {})[name] = None
    return tuple(Row(f"line {number}", tuple(fields[number]), lines[number - 1].strip()) for number in sorted(fields))


def _decisions(head: _Head) -> Iterator[Decision]:
    if head.title is None:
        yield Decision("headline", "none", "the page begins with a label, a key point or a dateline")
    if head.dateline:
        named = places.split(head.dateline.places)
        rule = "an AND outside a name parts places, a comma stands inside one" if len(named) > 1 else "one place, as stated"
        yield Decision("places", "; ".join(named), f"dateline {head.dateline.stated!r}: {rule}")


class PageText:
    """Story pages saved as plain text."""

    name = "page-text"

    def read(self, bundle: Bundle) -> tuple[Reading, ...] | None:
        """The story of a page, or None for a text that shows fewer than two of the layout's marks."""
        all_pieces = tuple(pieces(bundle.decoded.text))
        if len(marks(all_pieces)) < FEWEST_MARKS:
            return None
        return (_reading(all_pieces, bundle.decoded.text.split("\n"), bundle.decoded.notes),)


def marks(all_pieces: Sequence[Piece]) -> frozenset[str]:
    """The different marks of the layout that a text shows: labels, a dateline, a list of key points below a headline."""
    found = {piece.kind for piece in all_pieces if piece.kind in MARKS}
    head = _sections(all_pieces).head
    if any(piece.kind == "text" and dates.split_dateline(piece.text) for piece in head[:2]):
        found.add("dateline")
    if sum(piece.kind == "bullet" for piece in head) > 1 and head[0].kind == "text":
        found.add("key points")
    return frozenset(found)


def _reading(all_pieces: Sequence[Piece], lines: Sequence[str], notes: tuple[str, ...]) -> Reading:
    sections = _sections(all_pieces)
    figures = _Figures()
    head = _read_head(sections.head)
    articles = page_articles.read(sections.articles)
    details = _read_details(sections.details, figures)  # before the tabs: its figures are the page's own count
    counts = tuple(_read_counts(sections.counts, figures))
    published = sections.preamble[-1] if sections.preamble else None
    placed = (*_read_preamble(sections.preamble), *head.placed, *counts, *articles.placed, *details.placed)
    content = Content(
        title=head.title.text if head.title else None,
        dateline=head.dateline.stated if head.dateline else None,
        places=places.split(head.dateline.places) if head.dateline else (),
        summary="\n\n".join(head.summary) or None,
        summary_by=head.summary_by,
        key_points=tuple(head.points),
        coverage=Coverage(
            **{name: figures.first(name) for name in ("reported_articles", "total_sources", *SIDES)},
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
        unplaced=tuple(piece.text for piece, name in sorted(placed, key=lambda item: item[0].number) if name == "unplaced"),
    )
    return Reading(content, _ledger(placed, lines), (*_decisions(head), *articles.decisions), notes)
