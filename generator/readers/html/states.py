"""What is so for all that an element of a page holds, as its name, its class and its style say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

_KEPT = frozenset({"pre", "listing", "plaintext", "xmp"})
"""Elements in which line ends are line ends."""
_LANDMARKS = frozenset(
    {"head", "header", "nav", "main", "article", "section", "aside", "footer", "form", "table"}
)
_PARTS = ("h2", "h3", "h4", "h5", "h6", "p", "div", "li", "br")
_RANKS = {f"h{rank}": rank for rank in range(1, 7)}
_SPREAD = re.compile(r"(?:^|[\s:])(?:inline-)?(?:flex|grid)(?:\s|$)")
_SPREAD_STYLE = re.compile(r"display\s*:\s*(?:inline-)?(?:flex|grid)", re.IGNORECASE)
"""What makes lines of their own of all that an element holds; by the class names of the utility
sheets that most sites use."""
_BODY = re.compile(
    r"(?:^|\s)(?:entry|article|post|story)(?:-|__)?(?:body|content|text)(?:\s|$)", re.IGNORECASE
)
"""Class names by which the usual publishing systems mark an article's text."""


class State(NamedTuple):
    """What is so for all that an element holds, until an element in it says otherwise."""

    landmark: str = ""
    why: str | None = None
    kept: bool = False
    spread: bool = False
    href: str | None = None
    rank: int = 0
    listed: bool = False
    card: bool = False
    inside: bool = False
    """Whether it is the page's main part or an article."""
    main: bool = False
    body: bool = False
    """Whether it is marked as an article's text."""


def changes(element: etree._Element, tag: str, above: State) -> dict[str, Any]:
    """What becomes different with an element."""
    changed: dict[str, Any] = {}
    if tag in _LANDMARKS:
        changed["landmark"] = f"{tag}/"
    if tag in ("main", "article", "section", "aside"):
        changed["inside"] = True
    if tag == "article" and not above.card:
        changed["card"] = next(element.iter("h1"), None) is None
    elif tag == "li":
        changed["listed"] = _is_point(element)
        changed["card"] = above.card or not changed["listed"]
    elif tag in _RANKS:
        changed["rank"] = _RANKS[tag]
    elif tag in _KEPT:
        changed["kept"] = True
    elif tag == "a":
        changed["href"] = element.get("href") or above.href
    spread, body = _by_class(element.get("class") or "")
    style = element.get("style")
    spread = spread or bool(style and _SPREAD_STYLE.search(style))
    if spread != above.spread:
        changed["spread"] = spread
    if body or element.get("itemprop") == "articleBody":
        changed["body"] = True
    return changed


@lru_cache(maxsize=4096)  # few classes, many elements
def _by_class(names: str) -> tuple[bool, bool]:
    return bool(_SPREAD.search(names)), bool(_BODY.search(names))


def _is_point(element: etree._Element) -> bool:
    """Whether a member of a list is a point, one line of words; else it is a card with parts of its own."""
    inner = element.iter(*_PARTS)
    next(inner)  # the member itself
    first, second = next(inner, None), next(inner, None)
    if first is None:
        return True
    lone = second is None and first.tag in ("p", "div") and first.getparent() is element
    return lone and not (element.text or "").strip() and not (first.tail or "").strip()
