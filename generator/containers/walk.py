"""The walk through a container and those inside it, which gives an event for each member."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from generator.containers.budget import Budget, ExhaustedError
from generator.containers.companions import companion_kind
from generator.containers.compression import DecompressedStream, compression_format
from generator.containers.events import (
    ContainerEntry,
    ContainerEvent,
    ContainerMember,
    MemberFault,
    SkippedMember,
)
from generator.containers.formats import container_format
from generator.containers.member_names import MemberNames, clean_member_name, is_hidden_member
from generator.containers.member_sidecars import (
    ListEntries,
    PairSidecars,
    find_member_sidecars,
    pair_no_sidecars,
)
from generator.containers.mhtml import read_mhtml
from generator.containers.streams import (
    HEAD,
    BytesStream,
    Seekable,
    Source,
    read_exactly,
    read_head,
    read_whole,
)
from generator.containers.tar import list_tar
from generator.containers.wacz import is_wacz, read_wacz
from generator.containers.warc import WarcReader
from generator.containers.zip import list_zip
from generator.errors import BundleError
from generator.limits import raise_limit_hint

_ONLY_MEMBER = "unpacked"
"""The name of the one member of a compressed file."""


def read_container(
    source: Source, budget: Budget, pair_sidecars: PairSidecars = pair_no_sidecars
) -> Iterator[ContainerEvent]:
    """Read a container; what is wrong with it or with one of its members is among the events."""
    yield from _ContainerWalk(budget, pair_sidecars).container(source, "", 0)


@dataclass(frozen=True, slots=True)
class _ContainerWalk:
    """The walk; its `nesting` arguments count the containers around the present one."""

    budget: Budget
    pair_sidecars: PairSidecars

    def container(self, source: Source, path: str, nesting: int) -> Iterator[ContainerEvent]:
        """The events of a container, their names behind its own path."""
        try:
            for event in self._by_format(source, nesting):
                yield _with_path(event, path)
        except BundleError as error:
            yield MemberFault(path, error)
            if isinstance(error, ExhaustedError) and path:
                raise

    def _by_format(self, source: Source, nesting: int) -> Iterator[ContainerEvent]:
        match container_format(read_exactly(source(), HEAD)):
            case None:
                pass
            case "zip":
                yield from self._zip(source, nesting)
            case "tar":
                yield from self._archive(lambda budget: list_tar(source(), budget), nesting)
            case "warc":
                yield from WarcReader(source, False, self.budget).events()
            case "mhtml":
                yield from read_mhtml(read_whole(source(), self.budget), self.budget)
            case compression:
                yield from self._compressed(source, compression, nesting)

    def _compressed(
        self, source: Source, compression: str, nesting: int
    ) -> Iterator[ContainerEvent]:
        head = read_head(DecompressedStream(source(), compression, self.budget, counted=False))
        inner = container_format(head)
        if compression_format(head):
            raise BundleError(
                f"it is packed twice: {compression_format(head)} in {compression}",
                "Unpack it once, and convert that",
            )
        if inner == "tar":
            yield from self._archive(
                lambda budget: list_tar(DecompressedStream(source(), compression, budget), budget),
                nesting,
            )
        elif inner == "warc" and compression == "gzip":
            yield from WarcReader(source, True, self.budget).events()
        else:
            self.budget.count_member()
            only = ContainerEntry(
                _ONLY_MEMBER, lambda: DecompressedStream(source(), compression, self.budget)
            )
            yield from self._member(only, nesting)

    # --- archives of files ------------------------------------------------------------------------

    def _zip(self, source: Source, nesting: int) -> Iterator[ContainerEvent]:
        def list_entries(budget: Budget) -> Iterator[ContainerEntry]:
            return list_zip(cast(Seekable, source()), budget)

        if is_wacz({entry.name for entry in list_entries(self.budget)}):
            yield from self._wacz(list_entries, nesting)
        else:
            yield from self._archive(list_entries, nesting)

    def _wacz(self, list_entries: ListEntries, nesting: int) -> Iterator[ContainerEvent]:
        entries: dict[str, ContainerEntry] = {}
        for event in self._checked_entries(list_entries(self.budget)):
            if isinstance(event, ContainerEntry):
                entries[event.name] = event
            else:
                yield event
        addresses: set[str] = set()

        def read_warc(
            entry: ContainerEntry, pages: frozenset[str] | None
        ) -> Iterator[ContainerEvent]:
            return self._warc_in_wacz(entry, pages, addresses, nesting)

        yield from read_wacz(entries, self.budget, read_warc, addresses)

    def _warc_in_wacz(
        self,
        entry: ContainerEntry,
        pages: frozenset[str] | None,
        addresses: set[str],
        nesting: int,
    ) -> Iterator[ContainerEvent]:
        """The pages of a WARC file; the addresses in it are added to `addresses`."""
        path = clean_member_name(entry.name)
        try:
            self._check_nesting(nesting)
            is_gzip = container_format(read_exactly(entry.source(), HEAD)) == "gzip"
            reader = WarcReader(entry.source, is_gzip, self.budget, pages)
            for event in reader.events():
                yield _with_path(event, path)
            addresses.update(reader.addresses)
        except ExhaustedError:
            raise
        except BundleError as error:
            yield MemberFault(path, error)

    def _archive(self, list_entries: ListEntries, nesting: int) -> Iterator[ContainerEvent]:
        sidecars = find_member_sidecars(list_entries, self.pair_sidecars, self.budget.limits)
        sidecar_names = {name for name, _ in sidecars.values()}
        for event in self._checked_entries(list_entries(self.budget)):
            if not isinstance(event, ContainerEntry):
                yield event
            elif event.name in sidecar_names:
                yield SkippedMember(clean_member_name(event.name), "sidecar")
            else:
                name = clean_member_name(event.name)
                for inner in self._member_or_fault(event, nesting):
                    if isinstance(inner, ContainerMember) and inner.name == name:
                        yield replace(inner, sidecar=sidecars.get(event.name))
                    else:
                        yield inner

    def _checked_entries(
        self, entries: Iterator[ContainerEntry]
    ) -> Iterator[ContainerEntry | ContainerEvent]:
        """The members that are to be read, and events for the others."""
        names = MemberNames()
        for entry in entries:
            self.budget.count_member()
            try:
                names.add(entry.name.rstrip("/") if entry.is_folder else entry.name)
                if entry.fault:
                    raise entry.fault
            except BundleError as error:
                yield MemberFault(clean_member_name(entry.name), error)
                continue
            if is_hidden_member(entry.name):
                yield SkippedMember(clean_member_name(entry.name), "hidden file")
            elif not entry.is_folder:
                yield entry

    # --- members ----------------------------------------------------------------------------------

    def _member_or_fault(self, entry: ContainerEntry, nesting: int) -> Iterator[ContainerEvent]:
        try:
            yield from self._member(entry, nesting)
        except ExhaustedError:
            raise
        except BundleError as error:
            yield MemberFault(clean_member_name(entry.name), error)

    def _member(self, entry: ContainerEntry, nesting: int) -> Iterator[ContainerEvent]:
        """The member as it is, or the events of the container that it is."""
        name = clean_member_name(entry.name)
        stream = entry.source()
        head = read_exactly(stream, HEAD)
        companion = companion_kind(head)
        if companion:
            yield SkippedMember(name, companion)
            return
        inner = container_format(head)
        if inner is None:
            yield ContainerMember(name, read_whole(stream, self.budget, head))
            return
        self._check_nesting(nesting)
        if inner == "zip" or not entry.reopenable:
            # A zip is read from its end, and any container more than once.
            data = read_whole(stream, self.budget, head)
            yield from self.container(lambda: BytesStream(data), name, nesting + 1)
        else:
            yield from self.container(entry.source, name, nesting + 1)

    def _check_nesting(self, nesting: int) -> None:
        if nesting >= self.budget.limits.nesting:
            most = self.budget.limits.nesting + 1
            raise BundleError(
                f"it is a container inside {most:,} others, and {most:,} are read",
                raise_limit_hint("nesting"),
            )


def _with_path(event: ContainerEvent, path: str) -> ContainerEvent:
    """An event with its name behind the path of the container around it."""
    if not path or not isinstance(event, ContainerMember | MemberFault | SkippedMember):
        return event
    return replace(event, name=f"{path}/{event.name}" if event.name else path)
