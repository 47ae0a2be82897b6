"""What HTML needs to know of a text: Markdown as sanitised HTML, and the language that its script
tells.
"""

from __future__ import annotations

import re
from html import escape

import markdown
import nh3

from generator.text.addresses import address_host

LONGEST_MARKDOWN = 256 * 1024
"""Characters of hand-written Markdown that are parsed; Python-Markdown has quadratic cases, so more
is shown as it stands."""

_FURTHEST = 4_000_000
"""Signs that the parser may look through for the ends of brackets: it reads on from each one that
is open."""


_EXTENSIONS = ["attr_list", "def_list", "fenced_code", "footnotes", "tables", "sane_lists"]
"""Those of `extra` but abbreviations, each of which is looked for in the whole text, and what
concerns raw HTML."""
_BRACKET = re.compile(r"[\[\]()]")
_CLOSES = {"]": "[", ")": "("}


def render_markdown(text: str) -> str:
    """Hand-written Markdown as sanitised HTML."""
    if len(text) > LONGEST_MARKDOWN or _bracket_distance(text) > _FURTHEST:
        return f"<pre>{escape(text)}</pre>"
    try:
        html = _make_parser().convert(text)
    except RecursionError:  # lists within lists, some hundred deep
        return f"<pre>{escape(text)}</pre>"
    return sanitise_html(html)


def _make_parser() -> markdown.Markdown:
    """A parser that shows raw HTML as the text that it is: what sanitising would take out of a note is lost to its reader."""
    parser = markdown.Markdown(extensions=_EXTENSIONS)
    parser.preprocessors.deregister("html_block")
    parser.inlinePatterns.deregister("html")
    return parser


def sanitise_html(html: str) -> str:
    """HTML from hand-written Markdown, sanitised; a picture, which would ask another host, is a link to it."""
    try:
        linked = _pictures_to_links(html) if "<img" in html.lower() else html
    except RecursionError:
        return f"<pre>{escape(html)}</pre>"
    # Last, so that nothing rewrites what is clean.
    return nh3.clean(
        linked,
        tags=nh3.ALLOWED_TAGS - {"img"},
        clean_content_tags=set(),
        attribute_filter=_keep_attribute,
    )


def _pictures_to_links(html: str) -> str:
    from bs4 import BeautifulSoup  # a twentieth of a second, for notes with pictures

    soup = BeautifulSoup(html, "lxml")
    for picture in soup.find_all("img"):
        address = str(picture.get("src", ""))
        linked = address_host(address) and not picture.find_parent("a")
        shown = soup.new_tag("a", href=address) if linked else soup.new_tag("span")
        shown.string = str(picture.get("alt") or address or "picture")
        picture.replace_with(shown)
    return soup.body.decode_contents() if soup.body else ""


def _keep_attribute(_element: str, attribute: str, value: str) -> str | None:
    """An attribute's value; a link within the text has no target left, since no element keeps its id."""
    return None if attribute == "href" and value.startswith("#") else value


def _bracket_distance(text: str) -> int:
    """Signs between the brackets of a Markdown text and where they close, or their block ends."""
    total = 0
    for block in text.split("\n\n"):
        opened: dict[str, list[int]] = {"[": [], "(": []}
        for match in _BRACKET.finditer(block):
            if match[0] in opened:
                opened[match[0]].append(match.start())
            elif opened[_CLOSES[match[0]]]:
                total += match.start() - opened[_CLOSES[match[0]]].pop()
        total += sum(len(block) - start for starts in opened.values() for start in starts)
    return total
