"""What `make fuzz` found, and a little of what it does: broken input is a problem, never a mistake
of the program.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import fuzz
from tests.support.repository import ROOT

FOUND = sorted((ROOT / "tests" / "samples" / "fuzzed").iterdir())
SEEDS = [seed for good in fuzz.seeds().values() for seed in good]


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_is_mended(path: Path) -> None:
    """Input that once broke the program is read, or refused, as any other."""
    fuzz.target(path.read_bytes())


@settings(max_examples=150)
@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(st.integers(0, 9999), st.integers(0, 40), st.binary(max_size=6)), max_size=4
    ),
)
def test_broken_input_breaks_nothing(seed: bytes, changes: list[tuple[int, int, bytes]]) -> None:
    """Whatever is taken out of good input, or put into it, only what is wrong with a bundle is
    raised.
    """
    fuzz.target(fuzz.changed(seed, changes))


def test_every_container_and_reader_is_a_target() -> None:
    """Good input of every target is read without a problem that would hide what it holds."""
    for good in fuzz.seeds().values():
        for seed in good:
            fuzz.target(seed)
    readers = {
        "text",
        "scraper",
        "store",
        "ground-news",
        "kite",
        "feed",
        "records",
        "table",
        "data-in-html",
        "html",
    }
    assert set(fuzz.seeds()) == readers | {"zip", "tar", "warc", "wacz", "mhtml"}
