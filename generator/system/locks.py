"""A folder or a file that one process at a time may change."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock

from generator.errors import StoppedError

PATIENCE = 10.0
"""Seconds to wait for another process to give a lock up."""


@contextlib.contextmanager
def hold_lock(
    lock: Path, busy: StoppedError, unwritable: Callable[[OSError], StoppedError]
) -> Iterator[None]:
    """Hold a lock file, which is made with its folder where it is missing.

    Raises `busy` where another process holds it for longer than `PATIENCE`, and what `unwritable`
    makes of the error where the disk does not take the file.
    """
    held = filelock.FileLock(lock)
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        held.acquire(timeout=PATIENCE)
    except filelock.Timeout as error:
        raise busy from error
    except OSError as error:
        raise unwritable(error) from error
    try:
        yield
    finally:
        held.release()
