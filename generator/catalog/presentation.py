"""What the site tells of a story: the page as plain values, its figures worked out.

Every value is plain JSON, so that the catalog can keep it.
Every text is plain text, but for the values whose names end in `html`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypedDict

from generator.page.model import Page
from generator.story import changes as history
from generator.story import countries, identity, outlets
from generator.story import wording as phrases
from generator.story.fields import SIDES
from generator.story.model import Article, Capture, Story, Voice
from generator.story.wording import Rating, rating, side
from generator.text.addresses import address_host
from generator.text.languages import guess_language
from generator.text.markdown import render_markdown
from generator.text.normal import visible_name


class Link(TypedDict):
    """An address as people read it, and as a browser may follow it."""

    text: str
    """The host, or the whole address where it has none."""
    address: str | None
    """None where it is no http address."""


class Part(TypedDict):
    """One part of the coverage."""

    name: str
    words: str
    count: int
    """Of the articles that were captured; of those that were not, for the last part."""
    stated: int | None
    """What the source page states."""


class Told(TypedDict):
    """A story as the site tells it."""

    title: str | None
    corrected: list[str]
    date: str | None
    day: str | None
    """Of the first capture that has a time."""
    date_basis: str | None
    dateline: str | None
    started: str | None
    """When the bundle says that it began: a day, or a time in UTC."""
    places: list[str]
    known_places: list[str]
    """The same under the names that their countries have here, so that all wordings of a place are
    one."""
    topics: list[str]
    url: Link | None
    summary: list[str]
    summary_by: str | None
    key_points: list[str]
    timeline: list[str]
    language: str
    """Of title, summary and points, as a tag (BCP 47): stated, else guessed; empty where it is not
    known."""
    language_stated: str | None
    """As worded, which may be no tag."""
    coverage: ToldCoverage
    articles: list[ToldArticle]
    perspectives: list[ToldPerspective]
    voices: list[ToldVoice]
    asides: list[ToldAside]
    cited: dict[str, int]
    """The articles that texts cite in square brackets, by what they are called there; those of
    which no other is called so."""
    absent: list[str]
    unplaced: list[str]
    sections: list[ToldSection]
    notes_html: str
    captures: list[ToldCapture]


class ToldCoverage(TypedDict):
    """The coverage in figures and in words."""

    reported: int | None
    captured: int
    total: int
    """What a drawing of it is drawn over: the reported articles, or the captured ones where they
    are more."""
    missing: int | None
    parts: list[Part]
    states_sides: bool
    sentences: list[str]


class ToldArticle(TypedDict):
    """An article with its rating in words."""

    n: int
    title: str | None
    outlet: str | None
    host: bool
    """Whether `outlet` is the host of the address, since no outlet is named."""
    known_as: str | None
    """The outlet that is meant, where that is another than `outlet`; the catalog knows."""
    url: Link | None
    bias: str | None
    rating: str
    """The label in words, with who gave it; where captures differ, each of their labels with its
    time."""
    part: str
    """Of the coverage, where it counts."""
    side: str | None
    place: str | None
    reposted_by: int | None
    published: str | None
    """A day, or a time in UTC."""
    factuality: str | None
    ownership: str | None
    language: str
    """As the story's, of title, excerpt and text."""
    language_stated: str | None
    cited_as: str | None
    excerpt: list[str]
    cut: bool
    text: list[str]


class ToldPerspective(TypedDict):
    """What one side makes of the story."""

    side: str
    words: str
    points: list[str]


class ToldSource(TypedDict):
    """Where a voice was heard."""

    outlet: str | None
    url: Link | None


class ToldVoice(TypedDict):
    """What somebody says of the story."""

    kind: str
    text: list[str]
    by: str | None
    named: bool
    """Whether the text begins with who says so: `Harbour office: …`."""
    sources: list[ToldSource]


class ToldAside(TypedDict):
    """What is told beside the story."""

    heading: str
    points: list[str]


class ToldSection(TypedDict):
    """A section that a person added, as sanitised HTML."""

    heading: str
    html: str


class ToldChange(TypedDict):
    """One kind of change from the capture before."""

    words: str
    texts: list[str]
    more: int


class ToldCapture(TypedDict):
    """Where the story comes from, and what this capture showed otherwise than the one before."""

    bundle: str
    member: str | None
    """The member that it is, where the bundle is a container, and the digest of that."""
    container: str | None
    at: str | None
    """The place in the bundle, where it holds several stories."""
    captured: str | None
    sha256: str
    reader: str
    articles: int
    reported: int | None
    note: list[str]
    """What the archivist says of it, in paragraphs."""
    licence: Link | None
    sidecar: list[str]
    """What of it the archivist states, and not the bundle, by its keys."""
    first: bool
    changes: list[ToldChange]


_TAG = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""What may be a language tag (RFC 5646), registered or not."""

_PARTS = {
    "left": "left",
    "center": "center",
    "right": "right",
    "unrated": "not rated",
    "unstated": "rating not stated",
    "missing": "not captured",
}
"""The parts of a drawn coverage, in their order, as worded."""

PARTS = tuple(_PARTS)


def link(address: str | None) -> Link | None:
    """An address with its host in words."""
    if not address:
        return None
    named = address_host(address)
    return {"text": named, "address": address} if named else {"text": address, "address": None}


def _paragraphs(text: str | None) -> list[str]:
    return text.split("\n\n") if text else []


def _article(number: int, article: Article, likely: str, ratings: Sequence[Rating]) -> ToldArticle:
    named = None if article.outlet else outlets.host(article.url)
    return {
        "n": number,
        "title": article.title and visible_name(article.title),
        "outlet": (article.outlet and visible_name(article.outlet)) or named or None,
        "host": bool(named),
        "known_as": None,
        "url": link(article.url),
        "bias": article.bias,
        "rating": phrases.ratings(ratings)
        if len(ratings) > 1
        else rating(article.bias, article.rated_by),
        "part": _part_of(article),
        "side": side(article.bias),
        "place": article.place,
        "reposted_by": article.reposted_by,
        "published": article.published,
        "factuality": article.factuality,
        "ownership": article.ownership,
        "language_stated": article.language,
        "cited_as": article.cited_as,
        "language": _tag(article.language)
        or _language((article.title, article.excerpt, article.text), likely),
        "excerpt": _paragraphs(article.excerpt),
        "cut": article.excerpt_truncated,
        "text": _paragraphs(article.text),
    }


def _tag(stated: str | None) -> str:
    """A language as a bundle states it, if that may be a tag."""
    return stated if stated and _TAG.fullmatch(stated) else ""


def _language(texts: Iterable[str | None], likely: str = "") -> str:
    return guess_language(" ".join([text for text in texts if text]), likely)


def _part_of(article: Article) -> str:
    if not article.bias:
        return "unstated"
    # A label that no rule knows is stated, but stands on no side.
    return side(article.bias) or "unrated"


def _coverage(story: Story) -> ToldCoverage:
    stated, captured = story.coverage, len(story.articles)
    reported = stated.reported_articles
    missing = max(reported - captured, 0) if reported is not None else None
    counts = Counter(map(_part_of, story.articles))
    counts["missing"] = missing or 0
    sides = {name: getattr(stated, name) for name in SIDES}
    return {
        "reported": reported,
        "captured": captured,
        "total": max(reported or 0, captured),
        "missing": missing,
        "parts": [
            {"name": name, "words": words, "count": counts[name], "stated": sides.get(name)}
            for name, words in _PARTS.items()
        ],
        "states_sides": any(count is not None for count in sides.values()),
        "sentences": list(phrases.sentences(story)),
    }


def _voice(voice: Voice) -> ToldVoice:
    return {
        "kind": voice.kind,
        "text": _paragraphs(voice.text),
        "by": voice.by,
        "named": bool(voice.by) and voice.text.startswith(f"{voice.by}:"),
        "sources": [{"outlet": source.outlet, "url": link(source.url)} for source in voice.sources],
    }


def _cited(story: Story) -> dict[str, int]:
    """The articles by what texts call them; which one of two captures calls so is not known where they mean different ones."""
    if not any(article.cited_as for article in story.articles):
        return {}
    numbers: dict[object, int] = {}
    for number, article in enumerate(story.articles, 1):
        numbers.setdefault(identity.article_key(article), number)
    meant: dict[str, set[int | None]] = {}
    for articles in (story.articles, *(capture.content.articles for capture in story.captures)):
        for article in articles:
            if article.cited_as:
                meant.setdefault(article.cited_as, set()).add(
                    numbers.get(identity.article_key(article))
                )
    return {mark: number for mark, (number, *others) in meant.items() if number and not others}


def _capture(capture: Capture, before: Capture | None) -> ToldCapture:
    changed = history.changes(before.content, capture.content) if before else ()
    return {
        "bundle": capture.bundle,
        "member": capture.member,
        "container": capture.container,
        "at": capture.at,
        "captured": capture.captured,
        "sha256": capture.sha256,
        "reader": capture.reader,
        "articles": len(capture.content.articles),
        "reported": capture.content.coverage.reported_articles,
        "note": _paragraphs(capture.note),
        "licence": link(capture.licence),
        "sidecar": list(capture.sidecar),
        "first": before is None,
        "changes": [
            {"words": one.words, "texts": list(one.texts), "more": one.more} for one in changed
        ],
    }


def tell(page: Page, ratings: Sequence[Sequence[Rating]] | None = None) -> Told:
    """All that the site tells of a page's story; what the archivist corrected outranks what was captured.

    `ratings` are those of `generator.story.changes`, if they are known already.
    """
    story, own = page.story, page.corrections
    title = page.headline
    corrected = [
        name for name in ("title", "date", "places", "topics") if getattr(own, name) is not None
    ]
    language = _tag(story.language) or _language((title, story.summary, *story.key_points))
    places = list(map(visible_name, story.places if own.places is None else own.places))
    moments = [capture.captured for capture in story.captures if capture.captured]
    return {
        "title": visible_name(title) if title else None,
        "corrected": corrected,
        "date": own.date or story.date,
        "day": min(moments)[:10] if moments else None,
        "date_basis": "Date corrected by the archivist." if own.date else story.date_basis,
        "dateline": story.dateline,
        "started": story.started,
        "places": places,
        "known_places": list(map(countries.known_as, places)),
        "topics": list(map(visible_name, story.topics if own.topics is None else own.topics)),
        "url": link(story.url),
        "summary": _paragraphs(story.summary),
        "summary_by": story.summary_by,
        "key_points": list(story.key_points),
        "timeline": list(story.timeline),
        "language": language,
        "language_stated": story.language,
        "coverage": _coverage(story),
        "articles": [
            _article(number, article, language, shown)
            for number, (article, shown) in enumerate(
                zip(story.articles, ratings or history.ratings(story), strict=True), 1
            )
        ],
        "perspectives": [
            {"side": name, "words": name.capitalize(), "points": list(points)}
            for name in SIDES
            if (points := getattr(story.perspectives, name))
        ],
        "voices": list(map(_voice, story.voices)),
        "asides": [
            {"heading": aside.heading, "points": list(aside.points)} for aside in story.asides
        ],
        "cited": _cited(story),
        "absent": list(phrases.absent(story)),
        "unplaced": list(story.unplaced),
        "sections": [
            {"heading": part.heading, "html": render_markdown(part.markdown)}
            for part in page.sections
        ],
        "notes_html": render_markdown(page.notes) if page.notes else "",
        "captures": [
            _capture(*pair) for pair in zip(story.captures, (None, *story.captures), strict=False)
        ],
    }
