"""Tar archives, read in one go from their first byte to their last: headers are parsed here, a member is a bounded stream.

The standard library's own walk reads a header's extension into memory whatever its size.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from functools import partial

from generator.containers.base import Entry
from generator.containers.budget import Budget
from generator.containers.streams import CHUNK, DamagedError, Stream, exactly, skipped
from generator.errors import BundleError
from generator.limits import MIB, size

BLOCK = 512
_LARGEST_EXTENSION = MIB
"""Bytes of a header's extension; a path has some hundred."""
_AGAIN = "Fetch or pack the archive again"
_RECORD = re.compile(rb"(\d{1,20}) ([^=]+)=")
_LINKS = (tarfile.LNKTYPE, tarfile.SYMTYPE)
_DEVICES = (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_EXTENSIONS = (
    tarfile.XHDTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)


def is_tar(head: bytes) -> bool:
    """Whether these bytes begin with a tar header: its checksum tells."""
    if len(head) < BLOCK or not any(head[:BLOCK]):
        return False
    try:
        info = tarfile.TarInfo.frombuf(head[:BLOCK], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return info.size >= 0


class _Part:
    """A member's bytes."""

    def __init__(self, stream: Stream, length: int) -> None:
        self._stream, self.left, self.failed = stream, length, False

    def read(self, count: int, /) -> bytes:
        try:
            part = self._stream.read(min(count, self.left))
        except BundleError:
            self.failed = True
            raise
        self.left -= len(part)
        if not part and self.left and count:
            self.failed = True
            raise DamagedError(f"the archive breaks off {size(self.left)} before its end", _AGAIN)
        return part


def entries(stream: Stream, budget: Budget) -> Iterator[Entry]:
    """The members of an archive; each is to be read before the next one is asked for."""
    stated: dict[bytes, bytes] = {}
    while (info := _header(stream)) is not None:
        if info.type in _EXTENSIONS:
            _extend(stated, info, stream)
            continue
        name, length = _name(info, stated), _length(info, stated)
        part = _Part(stream, 0 if info.isdir() or info.type in (*_LINKS, *_DEVICES) else length)
        padding = -part.left % BLOCK
        yield Entry(name, partial(_itself, part), info.isdir(), _fault(info, stated), again=False)
        if part.failed:  # which is said of the member
            return
        left = part.left
        if skipped(stream, left + padding) < left:
            raise DamagedError("the archive breaks off", _AGAIN)
        stated = {key: value for key, value in stated.items() if key.startswith(b"global ")}
    while stream.read(CHUNK):  # only at the end of a packed stream it shows whether it is whole
        pass


def _itself(part: _Part) -> _Part:
    return part


def _header(stream: Stream) -> tarfile.TarInfo | None:
    block = exactly(stream, BLOCK)
    if not block.strip(b"\0"):
        return None
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError) as error:
        cause = (
            "the archive breaks off"
            if len(block) < BLOCK
            else f"a header of the archive is damaged ({error})"
        )
        raise DamagedError(f"{cause}; what stands behind it is not read", _AGAIN) from error


def _extend(stated: dict[bytes, bytes], info: tarfile.TarInfo, stream: Stream) -> None:
    """Take in what an extension states of the member behind it, or of all members."""
    if not 0 <= info.size <= _LARGEST_EXTENSION:
        raise DamagedError(
            f"a header of the archive is {info.size:,} bytes long; what stands behind it is not read",
            _AGAIN,
        )
    data = exactly(stream, info.size)
    skipped(stream, -info.size % BLOCK)
    if info.type == tarfile.GNUTYPE_LONGNAME:
        stated[b"path"] = data.rstrip(b"\0")
    elif info.type != tarfile.GNUTYPE_LONGLINK:
        before = b"global " if info.type == tarfile.XGLTYPE else b""
        stated.update({before + key: value for key, value in _records(data)})


def _records(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The records of a pax header: a length, a key and a value each."""
    place = 0
    while (match := _RECORD.match(data, place)) is not None:
        end = place + int(match[1])
        if end <= match.end() or end > len(data):
            break
        yield match[2], data[match.end() : end - 1]
        place = end
    if data[place:].strip(b"\0"):
        raise DamagedError(
            "a header of the archive is damaged; what stands behind it is not read", _AGAIN
        )


def _name(info: tarfile.TarInfo, stated: dict[bytes, bytes]) -> str:
    name = stated.get(b"path")
    return info.name if name is None else name.decode("utf-8", "surrogateescape")


def _length(info: tarfile.TarInfo, stated: dict[bytes, bytes]) -> int:
    written = stated.get(b"size", stated.get(b"global size"))
    length = (
        info.size
        if written is None
        else int(written)
        if written.isdigit() and len(written) <= 20
        else -1
    )
    if length < 0:
        raise DamagedError(
            "a header of the archive states no length; what stands behind it is not read", _AGAIN
        )
    return length


def _fault(info: tarfile.TarInfo, stated: dict[bytes, bytes]) -> BundleError | None:
    if info.type in _LINKS or info.type in _DEVICES:
        kind = "a link" if info.type in _LINKS else "a device or a pipe"
        return BundleError(f"it is {kind}, no file", "Pack the file itself")
    if info.type == tarfile.GNUTYPE_SPARSE or any(key.startswith(b"GNU.sparse") for key in stated):
        return BundleError(
            "it is stored with holes, which is not read", "Pack the archive again without --sparse"
        )
    if not info.isdir() and info.type not in _FILES:
        return BundleError(
            f"it is of the kind {info.type!r}, which is no file", "Pack the file itself"
        )
    return None
