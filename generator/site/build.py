"""One build of the site, step by step: sync, plan, render, write, index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pelican import signals

from generator.catalog.database import Catalog
from generator.catalog.sync import Synced, sync
from generator.site import data, search_index
from generator.site.data import DataFiles, write_data_file
from generator.site.failures import build_failure
from generator.site.feeds import address_files
from generator.site.originals import Originals, find_originals, pack_zip
from generator.site.output import OutputWriter, WrittenFiles
from generator.site.plan import plan_units, term_paths
from generator.site.progress import show_progress
from generator.site.rendering import Renderer
from generator.site.search_files import invert_stories, write_search_file
from generator.site.search_index import SearchIndex
from generator.site.settings import BuildOptions, Menu, Site
from generator.site.site_files import SiteFile, StreamedFile, UnchangedFile, View
from generator.system.processes import Turns, copy_count, fork_shares, take_turns

_MANY = 500
"""Stories from which on several processes render them."""


class SiteBuild:
    """One build: the catalog is brought up to the pages, and the output to the catalog."""

    def __init__(self, options: BuildOptions, output: OutputWriter) -> None:
        self.options, self.output = options, output
        self.robots = True
        """Whether `robots.txt` is the archive's; one of the archivist's own replaces it."""
        self.synced = Synced(0, 0, 0, ())
        self.withdrawn = self.views = 0

    def run(self, catalog: Catalog, menu: Menu, renderer_of: Callable[[Site], Renderer]) -> None:
        """Build the site: sync its pages, plan its files, render and write them, index its words.

        `menu` are words and addresses of the hand-written pages. A build that begins again, for
        its catalog was damaged, begins here.
        """
        if not catalog.synced():  # another build made the catalog anew since
            self.sync_pages(catalog)
        originals = self.find_originals(catalog)
        site = self.describe_site(catalog, menu, originals)
        renderer = renderer_of(site)
        plan = self.plan_files(site, catalog)
        self.views = 0
        self.index_words(plan)
        for share in fork_shares(partial(self.write_share, plan, renderer), plan.shares):
            self.add_share(plan, share)
        self.describe_data(plan, renderer)
        self.write_originals(originals)
        self.write_address_files(plan)

    # --- sync and plan ----------------------------------------------------------------------------

    def sync_pages(self, catalog: Catalog) -> None:
        """Bring the catalog up to the pages; ends the build where a page cannot be shown."""
        stories = self.options.content / "stories"
        with show_progress("Pages read") as report:
            self.synced = sync(stories, catalog, tell=report)
        if self.synced.problems:
            count = len(self.synced.problems)
            raise build_failure(
                f"{count:,} of the files below {stories} cannot be shown.", self.synced.problems
            )
        self.withdrawn = len(catalog.withdrawn())

    def find_originals(self, catalog: Catalog) -> Originals:
        """Find the bundles that the site offers, by the zip in which they stand."""
        if not self.options.originals:
            return {}
        return find_originals(catalog, self.options.content / "bundles")

    def describe_site(self, catalog: Catalog, menu: Menu, originals: Originals) -> Site:
        """Gather what the views know of the site beside the stories."""
        return Site(
            name=self.options.name,
            url=self.options.url,
            story_save_as=self.options.story_save_as,
            story_url=self.options.story_url,
            texts=self.options.texts,
            data=self.options.data,
            menu=menu,
            terms=term_paths(catalog),
            originals={
                original.sha256: (path, original.name)
                for path, listed in originals.items()
                for original in listed
            },
        )

    def plan_files(self, site: Site, catalog: Catalog) -> _Plan:
        """Plan the files of the site, and how many processes share them."""
        # Plugins that listen hear of each file from this process, which then does all of it.
        alone = _plugins_listen() or self.synced.pages < _MANY
        return _Plan(
            site,
            catalog,
            SearchIndex(site, catalog, self.output),
            DataFiles(site, catalog, self.output),
            1 if alone else copy_count(),
        )

    # --- index, render and write ------------------------------------------------------------------

    def index_words(self, plan: _Plan) -> None:
        """Make the search's lists of words; the plan then has the scripts that are made of them."""
        announce = partial(_announce, self.output) if _plugins_listen() else None
        invert_stories(plan.index, plan.catalog, self.output, plan.shares, announce)

    def write_share(
        self, plan: _Plan, renderer: Renderer, share: int, turns: Turns
    ) -> _ShareResult:
        """Render and write those units of the plan that are one process's turn."""
        output = self.output.share()
        views = stories = 0
        with (
            plan.catalog.again() as reader,
            show_progress("Stories rendered", shown=share == 0) as report,
        ):
            units = plan_units(plan.site, reader, plan.index, plan.data, plan.shares)
            for unit in take_turns(units, turns):
                for file in unit():
                    views += _write_file(output, renderer, file)
                    stories += isinstance(file, View) and file.template == "story"
                    report(min(stories * plan.shares, self.synced.pages), self.synced.pages)
        output.close()
        return _ShareResult(
            views, output.summary(), plan.index.cache_value(), plan.data.cache_value()
        )

    def add_share(self, plan: _Plan, share: _ShareResult) -> None:
        """Take over what one process rendered and wrote."""
        self.views += share.views
        self.output.add_share(share.written)
        plan.data.add_share(share.data)
        if share.index:
            plan.catalog.remember(search_index.CACHE_KEY, share.index)

    # --- what is known once all else is written ---------------------------------------------------

    def describe_data(self, plan: _Plan, renderer: Renderer) -> None:
        """Write the files that describe those for programs, with their sizes and digests."""
        plan.catalog.remember(data.CACHE_KEY, plan.data.cache_value())
        for file in plan.data.description_files():
            self.views += _write_file(self.output, renderer, file)

    def write_originals(self, originals: Originals) -> None:
        """Write the zips of the bundles that are offered."""
        for path, listed in originals.items():
            with self.output.stream(path) as into:
                pack_zip(listed, into)
            _announce(self.output, path)

    def write_address_files(self, plan: _Plan) -> None:
        """Write the feed, the sitemap and robots.txt, where the site's own address is known."""
        if plan.site.url:
            paths = self.output.own_paths()
            for path, text in address_files(plan.site, plan.catalog, paths, robots=self.robots):
                self.output.write(path, text.encode("utf-8"))
                _announce(self.output, path)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The source of a site's files, and how many processes make them."""

    site: Site
    catalog: Catalog
    index: SearchIndex
    data: DataFiles
    shares: int


@dataclass(frozen=True, slots=True)
class _ShareResult:
    """The result of one share of the plan."""

    views: int
    written: WrittenFiles
    index: dict[str, Any] | None
    """The index's value for the next build, if it was in this share."""
    data: dict[str, Any]
    """Rows, sizes and digests of the files for programs."""


def _write_file(output: OutputWriter, renderer: Renderer, file: SiteFile) -> bool:
    """Write a file of the plan, or leave it as it stands; returns whether it is a view."""
    listen = _plugins_listen()
    if isinstance(file, View):
        output.write(file.path, renderer.text(file).encode("utf-8"))
        if listen:
            _announce(output, file.path, renderer.context(file))
        return True
    if isinstance(file, StreamedFile | UnchangedFile):
        write_data_file(output, file)
        if listen:
            _announce(output, file.path)
    else:
        write_search_file(output, file, partial(_announce, output) if listen else None)
    return False


def _plugins_listen() -> bool:
    """Check whether a plugin wants to hear of each file; one that listens is the archive's own."""
    return len(signals.content_written.receivers) > 1


def _announce(output: OutputWriter, path: str, context: dict[str, Any] | None = None) -> None:
    """Announce a file to plugins, as Pelican's writer does."""
    signals.content_written.send(str(output.root / path), context=context or {})
