"""The archive's generator as Pelican knows it: its settings, its hooks and its last line."""

from __future__ import annotations

import contextlib
import gc
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pelican.generators import Generator

import generator as package
from generator.catalog.database import Catalog
from generator.site.build import SiteBuild
from generator.site.data import INDEX
from generator.site.failures import stop_with_sentence
from generator.site.feeds import FEED
from generator.site.output import OutputWriter
from generator.site.rendering import Renderer, menu_rows
from generator.site.settings import Menu, check_page, read_options
from generator.system.fingerprint import cache_file, program_fingerprint

_Result = TypeVar("_Result")


@contextlib.contextmanager
def _frozen_garbage() -> Iterator[None]:
    """Look for garbage only among what is made from now on.

    What is there stays, and copies of this process share it.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class StoriesGenerator(Generator):  # type: ignore[misc]  # Pelican carries no types
    """Builds the archive's site; Pelican makes one for each build."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._began = time.monotonic()
        # Absolute, as Pelican names its own files.
        self.output = OutputWriter(Path(self.output_path).absolute())
        self.building = False
        """Whether the files that are announced are the archive's own."""
        with stop_with_sentence():
            self._options = read_options(self.settings, Path(self.path))
        self._build = SiteBuild(self._options, self.output)

    # --- what Pelican calls -----------------------------------------------------------------------

    def generate_context(self) -> None:
        """Bring the catalog up to the pages; ends the build where a page cannot be shown."""
        with stop_with_sentence():
            self.output.hold(self._cache_file(self.output.root, "output", "lock"))
            for page in self._hand_written_pages():
                check_page(str(page.source_path), str(page.save_as))
        feed = self._with_catalog(self._sync)
        # For the hand-written pages as well, which Pelican renders.
        self.context |= {
            "menu": menu_rows(self._menu()),
            "site_address": self._options.url,
            "feed": FEED if self._options.url and feed else None,
            "data": INDEX if self._options.data else None,
        }

    def check_static_files(self, files: Mapping[str, str]) -> None:
        """Check the static files of the content, whose sources are given by path."""
        with stop_with_sentence():
            for path, source in files.items():
                check_page(source, path)
        self._build.robots = "robots.txt" not in files

    def generate_output(self, writer: object) -> None:
        """Render every view, and write the files that differ."""
        del writer  # it knows Pelican's own kinds of content only, and writes what is there already
        self.building = True
        self._with_catalog(
            lambda catalog: self._build.run(
                catalog, self._menu(), lambda site: Renderer(site, self.get_template, self.context)
            )
        )
        self.building = False

    def report(self) -> str:
        """The counts of the build in one line."""
        build, output = self._build, self.output
        withdrawn = f"withdrawn: {build.withdrawn:,}; " if build.withdrawn else ""
        stories = build.synced.pages - build.withdrawn
        return (
            f"Stories: {stories:,} ({build.synced.read:,} read anew); {withdrawn}"
            f"views: {build.views:,}; files written: {output.written:,}, "
            f"unchanged: {output.unchanged:,}, removed: {output.removed:,}; "
            f"{time.monotonic() - self._began:.2f} seconds."
        )

    # --- what the build is given ------------------------------------------------------------------

    def _cache_file(self, folder: Path, kind: str, ending: str) -> Path:
        return cache_file(self._options.cache, folder, kind, ending)

    def _with_catalog(self, run: Callable[[Catalog], _Result]) -> _Result:
        path = self._cache_file(self._options.content, "catalog", "sqlite")
        with (
            stop_with_sentence(),
            Catalog(path, program_fingerprint(Path(package.__file__).parent)) as catalog,
            _frozen_garbage(),
        ):
            try:
                return run(catalog)
            except sqlite3.DatabaseError:  # a damaged catalog costs time only
                catalog.renew()
                self.output.begin()
                return run(catalog)

    def _sync(self, catalog: Catalog) -> bool:
        """Bring the catalog up to the pages; returns whether any story has a day."""
        self._build.sync_pages(catalog)
        return bool(catalog.latest(1))

    def _hand_written_pages(self) -> Iterator[Any]:
        """All that Pelican writes of content/pages, listed or not."""
        for kind in ("pages", "hidden_pages", "draft_pages"):
            for page in self.context.get(kind, ()):
                yield from (page, *page.translations)

    def _menu(self) -> Menu:
        return tuple((str(page.title), str(page.url)) for page in self.context.get("pages", ()))
