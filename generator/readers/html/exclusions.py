"""Parts of a page that are not the story's: what is not shown, and what stands on every page."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

CODE, CONSENT = "code", "a notice about cookies"
EXCLUDED_TAGS = {
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
"""Elements whose content is never the story's, each with the reason."""
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
"""Elements and roles that are the site's outside of its main part, and the article's inside."""
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:(?P<consent>cookies?|consent|gdpr|onetrust|didomi|truste|usercentrics|cookiebot)"
    r"|(?P<navigation>breadcrumbs?|navbar|skip-?link|skip-to-(?:content|main)))(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Words of classes and ids."""
_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_HIDDEN_CLASSES = frozenset({"hidden", "d-none", "sf-hidden", "invisible", "is-hidden"})
"""Class names of the usual style sheets, and the one of SingleFile for hidden elements."""
_NARROW = re.compile(r"(?:sm|md|lg|xl|tablet|laptop|desktop):hidden|d-(?:sm|md|lg|xl)-none")
"""Class names of content that is repeated for narrow screens."""
_WIDE = re.compile(
    r"\w+:(?:inline-)?(?:block|flex|grid|table|inline)|d-(?:sm|md|lg|xl)-(?!none)[\w-]+"
)
"""Class names of content that is shown from some width on."""
_CONSENT = re.compile(
    r"(?:accept|allow|reject|decline|manage|refuse)(?: all| only)?"
    r"(?: (?:necessary|essential|optional))? cookies"
    r"|accept all|cookie (?:settings|preferences)",
    re.IGNORECASE,
)
"""Wordings of buttons in banners about cookies."""
_WHOLE = ("html", "body", "main", "article")
_HEADINGS = ("h1", "h2", "main", "article", "footer")
_LONGEST_BUTTON, _MOST_BANNERS = 60, 8
_MOST_BANNER = 4_000
"""Characters of a banner about cookies; the longest explain each kind of cookie."""


def exclusion_reason(
    element: etree._Element, tag: str, in_content: bool, headed: bool
) -> str | None:
    """The reason why the content of an element is not the story's; None for content that may be.

    `in_content` says whether the element is inside the page's main part or an article, `headed`
    whether a first heading of the page stands outside of its header and footer.
    """
    if tag in EXCLUDED_TAGS:
        return EXCLUDED_TAGS[tag]
    if not element.attrib and tag not in _OF_THE_SITE:
        return None
    get = element.get
    style, role, names = get("style"), get("role"), get("class")
    # Pages hide their root while they load, and from screen readers while a dialog is open.
    if tag not in ("html", "body") and (
        get("hidden") is not None or (style and _STYLE.search(style))
    ):
        return "not shown"
    if get("aria-hidden") == "true" and not _contains(element, "h1", "main", "article"):
        return "not shown"
    if role in _ROLES:
        return _ROLES[role]
    of_the_site = _OF_THE_SITE.get(tag) or _OF_THE_SITE.get(role or "")
    if of_the_site and not in_content and (headed or not _contains(element, "h1")):
        return of_the_site
    return _reason_by_names(element, tag, names)


def _reason_by_names(element: etree._Element, tag: str, names: str | None) -> str | None:
    name = element.get("id")
    found = (names and _reason_by_name(names)) or (name and _reason_by_name(name))
    # A page may give such a name to its whole body, to say that cookies were accepted.
    if not found or tag in _WHOLE or _contains(element, "h1", "main", "article"):
        return None
    return found


@lru_cache(maxsize=4096)  # few classes, many elements
def _reason_by_name(names: str) -> str | None:
    parts = names.split()
    if any(part in _HIDDEN_CLASSES or _NARROW.fullmatch(part) for part in parts):
        return None if any(map(_WIDE.fullmatch, parts)) else "not shown"
    found = _NAMES.search(names)
    return None if found is None else CONSENT if found["consent"] else "navigation"


def _contains(element: etree._Element, *tags: str) -> bool:
    return next(element.iter(*tags), None) is not None


def find_banners(roots: tuple[etree._Element, ...], text: str) -> frozenset[etree._Element]:
    """Find banners about cookies by the wording of their buttons, in a page with this text."""
    banners: set[etree._Element] = set()
    if "ookie" not in text:
        return frozenset()
    for root in roots:
        for button in root.iter("button", "a"):
            words = " ".join("".join(button.itertext()).split())
            if len(words) < _LONGEST_BUTTON and _CONSENT.fullmatch(words):
                banners.add(_banner_around(button))
            if len(banners) == _MOST_BANNERS:
                break
    return frozenset(banners)


def _banner_around(button: etree._Element) -> etree._Element:
    """The largest element around a button without a heading or a landmark, and with little text."""
    banner = button
    while (parent := banner.getparent()) is not None and parent.tag not in _WHOLE:
        if _contains(parent, *_HEADINGS) or sum(map(len, parent.itertext())) > _MOST_BANNER:
            break
        banner = parent
    return banner
