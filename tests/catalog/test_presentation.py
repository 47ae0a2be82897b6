"""What the site tells of a story: nothing lost, nothing invented, and five kinds of absence kept
apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings

from generator.catalog.presentation import (
    PART_WORDS,
    HtmlSection,
    SidePoints,
    SourcePresentation,
    StoryPresentation,
    WebAddress,
    encode_presentation,
    parse_presentation,
)
from generator.catalog.presenting import present_address, present_story
from generator.page.model import Corrections, Page
from generator.story.fields import SIDES
from generator.story.model import (
    Article,
    Aside,
    Blindspot,
    Capture,
    Content,
    Coverage,
    Figure,
    FirstReport,
    Link,
    Perspectives,
    Share,
    Story,
    Tally,
    Voice,
)
from generator.story.wording import rating, side
from generator.text.addresses import address_host
from generator.text.normal import visible_name
from tests.support.golden_stories import PAGES
from tests.support.strategies import pages

few = settings(max_examples=25)  # a whole page takes long to make up

UNSAID = {"date_basis", "title", "date", "places", "topics"}
"""What a correction may take the place of."""


def _of(**values: Any) -> StoryPresentation:
    return present_story(Page(story=Story(**values)))


def _absent(told: StoryPresentation) -> list[str]:
    return [absence.words for absence in told.absences]


def _parts(told: StoryPresentation) -> dict[str, int]:
    return {part.name: part.count for part in told.coverage.parts if part.count}


def _strings(value: object) -> Iterator[str]:
    """Every text of a value, paragraphs joined as well as alone."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        yield from (text for inner in value for text in _strings(inner))
        if all(isinstance(inner, str) for inner in value):
            yield "\n\n".join(value)
    elif is_dataclass(value):
        yield from (
            text for field in fields(value) for text in _strings(getattr(value, field.name))
        )


def _texts(value: object) -> Iterator[str]:
    """Every text of a model, but for what stands there in words of our own."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (text for inner in value for text in _texts(inner))
    elif is_dataclass(value):
        taken = {"content", "name", "side", "date"} & {field.name for field in fields(value)}
        yield from (
            text
            for field in fields(value)
            if field.name not in taken
            for text in _texts(getattr(value, field.name))
        )


@few
@given(pages())
def test_nothing_of_a_story_is_lost(page: Page) -> None:
    """Every text of a story stands in what the site tells of it, word for word, or named where
    nothing of it can be seen.
    """
    told = present_story(page)
    everything = "\0".join(_strings(told))
    kept = {
        field.name: getattr(page.story, field.name)
        for field in fields(Story)
        if field.name not in UNSAID
    }
    assert [
        text
        for text in _texts(tuple(kept.values()))
        if text not in everything and visible_name(text) not in everything
    ] == []
    title = page.corrections.title or page.story.title
    assert told.title == (title and visible_name(title))


@few
@given(pages())
def test_every_figure_is_told(page: Page) -> None:
    """Every count that the source page states is told, as a figure of the coverage or in a
    sentence.
    """
    coverage, told = page.story.coverage, present_story(page).coverage
    said = "\n".join(told.sentences)
    assert told.reported == coverage.reported_articles
    assert {part.name: part.stated for part in told.parts if part.name in SIDES} == {
        name: getattr(coverage, name) for name in SIDES
    }
    assert coverage.total_sources is None or f"Sources in all: {coverage.total_sources:,}." in said
    for figure in coverage.also_stated:
        assert f"stated elsewhere on the page: {figure.count:,}." in said
    for share in page.story.bias_statements:
        assert f"{share.percent}% of the sources" in said
    for share in page.story.bias_bar:
        assert f"{share.percent}% {share.side or ''}".strip() in said


@few
@given(pages())
def test_a_presentation_survives_the_catalog(page: Page) -> None:
    """The catalog gives back what it was given."""
    told = present_story(page)
    text = encode_presentation(told)
    json.loads(text)
    assert parse_presentation(text) == parse_presentation(text.encode("utf-8")) == told


@pytest.mark.parametrize("text", ["", "{}", "7", "[]", "[[],[],[],[],[]]", "[1,2,3,4,5]", "\0"])
def test_what_is_no_presentation_is_rejected(text: str) -> None:
    """A damaged catalog is noticed, whatever stands in it."""
    with pytest.raises(ValueError):  # noqa: PT011  # whatever JSON says
        parse_presentation(text)


@few
@given(pages())
def test_parts_add_up(page: Page) -> None:
    """The parts of a drawing are always the same six in the same order, and add up to what it is
    drawn over.
    """
    coverage, articles = present_story(page).coverage, len(page.story.articles)
    assert tuple(part.name for part in coverage.parts) == tuple(PART_WORDS)
    assert sum(part.count for part in coverage.parts) == coverage.total
    assert sum(part.count for part in coverage.parts[:-1]) == coverage.captured == articles
    assert coverage.total == max(page.story.coverage.reported_articles or 0, articles)


@few
@given(pages())
def test_corrections_outrank_the_story(page: Page) -> None:
    """What the archivist put right is told instead of what was captured, and that it was; an empty
    list is a correction.
    """
    told, own = present_story(page), page.corrections
    title = own.title or page.story.title
    assert told.title == (title and visible_name(title))
    assert told.date == (own.date or page.story.date)
    for name in ("places", "topics"):
        wanted = getattr(own, name) if getattr(own, name) is not None else getattr(page.story, name)
        assert getattr(told, name) == tuple(map(visible_name, wanted))
    assert told.corrected == tuple(
        name for name in ("title", "date", "places", "topics") if getattr(own, name) is not None
    )


def test_a_corrected_date_has_its_own_basis() -> None:
    """Where the archivist corrected the date, the evidence of the other date is not told beside it."""
    story = Story(date="2025-01-02", date_basis="Day and year from the dateline.")
    corrected = present_story(Page(story=story, corrections=Corrections(date="2025-01-03")))
    assert corrected.date_basis == "Date corrected by the archivist."
    assert present_story(Page(story=story)).date_basis == "Day and year from the dateline."


@few
@given(pages())
def test_only_http_addresses_are_links(page: Page) -> None:
    """Only an http address may be followed; any other is text, whole."""
    told = present_story(page)
    given_addresses = [page.story.url, *(article.url for article in page.story.articles)]
    for address, linked in zip(
        given_addresses,
        [told.address, *(article.address for article in told.articles)],
        strict=True,
    ):
        assert (linked is None) == (address is None)
        if linked and linked.address is not None:
            assert linked.address == address
            assert address.lower().startswith(("http://", "https://"))
        elif linked:
            assert linked.text == address


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://coda.example/a?b=1#c", "coda.example"),
        ("HTTPS://Coda.Example:8443/", "coda.example"),
        ("http://reader@coda.example/", "coda.example"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
    ],
)
def test_an_address_is_told_by_its_host(address: str, words: str) -> None:
    """People read the host, the browser gets the address as the bundle had it."""
    assert present_address(address) == WebAddress(words, address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JAVASCRIPT://coda.example/%0aalert(1)", "data:text/html,x", "ftp://coda.example/",
        "coda.example", "//coda.example/", "/etc/passwd", "http://", "https:///coda.example", "https:coda.example", "http://[::1",
        "https://evil.example\\@good.example/", "https://good.example\\.evil.example/", "https:\\\\evil.example/",
        "https://evil.example @good.example/", "https://good\u202e.example/", "https://go\u00adod.example/",
        "https://good.example:port/", "https://good.example:99999/", "mailto:a@coda.example", "https://<b>/",
    ],
)  # fmt: skip
def test_what_a_browser_might_read_otherwise_is_no_link(address: str) -> None:
    """An address without host, or of which browsers make another host than its words say, is shown
    whole, not followed.
    """
    assert present_address(address) == WebAddress(address, None)
    assert address_host(address) is None


def test_no_address_is_no_link() -> None:
    """Where nothing is stated, nothing is shown."""
    assert present_address(None) is None


@pytest.mark.parametrize(
    ("bias", "words", "stands"),
    [
        (None, "rating not stated", None),
        ("Unknown Bias", "not rated", None),
        ("untracked", "not rated", None),
        ("Lean Left", "rated Lean Left", "left"),
        ("farLeft", "rated Far Left (worded farLeft)", "left"),
        ("Center", "rated Center", "center"),
        ("leaning right", "rated Lean Right (worded leaning right)", "right"),
        ("center", "rated Center", "center"),
        ("Marvellous", "rated Marvellous", None),
    ],
)
def test_a_rating_is_told_with_its_wording(
    bias: str | None, words: str, stands: str | None
) -> None:
    """A label stands on its side, and is told with its wording; not rated and not stated are two
    things.
    """
    assert rating(bias) == words
    assert side(bias) == stands


def test_five_states_stay_apart() -> None:
    """Stated, not stated, not captured, not rated and withheld: each is counted and worded for
    itself.
    """
    articles = (
        Article(bias="Left", outlet="A"),
        Article(bias="Unknown Bias", outlet="B"),
        Article(outlet="C"),
        Article(bias="Lean Right", excerpt="Cut…", excerpt_truncated=True),
    )
    told = _of(
        coverage=Coverage(reported_articles=11, left=3, right=0),
        articles=articles,
        withheld=("factuality",),
    )
    assert _parts(told) == {"left": 1, "right": 1, "unrated": 1, "unstated": 1, "missing": 7}
    words = {part.name: part.words for part in told.coverage.parts}
    assert (words["unrated"], words["unstated"], words["missing"]) == (
        "not rated",
        "rating not stated",
        "not captured",
    )
    assert [part.stated for part in told.coverage.parts] == [3, None, 0, None, None, None]
    ratings = [article.rating for article in told.articles]
    assert ratings == ["rated Left", "not rated", "rating not stated", "rated Lean Right"]
    assert told.coverage.missing == 7
    for phrase in (
        "Withheld by the source page: factuality.",
        "Not captured: 7 articles of the 11 reported.",
        "Not rated: the outlet of 1 article.",
        "Rating not stated: 1 article.",
        "Outlet not stated: 1 article.",
        "Cut by the source page: the excerpt of 1 article.",
        "Dateline: not stated.",
        "Summary: not stated.",
        "Key points: not stated.",
    ):
        assert phrase in _absent(told)


def test_nought_is_not_nothing() -> None:
    """A count of nought is stated; where nothing is stated, no number is made up."""
    none, nought = _of(), _of(coverage=Coverage(reported_articles=0, left=0, total_sources=0))
    assert (
        none.coverage.reported,
        none.coverage.missing,
        none.coverage.states_sides,
    ) == (None, None, False)
    assert (
        nought.coverage.reported,
        nought.coverage.missing,
        nought.coverage.states_sides,
    ) == (0, 0, True)
    assert "Number of articles reported: not stated." in _absent(none)
    assert "Number of articles reported: not stated." not in _absent(nought)
    assert none.coverage.sentences == ()
    assert nought.coverage.sentences == ("Sources in all: 0.",)


def test_nothing_is_said_to_be_absent_that_is_there() -> None:
    """A story of which everything was captured and stated has nothing absent."""
    told = _of(
        dateline="OSLO, JUL 7",
        summary="It left.",
        key_points=("It left.",),
        coverage=Coverage(reported_articles=1),
        articles=(Article(title="x", outlet="A", bias="Center", excerpt="x"),),
    )
    assert told.absences == ()


def test_disagreement_is_said() -> None:
    """More captured than reported, figures stated twice, labels that name no side, shares above
    100: said, not forced.
    """
    told = _of(
        coverage=Coverage(reported_articles=1, left=4, also_stated=(Figure(name="left", count=5),)),
        articles=(Article(bias="Marvellous"), Article(bias="Left")),
        bias_statements=(Share(percent=88, side="left", base=9), Share(percent=44)),
        bias_bar=(Share(percent=70, side="left"), Share(percent=15)),
    )
    assert list(told.coverage.sentences) == [
        "The source page reports 1 article, but 2 were captured.",
        "Sources on the left, stated elsewhere on the page: 5.",
        "88% of the sources lean left (of 9 rated).",
        "44% of the sources on a side not stated (base not stated).",
        "Drawn on the source page as 70% left, 15%.",
        "Labels that name no side, counted as not rated: Marvellous.",
    ]
    assert told.coverage.missing == 0
    assert not [phrase for phrase in _absent(told) if phrase.startswith("Not captured")]


def test_a_first_report_says_what_it_does_not_say() -> None:
    """Each part of a first report that is not stated is said to be so."""
    assert _of(first_report=FirstReport(outlet="A")).coverage.sentences == (
        "First report: A, place not stated, day not stated.",
    )
    first = FirstReport(place="Oslo", date="2025-07-07")
    assert _of(first_report=first).coverage.sentences == (
        "First report: outlet not stated, in Oslo, on 7 July 2025.",
    )


def test_a_host_stands_in_for_an_outlet() -> None:
    """Where no outlet is named, the host of the address is told, as a host; an outlet that is named
    is never replaced.
    """
    address = "https://coda.example/a"
    told = _of(articles=(Article(url=address), Article(url=address, outlet="Coda"), Article()))
    assert [(article.outlet, article.is_host) for article in told.articles] == [
        ("coda.example", True), ("Coda", False), (None, False),
    ]  # fmt: skip
    assert "Outlet not stated: 2 articles." in _absent(told)


def test_the_day_is_that_of_the_first_capture() -> None:
    """A story is listed by its first capture that has a time, whatever their order."""
    moments = ("2025-07-09", None, "2025-07-08T23:59:59Z")
    captures = tuple(
        Capture(bundle="x", sha256=f"{n:064x}", reader="kite", captured=moment, content=Content())
        for n, moment in enumerate(moments)
    )
    assert _of(captures=captures).day == "2025-07-08"
    assert _of(captures=captures[1:2]).day is None
    assert [capture.stated.captured for capture in _of(captures=captures).captures] == list(moments)


def test_a_story_of_almost_nothing_is_told() -> None:
    """Every page of the golden stories is told, and a story without anything is as well."""
    told = _of()
    assert (told.title, told.summary, told.articles, told.address) == (None, (), (), None)
    assert "Articles: none captured." in _absent(told)
    assert all(present_story(page).captures for page in PAGES.values())


def test_hand_written_text_is_html_and_nothing_else_is() -> None:
    """Notes and own sections are rendered; the words of a story stay plain text."""
    told = present_story(PAGES["by-hand"])
    assert "<em>printed</em>" in told.notes_html
    assert told.sections == (
        HtmlSection("Provenance", "<p>Given by <strong>the harbour office</strong>.</p>"),
    )
    assert (
        present_story(PAGES["signs"]).title
        == "C# and F#: What 2*3*4 Costs — #prices, `ticks` & <b>tags</b>"
    )


def test_perspectives_keep_their_order() -> None:
    """Left, center, right; a side without a point is left out."""
    told = _of(perspectives=Perspectives(right=("c",), left=("a", "b")))
    assert told.perspectives == (
        SidePoints("left", "Left", ("a", "b")),
        SidePoints("right", "Right", ("c",)),
    )


def test_what_a_scraper_states_is_told() -> None:
    """Ranks and owners as worded, a blindspot, what is not rated, when it began: each in words of
    its own.
    """
    told = _of(
        started="2025-07-07T10:00:00Z",
        coverage=Coverage(
            total_sources=9,
            factuality=(Tally(name="high", count=1200),),
            owners=(Tally(name="state", count=0),),
        ),
        blindspot=Blindspot(stated=True, side="left", words=("Hardly a paper of the left.",)),
        unrated=("bias",),
        flags=("local",),
        articles=(
            Article(
                bias="Center",
                rated_by="The Gauge",
                published="2025-07-08",
                factuality="mixed",
                ownership="A Trust",
            ),
        ),
        timeline=("7 July: the ferry sails.",),
        language="klingon as spoken",
    )
    for sentence in (
        "Factuality of the sources, as worded: high 1,200.", "Owners of the sources, as worded: state 0.",
        "Stated to be a blindspot of the left.", "Blindspot, as worded: Hardly a paper of the left.",
        "Marked by the source page as local.",
    ):  # fmt: skip
        assert sentence in told.coverage.sentences
    assert {
        "Not rated by the source page: bias.",
        "Not captured: at least 8 articles, by the 9 sources that are stated.",
    } < set(_absent(told))
    (article,) = told.articles
    assert (article.rating, article.stated.published) == ("rated Center by The Gauge", "2025-07-08")
    assert (article.stated.factuality, article.stated.ownership) == ("mixed", "A Trust")
    assert (told.stated.started, told.stated.timeline) == (
        "2025-07-07T10:00:00Z",
        ("7 July: the ferry sails.",),
    )
    assert (told.stated.language, told.language) == ("klingon as spoken", "")


@pytest.mark.parametrize(
    ("stated", "tag"), [("de", "de"), ("pt-BR", "pt-BR"), ("German", ""), ("x", ""), (None, "")]
)
def test_a_language_as_stated(stated: str | None, tag: str) -> None:
    """What may be a tag is one, whatever a library would guess; what is none is told as worded."""
    told = _of(language=stated, articles=(Article(title="x", language=stated),))
    assert (told.language, told.stated.language) == (tag, stated)
    assert (told.articles[0].language, told.articles[0].stated.language) == (
        tag,
        stated,
    )


def test_voices_and_asides_are_told() -> None:
    """Each voice with who it is, once, and where it was heard; each aside under its heading; none
    changes what is absent.
    """
    told = _of(
        voices=(
            Voice(
                kind="quotation",
                text="Dark.\n\nVery.",
                by="A pilot",
                sources=(Link(outlet="Gull", url="javascript:x"),),
            ),
            Voice(
                kind="perspective",
                text="Port: Regrets it.",
                by="Port",
                sources=(Link(url="https://gull.example/1"),),
            ),
            Voice(kind="perspective", text="Nobody knows."),
        ),
        asides=(Aside(heading="Outlook", points=("Fog.", "Rain.")),),
    )
    assert [(voice.text, voice.stated.by, voice.is_named) for voice in told.voices] == [
        (("Dark.", "Very."), "A pilot", False),
        (("Port: Regrets it.",), "Port", True),
        (("Nobody knows.",), None, False),
    ]
    assert [voice.sources for voice in told.voices] == [
        (SourcePresentation("Gull", WebAddress("javascript:x", None)),),
        (SourcePresentation(None, WebAddress("gull.example", "https://gull.example/1")),),
        (),
    ]
    assert told.stated.asides == (Aside(heading="Outlook", points=("Fog.", "Rain.")),)
    assert told.absences == _of().absences


def test_a_capture_tells_its_place_in_the_bundle() -> None:
    """Where a bundle holds several stories, the capture says which of them it is."""
    capture = Capture(
        bundle="store.json", sha256="0" * 64, at="/stories/3", reader="x", content=Content()
    )
    told = _of(captures=(capture,))
    assert [each.stated.at for each in told.captures] == ["/stories/3"]
