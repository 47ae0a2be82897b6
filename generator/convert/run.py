"""One run of `convert`: bundles to readings, readings to stories, stories to pages."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.bundles.finding import FoundBundle
from generator.convert.cache import CachedBundle, CacheKey, ConversionCache
from generator.convert.pages import RunPages
from generator.convert.reading import DraftedPart, draft_bundles, unmade_page
from generator.errors import PageError, Problem, StoryArchiveError
from generator.limits import DEFAULT, Limits
from generator.page.store import lock_content
from generator.story.model import Capture

STATES = ("new", "changed", "unchanged", "edited", "withdrawn")
"""What a run did to a page; `edited` is a page that a person changed and the run left alone,
whatever the bundle holds; so is `withdrawn`, but that it names the bundles in which its story was
met again."""


@dataclass(frozen=True, slots=True)
class ReadBundle:
    """The result of reading one bundle."""

    bundle: str
    sha256: str | None = None
    sidecar: str | None = None
    """The SHA-256 of the sidecar that was read with it."""
    reader: str | None = None
    """The one that knew it, or those that knew the members of a container."""
    count: int = 0
    """Captures, also where they are known from an earlier run and were not read."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one bundle."""

    read: ReadBundle
    pages: tuple[tuple[str, str], ...] = ()
    """Each page that the bundle went to, below `content/stories`, and what happened to it."""
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences on what had to be guessed, replaced or set aside."""

    def as_json(self) -> dict[str, object]:
        """Make one line of the report."""
        return {
            "bundle": self.read.bundle,
            "sha256": self.read.sha256,
            "reader": self.read.reader,
            "outcome": "problem" if self.problems else "converted",
            "pages": [{"page": name, "state": state} for name, state in self.pages],
            "notes": list(self.notes),
            "problems": [problem.as_json() for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run."""

    captured: str | None = None
    """The time of capture of the run's bundles, where they state none themselves."""
    check: bool = False
    overwrite: bool = False
    jobs: int | None = None
    """Processes that read; None for as many as there are processors, where there is enough to read.

    Where it is 1, this process reads itself, and neither time nor memory is bounded.
    """
    limits: Limits = DEFAULT


@dataclass(slots=True)
class RunTally:
    """The counts of a run."""

    bundles: int = 0
    captures: int = 0
    problems: int = 0
    pages: dict[str, str] = field(default_factory=dict)
    """The state of each page that the run met."""

    def add(self, outcome: Outcome) -> None:
        """Count one bundle's outcome."""
        self.bundles += 1
        self.captures += outcome.read.count
        self.problems += len(outcome.problems)
        for name, state in outcome.pages:
            # A page that two bundles went to counts once, by the most that happened to it.
            self.pages[name] = min(state, self.pages.get(name, state), key=STATES.index)

    def stories(self) -> Counter[str]:
        """Count the stories by state."""
        return Counter(self.pages.values())


Reporter = Callable[[Outcome], None]
"""Told of each bundle when it is done."""


class _OutcomeCollector:
    """Collects the result of one bundle while its parts are put into pages."""

    def __init__(self, found: FoundBundle) -> None:
        self.read = ReadBundle(found.shown_name)
        self.pages: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.problems: list[Problem] = []
        self._readers: set[str] = set()

    def add_part(self, part: DraftedPart) -> None:
        """Collect what is said of a part that was read."""
        self.problems += part.problems
        self.notes += part.notes
        self._readers |= {part.reader} if part.reader else set()
        self.read = replace(
            self.read,
            sha256=part.sha256 or self.read.sha256,
            sidecar=part.sidecar or self.read.sidecar,
            reader=", ".join(sorted(self._readers)) or None,
            count=self.read.count + len(part.drafts),
        )

    @contextlib.contextmanager
    def problems_of(self, capture: Capture) -> Iterator[None]:
        """Collect what is wrong with a capture's page; only what stops the run is raised."""
        try:
            yield
        except PageError as error:
            self.problems.append(error.about(self.read.bundle, capture.member))
        except StoryArchiveError:
            raise
        except Exception as error:  # one story must not stop the others, nor go unsaid
            self.problems.append(unmade_page(self.read.bundle, capture.member, error))

    def outcome(self) -> Outcome:
        """Sum up, when all parts are in their pages."""
        notes = tuple(dict.fromkeys(self.notes))
        return Outcome(self.read, tuple(self.pages), tuple(self.problems), notes)


def _repeat(found: FoundBundle, cached: CachedBundle) -> Outcome:
    """Say again what an earlier run made of a bundle that is as it was."""
    left = ("edited", "withdrawn")
    pages = tuple((name, state if state in left else "unchanged") for name, state in cached.pages)
    read = ReadBundle(
        found.shown_name, cached.sha256, cached.sidecar, cached.reader, cached.captures
    )
    return Outcome(read, pages, notes=cached.notes)


def _look_up(cache: ConversionCache, bundle: FoundBundle, options: Options) -> CachedBundle | None:
    if not bundle.path or options.overwrite:
        return None
    return cache.look_up(CacheKey(bundle.path, bundle.sidecar, options.captured))


def _learn(cache: ConversionCache, bundle: FoundBundle, options: Options, outcome: Outcome) -> None:
    """Have the cache keep a bundle in which nothing was wrong."""
    read = outcome.read
    if bundle.path and not outcome.problems and read.sha256 and read.reader:
        made = (read.sha256, read.reader, read.count, outcome.notes, outcome.pages, read.sidecar)
        key = CacheKey(bundle.path, bundle.sidecar, options.captured)
        cache.learn(key, CachedBundle(*made))


def convert(
    found: Iterable[FoundBundle], content: Path, options: Options, report: Reporter
) -> RunTally:
    """Convert bundles to the pages below `content`, and report each as it is done.

    Raises StoppedError where the content folder is held by another run or cannot be written.
    """
    tally = RunTally()
    with (
        _hold(content, options),
        RunPages(content, check=options.check, overwrite=options.overwrite) as pages,
        ConversionCache(content, keep=not options.check) as cache,
    ):
        bundles = tuple(found)  # found now, unless the caller has done so
        cached = [_look_up(cache, bundle, options) for bundle in bundles]
        unread = [bundle for bundle, made in zip(bundles, cached, strict=True) if not made]
        # Opened, read, and assembled as the pages that they are alone, by other processes.
        drafted = draft_bundles(unread, options.captured, options.jobs, options.limits)
        for bundle, made in zip(bundles, cached, strict=True):
            collector = _OutcomeCollector(bundle)
            for part in () if made else next(drafted):
                collector.add_part(part)
                for capture, draft in part.drafts:
                    with collector.problems_of(capture):
                        place = pages.find(capture, draft, collector.notes.append)
                        change = pages.assemble(place, capture, draft, collector.notes.append)
                        pages.write(change)
                        collector.pages.append((pages.name(place), change.state))
            outcome = _repeat(bundle, made) if made else collector.outcome()
            if not made:
                _learn(cache, bundle, options, outcome)
            tally.add(outcome)
            report(outcome)
    return tally


def _hold(content: Path, options: Options) -> AbstractContextManager[None]:
    # A check writes nothing, not even a lock; pages are whole at any time, so it may look while
    # another run writes.
    return contextlib.nullcontext() if options.check else lock_content(content)
