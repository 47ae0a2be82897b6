"""What the catalog holds of a page: the card that lists show, its outlets, places and topics, and
all that the site tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from generator.catalog.presentation import Told, ToldArticle, tell
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
class File:
    """A page's file as it was last read."""

    path: str
    """Below `content/stories`."""
    size: int
    mtime: int
    """Nanoseconds."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Card:
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

Shown = tuple[str, str, str | None, str | None, str | None]
"""A label as captures showed it: its step, the wording, who gave it, the first day and the last
one."""

Use = tuple[Term, Shown | None]
"""A term of a story, and of an outlet the label that it had there."""


class Offered(NamedTuple):
    """What programs are offered of a page."""

    record: str
    """A line of JSON, without full texts."""
    whole: str | None
    """With them; None where there are none."""
    articles: str
    """Rows of a table, but for full texts, as a list in JSON."""


@dataclass(frozen=True, slots=True)
class Entry:
    """All that the catalog holds of one page."""

    file: File
    card: Card
    uses: tuple[Use, ...]
    told: Told
    offered: Offered


@dataclass(frozen=True, slots=True)
class Count:
    """A term under the name that most stories use, with the number of its stories."""

    slug: str
    name: str
    host: bool
    stories: int
    country: str = ""
    """Of a place: the code of its country, where its name tells one."""


@dataclass(frozen=True, slots=True)
class Labels:
    """A label that an outlet had, on how many stories, and from when to when captures showed it."""

    wordings: tuple[str, ...]
    """Of one step; empty where no label is stated."""
    by: str | None
    first: str | None
    last: str | None
    stories: int
    undated: int
    """Stories of which no time of capture is known."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """What the archive shows of an outlet beside its stories."""

    names: tuple[tuple[str, int], ...] = ()
    """Under which it is named, with the numbers of stories; the commonest first."""
    hosts: tuple[tuple[str, int], ...] = ()
    labels: tuple[Labels, ...] = ()


def at(article: ToldArticle) -> str:
    """The host by which an article's outlet is known; empty where it has no http address."""
    url = article["url"]
    return url["text"].removeprefix("www.") if url and url["address"] else ""


def _uses(told: Told, ratings: Sequence[Sequence[Rating]]) -> Iterator[Use]:
    for place, known in zip(told["places"], told["known_places"], strict=True):
        slug = identity.term_slug(place)
        another = known if identity.term_slug(known) != slug else ""
        yield ("places", slug, place, False, countries.code(place) or "", another), None
    for topic in told["topics"]:
        yield ("topics", identity.term_slug(topic), topic, False, "", ""), None
    for article, shown in zip(told["articles"], ratings, strict=True):
        name = article["outlet"]
        if name:
            term = "outlets", identity.term_slug(name), name, article["host"], at(article), ""
            for rating in shown or (None,):
                yield term, rating and _days(rating)


@lru_cache(maxsize=1024)  # few labels, many articles
def _days(rating: Rating) -> Shown:
    bias, by, first, last = rating
    return step(bias), bias, by, first and first[:10], last and last[:10]


def entry(file: File, found: Page) -> Entry:
    """What the catalog keeps of a page."""
    ratings = history.ratings(found.story)
    told = tell(found, ratings)
    card = Card(
        path=file.path,
        title=told["title"],
        day=told["date"] or told["day"],
        dated=told["date"] is not None,
        places=tuple(told["places"]),
        reported=told["coverage"]["reported"],
        captured=told["coverage"]["captured"],
        summary=told["summary"][0] if told["summary"] else None,
    )
    return Entry(file, card, tuple(_uses(told, ratings)), told, _offered(file.path, found))


def _offered(path: str, found: Page) -> Offered:
    record = _line(records.record(found, name=path, texts=False))
    texts = records.holds_texts(found.story)
    whole = _line(records.record(found, name=path)) if texts else None
    rows = [table.csv([row]) for row in table.article_rows(found, path, texts=False)]
    return Offered(record, whole, encode_json(rows))


def _line(record: dict[str, Any]) -> str:
    """A record as one line, whatever else than a line end a program takes for one."""
    line = encode_json(record).lstrip()
    for sign in _SEPARATORS if not line.isascii() else ():
        line = line.replace(sign, f"\\u{ord(sign):04x}")
    return line


def _languages(told: Told) -> list[str]:
    tags = (told["language"], *(article["language"] for article in told["articles"]))
    return sorted({tag for tag in tags if tag})


@dataclass(frozen=True, slots=True)
class Rows:
    """An entry as the tables take it."""

    path: str
    story: tuple[object, ...]
    told: str
    offered: Offered
    uses: tuple[Use, ...]
    captures: tuple[tuple[str, str], ...]


def rows(entry: Entry) -> Rows:
    """An entry as the tables take it; other processes make them, for the one that puts them there."""
    file, card = entry.file, entry.card
    story = (
        *(file.path, file.size, file.mtime, file.sha256, card.title, card.day, card.dated),
        "\n".join(card.places),  # a place is a line
        None
        if card.reported is None
        else str(card.reported),  # a bundle may state more than SQLite can count
        *(card.captured, card.summary),
        " ".join(_languages(entry.told)),
    )
    captures = dict.fromkeys(
        (capture["container"] or capture["sha256"], capture["bundle"])
        for capture in entry.told["captures"]
    )
    uses = tuple(dict.fromkeys(entry.uses))
    return Rows(file.path, story, encode_json(entry.told), entry.offered, uses, tuple(captures))
