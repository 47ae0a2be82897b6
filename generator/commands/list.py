"""Lists of stories, and the figures of the archive.

Both come from the catalog, which is brought up to date first.
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

_CAPTURE_DATED = "dated by their first capture only"
_COUNTS = (
    "stories",
    "dated",
    _CAPTURE_DATED,
    "undated",
    "withdrawn",
    "captures",
    "articles captured",
    "articles reported",
    "stories that state how many",
)


@dataclass(frozen=True, slots=True)
class StoryFilter:
    """The stories that are asked for; an empty value admits every story."""

    since: str = ""
    """A day, a month or a year of ISO 8601: the first that is admitted."""
    place: str = ""
    outlet: str = ""
    query: str = ""

    def admits(self, card: StoryEntry, told: StoryPresentation) -> bool:
        """Check whether a story is one of them.

        The beginning of each word is enough, and case and accents make no difference.
        """
        outlets = (name for article in told.articles for name in (article.outlet, article.known_as))
        places = (*told.places, *told.known_places)
        return (
            (not self.since or (card.day or "") >= self.since)
            and (not self.place or _any_name_matches(self.place, places))
            and (not self.outlet or _any_name_matches(self.outlet, outlets))
            and (
                not self.query
                or _words_begin(
                    self.query, (piece.text for piece in searchable_texts(told, texts=True))
                )
            )
        )


def _words_begin(wanted: str, texts: Iterable[str]) -> bool:
    """Check whether each wanted word begins a word of the texts."""
    words = {term for text in texts for term in tokenize(text)}
    return all(any(word.startswith(prefix) for word in words) for prefix in tokenize(wanted))


def _any_name_matches(wanted: str, names: Iterable[str | None]) -> bool:
    return any(_words_begin(wanted, [name]) for name in names if name)


@dataclass(frozen=True, slots=True)
class ListedStory:
    """A story in the list; a value that no bundle states is None."""

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
        """Return the cells of its line."""
        day = self.date or (f"captured {self.captured_on}" if self.captured_on else "undated")
        return day, self.title or _UNTITLED, self.page

    def as_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return asdict(self)


def _list_story(card: StoryEntry, told: StoryPresentation) -> ListedStory:
    named = (article.name for article in told.articles)
    outlets = dict.fromkeys(name for name in named if name)
    return ListedStory(
        card.path,
        told.title,
        told.date,
        told.day,
        list(told.places),
        list(outlets),
        card.reported,
        card.captured,
    )


def list_stories(catalog: Catalog, wanted: StoryFilter) -> Iterator[ListedStory]:
    """List the stories that are asked for, newest first, those without any day last.

    One story is in memory at a time.
    """
    return (
        _list_story(card, told)
        for card, told in catalog.presented_from(0, catalog.count())
        if wanted.admits(card, told)
    )


@dataclass(frozen=True, slots=True)
class ListedWithdrawal:
    """A withdrawn story in the list of these."""

    page: str
    title: str | None
    title_hidden: bool
    withdrawn: str
    """The day of withdrawal."""
    reason: str

    def cells(self) -> tuple[str, ...]:
        """Return the cells of its line."""
        title = "Headline hidden" if self.title_hidden else self.title or _UNTITLED
        return self.withdrawn, title, self.page, self.reason

    def as_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return asdict(self)


def list_withdrawals(catalog: Catalog, since: str, query: str) -> list[ListedWithdrawal]:
    """List the stories that were withdrawn from a day on, the latest first.

    All words of `query` must stand in the headline or the reason.
    """

    def wanted(stone: WithdrawalNotice) -> bool:
        return stone.day >= since and (
            not query or _words_begin(query, filter(None, (stone.title, stone.reason)))
        )

    stones = filter(wanted, catalog.withdrawn())
    return [
        ListedWithdrawal(stone.path, stone.title, stone.hidden, stone.day, stone.reason)
        for stone in stones
    ]


def count_archive(catalog: Catalog) -> dict[str, Any]:
    """Count the stories, articles, captures and terms of the archive, as a JSON object."""
    days: list[str] = []
    counts: Counter[str] = Counter()
    readers: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for card, told in catalog.presented_from(0, catalog.count()):
        undated = _CAPTURE_DATED if card.day else "undated"
        days += [card.day] if card.day else []
        counts.update(
            {
                "stories": 1,
                "dated" if card.dated else undated: 1,
                "articles captured": card.captured,
                "captures": len(told.captures),
            }
        )
        if card.reported is not None:
            counts.update({"articles reported": card.reported, "stories that state how many": 1})
        readers.update(capture.stated.reader for capture in told.captures)
        languages[told.language or "not known"] += 1
    counts["withdrawn"] = len(catalog.withdrawn())
    return {
        **{name: counts[name] for name in _COUNTS},
        "first day": min(days, default=None),
        "last day": max(days, default=None),
        **{kind: len(catalog.terms(kind)) for kind in ("outlets", "places", "topics")},
        "captures by reader": dict(readers.most_common()),
        "stories by language": dict(languages.most_common()),
    }


def ask_catalog(
    content: Path, cache: Path, ask: Callable[[Catalog], Result]
) -> tuple[Result, tuple[Problem, ...]]:
    """Bring the catalog up to date, and return its answer and the problems of unreadable pages.

    Raises StoppedError if there is no folder of stories, another build holds the catalog, or it
    cannot be written.
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
