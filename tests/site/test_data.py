"""The data for programs: true to the pages, sure of their bytes, and written only where something
changed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.catalog.database import Catalog
from generator.page.model import Page
from generator.records import record as records
from generator.site.data import CACHE_KEY, PACKAGE, DataFiles, write_data_file
from generator.site.output import OutputWriter
from generator.site.plan import term_paths
from generator.site.settings import Site
from generator.site.site_files import View
from generator.story.model import Article
from tests.support.archives import STAMP, coverage, put, told_page
from tests.support.golden_stories import PAGES

FERRIES = told_page(date="2025-07-07", outlets=("The Gull", None), coverage=coverage(4))
STORIES = {
    "2025/ferries": FERRIES,
    "2025/bridge": told_page(
        title="Bridge Opens", date="2025-07-01", outlets=("=1+1", 'Plain, "Ledger"')
    ),
    "2024/wells": told_page(title="Wells Run Dry", date="2024-12-31"),
    "undated/day": told_page(title="No Day\x85 Is\u2028Known"),
}
DATA = {
    "data/2025-07.jsonl", "data/2024-12.jsonl", "data/undated.jsonl",
    "data/articles-2025.csv", "data/articles-2024.csv", "data/articles-undated.csv",
}  # fmt: skip
ABOUT = {"data/datapackage.json", "data/story.schema.json"}


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """An empty catalog."""
    with Catalog(tmp_path / "catalog.sqlite", STAMP) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An output folder."""
    return tmp_path / "output"


def _offer(catalog: Catalog, folder: Path, **values: Any) -> tuple[OutputWriter, list[View]]:
    """Build the data alone, as a build does; returns the way to the output, and the views that were
    to be rendered.
    """
    output = OutputWriter(folder)
    offered = DataFiles(
        Site(name="Årchive of Tales", terms=term_paths(catalog), **values), catalog, output
    )
    for unit in offered.units():
        for made in unit():
            write_data_file(output, made)
    catalog.remember(CACHE_KEY, offered.cache_value())
    views = []
    for made in offered.description_files():
        if isinstance(made, View):
            views.append(made)
        else:
            write_data_file(output, made)
    output.finish()
    return output, views


def _read(folder: Path, path: str) -> list[dict[str, Any]]:
    text = (folder / "data" / path).read_bytes().decode("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _rows(folder: Path, path: str) -> list[dict[str, str]]:
    text = (folder / "data" / path).read_bytes().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_every_story_stands_in_its_month_once(catalog: Catalog, folder: Path) -> None:
    """The records are those of the pages, by month and oldest first, a line each for whatever takes
    lines apart.
    """
    put(catalog, STORIES)
    output, _ = _offer(catalog, folder)
    assert set(output.paths()) == DATA | ABOUT
    assert [record["page"] for record in _read(folder, "2025-07.jsonl")] == [
        "2025/bridge.md",
        "2025/ferries.md",
    ]
    found = {
        record["page"]: record
        for path in sorted(DATA)
        if path.endswith("l")
        for record in _read(folder, path[5:])
    }
    assert found == {
        f"{name}.md": records.record(page, name=f"{name}.md", texts=False)
        for name, page in STORIES.items()
    }


def test_every_article_is_a_row_of_its_year(catalog: Catalog, folder: Path) -> None:
    """A row says which story it belongs to; no cell begins a formula; what is not stated is
    empty.
    """
    put(catalog, STORIES)
    _offer(catalog, folder)
    rows = _rows(folder, "articles-2025.csv")
    assert [(row["story_title"], row["n"], row["outlet"]) for row in rows] == [
        ("Bridge Opens", "1", "'=1+1"),
        ("Bridge Opens", "2", 'Plain, "Ledger"'),
        ("Ferries Return", "1", "The Gull"),
        ("Ferries Return", "2", ""),
    ]


def test_the_package_knows_its_files(catalog: Catalog, folder: Path) -> None:
    """It names every file of data with its true size and sum, and a table's columns as they stand;
    names are lower case.
    """
    put(catalog, STORIES)
    _offer(catalog, folder, url="https://archive.example")
    package = json.loads((folder / PACKAGE).read_bytes())
    assert (package["name"], package["title"]) == ("archive-of-tales", "Årchive of Tales")
    assert package["homepage"] == "https://archive.example"
    sums = {one["path"]: one for one in package["resources"] if "hash" in one}
    assert {f"data/{path}" for path in sums} == DATA
    for path, one in sums.items():
        held = (folder / "data" / path).read_bytes()
        assert (one["bytes"], one["hash"]) == (
            len(held),
            f"sha256:{hashlib.sha256(held).hexdigest()}",
        )
        if "schema" in one:
            head = next(csv.reader(io.StringIO(held.decode("utf-8"), newline="")))
            assert head == [field["name"] for field in one["schema"]["fields"]]
    assert {one["path"] for one in package["resources"] if "type" not in one} == {
        path[5:] for path in DATA if path.endswith(".csv")
    }
    names = [one["name"] for one in package["resources"]]
    assert len(set(names)) == len(names)
    assert names == [name.lower() for name in names]


def test_the_view_lists_every_file(catalog: Catalog, folder: Path) -> None:
    """The page for people names each file with its rows and its size."""
    put(catalog, STORIES)
    _, (view,) = _offer(catalog, folder)
    listed = [*view.values["stories"], *view.values["articles"]]
    assert {row["address"] for row in listed} == DATA
    assert {row["address"]: row["size"] for row in listed} == {
        path: (folder / path).stat().st_size for path in DATA
    }
    assert [row["rows"] for row in view.values["stories"]] == [2, 1, 1]
    assert [row["rows"] for row in view.values["articles"]] == [4, 1, 1]


def test_absence_is_data(catalog: Catalog, folder: Path) -> None:
    """What is not captured, not rated and withheld is told apart from what is not stated."""
    story = replace(FERRIES.story, withheld=("ownership",), unrated=("bias",))
    put(catalog, {"2025/a": Page(story=story)})
    _offer(catalog, folder)
    (record,) = _read(folder, "2025-07.jsonl")
    absence = record["absence"]
    assert (absence["not_captured"], absence["not_rated"], absence["withheld"]) == (
        2,
        ["bias"],
        ["ownership"],
    )
    assert "topics" in absence["not_stated"]
    assert record["coverage"]["left"] is None


@pytest.mark.parametrize("texts", [False, True])
def test_full_texts_are_published_only_where_asked_for(
    catalog: Catalog, folder: Path, texts: bool
) -> None:
    """As on the pages of the site; without them the record says that there are some."""
    kept = replace(FERRIES.story, articles=(Article(title="Report", text="Unheard words."),))
    put(catalog, {"2025/a": Page(story=kept)})
    _offer(catalog, folder, texts=texts)
    (record,) = _read(folder, "2025-07.jsonl")
    assert ("Unheard words." in json.dumps(record)) is texts
    assert record["absence"]["unpublished"] == ([] if texts else ["texts"])


def _times(folder: Path) -> Mapping[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (folder / "data").iterdir()}


def test_only_what_changed_is_written(catalog: Catalog, folder: Path) -> None:
    """A build with nothing new writes nothing; one story more writes its month, its year and what
    describes them.
    """
    put(catalog, STORIES)
    _offer(catalog, folder)
    before = _times(folder)
    again, _ = _offer(catalog, folder)
    assert (again.written, again.unchanged) == (0, len(DATA | ABOUT))
    assert _times(folder) == before
    put(catalog, {"2024/new": told_page(title="Wells Fill", date="2024-12-30")})
    _offer(catalog, folder)
    changed = {name for name, written in _times(folder).items() if written != before[name]}
    assert changed == {"2024-12.jsonl", "articles-2024.csv", "datapackage.json"}


def test_what_was_tampered_with_is_mended(catalog: Catalog, folder: Path) -> None:
    """A file that somebody changed or removed comes back with the next build, and what has no story
    any more goes.
    """
    put(catalog, STORIES)
    _offer(catalog, folder)
    whole = {path: (folder / path).read_bytes() for path in DATA | ABOUT}
    (folder / "data" / "2025-07.jsonl").unlink()
    time.sleep(0.01)  # a tick of the file system
    (folder / "data" / "articles-2024.csv").write_bytes(whole["data/articles-2024.csv"].lower())
    _offer(catalog, folder)
    assert {path: (folder / path).read_bytes() for path in DATA | ABOUT} == whole
    catalog.remove("undated/day.md")
    catalog.commit(2)
    _offer(catalog, folder)
    assert not (folder / "data" / "undated.jsonl").exists()


def test_a_history_of_changes_leaves_the_bytes_of_a_build_from_nothing(
    catalog: Catalog, folder: Path, tmp_path: Path
) -> None:
    """Adding, changing and removing stories in any order gives what one build gives."""
    pages = dict(list(PAGES.items())[:12])
    for name, page in pages.items():
        put(catalog, {f"2025/{name}": FERRIES})
        _offer(catalog, folder)
        put(catalog, {f"2025/{name}": page})
    catalog.remove(f"2025/{next(iter(pages))}.md")
    catalog.commit(2)
    _offer(catalog, folder)
    with Catalog(tmp_path / "other.sqlite", STAMP) as other:
        put(other, {f"2025/{name}": page for name, page in list(pages.items())[1:]})
        _offer(other, tmp_path / "once")
    assert _bytes(folder) == _bytes(tmp_path / "once")


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "data").iterdir()}


def test_it_can_be_switched_off(catalog: Catalog, folder: Path) -> None:
    """Then nothing of it is written, and what an earlier build wrote goes."""
    put(catalog, STORIES)
    _offer(catalog, folder)
    output, views = _offer(catalog, folder, data=False)
    assert (output.paths(), views) == ([], [])
    assert not (folder / "data").exists()


def test_an_empty_archive_has_a_package(catalog: Catalog, folder: Path) -> None:
    """The schema alone, so that a scraper can be written before there is a story."""
    output, _ = _offer(catalog, folder)
    assert set(output.paths()) == ABOUT
    assert [one["path"] for one in json.loads((folder / PACKAGE).read_bytes())["resources"]] == [
        "story.schema.json"
    ]
