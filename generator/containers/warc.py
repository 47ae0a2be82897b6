"""WARC files: one member for each page that a crawler was answered with, in the order of the file.

warcio reads the records' headers; around it every length is bounded, and what is damaged is passed
over up to the next record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from generator.containers.base import Event, Fault, Member, Passed  # fmt: skip
from generator.containers.budget import Budget, ExhaustedError
from generator.containers.compression import Unpacked
from generator.containers.http_answers import body, dechunked, kind, worth_reading
from generator.containers.streams import CHUNK, DamagedError, Lines, Source, exactly
from generator.containers.warc_records import (
    AGAIN,
    BRACKETS,
    Block,
    Record,
    agrees,
    check,
    digests,
    record_of,
    said_of,
)
from generator.errors import BundleError, visible
from generator.limits import raised, size
from generator.story import dates

_NOTHING = Record(0, "", 0, {})
_BEGINS = re.compile(rb"WARC/\d")
_PROVENANCE = {
    "warcinfo": "warcinfo record",
    "request": "request record",
    "metadata": "metadata record",
}
_WITH_IT = "Convert the file that holds it; a page that did not change needs no second capture"


@dataclass(slots=True)
class _Met:
    """What revisit records can refer to, and what they do refer to."""

    ids: dict[str, int] = field(default_factory=dict)
    """The number of a record, or of what it refers to in its turn, by its id."""
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    """The number of a record by address and time."""
    payloads: dict[str, int] = field(default_factory=dict)
    """The number of a record by the digest of its payload."""
    revisits: list[Record] = field(default_factory=list)

    def find(self, record: Record) -> int | None:
        """The number of the record that a revisit record refers to, where that holds bytes."""
        stated = record.headers
        by_id = self.ids.get(stated.get("warc-refers-to", "").strip(BRACKETS))
        if by_id is not None:
            return by_id
        moment = dates.moment(stated.get("warc-refers-to-date", "")) or ""
        by_place = self.places.get(
            (stated.get("warc-refers-to-target-uri", "").strip(BRACKETS), moment)
        )
        return (
            by_place
            if by_place is not None
            else self.payloads.get(stated.get("warc-payload-digest", "").strip())
        )


@dataclass(slots=True)
class Reader:
    """Reads one WARC file."""

    source: Source
    packed: bool
    budget: Budget
    pages: frozenset[str] | None = None
    """The addresses that a list of pages names; None where there is no such list."""
    addresses: set[str] = field(default_factory=set)
    """Those that were met."""
    _met: _Met = field(default_factory=_Met)

    def events(self) -> Iterator[Event]:
        """The pages, each as it is met; those that were met again come last."""
        for found in self._records(self.budget):
            if isinstance(found, Fault):
                yield found
                continue
            record, block = found
            try:
                yield from self._event(record, block)
            except ExhaustedError:
                raise
            except BundleError as error:
                yield Fault(record.shown, error)
        yield from self._again()

    # --- records ----------------------------------------------------------------------------------

    def _records(self, budget: Budget | None) -> Iterator[tuple[Record, Block] | Fault]:
        """The records, each to be read before the next one is asked for; without a budget nothing is counted."""
        raw = self.source()
        unpacked = (
            Unpacked(raw, "gzip", budget or self.budget, counted=budget is not None)
            if self.packed
            else None
        )
        stream = Lines(unpacked or raw)
        number, block = 0, None
        while True:
            at = number + 1
            try:
                line, lost = _following(stream)
                if lost and not (block and block.failed):
                    yield Fault(f"record {at}", _misplaced(number))
                if not line:
                    return
                number, block = at, None
                if budget:
                    budget.count()
                record = record_of(stream, line, number)
                block = Block(stream, record)
                yield record, block
                block.leave()
            except ExhaustedError:
                raise
            except BundleError as error:
                if not (block and block.failed):
                    yield Fault(f"record {at}", error)
                block = block or Block(stream, _NOTHING)
                block.failed = True
                if unpacked and not unpacked.resume():
                    return

    # --- pages ------------------------------------------------------------------------------------

    def _event(self, record: Record, block: Block) -> Iterator[Event]:
        if record.address and record.kind in ("response", "resource", "revisit"):
            self.addresses.add(record.address)
        if record.kind == "revisit":
            self._met.revisits.append(record)
            return
        if record.kind in _PROVENANCE:
            yield Passed(record.name, _PROVENANCE[record.kind])
        elif (
            record.kind == "continuation"
            or record.headers.get("warc-segment-number", "1").strip() != "1"
        ):
            raise BundleError(
                "it is a part of a record that was split, which is not read",
                "Write the WARC without segments",
            )
        elif record.kind not in ("response", "resource"):
            yield Passed(record.name, "record of another kind")
        else:
            self._remember(record)
            yield self._page(record, block, self.budget)

    def _remember(self, record: Record) -> None:
        self._met.ids.setdefault(record.name, record.number)
        if record.address and record.captured:
            self._met.places.setdefault((record.address, record.captured), record.number)
        digest = record.headers.get("warc-payload-digest")
        if digest:
            self._met.payloads.setdefault(digest.strip(), record.number)

    def _page(self, record: Record, block: Block, budget: Budget) -> Member | Passed:
        said = said_of(record, block)
        if not 200 <= said.status < 300 or said.status == 206:
            return Passed(
                record.name, f"answer {said.status}" if said.status else "answer without a status"
            )
        if not worth_reading(said):
            return Passed(record.name, "picture, style sheet, script or the like")
        if block.left > budget.limits.bundle:
            raise BundleError(f"it is larger than {size(budget.limits.bundle)}", raised("bundle"))
        missing = block.left
        sent = exactly(block, block.left)
        if len(sent) < missing:
            raise DamagedError(f"it breaks off {size(missing - len(sent))} before its end", AGAIN)
        if not agrees(record, block.digest()):
            block.end(sent)
        if record.headers.get("warc-truncated"):
            raise DamagedError(
                f"the crawler cut it off ({visible(record.headers['warc-truncated'][:40])})",
                "Crawl the page again",
            )
        check(record, "warc-block-digest", (block.digest(),))
        data = body(said, sent, budget)
        check(
            record,
            "warc-payload-digest",
            digests(record, sent, dechunked(sent) if said.chunked else sent, data),
        )
        if kind(said, data[:CHUNK]) is None:
            return Passed(record.name, "text of another kind")
        crawled = self.pages is None or (record.address or "") not in self.pages
        return Member(record.name, data, record.address, record.captured, said.charset, crawled)

    # --- pages that were met again ----------------------------------------------------------------

    def _again(self) -> Iterator[Event]:
        """The pages of revisit records, whose bytes an earlier record holds: the file is read a second time for them."""
        wanted: dict[int, list[Record]] = {}
        for record in self._met.revisits:
            try:
                wanted.setdefault(self._original(record), []).append(record)
            except BundleError as error:
                yield Fault(record.shown, error)
        if not wanted:
            return
        for found in self._records(None):
            if isinstance(found, Fault) or found[0].number not in wanted:
                continue
            try:
                page = self._page(*found, Budget(self.budget.limits))
            except BundleError:  # it was said when the record was met
                continue
            for revisit in wanted[found[0].number]:
                yield _as(revisit, page)

    def _original(self, record: Record) -> int:
        """The number of the record that holds the bytes of this one, by way of other revisit records or not."""
        others = {revisit.name: revisit for revisit in self._met.revisits}
        seen: set[int] = set()
        while record.number not in seen:
            seen.add(record.number)
            found = self._met.find(record)
            if found is not None:
                return found
            other = others.get(record.headers.get("warc-refers-to", "").strip(BRACKETS))
            if other is None:
                raise BundleError(
                    "it revisits a page, and the record that holds this page is not in the file",
                    _WITH_IT,
                )
            record = other
        raise BundleError(
            "it revisits a page, and the records that it refers to refer to each other", AGAIN
        )


def _following(stream: Lines) -> tuple[bytes, bool]:
    """The first line of the next record, none at the end, and whether there was anything else before it."""
    lost = False
    while line := stream.readline(CHUNK):
        if _BEGINS.match(line):
            break
        lost = lost or bool(line.strip(b"\r\n"))
    return line, lost


def _misplaced(number: int) -> BundleError:
    where = (
        f"the record {number:,} is longer or shorter than it states"
        if number
        else "it does not begin with a record"
    )
    return DamagedError(f"{where}; reading goes on at the next one that can be found", AGAIN)


def _as(revisit: Record, found: Member | Passed) -> Member | Passed:
    """A page that was met again, with the address and the time of that."""
    if isinstance(found, Passed):
        return Passed(revisit.name, f"{found.kind}, met again")
    address = revisit.address or found.address
    return replace(
        found, name=revisit.name, address=address, captured=revisit.captured or found.captured
    )
