"""The search page's data: scripts that hand over JSON, every story once, the words as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cards import KINDS
from generator.catalog import Catalog
from generator.page import Page
from generator.site import plan, searchdata
from generator.site.site import Site
from generator.site.views import Script
from tests.archives import STAMP, coverage, put, told_page
from tests.site.hostile_stories import WORDS
from tests.strategies import pages


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """An empty catalog."""
    with Catalog(tmp_path / "catalog.sqlite", STAMP) as opened:
        yield opened


def _read(text: str, name: str) -> list[Any]:
    """The values that a script hands over, as a browser would read them: one call, and JSON within it."""
    match = re.fullmatch(rf"storyArchive\.{name}\((.*)\);\n", text)
    assert match, text[:80]
    assert not set(match[1]) & {"\u2028", "\u2029", "\n", "\r"}
    values: list[Any] = json.loads(f"[{match[1]}]")
    return values


def _scripts(catalog: Catalog) -> dict[str, str]:
    site = Site(name="x", terms=plan.term_paths(catalog))
    return {made.path: made.text for made in plan.planned(site, catalog) if isinstance(made, Script)}


def _data(catalog: Catalog) -> dict[str, dict[str, Any]]:
    """What each script that the contents name hands over, by its name."""
    scripts = _scripts(catalog)
    ((contents,),) = (_read(scripts.pop("search/archive.js"), "contents"),)
    assert list(contents) == ["years"]
    assert sorted(scripts) == sorted(path for _, _, path in contents["years"])
    data = {}
    for name, count, path in contents["years"]:
        told, values = _read(scripts[path], "stories")
        assert told == name
        assert len(values["stories"]) == count
        data[name] = values
    return data


def test_a_story_stands_in_its_year(catalog: Catalog) -> None:
    """Each story once, in the year of its day, newest first; those without any day apart; years newest first."""
    put(catalog, {
        "2025/a": told_page("a", "2025-01-01"),
        "2025/b": told_page("b", captured="2024-12-31T23:00:00Z"),
        "undated/c": told_page("c"),
        "2025/d": told_page("d", "2025-02-01"),
    })  # fmt: skip
    data = _data(catalog)
    assert [(year, [row[1:4] for row in values["stories"]]) for year, values in data.items()] == [
        ("2025", [["d", "2025-02-01", 1], ["a", "2025-01-01", 1]]),
        ("2024", [["b", "2024-12-31", 0]]),
        ("undated", [["c", None, 0]]),
    ]


def test_an_empty_archive_has_contents(catalog: Catalog) -> None:
    """Without stories the contents name no script."""
    assert _scripts(catalog) == {"search/archive.js": 'storyArchive.contents({"years":[]});\n'}


def test_a_row_holds_what_is_searched(catalog: Catalog) -> None:
    """Summary, key points, article titles, numbers of outlets and places, and counts; what is not stated is null."""
    page = told_page(
        "a", "2025-01-01", outlets=("Coda", None, "CODA"), places=("Oslo",), summary="One.\n\nTwo.", key_points=("x", "y"),
        coverage=coverage(11),
    )  # fmt: skip
    put(catalog, {"2025/a": page, "2025/b": told_page(None, "2025-01-02", places=("Bergen", "Oslo"))})
    data = _data(catalog)["2025"]
    assert data["outlets"] == [["Coda", "outlets/c.html#coda"]]
    assert data["places"] == [["Bergen", "places/b.html#bergen"], ["Oslo", "places/o.html#oslo"]]
    assert data["stories"] == [
        ["stories/2025/b.html", None, "2025-01-02", 1, None, [], [], [], [0, 1], None, 0],
        [
            "stories/2025/a.html", "a", "2025-01-01", 1, "One.\n\nTwo.", ["x", "y"], ["Report 1", "Report 2", "Report 3"],
            [0], [1], 11, 3,
        ],
    ]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_hostile_words_stay_words(catalog: Catalog, words: str) -> None:
    """No word can end the call, and every word arrives."""
    put(catalog, {"2025/a": told_page(words, "2025-01-01", outlets=(words,), places=(words,), key_points=(words,))})
    data = _data(catalog)["2025"]
    assert data["stories"][0][1] == words
    assert data["stories"][0][5] == [words]
    assert data["outlets"][0][0] == data["places"][0][0] == words


@settings(max_examples=25)
@given(st.lists(pages(), max_size=3))
def test_every_story_once(tmp_path_factory: pytest.TempPathFactory, some: list[Page]) -> None:
    """Whatever an archive holds, the scripts hold each of its stories once, with every name that they refer to."""
    with Catalog(tmp_path_factory.mktemp("catalog") / "catalog.sqlite", STAMP) as catalog:
        put(catalog, {f"2025/{number}": page for number, page in enumerate(some)})
        data = _data(catalog)
        rows = [row for values in data.values() for row in values["stories"]]
        assert sorted(row[0] for row in rows) == [f"stories/2025/{number}.html" for number in range(len(some))]
        paths = {path for kind in KINDS for path in plan.term_paths(catalog)[kind].values()}
        for values in data.values():
            assert {path for name in ("outlets", "places") for _, path in values[name]} <= paths
            for row in values["stories"]:
                assert all(0 <= number < len(values["outlets"]) for number in row[7])
                assert all(0 <= number < len(values["places"]) for number in row[8])


def test_line_ends_of_unicode_are_escaped() -> None:
    """They end a line in the scripts of older browsers."""
    assert searchdata.contents([("\u2028\u2029", 1)]).startswith(r'storyArchive.contents({"years":[["\u2028\u2029",1')
