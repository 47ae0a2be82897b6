"""A file is written whole or not at all, and nothing is left beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.system.atomic import write_atomic


def _listed(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_takes_the_place_of_another(tmp_path: Path) -> None:
    """The new bytes stand in place of the old ones, whatever their length."""
    for data in (b"old and long", b"new", b""):
        write_atomic(tmp_path / "page", data)
        assert _listed(tmp_path) == {"page": data}


def test_what_a_killed_process_left_beside_is_overwritten(tmp_path: Path) -> None:
    """A longer file under the name beside leaves none of its bytes behind."""
    (tmp_path / "left").write_bytes(b"half of a long file")
    write_atomic(tmp_path / "page", b"whole", tmp_path / "left")
    assert _listed(tmp_path) == {"page": b"whole"}


@pytest.mark.parametrize("name", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize("raised", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_breaks_off_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, raised: BaseException
) -> None:
    """Whatever fails or interrupts, the old file is whole and alone."""
    write_atomic(tmp_path / "page", b"old")

    def fail(*_: object) -> None:
        raise raised

    with monkeypatch.context() as broken:
        broken.setattr(os, name, fail)
        with pytest.raises(type(raised)):
            write_atomic(tmp_path / "page", b"new", durable=True)
    assert _listed(tmp_path) == {"page": b"old"}


def test_a_disk_that_takes_a_piece_at_a_time_gets_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system that writes fewer bytes than it was given is asked again."""
    written = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: written(handle, data[:3]))
    write_atomic(tmp_path / "page", b"some ten bytes")
    assert _listed(tmp_path) == {"page": b"some ten bytes"}


def test_only_durable_files_wait_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that can be made again is not forced to disk."""
    forced: list[int] = []
    monkeypatch.setattr(os, "fsync", forced.append)
    write_atomic(tmp_path / "page", b"")
    assert not forced
    write_atomic(tmp_path / "page", b"", durable=True)
    assert len(forced) == 1
