"""Readers of bundles: one file a layout, asked in the order of trust."""

from __future__ import annotations

import codecs

from generator.errors import BundleError, NoStoryError
from generator.readers.base import Bundle, Reader, Readings
from generator.readers.html.saved import SavedHtml
from generator.readers.json.document import unknown_layout_error
from generator.readers.json.ground_news import GroundNews
from generator.readers.json.scraper import ScraperJson
from generator.readers.json.store import StoreJson
from generator.readers.kite.clusters import KiteClusters
from generator.readers.kite.feed import KiteFeed
from generator.readers.own.records import ArchiveJson
from generator.readers.own.table import ArchiveCsv
from generator.readers.story_page.text import PageText

READERS: tuple[Reader, ...] = (
    ArchiveJson(),
    ArchiveCsv(),
    ScraperJson(),
    StoreJson(),
    GroundNews(),
    KiteClusters(),
    KiteFeed(),
    SavedHtml(),
    PageText(),
)
"""In order of trust: the first that knows a bundle's layout reads it."""


def read_stories(bundle: Bundle) -> tuple[str, Readings]:
    """The name of the reader that knows a bundle, and the readings that it gave.

    Raises BundleError where no reader knows it, or it cannot be read at all.
    """
    if not bundle.data.removeprefix(codecs.BOM_UTF8).strip():
        raise BundleError("it is empty", "Capture the page again")
    for reader in READERS:
        readings = reader.read(bundle)
        if readings is not None:
            return reader.name, readings
    document = bundle.document
    if document:
        return "json", Readings((), document.problems or (unknown_layout_error(document),))
    if bundle.decoded.text.lstrip().startswith("<?xml"):
        raise NoStoryError(
            "it is XML, which no reader knows", "Save the story's page as text, and convert that"
        )
    seen = "it shows fewer than two marks of a story page (a dateline, key points, `N Articles`, `Bias Distribution` or the like)"
    raise NoStoryError(seen, "Check that the whole page was copied, from its headline down")
