"""The archive's own generator: pages to catalog, catalog to views, views to files that differ."""

from __future__ import annotations

import contextlib
import gc
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from pelican import signals
from pelican.generators import Generator

import generator as package
from generator.catalog.database import Catalog
from generator.catalog.sync import Synced, sync
from generator.errors import Problem, StoppedError, visible
from generator.site import data
from generator.site.data import INDEX, DataFiles, write_data_file
from generator.site.feeds import ENTRIES, FEED, atom_feed, robots_text, sitemaps
from generator.site.originals import Original, find_originals, pack_zip
from generator.site.output import OutputWriter, WrittenFiles
from generator.site.plan import plan_units, term_paths
from generator.site.progress import show_progress
from generator.site.rendering import NOT_FOUND, Renderer, menu_rows
from generator.site.search_files import invert_stories, write_search_file
from generator.site.search_index import CACHE_KEY, SearchIndex
from generator.site.settings import STORY, Site, check_page, check_pattern, check_url
from generator.site.views import SiteFile, StreamedFile, UnchangedFile, View
from generator.system import processes as workers
from generator.system.fingerprint import cached, stamp

_Result = TypeVar("_Result")
_MANY = 500
"""Stories from which on several processes render them."""


def build_failure(why: str, problems: Sequence[Problem] = ()) -> SystemExit:
    """The end of a build that cannot go on, with its sentences."""
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    sys.stderr.write(f"The site was not built: {visible(why)}\n")
    return SystemExit(1)


@contextlib.contextmanager
def stop_with_sentence() -> Iterator[None]:
    """End the build with the sentence of what stops it."""
    try:
        yield
    except StoppedError as error:
        raise build_failure(str(error)) from error


@contextlib.contextmanager
def _frozen_garbage() -> Iterator[None]:
    """Look for garbage among what is made from now on only: what is there stays, and copies of this process share it."""
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
        self._content = Path(self.path)
        self.output = OutputWriter(
            Path(self.output_path).absolute()
        )  # as Pelican tells of its own files
        self._synced = Synced(0, 0, 0, ())
        self._withdrawn = 0
        self._views = 0
        self.building = False
        """Whether the files that are announced are the archive's own."""
        self._robots = True
        with stop_with_sentence():
            self._url = check_url(self.settings["SITEURL"])
            self._patterns = tuple(
                check_pattern(name, self.settings.get(name, STORY))
                for name in ("STORY_SAVE_AS", "STORY_URL")
            )

    # --- what Pelican calls -----------------------------------------------------------------------

    def generate_context(self) -> None:
        """Bring the catalog up to the pages; ends the build with a sentence a page where one cannot be shown."""
        with stop_with_sentence():
            self.output.hold(self._cached(self.output.root, "output", "lock"))
            for page in self._written_by_hand():
                check_page(str(page.source_path), str(page.save_as))
        feed = self._with_catalog(self._sync)
        # For the hand-written pages as well, which Pelican renders.
        self.context |= {
            "menu": menu_rows(self._pages()),
            "site_address": self._url,
            "feed": FEED if self._url and feed else None,
            "data": INDEX if self.settings.get("ARCHIVE_DATA", True) else None,
        }

    def given(self, files: Mapping[str, str]) -> None:
        """Take note of the static files of the content, their sources by path; a robots.txt of one's own stands for ours."""
        with stop_with_sentence():
            for path, source in files.items():
                check_page(source, path)
        self._robots = "robots.txt" not in files

    def generate_output(self, writer: object) -> None:
        """Render every view, and write the files that differ."""
        del writer  # it knows Pelican's own kinds of content only, and writes what is there already
        self.building = True
        self._with_catalog(self._build)
        self.building = False

    def report(self) -> str:
        """What the build did, in one line."""
        output, seconds = self.output, time.monotonic() - self._began
        withdrawn = f"withdrawn: {self._withdrawn:,}; " if self._withdrawn else ""
        stories = self._synced.pages - self._withdrawn
        return (
            f"Stories: {stories:,} ({self._synced.read:,} read anew); {withdrawn}views: {self._views:,}; files written: "
            f"{output.written:,}, unchanged: {output.unchanged:,}, removed: {output.removed:,}; {seconds:.2f} seconds."
        )

    # --- the build --------------------------------------------------------------------------------

    def _cached(self, folder: Path, kind: str, ending: str) -> Path:
        return cached(Path(self.settings["CACHE_PATH"]), folder, kind, ending)

    def _with_catalog(self, run: Callable[[Catalog], _Result]) -> _Result:
        path = self._cached(self._content, "catalog", "sqlite")
        with (
            stop_with_sentence(),
            Catalog(path, stamp(Path(package.__file__).parent)) as catalog,
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
        stories = self._content / "stories"
        with show_progress("Pages read") as tell:
            self._synced = sync(stories, catalog, tell=tell)
        if self._synced.problems:
            count = len(self._synced.problems)
            raise build_failure(
                f"{count:,} of the files below {stories} cannot be shown.", self._synced.problems
            )
        self._withdrawn = len(catalog.withdrawn())
        return bool(catalog.latest(1))

    def _written_by_hand(self) -> Iterator[Any]:
        """All that Pelican writes of content/pages, listed or not."""
        for kind in ("pages", "hidden_pages", "draft_pages"):
            for page in self.context.get(kind, ()):
                yield from (page, *page.translations)

    def _pages(self) -> tuple[tuple[str, str], ...]:
        return tuple((str(page.title), str(page.url)) for page in self.context.get("pages", ()))

    def _site(self, catalog: Catalog, zips: dict[str, list[Original]]) -> Site:
        settings = self.settings
        return Site(
            name=str(settings["SITENAME"]),
            url=self._url,
            story_save_as=self._patterns[0],
            story_url=self._patterns[1],
            texts=bool(settings.get("ARCHIVE_TEXTS")),
            data=bool(settings.get("ARCHIVE_DATA", True)),
            menu=self._pages(),
            terms=term_paths(catalog),
            originals={
                found.sha256: (path, found.name)
                for path, listed in zips.items()
                for found in listed
            },
        )

    def _build(self, catalog: Catalog) -> None:
        if not catalog.synced():  # another build made it anew since
            self._sync(catalog)
        zips = (
            find_originals(catalog, self._content / "bundles")
            if self.settings.get("ARCHIVE_ORIGINALS")
            else {}
        )
        site = self._site(catalog, zips)
        renderer = Renderer(site, self.get_template, self.context)
        # Plugins that are told of each file are told by this process, which then does all of it.
        shares = 1 if _plugins_listen() or self._synced.pages < _MANY else workers.copies()
        self._views = 0
        index, offered = (
            SearchIndex(site, catalog, self.output),
            DataFiles(site, catalog, self.output),
        )
        invert_stories(
            index,
            catalog,
            self.output,
            shares,
            partial(_announce_file, self.output) if _plugins_listen() else None,
        )
        for share in workers.forked(
            partial(self._make, catalog, site, renderer, index, offered, shares), shares
        ):
            self._views += share.views
            self.output.add_share(share.written)
            offered.take(share.data)
            if share.index:
                catalog.remember(CACHE_KEY, share.index)
        catalog.remember(data.CACHE_KEY, offered.left())
        for made in offered.described():
            self._views += self._put(self.output, renderer, made)
        for path, listed in zips.items():
            with self.output.stream(path) as into:
                pack_zip(listed, into)
            _announce_file(self.output, path)
        if site.url:
            for path, text in _address_files(
                site, catalog, self.output.own_paths(), robots=self._robots
            ):
                self.output.write(path, text.encode("utf-8"))
                _announce_file(self.output, path)

    def _make(
        self,
        catalog: Catalog,
        site: Site,
        renderer: Renderer,
        index: SearchIndex,
        offered: DataFiles,
        shares: int,
        share: int,
        turns: workers.Turns,
    ) -> _ShareResult:
        """Render and write one share of the plan."""
        output = self.output.share()
        views = stories = 0
        with catalog.again() as reader, show_progress("Stories rendered", shown=share == 0) as tell:
            for unit in workers.taken(plan_units(site, reader, index, offered, shares), turns):
                for made in unit():
                    views += self._put(output, renderer, made)
                    stories += isinstance(made, View) and made.template == "story"
                    tell(min(stories * shares, self._synced.pages), self._synced.pages)
        output.close()
        return _ShareResult(views, output.summary(), index.left(), offered.left())

    @staticmethod
    def _put(output: OutputWriter, renderer: Renderer, made: SiteFile) -> bool:
        """Write a file of the plan, or leave it as it stands; returns whether it is a view."""
        told = _plugins_listen()
        if isinstance(made, View):
            output.write(made.path, renderer.text(made).encode("utf-8"))
            if told:
                _announce_file(output, made.path, renderer.context(made))
            return True
        if isinstance(made, StreamedFile | UnchangedFile):
            write_data_file(output, made)
            if told:
                _announce_file(output, made.path)
        else:
            write_search_file(output, made, partial(_announce_file, output) if told else None)
        return False


@dataclass(frozen=True, slots=True)
class _ShareResult:
    """What one share of the plan gave."""

    views: int
    written: WrittenFiles
    index: dict[str, Any] | None
    """What the index leaves to the next build, if it was in this share."""
    data: dict[str, Any]
    """What is known of the files for programs."""


def _plugins_listen() -> bool:
    """Whether a plugin wants to be told of each file; one that listens is the archive's own."""
    return len(signals.content_written.receivers) > 1


def _announce_file(output: OutputWriter, path: str, context: dict[str, Any] | None = None) -> None:
    """Tell plugins of a file, as Pelican's writer does."""
    signals.content_written.send(str(output.root / path), context=context or {})


def _address_files(
    site: Site, catalog: Catalog, paths: Sequence[str], *, robots: bool
) -> Iterator[tuple[str, str]]:
    """What needs the site's own address; `paths` are the files of the archive itself."""
    dated = catalog.latest(ENTRIES)
    if dated:
        yield FEED, atom_feed(site, dated)
    found = {site.saved_as(card.path): site.address(card.path) for card in catalog.cards()}
    unlisted = {NOT_FOUND, *(site.saved_as(stone.path) for stone in catalog.withdrawn())}
    pages = [path for path in paths if path.endswith(".html") and path not in unlisted]
    addresses = [
        *(found.get(path) or quote(path) for path in pages),
        *(address for _, address in site.menu),
    ]
    yield from sitemaps(site, addresses).items()
    if robots:
        yield "robots.txt", robots_text(site)
