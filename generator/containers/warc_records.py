"""Records of a WARC file: their header lines by warcio, their bytes bounded and digested on the
way.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from generator.containers.http_answers import Answer, answer, media
from generator.containers.streams import DamagedError, Lines, skipped
from generator.errors import BundleError, visible
from generator.limits import KIB, size
from generator.story import dates
from generator.text.normal import normal_line, repair_text

_LARGEST_HEAD = 256 * KIB
"""Bytes of a record's or an answer's header lines; servers refuse far smaller ones."""
AGAIN = "Fetch the file again, or crawl the page again"
_RECORDS = StatusAndHeadersParser(ArcWarcRecordLoader.WARC_TYPES)
_ANSWERS = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/2", "HTTP/3"])
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
"""What stands around an id, and, by mistake, around an address."""


class _Head:
    """A stream as warcio's parsers want it, which reads so many bytes of header lines and no more."""

    def __init__(self, stream: Lines | Block, first: bytes = b"") -> None:
        self._stream, self._first = stream, first
        self.left = _LARGEST_HEAD

    def readline(self, _: int | None = None) -> bytes:
        line, self._first = self._first or self._stream.readline(self.left + 1), b""
        self.left -= len(line)
        if self.left < 0:
            raise DamagedError(f"its header lines are longer than {size(_LARGEST_HEAD)}", AGAIN)
        return line


@dataclass(frozen=True, slots=True)
class Record:
    """A record's header lines."""

    number: int
    kind: str
    length: int
    headers: dict[str, str] = field(repr=False)

    @property
    def name(self) -> str:
        """Its id without brackets, else its place in the file."""
        stated = self.headers.get("warc-record-id", "").strip(BRACKETS)
        return (
            normal_line(repair_text(visible(stated[:_LONGEST_NAME]))[0]) or f"record {self.number}"
        )

    @property
    def address(self) -> str | None:
        """Of what it holds."""
        stated = self.headers.get("warc-target-uri", "").strip(BRACKETS)
        return normal_line(repair_text(stated)[0]) if len(stated) <= _LONGEST_ADDRESS else None

    @property
    def captured(self) -> str | None:
        """When it was crawled."""
        stated = self.headers.get("warc-date", "")
        return dates.moment(stated[:_LONGEST_NAME])

    @property
    def shown(self) -> str:
        """As sentences name it."""
        return (
            f"{self.name} ({visible(self.address[:_LONGEST_NAME])})" if self.address else self.name
        )


class Block:
    """A record's bytes behind its header lines, digested on the way."""

    def __init__(self, stream: Lines, record: Record) -> None:
        self._stream, self.left = stream, record.length
        self._digest = _digest(record, "warc-block-digest")
        self.failed = False
        """Whether reading it raised, which is said of its record then."""

    def read(self, count: int, /) -> bytes:
        """At most so many of the bytes that follow; none at the end."""
        return self._counted(self._stream.read, count)

    def readline(self, most: int, /) -> bytes:
        """A line with its end, or as many of its bytes."""
        return self._counted(self._stream.readline, most)

    def _counted(self, read: Callable[[int], bytes], most: int) -> bytes:
        try:
            part = read(min(most, self.left)) if self.left else b""
        except BundleError:
            self.failed = True
            raise
        self.left -= len(part)
        if self._digest:
            self._digest.update(part)
        return part

    def leave(self) -> None:
        """Pass over what is left of it, unless what stands behind it is read as the next record already."""
        if self.failed:
            return
        left = self.left
        if skipped(self._stream, left) < left:
            raise DamagedError("it breaks off", AGAIN)

    def end(self, data: bytes) -> None:
        """Hold the record's end against what follows it, once all of it was read as these bytes.

        Where it is longer than it is, it holds the beginning of the next one, which is then read as
        such.
        """
        follows = self._stream.peek().lstrip(b"\r\n")
        if not follows or follows.startswith(b"WARC/"):
            return
        self.failed = True
        swallowed = _NEXT.search(data)
        if swallowed:
            self._stream.back(data[swallowed.end() :])
            raise DamagedError("it is shorter than it states", AGAIN)
        raise DamagedError("it is longer than it states", AGAIN)

    def digest(self) -> bytes:
        """Of what was read of it, by the algorithm that the record names."""
        found: bytes = self._digest.digest() if self._digest else b""
        return found


def record_of(stream: Lines, line: bytes, number: int) -> Record:
    """The record that begins with this line; raises DamagedError where its header lines are none."""
    try:
        parsed = _RECORDS.parse(_Head(stream, line))
    except StatusAndHeadersParserException as error:
        raise DamagedError(
            f"it is of a version that is not read, {visible(str(error.statusline)[:40].strip())}",
            AGAIN,
        ) from error
    headers: dict[str, str] = {}
    for name, stated in parsed.headers:
        headers.setdefault(name.lower(), stated)
    length = headers.get("content-length", "").strip()
    if not (length.isascii() and length.isdigit() and len(length) <= _MOST_DIGITS):
        raise DamagedError(f"it states no length ({visible(length[:40]) or 'none'})", AGAIN)
    return Record(number, headers.get("warc-type", "").strip().lower(), int(length), headers)


def said_of(record: Record, block: Block) -> Answer:
    """What is said of a record's body; the block stands at the body then."""
    type_, charset = media(record.headers.get("content-type", ""))
    if record.kind == "resource" or (type_ and type_ != "application/http"):
        return Answer(type_, charset)
    head = _Head(block)
    try:
        parsed = _ANSWERS.parse(head)
    except StatusAndHeadersParserException as error:
        raise DamagedError("it does not begin as the answer of a server does", AGAIN) from error
    except EOFError as error:
        raise DamagedError("it is empty", AGAIN) from error
    return answer(parsed.statusline, parsed.headers)


def _stated(record: Record, header: str) -> tuple[str, str] | None:
    """The algorithm and the digits of a digest; None where there is none, or one that cannot be checked."""
    algorithm, _, digits = record.headers.get(header, "").strip().partition(":")
    name = _ALGORITHMS.get(algorithm.strip().lower())
    return (name, digits.strip()) if name and digits.strip() else None


def _digest(record: Record, header: str) -> Any:
    stated = _stated(record, header)
    return hashlib.new(stated[0], usedforsecurity=False) if stated else None


def digests(record: Record, *bodies: bytes) -> tuple[bytes, ...]:
    """Of a body as it was sent and without its codings: crawlers differ in what they call the payload."""
    found = []
    for each in bodies:
        digest = _digest(record, "warc-payload-digest")
        if digest:
            digest.update(each)
            found.append(digest.digest())
    return tuple(found)


def agrees(record: Record, digest: bytes) -> bool:
    """Whether a record states the digest of its block, and it is this one: then it is whole, whatever stands behind it."""
    return _stated(record, "warc-block-digest") is not None and _written(
        record, "warc-block-digest", (digest,)
    )


def check(record: Record, header: str, digests: tuple[bytes, ...]) -> None:
    """Raises BundleError where a record states another digest than any of these."""
    if _stated(record, header) is not None and not _written(record, header, digests):
        of = "bytes" if header == "warc-block-digest" else "body"
        raise DamagedError(f"the digest that it states is not that of its {of}", AGAIN)


def _written(record: Record, header: str, digests: tuple[bytes, ...]) -> bool:
    """Whether a record's digest is one of these, in either of the two ways in which crawlers write digits."""
    stated = _stated(record, header)
    written = {
        form
        for digest in digests
        for form in (digest.hex(), base64.b32encode(digest).decode().rstrip("=").lower())
    }
    return stated is not None and stated[1].rstrip("=").lower() in written
