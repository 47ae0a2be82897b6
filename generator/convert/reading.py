"""Read bundles in processes with bounds: each story comes as the page that it would be alone.

The process that writes need then not make it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from generator.bundles.finding import FoundBundle, load_bundle
from generator.bundles.opening import BundlePart, open_bundle
from generator.counting import quantity
from generator.errors import BundleError, Problem
from generator.limits import DEFAULT, Limits, raise_limit_hint, size_words
from generator.page import format as page
from generator.page.model import Page
from generator.readers.base import Reading
from generator.story import assembly, identity
from generator.story.model import Capture
from generator.system.bounded_pool import Bounds, ProcessEnd, run_bounded
from generator.system.processes import job_count

_WORTH = 500
"""Fewer bundles are read by one process: starting others costs more."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The page of a capture that meets no other, and what must be known where it meets one."""

    key: str
    title: str | None
    date: str | None
    text: str
    listed: bool = False
    """Whether the capture is one that a record lists; its bundle was read elsewhere."""
    page: str | None = None
    """The file of the page that the record is of, below `content/stories`, in the archive that
    wrote it."""
    by_hand: Page | None = None
    """The page that a record is of, if a person added something to it."""


@dataclass(frozen=True, slots=True)
class DraftedPart:
    """A part of a bundle as captures and drafts: small enough to be sent by a process."""

    reader: str | None = None
    drafts: tuple[tuple[Capture, Draft], ...] = ()
    """Each capture with the page that it would be alone."""
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    sha256: str | None = None
    """Of the bundle's file, and of its sidecar; the last part states them."""
    sidecar: str | None = None


def draft_bundles(
    found: Sequence[FoundBundle], captured: str | None, jobs: int | None, limits: Limits
) -> Iterator[Iterator[DraftedPart]]:
    """Read bundles in order, part by part; take a bundle's parts before those of the next."""
    draft = partial(draft_bundle, captured=captured, limits=limits)
    if jobs == 1:
        yield from map(draft, found)
        return
    items = [_with_standard_input(each, limits) for each in found]
    bounds = Bounds(limits.seconds, limits.memory)
    pool = run_bounded(draft, items, jobs or job_count(len(found), _WORTH), bounds)
    for each, parts in zip(found, pool, strict=True):
        yield (
            part if isinstance(part, DraftedPart) else _unfinished_part(each, part, limits)
            for part in parts
        )


def draft_bundle(
    found: FoundBundle, captured: str | None, limits: Limits = DEFAULT
) -> Iterator[DraftedPart]:
    """Read one bundle; whatever is wrong with it becomes a problem.

    `captured` counts where the bundle states no time.
    """
    for part in open_bundle(found, limits):
        problems = [error.about(found.shown_name, part.member) for error in part.readings.problems]
        drafts: list[tuple[Capture, Draft]] = []
        for reading in part.readings.stories:
            try:
                drafts += _draft_reading(part, reading, captured)
            except Exception as error:  # one story must not stop the others, nor go unsaid
                problems.append(unmade_page(found.shown_name, part.member, error))
        yield DraftedPart(
            part.reader if drafts else None,
            tuple(drafts),
            tuple(_part_notes(part)),
            tuple(problems),
            part.sha256,
            part.sidecar,
        )


def _draft_reading(
    part: BundlePart, reading: Reading, captured: str | None
) -> list[tuple[Capture, Draft]]:
    """Assemble a reading's captures: the page that they are together, for the first of them that
    meets no page.
    """
    assert part.bundle is not None  # noqa: S101  # what was read, was read of something
    assert part.reader is not None  # noqa: S101
    captures = reading.all_captures(part.bundle, part.reader, captured)
    story = assembly.assemble(captures)
    recorded, first = reading.recorded, captures[0]
    key = identity.story_key(first.content, first.sha256, first.at)
    if not recorded:
        draft = Draft(key, story.title, story.date, page.write(Page(story=story)))
        return [(first, draft)]
    written = recorded.page(story)
    draft = Draft(
        *(key, story.title, story.date, page.write(written)),
        listed=bool(recorded.captures),
        page=recorded.name,
        by_hand=written if recorded.by_hand else None,
    )
    # What is to be said of what was added by hand is said once.
    later = replace(draft, by_hand=None)
    return [(capture, later if place else draft) for place, capture in enumerate(captures)]


def _part_notes(part: BundlePart) -> Iterator[str]:
    yield from part.notes
    for reading in part.readings.stories:
        yield from (f"{part.member}: {note}" if part.member else note for note in reading.notes)


def unmade_page(bundle: str, member: str | None, error: Exception) -> Problem:
    """Report that a page could not be made, which is a fault of the program."""
    if isinstance(error, MemoryError):
        raise error
    seen = f"its page could not be made ({type(error).__name__}: {error})"
    return Problem(bundle, seen, "Please report this together with the bundle", member)


def _with_standard_input(found: FoundBundle, limits: Limits) -> FoundBundle:
    """Read standard input, which another process cannot have; other bundles stay as they are."""
    if found.path or found.fault:
        return found
    try:
        return replace(found, data=load_bundle(found, limits).data)
    except BundleError as error:
        return replace(found, fault=error)


def _unfinished_part(found: FoundBundle, end: ProcessEnd, limits: Limits) -> DraftedPart:
    """Report that reading a bundle ended before its end."""
    seen, hint = {
        "time": (
            f"reading it took longer than {quantity(limits.seconds, 'second')}",
            raise_limit_hint("seconds"),
        ),
        "memory": (
            f"reading it took more than {size_words(limits.memory)} of memory",
            raise_limit_hint("memory"),
        ),
    }.get(
        end.cause,
        (f"the process that read it {end.cause}", "Make memory free, and convert it again"),
    )
    return DraftedPart(problems=(BundleError(seen, hint).about(found.shown_name),))
