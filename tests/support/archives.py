"""Invented archives for the tests of the site: pages with few words, on disk or straight in a
catalog.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.catalog.database import Catalog
from generator.catalog.entries import PageFile, make_page_entry, make_page_rows
from generator.catalog.withdrawals import make_withdrawn_page
from generator.page import format as page
from generator.page.model import Page
from generator.site.data import DataFiles
from generator.site.plan import plan_units
from generator.site.search_index import SearchIndex
from generator.site.settings import Site
from generator.site.site_files import SearchScript, SiteFile, StreamedFile
from generator.story.model import Article, Capture, Content, Coverage, Story

STAMP = "these tests"


def told_page(
    title: str | None = "Ferries Return",
    date: str | None = None,
    *,
    outlets: Sequence[str | None] = (),
    captured: str | None = None,
    **fields: Any,
) -> Page:
    """A page of a story with one article an outlet."""
    articles = tuple(
        Article(title=f"Report {n}", outlet=outlet) for n, outlet in enumerate(outlets, 1)
    )
    content = Content(title=title, **{"articles": articles, **fields})
    sha256 = hashlib.sha256(repr(content).encode()).hexdigest()
    capture = Capture(
        bundle="story.txt", sha256=sha256, reader="page-text", captured=captured, content=content
    )
    same = {name: getattr(content, name) for name in Content.__dataclass_fields__}
    basis = "Day and year from the dateline." if date else None
    return Page(story=Story(**same, date=date, date_basis=basis, captures=(capture,)))


def write(stories: Path, pages: Mapping[str, Page]) -> None:
    """Put pages below a folder, named `2025/name` without ending."""
    for name, kept in pages.items():
        path = stories / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.write(kept).encode("utf-8"))


def put(catalog: Catalog, pages: Mapping[str, Page]) -> Catalog:
    """Put pages into a catalog without files, and give it back."""
    for name, kept in pages.items():
        file = PageFile(f"{name}.md", 1, 1, "0" * 64)
        if buried := make_withdrawn_page(file, kept):
            catalog.withdraw(buried)
        else:
            catalog.put(make_page_rows(make_page_entry(file, kept)))
    catalog.commit(1)
    return catalog


def planned(site: Site, catalog: Catalog) -> Iterator[SiteFile]:
    """Every file of the site that is made from the catalog; those that are streamed as a whole."""
    index, offered = SearchIndex(site, catalog), DataFiles(site, catalog)
    for part in index.parts(1):
        index.add_part((yield from index.invert(part)))
    for unit in plan_units(site, catalog, index, offered):
        for made in unit():
            yield _whole(made)
    yield from map(_whole, offered.description_files())


def _whole(made: SiteFile) -> SiteFile:
    return (
        SearchScript(made.path, b"".join(made.pieces).decode("utf-8"))
        if isinstance(made, StreamedFile)
        else made
    )


def coverage(reported: int | None) -> Coverage:
    """A coverage of which only the number of articles is known."""
    return Coverage(reported_articles=reported)
