"""Presents a page's story: works out figures, ratings, languages and sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from generator.catalog.presentation import (
    PART_WORDS,
    ArticlePresentation,
    CapturePresentation,
    CoveragePart,
    CoveragePresentation,
    HtmlSection,
    SourcePresentation,
    StoryPresentation,
    VoicePresentation,
    WebAddress,
)
from generator.page.model import Page
from generator.story import changes as history
from generator.story import countries, identity, outlets
from generator.story import wording as phrases
from generator.story.fields import SIDES
from generator.story.model import Article, Capture, Content, Story, Voice
from generator.story.wording import Rating
from generator.text.addresses import address_host
from generator.text.languages import guess_language
from generator.text.markdown import render_markdown
from generator.text.normal import visible_name

_TAG = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""A language tag (RFC 5646), registered or not."""


def present_address(address: str | None) -> WebAddress | None:
    """Present an address by its host; None where there is no address."""
    if not address:
        return None
    named = address_host(address)
    return WebAddress(named, address) if named else WebAddress(address, None)


def _present_article(
    number: int, article: Article, likely: str, ratings: Sequence[Rating]
) -> ArticlePresentation:
    named = None if article.outlet else outlets.host(article.url)
    texts = (article.title, article.excerpt, article.text)
    return ArticlePresentation(
        number=number,
        title=article.title and visible_name(article.title),
        outlet=(article.outlet and visible_name(article.outlet)) or named or None,
        is_host=bool(named),
        known_as=None,
        address=present_address(article.url),
        rating=phrases.ratings(ratings)
        if len(ratings) > 1
        else phrases.rating(article.bias, article.rated_by),
        part=_part_of(article),
        side=phrases.side(article.bias),
        language=_tag(article.language) or _guess_language(texts, likely),
        stated=article,
    )


def _tag(stated: str | None) -> str:
    """Return a language as a bundle states it, if that may be a tag."""
    return stated if stated and _TAG.fullmatch(stated) else ""


def _guess_language(texts: Iterable[str | None], likely: str = "") -> str:
    return guess_language(" ".join([text for text in texts if text]), likely)


def _part_of(article: Article) -> str:
    if not article.bias:
        return "unstated"
    # A label that no rule knows is stated, but stands on no side.
    return phrases.side(article.bias) or "unrated"


def _present_coverage(story: Story) -> CoveragePresentation:
    stated, captured = story.coverage, len(story.articles)
    reported = stated.reported_articles
    missing = max(reported - captured, 0) if reported is not None else None
    counts = Counter(map(_part_of, story.articles))
    counts["missing"] = missing or 0
    sides = {name: getattr(stated, name) for name in SIDES}
    return CoveragePresentation(
        reported=reported,
        captured=captured,
        total=max(reported or 0, captured),
        missing=missing,
        parts=tuple(
            CoveragePart(name, words, counts[name], sides.get(name))
            for name, words in PART_WORDS.items()
        ),
        states_sides=any(count is not None for count in sides.values()),
        sentences=tuple(phrases.sentences(story)),
    )


def _present_voice(voice: Voice) -> VoicePresentation:
    return VoicePresentation(
        is_named=bool(voice.by) and voice.text.startswith(f"{voice.by}:"),
        sources=tuple(
            SourcePresentation(source.outlet, present_address(source.url))
            for source in voice.sources
        ),
        stated=voice,
    )


def _number_citations(story: Story) -> dict[str, int]:
    """Map citation marks to article numbers; drop marks that mean different articles."""
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


_NO_CONTENT = Content()


def _present_capture(
    capture: Capture, before: Capture | None, stated: Capture
) -> CapturePresentation:
    return CapturePresentation(
        articles=len(capture.content.articles),
        reported=capture.content.coverage.reported_articles,
        licence=present_address(capture.licence),
        is_first=before is None,
        changes=tuple(history.changes(before.content, capture.content)) if before else (),
        stated=stated,
    )


def present_story(
    page: Page, ratings: Sequence[Sequence[Rating]] | None = None
) -> StoryPresentation:
    """Present a page's story; what the archivist corrected outranks what was captured.

    `ratings` are those of `generator.story.changes`, if they are known already.
    """
    story, own = page.story, page.corrections
    title = page.headline
    language = _tag(story.language) or _guess_language((title, story.summary, *story.key_points))
    places = tuple(map(visible_name, story.places if own.places is None else own.places))
    moments = [capture.captured for capture in story.captures if capture.captured]
    stated = replace(
        story, captures=tuple(replace(each, content=_NO_CONTENT) for each in story.captures)
    )
    return StoryPresentation(
        title=visible_name(title) if title else None,
        corrected=tuple(
            name for name in ("title", "date", "places", "topics") if getattr(own, name) is not None
        ),
        date=own.date or story.date,
        day=min(moments)[:10] if moments else None,
        date_basis="Date corrected by the archivist." if own.date else story.date_basis,
        places=places,
        known_places=tuple(map(countries.known_as, places)),
        topics=tuple(map(visible_name, story.topics if own.topics is None else own.topics)),
        address=present_address(story.url),
        language=language,
        coverage=_present_coverage(story),
        cited=_number_citations(story),
        absences=tuple(phrases.absences(story)),
        sections=tuple(
            HtmlSection(part.heading, render_markdown(part.markdown)) for part in page.sections
        ),
        notes_html=render_markdown(page.notes) if page.notes else "",
        stated=stated,
        articles=tuple(
            _present_article(number, article, language, shown)
            for number, (article, shown) in enumerate(
                zip(story.articles, ratings or history.ratings(story), strict=True), 1
            )
        ),
        voices=tuple(map(_present_voice, story.voices)),
        captures=tuple(
            map(_present_capture, story.captures, (None, *story.captures), stated.captures)
        ),
    )
