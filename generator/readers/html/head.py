"""What a page says of itself in its head, and what the browser that saved it wrote above it:
address, time, language.
"""

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
    r"<!--\s*Page saved with SingleFile\s+url:[ \t]*(?P<url>\S{1,8000})\s+saved date:[ \t]*(?P<date>[^\n]{1,200})",
    re.IGNORECASE,
)
_SAVED_FROM = re.compile(
    r"<!--\s*saved from url=\(\d{1,5}\)(?P<url>\S{1,8000})\s*-->", re.IGNORECASE
)
"""What Chromium and Internet Explorer write above a page that they save."""
_SAVED_DATE = re.compile(
    r"\w{3} (?P<month>\w{3}) (?P<day>\d\d) (?P<year>\d{4}) (?P<time>\d\d:\d\d:\d\d) (?:GMT|UTC)(?P<zone>[+-]\d{4})?(?: \(.*\))?"
)
_ABOVE = 20_000
"""Characters in which such a comment stands; its address may be long."""
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
"""Names of `meta` elements, and the ledger's fields of what they say."""
_SEVERAL = ("article:section", "article:tag")


@dataclass(slots=True)
class Head:
    """What stands in a page's head."""

    address: str | None = None
    """Of the story: the page's canonical link."""
    base: str | None = None
    """Against which its links are meant."""
    fetched: str | None = None
    """Where it was saved from."""
    captured: str | None = None
    language: str | None = None
    title: str | None = None
    """As the window shows it, with the site's name."""
    meta: dict[str, list[str]] = field(default_factory=dict)
    rows: list[LedgerRow] = field(default_factory=list)
    how: str | None = None
    """Where the time of capture stands."""

    def one(self, *names: str) -> str | None:
        """What the first of these elements says that is there."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


def plain(stated: str) -> str:
    """A text that may hold elements and references of HTML, without them."""
    words = (
        html.unescape(nh3.clean(stated, tags=set())) if "<" in stated or "&" in stated else stated
    )
    return repair_text(words)[0]


def is_address(address: str | None) -> bool:
    """Whether an address can be a story's: not that of a site's first page."""
    known = canonical_address(address) if address else None
    return bool(known) and (known or "").split("/", 3)[3] != ""


def read(roots: tuple[etree._Element, ...], page: str, bundle: Bundle) -> Head:
    """What a page says of itself."""
    found = Head(
        fetched=bundle.address,
        captured=bundle.captured,
        how="what delivered the page" if bundle.captured else None,
    )
    _comments(page[:_ABOVE], found)
    if not roots:
        return found
    root = roots[0]
    stated = root.get("lang") or root.get("xml:lang") or ""
    if _LANGUAGE.fullmatch(stated):
        found.language = stated.replace("_", "-")
        found.rows.append(LedgerRow("html@lang", ("language",), stated))
    title = next(root.iter("title"), None)
    if (
        title is not None
        and title.getparent() is not None
        and title.getparent().tag in ("head", "body")
    ):
        found.title = normal_line(repair_text(" ".join((title.text or "").split()))[0])
    bases = (element.get("href") for element in root.iter("base"))
    href = next((each for each in bases if each), None)
    found.base = resolve_link(found.fetched, href) if href else found.fetched
    _links(root, found)
    _metas(root, found)
    found.base = found.base or found.address
    return found


def _comments(above: str, found: Head) -> None:
    comment = _SINGLEFILE.search(above)
    if comment:
        found.fetched = resolve_link(None, html.unescape(comment["url"])) or found.fetched
        found.rows.append(
            LedgerRow(
                "comment[1]",
                ("address", "captured"),
                f"{comment['url']}, {comment['date'].strip()}",
            )
        )
        moment = _moment(comment["date"].strip())
        if moment:
            found.captured, found.how = moment, "the comment of SingleFile in the page"
        return
    comment = _SAVED_FROM.search(above)
    if comment:
        found.fetched = resolve_link(None, html.unescape(comment["url"])) or found.fetched
        found.rows.append(LedgerRow("comment[1]", ("address",), comment["url"]))


def _moment(stated: str) -> str | None:
    """`Tue Jul 08 2025 14:30:00 GMT+0200 (…)`, or a time in ISO 8601, as the model writes it."""
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


def _links(root: etree._Element, found: Head) -> None:
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            address = resolve_link(found.base, element.get("href") or "")
            if address:
                found.address = found.address or address
                found.rows.append(LedgerRow("head/link[canonical]", ("address",), address))


def _metas(root: etree._Element, found: Head) -> None:
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        if name in _META and (words := normal_line(plain(element.get("content") or ""))):
            found.meta.setdefault(name, []).append(words)
            held = name in _SEVERAL or len(found.meta[name]) == 1
            found.rows.append(
                LedgerRow(f"head/meta[{name}]", (_META[name] if held else "boilerplate",), words)
            )


def tell(head: Head) -> Content:
    """What a page's head tells of the page's story."""
    og_url = resolve_link(head.base, head.one("og:url") or "") if "og:url" in head.meta else None
    return Content(
        title=head.one("og:title") or head.title,
        url=next(filter(is_address, (head.address, og_url)), None),
        started=dates.moment(head.one("article:published_time") or ""),
        language=head.language,
        topics=tuple(dict.fromkeys(_topics(head))),
        summary=head.one("og:description", "description"),
    )


def _topics(head: Head) -> Iterator[str]:
    for name in _SEVERAL:
        yield from head.meta.get(name, ())


def article(head: Head) -> Content | None:
    """The page as an article of its own, where Open Graph says that it is one: with a title, and the time of its appearance."""
    told = tell(head)
    if head.one("og:type") != "article" or "og:title" not in head.meta or not told.started:
        return None
    outlet = head.one("og:site_name")
    return Content(
        title=told.title,
        url=told.url,
        started=told.started,
        language=told.language,
        topics=told.topics,
        summary=told.summary,
        summary_by=outlet if told.summary else None,
        articles=(Article(title=told.title, outlet=outlet, url=told.url, published=told.started),),
    )
