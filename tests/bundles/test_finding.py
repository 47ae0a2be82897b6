"""The door to the bundles: which are found, how they are named, and what is said of those that
cannot be had.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from generator import readers
from generator.bundles.finding import find_bundle, find_bundles, load_bundle, read_whole_bundle
from generator.errors import BundleError
from generator.limits import Limits
from generator.readers.base import Bundle
from tests.support.invented import text
from tests.support.program import run


def _names(*arguments: Path | str, inbox: Path) -> list[str]:
    return [found.name for found in find_bundles(map(str, arguments), inbox)]


def _said(path: Path) -> str:
    with pytest.raises(BundleError) as caught:
        read_whole_bundle(find_bundle(str(path)))
    return str(caught.value)


def _fill(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text(), encoding="utf-8")


def test_folders_are_walked_in_sorted_order(tmp_path: Path) -> None:
    """A folder gives every file below it, sorted by name folder by folder, without the hidden ones."""
    _fill(tmp_path, "b.txt", "a/z.txt", "a/b/c.txt", "c.txt", ".hidden.txt", ".git/d.txt")
    assert _names(tmp_path, inbox=tmp_path) == ["a/b/c.txt", "a/z.txt", "b.txt", "c.txt"]


def test_names_are_relative_to_the_inbox_only_within_it(tmp_path: Path) -> None:
    """A bundle is named relative to content/bundles where it stands there, else by its file name."""
    _fill(tmp_path, "bundles/2025/a.txt", "elsewhere/deep/b.txt")
    assert _names(tmp_path / "bundles", tmp_path / "elsewhere", inbox=tmp_path / "bundles") == [
        "2025/a.txt",
        "b.txt",
    ]


def test_messages_name_a_walked_bundle_by_its_folders(tmp_path: Path) -> None:
    """Of many files of one name below a folder, a message says which it means; named alone, a
    file's name is enough.
    """
    _fill(tmp_path, "bundles/2025/a.txt", "elsewhere/deep/b.txt", "elsewhere/b.txt")
    (tmp_path / "elsewhere/deep/b.txt").write_text("Nothing.", encoding="utf-8")
    given = (tmp_path / "bundles", tmp_path / "elsewhere", tmp_path / "elsewhere/deep/b.txt")
    found = list(find_bundles(map(str, given), tmp_path / "bundles"))
    assert [each.shown_name for each in found] == ["2025/a.txt", "b.txt", "deep/b.txt"]
    (alone,) = find_bundles([str(given[2])], tmp_path / "bundles")
    assert alone.shown_name == "b.txt"
    done = run("convert", tmp_path / "elsewhere", "--content", tmp_path, "--report", "-")
    assert "\nproblem   deep/b.txt: it shows fewer than two marks" in done.err
    assert [json.loads(line)["bundle"] for line in done.out.splitlines()] == ["b.txt", "deep/b.txt"]


def test_a_name_does_not_depend_on_how_its_path_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative and absolute paths, and detours, lead to one name."""
    _fill(tmp_path, "bundles/a.txt")
    monkeypatch.chdir(tmp_path / "bundles")
    for argument in ("a.txt", "./a.txt", "../bundles/a.txt", tmp_path / "bundles" / "a.txt"):
        assert _names(argument, inbox=Path("../bundles")) == ["a.txt"]


def test_each_bundle_is_found_once(tmp_path: Path) -> None:
    """A bundle that several arguments name is found once, where it was named first; so is the
    standard input.
    """
    _fill(tmp_path, "a.txt", "b.txt")
    assert _names(tmp_path / "b.txt", "-", tmp_path, "-", tmp_path / "a.txt", inbox=tmp_path) == [
        "b.txt",
        "stdin",
        "a.txt",
    ]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (b"two\nlines.txt", "two lines.txt"),
        (b"caf\xe9.txt", "caf\ufffd.txt"),
        (b"-dash.txt", "-dash.txt"),
        (b" \n ", "unnamed"),
        ("\ufffe.txt".encode(), "\ufffd.txt"),
        (b"\x1b[31mred.txt", "\x1b[31mred.txt"),
    ],
)
def test_any_file_name_gives_a_name_that_a_page_can_hold(
    tmp_path: Path, file: bytes, name: str
) -> None:
    """A name in several lines, or that is no UTF-8, is brought into the model's form, and its
    bundle is read.
    """
    try:
        (tmp_path / os.fsdecode(file)).write_text(text(), encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    (found,) = find_bundles([str(tmp_path)], tmp_path / "bundles")
    assert read_whole_bundle(found)[0].name == name


@pytest.mark.parametrize("start", ["[Updated] ", "{sic} ", '["Quoted"] '])
def test_a_text_that_begins_as_json_does_is_read_as_text(start: str) -> None:
    """A headline in brackets makes no JSON of a story page."""
    bundle = Bundle("a.txt", text(f"{start}Harbour Pilots Return").encode())
    name, readings = readers.read(bundle)
    assert (name, readings.problems, readings.stories[0].content.title) == (
        "page-text",
        (),
        f"{start}Harbour Pilots Return",
    )


def test_a_missing_path_is_said(tmp_path: Path) -> None:
    """What is not there is a problem of that name."""
    assert _said(tmp_path / "gone.txt") == "there is no such file or folder. Check its name."


def test_a_name_that_no_file_can_have_is_said(tmp_path: Path) -> None:
    """A name too long for the file system is a problem, also as an argument that might be a folder."""
    (found,) = find_bundles([str(tmp_path / ("x" * 5000))], tmp_path)
    with pytest.raises(BundleError, match="it cannot be read"):
        load_bundle(found)


def test_a_dangling_link_is_said(tmp_path: Path) -> None:
    """A link to nothing is told from a missing file."""
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    assert (
        _said(tmp_path / "link.txt")
        == "it is a link to a file that is not there. Mend the link, or remove it."
    )


def test_links_in_a_circle_are_said(tmp_path: Path) -> None:
    """A link to itself is a problem, not an endless walk."""
    (tmp_path / "link.txt").symlink_to(tmp_path / "link.txt")
    (found,) = find_bundles([str(tmp_path)], tmp_path)
    with pytest.raises(BundleError, match="it cannot be read"):
        load_bundle(found)


def test_a_linked_bundle_keeps_the_name_of_the_link(tmp_path: Path) -> None:
    """A link to a file is a bundle under the link's own name."""
    _fill(tmp_path, "elsewhere/original.txt")
    (tmp_path / "bundles").mkdir()
    (tmp_path / "bundles" / "link.txt").symlink_to(tmp_path / "elsewhere" / "original.txt")
    assert _names(tmp_path / "bundles", inbox=tmp_path / "bundles") == ["link.txt"]


def test_a_link_to_a_folder_below_a_folder_is_not_followed(tmp_path: Path) -> None:
    """Links to folders could lead in circles: one met on the walk is a problem."""
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (found,) = find_bundles([str(tmp_path)], tmp_path)
    with pytest.raises(BundleError, match="it is a link to a folder, and those are not followed"):
        load_bundle(found)


def test_a_folder_where_a_file_was_meant_is_said(tmp_path: Path) -> None:
    """A folder in the place of one bundle is a problem."""
    assert _said(tmp_path) == "it is a folder, and one file is wanted here. Name a file in it."


def test_a_folder_that_cannot_be_listed_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that the system does not open is a problem of its name; its neighbours are found."""
    _fill(tmp_path, "a.txt", "closed/b.txt", "d.txt")
    scandir = os.scandir

    def refuse(path: str | Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    first, closed, last = find_bundles([str(tmp_path)], tmp_path)
    assert (first.name, closed.name, last.name) == ("a.txt", "closed", "d.txt")
    with pytest.raises(
        BundleError, match=r"it is a folder that cannot be listed \(Permission denied\)"
    ):
        load_bundle(closed)


def test_a_file_that_cannot_be_opened_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that the system does not open is a problem that gives the system's reason."""
    _fill(tmp_path, "a.txt")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert (
        _said(tmp_path / "a.txt")
        == "it cannot be read (Permission denied). Check that the file may be read."
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe without a writer is a problem at once; to open it would hang."""
    os.mkfifo(tmp_path / "pipe.txt")
    assert (
        _said(tmp_path / "pipe.txt")
        == "it is a pipe or a device, no file. Use - to read from standard input."
    )


def test_a_bundle_over_the_limit_is_said(tmp_path: Path) -> None:
    """A file of the largest size is read, one byte more is a problem."""
    path, limits = tmp_path / "large.txt", Limits(bundle=2**20)
    path.write_bytes(text().encode().ljust(2**20))
    assert len(load_bundle(find_bundle(str(path)), limits).data) == 2**20
    path.write_bytes(text().encode().ljust(2**20 + 1))
    with pytest.raises(BundleError) as raised:
        load_bundle(find_bundle(str(path)), limits)
    hint = "Split it, or keep only the story's page; or convert it with --limit bundle=VALUE."
    assert str(raised.value) == f"it is larger than 1 MiB. {hint}"


def test_a_reader_that_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that a reader did not mean to raise is a problem of that bundle, and names the
    exception.
    """

    class Failing:
        name = "failing"

        def read(self, bundle: Bundle) -> None:
            raise RecursionError("too deep")

    monkeypatch.setattr(readers, "READERS", (Failing(),))
    _fill(tmp_path, "a.txt")
    assert _said(tmp_path / "a.txt") == (
        "the reader failed on it (RecursionError: too deep). Please report this together with the bundle."
    )


def test_deep_folders_are_walked(tmp_path: Path) -> None:
    """Folders may be nested deeper than Python's calls."""
    folders = [tmp_path / "d"]
    for _ in range(1200):
        folders.append(folders[-1] / "d")
    for folder in folders:
        folder.mkdir()
    try:
        assert list(find_bundles([str(tmp_path)], tmp_path)) == []
    finally:
        for folder in reversed(folders):  # what clears up behind the tests calls itself for each
            folder.rmdir()
