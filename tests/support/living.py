"""An archive on disk that is indexed again and again, as builds do it, without the other pages of
its site.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.catalog.database import Catalog
from generator.catalog.sync import sync
from generator.page import format as page
from generator.page.model import Page
from generator.site.output import OutputWriter
from generator.site.search_files import write_search_file
from generator.site.search_index import CACHE_KEY, SearchIndex
from generator.site.settings import Site
from generator.site.site_files import SearchScript, UnchangedFolder
from tests.support.archives import STAMP

PARTS = 3
"""In which the lists of a segment are made, as several processes do."""


class Living:
    """Pages below `stories`, and the search of their site below `output`."""

    def __init__(self, folder: Path, built: Path, *, texts: bool = False) -> None:
        """`built` is a whole site, of which the search page and its theme are taken."""
        self._folder = folder
        self.output = folder / "output"
        self._site = Site(name="Invented", texts=texts)
        self._pages: dict[str, Page] = {}
        self._clock = 1_700_000_000
        self.output.mkdir(parents=True)
        (folder / "stories").mkdir()
        shutil.copy(built / "search.html", self.output)
        shutil.copytree(built / "theme", self.output / "theme")

    def build(self, pages: Mapping[str, Page]) -> OutputWriter:
        """Bring the folder to these pages, and the index to the folder."""
        for name in self._pages.keys() - pages.keys():
            self._file(name).unlink()
        for name, kept in pages.items():
            if self._pages.get(name) is not kept:
                self._write(name, kept)
        self._pages = dict(pages)
        with Catalog(self._folder / "catalog.sqlite", STAMP) as catalog:
            assert sync(self._folder / "stories", catalog).problems == ()
            return self._index(catalog)

    def _file(self, name: str) -> Path:
        return self._folder / "stories" / f"{name}.md"

    def _write(self, name: str, kept: Page) -> None:
        file = self._file(name)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(page.write(kept).encode("utf-8"))
        # Each second has its own change: a build of the next one need not look twice.
        self._clock += 1
        os.utime(file, (self._clock, self._clock))

    def _index(self, catalog: Catalog) -> OutputWriter:
        output = OutputWriter(self.output)
        index = SearchIndex(self._site, catalog, output)
        for made in _files(index):
            write_search_file(output, made)
        catalog.remember(CACHE_KEY, index.cache_value())
        output.finish()
        return output


def _files(index: SearchIndex) -> Iterator[SearchScript | UnchangedFolder]:
    for part in index.parts(PARTS):
        index.add_part((yield from index.invert(part)))
    yield from index.scripts()
