"""What of a story is searched, by which facets it is found, and what the search page shows of
it.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from generator.catalog.entries import PageEntry, PageFile, make_page_entry
from generator.page.model import Page, Section
from generator.search.fields import TITLE, WeightedText, facet_values, result_row, searchable_texts
from generator.search.tokens import normalize_name
from generator.story.model import Article, Aside, Coverage, Perspectives, Voice
from tests.support.archives import coverage, told_page
from tests.support.hostile_stories import WORDS
from tests.support.strategies import pages

PAGE = Page(
    story=told_page(
        "The ferries return",
        "2025-01-01",
        places=("Oslo",),
        topics=("Ports", "Strikes"),
        summary="The first of them left at noon.\n\nThe last one did not.",
        key_points=("Nobody was on board of the second.",),
        perspectives=Perspectives(
            left=("Too late for the islands.",), right=("Too soon for the port.",)
        ),
        voices=(
            Voice(kind="quotation", text="We are late.", by="A deckhand"),
            Voice(kind="perspective", text="Owners: Call it a start.", by="Owners"),
        ),
        asides=(Aside(heading="Of the ships", points=("They are old.", "They are red.")),),
        coverage=coverage(11),
        articles=(
            Article(
                title="Noon",
                outlet="Coda",
                bias="Left",
                excerpt="At noon the ferry left.",
                text="In full: it left.",
            ),
            Article(outlet="CODA", bias="Mostly odd"),
            Article(title="Which paper was it?"),
        ),
    ).story,
    notes="Seen *twice* & kept.",
    sections=(Section(heading="Of old", markdown="See [this](https://a.example/x)."),),
)


def _kept(page: Page) -> PageEntry:
    return make_page_entry(PageFile("2025/a.md", 1, 1, "0" * 64), page)


def _record(page: Page, *, texts: bool = False) -> list[object]:
    kept = _kept(page)
    return result_row(kept.listed, kept.story, "stories/2025/a.html", texts=texts)


def test_every_text_of_a_story_is_searched() -> None:
    """A title weighs most, then names of places and topics, then summary, points and headings, then
    all else.
    """
    found = searchable_texts(_kept(PAGE).story, texts=True)
    assert [(piece.weight, piece.text) for piece in found] == [
        (4, "The ferries return"), (3, "Oslo"), (3, "Ports"), (3, "Strikes"),
        (2, "The first of them left at noon."), (2, "The last one did not."),
        (2, "Nobody was on board of the second."),
        (2, "Too late for the islands."), (2, "Too soon for the port."),
        (2, "We are late."), (2, "A deckhand"), (2, "Owners: Call it a start."),
        (2, "Noon"), (1, "Coda"), (1, "At noon the ferry left."), (1, "In full: it left."),
        (1, "CODA"),
        (2, "Which paper was it?"),
        (1, "Of the ships"), (1, "They are old."), (1, "They are red."),
        (1, "Of old"), (1, " See this. "), (1, " Seen twice & kept. "),
    ]  # fmt: skip
    assert {piece.language for piece in found if piece.text in ("Oslo", "Ports", "Coda")} == {""}
    assert {piece.language for piece in found if piece.weight == TITLE} == {"en"}


def test_full_texts_are_searched_where_they_are_published() -> None:
    """Words that the site does not show lead to no story, and stand in no file of the search."""
    told = _kept(PAGE).story
    assert WeightedText(1, "In full: it left.", "en") not in searchable_texts(told, texts=False)
    assert "In full" not in json.dumps(_record(PAGE))
    assert "In full" in json.dumps(_record(PAGE, texts=True))


def test_a_story_is_found_by_its_facets() -> None:
    """Each value once, in the order of the story; labels that say nothing known, or are not there,
    have names of their own.
    """
    assert {facet: list(values) for facet, values in facet_values(_kept(PAGE).story).items()} == {
        "outlet": ["Coda", "CODA"],
        "label": ["left", "unknown", "not stated"],
        "side": ["left"],
        "place": ["Oslo"],
        "topic": ["Ports", "Strikes"],
        "language": ["en"],
        "captured": ["partly"],
    }


@pytest.mark.parametrize(
    ("reported", "articles", "state"),
    [
        (None, 0, "not stated"),
        (None, 2, "not stated"),
        (2, 0, "none"),
        (3, 2, "partly"),
        (2, 2, "complete"),
        (1, 2, "complete"),
    ],
)
def test_a_story_is_complete_or_not(reported: int | None, articles: int, state: str) -> None:
    """What is captured is held against what is reported, where that is stated."""
    page = told_page(outlets=["Coda"] * articles, coverage=Coverage(reported_articles=reported))
    assert list(facet_values(_kept(page).story)["captured"]) == [state]


def test_a_language_that_is_not_known_has_a_name() -> None:
    """So that such stories can be found as well."""
    assert list(facet_values(_kept(told_page(None)).story)["language"]) == ["und"]


def test_a_record_holds_what_is_shown() -> None:
    """Address, title, day, names, numbers, parts of the coverage, texts and articles; what is empty
    behind is left away.
    """
    assert _record(PAGE) == [
        "stories/2025/a.html", "The ferries return", "2025-01-01", 1, ["Oslo"],
        ["Ports", "Strikes"], 11, 3,
        [[0, 1], [3, 1], [4, 1], [5, 8]],
        ["The first of them left at noon.", "The last one did not."],
        ["Nobody was on board of the second."],
        ["Too late for the islands.", "Too soon for the port.", "We are late.", "A deckhand", "Owners: Call it a start."],
        [["Coda", "Noon", ["At noon the ferry left."]], ["CODA"], [None, "Which paper was it?"]],
        ["Of the ships", "They are old.", "They are red.", "Of old", " See this. ", " Seen twice & kept. "],
    ]  # fmt: skip
    assert _record(told_page(None))[1:9] == [None, None, 0, [], [], None, 0, []]


def test_numbers_stay_exact() -> None:
    """What a script cannot count is told in words, and drawn as long as it can count."""
    record = _record(told_page(coverage=coverage(10**20)))
    assert record[6:9] == ["100,000,000,000,000,000,000", 0, [[5, 2**53 - 1]]]
    assert _record(told_page(coverage=coverage(2**53 - 1)))[6] == 2**53 - 1


@pytest.mark.parametrize("words", WORDS)
def test_hostile_words_stay_words(words: str) -> None:
    """Every word arrives as it is, in each field of a record and of the facets."""
    page = told_page(words, "2025-01-01", outlets=(words,), places=(words,), key_points=(words,))
    record = _record(page)
    assert (record[1], record[4], record[10], record[12][0][0]) == (words, [words], [words], words)
    assert list(facet_values(_kept(page).story)["outlet"]) == [words]


@settings(max_examples=50)
@given(pages())
def test_all_that_is_shown_is_searched(page: Page) -> None:
    """Whatever a story is, each text of its record is one that is searched, and the record is plain
    JSON.
    """
    kept = _kept(page)
    record = _record(page, texts=True)
    assert json.loads(json.dumps(record)) == record
    _, title, _, _, places, topics, _, _, _, summary, points, views, articles, notes = record
    named = dict.fromkeys(
        (*places, *kept.story.known_places)
    )  # each once, however often the page names it
    shown = [*filter(None, [title]), *named, *topics, *summary, *points, *views]
    for outlet, heading, excerpt, text in ([*article, *[None] * 4][:4] for article in articles):
        shown += [*filter(None, [heading, outlet]), *(excerpt or []), *(text or [])]
    assert [*shown, *notes] == [piece.text for piece in searchable_texts(kept.story, texts=True)]
    assert all(
        normalize_name(name) for values in facet_values(kept.story).values() for name in values
    )
