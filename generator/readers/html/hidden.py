"""What of a page is not the story's: what is not shown, and what the site says on every page; by
tables of names and words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

CODE, CONSENT = "code", "a notice about cookies"
UNSHOWN = {
    **dict.fromkeys(("script", "style"), CODE),
    **dict.fromkeys(
        ("template", "noscript", "noembed", "noframes", "datalist", "head", "title"), "not shown"
    ),
    **dict.fromkeys(
        ("svg", "canvas", "iframe", "object", "audio", "video", "map"), "a picture or a frame"
    ),
    **dict.fromkeys(("select", "textarea"), "a form"),
    **dict.fromkeys(("nav", "menu"), "navigation"),
    "dialog": "a dialog",
}
"""Elements, and what they hold in place of the story."""
_ROLES = {
    **dict.fromkeys(("navigation", "menu", "menubar", "search"), "navigation"),
    **dict.fromkeys(("dialog", "alertdialog"), "a dialog"),
    "tooltip": "not shown",
}
_OF_THE_SITE = {
    "header": "the site's head",
    "footer": "the site's foot",
    "banner": "the site's head",
    "contentinfo": "the site's foot",
}
"""Elements and roles that are the site's outside of its main part, and an article's inside."""
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:(?P<consent>cookies?|consent|gdpr|onetrust|didomi|truste|usercentrics|cookiebot)"
    r"|(?P<navigation>breadcrumbs?|navbar|skip-?link|skip-to-(?:content|main)))(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Words of classes and ids."""
_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_UNSHOWN_CLASSES = frozenset({"hidden", "d-none", "sf-hidden", "invisible", "is-hidden"})
"""Class names of the usual style sheets, and the one that SingleFile gives to what was not shown."""
_NARROW = re.compile(r"(?:sm|md|lg|xl|tablet|laptop|desktop):hidden|d-(?:sm|md|lg|xl)-none")
"""Class names of what stands a second time for narrow screens."""
_WIDE = re.compile(
    r"\w+:(?:inline-)?(?:block|flex|grid|table|inline)|d-(?:sm|md|lg|xl)-(?!none)[\w-]+"
)
"""Class names of what is shown from some width on all the same."""
_CONSENT = re.compile(
    r"(?:accept|allow|reject|decline|manage|refuse)(?: all| only)?(?: (?:necessary|essential|optional))? cookies"
    r"|accept all|cookie (?:settings|preferences)",
    re.IGNORECASE,
)
"""Wordings of the buttons by which a banner is known."""
_WHOLE = ("html", "body", "main", "article")
_HEADINGS = ("h1", "h2", "main", "article", "footer")
_LONGEST_BUTTON, _MOST_BANNERS = 60, 8
_MOST_BANNER = 4_000
"""Characters of a banner about cookies; the longest ones explain each kind."""


def hidden(element: etree._Element, tag: str, inside: bool, headed: bool) -> str | None:
    """Why nothing in an element is the story's; None where it may be.

    `inside` says whether it stands in the page's main part or an article, `headed` whether the
    page's first heading stands elsewhere than in its head and its foot.
    """
    if tag in UNSHOWN:
        return UNSHOWN[tag]
    if not element.attrib and tag not in _OF_THE_SITE:
        return None
    get = element.get
    style, role, names = get("style"), get("role"), get("class")
    # Pages hide their root for a moment, and from those who listen as long as a dialog is open.
    if tag not in ("html", "body") and (
        get("hidden") is not None or (style and _STYLE.search(style))
    ):
        return "not shown"
    if get("aria-hidden") == "true" and not _holds(element, "h1", "main", "article"):
        return "not shown"
    if role in _ROLES:
        return _ROLES[role]
    of_the_site = _OF_THE_SITE.get(tag) or _OF_THE_SITE.get(role or "")
    if of_the_site and not inside and (headed or not _holds(element, "h1")):
        return of_the_site
    return _named(element, tag, names)


def _named(element: etree._Element, tag: str, names: str | None) -> str | None:
    name = element.get("id")
    found = (names and _by_name(names)) or (name and _by_name(name))
    # A page may call its whole body by such a name, to say that the cookies are settled.
    if not found or tag in _WHOLE or _holds(element, "h1", "main", "article"):
        return None
    return found


@lru_cache(maxsize=4096)  # few classes, many elements
def _by_name(names: str) -> str | None:
    parts = names.split()
    if any(part in _UNSHOWN_CLASSES or _NARROW.fullmatch(part) for part in parts):
        return None if any(map(_WIDE.fullmatch, parts)) else "not shown"
    found = _NAMES.search(names)
    return None if found is None else CONSENT if found["consent"] else "navigation"


def _holds(element: etree._Element, *tags: str) -> bool:
    return next(element.iter(*tags), None) is not None


def banners(roots: tuple[etree._Element, ...], text: str) -> frozenset[etree._Element]:
    """The banners about cookies whose names do not tell them, by the wording of their buttons."""
    found: set[etree._Element] = set()
    if "ookie" not in text:
        return frozenset()
    for root in roots:
        for button in root.iter("button", "a"):
            words = " ".join("".join(button.itertext()).split())
            if len(words) < _LONGEST_BUTTON and _CONSENT.fullmatch(words):
                found.add(_outermost(button))
            if len(found) == _MOST_BANNERS:
                break
    return frozenset(found)


def _outermost(button: etree._Element) -> etree._Element:
    """The largest element around a button that holds no heading of the page, no part of it, and no more than a banner says."""
    outermost = button
    while (parent := outermost.getparent()) is not None and parent.tag not in _WHOLE:
        if _holds(parent, *_HEADINGS) or sum(map(len, parent.itertext())) > _MOST_BANNER:
            break
        outermost = parent
    return outermost
