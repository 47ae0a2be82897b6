"""The ways in which one saved page tells a story, reconciled with each other."""

from __future__ import annotations

from typing import Any

import pytest

from generator.bundles.reconciling import reconcile
from generator.readers.base import Decision, Reading, Variant
from generator.story.model import Article, Content, Coverage, Figure, FirstReport, Share

WAYS = ("data", "linked", "shown", "head", "saved")
FIGURES = ("reported_articles", "total_sources", "left", "center", "right")


def _reconciled(**told: Content) -> Reading:
    """What the ways say together, the last named first, since their order in the page must not
    matter.
    """
    variants = tuple(Variant(way, content) for way, content in reversed(told.items()))
    return reconcile(Reading(Content(), (), variants=variants))


def _coverage(**told: Coverage) -> Coverage:
    return _reconciled(
        **{way: Content(coverage=coverage) for way, coverage in told.items()}
    ).content.coverage


@pytest.mark.parametrize(
    ("field", "ranks"),
    [
        ("title", ("data", "shown", "linked", "head")),
        ("url", ("head", "linked", "data", "saved")),
        ("language", ("linked", "head", "data")),
        ("places", ("data", "shown", "linked")),
        ("summary", ("data", "shown", "linked", "head")),
        ("dateline", ("shown", "data")),
        ("key_points", ("shown", "data")),
        ("withheld", ("shown", "data")),
        ("started", WAYS),
    ],
)
def test_each_field_has_its_first_way(field: str, ranks: tuple[str, ...]) -> None:
    """Of the ways that state a field the first by its ranks fills it, whichever of them a page has."""
    values = {
        way: Content(**{field: value}) for way, value in zip(ranks, _values(field), strict=False)
    }
    for skipped in range(len(ranks)):
        told = {way: values[way] for way in ranks[skipped:]}
        assert getattr(_reconciled(**told).content, field) == getattr(values[ranks[skipped]], field)


def _values(field: str) -> list[Any]:
    """A value for each way that may state the field."""
    names = ("de", "fr", "it", "sv")
    if field in ("places", "key_points", "withheld"):
        return [(name,) for name in names]
    if field == "started":
        return [f"2025-07-0{day}T00:00:00Z" for day in range(1, 6)]
    return [f"https://gull.example/{name}" if field == "url" else name for name in names]


def test_the_outlet_of_a_summary_comes_with_it() -> None:
    """Who wrote the summary is who wrote the one that is taken, named or not."""
    told = {"data": Content(summary="Fog."), "shown": Content(summary="Rain.", summary_by="Gull")}
    assert _reconciled(**told).content.summary_by is None
    assert _reconciled(shown=told["shown"]).content.summary_by == "Gull"


@pytest.mark.parametrize("figure", FIGURES)
def test_figures_that_differ_are_kept_beside(figure: str) -> None:
    """The first figure of each kind counts; others are also stated, once each, unless they say the
    same.
    """
    four, five, six = (Coverage(**{figure: count}) for count in (4, 5, 6))
    assert _coverage(data=four, shown=four) == four
    assert _coverage(data=four, linked=five, shown=six, head=five) == Coverage(
        **{figure: 4}, also_stated=(Figure(name=figure, count=5), Figure(name=figure, count=6))
    )


def test_what_a_way_states_twice_itself_is_kept() -> None:
    """Figures that one way states beside its own are kept as well, unless the figure that is taken
    says so.
    """
    also = (Figure(name="left", count=4), Figure(name="left", count=7))
    assert _coverage(data=Coverage(left=4), shown=Coverage(left=5, also_stated=also)) == Coverage(
        left=4, also_stated=(Figure(name="left", count=5), Figure(name="left", count=7))
    )


def test_figures_come_from_several_ways() -> None:
    """Coverage is reconciled figure by figure, and its words like its figures."""
    told = _coverage(shown=Coverage(right=2, ownership="Mixed"), data=Coverage(left=0))
    assert told == Coverage(left=0, right=2, ownership="Mixed")


def _decisions(**told: Content) -> tuple[Decision, ...]:
    return _reconciled(**told).decisions


def test_a_decision_names_the_ways_that_say_something_else() -> None:
    """It says what was chosen, by which rule, and what each other way says; nothing where all say
    the same in other signs.
    """
    one, same, other = (
        Content(title="Night Ferry"),
        Content(title="night  ferry"),
        Content(title="Day Ferry"),
    )
    assert _decisions(data=one, shown=same) == ()
    assert _decisions(data=one, shown=same, linked=other, head=other) == (
        Decision(
            "headline",
            "Night Ferry",
            "the data in its scripts comes first; JSON-LD says Day Ferry; the page's head says Day Ferry",
        ),
    )
    assert _decisions(shown=one, head=other) == (
        Decision(
            "headline",
            "Night Ferry",
            "the page as shown comes first; the page's head says Day Ferry",
        ),
    )


def test_addresses_of_one_page_are_no_disagreement() -> None:
    """An address with a tracking parameter is the address without it."""
    plain, tracked = (Content(url=f"https://gull.example/1{end}") for end in ("", "?utm_source=x"))
    assert _decisions(head=plain, linked=tracked) == ()
    assert _decisions(head=plain, saved=Content(url="https://gull.example/2")) == (
        Decision(
            "address",
            "https://gull.example/1",
            "the page's head comes first; where it was saved from says https://gull.example/2",
        ),
    )


@pytest.mark.parametrize(
    ("field", "one", "other", "about", "said"),
    [
        (
            "started",
            "2025-07-01T00:00:00Z",
            "2025-07-02T00:00:00Z",
            "beginning",
            "2025-07-01T00:00:00Z",
        ),
        ("key_points", ("One.", "Two."), ("One.",), "key points", "One.; Two."),
        (
            "bias_statements",
            (Share(percent=40, side="left", base=1200), Share(percent=9)),
            (Share(percent=41),),
            "bias statements",
            "40% left of 1,200; 9%",
        ),
        (
            "first_report",
            FirstReport(outlet="Gull", date="2025-07-01"),
            FirstReport(place="Oslo"),
            "first report",
            "outlet Gull, date 2025-07-01",
        ),
        ("title", "x" * 80, "y", "headline", "x" * 80),
        ("title", "x" * 81, "y", "headline", f"{'x' * 80}…"),
    ],
)
def test_a_decision_is_short(field: str, one: Any, other: Any, about: str, said: str) -> None:
    """It names the field in plain words, tells values by what they state, and cuts what is longer
    than 80 signs.
    """
    ways = ("shown", "data") if field == "key_points" else ("data", "shown")
    decisions = _decisions(
        **{way: Content(**{field: value}) for way, value in zip(ways, (one, other), strict=True)}
    )
    assert [(each.about, each.choice) for each in decisions] == [(about, said)]


def _articles(**told: tuple[Article, ...]) -> tuple[Article, ...]:
    return _reconciled(
        **{way: Content(articles=articles) for way, articles in told.items()}
    ).content.articles


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"url": "https://gull.example/1"}, {"url": "https://gull.example/1?utm_source=x"}),
        ({"outlet": "The Gull"}, {"outlet": "the  gull"}),
        ({"title": "Night Ferry"}, {"title": "NIGHT FERRY"}),
    ],
)
def test_an_article_is_found_by_address_outlet_or_title(
    one: dict[str, str], other: dict[str, str]
) -> None:
    """What is shown of an article counts, and is filled by what another way says of it; what stands
    twice is left apart.
    """
    shown, data = Article(**one, excerpt="Shown."), Article(**other, excerpt="Data.", bias="Left")
    assert _articles(data=(data,), shown=(shown,)) == (
        Article(**other | one, excerpt="Shown.", bias="Left"),
    )
    assert _articles(data=(data, data), shown=(shown,)) == (shown, data, data)
    assert _articles(data=(data,), shown=(shown, shown)) == (shown, shown, data)


def test_articles_that_only_others_have_come_behind() -> None:
    """Those shown keep their order, then those of the data, then those of JSON-LD; the page's head
    tells of none.
    """
    one, two, three, four = (Article(title=title) for title in ("One", "Two", "Three", "Four"))
    told = {
        "data": (three, one),
        "linked": (four, three),
        "shown": (two, one),
        "head": (Article(title="Five"),),
    }
    assert _articles(**told) == (two, one, three, four)


def test_an_excerpt_brings_whether_it_was_cut() -> None:
    """Whether an excerpt was cut is told of the excerpt that is taken."""
    cut, whole = (
        Article(title="One", excerpt="Cut…", excerpt_truncated=True),
        Article(title="One", excerpt="Whole."),
    )
    assert _articles(data=(cut,), shown=(whole,)) == (whole,)
    assert _articles(data=(whole,), shown=(cut,)) == (cut,)
    assert _articles(data=(cut,), shown=(Article(title="One", bias="Left"),)) == (
        Article(title="One", excerpt="Cut…", excerpt_truncated=True, bias="Left"),
    )


def test_what_no_way_placed_is_kept() -> None:
    """Every way's lines without a place stand there, in the order of the ways in the page."""
    variants = [Variant(way, Content(unplaced=(f"{way}.",))) for way in ("shown", "data")]
    assert reconcile(Reading(Content(), (), variants=tuple(variants))).content.unplaced == (
        "shown.",
        "data.",
    )


def test_a_reading_with_one_telling_of_all_is_left_alone() -> None:
    """What a bundle tells in one way only needs no reconciling."""
    reading = Reading(Content(title="Night Ferry"), ())
    assert reconcile(reading) is reading
