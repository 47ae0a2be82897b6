"""The answering half of the search in a real browser, held against a plain scan of an archive that
changed a thousand times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from playwright.sync_api import Page

from generator.search import dictionary, fields, segments, values
from generator.search.segments import segment_spans
from generator.search.tokens import normalize_name
from tests.browser.conftest import Once
from tests.support.hosts import WAYS, Site, host
from tests.support.living import Living
from tests.support.program import tree
from tests.support.reference import FACETS, Found, Question, Scan
from tests.support.search_corpus import EDGES, Asker, Life
from tests.support.visits import Visits

STORIES, CHANGES, BUILDS, QUESTIONS = 60, 1000, 24, 250
FINE = 40
"""Impacts of a list that are kept as fine as they are; so that more are not."""

ASK = """
async queries => {
  const answers = [];
  for (const query of queries) {
    const answer = await new Promise(resolve => storyArchive.ask(query, told => told.complete && resolve({...told})));
    const rows = await storyArchive.collect(10000, () => {});
    answers.push({...answer, hits: answer.hits.map(hit => hit && hit.address), addresses: rows.map(row => row.address)});
  }
  return answers;
}
"""
"""The answers to questions, one after the other, with the addresses of all stories that are
found.
"""

_TOTALS = """
async queries => {
  const totals = [];
  for (const query of queries) {
    totals.push(await new Promise(resolve =>
      storyArchive.ask(query, ({complete, total, undated, months}) => complete && resolve([total, undated, months]))));
  }
  return totals;
}
"""


def _lived(builds: int) -> Iterator[Life]:
    """An archive after each of its builds; in every fourth one old stories change as well."""
    life = Life(1)
    for _ in range(STORIES):
        life.grow()
    life.changes = 0
    for build in range(builds + 1):
        yield life
        while life.changes < CHANGES * (build + 1) // builds and build < builds:
            life.change(old=build % 4 == 0)


@pytest.fixture(scope="module")
def living(once: Once, demonstration: Path) -> Path:
    """The site of the archive after all of its changes; the first build's time and every later
    one's made some of it.
    """

    def fill(folder: Path) -> None:
        small = (
            mock.patch.multiple(dictionary, FEW=4, GROUP=300),
            mock.patch.multiple(values, TOP=4, FEW=6),
        )
        with small[0], small[1], mock.patch.multiple(segments, INLINE=200, FINE=FINE):
            archive = Living(folder / "grown", demonstration, texts=True)
            for life in _lived(BUILDS):
                archive.build(life.pages)
            Living(folder / "new", demonstration, texts=True).build(life.pages)

    return once("living", fill)


@pytest.fixture(scope="module")
def last() -> Life:
    """The same archive for the plain scan."""
    *_, last = _lived(BUILDS)
    assert last.changes == CHANGES
    assert [bool(span.size) for span in segment_spans(len(last.pages))] == [True] * 3
    return last


@pytest.fixture(scope="module")
def scan(last: Life) -> Scan:
    """The plain scan, with as many fine impacts as the archive was built with."""
    return Scan(last.pages, texts=True, fine=FINE)


@pytest.fixture(scope="module", params=["root", "file"])
def grown(request: pytest.FixtureRequest, living: Path) -> Iterator[Site]:
    """The archive, from a host and from a disk."""
    with host(living / "grown" / "output", WAYS[request.param]) as site:
        yield site


@pytest.fixture
def page(living: Path, visits: Visits) -> Iterator[Page]:
    """Its search page, from a host, where one way is enough."""
    with host(living / "grown" / "output") as site:
        yield opened(visits, site)


def opened(visits: Visits, site: Site) -> Page:
    """The search page."""
    page = visits.open(site)
    page.goto(site.url("search.html"))
    return page


def test_changes_leave_no_trace(living: Path) -> None:
    """After a thousand changes the index is that of a first build, to the byte, and has all kinds
    of files.
    """
    grown, new = (tree(living / which / "output" / "search") for which in ("grown", "new"))
    assert {path: data for path, (data, _) in grown.items()} == {
        path: data for path, (data, _) in new.items()
    }
    names = {re.sub(r"\d*\.js$", "", Path(path).name) for path in grown}
    tops = {f"t{sign}" for sign in fields.FACETS.values()}
    assert {"manifest", "", "p", "x", "y", *tops, "no", "vo", "d", "c", "w"} <= names
    assert names <= {
        "manifest",
        "",
        "p",
        "x",
        "y",
        *tops,
        *(f"{kind}{top[1]}" for kind in "nv" for top in tops),
        "d",
        "c",
        "w",
    }


def test_answers_are_those_of_a_plain_scan(grown: Site, scan: Scan, visits: Visits) -> None:
    """Seeded questions of every kind find the same stories in the same order, with the same counts
    and months.
    """
    questions = [*EDGES, *Asker(2, scan).questions(QUESTIONS)]
    answers = opened(visits, grown).evaluate(ASK, [question.query() for question in questions])
    found = 0
    for question, answer in zip(questions, answers, strict=True):
        expected = scan.ask(question)
        check(question, answer, expected, len(scan.stories))
        found += bool(expected.addresses)
    assert found > QUESTIONS * 0.6


def check(question: Question, answer: Mapping[str, Any], expected: Found, stories: int) -> None:
    """Hold an answer against what a plain scan found."""
    about = question.text(), question
    assert set(answer["addresses"]) == set(expected.addresses), about
    assert (answer["total"], answer["stories"]) == (len(expected.addresses), stories), about
    assert answer["hits"] == answer["addresses"][:5], about
    if answer["addresses"] != expected.addresses:
        assert question.sort == "relevance", about
        _check_scores(answer["addresses"], expected)
    for facet in FACETS:
        rows = answer["counts"][facet]["rows"]
        assert answer["counts"][facet]["more"] == 0
        assert {normalize_name(name): stories for name, stories, _ in rows if stories} == dict(
            expected.counts[facet]
        ), about
        assert {normalize_name(name) for name, _, chosen in rows if chosen} == set(
            map(normalize_name, question.chosen.get(facet, ()))
        )
        assert rows == sorted(rows, key=lambda row: -row[1])
    assert [tuple(month) for month in answer["months"]] == expected.months, about
    assert answer["undated"] == expected.undated, about
    assert (answer["missing"], answer["odd"], answer["changed"]) == ([], [], False), about


def _check_scores(addresses: list[str], expected: Found) -> None:
    """The first stories score best; only what a script's last digits round may stand otherwise."""
    scores = dict(zip(expected.addresses, expected.scores, strict=True))
    told = [scores[address] for address in addresses]
    assert all(one > other - 1e-9 for one, other in pairwise(told))


def test_the_steps_of_the_index_change_little(last: Life) -> None:
    """By scores that are not kept in steps, no story stands before one that scores better by more
    than four percent.
    """
    worst, scan = 0.0, Scan(last.pages, texts=True)
    for question in Asker(3, scan).questions(QUESTIONS // 2):
        found = scan.ask(replace(question, sort="relevance"))
        if question.words or question.phrases:
            behind = 0.0
            for score in reversed(found.exact):
                behind = max(behind, score)
                worst = max(worst, behind / score - 1)
    assert 0 < worst < 0.04


def test_every_word_is_found(page: Page, scan: Scan) -> None:
    """Words from all over the index, each with all its forms, are found in as many stories, of the
    same months.
    """
    terms = sorted(scan.terms)[::9]
    expected = [scan.ask(Question(words=(term,))) for term in terms]
    asked = [Question(words=(term,)).query(show=0, counts=[]) for term in terms]
    found = page.evaluate(_TOTALS, asked)
    told = [[len(one.addresses), one.undated, list(map(list, one.months))] for one in expected]
    assert {
        term: one for term, one, other in zip(terms, found, told, strict=True) if one != other
    } == {}
    assert len(terms) > 400


def test_every_value_is_found(page: Page, scan: Scan) -> None:
    """Each value of each facet, chosen beside the box or typed in it, in any of its spellings."""
    spelled = {
        (facet, name)
        for story in scan.stories
        for facet in FACETS
        for names in story.values[facet].values()
        for name in names
    }
    questions = [
        question
        for facet, name in sorted(spelled)
        for question in (
            Question(chosen={facet: (name,)}),
            Question(typed=((facet, name.upper()),)),
        )
    ]
    found = page.evaluate(_TOTALS, [question.query(show=0, counts=[]) for question in questions])
    wrong = [
        (question, total)
        for question, (total, _, _) in zip(questions, found, strict=True)
        if total != len(scan.ask(question).addresses)
    ]
    assert wrong == []


def test_the_commonest_values_are_counted_rightly(page: Page, scan: Scan) -> None:
    """Where not every value is asked for, each that is told has its true number, and whether there
    are more is told.
    """
    questions = list(Asker(6, scan).questions(QUESTIONS // 6))
    answers = page.evaluate(ASK, [{**question.query(), "all": []} for question in questions])
    cut = 0
    for question, answer in zip(questions, answers, strict=True):
        expected = scan.ask(question).counts
        for facet in FACETS:
            counts = answer["counts"][facet]
            told = {normalize_name(name): stories for name, stories, _ in counts["rows"]}
            assert told == {name: expected[facet][name] for name in told}, question
            assert counts["more"] > 0 or told.keys() >= expected[facet].keys()
            cut += counts["more"] > 0
    assert cut > 0
