"""The blocks of a piece of HTML: headings, paragraphs, items, quotations, each with its words,
links and pictures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from lxml import etree

from generator.errors import BundleError
from generator.text.normal import repair_text

_KINDS = {
    **{f"h{level}": "heading" for level in range(1, 7)},
    "p": "text",
    "li": "item",
    "blockquote": "quote",
    "img": "image",
}
_WRAPPERS = ("html", "body", "div", "section", "article", "main", "ul", "ol", "figure")
"""Elements that only hold blocks."""
_INLINE = (
    "a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "mark", "q", "s", "small", "span", "strong", "sub", "sup",
    "time", "u", "br",
)  # fmt: skip
"""Elements within a line; between blocks they make one of their own with the text beside them."""
_LINK_ATTRIBUTES = ("href", "src", "data", "poster")
"""Attributes that lead somewhere else."""

_END_MARK = "<hr data-last>"
"""What stands behind the HTML, and is met if nothing before it was passed over."""

Node = Any
"""A text, or an element."""


@dataclass(frozen=True, slots=True)
class BlockLink:
    """A link: the path of its address, its words, and the address."""

    at: str
    words: str
    address: str


@dataclass(slots=True)
class HtmlBlock:
    """A block: its path, what it is (`heading`, `text`, `item`, `quote`, `image` or `other`), and what it holds."""

    at: str
    kind: str
    words: str = ""
    outside: str = ""
    """The words, with NUL in place of those of each link."""
    links: list[BlockLink] = field(default_factory=list)
    images: list[tuple[str, str]] = field(default_factory=list)
    """The address and the words of each picture, with their paths."""
    replaced: int = 0
    """Characters that no page can hold, and that a reference names."""

    def repaired(self, words: str) -> str:
        """Words that a page can hold."""
        fitting, replaced = repair_text(words)
        self.replaced += replaced
        return fitting


def parse_blocks(html: str, at: str) -> list[HtmlBlock]:
    """The blocks of a piece of HTML that stands at a path, without those that hold nothing.

    Raises BundleError where the parser would pass over a part of it in silence.
    """
    parser = etree.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    # The parser wants an element around what may be a mere text; an end tag too many closes it
    # before its time.
    body = etree.fromstring(f"<html><body><div>{html}</div>{_END_MARK}</body></html>", parser).find(
        "body"
    )
    # A quotation mark or a comment that nothing ends takes all behind it, and so does an end of the
    # document.
    last = body[-1] if len(body) else None
    if last is None or last.get("data-last") is None:
        raise BundleError(
            f"{at} is HTML that cannot be read to its end",
            "Mend it there, or capture the feed again",
        )
    body.remove(last)
    around, *others = _child_nodes(body)
    found = _blocks_of_nodes([*_child_nodes(around), *others], at)
    return [block for block in found if block.words or block.links or block.images]


def _child_nodes(element: Any) -> list[Node]:
    """What stands in an element, in order: texts that are not empty, and elements."""
    found = [element.text]
    for child in element:
        found += [child, child.tail]
    return [node for node in found if node is not None and (not isinstance(node, str) or node)]


def _nodes_with_paths(nodes: Sequence[Node], at: str) -> Iterator[tuple[str, Node]]:
    """Nodes with their paths; elements are numbered where there are several of a name."""
    many = Counter(node.tag for node in nodes if not isinstance(node, str))
    seen: Counter[str] = Counter()
    for node in nodes:
        if isinstance(node, str):
            yield at, node
        else:
            seen[node.tag] += 1
            yield (
                f"{at}/{node.tag}[{seen[node.tag]}]" if many[node.tag] > 1 else f"{at}/{node.tag}",
                node,
            )


def _is_inline(placed: tuple[str, Node]) -> bool:
    return isinstance(placed[1], str) or placed[1].tag in _INLINE


def _blocks_of_nodes(nodes: Sequence[Node], at: str) -> Iterator[HtmlBlock]:
    lines = 0
    for within, group in groupby(_nodes_with_paths(nodes, at), key=_is_inline):
        if within:
            line = list(group)
            if any(not isinstance(node, str) or node.strip() for _, node in line):
                lines += 1
                yield _make_block(f"{at}/text()[{lines}]", "text", line)
            continue
        for path, element in group:
            if element.tag in _WRAPPERS:
                yield from _blocks_of_nodes(_child_nodes(element), path)
            else:
                yield _make_block(path, _KINDS.get(element.tag, "other"), [(path, element)])


def _make_block(at: str, kind: str, placed: Sequence[tuple[str, Node]]) -> HtmlBlock:
    block = HtmlBlock(at, kind)
    words: list[str] = []
    outside: list[str] = []
    _read_nodes(placed, block, words, outside)
    block.words, block.outside = "".join(words).strip(), "".join(outside).strip()
    return block


def _read_nodes(
    placed: Sequence[tuple[str, Node]], block: HtmlBlock, words: list[str], outside: list[str]
) -> None:
    for path, node in placed:
        if isinstance(node, str):
            words.append(block.repaired(node))
            outside.append(words[-1])
            continue
        if node.tag == "img":
            named = ((name, block.repaired(node.get(name, ""))) for name in ("src", "alt"))
            block.images += [(f"{path}/@{name}", value) for name, value in named if value]
            continue
        edge = "" if node.tag in _INLINE else "\n"
        inner, own = [edge], [edge]
        _read_nodes(list(_nodes_with_paths(_child_nodes(node), path)), block, inner, own)
        words += [*inner, "\n" if node.tag == "br" else edge]
        leads = next((name for name in _LINK_ATTRIBUTES if node.get(name)), None)
        if leads:
            block.links.append(
                BlockLink(f"{path}/@{leads}", "".join(inner), block.repaired(node.get(leads)))
            )
        outside += ["\0"] if leads else [*own, "\n" if node.tag == "br" else edge]
