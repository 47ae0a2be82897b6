"""Site, views and plan: pure, complete, and every address in them leads to something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.catalog.database import Catalog
from generator.catalog.entries import KINDS, TermEntry
from generator.errors import StoppedError
from generator.page.model import Page, Withdrawn
from generator.site import plan, views
from generator.site.plan import term_paths
from generator.site.settings import (
    LONG,
    OWN_PAGE,
    STORY,
    Site,
    TermLink,
    check_pattern,
    check_url,
    list_initial,
    term_path,
)
from generator.site.site_files import SearchScript, View
from generator.site.story_views import OfferedOriginal
from generator.site.views import LATEST
from generator.story.identity import term_slug
from generator.story.model import Article
from tests.support.archives import STAMP, coverage, planned, put, told_page
from tests.support.golden_stories import PAGES

NAMES = (
    "Coda Story", "coda  story", "CODA STORY", "C++", "C#", "C", "a b", "a-b", "A", "0", "7 Days",
    "index", "other", "undated",
    "北京", "🦪", "Ünal", "Łódź", "con", "x.example", "ﬁnance", "2025", "<b>", "a/b", "../x", "%2e",
    "?#&",
)  # fmt: skip
DAYS = ("2025-07-07", "2025-07-08", "2025-01-01", "2024-12-31", "0999-01-01", None)
_SOME = st.lists(st.sampled_from(NAMES), max_size=3)

ARCHIVES = st.dictionaries(
    st.tuples(st.sampled_from(("2025", "2024", "undated", "a b")), st.sampled_from("abcdefgh")).map(
        "/".join
    ),
    st.builds(
        told_page,
        title=st.sampled_from((None, "Ferries Return")),
        date=st.sampled_from(DAYS),
        outlets=_SOME,
        captured=st.sampled_from((None, "2025-07-08T10:00:00Z")),
        places=_SOME.map(tuple),
        topics=_SOME.map(tuple),
    ),
    max_size=9,
)
few = settings(max_examples=40)


def _site(catalog: Catalog, **values: Any) -> Site:
    return Site(name="Archive", terms=term_paths(catalog), **values)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """An empty catalog."""
    with Catalog(tmp_path / "catalog.sqlite", STAMP) as opened:
        yield opened


def _views(catalog: Catalog, **values: Any) -> dict[str, View]:
    made = [view for view in planned(_site(catalog, **values), catalog) if isinstance(view, View)]
    assert len({view.path for view in made}) == len(made)
    return {view.path: view for view in made}


def _addresses(value: object) -> Iterator[str]:
    """Every address below a value that leads into the site."""
    if isinstance(value, TermLink):
        yield from filter(None, (value.address,))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == "address" and isinstance(inner, str) and not inner.startswith("http"):
                yield inner
            yield from _addresses(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _addresses(inner)


def _reached(views: dict[str, View], start: str) -> set[str]:
    found, left = {start}, [start]
    while left:
        for address in _addresses(views[left.pop()].values):
            path = unquote(address.partition("#")[0])
            if path not in found:
                found.add(path)
                left.append(path)
    return found


def _long(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(views, "LONG", most)


@few
@given(ARCHIVES, st.sampled_from((LONG, 2)))
def test_every_address_leads_to_a_view(
    tmp_path_factory: pytest.TempPathFactory, pages: dict[str, Page], long: int
) -> None:
    """Whatever an archive holds: an address in any view is a file's path, its anchor stands there,
    no path is taken twice.
    """
    with (
        Catalog(tmp_path_factory.mktemp("catalog") / "catalog.sqlite", STAMP) as catalog,
        pytest.MonkeyPatch.context() as monkeypatch,
    ):
        _long(monkeypatch, long)
        found = _views(put(catalog, pages))
        data = {
            made.path for made in planned(_site(catalog), catalog) if isinstance(made, SearchScript)
        }
        for view in found.values():
            for address in _addresses(view.values):
                path, _, anchor = address.partition("#")
                assert unquote(path) in found.keys() | data, (view.path, address)
                if anchor:
                    assert anchor in {term["slug"] for term in found[path].values["terms"]}, (
                        view.path,
                        address,
                    )
            if view.template == "story":
                outlets = [outlet for _, outlet, _ in view.values["articles"] if outlet]
                for link in (*outlets, *view.values["places"], *view.values["topics"]):
                    assert link.address
        # Without regard to case as well: file systems differ.
        assert len({path.casefold() for path in found}) == len(found)


@few
@given(ARCHIVES, st.sampled_from((LONG, 2)))
def test_every_story_is_reached(
    tmp_path_factory: pytest.TempPathFactory, pages: dict[str, Page], long: int
) -> None:
    """From the dates, and from the list of each outlet, place and topic that it names, links lead
    to every story.
    """
    with (
        Catalog(tmp_path_factory.mktemp("catalog") / "catalog.sqlite", STAMP) as catalog,
        pytest.MonkeyPatch.context() as monkeypatch,
    ):
        _long(monkeypatch, long)
        site, found = _site(put(catalog, pages)), _views(catalog)
        stories = {f"stories/{name}.html" for name in pages}
        assert {path for path in found if path.startswith("stories/")} == stories
        lists = {path: view for path, view in found.items() if view.template != "story"}
        dates = {path: view for path, view in lists.items() if path.startswith("dates/")}
        assert stories <= _reached(
            {**dates, **dict.fromkeys(stories, found["404.html"])}, "dates/index.html"
        )
        for card in catalog.entries():
            for kind in KINDS:
                for count in catalog.terms(kind):
                    listed = card in catalog.of_term(kind, count.slug)
                    path, _, anchor = str(site.counted(kind, count)["address"]).partition("#")
                    parts = [
                        path,
                        *(
                            other
                            for other in lists
                            if other.startswith(f"{path.removesuffix('.html')}/")
                        ),
                    ]
                    if anchor:
                        (row,) = [
                            term for term in lists[path].values["terms"] if term["slug"] == anchor
                        ]
                        shown = set(_addresses(row["cards"]))
                    else:
                        shown = {
                            address
                            for part in parts
                            for address in _addresses(lists[part].values["years"])
                        }
                    assert (site.address(card.path) in shown) is listed


@few
@given(ARCHIVES)
def test_the_plan_is_pure(tmp_path_factory: pytest.TempPathFactory, pages: dict[str, Page]) -> None:
    """The same rows give the same views, however they came into the catalog; the values are
    plain.
    """
    with Catalog(tmp_path_factory.mktemp("catalog") / "catalog.sqlite", STAMP) as catalog:
        once = list(planned(_site(put(catalog, pages)), catalog))
        assert list(planned(_site(catalog), catalog)) == once
        for view in once:
            if isinstance(view, View):
                orjson.dumps(view.values)
    with Catalog(tmp_path_factory.mktemp("catalog") / "catalog.sqlite", STAMP) as catalog:
        put(catalog, dict(reversed(pages.items())))
        assert list(planned(_site(catalog), catalog)) == once


@few
@given(ARCHIVES, st.data(), st.booleans())
def test_a_site_with_withdrawn_stories_is_one_without_them(
    tmp_path_factory: pytest.TempPathFactory,
    pages: dict[str, Page],
    data: st.DataObject,
    later: bool,
) -> None:
    """But for a tombstone each, whether they were withdrawn before the catalog met them or
    after.
    """
    gone = data.draw(st.sets(st.sampled_from(sorted(pages)))) if pages else set()
    withdrawn = Withdrawn(date="2026-01-02", reason="By order.")
    with Catalog(tmp_path_factory.mktemp("catalog") / "catalog.sqlite", STAMP) as catalog:
        put(catalog, {name: kept for name, kept in pages.items() if name not in gone})
        without = list(planned(_site(catalog), catalog))
    with Catalog(tmp_path_factory.mktemp("catalog") / "catalog.sqlite", STAMP) as catalog:
        put(catalog, pages if later else {})
        put(
            catalog,
            {
                name: replace(kept, withdrawn=withdrawn if name in gone else None)
                for name, kept in pages.items()
            },
        )
        made = list(planned(_site(catalog), catalog))
        assert set(catalog.files()) == {f"{name}.md" for name in pages}
        assert len(catalog.withdrawn()) == len(gone)
    stones = [view for view in made if isinstance(view, View) and view.template == "withdrawn"]
    assert [view for view in made if view not in stones] == without
    assert sorted(view.path for view in stones) == sorted(f"stories/{name}.html" for name in gone)


def test_a_tombstone_tells_no_more_than_it_may(catalog: Catalog) -> None:
    """Day, reason and the headline, unless that is hidden."""
    told = told_page(
        "Ferries Return", "2025-07-07", outlets=("Coda",), places=("Oslo",), summary="All of them."
    )
    put(catalog, {
        "2025/shown": replace(told, withdrawn=Withdrawn(date="2026-01-02", reason="By order.")),
        "2025/hidden": replace(told, withdrawn=Withdrawn(date="2026-01-01", reason="By order.", hide_title=True)),
        "2025/untitled": replace(told_page(None), withdrawn=Withdrawn(date="2026-01-01", reason="By order.")),
    })  # fmt: skip
    found = {
        view.path[13:-5]: view for view in _views(catalog).values() if view.template == "withdrawn"
    }
    assert {name: view.title for name, view in found.items()} == {
        "shown": "Ferries Return", "hidden": "Withdrawn story", "untitled": "Withdrawn story",
    }  # fmt: skip
    assert [found[name].values for name in ("shown", "hidden", "untitled")] == [
        {
            "story_title": "Ferries Return",
            "title_hidden": False,
            "day": "2026-01-02",
            "reason": "By order.",
        },
        {"story_title": None, "title_hidden": True, "day": "2026-01-01", "reason": "By order."},
        {"story_title": None, "title_hidden": False, "day": "2026-01-01", "reason": "By order."},
    ]


def test_neighbours_stand_next_to_each_other(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each story names the one before and the one after it, across days, years, units of the plan,
    and on to the undated.
    """
    monkeypatch.setattr(plan, "_STORIES", 3)
    put(
        catalog,
        {
            f"2025/s{n:02}": told_page(f"Story {n}", f"202{n % 4}-01-0{n % 3 + 1}")
            for n in range(12)
        },
    )
    put(catalog, {"undated/u": told_page("Undated")})
    order = [f"stories/{card.path.removesuffix('.md')}.html" for card in catalog.entries()]
    found = _views(catalog)
    for where, path in enumerate(order):
        values = found[path].values
        assert (values["next"] or {}).get("address") == (order[where - 1] if where else None)
        assert (values["previous"] or {}).get("address") == (
            order[where + 1] if where + 1 < len(order) else None
        )


def test_periods_name_their_neighbours(catalog: Catalog) -> None:
    """Years and months lead to those before and after that have stories, over gaps."""
    put(
        catalog,
        {
            f"2025/{n}": told_page("x", day)
            for n, day in enumerate(("2025-07-01", "2025-01-01", "2021-05-05"))
        },
    )
    found = _views(catalog)
    assert found["dates/2025.html"].values["previous"]["address"] == "dates/2021.html"
    assert found["dates/2025.html"].values["next"] is None
    assert found["dates/2025-01.html"].values["previous"]["name"] == "May 2021"
    assert found["dates/2025-01.html"].values["next"]["name"] == "July 2025"
    assert found["dates/2021-05.html"].values["year"] == {
        "name": "2021",
        "address": "dates/2021.html",
        "stories": 1,
    }


def test_an_empty_archive_has_its_views(catalog: Catalog) -> None:
    """Without stories there is a home page, a search, and empty lists."""
    found = _views(catalog)
    assert set(found) == {
        "index.html", "search.html", "404.html", "dates/index.html", "outlets/index.html",
        "places/index.html",
        "topics/index.html", "data/index.html",
    }  # fmt: skip
    assert found["index.html"].values["stories"] == 0


def test_a_long_list_is_split_by_year(catalog: Catalog) -> None:
    """From 201 stories on a term's page names its years and its newest stories, a year's its
    months.
    """
    days = [f"202{n % 2}-0{n % 3 + 1}-01" for n in range(2 * LONG)]
    pages = {
        f"2025/s{n:03}": told_page(f"Story {n}", day, outlets=("Coda",))
        for n, day in enumerate(days)
    }
    put(catalog, {**pages, "2025/last": told_page("Last", outlets=("Coda",))})
    found = _views(catalog)
    whole = found["outlets/coda.html"].values
    assert [(year["name"], year["stories"], year["cards"]) for year in whole["years"]] == [
        ("2021", LONG, None), ("2020", LONG, None), ("Undated", 1, None),
    ]  # fmt: skip
    assert len(whole["latest"]) == LATEST
    assert len(found["outlets/coda/2021.html"].values["years"][0]["cards"]) == LONG
    assert len(found["outlets/coda/undated.html"].values["years"][0]["cards"]) == 1
    assert all(month["cards"] for month in found["dates/2021.html"].values["months"])
    put(catalog, {"2021/more": told_page("More", "2021-02-02")})
    months = _views(catalog)["dates/2021.html"].values["months"]
    assert [month["cards"] for month in months] == [None] * 3
    assert sum(month["stories"] for month in months) == LONG + 1


def test_a_list_of_two_hundred_is_not_split(catalog: Catalog) -> None:
    """The limit itself is no long list."""
    put(
        catalog,
        {f"2025/s{n:03}": told_page("x", "2025-01-01", topics=("t u",)) for n in range(LONG)},
    )
    found = _views(catalog)
    assert len(found["topics/t-u.html"].values["years"][0]["cards"]) == LONG
    assert found["topics/t-u.html"].values["latest"] is None
    assert not [path for path in found if path.startswith("topics/t-u/")]


def test_rare_names_share_a_page(catalog: Catalog) -> None:
    """A name of fewer than three stories stands in the list of its initial, under an anchor; with
    the third it has a page.
    """
    put(
        catalog,
        {
            "2025/0": told_page("x", outlets=("Coda", "9 Days", "北京")),
            "2025/1": told_page("x", outlets=("Coda", "Çedar")),
        },
    )
    found = _views(catalog)
    assert [row["name"] for row in found["outlets/c.html"].values["terms"]] == ["Coda", "Çedar"]
    assert found["outlets/0.html"].values["initial"] == "0 to 9"
    assert [row["name"] for row in found["outlets/other.html"].values["terms"]] == ["北京"]
    assert "outlets/coda.html" not in found
    put(catalog, {"2025/9": told_page("x", outlets=("Coda",))})
    found = _views(catalog)
    assert "outlets/coda.html" in found
    assert [row["name"] for row in found["outlets/c.html"].values["terms"]] == ["Çedar"]
    assert OWN_PAGE == 3


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("Coda", "c"), ("élan", "e"), ("Çedar", "c"), ("ﬁnance", "f"), ("Ａ", "a"), ("9 Days", "0"),
        ("²x", "0"),
        ("٣", "other"), ("Łódź", "other"), ("北京", "other"), ("#1", "other"), ("🦪", "other"),
        ("ß", "s"), ("\u0301", "other"),
    ],
)  # fmt: skip
def test_initials_are_letters_digits_or_others(name: str, where: str) -> None:
    """Accents and widths do not part what a reader looks for under one letter; what has none stands
    under the others.
    """
    assert list_initial(name) == where


def test_lists_of_terms_are_in_order(catalog: Catalog) -> None:
    """Letters first, then digits, then the rest."""
    put(catalog, {"2025/a": told_page("x", topics=("北京", "9 days", "zebra", "Ash"))})
    assert [row["name"] for row in _views(catalog)["topics/index.html"].values["initials"]] == [
        "a",
        "z",
        "0",
        "other",
    ]


def test_home_counts_all(catalog: Catalog) -> None:
    """The home page counts undated stories too, and names the terms with the most stories first."""
    pages = {
        "2025/a": told_page("a", "2025-01-01", places=("Oslo", "Bergen")),
        "undated/b": told_page("b", places=("Oslo",)),
    }
    put(catalog, pages)
    values = _views(catalog)["index.html"].values
    assert (values["stories"], values["undated"], values["counts"]) == (
        2,
        1,
        {"outlets": 0, "places": 2, "topics": 0},
    )
    assert [place["name"] for place in values["places"]] == ["Oslo", "Bergen"]
    assert [card["title"] for card in values["latest"]] == ["a"]


def test_a_drawing_is_as_wide_as_its_total(catalog: Catalog) -> None:
    """The parts stand side by side over the reported total, however large, with gaps; what counts
    nothing has no width.
    """
    put(catalog, {
        "2025/a": told_page("a", outlets=("x", "y"), coverage=coverage(8)),
        "2025/b": told_page("b", outlets=("x",), coverage=coverage(10**400)),
        "2025/c": told_page("c"),
    })  # fmt: skip
    found = _views(catalog)
    parts = found["stories/2025/a.html"].values["drawing"].parts
    assert [(part.name, part.x, part.width) for part in parts if part.count] == [
        ("unstated", 0.0, 148.0), ("missing", 150.0, 448.0),
    ]  # fmt: skip
    assert found["stories/2025/b.html"].values["drawing"].parts[-1].width == 598.0
    assert [part.width for part in found["stories/2025/c.html"].values["drawing"].parts] == [
        0.0
    ] * 6


def test_full_texts_are_shown_only_where_switched_on(catalog: Catalog) -> None:
    """Other people's words stay in the archive unless the archivist publishes them."""
    put(catalog, {"2025/a": PAGES["full-text"]})
    for texts in (False, True):
        values = _views(catalog, texts=texts)["stories/2025/a.html"].values
        ((_, _, full_text),) = values["articles"]
        assert list(full_text) == (
            ["The train left at nine.", "It had eleven cars.\nSix were blue."] if texts else []
        )


def test_an_original_is_offered_where_there_is_one(catalog: Catalog) -> None:
    """A capture leads to the zip that holds its bundle, found by its digest, or to nothing."""
    put(catalog, {"2025/a": PAGES["two-captures"]})
    sha256 = PAGES["two-captures"].story.captures[0].sha256
    found = _views(catalog, originals={sha256: ("originals/2025-04.zip", "morning.txt")})
    captures = found["stories/2025/a.html"].values["captures"]
    assert [original for _, original in captures] == [
        OfferedOriginal("originals/2025-04.zip", "morning.txt"),
        None,
    ]


def test_a_host_is_listed_as_a_host(catalog: Catalog) -> None:
    """Where no outlet is named, the host has its place among the outlets, marked."""
    put(catalog, {"2025/a": told_page("a", articles=(Article(url="https://x.example/1"),))})
    found = _views(catalog)
    assert found["outlets/x.html"].values["terms"][0]["host"] is True
    ((article, outlet, _),) = found["stories/2025/a.html"].values["articles"]
    assert outlet
    assert article.is_host


def test_an_outlet_tells_how_it_was_rated(catalog: Catalog) -> None:
    """Its page tells its labels with their times, its hosts and its other names; a rare one's entry
    as well.
    """
    days = {"a": "2025-05-03", "b": "2025-05-09", "c": None}
    for name, day in days.items():
        article = Article(
            outlet="Coda", url="https://coda.example/1", bias="leanLeft" if day else None
        )
        put(
            catalog,
            {
                f"2025/{name}": told_page(
                    name, captured=day, articles=(article, Article(outlet="Gull"))
                )
            },
        )
    put(
        catalog,
        {
            "2025/d": told_page(
                "d", articles=(Article(url="https://coda.example/2", bias="Center"),)
            )
        },
    )
    (_, outlet) = (
        _views(catalog)[f"outlets/{name}.html"].values["outlet"] for name in ("gull", "coda")
    )
    assert outlet == {
        "labels": [
            {
                "words": "rated Lean Left (worded leanLeft)", "stated": True,
                "times": "3 May 2025 to 9 May 2025",
                "stories": 2, "undated": 0,
            },
            {"words": "rated Center", "stated": True, "times": "", "stories": 1, "undated": 1},
            {"words": "rating not stated", "stated": False, "times": "", "stories": 1, "undated": 1},
        ],
        "hosts": [{"name": "coda.example", "stories": 4}],
        "names": [],
    }  # fmt: skip


def test_places_stand_by_their_countries(catalog: Catalog) -> None:
    """Places that name a country stand below it, with its code; the others by their initials."""
    put(
        catalog,
        {
            "2025/a": told_page(
                "a", places=("Oslo", "UK", "Wexmere, England", "Coda, Turkey"), topics=("UK",)
            )
        },
    )
    found = _views(catalog)
    index = found["places/index.html"].values
    assert [
        (country["name"], country["code"], [term["name"] for term in country["terms"]])
        for country in index["countries"]
    ] == [
        ("Türkiye", "TR", ["Coda, Türkiye"]),
        ("United Kingdom", "GB", ["United Kingdom", "Wexmere, England"]),
    ]
    assert [
        (initial["name"], [term["name"] for term in initial["terms"]])
        for initial in index["initials"]
    ] == [("o", ["Oslo"])]
    (row,) = found["places/c.html"].values["terms"]
    assert row["country"] == {"name": "Türkiye", "code": "TR", "anchor": "country-TR"}
    assert found["topics/index.html"].values["countries"] == []
    places = found["stories/2025/a.html"].values["places"]
    assert [place.name for place in places] == [
        "Oslo",
        "UK",
        "Wexmere, England",
        "Coda, Turkey",
    ]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("2025/a", "stories/2025/a.html"),
        ("a b/c#d?e", "stories/a%20b/c%23d%3Fe.html"),
        ("2025/北", "stories/2025/%E5%8C%97.html"),
    ],
)
def test_addresses_are_encoded(name: str, address: str) -> None:
    """A page named by hand has an address that a browser understands, and a file of its own
    name.
    """
    site = Site(name="x")
    assert site.address(f"{name}.md") == address
    assert site.saved_as(f"{name}.md") == f"stories/{name}.html"


def test_patterns_fill_in_nothing_twice() -> None:
    """A page whose folder looks like a field is no field."""
    assert (
        Site(name="x", story_save_as="{slug}/{year}.html").saved_as("{slug}/{year}.md")
        == "{year}/{slug}.html"
    )


@pytest.mark.parametrize(
    "pattern", [STORY, "{year}/{slug}.html", "s/{year}-{slug}/index.html", "s/{year}/{slug}/"]
)
def test_patterns_within_the_site_are_taken(pattern: str) -> None:
    """Any path below the output that tells stories apart."""
    assert check_pattern("STORY_URL", pattern) == pattern


@pytest.mark.parametrize(
    "pattern",
    [
        "", None, 7, "stories", "{slug}.html", "{year}.html", "/{year}/{slug}.html",
        "../{year}/{slug}.html",
        "a/../{year}/{slug}", "{year}/../{slug}.html", "{year}\\{slug}.html",
        "{date:%Y}/{slug}.html",
        "{year}/{slug}/{lang}.html", "a//{year}/{slug}.html", "./{year}/{slug}.html",
        "{year}/{slug}\n.html",
        "{year}/{slug}\0.html",
        "https://x.example/{year}/{slug}",
    ],
)  # fmt: skip
def test_other_patterns_are_a_sentence(pattern: Any) -> None:
    """What leads out of the output, or could give two stories one path, ends the build with what to
    write instead.
    """
    with pytest.raises(
        StoppedError, match=r"the setting STORY_SAVE_AS is .*\. Write STORY_SAVE_AS = 'stories/"
    ):
        check_pattern("STORY_SAVE_AS", pattern)


def test_addresses_of_the_site_are_taken() -> None:
    """With and without a slash at the end, below a path, or empty."""
    assert (
        check_url("https://archive.example")
        == check_url("https://archive.example/")
        == "https://archive.example"
    )
    assert check_url("http://localhost:8000/a/") == "http://localhost:8000/a"
    assert check_url("") == ""


@pytest.mark.parametrize(
    "url",
    [
        "archive.example", "//archive.example", "ftp://archive.example", "https://", "https:///x",
        "http://[::1",
        "https://a b.example", "https://a.example/?q", "https://a.example/#x",
        "https://a.example/\nDisallow: /", 'https://a.example/"><script>',
        "javascript:alert(1)", "https://a.example:port/", 7,
    ],
)  # fmt: skip
def test_other_addresses_are_a_sentence(url: Any) -> None:
    """What is no web address ends the build with an example of one."""
    with pytest.raises(
        StoppedError,
        match=r"the setting SITEURL is .*, which is no web address\. Write it as https://",
    ):
        check_url(url)


@given(st.sampled_from(NAMES), st.integers(1, 5))
def test_a_term_has_one_path(name: str, stories: int) -> None:
    """A file of its own from three stories on, else an anchor in a file that is no term's."""
    path = term_path("outlets", TermEntry(term_slug(name), name, False, stories))
    own, rare = r"outlets/[a-z0-9-]{2,}\.html", r"outlets/(?:[a-z0]|other)\.html#[a-z0-9-]{2,}"
    assert re.fullmatch(own if stories >= OWN_PAGE else rare, path)
    assert path.partition("#")[0] != "outlets/index.html"
