"""Clusters of Kite (Kagi News): no labels, but quotations, who takes which view, and much beside the story.

Its writer changed over time: the same key holds a text, a list of texts or a list of objects, and
nothing in many ways.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import islice, takewhile
from typing import Any

from generator.readers.json.document import wrong_kind_error
from generator.readers.json.mapping import BOILERPLATE, LINE, FieldMapping, MappedValues, Slot
from generator.readers.json.reader import JsonReader, StoryParts
from generator.readers.kite.citations import bare_host, bare_host_of, with_citations
from generator.readers.kite.table import (
    ASIDES,
    CAMEL_MAPPING,
    IMAGES,
    MAPPING,
    MARKS,
    QUOTED,
    SECOND,
    camel_case,
    is_camel_case,
)
from generator.story.model import Article, Aside, Content, Coverage, Link, Voice
from generator.text.normal import fold

LONGEST_NAME = 80
"""Characters of who takes a view, before the colon."""
_PARTED = re.compile(r"\s*::\s*")
"""What parts the time of an event from what happened, where both stand in one text."""


class _Cluster:
    """A cluster with what the table took of it, whatever shape each part is in."""

    def __init__(self, value: Mapping[str, Any], mapped: MappedValues) -> None:
        self._value, self._mapped = value, mapped
        self._held = mapped.by_pointer()
        self.spelled = camel_case if is_camel_case(value) else str

    def one(self, key: str) -> Any:
        """What is taken of the value under a key."""
        return self._held.get(f"/{self.spelled(key)}")

    def leave(self, *keys: str) -> None:
        """Keep what stands under these keys as it is: no field can hold it."""
        for key in keys:
            if self.one(key) is not None:
                self._mapped.unplace(f"/{self.spelled(key)}")

    def leave_at(self, at: str) -> None:
        """Keep what stands at or below a pointer as it is."""
        begin = bisect_left(self._places, f"{at}/")
        below = takewhile(
            lambda place: place.startswith(f"{at}/"), islice(self._places, begin, None)
        )
        for place in (at, *below):
            if self._held.get(place) is not None:
                self._mapped.unplace(place)

    @cached_property
    def _places(self) -> list[str]:
        return sorted(self._held)

    def parts(
        self, at: str, value: Any, *keys: str
    ) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        """The parts of a value, each with its pointer: a text alone, or what an object holds under these keys."""
        members = (
            [(f"{at}/{number}", each) for number, each in enumerate(value)]
            if isinstance(value, list)
            else [(at, value)]
        )
        for place, member in members:
            if isinstance(member, Mapping):
                yield place, tuple(self._held.get(f"{place}/{self.spelled(key)}") for key in keys)
            else:
                yield place, (self._held.get(place), *(None for _ in keys[1:]))

    def under(self, key: str, *keys: str) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        """The parts of the value under a key."""
        return self.parts(f"/{self.spelled(key)}", self._value.get(self.spelled(key)), *keys)

    def lines(self, key: str) -> tuple[str, ...]:
        """The lines of all texts under a key."""
        return tuple(
            line for _, (text,) in self.under(key, "text") for line in _nonempty_lines(text)
        )

    def sources(self, perspective: str) -> tuple[Link, ...]:
        """The sources of the perspective at a pointer."""
        found: Any = self._value
        for part in perspective.split("/")[1:]:
            found = found[int(part) if isinstance(found, list) else part]
        if not isinstance(found, Mapping):
            return ()
        parts = self.parts(f"{perspective}/sources", found.get("sources"), "name", "url")
        return tuple(link for _, (name, url) in parts if (link := _source_link(name, url)))


def _nonempty_lines(text: str | None) -> list[str]:
    return [line for line in text.split("\n") if line] if text else []


def _join_lines(text: str | None) -> str | None:
    return " ".join(_nonempty_lines(text)) or None


def _source_link(name: str | None, url: str | None) -> Link | None:
    """A source; a text alone may be its address, and a host is no name for an address that has it."""
    name, url = _join_lines(name), _join_lines(url)
    if name and not url and bare_host_of(name):
        name, url = None, name
    if name and url and bare_host(name) == bare_host_of(url):
        name = None
    return Link(outlet=name, url=url) if name or url else None


def _event_lines(when: str | None, what: str | None) -> Iterator[str]:
    """An event as one line, or as many as its text has."""
    if when and what:
        yield f"{_join_lines(when)}: {_join_lines(what)}"
    else:
        yield from (_PARTED.sub(": ", line, count=1) for line in _nonempty_lines(when or what))


def _cluster_perspectives(cluster: _Cluster) -> Iterator[Voice]:
    for at, (text,) in cluster.under("perspectives", "text"):
        if text is None:
            cluster.leave_at(f"{at}/sources")
        else:
            yield Voice(
                kind="perspective", text=text, by=split_speaker(text), sources=cluster.sources(at)
            )


def split_speaker(text: str) -> str | None:
    """Who takes a view that is told as `Harbour office: Calls it a fault.`."""
    name, colon, words = text.partition(": ")
    return name if colon and words and len(name) <= LONGEST_NAME and "\n" not in name else None


def _cluster_quotation(cluster: _Cluster) -> Iterator[Voice]:
    quote = cluster.one("quote")
    if quote is None:
        cluster.leave(*QUOTED)
        return
    author, attribution, url, domain = map(cluster.one, QUOTED)
    by = {fold(name): name for name in (author, attribution) if name}
    source = _source_link(domain, url)
    yield Voice(
        kind="quotation",
        text=quote,
        by=", ".join(by.values()) or None,
        sources=(source,) if source else (),
    )


def _cluster_asides(cluster: _Cluster, articles: list[dict[str, Any]]) -> Iterator[Aside]:
    found: dict[str, tuple[str, ...]] = {}
    for key, heading in ASIDES.items():
        found[heading] = (*found.get(heading, ()), *cluster.lines(key))
    asked = cluster.under("suggested_qna", "question", "answer")
    found["Questions"] = tuple(
        " — ".join(map(" ".join, map(_nonempty_lines, filter(None, pair))))
        for _, pair in asked
        if any(pair)
    )
    captions = [*(cluster.one(f"{image}/caption") for image in IMAGES)]
    captions += [article.get(cluster.spelled("image_caption")) for article in articles]
    found["Pictures"] = tuple(dict.fromkeys(filter(None, captions)))
    yield from (
        Aside(heading=heading, points=points) for heading, points in found.items() if points
    )


def _cluster_article(article: Mapping[str, Any]) -> Article:
    domain, url = article.get("domain"), article.get("link")
    return Article(
        title=article.get("title"),
        url=url,
        outlet=None if domain and bare_host(domain) == bare_host_of(url) else domain,
        published=article.get("date"),
    )


class KiteClusters(JsonReader):
    """Kite's clusters."""

    name = "kite"
    mapping = MAPPING
    envelope = FieldMapping(
        {
            "/timestamp": Slot("captured", SECOND),
            "/category": Slot("topics", LINE),
            "/categoryName": Slot("topics", LINE),
            **{
                f"/{key}": BOILERPLATE
                for key in (
                    "read",
                    "read_count",
                    "readCount",
                    "totalStories",
                    "batchId",
                    "categoryId",
                )
            },
            "/domains/*/name": BOILERPLATE,
            "/domains/*/favicon": BOILERPLATE,
        }
    )
    envelope_captured = "/timestamp"

    def matches(self, value: Any) -> bool:
        """An object with a text `title`, `articles` of which one has a `link`, if there are any, and two of the marks."""
        if (
            not isinstance(value, dict)
            or not isinstance(value.get("title"), str)
            or "articles" not in value
        ):
            return False
        articles = value["articles"]
        if (
            isinstance(articles, list)
            and articles
            and not any("link" in one for one in articles if isinstance(one, dict))
        ):
            return False
        return sum(mark in value or camel_case(mark) in value for mark in MARKS) > 1

    def mapping_for(self, value: dict[str, Any]) -> FieldMapping:
        """The table of the story's spelling."""
        return CAMEL_MAPPING if is_camel_case(value) else MAPPING

    def with_envelope(self, content: Content, envelope: MappedValues) -> Content:
        """The category of the whole list is a topic of each story."""
        topics = {
            fold(topic): topic
            for topic in (*content.topics, *map(envelope.value, ("/category", "/categoryName")))
            if topic
        }
        return replace(content, topics=tuple(topics.values()))

    def extract(self, value: dict[str, Any], mapped: MappedValues) -> StoryParts:
        """The story of a value."""
        if not isinstance(value["articles"], list | None):
            raise wrong_kind_error(f"{mapped.at}/articles", value["articles"], "a list")
        cluster, articles = _Cluster(value, mapped), mapped.objects("/articles/*")
        summary = [text for _, (text,) in cluster.under("short_summary", "text") if text]
        content = Content(
            title=mapped.value("/title"),
            language=mapped.value("/selectedLanguage"),
            places=tuple(filter(None, (mapped.value("/location"),))),
            topics=tuple(filter(None, (mapped.value("/category"),))),
            summary="\n\n".join(summary) or None,
            key_points=cluster.lines("talking_points"),
            timeline=tuple(
                line
                for _, event in cluster.under("timeline", "date", "content")
                for line in _event_lines(*event)
            ),
            coverage=Coverage(
                reported_articles=cluster.one("number_of_titles"),
                total_sources=cluster.one("unique_domains"),
            ),
            voices=(*_cluster_quotation(cluster), *_cluster_perspectives(cluster)),
            asides=tuple(_cluster_asides(cluster, articles)),
            articles=tuple(map(_cluster_article, articles)),
        )
        domains = [
            article.get("domain") or bare_host_of(article.get("link")) for article in articles
        ]
        _unplace_the_rest(cluster, content, domains)
        return StoryParts(with_citations(content, domains))


def _unplace_the_rest(cluster: _Cluster, content: Content, domains: list[str | None]) -> None:
    """Keep what says more than the fields: a language that is translated from, and a domain that no article has."""
    if cluster.one("sourceLanguage") not in (None, content.language):
        cluster.leave("sourceLanguage")
    known = {bare_host(domain) for domain in domains if domain}
    for at, (name,) in cluster.under("domains", "name"):
        if name and bare_host(name) not in known:
            cluster.leave_at(f"{at}/name")
