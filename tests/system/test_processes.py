"""Several processes: what they make comes back in order, and what goes wrong in one of them comes
back as it was.
"""

from __future__ import annotations

import itertools
import os
import pickle
import sys
from collections.abc import Callable
from functools import partial

import pytest

from generator import errors
from generator.errors import StoppedError
from generator.system.processes import Turns, fork_shares, map_ordered


class OddError(Exception):
    """An error that cannot be made again from its words."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


def _double(number: int) -> int:
    return 2 * number


def _share(found: Callable[[], object], share: int, _: Turns) -> object:
    return found() if share else 0


def _raise(error: Exception) -> object:
    raise error


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("items", [0, 1, 3000])
def test_what_is_mapped_comes_back_in_order(jobs: int, items: int) -> None:
    """However many processes share a list, longer than what is given out at a time, the results
    stand in its order.
    """
    assert list(map_ordered(_double, range(items), jobs)) == [2 * number for number in range(items)]


def _say(number: int) -> None:
    sys.stderr.write(f"{number}\n")


def test_what_another_process_says_is_heard(capfd: pytest.CaptureFixture[str]) -> None:
    """A process that works for another writes to the same two places, with streams of its own."""
    list(map_ordered(_say, range(3), 2))
    assert sorted(capfd.readouterr().err.split()) == ["0", "1", "2"]


@pytest.mark.parametrize("shares", [1, 2, 3])
def test_each_share_is_made_once(shares: int) -> None:
    """Every share is made, the first by the process itself, and each result stands at its share's
    place.
    """
    found = fork_shares(lambda share, _: (share, os.getpid()), shares)
    assert [share for share, _ in found] == list(range(shares))
    assert found[0][1] == os.getpid()
    assert len({process for _, process in found}) == shares


def _taken(most: int, _: int, turns: Turns) -> list[int]:
    return list(itertools.takewhile(lambda turn: turn < most, turns))


@pytest.mark.parametrize("shares", [1, 2, 3])
def test_each_turn_is_taken_once(shares: int) -> None:
    """However many processes divide a work by turns, each turn is one process's, and each process's
    turns rise.
    """
    found = fork_shares(partial(_taken, 5000), shares)
    assert sorted(itertools.chain.from_iterable(found)) == list(range(5000))
    assert all(turns == sorted(turns) for turns in found)


@pytest.mark.parametrize(
    "error",
    [
        StoppedError("the disk is full", "Make room"),
        ValueError("odd"),
        errors.PageError("it is cut", "Mend it"),
    ],
)
def test_an_error_of_a_copy_is_raised_here(error: Exception) -> None:
    """What a copy raises is raised where its result is awaited, with its words and its kind."""
    with pytest.raises(type(error)) as raised:
        fork_shares(partial(_share, partial(_raise, error)), 2)
    assert str(raised.value) == str(error)
    assert vars(raised.value) == vars(error)


def test_an_error_that_cannot_travel_comes_as_its_words() -> None:
    """An error that no other process can make again is said all the same."""
    with pytest.raises(RuntimeError, match="OddError: one and two"):
        fork_shares(partial(_share, partial(_raise, OddError("one", "two"))), 2)


def test_a_copy_that_dies_is_a_sentence() -> None:
    """A copy that ends without an answer, as one does that the system kills, stops the run with a
    sentence.
    """
    with pytest.raises(
        StoppedError,
        match=r"a process that worked for this one died\. Make memory free, and try again\.",
    ):
        fork_shares(partial(_share, partial(os._exit, 9)), 2)


@pytest.mark.parametrize("kind", [StoppedError, errors.BundleError, errors.PageError])
def test_errors_survive_the_way_between_processes(kind: type[errors.StoryArchiveError]) -> None:
    """An error of the program comes out of a pickle with both of its parts."""
    again = pickle.loads(pickle.dumps(kind("it is cut", "Mend it")))  # noqa: S301  # its own bytes
    assert (type(again), again.seen, again.hint) == (kind, "it is cut", "Mend it")
