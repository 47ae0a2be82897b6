"""Processes that read for this one, each item within bounds: one that dies takes its item with it
and no other.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
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

from generator.system.processes import serve

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_WINDOW = 512
"""Items behind the one whose turn it is that are given out, so that what came of them does not pile
up."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a process may need for one item."""

    seconds: int
    memory: int
    """Bytes, beyond those that the program itself needs; held on Linux alone."""


@dataclass(frozen=True, slots=True)
class Ended:
    """That the process ended before its item did, or the item went beyond its bounds."""

    cause: str
    """`time`, `memory`, or what happened to the process."""


_AHEAD = 16
"""Items that a process is given before it is done with the first of them."""
_SMALL = 4096
"""Bytes of an item that is given ahead: a channel holds this many of them, so that nobody waits to
give."""
_MOST_HELD = 64
"""Parts of an item that are kept while an earlier one is not done."""
_TIMED_OUT = 1 if sys.platform == "win32" else -signal.SIGALRM
"""How a process ends that took too long."""


class _Guarded:
    """A process that works on items one after the other, and can be lost without harm to the others."""

    def __init__(self, run: Callable[[Any], Iterable[Any]], bounds: Bounds) -> None:
        method: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self.channel, theirs = method.Pipe()
        self._process = method.Process(target=_work, args=(run, theirs, bounds), daemon=True)
        self._process.start()
        theirs.close()
        self.given: deque[int] = deque()

    def takes(self, message: bytes) -> bool:
        """Whether it can be given an item without waiting."""
        return not self.given or (len(self.given) < _AHEAD and len(message) <= _SMALL)

    def give(self, number: int, message: bytes) -> None:
        """Give it an item."""
        self.given.append(number)
        with contextlib.suppress(OSError):  # it has died, which is met when its answer is awaited
            self.channel.send_bytes(message)

    def died(self) -> Ended:
        """How it ended, once its channel has."""
        self._process.join(_PATIENCE)
        status = self._process.exitcode
        self.end()
        if status == _TIMED_OUT:
            return Ended("time")
        return Ended(
            "ended"
            if status is None
            else f"was ended by signal {-status}"
            if status < 0
            else f"ended with {status}"
        )

    def end(self) -> None:
        """End it, whatever it does."""
        self.channel.close()
        self._process.kill()
        self._process.join()


_PATIENCE = 10
"""Seconds until a process that closed its channel has ended."""


def guarded(
    run: Callable[[_Item], Iterable[_Result]], items: Sequence[_Item], jobs: int, bounds: Bounds
) -> Iterator[Iterator[_Result | Ended]]:
    """What `run` makes of each item, part by part and in order, by processes of which each item may need only so much.

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
    """Processes, what they were given, and what came of it and was not asked for yet."""

    def __init__(
        self, run: Callable[[Any], Iterable[Any]], items: Sequence[Any], bounds: Bounds
    ) -> None:
        self._run, self._items, self._bounds = run, items, bounds
        self._processes: list[_Guarded] = []
        self._coming = 0
        """The next item that nobody was given."""
        self._again: deque[int] = deque()
        """Items that a process was given that died before it came to them."""
        self._held: dict[int, deque[Any]] = {}
        """The parts of each item; a None ends them."""

    def start(self, count: int) -> None:
        self._processes += [_Guarded(self._run, self._bounds) for _ in range(count)]

    def end(self) -> None:
        for process in self._processes:
            process.end()

    def parts(self, number: int) -> Iterator[Any]:
        """The parts of the item whose turn it is."""
        while True:
            held = self._held.setdefault(number, deque())
            while held:
                part = held.popleft()
                if part is None:
                    del self._held[number]
                    return
                yield part
            self._give(number)
            self._take(number)

    def _give(self, turn: int) -> None:
        for process in self._processes:
            while self._again or self._coming < min(len(self._items), turn + _WINDOW):
                number = self._again[0] if self._again else self._coming
                message = pickle.dumps(self._items[number])
                if not process.takes(message):
                    break
                if self._again:
                    self._again.popleft()
                else:
                    self._coming += 1
                process.give(number, message)

    def _take(self, turn: int) -> None:
        """Wait for parts; one whose turn is not yet there does not pile up."""
        waiting = {
            process.channel: process
            for process in self._processes
            if process.given
            and (process.given[0] == turn or len(self._held.get(process.given[0], ())) < _MOST_HELD)
        }
        for channel in connection.wait(list(waiting)):
            self._receive(waiting[channel])

    def _receive(self, process: _Guarded) -> None:
        number = process.given[0]
        held = self._held.setdefault(number, deque())
        try:
            part = process.channel.recv()
        except (EOFError, OSError):
            ended = process.died()
            self._processes.remove(process)
            held += (ended, None)
            self._lose(process)
            return
        held.append(part)
        if part is None:
            process.given.popleft()
        elif isinstance(
            part, Ended
        ):  # it ends by itself: what it holds of the memory may be in pieces
            held.append(None)
            process.end()
            self._processes.remove(process)
            self._lose(process)

    def _lose(self, process: _Guarded) -> None:
        process.given.popleft()
        self._again.extendleft(reversed(process.given))
        self.start(1)


def _work(run: Callable[[Any], Iterable[Any]], channel: Connection, bounds: Bounds) -> None:
    serve()
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _bound(bounds.memory)
    with Path(os.devnull).open("w") as nowhere:
        while True:
            try:
                item = channel.recv()
            except EOFError:
                return
            try:
                _send(run(item), channel, bounds.seconds, nowhere)
            except MemoryError:
                channel.send(Ended("memory"))
                return


def _send(parts: Iterable[Any], channel: Connection, seconds: float, nowhere: IO[str]) -> None:
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
    """Have this process ended after so many seconds, whatever it does then; 0 has it go on."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)  # nobody answers the signal, which is the end
    elif seconds:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
    else:
        faulthandler.cancel_dump_traceback_later()


def _bound(memory: int) -> None:
    """Let this process need so much memory beyond what it has."""
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
