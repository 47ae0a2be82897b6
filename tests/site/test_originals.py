"""The originals: bundles as they were received, found by their digests, in zips that follow from
them alone.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from generator.catalog.database import Catalog
from generator.page.model import Page, Sighting, Withdrawn
from generator.site.originals import Original, find_originals, pack_zip
from generator.story.model import Capture, Story
from tests.support.archives import STAMP, put

DATA = b"a bundle\r\nas it was received\n"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """An empty catalog."""
    with Catalog(tmp_path / "catalog.sqlite", STAMP) as opened:
        yield opened


@pytest.fixture
def bundles(tmp_path: Path) -> Path:
    """An inbox with one bundle."""
    folder = tmp_path / "content" / "bundles"
    (folder / "2025").mkdir(parents=True)
    (folder / "2025" / "story.txt").write_bytes(DATA)
    return folder


def _page(*captures: tuple[str, bytes], date: str | None = "2025-07-07") -> Page:
    kept = tuple(
        Capture(bundle=name, sha256=hashlib.sha256(data).hexdigest(), reader="page-text")
        for name, data in captures
    )
    return Page(story=Story(date=date, captures=kept))


def _names(catalog: Catalog, bundles: Path) -> dict[str, list[str]]:
    return {
        path: [found.name for found in listed]
        for path, listed in find_originals(catalog, bundles).items()
    }


def _packed(listed: list[Original]) -> bytes:
    into = io.BytesIO()
    pack_zip(listed, into)
    return into.getvalue()


def test_a_bundle_is_offered_in_its_month(catalog: Catalog, bundles: Path) -> None:
    """The bundles of a month's stories stand in one zip, those of stories without a day in another,
    as they were received.
    """
    (bundles / "other.txt").write_bytes(b"other")
    put(
        catalog,
        {
            "2025/a": _page(("2025/story.txt", DATA)),
            "undated/b": _page(("other.txt", b"other"), date=None),
        },
    )
    offered = find_originals(catalog, bundles)
    assert _names(catalog, bundles) == {
        "originals/2025-07.zip": ["2025/story.txt"],
        "originals/undated.zip": ["other.txt"],
    }
    with zipfile.ZipFile(io.BytesIO(_packed(offered["originals/2025-07.zip"]))) as packed:
        assert packed.testzip() is None
        assert {name: packed.read(name) for name in packed.namelist()} == {"2025/story.txt": DATA}


def test_the_bytes_follow_from_the_bundles(catalog: Catalog, bundles: Path) -> None:
    """Neither the files' times nor the order of the stories changes a zip."""
    (bundles / "b.txt").write_bytes(b"b" * 3_000_000)
    put(catalog, {"2025/a": _page(("b.txt", b"b" * 3_000_000), ("2025/story.txt", DATA))})
    (listed,) = find_originals(catalog, bundles).values()
    first = _packed(listed)
    os.utime(bundles / "b.txt", (0, 0))
    assert _packed(list(reversed(listed))) == first
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.namelist() == ["2025/story.txt", "b.txt"]


@pytest.mark.parametrize("data", [b"", b"another", DATA + b"\n"])
def test_only_the_same_bytes_are_offered(catalog: Catalog, bundles: Path, data: bytes) -> None:
    """A file that is not what was captured is not offered under its name."""
    put(catalog, {"2025/a": _page(("2025/story.txt", DATA))})
    (bundles / "2025" / "story.txt").write_bytes(data)
    assert _names(catalog, bundles) == {}


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt", "2025/../../secret.txt", "ABSOLUTE", "./../secret.txt", "2025", "stdin",
        "nowhere.txt", ".",
        "n" * 5_000, "..\\secret.txt", "C:\\secret.txt", "C:secret.txt", "\\secret.txt",
        "2025\\..\\..\\secret.txt",
    ],
)  # fmt: skip
def test_nothing_outside_the_inbox_is_offered(catalog: Catalog, bundles: Path, name: str) -> None:
    """No name leads out of the inbox, on this system or where the zip is unpacked, even if the
    bytes there are right.
    """
    secret = bundles.parent / "secret.txt"
    secret.write_bytes(DATA)
    for odd in (
        "..\\secret.txt",
        "C:\\secret.txt",
        "C:secret.txt",
        "\\secret.txt",
        "2025\\..\\..\\secret.txt",
    ):
        (bundles / odd).write_bytes(DATA)
    named = str(secret) if name == "ABSOLUTE" else name
    kept = _page(("x", DATA))
    page = Page(
        story=replace(kept.story, captures=(replace(kept.story.captures[0], bundle=named),))
    )
    put(catalog, {"2025/a": page})
    assert _names(catalog, bundles) == {}


def test_a_bundle_of_two_stories_stands_once(catalog: Catalog, bundles: Path) -> None:
    """It stands in the zip of the newest of them, under its first name there."""
    put(
        catalog,
        {
            "2025/a": _page(("2025/story.txt", DATA), date="2025-06-01"),
            "2025/b": _page(("2025/story.txt", DATA)),
        },
    )
    assert _names(catalog, bundles) == {"originals/2025-07.zip": ["2025/story.txt"]}


def test_a_bundle_of_a_withdrawn_story_is_not_offered(catalog: Catalog, bundles: Path) -> None:
    """Whatever other stories it holds, and also where it was met only after the story had been
    withdrawn.
    """
    (bundles / "later.txt").write_bytes(b"later")
    put(
        catalog,
        {
            "2025/a": _page(("2025/story.txt", DATA), ("later.txt", b"later")),
            "2025/b": _page(("2025/story.txt", DATA)),
        },
    )
    assert _names(catalog, bundles) == {"originals/2025-07.zip": ["2025/story.txt", "later.txt"]}
    own = Withdrawn(date="2026-01-02", reason="x")
    put(catalog, {"2025/b": replace(_page(("2025/story.txt", DATA)), withdrawn=own)})
    assert _names(catalog, bundles) == {"originals/2025-07.zip": ["later.txt"]}
    seen = (Sighting(bundle="later.txt", sha256=hashlib.sha256(b"later").hexdigest()),)
    put(
        catalog,
        {"2025/b": replace(_page(("2025/story.txt", DATA)), withdrawn=replace(own, seen=seen))},
    )
    assert _names(catalog, bundles) == {}
    put(catalog, {"2025/b": _page(("2025/story.txt", DATA))})
    assert _names(catalog, bundles) == {"originals/2025-07.zip": ["2025/story.txt", "later.txt"]}


def test_a_bundle_that_moved_is_found_by_another_name(catalog: Catalog, bundles: Path) -> None:
    """Where one capture names it wrongly, another may name it rightly."""
    put(
        catalog,
        {
            "2025/a": _page(("stdin", DATA)),
            "2025/b": _page(("2025/story.txt", DATA), date="2025-06-01"),
        },
    )
    assert _names(catalog, bundles) == {"originals/2025-06.zip": ["2025/story.txt"]}


def test_no_inbox_offers_nothing(catalog: Catalog, tmp_path: Path) -> None:
    """An archive without its bundles builds all the same."""
    put(catalog, {"2025/a": _page(("2025/story.txt", DATA))})
    assert _names(catalog, tmp_path / "nowhere") == {}


def test_the_container_of_a_member_is_offered(catalog: Catalog, bundles: Path) -> None:
    """Of captures that are members of one container the container is offered, once, and found by
    its own digest.
    """
    (bundles / "all.zip").write_bytes(b"a container")
    digest = hashlib.sha256(b"a container").hexdigest()
    rows = [
        Capture(
            bundle="all.zip",
            sha256=letter * 64,
            reader="page-text",
            member=f"{letter}.txt",
            container=digest,
        )
        for letter in "ab"
    ]
    put(
        catalog,
        {
            f"2025/{row.member}": Page(story=Story(date="2025-07-07", captures=(row,)))
            for row in rows
        },
    )
    assert _names(catalog, bundles) == {"originals/2025-07.zip": ["all.zip"]}
