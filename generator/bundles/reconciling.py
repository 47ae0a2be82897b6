"""Reconcile the ways in which one saved page tells a story, and read a bundle's captures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from generator.readers import read_stories
from generator.readers.base import Bundle, Decision, Reading, Readings, Variant
from generator.story.assembly import _MERGED, _united
from generator.story.model import Article, Content, Coverage, Figure, Share
from generator.text.addresses import canonical_address
from generator.text.normal import fold

WAYS = {
    "data": "the data in its scripts",
    "linked": "JSON-LD",
    "shown": "the page as shown",
    "head": "the page's head",
    "saved": "where it was saved from",
}


_DATA_FIRST = ("data", "linked", "shown", "head", "saved")


RANKS = {
    "title": ("data", "shown", "linked", "head"),
    "url": (
        "head",
        "linked",
        "data",
        "saved",
    ),  # a canonical link is the site's own word; data may hold no more than a slug
    "language": ("linked", "head", "data"),
    "places": ("data", "shown", "linked"),
    "summary": ("data", "shown", "linked", "head"),
    "dateline": ("shown", "data"),
    "key_points": ("shown", "data"),
    "withheld": ("shown", "data"),
}
"""The ways that fill a field, the first one first; a field that is not named is filled in the order
of `WAYS`."""


_UNITED = ("shown", "data", "linked")


_FIGURES = ("reported_articles", "total_sources", "left", "center", "right")


_LONGEST_CHOICE = 80


def read_reconciled(bundle: Bundle) -> tuple[str, Readings]:
    """Read a bundle, as name of its reader and reconciled readings; raises BundleError."""
    name, readings = read_stories(bundle)
    return name, replace(readings, stories=tuple(map(reconcile, readings.stories)))


def reconcile(reading: Reading) -> Reading:
    """Make one content of what a reading's variants say.

    The decisions name the way that won where they differ.
    """
    if not reading.variants:
        return reading
    ways = {variant.way: variant for variant in reading.variants}
    content: dict[str, Any] = {}
    decisions: list[Decision] = []
    for name, default in _MERGED:
        if name in ("coverage", "summary_by", "unplaced"):
            continue
        stated = [
            ways[way]
            for way in RANKS.get(name, _DATA_FIRST)
            if way in ways and getattr(ways[way].content, name) != default
        ]
        content[name] = getattr(stated[0].content, name) if stated else default
        decisions += _choose(name, stated)
        if name == "summary":
            content["summary_by"] = stated[0].content.summary_by if stated else None
    by_rank = [ways[way].content for way in _DATA_FIRST if way in ways]
    content["coverage"] = _reconcile_figures([each.coverage for each in by_rank])
    content["unplaced"] = tuple(
        line for variant in reading.variants for line in variant.content.unplaced
    )
    content["articles"] = _fill_articles(
        [ways[way].content.articles for way in _UNITED if way in ways]
    )
    return replace(
        reading, content=Content(**content), decisions=(*reading.decisions, *decisions), variants=()
    )


def _choose(name: str, stated: Sequence[Variant]) -> Iterator[Decision]:
    """Note the decision between ways that state different things; none where all agree."""
    values = [getattr(variant.content, name) for variant in stated]
    others = [
        variant
        for variant, value in zip(stated, values, strict=True)
        if _compared(value) != _compared(values[0])
    ]
    if others:
        said = "; ".join(
            f"{WAYS[variant.way]} says {_short_choice(getattr(variant.content, name))}"
            for variant in others
        )
        yield Decision(
            _NAMES.get(name, name.replace("_", " ")),
            _short_choice(values[0]),
            f"{WAYS[stated[0].way]} comes first; {said}",
        )


_NAMES = {"title": "headline", "url": "address", "started": "beginning"}


def _compared(value: Any) -> Any:
    if isinstance(value, str):
        return canonical_address(value) or fold(value)
    return tuple(map(_compared, value)) if isinstance(value, tuple) else value


def _short_choice(value: Any) -> str:
    line = " ".join(_choice_words(value).split())
    return f"{line[:_LONGEST_CHOICE]}…" if len(line) > _LONGEST_CHOICE else line


def _choice_words(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(_choice_words, value))
    if isinstance(value, Share):
        return f"{value.percent}% {value.side or ''}{f' of {value.base:,}' if value.base else ''}"
    if is_dataclass(value):
        stated = ((item.name, getattr(value, item.name)) for item in fields(value))
        return ", ".join(
            f"{name} {_choice_words(part)}" for name, part in stated if part not in (None, ())
        )
    return str(value)


def _reconcile_figures(told: Sequence[Coverage]) -> Coverage:
    """Choose the first figure of each kind; one that differs is kept beside."""
    coverage: dict[str, Any] = {}
    also: list[Figure] = []
    for item in fields(Coverage):
        values = [value for each in told if (value := getattr(each, item.name)) != item.default]
        if item.name == "also_stated":
            also += [figure for value in values for figure in value]
        else:
            coverage[item.name] = values[0] if values else item.default
        if item.name in _FIGURES:
            also += [
                Figure(name=item.name, count=count) for count in values[1:] if count != values[0]
            ]
    differing = (figure for figure in also if figure.count != coverage[figure.name])
    return Coverage(**{**coverage, "also_stated": tuple(dict.fromkeys(differing))})


def _fill_articles(ways: Sequence[tuple[Article, ...]]) -> tuple[Article, ...]:
    """Fill the articles of the first way with what the others say of them.

    Articles that only others have stand behind them.
    """
    merged: list[Article] = []
    for articles in ways:
        known = [_index_articles(merged, key) for key in _KEYS]
        new = [_index_articles(articles, key) for key in _KEYS]
        more: list[Article] = []
        for article in articles:
            place = _place_among(article, known, new)
            if place is None:
                more.append(article)
            else:
                merged[place] = _united(article, merged[place])
        merged += more
    return tuple(merged)


def _address_of(article: Article) -> str | None:
    return canonical_address(article.url) if article.url else None


_KEYS: tuple[Callable[[Article], str | None], ...] = (
    _address_of,
    lambda article: fold(article.outlet) if article.outlet else None,
    lambda article: fold(article.title) if article.title else None,
)
"""Keys by which an article of one way is found in another: each must be of one article in both."""


def _index_articles(
    articles: Sequence[Article], key: Callable[[Article], str | None]
) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, article in enumerate(articles):
        if name := key(article):
            found.setdefault(name, []).append(place)
    return found


def _place_among(
    article: Article, known: Sequence[dict[str, list[int]]], new: Sequence[dict[str, list[int]]]
) -> int | None:
    """Find the place of an article among the known ones."""
    for key, there, here in zip(_KEYS, known, new, strict=True):
        name = key(article)
        if name and len(there.get(name, ())) == 1 and len(here.get(name, ())) == 1:
            return there[name][0]
    return None
