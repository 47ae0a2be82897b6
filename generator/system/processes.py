"""Several processes for one long run: values come back in order, and no process outlives the one
that started it.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from generator.errors import StoppedError

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_WINDOW = 256
"""Items that are given out at a time, so that what came of them does not pile up."""
_DIED = "a process that worked for this one died"
_ROOM = "Make memory free, and try again"


def processes() -> int:
    """How many processes this machine can run at the same time."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def copies() -> int:
    """How many processes may share a work as copies of this one; only Linux copies a process safely."""
    return processes() if sys.platform == "linux" else 1


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _reopen(stream: Any) -> Any:
    """A stream to the same place, for a copy of a process: a thread may have held the lock of the old one, now for ever."""
    try:
        return open(
            stream.fileno(), "w", encoding=stream.encoding, errors=stream.errors, closefd=False
        )
    except (OSError, ValueError, AttributeError):  # a stream of another kind, or none
        return stream


def serve() -> None:
    """Begin as a process that works for another: that one answers Ctrl-C, and when it dies this one ends."""
    sys.stdout, sys.stderr = map(_reopen, (sys.stdout, sys.stderr))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def mapped(
    run: Callable[[_Item], _Result], items: Sequence[_Item], jobs: int, hint: str = _ROOM
) -> Iterator[_Result]:
    """What `run` makes of each item, in order; by several processes where `jobs` is more than one.

    Raises StoppedError with this hint where one of them dies.
    """
    if jobs == 1:
        yield from map(run, items)
        return
    # A copy of this process begins at once; another one has everything to import first.
    method = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    try:
        with ProcessPoolExecutor(jobs, mp_context=method, initializer=serve) as pool:
            done: Iterator[_Result] = iter(())
            for start in range(0, len(items), _WINDOW):
                # Given out before what came of those before is taken, so that no process waits for
                # this one.
                coming = pool.map(run, items[start : start + _WINDOW], chunksize=16)
                yield from done
                done = coming
            yield from done
    except BrokenProcessPool as error:
        raise StoppedError(_DIED, hint) from error


def _answer(
    run: Callable[[int, Turns], object], share: int, turns: Turns, channel: Connection
) -> None:
    serve()
    try:
        answer = pickle.dumps((run(share, turns), None))
    except Exception as error:
        answer = pickle.dumps((None, _portable(error)))
    channel.send_bytes(answer)
    channel.close()


def _portable(error: Exception) -> Exception:
    """The error, or its words where it cannot be handed to another process."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # what this process wrote a moment ago
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


Turns = Iterator[int]
"""Numbers from 0 on, each of which one process alone gets: whoever is ready takes the next."""


def taken(items: Iterable[_Item], turns: Turns) -> Iterator[_Item]:
    """The items that are this process's turn."""
    turn = next(turns)
    for number, item in enumerate(items):
        if number == turn:
            yield item
            turn = next(turns)


class _SharedTurns:
    """Turns that copies of this process share, made before they are."""

    def __init__(self, method: Any) -> None:
        self._following = method.Value("q", 0)

    def __iter__(self) -> Turns:
        return self

    def __next__(self) -> int:
        with self._following.get_lock():
            turn: int = self._following.value
            self._following.value += 1
        return turn


def forked(run: Callable[[int, Turns], _Result], shares: int) -> list[_Result]:
    """What `run` makes of each share of one work, the first one made by this process itself.

    It is given the share's number, and turns by which the processes divide the work among them. The
    others are copies of this one, so that nothing has to be handed over; `copies` says how many
    there may be. Raises what a share raised, and StoppedError where a copy dies.
    """
    method = multiprocessing.get_context("fork") if shares > 1 else multiprocessing
    turns: Turns = _SharedTurns(method) if shares > 1 else itertools.count()
    started = []
    for share in range(1, shares):
        ours, theirs = method.Pipe(duplex=False)
        process = method.Process(target=_answer, args=(run, share, turns, theirs), daemon=True)
        process.start()
        theirs.close()
        started.append((process, ours))
    try:
        results = [run(0, turns)]
        results += [_awaited(channel) for _, channel in started]
    finally:
        for process, channel in started:
            channel.close()
            process.terminate()
            process.join()
    return results


def _awaited(channel: Connection) -> Any:
    try:
        result, error = pickle.loads(channel.recv_bytes())  # noqa: S301  # from a copy of this process
    except EOFError as gone:
        raise StoppedError(_DIED, _ROOM) from gone
    if error:
        raise error
    return result
