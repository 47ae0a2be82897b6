"""The numbers of the index: every one comes back, knows its own end, and needs no escape in a
script.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.search.numbers import (
    SIGNS,
    decode_number,
    decode_numbers,
    encode_digits,
    encode_number,
    encode_numbers,
    pack_lists,
)
from tests.support.bits import Bits

NUMBERS = st.one_of(st.integers(0, 200), st.integers(0, 2**62))
MANY = st.lists(NUMBERS, max_size=40)


@given(MANY)
def test_numbers_come_back(values: list[int]) -> None:
    """Numbers that stand one behind the other are read as they were written."""
    assert decode_numbers("".join(map(encode_number, values))).tolist() == values


@given(NUMBERS, st.text(SIGNS, max_size=3))
def test_a_number_knows_its_own_end(number: int, behind: str) -> None:
    """Whatever stands behind a number, it is read alone, and where it ends is told."""
    signs = encode_number(number)
    assert decode_number(signs + behind) == (number, len(signs))
    assert decode_number(f"!{signs}{behind}", 1) == (number, len(signs) + 1)


@given(MANY)
def test_many_at_once_are_written_as_one_by_one(values: list[int]) -> None:
    """An array is written as its numbers are, and each number's end is told."""
    signs, ends = encode_numbers(np.array(values, np.int64))
    one_by_one = [encode_number(value) for value in values]
    assert signs == "".join(one_by_one)
    assert ends.tolist() == [sum(map(len, one_by_one[: at + 1])) for at in range(len(values))]


@given(st.lists(st.integers(0, 90)))
def test_small_ones_take_one_sign_each(values: list[int]) -> None:
    """Numbers below 91 that need no end of their own are told by one sign each."""
    assert [SIGNS.index(sign) for sign in encode_digits(np.array(values, np.int64))] == values


@given(st.integers(0, 20_000))
def test_small_numbers_are_short(number: int) -> None:
    """46 numbers take one sign, 46 times 45 more take two, and a larger number never takes
    fewer.
    """
    length = len(encode_number(number))
    assert length == (1 if number < 46 else 2 if number < 46 + 46 * 45 else 3)
    assert len(encode_number(number + 1)) >= length


def test_signs_need_no_escape() -> None:
    """There are 91 signs, all of them ASCII that is seen, and none means anything in a script's
    text or in a block.
    """
    assert len(set(SIGNS)) == len(SIGNS) == 91
    assert all(" " < sign <= "~" for sign in SIGNS)
    assert not set(SIGNS) & set('!"\\ ')
    assert json.dumps(SIGNS) == f'"{SIGNS}"'


def packed(lists: Sequence[Sequence[int]], size: int) -> str:
    """Lists in bits."""
    return pack_lists([np.array(one, np.int64) for one in lists], size)


SOME = st.integers(0, 70).flatmap(
    lambda size: st.tuples(
        st.just(size),
        st.lists(st.sets(st.integers(0, size - 1) if size else st.nothing()), max_size=5),
    )
)


@given(SOME)
def test_lists_in_bits_come_back(drawn: tuple[int, list[set[int]]]) -> None:
    """Lists of any length, empty and full ones too, stand one behind the other, and nothing stands
    behind them.
    """
    size, some = drawn
    lists = [sorted(one, reverse=True) for one in some]
    signs = packed(lists, size)
    bits = Bits(signs)
    assert [bits.list(len(one), size) for one in lists] == lists
    assert bits.done()
    assert max(map(SIGNS.index, signs), default=0) < 64


@pytest.mark.parametrize(
    "count", [1, 2, 7, 40, 300, 1_000, 2_500, 4_999, 5_000, 7_000, 9_900, 9_999, 10_000]
)
def test_bits_are_few(count: int) -> None:
    """A list takes hardly more bits than any way to tell it from all others of its length."""
    chance = np.random.default_rng(count)
    lists = [
        sorted(chance.choice(10_000, count, replace=False).tolist(), reverse=True)
        for _ in range(20)
    ]
    signs = packed(lists, 10_000)
    bits = Bits(signs)
    assert [bits.list(count, 10_000) for _ in lists] == lists
    ways = (math.lgamma(10_001) - math.lgamma(count + 1) - math.lgamma(10_001 - count)) / math.log(
        2
    )
    assert 6 * len(signs) <= 20 * ways * 1.035 + 20
