"""Processes that read within bounds: what they make comes in order and in parts, and one that dies
harms no other item.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import readers
from generator.limits import GIB, MIB
from generator.readers.base import Bundle, Readings
from generator.system import bounded_pool
from generator.system.bounded_pool import Bounds, ProcessEnd, run_bounded
from tests.support.packing import page, zipped
from tests.support.program import run

FREE = Bounds(seconds=60, memory=GIB)
linux = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux holds a process to its bounds and copies it safely"
)


def _parts(order: object) -> Iterator[object]:
    """Do as the item says: a number is so many parts, a word a way to fail."""
    if isinstance(order, int):
        yield from range(order)
    elif order == "die":
        yield "first"
        os.kill(os.getpid(), signal.SIGKILL)
    elif order == "hang":
        while True:
            pass
    elif order == "sleep":
        time.sleep(60)
    elif order == "eat":
        held = bytearray(400 * MIB)
        yield len(held)
    else:
        yield order


def _all(items: list[object], jobs: int, bounds: Bounds = FREE) -> list[list[object]]:
    return [list(parts) for parts in run_bounded(_parts, items, jobs, bounds)]


@settings(max_examples=15)
@given(
    st.lists(st.integers(min_value=0, max_value=200), max_size=40),
    st.integers(min_value=1, max_value=3),
)
def test_parts_come_in_order(items: list[object], jobs: int) -> None:
    """However many processes share the items, and however many parts each has, all come in the
    items' order.
    """
    assert _all(items, jobs) == [list(range(count)) for count in items if isinstance(count, int)]


def test_large_items_and_parts_pass() -> None:
    """An item, or a part, that is larger than what a channel holds does not stop the others."""
    large = "x" * (3 * MIB)
    assert _all([1, large, large, 2, large], 2) == [[0], [large], [large], [0, 1], [large]]


@linux
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_process_that_dies_takes_its_item_alone(jobs: int) -> None:
    """What a dying process had made of its item is there, the item ends with the reason, and all
    others are whole.
    """
    died = ["first", ProcessEnd("was ended by signal 9")]
    assert _all([2, "die", 3, "die", 1], jobs) == [[0, 1], died, [0, 1, 2], died, [0]]


@linux
@pytest.mark.parametrize("way", ["hang", "sleep"])
def test_an_item_that_takes_too_long_ends(way: str) -> None:
    """A process that works, or waits, longer than it may is ended; the items behind it are read."""
    assert _all([1, way, 2], 1, Bounds(seconds=1, memory=GIB)) == [
        [0],
        [ProcessEnd("time")],
        [0, 1],
    ]


@linux
def test_an_item_that_eats_memory_ends() -> None:
    """A process that wants more memory than it may have is told so; the items behind it are read."""
    assert _all([1, "eat", 2], 1, Bounds(seconds=60, memory=200 * MIB)) == [
        [0],
        [ProcessEnd("memory")],
        [0, 1],
    ]
    assert _all(["eat"], 1) == [[400 * MIB]]


def test_those_who_ask_no_more_end_the_processes() -> None:
    """Where the parts are not taken to the end, no process is left behind."""
    started: list[bounded_pool._BoundedProcess] = []
    made = bounded_pool._BoundedProcess

    def noted(*arguments: object) -> bounded_pool._BoundedProcess:
        started.append(made(*arguments))  # type: ignore[arg-type]
        return started[-1]

    with mock.patch.object(bounded_pool, "_BoundedProcess", noted):
        asked = run_bounded(_parts, [1, 2, 3], 2, FREE)
        next(next(asked))
        asked.close()  # type: ignore[attr-defined]
    assert len(started) == 2
    assert not any(one.is_alive() for one in started)


class _Harmful:
    """A reader that does to its process what a bundle says."""

    name = "harmful"

    def read(self, bundle: Bundle) -> Readings | None:
        """Never returns where a bundle says so."""
        if bundle.data.startswith(b"hang"):
            time.sleep(60)
        if bundle.data.startswith(b"die"):
            os.kill(os.getpid(), signal.SIGKILL)
        if bundle.data.startswith(b"eat"):
            bytearray(400 * MIB)
        return None


@linux
def test_a_run_says_which_bundle_went_beyond_its_bounds(tmp_path: Path) -> None:
    """A bundle that hangs, dies or eats is a problem with its cause; the bundles before and behind
    it become stories.
    """
    inbox = tmp_path / "bundles"
    inbox.mkdir()
    bad = {"b.txt": b"hang", "d.txt": b"die", "e.txt": b"eat"}
    files = {"a.txt": page(1), "c.txt": page(2), "f.zip": zipped({"g.txt": page(3)}), **bad}
    for name, data in files.items():
        (inbox / name).write_bytes(data)
    with mock.patch.object(readers, "READERS", (_Harmful(), *readers.READERS)):
        done = run(
            "convert",
            "--content",
            tmp_path,
            "--report",
            "-",
            "--limit",
            "seconds=1",
            "--limit",
            "memory=200MiB",
        )
    said = {
        row["bundle"]: [problem["seen"] for problem in row["problems"]]
        for row in map(json.loads, done.out.splitlines())
    }
    assert {name: seen for name, seen in said.items() if seen} == {
        "b.txt": ["reading it took longer than 1 second"],
        "d.txt": ["the process that read it was ended by signal 9"],
        "e.txt": ["reading it took more than 200 MiB of memory"],
    }
    assert (done.code, done.counts["stories new"]) == (3, 3)
