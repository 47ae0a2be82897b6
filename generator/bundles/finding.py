"""Find bundles on the disk, each with its sidecar, and read their bytes."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from generator.bundles import reconciling, sidecars
from generator.bundles.bounds import reject_oversized
from generator.containers.companions import companion_kind, companion_kind_by_name
from generator.containers.streams import HEAD
from generator.errors import MAY_BE_READ, BundleError, reason, unreadable
from generator.limits import DEFAULT, Limits, raise_limit_words, size_words
from generator.readers.base import Bundle, Readings, reader_failure
from generator.story.assembly import STDIN
from generator.text.normal import normal_line, repair_text

_PIECE = 2**18
_SIDECAR = 2**20
"""Bytes of a folder's sidecar."""


@dataclass(frozen=True, slots=True)
class FoundBundle:
    """A bundle on the disk, or standard input, that is not read yet."""

    name: str
    """Relative to `content/bundles` where it stands there, else its file name, else `stdin`."""
    path: Path | None
    """None for standard input."""
    sidecar: Path | None = None
    """The file beside it that states what it does not say itself."""
    fault: BundleError | None = None
    """The reason why it is no bundle, as its folder shows."""
    data: bytes | None = field(default=None, repr=False)
    """The bytes of standard input, which only the process that was started has."""
    walked: str | None = None
    """Below the folder that was named, where that is not the inbox."""

    @property
    def shown_name(self) -> str:
        """Its name in messages: many files of one name may stand in a folder's folders."""
        return self.walked or self.name


def _absolute(path: Path) -> Path:
    # Path.resolve() would follow links, and a linked bundle keeps the name under which it stands in
    # the inbox.
    return Path(os.path.abspath(path))  # noqa: PTH100


def _name_below(absolute: Path, folder: Path | None) -> str:
    """Name a file by its path below a folder, or by its own name where it stands elsewhere."""
    name = (
        absolute.relative_to(folder).as_posix()
        if folder and absolute.is_relative_to(folder)
        else absolute.name
    )
    return printable_name(name)


def printable_name(name: str) -> str:
    """Mend a file's name, so that a row of a page can hold it."""
    # A file name need not be UTF-8, nor one line; a page's rows are both.
    return normal_line(repair_text(os.fsencode(name).decode("utf-8", "replace"))[0]) or "unnamed"


def _walk_folder(folder: Path) -> Iterator[Path]:
    """List the files below a folder in sorted order.

    Hidden ones are left out, and links to folders are not followed.
    """
    waiting = [(folder, True)]  # no recursion: folders can be nested deeper than calls
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield path
            continue
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name, reverse=True)
        except OSError:
            yield path  # reported when it is read
            continue
        shown = (entry for entry in entries if not entry.name.startswith("."))
        waiting += [(Path(entry.path), entry.is_dir(follow_symlinks=False)) for entry in shown]


class FolderSidecars:
    """The sidecars of folders, each folder listed once."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, tuple[str, ...]]] = {}
        self._parts: dict[str, dict[str, str]] = {}
        """Each file that belongs to a page, with that page, in folders that are one bundle."""

    def _owners(self, folder: str) -> dict[str, tuple[str, ...]]:
        """List the sidecars of a folder, each with the bundles that it may belong to."""
        if folder not in self._known:
            try:
                with os.scandir(folder) as entries:
                    names = {
                        entry.name for entry in entries if not entry.is_dir(follow_symlinks=False)
                    }
            except OSError:  # its bundles, if they can be read at all, are then read alone
                names = set()
            shown = {name for name in names if not name.startswith(".")}
            self._known[folder] = sidecars.sidecar_owners(shown)
            if sidecars.FOLDER in shown:
                self._note_whole_folder(folder, shown)
        return self._known[folder]

    def _note_whole_folder(self, folder: str, names: set[str]) -> None:
        """Note a folder that is one bundle: a page, its sidecar, and what belongs to the page."""
        heads = {
            name: _first_bytes(Path(folder, name), _SIDECAR if name == sidecars.FOLDER else HEAD)
            for name in names
        }
        pages = {
            name
            for name in names
            if not companion_kind(heads[name]) and not companion_kind_by_name(name)
        }
        page = sidecars.folder_bundle(pages, heads[sidecars.FOLDER])
        if page and not any(page in of for of in self._known[folder].values()):
            self._known[folder][sidecars.FOLDER] = (page,)
            self._parts[folder] = dict.fromkeys(names - pages, page)

    def find_bundle(self, path: Path, inbox: Path | None) -> FoundBundle:
        """Find the sidecar of a file; a file that is no bundle is returned with the reason."""
        absolute = _absolute(path)
        own = _name_below(absolute, inbox)
        folder, name = os.path.split(absolute)
        owners = self._owners(folder)
        if name in owners:
            return FoundBundle(own, path, fault=_sidecar_error(name, owners[name]))
        page = self._parts.get(folder, {}).get(name)
        if page:
            fault = BundleError(
                f"it belongs to the page {printable_name(page)}, and is no bundle",
                f"Name {printable_name(page)} instead",
            )
            return FoundBundle(own, path, fault=fault)
        possible = (sidecars.sidecar_name(name), sidecars.stem_sidecar_name(name), sidecars.FOLDER)
        beside = next((one for one in possible if name in owners.get(one, ())), None)
        if beside is None:
            return FoundBundle(own, path)
        other = next((other for other in owners[beside] if other != name), None)
        if other:
            seen, hint = (
                f"it may be that of {printable_name(other)} as well",
                f"Name it {printable_name(possible[0])}, if it is this bundle's",
            )
            return FoundBundle(
                own, path, fault=sidecars.unusable_sidecar(printable_name(beside), seen, hint)
            )
        return FoundBundle(own, path, path.with_name(beside))

    def bundle_of(self, path: Path) -> Path:
        """Find the bundle of a sidecar, or of a file that belongs to its page.

        Every other file is its own bundle.
        """
        folder = os.path.dirname(_absolute(path))  # noqa: PTH120 - of a path as it is written
        owners = self._owners(folder).get(path.name, ())
        page = owners[0] if owners else self._parts.get(folder, {}).get(path.name)
        return path.with_name(page) if page else path


def _first_bytes(path: Path, count: int) -> bytes:
    """Read the first bytes of a file; none where it cannot be read."""
    try:
        with open_bundle_file(path) as file:
            return file.read(count)
    except BundleError:
        return b""


def _sidecar_error(name: str, owners: tuple[str, ...]) -> BundleError:
    """Explain why a sidecar is no bundle."""
    if owners:
        bundle = printable_name(owners[0])
        return BundleError(
            f"it is the sidecar of {bundle}, and is read together with that",
            f"Name {bundle} instead",
        )
    wanted = printable_name(name.removesuffix(sidecars.ENDING))
    return BundleError(
        f"it is a sidecar, and there is neither a bundle {wanted} beside it nor one {wanted}.*",
        f"Put the bundle beside it, or name it as its bundle, with {sidecars.ENDING} behind",
    )


def find_bundle(argument: str) -> FoundBundle:
    """Find one bundle by its path, or standard input for `-`, under its own name."""
    return (
        FoundBundle(STDIN, None)
        if argument == "-"
        else FolderSidecars().find_bundle(Path(argument), None)
    )


def find_bundles(arguments: Iterable[str], inbox: Path) -> Iterator[FoundBundle]:
    """Find the bundles that the arguments name, each once.

    Files are taken as they stand, folders are walked, and `-` is standard input.

    A sidecar stands for its bundle; one without a bundle is found, so that it is said.
    """
    inbox, folders = _absolute(inbox), FolderSidecars()
    seen: set[Path | None] = set()
    for argument in arguments:
        path = None if argument == "-" else Path(argument)
        folder = _absolute(path) if path else inbox
        elsewhere = not folder.is_relative_to(inbox)
        for each in _walk_folder(path) if path and os.path.isdir(path) else (path,):  # noqa: PTH112 - Path.is_dir() raises on a long name
            bundle = folders.bundle_of(each) if each else None
            known = _absolute(bundle) if bundle else None
            if known not in seen:
                seen.add(known)
                found = folders.find_bundle(bundle, inbox) if bundle else FoundBundle(STDIN, None)
                if elsewhere and known and known != folder and not known.is_relative_to(inbox):
                    found = replace(found, walked=_name_below(known, folder))
                yield found


def load_bundle(found: FoundBundle, limits: Limits = DEFAULT) -> Bundle:
    """Read the bytes of a bundle; raises BundleError where they cannot be had."""
    if found.data is not None:
        return Bundle(found.name, _check_size(found.data, limits), limits=limits)
    if found.path is None:
        if sys.stdin is None:
            raise BundleError("standard input is closed", "Name a file instead of -")
        return Bundle(found.name, _read_within(sys.stdin.buffer, limits), limits=limits)
    with open_bundle_file(found.path) as file:
        return Bundle(found.name, _read_within(file, limits), limits=limits)


@contextlib.contextmanager
def open_bundle_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be read; raises BundleError where it cannot be."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _folder_error(path)
        if not stat.S_ISREG(mode):  # to open a pipe would wait for its writer
            raise BundleError(
                "it is a pipe or a device, no file", "Use - to read from standard input"
            )
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        if path.is_symlink():
            raise BundleError(
                "it is a link to a file that is not there", "Mend the link, or remove it"
            ) from error
        raise BundleError("there is no such file or folder", "Check its name") from error
    except OSError as error:
        raise BundleError(unreadable(error), MAY_BE_READ) from error


def read_whole_bundle(found: FoundBundle, limits: Limits = DEFAULT) -> tuple[Bundle, str, Readings]:
    """Read a bundle that is no container, as bundle, name of its reader, and readings.

    Raises BundleError, whatever is wrong with it.

    A sidecar that cannot be used leaves no story: where its page stands would be decided without
    it, and for good.
    """
    if found.fault:
        raise found.fault
    try:
        bundle = load_bundle(found, limits)
        reader, readings = reconciling.read_reconciled(bundle)
        return bundle, reader, _add_sidecar(reject_oversized(readings, limits), found.sidecar)
    except BundleError:
        raise
    except Exception as error:  # a reader's fault must not stop the other bundles, nor go unsaid
        raise reader_failure("it", error) from error


def _add_sidecar(readings: Readings, path: Path | None) -> Readings:
    """Add what the sidecar beside a bundle states to its readings."""
    if path is None:
        return readings
    name = printable_name(path.name)
    try:
        return sidecars.add_sidecar(
            readings, sidecars.read_sidecar(load_bundle(FoundBundle(name, path)))
        )
    except BundleError as error:
        return Readings((), (*readings.problems, sidecars.unusable_sidecar(name, error.seen)))


def _folder_error(path: Path) -> BundleError:
    """Explain why a folder was not walked.

    It was named where one bundle is wanted, is a link, or cannot be listed.
    """
    try:
        os.scandir(path).close()
    except OSError as error:
        return BundleError(
            f"it is a folder that cannot be listed ({reason(error)})",
            "Check that it may be read",
        )
    if path.is_symlink():
        return BundleError(
            "it is a link to a folder, and those are not followed", "Name the folder itself"
        )
    return BundleError("it is a folder, and one file is wanted here", "Name a file in it")


def _read_within(file: BinaryIO, limits: Limits) -> bytes:
    """Read all of a file, in pieces: room is made for as many bytes as are asked for."""
    parts = []
    left = limits.bundle + 1
    while left and (part := file.read(min(left, _PIECE))):
        parts.append(part)
        left -= len(part)
    return _check_size(parts[0] if len(parts) == 1 else b"".join(parts), limits)


def _check_size(data: bytes, limits: Limits) -> bytes:
    if len(data) > limits.bundle:
        raise oversize_error(limits)
    return data


def oversize_error(limits: Limits) -> BundleError:
    """Explain that a bundle is larger than what is read."""
    hint = f"Split it, or keep only the story's page; or {raise_limit_words('bundle')}"
    return BundleError(f"it is larger than {size_words(limits.bundle)}", hint)
