"""A page's text nodes in their order, and the lines that they make as a browser shows them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from generator.counting import quantity
from generator.readers.html import hidden as html_hidden
from generator.readers.html import tree as html_tree
from generator.readers.html.states import State, changes
from generator.readers.story_page.pieces import PageLine
from generator.text import addresses as links
from generator.text import normal as text

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
        "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup", "option", "p",
        "plaintext", "pre", "script", "section", "style", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title",
        "tr", "ul", "xmp",
    }
)  # fmt: skip
"""Elements that stand in lines of their own."""
_SPACE = re.compile(r"[ \t\n\f\r]+")


class Node(NamedTuple):
    """A text node that is not blank."""

    at: str
    """The landmark that it stands in, and its element by its number among those of its name:
    `main/p[3]`."""
    text: str
    """With single spaces."""
    lines: range
    """The places of its lines; none where it is not the story's."""
    why: str | None
    """Why it is not the story's."""


@dataclass(slots=True)
class Page:
    """The text of a page."""

    nodes: list[Node] = field(default_factory=list)
    lines: list[PageLine] = field(default_factory=list)
    outside: set[int] = field(default_factory=set)
    """Numbers of the lines that stand outside of the page's main part, where it has one."""
    body: set[int] = field(default_factory=set)
    """Numbers of the lines in what the page marks as an article's text."""
    deep: str | None = None
    """The first element that stands too deep to be read."""
    lost: int = 0
    """Characters in such elements."""
    replaced: int = 0
    """Characters that no page of the archive can hold."""


@dataclass(slots=True)
class _Frame:
    """An element whose children are walked."""

    element: etree._Element
    state: State
    at: str
    children: Iterator[etree._Element]
    block: bool
    """Whether it stands in lines of its own."""
    card: bool
    """Whether a card begins and ends with it."""
    texts: int = 0


class _Walk:
    """One walk over a page."""

    def __init__(
        self,
        roots: html_tree.Roots,
        banners: frozenset[etree._Element],
        base: str | None,
        deepest: int,
    ) -> None:
        self.page = Page()
        self._base = base
        self._home = links.host(base) if base else None
        self._banners = banners
        self._deepest = deepest
        mains = [main for root in roots for main in root.iter("main") if _says(main)]
        headings = [h1 for root in roots for h1 in root.iter("h1")]
        # Of a page without one, the article around the first heading is the main part.
        article = (
            next(headings[0].iterancestors("article"), None) if headings and not mains else None
        )
        self._mains = frozenset(mains) if article is None else frozenset((article,))
        self._headed = any(
            next(h1.iterancestors("header", "footer"), None) is None for h1 in headings
        )
        self._numbers: defaultdict[str, int] = defaultdict(int)
        self._stack: list[_Frame] = []
        self._parts: list[str] = []
        self._first: tuple[State, str] | None = None
        self._href: str | None = None
        self._card = self._gap = False
        self._hrefs: dict[str, tuple[str | None, bool]] = {}

    def walk(self, root: etree._Element) -> None:
        """Take a root in, without recursion: elements can stand deeper than calls."""
        stack = self._stack
        self._enter(root, State())
        while stack:
            frame = stack[-1]
            child = next(frame.children, None)
            if child is not None:
                self._enter(child, frame.state)
                continue
            stack.pop()
            self._leave(frame)
            if stack and frame.element.tail:
                self._text(frame.element.tail, stack[-1])
        self._end()

    def _enter(self, element: etree._Element, above: State) -> None:
        tag = element.tag if isinstance(element.tag, str) else "?"
        self._numbers[tag] += 1
        at = f"{above.landmark}{tag}[{self._numbers[tag]}]"
        block = tag in _BLOCKS or above.spread
        if block or tag == "br":
            self._end()
        if len(self._stack) == self._deepest:
            self.page.lost += sum(map(len, element.itertext()))
            self.page.deep = self.page.deep or at
            self._stack.append(_Frame(element, above, at, iter(()), block, False))
            return
        state = self._state(element, tag, above)
        frame = _Frame(element, state, at, iter(element), block, state.card and not above.card)
        if tag == "hr" or frame.card:
            self._card = self._gap = True
        self._stack.append(frame)
        if element.text:
            self._text(element.text, frame)

    def _leave(self, frame: _Frame) -> None:
        if frame.block:
            self._end()
        if frame.card:
            self._card = self._gap = True

    def _state(self, element: etree._Element, tag: str, above: State) -> State:
        if above.why:
            return (
                above._replace(why=html_hidden.CODE)
                if html_hidden.UNSHOWN.get(tag) == html_hidden.CODE
                else above
            )
        changed = changes(element, tag, above)
        why = html_hidden.hidden(element, tag, above.inside, self._headed)
        if why or element in self._banners:
            changed["why"] = why or html_hidden.CONSENT
        if element in self._mains:
            changed["main"] = True
        return above._replace(**changed) if changed else above

    def _text(self, raw: str, frame: _Frame) -> None:
        """Take a text node in, unless it is blank."""
        state = frame.state
        words = _collapsed(raw).strip()
        if not words:
            if self._parts and not state.why:
                self._parts.append(raw)
            return
        at = f"{frame.at}:{frame.texts + 1}" if frame.texts else frame.at
        frame.texts += 1
        if state.why:
            shown = (
                f"({quantity(len(raw), 'character')})" if state.why == html_hidden.CODE else words
            )
            self.page.nodes.append(Node(at, shown, range(0), state.why))
            return
        first = len(self.page.lines)
        for number, line in enumerate(raw.split("\n") if state.kept else (raw,)):
            if number:
                self._end()
                self._gap = self._gap or not line.strip()
            if line.strip():
                self._take(line, state, at)
        self.page.nodes.append(Node(at, words, range(first, len(self.page.lines) + 1), None))

    def _take(self, words: str, state: State, at: str) -> None:
        if self._first is None:
            self._first = (state, at)
        if state.href and not self._href:
            self._href = state.href
        self._parts.append(words)

    def _end(self) -> None:
        """End the line."""
        if self._first is None:
            self._parts.clear()
            return
        state, at = self._first
        words, replaced = text.repair(_collapsed("".join(self._parts)).strip())
        self.page.replaced += replaced
        number = len(self.page.lines) + 1
        href, away = self._resolved(self._href)
        self.page.lines.append(
            PageLine(number, words, at, self._gap, state.rank, state.listed, self._card, href, away)
        )
        if self._mains and not state.main:
            self.page.outside.add(number)
        if state.body:
            self.page.body.add(number)
        self._parts.clear()
        self._first = self._href = None
        self._gap = self._card = False

    def _resolved(self, href: str | None) -> tuple[str | None, bool]:
        if href is None:
            return None, False
        if href not in self._hrefs:
            address = links.joined(self._base, href)
            self._hrefs[href] = address, bool(address) and links.host(address or "") != self._home
        return self._hrefs[href]


def _collapsed(raw: str) -> str:
    """Words with single spaces where HTML has white space; most have them already, and the pattern costs more than the rest."""
    return raw if "  " not in raw and raw.isprintable() else _SPACE.sub(" ", raw)


def read(
    roots: html_tree.Roots,
    banners: frozenset[etree._Element],
    base: str | None,
    deepest: int = html_tree.DEEPEST,
) -> Page:
    """The text of a page; `base` is the address against which its links are meant."""
    walk = _Walk(roots, banners, base, deepest)
    for root in roots:
        walk.walk(root)
    return walk.page


def _says(element: etree._Element) -> bool:
    return any(words.strip() for words in element.itertext())
