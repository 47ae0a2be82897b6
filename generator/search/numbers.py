"""Whole numbers as signs that a script holds without escapes: small ones take one sign, and every number knows its own end.

91 signs of ASCII, all that can be seen but `!`, `"` and the backslash: the first 46 end a number, the other 45 go on, lowest
part first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SIGNS = "".join(chr(code) for code in range(35, 127) if chr(code) != "\\")
ENDS = 46
_GOES_ON = len(SIGNS) - ENDS
_VALUES = {sign: value for value, sign in enumerate(SIGNS)}


def write(number: int) -> str:
    """A number from 0 on as signs."""
    signs = ""
    while number >= ENDS:
        number -= ENDS
        signs += SIGNS[ENDS + number % _GOES_ON]
        number //= _GOES_ON
    return signs + SIGNS[number]


_TABLE = np.frombuffer(SIGNS.encode(), np.uint8)


def write_all(values: NDArray[np.int64]) -> tuple[str, NDArray[np.int64]]:
    """Many numbers as signs, one behind the other, and where each of them ends."""
    counts = np.ones(len(values), np.int64)
    rest, more = values, values >= ENDS
    while more.any():
        counts += more
        rest = np.where(more, (rest - ENDS) // _GOES_ON, 0)
        more = rest >= ENDS
    ends = np.cumsum(counts)
    signs = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    at, rest = ends - counts, values
    while len(rest):
        goes_on = rest >= ENDS
        signs[at] = _TABLE[np.where(goes_on, ENDS + (rest - ENDS) % _GOES_ON, rest)]
        at, rest = at[goes_on] + 1, (rest[goes_on] - ENDS) // _GOES_ON
    return signs.tobytes().decode("ascii"), ends


def write_each(values: NDArray[np.int64]) -> str:
    """Numbers below 91 as one sign each."""
    return _TABLE[values].tobytes().decode("ascii")


def read(signs: str, start: int = 0) -> tuple[int, int]:
    """The number that begins at a place, and where the next one begins."""
    number, unit = 0, 1
    while True:
        value = _VALUES[signs[start]]
        start += 1
        number += value * unit
        if value < ENDS:
            return number, start
        unit *= _GOES_ON


_READ = np.zeros(1 << 7, np.int64)
_READ[_TABLE] = np.arange(len(SIGNS))


def read_all(signs: str) -> NDArray[np.int64]:
    """All numbers of a text, none of which is above 2⁶³."""
    values = _READ[np.frombuffer(signs.encode("ascii"), np.uint8)]
    starts = np.append(0, np.flatnonzero(values < ENDS) + 1)[:-1]
    if len(starts) == len(values):
        return values
    sizes = np.diff(starts, append=len(values))
    units = np.int64(_GOES_ON) ** (np.arange(len(values)) - np.repeat(starts, sizes))
    numbers: NDArray[np.int64] = np.add.reduceat(values * units, starts)
    return numbers


BITS = 6
"""Stories that one sign of a bitmap stands for."""


def bitmap(numbers: NDArray[np.int64], size: int) -> str:
    """Which of `size` numbers are there, six a sign from the lowest on."""
    there = np.zeros(-(-size // BITS) * BITS, np.int64)
    there[numbers] = 1
    return write_each(there.reshape(-1, BITS) @ (1 << np.arange(BITS)))
