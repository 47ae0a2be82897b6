"""Items of Kite's feed: the story as HTML within XML, of which every element is accounted for by its path.

Nothing outside of the bundle is asked for, and a document that declares entities is not read at
all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

from generator.errors import BundleError
from generator.readers.base import Bundle, Reading, Readings, reader_failure
from generator.readers.json.document import quote_text
from generator.readers.kite.citations import bare_host_of, with_citations
from generator.readers.kite.description import ItemLedger, ItemParts, read_description
from generator.readers.kite.xml import (
    ElementAt,
    attribute_texts,
    child_elements,
    element_name,
    element_texts,
    inner_html,
    parse_feed,
    read_root_name,
)
from generator.story import dates
from generator.story.model import Aside, Content
from generator.text.addresses import address_host
from generator.text.charset import replacement_note
from generator.text.normal import normal_line, repair_text

_ROOTS = ("rss", "rdf", "feed", "channel", "items", "item")
_HOSTS = re.compile(r"<(?:link|guid)\b[^<>]*>\s*https?://(?:kite|news)\.kagi\.com\b")
_HEADINGS = re.compile(
    r"(?:<|&lt;)h[1-6](?:>|&gt;)\s*(highlights|perspectives|sources)\b", re.IGNORECASE
)
_AGAIN = "Capture the feed again"
_CHANNEL_ELEMENTS = (
    "title", "link", "description", "lastBuildDate", "pubDate", "generator", "ttl", "copyright", "docs", "managingEditor",
    "webMaster", "category", "image",
)  # fmt: skip
"""What feeds say of themselves."""


class KiteFeed:
    """Kite's feed, or one item of it."""

    name = "kite-feed"

    def read(self, bundle: Bundle) -> Readings | None:
        """The stories of the items, each for itself; those before the place where the feed breaks off are whole."""
        source = bundle.decoded.text
        root, declares = read_root_name(source)
        if root not in _ROOTS or bundle.document or not _is_kite_feed(source):
            return None
        if declares:
            seen = "it declares a type (<!DOCTYPE), by which a short text can become an endless one, and which no feed needs"
            raise BundleError(seen, "Take the declaration out")
        items, outside, problems = parse_feed(source)
        stories: list[Reading] = []
        language = _feed_language(outside)
        for at, item in items:
            try:
                stories.append(
                    _read_item(item, at, "" if item.getparent() is None else at, language)
                )
            except BundleError as error:
                problems.append(error)
            except (
                Exception
            ) as error:  # a reader's fault with one story must not stop the others, nor go unsaid
                problems.append(reader_failure(at, error))
        if not items and not problems:
            problems.append(
                BundleError("the feed has no item", "Capture it again when it has some")
            )
        return Readings(
            tuple(_with_channel(stories, bundle.decoded.notes, outside)), tuple(problems)
        )


def _is_kite_feed(source: str) -> bool:
    return (
        bool(_HOSTS.search(source))
        or len({match[1].lower() for match in _HEADINGS.finditer(source)}) > 1
    )


# --- an item --------------------------------------------------------------------------------------


def _read_item(item: Any, at: str, pointer: str, language: str | None) -> Reading:
    found, told = ItemLedger(at), ItemParts()
    facts: dict[str, list[str]] = {name: [] for name in _FACT_FIELDS}
    described = False
    for path, child in child_elements(item, at):
        name = element_name(child)
        if name == "description" and not described:
            described = True
            _unplace_all(found, attribute_texts(child, path))
            read_description(found, told, path, inner_html(child))
        elif name in facts and not len(child) and (name == "category" or not facts[name]):
            known = [f"{path}/@isPermaLink"] if name == "guid" else []
            _unplace_all(found, attribute_texts(child, path), known)
            _add_fact(found, facts, name, path, child.text or "")
        else:
            _unplace_all(found, element_texts(child, path))
    links = [*facts["link"], *facts["guid"]]
    content = Content(
        title=next(iter(facts["title"]), None),
        url=next(iter(links), None),
        started=next(iter(facts["pubDate"]), None),
        language=language,
        topics=tuple(dict.fromkeys(facts["category"])),
        summary="\n\n".join(told.summary) or None,
        key_points=tuple(told.points),
        timeline=tuple(told.timeline),
        voices=tuple(told.voices),
        asides=tuple(
            Aside(heading=heading, points=tuple(points))
            for heading, points in told.asides.items()
            if points
        ),
        articles=tuple(told.articles),
        unplaced=tuple(found.unplaced),
    )
    if found.replaced:
        found.notes.append(f"{f'{pointer}: ' if pointer else ''}{replacement_note(found.replaced)}")
    content = with_citations(
        content, [article.outlet or bare_host_of(article.url) for article in told.articles]
    )
    return Reading(content, tuple(found.rows), notes=tuple(found.notes), at=pointer or None)


def _unplace_all(
    found: ItemLedger, placed: Iterable[tuple[str, str]], known: Collection[str] = ()
) -> None:
    for at, words in placed:
        if at in known:
            found.take(at, "boilerplate", words)
        else:
            found.leave(at, words)


_FACT_FIELDS = {
    "title": "headline",
    "link": "address",
    "guid": "address",
    "category": "topics",
    "pubDate": "started",
}


def _add_fact(
    found: ItemLedger, facts: dict[str, list[str]], name: str, at: str, words: str
) -> None:
    """Take what an element says that is a fact of the story."""
    value = normal_line(found.words(words))
    if value and name == "pubDate":
        value = _parse_date(value)
        if value is None:
            seen = f"{at} is {quote_text(words.strip())}, where a day or a time is wanted"
            found.notes.append(f"{seen}; it is kept under Unplaced.")
            found.leave(at, words)
            return
    if (
        value
        and name == "guid"
        and value not in facts["link"]
        and (facts["link"] or not address_host(value))
    ):
        found.take(at, "boilerplate", words)  # an id
        return
    found.take(at, _FACT_FIELDS[name], words)
    if value:
        facts[name].append(value)


def _parse_date(stated: str) -> str | None:
    try:
        return dates.moment(parsedate_to_datetime(stated).isoformat())
    except ValueError:
        return dates.moment(stated)


# --- beside the items -----------------------------------------------------------------------------


def _feed_language(outside: list[ElementAt]) -> str | None:
    return next(
        (
            normal_line(repair_text(element.text or "")[0])
            for _, element in outside
            if element_name(element) == "language"
        ),
        None,
    )


def _with_channel(
    stories: list[Reading], notes: tuple[str, ...], outside: list[ElementAt]
) -> list[Reading]:
    """The readings, the first one with the notes about the whole bundle and with what stands beside the items."""
    if not stories:
        return stories
    first, *others = stories
    found = ItemLedger("")
    for path, element in outside:
        name = element_name(element)
        for place, words in element_texts(element, path):
            if name == "language" and place == path:
                found.take(place, "language", words)
            elif name in _CHANNEL_ELEMENTS or (name == "atom:link" and "/@" in place):
                found.take(place, "boilerplate", words)
            else:
                found.leave(place, words)
    content = replace(first.content, unplaced=(*first.content.unplaced, *found.unplaced))
    return [
        replace(
            first,
            content=content,
            ledger=(*first.ledger, *found.rows),
            notes=(*notes, *first.notes),
        ),
        *others,
    ]
