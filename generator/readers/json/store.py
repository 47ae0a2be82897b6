"""A news site's store: many stories in one file, of two generations of its writer, of which the
older one states less.
"""

from __future__ import annotations

import html
import re
from typing import Any

from generator.readers.base import Decision
from generator.readers.json.document import unwanted
from generator.readers.json.mapping import (
    COUNT,
    FLAG,
    KNOWN,
    LINE,
    MOMENT,
    NOTHING,
    TEXT,
    Kind,
    Place,
    Table,
    Taken,
)
from generator.readers.json.reader import JsonReader, Told
from generator.story.fields import SIDES
from generator.story.model import Article, Blindspot, Content, Coverage, Share
from generator.text import addresses as links
from generator.text import normal as text
from generator.text.normal import fold

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


def _unescaped(value: Any) -> str | None:
    return text.paragraphs(text.repair(html.unescape(value))[0]) if isinstance(value, str) else None


_EXCERPT = Kind("text", _unescaped)
"""The store leaves some references of HTML (`&hellip;`) as they are."""

TABLE = Table(
    {
        "/id": KNOWN,
        "/slug": KNOWN,  # of another headline than the address, in half of the stories
        "/canonicalUrl": Place("address", LINE),
        "/title": Place("headline", LINE),
        "/author": Place("boilerplate", NOTHING),
        "/summary": Place("summary", TEXT),
        "/topic": Place("topics", LINE, _FRONT),
        "/tags/*": Place("topics", LINE),
        "/location": Place("places", LINE, _EVERYWHERE),
        "/imageUrl": KNOWN,
        "/publishedAt": Place("started", MOMENT),
        "/updatedAt": Place("captured", MOMENT),  # when the store took the story
        "/sourceCount": Place("coverage", COUNT),
        **{f"/bias/{side}": Place("bias_statement", COUNT) for side in SIDES},
        "/blindspot": Place("blindspot", FLAG),
        **{f"/{flag}": Place("flags", FLAG) for flag in _FLAGS},
        **{f"/coverage/{key}": Place("coverage", COUNT) for key in _COVERAGE.values()},
        "/readerLinks": Place("boilerplate", NOTHING),
        "/podcastReferences": Place("boilerplate", NOTHING),
        "/timelineHeaders/*": Place("timeline", LINE),
        "/sources/*/id": KNOWN,
        "/sources/*/outlet": Place("article_outlet", LINE),
        "/sources/*/url": Place("article_address", LINE),
        "/sources/*/excerpt": Place("article_excerpt", _EXCERPT, _NO_EXCERPT),
        "/sources/*/logoUrl": KNOWN,
        "/sources/*/bias": Place("article_label", LINE),
        "/sources/*/factuality": Place("article_factuality", LINE),
        "/sources/*/ownership": Place("article_ownership", LINE, _NO_OWNER),
        "/sources/*/publishedAt": Place("article_published", MOMENT),
    }
)


class StoreJson(JsonReader):
    """The store's stories."""

    name = "store-json"
    table = TABLE
    beside = Table(
        {
            "/archiveCache": Place("boilerplate", NOTHING),
            "/ingestion/lastRunAt": Place("captured", MOMENT),
            **{
                f"/ingestion/{key}": KNOWN
                for key in ("lastMode", "storyCount", "routeCount", "notes")
            },
        }
    )
    time_beside = "/ingestion/lastRunAt"

    def knows(self, value: Any) -> bool:
        """An object with a text `slug`, an object `bias`, `sourceCount` and `sources`."""
        return (
            isinstance(value, dict)
            and isinstance(value.get("slug"), str)
            and isinstance(value.get("bias"), dict)
            and "sourceCount" in value
            and "sources" in value
        )

    def tell(self, value: dict[str, Any], taken: Taken) -> Told:
        """The story of a value."""
        if not isinstance(value["sources"], list | None):
            raise unwanted(f"{taken.at}/sources", value["sources"], "a list")
        title = taken.one("/title")
        coverage = Coverage(
            reported_articles=taken.one("/sourceCount"),
            **{name: taken.one(f"/coverage/{key}") for name, key in _COVERAGE.items()},
        )
        shares = _shares(taken, coverage)
        unrated = ("bias",) if shares and not any(share.percent for share in shares) else ()
        content = Content(
            title=title,
            url=taken.one("/canonicalUrl"),
            started=taken.one("/publishedAt"),
            places=tuple(filter(None, (taken.one("/location"),))),
            topics=tuple(dict.fromkeys(filter(None, (taken.one("/topic"), *taken.all("/tags/*"))))),
            summary=taken.one("/summary"),
            timeline=tuple(
                event
                for event in taken.all("/timelineHeaders/*")
                if fold(event) != fold(title or "")
            ),
            coverage=coverage,
            bias_statements=() if unrated else shares,
            blindspot=Blindspot(stated=taken.one("/blindspot")),
            unrated=(*unrated, *(("ownership",) if _no_owners(value["sources"]) else ())),
            flags=tuple(flag for flag in _FLAGS if taken.one(f"/{flag}")),
            articles=tuple(map(_article, taken.each("/sources/*"))),
        )
        return Told(content, taken.one("/updatedAt"), _decisions(value, content))


def _shares(taken: Taken, coverage: Coverage) -> tuple[Share, ...]:
    """The sides' percentages, with the number of sources that are on any side."""
    counts = [getattr(coverage, side) for side in SIDES]
    base = None if None in counts else sum(counts)
    percents = {side: taken.one(f"/bias/{side}") for side in SIDES}
    return tuple(
        Share(percent=percent, side=side, base=base)
        for side, percent in percents.items()
        if percent is not None
    )


def _no_owners(sources: list[Any] | None) -> bool:
    """Whether the store says of every source that its owner is not known."""
    owners = [
        source.get("ownership") if isinstance(source, dict) else None for source in sources or ()
    ]
    return bool(owners) and all(
        isinstance(owner, str) and _NO_OWNER.fullmatch(fold(owner)) for owner in owners
    )


def _article(source: dict[str, Any]) -> Article:
    url, outlet = source.get("url"), source.get("outlet")
    excerpt: str = source.get("excerpt") or ""
    host = links.host(url) if url else None
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


def _decisions(value: dict[str, Any], content: Content) -> tuple[Decision, ...]:
    begun, taken = value.get("publishedAt"), value.get("updatedAt")
    if not (content.started and isinstance(begun, str) and isinstance(taken, str) and "T" in begun):
        return ()
    if begun.partition(":")[2] != taken.partition(":")[2] or begun == taken:
        return ()
    rule = "it lies whole hours before the time of capture: the store reckoned it from an age such as '3 hours ago'"
    return (Decision("started", content.started, rule),)
