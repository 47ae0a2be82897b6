"""Bundles read for a run of `convert`: by processes with bounds, and each story as the page that it
would be alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from generator.bundles import finding as bundles
from generator.bundles import opening as contents
from generator.bundles.finding import Found
from generator.convert import drafts
from generator.convert.drafts import Draft
from generator.counting import quantity
from generator.errors import BundleError, Problem
from generator.limits import DEFAULT, Limits, raised, size
from generator.story.model import Capture
from generator.system import bounded_pool as guards
from generator.system import processes as workers

_FEW = 500
"""Fewer bundles are read by one process: starting others costs more."""


@dataclass(frozen=True, slots=True)
class Part:
    """What came of reading a bundle, or one member of a container: small enough to go from one process to another."""

    reader: str | None = None
    captures: tuple[Capture, ...] = ()
    drafts: tuple[Draft, ...] = ()
    """For each capture, the page that it would be alone."""
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    sha256: str | None = None
    """Of the bundle's file, and of its sidecar; the last part states them."""
    sidecar: str | None = None


def read_bundle(found: Found, captured: str | None, limits: Limits = DEFAULT) -> Iterator[Part]:
    """Read one bundle; whatever is wrong with it becomes a problem. `captured` counts where the bundle states no time."""
    for part in contents.read(found, limits):
        problems = [error.about(found.said, part.member) for error in part.readings.problems]
        made: list[tuple[Capture, Draft]] = []
        for reading in part.readings.stories:
            assert part.bundle is not None  # noqa: S101  # what was read, was read of something
            assert part.reader is not None  # noqa: S101
            captures = reading.all_captures(part.bundle, part.reader, captured)
            try:
                made += zip(captures, drafts.of(captures, reading), strict=True)
            except (
                Exception
            ) as error:  # our fault with one story must not stop the others, nor go unsaid
                problems.append(fault(found.said, part.member, error))
        notes = (note for reading in part.readings.stories for note in reading.notes)
        yield Part(
            part.reader if made else None,
            tuple(capture for capture, _ in made),
            tuple(draft for _, draft in made),
            (*part.notes, *(f"{part.member}: {note}" if part.member else note for note in notes)),
            tuple(problems),
            part.sha256,
            part.sidecar,
        )


def fault(bundle: str, member: str | None, error: Exception) -> Problem:
    """That a page could not be made, which is ours to mend."""
    if isinstance(error, MemoryError):
        raise error
    seen = f"its page could not be made ({type(error).__name__}: {error})"
    return Problem(bundle, seen, "Please report this together with the bundle", member)


def read_all(
    found: Sequence[Found], captured: str | None, jobs: int | None, limits: Limits
) -> Iterator[Iterator[Part]]:
    """What came of each bundle, in order, part by part; each is to be taken whole before the next one."""
    read = partial(read_bundle, captured=captured, limits=limits)
    if jobs == 1:
        yield from map(read, found)
        return
    processes = jobs or (workers.processes() if len(found) >= _FEW else 1)
    bounds = guards.Bounds(limits.seconds, limits.memory)
    for each, parts in zip(
        found,
        guards.guarded(read, [_held(each, limits) for each in found], processes, bounds),
        strict=True,
    ):
        yield _said(each, parts, limits)


def _held(found: Found, limits: Limits) -> Found:
    """Standard input with its bytes, which another process cannot have."""
    if found.path or found.fault:
        return found
    try:
        return replace(found, data=bundles.load(found, limits).data)
    except BundleError as error:
        return replace(found, fault=error)


def _said(found: Found, parts: Iterator[Part | guards.Ended], limits: Limits) -> Iterator[Part]:
    """The parts of a bundle, and a problem where reading it ended before its end."""
    for part in parts:
        if isinstance(part, Part):
            yield part
            continue
        if part.cause == "time":
            bound = quantity(limits.seconds, "second")
            error = BundleError(f"reading it took longer than {bound}", raised("seconds"))
        elif part.cause == "memory":
            error = BundleError(
                f"reading it took more than {size(limits.memory)} of memory", raised("memory")
            )
        else:
            error = BundleError(
                f"the process that read it {part.cause}", "Make memory free, and convert it again"
            )
        yield Part(problems=(error.about(found.said),))
