"""Zip archives, read where they stand."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from lzma import LZMAError

from generator.containers.base import KIB_A_NAME, Entry
from generator.containers.budget import Budget
from generator.containers.streams import CHUNK, DamagedError, Seekable, Stream
from generator.errors import BundleError
from generator.limits import MIB, raised

_ENCRYPTED, _PATCHED, _STRONG = 0x1, 0x20, 0x40
_BROKEN = "Fetch or pack the archive again"
_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, OverflowError),
    *(NotImplementedError, RuntimeError, IndexError, KeyError),
)
"""What the standard library raises at an archive that is broken in one way or another."""
_SMALL = 2**12
"""Bytes of bzip2 or LZMA that are unpacked at a time, since a piece of theirs is unpacked as a
whole."""
_OFFICE = {
    "[Content_Types].xml": "an office document",
    "mimetype": "an office document or an e-book",
}


class _Guarded:
    """A file whose parts are read in bounded pieces: the directory at its end states its own size, which may be a lie."""

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
                raised("members"),
            )
        return data


class _Unzipped:
    """A member's bytes, held against the limits."""

    def __init__(self, stream: Stream, info: zipfile.ZipInfo, budget: Budget) -> None:
        self._stream, self._info, self._budget = stream, info, budget
        self._became = 0
        self._most = (
            CHUNK if info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) else _SMALL
        )

    def read(self, count: int, /) -> bytes:
        try:
            part = self._stream.read(min(count, self._most))
        except _FAULTS as error:
            raise DamagedError(f"it is damaged ({_said(error)})", _BROKEN) from error
        self._became += len(part)
        self._budget.take(len(part))
        self._budget.weigh(self._info.compress_size, self._became)
        return part


def _said(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__


def _opened(file: Seekable, budget: Budget) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(_Guarded(file, max(budget.limits.members * KIB_A_NAME, MIB)))
    except _FAULTS as error:
        raise DamagedError(f"its directory cannot be read ({_said(error)})", _BROKEN) from error


def entries(file: Seekable, budget: Budget) -> Iterator[Entry]:
    """The members of an archive, in the order of its directory; raises BundleError where it cannot be read at all."""
    archive = _opened(file, budget)
    infos = archive.infolist()
    office = next(
        (
            kind
            for name, kind in _OFFICE.items()
            if any(info.orig_filename == name for info in infos[:5])
        ),
        None,
    )
    if office:
        raise BundleError(
            f"it is {office}, no archive of pages", "Save the page's text as UTF-8 and convert that"
        )
    covered = _overlapping(infos)
    for number, info in enumerate(infos):
        fault = (
            BundleError("its bytes are those of another member as well", _BROKEN)
            if number in covered
            else _fault(info)
        )
        yield Entry(
            info.orig_filename,
            partial(_member, archive, info, budget),
            info.orig_filename.endswith("/"),
            fault,
        )


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Stream:
    try:
        return _Unzipped(archive.open(info), info, budget)
    except _FAULTS as error:
        raise DamagedError(f"it is damaged ({_said(error)})", _BROKEN) from error


def _fault(info: zipfile.ZipInfo) -> BundleError | None:
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


def _overlapping(infos: list[zipfile.ZipInfo]) -> set[int]:
    """The members that begin before the one before them in the file can have ended."""
    ordered = sorted(range(len(infos)), key=lambda number: infos[number].header_offset)
    found, end = set(), -1
    for number in ordered:
        info = infos[number]
        if info.header_offset < end:
            found.add(number)
        # At least the fixed part of its header, its name, and what it is packed as.
        header = zipfile.sizeFileHeader + len(info.orig_filename)  # type: ignore[attr-defined]
        end = max(end, info.header_offset + header + info.compress_size)
    return found
