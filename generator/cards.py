"""What the catalog holds of a page: the card that lists show, its outlets, places and topics, and all that the site tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator import identity, jsons
from generator.page import Page
from generator.told import Told, tell

KINDS = ("outlets", "places", "topics")


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


Term = tuple[str, str, str, bool]
"""An outlet, a place or a topic of a story: its kind, slug and name, and whether that is the host of an address, where no
outlet is named. A mere tuple: some fifteen a story are handed from one process to another."""


@dataclass(frozen=True, slots=True)
class Entry:
    """All that the catalog holds of one page."""

    file: File
    card: Card
    terms: tuple[Term, ...]
    told: Told


@dataclass(frozen=True, slots=True)
class Count:
    """A term under the name that most stories use, with the number of its stories."""

    slug: str
    name: str
    host: bool
    stories: int


def _terms(told: Told) -> Iterator[Term]:
    for place in told["places"]:
        yield "places", identity.term_slug(place), place, False
    for topic in told["topics"]:
        yield "topics", identity.term_slug(topic), topic, False
    for article in told["articles"]:
        if article["outlet"]:
            yield "outlets", identity.term_slug(article["outlet"]), article["outlet"], article["host"]


def entry(file: File, found: Page) -> Entry:
    """What the catalog keeps of a page."""
    told = tell(found)
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
    return Entry(file, card, tuple(_terms(told)), told)


def _languages(told: Told) -> list[str]:
    tags = (told["language"], *(article["language"] for article in told["articles"]))
    return sorted({tag for tag in tags if tag})


@dataclass(frozen=True, slots=True)
class Rows:
    """An entry as the tables take it."""

    path: str
    story: tuple[object, ...]
    told: str
    terms: tuple[Term, ...]
    captures: tuple[tuple[str, str], ...]


def rows(entry: Entry) -> Rows:
    """An entry as the tables take it; other processes make them, for the one that puts them there."""
    file, card = entry.file, entry.card
    story = (
        *(file.path, file.size, file.mtime, file.sha256, card.title, card.day, card.dated),
        "\n".join(card.places),  # a place is a line
        None if card.reported is None else str(card.reported),  # a bundle may state more than SQLite can count
        *(card.captured, card.summary),
        " ".join(_languages(entry.told)),
    )
    captures = dict.fromkeys(
        (capture["container"] or capture["sha256"], capture["bundle"]) for capture in entry.told["captures"]
    )
    return Rows(file.path, story, jsons.write(entry.told), tuple(dict.fromkeys(entry.terms)), tuple(captures))
