"""Containers: what holds several bundles, or one with its pictures, found by its content, and read without unpacking to a disk.

| container | members |
|---|---|
| zip, tar | its files |
| gzip, bzip2, xz, zstd | the one file that was packed, or the tar or WARC in it |
| WARC | the pages that a crawler was answered with |
| WACZ | those of its WARC files |
| MHTML | the page |
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from generator.containers import mhtml, wacz
from generator.containers import tar as tars
from generator.containers import warc as warcs
from generator.containers import zip as zips
from generator.containers.base import Entry, Event, Fault, Member, Passed  # fmt: skip
from generator.containers.budget import Budget, ExhaustedError
from generator.containers.compression import Unpacked, packing
from generator.containers.member_names import Names, companion, companion_text, hidden, shown
from generator.containers.streams import HEAD, Held, Seekable, Source, beginning, exactly, whole
from generator.errors import BundleError
from generator.limits import raised

_ALONE = "unpacked"
"""What the one member of a packed file is called."""
_REFUSED = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"MSCF", "a cabinet"),
)
_SIDECAR = "meta.json"

Pairs = Callable[[frozenset[str], Mapping[str, bytes]], Mapping[str, str]]
"""Given the names in one folder but those of pictures and the like, and the bytes of what may be
sidecars among them: which of its members has which other one as its sidecar."""


def unpaired(_: frozenset[str], __: Mapping[str, bytes]) -> Mapping[str, str]:
    """Where no member has a sidecar."""
    return {}


def kind(head: bytes) -> str | None:
    """What container begins with these bytes, at least 512 of them; raises BundleError at one that is not read."""
    refused = next((name for magic, name in _REFUSED if head.startswith(magic)), None)
    if refused:
        raise BundleError(
            f"it is {refused}, which is not read", "Unpack it and convert that, or pack it as a zip"
        )
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"WARC/"):
        return "warc"
    if tars.is_tar(head):
        return "tar"
    return packing(head) or ("mhtml" if mhtml.is_mhtml(head) else None)


def read(source: Source, budget: Budget, pairs: Pairs = unpaired) -> Iterator[Event]:
    """What a container holds; whatever is wrong with it, or with one of its members, is among it."""
    yield from _Walk(budget, pairs).container(source, "", 0)


@dataclass(frozen=True, slots=True)
class _Walk:
    """The walk through a container and those inside it."""

    budget: Budget
    pairs: Pairs

    def container(self, source: Source, within: str, nesting: int) -> Iterator[Event]:
        """What a container holds, its names behind that of the container."""
        try:
            for event in self._opened(source, nesting):
                yield _named(event, within)
        except BundleError as error:
            yield Fault(within, error)
            if isinstance(error, ExhaustedError) and within:
                raise

    def _opened(self, source: Source, nesting: int) -> Iterator[Event]:
        found = kind(exactly(source(), HEAD))
        if found == "zip":
            yield from self._zip(source, nesting)
        elif found == "tar":
            yield from self._files(lambda budget: tars.entries(source(), budget), nesting)
        elif found == "warc":
            yield from warcs.Reader(source, False, self.budget).events()
        elif found == "mhtml":
            yield from mhtml.events(whole(source(), self.budget), self.budget)
        elif found:
            yield from self._packed(source, found, nesting)

    def _packed(self, source: Source, packed: str, nesting: int) -> Iterator[Event]:
        head = beginning(Unpacked(source(), packed, self.budget, counted=False))
        found = kind(head)
        if packing(head):
            raise BundleError(
                f"it is packed twice: {packing(head)} in {packed}",
                "Unpack it once, and convert that",
            )
        if found == "tar":
            yield from self._files(
                lambda budget: tars.entries(Unpacked(source(), packed, budget), budget), nesting
            )
        elif found == "warc" and packed == "gzip":
            yield from warcs.Reader(source, True, self.budget).events()
        else:
            self.budget.count()
            yield from self._member(
                Entry(_ALONE, lambda: Unpacked(source(), packed, self.budget)), nesting
            )

    # --- archives of files ------------------------------------------------------------------------

    def _zip(self, source: Source, nesting: int) -> Iterator[Event]:
        def opened(budget: Budget) -> Iterator[Entry]:
            return zips.entries(cast(Seekable, source()), budget)

        if not wacz.is_wacz({entry.name for entry in opened(self.budget)}):
            yield from self._files(opened, nesting)
            return
        entries: dict[str, Entry] = {}
        for event in self._listed(opened(self.budget)):
            if isinstance(event, Entry):
                entries[event.name] = event
            else:
                yield event
        met: set[str] = set()

        def archive(entry: Entry, pages: frozenset[str] | None) -> Iterator[Event]:
            return self._warc(entry, pages, met, nesting)

        yield from wacz.events(entries, self.budget, archive, met)

    def _warc(
        self, entry: Entry, pages: frozenset[str] | None, met: set[str], nesting: int
    ) -> Iterator[Event]:
        """The pages of a WARC file in a WACZ."""
        within = shown(entry.name)
        try:
            self._deeper(nesting)
            packed = kind(exactly(entry.opened(), HEAD)) == "gzip"
            reader = warcs.Reader(entry.opened, packed, self.budget, pages)
            for event in reader.events():
                yield _named(event, within)
            met.update(reader.addresses)
        except ExhaustedError:
            raise
        except BundleError as error:
            yield Fault(within, error)

    def _files(self, opened: Callable[[Budget], Iterator[Entry]], nesting: int) -> Iterator[Event]:
        beside = self._sidecars(opened)
        states = {sidecar for sidecar, _ in beside.values()}
        for event in self._listed(opened(self.budget)):
            if not isinstance(event, Entry):
                yield event
            elif event.name in states:
                yield Passed(shown(event.name), "sidecar")
            else:
                for inner in self._read(event, nesting):
                    if isinstance(inner, Member) and inner.name == shown(event.name):
                        yield replace(inner, beside=beside.get(event.name))
                    else:
                        yield inner

    def _sidecars(
        self, opened: Callable[[Budget], Iterator[Entry]]
    ) -> dict[str, tuple[str, bytes]]:
        """The members with sidecars, each with the name and the bytes of its own; the archive is looked through for them."""
        if not any(
            entry.name.endswith(_SIDECAR)
            for entry in self._looked(opened, Budget(self.budget.limits))
        ):
            return {}
        looked = Budget(self.budget.limits)
        names: dict[str, set[str]] = {}
        stated: dict[str, dict[str, bytes]] = {}
        for entry in self._looked(opened, looked):
            folder, _, name = entry.name.rpartition("/")
            with contextlib.suppress(BundleError):
                if name.endswith(_SIDECAR):
                    stated.setdefault(folder, {})[name] = whole(entry.opened(), looked)
                elif companion(exactly(entry.opened(), HEAD)) or companion_text(name):
                    continue
                names.setdefault(folder, set()).add(name)
        found = {}
        for folder, inside in stated.items():
            before = f"{folder}/" if folder else ""
            for bundle, sidecar in self.pairs(frozenset(names[folder]), inside).items():
                found[before + bundle] = (before + sidecar, inside[sidecar])
        return found

    def _looked(
        self, opened: Callable[[Budget], Iterator[Entry]], budget: Budget
    ) -> Iterator[Entry]:
        """The members that can be read at all; what is wrong is met again, and said, when the archive is read."""
        with contextlib.suppress(BundleError):
            for entry in opened(budget):
                budget.count()
                if not (entry.folder or entry.fault or hidden(entry.name)):
                    yield entry

    def _listed(self, entries: Iterator[Entry]) -> Iterator[Entry | Event]:
        """The members that are to be read, and what is wrong with the others."""
        names = Names()
        for entry in entries:
            self.budget.count()
            try:
                names.check(entry.name.rstrip("/") if entry.folder else entry.name)
                if entry.fault:
                    raise entry.fault
            except BundleError as error:
                yield Fault(shown(entry.name), error)
                continue
            if hidden(entry.name):
                yield Passed(shown(entry.name), "hidden file")
            elif not entry.folder:
                yield entry

    def _read(self, entry: Entry, nesting: int) -> Iterator[Event]:
        try:
            yield from self._member(entry, nesting)
        except ExhaustedError:
            raise
        except BundleError as error:
            yield Fault(shown(entry.name), error)

    def _member(self, entry: Entry, nesting: int) -> Iterator[Event]:
        name = shown(entry.name)
        stream = entry.opened()
        head = exactly(stream, HEAD)
        beside = companion(head)
        if beside:
            yield Passed(name, beside)
            return
        found = kind(head)
        if found is None:
            yield Member(name, whole(stream, self.budget, head))
            return
        self._deeper(nesting)
        if found == "zip" or not entry.again:
            # What is packed inside another one is read from its end, or more than once.
            data = whole(stream, self.budget, head)
            yield from self.container(lambda: Held(data), name, nesting + 1)
        else:
            yield from self.container(entry.opened, name, nesting + 1)

    def _deeper(self, nesting: int) -> None:
        if nesting >= self.budget.limits.nesting:
            most = self.budget.limits.nesting + 1
            raise BundleError(
                f"it is a container inside {most:,} others, and {most:,} are read",
                raised("nesting"),
            )


def _named(event: Event, within: str) -> Event:
    if not within or not isinstance(event, Member | Fault | Passed):
        return event
    return replace(event, name=f"{within}/{event.name}" if event.name else within)
