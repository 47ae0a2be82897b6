"""The door to the pages: found by their digits, written whole or not at all, by one process at a
time.
"""

from __future__ import annotations

import os
from pathlib import Path

import filelock
import pytest

from generator.errors import PageError, StoppedError
from generator.page import format as page
from generator.page.format import is_edited
from generator.page.model import Page
from generator.page.store import (
    PageStore,
    decode_page,
    free_name_beside,
    load_page,
    lock_content,
    page_files,
    save_page,
    set_aside,
    stray_files,
)
from generator.story import identity
from generator.story.model import Capture, Content, Story
from generator.system import locks
from generator.system.atomic import sync_folders

FULL = OSError(28, "No space left on device")


def _fail(*_: object, **__: object) -> None:
    raise FULL


@pytest.mark.parametrize(("owner", "name"), [(os, "fsync"), (os, "replace"), (os, "open")])
def test_a_failed_write_leaves_the_old_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    """Whatever fails while a page is written, the old one stays whole, and nothing is left beside
    it.
    """
    path = tmp_path / "2025" / "page.md"
    save_page(path, "old\n")
    with monkeypatch.context() as broken:
        broken.setattr(owner, name, _fail)
        with pytest.raises(
            StoppedError,
            match=r"page\.md cannot be written \(No space left on device\)\. Make room",
        ):
            save_page(path, "new\n")
    assert [(left.name, left.read_text()) for left in path.parent.iterdir()] == [
        ("page.md", "old\n")
    ]


def test_a_full_disk_in_the_middle_of_a_page_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a page never takes the place of a whole one."""
    path = tmp_path / "page.md"
    save_page(path, "old\n")
    written = os.write

    def write_half(handle: int, data: bytes) -> int:
        written(handle, data[: len(data) // 2])
        raise FULL

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", write_half)
        with pytest.raises(StoppedError):
            save_page(path, "new and longer\n")
    assert [left.name for left in tmp_path.iterdir()] == ["page.md"]
    assert path.read_bytes() == b"old\n"


def test_a_write_is_forced_to_disk_before_the_old_page_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new page is on the disk, whole, when the old one is given up."""
    path = tmp_path / "page.md"
    save_page(path, "old\n")
    seen: list[tuple[str, str, int]] = []
    fsync, replace = os.fsync, os.replace

    def sync(handle: int) -> None:
        seen.append(("fsync", path.read_text(), os.fstat(handle).st_size))
        fsync(handle)

    def rename(source: str, target: Path) -> None:
        seen.append(("replace", path.read_text(), Path(source).stat().st_size))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", rename)
    save_page(path, "the new one\n")
    assert seen == [("fsync", "old\n", 12), ("replace", "old\n", 12)]
    assert path.read_text() == "the new one\n"


def test_what_a_killed_run_left_is_no_hindrance(tmp_path: Path) -> None:
    """A file beside a page, left by a run that was killed, is overwritten and goes."""
    path = tmp_path / "page.md"
    path.with_name("page.md.beside").write_text("half a pa")
    save_page(path, "whole\n")
    assert [(left.name, left.read_text()) for left in tmp_path.iterdir()] == [
        ("page.md", "whole\n")
    ]


def test_a_page_is_found_by_its_digits(tmp_path: Path) -> None:
    """A page that was renamed or moved to another year is found as long as the last ten signs stay."""
    key = "headline of a story"
    path = tmp_path / "stories" / "1999" / f"another-name-{identity.digits(key)}.md"
    assert PageStore(tmp_path).find(key) is None
    path.parent.mkdir(parents=True)
    path.touch()
    assert PageStore(tmp_path).find(key) == path


@pytest.mark.parametrize(("date", "folder"), [("2025-05-06", "2025"), (None, "undated")])
def test_a_new_page_stands_in_the_year_of_its_date(
    tmp_path: Path, date: str | None, folder: str
) -> None:
    """A page's place is YEAR/SLUG.md, or undated/SLUG.md; once written, the shelf finds it there."""
    books = PageStore(tmp_path)
    path = books.place("Café at the Pier", date, "key")
    assert books.name(path) == f"{folder}/cafe-at-the-pier-{identity.digits('key')}.md"
    assert books.find("key") is None
    books.take(path)
    assert books.find("key") == path


def test_a_page_of_another_story_is_refused(tmp_path: Path) -> None:
    """A page under the digits of a key must hold a capture with that key, unless a person has
    edited it.
    """
    content = Content(title="One", dateline="VELLMARK, MAY 6")
    capture = Capture(bundle="a.txt", sha256="0" * 64, reader="page-text", content=content)
    story = Story(title="One", dateline="VELLMARK, MAY 6", captures=(capture,))
    key = identity.story_key(content, "0" * 64)
    path = tmp_path / "page.md"
    text = page.write(Page(story=story))
    path.write_text(text, encoding="utf-8")
    books = PageStore(tmp_path)
    assert books.read(path, key).story == story
    with pytest.raises(PageError, match="a page of another story has the same name"):
        books.read(path, "another key")
    path.write_text(text.replace('"One"', '"Two"'), encoding="utf-8")
    assert is_edited(books.read(path, key))


def test_a_page_that_is_no_utf_8_is_said(tmp_path: Path) -> None:
    """A page in another charset is a problem that names the byte."""
    (tmp_path / "page.md").write_bytes(b"---\ntitle: caf\xe9\n---\n")
    with pytest.raises(
        PageError, match=r"it is no UTF-8: byte 0xe9 at offset 14\. Save it as UTF-8\."
    ):
        load_page(tmp_path / "page.md")


def test_a_page_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    """A folder with the name of a page is a problem that gives the system's reason."""
    with pytest.raises(
        PageError, match=r"it cannot be read \(.+\)\. Check that the file may be read"
    ):
        load_page(tmp_path)


def test_a_page_set_aside_takes_no_other_ones_name(tmp_path: Path) -> None:
    """What is set aside twice is kept twice."""
    path = tmp_path / "page.md"
    for text in ("first", "second", "third"):
        path.write_text(text)
        set_aside(path, free_name_beside(path))
    assert {left.name: left.read_text() for left in tmp_path.iterdir()} == {
        "page.md.bak": "first", "page.md.bak1": "second", "page.md.bak2": "third",
    }  # fmt: skip


def test_a_page_that_cannot_be_set_aside_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk takes no new name, the run stops with a sentence, and the page stays."""
    path = tmp_path / "page.md"
    path.write_text("kept")
    monkeypatch.setattr(Path, "replace", _fail)
    with pytest.raises(StoppedError, match=r"page\.md\.bak cannot be written"):
        set_aside(path, free_name_beside(path))
    assert path.read_text() == "kept"


def test_a_second_run_waits_and_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process at a time: who waits longer than the patience lasts stops with a sentence."""
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    stopped = pytest.raises(
        StoppedError, match=r"another run holds .*lock\. Wait until it has ended"
    )
    with lock_content(tmp_path), stopped, lock_content(tmp_path):
        pytest.fail("two runs hold the folder")
    with lock_content(tmp_path):
        assert tmp_path.is_dir()


def test_the_lock_is_given_up_when_a_run_fails(tmp_path: Path) -> None:
    """A run that ends with an error gives the folder up, and the error is its own."""
    with pytest.raises(OSError, match="No space left"), lock_content(tmp_path):
        raise FULL
    with filelock.FileLock(tmp_path / ".lock", timeout=0):
        assert (tmp_path / ".lock").exists()


def test_a_content_folder_that_cannot_be_made_stops_the_run(tmp_path: Path) -> None:
    """A file in the place of the content folder stops the run with a sentence."""
    (tmp_path / "content").touch()
    with (
        pytest.raises(StoppedError, match="content cannot be written"),
        lock_content(tmp_path / "content"),
    ):
        pytest.fail("there is nothing to hold")


def test_an_interrupt_leaves_the_old_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a page is written leaves the old one whole and nothing beside it."""
    path = tmp_path / "page.md"
    save_page(path, "old\n")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_page(path, "new\n")
    assert [(left.name, left.read_text()) for left in tmp_path.iterdir()] == [("page.md", "old\n")]


def test_the_names_of_new_pages_are_forced_to_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the end of a run the folders with new pages are on the disk, not their files alone."""
    synced: list[os.stat_result] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle)))
    sync_folders([tmp_path])
    assert [stat.st_ino for stat in synced] == (
        [tmp_path.stat().st_ino] if os.name == "posix" else []
    )


def test_pages_stand_in_folders_of_their_year(tmp_path: Path) -> None:
    """A page is found in any folder of the first level, in the order of names; all other Markdown
    is a stray, unless hidden.
    """
    for name in (
        "2025/b.md",
        "2025/a.md",
        "undated/c.md",
        "d.md",
        "2025/07/e.md",
        ".f.md",
        ".g/h.md",
        "2025/.i.md",
        "2025/j.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [path.relative_to(tmp_path).as_posix() for path in page_files(tmp_path)] == [
        "2025/a.md",
        "2025/b.md",
        "undated/c.md",
    ]
    assert [path.relative_to(tmp_path).as_posix() for path in stray_files(tmp_path)] == [
        "2025/07/e.md",
        "d.md",
    ]
    assert list(page_files(tmp_path / "nowhere")) == list(stray_files(tmp_path / "nowhere")) == []


def test_bytes_that_are_no_page(tmp_path: Path) -> None:
    """What is wrong with a file's bytes is said with the place; the same bytes from a file say the
    same.
    """
    data = b"---\nschema: 1\n---\n\xff"
    (tmp_path / "a.md").write_bytes(data)
    for read in (lambda: decode_page(data), lambda: load_page(tmp_path / "a.md")):
        with pytest.raises(
            PageError, match=r"it is no UTF-8: byte 0xff at offset 18\. Save it as UTF-8"
        ):
            read()
    assert decode_page(page.write(Page(story=Story(title="x"))).encode()).story.title == "x"
