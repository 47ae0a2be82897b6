"""The laws of a run: the same pages in any order, nothing written twice, no hand's work lost."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import readers
from generator.bundles.finding import find_bundles
from generator.convert import pages as run_pages
from generator.convert import run as conversion
from generator.convert.run import Options, RunTally
from generator.page import format as page
from generator.page import model as page_model
from generator.page.format import is_edited
from generator.page.store import load_page, lock_content
from generator.readers.base import Bundle
from generator.readers.story_page.text import PageText
from generator.story import identity
from generator.system import locks
from tests.support.invented import PILOTS, text
from tests.support.program import pages, run, tree


@dataclass(frozen=True)
class Given:
    """A bundle, and what its run says about the time of its capture."""

    name: str
    text: str
    captured: str | None = None


MORNING = text(points=("The strike began in April 2025.",), reported=9)
EVENING = text(
    points=("The strike began in April 2025.", "Forty ships had waited."),
    reported=21,
    excerpt="Forty ships.",
)
BRIDGE = text(
    "Bridge at Ostrel Closes", dateline="OSTREL, JAN 2 – ", points=("It is for the deer.",)
)
GIVEN = (
    Given("morning.txt", MORNING),
    Given("evening.txt", EVENING),
    Given(
        "night.txt", text(points=("Only one point is left.",), reported=22), "2025-05-07T02:00:00Z"
    ),
    Given("a-copy-of-the-evening.txt", EVENING, "2025-05-06T18:00:00Z"),
    Given("bridge.txt", BRIDGE),
    Given("bridge-again.txt", BRIDGE, "2024-02-01"),
    Given(
        "bridge-later.txt",
        text("Bridge at Ostrel Closes", dateline="OSTREL, JAN 2 – ", reported=3),
        "2026-03-01",
    ),
    Given("no-headline.txt", text(None, dateline="")),
)


def _inbox(content: Path, given: Iterable[Given] = GIVEN) -> Path:
    inbox = content / "bundles"
    inbox.mkdir(parents=True, exist_ok=True)
    for each in given:
        (inbox / each.name).write_text(each.text, encoding="utf-8")
    return inbox


def _convert(content: Path, names: Iterable[str], options: Options | None = None) -> RunTally:
    inbox = content / "bundles"
    found = find_bundles([str(inbox / name) for name in names], inbox)
    return conversion.convert(found, content, options or Options(), lambda _: None)


def _by_key(content: Path) -> dict[str, bytes]:
    """The pages by the digits of their keys: where a page stands was decided by the first run that
    met the story.
    """
    found = {path.stem[-identity.DIGITS :]: path.read_bytes() for path in pages(content)}
    assert len(found) == len(pages(content))
    return found


def _convert_given(content: Path, given: Iterable[Given], *, split: Iterable[bool]) -> None:
    """Convert in this order; captures of one time share a run, unless it is split there."""
    cuts = iter(split)
    batch: list[Given] = []
    for each in given:
        if batch and (batch[-1].captured != each.captured or next(cuts, False)):
            _convert(content, [one.name for one in batch], Options(captured=batch[0].captured))
            batch = []
        batch.append(each)
    _convert(content, [one.name for one in batch], Options(captured=batch[0].captured))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The pages of the given bundles, converted in the order in which they stand above."""
    content = tmp_path_factory.mktemp("expected")
    _inbox(content)
    _convert_given(content, GIVEN, split=())
    return _by_key(content)


def test_the_given_bundles_are_three_stories(expected: dict[str, bytes]) -> None:
    """Captures with one headline and dateline are one story, each listed; the same bytes are listed
    once.
    """
    captured = sorted(len(page.read(data.decode()).story.captures) for data in expected.values())
    assert captured == [1, 2, 3]


@settings(max_examples=40, deadline=None)
@given(order=st.permutations(GIVEN), split=st.lists(st.booleans(), max_size=len(GIVEN)))
def test_the_pages_do_not_depend_on_the_order(
    expected: dict[str, bytes], order: list[Given], split: list[bool]
) -> None:
    """Any order of the bundles, in one run or in several, gives the same pages, path aside; once
    more changes no file.
    """
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder)
        _inbox(content)
        _convert_given(content, order, split=split)
        assert _by_key(content) == expected
        before = tree(content)
        _convert_given(content, reversed(order), split=split)
        assert tree(content) == before


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_pages_do_not_depend_on_the_jobs(tmp_path: Path, jobs: str) -> None:
    """Bundles read by several processes come to the same pages, named in the same order."""
    inbox = _inbox(tmp_path)
    (inbox / "broken.txt").write_bytes(b"\0")
    _inbox(tmp_path / "alone")
    command = [
        sys.executable,
        "-m",
        "generator",
        "convert",
        inbox,
        "--content",
        tmp_path,
        "--jobs",
        jobs,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    _convert(tmp_path / "alone", sorted(given.name for given in GIVEN))
    assert _by_key(tmp_path) == _by_key(tmp_path / "alone")
    named = re.findall(r"(?:from|problem  ) ([\w-]+\.txt)", done.stderr)
    assert named == sorted(named)


def test_a_bundle_again_rewrites_no_page(tmp_path: Path) -> None:
    """The same bundles again leave every file as it is, its time too, and all stories count as
    unchanged.
    """
    inbox = _inbox(tmp_path)
    first = run("convert", inbox, "--content", tmp_path)
    before = tree(tmp_path)
    again = run("convert", inbox, "--content", tmp_path)
    assert tree(tmp_path) == before
    assert (
        first.counts["stories new"],
        again.counts["stories new"],
        again.counts["stories unchanged"],
    ) == (3, 0, 3)


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations(GIVEN),
    known=st.integers(0, len(GIVEN) - 1),
    edited=st.booleans(),
    overwrite=st.booleans(),
)
def test_a_check_counts_what_a_run_does(
    order: list[Given], known: int, edited: bool, overwrite: bool
) -> None:
    """`--check` has the tally of the real run, whatever is on the shelf, and writes nothing."""
    names = [each.name for each in order]
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder)
        _inbox(content)
        _convert(content, names[:known])
        for path in pages(content) if edited else ():
            path.write_bytes(path.read_bytes().replace(b"Tuesday", b"Wednesday"))
        before = tree(content)
        options = Options(overwrite=overwrite)
        checked = _convert(content, names, Options(overwrite=overwrite, check=True))
        assert tree(content) == before
        assert _convert(content, names, options) == checked


def test_a_check_makes_no_folder(tmp_path: Path) -> None:
    """`--check` makes neither the content folder nor a lock in it."""
    (tmp_path / "a.txt").write_text(MORNING, encoding="utf-8")
    done = run("convert", tmp_path / "a.txt", "--content", tmp_path / "content", "--check")
    assert (done.code, done.counts["stories new"]) == (0, 1)
    assert "nothing was written" in done.err
    assert not (tmp_path / "content").exists()


def test_nothing_is_written_outside_the_stories(tmp_path: Path) -> None:
    """A run leaves the bundles alone, and writes below stories/ and the lock, nowhere else."""
    inbox = _inbox(tmp_path / "content")
    before = tree(tmp_path)
    run("convert", inbox, "--content", tmp_path / "content")
    after = tree(tmp_path)
    assert {name: after[name] for name in before} == before
    assert all(name.startswith("content/stories/") for name in set(after) - set(before))


# --- what a person wrote --------------------------------------------------------------------------


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The page of the morning's capture, its summary edited by hand."""
    _inbox(tmp_path)
    _convert(tmp_path, ["morning.txt"])
    (path,) = pages(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"on Tuesday", b"on Tuesday evening"))
    return path


def test_a_known_bundle_says_nothing_of_an_edited_page(tmp_path: Path, edited: Path) -> None:
    """A bundle that the edited page lists already is counted and nothing else."""
    before = tree(tmp_path)
    done = run("convert", tmp_path / "bundles" / "morning.txt", "--content", tmp_path)
    assert (done.code, done.counts["stories edited by hand"], done.counts["problems"]) == (0, 1, 0)
    assert edited.name not in done.err
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "captured"), [("evening.txt", None), ("morning.txt", "2025-05-06")]
)
def test_a_bundle_that_would_change_an_edited_page_is_a_problem(
    tmp_path: Path, edited: Path, name: str, captured: str | None
) -> None:
    """A new capture, or a time for a known one, leaves the edited page alone and names --overwrite."""
    before = tree(tmp_path)
    when = ("--captured", captured) if captured else ()
    done = run("convert", tmp_path / "bundles" / name, "--content", tmp_path, *when)
    assert done.code == 3
    assert (
        f"problem   {name}: its page 2025/{edited.name} was edited by hand, and this bundle would change it."
        in done.err
    )
    assert (
        "Convert it with --overwrite to give the edits up; corrections and notes are kept."
        in done.err
    )
    assert tree(tmp_path) == before


OWN = 'corrections: {"title": "Pilots at Work Again", "topics": ["Harbours"]}\n'
NOTES = "\n## Notes\n\nThe Gull's report is *on file*.\n"


def _annotate(path: Path) -> None:
    written = path.read_text(encoding="utf-8").replace("written: ", OWN + "written: ")
    path.write_text(written + NOTES, encoding="utf-8")


def test_overwrite_gives_up_the_edits_alone(tmp_path: Path, edited: Path) -> None:
    """With --overwrite every bundle of the story brings back what it says; corrections and notes
    stay.
    """
    _annotate(edited)
    done = run(
        "convert", tmp_path / "bundles" / "morning.txt", "--content", tmp_path, "--overwrite"
    )
    assert (done.code, done.counts["stories changed"]) == (0, 1)
    left = edited.read_text(encoding="utf-8")
    assert "Tuesday evening" not in left
    assert OWN in left
    assert left.endswith(NOTES)
    assert not is_edited(page.read(left))


def test_overwrite_with_all_bundles_is_as_if_nobody_had_edited(
    tmp_path: Path, edited: Path
) -> None:
    """After --overwrite with all its bundles a page is, byte for byte, the one that they give,
    title and key included.
    """
    edited.write_bytes(edited.read_bytes().replace(PILOTS.encode(), b"A Title by Hand"))
    _inbox(tmp_path / "fresh")
    for options in (Options(overwrite=True), Options()):
        tally = _convert(tmp_path, ["evening.txt", "morning.txt"], options)
        assert tally.problems == 0
    _convert(tmp_path / "fresh", ["morning.txt", "evening.txt"])
    assert _by_key(tmp_path) == _by_key(tmp_path / "fresh")


def test_an_overwritten_page_takes_its_other_captures_again(tmp_path: Path, edited: Path) -> None:
    """A page whose title a person changed stays the page of its story after one of its bundles has
    overwritten it.
    """
    edited.write_bytes(edited.read_bytes().replace(PILOTS.encode(), b"A Title by Hand"))
    assert _convert(tmp_path, ["evening.txt"], Options(overwrite=True)).problems == 0
    again = _convert(tmp_path, ["evening.txt", "morning.txt", "night.txt"])
    assert (again.problems, len(pages(tmp_path))) == (0, 1)


def test_corrections_and_notes_are_no_edits(tmp_path: Path) -> None:
    """Corrections and notes survive every convert, are no reason to leave a page alone, and do not
    count as edits.
    """
    _inbox(tmp_path)
    _convert(tmp_path, ["morning.txt"])
    (path,) = pages(tmp_path)
    _annotate(path)
    before = tree(tmp_path)
    assert _convert(tmp_path, ["morning.txt"]).stories() == {"unchanged": 1}
    assert tree(tmp_path) == before
    assert _convert(tmp_path, ["evening.txt", "night.txt"]).stories() == {"changed": 1}
    left = path.read_text(encoding="utf-8")
    assert OWN in left
    assert left.endswith(NOTES)
    assert len(page.read(left).story.captures) == 3


def test_a_page_stays_where_it_is(tmp_path: Path) -> None:
    """A page that a person moved is changed in its new place, and no second one is made."""
    _inbox(tmp_path)
    _convert(tmp_path, ["bridge.txt"])
    (path,) = pages(tmp_path)
    moved = tmp_path / "stories" / "kept" / path.name.replace("bridge", "the-bridge")
    moved.parent.mkdir()
    path.rename(moved)
    _convert(tmp_path, ["bridge-later.txt"], Options(captured="2026-03-01"))
    assert pages(tmp_path) == [moved]
    assert len(load_page(moved).story.captures) == 2


def test_a_page_that_cannot_be_read_is_a_problem(tmp_path: Path, edited: Path) -> None:
    """A broken page is named, with what is wrong in it and --overwrite; nothing is changed, other
    stories are converted.
    """
    edited.write_text("not a page\n")
    done = run("convert", tmp_path / "bundles", "--content", tmp_path)
    said = [line for line in done.err.splitlines() if line.startswith("problem")]
    assert done.code == 3
    assert len(said) == done.counts["problems"] == 4
    assert (
        f"morning.txt: its page 2025/{edited.name} cannot be used: it does not begin with front matter"
        in said[2]
    )
    assert all("--overwrite to set that file aside" in line for line in said)
    assert edited.read_text() == "not a page\n"
    assert done.counts["stories new"] == 2


@pytest.mark.parametrize("broken", [b"not a page\n", b"\xff\xfe", None])
def test_a_page_that_cannot_be_read_is_set_aside(
    tmp_path: Path, edited: Path, broken: bytes | None
) -> None:
    """With --overwrite the broken page is kept as .bak, which is said, and a new one is written in
    its place.
    """
    edited.unlink()
    if broken is None:
        edited.mkdir()
    else:
        edited.write_bytes(broken)
    checked = run("convert", tmp_path / "bundles", "--content", tmp_path, "--overwrite", "--check")
    done = run("convert", tmp_path / "bundles", "--content", tmp_path, "--overwrite")
    kept = edited.with_name(edited.name + ".bak")
    assert kept.is_dir() if broken is None else kept.read_bytes() == broken
    assert len(load_page(edited).story.captures) == 3
    assert f"it is kept as 2025/{kept.name}." in done.err
    assert (done.code, done.counts) == (0, checked.counts)


# --- what goes wrong ------------------------------------------------------------------------------


def test_a_reader_that_fails_stops_no_other_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unexpected exception in a reader is a problem of its bundle; the bundles around it are
    converted.
    """
    inbox = _inbox(tmp_path)
    reader = PageText()

    class Failing:
        name = reader.name

        def read(self, bundle: Bundle) -> object:
            if bundle.name == "bridge.txt":
                raise ZeroDivisionError("by\nzero")
            return reader.read(bundle)

    monkeypatch.setattr(readers, "READERS", (Failing(),))
    done = run("convert", inbox, "--content", tmp_path)
    assert (done.code, done.counts["problems"], done.counts["captures"]) == (3, 1, len(GIVEN) - 1)
    assert (
        "problem   bridge.txt: the reader failed on it (ZeroDivisionError: by\\nzero). "
        "Please report this together with the bundle.\n"
    ) in done.err


def test_a_page_that_cannot_be_made_stops_no_other_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unexpected exception while a page is made is a problem of its bundle; the others are
    converted.
    """
    inbox = _inbox(tmp_path)
    write = page.write

    def fail(given: page_model.Page) -> str:
        if given.story.title == "Bridge at Ostrel Closes":
            raise ZeroDivisionError("by zero")
        return write(given)

    monkeypatch.setattr(page, "write", fail)
    done = run("convert", inbox, "--content", tmp_path)
    assert (done.code, len(pages(tmp_path))) == (3, 2)
    for name in ("bridge.txt", "bridge-again.txt"):
        assert (
            f"problem   {name}: its page could not be made (ZeroDivisionError: by zero). Please report this"
            in done.err
        )


def test_a_full_disk_stops_the_run(
    tmp_path: Path, edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a page cannot be written the run stops with exit code 1 and a sentence; the old page is
    whole.
    """
    before = tree(tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = run(
        "convert", tmp_path / "bundles" / "evening.txt", "--content", tmp_path, "--overwrite"
    )
    assert done.code == 1
    hint = "Make room, or check that the folder may be written"
    assert done.err == f"Stopped: {edited} cannot be written (No space left on device). {hint}.\n"
    assert tree(tmp_path) == before


def test_a_run_forces_the_names_of_its_pages_to_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run ends with the folders that it wrote in on the disk, and touches none where it wrote
    nothing.
    """
    settled: list[set[str]] = []
    monkeypatch.setattr(
        run_pages,
        "sync_folders",
        lambda folders: settled.append({folder.name for folder in folders}),
    )
    _inbox(tmp_path)
    for _ in range(2):
        _convert(tmp_path, ["morning.txt", "no-headline.txt"])
    assert settled == [{"2025", "undated", "stories", tmp_path.name}, set()]


def test_a_file_in_place_of_the_stories_stops_the_run(tmp_path: Path) -> None:
    """A content folder that cannot take pages stops the run with exit code 1 and a sentence, not
    with a traceback.
    """
    inbox = _inbox(tmp_path)
    (tmp_path / "stories").touch()
    done = run("convert", inbox, "--content", tmp_path)
    assert done.code == 1
    assert re.fullmatch(
        r"Stopped: \S+\.md cannot be written \(.+\)\. Make room, or check .+\.\n", done.err
    )


def test_a_second_run_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another run holds the folder, a run stops with exit code 1 and names the lock; a check
    looks all the same.
    """
    inbox = _inbox(tmp_path)
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    with lock_content(tmp_path):
        done = run("convert", inbox, "--content", tmp_path)
        checked = run("convert", inbox, "--content", tmp_path, "--check")
    assert done.code == 1
    assert (
        done.err
        == f"Stopped: another run holds {tmp_path / '.lock'}. Wait until it has ended, and try again.\n"
    )
    assert pages(tmp_path) == []
    assert checked.counts["stories new"] == 3


def test_the_standard_input_is_read_whatever_the_jobs(tmp_path: Path) -> None:
    """`-` with --jobs reads the program's own standard input, not that of a process started for
    reading.
    """
    done = run("convert", "-", "--jobs", "2", "--content", tmp_path, stdin=MORNING.encode())
    assert (done.code, done.counts["stories new"]) == (0, 1)


def test_a_killed_run_is_taken_up_again(tmp_path: Path) -> None:
    """A run that died half way, a page half written beside its place, is completed by the next one."""
    _inbox(tmp_path)
    _convert(tmp_path, [each.name for each in GIVEN])
    whole = tree(tmp_path)
    first = pages(tmp_path)[0]
    first.rename(first.with_name(first.name + ".beside"))
    first.with_name(first.name + ".beside").write_bytes(b"---\nschema")
    _convert(tmp_path, [each.name for each in GIVEN])
    assert {name: data for name, (data, _) in tree(tmp_path).items()} == {
        name: data for name, (data, _) in whole.items()
    }


# --- names and times ------------------------------------------------------------------------------


def test_captures_are_named_for_where_they_stand(tmp_path: Path) -> None:
    """A capture names its bundle relative to content/bundles, else by its file name, and the
    standard input `stdin`.
    """
    inbox = tmp_path / "content" / "bundles"
    for number, folder in enumerate((inbox / "2025", tmp_path / "elsewhere")):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(text(reported=number + 2), encoding="utf-8")
    run(
        "convert",
        inbox,
        tmp_path / "elsewhere",
        "-",
        "--content",
        tmp_path / "content",
        stdin=text(reported=7).encode(),
    )
    (path,) = pages(tmp_path / "content")
    assert {capture.bundle for capture in load_page(path).story.captures} == {
        "2025/a.txt",
        "a.txt",
        "stdin",
    }


def test_the_bundles_own_name_comes_before_stdin(tmp_path: Path) -> None:
    """The same bytes from the standard input and from a file are one capture, named for the file,
    in any order.
    """
    _inbox(tmp_path)
    for order in itertools.permutations(("-", tmp_path / "bundles" / "morning.txt")):
        shutil.rmtree(tmp_path / "stories", ignore_errors=True)
        for argument in order:
            run("convert", argument, "--content", tmp_path, stdin=MORNING.encode())
        (capture,) = load_page(pages(tmp_path)[0]).story.captures
        assert capture.bundle == "morning.txt"


@pytest.mark.parametrize(
    ("captured", "date", "folder"),
    [
        (None, None, "undated"),
        ("2024-02-01", "2024-01-02", "2024"),
        ("2024-01-01T23:59:59Z", "2023-01-02", "2023"),
        ("2024-01-02T00:00:00Z", "2024-01-02", "2024"),
    ],
)
def test_the_time_of_capture_decides_the_year(
    tmp_path: Path, captured: str | None, date: str | None, folder: str
) -> None:
    """A dateline without a year is of the latest such day not after the capture; without either the
    story is undated.
    """
    _inbox(tmp_path)
    _convert(tmp_path, ["bridge.txt"], Options(captured=captured))
    (path,) = pages(tmp_path)
    assert path.parent.name == folder
    story = load_page(path).story
    assert (story.date, story.captures[0].captured) == (date, captured)
