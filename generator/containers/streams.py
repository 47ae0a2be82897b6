"""Bounded streams of bytes, and the ways in which they are read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Protocol

from generator.containers.budget import Budget
from generator.errors import BundleError
from generator.limits import raise_limit_hint, size_words

CHUNK = 2**16
"""Bytes that are read at a time."""
HEAD = 2**12
"""Bytes from the beginning of a file that are enough to tell its format."""


class Stream(Protocol):
    """Bytes that are read in order."""

    def read(self, count: int, /) -> bytes:
        """Read at most `count` of the following bytes; none at the end."""


class Seekable(Stream, Protocol):
    """Bytes that are read in any order."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to a position, and return it."""

    def tell(self) -> int:
        """The current position."""


Source = Callable[[], Stream]
"""Opens a stream at its first byte, as often as it is called."""


class DamagedError(BundleError):
    """A stream ends too early, or is not what it states."""


def read_whole(stream: Stream, budget: Budget, head: bytes = b"") -> bytes:
    """Read a member to its end and return it behind `head`, the bytes that were read before.

    Raises BundleError if it is larger than the limit `bundle`.
    """
    parts, count = [head], len(head)
    while part := stream.read(CHUNK):
        parts.append(part)
        count += len(part)
        if count > budget.limits.bundle:
            raise BundleError(
                f"it is larger than {size_words(budget.limits.bundle)}", raise_limit_hint("bundle")
            )
    return b"".join(parts)


def read_exactly(stream: Stream, count: int) -> bytes:
    """Read `count` bytes, or fewer if the stream ends before."""
    parts: list[bytes] = []
    while count and (part := stream.read(min(count, CHUNK))):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def read_head(stream: Stream) -> bytes:
    """Read the first bytes of a stream, as far as they are not damaged."""
    parts: list[bytes] = []
    left = HEAD
    with contextlib.suppress(BundleError):
        while left and (part := stream.read(left)):
            parts.append(part)
            left -= len(part)
    return b"".join(parts)


def skip_bytes(stream: Stream, count: int) -> int:
    """Read past `count` bytes, and return how many there were."""
    left = count
    while left and (part := stream.read(min(left, CHUNK))):
        left -= len(part)
    return count - left


class LineStream:
    """A stream that can also be read by lines."""

    def __init__(self, stream: Stream) -> None:
        self._stream, self._buffer, self._place = stream, b"", 0

    def read(self, count: int, /) -> bytes:
        """Read at most `count` of the following bytes; none at the end."""
        if self._place == len(self._buffer):
            return self._stream.read(count)
        part = self._buffer[self._place : self._place + count]
        self._place += len(part)
        return part

    def readline(self, most: int, /) -> bytes:
        """Read a line with its line end, or its first `most` bytes."""
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
        """Some of the following bytes, without reading past them; none at the end."""
        if self._place == len(self._buffer):
            self._buffer, self._place = self._stream.read(CHUNK), 0
        return self._buffer[self._place : self._place + HEAD]

    def unread(self, data: bytes) -> None:
        """Put bytes back, to be read again."""
        self._buffer, self._place = data + self._buffer[self._place :], 0


class BytesStream:
    """Bytes in memory as a seekable stream."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def read(self, count: int = -1, /) -> bytes:
        """Read at most `count` of the following bytes, or all of them."""
        end = len(self._data) if count < 0 else self._place + count
        part = self._data[self._place : end]
        self._place += len(part)
        return part

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to a position, and return it."""
        start = (0, self._place, len(self._data))[whence]
        self._place = max(0, min(start + offset, len(self._data)))
        return self._place

    def tell(self) -> int:
        """The current position."""
        return self._place
