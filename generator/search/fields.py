"""Take apart what the search has of a story: weighted texts, facets, and the row that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

from generator.catalog.entries import StoryEntry
from generator.catalog.presentation import ArticlePresentation, StoryPresentation
from generator.story.fields import SIDES
from generator.story.labels import label


class WeightedText(NamedTuple):
    """A text that is searched; no phrase goes on from one into the next."""

    weight: int
    text: str
    language: str = ""
    """The language of its words, as a tag (BCP 47); empty for names, and where it is not known."""


TITLE, NAME, LEAD, HEADING, BODY = 4, 3, 2, 2, 1
"""Weights of a word in a title, in a place or topic, in summary, points and voices, in an article's
title, elsewhere.

Chosen by trying: a title tells what a story is about, its excerpts repeat each other.
"""

_WITHIN = re.compile(
    r"</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|var)(?:\s[^<>]*)?>"
)
"""Tags within a line, which part no words."""
_TAG = re.compile(r"<[^<>]*>")


def words_of_html(html: str) -> str:
    """Take the words of sanitised HTML."""
    return unescape(_TAG.sub(" ", _WITHIN.sub("", html)))


def _article_texts(article: ArticlePresentation, *, texts: bool) -> Iterator[WeightedText]:
    language = article.language
    if article.title:
        yield WeightedText(HEADING, article.title, language)
    for name in (article.outlet, article.known_as):
        if name:
            yield WeightedText(BODY, name)
    for text in article.excerpt:
        yield WeightedText(BODY, text, language)
    for text in article.text if texts else ():
        yield WeightedText(BODY, text, language)


def _viewpoint_texts(told: StoryPresentation) -> Iterator[str]:
    for view in told.perspectives:
        yield from view.points
    for voice in told.voices:
        yield from voice.text
        if voice.stated.by and not voice.is_named:
            yield voice.stated.by


def _note_texts(told: StoryPresentation) -> Iterator[str]:
    for aside in told.stated.asides:
        yield aside.heading
        yield from aside.points
    for section in told.sections:
        yield section.heading
        yield words_of_html(section.html)
    if told.notes_html:
        yield words_of_html(told.notes_html)


def searchable_texts(told: StoryPresentation, *, texts: bool) -> list[WeightedText]:
    """Gather all that is searched of a story; full texts of articles where they are published."""
    language = told.language
    found = [WeightedText(TITLE, told.title, language)] if told.title else []
    found += [
        WeightedText(NAME, name)
        for name in (*dict.fromkeys((*told.places, *told.known_places)), *told.topics)
    ]
    found += [
        WeightedText(LEAD, text, language)
        for text in (*told.summary, *told.stated.key_points, *told.stated.timeline)
    ]
    found += [WeightedText(LEAD, text, language) for text in _viewpoint_texts(told)]
    for article in told.articles:
        found += _article_texts(article, texts=texts)
    found += [WeightedText(BODY, text, language) for text in _note_texts(told)]
    return found


# --- facets ---------------------------------------------------------------------------------------

FACETS = {
    "outlet": "o",
    "label": "l",
    "side": "s",
    "place": "p",
    "topic": "t",
    "language": "g",
    "captured": "c",
}
"""The sign under which the values of each facet stand in a dictionary."""

UNKNOWN_LANGUAGE = "und"


def _label_values(told: StoryPresentation) -> Iterator[str]:
    for article in told.articles:
        yield (label(article.stated.bias) or "unknown") if article.stated.bias else "not stated"


def _capture_state(told: StoryPresentation) -> str:
    coverage = told.coverage
    if coverage.reported is None:
        return "not stated"
    if not coverage.captured:
        return "none"
    return "partly" if coverage.missing else "complete"


def facet_values(told: StoryPresentation) -> dict[str, dict[str, None]]:
    """Gather the values of a story by facet, each once, in the order of their first places."""
    languages = [told.language, *(article.language for article in told.articles)]
    sides = {article.side for article in told.articles}
    return {
        "outlet": dict.fromkeys(outlet for article in told.articles if (outlet := article.name)),
        "label": dict.fromkeys(_label_values(told)),
        "side": dict.fromkeys(side for side in SIDES if side in sides),
        "place": dict.fromkeys(told.known_places),
        "topic": dict.fromkeys(told.topics),
        "language": dict.fromkeys(
            [language for language in languages if language] or [UNKNOWN_LANGUAGE]
        ),
        "captured": {_capture_state(told): None},
    }


# --- what a found story shows ---------------------------------------------------------------------

EXACT = 1 << 53
"""A script's numbers are exact below; beyond, it takes the words."""


class ResultArticle(NamedTuple):
    """An article as the search page shows it, with the columns in the order of the files."""

    outlet: str | None
    title: str | None
    excerpt: list[str]
    text: list[str]
    """Empty where full texts are not published."""


class ResultRow(NamedTuple):
    """A story as the search page shows it, with the columns in the order of the files.

    `make scripts` gives these names to the script that reads them; docs/search.md tells what each
    holds.
    """

    address: str
    title: str | None
    day: str | None
    dated: int
    places: list[str]
    topics: list[str]
    reported: int | str | None
    captured: int
    parts: list[list[int]]
    summary: list[str]
    points: list[str]
    views: list[str]
    articles: list[list[Any]]
    notes: list[str]


def result_row(
    card: StoryEntry, told: StoryPresentation, address: str, *, texts: bool
) -> list[Any]:
    """Write a story as one row of `ResultRow`'s columns, for a file of the index."""
    reported = card.reported
    row = ResultRow(
        address=address,
        title=card.title,
        day=card.day,
        dated=int(card.dated),
        places=list(card.places),
        topics=list(told.topics),
        reported=reported if reported is None or reported < EXACT else f"{reported:,}",
        captured=card.captured,
        parts=[
            [number, min(part.count, EXACT - 1)]
            for number, part in enumerate(told.coverage.parts)
            if part.count
        ],
        summary=list(told.summary),
        points=[*told.stated.key_points, *told.stated.timeline],
        views=list(_viewpoint_texts(told)),
        articles=[_result_article(article, texts=texts) for article in told.articles],
        notes=list(_note_texts(told)),
    )
    return list(row)


def _result_article(article: ArticlePresentation, *, texts: bool) -> list[Any]:
    row = ResultArticle(
        outlet=article.name,
        title=article.title,
        excerpt=list(article.excerpt),
        text=list(article.text) if texts else [],
    )
    return _strip_empty_end(list(row))


def _strip_empty_end(values: list[Any]) -> list[Any]:
    """Remove what is empty at the end."""
    while values and not values[-1]:
        values.pop()
    return values
