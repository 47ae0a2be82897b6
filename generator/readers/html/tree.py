"""HTML as a tree of elements, parsed by lxml within bounds.

The time of parsing grows with the length of a page, except for the tags that are refused here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from generator.counting import quantity
from generator.errors import BundleError
from generator.limits import DEFAULT, raise_limit_words, size_words

LARGEST = DEFAULT.html
DEEPEST = DEFAULT.depth
_COSTLY = 200_000_000
"""The sum over all tags of the squared number of attributes, each of which the parser compares with
each."""
_FEW = 2_000
"""Characters of a tag whose attributes need not be counted."""
_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']++|\"[^\"]*\"|'[^']*')*+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = re.compile(r"[^\s/=]++(?:\s*+=\s*+[^\s]++)?")
_NO_TAGS = re.compile(
    r"<(script|style)\b[^>]{0,2000}>.*?(?=</\1|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_TOO_DEEP = "Excessive depth"
_AS_TEXT = "Save the page's text (select all, copy, paste into a .txt file) and convert that"


Roots = tuple[etree._Element, ...]


class HtmlTree(NamedTuple):
    """The elements of a page, and what is wrong with them."""

    roots: Roots
    """`html`, and the elements behind its end, which browsers show too."""
    problems: tuple[BundleError, ...] = ()


def parse_html(text: str, largest: int = LARGEST) -> HtmlTree:
    """Parse a page of at most `largest` bytes; raises BundleError if it is larger or too costly."""
    data = text.encode("utf-8", "replace")
    if len(data) > largest:
        seen = f"it is a page of {len(data):,} bytes, and none of more than {size_words(largest)} is read"
        raise BundleError(
            seen, f"Save it without its pictures, or save its text; or {raise_limit_words('html')}"
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
        return HtmlTree(())
    lines = [error.line for error in parser.error_log if error.message.startswith(_TOO_DEEP)]
    return HtmlTree((root, *_following_siblings(root)), tuple(map(_parser_stopped, lines[:1])))


def _parser_stopped(line: int) -> BundleError:
    seen = (
        f"elements stand so deep inside each other in line {line:,} that the parser stops there; "
        "what follows is not read"
    )
    return BundleError(seen, _AS_TEXT)


def nested_too_deep(at: str, lost: int, deepest: int = DEEPEST) -> BundleError:
    """The problem of elements that are too deep to be read, and hold `lost` characters."""
    count = quantity(lost, "character")
    seen = (
        f"more than {deepest:,} elements stand inside each other from {at} on; "
        f"{count} there were not read"
    )
    return BundleError(seen, f"{_AS_TEXT}; or {raise_limit_words('depth')}")


def _following_siblings(root: etree._Element) -> Iterator[etree._Element]:
    following = root.getnext()
    while following is not None:
        yield following
        following = following.getnext()


def _check_attributes(text: str) -> None:
    """Raise BundleError for tags with so many attributes that parsing would take minutes."""
    if _find_costly_tag(text):
        # Comparisons in scripts look like tags; leaving scripts out first would slow every page.
        tags = _NO_TAGS.sub(lambda raw: "\n" * raw[0].count("\n"), text)
        found = _find_costly_tag(tags)
        if found:
            place, count = found
            line = tags.count(chr(10), 0, place) + 1
            seen = f"a tag in line {line:,} has {count:,} attributes, and no page's has"
            raise BundleError(seen, _AS_TEXT)


def _find_costly_tag(text: str) -> tuple[int, int] | None:
    """The place of the tag at which attributes become too many, and their number in it, if any."""
    cost = 0
    for match in _TAG.finditer(text):
        if match.end() - match.start() > _FEW:
            count = sum(1 for _ in _ATTRIBUTE.finditer(_QUOTED.sub(" ", match[0])))
            cost += count * count
            if cost > _COSTLY:
                return match.start(), count
    return None
