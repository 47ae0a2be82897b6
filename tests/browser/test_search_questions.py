"""The answering half of the search in a real browser: small archives, and what is understood of
what is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page

from generator.page import model as page_model
from tests.browser.test_search_answers import ASK, check, opened
from tests.support.archives import told_page
from tests.support.hosts import Site, host
from tests.support.living import Living
from tests.support.reference import Question, Scan
from tests.support.search_corpus import Asker, Life
from tests.support.visits import Visits

# --- small archives -------------------------------------------------------------------------------

Make = Callable[[Mapping[str, page_model.Page]], Page]


@pytest.fixture
def made(tmp_path: Path, demonstration: Path, visits: Visits) -> Iterator[Make]:
    """Makes an archive of these pages; its search page is open until the test ends."""
    with ExitStack() as opened_hosts:

        def make(stories: Mapping[str, page_model.Page]) -> Page:
            archive = Living(tmp_path / "archive", demonstration)
            archive.build(stories)
            return opened(visits, opened_hosts.enter_context(host(archive.output)))

        yield make


@pytest.mark.parametrize("stories", [1, 15, 16, 47])
def test_small_archives_answer_alike(made: Make, stories: int) -> None:
    """An archive of a few stories, in one or two segments, is answered for and ranked as the plain
    scan does it.
    """
    life = Life(stories)
    for _ in range(stories):
        life.grow()
    scan = Scan(life.pages)
    questions = list(Asker(5, scan).questions(40))
    for question, answer in zip(
        questions, made(life.pages).evaluate(ASK, [one.query() for one in questions]), strict=True
    ):
        check(question, answer, scan.ask(question), stories)


def test_an_empty_archive_answers(made: Make) -> None:
    """Without stories nothing is found, and nothing is missing."""
    (answer,) = made({}).evaluate(
        ASK, [Question(words=("ferry",), chosen={"outlet": ("Coda",)}).query()]
    )
    assert (answer["total"], answer["stories"], answer["months"], answer["missing"]) == (
        0,
        0,
        [],
        [],
    )
    assert answer["counts"]["outlet"]["rows"] == [["Coda", 0, True]]


_ESTONIAN = "Kapten {} laeva sadamasse ja ütles, et homme ei ole enam vaja oodata, sest tuul on vaibunud ning meri on rahulik."


def test_forms_are_found_in_every_segment(made: Make) -> None:
    """A form that does not begin like its stem is found also in a segment where nothing tells that
    it is one of it.
    """
    stories = {
        f"2025/a-{number:010}": told_page(
            f"Laev {number}", "2025-01-01", summary=_ESTONIAN.format("toob" if number else "tõi")
        )
        for number in range(16)
    }
    stories["2025/b-0000000000"] = told_page("Tõi", "2025-01-02")
    scan, question = Scan(stories), Question(words=("toob",))
    assert (scan.languages, len(scan.ask(question).addresses)) == ({"et"}, 17)
    (answer,) = made(stories).evaluate(ASK, [question.query()])
    assert answer["total"] == 17


# --- what is typed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "notes", "odd"),
    [
        ("", [], [], []),
        ("  ", [], [], []),
        ("?! …", [], ["empty"], []),
        ("Ferry “the strike” ", ["ferry"], [], []),
        ("fe", ["fe"], ["short"], []),
        ("fe ", ["fe"], [], []),
        ("東", ["東"], [], []),
        ("東京都 発", ["東京", "京都", "発"], [], []),
        ("before:yesterday ferry ", ["ferry"], [], ["before:yesterday"]),
        (
            "after:2024-13 before:2024-02-30 -before:2024",
            [],
            [],
            ["after:2024-13", "before:2024-02-30", "-before:2024"],
        ),
        ('colour:"red"', [], [], ['colour:"red"']),
        ("-outlet:x ferry ", ["ferry"], [], ["-outlet:x"]),
        ("http://host.example/a ", ["http", "host", "example", "a"], [], []),
        ("OUTLET:Nordlyset before:2024 ", [], [], []),
        ("ferry " * 32, ["ferry"] * 32, [], []),
        ("ferry " * 33, ["ferry"] * 32, ["long"], []),
    ],
)
def test_what_is_typed_is_understood(
    root_site: Site, visits: Visits, text: str, words: list[str], notes: list[str], odd: list[str]
) -> None:
    """The answer tells which words were searched, what could not be understood, and why something
    else was searched.
    """
    answer = opened(visits, root_site).evaluate(
        ASK, [{**Question().query(counts=[]), "text": text}]
    )[0]
    assert (answer["words"], answer["notes"], answer["odd"]) == (words, notes, odd)


def test_only_the_last_question_is_answered(root_site: Site, visits: Visits) -> None:
    """Of questions that follow each other at once only the last is answered, and the same story is
    the same object.
    """
    script = """
    async queries => {
      const told = new Set(), last = queries.length - 1;
      await new Promise(resolve => queries.forEach((query, number) => {
        storyArchive.ask(query, answer => { told.add(number); if (number === last && answer.complete) resolve(); });
      }));
      const hits = () => new Promise(resolve =>
        storyArchive.ask(queries[last], ({complete, hits}) => complete && resolve(hits)));
      const [one, other] = [await hits(), await hits()];
      return [[...told], one.length > 0 && one.every((hit, i) => hit === other[i])];
    }
    """
    queries = [Question(words=("ferry"[:number],), open=True).query() for number in range(1, 6)]
    assert opened(visits, root_site).evaluate(script, queries) == [[4], True]
