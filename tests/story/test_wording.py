"""What is said of a story beside its own words: every sentence at the border where it begins to be
said.
"""

from __future__ import annotations

import pytest

from generator.story import wording
from generator.story.model import Article, Coverage, Story


def _uncaptured(
    captured: int, reported: int | None = None, sources: int | None = None
) -> list[str]:
    """What is said of articles that were not captured, of a story with so many that were."""
    coverage = Coverage(reported_articles=reported, total_sources=sources)
    story = Story(
        coverage=coverage, articles=tuple(Article(title=f"{number}") for number in range(captured))
    )
    return [
        absence.words
        for absence in wording.absences(story)
        if absence.words.startswith("Not captured")
    ]


@pytest.mark.parametrize(
    ("captured", "sources", "said"),
    [
        (1, None, []),
        (1, 0, []),
        (2, 1, []),
        (2, 2, []),
        (2, 3, ["Not captured: at least 1 article, by the 3 sources that are stated."]),
        (2, 1200, ["Not captured: at least 1,198 articles, by the 1,200 sources that are stated."]),
    ],
)
def test_more_sources_than_articles_are_articles_not_captured(
    captured: int, sources: int | None, said: list[str]
) -> None:
    """Where no number of articles is stated, each source beyond those captured stands for one; as
    many as were, for none.
    """
    assert _uncaptured(captured, sources=sources) == said


@pytest.mark.parametrize(
    ("captured", "reported", "said"),
    [
        (0, 0, []),
        (2, 1, []),
        (2, 2, []),
        (2, 3, ["Not captured: 1 article of the 3 reported."]),
        (2, 2000, ["Not captured: 1,998 articles of the 2,000 reported."]),
    ],
)
def test_articles_reported_and_not_captured(captured: int, reported: int, said: list[str]) -> None:
    """The stated number decides alone, however many sources are stated beside it."""
    assert _uncaptured(captured, reported) == said
    assert _uncaptured(captured, reported, sources=captured + 5) == said
