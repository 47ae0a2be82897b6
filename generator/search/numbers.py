"""Encode whole numbers as signs that a script holds without escapes.

Small numbers take one sign, and every number knows its own end.

91 signs of ASCII, all that can be seen but `!`, `"` and the backslash: the first 46 end a number,
the other 45 go on, lowest part first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIGNS = "".join(chr(code) for code in range(35, 127) if chr(code) != "\\")
ENDS = 46
_GOES_ON = len(SIGNS) - ENDS
_VALUES = {sign: value for value, sign in enumerate(SIGNS)}


def encode_number(number: int) -> str:
    """Encode a number from 0 on."""
    signs = ""
    while number >= ENDS:
        number -= ENDS
        signs += SIGNS[ENDS + number % _GOES_ON]
        number //= _GOES_ON
    return signs + SIGNS[number]


_TABLE = np.frombuffer(SIGNS.encode(), np.uint8)


def encode_numbers(values: NDArray[np.int64]) -> tuple[str, NDArray[np.int64]]:
    """Encode many numbers, one behind the other; returns also where each of them ends."""
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


def encode_digits(values: NDArray[np.int64]) -> str:
    """Encode numbers below 91 as one sign each."""
    return _TABLE[values].tobytes().decode("ascii")


def decode_number(signs: str, start: int = 0) -> tuple[int, int]:
    """Decode the number that begins at a place; returns also where the next one begins."""
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


def decode_digits(signs: str) -> NDArray[np.int64]:
    """Decode numbers of which each is one sign."""
    return _READ[np.frombuffer(signs.encode("ascii"), np.uint8)]


def decode_numbers(signs: str) -> NDArray[np.int64]:
    """Decode all numbers of a text, none of which is above 2⁶³."""
    values = decode_digits(signs)
    starts = np.append(0, np.flatnonzero(values < ENDS) + 1)[:-1]
    if len(starts) == len(values):
        return values
    sizes = np.diff(starts, append=len(values))
    units = np.int64(_GOES_ON) ** (np.arange(len(values)) - np.repeat(starts, sizes))
    numbers: NDArray[np.int64] = np.add.reduceat(values * units, starts)
    return numbers


BITS = 6
"""Bits in a sign, where nothing but bits is written."""
SHARE = 0.69
"""Gaps are parted by this share of the mean gap: the logarithm of two, so half are smaller."""


def pack_lists(lists: Sequence[NDArray[np.int64]], size: int) -> str:
    """Pack lists of falling numbers below `size` into bits.

    They take about as few as can tell them apart from all others of their lengths.

    Golomb's code (Run-length encodings, 1966) writes the gaps between them or, where they are more
    than half, between the others; what it parts gaps by follows, at each of them, from how many
    numbers are left, and how many of these it tells.
    """
    told = [_shorter_side(numbers, size) for numbers in lists]
    counts = np.array([len(numbers) for numbers in told], np.int64)
    found = np.concatenate([np.empty(0, np.int64), *told])
    ends = np.cumsum(counts)
    left = np.roll(found, 1)
    left[(ends - counts)[counts > 0]] = size
    return _golomb_bits(left - found - 1, left, np.repeat(ends, counts) - np.arange(len(found)))


def _shorter_side(numbers: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    if 2 * len(numbers) <= size:
        return numbers
    others = np.ones(size, bool)
    others[numbers] = False
    return np.flatnonzero(others)[::-1]


def _golomb_bits(gaps: NDArray[np.int64], left: NDArray[np.int64], rest: NDArray[np.int64]) -> str:
    """Encode gaps in bits, where `rest` of `left` numbers are in the list.

    The last one of a list may be anywhere.
    """
    part = np.where(rest > 1, np.maximum(1, (SHARE * left / rest).astype(np.int64)), left)
    parts, more = np.divmod(gaps, part)
    # A zero ends the parts, where there could be one more; of what is left over, small numbers do
    # with a bit less.
    ends = parts + ((parts + 1) * part <= left - rest)
    width = np.frexp(part)[1].astype(np.int64) - 1
    short = (2 << width) - part
    width, more = width + (more >= short), more + np.where(more < short, 0, short)
    stops = np.cumsum(ends + width)
    bits = np.zeros(-(-int(stops[-1] if len(stops) else 0) // BITS) * BITS, np.int64)
    before = np.cumsum(parts) - parts
    bits[np.repeat(stops - width - ends - before, parts) + np.arange(int(parts.sum()))] = 1
    for bit in range(int(width.max(initial=0))):
        wide = width > bit
        bits[stops[wide] - 1 - bit] = more[wide] >> bit & 1
    return encode_digits(bits.reshape(-1, BITS) @ (1 << np.arange(BITS)))
