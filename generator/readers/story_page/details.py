"""The figures of a story page: number of articles, tabs of the sides, and the details."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from generator.readers.story_page.pieces import PagePiece
from generator.readers.story_page.placement import Placement
from generator.story import dates, labels
from generator.story.model import Figure, FirstReport, Share

_STATEMENT = re.compile(r"(\d+)% of the sources (?:are|lean) (Left|Center|Right)")
_DETAIL_BOILERPLATE = frozenset(
    {
        *("details", "distribution", "factuality", "ownership", "meter", "subscribe", "insights"),
        *("wrong", "extras", "published", "read"),
    }
)
_SHORTEST_WITHHELD = 7
"""Characters of `To view …` that are enough to know a sentence that was cut."""


@dataclass(slots=True)
class StatedFigures:
    """All figures that a page states, by name, in the order of trust: the first counts."""

    stated: dict[str, list[int]] = field(default_factory=dict)

    def add(self, name: str, count: int | None) -> None:
        """Add a figure, if it is stated."""
        if count is not None:
            self.stated.setdefault(name, []).append(count)

    def first(self, name: str) -> int | None:
        """The figure that counts."""
        return self.stated[name][0] if name in self.stated else None

    def others(self) -> tuple[Figure, ...]:
        """The figures that differ from those that count."""
        return tuple(
            Figure(name=name, count=count)
            for name, counts in self.stated.items()
            for count in dict.fromkeys(counts)
            if count != counts[0]
        )


@dataclass(slots=True)
class StoryDetails:
    """The details of a page, filled piece by piece."""

    statements: list[Share] = field(default_factory=list)
    bar: list[Share] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    first_report: FirstReport | None = None
    last_updated: str | None = None
    ownership: str | None = None
    placements: list[Placement] = field(default_factory=list)

    def withhold(self, what: str) -> None:
        """Add what the page withholds, once."""
        if what.lower() not in self.withheld:
            self.withheld.append(what.lower())


def tab_side(piece: PagePiece) -> str | None:
    """The side of a tab."""
    if piece.kind == "label":
        return labels.side(piece.text)
    if piece.kind == "tab" or (piece.kind == "leaning" and piece.get("side") == "Center"):
        return labels.side(piece.get("side") or "")
    return None


def read_counts(counts: Sequence[PagePiece], figures: StatedFigures) -> Iterator[Placement]:
    """Read the number of articles, and the tabs of the sides with their numbers, into `figures`."""
    side: str | None = None
    for piece in counts:
        if piece.kind == "count":
            figures.add("reported_articles", piece.count())
            yield piece, "article_count"
            continue
        if piece.kind == "number" and side:
            figures.add(side, piece.count())
        else:
            side = tab_side(piece)
            if side and piece.kind != "label":
                figures.add(side, piece.count())
        yield piece, "tabs"


def read_details(pieces: Sequence[PagePiece], figures: StatedFigures) -> StoryDetails:
    """Read what stands below the articles; its figures go to `figures`."""
    details = StoryDetails()
    waiting: str | None = None  # the figure, or `updated`, whose value stands on the next line
    for index, piece in enumerate(pieces):
        above = pieces[index - 1] if index else None
        below = pieces[index + 1] if index + 1 < len(pieces) else None
        name = _figure_name(piece, below)
        figure = name or (waiting if piece.kind == "number" and waiting != "updated" else None)
        if figure:
            figures.add(figure, piece.count())
            fields: tuple[str, ...] = ("coverage",)
        elif piece.kind == "when" and waiting == "updated" and details.last_updated is None:
            details.last_updated = piece.get("when")
            fields = ("coverage",)
        elif above and above.kind == "meter" and piece.kind == "text":
            # Below the meter of free articles, the site invites to pay.
            fields = ("boilerplate",)
        elif above and _is_cut_withheld(piece, above):
            details.withhold(above.text)
            fields = ("withheld",)
        else:
            fields = _add_to_details(details, piece, figures)
        waiting = _waiting_for(piece, name)
        details.placements += [(piece, field_) for field_ in fields]
    return details


def _waiting_for(piece: PagePiece, name: str | None) -> str | None:
    """The figure, or `updated`, of a label whose value is missing in its line."""
    if name and piece.count() is None:
        return name
    return "updated" if piece.kind == "updated" and piece.get("updated") is None else None


def _figure_name(piece: PagePiece, below: PagePiece | None) -> str | None:
    """The name of the figure that a label states."""
    if piece.kind == "total":
        return "total_sources"
    if piece.kind in ("leaning", "tab"):
        return labels.side((piece.get("side") or "").removeprefix("Leaning "))
    if piece.kind == "label" and below and below.kind == "number":
        return labels.side(piece.text)
    return None


def _is_cut_withheld(piece: PagePiece, above: PagePiece) -> bool:
    """Check whether a page breaks off in `To view ownership data …`, below that heading."""
    sentence = f"To view {above.text.lower()} data"
    is_cut = (
        piece.kind == "text"
        and sentence.startswith(piece.text)
        and len(piece.text) >= _SHORTEST_WITHHELD
    )
    return is_cut and above.kind in ("factuality", "ownership")


def _add_to_details(
    details: StoryDetails, piece: PagePiece, figures: StatedFigures
) -> tuple[str, ...]:
    """Add a piece to the details, and return the fields that it went to."""
    if piece.kind in _DETAIL_BOILERPLATE:
        return ("boilerplate",)
    if piece.kind == "count":
        figures.add("reported_articles", piece.count())
        return ("article_count",)
    if piece.kind == "statement":
        details.statements += [
            Share(percent=int(percent), side=labels.side(side))
            for percent, side in _STATEMENT.findall(piece.text)
        ]
        return ("bias_statement",)
    if piece.kind == "bar":
        side = piece.get("side")
        details.bar.append(
            Share(percent=piece.count("percent") or 0, side=labels.side(side) if side else None)
        )
        return ("bias_bar",)
    if piece.kind == "withheld":
        details.withhold(piece.get("what") or "")
        return ("withheld",)
    return _add_once(details, piece)


def _add_once(details: StoryDetails, piece: PagePiece) -> tuple[str, ...]:
    """Add a piece that a page has once: the last update, the ownership or the first report."""
    if piece.kind == "updated" and (details.last_updated is None or piece.get("updated") is None):
        details.last_updated = details.last_updated or piece.get("updated")
        return ("coverage",)
    if piece.kind == "owners" and details.ownership is None:
        place, count = piece.get("place"), piece.count() or 0
        details.ownership = f"{place or ''} ({count})".strip() if place or count else None
        return ("coverage",) if details.ownership else ("boilerplate",)
    if piece.kind == "first_report" and details.first_report is None:
        day = dates.report_day(piece.get("day") or "")
        if day:
            details.first_report = FirstReport(
                outlet=piece.get("outlet"), place=piece.get("place"), date=day[0]
            )
            # A weekday that does not fit its date is kept as it stands.
            return ("first_report",) if day[1] else ("first_report", "unplaced")
    return ("unplaced",)
