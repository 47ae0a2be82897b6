"""The head of a page (title, address, time, language), and the comment of the saving browser."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import nh3
from lxml import etree

from generator.readers.base import Bundle, LedgerRow
from generator.story import dates
from generator.story.model import Article, Content
from generator.text.addresses import canonical_address, resolve_link
from generator.text.normal import normal_line, repair_text

_SINGLEFILE = re.compile(
    r"<!--\s*Page saved with SingleFile\s+url:[ \t]*(?P<url>\S{1,8000})\s+"
    r"saved date:[ \t]*(?P<date>[^\n]{1,200})",
    re.IGNORECASE,
)
_SAVED_FROM = re.compile(
    r"<!--\s*saved from url=\(\d{1,5}\)(?P<url>\S{1,8000})\s*-->", re.IGNORECASE
)
"""The comment of Chromium and Internet Explorer above a page that they save."""
_SAVED_DATE = re.compile(
    r"\w{3} (?P<month>\w{3}) (?P<day>\d\d) (?P<year>\d{4}) (?P<time>\d\d:\d\d:\d\d) "
    r"(?:GMT|UTC)(?P<zone>[+-]\d{4})?(?: \(.*\))?"
)
_ABOVE = 20_000
"""Characters at the top of a page that hold the comment; its address may be long."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,6}")
_META = {
    "og:title": "headline",
    "og:description": "summary",
    "description": "summary",
    "og:url": "address",
    "article:published_time": "started",
    "article:section": "topics",
    "article:tag": "topics",
    "og:site_name": "article_outlet",
    "og:type": "boilerplate",
}
"""Names of `meta` elements, and the fields of the ledger for their content."""
_SEVERAL = ("article:section", "article:tag")


@dataclass(slots=True)
class HtmlHead:
    """The head of a page, with its rows of the ledger."""

    address: str | None = None
    """The address of the story: the canonical link."""
    base: str | None = None
    """The address to which the links of the page are relative."""
    fetched: str | None = None
    """The address from which the page was saved."""
    captured: str | None = None
    captured_by: str | None = None
    """The source of the time of capture, for `inspect`."""
    language: str | None = None
    title: str | None = None
    """The title of the browser's window, with the site's name."""
    meta: dict[str, list[str]] = field(default_factory=dict)
    rows: list[LedgerRow] = field(default_factory=list)

    def first_meta(self, *names: str) -> str | None:
        """The content of the first of these `meta` elements that the page has."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


def strip_html(stated: str) -> str:
    """A text without the elements and references of HTML that it may hold."""
    words = (
        html.unescape(nh3.clean(stated, tags=set())) if "<" in stated or "&" in stated else stated
    )
    return repair_text(words)[0]


def is_story_address(address: str | None) -> bool:
    """Check whether an address may be a story's: it is not that of a site's first page."""
    canonical = canonical_address(address) if address else None
    return bool(canonical) and (canonical or "").split("/", 3)[3] != ""


def read_html_head(roots: tuple[etree._Element, ...], page: str, bundle: Bundle) -> HtmlHead:
    """Read the head of a page, given its elements, its text and its bundle."""
    head = HtmlHead(
        fetched=bundle.address,
        captured=bundle.captured,
        captured_by="what delivered the page" if bundle.captured else None,
    )
    _read_comment(page[:_ABOVE], head)
    if not roots:
        return head
    root = roots[0]
    stated = root.get("lang") or root.get("xml:lang") or ""
    if _LANGUAGE.fullmatch(stated):
        head.language = stated.replace("_", "-")
        head.rows.append(LedgerRow("html@lang", ("language",), stated))
    title = next(root.iter("title"), None)
    if (
        title is not None
        and title.getparent() is not None
        and title.getparent().tag in ("head", "body")
    ):
        head.title = normal_line(repair_text(" ".join((title.text or "").split()))[0])
    bases = (element.get("href") for element in root.iter("base"))
    href = next((each for each in bases if each), None)
    head.base = resolve_link(head.fetched, href) if href else head.fetched
    _read_links(root, head)
    _read_metas(root, head)
    head.base = head.base or head.address
    return head


def _read_comment(above: str, head: HtmlHead) -> None:
    comment = _SINGLEFILE.search(above)
    if comment:
        head.fetched = resolve_link(None, html.unescape(comment["url"])) or head.fetched
        head.rows.append(
            LedgerRow(
                "comment[1]",
                ("address", "captured"),
                f"{comment['url']}, {comment['date'].strip()}",
            )
        )
        moment = _parse_saved_date(comment["date"].strip())
        if moment:
            head.captured, head.captured_by = moment, "the comment of SingleFile in the page"
        return
    comment = _SAVED_FROM.search(above)
    if comment:
        head.fetched = resolve_link(None, html.unescape(comment["url"])) or head.fetched
        head.rows.append(LedgerRow("comment[1]", ("address",), comment["url"]))


def _parse_saved_date(stated: str) -> str | None:
    """Parse `Tue Jul 08 2025 14:30:00 GMT+0200 (…)`, or a time in ISO 8601, to a time in UTC."""
    parts = _SAVED_DATE.fullmatch(stated)
    if not parts:
        return dates.moment(stated)
    month = dates.month_number(parts["month"])
    return (
        dates.moment(
            f"{parts['year']}-{month:02}-{parts['day']}T{parts['time']}{parts['zone'] or '+0000'}"
        )
        if month
        else None
    )


def _read_links(root: etree._Element, head: HtmlHead) -> None:
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            address = resolve_link(head.base, element.get("href") or "")
            if address:
                head.address = head.address or address
                head.rows.append(LedgerRow("head/link[canonical]", ("address",), address))


def _read_metas(root: etree._Element, head: HtmlHead) -> None:
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        if name in _META and (words := normal_line(strip_html(element.get("content") or ""))):
            head.meta.setdefault(name, []).append(words)
            is_used = name in _SEVERAL or len(head.meta[name]) == 1
            head.rows.append(
                LedgerRow(f"head/meta[{name}]", (_META[name] if is_used else "boilerplate",), words)
            )


def content_of_head(head: HtmlHead) -> Content:
    """The story of a page as its head describes it."""
    og_url = (
        resolve_link(head.base, head.first_meta("og:url") or "") if "og:url" in head.meta else None
    )
    return Content(
        title=head.first_meta("og:title") or head.title,
        url=next(filter(is_story_address, (head.address, og_url)), None),
        started=dates.moment(head.first_meta("article:published_time") or ""),
        language=head.language,
        topics=tuple(dict.fromkeys(_topics_of_head(head))),
        summary=head.first_meta("og:description", "description"),
    )


def _topics_of_head(head: HtmlHead) -> Iterator[str]:
    for name in _SEVERAL:
        yield from head.meta.get(name, ())


def article_of_head(head: HtmlHead) -> Content | None:
    """A page as an article of its own, if Open Graph says so, with its title and its time."""
    story = content_of_head(head)
    if head.first_meta("og:type") != "article" or "og:title" not in head.meta or not story.started:
        return None
    outlet = head.first_meta("og:site_name")
    return Content(
        title=story.title,
        url=story.url,
        started=story.started,
        language=story.language,
        topics=story.topics,
        summary=story.summary,
        summary_by=outlet if story.summary else None,
        articles=(
            Article(title=story.title, outlet=outlet, url=story.url, published=story.started),
        ),
    )
