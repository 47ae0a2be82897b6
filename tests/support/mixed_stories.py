"""Invented stories in many scripts, and one outlet, place and topic with more stories than one page
lists.
"""

from __future__ import annotations

from dataclasses import replace

from generator.page.model import Page, Withdrawn
from generator.story.model import Article, Content, Coverage, Perspectives, Story
from tests.support.golden_stories import PAGES as GOLDEN

MANY = 204
"""More stories than a list shows on one page."""
ARABIC = "stories/2025/right-to-left-0000000000.html"
HEBREW = "stories/2025/hebrew-0000000000.html"
CHINESE = "stories/2025/chinese-0000000000.html"
LATIN = "stories/2025/captured-0000000000.html"


def _story(date: str | None, **facts: object) -> Page:
    content = Content(**facts)
    return Page(
        story=Story(
            **{name: getattr(content, name) for name in Content.__dataclass_fields__}, date=date
        )
    )


_SCRIPTS = {
    "2025/hebrew-0000000000": _story(
        "2025-05-15",
        title="הנמל נפתח מחדש אחרי שני חורפים",
        dateline="וולמארק, MAY 15",
        places=("וולמארק",),
        topics=("נמלים",),
        summary="הנמל נפתח ביום חמישי, שני חורפים אחרי הסערה.\n\nThe pilots were there first.",
        key_points=("הגשר נבנה מחדש.", "The bridge was built anew."),
        coverage=Coverage(reported_articles=12, left=2, center=4, right=1),
        perspectives=Perspectives(
            left=("הכרטיסים יקרים.",), center=("Tickets cost more.",), right=("الرسوم مرتفعة.",)
        ),
        articles=(
            Article(
                title="הספינה הראשונה",
                outlet="קול הנמל",
                bias="Lean Left",
                excerpt="הספינה הראשונה נכנסה לפני הצהריים.",
            ),
            Article(
                title="Pilots first",
                outlet="Caldera Post",
                bias="Center",
                excerpt="Before noon…",
                excerpt_truncated=True,
            ),
        ),
    ),
    "2025/chinese-0000000000": _story(
        "2025-10-02",
        title="種子庫在山中開放",
        places=("台中",),
        topics=("種子",),
        summary="種子庫星期四開放，收藏四千種稻米。",
        articles=(Article(title="四千種稻米", outlet="山城日報", bias="unknown"),),
    ),
    "2024/cyrillic-0000000000": _story(
        "2024-10-02",
        title="Порт открыт после двух зим",
        places=("Веллмарк",),
        summary="Паром отошёл в девять.",
    ),
}


def _tide(number: int) -> Page:
    year = (None, "2024", "2025", "2026")[number % 4]
    return _story(
        year and f"{year}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        title=f"Tide table {number}",
        places=("Gannet Rock",),
        topics=("tides",),
        articles=(Article(title=f"High water {number}", outlet="Tidewatch Weekly"),),
    )


PAGES: dict[str, Page] = {
    **{
        f"{kept.story.date[:4] if kept.story.date else 'undated'}/{name}-0000000000": kept
        for name, kept in GOLDEN.items()
    },
    **_SCRIPTS,
    "2024/withdrawn-0000000000": replace(
        _SCRIPTS["2025/hebrew-0000000000"],
        withdrawn=Withdrawn(date="2026-01-02", reason="A court forbade it."),
    ),
    **{f"2023/tide-{number:010}": _tide(number) for number in range(MANY)},
}
