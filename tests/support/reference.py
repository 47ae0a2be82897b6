"""What a question means, by a plain scan of all stories: loops and sets, no index, and no haste.

Only words are taken from the program: how a text becomes terms, what is searched of a story, what a
stemmer makes of a word.
"""

from __future__ import annotations

import bisect
import datetime
import functools
import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import Stemmer

from generator.catalog.presenting import present_story
from generator.page.model import Page
from generator.search import fields
from generator.search.fields import facet_values, searchable_texts
from generator.search.stems import ALGORITHMS
from generator.search.tokens import (
    fold_words,
    is_run,
    normalize_name,
    script_of_term,
    split_words,
    tokenize,
)

FACETS = tuple(fields.FACETS)
_SCRIPTS = {
    "ar": "Arab", "el": "Grek", "fa": "Arab", "hi": "Deva", "hy": "Armn", "ne": "Deva",
    "ru": "Cyrl", "ta": "Taml",
    "yi": "Hebr",
}  # fmt: skip
"""The script of a language with a stemmer, where it is not Latin."""


# --- questions ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in its parts."""

    words: tuple[str, ...] = ()
    open: bool = False
    """Whether the last word ends the text, so that its beginning is enough."""
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    without_phrases: tuple[str, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    """Facets and names of filters in the box."""
    after: str = ""
    before: str = ""
    """Days, months or years in the box."""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names beside the box."""
    since: str = ""
    until: str = ""
    """Days beside the box."""
    sort: str = "relevance"

    def text(self) -> str:
        """The question as a person types it."""
        parts = [f'{facet}:"{name}"' for facet, name in self.typed]
        parts += [f"after:{self.after}"] * bool(self.after) + [f"before:{self.before}"] * bool(
            self.before
        )
        parts += [f"-{word}" for word in self.without] + [
            f'-"{phrase}"' for phrase in self.without_phrases
        ]
        parts += [f'"{phrase}"' for phrase in self.phrases]
        parts += self.words
        return " ".join(parts) + ("" if self.open else " ")

    def query(self, show: int = 5, counts: Sequence[str] = FACETS) -> dict[str, object]:
        """The question as the page asks it, with every value of the facets whose counts are
        wanted.
        """
        return {
            "text": self.text(),
            "filters": {facet: list(self.chosen.get(facet, ())) for facet in FACETS},
            "from": self.since,
            "to": self.until,
            "sort": self.sort,
            "show": show,
            "counts": list(counts),
            "all": list(counts),
        }

    def range(self) -> tuple[str, str]:
        """The first and the last day that are asked for, empty where any will do."""
        first = max(self.since, _next(_period(self.after)[1]) if self.after else "")
        last = _before(_period(self.before)[0]) if self.before else ""
        return first, min(filter(None, (self.until, last)), default="")


def _period(text: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a day, a month or a year."""
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    first = datetime.date(year, month or 1, day or 1)
    if day:
        return first, first
    after = datetime.date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1)
    return first, after - datetime.timedelta(1)


def _next(day: datetime.date) -> str:
    return (day + datetime.timedelta(1)).isoformat()


def _before(day: datetime.date) -> str:
    return (day - datetime.timedelta(1)).isoformat()


@dataclass(frozen=True, slots=True)
class Sought:
    """A term of a question; where its beginning is enough, it begins."""

    term: str
    begins: bool = False


def sought(text: str, *, open: bool = False) -> list[Sought]:
    """The terms of what is typed: of a run of signs the pairs, of a single sign all pairs that it
    begins.
    """
    found: list[Sought] = []
    for word in split_words(text):
        before_in_run = False
        for term in tokenize(word):
            run = is_run(term)
            if run and len(term) == 1 and before_in_run:
                before_in_run = False
                continue
            found.append(Sought(term, run and len(term) == 1))
            before_in_run = run and len(term) > 1
    if found and open:
        last = found[-1].term
        found[-1] = Sought(last, found[-1].begins or len(last) >= 3 or is_run(last))
    return found


# --- stories --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Story:
    """A story as it is searched."""

    address: str
    day: str
    """Empty for none."""
    covered: int
    texts: list[str]
    """Of its pieces."""
    pieces: list[list[str]]
    """The terms of each."""
    weights: Counter[str]
    """How often each term stands in it, as its pieces weigh."""
    length: int
    values: dict[str, dict[str, list[str]]]
    """By facet and name as compared: the spellings."""
    written: list[tuple[str, str]]
    """Words and their languages."""
    languages: set[str]


def story(name: str, page: Page, *, texts: bool = False) -> Story:
    """The story of a page named `2025/name`."""
    told = present_story(page)
    weights: Counter[str] = Counter()
    searched = searchable_texts(told, texts=texts)
    pieces, written = [], []
    for piece in searched:
        pieces.append(tokenize(piece.text))
        for term in pieces[-1]:
            weights[term] += piece.weight
        written += [(word, piece.language) for word in split_words(piece.text) if piece.language]
    values: dict[str, dict[str, list[str]]] = {}
    for facet, names in facet_values(told).items():
        values[facet] = {}
        for shown in names:
            values[facet].setdefault(normalize_name(shown), []).append(shown)
    reported = told.coverage.reported
    return Story(
        address=f"stories/{name}.html",
        day=told.date or told.day or "",
        covered=told.coverage.captured if reported is None else reported,
        texts=[piece.text for piece in searched],
        pieces=pieces,
        weights=weights,
        length=weights.total(),
        values=values,
        written=written,
        languages={told.language, *(article.language for article in told.articles)},
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What a question finds."""

    addresses: list[str]
    """In order."""
    scores: list[float]
    """Of each, in the steps that the index keeps."""
    exact: list[float]
    """Of each, in no steps."""
    counts: dict[str, Counter[str]]
    months: list[tuple[str, int]]
    undated: int


def _folded(stem: str, term: str) -> str:
    folded = fold_words(stem).replace(" ", "")
    return folded if len(folded) >= 2 else term


@functools.cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(ALGORITHMS[language])


def _step(share: float) -> int:
    """The step in which a share falls, of 64 steps between 0.15 and 1."""
    return min(63, max(0, int((share - 0.15) * 64 / 0.85)))


def _kept(step: int, falling: Sequence[int], size: int, fine: int) -> float:
    """What the index keeps of a step among those of a word in a segment: the middle of it, or of
    those around it.
    """
    if len(falling) > fine:
        best = max(fine, len(falling) // 28)
        least, width = falling[best - 1], 2
        if step < falling[min(2 * best, len(falling)) - 1]:
            share = len(falling) / size
            least, width = (
                falling[min(2 * best, len(falling)) - 1],
                24 if share > 0.9 else 16 if share > 0.75 else 8,
            )
        if step < least:
            step = max(
                0,
                next(
                    middle
                    for middle in range(least - 1 - width // 2, -99, -width)
                    if middle - width // 2 < step
                ),
            )
    return 0.15 + (step + 0.5) / 64 * 0.85


class Scan:
    """All stories of an archive, by the names of their pages."""

    def __init__(self, pages: Mapping[str, Page], *, texts: bool = False, fine: int = 512) -> None:
        """`texts` tells whether full texts of articles are published, `fine` how many impacts of a
        list are not made coarse.
        """
        told = {name: story(name, page, texts=texts) for name, page in pages.items()}
        # Oldest first, those without a day before; within a day by path, the last one first.
        names = sorted(told, key=lambda name: f"{name}.md", reverse=True)
        self.stories = sorted((told[name] for name in names), key=lambda story: story.day)
        self.terms = {term for story in self.stories for term in story.weights}
        self.languages = (
            set().union(*(story.languages for story in self.stories)) & ALGORITHMS.keys()
        )
        self.own: dict[str, set[str]] = defaultdict(set)
        self.other: dict[str, set[str]] = defaultdict(set)
        self._learn()
        self.average = self._average()
        self._fine = fine
        size = len(self.stories)
        ends = sorted({size - size % 512, size - size % 512 % 16, size})
        self._segments = {
            story.address: bisect.bisect(ends, number) for number, story in enumerate(self.stories)
        }
        self._sizes = Counter(self._segments.values())
        self._falling = functools.cache(self._steps)
        self.forms = functools.cache(self._forms)
        self._holding = functools.cache(self._shares)

    def _learn(self) -> None:
        """The stems of every term."""
        for word, language in {pair for story in self.stories for pair in story.written}:
            terms = tokenize(word)
            if (
                language in self.languages
                and len(terms) == 1
                and script_of_term(terms[0]) == _script(language)
            ):
                stem = _stemmer(language).stemWord(unicodedata.normalize("NFC", word.lower()))
                self.own[terms[0]].add(_folded(stem, terms[0]))
        for term in self.terms:
            for language in self.languages:
                if script_of_term(term) == _script(language):
                    self.other[term].add(_folded(_stemmer(language).stemWord(term), term))
            if is_run(term):
                self.own[term], self.other[term] = set(), set()

    def _average(self) -> int:
        """The weighted length of an average story of those that stand together longest, 512 of them
        spread evenly.
        """
        size = len(self.stories)
        largest = next((size - size % step for step in (512, 16) if size >= step), size)
        chosen = sorted(
            {number * largest // min(512, largest) for number in range(min(512, largest))}
        )
        return max(1, sum(self.stories[number].length for number in chosen) // max(1, len(chosen)))

    # --- words ------------------------------------------------------------------------------------

    def _forms(self, term: str, begins: bool) -> frozenset[str]:
        """The terms that a term of a question finds."""
        found = {term} & self.terms
        started = {other for other in self.terms if other.startswith(term)} if begins else set()
        own, every = (
            set(self.own.get(term, ())),
            set(self.own.get(term, ())) | set(self.other.get(term, ())),
        )
        if term not in self.terms and not is_run(term) and not started:
            own = every = self._guessed(term)
        related = {
            other for other in self.terms if self.own[other] & every or self.other[other] & own
        }
        return frozenset(found | started | related)

    def _guessed(self, term: str) -> set[str]:
        """For a word of no story: the longest stem of others with which it begins."""
        start = term[: max(3, len(term) - 5)]
        stems = {
            stem
            for other in self.terms
            if other.startswith(start) and len(term) > len(start)
            for stem in self.own[other]
            if term.startswith(stem) and len(stem) >= len(start)
        }
        return {max(stems, key=len)} if stems else set()

    def _share(self, story: Story, form: str) -> float:
        weight = story.weights[form]
        return weight / (weight + 1.2 * (0.25 + 0.75 * story.length / self.average))

    def _steps(self, form: str) -> dict[int, list[int]]:
        """All steps of a form, by segment."""
        found: dict[int, list[int]] = defaultdict(list)
        for story in self.stories:
            if form in story.weights:
                found[self._segments[story.address]].append(_step(self._share(story, form)))
        return {segment: sorted(steps, reverse=True) for segment, steps in found.items()}

    def _stepped(self, story: Story, form: str) -> float:
        segment = self._segments[story.address]
        share = _kept(
            _step(self._share(story, form)),
            self._falling(form)[segment],
            self._sizes[segment],
            self._fine,
        )
        return share / (1 - share)

    def _shares(self, forms: frozenset[str]) -> dict[str, tuple[float, float]]:
        """The stories that hold any of the forms, with what these weigh there together, in steps
        and exactly.
        """
        found = {}
        for story in self.stories:
            held = sorted(forms & story.weights.keys())
            if held:
                stepped = sum(self._stepped(story, form) for form in held)
                exact = sum(
                    share / (1 - share) for share in (self._share(story, form) for form in held)
                )
                found[story.address] = (stepped / (1 + stepped), exact / (1 + exact))
        return found

    def _term(self, one: Sought) -> dict[str, tuple[float, float]]:
        return self._holding(self.forms(one.term, one.begins))

    def _phrase(self, text: str) -> set[str]:
        """The stories in which the terms of a phrase stand side by side in one piece."""
        terms = _phrase(text)
        needed = {term for here in terms for term in here}
        holding = [story for story in self.stories if needed <= story.weights.keys()]
        return {
            story.address
            for story in holding
            if any(_follows(piece, terms) for piece in story.pieces)
        }

    def _scored(
        self, lists: Iterable[Mapping[str, tuple[float, float]]], address: str
    ) -> tuple[float, float]:
        stepped = exact = 0.0
        for found in lists:
            if address in found:
                idf = math.log(1 + (len(self.stories) - len(found) + 0.5) / (len(found) + 0.5))
                stepped, exact = stepped + idf * found[address][0], exact + idf * found[address][1]
        return stepped, exact

    # --- questions --------------------------------------------------------------------------------

    def _matching(
        self, question: Question
    ) -> tuple[list[Story], list[Mapping[str, tuple[float, float]]]]:
        """The stories that words and phrases find, and the lists that score them."""
        last = len(question.words) - 1
        words = [
            sought(word, open=question.open and number == last)
            for number, word in enumerate(question.words)
        ]
        lists = [self._term(one) for word in words for one in word]
        phrases = [self._phrase(phrase) for phrase in question.phrases]
        out: set[str] = set()
        for word in question.without:
            out |= set.intersection(*(set(self._term(one)) for one in sought(word)))
        for phrase in question.without_phrases:
            out |= self._phrase(phrase)
        needed: list[Iterable[str]] = [*lists, *phrases]
        matching = [
            story
            for story in self.stories
            if story.address not in out and all(story.address in of for of in needed)
        ]
        spoken = [one for phrase in question.phrases for one in sought(phrase)]
        return matching, [*lists, *(self._holding(frozenset({one.term})) for one in spoken)]

    def named(self, facet: str, text: str) -> set[str]:
        """The values, as compared, that a name in the box means: those of that name, else those
        whose words begin like it.
        """
        every = {key: names for story in self.stories for key, names in story.values[facet].items()}
        if normalize_name(text) in every:
            return {normalize_name(text)}
        words = tokenize(text)
        return {
            key
            for key, names in every.items()
            if words
            and all(any(term.startswith(word) for term in tokenize(names[0])) for word in words)
        }

    def _choices(self, question: Question) -> list[tuple[str, bool, set[str]]]:
        """The values of which a story must have one, with their facet and whether the box says
        so.
        """
        choices = [
            (facet, False, set(map(normalize_name, names)))
            for facet, names in question.chosen.items()
            if names
        ]
        for facet in dict.fromkeys(facet for facet, _ in question.typed):
            named = [self.named(facet, name) for of, name in question.typed if of == facet]
            choices.append((facet, True, set().union(*named)))
        return choices

    def ask(self, question: Question) -> Found:
        """The answer."""
        matching, lists = self._matching(question)
        choices = self._choices(question)
        first, last = question.range()

        def fits(story: Story, but: str = "") -> bool:
            return all(
                values & story.values[facet].keys()
                for facet, typed, values in choices
                if typed or facet != but
            )

        def inside(story: Story) -> bool:
            return not (first or last) or (story.day != "" and first <= story.day <= (last or "~"))

        fitting = [story for story in matching if fits(story)]
        scores = {story.address: self._scored(lists, story.address) for story in fitting}
        found = self._sorted(list(filter(inside, fitting)), question, scores)
        counted = {
            facet: [story for story in filter(inside, matching) if fits(story, facet)]
            for facet in FACETS
        }
        return Found(
            addresses=[story.address for story in found],
            scores=[scores[story.address][0] for story in found],
            exact=[scores[story.address][1] for story in found],
            counts={
                facet: Counter(value for story in of for value in story.values[facet])
                for facet, of in counted.items()
            },
            months=list(_months(story.day[:7] for story in fitting if story.day)),
            undated=sum(not story.day for story in fitting),
        )

    def _sorted(
        self, found: list[Story], question: Question, scores: Mapping[str, tuple[float, float]]
    ) -> list[Story]:
        newest = found[::-1]
        if question.sort == "oldest":
            return sorted(found, key=lambda story: not story.day)
        if question.sort == "covered":
            return sorted(newest, key=lambda story: -story.covered)
        if question.sort == "relevance" and (question.words or question.phrases):
            return sorted(newest, key=lambda story: -scores[story.address][0])
        return newest


def _script(language: str) -> str:
    return _SCRIPTS.get(language, "Latn")


def _phrase(text: str) -> list[list[str]]:
    """The terms of a phrase, by place: two where a run of signs ends, since its last sign alone is
    said by the pair before.
    """
    places: list[list[str]] = []
    for word in split_words(text):
        of_word = tokenize(word)
        for number, term in enumerate(of_word):
            alone = is_run(term) and len(term) == 1
            places.append([] if alone and number and is_run(of_word[number - 1]) else [term])
    while places and not places[-1]:
        places.pop()
    return places


def _follows(piece: Sequence[str], terms: Sequence[Sequence[str]]) -> bool:
    return bool(terms) and any(
        all(not here or piece[start + at] == here[0] for at, here in enumerate(terms))
        for start in range(len(piece) - len(terms) + 1)
    )


def _months(months: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Each month from the first to the last, with its stories."""
    counts = Counter(months)
    if not counts:
        return
    month, last = min(counts), max(counts)
    while month <= last:
        yield month, counts[month]
        year, number = map(int, month.split("-"))
        month = f"{year + number // 12:04}-{number % 12 + 1:02}"
