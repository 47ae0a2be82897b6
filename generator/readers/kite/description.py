"""The description of an item of Kite's feed: what it tells before its first heading, and below
each.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from generator.readers.base import Row
from generator.readers.kite.citations import bare, host_of
from generator.readers.kite.clusters import LONGEST_NAME, speaker
from generator.readers.kite.html_blocks import Block, blocks
from generator.story.model import Article, Link, Voice
from generator.text import normal as text
from generator.text.normal import fold

_DASH = re.compile(r"\s[-–—]\s+")
_BETWEEN = re.compile(r"[\s\0,;&)]|\band\b")
"""What may stand between the links in the brackets behind a perspective."""


@dataclass(slots=True)
class Found:
    """What is found in an item, or beside the items: the ledger, and what no field takes."""

    at: str
    rows: list[Row] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    replaced: int = 0

    def words(self, raw: str) -> str:
        """A text that a page can hold."""
        repaired, replaced = text.repair(raw)
        self.replaced += replaced
        return repaired

    def take(self, at: str, name: str, words: str) -> None:
        """Enter in the ledger what goes to a field."""
        self.rows.append(Row(at, (name,), words))

    def leave(self, at: str, words: str) -> None:
        """Enter what no field takes, and keep it as a line."""
        self.take(at, "unplaced", words)
        line = text.line(self.words(words))
        if line:
            self.unplaced.append(f"{at[len(self.at) :]}: {line}")


@dataclass(slots=True)
class Described:
    """What the description of an item tells, as it is put together."""

    summary: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    timeline: list[str] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    asides: dict[str, list[str]] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)


def describe(found: Found, told: Described, at: str, html: str) -> None:
    """Take the description apart: what it tells before its first heading, and below each."""
    heading: Block | None = None
    waits = False
    for block in blocks(found.words(html), at):
        found.replaced += block.replaced
        for place, words in block.images:
            found.take(place, "boilerplate", words)
        taker = _taker(block, heading)
        if waits and heading and (block.kind == "heading" or taker is _aside):
            # A heading of Kite's own is known; any other goes where what stands below it goes.
            if block.kind == "heading":
                found.leave(heading.at, heading.words)
            else:
                found.take(heading.at, "asides", heading.words)
            waits = False
        if block.kind == "heading":
            heading, waits = block, _section(block) not in _TAKERS
            if not waits:
                found.take(block.at, "boilerplate", block.words)
            _leave_links(found, block)
        else:
            taker(found, told, block, heading)
    if waits and heading:
        found.leave(heading.at, heading.words)


def _taker(block: Block, heading: Block | None) -> Taker:
    """What takes a block, by what it is and where it stands."""
    if block.kind == "other" or not block.words:
        return _leave
    if block.kind == "quote":
        return _quotation
    return _TAKERS.get(_section(heading), _aside) if heading else _summary


def _leave(found: Found, _told: Described, block: Block, _heading: Block | None) -> None:
    if block.words:
        found.leave(block.at, block.words)
    _leave_links(found, block)


def _section(heading: Block) -> str:
    return fold(heading.words).rstrip(": ")


def _leave_links(found: Found, block: Block) -> None:
    for link in block.links:
        found.leave(link.at, link.address)


def _summary(found: Found, told: Described, block: Block, _heading: Block | None) -> None:
    found.take(block.at, "summary", block.words)
    told.summary += filter(None, [text.paragraphs(block.words)])
    _leave_links(found, block)


def _point(found: Found, told: Described, block: Block, _heading: Block | None) -> None:
    found.take(block.at, "key_points", block.words)
    told.points += filter(None, [text.line(block.words)])
    _leave_links(found, block)


def _event(found: Found, told: Described, block: Block, _heading: Block | None) -> None:
    found.take(block.at, "timeline", block.words)
    told.timeline += filter(None, [text.line(block.words)])
    _leave_links(found, block)


def _aside(found: Found, told: Described, block: Block, heading: Block | None) -> None:
    found.take(block.at, "asides", block.words)
    name = (text.line(heading.words) or "").rstrip(": ") if heading else ""
    told.asides.setdefault(name or "More", []).extend(filter(None, [text.line(block.words)]))
    _leave_links(found, block)


def _voiced(
    found: Found, told: Described, block: Block, kind: str, words: str, by: str | None
) -> None:
    said = text.paragraphs(words)
    if not said:
        found.leave(block.at, block.words)
        _leave_links(found, block)
        return
    found.take(block.at, "voices", block.words)
    sources = []
    for link in block.links:
        found.take(link.at, "voices", link.address)
        name, address = text.line(link.words), text.line(link.address)
        if name or address:
            sources.append(
                Link(
                    outlet=None if name and address and bare(name) == host_of(address) else name,
                    url=address,
                )
            )
    told.voices.append(Voice(kind=kind, text=said, by=by, sources=tuple(sources)))


def _quotation(found: Found, told: Described, block: Block, _heading: Block | None) -> None:
    """A quotation; behind the last dash stands who said so."""
    dash = next(reversed(list(_DASH.finditer(block.words))), None)
    by = text.line(block.words[dash.end() :]) if dash else None
    if dash and by and len(by) <= LONGEST_NAME and block.words[: dash.start()].strip():
        _voiced(found, told, block, "quotation", block.words[: dash.start()], by)
    else:
        _voiced(found, told, block, "quotation", block.words, None)


def _perspective(found: Found, told: Described, block: Block, _heading: Block | None) -> None:
    """Who takes which view; the links in brackets behind it are its sources, and none of its words."""
    before, bracket, behind = block.outside.rpartition("(")
    told_apart = bracket and "\0" in behind and "\0" not in before and not _BETWEEN.sub("", behind)
    words = before if told_apart else block.words
    _voiced(found, told, block, "perspective", words, speaker(text.line(words) or ""))


def _source(found: Found, told: Described, block: Block, _heading: Block | None) -> None:
    """An article: its title as a link, and behind a dash the host."""
    before, _, behind = block.outside.partition("\0")
    if len(block.links) != 1 or before.strip():
        found.leave(block.at, block.words)
        _leave_links(found, block)
        return
    (link,) = block.links
    title, address = text.line(link.words), text.line(link.address)
    name = text.line(behind.strip(" \t\r\n-–—"))
    outlet = None if name and bare(name) == host_of(address) else name
    found.take(block.at, "article_title", block.words)
    found.take(link.at, "article_address", link.address)
    if title or address or outlet:
        told.articles.append(Article(title=title, url=address, outlet=outlet))


Taker = Callable[[Found, Described, Block, Block | None], None]
_TAKERS: dict[str, Taker] = {
    "highlights": _point,
    "perspectives": _perspective,
    "sources": _source,
    "timeline": _event,
}
"""What is made of the parts below each heading that Kite is known to write."""
