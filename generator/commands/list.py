"""What the archive holds, for the command line: its stories and its figures, from the catalog,
which is brought up first.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import generator
from generator.catalog.database import Catalog
from generator.catalog.entries import StoryEntry
from generator.catalog.presentation import StoryPresentation
from generator.catalog.sync import sync
from generator.catalog.withdrawals import WithdrawalNotice
from generator.errors import Problem, StoppedError
from generator.search.fields import searchable_texts
from generator.search.tokens import tokenize
from generator.system.fingerprint import cache_file, program_fingerprint

Result = TypeVar("Result")

_UNTITLED = "Untitled story"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which stories are asked for; what is empty asks nothing."""

    since: str = ""
    """A day, a month or a year, as ISO 8601 has it."""
    place: str = ""
    outlet: str = ""
    query: str = ""

    def admits(self, card: StoryEntry, told: StoryPresentation) -> bool:
        """Whether a story is one of them: names and words may be only begun, and case and accents make no difference."""
        outlets = (name for article in told.articles for name in (article.outlet, article.known_as))
        places = (*told.places, *told.known_places)
        return (
            (not self.since or (card.day or "") >= self.since)
            and (not self.place or _named(self.place, places))
            and (not self.outlet or _named(self.outlet, outlets))
            and (
                not self.query
                or _begun(self.query, (piece.text for piece in searchable_texts(told, texts=True)))
            )
        )


def _begun(wanted: str, texts: Iterable[str]) -> bool:
    words = {term for text in texts for term in tokenize(text)}
    return all(any(word.startswith(begun) for word in words) for begun in tokenize(wanted))


def _named(wanted: str, names: Iterable[str | None]) -> bool:
    return any(_begun(wanted, [name]) for name in names if name)


@dataclass(frozen=True, slots=True)
class Row:
    """A story in the list; what no bundle states is null."""

    page: str
    """Its file below `content/stories`."""
    title: str | None
    date: str | None
    captured_on: str | None
    """The day of the first capture that has a time."""
    places: list[str]
    outlets: list[str]
    reported: int | None
    captured: int

    def cells(self) -> tuple[str, ...]:
        """As a line, cell by cell."""
        day = self.date or (f"captured {self.captured_on}" if self.captured_on else "undated")
        return day, self.title or _UNTITLED, self.page

    def as_json(self) -> dict[str, Any]:
        """As a JSON value."""
        return asdict(self)


def _row(card: StoryEntry, told: StoryPresentation) -> Row:
    named = (article.known_as or article.outlet for article in told.articles)
    outlets = dict.fromkeys(name for name in named if name)
    return Row(
        card.path,
        told.title,
        told.date,
        told.day,
        list(told.places),
        list(outlets),
        card.reported,
        card.captured,
    )


def rows(catalog: Catalog, wanted: Wanted) -> Iterator[Row]:
    """The stories that are asked for, newest first, those without any day last; one is read at a time."""
    return (
        _row(card, told)
        for card, told in catalog.presented_from(0, catalog.count())
        if wanted.admits(card, told)
    )


@dataclass(frozen=True, slots=True)
class GoneRow:
    """A story that was withdrawn, in the list of these."""

    page: str
    title: str | None
    title_hidden: bool
    withdrawn: str
    """The day."""
    reason: str

    def cells(self) -> tuple[str, ...]:
        """As a line, cell by cell."""
        title = "Headline hidden" if self.title_hidden else self.title or _UNTITLED
        return self.withdrawn, title, self.page, self.reason

    def as_json(self) -> dict[str, Any]:
        """As a JSON value."""
        return asdict(self)


def gone(catalog: Catalog, since: str, query: str) -> list[GoneRow]:
    """The stories that were withdrawn from a day on, the latest first, in whose headlines and reasons all these words stand."""

    def wanted(stone: WithdrawalNotice) -> bool:
        return stone.day >= since and (
            not query or _begun(query, filter(None, (stone.title, stone.reason)))
        )

    stones = filter(wanted, catalog.withdrawn())
    return [
        GoneRow(stone.path, stone.title, stone.hidden, stone.day, stone.reason) for stone in stones
    ]


def figures(catalog: Catalog) -> dict[str, Any]:
    """The figures of the archive, as a JSON value."""
    days: list[str] = []
    counts: Counter[str] = Counter()
    readers: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for card, told in catalog.presented_from(0, catalog.count()):
        own = (
            "dated"
            if card.dated
            else "dated by their first capture only"
            if card.day
            else "undated"
        )
        days += [card.day] if card.day else []
        counts.update(
            {
                "stories": 1,
                own: 1,
                "articles captured": card.captured,
                "captures": len(told.captures),
            }
        )
        if card.reported is not None:
            counts.update({"articles reported": card.reported, "stories that state how many": 1})
        readers.update(capture.stated.reader for capture in told.captures)
        languages[told.language or "not known"] += 1
    counts["withdrawn"] = len(catalog.withdrawn())
    named = ("stories", "dated", "dated by their first capture only", "undated", "withdrawn", "captures", "articles captured",
             "articles reported", "stories that state how many")  # fmt: skip
    return {
        **{name: counts[name] for name in named},
        "first day": min(days, default=None),
        "last day": max(days, default=None),
        **{kind: len(catalog.terms(kind)) for kind in ("outlets", "places", "topics")},
        "captures by reader": dict(readers.most_common()),
        "stories by language": dict(languages.most_common()),
    }


def asked(
    content: Path, cache: Path, ask: Callable[[Catalog], Result]
) -> tuple[Result, tuple[Problem, ...]]:
    """Bring the catalog up to the pages, and ask it; also the problems of pages that cannot be read.

    Raises StoppedError where there are no stories, another build holds the catalog, or the disk
    does not take it.
    """
    stories = content / "stories"
    if not stories.is_dir():
        raise StoppedError(
            f"{content} holds no folder `stories`", "Name the archive's content folder by --content"
        )
    path = cache_file(cache, content, "catalog", "sqlite")
    with Catalog(path, program_fingerprint(Path(generator.__file__).parent)) as catalog:
        with contextlib.suppress(sqlite3.DatabaseError):
            problems = sync(stories, catalog).problems
            return ask(catalog), problems
        catalog.renew()  # a damaged one costs time only
        problems = sync(stories, catalog).problems
        return ask(catalog), problems
