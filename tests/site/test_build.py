"""The build: pages to a site, whole and the same whatever stood there before, or a sentence and
nothing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tracemalloc
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, nodes

from generator.catalog.database import Catalog
from generator.page import format as page
from generator.page.model import Corrections, Page, Withdrawn
from generator.page.store import load_page
from generator.site.data import DataFiles
from generator.site.manifest import MANIFEST
from generator.site.plan import plan_units, term_paths
from generator.site.rendering import prepare_environment
from generator.site.settings import Site
from generator.story.model import Article
from tests.support.archives import STAMP, put, told_page, write
from tests.support.golden_stories import PAGES
from tests.support.program import tree
from tests.support.repository import ROOT

SCRIPT = "<script>alert(1)</script>"
LAST = re.compile(
    r"Stories: ([\d,]+) \(([\d,]+) read anew\); (?:withdrawn: [\d,]+; )?views: ([\d,]+); "
    r"files written: ([\d,]+), unchanged: ([\d,]+), removed: ([\d,]+); \d+\.\d\d seconds\."
)
STORIES: dict[str, Page] = {
    **{f"2025/{name}-0000000000": kept for name, kept in PAGES.items()},
    "2024/ferries-0000000001": told_page(
        "Ferries Return", "2024-07-07", outlets=("Coda", "Gull"), places=("Oslo",)
    ),
    "2024/bridge-0000000002": told_page(
        "Bridge Opens", "2024-06-01", outlets=("Coda",), places=("Oslo", "北京")
    ),
    "undated/keepers-0000000003": told_page("The Keepers", outlets=("coda",), topics=(SCRIPT,)),
}


@dataclass(frozen=True)
class Built:
    """How a build ended."""

    code: int
    out: str
    err: str

    @property
    def counts(self) -> dict[str, int]:
        """The figures of the last line."""
        match = LAST.fullmatch(self.out.splitlines()[-1])
        assert match, self.out
        names = ("stories", "read", "views", "written", "unchanged", "removed")
        return dict(
            zip(names, (int(count.replace(",", "")) for count in match.groups()), strict=True)
        )


@dataclass(frozen=True)
class Folder:
    """An archive with its output and its cache."""

    path: Path

    @property
    def stories(self) -> Path:
        """Its pages."""
        return self.path / "content" / "stories"

    @property
    def output(self) -> Path:
        """Its site."""
        return self.path / "output"

    @property
    def cache(self) -> Path:
        """Its catalog's folder."""
        return self.path / "cache"

    def files(self) -> dict[str, bytes]:
        """The files of its site."""
        return {name: data for name, (data, _) in tree(self.output).items()}

    def build(
        self,
        settings: str = "",
        output: Path | None = None,
        cache: Path | None = None,
        code: int = 0,
        *,
        fatal: bool = False,
    ) -> Built:
        """Build it with the project's settings and these lines after them; `fatal` as `make html`
        does.
        """
        given = self.path / "settings.py"
        given.write_text(
            f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\n"
            f"THEME = {str(ROOT / 'theme')!r}\nCACHE_PATH = {str(cache or self.cache)!r}\n{settings}"
        )
        command = [
            "-m",
            "pelican",
            str(self.path / "content"),
            "-s",
            str(given),
            "-o",
            str(output or self.output),
        ]
        command += ["--fatal", "errors"] if fatal else []
        wide = {**os.environ, "COLUMNS": "200"}
        run = subprocess.run(
            [sys.executable, *command],
            cwd=self.path,
            capture_output=True,
            text=True,
            check=False,
            env=wide,
        )
        assert run.returncode == code, run.stdout[-2000:] + run.stderr[-3000:]
        assert "Traceback" not in run.stdout + run.stderr
        if code == 0:
            assert "WARNING" not in run.stdout + run.stderr
        return Built(run.returncode, run.stdout, run.stderr)


def _archive(path: Path, pages: Mapping[str, Page] = STORIES) -> Folder:
    (path / "content" / "pages").mkdir(parents=True)
    (path / "content" / "pages" / "about.md").write_text("Title: About\n\nAn invented archive.\n")
    (path / "content" / "bundles").mkdir()
    write(path / "content" / "stories", pages)
    return Folder(path)


@pytest.fixture
def archive(tmp_path: Path) -> Folder:
    """A small archive, not built yet."""
    return _archive(tmp_path / "archive")


def _tree(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


# --- the demonstration ----------------------------------------------------------------------------


def test_demonstration_pages_are_what_its_bundles_give(tmp_path: Path) -> None:
    """The pages under version control are, byte for byte, what `convert` makes of the bundles
    beside them.
    """
    shutil.copytree(ROOT / "content" / "bundles", tmp_path / "bundles")
    run = subprocess.run(
        [sys.executable, "-m", "generator", "convert", "--content", str(tmp_path), "--report", "-"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    kept = {
        path.relative_to(ROOT / "content"): path.read_bytes()
        for path in (ROOT / "content" / "stories").rglob("*.md")
    }
    made = {
        path.relative_to(tmp_path): path.read_bytes()
        for path in (tmp_path / "stories").rglob("*.md")
    }
    assert made == kept
    assert len([json.loads(line) for line in run.stdout.splitlines()]) >= 24


def test_demonstration_holds_what_it_promises() -> None:
    """The demonstration has two years, an undated story, one without headline, two captures, and
    other scripts.
    """
    stories = [load_page(path).story for path in (ROOT / "content" / "stories").rglob("*.md")]
    assert len({story.date[:4] for story in stories if story.date}) >= 2
    assert any(story.date is None for story in stories)
    assert any(story.title is None for story in stories)
    assert any(len(story.captures) == 2 for story in stories)
    titles = " ".join(story.title or "" for story in stories)
    assert re.search(r"[\u0600-\u06ff]", titles)
    assert re.search(r"[\u4e00-\u9fff]", titles)


# --- the same site, whatever stood there ----------------------------------------------------------


def test_every_story_has_its_page_and_the_counts_are_true(archive: Folder) -> None:
    """Each page becomes one HTML file of the same name; the last line counts stories, views and
    files as they are.
    """
    counts = archive.build().counts
    made = {
        path.relative_to(archive.output / "stories").as_posix()
        for path in (archive.output / "stories").rglob("*.*")
    }
    assert made == {f"{name}.html" for name in STORIES}
    files = set(archive.files()) - {MANIFEST}
    own = {name for name in files if not name.startswith("theme/") and name != "about.html"}
    assert counts == {
        "stories": len(STORIES), "read": len(STORIES),
        "views": sum(name.endswith(".html") for name in own),
        "written": len(own), "unchanged": 0, "removed": 0,
    }  # fmt: skip
    whole = re.compile("(search/[0-9a-f]{12}/).*")
    assert set((archive.output / MANIFEST).read_text().splitlines()) == {
        whole.sub(r"\1", name) for name in files
    }
    # Again: nothing is read, and nothing is written.
    before = tree(archive.output)
    again = archive.build().counts
    assert again == {**counts, "read": 0, "written": 0, "unchanged": len(own)}
    ours = {name: state for name, state in tree(archive.output).items() if name in own}
    assert ours == {name: state for name, state in before.items() if name in own}


def test_a_capture_shows_what_its_sidecar_states(archive: Folder) -> None:
    """Note and licence stand among the captures, the licence as a link with its host in words where
    it is an address.
    """
    archive.build()
    capture = _tree(archive.output / "stories/2025/sidecar-0000000000.html").select_one(".capture")
    assert capture is not None
    shown = {row.dt.text: row.dd for row in capture.select("div") if row.dt and row.dd}
    assert [text.text for text in shown["Note"].select("p")] == [
        "Scanned from a print-out.",
        "The last line is missing.",
    ]
    (licence,) = shown["Licence"].select("a")
    assert (licence["href"], licence.text) == (
        "https://licences.example/by/4.0",
        "The licence at licences.example",
    )
    assert shown["Sidecar"].text == "states address, captured, note, licence"


def test_an_older_output_leaves_no_trace(archive: Folder, tmp_path: Path) -> None:
    """From nothing, over an older site, without its catalog or without its output: the same files,
    byte for byte.
    """
    extra = archive.path / "content" / "pages" / "method.md"
    extra.write_text("Title: Method\n\nBy hand.\n")
    archive.build()
    assert (archive.output / "method.html").exists()
    # Add, edit, correct, move and remove; and something of one's own in the output.
    write(
        archive.stories,
        {
            "2023/new-0000000009": told_page(
                "New", "2023-01-01", outlets=("Gull",), places=("Bergen",)
            )
        },
    )
    changed = Page(
        story=STORIES["2024/bridge-0000000002"].story,
        corrections=Corrections(date="2022-02-02", topics=("steel",)),
    )
    write(archive.stories, {"2024/bridge-0000000002": changed})
    (archive.stories / "2024" / "ferries-0000000001.md").unlink()
    (archive.stories / "undated" / "keepers-0000000003.md").replace(
        archive.stories / "2025" / "keepers-0000000003.md"
    )
    extra.unlink()
    foreign = {"CNAME": b"archive.example", "stories/2024/mine.txt": b"mine", "outlets/.keep": b""}
    for name, data in foreign.items():
        (archive.output / name).write_bytes(data)
    over = archive.build().counts
    assert over["removed"] > 0
    assert over["read"] == 3
    nothing, other = tmp_path / "nothing", tmp_path / "other"
    archive.build(output=nothing, cache=other)
    fresh = {name: data for name, (data, _) in tree(nothing).items()}
    assert archive.files() == {**fresh, **foreign}
    assert not [name for name in fresh if "ferries" in name or "method" in name]
    shutil.rmtree(archive.cache)
    assert archive.build().counts["written"] == 0
    shutil.rmtree(nothing)
    archive.build(output=nothing, cache=other)
    assert {name: data for name, (data, _) in tree(nothing).items()} == fresh


def test_a_new_name_of_an_outlet_leaves_no_trace(archive: Folder, tmp_path: Path) -> None:
    """What a story or the archivist says of outlets changes other stories' pages, lists and search
    as a build from nothing.
    """
    hosted = [
        Article(title="Noon", url="https://www.knot.example/1"),
        Article(title="One", outlet="Gull Net", bias="Left"),
    ]
    write(
        archive.stories,
        {"2024/knots-0000000004": told_page("Knots", "2024-01-01", articles=tuple(hosted))},
    )
    archive.build()
    named = Article(title="Two", url="https://knot.example/2", outlet="The Knot")
    pages = {
        f"2023/{n}-000000000{n}": told_page(f"Later {n}", "2023-01-01", articles=(named,))
        for n in (7, 8)
    }
    tables = [
        "",
        '[aliases]\n"Gull Net" = "Gull"\n',
        '[aliases]\n"knot.example" = "knot.example"\n',
    ]
    for number, table in enumerate(tables):
        write(archive.stories, pages)
        (archive.path / "content" / "outlets.toml").write_text(table)
        archive.build()
        fresh = tmp_path / f"fresh{number}"
        archive.build(output=fresh, cache=tmp_path / f"cache{number}")
        assert {name: data for name, (data, _) in tree(fresh).items()} == archive.files()
        story = _tree(archive.output / "stories/2024/knots-0000000004.html").select(
            "#articles .facts"
        )
        host, gull = (" ".join(part.get_text().split()).partition(" ·")[0] for part in story)
        assert host == (
            "outlet not named, host knot.example"
            if number == 2
            else "The Knot, by its host knot.example"
        )
        assert gull == ("Gull, named here Gull Net" if number == 1 else "Gull Net")
        assert (archive.output / "outlets" / "the-knot.html").exists() == (number != 2)
        for link in story[0].select("a"):
            target, _, anchor = str(link["href"]).partition("#")
            page = _tree(archive.output / "stories/2024" / target)
            assert not anchor or page.select(f"[id='{anchor}']")


def test_a_broken_table_of_outlets_ends_the_build(archive: Folder) -> None:
    """The site that stands stays as it was: without the table, outlets that were joined would part,
    and their addresses go.
    """
    archive.build()
    before = archive.files()
    (archive.path / "content" / "outlets.toml").write_text('[alias]\n"Gull Net" = "Gull"\n')
    broken = archive.build(code=1)
    assert (
        "outlets.toml: it holds 'alias', which means nothing here. Write a line such as"
        in broken.err
    )
    assert archive.files() == before


def test_several_processes_make_the_same_site(archive: Folder, tmp_path: Path) -> None:
    """However many processes share a build, its files and its counts are those of one."""
    alone = archive.build().counts
    several = (
        "import generator.site.build, generator.catalog.sync, generator.system.processes\n"
        "generator.site.build._MANY = generator.catalog.sync._MANY = 2\ngenerator.system.processes.processes = lambda: 3\n"
    )
    together = archive.build(several, output=tmp_path / "together", cache=tmp_path / "cache").counts
    assert together == alone
    assert {
        name: data for name, (data, _) in tree(tmp_path / "together").items()
    } == archive.files()


@pytest.mark.parametrize(
    ("asked", "time"), [("of_term", 2), ("latest", 3)], ids=["while rendering", "behind it"]
)
def test_a_catalog_that_breaks_on_the_way_costs_time_only(
    archive: Folder, tmp_path: Path, asked: str, time: int
) -> None:
    """A catalog that proves to be damaged while the site is made is made anew, and the site is
    whole.
    """
    address = 'SITEURL = "https://papers.example"\n'
    archive.build(address)
    breaks = (
        f"import sqlite3\nfrom generator.catalog.database import Catalog\nplain, calls = Catalog.{asked}, []\n"
        f"def {asked}(self, *given):\n    calls.append(given)\n    if len(calls) == {time}:\n"
        "        raise sqlite3.DatabaseError('database disk image is malformed')\n    return plain(self, *given)\n"
        f"Catalog.{asked} = {asked}\n"
    )
    counts = archive.build(address + breaks, output=tmp_path / "other").counts
    assert counts["stories"] == counts["read"] == len(STORIES)
    assert {name: data for name, (data, _) in tree(tmp_path / "other").items()} == archive.files()


def test_an_empty_archive_builds(tmp_path: Path) -> None:
    """A newcomer without stories has a site, which says so, and no broken link in it."""
    empty = _archive(tmp_path / "archive", {})
    assert empty.build().counts["stories"] == 0
    for path in empty.output.rglob("*.html"):
        for link in _tree(path).select("[href]"):
            target = str(link["href"]).partition("#")[0]
            assert not target or (path.parent / target).is_file(), (path.name, target)


# --- settings and plugins -------------------------------------------------------------------------

OWN_TEMPLATE = """\
{% extends "!theme/story.html" %}
{% block content %}<p id="own">{{ GLOBAL }} {{ path|shout }} {{ story.title }}</p>{% endblock %}
"""
TAILORED = """\
from pelican import signals
SITENAME = "Harbour & Papers"
SITEURL = "https://papers.example/archive"
STORY_URL = "s/{slug}/{year}/"
STORY_SAVE_AS = "s/{slug}/{year}/index.html"
JINJA_ENVIRONMENT = {"autoescape": False}
JINJA_FILTERS = {"shout": str.upper}
JINJA_GLOBALS = {"GLOBAL": "<i>"}
THEME_TEMPLATES_OVERRIDES = ["own"]
class Listener:
    @staticmethod
    def register():
        signals.content_written.connect(told)
def told(path, context):
    with open("told.txt", "a") as file:
        print(path, "story" in context, file=file)
PLUGINS = ["generator.site", Listener]
"""


@pytest.fixture(scope="module")
def tailored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    """An archive built with an address, own patterns, template, filters, globals and plugin, and
    autoescape switched off.
    """
    folder = _archive(tmp_path_factory.mktemp("tailored") / "archive")
    write(folder.stories, {"2025/script-0000000004": told_page(SCRIPT, "2025-01-01")})
    (folder.path / "own").mkdir()
    (folder.path / "own" / "story.html").write_text(OWN_TEMPLATE)
    folder.build(TAILORED)
    return folder


def test_own_patterns_templates_filters_and_globals_work(tailored: Folder) -> None:
    """Stories stand where the settings put them, in the template before the theme's, with its
    filters and globals.
    """
    own = _tree(tailored.output / "s/ferries-0000000001/2024/index.html").select_one("#own")
    assert own is not None
    assert own.get_text() == "<i> S/FERRIES-0000000001/2024/INDEX.HTML Ferries Return"
    home = _tree(tailored.output / "index.html")
    assert "./s/ferries-0000000001/2024/" in [link["href"] for link in home.select("a")]
    assert not (tailored.output / "stories").exists()


def test_text_stays_text_whatever_the_settings(tailored: Folder) -> None:
    """Autoescape is on even if the settings switch it off."""
    for path in tailored.output.rglob("*.html"):
        assert SCRIPT not in path.read_text(encoding="utf-8"), path
    assert SCRIPT in _tree(tailored.output / "s/script-0000000004/2025/index.html").get_text()
    assert "Harbour & Papers" in _tree(tailored.output / "index.html").get_text()


def test_plugins_are_told_of_each_file(tailored: Folder) -> None:
    """`content_written` is sent for every file that is rendered, with its context, once."""
    told = [line.rsplit(" ", 1) for line in (tailored.path / "told.txt").read_text().splitlines()]
    paths = [Path(path).relative_to(tailored.output).as_posix() for path, _ in told]
    assert sorted(paths) == sorted(
        name for name in tailored.files() if not name.startswith("theme/") and name != MANIFEST
    )
    assert {path for path, story in told if story == "True"} == {
        str(path) for path in (tailored.output / "s").rglob("*.html")
    }


def test_an_address_gives_feed_sitemap_and_canonical(tailored: Folder) -> None:
    """With SITEURL all that needs it is there; 404.html, which may stand at any depth, has absolute
    links.
    """
    files = tailored.files()
    assert {"feeds/all.atom.xml", "sitemap.xml", "robots.txt"} <= set(files)
    listed = re.findall(
        r"<loc>https://papers\.example/archive/(.+?)</loc>", files["sitemap.xml"].decode()
    )
    pages = (name for name in files if name.endswith(".html") and name != "404.html")
    assert sorted(listed) == sorted(re.sub("(^s/.*/)index.html", r"\1", name) for name in pages)
    canonical = _tree(tailored.output / "dates/2025.html").select_one("link[rel=canonical]")
    assert canonical is not None
    assert canonical["href"] == "https://papers.example/archive/dates/2025.html"
    links = [str(link["href"]) for link in _tree(tailored.output / "404.html").select("[href]")]
    links = [link for link in links if not link.startswith("#")]
    assert links
    assert all(link.startswith("https://papers.example/archive") for link in links)


def test_nothing_dated_gives_no_feed(tmp_path: Path) -> None:
    """A feed must say when it was updated; where no story has a day there is none, and no link to
    it.
    """
    undated = _archive(
        tmp_path / "archive", {"undated/keepers-0000000003": told_page("The Keepers")}
    )
    undated.build('SITEURL = "https://papers.example"\n')
    assert "sitemap.xml" in undated.files()
    assert not [name for name in undated.files() if name.startswith("feeds/")]
    assert not [
        path for path in undated.output.rglob("*.html") if _tree(path).select("link[rel=alternate]")
    ]


def test_an_archive_may_be_withdrawn_altogether(tmp_path: Path) -> None:
    """The last line counts what is withdrawn apart; its reason and headline act as little as any
    story's words.
    """
    told = told_page(f"Ferries {SCRIPT}", "2025-07-07", outlets=("Coda",))
    withdrawn = Withdrawn(date="2026-01-02", reason=f"By order {SCRIPT}")
    bridge = STORIES["2024/bridge-0000000002"]
    archive = _archive(
        tmp_path / "archive", {"2025/ferries-0000000001": told, "2024/bridge-0000000002": bridge}
    )
    archive.build('SITEURL = "https://papers.example"\n')
    assert "outlets/c.html" in archive.files()
    write(archive.stories, {"2025/ferries-0000000001": replace(told, withdrawn=withdrawn)})
    built = archive.build('SITEURL = "https://papers.example"\n')
    assert built.counts["stories"] == 1
    assert "; withdrawn: 1; views: " in built.out
    write(archive.stories, {"2024/bridge-0000000002": replace(bridge, withdrawn=withdrawn)})
    assert archive.build('SITEURL = "https://papers.example"\n').counts["stories"] == 0
    files = archive.files()
    assert {name for name in files if name.startswith("stories/")} == {
        "stories/2024/bridge-0000000002.html", "stories/2025/ferries-0000000001.html",
    }  # fmt: skip
    assert not [name for name in files if name.startswith(("feeds/", "originals/"))]
    assert b"ferries" not in files["sitemap.xml"]
    for name, data in files.items():
        assert SCRIPT.encode() not in data, name
        if name != MANIFEST and not name.startswith(("theme/", "stories/")):
            assert b"Coda" not in data, name
    stone = _tree(archive.output / "stories/2025/ferries-0000000001.html")
    assert f"By order {SCRIPT}" in stone.get_text()
    assert stone.h1 is not None
    assert stone.h1.get_text() == f"Ferries {SCRIPT}"


# --- a sentence, and nothing ----------------------------------------------------------------------


def test_broken_pages_stop_the_build(archive: Folder) -> None:
    """Pages that cannot be read end the build, each with a sentence, before anything is written;
    none vanishes.
    """
    (archive.stories / "2025" / "broken-0000000005.md").write_text(
        "---\nschema: 1\ntitle: [\n---\n"
    )
    (archive.stories / "2025" / "bytes-0000000006.md").write_bytes(b"---\nschema: 1\n---\n\xff\n")
    (archive.stories / "stray.md").write_bytes(b"words")
    built = archive.build(code=1)
    said = built.err.splitlines()[-4:]
    assert re.search(r"stray\.md: it does not stand in the folder of a year\. .+\.$", said[0])
    assert re.search(
        r"broken-0000000005\.md: the front matter is no YAML in line \d: .+\. .+\.$", said[1]
    )
    assert re.search(
        r"bytes-0000000006\.md: it is no UTF-8: byte 0xff at offset 18\. Save it as UTF-8\.$",
        said[2],
    )
    assert re.fullmatch(
        r"The site was not built: 3 of the files below .*stories cannot be shown\.", said[3]
    )
    assert not archive.output.exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            'STORY_SAVE_AS = "stories/{slug}.html"\n',
            "the setting STORY_SAVE_AS is 'stories/{slug}.html'",
        ),
        (
            'STORY_URL = "../{year}/{slug}.html"\n',
            "the setting STORY_URL is '../{year}/{slug}.html'",
        ),
        (
            'SITEURL = "papers.example"\n',
            "the setting SITEURL is 'papers.example', which is no web address. Write it",
        ),
        ('STORY_SAVE_AS = "{year}/../{slug}"\n', "the setting STORY_SAVE_AS"),
    ],
)
def test_bad_settings_stop_the_build(archive: Folder, settings: str, said: str) -> None:
    """A pattern that would lose stories, and an address that is none, end the build with a sentence
    that says what to write.
    """
    built = archive.build(settings, code=1)
    assert f"The site was not built: {said}" in built.err
    assert not (archive.output / "index.html").exists()


def test_two_pages_at_one_path_stop_the_build(archive: Folder) -> None:
    """A hand-written page that would take the place of a view ends the build with a sentence."""
    (archive.path / "content" / "pages" / "search.md").write_text("Title: Mine\n\nwords\n")
    built = archive.build(code=1)
    assert re.search(
        r"The site was not built: .*search\.md would be written to search\.html, .+\. Give it another",
        built.err,
    )
    assert not archive.output.exists()


def test_an_output_that_cannot_be_written_stops_the_build(archive: Folder) -> None:
    """What stands in the way of a page is named."""
    archive.output.mkdir()
    (archive.output / "stories").write_text("a file")
    assert re.search(
        r"The site was not built: \S+/stories/\S+ cannot be written \(.+\)\. Make room",
        archive.build(code=1).err,
    )
    assert (archive.output / "stories").read_text() == "a file"


# --- what holds for the templates, and for memory -------------------------------------------------


def test_a_hand_written_page_that_pelican_refuses_is_a_sentence(archive: Folder) -> None:
    """What Pelican finds wrong with a page of its own ends the build with what it said and a
    sentence, not a traceback.
    """
    (archive.path / "content" / "pages" / "method.md").write_text(
        "# Our method\n\nHow we work.\n", encoding="utf-8"
    )
    built = archive.build(code=1, fatal=True)
    assert "could not find information about 'title'" in " ".join((built.out + built.err).split())
    assert built.err.endswith("The site was not built: Pelican says above what is wrong.\n")


def test_an_output_that_is_a_file_is_a_sentence(archive: Folder, tmp_path: Path) -> None:
    """An output folder that cannot be one ends the build with a sentence, also where Pelican's own
    files come first.
    """
    (tmp_path / "taken").touch()
    assert "taken cannot be written (" in archive.build(output=tmp_path / "taken", code=1).err


def test_only_sanitised_markdown_is_safe() -> None:
    """`|safe` stands on values whose names end in `html`; Pelican's pages are `|clean`; nothing
    else lifts escaping.
    """
    found = []
    for path in sorted((ROOT / "theme" / "templates").rglob("*.html")):
        parsed = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for each in parsed.find_all(nodes.Filter):
            if each.name in ("safe", "clean", "striptags", "xmlattr", "forceescape", "tojson"):
                found.append((path.name, each.name, getattr(each.node, "attr", None)))
        assert not list(
            parsed.find_all(
                (nodes.ScopedEvalContextModifier, nodes.MarkSafe, nodes.MarkSafeIfAutoescape)
            )
        ), path
    assert sorted(found) == [
        ("page.html", "clean", "content"),
        ("story.html", "safe", "html"),
        ("story.html", "safe", "notes_html"),
    ]


@pytest.mark.parametrize(
    ("text", "language", "attributes"),
    [
        ("It left.", "en", ""),
        ("It left.", "", ""),
        (None, "fr", ""),
        ("Il est parti.", "fr", ' lang="fr"'),
        ("Élection", "fr", ' lang="fr"'),
        ("It left.", "he", ""),
        ("It left.", "zh-Hant", ""),
        ("بيروت", "fr", ' lang="und-Arab" dir="rtl"'),
        ("x", '"><b>', ' lang="&#34;&gt;&lt;b&gt;"'),
    ],
)
def test_text_carries_its_language(text: str | None, language: str, attributes: str) -> None:
    """What is in another language than the page says so; the script of a text outranks what is
    known of its surroundings.
    """
    environment = Environment(autoescape=True)
    prepare_environment(environment)
    rendered = environment.from_string("{{ text|lang(language, 'en') }}").render(
        text=text, language=language
    )
    assert rendered == attributes


def test_rendering_does_not_hold_all_stories(tmp_path: Path) -> None:
    """However many long stories an archive has, the views come one after the other, and only the
    last few are held.
    """
    words = "The pilots took three freighters in before noon. " * 1_000
    size, stories = len(words), 400
    with Catalog(tmp_path / "catalog.sqlite", STAMP) as catalog:
        long = (Article(title="Pilots", excerpt=f"{words}end", text=f"{words}end"),)
        put(
            catalog,
            {
                f"2025/{n:03}": told_page(f"Story {n}", "2025-01-01", articles=long)
                for n in range(stories)
            },
        )
        site = Site(name="x", terms=term_paths(catalog))
        # The index of the search is a unit of its own: its lists grow with what is searched.
        index = mock.Mock(scripts=list)
        tracemalloc.start()
        seen = 0
        for unit in plan_units(site, catalog, index, DataFiles(site, catalog)):
            for made in unit():
                seen += getattr(made, "template", None) == "story"
                deque(getattr(made, "pieces", ()), maxlen=0)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert seen == stories
    assert peak < 2 * size * stories / 10


def test_a_hand_edit_in_any_style_is_still_a_story(tmp_path: Path) -> None:
    """A story page that a person, or git, restyled without changing it builds as the story that it
    is.
    """
    text = page.write(PAGES["inferred-year"])
    styles: dict[str, Any] = {
        "windows": text.replace("\n", "\r\n"),
        "mark": "\ufeff" + text,
        "comment": text.replace("---\n", "---\n# my shelf\n", 1),
        "last": text.replace("schema: 1\n", "", 1).replace(
            "\nwritten:", "\n'schema' : 1\nwritten:"
        ),
    }
    folder = _archive(tmp_path / "archive", {})
    (folder.stories / "2025").mkdir(parents=True)
    for name, styled in styles.items():
        (folder.stories / "2025" / f"{name}-0000000000.md").write_bytes(styled.encode("utf-8"))
    assert folder.build().counts["stories"] == len(styles)
    titles = {
        (_tree(folder.output / f"stories/2025/{name}-0000000000.html").h1 or "").get_text()
        for name in styles
    }  # type: ignore[union-attr]
    assert titles == {PAGES["inferred-year"].story.title}
