"""The search index of a benchmark's archive, made by processes of its own; `bench/search.py` runs
this and prints the figures.

usage: python bench/indexing.py sync FOLDER | make FOLDER | changes FOLDER RESULT [--apart]
"""

from __future__ import annotations

import argparse
import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import corpus
from processes import Cost, run, timed

from generator.catalog.database import Catalog
from generator.catalog.entries import StoryEntry
from generator.catalog.sync import sync
from generator.page import format as page
from generator.page import model as page_model
from generator.site.output import OutputWriter
from generator.site.search_files import invert_stories, write_search_file
from generator.site.search_index import CACHE_KEY, SearchIndex
from generator.site.settings import Site
from generator.story import identity
from generator.system.processes import copy_count

SITE = Site(name="Benchmark")
ADDED = 20
"""Stories added at the end, one at a time: so that one more than every 16th is among them."""
NEWEST, OLDER = 5, 3
"""Other changes, of the newest stories and of those in the middle, where a change costs most."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The folders of one benchmark."""

    work: Path

    @property
    def stories(self) -> Path:
        """The archive's pages."""
        return self.work / "content" / "stories"

    @property
    def site(self) -> Path:
        """Where the index is made, below `search/`."""
        return self.work / "site"

    @property
    def plain(self) -> Path:
        """The same words as plain HTML, and Pagefind's index of them."""
        return self.work / "plain"

    def catalog(self) -> Catalog:
        """The catalog; it stays the same one if the program's files change while the benchmark
        runs.
        """
        return Catalog(self.work / "catalog.sqlite", "benchmark")

    def sync(self, catalog: Catalog) -> None:
        """Bring the catalog up to the pages."""
        if problems := sync(self.stories, catalog).problems:
            raise SystemExit(str(problems[0]))

    def forget(self) -> None:
        """Let the next index be made from nothing."""
        with self.catalog() as catalog:
            catalog.remember(CACHE_KEY, None)


# --- the work that is measured --------------------------------------------------------------------


def make(catalog: Catalog, folder: Path) -> OutputWriter:
    """Make the index, or bring it up to the catalog, as a build does."""
    output = OutputWriter(folder)
    index = SearchIndex(SITE, catalog, output)
    invert_stories(index, catalog, output, copy_count())
    for item in index.scripts():
        write_search_file(output, item)
    catalog.remember(CACHE_KEY, index.cache_value())
    output.finish()
    return output


# --- one story ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Editor:
    """Changes one story at a time."""

    archive: Archive
    made: Iterator[page_model.Page]
    """Stories to be added."""

    def _newest(self, back: int = 0) -> StoryEntry:
        with self.archive.catalog() as catalog:
            return catalog.entries_from(back, 1)[0]

    def _middle(self) -> StoryEntry:
        with self.archive.catalog() as catalog:
            return catalog.entries_from(catalog.count() // 2, 1)[0]

    def _add(self, day: str) -> None:
        made = next(self.made)
        key = identity.story_key(made.story, made.story.captures[-1].sha256)
        path = self.archive.stories / day[:4] / f"{identity.slug(made.story.title, key)}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(page.write(replace(made, story=replace(made.story, date=day))).encode())

    def add_newest(self) -> None:
        """Add a story that is a day newer than all others."""
        newest = datetime.date.fromisoformat(self._newest().day or "")
        self._add((newest + datetime.timedelta(days=1)).isoformat())

    def add_late(self) -> None:
        """Add a story of a day long ago."""
        self._add(self._middle().day or "")

    def _edit(self, card: StoryEntry) -> None:
        path = self.archive.stories / card.path
        held = page.read(path.read_text(encoding="utf-8"))
        story = replace(held.story, summary=f"{held.story.summary} It was put right.")
        path.write_bytes(page.write(replace(held, story=story)).encode())

    def _remove(self, card: StoryEntry) -> None:
        (self.archive.stories / card.path).unlink()

    def changes(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """All changes, by their names."""
        yield from (("added, the newest", self.add_newest) for _ in range(ADDED))
        yield from (
            ("edited, the newest", lambda: self._edit(self._newest())) for _ in range(NEWEST)
        )
        yield from (
            ("removed, the newest", lambda: self._remove(self._newest())) for _ in range(NEWEST)
        )
        yield from (
            ("edited, in the middle", lambda: self._edit(self._middle())) for _ in range(OLDER)
        )
        yield from (("added, in the middle", self.add_late) for _ in range(OLDER))
        yield from (
            ("removed, in the middle", lambda: self._remove(self._middle())) for _ in range(OLDER)
        )


@dataclass(frozen=True, slots=True)
class Step:
    """What the index took after one change; files are not counted where a process of its own made
    it.
    """

    change: str
    seconds: float
    cpu: float
    written: int = 0
    removed: int = 0


def _apart(archive: Archive, change: str) -> Step:
    cost = run(__file__, "make", archive.work)
    return Step(change, cost.seconds, cost.cpu)


def _here(archive: Archive, change: str) -> Step:
    outputs: list[OutputWriter] = []
    with archive.catalog() as catalog:
        cost: Cost = timed(lambda: outputs.append(make(catalog, archive.site)))
    return Step(change, cost.seconds, cost.cpu, outputs[0].written, outputs[0].removed)


def steps(archive: Archive, *, apart: bool) -> Iterator[Step]:
    """Change one story after the other, and bring the index up to each; by this process, or by one
    of its own each time.
    """
    with archive.catalog() as catalog:
        first = catalog.count() + (1_000_000 if apart else 1)
    invented = corpus.Corpus()
    editor = Editor(archive, (invented.page(first + number) for number in range(1_000)))
    for name, change in editor.changes():
        change()
        with archive.catalog() as catalog:
            archive.sync(catalog)
        yield (_apart if apart else _here)(archive, name)


def main() -> None:
    """Do one part of the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=["sync", "make", "changes"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("result", type=Path, nargs="?")
    parser.add_argument("--apart", action="store_true")
    options = parser.parse_args()
    archive = Archive(options.folder)
    if options.part == "changes":
        found = [asdict(step) for step in steps(archive, apart=options.apart)]
        options.result.write_text(json.dumps(found))
        return
    with archive.catalog() as catalog:
        if options.part == "sync":
            archive.sync(catalog)
        else:
            make(catalog, archive.site)


if __name__ == "__main__":
    main()
