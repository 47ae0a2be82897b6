"""The reader of Ground News's stories: what it tells, what it joins, and what stands for nothing in
it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from generator.readers import read_stories
from generator.readers.base import Bundle, Reading
from generator.story import assembly, identity
from generator.story.model import Article, Aside, Blindspot, Content, Coverage, Share, Tally
from tests.support.ground import BELL, interest, source
from tests.support.scraped import written


def read(**changes: Any) -> Reading:
    """The reading of the bell's story with some values changed."""
    name, readings = read_stories(Bundle("bell.json", written({**BELL, **changes})))
    assert (name, readings.problems) == ("ground-news", ())
    (reading,) = readings.stories
    return reading


def test_a_story_goes_to_its_fields() -> None:
    """Each value goes to its field; tallies keep their zeros, and percentages the number of outlets
    that they are of.
    """
    assert read().content == Content(
        title="Bell of Quernby Is Gone",
        url="https://ground.news/article/church-of-quernby-misses-its-bell_4711",
        started="2025-06-12T23:40:00Z",
        places=("Quernby, VM, Kosovo", "Tolmarsh"),
        topics=("Bells", "Oda Quill"),
        summary="The bell of Quernby was lent to nobody, said the sexton.",
        coverage=Coverage(
            reported_articles=9,
            factuality=tuple(
                Tally(name=name, count=count)
                for name, count in {
                    "veryLow": 0,
                    "low": 1,
                    "mixed": 2,
                    "high": 4,
                    "veryHigh": 0,
                    "unknown": 2,
                }.items()
            ),
            owners=tuple(
                Tally(name=name, count=count) for name, count in BELL["ownership"].items()
            ),
        ),
        bias_statements=(
            Share(percent=0, side="left", base=5),
            Share(percent=80, side="center", base=5),
            Share(percent=20, side="right", base=5),
        ),
        blindspot=Blindspot(
            stated=True,
            side="left",
            words=("Hardly told: only 20% Left & Right", "Those on the left may not know of it"),
        ),
        articles=(
            Article(outlet="The Vellmark Gull", bias="leanRight", published="2025-06-12T22:10:05Z"),
            Article(outlet="Caldera Post", bias="unknown", published="2025-06-13T06:00:00Z"),
        ),
    )


def test_the_day_is_that_of_the_beginning() -> None:
    """A story is dated by its beginning, though an outlet was earlier; no time of capture is made
    up.
    """
    capture = read().capture(Bundle("bell.json", b""), "ground-news")
    assert (assembly.assemble([capture]).date, capture.captured) == ("2025-06-12", None)


def test_the_address_is_made_of_the_slug() -> None:
    """The slug's address, which a decision tells, is the story's key; a slug that fits no address
    is kept as it stands.
    """
    reading = read()
    assert [(each.about, each.choice) for each in reading.decisions] == [
        ("address", reading.content.url)
    ]
    assert identity.story_key(reading.content, "0" * 64) == f"address {reading.content.url}"
    for slug in ("two words", "up/../and-down", "who?", "..", "bell#1"):
        other = read(slug=slug)
        assert (other.content.url, other.decisions, other.content.unplaced) == (
            None,
            (),
            (f"/slug: {slug}",),
        )


@pytest.mark.parametrize(
    ("summary", "description", "told", "apart"),
    [
        ("", "It is gone.", "It is gone.", ()),
        (None, "It is gone.", "It is gone.", ()),
        ("It is gone.", None, "It is gone.", ()),
        ("It is  gone.", "it is gone.", "It is  gone.", ()),
        (
            "It is gone.",
            "Nobody saw it.\n\nNot  one.\nNor two.",
            "It is gone.",
            ("Nobody saw it.", "Not  one.", "Nor two."),
        ),
        ("", "\u00a0", None, ()),
    ],
)
def test_a_description_stands_in_for_the_summary(
    summary: str | None, description: str | None, told: str | None, apart: tuple[str, ...]
) -> None:
    """Where there is no summary the description is it; where both are there, the description is
    told apart if it differs.
    """
    reading = read(summary=summary, description=description)
    assert reading.content.summary == told
    assert reading.content.asides == (
        (Aside(heading="Description", points=apart),) if apart else ()
    )
    fields = next(row.fields for row in reading.ledger if row.at == "/description")
    assert fields == (("asides",) if apart else ("summary",))


@pytest.mark.parametrize(
    ("name", "place", "wording"),
    [
        ("Quernby", "Quernby,TernCounty,CO,US", "Quernby, Colorado, United States"),
        ("Quernby", "Quernby,TernCounty,VM,XK", "Quernby, VM, Kosovo"),
        ("Quernby", "Quernby,Greater-Tern,QQ", "Quernby, QQ"),
        ("Colorado", "CO,US", "Colorado, United States"),
        ("Colorado", "Colorado,TernCounty,CO,US", "Colorado, United States"),
        ("Georgia", "GA,US", "Georgia, United States"),
        ("Georgia", "GE", "Georgia (country)"),
        ("Quernby", "Quernby,TB,GE", "Quernby, Tbilisi, Georgia (country)"),
        ("Turkey", "TR", "Turkey"),
        ("Kelpland", "XK", "Kelpland, Kosovo"),
        ("Quernby", None, "Quernby"),
        (None, "CO,US", "Colorado, United States"),
    ],
)
def test_a_place_is_told_by_what_it_lies_in(
    name: str | None, place: str | None, wording: str
) -> None:
    """State and country stand behind the name, written out where ISO 3166 has their codes, and none
    of them twice.

    A country whose name a state has as well is told by a longer one, since its code says which it
    is.
    """
    assert read(
        place={"id": place, "name": name, "type": "locality"}, interests=[]
    ).content.places == (wording,)


def test_interests_are_topics_or_places() -> None:
    """A place goes to the places, also in the ledger, unless it is the story's own; what is of an
    unknown type is a topic.
    """
    reading = read(
        interests=[*BELL["interests"], interest("guild", "Sextons"), interest("topic", "Bells")]
    )
    assert reading.content.topics == ("Bells", "Oda Quill", "Sextons")
    assert reading.content.unplaced == ("/interests/4/type: guild",)
    rows = {row.at: row.fields for row in reading.ledger}
    assert [rows[f"/interests/{number}/name"] for number in range(5)] == [("topics",)] * 2 + [
        ("places",)
    ] * 2 + [("topics",)]
    assert rows["/interests/2/icon"] == ("boilerplate",)


def test_what_is_not_rated_is_said() -> None:
    """0, 0 and 0 percent of no outlet are no rating; of outlets that are counted they are kept."""
    sides = {"leftPercent": 0, "centerPercent": 0, "rightPercent": 0}
    content = read(blindspotData=sides, biasSourceCount=0).content
    assert (content.bias_statements, content.unrated, content.blindspot) == (
        (),
        ("bias",),
        Blindspot(),
    )
    assert len(read(blindspotData=sides, biasSourceCount=5).content.bias_statements) == 3


def test_an_outlet_whose_label_changes_stays_one_article() -> None:
    """Without an address and words, an article is known by its outlet; the later label counts."""
    first, later = (
        read(),
        read(sources=[source("The Vellmark Gull", "center", "2025-06-12T22:10:05.000Z")]),
    )
    captures = [
        reading.capture(Bundle("bell.json", data), "ground-news", day)
        for reading, data, day in ((first, b"1", "2025-06-13"), (later, b"2", "2025-06-14"))
    ]
    articles = assembly.assemble(captures).articles
    assert [(article.outlet, article.bias) for article in articles] == [
        ("The Vellmark Gull", "center"),
        ("Caldera Post", "unknown"),
    ]


@pytest.mark.parametrize(
    ("changes", "unplaced"),
    [
        ({"sources": [None, "Gull", BELL["sources"][0]]}, ("/sources/1: Gull",)),
        ({"start": "at noon"}, ("/start: at noon",)),
        ({"biasSourceCount": "few"}, ("/biasSourceCount: few",)),
        ({"place": {"id": "nowhere", "name": "Quernby"}}, ("/place/id: nowhere",)),
        ({"interests": "Bells"}, ("/interests: Bells",)),
        ({"blindspotData": {"blindspotFor": "nobody"}}, ("/blindspotData/blindspotFor: nobody",)),
    ],
)
def test_what_no_field_takes_is_kept(changes: dict[str, Any], unplaced: tuple[str, ...]) -> None:
    """What is of another kind stands on the page; the rest of the story is read."""
    content = read(**changes).content
    assert (content.unplaced, content.title) == (unplaced, BELL["title"])


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": 4711},
        {"title": None},
        {"sources": [{"outlet": "Gull"}]},
    ],
)
def test_what_is_no_story_is_told_so(changes: dict[str, Any]) -> None:
    """Without its headline or its slug, or with sources of another layout, an object is of no
    layout that is known.
    """
    name, readings = read_stories(Bundle("bell.json", written({**BELL, **changes})))
    assert (name, readings.stories, len(readings.problems)) == ("json", (), 1)


def test_sources_may_be_missing_but_nothing_else() -> None:
    """Null sources are none; a value of another kind is a problem that names its place, and no
    story comes of it.
    """
    assert read(sources=None).content.articles == ()
    _, readings = read_stories(Bundle("bell.json", written([BELL, {**BELL, "sources": 5}])))
    assert len(readings.stories) == 1
    assert [problem.seen for problem in readings.problems] == [
        "/1/sources is the number 5, where a list is wanted"
    ]


@pytest.mark.parametrize("layout", ["list", "lines"])
def test_several_stories_are_read_from_one_file(layout: str) -> None:
    """A list and JSON Lines give each story its pointer; one that stands twice is read once."""
    stories = [BELL, {**BELL, "slug": "another-bell"}, BELL]
    data = (
        written(stories)
        if layout == "list"
        else b"\n".join(json.dumps(story).encode() for story in stories)
    )
    name, readings = read_stories(Bundle("bells.json", data))
    assert (name, readings.problems) == ("ground-news", ())
    assert [reading.at for reading in readings.stories] == ["/0", "/1"]


def test_stories_are_found_inside_what_nobody_knows() -> None:
    """Stories deep inside a document have their pointers, and a note says that the rest was not
    read.
    """
    twice = b'{"a": 1, "a": {"more": [' + written({**BELL, "slug": "third-bell"}) + b"]}}"
    tree = written(
        {
            "props": {"a/b": [4711, {"story": {**BELL, "inner": BELL}}]},
            "next": {"slug": "x"},
            "other": "TWICE",
        }
    )
    name, readings = read_stories(Bundle("tree.json", tree.replace(b'"TWICE"', twice)))
    assert name == "ground-news"
    assert [reading.at for reading in readings.stories] == [
        "/props/a~1b/1/story",
        "/other/a/more/0",
    ]
    assert [problem.seen for problem in readings.problems] == ["the key 'a' stands twice in /other"]
    assert readings.stories[0].notes == (
        "2 stories stood inside other values, which were not read; only the stories are in the ledger.",
    )
    assert readings.stories[0].ledger[0].at == "/props/a~1b/1/story/biasSourceCount"


def inside(depth: int, story: Any) -> Any:
    """A story inside so many lists."""
    for _ in range(depth):
        story = [story]
    return story


@pytest.mark.parametrize(
    ("around", "seen"),
    [
        (
            lambda story: {"a\nb": story},
            "the story at /1/a\\nb stands below a key that no line can hold",
        ),
        (lambda story: {"k" * 1001: story}, "a key of /1 is 1,001 characters long"),
        (lambda story: {"\ud800": story}, "a key of /1 holds half a character, \\ud800"),
        (
            lambda story: inside(66, story),
            f"more than 64 lists and objects stand inside each other at /1{'/0' * 64}",
        ),
    ],
)
def test_a_story_that_no_pointer_can_name_is_a_problem(
    around: Callable[[Any], Any], seen: str
) -> None:
    """A story below a key that a page cannot hold, or too deep, is named while its neighbours are
    read.
    """
    tree = [{"first": BELL}, around({**BELL, "slug": "second-bell"})]
    name, readings = read_stories(Bundle("tree.json", json.dumps(tree).encode()))
    assert (name, [reading.at for reading in readings.stories]) == ("ground-news", ["/0/first"])
    assert [problem.seen for problem in readings.problems] == [seen]
