"""The text nodes of a page, and the lines that a browser makes of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from generator.counting import quantity
from generator.readers.html.exclusions import CODE, CONSENT, EXCLUDED_TAGS, exclusion_reason
from generator.readers.html.states import ElementState, state_changes
from generator.readers.html.tree import DEEPEST, Roots
from generator.readers.story_page.pieces import PageLine
from generator.text.addresses import host, joined
from generator.text.normal import repair

_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd"),
        *("details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure"),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr"),
        *("html", "legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup", "option"),
        *("p", "plaintext", "pre", "script", "section", "style", "summary", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "title", "tr", "ul", "xmp"),
    }
)
"""Elements that are lines of their own."""
_SPACE = re.compile(r"[ \t\n\f\r]+")


class TextNode(NamedTuple):
    """A text node that is not blank."""

    at: str
    """Its landmark, and its element by its number among those of its name: `main/p[3]`."""
    text: str
    """With single spaces."""
    lines: range
    """The places of its lines; none if it is not the story's."""
    excluded: str | None
    """Why it is not the story's."""


@dataclass(slots=True)
class HtmlText:
    """The text of a page."""

    nodes: list[TextNode] = field(default_factory=list)
    lines: list[PageLine] = field(default_factory=list)
    outside: set[int] = field(default_factory=set)
    """Numbers of the lines outside of the page's main part, if it has one."""
    body: set[int] = field(default_factory=set)
    """Numbers of the lines that the page marks as an article's text."""
    deep: str | None = None
    """The place of the first element that is too deep to be read."""
    lost: int = 0
    """Characters in such elements."""
    replaced: int = 0
    """Number of characters that no page of the archive can hold."""


@dataclass(slots=True)
class _ElementFrame:
    """An element whose children are being walked."""

    element: etree._Element
    state: ElementState
    at: str
    children: Iterator[etree._Element]
    block: bool
    """Whether it is lines of its own."""
    card: bool
    """Whether a card begins and ends with it."""
    texts: int = 0
    """Text nodes so far."""


class _TextWalk:
    """The walk over a page that collects its text."""

    def __init__(
        self,
        roots: Roots,
        banners: frozenset[etree._Element],
        base: str | None,
        deepest: int,
    ) -> None:
        self.text = HtmlText()
        self._base = base
        self._home = host(base) if base else None
        self._banners = banners
        self._deepest = deepest
        mains = [main for root in roots for main in root.iter("main") if _has_text(main)]
        headings = [h1 for root in roots for h1 in root.iter("h1")]
        # Without a `main`, the article around the first heading is the main part.
        article = (
            next(headings[0].iterancestors("article"), None) if headings and not mains else None
        )
        self._mains = frozenset(mains) if article is None else frozenset((article,))
        self._headed = any(
            next(h1.iterancestors("header", "footer"), None) is None for h1 in headings
        )
        self._numbers: defaultdict[str, int] = defaultdict(int)
        self._stack: list[_ElementFrame] = []
        self._parts: list[str] = []
        self._first: tuple[ElementState, str] | None = None
        self._href: str | None = None
        self._card = self._gap = False
        self._hrefs: dict[str, tuple[str | None, bool]] = {}

    def walk(self, root: etree._Element) -> None:
        """Add the text of a root, without recursion: elements can be nested deeper than calls."""
        stack = self._stack
        self._enter(root, ElementState())
        while stack:
            frame = stack[-1]
            child = next(frame.children, None)
            if child is not None:
                self._enter(child, frame.state)
                continue
            stack.pop()
            self._leave(frame)
            if stack and frame.element.tail:
                self._add_text(frame.element.tail, stack[-1])
        self._end_line()

    def _enter(self, element: etree._Element, above: ElementState) -> None:
        tag = element.tag if isinstance(element.tag, str) else "?"
        self._numbers[tag] += 1
        at = f"{above.landmark}{tag}[{self._numbers[tag]}]"
        block = tag in _BLOCKS or above.spread
        if block or tag == "br":
            self._end_line()
        if len(self._stack) == self._deepest:
            self.text.lost += sum(map(len, element.itertext()))
            self.text.deep = self.text.deep or at
            self._stack.append(_ElementFrame(element, above, at, iter(()), block, False))
            return
        state = self._state(element, tag, above)
        frame = _ElementFrame(
            element, state, at, iter(element), block, state.in_card and not above.in_card
        )
        if tag == "hr" or frame.card:
            self._card = self._gap = True
        self._stack.append(frame)
        if element.text:
            self._add_text(element.text, frame)

    def _leave(self, frame: _ElementFrame) -> None:
        if frame.block:
            self._end_line()
        if frame.card:
            self._card = self._gap = True

    def _state(self, element: etree._Element, tag: str, above: ElementState) -> ElementState:
        if above.excluded:
            return above._replace(excluded=CODE) if EXCLUDED_TAGS.get(tag) == CODE else above
        changed = state_changes(element, tag, above)
        reason = exclusion_reason(element, tag, above.in_content, self._headed)
        if reason or element in self._banners:
            changed["excluded"] = reason or CONSENT
        if element in self._mains:
            changed["in_main"] = True
        return above._replace(**changed) if changed else above

    def _add_text(self, raw: str, frame: _ElementFrame) -> None:
        """Add a text node, unless it is blank."""
        state = frame.state
        words = _collapse_spaces(raw).strip()
        if not words:
            if self._parts and not state.excluded:
                self._parts.append(raw)
            return
        at = f"{frame.at}:{frame.texts + 1}" if frame.texts else frame.at
        frame.texts += 1
        if state.excluded:
            shown = f"({quantity(len(raw), 'character')})" if state.excluded == CODE else words
            self.text.nodes.append(TextNode(at, shown, range(0), state.excluded))
            return
        first = len(self.text.lines)
        for number, line in enumerate(raw.split("\n") if state.preformatted else (raw,)):
            if number:
                self._end_line()
                self._gap = self._gap or not line.strip()
            if line.strip():
                self._add_words(line, state, at)
        self.text.nodes.append(TextNode(at, words, range(first, len(self.text.lines) + 1), None))

    def _add_words(self, words: str, state: ElementState, at: str) -> None:
        if self._first is None:
            self._first = (state, at)
        if state.href and not self._href:
            self._href = state.href
        self._parts.append(words)

    def _end_line(self) -> None:
        if self._first is None:
            self._parts.clear()
            return
        state, at = self._first
        words, replaced = repair(_collapse_spaces("".join(self._parts)).strip())
        self.text.replaced += replaced
        number = len(self.text.lines) + 1
        href, is_external = self._resolve(self._href)
        self.text.lines.append(
            PageLine(
                number,
                words,
                at,
                self._gap,
                state.rank,
                state.is_point,
                self._card,
                href,
                is_external,
            )
        )
        if self._mains and not state.in_main:
            self.text.outside.add(number)
        if state.in_body:
            self.text.body.add(number)
        self._parts.clear()
        self._first = self._href = None
        self._gap = self._card = False

    def _resolve(self, href: str | None) -> tuple[str | None, bool]:
        if href is None:
            return None, False
        if href not in self._hrefs:
            address = joined(self._base, href)
            self._hrefs[href] = address, bool(address) and host(address or "") != self._home
        return self._hrefs[href]


def _collapse_spaces(raw: str) -> str:
    """Words with single spaces; most have them already, and need no costly pattern."""
    return raw if "  " not in raw and raw.isprintable() else _SPACE.sub(" ", raw)


def read_html_text(
    roots: Roots,
    banners: frozenset[etree._Element],
    base: str | None,
    deepest: int = DEEPEST,
) -> HtmlText:
    """Read the text of a page; its links are relative to `base`."""
    walk = _TextWalk(roots, banners, base, deepest)
    for root in roots:
        walk.walk(root)
    return walk.text


def _has_text(element: etree._Element) -> bool:
    return any(words.strip() for words in element.itertext())
