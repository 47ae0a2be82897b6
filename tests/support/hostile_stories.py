"""Invented stories whose every text wants to be something else than text: markup, script, a
template, a path, a key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.page.model import Corrections, Page, Section
from generator.story.model import (
    Article,
    Aside,
    Capture,
    Content,
    Coverage,
    FirstReport,
    Link,
    Perspectives,
    Story,
    Voice,
)

SCRIPTS = (
    "<script>window.acted = 1; alert(1)</script>",
    "</title></h1><script>window.acted = 1; alert(1)</script>",
    '"><img src=x onerror="window.acted = 1; alert(1)">',
    "' onmouseover='alert(1)' autofocus onfocus='alert(1)' x='",
    "<svg/onload=alert(1)><style>@import url(http://tracker.example/x.css)</style>",
    "--><script>alert(1)</script><!-- article 9 -->",
    "]]></script><script>storyArchive = 0; alert(1)</script><!--",
    "javascript:alert(1)//<a href=javascript:alert(1) ping=http://tracker.example/>x</a>",
    "<meta http-equiv=refresh content='0;url=http://tracker.example/'><base href=http://tracker.example/>",
    "<iframe srcdoc='<script>parent.acted = 1</script>'></iframe><form action=http://tracker.example/><button>go</button>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; &#x41; &nbsp; &notanentity; &",
)
TEMPLATES = (
    "{static}/theme/css/archive.css {attach}../../../pyproject.toml |filename|about.md {index}javascript:alert(1) |index|",
    "{{ 7 * 7 }} {% raw %} {% include 'base.html' %} {# gone? #} {{ SITENAME }}",
    "${7 * 7} #{7 * 7} <%= 7 * 7 %> `${7 * 7}` \\u0041 \\x41 %41 %s %(title)s {0} {title}",
    "# not a heading ### nor this * nor _this_ 1986. **or** [this](javascript:alert(1)) ![x](http://tracker.example/x.png)",
    "[x]: http://tracker.example/ <http://tracker.example/> http://tracker.example/ www.tracker.example a@tracker.example",
    "Title: another Status: draft Save_as: ../../index.html Template: base _content: gone",
)
SIGNS = (
    "bell \x07 escape \x1b[31m delete \x7f next line \x85 separators \u2028 \u2029 byte order \ufeff \u200b isolate \u2067 end",
    "turned \u202egnp.exe\u202c and left open \u202e to the end",
    "family 👩\u200d👩\u200d👧\u200d👦 flag 🇮🇸 and Z̴̡̊ą̷l̵g̶o̸ beyond \U0001f9ff \U000e0041",
    "piled \u0e14" + "\u0e49\u0e47" * 60 + " up",
    "W" * 400,
    "北" * 400,
    "/a-b_c.d" * 50,
)
WORDS = SCRIPTS + TEMPLATES + SIGNS

KEYS = (
    "__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "valueOf", "then", "length", "all", "stories",
)  # fmt: skip
"""What a table of a script holds already."""

NAMES = (
    "index", "INDEX", "a", "0", "9", "other", "undated", "search", "404", "2025", "2025-01", "con", "NUL", "aux.html",
    ".", "..", "/", "\\", "../../../index", "/etc/passwd", "C:\\windows", "a/b", "a b", "a-b", "%2e%2e%2f", "%00", "?x=1#y",
    "C", "C++", "C#", "#", "&", "&amp;", "<", '"', "'", "-", "--", "…", "_", "~", "*", "|", ":", "@",
    "北京", "東京", "مرفأ", "נמל", "Łódź", "Lodz", "İzmir", "IZMIR", "ızmir", "Straße", "STRASSE", "Élections", "elections",
    "ﬁnance", "finance", "Ａ", "🦪", "👩\u200d👧", "\u0301", "null", "None", "true", "NaN", "undefined",
    *KEYS,
)  # fmt: skip
"""Outlets, places and topics that a careless file name, anchor or table of a script would trip
over."""


def _article(words: str) -> Article:
    return Article(
        title=words, outlet=words, bias=words, place=words, url=f"javascript:alert('{words}')", reposted_by=3,
        excerpt=f"{words}\n\nsecond paragraph of {words}", excerpt_truncated=True, text=f"full text of {words}",
        cited_as=words,
    )  # fmt: skip


def _capture(content: Content, number: int, bundle: str) -> Capture:
    return Capture(
        bundle=bundle,
        sha256=f"{number:064x}",
        reader="page-text",
        captured="2025-03-04T05:06:07Z",
        note=f"{bundle}\n\nsecond paragraph of {bundle}",
        licence=bundle,
        content=content,
    )


def _story(words: str, number: int) -> Story:
    content = Content(
        title=words,
        url=f"https://stories.example/{words}",
        dateline=words,
        places=(words,),
        topics=(words,),
        summary=f"{words}\n\nsecond paragraph of {words}",
        summary_by=words,
        key_points=(words, f"again {words}", f"cited [{words}]"),
        coverage=Coverage(
            reported_articles=9, left=1, published=words, last_updated=words, ownership=words
        ),
        first_report=FirstReport(outlet=words, place=words),
        withheld=(words,),
        perspectives=Perspectives(left=(words,), center=(words,), right=(words,)),
        voices=(
            Voice(
                kind="quotation",
                text=words,
                by=words,
                sources=(Link(outlet=words, url=f"javascript:{words}"),),
            ),
        ),
        asides=(Aside(heading=words, points=(words, f"beside {words}")),),
        articles=(
            _article(words),
            Article(url="https://host.example/<script>alert(1)</script>?a=\"'&b", outlet=None),
        ),
        unplaced=(words,),
    )
    facts = {name: getattr(content, name) for name in Content.__dataclass_fields__}
    return Story(**facts, date_basis=words, captures=(_capture(content, number, words),))


def _named(number: int) -> Page:
    """A story that carries every name: as outlets often enough for pages of their own, as places
    and topics rarely.
    """
    content = Content(
        title=f"All names, part {number}",
        places=NAMES if number == 1 else (),
        topics=NAMES if number < 3 else (),
        articles=tuple(Article(title=f"By {name}", outlet=name) for name in NAMES),
    )
    facts = {name: getattr(content, name) for name in Content.__dataclass_fields__}
    captures = (_capture(content, 500 + number, "names.txt"),)
    return Page(story=Story(**facts, date=f"2024-02-0{number}", captures=captures))


_NOTES = (
    "<script>window.acted = 1; alert(2)</script> [x](javascript:alert(3)) <img src=x onerror=alert(4)> "
    "![y](http://tracker.example/y.png) <style>body { display: none }</style> <a href='{static}/z' onclick='alert(5)'>z</a>"
)


def _pages() -> Iterator[tuple[str, Page]]:
    for number, words in enumerate(WORDS):
        kept = Page(
            story=_story(words, number),
            notes=_NOTES,
            sections=(Section(heading=words, markdown=_NOTES),),
        )
        # Dated, dated by its capture, and corrected, in turn.
        if number % 3 == 0:
            kept = replace(kept, story=replace(kept.story, date=f"2025-{number % 12 + 1:02}-03"))
        elif number % 3 == 1:
            kept = replace(
                kept,
                corrections=Corrections(
                    title=f"corrected {words}", date="2025-05-06", topics=(words,)
                ),
            )
        yield f"2025/hostile-{number:010x}", kept
    for number in (1, 2, 3):
        yield f"2024/names-{number:010x}", _named(number)
    # The same file name in two years, and the same title twice in one.
    twin = Page(story=Story(title="Twin Tides at Gannet Rock", date="2024-06-01"))
    for name in (
        "2023/twin-00000000aa",
        "2024/twin-00000000aa",
        "2024/twin-00000000ab",
        "undated/twin-00000000aa",
    ):
        yield (
            name,
            twin if not name.startswith("undated") else Page(story=replace(twin.story, date=None)),
        )


PAGES = dict(_pages())


def _lines(text: str | None) -> list[str]:
    return text.split("\n\n") if text else []


def told(kept: Page) -> Iterator[str]:
    """Every text of a story that its page must show."""
    story, corrected = kept.story, kept.corrections
    yield from filter(None, (corrected.title or story.title, story.dateline, story.summary_by))
    if corrected.date is None and story.date_basis:
        yield story.date_basis
    yield from (corrected.places if corrected.places is not None else story.places)
    yield from (corrected.topics if corrected.topics is not None else story.topics)
    yield from _lines(story.summary)
    yield from (*story.key_points, *story.withheld, *story.unplaced)
    yield from filter(
        None, (story.coverage.published, story.coverage.last_updated, story.coverage.ownership)
    )
    if story.first_report:
        yield from filter(None, (story.first_report.outlet, story.first_report.place))
    yield from (*story.perspectives.left, *story.perspectives.center, *story.perspectives.right)
    for voice in story.voices:
        yield from (
            *_lines(voice.text),
            *filter(None, (voice.by, *(source.outlet for source in voice.sources))),
        )
    for aside in story.asides:
        yield from (aside.heading, *aside.points)
    for article in story.articles:
        yield from filter(None, (article.title, article.outlet, article.bias, article.place))
        yield from (*_lines(article.excerpt), *_lines(article.text))
    yield from (capture.bundle for capture in story.captures)
    yield from (section.heading for section in kept.sections)
