"""What the catalog keeps of a page: the entry that lists show, its outlets, places and topics, its
records, and the story as the site presents it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from generator.catalog.presentation import (
    ArticlePresentation,
    StoryPresentation,
    encode_presentation,
)
from generator.catalog.presenting import present_story
from generator.page.model import Page
from generator.records import record as records
from generator.records import table
from generator.story import changes as history
from generator.story import countries, identity
from generator.story.labels import step
from generator.story.wording import Rating
from generator.system.compact_json import encode_json

KINDS = ("outlets", "places", "topics")
_SEPARATORS = "\x85\u2028\u2029"
"""Signs at which some programs end a line."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A page's file as it was last read."""

    path: str
    """Below `content/stories`."""
    size: int
    mtime: int
    """Nanoseconds."""
    sha256: str


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """A story as lists show it."""

    path: str
    """The page's file below `content/stories`."""
    title: str | None
    day: str | None
    """The story's date, else the day of its first capture; None where neither is known."""
    dated: bool
    """Whether `day` is the story's own date."""
    places: tuple[str, ...]
    reported: int | None
    captured: int
    summary: str | None
    """The first paragraph."""


Term = tuple[str, str, str, bool, str, str]
"""An outlet, a place or a topic as a story names it: its kind, slug and name; whether that is the
host of an address, where no outlet is named; where it is (an outlet's host, a place's country); the
name under which all its wordings are one, if that has another slug. A mere tuple: some fifteen a
story are handed from one process to another."""

LabelSpan = tuple[str, str, str | None, str | None, str | None]
"""A label as captures showed it: its step, the wording, who gave it, the first day and the last
one."""

TermUse = tuple[Term, LabelSpan | None]
"""A term used by a story; for an outlet, also its label."""


class PageRecords(NamedTuple):
    """The records that programs are offered of a page."""

    record: str
    """A line of JSON, without full texts."""
    whole: str | None
    """The same with full texts; None where there are none."""
    articles: str
    """Rows of a table, but for full texts, as a list in JSON."""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """All that the catalog holds of one page."""

    file: PageFile
    listed: StoryEntry
    uses: tuple[TermUse, ...]
    story: StoryPresentation
    records: PageRecords


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term under the name that most stories use, with the number of its stories."""

    slug: str
    name: str
    host: bool
    stories: int
    country: str = ""
    """For a place, the code of its country, where its name tells one."""


@dataclass(frozen=True, slots=True)
class OutletLabel:
    """A label that an outlet had, on how many stories, and from when to when captures showed it."""

    wordings: tuple[str, ...]
    """The wordings of one step; empty where no label is stated."""
    by: str | None
    first: str | None
    last: str | None
    stories: int
    undated: int
    """Stories of which no time of capture is known."""


@dataclass(frozen=True, slots=True)
class OutletDetails:
    """The names, hosts and labels of an outlet, which its page shows beside its stories."""

    names: tuple[tuple[str, int], ...] = ()
    """The names that stories give it, with the numbers of stories; the commonest first."""
    hosts: tuple[tuple[str, int], ...] = ()
    labels: tuple[OutletLabel, ...] = ()


def outlet_host(article: ArticlePresentation) -> str:
    """Return the host that tells an article's outlet; empty where it has no http address."""
    address = article.address
    return address.text.removeprefix("www.") if address and address.address else ""


def _term_uses(story: StoryPresentation, ratings: Sequence[Sequence[Rating]]) -> Iterator[TermUse]:
    for place, known in zip(story.places, story.known_places, strict=True):
        slug = identity.term_slug(place)
        another = known if identity.term_slug(known) != slug else ""
        yield ("places", slug, place, False, countries.code(place) or "", another), None
    for topic in story.topics:
        yield ("topics", identity.term_slug(topic), topic, False, "", ""), None
    for article, shown in zip(story.articles, ratings, strict=True):
        name = article.outlet
        if name:
            slug = identity.term_slug(name)
            term = "outlets", slug, name, article.is_host, outlet_host(article), ""
            for rating in shown or (None,):
                yield term, rating and _label_span(rating)


@lru_cache(maxsize=1024)  # few labels, many articles
def _label_span(rating: Rating) -> LabelSpan:
    bias, by, first, last = rating
    return step(bias), bias, by, first and first[:10], last and last[:10]


def make_page_entry(file: PageFile, page: Page) -> PageEntry:
    """Make what the catalog keeps of a page."""
    ratings = history.ratings(page.story)
    story = present_story(page, ratings)
    listed = StoryEntry(
        path=file.path,
        title=story.title,
        day=story.date or story.day,
        dated=story.date is not None,
        places=story.places,
        reported=story.coverage.reported,
        captured=story.coverage.captured,
        summary=story.summary[0] if story.summary else None,
    )
    uses = tuple(_term_uses(story, ratings))
    return PageEntry(file, listed, uses, story, _page_records(file.path, page))


def _page_records(path: str, page: Page) -> PageRecords:
    record = _as_line(records.record(page, name=path, texts=False))
    texts = records.holds_texts(page.story)
    whole = _as_line(records.record(page, name=path)) if texts else None
    rows = [table.csv([row]) for row in table.article_rows(page, path, texts=False)]
    return PageRecords(record, whole, encode_json(rows))


def _as_line(record: dict[str, Any]) -> str:
    """Write a record as one line, also for programs that end a line at other signs."""
    line = encode_json(record).lstrip()
    for sign in _SEPARATORS if not line.isascii() else ():
        line = line.replace(sign, f"\\u{ord(sign):04x}")
    return line


def _language_tags(story: StoryPresentation) -> list[str]:
    tags = (story.language, *(article.language for article in story.articles))
    return sorted({tag for tag in tags if tag})


@dataclass(frozen=True, slots=True)
class PageRows:
    """A page's entry as rows of the catalog's tables."""

    path: str
    story: tuple[object, ...]
    presentation: str
    """As JSON."""
    records: PageRecords
    uses: tuple[TermUse, ...]
    captures: tuple[tuple[str, str], ...]


def make_page_rows(entry: PageEntry) -> PageRows:
    """Make the rows of a page's entry; many processes make them for the one that writes them."""
    file, listed = entry.file, entry.listed
    # A bundle may state a larger number than SQLite can count.
    reported = None if listed.reported is None else str(listed.reported)
    story = (
        *(file.path, file.size, file.mtime, file.sha256, listed.title, listed.day, listed.dated),
        "\n".join(listed.places),  # a place is a line
        *(reported, listed.captured, listed.summary),
        " ".join(_language_tags(entry.story)),
    )
    captures = dict.fromkeys(
        (capture.stated.file, capture.stated.bundle) for capture in entry.story.captures
    )
    return PageRows(
        path=file.path,
        story=story,
        presentation=encode_presentation(entry.story),
        records=entry.records,
        uses=tuple(dict.fromkeys(entry.uses)),
        captures=tuple(captures),
    )
