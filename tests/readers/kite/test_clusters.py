"""The reader of Kite's clusters: every shape that a key has had, what stands for nothing, and
citations.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.page import format as page
from generator.page.model import Page
from generator.readers import read_stories
from generator.readers.base import Bundle, Reading, Readings
from generator.readers.json.mapping import json_leaves
from generator.readers.kite.table import ASIDES, camel_case
from generator.story import assembly
from generator.story.model import Article, Aside, Content, Coverage, Link, Voice
from tests.support.clusters import CLUSTER
from tests.support.scraped import written


def read_all(value: Any) -> Readings:
    """What the reader gets out of a value."""
    name, readings = read_stories(
        Bundle("x.json", value if isinstance(value, bytes) else written(value))
    )
    assert name == "kite"
    return readings


def read(**changes: Any) -> Reading:
    """The reading of the sluice's cluster with some values changed."""
    readings = read_all({**CLUSTER, **changes})
    assert readings.problems == ()
    (reading,) = readings.stories
    return reading


def _aside(reading: Reading, heading: str) -> tuple[str, ...]:
    return next((aside.points for aside in reading.content.asides if aside.heading == heading), ())


# --- fields ---------------------------------------------------------------------------------------


def test_a_cluster_goes_to_its_fields() -> None:
    """Each value goes to its field; no label, no day and no time of capture is made up."""
    assert read().content == Content(
        title="Sluice of Tolmarsh Jams at High Water",
        language="en",
        places=("Tolmarsh, Vellmark",),
        topics=("World",),
        summary="The sluice stood open all night [gull.example#2], and two streets are under water [common].",
        key_points=(
            "Water: It reached the second step of the town hall [caldera-post.example#1].",
            "Cause: A rowing boat was found between its gates.",
        ),
        timeline=("Dusk: The gates open", "Midnight: The gates stay open"),
        coverage=Coverage(reported_articles=5, total_sources=3),
        voices=(
            Voice(
                kind="quotation",
                text="I have rowed past it for forty years.",
                by="Oda Quill, owner of the boat",
                sources=(Link(outlet="tern.example", url="https://talk.tern.example/sluice"),),
            ),
            Voice(
                kind="perspective",
                text="Harbour office: Calls it a fault of the boat.",
                by="Harbour office",
                sources=(Link(outlet="The Vellmark Gull", url="https://gull.example/boat"),),
            ),
            Voice(kind="perspective", text="Neighbours want to know who had the watch."),
        ),
        asides=(
            Aside(heading="Did you know", points=("The sluice was a gift of the salt guild.",)),
            Aside(
                heading="Historical background",
                points=("It jammed in 1911, too.", "That time it was a cow."),
            ),
            Aside(
                heading="Business angle",
                points=("Boots are sold out.", "Cobblers: They work at night."),
            ),
            Aside(heading="DIY tips", points=("Sand is heavier than straw.",)),
            Aside(
                heading="Industry impact",
                points=("Salt: A week's yield is lost.", "Eels: A good year."),
            ),
            Aside(heading="Questions", points=("Who had the watch? — Nobody says.",)),
            Aside(
                heading="Pictures", points=("The sluice at dawn", "The boat", "Boots, by the dozen")
            ),
        ),
        articles=(
            Article(
                title="Sluice jams",
                url="https://www.gull.example/1",
                published="2025-06-14T09:45:00Z",
            ),
            Article(
                title="Open all night",
                url="https://gull.example/2",
                published="2025-06-14T10:00:00Z",
                cited_as="gull.example#2",
            ),
            Article(
                title="Wet feet in the town hall",
                url="https://caldera-post.example/feet",
                outlet="The Caldera Post",
                published="2025-06-14T12:00:00Z",
            ),
        ),
    )
    assert (read().captured, read().notes, read().decisions) == (None, (), ())


# --- drift ----------------------------------------------------------------------------------------

ABSENT = ("", None, [], [""], [None, "", "  "], [[]])
LISTED = ("talking_points", "timeline", "perspectives", *ASIDES, "suggested_qna")


@pytest.mark.parametrize("key", [*LISTED, "short_summary", "quote", "location", "category"])
def test_nothing_is_said_in_many_ways(key: str) -> None:
    """A key that is missing, null, empty, or a list of such states nothing, and is in the ledger
    all the same.
    """
    missing = {name: value for name, value in CLUSTER.items() if name != key}
    if key == "quote":
        missing = {name: value for name, value in missing.items() if not name.startswith("quote_")}
    (without,) = read_all(missing).stories
    for nothing in ABSENT if key in LISTED else ABSENT[:2]:
        reading = read_all({**missing, key: nothing}).stories[0]
        assert (reading.content, reading.notes) == (without.content, without.notes), nothing
        assert any(row.at.startswith(f"/{key}") for row in reading.ledger)


@pytest.mark.parametrize("key", ASIDES)
def test_every_part_beside_the_story_has_every_shape(key: str) -> None:
    """A text, a list of texts and a list of objects give the same points under the same heading."""
    blank = dict.fromkeys(ASIDES, "")
    shapes = (
        "One.\n\nTwo.",
        ["One.", "Two."],
        [{"text": "One."}, {"text": "Two."}],
        ["One.", {"text": "Two."}],
    )
    for shape in shapes:
        reading = read(**{**blank, key: shape})
        assert _aside(reading, ASIDES[key]) == ("One.", "Two.")
        assert reading.content.unplaced == ()


@pytest.mark.parametrize(
    "timeline",
    [
        ["Dusk:: The gates open", "Midnight ::  They stay open"],
        [
            {"date": "Dusk", "content": "The gates open"},
            {"date": "Midnight", "content": "They stay\nopen"},
        ],
        [{"date": "Dusk", "content": "The gates open"}, "Midnight: They stay open"],
        "Dusk:: The gates open\nMidnight:: They stay open",
        [
            {"content": "Dusk: The gates open", "date": ""},
            {"date": "Midnight: They stay open", "content": None},
        ],
    ],
)
def test_a_timeline_has_every_shape(timeline: Any) -> None:
    """What happened when is one line an event, whatever it was written as."""
    assert read(timeline=timeline).content.timeline == (
        "Dusk: The gates open",
        "Midnight: They stay open",
    )


@pytest.mark.parametrize(
    ("sources", "links"),
    [
        (
            [{"name": "The Gull", "url": "https://gull.example/1"}],
            (Link(outlet="The Gull", url="https://gull.example/1"),),
        ),
        (
            [{"name": "gull.example", "url": "https://www.gull.example/1"}],
            (Link(url="https://www.gull.example/1"),),
        ),
        (
            ["The Gull", "https://gull.example/1"],
            (Link(outlet="The Gull"), Link(url="https://gull.example/1")),
        ),
        ("The Gull", (Link(outlet="The Gull"),)),
        ([{"name": "The Gull"}, {"url": ""}, {}], (Link(outlet="The Gull"),)),
        ("", ()),
        (None, ()),
    ],
)
def test_sources_have_every_shape(sources: Any, links: tuple[Link, ...]) -> None:
    """A source is a name, an address or both, alone or in a list; a host beside its own address is
    no name.
    """
    voice = read(
        quote=None,
        quote_author="",
        quote_attribution="",
        quote_source_url="",
        quote_source_domain="",
    )
    assert [each.kind for each in voice.content.voices] == ["perspective"] * 2
    reading = read(perspectives=[{"text": "Port: Regrets it.", "sources": sources}])
    assert reading.content.voices[1:] == (
        Voice(kind="perspective", text="Port: Regrets it.", by="Port", sources=links),
    )
    assert reading.content.unplaced == ()


@pytest.mark.parametrize(
    "perspectives", ["Port: Regrets it.", ["Port: Regrets it."], [{"text": "Port: Regrets it."}]]
)
def test_perspectives_have_every_shape(perspectives: Any) -> None:
    """A view may be a text alone."""
    assert read(perspectives=perspectives).content.voices[1:] == (
        Voice(kind="perspective", text="Port: Regrets it.", by="Port"),
    )


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Port: Regrets it.", "Port"),
        ("Port", None),
        ("Port:", None),
        ("It began at 8:30.", None),
        (f"{'P' * 81}: x", None),
        (f"{'P' * 80}: x", "P" * 80),
    ],
)
def test_who_takes_a_view_stands_before_the_colon(text: str, by: str | None) -> None:
    """A name is short, and words follow; the text stays whole."""
    voice = read(perspectives=[text]).content.voices[1]
    assert (voice.text, voice.by) == (text, by)


@pytest.mark.parametrize(
    ("changes", "unplaced"),
    [
        ({"quote": ""}, ["quote_author: Oda Quill", "quote_attribution: owner of the boat"]),
        (
            {"perspectives": [{"text": "", "sources": ["The Gull"]}]},
            ["perspectives/0/sources/0: The Gull"],
        ),
        ({"domains": [{"name": "tern.example", "favicon": ""}]}, ["domains/0/name: tern.example"]),
        ({"sourceLanguage": "de"}, ["sourceLanguage: de"]),
        ({"timeline": [7, {"when": "Dusk"}]}, ["timeline/0: 7", "timeline/1/when: Dusk"]),
        ({"did_you_know": {"text": "x"}}, ["did_you_know/text: x"]),
        ({"did_you_know": [["x"]]}, ["did_you_know/0/0: x"]),
        ({"unique_domains": "many"}, ["unique_domains: many"]),
        ({"location": ["Tolmarsh"]}, ["location/0: Tolmarsh"]),
    ],
)
def test_what_no_field_holds_is_kept(changes: dict[str, Any], unplaced: list[str]) -> None:
    """A shape that no rule knows, and what belongs to something that is not there, stands on the
    page.
    """
    reading = read(**changes)
    assert set(unplaced) <= {line.removeprefix("/") for line in reading.content.unplaced}
    assert {row.at.removeprefix("/") for row in reading.ledger if row.fields == ("unplaced",)} == {
        line.removeprefix("/").partition(":")[0] for line in reading.content.unplaced
    }


def test_a_wrong_kind_is_said() -> None:
    """A value of another kind is kept, and a note names it."""
    assert read(timeline=[7]).notes == (
        "/timeline/0 is the number 7, where text, or a list of texts is wanted; it is kept under Unplaced.",
    )


def _respelled(value: Any) -> Any:
    if isinstance(value, dict):
        return {camel_case(key): _respelled(inner) for key, inner in value.items()}
    return [_respelled(inner) for inner in value] if isinstance(value, list) else value


def test_keys_may_be_spelled_in_humps() -> None:
    """`shortSummary` is `short_summary`; a key of the other spelling is kept as it stands."""
    (reading,) = read_all(_respelled(CLUSTER)).stories
    assert reading.content == read().content
    (mixed,) = read_all({**_respelled(CLUSTER), "short_summary": "Another."}).stories
    assert (mixed.content.summary, mixed.content.unplaced) == (
        read().content.summary,
        ("/short_summary: Another.",),
    )


# --- citations ------------------------------------------------------------------------------------


def test_citations_name_the_nth_article_of_a_host() -> None:
    """Articles are counted by host in the order of the capture, with and without `www.`; what none
    is called stays text.
    """
    summary = "[gull.example#1] [GULL.example#2] [gull.example#3] [gull.example] [#1] [common#x] [tern.example#1]"
    articles = read(short_summary=summary, talking_points=[]).content.articles
    assert [article.cited_as for article in articles] == ["gull.example#1", "GULL.example#2", None]


@pytest.mark.parametrize(
    "key",
    ["short_summary", "talking_points", "timeline", "did_you_know", "title", "location", "quote"],
)
def test_every_text_may_cite(key: str) -> None:
    """A citation counts in whatever text it stands."""
    quiet = {"short_summary": "", "talking_points": [], key: "Seen [www.gull.example#1]"}
    assert read(**quiet).content.articles[0].cited_as == "www.gull.example#1"


# --- containers -----------------------------------------------------------------------------------

OTHER = {**CLUSTER, "title": "Eels in the Cellar", "category": "Food"}


@pytest.mark.parametrize("key", ["clusters", "stories"])
def test_what_stands_beside_the_clusters_is_said_of_each(key: str) -> None:
    """The time of capture, in seconds since 1970, and the category of a list count for each of its
    clusters.
    """
    beside = {
        "category": "World",
        "timestamp": 1749902400,
        "read": 12,
        "domains": CLUSTER["domains"],
    }
    readings = read_all({**beside, key: [CLUSTER, OTHER]})
    assert [reading.captured for reading in readings.stories] == ["2025-06-14T12:00:00Z"] * 2
    assert [reading.content.topics for reading in readings.stories] == [
        ("World",),
        ("Food", "World"),
    ]
    assert [reading.content.unplaced for reading in readings.stories] == [(), ()]
    assert readings.stories[0].at == f"/{key}/0"


@pytest.mark.parametrize(
    ("timestamp", "captured"),
    [("2025-06-14", "2025-06-14"), (0, None), (10**15, None), (True, None)],
)
def test_a_time_beside_the_clusters(timestamp: Any, captured: str | None) -> None:
    """A time may be text as well; what is none is kept."""
    (reading,) = read_all({"timestamp": timestamp, "clusters": [CLUSTER]}).stories
    assert reading.captured == captured
    assert bool(reading.content.unplaced) is (captured is None)


def test_articles_of_another_kind_are_a_problem() -> None:
    """Without a list of articles there is no story; its neighbours are read."""
    readings = read_all([{**CLUSTER, "articles": "none"}, OTHER])
    assert [problem.seen for problem in readings.problems] == [
        "/0/articles is the text 'none', where a list is wanted"
    ]
    assert [reading.at for reading in readings.stories] == ["/1"]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "x", "articles": []},
        {
            "title": "x",
            "articles": [{"url": "https://gull.example/1"}],
            "perspectives": [],
            "domains": [],
        },
        {"articles": [], "perspectives": [], "domains": []},
    ],
)
def test_other_layouts_are_left_to_their_readers(other: Any) -> None:
    """What lacks the marks of a cluster is none."""
    assert read_stories(Bundle("x.json", written(other)))[0] == "json"


# --- laws -----------------------------------------------------------------------------------------

SHAPES = st.recursive(
    st.one_of(
        st.sampled_from((None, "", "One.", "Port: Two.\nThree.", "A:: b", 7, True)),
        st.text("a[]#1:\n ", max_size=8),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(
            st.sampled_from(("text", "date", "content", "sources", "name", "url", "question", "x")),
            inner,
            max_size=2,
        ),
    ),
    max_leaves=5,
)


CHANGING = sorted({*CLUSTER} - {"title", "articles", "cluster_number", "unique_domains"})


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(CHANGING), SHAPES, max_size=4))
def test_whatever_a_key_holds_nothing_is_lost(changes: dict[str, Any]) -> None:
    """Any shape under any key: each leaf has one row, and what goes to a field or to none stands on
    the page.
    """
    reading = read(**changes)
    assert [row.at for row in reading.ledger] == [
        leaf.at for leaf in json_leaves({**CLUSTER, **changes}, "")
    ]
    story = assembly.assemble([reading.capture(Bundle("x.json", b""), "kite")])
    held = page.read(page.write(Page(story=story))).story
    assert held == story
    for row in reading.ledger:
        for word in (
            re.findall(r"[A-Za-z]{3,}", row.text)
            if row.fields != ("boilerplate",) and row.text != "null"
            else ()
        ):
            assert word in repr(held), (row, word)


@settings(max_examples=40)
@given(st.data(), st.lists(st.sampled_from((CLUSTER, OTHER)), min_size=1, max_size=3))
def test_the_order_of_captures_does_not_matter(
    data: st.DataObject, shown: list[dict[str, Any]]
) -> None:
    """Captures of one cluster at different times, with articles that come and go, give the same
    page in any order.
    """
    captures = []
    for number, cluster in enumerate(shown):
        articles = data.draw(st.permutations(cluster["articles"]))[: data.draw(st.integers(0, 3))]
        (reading,) = read_all(
            {"timestamp": 1749902400 + number, "clusters": [{**cluster, "articles": articles}]}
        ).stories
        captures.append(reading.capture(Bundle("x.json", str(number).encode()), "kite"))
    texts = {
        page.write(Page(story=assembly.assemble(order))) for order in (captures, captures[::-1])
    }
    assert len(texts) == 1
