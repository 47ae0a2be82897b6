"""A news site's store: many stories in one file, of two generations of its writer, of which the
older one states less.
"""

from __future__ import annotations

import html
import re
from typing import Any

from generator.readers.base import Decision
from generator.readers.json.document import wrong_kind_error
from generator.readers.json.mapping import (
    BOILERPLATE,
    COUNT,
    FLAG,
    LINE,
    MOMENT,
    NOTHING,
    TEXT,
    FieldMapping,
    MappedValues,
    Slot,
    ValueKind,
)
from generator.readers.json.reader import JsonReader, StoryParts
from generator.story.fields import SIDES
from generator.story.model import Article, Blindspot, Content, Coverage, Share
from generator.text.addresses import address_host
from generator.text.normal import fold, normal_paragraphs, repair_text

_COVERAGE = {
    "total_sources": "totalSources",
    "left": "leaningLeft",
    "center": "center",
    "right": "leaningRight",
}
"""Figures of the coverage, and their keys."""
_FLAGS = ("local", "trending")
_CUT = 260
"""Characters at which the store cuts an excerpt."""
_EVERYWHERE = re.compile("international|worldwide|world|global")
"""A location that is no place."""
_FRONT = re.compile("top stories|home|front page")
"""A topic that only says where the story stood."""
_NO_EXCERPT = re.compile(r"(?=.{0,80}$)excerpt\b.{0,20}\b(?:unavailable|not available)\b.*")
_NO_OWNER = re.compile("unlabell?ed|unknown")


def _unescape_excerpt(value: Any) -> str | None:
    return (
        normal_paragraphs(repair_text(html.unescape(value))[0]) if isinstance(value, str) else None
    )


_EXCERPT = ValueKind("text", _unescape_excerpt)
"""The store leaves some references of HTML (`&hellip;`) as they are."""

MAPPING = FieldMapping(
    {
        "/id": BOILERPLATE,
        "/slug": BOILERPLATE,  # of another headline than the address, in half of the stories
        "/canonicalUrl": Slot("address", LINE),
        "/title": Slot("headline", LINE),
        "/author": Slot("boilerplate", NOTHING),
        "/summary": Slot("summary", TEXT),
        "/topic": Slot("topics", LINE, _FRONT),
        "/tags/*": Slot("topics", LINE),
        "/location": Slot("places", LINE, _EVERYWHERE),
        "/imageUrl": BOILERPLATE,
        "/publishedAt": Slot("started", MOMENT),
        "/updatedAt": Slot("captured", MOMENT),  # when the store took the story
        "/sourceCount": Slot("coverage", COUNT),
        **{f"/bias/{side}": Slot("bias_statement", COUNT) for side in SIDES},
        "/blindspot": Slot("blindspot", FLAG),
        **{f"/{flag}": Slot("flags", FLAG) for flag in _FLAGS},
        **{f"/coverage/{key}": Slot("coverage", COUNT) for key in _COVERAGE.values()},
        "/readerLinks": Slot("boilerplate", NOTHING),
        "/podcastReferences": Slot("boilerplate", NOTHING),
        "/timelineHeaders/*": Slot("timeline", LINE),
        "/sources/*/id": BOILERPLATE,
        "/sources/*/outlet": Slot("article_outlet", LINE),
        "/sources/*/url": Slot("article_address", LINE),
        "/sources/*/excerpt": Slot("article_excerpt", _EXCERPT, _NO_EXCERPT),
        "/sources/*/logoUrl": BOILERPLATE,
        "/sources/*/bias": Slot("article_label", LINE),
        "/sources/*/factuality": Slot("article_factuality", LINE),
        "/sources/*/ownership": Slot("article_ownership", LINE, _NO_OWNER),
        "/sources/*/publishedAt": Slot("article_published", MOMENT),
    }
)


class StoreJson(JsonReader):
    """The store's stories."""

    name = "store-json"
    mapping = MAPPING
    envelope = FieldMapping(
        {
            "/archiveCache": Slot("boilerplate", NOTHING),
            "/ingestion/lastRunAt": Slot("captured", MOMENT),
            **{
                f"/ingestion/{key}": BOILERPLATE
                for key in ("lastMode", "storyCount", "routeCount", "notes")
            },
        }
    )
    envelope_captured = "/ingestion/lastRunAt"

    def matches(self, value: Any) -> bool:
        """An object with a text `slug`, an object `bias`, `sourceCount` and `sources`."""
        return (
            isinstance(value, dict)
            and isinstance(value.get("slug"), str)
            and isinstance(value.get("bias"), dict)
            and "sourceCount" in value
            and "sources" in value
        )

    def extract(self, value: dict[str, Any], mapped: MappedValues) -> StoryParts:
        """The story of a value."""
        if not isinstance(value["sources"], list | None):
            raise wrong_kind_error(f"{mapped.at}/sources", value["sources"], "a list")
        title = mapped.value("/title")
        coverage = Coverage(
            reported_articles=mapped.value("/sourceCount"),
            **{name: mapped.value(f"/coverage/{key}") for name, key in _COVERAGE.items()},
        )
        shares = _side_percentages(mapped, coverage)
        unrated = ("bias",) if shares and not any(share.percent for share in shares) else ()
        content = Content(
            title=title,
            url=mapped.value("/canonicalUrl"),
            started=mapped.value("/publishedAt"),
            places=tuple(filter(None, (mapped.value("/location"),))),
            topics=tuple(
                dict.fromkeys(filter(None, (mapped.value("/topic"), *mapped.values("/tags/*"))))
            ),
            summary=mapped.value("/summary"),
            timeline=tuple(
                event
                for event in mapped.values("/timelineHeaders/*")
                if fold(event) != fold(title or "")
            ),
            coverage=coverage,
            bias_statements=() if unrated else shares,
            blindspot=Blindspot(stated=mapped.value("/blindspot")),
            unrated=(*unrated, *(("ownership",) if _lacks_owners(value["sources"]) else ())),
            flags=tuple(flag for flag in _FLAGS if mapped.value(f"/{flag}")),
            articles=tuple(map(_article_of_source, mapped.objects("/sources/*"))),
        )
        return StoryParts(content, mapped.value("/updatedAt"), _age_decisions(value, content))


def _side_percentages(mapped: MappedValues, coverage: Coverage) -> tuple[Share, ...]:
    """The sides' percentages, with the number of sources that are on any side."""
    counts = [getattr(coverage, side) for side in SIDES]
    base = None if None in counts else sum(counts)
    percents = {side: mapped.value(f"/bias/{side}") for side in SIDES}
    return tuple(
        Share(percent=percent, side=side, base=base)
        for side, percent in percents.items()
        if percent is not None
    )


def _lacks_owners(sources: list[Any] | None) -> bool:
    """Whether the store says of every source that its owner is not known."""
    owners = [
        source.get("ownership") if isinstance(source, dict) else None for source in sources or ()
    ]
    return bool(owners) and all(
        isinstance(owner, str) and _NO_OWNER.fullmatch(fold(owner)) for owner in owners
    )


def _article_of_source(source: dict[str, Any]) -> Article:
    url, outlet = source.get("url"), source.get("outlet")
    excerpt: str = source.get("excerpt") or ""
    host = address_host(url) if url else None
    return Article(
        # A host in place of a name names no outlet, and the site shows it as what it is; with
        # capitals it is a name.
        outlet=None
        if outlet and host and outlet.removeprefix("www.") == host.removeprefix("www.")
        else outlet,
        url=url,
        bias=source.get("bias"),
        excerpt=excerpt or None,
        excerpt_truncated=len(excerpt) >= _CUT or excerpt.endswith(("…", "...")),
        published=source.get("publishedAt"),
        factuality=source.get("factuality"),
        ownership=source.get("ownership"),
    )


def _age_decisions(value: dict[str, Any], content: Content) -> tuple[Decision, ...]:
    begun, updated = value.get("publishedAt"), value.get("updatedAt")
    if not (
        content.started and isinstance(begun, str) and isinstance(updated, str) and "T" in begun
    ):
        return ()
    if begun.partition(":")[2] != updated.partition(":")[2] or begun == updated:
        return ()
    rule = "it lies whole hours before the time of capture: the store reckoned it from an age such as '3 hours ago'"
    return (Decision("started", content.started, rule),)
