"""Bundles that are as they were are not read again, and everything else is: what a run says and
writes is never older.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest

from generator.bundles import opening
from generator.bundles.finding import FoundBundle
from generator.convert import cache
from generator.limits import Limits
from tests.support.program import Done, pages, run, tree
from tests.support.repository import ROOT

BUNDLES = ROOT / "content" / "bundles"
LONG_AGO = 1_700_000_000_000_000_000


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """An archive of three bundles, converted long ago as far as files tell."""
    inbox = tmp_path / "content" / "bundles"
    inbox.mkdir(parents=True)
    for source in sorted(BUNDLES.glob("2024-*.txt"))[:3]:
        (inbox / source.name).write_bytes(source.read_bytes())
        os.utime(inbox / source.name, ns=(LONG_AGO, LONG_AGO))
    assert _run(tmp_path / "content").counts["stories new"] == 3
    return tmp_path / "content"


@pytest.fixture
def read() -> Iterator[Callable[[], list[str]]]:
    """The names of the bundles that were read since it was last asked for."""
    real, names = opening.read_whole_bundle, []

    def noted(found: FoundBundle, *limits: Limits) -> object:
        names.append(found.name)
        return real(found, *limits)

    def told() -> list[str]:
        seen, names[:] = sorted(names), []
        return seen

    with mock.patch.object(opening, "read_whole_bundle", noted):
        yield told


def _run(content: Path, *options: str) -> Done:
    return run("convert", "--content", content, "--jobs", "1", *options)


def _names(content: Path) -> list[str]:
    return sorted(path.name for path in (content / "bundles").iterdir())


def test_what_is_as_it_was_is_not_read(content: Path, read: Callable[[], list[str]]) -> None:
    """Nothing is read or written, and the run says what it said of unchanged stories before."""
    before = tree(content)
    for _ in range(2):
        done = _run(content, "--report", "-")
        assert read() == []
        assert (done.code, done.counts["captures"], done.counts["stories unchanged"]) == (0, 3, 3)
        told = [json.loads(line) for line in done.out.splitlines()]
        assert [row["bundle"] for row in told] == _names(content)
        assert {row["reader"] for row in told} == {"page-text"}
        assert all(
            len(row["sha256"]) == 64 and row["pages"][0]["state"] == "unchanged" for row in told
        )
    assert tree(content) == before


def test_a_bundle_that_changed_is_read(content: Path, read: Callable[[], list[str]]) -> None:
    """By its size, or by its bytes where only its time is another; one that was merely touched is
    not read.
    """
    first, second, _ = (content / "bundles" / name for name in _names(content))
    os.utime(first, ns=(LONG_AGO + 9, LONG_AGO + 9))
    text = second.read_bytes()
    second.write_bytes(text.replace(b"a", b"e", 1))
    _run(content)
    assert read() == [second.name]
    second.write_bytes(text + b"\nMore.\n")
    _run(content)
    assert read() == [second.name]
    _run(content)
    assert read() == []


def test_a_page_that_changed_is_looked_at(content: Path, read: Callable[[], list[str]]) -> None:
    """One that went comes back, and one that a person edited is left alone and said to be so, now
    and the next time.
    """
    gone, edited, _ = pages(content)
    whole = gone.read_bytes()
    gone.unlink()
    edited.write_text(
        edited.read_text(encoding="utf-8").replace(
            "\n## Key points", "\nBy hand.\n\n## Key points"
        ),
        encoding="utf-8",
    )
    done = _run(content)
    assert len(read()) == 2
    assert gone.read_bytes() == whole
    assert (
        done.counts["stories new"],
        done.counts["stories edited by hand"],
        done.counts["stories unchanged"],
    ) == (1, 1, 1)
    again = _run(content)
    assert read() == []
    assert (again.counts["stories edited by hand"], again.counts["stories unchanged"]) == (1, 2)


def test_other_options_and_another_program_read_again(
    content: Path, read: Callable[[], list[str]]
) -> None:
    """A time of capture, giving up edits, or a new version of the program may make something else
    of the same bytes.
    """
    for options in (("--captured", "2025-08-01"), ("--overwrite",)):
        _run(content, *options)
        assert len(read()) == 3
    _run(content, "--captured", "2025-08-01")
    read()
    with mock.patch.object(cache, "program_fingerprint", return_value="another"):
        _run(content, "--captured", "2025-08-01")
    assert len(read()) == 3


def test_a_check_learns_nothing(content: Path, read: Callable[[], list[str]]) -> None:
    """It uses what is known, and writes not even that."""
    file = content / cache.CACHE_FILE
    before = file.read_bytes()
    assert _run(content, "--check").counts["stories unchanged"] == 3
    assert read() == []
    file.unlink()
    assert _run(content, "--check").counts["stories unchanged"] == 3
    assert len(read()) == 3
    assert not file.exists()
    file.write_bytes(before)


@pytest.mark.parametrize(
    "harm", [b"", b"no database at all" * 100, b"SQLite format 3\0" + bytes(5000)]
)
@pytest.mark.parametrize("option", [(), ("--check",)])
def test_damage_costs_time_only(
    content: Path, read: Callable[[], list[str]], harm: bytes, option: tuple[str, ...]
) -> None:
    """Where what was known is lost, cut short or another program's, the bundles are read again, and
    known afterwards.
    """
    (content / cache.CACHE_FILE).write_bytes(harm)
    done = _run(content, *option)
    assert (done.code, done.counts["stories unchanged"]) == (0, 3)
    assert len(read()) == 3
    _run(content)
    read()
    _run(content)
    assert read() == []


def test_notes_are_said_each_time(content: Path, read: Callable[[], list[str]]) -> None:
    """What had to be guessed or replaced stays true, and a bundle with a problem is read each time."""
    noted = content / "bundles" / "noted.txt"
    noted.write_bytes(
        (content / "bundles" / _names(content)[0]).read_bytes().replace(b"a", b"a\xef\xbf\xbf", 1)
    )
    (content / "bundles" / "broken.json").write_bytes(b"{")
    first, second = _run(content), _run(content)
    said = [line for line in first.err.splitlines() if line.startswith("note")]
    assert said
    assert [line for line in second.err.splitlines() if line.startswith("note")] == said
    assert (first.code, second.code) == (3, 3)
    assert read().count("broken.json") == 2
