"""Invert stories: for each term the stories that hold it, its impact in each, and its places.

Stories of a segment are numbered from 0 on, oldest first; lists run newest first, since the newest
are asked for most. An archive of ten thousand stories has some eight million words: arrays sort,
count and write them.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.search.fields import WeightedText
from generator.search.numbers import decode_number, encode_digits, encode_number, encode_numbers
from generator.search.stems import ALGORITHMS
from generator.search.tokens import (
    LONGEST,
    normalize_name,
    normalize_separators,
    split_ascii,
    tokenize,
    tokenize_word,
)

SATURATION, SLOPE = 1.2, 0.75
"""k1 and b of BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009), as most
engines have them."""

LEVELS = 64
"""Steps of an impact, the part of a term's score that the story alone decides: f / (f + K), between
the lowest kept and 1."""
LOWEST = 0.15

_ENOUGH = 1 << 19
"""Words that are sorted at a time; more need more memory, fewer more passes over all terms."""

_LANGUAGES = {language: number for number, language in enumerate(ALGORITHMS, 1)}
"""Those that have a stemmer; it does not matter in which other ones a word stands."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A story as the index takes it."""

    pieces: Sequence[WeightedText]
    facets: dict[str, dict[str, None]]


@dataclass(frozen=True, slots=True)
class PostingLists:
    """The lists of a run of stories."""

    size: int
    """Stories."""
    stories: dict[str, str]
    """By term: the stories, each as the gap from the one before."""
    steps: dict[str, str]
    """By term: for each story the impact, a sign each."""
    places: dict[str, str]
    """By term: for each story its places, as gaps from the one before; the last one is marked."""
    oldest: dict[str, int]
    """By term: its oldest story."""
    values: dict[tuple[str, str], list[int]]
    """By facet and value as compared: the stories, newest first."""
    names: dict[tuple[str, str], Counter[str]]
    """The spellings of each value."""
    written: dict[str, set[str]]
    """The words as written, by language."""


def weighted_length(pieces: Iterable[WeightedText]) -> int:
    """Measure the weighted length of a story."""
    return sum(weight * len(tokenize(text)) for weight, text, _ in pieces)


def quantize_impacts(weights: Numbers, lengths: Numbers, average: int) -> Numbers:
    """Quantize the impacts of terms in stories, as steps.

    They follow from weighted frequencies, and the stories' and the average length.
    """
    shares = weights / (weights + SATURATION * (1 - SLOPE + SLOPE * lengths / average))
    return np.clip(((shares - LOWEST) * LEVELS / (1 - LOWEST)).astype(np.int64), 0, LEVELS - 1)


class _Vocabulary(dict[str, int]):
    """A number for each term, in the order of their first places; a longer word is cut."""

    def __missing__(self, word: str) -> int:
        if len(word) > LONGEST:
            return self[word[:LONGEST]]
        number = self[word] = len(self)
        return number


class Inversion:
    """Stories on their way to lists; they are added newest first."""

    def __init__(self, average: int) -> None:
        """Begin; `average` is the average weighted length of stories, one for all segments."""
        self._average = average
        self._size = 0
        self._vocabulary = _Vocabulary()
        self._oldest: Numbers = np.full(1 << 16, -1, np.int64)
        """The story that was added last to each term's list."""
        self._stories: dict[int, str] = {}
        self._steps: dict[int, str] = {}
        self._places: dict[int, str] = {}
        self._values: dict[tuple[str, str], list[int]] = {}
        self._names: dict[tuple[str, str], Counter[str]] = {}
        self._named: dict[tuple[str, str], tuple[list[int], Counter[str]]] = {}
        """Both of these by facet and spelling of a value."""
        self._written: dict[str, set[str]] = {}
        self._terms_by_language: dict[int, NDArray[np.bool_]] = {}
        """By language: which terms stand in its plain texts."""
        self._begin()

    def _begin(self) -> None:
        self._terms = array("i")
        self._numbers, self._pieces = array("q"), array("q")
        """Each story's number, and how many texts it has."""
        self._weights, self._counts, self._languages = array("q"), array("q"), array("b")
        """Each text's weight, the number of its words, and the language of plain ones."""

    def add(self, number: int, document: SearchDocument) -> None:
        """Add a story, whose number is smaller than those before."""
        self._size = max(self._size, number + 1)
        words: list[str] = []
        for weight, whole, language in document.pieces:
            text, before = normalize_separators(whole), len(words)
            if text.isascii():
                # Its terms are its words as written, which arrays gather.
                words += split_ascii(text)
                self._languages.append(_LANGUAGES.get(language, 0))
            else:
                written = text.split()
                words += [term for word in written for term in tokenize_word(word)]
                self._languages.append(0)
                if language in _LANGUAGES:
                    self._written.setdefault(language, set()).update(written)
            self._weights.append(weight)
            self._counts.append(len(words) - before)
        self._terms.extend(map(self._vocabulary.__getitem__, words))
        self._numbers.append(number)
        self._pieces.append(len(document.pieces))
        for facet, named in document.facets.items():
            for name in named:
                self._add_value(number, facet, name)
        if len(self._terms) >= _ENOUGH:
            self._flush()

    def _add_value(self, number: int, facet: str, name: str) -> None:
        held = self._named.get((facet, name))
        if held is None:
            key = (facet, normalize_name(name))
            held = self._named[facet, name] = (
                self._values.setdefault(key, []),
                self._names.setdefault(key, Counter()),
            )
        stories, spelled = held
        spelled[name] += 1
        if not stories or stories[-1] != number:
            stories.append(number)

    def _flush(self) -> None:
        """Take what was added into the lists."""
        terms = np.frombuffer(self._terms, np.int32).astype(np.int64)
        pieces, count = np.frombuffer(self._pieces, np.int64), np.frombuffer(self._counts, np.int64)
        self._note_languages(terms, np.frombuffer(self._languages, np.int8), count)
        if not len(terms):
            return
        stories = np.repeat(np.repeat(np.frombuffer(self._numbers, np.int64), pieces), count)
        weights = np.repeat(np.frombuffer(self._weights, np.int64), count)
        # A place is left free behind each piece, so that no phrase goes over its end; each story
        # begins with place 0.
        firsts = np.repeat(np.cumsum(pieces) - pieces, pieces)
        begins = (np.cumsum(count) - count)[firsts] + firsts - np.arange(len(count))
        places = np.arange(len(terms)) - np.repeat(begins, count)
        lengths = np.bincount(stories, weights).astype(np.int64)
        # The places of a story rise, and its number is smaller than those before: behind the term,
        # the order is right as it is.
        order = np.sort(terms << 32 | np.arange(len(terms))) & 0xFFFFFFFF
        terms, stories, weights, places = (
            terms[order],
            stories[order],
            weights[order],
            places[order],
        )
        starts = _run_starts(terms, stories)
        held, told = terms[starts], stories[starts]
        each = np.arange(len(held))
        _append_values(self._places, held, starts, *encode_numbers(_place_gaps(places, starts)))
        _append_values(self._stories, held, each, *encode_numbers(self._gaps(held, told)))
        steps = quantize_impacts(np.add.reduceat(weights, starts), lengths[told], self._average)
        _append_values(self._steps, held, each, encode_digits(steps), each + 1)
        self._begin()

    def _note_languages(self, terms: Numbers, languages: NDArray[np.int8], count: Numbers) -> None:
        """Take note of the languages in which plain words stand."""
        spoken = np.repeat(languages, count)
        for number in set(languages.tolist()) - {0}:
            heard = np.zeros(len(self._vocabulary), bool)
            before = self._terms_by_language.get(number, heard[:0])
            heard[: len(before)] = before
            heard[terms[spoken == number]] = True
            self._terms_by_language[number] = heard

    def _gaps(self, terms: Numbers, stories: Numbers) -> Numbers:
        """Encode each story as the gap from the one before in its term's list.

        The first one of all counts from 0.
        """
        if len(self._vocabulary) > len(self._oldest):
            more = np.full(2 * len(self._vocabulary) - len(self._oldest), -1, np.int64)
            self._oldest = np.concatenate([self._oldest, more])
        firsts = _run_starts(terms)
        before = np.empty_like(stories)
        before[1:] = stories[:-1]
        before[firsts] = self._oldest[terms[firsts]]
        lasts = np.append(firsts[1:], len(terms)) - 1
        self._oldest[terms[lasts]] = stories[lasts]
        return np.where(before < 0, stories, before - stories - 1)

    def lists(self) -> PostingLists:
        """The lists of all that was added."""
        self._flush()
        oldest = self._oldest.tolist()
        names = list(self._vocabulary)
        for language, number in _LANGUAGES.items():
            if number in self._terms_by_language:
                spoken = np.flatnonzero(self._terms_by_language[number]).tolist()
                self._written.setdefault(language, set()).update([names[term] for term in spoken])
        return PostingLists(
            size=self._size,
            stories={term: self._stories[number] for term, number in self._vocabulary.items()},
            steps={term: self._steps[number] for term, number in self._vocabulary.items()},
            places={term: self._places[number] for term, number in self._vocabulary.items()},
            oldest={term: oldest[number] for term, number in self._vocabulary.items()},
            values=self._values,
            names=self._names,
            written=self._written,
        )


def _append_values(
    into: dict[int, str], terms: Numbers, starts: Numbers, signs: str, ends: Numbers
) -> None:
    """Append values to the lists of terms.

    `starts` tells the first value of each, `ends` where the signs of each value end.
    """
    firsts = _run_starts(terms)
    edges = np.append(np.append(0, ends)[starts[firsts]], len(signs)).tolist()
    for term, start, end in zip(terms[firsts].tolist(), edges, edges[1:], strict=False):
        # Joined at once: a hundred thousand lists of small pieces take far more memory than what
        # they hold.
        into[term] = into[term] + signs[start:end] if term in into else signs[start:end]


def _run_starts(*columns: Numbers) -> Numbers:
    """Find the rows that differ from the row before."""
    changed = np.zeros(len(columns[0]), bool)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changed)


def _place_gaps(places: Numbers, starts: Numbers) -> Numbers:
    """Encode places as gaps from the one before in the same story.

    Each gap is doubled; the last one of a story has one more.
    """
    gaps = np.diff(places, prepend=0)
    gaps[starts] = places[starts]
    ends = np.append(starts[1:], len(places)) - 1
    written: Numbers = gaps << 1
    written[ends] |= 1
    return written


def merge_lists(newer: PostingLists, older: PostingLists) -> PostingLists:
    """Merge the lists of two runs of stories, whose numbers count from their own first story."""
    size = older.size
    oldest = {term: number + size for term, number in newer.oldest.items()} | older.oldest
    gaps = dict(older.stories)
    for term, signs in newer.stories.items():
        first, at = decode_number(signs)
        raised = encode_number(first + size) + signs[at:]
        gaps[term] = (
            raised + _rebase_first_gap(gaps[term], newer.oldest[term] + size)
            if term in gaps
            else raised
        )
    values = {key: [number + size for number in stories] for key, stories in newer.values.items()}
    for key, stories in older.values.items():
        values.setdefault(key, []).extend(stories)
    names = {
        key: newer.names.get(key, Counter()) + older.names.get(key, Counter()) for key in values
    }
    written = {
        language: newer.written.get(language, set()) | older.written.get(language, set())
        for language in newer.written.keys() | older.written.keys()
    }
    return PostingLists(
        size + newer.size,
        gaps,
        _append_lists(newer.steps, older.steps),
        _append_lists(newer.places, older.places),
        oldest,
        values,
        names,
        written,
    )


def _append_lists(newer: dict[str, str], older: dict[str, str]) -> dict[str, str]:
    return older | {term: signs + older.get(term, "") for term, signs in newer.items()}


def _rebase_first_gap(signs: str, before: int) -> str:
    """Rebase a list: its first number becomes the gap from the story before it."""
    first, at = decode_number(signs)
    return encode_number(before - first - 1) + signs[at:]
