"""The catalog: a cache that may vanish, be damaged or be foreign, and never costs more than time."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings

from generator.catalog.database import Catalog
from generator.catalog.entries import (
    KINDS,
    OutletDetails,
    OutletLabel,
    PageFile,
    StoryEntry,
    TermEntry,
    make_page_entry,
    make_page_rows,
)
from generator.catalog.presentation import StoryPresentation
from generator.errors import StoppedError
from generator.page.model import Page, Withdrawn
from generator.story.identity import term_slug
from generator.story.model import Article
from generator.system import fingerprint, locks
from generator.system.fingerprint import program_fingerprint
from tests.support.archives import STAMP, coverage, put, told_page
from tests.support.repository import ROOT
from tests.support.strategies import pages

few = settings(max_examples=25)

THREE = {
    "2025/ferries": told_page(
        "Ferries Return", "2025-07-07", outlets=("Coda",), places=("Oslo",), coverage=coverage(11)
    ),
    "2025/bridge": told_page(
        "Bridge Opens",
        captured="2025-07-06T10:00:00Z",
        places=("Oslo", "Bergen"),
        summary="One.\n\nTwo.",
    ),
    "undated/keepers": told_page("The Keepers", topics=("lighthouses",)),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a catalog may stand."""
    return tmp_path / "cache" / "catalog.sqlite"


def _names(catalog: Catalog) -> list[str]:
    return [card.path for card in catalog.entries()]


def _told(catalog: Catalog) -> list[tuple[StoryEntry, StoryPresentation]]:
    return list(catalog.presented_from(0, catalog.count()))


def _filled(path: Path, pages: dict[str, Page] | None = None) -> None:
    with Catalog(path, STAMP) as catalog:
        put(catalog, THREE if pages is None else pages)


def test_a_catalog_keeps_what_it_was_given(path: Path) -> None:
    """What was put and committed is there when the catalog is opened again; what was not committed
    is not.
    """
    with Catalog(path, STAMP) as catalog:
        assert catalog.synced() == 0
        put(catalog, THREE)
        catalog.remove("2025/bridge.md")
    with Catalog(path, STAMP) as catalog:
        assert _names(catalog) == ["2025/ferries.md", "2025/bridge.md", "undated/keepers.md"]
        assert catalog.synced() == 1
        assert catalog.files()["2025/ferries.md"] == PageFile("2025/ferries.md", 1, 1, "0" * 64)


@few
@given(pages())
def test_rows_come_back_as_they_went_in(
    tmp_path_factory: pytest.TempPathFactory, page: Page
) -> None:
    """Whatever a page holds, huge counts and odd signs included, its card and its story come back
    unchanged.
    """
    kept = make_page_entry(PageFile("2025/a.md", 1, 1, "0" * 64), page)
    with Catalog(tmp_path_factory.mktemp("catalog") / "catalog.sqlite", STAMP) as catalog:
        catalog.put(make_page_rows(kept))
        assert list(catalog.entries()) == [kept.listed]
        assert _told(catalog) == [(kept.listed, kept.story)]
        assert {count.slug for kind in KINDS for count in catalog.terms(kind)} == {
            term_slug(term[5] or term[2]) for term, _ in kept.uses
        }


def test_counts_may_be_larger_than_the_database_counts(path: Path) -> None:
    """A bundle may state any number."""
    with Catalog(path, STAMP) as catalog:
        put(catalog, {"2025/many": told_page("Many", coverage=coverage(10**400))})
        assert [card.reported for card in catalog.entries()] == [10**400]


def test_another_stamp_begins_again(path: Path) -> None:
    """What another program wrote is not read."""
    _filled(path)
    with Catalog(path, "another") as catalog:
        assert catalog.count() == 0
        assert catalog.files() == {}


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("create table meta (name text)")
        other.execute("create table stories (name text)")
    other.close()


@pytest.mark.parametrize(
    "harm",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("no database at all\n" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:100]),
        lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(5000)),
        _foreign,
    ],
    ids=["missing", "empty", "text", "cut short", "zeros", "another program's"],
)
def test_what_is_no_catalog_is_made_anew(path: Path, harm: object) -> None:
    """A file that is missing, foreign or damaged is replaced, and takes new pages."""
    _filled(path)
    harm(path)  # type: ignore[operator]
    with Catalog(path, STAMP) as catalog:
        assert catalog.count() == 0
        put(catalog, THREE)
        assert catalog.count() == 3


@pytest.mark.parametrize("eighth", range(1, 8))
def test_damage_never_passes_for_a_story(path: Path, eighth: int) -> None:
    """A catalog that was cut short or overwritten is seen to be so, or gives all rows as they were;
    renewed, it works.
    """
    many = {
        f"2025/{n:03}": told_page(f"Story {n}", "2025-01-01", summary="word " * 200 + "end")
        for n in range(60)
    }
    _filled(path, many)
    with Catalog(path, STAMP) as catalog:
        whole = _told(catalog)
    data = path.read_bytes()
    where = len(data) * eighth // 8
    for damaged in (data[:where], data[:where] + bytes(2048) + data[where + 2048 :]):
        path.write_bytes(damaged)
        with Catalog(path, STAMP) as catalog:
            try:
                found = _told(catalog)
            except sqlite3.DatabaseError:
                catalog.renew()
                found = []
            if not found:
                assert catalog.files() == {}
                found = _told(put(catalog, many))
            assert found == whole


@pytest.mark.parametrize(
    "harm",
    [
        "update withdrawn set day = null", "update withdrawn set reason = x'07'",
        "update withdrawn set title = 'a' || char(0)",
    ],
)  # fmt: skip
def test_a_row_that_is_no_tombstone_is_damage(path: Path, harm: str) -> None:
    """A harmed row of a withdrawn story is damage like any other."""
    gone = replace(THREE["2025/ferries"], withdrawn=Withdrawn(date="2026-01-02", reason="x"))
    _filled(path, {**THREE, "2025/ferries": gone})
    with sqlite3.connect(path) as harmed:
        harmed.execute(harm)
    with Catalog(path, STAMP) as catalog, pytest.raises(sqlite3.DatabaseError):
        catalog.withdrawn()


def test_a_row_that_is_no_json_is_damage(path: Path) -> None:
    """A text that was harmed within the database is damage like any other."""
    _filled(path)
    with sqlite3.connect(path) as harmed:
        harmed.execute("update presentations set presentation = substr(presentation, 9)")
    harmed.close()
    with Catalog(path, STAMP) as catalog, pytest.raises(sqlite3.DatabaseError):
        _told(catalog)


def test_a_folder_in_its_place_is_a_sentence(path: Path) -> None:
    """Where no file can be written, the build stops with a sentence, and lets go of the lock."""
    path.mkdir(parents=True)
    with pytest.raises(
        StoppedError,
        match=r"the catalog .* cannot be written .*\. Make room, or name another folder as CACHE_PATH",
    ):
        Catalog(path, STAMP)
    path.rmdir()
    with Catalog(path, STAMP) as catalog:
        assert catalog.count() == 0


def test_a_full_disk_is_a_sentence(path: Path) -> None:
    """A disk that takes no more while the catalog is filled stops the build with a sentence, and
    lets go of the lock.
    """
    many = {
        f"2025/{n:03}": told_page(f"Story {n}", "2025-01-01", summary="word " * 500 + "end")
        for n in range(99)
    }
    full = pytest.raises(
        StoppedError,
        match=r"the catalog .* cannot be written \(database or disk is full\)\. Make room",
    )
    with full, Catalog(path, STAMP) as catalog:
        catalog._connection.execute("pragma max_page_count = 20")
        put(catalog, many)
    with Catalog(path, STAMP) as catalog:
        assert put(catalog, many).count() == 99


def test_a_file_in_place_of_its_folder_is_a_sentence(path: Path) -> None:
    """So it is where the folder cannot be made."""
    path.parent.write_text("")
    with pytest.raises(StoppedError, match="cannot be written"):
        Catalog(path, STAMP)


def test_one_build_at_a_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process holds the catalog, a build waits, and then stops with a sentence that
    names the lock.
    """
    monkeypatch.setattr(locks, "PATIENCE", 0.2)
    path.parent.mkdir()
    program = f"import filelock\nwith filelock.FileLock({str(path) + '.lock'!r}):\n    print('held', flush=True)\n    input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(
            StoppedError,
            match=r"another build holds .*catalog\.sqlite\.lock\. Wait until it has ended",
        ):
            Catalog(path, STAMP)
        other.communicate("\n")
    with Catalog(path, STAMP) as catalog:
        assert catalog.count() == 0


def test_a_build_leaves_a_note_to_the_next(path: Path) -> None:
    """A JSON value that is left under a name is there when the catalog is opened again, and goes
    with the catalog.
    """
    with Catalog(path, STAMP) as catalog:
        assert catalog.remembered("search") is None
        catalog.remember("search", {"folders": ["a"]})
    with Catalog(path, STAMP) as catalog:
        assert catalog.remembered("search") == {"folders": ["a"]}
        catalog.renew()
        assert catalog.remembered("search") is None


def test_stories_stand_newest_first(path: Path) -> None:
    """By day, those without one last; within a day by path, so that every run lists them alike."""
    pages = {
        f"2025/{name}": told_page(name, date)
        for name, date in (
            ("b", "2025-01-01"),
            ("a", "2025-01-01"),
            ("d", None),
            ("c", "2024-12-31"),
            ("e", "2025-02-01"),
        )
    }
    with Catalog(path, STAMP) as catalog:
        put(catalog, pages)
        assert _names(catalog) == [f"2025/{name}.md" for name in "eabcd"]
        assert [card.title for card in catalog.latest(2)] == ["e", "a"]
        assert [card.title for card in catalog.latest(9)] == ["e", "a", "b", "c"]
        assert [card.title for card in catalog.of_month("2025-01")] == ["a", "b"]
        assert [card.title for card in catalog.undated()] == ["d"]
        assert catalog.months() == (("2025-02", 1), ("2025-01", 2), ("2024-12", 1))
        assert [card.title for card, _ in catalog.presented_from(1, 2)] == ["a", "b"]
        assert [card.title for card, _ in catalog.presented_oldest(0, 3)] == ["d", "c", "b"]
        assert len(set(catalog.order())) == 5
        assert [day for day, _, _ in catalog.facts(0, 9)] == [
            None,
            "2024-12-31",
            "2025-01-01",
            "2025-01-01",
            "2025-02-01",
        ]


def test_numbers_of_stories_are_new(path: Path) -> None:
    """A story that changed, or came in place of another, has a number that none had before it, also
    in a later build.
    """
    seen: set[int] = set()
    for title in ("one", "two", "three"):
        with Catalog(path, STAMP) as catalog:
            put(catalog, {"2025/a": told_page(title, "2025-01-01")})
            (number,) = catalog.order()
            catalog.remove("2025/a.md")
            catalog.commit(1)
        assert number not in seen
        seen.add(number)


def test_a_card_holds_what_lists_show(path: Path) -> None:
    """The day of the first capture stands in for a date, and is told from one; the summary is its
    first paragraph.
    """
    with Catalog(path, STAMP) as catalog:
        put(catalog, THREE)
        assert list(catalog.entries())[:2] == [
            StoryEntry(
                "2025/ferries.md", "Ferries Return", "2025-07-07", True, ("Oslo",), 11, 1, None
            ),
            StoryEntry(
                "2025/bridge.md",
                "Bridge Opens",
                "2025-07-06",
                False,
                ("Oslo", "Bergen"),
                None,
                0,
                "One.",
            ),
        ]


def test_a_term_has_the_name_that_most_stories_use(path: Path) -> None:
    """Spellings of one name are one term under the commonest; each story counts once, however often
    it names it.
    """
    pages = {
        "2025/a": told_page("a", outlets=("coda  STORY", "Coda Story")),
        "2025/b": told_page("b", outlets=("Coda Story",)),
        "2025/c": told_page("c", outlets=("CODA STORY", None)),
    }
    with Catalog(path, STAMP) as catalog:
        put(catalog, pages)
        assert catalog.terms("outlets") == (TermEntry("coda-story", "Coda Story", False, 3),)
        assert [card.path for card in catalog.of_term("outlets", "coda-story")] == [
            "2025/a.md",
            "2025/b.md",
            "2025/c.md",
        ]
        assert catalog.terms("places") == ()


def test_an_outlet_that_is_named_is_no_host(path: Path) -> None:
    """A name that is a host in one story and an outlet's name in another is an outlet's."""
    host = told_page("a", articles=(Article(url="https://coda.example/1"),))
    with Catalog(path, STAMP) as catalog:
        put(catalog, {"2025/a": host})
        assert [(count.name, count.host) for count in catalog.terms("outlets")] == [
            ("coda.example", True)
        ]
        put(catalog, {"2025/b": told_page("b", outlets=("coda.example",))})
        assert [(count.name, count.host, count.stories) for count in catalog.terms("outlets")] == [
            ("coda.example", False, 2)
        ]


def _hosted(title: str, *outlets: str | None, at: str = "coda.example", **labels: Any) -> Page:
    articles = [
        Article(url=f"https://{at}/{n}", outlet=outlet, **labels)
        for n, outlet in enumerate(outlets)
    ]
    return told_page(title, articles=tuple(articles), captured=labels.get("published"))


def _outlets(catalog: Catalog) -> list[tuple[str, bool, int]]:
    return [(count.name, count.host, count.stories) for count in catalog.terms("outlets")]


def test_a_host_takes_the_name_that_its_articles_have(path: Path) -> None:
    """An outlet that one story names is that of the host in the others, until another story names a
    second one there.
    """
    with Catalog(path, STAMP) as catalog:
        put(catalog, {"2025/a": _hosted("a", None)})
        assert _outlets(catalog) == [("coda.example", True, 1)]
        put(
            catalog,
            {"2025/b": _hosted("b", "Coda", at="www.coda.example"), "2025/c": _hosted("c", None)},
        )
        assert _outlets(catalog) == [("Coda", False, 3)]
        told = {card.path: told.articles[0] for card, told in _told(catalog)}
        assert [(told[f"2025/{n}.md"].outlet, told[f"2025/{n}.md"].known_as) for n in "abc"] == [
            ("coda.example", "Coda"), ("Coda", None), ("coda.example", "Coda"),
        ]  # fmt: skip
        assert catalog.outlet("coda") == OutletDetails(
            (("Coda", 1),), (("coda.example", 3),), (OutletLabel((), None, None, None, 3, 3),)
        )
        put(catalog, {"2025/d": _hosted("d", "Another")})
        assert _outlets(catalog) == [
            ("Another", False, 1),
            ("Coda", False, 1),
            ("coda.example", True, 2),
        ]
        catalog.remove("2025/d.md")
        catalog.commit(2)
        assert _outlets(catalog) == [("Coda", False, 3)]


def test_only_stories_whose_outlets_changed_have_new_numbers(path: Path) -> None:
    """A new story that names a host's outlet changes those that name the host, and no others."""
    pages = {
        "2025/a": _hosted("a", None),
        "2025/b": told_page("b", outlets=("Coda",)),
        "2025/c": _hosted("c", None, at="x.example"),
    }
    with Catalog(path, STAMP) as catalog:
        put(catalog, pages)
        before = dict(
            zip(
                [card.path for card, _ in catalog.presented_oldest(0, 9)],
                catalog.order(),
                strict=True,
            )
        )
        put(catalog, {"2025/d": _hosted("d", "Coda")})
        after = dict(
            zip(
                [card.path for card, _ in catalog.presented_oldest(0, 9)],
                catalog.order(),
                strict=True,
            )
        )
        assert [name for name in before if before[name] != after[name]] == ["2025/a.md"]
        assert len({*before.values(), *after.values()}) == 5
        assert [card.path for card in catalog.of_term("outlets", "coda")] == [
            "2025/a.md",
            "2025/b.md",
            "2025/d.md",
        ]


def test_labels_of_an_outlet_stand_over_time(path: Path) -> None:
    """Each step with its wordings, from the first capture that showed it to the last one, and on
    how many stories.
    """
    days = {
        "a": ("Lean Left", "2025-05-03"),
        "b": ("leanLeft", "2025-05-09"),
        "c": ("Center", "2025-04-01"),
        "d": ("Center", None),
    }
    pages = {
        f"2025/{name}": told_page(
            name,
            captured=day and f"{day}T10:00:00Z",
            articles=(Article(outlet="Coda", bias=bias),) * 2,
        )
        for name, (bias, day) in days.items()
    }
    with Catalog(path, STAMP) as catalog:
        put(catalog, {**pages, "2025/e": told_page("e", outlets=("coda",))})
        assert catalog.outlet("coda").labels == (
            OutletLabel(("Center",), None, "2025-04-01", "2025-04-01", 2, 1),
            OutletLabel(("Lean Left", "leanLeft"), None, "2025-05-03", "2025-05-09", 2, 0),
            OutletLabel((), None, None, None, 1, 1),
        )


def test_wordings_of_a_place_are_one(path: Path) -> None:
    """A country, and a place in it, is listed once, under one name and with its code."""
    with Catalog(path, STAMP) as catalog:
        put(
            catalog,
            {
                "2025/a": told_page("a", places=("UK", "Coda, Turkey")),
                "2025/b": told_page("b", places=("United Kingdom",)),
            },
        )
        assert catalog.terms("places") == (
            TermEntry("coda-turkiye-73ffed11", "Coda, Türkiye", False, 1, "TR"),
            TermEntry("united-kingdom", "United Kingdom", False, 2, "GB"),
        )


def test_a_page_that_is_gone_leaves_nothing(path: Path) -> None:
    """With a page go its terms; put again, it stands once, with its new terms only."""
    with Catalog(path, STAMP) as catalog:
        put(catalog, THREE)
        catalog.remove("2025/bridge.md")
        assert [count.name for count in catalog.terms("places")] == ["Oslo"]
        put(catalog, {"2025/ferries": told_page("Ferries Leave", "2025-07-07", places=("Bergen",))})
        assert [(count.name, count.stories) for count in catalog.terms("places")] == [("Bergen", 1)]
        assert catalog.count() == 2


def test_the_stamp_follows_the_program(tmp_path: Path) -> None:
    """Another program, or other libraries that make its HTML, make another fingerprint."""
    folder = ROOT / "generator"
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("__pycache__"))
    fresh = program_fingerprint.__wrapped__
    assert fresh(copy) == fresh(folder) == program_fingerprint(folder)
    with mock.patch.object(fingerprint, "version", return_value="another"):
        assert fresh(copy) != fresh(folder.parent / "nowhere")
        assert fresh(copy) != program_fingerprint(folder)
    with (copy / "catalog" / "presentation.py").open("a") as told:
        told.write("#\n")
    assert fresh(copy) != fresh(folder)
