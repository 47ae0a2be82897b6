"""What a bundle's file holds: itself, or the members of a container, each as it is read and none
kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from generator import containers
from generator.bundles import finding as bundles
from generator.bundles import reconciling, sidecars
from generator.bundles.bounds import bounded
from generator.bundles.finding import Found
from generator.containers.base import Event, Fault, Member, Note, Passed
from generator.containers.budget import Budget
from generator.containers.member_names import companion_text
from generator.containers.streams import HEAD, Held, Source, Stream
from generator.errors import BundleError, NoStoryError
from generator.limits import DEFAULT, Limits
from generator.readers.base import Bundle, Readings, reader_failure

_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Part:
    """One bundle of a file, or one member that is none."""

    member: str | None = None
    """Its name in the container; None where the file is the bundle, or of what is said of the
    container as a whole."""
    bundle: Bundle | None = None
    """None where there was nothing to be read."""
    reader: str | None = None
    readings: Readings = field(default_factory=lambda: Readings(()))
    kind: str | None = None
    """What it is, where it is known and needed by nobody."""
    notes: tuple[str, ...] = ()
    sha256: str | None = None
    """Of the file that was read; stated by the last part only."""
    sidecar: str | None = None
    """Of the file's sidecar, likewise."""


def read(found: Found, limits: Limits = DEFAULT) -> Iterator[Part]:
    """What a bundle's file holds; whatever is wrong with it is a problem of a part, and the last part tells of the file."""
    try:
        with contextlib.ExitStack() as held:
            source, head = _source(found, limits, held)
            if containers.kind(head):
                yield from _Container(found, source, limits).parts()
                return
        bundle, reader, readings = bundles.read(found, limits)
        yield Part(None, bundle, reader, readings, sha256=bundle.sha256, sidecar=readings.sidecar)
    except BundleError as error:
        yield Part(readings=Readings((), (error,)))
    except Exception as error:  # a fault of ours must not stop the other bundles, nor go unsaid
        yield Part(readings=Readings((), (reader_failure("it", error),)))


def _source(found: Found, limits: Limits, held: contextlib.ExitStack) -> tuple[Source, bytes]:
    """How the file is read from its beginning, and how it begins."""
    if found.fault:
        raise found.fault
    if found.path is None:
        data = bundles.load(found, limits).data
        return lambda: Held(data), data[:HEAD]
    path = found.path
    file = held.enter_context(bundles.opened(path))
    if os.fstat(file.fileno()).st_size > limits.bundle:
        raise bundles.too_large(limits)
    return lambda: held.enter_context(bundles.opened(path)), file.read(HEAD)


def _digest(stream: Stream) -> str:
    made = hashlib.sha256()
    while part := stream.read(_CHUNK):
        made.update(part)
    return made.hexdigest()


@dataclass(slots=True)
class _Container:
    """A file that holds others."""

    found: Found
    source: Source
    limits: Limits
    passed: Counter[str] = field(default_factory=Counter)
    stories: int = 0
    problems: int = 0
    members: int = 0

    def parts(self) -> Iterator[Part]:
        """The members, and at last what is to be said of all of them."""
        sha256 = _digest(self.source())
        sidecar = self._sidecar()
        if isinstance(sidecar, BundleError):
            yield Part(readings=Readings((), (sidecar,)), sha256=sha256)
            return
        for event in containers.read(self.source, Budget(self.limits), sidecars.beside):
            part = self._part(event, sha256, sidecar)
            self.stories += len(part.readings.stories)
            self.problems += len(part.readings.problems)
            yield part
        yield self._end(sha256, sidecar)

    def _sidecar(self) -> sidecars.Sidecar | BundleError | None:
        """What the file's own sidecar states of every member."""
        path = self.found.sidecar
        if path is None:
            return None
        name = bundles.shown(path.name)
        try:
            return sidecars.read(bundles.load(Found(name, path)))
        except BundleError as error:
            return sidecars.unusable(name, error.seen)

    def _part(self, event: Event, sha256: str, sidecar: sidecars.Sidecar | None) -> Part:
        if isinstance(event, Note):
            return Part(notes=(event.said,))
        self.members += 1
        if isinstance(event, Fault):
            return Part(event.name or None, readings=Readings((), (event.error,)))
        if isinstance(event, Passed):
            self.passed[event.kind] += 1
            return Part(event.name, kind=event.kind)
        return self._member(event, sha256, sidecar)

    def _member(self, member: Member, sha256: str, sidecar: sidecars.Sidecar | None) -> Part:
        bundle = Bundle(
            *(self.found.name, member.data, member.address, member.captured, member.charset),
            member=member.name,
            container=sha256,
            limits=self.limits,
        )
        try:
            reader, readings = _known(bundle)
            readings = _stated(bounded(readings, self.limits), member, sidecar)
        except NoStoryError as error:
            kind = "page without a story" if member.crawled else companion_text(member.name)
            if kind:
                self.passed[kind] += 1
                return Part(member.name, bundle, kind=kind)
            return Part(member.name, bundle, readings=Readings((), (error,)))
        except BundleError as error:
            return Part(member.name, bundle, readings=Readings((), (error,)))
        except (
            Exception
        ) as error:  # a reader's fault must not stop the other members, nor go unsaid
            return Part(member.name, bundle, readings=Readings((), (reader_failure("it", error),)))
        return Part(member.name, bundle, reader, readings)

    def _end(self, sha256: str, sidecar: sidecars.Sidecar | None) -> Part:
        pages = self.passed["page without a story"]
        problems: tuple[BundleError, ...] = ()
        if not self.stories and not self.problems:
            told = "; ".join(f"{count:,} × {kind}" for kind, count in sorted(self.passed.items()))
            seen = f"it is a container, and there is no story in it ({told or 'it is empty'})"
            problems = (
                NoStoryError(
                    seen,
                    "Check that the stories' pages are in it; story-archive inspect lists its members",
                ),
            )
            pages = 0
        notes = (
            (f"Passed over {pages:,} {'page' if pages == 1 else 'pages'} without a story.",)
            if pages
            else ()
        )
        stated = sidecar.sha256 if sidecar else None
        return Part(readings=Readings((), problems), notes=notes, sha256=sha256, sidecar=stated)


def _known(bundle: Bundle) -> tuple[str, Readings]:
    """The reader that knows a bundle, and its readings; raises NoStoryError where the bundle is whole and no story in it."""
    reader, readings = reconciling.read(bundle)
    first = readings.problems[0] if len(readings.problems) == 1 and not readings.stories else None
    if isinstance(first, NoStoryError):
        raise first
    return reader, readings


def _stated(readings: Readings, member: Member, sidecar: sidecars.Sidecar | None) -> Readings:
    """A member's readings with what its sidecar in the container states of it, or else the container's own one."""
    if member.beside:
        name, data = member.beside
        shown = bundles.shown(name)
        try:
            return sidecars.added(readings, sidecars.read(Bundle(shown, data)))
        except BundleError as error:
            return Readings((), (*readings.problems, sidecars.unusable(shown, error.seen)))
    # What it states of the address, it states of no member in particular.
    return sidecars.added(readings, replace(sidecar, address=None)) if sidecar else readings
