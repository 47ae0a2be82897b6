"""Writing the search index: several processes make the lists of what changed, one the scripts."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial

from generator.catalog.database import Catalog
from generator.site.output import OutputWriter, WrittenFiles
from generator.site.search_index import MANIFEST, InvertedPart, SearchIndex, SegmentPart
from generator.site.site_files import SearchScript, UnchangedFolder
from generator.system.processes import Turns, fork_shares, take_turns

Announce = Callable[[str], object]
"""Is told of the path of each file."""


def write_search_file(
    output: OutputWriter, made: SearchScript | UnchangedFolder, tell: Announce | None = None
) -> None:
    """Write a file of the index, or leave files as they stand."""
    if isinstance(made, UnchangedFolder):
        output.keep_folder(made.folder, len(made.files))
    else:
        output.write(made.path, made.text.encode("utf-8"), whole=made.path != MANIFEST)
    if tell:
        for path in (
            [f"{made.folder}/{file}" for file in made.files]
            if isinstance(made, UnchangedFolder)
            else [made.path]
        ):
            tell(path)


def invert_stories(
    index: SearchIndex,
    catalog: Catalog,
    output: OutputWriter,
    shares: int,
    tell: Announce | None = None,
) -> None:
    """Make the lists of what changed, by so many processes; `scripts` is then the work of one."""
    parts = index.parts(shares)
    if parts:
        share = partial(_invert_share, index, parts, catalog, output, tell)
        for found, written in fork_shares(share, min(shares, len(parts))):
            output.add_share(written)
            for done in found:
                index.add_part(done)


def _invert_share(
    index: SearchIndex,
    parts: list[SegmentPart],
    catalog: Catalog,
    output: OutputWriter,
    tell: Announce | None,
    _: int,
    turns: Turns,
) -> tuple[list[InvertedPart], WrittenFiles]:
    own, found = output.share(), []
    with catalog.again():
        for part in take_turns(parts, turns):
            made = index.invert(part)
            found.append(_write_part(made, own, tell))
    own.close()
    return found, own.summary()


def _write_part(
    made: Generator[SearchScript | UnchangedFolder, None, InvertedPart],
    output: OutputWriter,
    tell: Announce | None,
) -> InvertedPart:
    while True:
        try:
            write_search_file(output, next(made), tell)
        except StopIteration as end:
            done: InvertedPart = end.value
            return done
