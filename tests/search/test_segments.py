"""The files of the index: which stories stand together, what each file holds, and that no file
tells how it came about.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import math
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import unquote

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from generator.catalog.database import Catalog
from generator.catalog.entries import PageFile, PageRows, make_page_entry, make_page_rows
from generator.catalog.withdrawals import WithdrawalNotice, WithdrawnPage
from generator.page import format as page
from generator.page.model import Page
from generator.search import dictionary, segments, values
from generator.search.dictionary import front_code_names
from generator.search.fields import FACETS, WeightedText
from generator.search.inversion import Inversion, PostingLists, SearchDocument, quantize_impacts
from generator.search.numbers import (
    SIGNS,
    decode_digits,
    decode_numbers,
    encode_digits,
    encode_number,
    pack_lists,
)
from generator.search.script_files import build_folder, manifest_script
from generator.search.segments import Facts, Span
from generator.search.tokens import fold_words, is_run
from generator.site.manifest import MANIFEST
from generator.site.output import OutputWriter
from generator.site.search_files import invert_stories, write_search_file
from generator.site.search_index import CACHE_KEY, SearchIndex, SegmentPart
from generator.site.settings import Site
from generator.story.model import Article
from tests.support.archives import STAMP, coverage, told_page
from tests.support.bits import Bits
from tests.support.program import tree
from tests.support.repository import ROOT

# --- which stories stand together -----------------------------------------------------------------

COUNTS = range(2001)


def test_segments_hold_the_largest_multiples() -> None:
    """The first holds as many times 512 stories as there are, the second as many times 16 of the
    rest, the third the rest.
    """
    for count in COUNTS:
        spans = segments.segment_spans(count)
        sizes = (count // 512 * 512, count % 512 // 16 * 16, count % 16)
        assert [span.size for span in spans] == [size for size in sizes if size]
        assert all(
            one.last == other.first
            for one, other in pairwise([Span(0, 0), *spans, Span(count, count)])
        )


def test_a_new_story_rewrites_the_small_segment_only() -> None:
    """The largest segment stands until 512 stories more are there, the middle one until 16 are."""
    for count in COUNTS:
        gone = set(segments.segment_spans(count)) - set(segments.segment_spans(count + 1))
        assert all(
            span.size < (16 if (count + 1) % 16 else 512 if (count + 1) % 512 else count + 1)
            for span in gone
        )


def test_folders_part_a_segment() -> None:
    """Stories that are shown stand in folders of 512, of 16, and of the rest, one behind the other;
    full ones stay for good.
    """
    before: set[Span] = set()
    for count in COUNTS:
        folders = [
            folder
            for span in segments.segment_spans(count)
            for folder in segments.folder_spans(span)
        ]
        assert [folder.size for folder in folders] == [512] * (count // 512) + [16] * (
            count % 512 // 16
        ) + [count % 16] * (count % 16 > 0)
        assert all(one.last == other.first for one, other in pairwise([Span(0, 0), *folders]))
        assert {folder for folder in before if folder.size == 512} <= set(folders)
        before = set(folders)


@given(st.integers(1, 3000))
def test_the_sample_is_spread_evenly(size: int) -> None:
    """Of a few stories all are measured; of many 512, as far apart from each other as can be."""
    sample = segments.sample_stories(Span(0, size))
    assert len(sample) == min(size, 512)
    assert sample[0] == 0
    gaps = {after - before for before, after in pairwise([*sample, size])}
    assert max(gaps) - min(gaps) <= 1


# --- what the files hold --------------------------------------------------------------------------

DAYS = st.one_of(
    st.none(),
    st.dates().map(str),
    st.sampled_from(("0001-01-01", "2025-07-07", "2025-07-08", "9999-12-31")),
)


@given(st.lists(DAYS, max_size=12))
def test_days_come_back(days: list[str | None]) -> None:
    """How many stories have no day, then how many each day has, one after the other; 0 and a number
    for days without any.
    """
    ordered = sorted(days, key=lambda day: day or "")
    undated, *rest = decode_numbers(
        segments.encode_days([Facts(day, 0) for day in ordered])
    ).tolist()
    found: list[str | None] = [None] * undated
    ordinal, told = 0, iter(rest)
    for stories in told:
        if stories:
            found += [datetime.date.fromordinal(ordinal).isoformat()] * stories
        ordinal += 1 if stories else next(told)
    assert found == ordered
    assert len(rest) <= 3 * len(set(days) - {None})


FILES = st.dictionaries(
    st.from_regex("[a-z]?[0-9]{0,3}", fullmatch=True),
    st.one_of(st.text(), st.lists(st.text(max_size=3))),
    max_size=4,
)


def _handed_over(script: str) -> list[Any]:
    """What a script hands over, as an old browser reads it: one call on one line, with JSON in
    it.
    """
    match = re.fullmatch(r"storyIndex\.(?:file|manifest)\((.*)\)\n", script)
    assert match
    assert not set(match[1]) & set("\n\r\u2028\u2029")
    values: list[Any] = json.loads(f"[{match[1]}]")
    return values


@given(FILES)
def test_scripts_hand_over_what_they_hold(files: dict[str, object]) -> None:
    """Each file is a script that tells its own name and what it holds, whatever signs that has."""
    folder = build_folder(files.items())
    assert {path: _handed_over(script) for path, script in folder.scripts()} == {
        f"{folder.name}/{file}.js": [f"{folder.name}/{file}", value]
        for file, value in files.items()
    }
    assert folder.paths() == [path for path, _ in folder.scripts()]


@given(FILES, FILES)
def test_a_folder_is_named_by_what_it_holds(
    one: dict[str, object], other: dict[str, object]
) -> None:
    """The same files have the same name, and others another one, so that no browser takes an old
    file for a new one.
    """
    assert re.fullmatch("[0-9a-f]{12}", build_folder(one.items()).name)
    assert (build_folder(one.items()).name == build_folder(other.items()).name) == (
        list(one.items()) == list(other.items())
    )


WORDS = st.sampled_from(
    ("ferry", "ferries", "strike", "Straße", "of", "2025", "東京", "𐐨𐐨𐐨", "été")
)
NAMES = st.lists(
    st.sampled_from(("Coda", "CODA", "The Ledger", "C", "C++", "50 %", "東京")), max_size=3
).map(dict.fromkeys)
STORIES = st.lists(
    st.builds(
        SearchDocument,
        st.lists(
            st.builds(WeightedText, st.just(1), st.lists(WORDS, max_size=4).map(" ".join)),
            max_size=2,
        ),
        st.fixed_dictionaries({}, optional=dict.fromkeys(FACETS, NAMES)),
    ),
    min_size=1,
    max_size=14,
)


def _lists(stories: Sequence[SearchDocument]) -> PostingLists:
    made = Inversion(10)
    for number in reversed(range(len(stories))):
        made.add(number, stories[number])
    return made.lists()


def _files(lists: PostingLists, covered: int = 0) -> dict[str, Any]:
    made = segments.build_segment(lists, {}, [Facts(None, covered)] * lists.size).folder
    return {name: json.loads(payload) for name, payload in made.files.items()}


def _row(text: str) -> list[str]:
    """Names in a row, each with what it shares with the one before, and a `!` behind it."""
    assert text == "" or text.endswith("!")
    found, before = [], ""
    for head in text.split("!")[:-1]:
        before = before[: SIGNS.index(head[0])] + head[1:]
        found.append(unquote(before))
    return found


def _valued(names: str, counts: str, signs: str, size: int) -> dict[str, list[int]]:
    """Values with their stories; what has none stands for what is left of all."""
    bits, told = Bits(signs), decode_numbers(counts).tolist()
    found = {name: bits.list(count, size) for name, count in zip(_row(names), told, strict=True)}
    assert bits.done()
    others = set().union(*found.values())
    return {name: found[name] or sorted(set(range(size)) - others, reverse=True) for name in found}


@given(STORIES)
def test_the_values_of_a_facet(stories: list[SearchDocument]) -> None:
    """Each in its commonest spelling with its stories; the commonest of a large segment apart, and
    how many others it has.
    """
    lists = _lists(stories)
    with mock.patch.object(segments, "LARGE", 8), mock.patch.multiple(values, TOP=2, FEW=3):
        files = _files(lists)
    for facet, sign in FACETS.items():
        found = {key: held for (of, key), held in lists.values.items() if of == facet}
        spelled = {key: lists.names[facet, key] for key in found}
        names = {
            key: min(spelled[key], key=lambda name: (-spelled[key][name], name)) for key in found
        }
        ordered = sorted(found, key=lambda key: (-len(found[key]), key))
        shown = ordered[: 2 if len(stories) >= 8 and len(found) > 3 else None]
        more, *first = files[f"t{sign}"]
        assert more == len(found) - len(shown)
        assert _valued(*first, len(stories)) == {names[key]: found[key] for key in shown}
        assert ({f"n{sign}", f"v{sign}"} <= files.keys()) == (more > 0)
        if more:
            rest = _valued(files[f"n{sign}"], *files[f"v{sign}"], len(stories))
            assert rest == {names[key]: found[key] for key in ordered[2:]}


def test_a_value_that_is_what_is_left_has_no_list() -> None:
    """Where each story has one value of a facet, the commonest value costs nothing; where one has
    two, it does.
    """
    one, two = {"captured": {"complete": None}}, {"captured": {"partly": None}}
    stories = [SearchDocument([], facets) for facets in (one, one, two, one, one, two, one)]
    assert _files(_lists(stories))["tc"] == [
        0,
        _names("complete", "partly"),
        "#%",
        pack_lists([np.array([5, 2])], 7),
    ]
    stories[0] = SearchDocument([], {"captured": {"complete": None, "partly": None}})
    assert _files(_lists(stories))["tc"][2] == "(&"
    stories[1] = SearchDocument([], {"captured": {}})
    assert _files(_lists(stories))["tc"][2] == "'&", (
        "as many values as stories, and yet not one for each"
    )


def _names(*names: str) -> str:
    return front_code_names(names)


@given(STORIES)
def test_spellings_come_back(stories: list[SearchDocument]) -> None:
    """Words of three letters and more, but no figures, no runs and nothing beyond 16 bits, each
    with a step for its stories.
    """
    lists = _lists(stories)
    words, steps = _files(lists)["w"]
    found = dict(zip(_row(words), decode_numbers(steps).tolist(), strict=True))
    counts = {term: len(signs) for term, signs in lists.steps.items()}
    worth = {
        term
        for term in counts
        if len(term) > 2 and term not in {"2025", "𐐨𐐨𐐨"} and not is_run(term)
    }
    assert found == {term: counts[term].bit_length() for term in worth}


def test_large_segments_offer_no_rare_spelling() -> None:
    """Among many stories a word that stands in one of them may be a slip itself."""
    stories = [SearchDocument([WeightedText(1, "ferry")], {})] * 512 + [
        SearchDocument([WeightedText(1, "ferri ferrys")], {})
    ]
    assert _files(_lists(stories))["w"] == [_names("ferry"), encode_number(10)]
    assert len(_row(_files(_lists(stories[-3:]))["w"][0])) == 3


# --- impacts --------------------------------------------------------------------------------------

STEPS = st.lists(st.integers(0, 63), max_size=40).map(
    lambda steps: "".join(SIGNS[step] for step in steps)
)


@given(STEPS, st.integers(1, 12), st.integers(40, 80))
@example(SIGNS[:64], 4, 85)
@example(SIGNS[:64], 4, 86)
def test_the_best_impacts_are_kept_as_they_are(steps: str, fine: int, size: int) -> None:
    """The first ones stay, as many again change by a step at most, all others by half of eight or
    sixteen; the order stays.
    """
    with mock.patch.object(segments, "FINE", fine):
        changed = segments.coarsen_impacts(steps, size)
    best, width = max(fine, len(steps) // 28), 16 if len(steps) > 0.75 * size else 8
    pairs = sorted(
        zip(map(SIGNS.index, steps), map(SIGNS.index, changed), strict=True),
        reverse=True,
    )
    assert [one for one, other in pairs[:best] if one != other] == []
    assert [one for one, other in pairs[: 2 * best] if abs(one - other) > 1] == []
    assert [one for one, other in pairs if abs(one - other) > width // 2] == []
    assert all(one[1] >= other[1] for one, other in pairwise(pairs))
    assert len({other for _, other in pairs[2 * best :]}) <= 64 // width + 1


def test_coarse_impacts_rank_nearly_alike() -> None:
    """Among six thousand stories the first ten of nearly any question score as well as if nothing
    were coarse, within 2 %.
    """
    chance = np.random.default_rng(7)
    size, shares = 6_000, (0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1)
    lengths = chance.lognormal(6.4, 0.5, size).astype(np.int64)
    average = int(lengths.mean())
    exact, kept = [], []
    for share in shares * 2:
        weights = chance.poisson(-math.log(1 - share) * lengths / average)
        there = weights > 0
        rarity = math.log(1 + (size - there.sum() + 0.5) / (there.sum() + 0.5))
        impacts = weights / (weights + 1.2 * (0.25 + 0.75 * lengths / average))
        steps = encode_digits(quantize_impacts(weights[there], lengths[there], average))
        stepped = np.zeros(size)
        stepped[there] = (
            0.15 + (decode_digits(segments.coarsen_impacts(steps, size)) + 0.5) / 64 * 0.85
        )
        exact.append(rarity * np.where(there, impacts, -np.inf))
        kept.append(rarity * np.where(there, stepped, -np.inf))
    places = right = 0
    for asked in (
        chance.choice(len(exact), words, replace=False)
        for words in (1, 2, 2, 3, 4)
        for _ in range(40)
    ):
        scores, told = sum(exact[word] for word in asked), sum(kept[word] for word in asked)
        best = np.sort(scores)[::-1][:10]
        first = scores[np.argsort(-told, kind="stable")[:10]]
        found = best > -np.inf
        places += found.sum()
        right += (np.abs(first - best)[found] <= 0.02 * best[found]).sum()
    assert places > 1_900
    assert right >= 0.95 * places, right / places


def _coarse(steps: Sequence[int], size: int) -> list[int]:
    """The steps of a word's impacts as the index tells them."""
    changed: list[int] = decode_digits(
        segments.coarsen_impacts(encode_digits(np.array(steps)), size)
    ).tolist()
    return changed


@pytest.mark.parametrize(
    ("stories", "best"), [(514, 512), (28 * 513 - 1, 512), (28 * 513, 513), (28 * 600, 600)]
)
def test_512_stories_or_one_of_28_keep_their_own_step(stories: int, best: int) -> None:
    """The last of the best stories of a word keeps its step; the next one is told by the lower step
    of a pair.
    """
    for ahead, told in ((best - 1, 62), (best, 61)):
        changed = _coarse([63] * ahead + [62] + [20] * (stories - ahead - 1), 10 * stories)
        assert changed[:ahead] == [63] * ahead
        assert changed[ahead] == told


def test_as_many_again_are_told_in_pairs() -> None:
    """Behind the best 512 stories of a word 512 more change by a step at most; whatever comes
    behind them, by up to four.
    """
    for behind, told in ((511, 61), (512, 58)):
        changed = _coarse([63] * (512 + behind) + [62] + [20] * 4_000, 50_000)
        assert changed[512 + behind] == told


@pytest.mark.parametrize(
    ("stories", "width"), [(15_000, 8), (15_001, 16), (18_000, 16), (18_001, 24)]
)
def test_a_word_in_most_stories_is_told_coarsely(stories: int, width: int) -> None:
    """Eight steps become one; sixteen where more than three of four stories have the word, 24 where
    nine of ten do.
    """
    ahead = 2 * (stories // 28)
    low = [*range(62, 62 - 2 * width, -1)]
    changed = _coarse([63] * ahead + low + [0] * (stories - ahead - len(low)), 20_000)
    middle = 62 - width // 2
    assert changed[ahead : ahead + len(low)] == [middle] * width + [middle - width] * width


# --- all files ------------------------------------------------------------------------------------


@given(STORIES, st.integers(0, 2**40))
def test_files_of_a_segment(stories: list[SearchDocument], covered: int) -> None:
    """Blocks, files of lists, the places of both, and what is known of each story; nothing else."""
    lists = _lists(stories)
    with mock.patch.multiple(dictionary, BLOCK=40, GROUP=8):
        files = _files(lists, covered)
        kinds = [re.sub("[0-9]+", "#", name) for name in files]
    assert set(kinds) <= {
        "#",
        "p#",
        "x#",
        "y#",
        "c",
        "w",
        *(f"t{sign}" for sign in FACETS.values()),
    }
    assert kinds.count("p#") <= kinds.count("#")
    assert kinds.count("y#") <= kinds.count("x#")
    assert list(decode_numbers(files["c"])) == [min(covered, 2**30)] * len(stories)


def test_many_days_have_a_file() -> None:
    """The days of a segment stand in the manifest, or in a file of their own where they are
    many.
    """
    lists = _lists([SearchDocument([], {})] * 600)
    few = [Facts("2025-07-07", 1)] * 600
    many = [
        Facts(datetime.date.fromordinal(700_000 + 2 * number).isoformat(), 1)
        for number in range(600)
    ]
    for facts, apart in ((few, False), (many, True)):
        with mock.patch.object(segments, "INLINE", 1024):
            made = segments.build_segment(lists, {}, facts)
        assert made.entry == {"name": made.folder.name, "stories": 600, "starts": ""} | (
            {} if apart else {"days": segments.encode_days(facts)}
        )
        assert made.folder.files.get("d") == (
            json.dumps(segments.encode_days(facts)) if apart else None
        )


def test_the_manifest_names_all() -> None:
    """It tells the number of stories, what each segment says of itself, and the folders, oldest
    first.
    """
    (told,) = _handed_over(manifest_script(3, [{"name": "a", "stories": 3}], ["b", "c"]))
    assert told == {
        "format": 4,
        "stories": 3,
        "segments": [{"name": "a", "stories": 3}],
        "folders": "b c",
    }


# --- the index does not tell how it came about ----------------------------------------------------

PLAIN = "the ferry of the harbour stays and ferries strike"
INVENTED = (
    *(
        "quorvexil",
        "zibbalont",
        "wrymosteg",
        "plinquarth",
        "vuxomirat",
        "jokelwyph",
        "tremmuzaq",
        "glyzonkiv",
    ),
    *("東京拘置所前", "Übergnorps"),
)
"""Words of which no piece of five signs stands in anything else that an index holds."""
SENTENCES = (
    *("",) * 8,
    "The harbour was closed after the storm, and the ferries that are not there for their passengers have been cancelled.",
    "Die Fähre ist nach dem Sturm nicht mit dem Hafen verbunden, und die Fahrgäste müssen auf das nächste Schiff warten.",
)
"""Most stories are too short for their language to be known, so that one comes and goes now and
then."""


@dataclass(frozen=True)
class Draft:
    """What makes a story of these tests."""

    day: str | None
    title: str
    outlet: str | None = None
    text: str | None = None
    summary: str = ""
    reported: int | None = None

    def page(self) -> Page:
        """The page of it."""
        article = Article(title="Report", outlet=self.outlet, excerpt=PLAIN, text=self.text)
        told = {
            "articles": (article,),
            "summary": self.summary or None,
            "coverage": coverage(self.reported),
        }
        return told_page(self.title, self.day, **told)

    def words(self, *, texts: bool) -> str:
        """All words of it that are published, but for the plain ones."""
        return " ".join([self.title, self.outlet or "", self.summary, (texts and self.text) or ""])


DRAFTS = st.builds(
    Draft,
    st.sampled_from((None, "2024-12-31", "2025-01-01", "2025-01-02")),
    st.sampled_from(INVENTED),
    st.sampled_from((None, "Coda", "CODA", *INVENTED[:3])),
    st.sampled_from((None, *INVENTED)),
    st.sampled_from(SENTENCES),
    st.sampled_from((None, 0, 7, 5000)),
)


@cache
def _rows(path: str, draft: Draft) -> PageRows:
    kept = draft.page()
    sha256 = hashlib.sha256(page.write(kept).encode("utf-8")).hexdigest()
    return make_page_rows(make_page_entry(PageFile(path, 1, 1, sha256), kept))


def _build(site: Site, catalog: Catalog, root: Path, most: int | None = None) -> None:
    """The index as a build makes it; one that breaks off after so many files, or behind all of
    them, removes nothing.
    """
    catalog.commit(1)
    output = OutputWriter(root)
    index = SearchIndex(site, catalog, output)
    invert_stories(index, catalog, output, 1)
    for number, made in enumerate(index.scripts()):
        if number == most:
            return output.close()
        write_search_file(output, made)
    if left := index.cache_value():
        catalog.remember(CACHE_KEY, left)
    return output.close() if most else output.finish()


def _anew(site: Site, folder: Path, stories: Mapping[str, Draft], shares: int) -> dict[str, bytes]:
    """The files that a build from nothing makes, by path, its work parted among so many."""
    found: dict[str, bytes] = {}

    def made(index: SearchIndex, part: SegmentPart) -> Iterator[Any]:
        index.add_part((yield from index.invert(part)))

    with Catalog(folder / "another.sqlite", STAMP) as catalog:
        for path in sorted(stories):
            catalog.put(_rows(path, stories[path]))
        index = SearchIndex(site, catalog)
        for part in reversed(index.parts(shares)):
            found |= {one.path: one.text.encode("utf-8") for one in made(index, part)}
        found |= {one.path: one.text.encode("utf-8") for one in index.scripts()}  # type: ignore[union-attr]
    (folder / "another.sqlite").unlink()
    return found


class Archives(RuleBasedStateMachine):
    """An archive that changes from build to build, beside one that is always built from nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._small = [
            mock.patch.multiple(segments, LARGE=8, MIDDLE=2, INLINE=8, FINE=2, SAMPLE=3),
            mock.patch.multiple(values, TOP=2, FEW=2),
            mock.patch.multiple(dictionary, BLOCK=200, GROUP=6),
        ]
        for patch in self._small:
            patch.start()
        self._folder = Path(tempfile.mkdtemp())
        self._catalog = Catalog(self._folder / "catalog.sqlite", STAMP)
        self._site = Site(name="x")
        self._stories: dict[str, Draft] = {}
        self._removed: dict[str, Draft] = {}

    def teardown(self) -> None:
        """Leave nothing behind."""
        self._catalog.__exit__(None, None, None)
        shutil.rmtree(self._folder)
        for patch in self._small:
            patch.stop()

    def _put(self, path: str, draft: Draft) -> None:
        self._catalog.put(_rows(path, draft))
        self._stories[path] = draft

    def _take(self, data: st.DataObject) -> tuple[str, Draft]:
        path = data.draw(st.sampled_from(sorted(self._stories)))
        self._catalog.remove(path)
        return path, self._stories.pop(path)

    @initialize(drafts=st.lists(DRAFTS, max_size=12))
    def begin(self, drafts: list[Draft]) -> None:
        """Some stories are there at first."""
        for number, draft in enumerate(drafts):
            self._put(f"2025/{number:02}.md", draft)

    @rule(drafts=st.lists(DRAFTS, min_size=1, max_size=3), number=st.integers(0, 90))
    def add(self, drafts: list[Draft], number: int) -> None:
        """Stories come, or take the place of others."""
        for more, draft in enumerate(drafts):
            self._put(f"2025/{number + more:02}.md", draft)

    @precondition(lambda self: self._stories)
    @rule(data=st.data(), draft=DRAFTS)
    def edit(self, data: st.DataObject, draft: Draft) -> None:
        """A story is told in another way."""
        self._put(self._take(data)[0], draft)

    @precondition(lambda self: self._stories)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        """A story is withdrawn."""
        path, draft = self._take(data)
        self._catalog.withdraw(
            WithdrawnPage(
                PageFile(path, 1, 1, "0" * 64),
                WithdrawalNotice(path, None, True, "2025-01-01", "A reason."),
                (),
            )
        )
        self._removed[path] = draft

    @precondition(lambda self: self._removed)
    @rule()
    def restore(self) -> None:
        """A story comes back as it was."""
        self._put(*self._removed.popitem())

    @precondition(lambda self: self._stories)
    @rule(data=st.data(), name=st.sampled_from(("a", "m", "z")))
    def rename(self, data: st.DataObject, name: str) -> None:
        """The file of a page gets another name, so that the story has another address."""
        path, draft = self._take(data)
        self._put(f"{path.removesuffix('.md')}{name}.md", draft)

    @rule()
    def publish_texts(self) -> None:
        """Full texts are published from now on, or no longer."""
        self._site = Site(name="x", texts=not self._site.texts)

    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        """A file of the output vanishes."""
        folders = sorted((self._folder / "output/search").glob("*/"))
        if folders:
            data.draw(
                st.sampled_from(sorted(data.draw(st.sampled_from(folders)).iterdir()))
            ).unlink()

    @rule(most=st.integers(1, 60))
    def break_off(self, most: int) -> None:
        """The next build is a second one, since the first breaks off."""
        _build(self._site, self._catalog, self._folder / "output", most)

    @invariant()
    def the_same_as_from_nothing(self) -> None:
        """After each step a build leads to the same files with the same bytes as one that knows
        nothing of what was before.
        """
        root = self._folder / "output"
        _build(self._site, self._catalog, root)
        files = {path: data for path, (data, _) in tree(root).items() if path != MANIFEST}
        assert files == _anew(self._site, self._folder, self._stories, 1 + len(self._stories) % 3)
        self._no_word_is_left(files)

    def _no_word_is_left(self, files: Mapping[str, bytes]) -> None:
        """Of a word that no story has any more, or that is not published, no piece of five signs
        stands anywhere.
        """
        published = " ".join(
            draft.words(texts=self._site.texts) for draft in self._stories.values()
        )
        held = " ".join([*files, *(data.decode("utf-8") for data in files.values())]).lower()
        for word in INVENTED:
            if word not in published:
                for form in (word.lower(), fold_words(word)):
                    assert [
                        form[at : at + 5]
                        for at in range(len(form) - 4)
                        if form[at : at + 5] in held
                    ] == []


Archives.TestCase.settings = settings(max_examples=15, stateful_step_count=10)
TestArchives = Archives.TestCase


def test_a_new_language_reaches_all_stories() -> None:
    """With the first text of a language the words of all older stories have its stems as well, and
    without it no longer.
    """
    archives = Archives()
    try:
        archives.begin([Draft("2025-01-01", "quorvexil", summary=SENTENCES[-2])] * 11)
        archives.the_same_as_from_nothing()
        archives.add([Draft("2025-01-02", "zibbalont", summary=SENTENCES[-1])], 50)
        archives.the_same_as_from_nothing()
        archives.add([Draft("2025-01-02", "zibbalont")], 50)
        archives.the_same_as_from_nothing()
    finally:
        archives.teardown()


def test_the_manual_reads_the_index(tmp_path: Path) -> None:
    """The program in docs/search.md finds the stories that hold a word, newest first in each
    segment, long lists included.
    """
    days = [datetime.date.fromordinal(730_000 + number).isoformat() for number in range(21)]
    stories = {f"2000/{at}.md": Draft(day, INVENTED[at % 4 > 0]) for at, day in enumerate(days, 10)}
    with (
        mock.patch.multiple(dictionary, BLOCK=200, GROUP=8),
        mock.patch.object(segments, "LARGE", 8),
    ):
        files = _anew(Site(name="x"), tmp_path, stories, 1)
    for path, data in files.items():
        file = tmp_path / "output" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    manual = (ROOT / "docs" / "search.md").read_text(encoding="utf-8")
    (program,) = re.findall("```python\n(.*?)```", manual, re.DOTALL)
    newest = [*range(15, -1, -1), *range(20, 15, -1)]
    for word, found in (
        ("ferry", newest),
        (INVENTED[0], [number for number in newest if (number + 10) % 4 == 0]),
        (INVENTED[2], []),
    ):
        asked = program.replace('stories("ferry")', f'stories("{word}")')
        done = subprocess.run(
            [sys.executable, "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == list(map(str, found))
