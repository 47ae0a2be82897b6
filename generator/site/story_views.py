"""The views of one story: its page with the drawings of its coverage, and its withdrawal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.catalog.entries import StoryEntry
from generator.catalog.presentation import (
    ArticlePresentation,
    CapturePresentation,
    CoveragePart,
    CoveragePresentation,
    StoryPresentation,
)
from generator.catalog.withdrawals import WithdrawalNotice
from generator.site.settings import Site, TermLink
from generator.site.site_files import View


@dataclass(frozen=True, slots=True)
class OfferedOriginal:
    """The zip that offers a bundle."""

    address: str
    """The way to the zip from the site's root."""
    name: str
    """The bundle's name in it."""


_ArticleParts = tuple[ArticlePresentation, TermLink | None, tuple[str, ...]]
"""An article, its outlet, and the paragraphs of its full text where that is published."""


def _article_parts(site: Site, article: ArticlePresentation) -> _ArticleParts:
    named = article.outlet
    outlet = site.term_link("outlets", named, article.known_as) if named else None
    return article, outlet, article.text if site.texts else ()


def _offer_original(
    site: Site, capture: CapturePresentation
) -> tuple[CapturePresentation, OfferedOriginal | None]:
    offered = site.originals.get(capture.stated.sha256)
    return capture, OfferedOriginal(*offered) if offered else None


def story_view(
    site: Site,
    entry: StoryEntry,
    story: StoryPresentation,
    older: StoryEntry | None,
    newer: StoryEntry | None,
) -> View:
    """Make the view of a story's own page."""
    values = {
        "story": story,
        "stated": story.stated,
        "places": [
            site.term_link("places", *names)
            for names in zip(story.places, story.known_places, strict=True)
        ],
        "topics": [site.term_link("topics", name) for name in story.topics],
        "drawing": draw_coverage(story.coverage),
        "articles": [_article_parts(site, article) for article in story.articles],
        "captures": [_offer_original(site, capture) for capture in story.captures],
        "previous": site.story_of(older) if older else None,
        "next": site.story_of(newer) if newer else None,
    }
    return View(
        path=site.saved_as(entry.path),
        template="story",
        title=entry.title or "Untitled",
        values=values,
        address=site.address(entry.path),
    )


def withdrawal_view(site: Site, notice: WithdrawalNotice) -> View:
    """Make the view of what stands at the address of a story that was withdrawn."""
    values = {
        "title_hidden": notice.hidden,
        "story_title": notice.title,
        "day": notice.day,
        "reason": notice.reason,
    }
    title = notice.title or "Withdrawn story"
    path, address = site.saved_as(notice.path), site.address(notice.path)
    return View(path, "withdrawn", title, values, address)


# --- the drawings of a coverage -------------------------------------------------------------------

_BAR = 600
"""The width of a drawn coverage, in units of its view box."""


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """A part of the coverage with its place in a drawing, in units of the view box."""

    name: str
    words: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class StatedDrawing:
    """The drawing of what the source page states."""

    total: int
    rest: int
    """Articles that stand on no stated side."""
    parts: tuple[DrawnPart, ...]


@dataclass(frozen=True, slots=True)
class CoverageDrawing:
    """The drawings of a coverage: what was captured, and what the source page states, if it does."""

    parts: tuple[DrawnPart, ...]
    stated: StatedDrawing | None


def _place_parts(parts: Iterable[tuple[str, str, int]], total: int) -> tuple[DrawnPart, ...]:
    """Place parts in a drawing of them all; narrow gaps stand between those that are wide enough."""
    placed, before = [], 0
    for name, words, count in parts:
        # Whole numbers, tenths of a unit, as long as they may be too large for others.
        start, end = (_BAR * 10 * many // (total or 1) for many in (before, before + count))
        gap = 20 if end - start > 60 else 0
        placed.append(DrawnPart(name, words, count, start / 10, (end - start - gap) / 10))
        before += count
    return tuple(placed)


def draw_coverage(coverage: CoveragePresentation) -> CoverageDrawing:
    """Draw what was captured and what the source page states, each over its own total."""
    sides = [(part.name, part.words, part.stated) for part in coverage.parts if part.stated]
    stated = sum(count for *_, count in sides)
    total = max(coverage.total, stated)
    rest = ("unstated", "rating not stated", total - stated)
    return CoverageDrawing(
        parts=_place_parts(map(_captured_part, coverage.parts), coverage.total),
        stated=StatedDrawing(total, total - stated, _place_parts([*sides, rest], total))
        if stated
        else None,
    )


def _captured_part(part: CoveragePart) -> tuple[str, str, int]:
    return part.name, part.words, part.count
