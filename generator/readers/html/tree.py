"""HTML as a tree, within bounds: lxml alone reads it in a time that grows with the length, but for
what is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from generator.counting import quantity
from generator.errors import BundleError
from generator.limits import DEFAULT, raised_too, size

LARGEST = DEFAULT.html
DEEPEST = DEFAULT.depth
_COSTLY = 200_000_000
"""The squares of the numbers of attributes in each tag, together: the parser compares each with
each."""
_FEW = 2_000
"""Characters of a tag that need not be looked at."""
_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']++|\"[^\"]*\"|'[^']*')*+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = re.compile(r"[^\s/=]++(?:\s*+=\s*+[^\s]++)?")
_NO_TAGS = re.compile(
    r"<(script|style)\b[^>]{0,2000}>.*?(?=</\1|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_TOO_DEEP = "Excessive depth"
_AS_TEXT = "Save the page's text (select all, copy, paste into a .txt file) and convert that"


Roots = tuple[etree._Element, ...]


class Tree(NamedTuple):
    """A page's elements, and what is wrong with them."""

    roots: Roots
    """`html`, and what stands behind its end, which browsers show all the same."""
    problems: tuple[BundleError, ...] = ()


def tree(text: str, largest: int = LARGEST) -> Tree:
    """The elements of a page; raises BundleError where it is larger or more costly than any page is."""
    data = text.encode("utf-8", "replace")
    if len(data) > largest:
        seen = f"it is a page of {len(data):,} bytes, and none of more than {size(largest)} is read"
        raise BundleError(
            seen, f"Save it without its pictures, or save its text; or {raised_too('html')}"
        )
    _check_attributes(text)
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return Tree(())
    lines = [error.line for error in parser.error_log if error.message.startswith(_TOO_DEEP)]
    return Tree((root, *_behind(root)), tuple(map(_breaks_off, lines[:1])))


def _breaks_off(line: int) -> BundleError:
    seen = f"elements stand so deep inside each other in line {line:,} that the parser stops there; what follows is not read"
    return BundleError(seen, _AS_TEXT)


def too_deep(at: str, lost: int, deepest: int = DEEPEST) -> BundleError:
    """That elements stand deeper than is read, with the number of characters in them."""
    count = quantity(lost, "character")
    seen = f"more than {deepest:,} elements stand inside each other from {at} on; {count} there were not read"
    return BundleError(seen, f"{_AS_TEXT}; or {raised_too('depth')}")


def _behind(root: etree._Element) -> Iterator[etree._Element]:
    following = root.getnext()
    while following is not None:
        yield following
        following = following.getnext()


def _check_attributes(text: str) -> None:
    """Refuse tags with so many attributes that the parser would compare them for minutes."""
    if _costly(text):
        # What scripts compare looks like tags; to leave them out beforehand would cost every page.
        tags = _NO_TAGS.sub(lambda raw: "\n" * raw[0].count("\n"), text)
        found = _costly(tags)
        if found:
            place, count = found
            seen = f"a tag in line {tags.count(chr(10), 0, place) + 1:,} has {count:,} attributes, and no page's has"
            raise BundleError(seen, _AS_TEXT)


def _costly(text: str) -> tuple[int, int] | None:
    """The tag at which the attributes become too many, and how many it has; None where they do not."""
    cost = 0
    for match in _TAG.finditer(text):
        if match.end() - match.start() > _FEW:
            count = sum(1 for _ in _ATTRIBUTE.finditer(_QUOTED.sub(" ", match[0])))
            cost += count * count
            if cost > _COSTLY:
                return match.start(), count
    return None
