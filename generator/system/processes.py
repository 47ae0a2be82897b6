"""Several processes for one run: results come back in order, and no process outlives the one that
started it.
"""

from __future__ import annotations

import contextlib
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

WINDOW = 512
"""Items that are given out ahead of the one whose result is awaited, so that results do not pile
up."""
BATCH = 16
"""Items that one process is given at a time."""
MAKE_MEMORY_FREE = "Make memory free, and try again"


# --- how many, and how ----------------------------------------------------------------------------


def processor_count() -> int:
    """Count the processes that this machine can run at the same time."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def copy_count() -> int:
    """Count the processes that may share a work as copies of this one; only Linux copies safely."""
    return processor_count() if sys.platform == "linux" else 1


def job_count(items: int, worth: int) -> int:
    """Choose how many processes share items: one for fewer than starting others is worth."""
    return processor_count() if items >= worth else 1


def _start_method() -> Any:
    # A copy of this process begins at once; another one has everything to import first.
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


class WorkerProcess:
    """A process that works for this one, with a channel between the two."""

    def __init__(self, run: Callable[..., None], *arguments: object) -> None:
        """Start it: it calls `run` with the arguments and, behind them, its end of the channel."""
        method = _start_method()
        self.channel: Connection
        self.channel, theirs = method.Pipe()
        self._process = method.Process(target=run, args=(*arguments, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def exit_status(self, patience: float) -> int | None:
        """Wait for its end; None where it goes on for longer than this many seconds."""
        self._process.join(patience)
        status: int | None = self._process.exitcode
        return status

    def is_alive(self) -> bool:
        """Check whether it runs."""
        alive: bool = self._process.is_alive()
        return alive

    def end(self) -> None:
        """End it, whatever it does."""
        self.channel.close()
        self._process.kill()
        self._process.join()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _reopen_stream(stream: Any) -> Any:
    """Reopen a stream after a fork, whose lock may be held for ever by a thread of the parent."""
    try:
        return open(
            stream.fileno(), "w", encoding=stream.encoding, errors=stream.errors, closefd=False
        )
    except (OSError, ValueError, AttributeError):  # a stream of another kind, or none
        return stream


def serve_parent() -> None:
    """Begin to work for another process: it answers Ctrl-C, and this one ends with it."""
    sys.stdout, sys.stderr = map(_reopen_stream, (sys.stdout, sys.stderr))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


@contextlib.contextmanager
def _death_stops(death: type[Exception], hint: str) -> Iterator[None]:
    try:
        yield
    except death as error:
        raise StoppedError("a process that worked for this one died", hint) from error


# --- many items, each with a result ---------------------------------------------------------------


def map_ordered(
    run: Callable[[_Item], _Result],
    items: Sequence[_Item],
    jobs: int,
    hint: str = MAKE_MEMORY_FREE,
) -> Iterator[_Result]:
    """Call `run` with each item, by several processes where `jobs` is more than one.

    The results come in the items' order. Raises StoppedError with this hint where a process dies.
    Items need no bounds here, and one message carries a batch of them: 2,000 tiny ones take a
    quarter of the time that `bounded_pool` takes, with three quarters of the processor's.
    """
    if jobs == 1:
        yield from map(run, items)
        return
    with (
        _death_stops(BrokenProcessPool, hint),
        ProcessPoolExecutor(jobs, mp_context=_start_method(), initializer=serve_parent) as pool,
    ):
        results: Iterator[_Result] = iter(())
        for start in range(0, len(items), WINDOW // 2):
            # Given out before the results of those before are taken, so that no process waits for
            # this one.
            following = pool.map(run, items[start : start + WINDOW // 2], chunksize=BATCH)
            yield from results
            results = following
        yield from results


# --- one work in shares, by copies of this process ------------------------------------------------


Turns = Iterator[int]
"""Numbers from 0 on, each of which one process alone gets: whoever is ready takes the next."""


def take_turns(items: Iterable[_Item], turns: Turns) -> Iterator[_Item]:
    """Choose the items that are this process's turn."""
    turn = next(turns)
    for number, item in enumerate(items):
        if number == turn:
            yield item
            turn = next(turns)


class _SharedTurns:
    """Turns that copies of this process share, made before they are."""

    def __init__(self) -> None:
        self._following = _start_method().Value("q", 0)

    def __iter__(self) -> Turns:
        return self

    def __next__(self) -> int:
        with self._following.get_lock():
            turn: int = self._following.value
            self._following.value += 1
        return turn


def fork_shares(run: Callable[[int, Turns], _Result], shares: int) -> list[_Result]:
    """Make each share of one work, the first one in this process and the others in copies of it.

    `run` is given the share's number, and turns by which the processes divide the work among them;
    nothing else has to be handed over. `copy_count` says how many shares there may be. Raises what
    a share raised, and StoppedError where a copy dies.
    """
    turns: Turns = _SharedTurns() if shares > 1 else itertools.count()
    copies: list[WorkerProcess] = []
    try:
        for share in range(1, shares):
            copies.append(WorkerProcess(_send_share, run, share, turns))
        results = [run(0, turns)]
        results += [_share_result(copy.channel) for copy in copies]
    finally:
        for copy in copies:
            copy.end()
    return results


def _send_share(
    run: Callable[[int, Turns], object], share: int, turns: Turns, channel: Connection
) -> None:
    serve_parent()
    try:
        answer = pickle.dumps((run(share, turns), None))
    except Exception as error:
        answer = pickle.dumps((None, _portable(error)))
    channel.send_bytes(answer)
    channel.close()


def _portable(error: Exception) -> Exception:
    """Keep an error that can be handed to another process, or its words alone."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # what this process wrote a moment ago
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _share_result(channel: Connection) -> Any:
    with _death_stops(EOFError, MAKE_MEMORY_FREE):
        result, error = pickle.loads(channel.recv_bytes())  # noqa: S301  # from a copy of this process
    if error:
        raise error
    return result
