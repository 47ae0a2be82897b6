"""Numbers with the words that they count, in English."""

from __future__ import annotations


def plural(number: int, one: str, many: str | None = None) -> str:
    """Choose the word for a number of things; without `many` it takes an `s`.

    >>> plural(1, "story", "stories"), plural(0, "page"), plural(2, "has", "have")
    ('story', 'pages', 'have')
    """
    return one if number == 1 else f"{one}s" if many is None else many


def quantity(number: int, one: str, many: str | None = None) -> str:
    """Say how many things there are.

    >>> quantity(1, "page"), quantity(1234, "story", "stories")
    ('1 page', '1,234 stories')
    """
    return f"{number:,} {plural(number, one, many)}"
