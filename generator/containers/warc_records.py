"""Records of a WARC file: headers parsed by warcio, and blocks, bounded and digested."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from generator.containers.http_responses import (
    ResponseHead,
    parse_media_type,
    parse_response_head,
)
from generator.containers.streams import DamagedError, LineStream, skip_bytes
from generator.errors import BundleError, visible
from generator.limits import KIB, size_words
from generator.story import dates
from generator.text.normal import line, repair

_LARGEST_HEAD = 256 * KIB
"""Bytes in the headers of a record or a response; servers refuse far smaller ones."""
AGAIN = "Fetch the file again, or crawl the page again"
_RECORD_PARSER = StatusAndHeadersParser(ArcWarcRecordLoader.WARC_TYPES)
_RESPONSE_PARSER = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/2", "HTTP/3"])
_ALGORITHMS = {
    "sha1": "sha1",
    "sha-1": "sha1",
    "sha256": "sha256",
    "sha-256": "sha256",
    "md5": "md5",
    "sha512": "sha512",
}
_NEXT = re.compile(rb"\r?\n\r?\n(?=WARC/\d)")
_LONGEST_ADDRESS = 2_000
_LONGEST_NAME = 200
_MOST_DIGITS = 15
BRACKETS = "<> \t"
"""Stand around an id, and by mistake around an address."""
BLOCK_DIGEST, PAYLOAD_DIGEST = "warc-block-digest", "warc-payload-digest"


class _HeaderLines:
    """A stream with the interface that warcio's parsers want; it bounds the header lines."""

    def __init__(self, stream: LineStream | RecordBlock, first: bytes = b"") -> None:
        self._stream, self._first = stream, first
        self.left = _LARGEST_HEAD

    def readline(self, _: int | None = None) -> bytes:
        read, self._first = self._first or self._stream.readline(self.left + 1), b""
        self.left -= len(read)
        if self.left < 0:
            raise DamagedError(
                f"its header lines are longer than {size_words(_LARGEST_HEAD)}", AGAIN
            )
        return read


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """The headers of a record, their names in lower case."""

    number: int
    """Its place in the file, from 1."""
    kind: str
    length: int
    """Bytes of its block, as stated."""
    headers: dict[str, str] = field(repr=False)

    @property
    def name(self) -> str:
        """Its id without brackets, or else its place in the file."""
        stated = self.headers.get("warc-record-id", "").strip(BRACKETS)
        return line(repair(visible(stated[:_LONGEST_NAME]))[0]) or f"record {self.number}"

    @property
    def address(self) -> str | None:
        """The address of what it holds."""
        stated = self.headers.get("warc-target-uri", "").strip(BRACKETS)
        return line(repair(stated)[0]) if len(stated) <= _LONGEST_ADDRESS else None

    @property
    def captured(self) -> str | None:
        """The time of the crawl, in UTC."""
        stated = self.headers.get("warc-date", "")
        return dates.moment(stated[:_LONGEST_NAME])

    @property
    def full_name(self) -> str:
        """Its name with its address, for sentences."""
        if not self.address:
            return self.name
        return f"{self.name} ({visible(self.address[:_LONGEST_NAME])})"


class RecordBlock:
    """The bytes of a record behind its headers, digested as they are read."""

    def __init__(self, stream: LineStream, record: WarcRecord) -> None:
        self._stream, self.left = stream, record.length
        self._digest = _new_digest(record, BLOCK_DIGEST)
        self.failed = False
        """Whether reading it raised an error; the record's own fault says so then."""

    def read(self, count: int, /) -> bytes:
        """Read at most `count` of the following bytes; none at the end."""
        return self._read(self._stream.read, count)

    def readline(self, most: int, /) -> bytes:
        """Read a line with its line end, or its first `most` bytes."""
        return self._read(self._stream.readline, most)

    def _read(self, read: Callable[[int], bytes], most: int) -> bytes:
        try:
            part = read(min(most, self.left)) if self.left else b""
        except BundleError:
            self.failed = True
            raise
        self.left -= len(part)
        if self._digest:
            self._digest.update(part)
        return part

    def skip_rest(self) -> None:
        """Skip what was not read, unless reading failed; raises DamagedError if it breaks off."""
        if self.failed:
            return
        left = self.left
        if skip_bytes(self._stream, left) < left:
            raise DamagedError("it breaks off", AGAIN)

    def check_end(self, data: bytes) -> None:
        """Check that the next record follows the block, whose bytes were `data`.

        Raises DamagedError if it does not. If the block swallowed the beginning of the next record,
        those bytes are put back, to be read again.
        """
        following = self._stream.peek().lstrip(b"\r\n")
        if not following or following.startswith(b"WARC/"):
            return
        self.failed = True
        swallowed = _NEXT.search(data)
        if swallowed:
            self._stream.unread(data[swallowed.end() :])
            raise DamagedError("it is shorter than it states", AGAIN)
        raise DamagedError("it is longer than it states", AGAIN)

    def digest(self) -> bytes:
        """The digest of what was read, by the algorithm that the record names."""
        digest: bytes = self._digest.digest() if self._digest else b""
        return digest


def parse_record(stream: LineStream, first: bytes, number: int) -> WarcRecord:
    """Parse the headers of a record, given its first line; raises DamagedError if broken."""
    try:
        parsed = _RECORD_PARSER.parse(_HeaderLines(stream, first))
    except StatusAndHeadersParserException as error:
        version = visible(str(error.statusline)[:40].strip())
        raise DamagedError(f"it is of a version that is not read, {version}", AGAIN) from error
    headers: dict[str, str] = {}
    for name, stated in parsed.headers:
        headers.setdefault(name.lower(), stated)
    length = headers.get("content-length", "").strip()
    if not (length.isascii() and length.isdigit() and len(length) <= _MOST_DIGITS):
        raise DamagedError(f"it states no length ({visible(length[:40]) or 'none'})", AGAIN)
    return WarcRecord(number, headers.get("warc-type", "").strip().lower(), int(length), headers)


def read_response_head(record: WarcRecord, block: RecordBlock) -> ResponseHead:
    """Read what is stated of a record's body, and leave the block at the body's first byte."""
    media_type, charset = parse_media_type(record.headers.get("content-type", ""))
    if record.kind == "resource" or (media_type and media_type != "application/http"):
        return ResponseHead(media_type, charset)
    try:
        parsed = _RESPONSE_PARSER.parse(_HeaderLines(block))
    except StatusAndHeadersParserException as error:
        raise DamagedError("it does not begin as the answer of a server does", AGAIN) from error
    except EOFError as error:
        raise DamagedError("it is empty", AGAIN) from error
    return parse_response_head(parsed.statusline, parsed.headers)


def payload_digests(record: WarcRecord, *bodies: bytes) -> tuple[bytes, ...]:
    """The digests of several forms of a body; crawlers differ in which one is the payload."""
    digests = []
    for body in bodies:
        digest = _new_digest(record, PAYLOAD_DIGEST)
        if digest:
            digest.update(body)
            digests.append(digest.digest())
    return tuple(digests)


def has_block_digest(record: WarcRecord, digest: bytes) -> bool:
    """Check whether a record states this digest: then its block is whole, whatever follows it."""
    return _stated_digest(record, BLOCK_DIGEST) is not None and _is_stated(
        record, BLOCK_DIGEST, (digest,)
    )


def check_digest(record: WarcRecord, header: str, digests: tuple[bytes, ...]) -> None:
    """Raise DamagedError if the header of a record states a digest that is none of these."""
    if _stated_digest(record, header) is not None and not _is_stated(record, header, digests):
        of = "bytes" if header == BLOCK_DIGEST else "body"
        raise DamagedError(f"the digest that it states is not that of its {of}", AGAIN)


def _stated_digest(record: WarcRecord, header: str) -> tuple[str, str] | None:
    """The algorithm and the digits of a digest; None without one that can be checked."""
    algorithm, _, digits = record.headers.get(header, "").strip().partition(":")
    name = _ALGORITHMS.get(algorithm.strip().lower())
    return (name, digits.strip()) if name and digits.strip() else None


def _new_digest(record: WarcRecord, header: str) -> Any:
    stated = _stated_digest(record, header)
    return hashlib.new(stated[0], usedforsecurity=False) if stated else None


def _is_stated(record: WarcRecord, header: str, digests: tuple[bytes, ...]) -> bool:
    """Check whether a record states one of these digests, in base 16 or, as most crawlers, 32."""
    stated = _stated_digest(record, header)
    written = {
        form
        for digest in digests
        for form in (digest.hex(), base64.b32encode(digest).decode().rstrip("=").lower())
    }
    return stated is not None and stated[1].rstrip("=").lower() in written
