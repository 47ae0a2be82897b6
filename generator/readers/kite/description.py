"""The description of an item of Kite's feed: what it tells before its first heading, and below
each.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from generator.readers.base import LedgerRow
from generator.readers.kite.citations import bare_host, bare_host_of
from generator.readers.kite.clusters import LONGEST_NAME, split_speaker
from generator.readers.kite.html_blocks import HtmlBlock, parse_blocks
from generator.story.model import Article, Link, Voice
from generator.text.normal import fold, normal_line, normal_paragraphs, repair_text

_DASH = re.compile(r"\s[-–—]\s+")
_BETWEEN = re.compile(r"[\s\0,;&)]|\band\b")
"""What may stand between the links in the brackets behind a perspective."""


@dataclass(slots=True)
class ItemLedger:
    """What is found in an item, or beside the items: the ledger, and what no field takes."""

    at: str
    rows: list[LedgerRow] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    replaced: int = 0

    def words(self, raw: str) -> str:
        """A text that a page can hold."""
        repaired, replaced = repair_text(raw)
        self.replaced += replaced
        return repaired

    def take(self, at: str, name: str, words: str) -> None:
        """Enter in the ledger what goes to a field."""
        self.rows.append(LedgerRow(at, (name,), words))

    def leave(self, at: str, words: str) -> None:
        """Enter what no field takes, and keep it as a line."""
        self.take(at, "unplaced", words)
        line = normal_line(self.words(words))
        if line:
            self.unplaced.append(f"{at[len(self.at) :]}: {line}")


@dataclass(slots=True)
class ItemParts:
    """What the description of an item tells, as it is put together."""

    summary: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    timeline: list[str] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    asides: dict[str, list[str]] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)


def read_description(found: ItemLedger, told: ItemParts, at: str, html: str) -> None:
    """Take the description apart: what it tells before its first heading, and below each."""
    heading: HtmlBlock | None = None
    waits = False
    for block in parse_blocks(found.words(html), at):
        found.replaced += block.replaced
        for place, words in block.images:
            found.take(place, "boilerplate", words)
        taker = _handler_of(block, heading)
        if waits and heading and (block.kind == "heading" or taker is _add_aside):
            # A heading of Kite's own is known; any other goes where what stands below it goes.
            if block.kind == "heading":
                found.leave(heading.at, heading.words)
            else:
                found.take(heading.at, "asides", heading.words)
            waits = False
        if block.kind == "heading":
            heading, waits = block, _section_name(block) not in _HANDLERS
            if not waits:
                found.take(block.at, "boilerplate", block.words)
            _unplace_links(found, block)
        else:
            taker(found, told, block, heading)
    if waits and heading:
        found.leave(heading.at, heading.words)


def _handler_of(block: HtmlBlock, heading: HtmlBlock | None) -> BlockHandler:
    """What takes a block, by what it is and where it stands."""
    if block.kind == "other" or not block.words:
        return _unplace_block
    if block.kind == "quote":
        return _add_quotation
    return _HANDLERS.get(_section_name(heading), _add_aside) if heading else _add_summary


def _unplace_block(
    found: ItemLedger, _told: ItemParts, block: HtmlBlock, _heading: HtmlBlock | None
) -> None:
    if block.words:
        found.leave(block.at, block.words)
    _unplace_links(found, block)


def _section_name(heading: HtmlBlock) -> str:
    return fold(heading.words).rstrip(": ")


def _unplace_links(found: ItemLedger, block: HtmlBlock) -> None:
    for link in block.links:
        found.leave(link.at, link.address)


def _add_summary(
    found: ItemLedger, told: ItemParts, block: HtmlBlock, _heading: HtmlBlock | None
) -> None:
    found.take(block.at, "summary", block.words)
    told.summary += filter(None, [normal_paragraphs(block.words)])
    _unplace_links(found, block)


def _add_key_point(
    found: ItemLedger, told: ItemParts, block: HtmlBlock, _heading: HtmlBlock | None
) -> None:
    found.take(block.at, "key_points", block.words)
    told.points += filter(None, [normal_line(block.words)])
    _unplace_links(found, block)


def _add_event(
    found: ItemLedger, told: ItemParts, block: HtmlBlock, _heading: HtmlBlock | None
) -> None:
    found.take(block.at, "timeline", block.words)
    told.timeline += filter(None, [normal_line(block.words)])
    _unplace_links(found, block)


def _add_aside(
    found: ItemLedger, told: ItemParts, block: HtmlBlock, heading: HtmlBlock | None
) -> None:
    found.take(block.at, "asides", block.words)
    name = (normal_line(heading.words) or "").rstrip(": ") if heading else ""
    told.asides.setdefault(name or "More", []).extend(filter(None, [normal_line(block.words)]))
    _unplace_links(found, block)


def _add_voice(
    found: ItemLedger, told: ItemParts, block: HtmlBlock, kind: str, words: str, by: str | None
) -> None:
    said = normal_paragraphs(words)
    if not said:
        found.leave(block.at, block.words)
        _unplace_links(found, block)
        return
    found.take(block.at, "voices", block.words)
    sources = []
    for link in block.links:
        found.take(link.at, "voices", link.address)
        name, address = normal_line(link.words), normal_line(link.address)
        if name or address:
            sources.append(
                Link(
                    outlet=None
                    if name and address and bare_host(name) == bare_host_of(address)
                    else name,
                    url=address,
                )
            )
    told.voices.append(Voice(kind=kind, text=said, by=by, sources=tuple(sources)))


def _add_quotation(
    found: ItemLedger, told: ItemParts, block: HtmlBlock, _heading: HtmlBlock | None
) -> None:
    """A quotation; behind the last dash stands who said so."""
    dash = next(reversed(list(_DASH.finditer(block.words))), None)
    by = normal_line(block.words[dash.end() :]) if dash else None
    if dash and by and len(by) <= LONGEST_NAME and block.words[: dash.start()].strip():
        _add_voice(found, told, block, "quotation", block.words[: dash.start()], by)
    else:
        _add_voice(found, told, block, "quotation", block.words, None)


def _add_perspective(
    found: ItemLedger, told: ItemParts, block: HtmlBlock, _heading: HtmlBlock | None
) -> None:
    """Who takes which view; the links in brackets behind it are its sources, and none of its words."""
    before, bracket, behind = block.outside.rpartition("(")
    told_apart = bracket and "\0" in behind and "\0" not in before and not _BETWEEN.sub("", behind)
    words = before if told_apart else block.words
    _add_voice(found, told, block, "perspective", words, split_speaker(normal_line(words) or ""))


def _add_article(
    found: ItemLedger, told: ItemParts, block: HtmlBlock, _heading: HtmlBlock | None
) -> None:
    """An article: its title as a link, and behind a dash the host."""
    before, _, behind = block.outside.partition("\0")
    if len(block.links) != 1 or before.strip():
        found.leave(block.at, block.words)
        _unplace_links(found, block)
        return
    (link,) = block.links
    title, address = normal_line(link.words), normal_line(link.address)
    name = normal_line(behind.strip(" \t\r\n-–—"))
    outlet = None if name and bare_host(name) == bare_host_of(address) else name
    found.take(block.at, "article_title", block.words)
    found.take(link.at, "article_address", link.address)
    if title or address or outlet:
        told.articles.append(Article(title=title, url=address, outlet=outlet))


BlockHandler = Callable[[ItemLedger, ItemParts, HtmlBlock, HtmlBlock | None], None]
_HANDLERS: dict[str, BlockHandler] = {
    "highlights": _add_key_point,
    "perspectives": _add_perspective,
    "sources": _add_article,
    "timeline": _add_event,
}
"""What is made of the parts below each heading that Kite is known to write."""
