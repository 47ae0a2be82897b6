"""A feed's XML: its items, each with its path, and what stands beside them, whatever is wrong behind them.

Nothing outside of the text is asked for, and what it declares is not followed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from lxml import etree

from generator.errors import BundleError, visible

_BEGINS = re.compile(r"<(!DOCTYPE\s+)?(?:[\w.-]+:)?([A-Za-z]+)", re.IGNORECASE)
_ITEM = re.compile(r"<item\b")
_END = "</item>"
_NAMESPACE = re.compile(r"""\bxmlns(?::[\w.-]+)?=(?:"[^"<]*"|'[^'<]*')""")
_ADVICE = re.compile(", (?:line|use|try) ")
"""Behind what is wrong the parser tells where, and how a program might go on all the same."""
_DECLARATION = re.compile(r"\s*<\?xml\b[^<>]*\?>")


def read_root_name(source: str) -> tuple[str, bool]:
    """The name of the first element, in lower case, and whether the document declares its type before it."""
    place = 0
    while True:
        while source[place : place + 1].isspace():
            place += 1
        closer = next(
            (
                close
                for begin, close in (("<?", "?>"), ("<!--", "-->"))
                if source.startswith(begin, place)
            ),
            None,
        )
        if closer is None:
            first = _BEGINS.match(source, place)
            return (first[2].lower(), bool(first[1])) if first else ("", False)
        end = source.find(closer, place + len("<?"))
        place = len(source) if end < 0 else end + len(closer)


ElementAt = tuple[str, Any]
"""An element with its path."""


def parse_feed(source: str) -> tuple[list[ElementAt], list[ElementAt], list[BundleError]]:
    """The items that are whole, what stands beside them, and what is wrong with the others."""
    try:
        root = _parse_xml(
            _DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), source, count=1)
        )
    except etree.XMLSyntaxError as error:
        items, problems = _salvage_items(source)
        return items, [], problems or [_xml_error(error, source, 0)]
    found: list[ElementAt] = []
    outside: list[ElementAt] = []
    if _local_name(root) == "item":
        found.append(("/item", root))
    else:
        _split_items(root, f"/{element_name(root)}", found, outside)
    return found, outside, []


def _parse_xml(source: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(source.encode("utf-8"), parser)


def _salvage_items(source: str) -> tuple[list[ElementAt], list[BundleError]]:
    """The items of a broken feed that are whole, each parsed by itself, and what is wrong with the others."""
    root, _ = read_root_name(source)
    if root == "item":
        return [], []
    within = "/rss/channel" if root == "rss" else f"/{root}"
    starts = [match.start() for match in _ITEM.finditer(source)]
    names = " ".join(dict.fromkeys(_NAMESPACE.findall(source[: starts[0]]))) if starts else ""
    items: list[ElementAt] = []
    problems: list[BundleError] = []
    for number, (start, behind) in enumerate(pairwise([*starts, len(source)]), 1):
        at = f"{within}/item[{number}]"
        end = source.find(_END, start, behind)
        try:
            (item,) = _parse_xml(
                f"<items {names}>{source[start : end + len(_END) if end >= 0 else behind]}</items>"
            )
        except (etree.XMLSyntaxError, ValueError) as error:
            cut = end < 0 and behind == len(source)
            problems.append(_xml_error(None if cut else error, source, start, f", within {at}"))
        else:
            items.append((at, item))
    return items, problems


def _xml_error(error: Exception | None, source: str, start: int, within: str = "") -> BundleError:
    """What is wrong from an offset on; without an error, that the feed breaks off."""
    line, column = error.position if isinstance(error, etree.XMLSyntaxError) else (1, 0)
    line += source.count("\n", 0, start)
    whole = source.rstrip()
    last = whole.count("\n") + 1
    if error is None or (line >= last and not start and column > len(whole.rpartition("\n")[2])):
        return BundleError(
            f"the feed breaks off in line {last:,}{within}", "Capture the feed again"
        )
    reason = visible(_ADVICE.split(str(getattr(error, "msg", error)))[0])
    return BundleError(
        f"it is no XML from line {line:,} on ({reason}){within}",
        "Mend it there, or capture it again",
    )


def _local_name(element: Any) -> str:
    return str(etree.QName(element).localname)


def element_name(element: Any) -> str:
    """An element's name as the document writes it."""
    return f"{element.prefix}:{_local_name(element)}" if element.prefix else _local_name(element)


def child_elements(element: Any, at: str) -> Iterator[ElementAt]:
    """The elements inside one, each with its path; those of one name are numbered where there are several, and items always."""
    names = [element_name(child) for child in element]
    many, seen = Counter(names), Counter[str]()
    for name, child in zip(names, element, strict=True):
        seen[name] += 1
        yield (
            f"{at}/{name}[{seen[name]}]" if many[name] > 1 or name == "item" else f"{at}/{name}",
            child,
        )


def _split_items(parent: Any, at: str, items: list[ElementAt], outside: list[ElementAt]) -> None:
    """Part the items from what stands beside them."""
    for path, child in child_elements(parent, at):
        if _local_name(child) == "item":
            items.append((path, child))
        elif _local_name(child) == "channel":
            _split_items(child, path, items, outside)
        else:
            outside.append((path, child))


def attribute_texts(element: Any, at: str) -> Iterator[tuple[str, str]]:
    """The attributes of an element, each with its path."""
    yield from (
        (f"{at}/@{etree.QName(name).localname}", value) for name, value in element.attrib.items()
    )


def element_texts(element: Any, at: str) -> Iterator[tuple[str, str]]:
    """The texts and attributes of an element and all inside it, each with its path."""
    yield from attribute_texts(element, at)
    own = "".join([element.text or "", *(child.tail or "" for child in element)])
    if own.strip() or not (len(element) or element.attrib):
        yield at, own
    for path, child in child_elements(element, at):
        yield from element_texts(child, path)


def inner_html(element: Any) -> str:
    """What an element holds as HTML: mostly a text, of which the parser made none of its elements."""
    inner = [
        etree.tostring(child, method="html", encoding="unicode", with_tail=True)
        for child in element
    ]
    return "".join([element.text or "", *inner])
