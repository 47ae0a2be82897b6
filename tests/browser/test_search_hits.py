"""What the search hands over of the stories that it finds: their facts, and where the words of the
question stand in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from generator.catalog.presenting import present_story
from generator.search.tokens import tokenize
from tests.browser.conftest import Once
from tests.support.archives import told_page
from tests.support.hosts import Site, host
from tests.support.living import Living
from tests.support.reference import Question, Scan, sought
from tests.support.search_corpus import Asker, Life
from tests.support.visits import Visits

STORIES, QUESTIONS = 90, 140

_HITS = """
async queries => {
  const answers = [];
  for (const query of queries) {
    answers.push(await new Promise(resolve => storyArchive.ask(query, ({complete, hits}) => complete && resolve(hits))));
  }
  return answers;
}
"""
_MARKED = """
([text, words]) => storyWords.marks(text, new Map(words.split(' ').map((word, number) => [storyWords.fold(word), number])))
  .map(([from, to]) => text.slice(from, to))
"""
_ROWS = """
query => new Promise(resolve => storyArchive.ask(query, async ({complete}) => {
  if (complete) {
    const told = [];
    resolve([await storyArchive.collect(50, (...progress) => told.push(progress)), told]);
  }
}))
"""
_LEFT = """
query => new Promise(resolve => {
  storyArchive.ask(query, ({complete}) => {
    if (!complete) return;
    storyArchive.collect(1000, () => {}).then(resolve, error => resolve(error.message));
    storyArchive.ask({...query, text: 'another'}, () => {});
  });
})
"""


def _life() -> Life:
    life = Life(8)
    for _ in range(STORIES):
        life.grow()
    return life


@pytest.fixture(scope="module")
def grown(once: Once, demonstration: Path) -> Iterator[Site]:
    """An archive of invented stories."""
    folder = once(
        "hits",
        lambda folder: Living(folder / "archive", demonstration, texts=True).build(_life().pages),
    )
    with host(folder / "archive" / "output") as site:
        yield site


@pytest.fixture
def page(grown: Site, visits: Visits) -> Page:
    """Its search page."""
    page = visits.open(grown)
    page.goto(grown.url("search.html"))
    return page


def _slice(text: str, start: int, end: int) -> str:
    """The stretch between two positions of a script, which counts in UTF-16."""
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le")


# --- marks ----------------------------------------------------------------------------------------

_MARKS = [
    ("The ferry, the Ferries", "FERRY", ["ferry"]),
    ("wherry ferry", "erry", []),
    ("Zürich zu\u0308rich", "ZURICH", ["Zürich", "zu\u0308rich"]),
    ("a cafe\u0301 e\u0301", "cafe e", ["cafe\u0301", "e\u0301"]),
    ("Hauptstraße Straße", "hauptstrasse strasse", ["Hauptstraße", "Straße"]),
    ("ﬁsh 🦊 ﬁsh", "fish", ["ﬁsh", "ﬁsh"]),
    ("🦊𝐅𝐞𝐫𝐫𝐲", "ferry", ["𝐅𝐞𝐫𝐫𝐲"]),
    (
        "Łódź Ærø Đorđe ılıman Bakı",
        "lodz aero dorde iliman baki",
        ["Łódź", "Ærø", "Đorđe", "ılıman", "Bakı"],
    ),
    ("東京大学の港", "京大", ["京大"]),
    ("在iPhone発売中", "iphone 発売", ["iPhone", "発売"]),
    ("ﾊﾟﾘとパリ", "パリ", ["ﾊﾟﾘ", "パリ"]),
    ("ΣΊΣΥΦΟΣ Σίσυφος", "σισυφος", ["ΣΊΣΥΦΟΣ", "Σίσυφος"]),
    ("سَفينَة", "سفينة", ["سَفينَة"]),
    ("co\u00adoperate", "cooperate", ["co\u00adoperate"]),
    ("½ mile", "1 2", ["½", "½"]),
    ("한국어", "국어", ["국어"]),
    ("don’t", "don t", ["don", "t"]),
    ("", "x", []),
]


def test_marks_stand_on_the_signs_of_the_text(page: Page) -> None:
    """A mark covers the whole signs that match, however many letters each of them folds to."""
    assert [page.evaluate(_MARKED, [text, words]) for text, words, _ in _MARKS] == [
        marked for _, _, marked in _MARKS
    ]


def test_marks_are_the_words_that_were_asked_for(page: Page) -> None:
    """Every mark of a hit is a form of a word of the question, every word is marked, and marks
    stand apart in their order.
    """
    scan = Scan(_life().pages, texts=True)
    questions = [
        question
        for question in Asker(9, scan).questions(QUESTIONS)
        if question.words or question.phrases
    ]
    answers = page.evaluate(_HITS, [question.query(show=20, counts=[]) for question in questions])
    assert sum(map(len, answers)) > 200
    for question, hits in zip(questions, answers, strict=True):
        wanted = [
            *_forms(scan, question),
            *({one.term} for phrase in question.phrases for one in sought(phrase)),
        ]
        every = set().union(*wanted)
        for hit in hits:
            texts = [*filter(None, [hit["title"]]), *hit["places"], *hit["passages"]]
            assert len(hit["passages"]) <= 3
            marked = [term for text in texts for term in _marked(text)]
            assert all(marked), (question, hit)
            assert {terms for terms in marked if not set(terms.split()) & every} == set(), (
                question,
                hit,
            )
            joined = {term for terms in marked for term in terms.split()}
            assert [forms for forms in wanted if not forms & joined] == [], (question, hit)


def _forms(scan: Scan, question: Question) -> Iterator[frozenset[str]]:
    for number, word in enumerate(question.words):
        for one in sought(word, open=question.open and number == len(question.words) - 1):
            yield scan.forms(one.term, one.begins)


def _marked(text: dict[str, Any]) -> Iterator[str]:
    """The terms of each mark; marks that touch have become one."""
    ends = [end for mark in text["marks"] for end in mark]
    assert ends == sorted(set(ends))
    return (" ".join(tokenize(_slice(text["text"], *mark))) for mark in text["marks"])


# --- passages -------------------------------------------------------------------------------------


def test_a_long_text_is_shown_where_the_words_are(
    tmp_path: Path, demonstration: Path, visits: Visits
) -> None:
    """Of a long summary the stretch with all words is shown, cut between words, and of a long run
    between signs.
    """
    prose = (
        "lorem ferry ipsum "
        + "dolor sit " * 200
        + "the ferry met the harbour "
        + "amet elit " * 200
    )
    run = "港" * 900 + "𠀋京" + "港" * 900
    archive = Living(tmp_path / "archive", demonstration)
    archive.build({
        "2025/a-0000000000": told_page("A", "2025-01-02", summary=prose.strip()),
        "2025/b-0000000000": told_page("B", "2025-01-01", summary=run),
    })  # fmt: skip
    with host(archive.output) as site:
        page = visits.open(site)
        page.goto(site.url("search.html"))
        asked = [
            Question(words=("ferry", "harbour")),
            Question(words=("京",)),
            Question(words=("lorem",)),
            Question(),
        ]
        (prosaic,), (running,), (first,), both = page.evaluate(
            _HITS, [one.query(show=3, counts=[]) for one in asked]
        )
    (passage,) = prosaic["passages"]
    assert passage["part"] == "summary"
    assert re.fullmatch(
        r"… (dolor|sit) .*the ferry met the harbour.* (amet|elit) …", passage["text"]
    )
    assert [_slice(passage["text"], *mark) for mark in passage["marks"]] == ["ferry", "harbour"]
    (passage,) = running["passages"]
    assert re.fullmatch(r"… 港+𠀋京港+ …", passage["text"])
    assert [_slice(passage["text"], *mark) for mark in passage["marks"]] == ["京港"]
    assert first["passages"][0]["text"].startswith("lorem ferry ipsum dolor")
    assert [hit["passages"][0]["text"][:5] for hit in both] == ["lorem", "港" * 5]
    assert all(len(hit["passages"][0]["text"]) < 300 for hit in (prosaic, running, first, *both))


# --- facts ----------------------------------------------------------------------------------------


def _parts(told: dict[str, Any]) -> list[list[object]]:
    # A script's numbers are exact below.
    return [[part.name, min(part.count, 2**53 - 1)] for part in told.coverage.parts if part.count]


def _reported(count: int | None) -> object:
    return f"{count:,}" if count is not None and count >= 2**53 else count


def test_hits_tell_the_facts_of_their_stories(page: Page) -> None:
    """Title, day, places, counts and coverage are those of the page, and what is not stated is
    null.
    """
    pages = _life().pages
    (hits,) = page.evaluate(_HITS, [Question(sort="oldest").query(show=STORIES, counts=[])])
    assert {hit["address"] for hit in hits} == {f"stories/{name}.html" for name in pages}
    for hit in hits:
        told = present_story(pages[hit["address"].removeprefix("stories/").removesuffix(".html")])
        assert (hit["title"] and hit["title"]["text"]) == told.title
        assert (hit["day"], hit["dated"]) == (told.date or told.day, told.date is not None)
        assert [place["text"] for place in hit["places"]] == list(told.places)
        assert (hit["reported"], hit["captured"]) == (
            _reported(told.coverage.reported),
            told.coverage.captured,
        )
        assert hit["parts"] == _parts(told)


def test_rows_tell_the_facts_of_their_stories(page: Page) -> None:
    """The rows of a list hold what the pages hold, at most as many as were asked for, and the
    progress is told.
    """
    pages = _life().pages
    rows, progress = page.evaluate(_ROWS, Question(sort="newest").query())
    assert [row["address"] for row in rows] == Scan(pages, texts=True).ask(
        Question(sort="newest")
    ).addresses[:50]
    assert progress == [[20, 50], [40, 50], [50, 50]]
    for row in rows:
        told = present_story(pages[row["address"].removeprefix("stories/").removesuffix(".html")])
        assert (row["title"], row["date"], row["dated"]) == (
            told.title,
            told.date or told.day,
            told.date is not None,
        )
        assert (row["places"], row["topics"]) == (list(told.places), list(told.topics))
        assert row["outlets"] == list(
            dict.fromkeys(article.outlet for article in told.articles if article.outlet)
        )
        assert (row["reported"], row["captured"]) == (
            _reported(told.coverage.reported),
            told.coverage.captured,
        )
        assert row["summary"] == "\n\n".join(told.summary)


def test_rows_of_an_older_question_are_refused(page: Page) -> None:
    """Where another question comes meanwhile, no rows are handed over, but a sentence."""
    assert page.evaluate(_LEFT, Question().query()) == "Another question was asked meanwhile."
