"""WARC files: a member for each page that a crawler fetched, in the order of the file.

warcio parses the headers of the records; around it every length is bounded, and damage is skipped
up to the next record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from generator.containers.budget import Budget, ExhaustedError
from generator.containers.compression import DecompressedStream
from generator.containers.events import (
    ContainerEvent,
    ContainerMember,
    MemberFault,
    SkippedMember,
)
from generator.containers.http_responses import body_format, decode_body, join_chunks, may_be_page
from generator.containers.streams import CHUNK, DamagedError, LineStream, Source, read_exactly
from generator.containers.warc_records import (
    AGAIN,
    BLOCK_DIGEST,
    BRACKETS,
    PAYLOAD_DIGEST,
    RecordBlock,
    WarcRecord,
    check_digest,
    has_block_digest,
    parse_record,
    payload_digests,
    read_response_head,
)
from generator.errors import BundleError, visible
from generator.limits import raise_limit_hint, size_words
from generator.story import dates

_NO_RECORD = WarcRecord(0, "", 0, {})
_BEGINS = re.compile(rb"WARC/\d")
_SKIPPED_KINDS = {
    "warcinfo": "warcinfo record",
    "request": "request record",
    "metadata": "metadata record",
}
_WITH_ORIGINAL = (
    "Convert the file that holds it; a page that did not change needs no second capture"
)


@dataclass(slots=True)
class _RecordIndex:
    """The records to which revisit records can refer, by number, and the revisit records."""

    by_id: dict[str, int] = field(default_factory=dict)
    by_address: dict[tuple[str, str], int] = field(default_factory=dict)
    """By address and time."""
    by_payload: dict[str, int] = field(default_factory=dict)
    """By the stated digest of the payload."""
    revisits: list[WarcRecord] = field(default_factory=list)

    def add(self, record: WarcRecord) -> None:
        """Add a record that holds a page; of several with one key, the first counts."""
        self.by_id.setdefault(record.name, record.number)
        if record.address and record.captured:
            self.by_address.setdefault((record.address, record.captured), record.number)
        digest = record.headers.get(PAYLOAD_DIGEST)
        if digest:
            self.by_payload.setdefault(digest.strip(), record.number)

    def original(self, revisit: WarcRecord) -> int:
        """The number of the record with the bytes of a revisited page.

        A revisit record may refer to another one. Raises BundleError if no record is found.
        """
        others = {other.name: other for other in self.revisits}
        seen: set[int] = set()
        while revisit.number not in seen:
            seen.add(revisit.number)
            number = self._referred(revisit)
            if number is not None:
                return number
            other = others.get(revisit.headers.get("warc-refers-to", "").strip(BRACKETS))
            if other is None:
                raise BundleError(
                    "it revisits a page, and the record that holds this page is not in the file",
                    _WITH_ORIGINAL,
                )
            revisit = other
        raise BundleError(
            "it revisits a page, and the records that it refers to refer to each other", AGAIN
        )

    def _referred(self, revisit: WarcRecord) -> int | None:
        """The record that a revisit record names by id, by address and time, or by digest."""
        stated = revisit.headers
        number = self.by_id.get(stated.get("warc-refers-to", "").strip(BRACKETS))
        if number is None:
            address = stated.get("warc-refers-to-target-uri", "").strip(BRACKETS)
            moment = dates.moment(stated.get("warc-refers-to-date", "")) or ""
            number = self.by_address.get((address, moment))
        if number is None:
            number = self.by_payload.get(stated.get(PAYLOAD_DIGEST, "").strip())
        return number


@dataclass(slots=True)
class WarcReader:
    """Reads one WARC file."""

    source: Source
    is_gzip: bool
    budget: Budget
    pages: frozenset[str] | None = None
    """The addresses in a list of chosen pages; None without such a list."""
    addresses: set[str] = field(default_factory=set)
    """The addresses that were read so far."""
    _index: _RecordIndex = field(default_factory=_RecordIndex)

    def events(self) -> Iterator[ContainerEvent]:
        """The pages in the order of the file; behind them those of revisit records."""
        for found in self._records(self.budget):
            if isinstance(found, MemberFault):
                yield found
                continue
            record, block = found
            try:
                yield from self._record_event(record, block)
            except ExhaustedError:
                raise
            except BundleError as error:
                yield MemberFault(record.full_name, error)
        yield from self._revisited_pages()

    # --- records ----------------------------------------------------------------------------------

    def _records(
        self, budget: Budget | None
    ) -> Iterator[tuple[WarcRecord, RecordBlock] | MemberFault]:
        """The records, each to be read before the next is asked for; None counts nothing."""
        raw = self.source()
        decompressed = None
        if self.is_gzip:
            counted = budget is not None
            decompressed = DecompressedStream(raw, "gzip", budget or self.budget, counted=counted)
        stream = LineStream(decompressed or raw)
        number, block = 0, None
        while True:
            following = number + 1
            try:
                first, is_gap = _find_record(stream)
                if is_gap and not (block and block.failed):
                    yield MemberFault(f"record {following}", _wrong_length(number))
                if not first:
                    return
                number, block = following, None
                if budget:
                    budget.count_member()
                record = parse_record(stream, first, number)
                block = RecordBlock(stream, record)
                yield record, block
                block.skip_rest()
            except ExhaustedError:
                raise
            except BundleError as error:
                if not (block and block.failed):
                    yield MemberFault(f"record {following}", error)
                block = block or RecordBlock(stream, _NO_RECORD)
                block.failed = True
                if decompressed and not decompressed.resume():
                    return

    # --- pages ------------------------------------------------------------------------------------

    def _record_event(self, record: WarcRecord, block: RecordBlock) -> Iterator[ContainerEvent]:
        """The event of a record; none for a revisit record, which is kept for later."""
        if record.address and record.kind in ("response", "resource", "revisit"):
            self.addresses.add(record.address)
        if record.kind == "revisit":
            self._index.revisits.append(record)
        elif record.kind in _SKIPPED_KINDS:
            yield SkippedMember(record.name, _SKIPPED_KINDS[record.kind])
        elif (
            record.kind == "continuation"
            or record.headers.get("warc-segment-number", "1").strip() != "1"
        ):
            raise BundleError(
                "it is a part of a record that was split, which is not read",
                "Write the WARC without segments",
            )
        elif record.kind not in ("response", "resource"):
            yield SkippedMember(record.name, "record of another kind")
        else:
            self._index.add(record)
            yield self._page(record, block, self.budget)

    def _page(
        self, record: WarcRecord, block: RecordBlock, budget: Budget
    ) -> ContainerMember | SkippedMember:
        head = read_response_head(record, block)
        if not 200 <= head.status < 300 or head.status == 206:
            status = f"answer {head.status}" if head.status else "answer without a status"
            return SkippedMember(record.name, status)
        if not may_be_page(head):
            return SkippedMember(record.name, "picture, style sheet, script or the like")
        sent = _read_body(record, block, budget)
        data = decode_body(head, sent, budget)
        unchunked = join_chunks(sent) if head.chunked else sent
        check_digest(record, PAYLOAD_DIGEST, payload_digests(record, sent, unchunked, data))
        if body_format(head, data[:CHUNK]) is None:
            return SkippedMember(record.name, "text of another kind")
        crawled = self.pages is None or (record.address or "") not in self.pages
        return ContainerMember(
            *(record.name, data, record.address, record.captured, head.charset), crawled=crawled
        )

    # --- revisited pages --------------------------------------------------------------------------

    def _revisited_pages(self) -> Iterator[ContainerEvent]:
        """The pages of revisit records: the file is read a second time for their bytes."""
        wanted: dict[int, list[WarcRecord]] = {}
        for record in self._index.revisits:
            try:
                wanted.setdefault(self._index.original(record), []).append(record)
            except BundleError as error:
                yield MemberFault(record.full_name, error)
        if not wanted:
            return
        for found in self._records(None):
            if isinstance(found, MemberFault) or found[0].number not in wanted:
                continue
            try:
                page = self._page(*found, Budget(self.budget.limits))
            except BundleError:  # the first reading said so already
                continue
            for revisit in wanted[found[0].number]:
                yield _as_revisited(page, revisit)


def _find_record(stream: LineStream) -> tuple[bytes, bool]:
    """Find the first line of the next record, none at the end; tell if anything stood before it."""
    is_gap = False
    while line := stream.readline(CHUNK):
        if _BEGINS.match(line):
            break
        is_gap = is_gap or bool(line.strip(b"\r\n"))
    return line, is_gap


def _wrong_length(number: int) -> BundleError:
    where = (
        f"the record {number:,} is longer or shorter than it states"
        if number
        else "it does not begin with a record"
    )
    return DamagedError(f"{where}; reading goes on at the next one that can be found", AGAIN)


def _read_body(record: WarcRecord, block: RecordBlock, budget: Budget) -> bytes:
    """Read a record's body as it was sent; raises BundleError if it is damaged or too large."""
    if block.left > budget.limits.bundle:
        raise BundleError(
            f"it is larger than {size_words(budget.limits.bundle)}", raise_limit_hint("bundle")
        )
    stated = block.left
    sent = read_exactly(block, stated)
    if len(sent) < stated:
        raise DamagedError(f"it breaks off {size_words(stated - len(sent))} before its end", AGAIN)
    if not has_block_digest(record, block.digest()):
        block.check_end(sent)
    if record.headers.get("warc-truncated"):
        raise DamagedError(
            f"the crawler cut it off ({visible(record.headers['warc-truncated'][:40])})",
            "Crawl the page again",
        )
    check_digest(record, BLOCK_DIGEST, (block.digest(),))
    return sent


def _as_revisited(
    page: ContainerMember | SkippedMember, revisit: WarcRecord
) -> ContainerMember | SkippedMember:
    """A page with the name, the address and the time of a revisit record."""
    if isinstance(page, SkippedMember):
        return SkippedMember(revisit.name, f"{page.kind}, met again")
    return replace(
        page,
        name=revisit.name,
        address=revisit.address or page.address,
        captured=revisit.captured or page.captured,
    )
