"""Compressed streams, decompressed a bounded piece at a time.

The formats are gzip, bzip2, xz and zstd, and those that servers send as `Content-Encoding`.
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

# Two optional libraries: a format that needs a missing one raises an error that names it.
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
"""Bytes of memory that xz may use; its largest preset takes 65 MiB."""
_WINDOW_BITS = 27
"""Largest window of zstd, as a power of two; `zstd --long` writes no larger one by default."""

MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)
"""First bytes of compressed streams, and their formats."""
_GZIP_RECORD = b"\x1f\x8b\x08"
"""First bytes of a gzip stream, as each record of a compressed WARC has them."""


class _Decoder(Protocol):
    """A decompressor with the interface of the standard library's."""

    @property
    def eof(self) -> bool:
        """Whether the compressed stream has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether the decoder needs more input."""

    @property
    def unused_data(self) -> bytes:
        """The bytes behind the end of the compressed stream."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Decompress data, and what is left of earlier data, to at most `max_length` bytes."""


class _ZlibDecoder:
    """zlib with the interface of the other libraries."""

    def __init__(self, bits: int) -> None:
        self._decoder, self._left = zlib.decompressobj(bits), b""
        self.eof, self.needs_input, self.unused_data = False, True, b""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        decompressed = self._decoder.decompress(self._left + data, max_length)
        self._left = self._decoder.unconsumed_tail
        self.eof, self.unused_data = self._decoder.eof, self._decoder.unused_data
        # If the output is full, more of it may follow without another byte of input.
        self.needs_input = not self._left and len(decompressed) < max_length
        return decompressed


class _DeflateDecoder:
    """`Content-Encoding: deflate`, with the zlib frame that RFC 9110 asks for or without it."""

    def __init__(self) -> None:
        self._decoder = _ZlibDecoder(zlib.MAX_WBITS)
        self._begun = False
        self.eof, self.needs_input, self.unused_data = False, True, b""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        try:
            decompressed = self._decoder.decompress(data, max_length)
        except zlib.error:
            if self._begun:
                raise
            self._decoder = _ZlibDecoder(-zlib.MAX_WBITS)
            decompressed = self._decoder.decompress(data, max_length)
        self._begun = self._begun or bool(data)
        self.eof, self.needs_input, self.unused_data = (
            self._decoder.eof,
            self._decoder.needs_input,
            self._decoder.unused_data,
        )
        return decompressed


class _BrotliDecoder:
    """Brotli with the interface of the other libraries."""

    def __init__(self, library: Any) -> None:
        self._decoder = library.Decompressor()
        self.eof, self.needs_input, self.unused_data = False, True, b""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        decompressed: bytes = self._decoder.process(data, output_buffer_limit=max_length)
        self.eof = self._decoder.is_finished()
        self.needs_input = self._decoder.can_accept_more_data()
        return decompressed


FAULTS: tuple[type[Exception], ...] = (
    *(zlib.error, OSError, EOFError, lzma.LZMAError, ValueError),
    *((zstd.ZstdError,) if zstd else ()),
    *((brotli.error,) if brotli else ()),
)
"""What the libraries raise at bytes that they cannot decompress."""


def _zstd_decoder() -> _Decoder:
    decoder: _Decoder = zstd.ZstdDecompressor(
        options={zstd.DecompressionParameter.window_log_max: _WINDOW_BITS}
    )
    return decoder


_DECODERS: dict[str, Callable[[], _Decoder]] = {
    "gzip": lambda: _ZlibDecoder(zlib.MAX_WBITS | 16),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_WINDOW),
    "deflate": _DeflateDecoder,
    **({"zstd": _zstd_decoder} if zstd else {}),
    # The output of Brotli before its version 1.2 cannot be bounded.
    **(
        {"br": lambda: _BrotliDecoder(brotli)}
        if hasattr(getattr(brotli, "Decompressor", None), "can_accept_more_data")
        else {}
    ),
}
_INSTALL = {"zstd": "backports.zstd", "br": "brotli"}
"""The packages that some formats need."""


def compression_format(head: bytes) -> str | None:
    """The compression format of a stream, by its first bytes."""
    return next((name for magic, name in MAGIC if head.startswith(magic)), None)


class DecompressedStream:
    """A decompressed stream; several compressed streams one behind the other are one."""

    def __init__(self, source: Stream, name: str, budget: Budget, *, counted: bool = True) -> None:
        """Open a compressed stream of the format `name`.

        `counted` says whether its bytes count towards the limits of the bundle. Raises BundleError
        where the library for the format is missing.
        """
        if name not in _DECODERS:
            install = (
                f"Install {_INSTALL[name]} beside this program, or unpack it"
                if name in _INSTALL
                else "Unpack it"
            )
            raise BundleError(f"it is packed as {name}, which cannot be unpacked here", install)
        self._source, self._name, self._budget, self._counted = source, name, budget, counted
        self._new_decoder = _DECODERS[name]
        self._decoder = self._new_decoder()
        self._ahead = b""
        """Bytes that were read behind the end of a compressed stream."""
        self._fresh = True
        """Whether the decoder had no input yet."""
        self._bytes_in = self._bytes_out = 0
        """Sizes of the present one of several compressed streams."""
        self._last_input, self._last_is_first = b"", True
        """The last input of the decoder, and whether a compressed stream begins with it."""

    def read(self, count: int, /) -> bytes:
        """Read at most `count` of the following bytes; none at the end."""
        while count > 0:  # the libraries take 0 as "no limit"
            try:
                # In small steps, since the good bytes before damage are lost with their step.
                part = self._step(min(count, HEAD))
            except FAULTS as error:
                raise DamagedError(
                    f"its {self._name} stream is damaged ({error})", "Fetch the file again"
                ) from error
            if part is None:
                return b""
            if part:
                self._count(len(part))
                return part
        return b""

    def _step(self, count: int) -> bytes | None:
        """The next bytes, which may be none for this time; None at the end."""
        if self._decoder.eof and not self._next_stream():
            return None
        data = b""
        if self._decoder.needs_input:
            data, self._ahead = self._ahead or self._fetch(), b""
            if not data:
                return self._rest(count)
        if data:
            self._last_input, self._last_is_first = data, self._fresh
            self._fresh = False
        return self._decoder.decompress(data, count)

    def _next_stream(self) -> bool:
        """Go on to the compressed stream behind one that has ended; False if there is none."""
        self._begin(self._decoder.unused_data)
        # xz and gzip may be padded with NULs; anything else is the next stream.
        while not self._ahead.strip(b"\0"):
            self._ahead = self._fetch()
            if not self._ahead:
                return False
        self._ahead = self._ahead.lstrip(b"\0")
        return True

    def _rest(self, count: int) -> bytes | None:
        """The bytes that some decoders still hold when their input has ended; None for none."""
        if self._fresh:
            return None
        part = self._decoder.decompress(b"", count)
        if part or self._decoder.eof:
            return part
        raise DamagedError(f"its {self._name} stream breaks off", "Fetch the file again")

    def _begin(self, ahead: bytes) -> None:
        """Begin the next compressed stream, of which `ahead` was read already."""
        self._decoder, self._ahead, self._fresh = self._new_decoder(), ahead, True
        self._bytes_in, self._bytes_out = len(ahead), 0

    def _fetch(self) -> bytes:
        data = self._source.read(CHUNK)
        self._bytes_in += len(data)
        return data

    def _count(self, count: int) -> None:
        self._bytes_out += count
        if self._counted:
            self._budget.count_bytes(count)
        self._budget.check_ratio(self._bytes_in, self._bytes_out)

    def resume(self) -> bool:
        """Go on behind damage at the next gzip stream; returns False if there is none."""
        rest, start = self._last_input, 1 if self._last_is_first else 0
        self._begin(b"")
        while (place := rest.find(_GZIP_RECORD, start)) < 0:
            part = self._fetch()
            if not part:
                return False
            rest, start = rest[-len(_GZIP_RECORD) + 1 :] + part, 0
        self._begin(rest[place:])
        return True
