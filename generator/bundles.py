"""The door to the bundles on disk."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from generator import assembly, sidecars, text
from generator.assembly import STDIN
from generator.errors import BundleError
from generator.readers.base import Bundle, Readings, failed

LARGEST = 256 * 2**20
"""Bytes of a bundle; a saved page is under 1 MiB, a larger file is something else."""


@dataclass(frozen=True, slots=True)
class Found:
    """A bundle that was found, not read yet."""

    name: str
    """Relative to `content/bundles` where it stands there, else its file name, else `stdin`."""
    path: Path | None
    """None for standard input."""
    sidecar: Path | None = None
    """What stands beside it and states what it does not say itself."""
    fault: BundleError | None = None
    """Why it is no bundle to be read, as its folder shows."""
    walked: str | None = None
    """Below the folder that was named, where that is not the inbox."""

    @property
    def said(self) -> str:
        """How messages name it: many files of one name may stand in a folder's folders."""
        return self.walked or self.name


def _absolute(path: Path) -> Path:
    # Path.resolve() would follow links, and a linked bundle keeps the name under which it stands in the inbox.
    return Path(os.path.abspath(path))  # noqa: PTH100


def _name(absolute: Path, folder: Path | None) -> str:
    """A file's path below a folder, or its name where it stands elsewhere."""
    name = absolute.relative_to(folder).as_posix() if folder and absolute.is_relative_to(folder) else absolute.name
    return _shown(name)


def _shown(name: str) -> str:
    # A file name need not be UTF-8, nor one line; a page's rows are both.
    return text.line(text.repair(os.fsencode(name).decode("utf-8", "replace"))[0]) or "unnamed"


def _walk(folder: Path) -> Iterator[Path]:
    """The files below a folder in sorted order; hidden ones are none of ours, links to folders are not followed."""
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


class Folders:
    """The sidecars of folders, each folder listed once."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, tuple[str, ...]]] = {}

    def _owners(self, folder: str) -> dict[str, tuple[str, ...]]:
        """The sidecars of a folder, each with the bundles that it may belong to."""
        if folder not in self._known:
            try:
                with os.scandir(folder) as entries:
                    names = {entry.name for entry in entries if not entry.is_dir(follow_symlinks=False)}
            except OSError:  # its bundles, if they can be read at all, are then read alone
                names = set()
            self._known[folder] = sidecars.owners({name for name in names if not name.startswith(".")})
        return self._known[folder]

    def found(self, path: Path, inbox: Path | None) -> Found:
        """A file as a bundle, with its sidecar; what is none is found with the reason."""
        absolute = _absolute(path)
        shown = _name(absolute, inbox)
        folder, name = os.path.split(absolute)
        owners = self._owners(folder)
        if name in owners:
            return Found(shown, path, fault=_lonely(name, owners[name]))
        possible = (sidecars.of_whole(name), sidecars.of_stem(name))
        beside = next((one for one in possible if name in owners.get(one, ())), None)
        if beside is None:
            return Found(shown, path)
        other = next((other for other in owners[beside] if other != name), None)
        if other:
            seen, hint = f"it may be that of {_shown(other)} as well", f"Name it {_shown(possible[0])}, if it is this bundle's"
            return Found(shown, path, fault=sidecars.unusable(_shown(beside), seen, hint))
        return Found(shown, path, path.with_name(beside))

    def owner(self, path: Path) -> Path:
        """The bundle of a sidecar, where there is one; every other file is its own."""
        if not path.name.endswith(sidecars.ENDING):
            return path
        owners = self._owners(os.path.dirname(_absolute(path))).get(path.name, ())  # noqa: PTH120 - of a path as it is written
        return path.with_name(owners[0]) if owners else path


def _lonely(name: str, owners: tuple[str, ...]) -> BundleError:
    """Why a sidecar is no bundle."""
    if owners:
        bundle = _shown(owners[0])
        return BundleError(f"it is the sidecar of {bundle}, and is read together with that", f"Name {bundle} instead")
    wanted = _shown(name.removesuffix(sidecars.ENDING))
    return BundleError(
        f"it is a sidecar, and there is neither a bundle {wanted} beside it nor one {wanted}.*",
        f"Put the bundle beside it, or name it as its bundle, with {sidecars.ENDING} behind",
    )


def named(argument: str) -> Found:
    """One bundle by its path, or standard input for `-`, under its own name."""
    return Found(STDIN, None) if argument == "-" else Folders().found(Path(argument), None)


def find(arguments: Iterable[str], inbox: Path) -> Iterator[Found]:
    """The bundles that the arguments name: files as they stand, folders walked, `-` for standard input; each once.

    A sidecar stands for its bundle; one without a bundle is found, so that it is said.
    """
    inbox, folders = _absolute(inbox), Folders()
    seen: set[Path | None] = set()
    for argument in arguments:
        path = None if argument == "-" else Path(argument)
        folder = _absolute(path) if path else inbox
        elsewhere = not folder.is_relative_to(inbox)
        for each in _walk(path) if path and os.path.isdir(path) else (path,):  # noqa: PTH112 - Path.is_dir() raises on a long name
            bundle = folders.owner(each) if each else None
            known = _absolute(bundle) if bundle else None
            if known not in seen:
                seen.add(known)
                found = folders.found(bundle, inbox) if bundle else Found(STDIN, None)
                if elsewhere and known and known != folder and not known.is_relative_to(inbox):
                    found = replace(found, walked=_name(known, folder))
                yield found


def load(found: Found) -> Bundle:
    """The bytes of a bundle; raises BundleError where they cannot be had."""
    if found.path is None:
        if sys.stdin is None:
            raise BundleError("standard input is closed", "Name a file instead of -")
        return Bundle(found.name, _bounded(sys.stdin.buffer.read(LARGEST + 1)))
    try:
        mode = found.path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _folder(found.path)
        if not stat.S_ISREG(mode):  # to open a pipe would wait for its writer
            raise BundleError("it is a pipe or a device, no file", "Use - to read from standard input")
        with found.path.open("rb") as file:
            return Bundle(found.name, _bounded(file.read(LARGEST + 1)))
    except FileNotFoundError as error:
        if found.path.is_symlink():
            raise BundleError("it is a link to a file that is not there", "Mend the link, or remove it") from error
        raise BundleError("there is no such file or folder", "Check its name") from error
    except OSError as error:
        raise BundleError(f"it cannot be read ({error.strerror or error})", "Check that the file may be read") from error


def read(found: Found) -> tuple[Bundle, str, Readings]:
    """A bundle, the name of the reader that knows it, and its readings; raises BundleError, whatever is wrong with it.

    A sidecar that cannot be used leaves no story: where its page stands would be decided without it, and for good.
    """
    if found.fault:
        raise found.fault
    try:
        bundle = load(found)
        reader, readings = assembly.read(bundle)
        return bundle, reader, _with_sidecar(readings, found.sidecar) if found.sidecar else readings
    except BundleError:
        raise
    except Exception as error:  # a reader's fault must not stop the other bundles, nor go unsaid
        raise failed("it", error) from error


def _with_sidecar(readings: Readings, path: Path) -> Readings:
    name = _shown(path.name)
    try:
        return sidecars.added(readings, sidecars.read(load(Found(name, path))))
    except BundleError as error:
        return Readings((), (*readings.problems, sidecars.unusable(name, error.seen)))


def _folder(path: Path) -> BundleError:
    """Why a folder was not walked: it was named where one bundle is wanted, is a link, or cannot be listed."""
    try:
        os.scandir(path).close()
    except OSError as error:
        return BundleError(f"it is a folder that cannot be listed ({error.strerror or error})", "Check that it may be read")
    if path.is_symlink():
        return BundleError("it is a link to a folder, and those are not followed", "Name the folder itself")
    return BundleError("it is a folder, and one file is wanted here", "Name a file in it")


def _bounded(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise BundleError(f"it is larger than {LARGEST // 2**20:,} MiB", "Split it, or keep only the story's page")
    return data
