"""A story that is withdrawn, as the site shows it: a tombstone at its address, and else the site
that never had it.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup

from generator.commands import check_links
from generator.page import format as page
from generator.page.model import Corrections, Section
from generator.page.store import load_page
from generator.site.manifest import MANIFEST
from tests.browser.conftest import Once
from tests.support import builds
from tests.support.browser import ROOT
from tests.support.program import run, tree

ADDRESS = "https://archive.example/news"
BUNDLES = (
    *(
        "2024-03-ferry-strike.txt",
        "2024-05-ferry-deal.txt",
        "2024-06-hospital-closure.txt",
        "2025-10-ferry-contract.txt",
    ),
    *("2026-02-oyster-reef.txt", "undated-lock-gates.txt"),
)
BUNDLE = "2024-05-ferry-deal.txt"
SLUG = "karelund-ferry-strike-ends-after-eleven-weeks-with-new-40d721c00f"
STONE = f"stories/2024/{SLUG}.html"
TITLE = "Karelund Ferry Strike Ends, Quibbleworth Says"
REASON = "A court of another country forbade it."


class _Archive:
    """An archive, and its site as it was at each stage of its life, below `stages`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.content = folder / "content"

    def begin(self) -> None:
        """Bundles, the pages that they become, and what a person writes into one of them."""
        (self.content / "bundles").mkdir(parents=True)
        (self.content / "pages").mkdir()
        (self.content / "pages" / "about.md").write_text(
            "Title: About\n\nAn invented archive.\n", encoding="utf-8"
        )
        for name in BUNDLES:
            shutil.copy(ROOT / "content" / "bundles" / name, self.content / "bundles")
        self.run("convert")
        path = self.page()
        held = load_page(path)
        written = replace(
            held,
            corrections=Corrections(
                title=TITLE, places=("Halmsund", "Vexholmia"), topics=("zwickelrosters",)
            ),
            notes="They told me at the *quayhouseling*.",
            sections=(
                Section(heading="Belegstelle", markdown="The protocol of the seamansguildery."),
            ),
        )
        path.write_text(page.write(written), encoding="utf-8")

    def page(self) -> Path:
        """The page of the story."""
        return self.content / "stories" / "2024" / f"{SLUG}.md"

    def run(self, command: str, *arguments: str) -> None:
        """Run a command of the program."""
        done = run(command, "--content", self.content, *arguments)
        assert done.code == 0, done.err

    def stage(self, name: str, *, anew: bool = False) -> None:
        """Build, upon the last build unless from nothing, and keep what was built."""
        output, cache = (
            self._folder / (f"{kind}-anew" if anew else kind) for kind in ("output", "cache")
        )
        builds.build(self.content, output, cache, SITEURL=ADDRESS)
        shutil.copytree(output, self._folder / "stages" / name)
        shutil.copytree(cache, self._folder / "caches" / name)

    def live(self) -> None:
        """One life: withdrawn, hidden, restored, erased, and back from its bundle."""
        self.begin()
        told = self.page().read_bytes()
        self.stage("full")
        self.run("withdraw", SLUG, "--reason", REASON, "--date", "2026-03-01")
        self.stage("withdrawn")
        self.stage("withdrawn-from-nothing", anew=True)
        self.run("convert")
        self.stage("converted")
        self.run("withdraw", SLUG, "--reason", REASON, "--hide-title")
        self.stage("hidden")
        self.run("restore", SLUG)
        assert self.page().read_bytes() == told
        self.stage("restored")
        self.run("withdraw", SLUG, "--reason", REASON, "--date", "2026-03-01", "--erase")
        self.run("convert", "--overwrite")
        self.stage("erased")
        (self._folder / "told.md").write_bytes(told)
        self.page().unlink()
        (self.content / "bundles" / BUNDLE).unlink()
        self.stage("never")


@pytest.fixture(scope="session")
def life(once: Once) -> Path:
    """The folder of the archive's life."""
    return once("withdrawn", lambda to: _Archive(to).live())


def _files(life: Path, stage: str) -> dict[str, bytes]:
    return {name: data for name, (data, _) in tree(life / "stages" / stage).items()}


GONE = ("withdrawn", "converted", "hidden", "erased")


@pytest.mark.parametrize("stage", GONE)
def test_the_site_is_the_one_that_never_had_the_story(life: Path, stage: str) -> None:
    """But for the tombstone every file is the same, byte for byte: lists, neighbours, feed,
    sitemap, index and originals.
    """
    never, now = _files(life, "never"), _files(life, stage)
    assert set(now) - set(never) == {STONE}
    listed = now.pop(MANIFEST).decode().splitlines()
    assert set(listed) - set(never.pop(MANIFEST).decode().splitlines()) == {STONE}
    del now[STONE]
    assert now == never


def test_a_build_upon_another_is_one_from_nothing(life: Path) -> None:
    """What the last build left makes no difference, and a run of `convert` none either."""
    assert (
        _files(life, "withdrawn")
        == _files(life, "withdrawn-from-nothing")
        == _files(life, "converted")
    )


def test_restoring_gives_the_same_site_back(life: Path) -> None:
    """Every byte that was there before is there again."""
    assert _files(life, "restored") == _files(life, "full")


def _texts(files: Mapping[str, bytes]) -> Iterator[str]:
    """All that stands in files, in members of zips and in names, apart from the story's address."""
    for name, data in files.items():
        yield name.replace(SLUG, "")
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                yield from _texts({member: packed.read(member) for member in packed.namelist()})
        yield data.decode("utf-8", "replace").replace(SLUG, "").casefold()


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w{4,}", text.casefold()) if not word.isdigit()}


@pytest.mark.parametrize("stage", GONE)
def test_no_word_of_it_is_left(life: Path, stage: str) -> None:
    """Of every word that only this story has, in its page, in its bundle, or written by hand, none
    stands under the output.
    """
    held = (life / "told.md").read_text(encoding="utf-8").replace(SLUG, "")
    held += (ROOT / "content" / "bundles" / BUNDLE).read_text(encoding="utf-8")
    elsewhere = "\n".join(_texts(_files(life, "never"))) + REASON.casefold()
    own = {word for word in _words(held) if word not in elsewhere}
    assert {
        "quibbleworth",
        "vexholmia",
        "zwickelrosters",
        "quayhouseling",
        "belegstelle",
        "seamansguildery",
    } <= own
    assert len(own) > 80
    full = "\n".join(_texts(_files(life, "full")))
    assert len([word for word in own if word in full]) > 0.9 * len(own)
    files = _files(life, stage)
    stone, others = "\n".join(_texts({STONE: files.pop(STONE)})), "\n".join(_texts(files))
    assert {word for word in own if word in others} == set()
    assert {word for word in own if word in stone} == (
        set() if stage == "hidden" else own & _words(TITLE)
    )


@pytest.mark.parametrize("stage", GONE)
def test_the_catalog_holds_no_word_of_it_either(life: Path, stage: str) -> None:
    """What the cache keeps between two builds is cleared of it, also where the file has room
    again.
    """
    for name in ("full", stage):
        cached = b"".join(
            path.read_bytes() for path in (life / "caches" / name).rglob("*") if path.is_file()
        ).lower()
        for word in (
            b"quayhouseling",
            b"seamansguildery",
            b"vexholmia",
            b"zwickelrosters",
            b"matrosen",
        ):
            assert (word in cached) == (name == "full"), word


def _stone(life: Path, stage: str) -> BeautifulSoup:
    return BeautifulSoup((life / "stages" / stage / STONE).read_text(encoding="utf-8"), "lxml")


def test_the_tombstone_says_when_and_why(life: Path) -> None:
    """It stands at the story's address, tells day, reason and the corrected headline, and asks not
    to be listed.
    """
    for stage in ("withdrawn", "erased"):
        stone = _stone(life, stage)
        assert stone.h1 is not None
        assert stone.h1.get_text() == TITLE
        assert stone.select('time[datetime="2026-03-01"]')
        assert REASON in stone.get_text()
        assert stone.select('meta[name="robots"][content="noindex"]')
        assert not stone.select("a[rel=prev], a[rel=next], meta[name=description]")
    hidden = _stone(life, "hidden")
    assert hidden.h1 is not None
    assert hidden.h1.get_text() == "Withdrawn story"
    assert "Karelund" not in hidden.get_text()


@pytest.mark.parametrize("stage", ["full", *GONE])
def test_neither_feed_nor_sitemap_names_it(life: Path, stage: str) -> None:
    """They name the story before and not after."""
    files = _files(life, stage)
    links = [
        urlsplit(entry.link).path for entry in feedparser.parse(files["feeds/all.atom.xml"]).entries
    ]
    assert len(links) == len(set(links))
    assert (
        (f"/news/{STONE}" in links)
        == (f"{ADDRESS}/{STONE}" in files["sitemap.xml"].decode())
        == (stage == "full")
    )


@pytest.mark.parametrize("stage", GONE)
def test_every_link_still_leads_somewhere(life: Path, stage: str) -> None:
    """Neighbours skip it, no list names a term that it alone had, and the tombstone's own links
    hold.
    """
    assert [
        str(problem)
        for problem in check_links.check_links(
            life / "stages" / stage, ADDRESS, check_links.LinkCounts()
        )
    ] == []
