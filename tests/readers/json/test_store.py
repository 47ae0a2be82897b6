"""The reader of a news site's store: both generations, what stands for nothing in it, and what is
reckoned.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from generator.readers import read_stories
from generator.readers.base import Bundle, Reading, Readings
from generator.story import assembly, identity
from generator.story.model import Article, Blindspot, Content, Coverage, Share
from tests.support.scraped import written
from tests.support.stored import NEWER, OLDER, STORE


def read_all(store: Any) -> Readings:
    """What the reader gets out of a value."""
    name, readings = read_stories(Bundle("store.json", written(store)))
    assert name == "store-json"
    return readings


def read(story: Any, **changes: Any) -> Reading:
    """The reading of one story with some values changed."""
    (reading,) = read_all({**story, **changes}).stories
    return reading


def test_a_story_of_the_newer_generation_goes_to_its_fields() -> None:
    """Each value goes to its field; a percentage has the number of sources on any side for its
    base.
    """
    assert read(NEWER).content == Content(
        title="Quernby Runs Short of Lamp Oil",
        url="https://stories.example/article/quernby-runs-short-of-lamp-oil_4711",
        started="2025-06-14T02:12:25Z",
        places=("Vellmark",),
        topics=("Lamps", "Harbours", "Oil"),
        summary="The last barrel was sold on Tuesday, to a man who would not say what for.",
        timeline=("Oil ship turns back off Tolmarsh",),
        coverage=Coverage(reported_articles=9, total_sources=10, left=5, center=4, right=2),
        bias_statements=(
            Share(percent=46, side="left", base=11),
            Share(percent=37, side="center", base=11),
            Share(percent=18, side="right", base=11),
        ),
        blindspot=Blindspot(stated=False),
        flags=("local",),
        articles=(
            Article(
                title=None,
                outlet="The Vellmark Gull",
                url="https://gull.example/oil",
                bias="left",
                excerpt="Nobody had thought of the lighthouse…",
                excerpt_truncated=True,
                published="2025-06-13T20:02:00Z",
                factuality="high",
                ownership="Larch & Sons, Tern Holding",
            ),
            Article(
                url="https://www.caldera-post.example/lamps",
                bias="unknown",
                factuality="unknown",
                published="2025-06-14T01:00:00Z",
            ),
        ),
    )


def test_a_story_of_the_older_generation_states_less() -> None:
    """Without coverage there is no base; 0, 0 and 0 percent are no rating; a topic and a place that
    are none are left out.
    """
    content = read(OLDER).content
    assert (content.url, content.places, content.topics) == (None, (), ("Fog",))
    assert (content.bias_statements, content.unrated) == ((), ("bias", "ownership"))
    assert content.coverage == Coverage(reported_articles=8)
    assert content.flags == ("trending",)
    assert content.articles == (
        Article(url="https://theeram.example/fog", bias="unknown", factuality="unknown"),
    )
    rows = {row.at: row.fields for row in read(OLDER).ledger}
    assert {
        rows[at] for at in ("/topic", "/location", "/sources/0/excerpt", "/sources/0/ownership")
    } == {("boilerplate",)}


def test_a_beginning_that_was_reckoned_is_said() -> None:
    """A beginning whole hours before the time of capture was reckoned from an age, which a decision
    says.
    """
    assert [decision.about for decision in read(OLDER).decisions] == ["started"]
    assert read(NEWER).decisions == ()


def test_a_store_is_read_story_by_story() -> None:
    """Each story has its place, its time and its key; what is known of the run is in the ledger of
    the first.
    """
    readings = read_all(STORE)
    assert readings.problems == ()
    assert [(reading.at, reading.captured) for reading in readings.stories] == [
        ("/stories/0", "2025-06-14T10:25:57Z"),
        ("/stories/1", "2025-06-14T11:01:22Z"),
    ]
    keys = {
        identity.story_key(reading.content, "0" * 64, reading.at) for reading in readings.stories
    }
    assert keys == {
        "address https://stories.example/article/quernby-runs-short-of-lamp-oil_4711",
        "headline fog closes the airport of quernby\narticle https://theeram.example/fog",
    }
    assert [row.fields[0] for row in readings.stories[0].ledger[-6:]] == [
        "boilerplate", "captured", "boilerplate", "boilerplate", "boilerplate", "boilerplate",
    ]  # fmt: skip
    assert not any(reading.content.unplaced for reading in readings.stories)


def test_the_time_of_the_run_counts_where_a_story_states_none() -> None:
    """A story without a time of its own was captured when the store was last filled."""
    store = copy.deepcopy(STORE)
    del store["stories"][0]["updatedAt"]
    assert [reading.captured for reading in read_all(store).stories] == [
        "2025-06-14T12:00:00Z",
        "2025-06-14T11:01:22Z",
    ]


def test_the_day_is_that_of_the_beginning() -> None:
    """A story of the store is dated by its beginning."""
    story = assembly.assemble([read(NEWER).capture(Bundle("store.json", b""), "store-json")])
    assert (story.date, story.captures[0].captured) == ("2025-06-14", "2025-06-14T10:25:57Z")


@pytest.mark.parametrize(
    ("key", "value", "unplaced"),
    [
        ("author", "A. Quill", ("/author: A. Quill",)),
        ("dek", "It burns no longer.", ("/dek: It burns no longer.",)),
        ("readerLinks", ["https://x.example"], ("/readerLinks/0: https://x.example",)),
        ("podcastReferences", ["Oil Hour"], ("/podcastReferences/0: Oil Hour",)),
        ("blindspot", "yes", ("/blindspot: yes",)),
        ("bias", {"left": 46.5}, ("/bias/left: 46.5",)),
    ],
)
def test_what_no_field_takes_is_kept(key: str, value: Any, unplaced: tuple[str, ...]) -> None:
    """What is stated where nothing was, and what is of another kind, stands on the page."""
    assert read(NEWER, **{key: value}).content.unplaced == unplaced


@pytest.mark.parametrize(
    ("excerpt", "kept", "cut"),
    [
        ("EXCERPT  unavailable from the publisher", None, False),
        ("Excerpt not available.", None, False),
        (
            "Excerpt unavailable, said the clerk, and closed the window for good. "
            + "He was seen at noon. " * 2,
            "Excerpt",
            False,
        ),
        ("x" * 260, "x" * 260, True),
        ("x" * 259, "x" * 259, False),
        ("And then...", "And then...", True),
        ("&#160;Fish &amp; chips&#0;", "Fish & chips\ufffd", False),
        ("", None, False),
    ],
)
def test_an_excerpt_is_told_from_what_stands_for_none(
    excerpt: str, kept: str | None, cut: bool
) -> None:
    """A sentence that only says that there is none is no excerpt; one that the store cut, or that
    breaks off, is marked.
    """
    source = {**NEWER["sources"][0], "excerpt": excerpt}
    (article,) = read(NEWER, sources=[source]).content.articles
    assert (article.excerpt or "").startswith(kept or "")
    assert (article.excerpt is None, article.excerpt_truncated) == (kept is None, cut)


@pytest.mark.parametrize(
    ("outlet", "url", "kept"),
    [
        ("gull.example", "https://www.gull.example/1", None),
        ("GullToday.example", "https://gulltoday.example/1", "GullToday.example"),
        ("www.gull.example", "https://gull.example/1", None),
        ("gull.example", "https://news.gull.example/1", "gull.example"),
        ("Gull", "https://gull.example/1", "Gull"),
        ("gull.example", None, "gull.example"),
    ],
)
def test_a_host_is_no_name(outlet: str, url: str | None, kept: str | None) -> None:
    """Where the store gives the address's host for a name, no outlet is named."""
    (article,) = read(NEWER, sources=[{"outlet": outlet, "url": url}]).content.articles
    assert article.outlet == kept


def test_sources_of_another_kind_are_a_problem() -> None:
    """Without a list of sources there is no story; the others of the store are read."""
    readings = read_all(
        {"stories": [{**NEWER, "sources": {}}, {**NEWER, "sources": "none"}, OLDER]}
    )
    assert [reading.at for reading in readings.stories] == ["/stories/2"]
    assert [problem.seen for problem in readings.problems] == [
        "/stories/0/sources is an empty object, where a list is wanted",
        "/stories/1/sources is the text 'none', where a list is wanted",
    ]


def test_percentages_stay_as_they_are_stated() -> None:
    """Percentages that add up to 99 or 101 are kept, and so is a single zero."""
    shares = read(NEWER, bias={"left": 99, "center": 0, "right": 2}).content.bias_statements
    assert [share.percent for share in shares] == [99, 0, 2]
    assert read(NEWER, bias={}).content.unrated == ()
