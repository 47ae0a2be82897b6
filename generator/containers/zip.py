"""Zip archives, read in place without unpacking."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from lzma import LZMAError

from generator.containers.budget import Budget
from generator.containers.events import ContainerEntry
from generator.containers.streams import CHUNK, DamagedError, Seekable, Stream
from generator.errors import BundleError
from generator.limits import MIB, raise_limit_hint

BYTES_A_NAME = 2**10
"""Bytes that the directory may have for each member within the limit."""
_ENCRYPTED, _PATCHED, _STRONG = 0x1, 0x20, 0x40
"""Bits of a member's flags; the last one is for strong encryption."""
_BROKEN = "Fetch or pack the archive again"
_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, OverflowError),
    *(NotImplementedError, RuntimeError, IndexError, KeyError),
)
"""What the standard library raises at archives that are broken in one way or another."""
_SMALL = 2**12
"""Bytes read at a time from bzip2 or LZMA, which decompress each of their pieces as a whole."""
_OFFICE = {
    "[Content_Types].xml": "an office document",
    "mimetype": "an office document or an e-book",
}
"""Members by which office documents are known; they stand among the first."""


class _BoundedFile:
    """A file that refuses large reads: the directory states its own size, which may be a lie."""

    def __init__(self, file: Seekable, most: int) -> None:
        self._file, self._most = file, most
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        return True

    def read(self, count: int = -1, /) -> bytes:
        data = self._file.read(min(count, self._most + 1) if count >= 0 else self._most + 1)
        if len(data) > self._most:
            raise BundleError(
                "its directory is larger than that of an archive within the limits",
                raise_limit_hint("members"),
            )
        return data


class _ZipMember:
    """The bytes of a member, counted towards the limits."""

    def __init__(self, stream: Stream, info: zipfile.ZipInfo, budget: Budget) -> None:
        self._stream, self._info, self._budget = stream, info, budget
        self._count = 0
        streams_well = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        self._most = CHUNK if streams_well else _SMALL

    def read(self, count: int, /) -> bytes:
        try:
            part = self._stream.read(min(count, self._most))
        except _FAULTS as error:
            raise DamagedError(f"it is damaged ({_error_text(error)})", _BROKEN) from error
        self._count += len(part)
        self._budget.count_bytes(len(part))
        self._budget.check_ratio(self._info.compress_size, self._count)
        return part


def list_zip(file: Seekable, budget: Budget) -> Iterator[ContainerEntry]:
    """List the members of an archive in the order of its directory.

    Raises BundleError if the directory cannot be read, or belongs to an office document.
    """
    archive = _open_archive(file, budget)
    infos = archive.infolist()
    first_names = {info.orig_filename for info in infos[:5]}
    office = next((kind for name, kind in _OFFICE.items() if name in first_names), None)
    if office:
        raise BundleError(
            f"it is {office}, no archive of pages", "Save the page's text as UTF-8 and convert that"
        )
    overlapping = _overlapping_members(infos)
    for number, info in enumerate(infos):
        fault = (
            BundleError("its bytes are those of another member as well", _BROKEN)
            if number in overlapping
            else _zip_fault(info)
        )
        name = info.orig_filename
        source = partial(_open_member, archive, info, budget)
        yield ContainerEntry(name, source, name.endswith("/"), fault)


def _open_archive(file: Seekable, budget: Budget) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(_BoundedFile(file, max(budget.limits.members * BYTES_A_NAME, MIB)))
    except _FAULTS as error:
        raise DamagedError(
            f"its directory cannot be read ({_error_text(error)})", _BROKEN
        ) from error


def _open_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Stream:
    try:
        return _ZipMember(archive.open(info), info, budget)
    except _FAULTS as error:
        raise DamagedError(f"it is damaged ({_error_text(error)})", _BROKEN) from error


def _error_text(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__


def _zip_fault(info: zipfile.ZipInfo) -> BundleError | None:
    """Why a member must not be read, as its entry in the directory shows."""
    mode = info.external_attr >> 16
    if info.flag_bits & (_ENCRYPTED | _STRONG):
        return BundleError(
            "it is encrypted", "Unpack it with its password, and convert what was in it"
        )
    if info.flag_bits & _PATCHED:
        return BundleError("it is a patch of another file", "Convert the file itself")
    if info.create_system == 3 and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        kind = "a link" if stat.S_ISLNK(mode) else "a device or a pipe"
        return BundleError(f"it is {kind}, no file", "Pack the file itself")
    return None


def _overlapping_members(infos: list[zipfile.ZipInfo]) -> set[int]:
    """The numbers of the members that begin before the one before them in the file can end."""
    ordered = sorted(range(len(infos)), key=lambda number: infos[number].header_offset)
    overlapping, end = set(), -1
    for number in ordered:
        info = infos[number]
        if info.header_offset < end:
            overlapping.add(number)
        # A member takes at least the fixed part of its header, its name and its compressed bytes.
        header = zipfile.sizeFileHeader + len(info.orig_filename)  # type: ignore[attr-defined]
        end = max(end, info.header_offset + header + info.compress_size)
    return overlapping
