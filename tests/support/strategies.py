"""Hypothesis strategies for the model and its pages: any Unicode, biased to what acts in Markdown,
YAML and the page format.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from generator.page import frontmatter
from generator.page.model import Corrections, Page, Section, Sighting, Withdrawn
from generator.page.sections import is_persons
from generator.story.fields import SIDES, VOICES
from generator.story.model import (
    Article,
    Aside,
    Blindspot,
    Capture,
    Content,
    Coverage,
    Figure,
    FirstReport,
    Link,
    Perspectives,
    Share,
    Story,
    Tally,
    Voice,
)
from generator.text import normal as text

FORMAT_TOKENS = (
    "---", "...", "## Articles", "## Key points", "## Notes", "### Untitled", "#### Text", "<!-- article 1 -->", "-->",
    "## Voices", "## More", "### Quotation", "<!-- voice 1 -->", "<!-- aside -->",
    'written: "x"', "schema: 2", "- {}", '"', "'", "Untitled", "null", "~", "%YAML 1.1", "? ", "!!str", "&a", "*a",
)  # fmt: skip
"""What acts in the page format and in YAML."""

MARKDOWN_TOKENS = (
    "> ", ">", "- ", "* ", "+ ", "-", "*", "1. ", "1) ", "1986. ", "- [ ] ", "# ", "#", "######", "===", "=-=", "---",
    "***", "_ _ _", "* * *", "| a | b |", "|---|---|", ":-:|", "|", ":   def", ": ", ":", "```", "`", "``", "~~~", "~~",
    "~", "{: .x}", "{.x #y}", "{", "}", "[x]: http://y.org", "[^1]:", "[^1]", "[x]", "[x](http://y.org)", "![x](y)",
    "](", "*[abbr]: z", "[!NOTE]", "![NOTE]", "{static}x", "{attach}../x", "|filename|x", "&lt;", "&copy;", "&copy",
    "&#60;", "&#x3c;", "&", "&#", ";", "\\", "\\\\", "    ", "\t", "  \n", "<b>", "</b>", "<", "<!--", "<!", "<?x",
    "<![CDATA[", "]]>", "<script>alert(1)</script>", '<div markdown="1">', "<http://x.org>", "<a@b.org>",
    "http://x.org/a_b_c*d~e", "https://x.org/?a=1&copy=2", "www.x.org", "a@b.org", "*a*", "**a**", "_a_", "__a__",
    "a_b_", "*", "_", "^", "$x$", "@x", ":smile:", "\n", "\n\n", "2 * 3 * 4", "~50",
)  # fmt: skip
"""What acts in one Markdown or another."""

_PLAIN = (
    *[
        "the",
        "raid",
        "Baku",
        "in",
        "2025",
        "é",
        "ß",
        "日本",
        "سلام",
        "שלום",
        "x",
        "𝕏",
        "👩\u200d🚀",
        "-",
        ",",
        ".",
        "’",
        "—",
    ],
    "e\u0301",
)
_CONTROLS = (
    "".join(map(chr, [*range(1, 32), *range(127, 160)]))
    + "\u00a0\u2028\u2029\ufeff\u200b\u200f\u202e\u3000\u00ad"
)

_PIECES = st.one_of(
    st.sampled_from(MARKDOWN_TOKENS),
    st.sampled_from(FORMAT_TOKENS),
    st.sampled_from(_PLAIN),
    st.sampled_from(_CONTROLS),
    st.characters(exclude_categories=()),
)
_SCRAPS = st.lists(st.tuples(_PIECES, st.sampled_from((" ", "", "\n"))), max_size=8)


@st.composite
def _raw(draw: st.DrawFn) -> str:
    return "".join(piece + between for piece, between in draw(_SCRAPS))


RAW = _raw()
"""Text as a scraper may find it: nothing is too odd."""

LINES = RAW.map(lambda raw: text.line(text.repair(raw)[0]) or "x")
"""Lines in the model's normal form."""

TEXTS = st.lists(RAW, min_size=1, max_size=3).map(
    lambda raw: text.paragraphs(text.repair("\n\n".join(raw))[0]) or "x"
)
"""Texts in the model's normal form."""

COUNTS = st.one_of(st.none(), st.integers(0, 10**12))
DAYS = st.dates().map(str)
MOMENTS = st.one_of(
    DAYS, st.datetimes().map(lambda time: f"{time:%Y-%m-%dT%H:%M:%S}Z".rjust(20, "0"))
)
ADDRESSES = st.one_of(
    st.sampled_from(("https://x.org/a?utm_source=y", "https://x.org/a", "https://x.org/b_c")), LINES
)


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


def _few(values: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=most).map(tuple)


ARTICLES = st.builds(
    Article,
    title=_maybe(st.one_of(LINES, st.just("Untitled"))),
    outlet=_maybe(LINES),
    url=_maybe(ADDRESSES),
    bias=_maybe(LINES),
    place=_maybe(LINES),
    reposted_by=COUNTS,
    excerpt=_maybe(TEXTS),
    excerpt_truncated=st.booleans(),
    text=_maybe(TEXTS),
    published=_maybe(MOMENTS),
    language=_maybe(LINES),
    rated_by=_maybe(LINES),
    factuality=_maybe(LINES),
    ownership=_maybe(LINES),
    cited_as=_maybe(LINES),
)
LINKS = st.one_of(
    st.builds(Link, outlet=LINES, url=_maybe(ADDRESSES)), st.builds(Link, url=ADDRESSES)
)
ASIDES = st.builds(Aside, heading=LINES, points=st.lists(LINES, min_size=1, max_size=2).map(tuple))
VOICED = st.builds(
    Voice, kind=st.sampled_from(VOICES), text=TEXTS, by=_maybe(LINES), sources=_few(LINKS)
)
SHARES = st.builds(
    Share, percent=st.integers(0, 999), side=_maybe(st.sampled_from(SIDES)), base=COUNTS
)
TALLIES = st.builds(Tally, name=LINES, count=st.integers(0, 99))
COVERAGES = st.builds(
    Coverage,
    reported_articles=COUNTS,
    total_sources=COUNTS,
    left=COUNTS,
    center=COUNTS,
    right=COUNTS,
    published=_maybe(LINES),
    last_updated=_maybe(LINES),
    ownership=_maybe(LINES),
    also_stated=_few(
        st.builds(Figure, name=st.sampled_from(("total_sources", *SIDES)), count=st.integers(0, 9))
    ),
    factuality=_few(TALLIES),
    owners=_few(TALLIES),
)
_LISTS = _few(LINES)


def contents(articles: st.SearchStrategy[tuple[Article, ...]]) -> dict[str, st.SearchStrategy[Any]]:
    """The fields of a content, given its articles."""
    return {
        "title": _maybe(LINES),
        "url": _maybe(ADDRESSES),
        "dateline": _maybe(LINES),
        "started": _maybe(MOMENTS),
        "language": _maybe(LINES),
        "places": _LISTS,
        "topics": _LISTS,
        "summary": _maybe(TEXTS),
        "summary_by": _maybe(LINES),
        "key_points": _LISTS,
        "timeline": _LISTS,
        "coverage": st.one_of(st.just(Coverage()), COVERAGES),
        "bias_statements": _few(SHARES),
        "bias_bar": _few(SHARES),
        "blindspot": st.builds(
            Blindspot,
            stated=_maybe(st.booleans()),
            side=_maybe(st.sampled_from(SIDES)),
            words=_LISTS,
        ),
        "first_report": _maybe(
            st.builds(FirstReport, outlet=_maybe(LINES), place=_maybe(LINES), date=_maybe(DAYS))
        ),
        "withheld": _few(st.sampled_from(("factuality", "ownership"))),
        "unrated": _few(st.sampled_from(("factuality", "bias"))),
        "flags": _few(st.sampled_from(("local", "trending"))),
        "perspectives": st.one_of(
            st.just(Perspectives()),
            st.builds(Perspectives, left=_LISTS, center=_LISTS, right=_LISTS),
        ),
        "voices": _few(VOICED),
        "asides": _few(ASIDES),
        "articles": articles,
        "unplaced": _LISTS,
    }


def _captures(content: st.SearchStrategy[Content]) -> st.SearchStrategy[tuple[Capture, ...]]:
    each = st.builds(
        Capture,
        bundle=LINES,
        sha256=st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}"),
        at=st.sampled_from((None, None, "/0", "/stories/12")),
        reader=st.sampled_from(("page-text", "kite")),
        captured=_maybe(MOMENTS),
        note=_maybe(TEXTS),
        licence=_maybe(LINES),
        sidecar=st.sampled_from(((), ("captured",), ("note", "licence"))),
        content=content,
    )
    return st.lists(each, max_size=3, unique_by=lambda capture: (capture.sha256, capture.at)).map(
        tuple
    )


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Stories whose captures show the story's own values, some of its articles in any order, or
    something else altogether.
    """
    whole = draw(st.builds(Content, **contents(_few(ARTICLES, 3))))
    same = {name: getattr(whole, name) for name in Content.__dataclass_fields__}
    shown = st.lists(st.one_of(ARTICLES, *map(st.just, whole.articles)), max_size=3).map(tuple)
    own = {name: st.one_of(st.just(same[name]), values) for name, values in contents(shown).items()}
    return Story(
        **same,
        date=draw(_maybe(DAYS)),
        date_basis=draw(_maybe(LINES)),
        captures=draw(_captures(st.one_of(st.just(whole), st.builds(Content, **own)))),
    )


CORRECTIONS = st.builds(
    Corrections,
    title=_maybe(LINES),
    date=_maybe(DAYS),
    places=_maybe(_LISTS),
    topics=_maybe(_LISTS),
)
HAND_TEXT = st.lists(RAW, max_size=3).map(lambda raw: text.repair("\n".join(raw))[0].strip("\n"))
"""Markdown as a person writes it: anything at all."""

HAND_KEYS = st.one_of(
    st.sampled_from(("mood", "yes", "null", "True", "a b", "", "<<", "n", "---", "1", "=", "é")),
    RAW.map(lambda raw: text.repair(raw[:60])[0]),
)
HAND_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), RAW),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(HAND_KEYS, inner, max_size=3)
    ),
    max_leaves=6,
)


EXTRAS = st.dictionaries(HAND_KEYS, HAND_VALUES, max_size=2).map(
    lambda extra: tuple((key, frontmatter.dump(value)) for key, value in extra.items())
)
SECTIONS = _few(
    st.builds(
        Section,
        heading=st.one_of(
            # Two names of the format that a person may have given to a section before.
            st.sampled_from(("Voices", "More")),
            RAW.map(
                lambda raw: (text.line(text.repair(raw)[0]) or "").removeprefix("Notes")
            ).filter(
                lambda heading: (
                    heading
                    not in (
                        "Key points",
                        "Timeline",
                        "Left",
                        "Center",
                        "Right",
                        "Articles",
                        "Unplaced",
                    )
                )
            ),
        ),
        # A line that begins another section would not stay in this one.
        markdown=HAND_TEXT.map(
            lambda markdown: "\n".join(
                f" {line}" if line[:3] == "## " else line for line in markdown.split("\n")
            )
        ),
    ).filter(
        lambda section: (
            section.heading not in ("Voices", "More")
            or is_persons(section.heading, section.markdown.split("\n"))
        )
    )
)


WITHDRAWALS = st.builds(
    Withdrawn,
    date=DAYS,
    reason=LINES,
    hide_title=st.booleans(),
    erased=st.booleans(),
    seen=_few(st.builds(Sighting, bundle=LINES, sha256=st.just("5" * 64))),
)


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """Pages with everything that a hand may have added; their unknown keys are in the form that a
    page gives them back.
    """
    return Page(
        story=draw(stories()),
        corrections=draw(CORRECTIONS),
        notes=draw(HAND_TEXT),
        extra=draw(EXTRAS),
        sections=draw(SECTIONS),
        withdrawn=draw(_maybe(WITHDRAWALS)),
    )


@st.composite
def told(draw: st.DrawFn) -> Story:
    """Stories that are all prose, for what a viewer makes of their body."""
    articles = st.builds(Article, title=_maybe(LINES), excerpt=_maybe(TEXTS), text=_maybe(TEXTS))
    return Story(
        summary=draw(_maybe(TEXTS)),
        key_points=draw(_LISTS),
        perspectives=Perspectives(left=draw(_LISTS)),
        voices=draw(_few(VOICED)),
        asides=draw(_few(ASIDES)),
        articles=draw(_few(articles)),
        unplaced=draw(_LISTS),
    )
