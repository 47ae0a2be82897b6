"""The figures of a story page: number of articles, tabs of the sides, and the details below the
articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from generator.readers.story_page.articles import Placed
from generator.readers.story_page.labels import Piece
from generator.story import dates, labels
from generator.story.model import Figure, FirstReport, Share

_STATEMENT = re.compile(r"(\d+)% of the sources (?:are|lean) (Left|Center|Right)")
_BOILERPLATE = frozenset(
    {
        "details", "distribution", "factuality", "ownership", "meter", "subscribe", "insights", "wrong", "extras",
        "published", "read",
    }
)  # fmt: skip
_SHORTEST_WITHHELD = 7
"""Characters of `To view …` from which on a cut sentence is known."""


@dataclass(slots=True)
class Figures:
    """Every figure that a page states, by name, in the order of trust; a later one that differs is kept beside."""

    stated: dict[str, list[int]] = field(default_factory=dict)

    def add(self, name: str, count: int | None) -> None:
        """Note a figure, where one is stated."""
        if count is not None:
            self.stated.setdefault(name, []).append(count)

    def first(self, name: str) -> int | None:
        """The figure that is taken."""
        return self.stated[name][0] if name in self.stated else None

    def others(self) -> tuple[Figure, ...]:
        """The figures that differ from the ones taken."""
        return tuple(
            Figure(name=name, count=count)
            for name, counts in self.stated.items()
            for count in dict.fromkeys(counts)
            if count != counts[0]
        )


@dataclass(slots=True)
class Details:
    """The details of a page, filled line by line and read out once."""

    statements: list[Share] = field(default_factory=list)
    bar: list[Share] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    first_report: FirstReport | None = None
    last_updated: str | None = None
    ownership: str | None = None
    placed: list[Placed] = field(default_factory=list)

    def withhold(self, what: str) -> None:
        """Note what the page does not show, once."""
        if what.lower() not in self.withheld:
            self.withheld.append(what.lower())


def tab_side(piece: Piece) -> str | None:
    """The side that a tab names."""
    if piece.kind == "label":
        return labels.side(piece.text)
    if piece.kind == "tab" or (piece.kind == "leaning" and piece.get("side") == "Center"):
        return labels.side(piece.get("side") or "")
    return None


def read_counts(counts: Sequence[Piece], figures: Figures) -> Iterator[Placed]:
    """The number of articles, and the tabs of the sides with theirs."""
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


def read_details(details: Sequence[Piece], figures: Figures) -> Details:
    """What stands below the articles."""
    found = Details()
    waiting: str | None = None  # what the value on the next line belongs to
    for index, piece in enumerate(details):
        above = details[index - 1] if index else None
        below = details[index + 1] if index + 1 < len(details) else None
        name = _figure_name(piece, below)
        figure = name or (waiting if piece.kind == "number" and waiting != "updated" else None)
        if figure:
            figures.add(figure, piece.count())
            fields: tuple[str, ...] = ("coverage",)
        elif piece.kind == "when" and waiting == "updated" and found.last_updated is None:
            found.last_updated = piece.get("when")
            fields = ("coverage",)
        elif above and above.kind == "meter" and piece.kind == "text":
            # The line below the meter of free articles is the site's invitation to pay.
            fields = ("boilerplate",)
        elif above and _is_cut_withheld(piece, above):
            found.withhold(above.text)
            fields = ("withheld",)
        else:
            fields = _fields(piece, found, figures)
        waiting = _waits(piece, name)
        found.placed += [(piece, field_) for field_ in fields]
    return found


def _waits(piece: Piece, name: str | None) -> str | None:
    if name and piece.count() is None:
        return name
    return "updated" if piece.kind == "updated" and piece.get("updated") is None else None


def _figure_name(piece: Piece, below: Piece | None) -> str | None:
    if piece.kind == "total":
        return "total_sources"
    if piece.kind in ("leaning", "tab"):
        return labels.side((piece.get("side") or "").removeprefix("Leaning "))
    if piece.kind == "label" and below and below.kind == "number":
        return labels.side(piece.text)
    return None


def _is_cut_withheld(piece: Piece, above: Piece) -> bool:
    """Whether a page breaks off inside `To view ownership data …`, below the heading of what is withheld."""
    sentence = f"To view {above.text.lower()} data"
    cut = (
        piece.kind == "text"
        and sentence.startswith(piece.text)
        and len(piece.text) >= _SHORTEST_WITHHELD
    )
    return cut and above.kind in ("factuality", "ownership")


def _fields(piece: Piece, found: Details, figures: Figures) -> tuple[str, ...]:
    """Take one piece of the details in, and say to which fields it went."""
    if piece.kind in _BOILERPLATE:
        return ("boilerplate",)
    if piece.kind == "count":
        figures.add("reported_articles", piece.count())
        return ("article_count",)
    if piece.kind == "statement":
        found.statements += [
            Share(percent=int(percent), side=labels.side(side))
            for percent, side in _STATEMENT.findall(piece.text)
        ]
        return ("bias_statement",)
    if piece.kind == "bar":
        side = piece.get("side")
        found.bar.append(
            Share(percent=piece.count("percent") or 0, side=labels.side(side) if side else None)
        )
        return ("bias_bar",)
    if piece.kind == "withheld":
        found.withhold(piece.get("what") or "")
        return ("withheld",)
    return _statement(piece, found)


def _statement(piece: Piece, found: Details) -> tuple[str, ...]:
    if piece.kind == "updated" and (found.last_updated is None or piece.get("updated") is None):
        found.last_updated = found.last_updated or piece.get("updated")
        return ("coverage",)
    if piece.kind == "owners" and found.ownership is None:
        place, count = piece.get("place"), piece.count() or 0
        found.ownership = f"{place or ''} ({count})".strip() if place or count else None
        return ("coverage",) if found.ownership else ("boilerplate",)
    if piece.kind == "first_report" and found.first_report is None:
        day = dates.report_day(piece.get("day") or "")
        if day:
            found.first_report = FirstReport(
                outlet=piece.get("outlet"), place=piece.get("place"), date=day[0]
            )
            # A weekday that does not fit its date is shown, not mended.
            return ("first_report",) if day[1] else ("first_report", "unplaced")
    return ("unplaced",)
