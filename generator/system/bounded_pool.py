"""Processes whose time and memory are bounded for each item: one that dies takes its item with it
and no other.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import pickle
import re
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any, TypeVar

from generator.system.processes import BATCH, WINDOW, WorkerProcess, serve_parent

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_SMALL = 4096
"""Bytes of an item that is given ahead: a channel holds this many of them, so that nobody waits to
give."""
_MOST_WAITING = 64
"""Parts of an item that are kept while an earlier one is not done."""
_PATIENCE = 10
"""Seconds until a process that closed its channel has ended."""
_TIMED_OUT = 1 if sys.platform == "win32" else -signal.SIGALRM
"""The status of a process that took too long."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of what a process may need for one item."""

    seconds: int
    memory: int
    """Bytes, beyond those that the program itself needs; held on Linux alone."""


@dataclass(frozen=True, slots=True)
class ProcessEnd:
    """Stands in place of a part where a process ended before its item did."""

    cause: str
    """`time` or `memory` for a bound, or what happened to the process."""


class _BoundedProcess(WorkerProcess):
    """A process that works on items one after the other, and can be lost without harm to others."""

    def __init__(self, run: Callable[[Any], Iterable[Any]], bounds: Bounds) -> None:
        super().__init__(_work, run, bounds)
        self.given: deque[int] = deque()
        """The numbers of its items."""

    def has_room(self, message: bytes) -> bool:
        """Check that it can be given an item without waiting."""
        return not self.given or (len(self.given) < BATCH and len(message) <= _SMALL)

    def give(self, number: int, message: bytes) -> None:
        """Give it an item."""
        self.given.append(number)
        with contextlib.suppress(OSError):  # it has died, which is met when its answer is awaited
            self.channel.send_bytes(message)

    def bury(self) -> ProcessEnd:
        """Say how it ended, once its channel has."""
        status = self.exit_status(_PATIENCE)
        self.end()
        if status == _TIMED_OUT:
            return ProcessEnd("time")
        if status is None:
            return ProcessEnd("ended")
        return ProcessEnd(
            f"was ended by signal {-status}" if status < 0 else f"ended with {status}"
        )


def run_bounded(
    run: Callable[[_Item], Iterable[_Result]], items: Sequence[_Item], jobs: int, bounds: Bounds
) -> Iterator[Iterator[_Result | ProcessEnd]]:
    """Call `run` with each item in processes that are bounded; the parts it makes come in order.

    A process that dies takes its item with it and no other. The parts of an item are to be taken
    before those of the next.
    """
    if not items:
        return
    pool = _Pool(run, items, bounds)
    try:
        pool.start(min(jobs, len(items)))
        for number in range(len(items)):
            yield pool.parts(number)
    finally:
        pool.end()


class _Pool:
    """Processes, the items they were given, and the parts that nobody asked for yet."""

    def __init__(
        self, run: Callable[[Any], Iterable[Any]], items: Sequence[Any], bounds: Bounds
    ) -> None:
        self._run, self._items, self._bounds = run, items, bounds
        self._processes: list[_BoundedProcess] = []
        self._next = 0
        """The next item that nobody was given."""
        self._again: deque[int] = deque()
        """Items that a process was given that died before it came to them."""
        self._waiting: dict[int, deque[Any]] = {}
        """The parts of each item; a None ends them."""

    def start(self, count: int) -> None:
        self._processes += [_BoundedProcess(self._run, self._bounds) for _ in range(count)]

    def end(self) -> None:
        for process in self._processes:
            process.end()

    def parts(self, number: int) -> Iterator[Any]:
        """Make the parts of the item whose turn it is."""
        while True:
            waiting = self._waiting.setdefault(number, deque())
            while waiting:
                part = waiting.popleft()
                if part is None:
                    del self._waiting[number]
                    return
                yield part
            self._give(number)
            self._receive(number)

    def _give(self, turn: int) -> None:
        for process in self._processes:
            while self._again or self._next < min(len(self._items), turn + WINDOW):
                number = self._again[0] if self._again else self._next
                message = pickle.dumps(self._items[number])
                if not process.has_room(message):
                    break
                if self._again:
                    self._again.popleft()
                else:
                    self._next += 1
                process.give(number, message)

    def _receive(self, turn: int) -> None:
        """Wait for parts; those of an item whose turn is not yet there do not pile up."""
        awaited = {
            process.channel: process
            for process in self._processes
            if process.given
            and (
                process.given[0] == turn
                or len(self._waiting.get(process.given[0], ())) < _MOST_WAITING
            )
        }
        for channel in connection.wait(list(awaited)):
            self._receive_part(awaited[channel])  # type: ignore[index]  # they are its keys

    def _receive_part(self, process: _BoundedProcess) -> None:
        waiting = self._waiting.setdefault(process.given[0], deque())
        try:
            part = process.channel.recv()
        except (EOFError, OSError):
            waiting += (process.bury(), None)
            self._replace(process)
            return
        waiting.append(part)
        if part is None:
            process.given.popleft()
        elif isinstance(part, ProcessEnd):  # its memory may be in pieces: it goes as well
            waiting.append(None)
            process.end()
            self._replace(process)

    def _replace(self, process: _BoundedProcess) -> None:
        """Start a process in place of one that ended, whose other items are given out again."""
        self._processes.remove(process)
        process.given.popleft()
        self._again.extendleft(reversed(process.given))
        self.start(1)


def _work(run: Callable[[Any], Iterable[Any]], bounds: Bounds, channel: Connection) -> None:
    serve_parent()
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _bound_memory(bounds.memory)
    with Path(os.devnull).open("w") as nowhere:
        while True:
            try:
                item = channel.recv()
            except EOFError:
                return
            try:
                _send_parts(run(item), channel, bounds.seconds, nowhere)
            except MemoryError:
                channel.send(ProcessEnd("memory"))
                return


def _send_parts(
    parts: Iterable[Any], channel: Connection, seconds: float, nowhere: IO[str]
) -> None:
    """Send the parts of an item; only the time that is spent on making them counts."""
    left = float(seconds)
    making = iter(parts)
    while True:
        began = time.monotonic()
        _end_after(max(left, 0.001), nowhere)
        try:
            part = next(making, None)
        finally:
            _end_after(0, nowhere)
        left -= time.monotonic() - began
        channel.send(part)
        if part is None:
            return


def _end_after(seconds: float, nowhere: IO[str]) -> None:
    """Have this process ended after some seconds, whatever it does then; 0 has it go on."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)  # nobody answers the signal, which is the end
    elif seconds:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
    else:
        faulthandler.cancel_dump_traceback_later()


def _bound_memory(memory: int) -> None:
    """Let this process need this many bytes beyond what it has."""
    if sys.platform != "linux":  # elsewhere the system does not hold processes to it
        return
    import resource

    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    found = re.search(r"^VmData:\s*(\d+) kB", status, re.MULTILINE)
    if found:
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = int(found[1]) * 1024 + memory
        resource.setrlimit(
            resource.RLIMIT_DATA,
            (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most),
        )
