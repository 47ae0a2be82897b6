"""What a story scraper writes: one story an object, its counts as text, its outlets known by their
addresses alone.
"""

from __future__ import annotations

from typing import Any

from generator.readers.base import Decision
from generator.readers.json.document import wrong_kind_error
from generator.readers.json.mapping import (
    BOILERPLATE,
    COUNT,
    LINE,
    MOMENT,
    TEXT,
    FieldMapping,
    MappedValues,
    Slot,
)
from generator.readers.json.reader import JsonReader, StoryParts
from generator.story.fields import SIDES
from generator.story.model import Article, Content, Coverage, Perspectives

_COUNTS = {
    "total_sources": "total_sources",
    "left": "leaning_left",
    "center": "center",
    "right": "leaning_right",
}
"""Figures of the coverage, and their keys."""

MAPPING = FieldMapping(
    {
        "/story_id": BOILERPLATE,  # made of the time of capture: no two captures share one
        "/metadata/title": Slot("headline", LINE),
        "/metadata/url": Slot("address", LINE),
        "/metadata/timestamp": Slot("captured", MOMENT),
        **{f"/bias_distribution/{key}": Slot("coverage", COUNT) for key in _COUNTS.values()},
        **{f"/perspective_summaries/{side}/*": Slot("perspectives", LINE) for side in SIDES},
        "/sources/*/news_title": Slot("article_title", LINE),
        "/sources/*/news_link": Slot("article_address", LINE),
        "/sources/*/bias": Slot("article_label", LINE),
        "/sources/*/text": Slot("article_text", TEXT),
    }
)


class ScraperJson(JsonReader):
    """The scraper's stories."""

    name = "scraper-json"
    mapping = MAPPING

    def matches(self, value: Any) -> bool:
        """An object with `metadata` that has a title or an address, `sources`, and a distribution or perspectives."""
        if not isinstance(value, dict) or "sources" not in value:
            return False
        metadata = value.get("metadata")
        return (
            isinstance(metadata, dict)
            and any(isinstance(metadata.get(key), str) for key in ("title", "url"))
            and ("bias_distribution" in value or "perspective_summaries" in value)
        )

    def extract(self, value: dict[str, Any], mapped: MappedValues) -> StoryParts:
        """The story of a value."""
        if not isinstance(value["sources"], list | None):
            raise wrong_kind_error(f"{mapped.at}/sources", value["sources"], "a list")
        content = Content(
            title=mapped.value("/metadata/title"),
            url=mapped.value("/metadata/url"),
            coverage=Coverage(
                **{name: mapped.value(f"/bias_distribution/{key}") for name, key in _COUNTS.items()}
            ),
            perspectives=Perspectives(
                **{side: mapped.values(f"/perspective_summaries/{side}/*") for side in SIDES}
            ),
            articles=tuple(
                Article(
                    title=source.get("news_title"),
                    url=source.get("news_link"),
                    bias=source.get("bias"),
                    text=source.get("text"),
                )
                for source in mapped.objects("/sources/*")
            ),
        )
        captured = mapped.value("/metadata/timestamp")
        rule = "the time that the bundle states; in UTC where it names no zone"
        return StoryParts(
            content, captured, (Decision("captured", captured, rule),) if captured else ()
        )
