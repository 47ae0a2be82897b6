"""The views of one story: its page with the drawings of its coverage, and its tombstone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from generator.catalog.entries import Card
from generator.catalog.presentation import Told, ToldArticle, ToldCoverage
from generator.catalog.tombstones import Tombstone
from generator.site.settings import Site
from generator.site.site_files import View


def _article_values(site: Site, article: ToldArticle) -> dict[str, Any]:
    named = article["outlet"]
    outlet = (
        {**site.term("outlets", named, article["known_as"]), "host": article["host"]}
        if named
        else None
    )
    text = article["text"] if site.texts else []
    return {**article, "outlet": outlet, "text": text}


def story_view(site: Site, card: Card, told: Told, older: Card | None, newer: Card | None) -> View:
    """A story's own page."""
    captures = []
    for capture in told["captures"]:
        offered = site.originals.get(capture["sha256"])
        captures.append(
            {
                **capture,
                "original": {"address": offered[0], "name": offered[1]} if offered else None,
            }
        )
    shown = {
        **told,
        "places": [
            site.term("places", *names)
            for names in zip(told["places"], told["known_places"], strict=True)
        ],
        "topics": [site.term("topics", name) for name in told["topics"]],
        "coverage": draw_coverage(told["coverage"]),
        "articles": [_article_values(site, article) for article in told["articles"]],
        "captures": captures,
    }
    values = {
        "story": shown,
        "previous": site.story_of(older) if older else None,
        "next": site.story_of(newer) if newer else None,
    }
    return View(
        site.saved_as(card.path), "story", card.title or "Untitled", values, site.address(card.path)
    )


def tombstone_view(site: Site, stone: Tombstone) -> View:
    """The page at the address of a story that was withdrawn."""
    values = {
        "title_hidden": stone.hidden,
        "story_title": stone.title,
        "day": stone.day,
        "reason": stone.reason,
    }
    title = stone.title or "Withdrawn story"
    return View(site.saved_as(stone.path), "tombstone", title, values, site.address(stone.path))


# --- the drawings of a coverage -------------------------------------------------------------------

_BAR = 600
"""The width of a drawn coverage, in units of its view box."""


def _place_parts(parts: Iterable[Mapping[str, Any]], total: int) -> list[dict[str, Any]]:
    """Place parts in a drawing of them all; narrow gaps stand between wide enough ones."""
    laid, before = [], 0
    for part in parts:
        # Whole numbers, tenths of a unit, as long as they may be too large for others.
        start, end = (
            _BAR * 10 * count // (total or 1) for count in (before, before + part["count"])
        )
        gap = 20 if end - start > 60 else 0
        laid.append({**part, "x": start / 10, "width": (end - start - gap) / 10})
        before += part["count"]
    return laid


def draw_coverage(coverage: ToldCoverage) -> dict[str, Any]:
    """Draw a coverage: what was captured, and what the source page states, over the same total."""
    sides: list[dict[str, Any]] = [
        {**part, "count": part["stated"]} for part in coverage["parts"] if part["stated"]
    ]
    stated = sum(part["count"] for part in sides)
    total = max(coverage["total"], stated)
    rest = {"name": "unstated", "words": "rating not stated", "count": total - stated}
    drawn = (
        {"total": total, "rest": rest["count"], "parts": _place_parts([*sides, rest], total)}
        if stated
        else None
    )
    return {**coverage, "parts": _place_parts(coverage["parts"], coverage["total"]), "drawn": drawn}
