"""A lock is held by one process at a time, and given up whatever happens."""

from __future__ import annotations

from pathlib import Path

import filelock
import pytest

from generator.errors import StoppedError
from generator.system import locks
from generator.system.locks import hold_lock

BUSY = StoppedError("another run holds it", "Wait")


def _refused(error: OSError) -> StoppedError:
    return StoppedError(f"refused ({error.strerror})", "Make room")


def test_a_lock_is_held_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits longer than the patience lasts gets the given error, and may hold it later."""
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    lock = tmp_path / "made" / "lock"
    with (
        hold_lock(lock, BUSY, _refused),
        pytest.raises(StoppedError, match="another run holds it"),
        hold_lock(lock, BUSY, _refused),
    ):
        pytest.fail("two hold the lock")
    with hold_lock(lock, BUSY, _refused):
        assert lock.parent.is_dir()


def test_a_lock_is_given_up_after_an_error(tmp_path: Path) -> None:
    """The error inside is its own, and the lock is free."""
    with pytest.raises(OSError, match="inside"), hold_lock(tmp_path / "lock", BUSY, _refused):
        raise OSError("inside")
    with filelock.FileLock(tmp_path / "lock", timeout=0):
        pass


def test_a_lock_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    """A file in place of its folder is said by the given error."""
    (tmp_path / "file").touch()
    with (
        pytest.raises(StoppedError, match=r"refused \("),
        hold_lock(tmp_path / "file" / "lock", BUSY, _refused),
    ):
        pytest.fail("there is nothing to hold")
