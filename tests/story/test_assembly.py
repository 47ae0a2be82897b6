"""Captures of one story as one story."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.page import format as page
from generator.page import model as page_model
from generator.story import assembly, identity
from generator.story.model import Article, Capture, Content, Coverage, FirstReport, Share, Story
from tests.support.strategies import stories

ONE = Article(
    title="Boats are back", outlet="The Gull", excerpt="They left at noon…", excerpt_truncated=True
)
TWO = Article(excerpt="Nobody waited on the pier.", bias="Center")
THREE = Article(title="Who paid?", excerpt="The city did.")


def capture(
    number: int, content: Content, captured: str | None = None, bundle: str | None = None
) -> Capture:
    """A capture with a digest of its own."""
    return Capture(
        bundle=bundle or f"{number}.txt",
        sha256=f"{number:064x}",
        reader="page-text",
        captured=captured,
        content=content,
    )


FIRST = Content(
    title="Ferries Return",
    dateline="OSLO, JUL 7",
    places=("Oslo",),
    summary="Boats left in May 2025.",
    key_points=("One.", "Two."),
    coverage=Coverage(reported_articles=5, left=1, center=3),
    bias_statements=(Share(percent=75, side="center"),),
    articles=(ONE, TWO),
)
LATER = Content(
    title="Ferries Return",
    dateline="OSLO, JUL 7",
    places=("Oslo",),
    key_points=("One.", "Three."),
    coverage=Coverage(reported_articles=9),
    first_report=FirstReport(outlet="The Gull", date="2025-07-06"),
    articles=(TWO, THREE),
)
MORNING = capture(1, FIRST, "2025-07-07T06:00:00Z")
EVENING = capture(2, LATER, "2025-07-07T18:00:00Z")


def test_two_captures_are_one_story() -> None:
    """The last capture that states a field fills it, articles are united, and one that vanished
    stays in its place.
    """
    story = assembly.assemble([EVENING, MORNING])
    assert story.captures == (MORNING, EVENING)
    assert story.key_points == ("One.", "Three.")
    assert story.summary == "Boats left in May 2025."
    assert story.coverage == Coverage(reported_articles=9)
    assert story.bias_statements == FIRST.bias_statements
    assert story.articles == (ONE, TWO, THREE)
    assert (story.date, story.date_basis) == (
        "2025-07-07",
        "Day from the dateline; year from the first report, dated 6 July 2025.",
    )


def test_captures_keep_their_own_values() -> None:
    """Each capture keeps what it said itself, also where the story says something else."""
    story = assembly.assemble([MORNING, EVENING])
    assert [item.content for item in story.captures] == [FIRST, LATER]
    read = page.read(page.write(page_model.Page(story=story))).story
    assert [item.content for item in read.captures] == [FIRST, LATER]


def test_captures_without_time_come_first() -> None:
    """Captures without a time stand before those with one, in the order of their digests."""
    bare = [capture(number, FIRST) for number in (9, 3)]
    assert [item.bundle for item in assembly.assemble([EVENING, *bare]).captures] == [
        "3.txt",
        "9.txt",
        "2.txt",
    ]


def test_the_same_bytes_twice_are_one_capture() -> None:
    """The same bytes count once, by their first name and first time, and standard input is no name
    beside a file's.
    """
    named = capture(1, FIRST, None, "b.txt")
    again = replace(named, bundle="a.txt", captured="2025-07-09")
    piped = replace(named, bundle=assembly.STDIN, captured="2025-07-08")
    story = assembly.assemble([named, again, piped])
    assert story.captures == (replace(named, bundle="a.txt", captured="2025-07-08"),)
    assert story.articles == (ONE, TWO)
    assert assembly.assemble([piped, named]).captures[0].bundle == "b.txt"


def test_places_in_a_bundle_are_captures_of_their_own() -> None:
    """The same bytes show a story at several places: each is a capture, in the order of a list; one
    place twice is one.
    """
    places = [replace(EVENING, at=f"/stories/{n}") for n in (2, 10, 9)]
    story = assembly.assemble([*places, places[0], EVENING])
    assert [item.at for item in story.captures] == [None, "/stories/2", "/stories/9", "/stories/10"]
    assert page.read(page.write(page_model.Page(story=story))).story == story


def test_articles_are_united_by_address() -> None:
    """An article with the same address is one, the later capture's words fill it, and what only the
    earlier said stays.
    """
    early = Article(
        url="https://a.example/1?utm_source=x",
        title="Old",
        outlet="Gull",
        excerpt="Cut …",
        excerpt_truncated=True,
    )
    late = Article(url="https://a.example/1", title="New", excerpt="Whole.")
    story = assembly.assemble(
        [capture(1, Content(articles=(early,))), capture(2, Content(articles=(late,)))]
    )
    assert story.articles == (
        Article(url="https://a.example/1", title="New", outlet="Gull", excerpt="Whole."),
    )


@pytest.mark.parametrize(
    "articles",
    [
        (ONE, ONE),
        (Article(outlet="Gull"), Article(outlet="Gull"), Article(outlet="Tern")),
        (Article(bias="Left"), Article(bias="Left"), Article(), Article()),
        (Article(title="Same"), Article(title="Same", excerpt="Not the same.")),
    ],
)
def test_articles_of_one_capture_are_never_collapsed(articles: tuple[Article, ...]) -> None:
    """What one capture lists twice is listed twice, and a second capture of the same list adds
    nothing.
    """
    content = Content(title="Ferries Return", articles=articles)
    assert assembly.assemble([capture(1, content)]).articles == articles
    assert assembly.assemble([capture(1, content), capture(2, content)]).articles == articles


def test_key_is_the_same_for_every_capture() -> None:
    """A story's key is the key of each of its captures, however they are grouped."""
    story = assembly.assemble([EVENING, MORNING])
    assert (
        len({identity.story_key(capture.content, capture.sha256) for capture in story.captures})
        == 1
    )


def test_undated_without_evidence() -> None:
    """A story without dateline and first report has neither date nor basis, whenever it was
    captured.
    """
    story = assembly.assemble(
        [capture(1, Content(title="Ferries Return", summary="In May 2025."), "2025-07-09")]
    )
    assert (story.date, story.date_basis) == (None, None)


def test_the_earliest_beginning_counts() -> None:
    """Captures that state different beginnings date the story by the earliest; one that states none
    takes nothing away.
    """
    captures = [
        Capture(
            bundle=f"{number}.json",
            sha256=f"{number:064x}",
            reader="x",
            captured=day,
            content=Content(started=started),
        )
        for number, (day, started) in enumerate(
            [
                ("2025-07-01", "2025-06-30T08:00:00Z"),
                ("2025-07-02", "2025-06-29T23:59:59Z"),
                ("2025-07-03", None),
            ]
        )
    ]
    story = assembly.assemble(captures)
    assert (story.started, story.date) == ("2025-06-29T23:59:59Z", "2025-06-29")


def test_the_earliest_capture_lends_the_year() -> None:
    """A second capture a year later does not move a story into its own year."""
    content = Content(title="Ferries Return", dateline="OSLO, JUL 7")
    story = assembly.assemble(
        [capture(1, content, "2026-07-08"), capture(2, content, "2025-07-08")]
    )
    assert story.date == "2025-07-07"


def captures_of(made: list[Story]) -> list[Capture]:
    """The captures of generated stories, each digest once."""
    return list(
        {(item.sha256, item.at): item for story in made for item in story.captures}.values()
    )


CAPTURES = (
    st.lists(stories(), min_size=1, max_size=2)
    .map(captures_of)
    .filter(bool)
    .map(lambda made: made[:3])
)


@settings(max_examples=40)
@given(CAPTURES)
def test_order_never_matters(made: list[Capture]) -> None:
    """A story is the same for every order of its captures, with some of them named twice."""
    whole = assembly.assemble(made)
    for order in itertools.permutations(made):
        assert assembly.assemble([*order, order[0]]) == whole


@settings(max_examples=40)
@given(CAPTURES, st.integers(0, 4))
def test_grouping_never_matters(made: list[Capture], cut: int) -> None:
    """A story assembled from a page read back and new captures is the story assembled from all at
    once.
    """
    whole = assembly.assemble(made)
    first = made[:cut] or made[:1]
    held = page.read(page.write(page_model.Page(story=assembly.assemble(first)))).story
    assert assembly.assemble([*held.captures, *made]) == whole
    assert (
        assembly.assemble([*held.captures, *(item for item in made if item not in first)]) == whole
    )
    assert assembly.assemble(whole.captures) == whole
