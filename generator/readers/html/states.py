"""The state that an element gives to all that it holds, by its name, class and style."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

_PREFORMATTED = frozenset({"pre", "listing", "plaintext", "xmp"})
"""Elements in which line ends are kept."""
_LANDMARKS = frozenset(
    {"head", "header", "nav", "main", "article", "section", "aside", "footer", "form", "table"}
)
_PARTS = ("h2", "h3", "h4", "h5", "h6", "p", "div", "li", "br")
_RANKS = {f"h{rank}": rank for rank in range(1, 7)}
_SPREAD = re.compile(r"(?:^|[\s:])(?:inline-)?(?:flex|grid)(?:\s|$)")
_SPREAD_STYLE = re.compile(r"display\s*:\s*(?:inline-)?(?:flex|grid)", re.IGNORECASE)
"""Styles by which each child of an element is a line of its own; class names are those of the
utility sheets that most sites use."""
_BODY = re.compile(
    r"(?:^|\s)(?:entry|article|post|story)(?:-|__)?(?:body|content|text)(?:\s|$)", re.IGNORECASE
)
"""Class names by which the usual publishing systems mark an article's text."""


class ElementState(NamedTuple):
    """What holds for everything inside an element, unless an inner element changes it."""

    landmark: str = ""
    """The innermost landmark, as the ledger names it: `main/`."""
    excluded: str | None = None
    """Why the content is not the story's; None for content that may be."""
    preformatted: bool = False
    spread: bool = False
    """Whether each child is a line of its own."""
    href: str | None = None
    rank: int = 0
    """The rank of the heading, from 1; 0 outside of headings."""
    is_point: bool = False
    """Whether it is a point of a list."""
    in_card: bool = False
    in_content: bool = False
    """Whether it is inside the page's main part, an article or the like."""
    in_main: bool = False
    in_body: bool = False
    """Whether the page marks it as an article's text."""


def state_changes(element: etree._Element, tag: str, above: ElementState) -> dict[str, Any]:
    """The fields of the state that an element changes, with their new values."""
    changed: dict[str, Any] = {}
    if tag in _LANDMARKS:
        changed["landmark"] = f"{tag}/"
    if tag in ("main", "article", "section", "aside"):
        changed["in_content"] = True
    if tag == "article" and not above.in_card:
        changed["in_card"] = next(element.iter("h1"), None) is None
    elif tag == "li":
        changed["is_point"] = _is_point(element)
        changed["in_card"] = above.in_card or not changed["is_point"]
    elif tag in _RANKS:
        changed["rank"] = _RANKS[tag]
    elif tag in _PREFORMATTED:
        changed["preformatted"] = True
    elif tag == "a":
        changed["href"] = element.get("href") or above.href
    spread, body = _styles_of_class(element.get("class") or "")
    style = element.get("style")
    spread = spread or bool(style and _SPREAD_STYLE.search(style))
    if spread != above.spread:
        changed["spread"] = spread
    if body or element.get("itemprop") == "articleBody":
        changed["in_body"] = True
    return changed


@lru_cache(maxsize=4096)  # few classes, many elements
def _styles_of_class(names: str) -> tuple[bool, bool]:
    return bool(_SPREAD.search(names)), bool(_BODY.search(names))


def _is_point(element: etree._Element) -> bool:
    """Check whether an item of a list is one line of words; else it is a card with parts."""
    inner = element.iter(*_PARTS)
    next(inner)  # the item itself
    first, second = next(inner, None), next(inner, None)
    if first is None:
        return True
    lone = second is None and first.tag in ("p", "div") and first.getparent() is element
    return lone and not (element.text or "").strip() and not (first.tail or "").strip()
