"""Write what needs the site's own address: the Atom feed, the sitemap and robots.txt, as texts."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape

from feedgenerator import Atom1Feed

from generator.catalog.database import Catalog
from generator.catalog.entries import StoryEntry
from generator.site.settings import NOT_FOUND, Site

FEED = "feeds/all.atom.xml"
ENTRIES = 50
LONGEST_SITEMAP = 50_000
"""Addresses in one sitemap (sitemaps.org, protocol 0.9)."""

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML 1.0 (section 2.2) does not admit."""
_NAMES = uuid.UUID("6a0c55e4-9a4c-5b0e-8f0d-0c9f2c6f3d11")
"""The space in which a story's name becomes its entry's id: no host stands in it, so a move
announces nothing again."""


def _xml_text(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)


def _midnight(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.UTC)


def entry_id(path: str) -> str:
    """The id of a story's entry: the same wherever the site stands."""
    return uuid.uuid5(_NAMES, path).urn


def atom_feed(site: Site, cards: Sequence[StoryEntry]) -> str:
    """Write the newest stories as an Atom feed (RFC 4287)."""
    feed = Atom1Feed(
        title=_xml_text(site.name),
        link=f"{site.url}/index.html",
        feed_url=f"{site.url}/{FEED}",
        description="",
        feed_guid=uuid.uuid5(_NAMES, f"feed {site.name}").urn,
        author_name=_xml_text(site.name),
    )
    for card in cards:
        if card.day:
            feed.add_item(
                title=_xml_text(card.title or "Untitled"),
                link=f"{site.url}/{site.address(card.path)}",
                description=escape(
                    _xml_text(card.summary or "")
                ),  # the library says that it is HTML
                unique_id=entry_id(card.path),
                pubdate=_midnight(card.day),
                updateddate=_midnight(card.day),
            )
    return str(feed.writeString("utf-8"))


def sitemaps(site: Site, addresses: Iterable[str]) -> dict[str, str]:
    """Write the sitemap of all pages, by its path; where one may not hold them, parts and an index.

    Addresses are those from the site's root, percent-encoded.
    """
    listed = sorted(addresses)
    parts = [
        listed[start : start + LONGEST_SITEMAP] for start in range(0, len(listed), LONGEST_SITEMAP)
    ] or [[]]
    if len(parts) == 1:
        return {"sitemap.xml": _sitemap_text(site, parts[0], "urlset", "url")}
    named = {
        f"sitemap-{number}.xml": _sitemap_text(site, part, "urlset", "url")
        for number, part in enumerate(parts, 1)
    }
    return {"sitemap.xml": _sitemap_text(site, named, "sitemapindex", "sitemap"), **named}


def _sitemap_text(site: Site, addresses: Iterable[str], whole: str, part: str) -> str:
    rows = "".join(
        f"<{part}><loc>{escape(f'{site.url}/{address}')}</loc></{part}>\n" for address in addresses
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{whole} xmlns="{space}">\n{rows}</{whole}>\n'


def robots_text(site: Site) -> str:
    """Write robots.txt: everyone may read everything; where the sitemap is."""
    return f"User-agent: *\nAllow: /\nSitemap: {site.url}/sitemap.xml\n"


def address_files(
    site: Site, catalog: Catalog, paths: Sequence[str], *, robots: bool
) -> Iterator[tuple[str, str]]:
    """Write the files that need the site's own address, as texts by path.

    `paths` are the files of the archive itself.
    """
    dated = catalog.latest(ENTRIES)
    if dated:
        yield FEED, atom_feed(site, dated)
    found = {site.saved_as(card.path): site.address(card.path) for card in catalog.entries()}
    unlisted = {NOT_FOUND, *(site.saved_as(stone.path) for stone in catalog.withdrawn())}
    pages = [path for path in paths if path.endswith(".html") and path not in unlisted]
    addresses = [
        *(found.get(path) or quote(path) for path in pages),
        *(address for _, address in site.menu),
    ]
    yield from sitemaps(site, addresses).items()
    if robots:
        yield "robots.txt", robots_text(site)
