"""Words are conserved: the words of a page text are the words of the page made from it.

The check knows the layout by a table of its own, and asks the reader nothing: it takes the site's
fixed words out of the text, renders the page as any Markdown viewer would, and compares what is
left, word by word, in both directions. Numbers that stand in labels, and dates, count by value; a
doubled name counts once.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import markdown
import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.page import format as page
from generator.page import model as page_model
from generator.readers.base import Bundle
from generator.readers.story_page import pieces
from generator.readers.story_page.text import PageText
from generator.story import assembly
from generator.story.model import Capture, Content, Story
from tests.readers.story_page.test_text import PAGES
from tests.support import invented
from tests.support.repository import ROOT

BUNDLES = sorted((ROOT / "content" / "bundles").glob("*.txt"))

_AGO = r"(?:just now|(?:an?|\d+) \w+ ago)"
_SIDE = r"(?:Left|Center|Right)"
# The fixed words of the layout. What a named or numbered group holds is the story's and stays;
# numbers count by value.
FIXED = tuple(
    re.compile(rf"(?<![^\W\d] ){pattern}(?! [a-z])")
    for pattern in (
        r"Read Full Article",
        r"Coverage Details",
        r"Insights by (?:\w+ ){1,3}AI",
        r"Does this summary seem wrong\?",
        r"Podcasts & Opinions",
        rf"Last Updated(?: *({_AGO}))?",
        r"To view \w+ data please Upgrade to (?:Premium|Vantage)",
        rf"\d+% of the sources (?:are|lean) {_SIDE}",
        r"\+?[\d,]+ Reposted by [\d,]+ other sources?",
        r"Total News Sources\s*[\d,]*",
        rf"Leaning {_SIDE}\s*[\d,]*",
        r"^Center\n+[\d,]+$",
        rf"All(?:{_SIDE}[\d,]*)*(?=$|\n)",
        r"Bias Distribution",
        rf"\b[\d,]+% *{_SIDE}|\b[LCR] \d+%|(?:^|(?<=%)|(?<=Left)|(?<=Right))\d+%",
        rf"{_SIDE}[\d,]+",
        r"[\d,]+ Articles?",
        r"(?:^|(?<=Premium)|(?<=Vantage))(?:Factuality|Ownership)",
        r"^Summary by",
    )
)
TABS = re.compile(rf"^All\n+((?:{_SIDE}\n+(?:[\d,]+\n+)?){{1,3}})", re.MULTILINE)
PUBLISHED = re.compile(
    rf"\A(?:.*\n)*?Published *(?:loading\.*|({_AGO}))? *(?:Updated *({_AGO})?)?(?:\n|\Z)"
)
BANNER = re.compile(r"^.*Subscribe and get full access to .*$", re.MULTILINE)
NOTICE = re.compile(r"^.*\n+Not \w+ coverage to \w+ an? Article \w+\.$", re.MULTILINE)
METER = re.compile(r"^You have read .*free daily articles\.?(?:\n+.*)?$", re.MULTILINE)
OWNERS = re.compile(r"^Sources are mostly out of(.*?)\((?:0|(\d+))\)$", re.MULTILINE)
REPORT = re.compile(
    r"^(.+?) broke the news(?: in)?( .*?)? on \w+, (\w+ \d+, \d{4})\.?$", re.MULTILINE
)
DOUBLED = re.compile(
    (
        r"^(?!\d)(.+?)(?<![a-z]\.) ?\1(?:\n"
        r"|\Z)(?=\Z|\+\d|(?:(?:Far |Lean )?(?:Left|Right)|Center)(?:\n|\Z))"
    ),
    re.MULTILINE,
)
"""An outlet's name, twice, above its reposts or its label, or where the page breaks off; a sentence
is no name."""

FORMAT_KEYS = {
    "schema", "date", "date_basis", "n", "side", "name", "titled", "bundle", "sha256", "reader",
    "written", "places", "withheld", "excerpt_truncated",
}  # fmt: skip
"""Keys whose values are the format's own words, or are checked by themselves."""
HEADINGS = {"Key points", "Articles", "Unplaced"}


@dataclass
class Words:
    """Words with their number, and the numbers and days that count by value."""

    words: Counter[str] = field(default_factory=Counter)
    numbers: set[int] = field(default_factory=set)
    days: set[str] = field(default_factory=set)

    def add(self, text: str) -> None:
        """Count the words of a text."""
        self.words.update(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def numbers(text: str) -> set[int]:
    """The numbers in a text, by value."""
    return {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)}


def of_text(text: str) -> Words:
    """What a page text tells, without the words of the site and of its layout."""
    found = Words()
    text = "\n".join(line.strip() for line in re.split(r"\r\n?|\n", text.removeprefix("\ufeff")))

    def kept(match: re.Match[str]) -> str:
        groups = [group for group in match.groups() if group]
        found.numbers.update(
            numbers(re.sub("|".join(map(re.escape, groups)) or "$^", " ", match[0]))
        )
        return "\n" + "\n".join(groups) + "\n"

    def reported(match: re.Match[str]) -> str:
        found.days.add(datetime.datetime.strptime(match[3], "%B %d, %Y").date().isoformat())
        return f"\n{match[1]}\n{match[2] or ''}\n"

    published = PUBLISHED.match(text)
    if published:
        text = "\n".join(
            [*(group for group in published.groups() if group), text[published.end() :]]
        )
    text = METER.sub("", NOTICE.sub("", BANNER.sub("", text)))
    text = REPORT.sub(reported, OWNERS.sub(r"\n\1 \2\n", text))
    text = DOUBLED.sub(r"\1\n", text)
    text = TABS.sub(lambda match: found.numbers.update(numbers(match[1])) or "\n", text)
    for pattern in FIXED:
        text = re.compile(pattern.pattern, re.MULTILINE).sub(kept, text)
    found.add(text)
    return found


def _values(value: Any, found: Words) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in FORMAT_KEYS:
                _values(inner, found)
    elif isinstance(value, list):
        for inner in value:
            _values(inner, found)
    elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        found.days.add(value)
    elif isinstance(value, str):
        found.add(value)
    elif value is not None:
        found.numbers.add(value)


def of_page(text: str) -> tuple[Words, dict[str, Any]]:
    """What a page tells, without the format's own words; and its front matter."""
    _, head, body = text.split("---\n", 2)
    facts = yaml.safe_load(head)
    found = Words()
    for key, value in facts.items():
        if key == "first_report":
            found.days.add(value["date"])
            found.add(" ".join(value.get(part) or "" for part in ("outlet", "place")))
        elif key not in FORMAT_KEYS and key != "captures":
            _values(value, found)
    soup = BeautifulSoup(markdown.markdown(body), "lxml")
    for heading in soup.find_all(["h2", "h3"]):
        own = heading.name == "h2" and heading.get_text() in HEADINGS
        if own or (heading.name == "h3" and heading.get_text() == "Untitled"):
            heading.decompose()
    found.add(soup.get_text(" ", strip=False))
    # What a single capture says differs in nothing from its story.
    assert all(
        set(capture) == {"bundle", "sha256", "reader", "captured"} for capture in facts["captures"]
    )
    return found, facts


def story_of(text: str) -> Story:
    """The story of a page text."""
    bundle = Bundle("page.txt", text.encode("utf-8"))
    readings = PageText().read(bundle)
    assert readings is not None
    capture = Capture(
        bundle="page.txt",
        sha256=bundle.sha256,
        reader="page-text",
        content=readings.stories[0].content,
    )
    return assembly.assemble([capture])


def complaints(text: str, story: Story) -> list[str]:
    """What was lost between a text and its page, and what was invented."""
    stated = of_text(text)
    told, facts = of_page(page.write(page_model.Page(story=story)))
    whole = Words()
    whole.add(text)
    derived = [*facts.get("places", ()), *facts.get("withheld", ())]
    return [
        *(f"lost: {word} ({count})" for word, count in (stated.words - told.words).items()),
        *(f"invented: {word} ({count})" for word, count in (told.words - stated.words).items()),
        *(f"lost: the number {number}" for number in stated.numbers - told.numbers),
        *(f"invented: the number {number}" for number in told.numbers - numbers(text)),
        *(f"lost: the day {day}" for day in stated.days - told.days),
        *(f"invented: the day {day}" for day in told.days - stated.days),
        *(
            f"invented: {name}"
            for name in derived
            if not set(re.findall(r"\w+", name.casefold())) <= set(whole.words)
        ),
    ]


# --- the texts of the project ---------------------------------------------------------------------

TEXTS = {
    **{path.name: path.read_text(encoding="utf-8") for path in BUNDLES},
    **PAGES,
    "invented": invented.text(),
    "unknown lines": PAGES["page"] + "Quite a new label\n17\nTwice twice\n",
    "differing figures": PAGES["fused"].replace("Total News Sources33", "Total News Sources29"),
    "windows": "\ufeff" + PAGES["page"].replace("\n", "\r\n"),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_words_are_conserved(text: str) -> None:
    """The words, numbers and days of a page text are those of its page: nothing is lost, nothing is
    invented.
    """
    assert complaints(text, story_of(text)) == []


def test_there_are_texts_of_all_dialects() -> None:
    """The check sees at least 24 bundles, with fused lines, compact pages and cards among them."""
    assert len(BUNDLES) >= 24
    for sign in ("Read Full ArticleCoverage Details", "\n- ", "Reposted by", "Published loading"):
        assert sum(sign in text for text in TEXTS.values()) > 2


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_cut_pages_conserve_their_words(text: str) -> None:
    """A page that breaks off at the end of any line keeps every word above the cut."""
    lines = text.split("\n")
    for end in range(len(lines) // 2, len(lines)):
        cut = "\n".join(lines[:end])
        assert complaints(cut, story_of(cut)) == []


# --- invented pages of every shape ----------------------------------------------------------------

WORD = st.sampled_from(
    (
        "harbour",
        "Vellmark",
        "fog",
        "U.S.",
        "bread",
        "don’t",
        "pilots,",
        "1986",
        "3.5",
        "«soup»",
        "été",
        "台北",
        "سلام",
        "(late)",
        "A",
    )
)
PHRASE = st.lists(WORD, min_size=2, max_size=9).map(lambda words: "So " + " ".join(words))
SENTENCES = st.lists(PHRASE.map(lambda phrase: f"{phrase} again."), min_size=1, max_size=3).map(
    " ".join
)
COUNT = st.integers(0, 4000)


def _maybe(draw: st.DrawFn, line: str) -> list[str]:
    return [line] if draw(st.booleans()) else []


@st.composite
def cards(draw: st.DrawFn) -> list[str]:
    """One article as the page shows it, each of its parts there or not."""
    outlet, reposts = draw(PHRASE), draw(st.integers(1, 99))
    shown = draw(st.sampled_from((outlet, outlet * 2, f"{outlet} {outlet}")))
    head = [
        shown,
        *_maybe(draw, f"+{reposts} Reposted by {reposts} other sources"),
        draw(st.sampled_from(("Lean Left", "Far Right", "Center", "Left"))),
    ]
    place = draw(PHRASE)
    end = draw(
        st.sampled_from(
            (
                ["Read Full Article"],
                [f"·{place}", "Read Full Article"],
                [f"·{place}Read Full Article"],
                [],
            )
        )
    )
    return [*head, "", *_maybe(draw, f"{draw(PHRASE)}?"), draw(SENTENCES), "", *end]


@st.composite
def details(draw: st.DrawFn) -> list[str]:
    """The figures below the articles, fused or one below the other."""
    total, left, center, right = (draw(COUNT) for _ in range(4))
    percent = draw(st.integers(0, 100))
    fused = [
        "Coverage Details",
        f"Total News Sources{total}",
        (
            f"Leaning Left{left}Leaning Right{right}Center{center}Last "
            f"Updated2 days agoBias Distribution{percent}% Left"
        ),
    ]
    apart = [
        "Total News Sources",
        f"{total:,}",
        "Leaning Left",
        f"{left}",
        "Leaning Right",
        f"{right}",
        "Center",
        f"{center}",
    ]
    return [
        *draw(st.sampled_from((fused, ["Coverage Details", *apart], []))),
        "Bias Distribution",
        f"- {percent}% of the sources lean Left",
        f"{percent}% Left",
        *_maybe(draw, f"L {percent}%"),
        *_maybe(draw, "Factuality\nTo view factuality data please Upgrade to Premium"),
        *_maybe(draw, f"{draw(PHRASE)} broke the news in {draw(PHRASE)} on Friday, July 25, 2025."),
        *_maybe(draw, f"Sources are mostly out of {draw(PHRASE)} (7)"),
        *_maybe(draw, draw(SENTENCES)),
    ]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A page text in one of the dialects, each of its sections there or not."""
    count = draw(COUNT)
    point = draw(st.sampled_from(("- ", "  • ")))
    tabs = [
        f"All\nLeft\n{draw(COUNT)}\nCenter\nRight\n{draw(COUNT)}",
        f"AllLeft{draw(COUNT)}Center{draw(COUNT)}",
        "",
    ]
    lines = [
        *_maybe(draw, f"{draw(PHRASE)}\nPublished 3 hours ago\n"),
        draw(PHRASE),
        *_maybe(draw, f"UPPER TARN AND VELLMARK, SEPT 9 – {draw(SENTENCES)}"),
        f"{point}{draw(SENTENCES)}",
        f"{point}{draw(SENTENCES)}",
        *_maybe(draw, "Insights by Larch AI\nDoes this summary seem wrong?"),
        draw(
            st.sampled_from(
                (
                    f"{count} Articles",
                    f"{count} Articles\n{count} Articles",
                    f"{count:,} Articles{count:,} Articles",
                )
            )
        ),
        draw(st.sampled_from(tabs)),
        *[line for card in draw(st.lists(cards(), max_size=3)) for line in card],
        *draw(details()),
    ]
    return "\n".join(lines) + "\n"


# A sentence that stands twice on a line, as the page's last and as an excerpt.
SAID_TWICE = "Fog again. Fog again.\n"
FIGURES = "Coverage Details\nTotal News Sources0\nBias Distribution\n"


@settings(max_examples=300)
@given(texts())
@example(f"Fog\n- Bread.\n- Soup.\n0 Articles\n{FIGURES}{SAID_TWICE}")
@example(
    f"Fog\n- Bread.\n- Soup.\n1 Article\nGull\nLeft\n\n{SAID_TWICE}\nRead Full Article\n{FIGURES}"
)
def test_invented_pages_conserve_their_words(text: str) -> None:
    """Whatever sections a page has, and however its labels run together, no word is lost and none
    invented.
    """
    assert complaints(text, story_of(text)) == []


# --- the check itself -----------------------------------------------------------------------------


def _drops_text_behind_labels(line: str) -> list[Any]:
    parts = split_segment(line)
    return parts[:1] if len(parts) > 1 else parts


split_segment = pieces._split_segment


def test_the_check_sees_half_a_fused_line_vanish(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that takes the label of a fused line and forgets the text behind it is found out."""
    monkeypatch.setattr(pieces, "_split_segment", _drops_text_behind_labels)
    found = complaints(PAGES["fused"], story_of(PAGES["fused"]))
    assert {"lost: choir (1)", "lost: days (1)"} <= set(found)


def _without(content: Content) -> Iterator[tuple[str, Content]]:
    articles = content.articles
    yield "a title", replace(content, title=None)
    yield "a key point", replace(content, key_points=content.key_points[1:])
    yield "an article", replace(content, articles=articles[1:])
    yield "a label", replace(content, articles=(replace(articles[0], bias=None), *articles[1:]))
    yield "an outlet", replace(content, articles=(replace(articles[0], outlet=None), *articles[1:]))
    yield "a place", replace(content, articles=(replace(articles[0], place=None), *articles[1:]))
    yield (
        "reposts",
        replace(content, articles=(replace(articles[0], reposted_by=None), *articles[1:])),
    )
    yield "a first report", replace(content, first_report=None)
    yield "a dateline", replace(content, dateline=None)
    yield "a paragraph", replace(content, summary=(content.summary or "").split("\n\n")[0])
    yield "an age", replace(content, coverage=replace(content.coverage, published=None))
    yield "a word added", replace(content, title=f"{content.title} invented")
    yield "a word twice", replace(content, key_points=(*content.key_points, "goats"))
    yield "a figure added", replace(content, coverage=replace(content.coverage, total_sources=77))
    yield "a place added", replace(content, places=(*content.places, "Nowhere"))


@pytest.mark.parametrize(
    ("name", "changed"), list(_without(story_of(PAGES["page"]).captures[0].content))
)
def test_the_check_sees_any_loss(name: str, changed: Content) -> None:
    """Whatever a reader forgets or adds, the check says so."""
    capture = replace(story_of(PAGES["page"]).captures[0], content=changed)
    assert complaints(PAGES["page"], assembly.assemble([capture])) != [], name
