"""Invented stories for the search page: fifty of ferries, which are much alike, and others that
each have something rare.
"""

from __future__ import annotations

from generator.page.model import Page
from generator.story.model import Article, Coverage
from tests.support.archives import told_page

FERRIES = 50
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script> \"'{{ lantern }}"
ARABIC = "سفينة عالقة في الميناء"
PROSE = (
    "lorem lantern ipsum "
    + "dolor sit " * 300
    + "the lantern met the breakwater "
    + ("amet elit " * 300).strip()
)
FORMULAS = ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)")
"""As titles: what a programme for tables takes for a formula."""

_LABELS = ("Left", "Center", "Right", None)


def day(number: int) -> str:
    """Of a ferry."""
    return f"{2023 + number % 3}-{1 + number % 9:02}-{1 + number % 28:02}"


def places(number: int) -> tuple[str, ...]:
    """Of a ferry."""
    return ("Halmsund",) if number % 4 else ("Ærø", "Kings Skerry")


def outlets(number: int) -> tuple[str, ...]:
    """Of a ferry."""
    return (f"Outlet {number % 13}", *(["The Ledger"] if number % 2 else []))


def reported(number: int) -> int | None:
    """Of a ferry: mostly many, sometimes as many as were captured, sometimes not stated."""
    if number % 5 == 0:
        return None
    return len(outlets(number)) if number % 7 == 0 else 1200 + number


def title(number: int) -> str:
    """Of a ferry."""
    return f"{'Ferry' if number % 2 else 'Vessel'} number {number} sails"


def _ferry(number: int) -> Page:
    label = _LABELS[number % 4]
    articles = [
        Article(title=f"Report {number}", outlet=outlet, bias=label) for outlet in outlets(number)
    ]
    return told_page(
        title(number),
        day(number),
        summary="The ferry left the harbour in time on Monday, with the pilots on board and the mail for the islands.",
        places=places(number),
        topics=("Ports", "Strikes") if number % 3 else ("Ports",),
        coverage=Coverage(reported_articles=reported(number)),
        articles=tuple(articles),
    )


def _lantern(title: str | None, date: str | None = "2022-03-04", **facts: object) -> Page:
    """A story apart from those of ferries, which shares one word with the others like it."""
    return told_page(
        title,
        date,
        **{"summary": "What the keepers said of the lantern has not been written down.", **facts},
    )


_RARE = {
    "untitled": _lantern(None, None),
    "captured": _lantern("Seen by chance", None, captured="2022-05-06T07:08:09Z"),
    "huge": _lantern("More than a script can count", coverage=Coverage(reported_articles=10**20)),
    "none": _lantern("Of which nothing is here", coverage=Coverage(reported_articles=3)),
    "arabic": _lantern(ARABIC, summary=f"{ARABIC}. lantern", places=("حلب",)),
    "markup": _lantern(
        MARKUP,
        summary=MARKUP,
        places=(MARKUP, "constructor"),
        topics=(MARKUP, "__proto__"),
        articles=tuple(
            Article(title=MARKUP, outlet=name, bias=MARKUP)
            for name in (MARKUP, "toString", "__proto__")
        ),
    ),
    "prose": _lantern("A long text", summary=PROSE),
    **{
        f"formula-{n}": _lantern(
            words, places=(words,), summary=f'{words} "lantern"\n\nsecond; line'
        )
        for n, words in enumerate(FORMULAS)
    },
}

PAGES: dict[str, Page] = {
    **{f"{day(number)[:4]}/ferry-{number:010}": _ferry(number) for number in range(FERRIES)},
    **{f"2022/{name}-0000000000": kept for name, kept in _RARE.items()},
}
ALL = len(PAGES)
