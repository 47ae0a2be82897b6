"""Tar archives, read in one pass: headers are parsed here, each member is a bounded stream.

The standard library's own walk reads the extension of a header into memory, whatever its size.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from functools import partial

from generator.containers.budget import Budget
from generator.containers.events import ContainerEntry
from generator.containers.streams import CHUNK, DamagedError, Stream, read_exactly, skip_bytes
from generator.errors import BundleError
from generator.limits import MIB, size_words

BLOCK = 512
_LARGEST_EXTENSION = MIB
"""Bytes of a header's extension; a long path takes some hundred."""
_AGAIN = "Fetch or pack the archive again"
_PAX_RECORD = re.compile(rb"(\d{1,20}) ([^=]+)=")
_GLOBAL = b"global "
"""Stands before the keys of an extension that holds for all following members."""
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
    """Check whether a file begins with a tar header whose checksum is right."""
    if len(head) < BLOCK or not any(head[:BLOCK]):
        return False
    try:
        info = tarfile.TarInfo.frombuf(head[:BLOCK], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return info.size >= 0


class _TarMember:
    """The bytes of a member."""

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
            raise DamagedError(
                f"the archive breaks off {size_words(self.left)} before its end", _AGAIN
            )
        return part


def list_tar(stream: Stream, budget: Budget) -> Iterator[ContainerEntry]:
    """List the members of an archive; each must be read before the next one is asked for.

    Raises DamagedError where a header is damaged, since nothing behind it can be found.
    """
    extension: dict[bytes, bytes] = {}
    while (info := _read_tar_header(stream)) is not None:
        if info.type in _EXTENSIONS:
            _extend(extension, info, stream)
            continue
        name, length = _extended_name(info, extension), _extended_length(info, extension)
        is_empty = info.isdir() or info.type in (*_LINKS, *_DEVICES)
        member = _TarMember(stream, 0 if is_empty else length)
        padding = -member.left % BLOCK
        fault = _tar_fault(info, extension)
        yield ContainerEntry(
            name, partial(_same_stream, member), info.isdir(), fault, reopenable=False
        )
        if member.failed:  # the member's own fault says so
            return
        left = member.left
        if skip_bytes(stream, left + padding) < left:
            raise DamagedError("the archive breaks off", _AGAIN)
        extension = {key: value for key, value in extension.items() if key.startswith(_GLOBAL)}
    while stream.read(CHUNK):  # damage of a compressed stream may show only at its end
        pass


def _same_stream(member: _TarMember) -> _TarMember:
    return member


def _read_tar_header(stream: Stream) -> tarfile.TarInfo | None:
    """Read the next header; None at the end of the archive."""
    block = read_exactly(stream, BLOCK)
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


def _extend(extension: dict[bytes, bytes], info: tarfile.TarInfo, stream: Stream) -> None:
    """Read a header that extends the following one, or all following ones."""
    if not 0 <= info.size <= _LARGEST_EXTENSION:
        raise DamagedError(
            f"a header of the archive is {info.size:,} bytes long; "
            "what stands behind it is not read",
            _AGAIN,
        )
    data = read_exactly(stream, info.size)
    skip_bytes(stream, -info.size % BLOCK)
    if info.type == tarfile.GNUTYPE_LONGNAME:
        extension[b"path"] = data.rstrip(b"\0")
    elif info.type != tarfile.GNUTYPE_LONGLINK:
        prefix = _GLOBAL if info.type == tarfile.XGLTYPE else b""
        extension.update({prefix + key: value for key, value in _parse_pax(data)})


def _parse_pax(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Parse the records of a pax header, each a length, a key and a value."""
    place = 0
    while (match := _PAX_RECORD.match(data, place)) is not None:
        end = place + int(match[1])
        if end <= match.end() or end > len(data):
            break
        yield match[2], data[match.end() : end - 1]
        place = end
    if data[place:].strip(b"\0"):
        raise DamagedError(
            "a header of the archive is damaged; what stands behind it is not read", _AGAIN
        )


def _extended_name(info: tarfile.TarInfo, extension: dict[bytes, bytes]) -> str:
    name = extension.get(b"path")
    return info.name if name is None else name.decode("utf-8", "surrogateescape")


def _extended_length(info: tarfile.TarInfo, extension: dict[bytes, bytes]) -> int:
    stated = extension.get(b"size", extension.get(_GLOBAL + b"size"))
    length = info.size
    if stated is not None:
        length = int(stated) if stated.isdigit() and len(stated) <= 20 else -1
    if length < 0:
        raise DamagedError(
            "a header of the archive states no length; what stands behind it is not read", _AGAIN
        )
    return length


def _tar_fault(info: tarfile.TarInfo, extension: dict[bytes, bytes]) -> BundleError | None:
    """Why a member must not be read, as its header shows."""
    if info.type in _LINKS or info.type in _DEVICES:
        kind = "a link" if info.type in _LINKS else "a device or a pipe"
        return BundleError(f"it is {kind}, no file", "Pack the file itself")
    if info.type == tarfile.GNUTYPE_SPARSE or any(
        key.startswith(b"GNU.sparse") for key in extension
    ):
        return BundleError(
            "it is stored with holes, which is not read", "Pack the archive again without --sparse"
        )
    if not info.isdir() and info.type not in _FILES:
        return BundleError(
            f"it is of the kind {info.type!r}, which is no file", "Pack the file itself"
        )
    return None
