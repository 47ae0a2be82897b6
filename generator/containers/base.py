"""What containers give: members, each with its name and bytes, and beside them what is wrong with the others."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from generator.errors import BundleError
from generator.limits import DEFAULT, RATIO_FROM, Limits, raised, size

CHUNK = 2**16
"""Bytes that are read at a time."""
HEAD = 2**12
"""Bytes by which a member is told for what it is."""
KIB_A_NAME = 2**10
"""Bytes that a zip's directory may have for each member within the limit."""


class Stream(Protocol):
    """Bytes in their order."""

    def read(self, count: int, /) -> bytes:
        """At most so many of the bytes that follow; none at the end."""


class Seekable(Stream, Protocol):
    """Bytes in any order."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""

    def tell(self) -> int:
        """The place."""


Source = Callable[[], Stream]
"""Gives a stream from its first byte on, as often as it is asked."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member that may be a bundle, whole."""

    name: str
    """In its container, behind those of the containers in between; of a WARC, the record's id."""
    data: bytes = field(repr=False)
    address: str | None = None
    """Where a crawler or a browser had it from; so are the time and the character set."""
    captured: str | None = None
    charset: str | None = None
    crawled: bool = False
    """Whether it was met on the way, and not chosen by a person: then it need not be a story."""
    beside: tuple[str, bytes] | None = None
    """The name and the bytes of its sidecar."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A member that is not read, or the container itself where it has no name."""

    name: str
    error: BundleError


@dataclass(frozen=True, slots=True)
class Passed:
    """A member that is known and needed by nobody, by what it is: `picture`, `request record`."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Note:
    """What had to be guessed or set aside, as a sentence."""

    said: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A member as its container lists it, not read yet."""

    name: str
    opened: Source
    folder: bool = False
    fault: BundleError | None = None
    """Why it is not to be read, as its entry shows."""
    again: bool = True
    """Whether it can be opened more than once."""


Event = Member | Fault | Passed | Note


class ExhaustedError(BundleError):
    """A container goes beyond what is read of it altogether: nothing more of it is read."""


class DamagedError(BundleError):
    """A stream breaks off, or is not what it says."""


@dataclass(slots=True)
class Budget:
    """What is left of a bundle's limits, for all levels of nesting together."""

    limits: Limits = DEFAULT
    expanded: int = 0
    members: int = 0

    def take(self, count: int) -> None:
        """Count bytes that a member became."""
        self.expanded += count
        if self.expanded > self.limits.expanded:
            seen = f"its members are larger than {size(self.limits.expanded)} altogether; those behind this one are not read"
            raise ExhaustedError(seen, raised("expanded"))

    def count(self) -> None:
        """Count a member."""
        self.members += 1
        if self.members > self.limits.members:
            raise ExhaustedError(
                f"it has more than {self.limits.members:,} members; the others are not read", raised("members")
            )

    def weigh(self, packed: int, became: int) -> None:
        """Hold what a packed stream became so far against what it was made of."""
        if became > RATIO_FROM and became > self.limits.ratio * max(packed, 1):
            seen = f"it unpacks to more than {self.limits.ratio:,} times its size, as no page does"
            raise BundleError(seen, raised("ratio"))


def whole(stream: Stream, budget: Budget, head: bytes = b"") -> bytes:
    """What is left of a member, behind the bytes that were read of it; raises BundleError where it is too large."""
    parts, count = [head], len(head)
    while part := stream.read(CHUNK):
        parts.append(part)
        count += len(part)
        if count > budget.limits.bundle:
            raise BundleError(f"it is larger than {size(budget.limits.bundle)}", raised("bundle"))
    return b"".join(parts)


def exactly(stream: Stream, count: int) -> bytes:
    """So many bytes, or fewer where the stream ends before."""
    parts: list[bytes] = []
    while count and (part := stream.read(min(count, CHUNK))):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def beginning(stream: Stream) -> bytes:
    """The bytes by which a stream is told for what it is, also of one that breaks off within them."""
    parts: list[bytes] = []
    left = HEAD
    with contextlib.suppress(BundleError):
        while left and (part := stream.read(left)):
            parts.append(part)
            left -= len(part)
    return b"".join(parts)


def skipped(stream: Stream, count: int) -> int:
    """Pass over so many bytes; returns how many were there."""
    left = count
    while left and (part := stream.read(min(left, CHUNK))):
        left -= len(part)
    return count - left


class Lines:
    """A stream that gives lines, too."""

    def __init__(self, stream: Stream) -> None:
        self._stream, self._buffer, self._place = stream, b"", 0

    def read(self, count: int, /) -> bytes:
        """At most so many of the bytes that follow; none at the end."""
        if self._place == len(self._buffer):
            return self._stream.read(count)
        part = self._buffer[self._place : self._place + count]
        self._place += len(part)
        return part

    def readline(self, most: int, /) -> bytes:
        """A line with its end, or as many of its bytes."""
        parts: list[bytes] = []
        while most:
            if self._place == len(self._buffer):
                self._buffer, self._place = b"", 0
                self._buffer = self._stream.read(CHUNK)
                if not self._buffer:
                    break
            end = self._buffer.find(b"\n", self._place, self._place + most) + 1
            part = self._buffer[self._place : end or self._place + most]
            self._place += len(part)
            most -= len(part)
            parts.append(part)
            if end:
                break
        return b"".join(parts)

    def peek(self) -> bytes:
        """Some of the bytes that follow, which stay; none at the end."""
        if self._place == len(self._buffer):
            self._buffer, self._place = self._stream.read(CHUNK), 0
        return self._buffer[self._place : self._place + HEAD]

    def back(self, data: bytes) -> None:
        """Put bytes back, that are to be read again."""
        self._buffer, self._place = data + self._buffer[self._place :], 0


class Held:
    """Bytes as a stream in any order."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def read(self, count: int = -1, /) -> bytes:
        """At most so many of the bytes that follow, or all of them."""
        part = self._data[self._place :] if count < 0 else self._data[self._place : self._place + count]
        self._place += len(part)
        return part

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""
        start = (0, self._place, len(self._data))[whence]
        self._place = max(0, min(start + offset, len(self._data)))
        return self._place

    def tell(self) -> int:
        """The place."""
        return self._place
