"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

BESIDE = ".beside"
"""Ends the name of a file that is being written, until it takes the place of another."""


def write_atomic(
    path: str | Path, data: bytes, beside: str | Path | None = None, *, durable: bool = False
) -> None:
    """Write a file beside its place, and only then give the old one up; raises OSError.

    `beside` is where it is written meanwhile, on the same disk: without it, in the same folder
    under its own name with `BESIDE` behind. What is `durable` outlasts a power cut once the names
    in its folder do (`sync_folders`).
    """
    beside = f"{path}{BESIDE}" if beside is None else beside
    try:
        _fill(beside, data, durable=durable)
        os.replace(beside, path)  # noqa: PTH105  # ten thousand files a build
    except BaseException:  # an interrupt leaves nothing behind either
        with contextlib.suppress(OSError):
            os.unlink(beside)  # noqa: PTH108  # it need not be a Path
        raise


def _fill(file: str | Path, data: bytes, *, durable: bool) -> None:
    """Write a file at once: ten thousand of them have no need of a buffer."""
    handle = os.open(
        file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666
    )
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        if durable:
            os.fsync(handle)
    finally:
        os.close(handle)


def sync_folders(folders: Iterable[Path]) -> None:
    """Force the names of new files to disk, so that they outlast a power cut."""
    for folder in folders if os.name == "posix" else ():  # elsewhere a folder cannot be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
