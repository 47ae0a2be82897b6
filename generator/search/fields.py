"""What of a story is searched: its pieces of text with their weights and languages, its facets, and
what of it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

from generator.catalog.entries import StoryEntry
from generator.catalog.presentation import ArticlePresentation, StoryPresentation
from generator.story.labels import label
from generator.story.model import SIDES


class WeightedText(NamedTuple):
    """A text that is searched; no phrase goes on from one into the next."""

    weight: int
    text: str
    language: str = ""
    """Of its words, as a tag (BCP 47); empty for names, and where it is not known."""


TITLE, NAME, LEAD, HEADING, BODY = 4, 3, 2, 2, 1
"""What a word counts in a title, in a place or topic, in summary, points and voices, in an
article's title, elsewhere.

Chosen by trying: a title tells what a story is about, its excerpts repeat each other."""

_WITHIN = re.compile(
    r"</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|var)(?:\s[^<>]*)?>"
)
"""Tags within a line, which part no words."""
_TAG = re.compile(r"<[^<>]*>")


def words_of_html(html: str) -> str:
    """The words of sanitised HTML."""
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
    """All that is searched of a story; full texts of articles where they are published."""
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
    """The values of a story by facet, each once, in the order of their first places."""
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


def result_row(
    card: StoryEntry, told: StoryPresentation, address: str, *, texts: bool
) -> list[Any]:
    """A story as the search page shows it; `theme/scripts/answers.js` names the columns."""
    parts = told.coverage.parts
    return [
        address,
        card.title,
        card.day,
        int(card.dated),
        list(card.places),
        list(told.topics),
        card.reported if card.reported is None or card.reported < EXACT else f"{card.reported:,}",
        card.captured,
        [[number, min(part.count, EXACT - 1)] for number, part in enumerate(parts) if part.count],
        list(told.summary),
        [*told.stated.key_points, *told.stated.timeline],
        list(_viewpoint_texts(told)),
        [_article_row(article, texts=texts) for article in told.articles],
        list(_note_texts(told)),
    ]


def _article_row(article: ArticlePresentation, *, texts: bool) -> list[Any]:
    return _strip_empty_end(
        [
            article.name,
            article.title,
            list(article.excerpt),
            list(article.text) if texts else [],
        ]
    )


def _strip_empty_end(values: list[Any]) -> list[Any]:
    """Without what is empty at the end."""
    while values and not values[-1]:
        values.pop()
    return values
