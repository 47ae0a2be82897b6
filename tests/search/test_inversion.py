"""Stories to lists: what a few plain loops count is what stands in the lists, however the stories
are cut into runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.search import inversion
from generator.search.fields import WeightedText
from generator.search.inversion import (
    Inversion,
    PostingLists,
    SearchDocument,
    merge_lists,
    quantize_impacts,
    weighted_length,
)
from generator.search.numbers import SIGNS, decode_numbers
from generator.search.tokens import normalize_name, split_words, tokenize

many = settings(max_examples=150)

WORDS = st.sampled_from(
    ("ferry", "Ferry", "ferries", "strike", "Straße", "STRASSE", "é", "東京都", "-", "7")
)
TEXTS = st.lists(WORDS, max_size=6).map(" ".join)
PIECES = st.builds(WeightedText, st.integers(1, 4), TEXTS, st.sampled_from(("", "en", "de")))
NAMES = st.lists(st.sampled_from(("Coda", "CODA", "coda", "The Ledger", "the-ledger")), max_size=3)
FACETS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("outlet", "place"), NAMES.map(dict.fromkeys))
)
STORIES = st.lists(st.builds(SearchDocument, st.lists(PIECES, max_size=4), FACETS), max_size=7)
AVERAGES = st.integers(1, 40)


def _lists(stories: Sequence[SearchDocument], average: int) -> PostingLists:
    made = Inversion(average)
    for number in reversed(range(len(stories))):
        made.add(number, stories[number])
    return made.lists()


# --- plain loops ----------------------------------------------------------------------------------


def _places(story: SearchDocument) -> dict[str, list[int]]:
    """Where each term stands; one place is left free behind each piece."""
    found: dict[str, list[int]] = {}
    place = 0
    for _, text, _ in story.pieces:
        for term in tokenize(text):
            found.setdefault(term, []).append(place)
            place += 1
        place += 1
    return found


def _impacts(story: SearchDocument, average: int) -> dict[str, int]:
    """Of each term: BM25's share of the story, in 64 steps from 0.15 to 1."""
    weights: Counter[str] = Counter()
    for weight, text, _ in story.pieces:
        for term in tokenize(text):
            weights[term] += weight
    length = sum(weights.values())
    shares = {
        term: weight / (weight + 1.2 * (0.25 + 0.75 * length / average))
        for term, weight in weights.items()
    }
    return {term: max(0, int((share - 0.15) * 64 / 0.85)) for term, share in shares.items()}


def _read_stories(gaps: str) -> Iterator[int]:
    """The first story is told as it is, each other one by how many lie between it and the one
    before.
    """
    story = -1
    for gap in decode_numbers(gaps).tolist():
        story = gap if story < 0 else story - 1 - gap
        yield story


def _read_places(signs: str) -> Iterator[list[int]]:
    """The places in each story, each told by its gap from the one before; an odd number is a
    story's last.
    """
    places: list[int] = []
    for number in decode_numbers(signs).tolist():
        places.append((places[-1] if places else 0) + (number >> 1))
        if number & 1:
            yield places
            places = []
    assert places == []


# --- the laws -------------------------------------------------------------------------------------


@many
@given(STORIES, AVERAGES)
def test_lists_hold_what_is_counted(stories: list[SearchDocument], average: int) -> None:
    """For every term: the stories that hold it, newest first, how much it counts in each, and all
    its places.
    """
    lists = _lists(stories, average)
    places, impacts = (
        [_places(story) for story in stories],
        [_impacts(story, average) for story in stories],
    )
    terms = {term for story in places for term in story}
    holding = {
        term: [number for number in reversed(range(len(stories))) if term in places[number]]
        for term in terms
    }
    assert {term: list(_read_stories(gaps)) for term, gaps in lists.stories.items()} == holding
    assert {term: list(map(SIGNS.index, signs)) for term, signs in lists.steps.items()} == {
        term: [impacts[number][term] for number in held] for term, held in holding.items()
    }
    assert {term: list(_read_places(signs)) for term, signs in lists.places.items()} == {
        term: [places[number][term] for number in held] for term, held in holding.items()
    }
    assert lists.oldest == {term: held[-1] for term, held in holding.items()}
    assert lists.size == len(stories)


@many
@given(STORIES)
def test_values_are_one_whatever_their_spelling(stories: list[SearchDocument]) -> None:
    """A value has each story once, newest first, and all its spellings with the number of stories
    that use them.
    """
    lists = _lists(stories, 1)
    named = [
        (number, (facet, normalize_name(name)), name)
        for number in reversed(range(len(stories)))
        for facet, names in stories[number].facets.items()
        for name in names
    ]
    keys = {key for _, key, _ in named}
    assert lists.values == {
        key: list(dict.fromkeys(number for number, of, _ in named if of == key)) for key in keys
    }
    assert lists.names == {key: Counter(name for _, of, name in named if of == key) for key in keys}


@given(STORIES)
def test_words_are_kept_as_written(stories: list[SearchDocument]) -> None:
    """Words of a known language are kept as they are written, for its stemmer."""
    lists = _lists(stories, 1)
    pieces = [piece for story in stories for piece in story.pieces]
    assert lists.written.keys() == {language for _, _, language in pieces if language}
    for of, held in lists.written.items():
        assert held == {
            word for _, text, language in pieces if language == of for word in split_words(text)
        }


@many
@given(STORIES, AVERAGES, st.lists(st.integers(0, 7), max_size=3))
def test_runs_join_to_the_same_lists(
    stories: list[SearchDocument], average: int, cuts: list[int]
) -> None:
    """Wherever stories are cut into runs, the joined lists of these are those of all at once."""
    edges = [0, *sorted(min(cut, len(stories)) for cut in cuts), len(stories)]
    runs = [_lists(stories[first:last], average) for first, last in pairwise(edges)]
    assert reduce(lambda older, newer: merge_lists(newer, older), runs) == _lists(stories, average)


@many
@given(STORIES, AVERAGES, st.integers(1, 20))
def test_sorting_more_often_changes_nothing(
    stories: list[SearchDocument], average: int, enough: int
) -> None:
    """However many words are sorted at a time, the lists are the same."""
    whole = _lists(stories, average)
    with mock.patch.object(inversion, "_ENOUGH", enough):
        assert _lists(stories, average) == whole


def test_any_number_of_words() -> None:
    """A run may have more different words than were made room for."""
    stories = [
        SearchDocument(
            [WeightedText(1, " ".join(f"w{n}" for n in range(first, first + 70_000)))], {}
        )
        for first in (0, 69_000)
    ]
    lists = _lists(stories, 70_000)
    assert len(lists.steps) == 139_000
    found = {term: list(_read_stories(lists.stories[term])) for term in ("w0", "w69000", "w138999")}
    assert found == {"w0": [0], "w69000": [1, 0], "w138999": [1]}
    assert [lists.oldest[term] for term in found] == [0, 0, 1]


@given(STORIES)
def test_the_length_of_a_story(stories: list[SearchDocument]) -> None:
    """Every word counts as much as its piece weighs."""
    for story in stories:
        expected = sum(weight for weight, text, _ in story.pieces for _ in tokenize(text))
        assert weighted_length(story.pieces) == expected


@pytest.mark.parametrize("average", [1, 100, 10_000])
def test_impacts_are_fair(average: int) -> None:
    """A word counts more the more often it stands in a story, and less the longer the story is."""
    weights, lengths = np.arange(1, 400), np.arange(0, 40_000, 100)
    steps = np.array(
        [quantize_impacts(weights, np.full_like(weights, length), average) for length in lengths]
    )
    assert steps.min() >= 0
    assert steps.max() == 63
    assert (np.diff(steps, axis=1) >= 0).all()
    assert (np.diff(steps, axis=0) <= 0).all()
