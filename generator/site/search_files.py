"""The search index of a build: what has changed since the last one is made anew, all else is left
as it stands.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from generator.catalog.database import Catalog
from generator.catalog.presentation import Told
from generator.search import fields, inversion, segments
from generator.search.inversion import Lists
from generator.search.segments import Facts, Folder, Span
from generator.search.stems import known, stems
from generator.site.output import Output, Written
from generator.site.settings import Site
from generator.site.views import Kept, Script
from generator.system.processes import Turns, fork_shares, take_turns

ROOT = "search"
MANIFEST = f"{ROOT}/manifest.js"
KEY = "search"
"""Under which the catalog remembers what the last build made."""


@dataclass(slots=True)
class Memory:
    """What one build leaves to the next: what it made of which stories, by digests of these."""

    average: list[Any] = field(default_factory=list)
    """The digest of the largest segment, and the average length of its stories."""
    segments: dict[str, Any] = field(default_factory=dict)
    """What the manifest says of a segment, and its files."""
    folders: dict[str, Any] = field(default_factory=dict)
    """The name of a folder of stories, and how many it holds."""
    times: dict[str, int] = field(default_factory=dict)
    """When files were last put into a folder, or taken out of it, in nanoseconds."""

    @classmethod
    def of(cls, value: Any) -> Memory:
        """What `told` gave."""
        return cls(**value) if isinstance(value, dict) else cls()

    def told(self) -> dict[str, Any]:
        """As a JSON value."""
        return {
            "average": self.average,
            "segments": self.segments,
            "folders": self.folders,
            "times": self.times,
        }


@dataclass(frozen=True, slots=True)
class Part:
    """A run of stories whose lists one process makes."""

    segment: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a part."""

    part: Part
    lists: Lists
    folders: dict[str, Any]
    """As `Memory` keeps them."""


class Index:
    """One build's index, in an output in which an earlier one may stand, or in none."""

    def __init__(self, site: Site, catalog: Catalog, output: Output | None = None) -> None:
        self._site, self._catalog, self._output = site, catalog, output
        self._before = Memory.of(catalog.remembered(KEY))
        self._order = catalog.order()
        self._languages = known(catalog.languages())
        self._spans = segments.spans(len(self._order))
        self._digests: dict[tuple[object, ...], str] = {}
        self._settings = f"{site.story_url} {site.texts}"
        self._average = self._measured() if self._spans else 1
        self._done: dict[Span, list[Done]] = {}
        self._memory = Memory()

    def parts(self, shares: int) -> list[Part]:
        """What has to be made before the scripts, in as many parts as processes may share it."""
        found = []
        for span in self._spans:
            if self._stands(span):
                continue
            folders = segments.folders(span)
            each = -(-len(folders) // shares)
            runs = (folders[first : first + each] for first in range(0, len(folders), each))
            found += [Part(span, Span(run[0].first, run[-1].last)) for run in runs]
        return found

    def inverted(self, part: Part) -> Generator[Script | Kept, None, Done]:
        """The files of what is shown of a part's stories; returns their lists."""
        made = inversion.Inversion(self._average)
        folders: dict[str, Any] = {}
        for folder in reversed(
            [folder for folder in segments.folders(part.segment) if _within(folder, part.span)]
        ):
            key, records = self._of(folder), self._records(made, part, folder)
            if self._keeps(key):
                name = self._before.folders[key][0]
                deque(records, maxlen=0)  # for the lists alone
                yield _kept(name, _names(folder.size))
            else:
                told = segments.folder(records)
                name = told.name
                yield from _written(told)
            folders[key] = [name, folder.size]
        return Done(part, made.lists(), folders)

    def take(self, done: Done) -> None:
        """Take over what became of a part."""
        self._done.setdefault(done.part.segment, []).append(done)
        self._memory.folders |= done.folders

    def scripts(self) -> Iterator[Script | Kept]:
        """All other files of the index, once all parts are taken; the manifest, which names the others, comes last."""
        entries: list[dict[str, Any]] = []
        folders: list[str] = []
        for span in self._spans:
            entry = (
                yield from self._made(span) if span in self._done else self._standing_segment(span)
            )
            entries.append(entry)
            folders += [
                self._memory.folders[self._of(folder)][0] for folder in segments.folders(span)
            ]
        yield Script(MANIFEST, segments.manifest(len(self._order), entries, folders))

    def left(self) -> dict[str, Any] | None:
        """What the next build may build on, once all scripts are written; nothing before."""
        if not self._output or not self._memory.average:
            return None
        names = [name for name, _ in self._memory.folders.values()]
        names += [segment["entry"]["name"] for segment in self._memory.segments.values()]
        self._memory.times = {name: self._output.changed(f"{ROOT}/{name}") for name in names}
        return self._memory.told()

    # --- what changed -----------------------------------------------------------------------------

    def _of(self, span: Span, *more: str) -> str:
        """What a run of stories is known by from one build to the next."""
        key = (span, *more)
        if key not in self._digests:
            found = hashlib.sha256("\n".join((self._settings, *more)).encode())
            found.update(self._order[span.first : span.last].tobytes())
            self._digests[key] = found.hexdigest()
        return self._digests[key]

    def _of_segment(self, span: Span) -> str:
        return self._of(span, str(self._average), *self._languages)

    def _holds(self, folder: str, files: Iterable[str]) -> bool:
        if not self._output:
            return False
        # A file that came or went has changed the folder's time; folders that were copied are
        # looked into.
        time = self._output.changed(f"{ROOT}/{folder}")
        return time == self._before.times.get(folder, -1) or self._output.names(
            f"{ROOT}/{folder}"
        ).issuperset(files)

    def _stands(self, span: Span) -> bool:
        before = self._before.segments.get(self._of_segment(span))
        return (
            before is not None
            and self._holds(before["entry"]["name"], before["files"])
            and all(self._keeps(self._of(folder)) for folder in segments.folders(span))
        )

    def _keeps(self, key: str) -> bool:
        before = self._before.folders.get(key)
        return before is not None and self._holds(before[0], _names(before[1]))

    def _measured(self) -> int:
        """The weighted length of an average story."""
        span = self._spans[0]
        digest = self._of(span)
        if self._before.average[:1] == [digest]:
            return int(self._before.average[1])
        told = (self._catalog.told(self._order[number]) for number in segments.sample(span))
        lengths = [inversion.length(self._pieces(one)) for one in told]
        return max(1, sum(lengths) // len(lengths))

    # --- what is made -----------------------------------------------------------------------------

    def _pieces(self, told: Told) -> list[fields.Piece]:
        return fields.pieces(told, texts=self._site.texts)

    def _records(
        self, made: inversion.Inversion, part: Part, folder: Span
    ) -> Iterator[tuple[str, list[Any]]]:
        """What is shown of a folder's stories, by file, the newest first; they are added to the lists on the way."""
        newest = len(self._order) - folder.last
        for back, (card, told) in enumerate(self._catalog.told_from(newest, folder.size), 1):
            number = folder.last - back
            made.add(
                number - part.span.first,
                inversion.Document(self._pieces(told), fields.facets(told)),
            )
            yield (
                str(number - folder.first),
                fields.record(card, told, self._site.address(card.path), texts=self._site.texts),
            )

    def _made(self, span: Span) -> Generator[Script | Kept, None, dict[str, Any]]:
        parts = sorted(self._done.pop(span), key=lambda done: done.part.span.first)
        lists = parts[0].lists
        for newer in parts[1:]:
            lists = inversion.joined(newer.lists, lists)
        rows = self._catalog.facts(span.first, span.size)
        facts = [Facts(day, int(reported or captured)) for day, reported, captured in rows]
        segment = segments.segment(lists, stems(lists.steps, lists.written, self._languages), facts)
        yield from _written(segment.folder)
        files = [path.rpartition("/")[2] for path in segment.folder.paths()]
        self._keep(span, {"entry": segment.entry, "files": files})
        return segment.entry

    def _standing_segment(self, span: Span) -> Generator[Script | Kept, None, dict[str, Any]]:
        before = self._before.segments[self._of_segment(span)]
        for folder in segments.folders(span):
            key = self._of(folder)
            name, size = self._memory.folders[key] = self._before.folders[key]
            yield _kept(name, _names(size))
        yield _kept(before["entry"]["name"], before["files"])
        self._keep(span, before)
        return dict(before["entry"])

    def _keep(self, span: Span, segment: dict[str, Any]) -> None:
        self._memory.segments[self._of_segment(span)] = segment
        if span == self._spans[0]:
            self._memory.average = [self._of(span), self._average]


def _within(inner: Span, outer: Span) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _names(size: int) -> list[str]:
    return [f"{number}.js" for number in range(size)]


def _kept(folder: str, files: Iterable[str]) -> Kept:
    return Kept(f"{ROOT}/{folder}", tuple(files))


def _written(folder: Folder) -> Iterator[Script]:
    return (Script(f"{ROOT}/{path}", text) for path, text in folder.scripts())


# --- doing it -------------------------------------------------------------------------------------


Tell = Callable[[str], object]
"""Is told of the path of each file."""


def put(output: Output, made: Script | Kept, tell: Tell | None = None) -> None:
    """Write a file of the index, or leave files as they stand."""
    if isinstance(made, Kept):
        output.stands(made.folder, len(made.files))
    else:
        output.write(made.path, made.text.encode("utf-8"), whole=made.path != MANIFEST)
    if tell:
        for path in (
            [f"{made.folder}/{file}" for file in made.files]
            if isinstance(made, Kept)
            else [made.path]
        ):
            tell(path)


def prepare(
    index: Index, catalog: Catalog, output: Output, shares: int, tell: Tell | None = None
) -> None:
    """Make the lists of what changed, by so many processes; `scripts` is then the work of one."""
    parts = index.parts(shares)
    if parts:
        share = partial(_share, index, parts, catalog, output, tell)
        for found, written in fork_shares(share, min(shares, len(parts))):
            output.absorb(written)
            for done in found:
                index.take(done)


def _share(
    index: Index,
    parts: list[Part],
    catalog: Catalog,
    output: Output,
    tell: Tell | None,
    _: int,
    turns: Turns,
) -> tuple[list[Done], Written]:
    own, found = output.share(), []
    with catalog.again():
        for part in take_turns(parts, turns):
            made = index.inverted(part)
            found.append(_finished(made, own, tell))
    own.close()
    return found, own.told()


def _finished(
    made: Generator[Script | Kept, None, Done], output: Output, tell: Tell | None
) -> Done:
    while True:
        try:
            put(output, next(made), tell)
        except StopIteration as end:
            done: Done = end.value
            return done
