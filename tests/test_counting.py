"""Words for numbers of things."""

from __future__ import annotations

import pytest

from generator.counting import plural, quantity


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 stories"), (1, "1 story"), (2, "2 stories"), (1234, "1,234 stories")],
)
def test_a_quantity_is_a_number_with_its_word(number: int, said: str) -> None:
    """One thing alone is singular, and thousands are parted by commas."""
    assert quantity(number, "story", "stories") == said


def test_most_words_take_an_s() -> None:
    """A plural that is not given ends in s; one that is given may be any word, or none."""
    assert (plural(1, "page"), plural(0, "page")) == ("page", "pages")
    assert (plural(1, "has", "have"), plural(2, "has", "have")) == ("has", "have")
    assert (plural(1, "only", ""), plural(2, "only", "")) == ("only", "")
