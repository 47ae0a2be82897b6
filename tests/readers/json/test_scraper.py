"""The reader of what a story scraper writes: fields, ledger, captures, and stories beside broken
ones.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.bundles.finding import find_bundles
from generator.catalog.presenting import present_story
from generator.convert import run as conversion
from generator.convert.run import Options
from generator.page import format as page
from generator.page.format import is_edited
from generator.page.store import load_page
from generator.readers import read_stories
from generator.readers.base import Bundle, Reading, Readings
from generator.readers.json.mapping import json_leaves
from generator.readers.json.scraper import ScraperJson
from generator.story import identity
from generator.story.model import Article, Content, Coverage, Perspectives
from tests.support.program import pages, run
from tests.support.scraped import FERRY, scraped, written


def read_all(story: Any) -> Readings:
    """What the reader gets out of a value."""
    name, readings = read_stories(
        Bundle("x.json", story if isinstance(story, bytes) else written(story))
    )
    assert name == "scraper-json"
    return readings


def read(story: Any) -> Reading:
    """The reading of one story."""
    readings = read_all(story)
    assert readings.problems == ()
    (reading,) = readings.stories
    return reading


def _pointers(story: Any) -> list[str]:
    return [leaf.at for leaf in json_leaves(story, "")]


# --- fields ---------------------------------------------------------------------------------------


def test_a_story_goes_to_its_fields() -> None:
    """Each value goes to its field; what the scraper does not state is not made up."""
    reading = read(FERRY)
    assert reading.content == Content(
        title="Night Ferry to Tolmarsh Sails Without Lights",
        url="https://stories.example/article/night-ferry-to-tolmarsh",
        coverage=Coverage(total_sources=1204, left=14, center=0, right=31),
        perspectives=Perspectives(
            left=("The crew had asked for lamps since March.", "Nobody was told before boarding."),
            center=("The harbour office counts 212 passengers.",),
        ),
        articles=(
            Article(
                title="Two hours in the dark, and a *brass band*",
                url="https://gull.example/night-ferry?utm_source=scraper",
                bias="Lean Left",
                text="The band played until the pier came in sight.\n\nThen  it stopped.\nNobody clapped.",
            ),
            Article(
                title="Ferry lamps [1] \u0085 out of stock",
                url="http://www.caldera-post.example/lamps",
                bias="unknown",
            ),
            Article(
                title="ഇരുട്ടിലെ കടത്തുവള്ളം",
                url="https://theeram.example/1",
                bias="Far Right",
                text="വള്ളം ഇരുട്ടിൽ നീങ്ങി.",
            ),
        ),
    )
    assert (reading.at, reading.captured, reading.notes) == (None, "2025-06-14T08:15:02Z", ())
    assert [(decision.about, decision.choice) for decision in reading.decisions] == [
        ("captured", "2025-06-14T08:15:02Z")
    ]


def test_hosts_stand_for_outlets_that_are_not_named() -> None:
    """The scraper names no outlet: none is stated, and the site lists the host as a host; `unknown`
    is not rated.
    """
    content = read(FERRY).content
    assert {article.outlet for article in content.articles} == {None}
    with tempfile.TemporaryDirectory() as folder:
        _convert(Path(folder), {"a.json": written(FERRY)})
        (path,) = pages(Path(folder))
        articles = present_story(load_page(path)).articles
    assert [(article.outlet, article.is_host) for article in articles] == [
        ("gull.example", True), ("caldera-post.example", True), ("theeram.example", True),
    ]  # fmt: skip
    assert [article.rating for article in articles] == [
        "rated Lean Left",
        "not rated",
        "rated Far Right",
    ]


def test_a_story_of_almost_nothing_is_read() -> None:
    """Empty lists, nulls and keys that are missing state nothing, and are no problem."""
    bare = {"metadata": {"title": "Fog"}, "bias_distribution": {}, "sources": []}
    assert read(bare).content == Content(title="Fog")
    empty = scraped(
        perspective_summaries={"left": [], "center": None, "right": [None, ""]},
        sources=None,
        bias_distribution=None,
    )
    content = read(empty).content
    assert (content.perspectives, content.articles, content.coverage) == (
        Perspectives(),
        (),
        Coverage(),
    )
    assert content.unplaced == ()


def test_a_very_long_text_is_kept_whole() -> None:
    """A text of 128,516 characters, all of which act in Markdown, goes to the page and back in well
    under a second.
    """
    long = ("[" * 60 + "](*") * 2040 + "].[]"
    story = scraped(
        sources=[
            {
                "news_title": "All of it",
                "news_link": "https://gull.example/1",
                "bias": "Left",
                "text": long,
            }
        ]
    )
    assert len(long) > 128_516
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        _convert(Path(folder), {"a.json": written(story)})
        assert load_page(pages(Path(folder))[0]).story.articles[0].text == long
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("stated", "given", "captured"),
    [
        ("2025-06-14T08:15:02.374194", None, "2025-06-14T08:15:02Z"),
        ("2025-06-14T08:15:02+02:00", "2025-07-01", "2025-06-14T06:15:02Z"),
        ("2025-06-14", "2025-07-01", "2025-06-14"),
        (None, "2025-07-01", "2025-07-01"),
        ("", "2025-07-01", "2025-07-01"),
        ("yesterday", "2025-07-01", "2025-07-01"),
        ("yesterday", None, None),
    ],
)
def test_the_bundles_own_time_comes_first(
    tmp_path: Path, stated: str | None, given: str | None, captured: str | None
) -> None:
    """The time that a bundle states outranks --captured, which counts where there is none; what is
    no time is kept.
    """
    _convert(
        tmp_path, {"a.json": written(scraped(metadata__timestamp=stated))}, Options(captured=given)
    )
    story = load_page(pages(tmp_path)[0]).story
    assert story.captures[0].captured == captured
    assert story.unplaced == (("/metadata/timestamp: yesterday",) if stated == "yesterday" else ())


# --- several stories in a file --------------------------------------------------------------------

FOG = scraped(
    metadata__title="Fog Closes the Airport of Quernby",
    metadata__url="https://stories.example/article/fog",
    metadata__timestamp="2025-06-15T07:00:00",
)


@pytest.mark.parametrize(
    ("shape", "at"),
    [
        (written, ("/0", "/1")),
        (lambda stories: written({"stories": stories}), ("/stories/0", "/stories/1")),
        (
            lambda stories: b"".join(json.dumps(story).encode() + b"\n" for story in stories),
            ("/0", "/1"),
        ),
    ],
)
def test_stories_of_one_file_are_read_each_for_itself(shape: Any, at: tuple[str, ...]) -> None:
    """A list, the list of an object and JSON Lines give the readings of single files, each at its
    place.
    """
    readings = read_all(shape([FERRY, FOG]))
    assert [(reading.at, reading.content, reading.captured) for reading in readings.stories] == [
        (place, read(story).content, read(story).captured)
        for place, story in zip(at, (FERRY, FOG), strict=True)
    ]
    assert [row.at for row in readings.stories[1].ledger] == [
        f"{at[1]}{leaf}" for leaf in _pointers(FOG)
    ]


def test_a_story_that_stands_twice_is_read_once() -> None:
    """The same story again is left out, which a decision says; its rows are in the ledger of the
    first.
    """
    first, other = read_all([FERRY, FOG, FERRY]).stories
    assert (first.at, other.at) == ("/0", "/1")
    assert [row.at for row in first.ledger] == [
        f"/{n}{leaf}" for n in (0, 2) for leaf in _pointers(FERRY)
    ]
    assert (first.decisions[-1].choice, first.decisions[-1].rule) == (
        "/2 left out",
        "it holds the same story as /0",
    )


def test_what_stands_beside_the_stories_is_kept_with_the_first() -> None:
    """Values beside the list of stories are unplaced, in the ledger and on the page of the first
    story that is read.
    """
    first, other = read_all({"run": {"mode": "night"}, "stories": [FERRY, FOG], "count": 2}).stories
    assert first.content.unplaced == ("/run/mode: night", "/count: 2")
    assert [row.at for row in first.ledger[-2:]] == ["/run/mode", "/count"]
    assert other.content == read(FOG).content


FAULTS = {
    "5": "/stories/0 is the number 5, where a story is wanted. Check what the scraper wrote there.",
    "[1, 2]": "/stories/0 is a list of 2 numbers, where a story is wanted. Check what the scraper wrote there.",
    '{"metadata": 1}': (
        "/stories/0 is an object with the key 'metadata', where a story is wanted. Check what the scraper wrote there."
    ),
    '{"sources": "none", "metadata": {"title": "Ice"}, "bias_distribution": {}}': (
        "/stories/0/sources is the text 'none', where a list is wanted. Check what the scraper wrote there."
    ),
    '{"sources": [], "metadata": {"title": "Ice", "title": "Snow"}, "bias_distribution": {}}': (
        "the key 'title' stands twice in /stories/0/metadata. Keep the right one of the two."
    ),
    '{"sources": [], "metadata": {"title": "Ice"}, "bias_distribution": {"center": NaN}}': (
        "/stories/0/bias_distribution/center is NaN, which is no number in JSON. Write null where nothing is stated."
    ),
    '{"sources": [], "metadata": {"title": "Ice"}, "bias_distribution": }': (
        "it is no JSON from line 1, column 81 on (Expecting value), within /stories/0. Mend it there, or capture it again."
    ),
}
"""A story that cannot be read, and what is said of it."""


@pytest.mark.parametrize("broken", FAULTS)
def test_a_bad_story_is_said_and_its_neighbours_are_read(tmp_path: Path, broken: str) -> None:
    """One story that cannot be read is a problem with its place; the others of the file become
    pages.
    """
    text = f'{{"stories": [{broken}, {json.dumps(FERRY)}, {json.dumps(FOG)}]}}'
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    done = run("convert", tmp_path / "a.json", "--content", tmp_path)
    assert [line for line in done.err.splitlines() if line.startswith("problem ")] == [
        f"problem   a.json: {FAULTS[broken]}"
    ]
    assert (done.code, done.counts["stories new"], done.counts["problems"]) == (3, 2, 1)
    assert {load_page(path).story.captures[0].at for path in pages(tmp_path)} == {
        "/stories/1",
        "/stories/2",
    }
    inspected = run("inspect", tmp_path / "a.json")
    assert (inspected.code, inspected.err) == (3, f"a.json: {FAULTS[broken]}\n")
    assert "/stories/2/metadata/title" in inspected.out


def test_a_fault_beside_the_stories_stops_none() -> None:
    """What is wrong outside every story is a problem, and all stories are read."""
    readings = read_all(b'{"run": {"a": 1, "a": 2}, "stories": [%s]}' % written(FERRY))
    assert [str(problem) for problem in readings.problems] == [
        "the key 'a' stands twice in /run. Keep the right one of the two."
    ]
    assert [reading.content for reading in readings.stories] == [read(FERRY).content]


def test_a_fault_of_the_reader_stops_no_other_story(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that the reader did not mean to raise is a problem of that story alone."""
    extract_one = ScraperJson.extract

    def fail(self: ScraperJson, value: Any, mapped: Any) -> Any:
        if value == FERRY:
            raise ZeroDivisionError("by zero")
        return extract_one(self, value, mapped)

    monkeypatch.setattr(ScraperJson, "extract", fail)
    readings = read_all([FERRY, FOG])
    assert [reading.at for reading in readings.stories] == ["/1"]
    assert [str(problem) for problem in readings.problems] == [
        "the reader failed on /0 (ZeroDivisionError: by zero). Please report this together with the bundle."
    ]


@pytest.mark.parametrize(
    "other",
    [{}, {"metadata": {}}, {"title": "Fog", "sources": []}, {**FERRY, "metadata": {"url": 5}}],
)
def test_other_layouts_are_left_to_their_readers(other: Any) -> None:
    """What lacks the marks of the layout is none of this reader's."""
    assert ScraperJson().read(Bundle("x.json", written(other))) is None


def test_inspect_shows_times_and_places(tmp_path: Path) -> None:
    """`inspect` names the time that the bundle states, the story's place, and each leaf by its
    pointer.
    """
    (tmp_path / "a.json").write_bytes(written([FERRY]))
    shown = run("inspect", tmp_path / "a.json").out
    assert "captured" in shown
    assert "2025-06-14T08:15:02Z" in shown
    assert "a.json, /0, read as scraper-json" in " ".join(shown.split())
    found = json.loads(run("inspect", tmp_path / "a.json", "--json").out)
    nothing = {"note": None, "licence": None, "sidecar": []}
    assert found["captures"] == [{"at": "/0", "captured": "2025-06-14T08:15:02Z", **nothing}]
    assert [row["at"] for row in found["ledger"]] == [f"/0{leaf}" for leaf in _pointers(FERRY)]


# --- captures -------------------------------------------------------------------------------------


def _convert(content: Path, files: dict[str, bytes], options: Options | None = None) -> None:
    inbox = content / "bundles"
    inbox.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (inbox / name).write_bytes(data)
    found = find_bundles([str(inbox / name) for name in files], inbox)
    conversion.convert(found, content, options or Options(), lambda _: None)


def _by_key(content: Path) -> dict[str, bytes]:
    return {path.stem[-identity.DIGITS :]: path.read_bytes() for path in pages(content)}


def test_inspect_tells_several_stories_apart(tmp_path: Path) -> None:
    """Each story of a bundle of several begins with its number and its place; of one alone nothing
    is said.
    """
    (tmp_path / "a.json").write_bytes(written([FERRY, FOG]))
    shown = run("inspect", tmp_path / "a.json").out
    assert [shown.index(f"Story {number} of 2, at /{number - 1} ") for number in (1, 2)] == [
        0,
        shown.index("Story 2"),
    ]
    (tmp_path / "a.json").write_bytes(written(FERRY))
    assert "Story 1" not in run("inspect", tmp_path / "a.json").out


def test_inspect_shows_facts_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address longer than the terminal is wide goes on in the next line."""
    monkeypatch.setenv("COLUMNS", "60")
    address = "https://stories.example/article/" + "-".join(f"lamp{number}" for number in range(20))
    (tmp_path / "a.json").write_bytes(written(scraped(metadata__url=address)))
    facts = run("inspect", tmp_path / "a.json").out.partition("Ledger")[0]
    assert address in "".join(facts.split())


def test_inspect_names_every_problem(tmp_path: Path) -> None:
    """However many stories of a bundle are broken, each is named, for a person as for a program."""
    (tmp_path / "a.json").write_bytes(written([FERRY, *range(30)]))
    done = run("inspect", tmp_path / "a.json")
    assert (done.code, len(done.err.splitlines())) == (3, 30)
    said = json.loads(run("inspect", tmp_path / "a.json", "--json").out)["problems"]
    assert [problem["seen"].partition(" ")[0] for problem in said] == [
        f"/{place}" for place in range(1, 31)
    ]


def test_captures_of_one_address_are_one_story(tmp_path: Path) -> None:
    """Files with one address are captures of one story, in the order of their times, whatever the
    headline has become.
    """
    later = scraped(
        metadata__timestamp="2025-06-16T00:00:00",
        metadata__title="Ferry Sails With Lamps at Last",
        metadata__url="https://stories.example/article/night-ferry-to-tolmarsh?utm_source=x",
        bias_distribution__total_sources="1310",
        sources=FERRY["sources"][1:],
    )
    _convert(tmp_path, {"a.json": written(later), "b.json": written(FOG), "c.json": written(FERRY)})
    stories = {story.title: story for story in (load_page(path).story for path in pages(tmp_path))}
    assert set(stories) == {"Ferry Sails With Lamps at Last", "Fog Closes the Airport of Quernby"}
    ferry = stories["Ferry Sails With Lamps at Last"]
    assert [capture.bundle for capture in ferry.captures] == ["c.json", "a.json"]
    assert (ferry.coverage.total_sources, len(ferry.articles)) == (1310, 3)
    assert ferry.captures[0].content == read(FERRY).content


SOURCES = st.builds(
    lambda number, bias, text: {
        "news_title": f"Report {number}",
        "news_link": f"https://x.example/{number}",
        "bias": bias,
        "text": text,
    },
    st.integers(0, 3),
    st.sampled_from(("Left", "Center", "unknown", None)),
    st.sampled_from((None, "Short.", "Short.\n\nAnd long.")),
)
POINTS = st.lists(st.sampled_from(("It is dark.", "It is late.", None)), max_size=2)
CAPTURES = st.builds(
    lambda event, minute, total, left, sources, extra: scraped(
        metadata__url=f"https://stories.example/article/{event}",
        metadata__title=f"Story {event} in the {'morning' if minute < 2 else 'evening'}",
        metadata__timestamp=f"2025-06-14T08:0{minute}:00" if minute else None,
        bias_distribution__total_sources=total,
        perspective_summaries__left=left,
        sources=sources,
        **extra,
    ),
    st.integers(0, 1),
    st.integers(0, 4),
    st.sampled_from(("0", "12", "many", None)),
    POINTS,
    st.lists(SOURCES, max_size=3),
    st.sampled_from(({}, {"mood": "sour"})),
)


@settings(max_examples=40, deadline=None)
@given(
    st.data(), st.lists(st.one_of(CAPTURES, st.lists(CAPTURES, max_size=3)), min_size=1, max_size=4)
)
def test_any_order_and_split_of_captures_gives_the_same_pages(
    data: st.DataObject, made: list[Any]
) -> None:
    """Files of one story and of several, in any order, in one run or in many, with any of them
    again: the same pages.
    """
    files = {f"{number}.json": written(each) for number, each in enumerate(made)}
    order = data.draw(
        st.permutations([*files, *data.draw(st.lists(st.sampled_from(sorted(files)), max_size=2))])
    )
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        _convert(Path(one), files)
        while order:
            size = data.draw(st.integers(1, len(order)))
            _convert(Path(other), {name: files[name] for name in order[:size]})
            order = order[size:]
        assert _by_key(Path(one)) == _by_key(Path(other))
        for path in pages(Path(one)):
            held = load_page(path)
            assert page.write(held) == path.read_text(encoding="utf-8")
            assert not is_edited(held)
