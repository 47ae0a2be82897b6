"""Open a bundle's file: it is a bundle itself, or a container whose members are read one by one and
not kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from generator.bundles import reconciling, sidecars
from generator.bundles.bounds import reject_oversized
from generator.bundles.finding import (
    FoundBundle,
    load_bundle,
    open_bundle_file,
    oversize_error,
    printable_name,
    read_whole_bundle,
)
from generator.containers.budget import Budget
from generator.containers.companions import companion_kind_by_name
from generator.containers.events import (
    ContainerEvent,
    ContainerMember,
    ContainerNote,
    MemberFault,
    SkippedMember,
)
from generator.containers.formats import container_format
from generator.containers.streams import HEAD, BytesStream, Source, Stream
from generator.containers.walk import read_container
from generator.counting import quantity
from generator.errors import BundleError, NoStoryError
from generator.limits import DEFAULT, Limits
from generator.readers.base import Bundle, Readings, failed

_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class BundlePart:
    """A part of a file: one bundle, or one member of a container that is none."""

    member: str | None = None
    """Its name in the container; None where the file is the bundle, or of what is said of the
    container as a whole."""
    bundle: Bundle | None = None
    """None where there was nothing to be read."""
    reader: str | None = None
    readings: Readings = field(default_factory=lambda: Readings(()))
    kind: str | None = None
    """The kind of a member that is known and holds no story: `picture`."""
    notes: tuple[str, ...] = ()
    sha256: str | None = None
    """Of the file that was read; stated by the last part only."""
    sidecar: str | None = None
    """Of the file's sidecar, likewise."""


def open_bundle(found: FoundBundle, limits: Limits = DEFAULT) -> Iterator[BundlePart]:
    """Read a bundle's file, part by part.

    Whatever is wrong with it is a problem of a part, and the last part tells of the file.
    """
    try:
        with contextlib.ExitStack() as held:
            source, head = _open_source(found, limits, held)
            if container_format(head):
                yield from _OpenContainer(found, source, limits).parts()
                return
        bundle, reader, readings = read_whole_bundle(found, limits)
        yield BundlePart(
            None, bundle, reader, readings, sha256=bundle.sha256, sidecar=readings.sidecar
        )
    except BundleError as error:
        yield BundlePart(readings=Readings((), (error,)))
    except Exception as error:  # a fault of ours must not stop the other bundles, nor go unsaid
        yield BundlePart(readings=Readings((), (failed("it", error),)))


def _open_source(
    found: FoundBundle, limits: Limits, held: contextlib.ExitStack
) -> tuple[Source, bytes]:
    """Open a file so that it can be read again from its beginning; also read its first bytes."""
    if found.fault:
        raise found.fault
    if found.path is None:
        data = load_bundle(found, limits).data
        return lambda: BytesStream(data), data[:HEAD]
    path = found.path
    file = held.enter_context(open_bundle_file(path))
    if os.fstat(file.fileno()).st_size > limits.bundle:
        raise oversize_error(limits)
    return lambda: held.enter_context(open_bundle_file(path)), file.read(HEAD)


def _stream_sha256(stream: Stream) -> str:
    made = hashlib.sha256()
    while part := stream.read(_CHUNK):
        made.update(part)
    return made.hexdigest()


@dataclass(slots=True)
class _OpenContainer:
    """A file that holds others, while its members are read."""

    found: FoundBundle
    source: Source
    limits: Limits
    passed: Counter[str] = field(default_factory=Counter)
    stories: int = 0
    problems: int = 0
    members: int = 0

    def parts(self) -> Iterator[BundlePart]:
        """Read the members, and sum up at last."""
        sha256 = _stream_sha256(self.source())
        sidecar = self._sidecar()
        if isinstance(sidecar, BundleError):
            yield BundlePart(readings=Readings((), (sidecar,)), sha256=sha256)
            return
        for event in read_container(self.source, Budget(self.limits), sidecars.pair_sidecars):
            part = self._part(event, sha256, sidecar)
            self.stories += len(part.readings.stories)
            self.problems += len(part.readings.problems)
            yield part
        yield self._end(sha256, sidecar)

    def _sidecar(self) -> sidecars.Sidecar | BundleError | None:
        """Read the file's own sidecar, which speaks of every member."""
        path = self.found.sidecar
        if path is None:
            return None
        name = printable_name(path.name)
        try:
            return sidecars.read_sidecar(load_bundle(FoundBundle(name, path)))
        except BundleError as error:
            return sidecars.unusable_sidecar(name, error.seen)

    def _part(
        self, event: ContainerEvent, sha256: str, sidecar: sidecars.Sidecar | None
    ) -> BundlePart:
        if isinstance(event, ContainerNote):
            return BundlePart(notes=(event.text,))
        self.members += 1
        if isinstance(event, MemberFault):
            return BundlePart(event.name or None, readings=Readings((), (event.error,)))
        if isinstance(event, SkippedMember):
            self.passed[event.kind] += 1
            return BundlePart(event.name, kind=event.kind)
        return self._member(event, sha256, sidecar)

    def _member(
        self, member: ContainerMember, sha256: str, sidecar: sidecars.Sidecar | None
    ) -> BundlePart:
        bundle = Bundle(
            *(self.found.name, member.data, member.address, member.captured, member.charset),
            member=member.name,
            container=sha256,
            limits=self.limits,
        )
        try:
            reader, readings = _read_member(bundle)
            readings = _with_member_sidecar(
                reject_oversized(readings, self.limits), member, sidecar
            )
        except NoStoryError as error:
            kind = "page without a story" if member.crawled else companion_kind_by_name(member.name)
            if kind:
                self.passed[kind] += 1
                return BundlePart(member.name, bundle, kind=kind)
            return BundlePart(member.name, bundle, readings=Readings((), (error,)))
        except BundleError as error:
            return BundlePart(member.name, bundle, readings=Readings((), (error,)))
        except (
            Exception
        ) as error:  # a reader's fault must not stop the other members, nor go unsaid
            return BundlePart(member.name, bundle, readings=Readings((), (failed("it", error),)))
        return BundlePart(member.name, bundle, reader, readings)

    def _end(self, sha256: str, sidecar: sidecars.Sidecar | None) -> BundlePart:
        pages = self.passed["page without a story"]
        problems: tuple[BundleError, ...] = ()
        if not self.stories and not self.problems:
            told = "; ".join(f"{count:,} × {kind}" for kind, count in sorted(self.passed.items()))
            seen = f"it is a container, and there is no story in it ({told or 'it is empty'})"
            problems = (
                NoStoryError(
                    seen,
                    "Check that the stories' pages are in it; "
                    "story-archive inspect lists its members",
                ),
            )
            pages = 0
        notes = (f"Passed over {quantity(pages, 'page')} without a story.",) if pages else ()
        stated = sidecar.sha256 if sidecar else None
        return BundlePart(
            readings=Readings((), problems), notes=notes, sha256=sha256, sidecar=stated
        )


def _read_member(bundle: Bundle) -> tuple[str, Readings]:
    """Read a member, as name of its reader and readings.

    Raises NoStoryError where the member is whole and no story in it.
    """
    reader, readings = reconciling.read_reconciled(bundle)
    first = readings.problems[0] if len(readings.problems) == 1 and not readings.stories else None
    if isinstance(first, NoStoryError):
        raise first
    return reader, readings


def _with_member_sidecar(
    readings: Readings, member: ContainerMember, sidecar: sidecars.Sidecar | None
) -> Readings:
    """Add what a member's sidecar in the container states, or else the container's own one."""
    if member.sidecar:
        name, data = member.sidecar
        shown = printable_name(name)
        try:
            return sidecars.add_sidecar(readings, sidecars.read_sidecar(Bundle(shown, data)))
        except BundleError as error:
            return Readings((), (*readings.problems, sidecars.unusable_sidecar(shown, error.seen)))
    # What it states of the address, it states of no member in particular.
    return sidecars.add_sidecar(readings, replace(sidecar, address=None)) if sidecar else readings
