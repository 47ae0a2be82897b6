"""The output folder: only what differs is written, only what a build wrote is removed, and a build
may break off anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import StoppedError
from generator.site.manifest import MANIFEST
from generator.site.output import OutputWriter
from generator.system import locks
from tests.support.program import tree

FULL = OSError(28, "No space left on device")


def _build(root: Path, files: dict[str, bytes], pelicans: tuple[str, ...] = ()) -> OutputWriter:
    with closing(OutputWriter(root)) as output:
        for path, data in files.items():
            output.write(path, data)
        for path in pelicans:
            output.list_pelicans(path)
        output.finish()
    return output


def _files(root: Path) -> dict[str, bytes]:
    return {path: data for path, (data, _) in tree(root).items() if path != MANIFEST}


def _listed(root: Path) -> list[str]:
    return (root / MANIFEST).read_text(encoding="utf-8").splitlines()


def test_what_is_the_same_is_not_written(tmp_path: Path) -> None:
    """The second of two equal builds writes no page, and its counts say so."""
    files = {"index.html": b"home", "outlets/coda.html": b"coda", "empty.html": b""}
    first = _build(tmp_path, files)
    before = tree(tmp_path)
    second = _build(tmp_path, files)
    after = tree(tmp_path)
    assert (first.written, first.unchanged, first.removed) == (3, 0, 0)
    assert (second.written, second.unchanged, second.removed) == (0, 3, 0)
    assert {path: state for path, state in after.items() if path != MANIFEST} == {
        path: state for path, state in before.items() if path != MANIFEST
    }
    assert _listed(tmp_path) == sorted(files)


def test_what_differs_is_written(tmp_path: Path) -> None:
    """A page that is longer, shorter, or as long and different takes the place of the old one."""
    _build(tmp_path, {"a": b"one", "b": b"one", "c": b"one", "d": b"one"})
    last = _build(tmp_path, {"a": b"two", "b": b"o", "c": b"one more", "d": b"one"})
    assert _files(tmp_path) == {"a": b"two", "b": b"o", "c": b"one more", "d": b"one"}
    assert (last.written, last.unchanged) == (3, 1)


def test_what_vanished_is_removed_with_its_folder(tmp_path: Path) -> None:
    """Files that this build did not write go, and folders that they leave empty; others stay."""
    _build(
        tmp_path,
        {
            "index.html": b"",
            "stories/2024/a.html": b"",
            "stories/2025/b.html": b"",
            "outlets/x/2025.html": b"",
        },
    )
    (tmp_path / "outlets" / "mine.txt").write_bytes(b"mine")
    last = _build(tmp_path, {"index.html": b"", "stories/2025/b.html": b""})
    assert last.removed == 2
    assert _files(tmp_path) == {
        "index.html": b"",
        "stories/2025/b.html": b"",
        "outlets/mine.txt": b"mine",
    }
    assert not (tmp_path / "stories" / "2024").exists()
    assert not (tmp_path / "outlets" / "x").exists()


def test_a_folder_may_be_listed_as_a_whole(tmp_path: Path) -> None:
    """It takes one line, however many files it holds; they go with it, and what somebody else put
    there stays.
    """
    first = OutputWriter(tmp_path)
    for name in ("0", "1", "x12", "to"):
        first.write(f"search/new/{name}.js", b"1", whole=True)
    first.finish()
    assert (_listed(tmp_path), first.written, first.removed) == (["search/new/"], 4, 0)
    (tmp_path / "search" / "new" / "mine.txt").write_bytes(b"mine")
    (tmp_path / "search" / "new" / "mine12.js").write_bytes(b"mine")
    second = OutputWriter(tmp_path)
    second.keep_folder("search/new", 4)
    second.finish()
    assert (_listed(tmp_path), second.unchanged, second.removed) == (["search/new/"], 4, 0)
    assert len(_files(tmp_path)) == 6
    third = OutputWriter(tmp_path)
    third.finish()
    assert (_listed(tmp_path), third.removed) == ([], 4)
    assert _files(tmp_path) == {"search/new/mine.txt": b"mine", "search/new/mine12.js": b"mine"}


def test_foreign_files_are_not_touched(tmp_path: Path) -> None:
    """What no build of ours wrote stays, whatever its name, its folder, or its likeness to ours."""
    foreign = {
        "CNAME": b"x",
        "index.html.beside": b"x",
        "stories/2024/a.html": b"x",
        ".git/config": b"x",
        "z/.keep": b"",
    }
    for path, data in foreign.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    _build(tmp_path, {"index.html": b"", "stories/2025/b.html": b""})
    _build(tmp_path, {})
    assert _files(tmp_path) == foreign


def test_what_pelican_wrote_is_ours_to_remove(tmp_path: Path) -> None:
    """A file that Pelican wrote is listed, and goes when Pelican does not write it any more."""
    (tmp_path / "about.html").write_bytes(b"about")
    kept = _build(tmp_path, {"index.html": b""}, ("about.html",))
    assert kept.paths() == ["about.html", "index.html"] == _listed(tmp_path)
    assert kept.removed == 0
    assert _build(tmp_path, {"index.html": b""}).removed == 1
    assert _files(tmp_path) == {"index.html": b""}


@pytest.mark.parametrize(
    "line",
    [
        "../outside/0.js", "ABSOLUTE", "link", "folder/0.js", ".", "..", "", "/", "inside/\0",
        "circle", "n" * 5_000, "stories",
        "../outside/", "folder/", "inside/\0/", "circle/", f"{'n' * 5_000}/", "stories/",
    ],
)  # fmt: skip
def test_a_manifest_removes_nothing_outside(tmp_path: Path, line: str) -> None:
    """Whatever a manifest lists, by a path, a link or a linked folder: nothing outside the output
    goes, and no folder of it.
    """
    root, outside = tmp_path / "output", tmp_path / "outside"
    outside.mkdir()
    (outside / "0.js").write_bytes(b"x")
    _build(root, {"stories/a.html": b""})
    (root / "link").symlink_to(outside / "0.js")
    (root / "folder").symlink_to(outside)
    (root / "circle").symlink_to(root / "circle")
    with (root / MANIFEST).open("a") as manifest:
        manifest.write(f"{line.replace('ABSOLUTE', str(outside / '0.js'))}\n")
    _build(root, {"stories/a.html": b""})
    assert (outside / "0.js").read_bytes() == b"x"
    assert (root / "stories" / "a.html").exists()
    assert _listed(root) == ["stories/a.html"]


@pytest.mark.parametrize("manifest", [b"\xff\xfe", b"\0\n\0", None])
def test_a_manifest_that_cannot_be_read_removes_nothing(
    tmp_path: Path, manifest: bytes | None
) -> None:
    """Where the list of the last build is missing or harmed, its files stay, and a new list is
    written.
    """
    _build(tmp_path, {"index.html": b"", "a.html": b""})
    if manifest is None:
        (tmp_path / MANIFEST).unlink()
    else:
        (tmp_path / MANIFEST).write_bytes(manifest)
    assert _build(tmp_path, {"index.html": b""}).removed == 0
    assert set(_files(tmp_path)) == {"index.html", "a.html"}
    assert _listed(tmp_path) == ["index.html"]


def test_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    """A page takes the place of a link, and leaves the file alone to which it led."""
    root, other = tmp_path / "output", tmp_path / "other"
    root.mkdir()
    other.write_bytes(b"other")
    (root / "index.html").symlink_to(other)
    _build(root, {"index.html": b"home"})
    assert other.read_bytes() == b"other"
    assert _files(root) == {"index.html": b"home"}
    assert not (root / "index.html").is_symlink()


def test_a_stream_equals_a_write(tmp_path: Path) -> None:
    """A file written in pieces is listed, compared, counted and placed as one written whole."""
    for number, (data, written) in enumerate(
        ((b"abc" * 9, 1), (b"abc" * 9, 0), (b"abd" * 9, 1), (b"", 1))
    ):
        output = OutputWriter(tmp_path)
        with output.stream("originals/2025-07.zip") as into:
            for start in range(0, len(data), 4):
                into.write(data[start : start + 4])
        output.finish()
        assert (output.written, output.unchanged) == (written, 1 - written), number
        assert _files(tmp_path) == {"originals/2025-07.zip": data}


def test_two_pages_at_one_path_are_a_sentence(tmp_path: Path) -> None:
    """A build that would write a file twice stops and says what to do, whoever was first, and keeps
    the first.
    """
    with closing(OutputWriter(tmp_path)) as output:
        output.list_pelicans("about.html")
        output.write("index.html", b"first")
        for path in ("about.html", "index.html"):
            with pytest.raises(
                StoppedError,
                match=rf"two pages of the site would be written to {path}\. Give one another",
            ):
                output.write(path, b"second")
            with pytest.raises(StoppedError), output.stream(path) as into:
                into.write(b"second")
    assert (tmp_path / "index.html").read_bytes() == b"first"


def _file_in_the_way(root: Path) -> None:
    (root / "stories").write_bytes(b"a file of yours")


def _folder_in_the_way(root: Path) -> None:
    (root / "stories" / "a.html").mkdir(parents=True)


@pytest.mark.parametrize("harm", [_file_in_the_way, _folder_in_the_way])
def test_what_stands_in_the_way_is_a_sentence(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    """Where no file can be written, the build stops with a sentence that names it, and removes
    nothing.
    """
    harm(tmp_path)
    sentence = pytest.raises(
        StoppedError, match=r"stories/a\.html cannot be written \(.+\)\. Make room, or check that"
    )
    with closing(OutputWriter(tmp_path)) as output, sentence:
        output.write("stories/a.html", b"")
    with (
        closing(OutputWriter(tmp_path)) as output,
        sentence,
        output.stream("stories/a.html") as into,
    ):
        into.write(b"")
    assert (tmp_path / "stories").exists()


def test_a_full_disk_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes no more leaves the old page whole, and the build says so; the next one
    makes good.
    """
    _build(tmp_path, {"index.html": b"old"})

    def full(*_: object) -> None:
        raise FULL

    for name in ("replace", "mkdir"):
        with monkeypatch.context() as broken:
            broken.setattr(os, name, full)
            with pytest.raises(
                StoppedError, match=r"cannot be written \(No space left on device\)"
            ):
                _build(tmp_path, {"index.html": b"new", "a/b": b""})
        assert (tmp_path / "index.html").read_bytes() == (b"old" if name == "replace" else b"new")
    _build(tmp_path, {"index.html": b"new"})
    assert _files(tmp_path) == {"index.html": b"new"}


def test_what_cannot_be_removed_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vanished file that the system keeps stops the build with a sentence, and is tried again by
    the next.
    """
    _build(tmp_path, {"a.html": b"", "index.html": b""})

    def refused(_: object, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", refused)
        with pytest.raises(StoppedError, match=r"a\.html .*\(Permission denied\)"):
            _build(tmp_path, {"index.html": b""})
    assert _build(tmp_path, {"index.html": b""}).removed == 1


class Killed(BaseException):
    """What takes a process away between two steps."""


@settings(max_examples=60)
@given(st.integers(0, 40))
def test_a_build_that_breaks_off_leaves_nothing_unlisted(
    tmp_path_factory: pytest.TempPathFactory, steps: int
) -> None:
    """Killed between any two steps at the disk, a build leaves whole files only, and the next one
    clears all of it away.
    """
    root = tmp_path_factory.mktemp("output")
    old = {"index.html": b"old", "gone.html": b"old", "same.html": b"same"}
    _build(root, old)
    new = {
        "index.html": b"new",
        "same.html": b"same",
        "stories/2025/a.html": b"new",
        "stories/2025/b.html": b"new",
    }
    left = steps

    def counted(plain: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **named: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed
            return plain(*arguments, **named)

        return step

    with pytest.MonkeyPatch.context() as broken:
        for owner, name in (
            *((os, name) for name in ("replace", "mkdir", "unlink", "rmdir", "write")),
            (Path, "replace"),
            (Path, "write_text"),
        ):
            broken.setattr(owner, name, counted(getattr(owner, name)))
        with suppress(Killed):
            _build(root, new)
    for path, data in _files(root).items():
        assert path.startswith(MANIFEST) or data in (old.get(path), new.get(path)), path
        assert path.startswith(MANIFEST) or path in _listed(root), path
    _build(root, {"index.html": b"last"})
    assert _files(root) == {"index.html": b"last"}


def test_what_a_dead_process_left_is_cleared_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A half-written file stands under a name of ours, is never taken for a page, and goes with the
    next build.
    """
    with monkeypatch.context() as other, suppress(Killed):
        other.setattr(os, "getpid", lambda: 1)
        with (
            closing(OutputWriter(tmp_path)) as output,
            output.stream("originals/2025-07.zip") as into,
        ):
            into.write(b"half")
            raise Killed
    assert any(data == b"half" for data in _files(tmp_path).values())
    assert [path for path in _files(tmp_path) if not path.startswith(MANIFEST)] == []
    _build(tmp_path, {"index.html": b""})
    assert _files(tmp_path) == {"index.html": b""}


def test_beginning_again_forgets_nothing(tmp_path: Path) -> None:
    """A build that begins again may write its files once more; what it does not write any more is
    removed.
    """
    output = OutputWriter(tmp_path)  # `finish` closes it
    output.write("a.html", b"")
    output.write("index.html", b"")
    output.begin()
    output.write("index.html", b"")
    output.finish()
    assert _files(tmp_path) == {"index.html": b""}
    assert output.removed == 1


def test_shares_make_one_build(tmp_path: Path) -> None:
    """What several processes of a build write is one list and one count, and what two of them write
    is a sentence.
    """
    whole = OutputWriter(tmp_path)
    whole.list_pelicans("about.html")
    first, second = whole.share(), whole.share()
    first.write("a.html", b"a")
    second.write("b.html", b"b")
    with pytest.raises(StoppedError, match=r"two pages .* about\.html"):
        second.write("about.html", b"")
    for share in (first, second):
        whole.add_share(share.summary())
        share.close()
    with pytest.raises(StoppedError, match=r"two pages .* b\.html"):
        whole.add_share(second.summary())
    whole.finish()
    assert whole.written == 2
    assert _listed(tmp_path) == ["a.html", "about.html", "b.html"]
    assert _files(tmp_path) == {"a.html": b"a", "b.html": b"b"}


def test_a_folder_is_held_by_one_build_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second build waits, then says so; once the first one has given the folder up, it knows what
    that one wrote.
    """
    monkeypatch.setattr(locks, "PATIENCE", 0.1)
    first, second = OutputWriter(tmp_path / "site"), OutputWriter(tmp_path / "site")
    first.hold(tmp_path / "lock")
    with pytest.raises(StoppedError, match="another build writes to "):
        second.hold(tmp_path / "lock")
    first.write("gone.html", b"")
    first.finish()
    second.hold(tmp_path / "lock")
    second.finish()
    assert second.removed == 1
    assert _listed(tmp_path / "site") == []


def test_a_build_that_fails_gives_the_folder_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that was released without being finished can be held again by the same process."""
    monkeypatch.setattr(locks, "PATIENCE", 0.1)
    failed = OutputWriter(tmp_path / "site")
    failed.hold(tmp_path / "lock")
    failed.release()
    OutputWriter(tmp_path / "site").hold(tmp_path / "lock")
