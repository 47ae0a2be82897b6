"""Reject stories that exceed the limits."""

from __future__ import annotations

from dataclasses import replace

from generator.errors import BundleError
from generator.limits import Limits, raise_limit_hint, size_words
from generator.readers.base import Reading, Readings


def reject_oversized(readings: Readings, limits: Limits) -> Readings:
    """Reject the stories of a bundle that exceed the limits; each becomes a problem."""
    found = [(reading, _oversize_fault(reading, limits)) for reading in readings.stories]
    stories = tuple(reading for reading, fault in found if not fault)
    return replace(
        readings,
        stories=stories,
        problems=(*readings.problems, *(fault for _, fault in found if fault)),
    )


def _oversize_fault(reading: Reading, limits: Limits) -> BundleError | None:
    where, articles = f"{reading.at} " if reading.at else "its story ", reading.content.articles
    if len(articles) > limits.articles:
        return BundleError(
            f"{where}has {len(articles):,} articles, and no story has that many",
            raise_limit_hint("articles"),
        )
    # A character has at most four bytes.
    for number, article in enumerate(articles, 1):
        if (
            article.text
            and 4 * len(article.text) > limits.text
            and len(article.text.encode()) > limits.text
        ):
            seen = (
                f"{where}has an article, the {number:,}. of {len(articles):,}, "
                f"whose text is larger than {size_words(limits.text)}"
            )
            return BundleError(seen, raise_limit_hint("text"))
    return None
