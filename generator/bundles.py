"""The door to the bundles on disk."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from generator import readers, text
from generator.assembly import STDIN, reconcile
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


def _absolute(path: Path) -> Path:
    # Path.resolve() would follow links, and a linked bundle keeps the name under which it stands in the inbox.
    return Path(os.path.abspath(path))  # noqa: PTH100


def _name(path: Path, inbox: Path | None) -> str:
    absolute = _absolute(path)
    name = absolute.relative_to(inbox).as_posix() if inbox and absolute.is_relative_to(inbox) else absolute.name
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


def _found(path: Path | None, inbox: Path | None) -> Found:
    return Found(_name(path, inbox) if path else STDIN, path)


def named(argument: str) -> Found:
    """One bundle by its path, or standard input for `-`, under its own name."""
    return _found(None if argument == "-" else Path(argument), None)


def find(arguments: Iterable[str], inbox: Path) -> Iterator[Found]:
    """The bundles that the arguments name: files as they stand, folders walked, `-` for standard input; each once."""
    inbox = _absolute(inbox)
    seen: set[Path | None] = set()
    for argument in arguments:
        path = None if argument == "-" else Path(argument)
        for each in _walk(path) if path and os.path.isdir(path) else (path,):  # noqa: PTH112 - Path.is_dir() raises on a long name
            known = _absolute(each) if each else None
            if known not in seen:
                seen.add(known)
                yield _found(each, inbox)


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
    """A bundle, the name of the reader that knows it, and its readings; raises BundleError, whatever is wrong with it."""
    try:
        bundle = load(found)
        reader, readings = readers.read(bundle)
        return bundle, reader, replace(readings, stories=tuple(map(reconcile, readings.stories)))
    except BundleError:
        raise
    except Exception as error:  # a reader's fault must not stop the other bundles, nor go unsaid
        raise failed("it", error) from error


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
