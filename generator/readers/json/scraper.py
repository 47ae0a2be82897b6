"""What a story scraper writes: one story an object, its counts as text, its outlets known by their
addresses alone.
"""

from __future__ import annotations

from typing import Any

from generator.readers.base import Decision
from generator.readers.json.document import unwanted
from generator.readers.json.mapping import COUNT, KNOWN, LINE, MOMENT, TEXT, Place, Table, Taken
from generator.readers.json.reader import JsonReader, Told
from generator.story.fields import SIDES
from generator.story.model import Article, Content, Coverage, Perspectives

_COUNTS = {
    "total_sources": "total_sources",
    "left": "leaning_left",
    "center": "center",
    "right": "leaning_right",
}
"""Figures of the coverage, and their keys."""

TABLE = Table(
    {
        "/story_id": KNOWN,  # made of the time of capture: no two captures share one
        "/metadata/title": Place("headline", LINE),
        "/metadata/url": Place("address", LINE),
        "/metadata/timestamp": Place("captured", MOMENT),
        **{f"/bias_distribution/{key}": Place("coverage", COUNT) for key in _COUNTS.values()},
        **{f"/perspective_summaries/{side}/*": Place("perspectives", LINE) for side in SIDES},
        "/sources/*/news_title": Place("article_title", LINE),
        "/sources/*/news_link": Place("article_address", LINE),
        "/sources/*/bias": Place("article_label", LINE),
        "/sources/*/text": Place("article_text", TEXT),
    }
)


class ScraperJson(JsonReader):
    """The scraper's stories."""

    name = "scraper-json"
    table = TABLE

    def knows(self, value: Any) -> bool:
        """An object with `metadata` that has a title or an address, `sources`, and a distribution or perspectives."""
        if not isinstance(value, dict) or "sources" not in value:
            return False
        metadata = value.get("metadata")
        return (
            isinstance(metadata, dict)
            and any(isinstance(metadata.get(key), str) for key in ("title", "url"))
            and ("bias_distribution" in value or "perspective_summaries" in value)
        )

    def tell(self, value: dict[str, Any], taken: Taken) -> Told:
        """The story of a value."""
        if not isinstance(value["sources"], list | None):
            raise unwanted(f"{taken.at}/sources", value["sources"], "a list")
        content = Content(
            title=taken.one("/metadata/title"),
            url=taken.one("/metadata/url"),
            coverage=Coverage(
                **{name: taken.one(f"/bias_distribution/{key}") for name, key in _COUNTS.items()}
            ),
            perspectives=Perspectives(
                **{side: taken.all(f"/perspective_summaries/{side}/*") for side in SIDES}
            ),
            articles=tuple(
                Article(
                    title=source.get("news_title"),
                    url=source.get("news_link"),
                    bias=source.get("bias"),
                    text=source.get("text"),
                )
                for source in taken.each("/sources/*")
            ),
        )
        captured = taken.one("/metadata/timestamp")
        rule = "the time that the bundle states; in UTC where it names no zone"
        return Told(content, captured, (Decision("captured", captured, rule),) if captured else ())
