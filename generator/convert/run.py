"""One run of `convert`: bundles to readings, readings to stories, stories to pages."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.bundles.finding import Found
from generator.convert.cache import Known, Past
from generator.convert.drafts import Draft
from generator.convert.reading import Part, fault, read_all
from generator.errors import PageError, Problem, StoryArchiveError
from generator.limits import DEFAULT, Limits
from generator.page import format as page
from generator.page import store as shelf
from generator.page.format import is_edited
from generator.page.model import Page, Withdrawn
from generator.page.store import Shelf
from generator.story import assembly
from generator.story.model import Capture
from generator.system.atomic import sync_folders

STATES = ("new", "changed", "unchanged", "edited", "withdrawn")
"""What a run did to a page; `edited` is a page that a person changed and the run left alone,
whatever the bundle holds; so is `withdrawn`, but that it names the bundles in which its story was
met again."""


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading one bundle."""

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
    """What came of one bundle."""

    read: Read
    pages: tuple[tuple[str, str], ...] = ()
    """Each page that the bundle went to, below `content/stories`, and what happened to it."""
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    """What had to be guessed, replaced or set aside, as sentences."""

    def as_json(self) -> dict[str, object]:
        """The outcome as one line of the report."""
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
    """How a run converts."""

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
        self.captures += outcome.read.count
        self.problems += len(outcome.problems)
        for name, state in outcome.pages:
            # A page that two bundles went to counts once, by the most that happened to it.
            self.pages[name] = min(state, self.pages.get(name, state), key=STATES.index)

    def stories(self) -> Counter[str]:
        """The number of stories by state."""
        return Counter(self.pages.values())


class _Pages:
    """The pages of a run: read from the shelf, changed, and written unless the run only checks."""

    def __init__(self, content: Path, options: Options) -> None:
        self._shelf = Shelf(content)
        self._options = options
        self._checked: dict[Path, Page] = {}
        self.touched: set[Path] = set()
        """The folders in which pages were written."""

    def _held(self, key: str, note: Callable[[str], None]) -> tuple[Path | None, Page | None]:
        path = self._shelf.find(key)
        if path is None or path in self._checked:
            return path, self._checked.get(path) if path else None
        try:
            return path, self._shelf.read(path, key)
        except PageError as error:
            name = self._shelf.name(path)
            if shelf.withdrawn(path):
                hint = "Mend it there: it was withdrawn, and no run sets it aside"
                raise PageError(f"its page {name} cannot be used: {error.seen}", hint) from error
            if not self._options.overwrite:
                aside = (
                    ""
                    if "--overwrite" in error.hint
                    else ", or convert with --overwrite to set that file aside"
                )
                hint = f"{error.hint}{aside}"
                raise PageError(f"its page {name} cannot be used: {error.seen}", hint) from error
            kept = shelf.aside(path)
            if not self._options.check:
                shelf.set_aside(path, kept)
            note(
                f"The page {name} could not be used ({error.seen}); it is kept as {self._shelf.name(kept)}."
            )
            return path, None

    def add(self, capture: Capture, draft: Draft, note: Callable[[str], None]) -> tuple[str, str]:
        """Put a capture into its story's page; returns the page's name and state.

        Raises PageError where the page cannot be read, or a person has edited it and the capture
        would change it.
        """
        path, held = self._held(draft.key, note)
        if path and held and held.withdrawn:
            self._sight(path, held, held.withdrawn, capture)
            return self._shelf.name(path), "withdrawn"
        if not path and draft.page and self._renamed(draft.page, capture):
            return draft.page, "edited"
        if path and held:
            if draft.by_hand and replace(draft.by_hand, story=held.story) != held:
                note(
                    f"The page {self._shelf.name(path)} keeps its own corrections, notes and sections, or none."
                )
            return self._shelf.name(path), self._change(path, held, capture, draft.listed)
        place = path or self._shelf.place(draft.title, draft.date, draft.key)
        self._save(place, draft.text)
        return self._shelf.name(place), "changed" if path else "new"

    def _renamed(self, name: str, capture: Capture) -> bool:
        """Whether a page that a record names lists this capture, under a headline or an address that a person has changed."""
        path = self._shelf.named(name)
        with contextlib.suppress(PageError):
            held = shelf.read(path) if path else None
            return bool(
                held and is_edited(held) and assembly.same_place(capture, held.story.captures)
            )
        return False

    def _change(self, path: Path, held: Page, capture: Capture, listed: bool) -> str:
        known = held.story.captures
        edited = is_edited(held)
        # What a page has of a bundle is not less than what a record tells of it, which may be
        # without texts.
        if listed and assembly.same_place(capture, known):
            return "edited" if edited else "unchanged"
        if edited and not self._options.overwrite:
            if assembly.adds_nothing(capture, known):
                return "edited"
            seen = f"its page {self._shelf.name(path)} was edited by hand, and this bundle would change it"
            raise PageError(
                seen,
                "Convert it with --overwrite to give the edits up; corrections and notes are kept",
            )
        changed = replace(held, story=assembly.assemble((*known, capture)))
        if changed == held and not edited:
            return "unchanged"
        self._save(path, page.write(changed))
        return "changed"

    def _sight(self, path: Path, held: Page, withdrawn: Withdrawn, capture: Capture) -> None:
        """Take note that a bundle holds a story that was withdrawn, so that the bundle is not offered as an original."""
        sighted = withdrawn.sighted(capture.bundle, capture.file)
        if sighted != withdrawn and all(
            capture.sha256 != known.sha256 for known in held.story.captures
        ):
            self._save(path, page.withdraw(shelf.text(path), sighted))

    def _save(self, path: Path, text: str) -> None:
        if self._options.check:
            self._checked[path] = page.read(text)
        else:
            shelf.write(path, text)
            self.touched |= {path.parent, *path.parents[1:3]}
        self._shelf.take(path)


def _convert(found: Found, parts: Iterable[Part], pages: _Pages) -> Outcome:
    """Put what was read of a bundle into pages, as it is read."""
    read = Read(found.said)
    done: list[tuple[str, str]] = []
    problems: list[Problem] = []
    notes: list[str] = []
    readers: set[str] = set()
    for part in parts:
        problems += part.problems
        notes += part.notes
        readers |= {part.reader} if part.reader else set()
        read = replace(
            read,
            sha256=part.sha256 or read.sha256,
            sidecar=part.sidecar or read.sidecar,
            count=read.count + len(part.captures),
        )
        for capture, draft in zip(part.captures, part.drafts, strict=True):
            try:
                done.append(pages.add(capture, draft, notes.append))
            except PageError as error:
                problems.append(error.about(found.said, capture.member))
            except StoryArchiveError:
                raise
            except Exception as error:  # as in read_bundle
                problems.append(fault(found.said, capture.member, error))
    return Outcome(
        replace(read, reader=", ".join(sorted(readers)) or None),
        tuple(done),
        tuple(problems),
        tuple(dict.fromkeys(notes)),
    )


def _repeated(name: str, past: Past) -> Outcome:
    """What comes of a bundle that is as an earlier run met it."""
    left = ("edited", "withdrawn")
    pages = tuple(
        (page_name, state if state in left else "unchanged") for page_name, state in past.pages
    )
    return Outcome(
        Read(name, past.sha256, past.sidecar, past.reader, past.captures), pages, notes=past.notes
    )


def _outcomes(
    found: Sequence[Found], pages: _Pages, known: Known, options: Options
) -> Iterator[Outcome]:
    """What comes of each bundle, in order; those that are known are not read."""
    past = [
        known.past(each.path, each.sidecar, options.captured)
        if each.path and not options.overwrite
        else None
        for each in found
    ]
    unread = [each for each, one in zip(found, past, strict=True) if not one]
    reads = read_all(unread, options.captured, options.jobs, options.limits)
    for each, one in zip(found, past, strict=True):
        if one:
            yield _repeated(each.said, one)
            continue
        outcome = _convert(each, next(reads), pages)
        read = outcome.read
        if each.path and not outcome.problems and read.sha256 and read.reader:
            told = Past(
                read.sha256, read.reader, read.count, outcome.notes, outcome.pages, read.sidecar
            )
            known.learn(each.path, each.sidecar, options.captured, told)
        yield outcome


def convert(
    found: Iterable[Found], content: Path, options: Options, report: Callable[[Outcome], None]
) -> Tally:
    """Convert bundles to the pages below `content`, and report each as it is done.

    Raises StoppedError where the content folder is held by another run or cannot be written.
    """
    tally = Tally()
    # A check writes nothing, not even a lock; pages are whole at any time, so it may look while
    # another run writes.
    with contextlib.nullcontext() if options.check else shelf.locked(content):
        pages = _Pages(content, options)
        try:
            with Known(content, keep=not options.check) as known:
                for outcome in _outcomes(tuple(found), pages, known, options):
                    tally.add(outcome)
                    report(outcome)
        finally:
            sync_folders(pages.touched)
    return tally
