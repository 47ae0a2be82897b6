"""A file is as it was where its size and an old enough time say so, or else its bytes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from generator.system.file_state import (
    TICK,
    FileState,
    file_sha256,
    file_state,
    has_bytes,
    is_untouched,
)

LONG_AGO = 1_700_000_000_000_000_000
DATA = b"a page"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that was written long ago."""
    path = tmp_path / "page.md"
    path.write_bytes(DATA)
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    return path


def test_the_state_of_a_file_is_its_size_and_time(file: Path) -> None:
    """A path may be a text as well."""
    assert file_state(file) == file_state(str(file)) == FileState(len(DATA), LONG_AGO)


@pytest.mark.parametrize("name", ["missing", "page.md/inside", "a\0b", "x" * 5000])
def test_what_is_not_there_has_no_state(file: Path, name: str) -> None:
    """A name that no file can have is that of no file."""
    assert file_state(file.parent / name) is None


def test_an_old_file_is_untouched(file: Path) -> None:
    """Size and time are enough where the file had not changed for a while when it was seen."""
    state = FileState(len(DATA), LONG_AGO)
    assert is_untouched(file, state, LONG_AGO + TICK + 1)
    assert not is_untouched(file, state, LONG_AGO + TICK)
    assert not is_untouched(file, FileState(len(DATA) + 1, LONG_AGO), LONG_AGO + TICK + 1)
    assert not is_untouched(file, FileState(len(DATA), LONG_AGO - 1), LONG_AGO + TICK + 1)
    file.unlink()
    assert not is_untouched(file, state, LONG_AGO + TICK + 1)


def test_bytes_decide_where_times_do_not(file: Path) -> None:
    """A file has bytes of a size and a digest or not, whenever it was written."""
    digest = hashlib.sha256(DATA).hexdigest()
    assert file_sha256(file) == digest
    assert has_bytes(file, len(DATA), digest)
    assert not has_bytes(file, len(DATA) + 1, digest)
    file.write_bytes(DATA.upper())
    assert not has_bytes(file, len(DATA), digest)
    assert not has_bytes(file.parent / "missing", len(DATA), digest)
