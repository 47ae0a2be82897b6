"""Make what changed of the search index since the last build, and keep the rest."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from generator.catalog.database import Catalog
from generator.catalog.presentation import StoryPresentation
from generator.search.fields import WeightedText, facet_values, result_row, searchable_texts
from generator.search.inversion import (
    Inversion,
    PostingLists,
    SearchDocument,
    merge_lists,
    weighted_length,
)
from generator.search.script_files import ScriptFolder, build_folder, manifest_script
from generator.search.segments import (
    Facts,
    Span,
    build_segment,
    folder_spans,
    sample_stories,
    segment_spans,
)
from generator.search.stems import languages_with_stemmer, stem_terms
from generator.site.output import OutputWriter
from generator.site.settings import Site
from generator.site.site_files import SearchScript, UnchangedFolder

ROOT = "search"
MANIFEST = f"{ROOT}/manifest.js"
CACHE_KEY = "search"
"""The catalog keeps what the last build made under this key."""


@dataclass(slots=True)
class IndexCache:
    """The index of one build as the next one knows it: folders by digests of stories."""

    average: list[Any] = field(default_factory=list)
    """The digest of the largest segment, and the average length of its stories."""
    segments: dict[str, Any] = field(default_factory=dict)
    """The manifest's entry of a segment, and its files."""
    folders: dict[str, Any] = field(default_factory=dict)
    """The name of a folder of stories, and how many it holds."""
    times: dict[str, int] = field(default_factory=dict)
    """When files were last put into a folder, or taken out of it, in nanoseconds."""

    @classmethod
    def from_json(cls, value: Any) -> IndexCache:
        """Read what `as_json` gave; anything else is an empty cache."""
        return cls(**value) if isinstance(value, dict) else cls()

    def as_json(self) -> dict[str, Any]:
        """As a JSON value."""
        return {
            "average": self.average,
            "segments": self.segments,
            "folders": self.folders,
            "times": self.times,
        }


@dataclass(frozen=True, slots=True)
class SegmentPart:
    """A run of stories whose lists one process makes."""

    segment: Span
    span: Span


@dataclass(frozen=True, slots=True)
class InvertedPart:
    """The lists and folders of a part."""

    part: SegmentPart
    lists: PostingLists
    folders: dict[str, Any]
    """As `Memory` keeps them."""


class SearchIndex:
    """One build's index, in an output in which an earlier one may stand, or in none."""

    def __init__(self, site: Site, catalog: Catalog, output: OutputWriter | None = None) -> None:
        self._site, self._catalog, self._output = site, catalog, output
        self._cache_before = IndexCache.from_json(catalog.remembered(CACHE_KEY))
        self._order = catalog.order()
        self._languages = languages_with_stemmer(catalog.languages())
        self._spans = segment_spans(len(self._order))
        self._digests: dict[tuple[object, ...], str] = {}
        self._settings = f"{site.story_url} {site.texts}"
        self._average = self._measure_average() if self._spans else 1
        self._done: dict[Span, list[InvertedPart]] = {}
        self._cache = IndexCache()

    def parts(self, shares: int) -> list[SegmentPart]:
        """Divide what has to be made before the scripts into parts, for processes to share."""
        found = []
        for span in self._spans:
            if self._is_segment_kept(span):
                continue
            folders = folder_spans(span)
            each = -(-len(folders) // shares)
            runs = (folders[first : first + each] for first in range(0, len(folders), each))
            found += [SegmentPart(span, Span(run[0].first, run[-1].last)) for run in runs]
        return found

    def invert(
        self, part: SegmentPart
    ) -> Generator[SearchScript | UnchangedFolder, None, InvertedPart]:
        """Make the files of a part's rows; returns the part's lists."""
        made = Inversion(self._average)
        folders: dict[str, Any] = {}
        for folder in reversed(
            [folder for folder in folder_spans(part.segment) if _is_inside(folder, part.span)]
        ):
            key, records = self._span_digest(folder), self._result_rows(made, part, folder)
            if self._is_folder_kept(key):
                name = self._cache_before.folders[key][0]
                deque(records, maxlen=0)  # for the lists alone
                yield _unchanged_folder(name, _story_files(folder.size))
            else:
                told = build_folder(records)
                name = told.name
                yield from _folder_scripts(told)
            folders[key] = [name, folder.size]
        return InvertedPart(part, made.lists(), folders)

    def add_part(self, done: InvertedPart) -> None:
        """Add a part that was inverted."""
        self._done.setdefault(done.part.segment, []).append(done)
        self._cache.folders |= done.folders

    def scripts(self) -> Iterator[SearchScript | UnchangedFolder]:
        """Make all other files, once all parts are added; the manifest comes last."""
        entries: list[dict[str, Any]] = []
        folders: list[str] = []
        for span in self._spans:
            entry = (
                yield from self._new_segment(span)
                if span in self._done
                else self._kept_segment(span)
            )
            entries.append(entry)
            folders += [
                self._cache.folders[self._span_digest(folder)][0] for folder in folder_spans(span)
            ]
        yield SearchScript(MANIFEST, manifest_script(len(self._order), entries, folders))

    def cache_value(self) -> dict[str, Any] | None:
        """Give what the next build may build on, once all scripts are written; nothing before."""
        if not self._output or not self._cache.average:
            return None
        names = [name for name, _ in self._cache.folders.values()]
        names += [segment["entry"]["name"] for segment in self._cache.segments.values()]
        self._cache.times = {name: self._output.changed_at(f"{ROOT}/{name}") for name in names}
        return self._cache.as_json()

    # --- what changed -----------------------------------------------------------------------------

    def _span_digest(self, span: Span, *more: str) -> str:
        """Digest a run of stories, by which the next build knows it."""
        key = (span, *more)
        if key not in self._digests:
            found = hashlib.sha256("\n".join((self._settings, *more)).encode())
            found.update(self._order[span.first : span.last].tobytes())
            self._digests[key] = found.hexdigest()
        return self._digests[key]

    def _segment_digest(self, span: Span) -> str:
        return self._span_digest(span, str(self._average), *self._languages)

    def _is_intact(self, folder: str, files: Iterable[str]) -> bool:
        if not self._output:
            return False
        # A file that came or went has changed the folder's time; folders that were copied are
        # looked into.
        time = self._output.changed_at(f"{ROOT}/{folder}")
        return time == self._cache_before.times.get(folder, -1) or self._output.names_in(
            f"{ROOT}/{folder}"
        ).issuperset(files)

    def _is_segment_kept(self, span: Span) -> bool:
        before = self._cache_before.segments.get(self._segment_digest(span))
        return (
            before is not None
            and self._is_intact(before["entry"]["name"], before["files"])
            and all(
                self._is_folder_kept(self._span_digest(folder)) for folder in folder_spans(span)
            )
        )

    def _is_folder_kept(self, key: str) -> bool:
        before = self._cache_before.folders.get(key)
        return before is not None and self._is_intact(before[0], _story_files(before[1]))

    def _measure_average(self) -> int:
        """Measure the weighted length of an average story."""
        span = self._spans[0]
        digest = self._span_digest(span)
        if self._cache_before.average[:1] == [digest]:
            return int(self._cache_before.average[1])
        told = (self._catalog.presentation(self._order[number]) for number in sample_stories(span))
        lengths = [weighted_length(self._texts_of(one)) for one in told]
        return max(1, sum(lengths) // len(lengths))

    # --- what is made -----------------------------------------------------------------------------

    def _texts_of(self, told: StoryPresentation) -> list[WeightedText]:
        return searchable_texts(told, texts=self._site.texts)

    def _result_rows(
        self, made: Inversion, part: SegmentPart, folder: Span
    ) -> Iterator[tuple[str, list[Any]]]:
        """Make the rows of a folder's stories, the newest first; they are inverted on the way."""
        newest = len(self._order) - folder.last
        for back, (card, told) in enumerate(self._catalog.presented_from(newest, folder.size), 1):
            number = folder.last - back
            made.add(
                number - part.span.first,
                SearchDocument(self._texts_of(told), facet_values(told)),
            )
            yield (
                str(number - folder.first),
                result_row(card, told, self._site.address(card.path), texts=self._site.texts),
            )

    def _new_segment(
        self, span: Span
    ) -> Generator[SearchScript | UnchangedFolder, None, dict[str, Any]]:
        parts = sorted(self._done.pop(span), key=lambda done: done.part.span.first)
        lists = parts[0].lists
        for newer in parts[1:]:
            lists = merge_lists(newer.lists, lists)
        rows = self._catalog.facts(span.first, span.size)
        facts = [Facts(day, int(reported or captured)) for day, reported, captured in rows]
        segment = build_segment(
            lists, stem_terms(lists.steps, lists.written, self._languages), facts
        )
        yield from _folder_scripts(segment.folder)
        files = [path.rpartition("/")[2] for path in segment.folder.paths()]
        self._remember_segment(span, {"entry": segment.entry, "files": files})
        return segment.entry

    def _kept_segment(
        self, span: Span
    ) -> Generator[SearchScript | UnchangedFolder, None, dict[str, Any]]:
        before = self._cache_before.segments[self._segment_digest(span)]
        for folder in folder_spans(span):
            key = self._span_digest(folder)
            name, size = self._cache.folders[key] = self._cache_before.folders[key]
            yield _unchanged_folder(name, _story_files(size))
        yield _unchanged_folder(before["entry"]["name"], before["files"])
        self._remember_segment(span, before)
        return dict(before["entry"])

    def _remember_segment(self, span: Span, segment: dict[str, Any]) -> None:
        self._cache.segments[self._segment_digest(span)] = segment
        if span == self._spans[0]:
            self._cache.average = [self._span_digest(span), self._average]


def _is_inside(inner: Span, outer: Span) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _story_files(size: int) -> list[str]:
    return [f"{number}.js" for number in range(size)]


def _unchanged_folder(folder: str, files: Iterable[str]) -> UnchangedFolder:
    return UnchangedFolder(f"{ROOT}/{folder}", tuple(files))


def _folder_scripts(folder: ScriptFolder) -> Iterator[SearchScript]:
    return (SearchScript(f"{ROOT}/{path}", text) for path, text in folder.scripts())
