"""Streams of bytes from containers: bounded reads, and what is damaged."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Protocol

from generator.containers.budget import Budget
from generator.errors import BundleError
from generator.limits import raised, size

CHUNK = 2**16
"""Bytes that are read at a time."""


HEAD = 2**12
"""Bytes by which a member is told for what it is."""


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


class DamagedError(BundleError):
    """A stream breaks off, or is not what it says."""


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
        part = (
            self._data[self._place :]
            if count < 0
            else self._data[self._place : self._place + count]
        )
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
