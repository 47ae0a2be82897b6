"""Readers of bundles: one file a layout, asked in the order of trust."""

from __future__ import annotations

import codecs

from generator.errors import BundleError, NoStoryError
from generator.limits import raised, size
from generator.readers.base import Bundle, Reader, Readings
from generator.readers.documents import no_layout
from generator.readers.ground_news import GroundNews
from generator.readers.ground_news_page import GroundNewsPage
from generator.readers.kite import Kite
from generator.readers.kite_feed import KiteFeed
from generator.readers.page_text import PageText
from generator.readers.scraper_json import ScraperJson
from generator.readers.store_json import StoreJson

READERS: tuple[Reader, ...] = (
    ScraperJson(),
    StoreJson(),
    GroundNews(),
    GroundNewsPage(),
    Kite(),
    KiteFeed(),
    PageText(),
)
"""In order of trust: the first that knows a bundle's layout reads it."""


def read(bundle: Bundle) -> tuple[str, Readings]:
    """The name of the reader that knows a bundle, and the readings that it gave.

    Raises BundleError where no reader knows it, or it cannot be read at all.
    """
    if not bundle.data.removeprefix(codecs.BOM_UTF8).strip():
        raise BundleError("it is empty", "Capture the page again")
    if len(bundle.data) > bundle.limits.html and bundle.data.lstrip()[:1] == b"<":
        raise BundleError(f"it is a page of more than {size(bundle.limits.html)}", raised("html"))
    for reader in READERS:
        readings = reader.read(bundle)
        if readings is not None:
            return reader.name, readings
    document = bundle.document
    if document:
        return "json", Readings((), document.problems or (no_layout(document),))
    raise NoStoryError(*_unknown(bundle.decoded.text))


def _unknown(text: str) -> tuple[str, str]:
    start = text.lstrip()[:200].lower()
    if start.startswith("<?xml") and "<html" not in start:
        return "it is XML, which no reader knows", "Save the story's page as text, and convert that"
    if start.startswith(("<!doctype", "<html", "<?xml", "<head", "<body")):
        return (
            "it is HTML, which no reader knows",
            "Save the page's text (select all, copy, paste into a .txt file) and convert that",
        )
    return (
        "it shows fewer than two marks of a story page (a dateline, key points, `N Articles`, `Bias Distribution` or the like)",
        "Check that the whole page was copied, from its headline down",
    )
