"""A dozen invented stories, each for one thing that the page format must show; `tests/golden` holds
their pages.
"""

from __future__ import annotations

from dataclasses import replace

from generator.page.model import Corrections, Page, Section
from generator.story.assembly import assemble
from generator.story.model import (
    Article,
    Aside,
    Capture,
    Content,
    Coverage,
    Figure,
    FirstReport,
    Link,
    Perspectives,
    Share,
    Story,
    Voice,
)

_DIGITS = iter(range(1, 100))


def _capture(content: Content, captured: str | None = None, bundle: str = "story.txt") -> Capture:
    return Capture(
        bundle=bundle,
        sha256=f"{next(_DIGITS):064x}",
        reader="page-text",
        captured=captured,
        content=content,
    )


def _story(content: Content, captured: str | None = None) -> Story:
    return assemble([_capture(content, captured)])


_BRIDGE = Content(
    title="Harbour Bridge Reopens After Two Winters of Repairs",
    dateline="WEXMERE, APR 3",
    places=("Wexmere",),
    summary="The swing bridge opened to traffic on Thursday, two winters after a freighter struck its eastern pier.",
    key_points=(
        "The repairs cost 4.1 million crowns, a tenth less than the estimate of May 2024.",
    ),
    coverage=Coverage(reported_articles=6),
    bias_statements=(Share(percent=60, side="center"),),
    withheld=("factuality",),
    articles=(
        Article(
            title="A bridge, a queue",
            outlet="Northlight Daily",
            excerpt="The first lorry over…",
            excerpt_truncated=True,
        ),
        Article(excerpt="For two winters, pupils took the ferry at ten to seven."),
    ),
)
_EVENING = Content(
    title=_BRIDGE.title,
    dateline=_BRIDGE.dateline,
    places=_BRIDGE.places,
    summary="The swing bridge opened on Thursday; by the evening 4,000 cars had crossed.",
    key_points=("A brass band played until the tide turned.",),
    coverage=Coverage(reported_articles=19, left=3, center=9, right=2),
    articles=(
        Article(
            title="A bridge, a queue",
            outlet="Northlight Daily",
            excerpt="The first lorry over…",
            excerpt_truncated=True,
        ),
        Article(
            title="Four thousand crossings",
            outlet="Caldera Post",
            bias="Lean Left",
            place="Wexmere, Ardmark",
        ),
    ),
)

PAGES: dict[str, Page] = {
    "inferred-year": Page(story=_story(_BRIDGE)),
    "captured": Page(
        story=_story(
            Content(title="Ice Leaves the Lake Early", dateline="TOLMARSH, DEC 30"),
            "2026-01-02T07:15:00Z",
        )
    ),
    "undated": Page(
        story=_story(
            Content(title="The Keepers of Gannet Rock", summary="Nobody lives on the rock now.")
        )
    ),
    "no-headline": Page(
        story=_story(
            Content(coverage=Coverage(reported_articles=2), articles=(Article(excerpt="One."),))
        )
    ),
    "titled-untitled": Page(
        story=_story(
            Content(
                title="Prize for a Blank Canvas",
                articles=(Article(title="Untitled"), Article(excerpt="A quiet room.")),
            )
        )
    ),
    "signs": Page(
        story=_story(
            Content(
                title="C# and F#: What 2*3*4 Costs — #prices, `ticks` & <b>tags</b>",
                summary="1986. A great year\n\n- not a list\n# not a heading\n> not a quotation\n---",
                key_points=(
                    "*all* prices are _net_ of R&D & snake_case",
                    "[sic] said a&b; &copy; stays, C:\\new and C:\\* too",
                ),
                articles=(
                    Article(
                        title="## Articles", excerpt="<!-- article 2 -->\n| a | b |\n|---|---|"
                    ),
                ),
                unplaced=("[1]: http://news.example/", "~~~", "a ~ b", "===="),
            )
        )
    ),
    "control-characters": Page(
        story=_story(
            Content(
                title="Bell \x07, escape \x1b[31m, next line \x85 and separator \u2028 in a headline",
                key_points=("tab\there", "delete \x7f and byte order mark \ufeff"),
                places=("null", "yes", "1_000", "2025-01-01", "~"),
            )
        )
    ),
    "two-captures": Page(
        story=assemble(
            [
                _capture(_BRIDGE, "2025-04-03T09:00:00Z", "morning.txt"),
                _capture(_EVENING, "2025-04-03T20:00:00Z", "evening.txt"),
            ]
        )
    ),
    "figures-disagree": Page(
        story=_story(
            Content(
                title="Council Seats Change Hands",
                coverage=Coverage(
                    total_sources=0,
                    left=4,
                    center=4,
                    right=1,
                    also_stated=(Figure(name="left", count=5),),
                ),
                bias_statements=(Share(percent=44, side="center"), Share(percent=44, side="left")),
                bias_bar=(Share(percent=44, side="left"), Share(percent=12)),
                first_report=FirstReport(outlet="Radio Meridiana", date="2024-11-19"),
            )
        )
    ),
    "full-text": Page(
        story=_story(
            Content(
                title="Night Train Returns",
                url="https://stories.example/night-train",
                perspectives=Perspectives(
                    left=("Fares should be lower.",), right=("The state should not run trains.",)
                ),
                articles=(
                    Article(
                        title="All aboard",
                        url="https://outlet.example/all-aboard?a=1&b=2",
                        bias="leanLeft",
                        text="The train left at nine.\n\nIt had eleven cars.\nSix were blue.",
                    ),
                ),
            )
        )
    ),
    "right-to-left": Page(
        story=_story(
            Content(
                title="المكتبة تفتح أبوابها",
                dateline="بيروت, MAY 14",
                places=("بيروت",),
                summary="فتحت المكتبة أبوابها يوم الأربعاء.",
                first_report=FirstReport(outlet="صوت المرفأ", place="بيروت", date="2025-05-14"),
            )
        )
    ),
    "by-hand": Page(
        story=_story(_BRIDGE),
        corrections=Corrections(
            title="Wexmere Bridge Reopens", date="2025-04-03", topics=("bridges", "Wexmere")
        ),
        notes="Seen in the *printed* edition as well.\n\n## Key points\n\nThis heading is mine.",
        extra=(("shelfmark", '"N 12"'), ("boxes", "[1, 2]")),
        sections=(Section(heading="Provenance", markdown="Given by **the harbour office**."),),
    ),
    "voices": Page(
        story=_story(
            Content(
                title="Lighthouse Lamp Goes Out After Ninety Years",
                summary="The keeper put it out himself [gull.example#1], and nobody saw him do it [common].",
                timeline=("1935: The lamp is lit", "Dusk: It is not"),
                voices=(
                    Voice(
                        kind="quotation",
                        text="I was tired.\n\nSo was the lamp.",
                        by="The keeper",
                        sources=(Link(outlet="gull.example", url="https://gull.example/lamp"),),
                    ),
                    Voice(
                        kind="perspective",
                        text="Harbour office: Calls it a fault of the wiring.",
                        by="Harbour office",
                    ),
                ),
                asides=(
                    Aside(heading="Historical background", points=("It burned oil until 1961.",)),
                    Aside(
                        heading="Did you know",
                        points=("The lens weighs # 4 tons.", "- It floats on mercury."),
                    ),
                ),
                articles=(
                    Article(
                        title="Dark at last",
                        url="https://gull.example/lamp",
                        cited_as="gull.example#1",
                    ),
                ),
            )
        )
    ),
    "sidecar": Page(
        story=assemble(
            [
                replace(
                    _capture(
                        Content(title="Lamps Out", url="https://stories.example/lamps"),
                        "2025-06-01",
                    ),
                    note="Scanned from a print-out.\n\nThe last line is missing.",
                    licence="https://licences.example/by/4.0",
                    sidecar=("address", "captured", "note", "licence"),
                )
            ]
        )
    ),
}
