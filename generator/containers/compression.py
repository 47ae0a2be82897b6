"""Packed streams: gzip, bzip2, xz, zstd, and what servers send as `Content-Encoding`, unpacked a
bounded piece at a time.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Any, Protocol

from generator.containers.budget import Budget
from generator.containers.streams import CHUNK, HEAD, DamagedError, Stream
from generator.errors import BundleError
from generator.limits import MIB

# Two libraries that are used where they are there, and asked for where they are needed.
try:
    from compression import zstd  # from Python 3.14 on
except ImportError:
    try:
        from backports import zstd
    except ImportError:
        zstd = None
try:
    import brotli
except ImportError:
    brotli = None

_WINDOW = 256 * MIB
"""Bytes that xz may need for itself; its largest preset takes 65 MiB."""
_WINDOW_BITS = 27
"""Of zstd; `zstd --long` writes no more unless it is told to."""

MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)
"""How packed streams begin."""
_GZIP_RECORD = b"\x1f\x8b\x08"
"""How each record of a WARC that is packed as gzip begins."""


class _Coder(Protocol):
    """Of the standard library's kind."""

    @property
    def eof(self) -> bool:
        """Whether the packed stream has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether it becomes no more without further bytes."""

    @property
    def unused_data(self) -> bytes:
        """What stands behind its end."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most so many bytes of what the data become, and of what is left of earlier data."""


class _Zlib:
    """zlib as the other libraries are."""

    def __init__(self, bits: int) -> None:
        self._coder, self._left = zlib.decompressobj(bits), b""
        self.eof, self.needs_input, self.unused_data = False, True, b""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        became = self._coder.decompress(self._left + data, max_length)
        self._left = self._coder.unconsumed_tail
        self.eof, self.unused_data = self._coder.eof, self._coder.unused_data
        # What fills the room may not be all: there may be more without another byte of input.
        self.needs_input = not self._left and len(became) < max_length
        return became


class _Deflate:
    """`Content-Encoding: deflate`, which some servers send with zlib's frame, as they should, and some without."""

    def __init__(self) -> None:
        self._coder = _Zlib(zlib.MAX_WBITS)
        self._begun = False
        self.eof, self.needs_input, self.unused_data = False, True, b""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        try:
            became = self._coder.decompress(data, max_length)
        except zlib.error:
            if self._begun:
                raise
            self._coder = _Zlib(-zlib.MAX_WBITS)
            became = self._coder.decompress(data, max_length)
        self._begun = self._begun or bool(data)
        self.eof, self.needs_input, self.unused_data = (
            self._coder.eof,
            self._coder.needs_input,
            self._coder.unused_data,
        )
        return became


class _Brotli:
    """Brotli as the other libraries are."""

    def __init__(self, library: Any) -> None:
        self._coder = library.Decompressor()
        self.eof, self.needs_input, self.unused_data = False, True, b""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        became: bytes = self._coder.process(data, output_buffer_limit=max_length)
        self.eof = self._coder.is_finished()
        self.needs_input = self._coder.can_accept_more_data()
        return became


FAULTS: tuple[type[Exception], ...] = (
    *(zlib.error, OSError, EOFError, lzma.LZMAError, ValueError),
    *((zstd.ZstdError,) if zstd else ()),
    *((brotli.error,) if brotli else ()),
)
"""What the libraries raise at bytes that they cannot unpack."""


def _zstd() -> _Coder:
    coder: _Coder = zstd.ZstdDecompressor(
        options={zstd.DecompressionParameter.window_log_max: _WINDOW_BITS}
    )
    return coder


_CODERS: dict[str, Callable[[], _Coder]] = {
    "gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_WINDOW),
    "deflate": _Deflate,
    **({"zstd": _zstd} if zstd else {}),
    # Before its version 1.2 it cannot be bounded.
    **(
        {"br": lambda: _Brotli(brotli)}
        if hasattr(getattr(brotli, "Decompressor", None), "can_accept_more_data")
        else {}
    ),
}
_INSTALL = {"zstd": "backports.zstd", "br": "brotli"}
"""Packages that are needed for some."""


def packing(head: bytes) -> str | None:
    """How a stream is packed, by its first bytes."""
    return next((name for magic, name in MAGIC if head.startswith(magic)), None)


class Unpacked:
    """A stream, unpacked; several packed streams one behind the other are one."""

    def __init__(self, source: Stream, name: str, budget: Budget, *, counted: bool = True) -> None:
        """`counted` tells whether what it becomes counts towards the bundle's limit."""
        if name not in _CODERS:
            install = (
                f"Install {_INSTALL[name]} beside this program, or unpack it"
                if name in _INSTALL
                else "Unpack it"
            )
            raise BundleError(f"it is packed as {name}, which cannot be unpacked here", install)
        self._source, self._name, self._budget, self._counted = source, name, budget, counted
        self._new = _CODERS[name]
        self._coder = self._new()
        self._ahead = b""
        """What was read behind the end of a packed stream."""
        self._fresh = True
        """Whether the coder has had nothing yet."""
        self._packed = self._became = 0
        """Bytes in and out of the present one of several packed streams."""
        self._last, self._begins = b"", True
        """What the coder was given last, and whether a packed stream begins with it; for going on
        behind damage."""

    def read(self, count: int, /) -> bytes:
        """At most so many of the bytes that follow; none at the end."""
        while count > 0:  # to the libraries, no bytes at most are all of them
            try:
                # Piece by piece, since what stands before damage in a piece is lost with it.
                became = self._step(min(count, HEAD))
            except FAULTS as error:
                raise DamagedError(
                    f"its {self._name} stream is damaged ({error})", "Fetch the file again"
                ) from error
            if became is None:
                return b""
            if became:
                self._count(len(became))
                return became
        return b""

    def _step(self, count: int) -> bytes | None:
        """The next bytes, which may be none for this time; None at the end."""
        if self._coder.eof:
            self._begin(self._coder.unused_data)
            # xz and gzip may be padded; what follows else is the next stream.
            while not self._ahead.strip(b"\0"):
                self._ahead = self._fetched()
                if not self._ahead:
                    return None
            self._ahead = self._ahead.lstrip(b"\0")
        data = b""
        if self._coder.needs_input:
            data, self._ahead = self._ahead or self._fetched(), b""
            if not data:
                if self._fresh:
                    return None
                became = self._coder.decompress(b"", count)  # what is left in some of them
                if became or self._coder.eof:
                    return became
                raise DamagedError(f"its {self._name} stream breaks off", "Fetch the file again")
        if data:
            self._last, self._begins, self._fresh = data, self._fresh, False
        return self._coder.decompress(data, count)

    def _begin(self, ahead: bytes) -> None:
        """The next packed stream, of which these bytes are read already."""
        self._coder, self._ahead, self._fresh = self._new(), ahead, True
        self._packed, self._became = len(ahead), 0

    def _fetched(self) -> bytes:
        data = self._source.read(CHUNK)
        self._packed += len(data)
        return data

    def _count(self, count: int) -> None:
        self._became += count
        if self._counted:
            self._budget.take(count)
        self._budget.weigh(self._packed, self._became)

    def resume(self) -> bool:
        """Go on behind damage, at the next gzip stream that can be found; whether there is one."""
        rest, start = self._last, 1 if self._begins else 0
        self._begin(b"")
        while (place := rest.find(_GZIP_RECORD, start)) < 0:
            part = self._fetched()
            if not part:
                return False
            rest, start = rest[-len(_GZIP_RECORD) + 1 :] + part, 0
        self._begin(rest[place:])
        return True
