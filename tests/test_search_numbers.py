"""The numbers of the index: every one comes back, knows its own end, and needs no escape in a script."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from generator.search import numbers

NUMBERS = st.one_of(st.integers(0, 200), st.integers(0, 2**62))
MANY = st.lists(NUMBERS, max_size=40)


@given(MANY)
def test_numbers_come_back(values: list[int]) -> None:
    """Numbers that stand one behind the other are read as they were written."""
    assert numbers.read_all("".join(map(numbers.write, values))).tolist() == values


@given(NUMBERS, st.text(numbers.SIGNS, max_size=3))
def test_a_number_knows_its_own_end(number: int, behind: str) -> None:
    """Whatever stands behind a number, it is read alone, and where it ends is told."""
    signs = numbers.write(number)
    assert numbers.read(signs + behind) == (number, len(signs))
    assert numbers.read(f"!{signs}{behind}", 1) == (number, len(signs) + 1)


@given(MANY)
def test_many_at_once_are_written_as_one_by_one(values: list[int]) -> None:
    """An array is written as its numbers are, and each number's end is told."""
    signs, ends = numbers.write_all(np.array(values, np.int64))
    one_by_one = [numbers.write(value) for value in values]
    assert signs == "".join(one_by_one)
    assert ends.tolist() == [sum(map(len, one_by_one[: at + 1])) for at in range(len(values))]


@given(st.lists(st.integers(0, 90)))
def test_small_ones_take_one_sign_each(values: list[int]) -> None:
    """Numbers below 91 that need no end of their own are told by one sign each."""
    assert [numbers.SIGNS.index(sign) for sign in numbers.write_each(np.array(values, np.int64))] == values


@given(st.integers(0, 20_000))
def test_small_numbers_are_short(number: int) -> None:
    """46 numbers take one sign, 46 times 45 more take two, and a larger number never takes fewer."""
    length = len(numbers.write(number))
    assert length == (1 if number < 46 else 2 if number < 46 + 46 * 45 else 3)
    assert len(numbers.write(number + 1)) >= length


def test_signs_need_no_escape() -> None:
    """There are 91 signs, all of them ASCII that is seen, and none means anything in a script's text or in a block."""
    assert len(set(numbers.SIGNS)) == len(numbers.SIGNS) == 91
    assert all(" " < sign <= "~" for sign in numbers.SIGNS)
    assert not set(numbers.SIGNS) & set('!"\\ ')
    assert json.dumps(numbers.SIGNS) == f'"{numbers.SIGNS}"'


@given(st.data(), st.integers(0, 100))
def test_a_bitmap_says_which_numbers_are_there(data: st.DataObject, size: int) -> None:
    """Each sign stands for six numbers, the lowest first; the order in which they are given makes no difference."""
    there = data.draw(st.lists(st.integers(0, size - 1), unique=True) if size else st.just([]))
    signs = numbers.bitmap(np.array(there, np.int64), size)
    assert len(signs) == -(-size // 6)
    found = [6 * at + bit for at, sign in enumerate(signs) for bit in range(6) if numbers.SIGNS.index(sign) >> bit & 1]
    assert found == sorted(there)
