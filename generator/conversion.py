"""One run of `convert`: bundles to readings, readings to stories, stories to pages."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from generator import assembly, bundles, identity, page, readers, shelf
from generator.bundles import Found
from generator.errors import BundleError, PageError, Problem
from generator.model import Capture
from generator.page import Page
from generator.shelf import Shelf

STATES = ("new", "changed", "unchanged", "edited")
"""What a run did to a page; `edited` is a page that a person changed and the run left alone."""

_FEW = 100
"""Fewer bundles are read by this process alone: starting others costs more."""
_WINDOW = 512
"""Bundles that are read ahead of the writing, so that memory does not grow with their number."""


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading one bundle."""

    bundle: str
    sha256: str | None = None
    captures: tuple[Capture, ...] = ()
    notes: tuple[str, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one bundle."""

    read: Read
    pages: tuple[tuple[str, str], ...] = ()
    """Each page that the bundle went to, below `content/stories`, and what happened to it."""
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The outcome as one line of the report."""
        return {
            "bundle": self.read.bundle,
            "sha256": self.read.sha256,
            "reader": self.read.captures[0].reader if self.read.captures else None,
            "outcome": "problem" if self.problems else "converted",
            "pages": [{"page": name, "state": state} for name, state in self.pages],
            "notes": list(self.read.notes),
            "problems": [{"seen": problem.seen, "hint": problem.hint} for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class Options:
    """How a run converts."""

    captured: str | None = None
    """The time of capture of all bundles of the run."""
    check: bool = False
    overwrite: bool = False
    jobs: int | None = None
    """Processes that read; None for as many as there are processors, where there is enough to read."""


@dataclass(slots=True)
class Tally:
    """The counts of a run."""

    bundles: int = 0
    captures: int = 0
    problems: int = 0
    pages: dict[str, str] = field(default_factory=dict)
    """The state of each page that the run met."""

    def add(self, outcome: Outcome) -> None:
        """Count one bundle's outcome."""
        self.bundles += 1
        self.captures += len(outcome.read.captures)
        self.problems += len(outcome.problems)
        for name, state in outcome.pages:
            # A page that two bundles went to counts once, by the most that happened to it.
            self.pages[name] = min(state, self.pages.get(name, state), key=STATES.index)

    def stories(self) -> Counter[str]:
        """The number of stories by state."""
        return Counter(self.pages.values())


def read_bundle(found: Found, captured: str | None) -> Read:
    """Read one bundle; whatever is wrong with it becomes a problem."""
    try:
        bundle = bundles.load(found)
        reader, readings = readers.read(bundle)
    except BundleError as error:
        return Read(found.name, problem=error.about(found.name))
    except Exception as error:  # a reader's fault must not stop the other bundles, nor go unsaid
        seen = f"the reader failed on it ({type(error).__name__}: {error})"
        return Read(found.name, problem=Problem(found.name, seen, "Please report this together with the bundle"))
    captures = tuple(
        Capture(bundle=found.name, sha256=bundle.sha256, reader=reader, captured=captured, content=reading.content)
        for reading in readings
    )
    return Read(found.name, bundle.sha256, captures, tuple(note for reading in readings for note in reading.notes))


def _read_all(found: Sequence[Found], options: Options) -> Iterator[Read]:
    """What came of each bundle, in order; many bundles are read by several processes."""
    jobs = options.jobs or (os.cpu_count() or 1)
    read = partial(read_bundle, captured=options.captured)
    if jobs == 1 or (options.jobs is None and len(found) < _FEW):
        yield from map(read, found)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for start in range(0, len(found), _WINDOW):
            yield from pool.map(read, found[start : start + _WINDOW], chunksize=16)


class _Pages:
    """The pages of a run: read from the shelf, changed, and written unless the run only checks."""

    def __init__(self, content: Path, options: Options) -> None:
        self._shelf = Shelf(content)
        self._options = options
        self._checked: dict[Path, Page] = {}

    def _held(self, key: str) -> tuple[Path | None, Page | None]:
        path = self._shelf.find(key)
        if path is None or path in self._checked:
            return path, self._checked.get(path) if path else None
        try:
            return path, self._shelf.read(path, key)
        except PageError as error:
            if not self._options.overwrite:
                raise PageError(f"its page {self._shelf.name(path)} is in the way: {error.seen}", error.hint) from error
            if not self._options.check:
                shelf.set_aside(path)
            return path, None

    def add(self, capture: Capture) -> tuple[str, str]:
        """Put a capture into its story's page; returns the page's name and state.

        Raises PageError where the page cannot be read, or a person has edited it and the capture would change it.
        """
        key = identity.story_key(capture.content, capture.sha256)
        path, held = self._held(key)
        known = held.story.captures if held else ()
        if path and held and held.edited and not self._options.overwrite:
            if any(capture.sha256 == other.sha256 for other in known):
                return self._shelf.name(path), "edited"
            seen = f"its page {self._shelf.name(path)} was edited by hand, and this bundle would change it"
            raise PageError(seen, "Convert it with --overwrite to give up the edits (corrections and notes are kept)")
        story = assembly.assemble((*known, capture))
        changed = replace(held, story=story) if held else Page(story=story)
        if path and changed == held and not changed.edited:
            return self._shelf.name(path), "unchanged"
        new = path is None
        path = path or self._shelf.place(story, key)
        self._save(path, changed)
        return self._shelf.name(path), "new" if new else "changed"

    def _save(self, path: Path, changed: Page) -> None:
        if self._options.check:
            self._checked[path] = replace(changed, written=page.digest(changed))
        else:
            shelf.write(path, page.write(changed))


def _convert(read: Read, pages: _Pages) -> Outcome:
    done: list[tuple[str, str]] = []
    problems = [read.problem] if read.problem else []
    for capture in read.captures:
        try:
            done.append(pages.add(capture))
        except PageError as error:
            problems.append(error.about(read.bundle))
    return Outcome(read, tuple(done), tuple(problems))


def convert(found: Iterable[Found], content: Path, options: Options, report: Callable[[Outcome], None]) -> Tally:
    """Convert bundles to the pages below `content`, and report each as it is done.

    Raises StoppedError where the content folder is held by another run or cannot be written.
    """
    tally = Tally()
    with shelf.locked(content):
        pages = _Pages(content, options)
        for read in _read_all(tuple(found), options):
            outcome = _convert(read, pages)
            tally.add(outcome)
            report(outcome)
    return tally
