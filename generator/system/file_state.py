"""Check that a file is as it was: by size and time, or by its bytes where these leave doubts."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

TICK = 2_000_000_000
"""Nanoseconds in which a file may change twice without changing its time: FAT counts in steps of
two seconds."""


class FileState(NamedTuple):
    """The size and time of a file; a tuple, since a build looks at every page's."""

    size: int
    changed: int
    """When it was changed last, in nanoseconds."""


def file_state(path: str | Path) -> FileState | None:
    """Look at a file or a folder; None where it is not there, or no file can have such a name."""
    try:
        found = os.stat(path)  # noqa: PTH116  # it need not be a Path
    except (OSError, ValueError):
        return None
    return FileState(found.st_size, found.st_mtime_ns)


def is_untouched(path: Path, before: FileState, seen: int) -> bool:
    """Check by size and time that a file is as it was when it was seen, in nanoseconds.

    One that had changed a moment before it was seen may have changed again at the same time: it
    does not pass.
    """
    return before.changed < seen - TICK and file_state(path) == before


def file_sha256(path: Path) -> str:
    """Digest a file's bytes; raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def has_bytes(path: Path, size: int, sha256: str) -> bool:
    """Check that a file has a size and a digest; it is read only where it has the size."""
    state = file_state(path)
    return state is not None and state.size == size and file_sha256(path) == sha256
