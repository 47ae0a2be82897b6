"""Pages to catalog: after any changes, the same rows as from nothing, and only what changed is
read.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule

from generator.catalog.database import Catalog
from generator.catalog.entries import KINDS
from generator.catalog.sync import Synced, sync
from generator.page import format as page
from generator.page.model import Page, Withdrawn
from generator.page.store import page_files
from generator.story.model import Article
from tests.support.archives import STAMP, coverage, told_page, write
from tests.support.golden_stories import PAGES

LONG_AGO = 1_700_000_000_000_000_000
GULL, TERN = "https://gull.example", "https://www.tern.example"
STORIES = [
    told_page("Ferries Return", "2025-07-07", outlets=("Coda", "CODA", None), places=("Oslo",)),
    told_page("Ferries Return", "2024-07-07", outlets=("coda",), topics=("ferries",)),
    told_page(None, captured="2025-01-02", places=("北京",)),
    PAGES["by-hand"],
    told_page(
        "Gulls",
        "2025-07-01",
        articles=(Article(url=f"{GULL}/1"), Article(url=f"{TERN}/1", bias="Left")),
    ),
    told_page(
        "Terns",
        "2025-07-02",
        articles=(Article(url=f"{GULL}/2", outlet="The Gull"), Article(outlet="Gull Net")),
    ),
    told_page(
        "Knots",
        "2025-07-03",
        articles=(
            Article(url=f"{GULL}/3", outlet="THE GULL"),
            Article(url=f"{TERN}/3", outlet="Tern"),
        ),
    ),
    told_page(
        "Ruffs",
        "2025-07-04",
        articles=(Article(url=f"{GULL}/4", outlet="Another"),),
        places=("UK", "Coda, Turkey"),
    ),
    replace(PAGES["by-hand"], withdrawn=Withdrawn(date="2026-01-02", reason="By order.")),
    replace(
        told_page("Ferries Return", "2025-07-07", places=("Oslo",)),
        withdrawn=Withdrawn(date="2026-01-02", reason="x"),
    ),
]
TABLES = [
    "", "[aliases]\n", '[aliases]\n"Gull Net" = "the gull"\n', '[aliases]\n"gull.example" = "CODA"\n"Tern" = "Gull Net"\n',
    '[aliases]\n"gull.example" = "gull.example"\n',
]  # fmt: skip
BROKEN = [b"---\nschema: 1\ntitle: [\n---\n", b"---\nschema: 1\n---\n\xff\n", b"# no story\n", b""]


def _dump(catalog: Catalog) -> list[object]:
    """All that views can ask of a catalog."""
    terms = [
        (kind, count, catalog.of_term(kind, count.slug))
        for kind in KINDS
        for count in catalog.terms(kind)
    ]
    digests = {path: file.sha256 for path, file in catalog.files().items()}
    outlets = [catalog.outlet(count.slug) for count in catalog.terms("outlets")]
    gone = (catalog.withdrawn(), catalog.withheld())
    return [
        list(catalog.presented_from(0, catalog.count())),
        terms,
        outlets,
        catalog.months(),
        catalog.undated(),
        digests,
        gone,
    ]


def _numbered(catalog: Catalog) -> dict[int, object]:
    """What the index of the search makes its files of, by the numbers by which it knows whether
    that has changed.
    """
    return dict(zip(catalog.order(), catalog.presented_oldest(0, catalog.count()), strict=True))


class Shelves(RuleBasedStateMachine):
    """A person at work on the pages, with builds in between."""

    names = Bundle("names")

    @initialize()
    def begin(self) -> None:
        """Start with nothing."""
        self.folder = Path(tempfile.mkdtemp())
        self.stories = self.folder / "stories"
        self.catalog = Catalog(self.folder / "catalog.sqlite", STAMP)
        self.clock = LONG_AGO

    def _put(self, name: str, data: bytes) -> None:
        path = self.stories / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._touch(path)

    def _touch(self, path: Path) -> None:
        self.clock += 1
        os.utime(path, ns=(self.clock, self.clock))

    @rule(
        target=names,
        name=st.sampled_from(("2024/a.md", "2025/a.md", "2025/b.md", "undated/c.md")),
        story=st.sampled_from(STORIES),
    )
    def put(self, name: str, story: Page) -> str:
        """Add a page, or put another story in its place."""
        self._put(name, page.write(story).encode())
        return name

    @rule(name=names, note=st.sampled_from(("", "One.", "Two.")))
    def edit(self, name: str, note: str) -> None:
        """Change a page by hand."""
        if (self.stories / name).exists():
            self._put(name, page.write(Page(story=STORIES[0].story, notes=note)).encode())

    @rule(name=names, data=st.sampled_from(BROKEN))
    def harm(self, name: str, data: bytes) -> None:
        """Make a page unreadable."""
        if (self.stories / name).exists():
            self._put(name, data)

    @rule(name=names)
    def touch(self, name: str) -> None:
        """Give a page another time."""
        if (self.stories / name).exists():
            self._touch(self.stories / name)

    @rule(name=consumes(names))
    def remove(self, name: str) -> None:
        """Delete a page."""
        (self.stories / name).unlink(missing_ok=True)

    @rule(
        target=names,
        name=consumes(names),
        to=st.sampled_from(("2024/d.md", "2025/a.md", "undated/e.md")),
    )
    def rename(self, name: str, to: str) -> str:
        """Rename a page, perhaps over another."""
        if (self.stories / name).exists():
            (self.stories / to).parent.mkdir(parents=True, exist_ok=True)
            (self.stories / name).replace(self.stories / to)
        return to

    @rule(table=st.sampled_from(TABLES))
    def say(self, table: str) -> None:
        """Write down which outlets are one."""
        (self.folder / "outlets.toml").write_text(table)

    @rule()
    def sync(self) -> None:
        """Bring the catalog up to the pages: it is then as if made from nothing, and a second time
        there is nothing to do.
        """
        before = _numbered(self.catalog)
        synced = sync(self.stories, self.catalog)
        whole = _dump(self.catalog)
        after = _numbered(self.catalog)
        assert {number for number in before if before[number] != after.get(number)}.isdisjoint(
            after
        )
        with (
            tempfile.TemporaryDirectory() as folder,
            Catalog(Path(folder) / "catalog.sqlite", STAMP) as fresh,
        ):
            anew = sync(self.stories, fresh)
            assert _dump(fresh) == whole
        assert (synced.pages, synced.problems) == (anew.pages, anew.problems)
        assert anew.read + len(anew.problems) == anew.pages
        again = sync(self.stories, self.catalog)
        assert (again.read, again.removed, again.problems) == (0, 0, synced.problems)

    def teardown(self) -> None:
        """Clear away."""
        if hasattr(self, "catalog"):
            self.sync()
            self.catalog.__exit__(None, None, None)
            shutil.rmtree(self.folder)


TestShelves = Shelves.TestCase
TestShelves.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
TestShelves.__doc__ = "In whatever order pages come, change, break, move and go, a sync gives what one from nothing gives."


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """Two pages that have not changed for long."""
    folder = tmp_path / "stories"
    write(folder, {"2025/a": STORIES[0], "undated/b": STORIES[2]})
    for path in folder.rglob("*.md"):
        os.utime(path, ns=(LONG_AGO, LONG_AGO))
    return folder


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read."""
    names: list[str] = []
    plain = Path.read_bytes

    def noted(path: Path) -> bytes:
        names.append(path.name)
        return plain(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    return names


def _sync(stories: Path) -> Synced:
    with Catalog(stories.parent / "catalog.sqlite", STAMP) as catalog:
        return sync(stories, catalog)


def _titles(stories: Path) -> list[str | None]:
    with Catalog(stories.parent / "catalog.sqlite", STAMP) as catalog:
        return sorted(card.title or "" for card in catalog.entries())


def test_unchanged_pages_are_not_read(stories: Path, reads: list[str]) -> None:
    """A page whose size and time are as they were is not opened; one that was touched is read, and
    seen to be the same.
    """
    assert _sync(stories) == Synced(pages=2, read=2, removed=0, problems=())
    assert sorted(reads) == ["a.md", "b.md"]
    reads.clear()
    assert _sync(stories) == Synced(pages=2, read=0, removed=0, problems=())
    assert reads == []
    os.utime(stories / "2025" / "a.md", ns=(LONG_AGO + 1, LONG_AGO + 1))
    assert _sync(stories).read == 0
    assert reads == ["a.md"]
    reads.clear()
    _sync(stories)
    assert reads == []


def test_a_change_within_the_tick_is_seen(stories: Path) -> None:
    """A page that changed as the last build looked at it, and kept size and time, is read again."""
    path = stories / "2025" / "a.md"
    path.write_bytes(path.read_bytes())  # its time is now
    _sync(stories)
    state = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Ferries Return", b"Ferries Depart"))
    os.utime(path, ns=(state.st_mtime_ns, state.st_mtime_ns))
    assert path.stat().st_size == state.st_size
    assert _sync(stories).read == 1
    assert "Ferries Depart" in _titles(stories)


def test_a_removed_page_is_forgotten(stories: Path) -> None:
    """And counted."""
    _sync(stories)
    (stories / "2025" / "a.md").unlink()
    assert _sync(stories) == Synced(pages=1, read=0, removed=1, problems=())
    assert _titles(stories) == [""]


def test_what_the_archivist_says_is_taken_at_once(stories: Path, reads: list[str]) -> None:
    """A change of the table reads no page; it gives new numbers to the stories that it concerns,
    and to no others.
    """
    write(stories, {"2025/c": STORIES[4], "2025/d": STORIES[5]})
    with Catalog(stories.parent / "catalog.sqlite", STAMP) as catalog:
        sync(stories, catalog)
        numbers = list(catalog.order())
        reads.clear()
        (stories.parent / "outlets.toml").write_text('[aliases]\n"Gull Net" = "Coda"\n')
        assert sync(stories, catalog).read == 0
        assert [
            name for name in reads if name not in ("c.md", "d.md")
        ] == []  # these were written within the tick
        titles = [card.title for card, _ in catalog.presented_oldest(0, 9)]
        changed = [
            title
            for title, was, now in zip(titles, numbers, catalog.order(), strict=True)
            if was != now
        ]
        assert changed == ["Terns"]
        assert [count.name for count in catalog.terms("outlets")] == [
            "Coda",
            "tern.example",
            "The Gull",
        ]
        assert sync(stories, catalog).problems == ()
        (stories.parent / "outlets.toml").unlink()
        sync(stories, catalog)
        assert "Gull Net" in [count.name for count in catalog.terms("outlets")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b"[aliases",
            "it is no TOML (Expected ']' at the end of a table declaration (at line 1, column 9)). Write a line such as",
        ),
        (b'[aliases]\n"a" = "\xff"\n', "it is no UTF-8. Save it as UTF-8."),
        (
            b'[aliases]\n"a" = 1\n',
            "'a' stands for 1, which is no name of an outlet. Write a line such as",
        ),
        (None, "it cannot be read (Is a directory). Check that it is a file, and may be read."),
    ],
    ids=["no TOML", "no UTF-8", "no name", "a folder"],
)
def test_an_odd_table_is_a_problem(stories: Path, data: bytes | None, said: str) -> None:
    """It is named with what was seen; the stories are taken all the same, and what is right in the
    table is.
    """
    table = stories.parent / "outlets.toml"
    if data is None:
        table.mkdir()
    else:
        table.write_bytes(data + b'"CODA" = "Coda Story"\n')
    synced = _sync(stories)
    assert synced.read == 2
    assert [str(problem).partition(": ")[0] for problem in synced.problems] == [str(table)]
    assert said in str(synced.problems[0])


def test_no_folder_is_an_empty_archive(tmp_path: Path) -> None:
    """An archive without stories has no problem."""
    assert _sync(tmp_path / "stories") == Synced(0, 0, 0, ())


def _bytes(data: bytes) -> Callable[[Path], None]:
    return lambda stories: (stories / "2025" / "bad.md").write_bytes(data) and None


def _digits(stories: Path) -> None:
    text = page.write(told_page("Many", coverage=coverage(7)))
    assert '"reported_articles": 7' in text
    (stories / "2025" / "bad.md").write_text(
        text.replace('"reported_articles": 7', '"reported_articles": ' + "9" * 5_000)
    )


def _folder(stories: Path) -> None:
    (stories / "2025" / "bad.md").mkdir()


def _dangling(stories: Path) -> None:
    (stories / "2025" / "bad.md").symlink_to(stories / "nowhere")


def _stray(stories: Path) -> None:
    write(stories, {"bad": STORIES[1]})


def _deep(stories: Path) -> None:
    write(stories, {"2025/07/bad": STORIES[1]})


def _no_utf8(stories: Path) -> None:
    shutil.copy(stories / "2025" / "a.md", os.fsencode(stories / "2025") + b"/bad\xff.md")


def _line_end(stories: Path) -> None:
    shutil.copy(stories / "2025" / "a.md", stories / "2025" / "bad\nindex.md")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_bytes(b"---\nschema: 1\ntitle: [\n---\n"), r"bad\.md: the front matter is no YAML in line \d"),
        (_bytes(b"---\nschema: 1\ntitle: x\n---\n\xff\n"), r"bad\.md: it is no UTF-8: byte 0xff at offset 27"),
        (_bytes(b"---\nschema: 2\ntitle: x\n---\n"), r"bad\.md: .*schema"),
        (_bytes(b"Title: an article\n\nwords\n"), r"bad\.md: it is no story's page: .*`schema: 1`"),
        (_bytes(b""), r"bad\.md: it is no story's page"),
        (_digits, r"bad\.md: "),
        (_folder, r"bad\.md: it is no file\. Move it away"),
        (_dangling, r"bad\.md: it cannot be read \(No such file or directory\)"),
        (_stray, r"bad\.md: it does not stand in the folder of a year"),
        (_deep, r"bad\.md: it does not stand in the folder of a year"),
        (_no_utf8, r"bad\\udcff\.md: its name is no UTF-8\. Rename it"),
        (_line_end, r"bad\\nindex\.md: its name holds a line end"),
    ],
    ids=[
        "bad YAML", "no UTF-8", "another schema", "no schema", "empty", "too many digits", "folder", "dangling link", "stray",
        "too deep", "name no UTF-8", "name with a line end",
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_shown_is_a_problem(
    stories: Path, harm: Callable[[Path], None], said: str
) -> None:
    """A problem names the file and the cause; the other pages are kept, and it is said again until
    it is mended.
    """
    harm(stories)
    for _ in range(2):
        (problem,) = _sync(stories).problems
        assert re.search(said, str(problem))
        assert str(problem).endswith(".")
        assert "\n" not in str(problem)
        assert _titles(stories) == ["", "Ferries Return"]


def test_a_page_that_breaks_leaves_the_catalog(stories: Path) -> None:
    """A page that was good and is broken now is not told as it was; mended, it is back."""
    _sync(stories)
    path = stories / "2025" / "a.md"
    good = path.read_bytes()
    path.write_bytes(b"broken")
    assert len(_sync(stories).problems) == 1
    assert _titles(stories) == [""]
    path.write_bytes(good)
    assert _sync(stories).problems == ()
    assert _titles(stories) == ["", "Ferries Return"]


def test_a_file_that_may_not_be_read_is_a_problem(
    stories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that the system refuses is named with the system's reason."""

    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as broken:
        broken.setattr(Path, "read_bytes", refused)
        problems = _sync(stories).problems
    assert [str(problem).partition(": ")[2] for problem in problems] == [
        "it cannot be read (Permission denied). Check that the file may be read."
    ] * 2
    assert _sync(stories).problems == ()


def test_names_that_differ_by_case_are_a_problem(stories: Path) -> None:
    """Two pages that some systems could not tell apart are a problem, since one would overwrite the
    other there.
    """
    shutil.copy(stories / "2025" / "a.md", stories / "2025" / "A.md")
    if len(list(page_files(stories))) == 2:
        pytest.fail("this file system has no case; the rule cannot be tried here")
    (problem,) = _sync(stories).problems
    assert (
        "its name differs from '2025/A.md' by case, or by the writing of its accents, only. Rename one of the two."
        in str(problem)
    )


def test_hidden_files_are_left_alone(stories: Path) -> None:
    """What editors and systems hide is neither a page nor a problem."""
    (stories / ".trash").mkdir()
    for name in (".trash/old.md", "2025/.a.md.swp.md", ".notes.md"):
        (stories / name).write_text("words")
    assert _sync(stories) == Synced(pages=2, read=2, removed=0, problems=())


def test_huge_counts_are_kept(stories: Path) -> None:
    """A count beyond what databases and floats hold is no problem."""
    write(stories, {"2025/many": told_page("Many", coverage=coverage(10**400))})
    assert _sync(stories).problems == ()
    with Catalog(stories.parent / "catalog.sqlite", STAMP) as catalog:
        assert max(card.reported or 0 for card in catalog.entries()) == 10**400
