"""The command line: what it prints where, and how it ends."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator import errors
from tests.support.invented import PILOTS, text
from tests.support.program import Done, pages, run, tree
from tests.support.scraped import scraped, written

RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What would act in a terminal, line ends apart."""


def _bundle(folder: Path, name: str = "pilots.txt", content: str | bytes | None = None) -> Path:
    path = folder / name
    data = text() if content is None else content
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def _outside(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own."""
    command = [sys.executable, "-m", "generator", *arguments]
    return subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, **environment}
    )


def test_help_starts_without_heavy_imports() -> None:
    """`--help` imports nothing that takes time, so that it is there at once."""
    code = (
        "import sys\nfrom generator.cli import main\ntry:\n    main(['--help'])\nfinally:\n"
        "    print([name for name in ('rich', 'yaml', 'pelican', 'bs4', 'lxml', 'markdown', "
        "'nh3', 'filelock',"
        " 'concurrent.futures', 'generator.convert.run') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: story-archive")
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("convert", "--nonsense"),
        ("convert", "--jobs", "0"),
        ("convert", "--report", "/nowhere/at/all/report.jsonl"),
        ("convert", "--content", __file__),
        ("inspect",),
        ("inspect", "one.txt", "two.txt"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    """Wrong usage ends with exit code 2, says how to get help, and prints no data."""
    done = run(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("Usage: story-archive")
    assert "--help" in done.err


# --- convert --------------------------------------------------------------------------------------


def test_convert_ends_with_a_table(tmp_path: Path) -> None:
    """A run ends with its counts, all on standard error; standard output stays free for data."""
    _bundle(tmp_path)
    _bundle(tmp_path, "empty.txt", "")
    _bundle(tmp_path, "evening.txt", text(reported=12))
    done = run("convert", tmp_path, "--content", tmp_path / "content")
    assert done.out == ""
    assert done.code == 3
    assert done.counts == {
        "bundles": 3,
        "captures": 2,
        "stories new": 1,
        "stories changed": 0,
        "stories unchanged": 0,
        "stories edited by hand": 0,
        "stories withdrawn": 0,
        "problems": 1,
    }


def test_what_is_said_often_of_one_bundle_is_counted(tmp_path: Path) -> None:
    """Of one bundle twenty problems and notes are printed, the others counted; the report has all,
    and so has `inspect`.
    """
    path = _bundle(tmp_path, "lines.jsonl", '{"title": 1}\n' + '{"title": }\n' * 33)
    done = run(
        "convert", path, "--content", tmp_path / "content", "--report", tmp_path / "report.jsonl"
    )
    printed = [line for line in done.err.splitlines() if line.startswith("problem ")]
    assert len(printed) == 21
    assert printed[-1] == "problem   lines.jsonl: and 13 more, which --report lists."
    assert (done.code, done.counts["problems"]) == (3, 33)
    report = json.loads((tmp_path / "report.jsonl").read_text(encoding="utf-8"))
    assert report["outcome"] == "problem"
    assert report["problems"][32] == {
        "seen": "it is no JSON from line 34, column 11 on (Expecting value), within /33",
        "hint": "Mend it there, or capture it again",
    }
    notes = scraped(sources=[{"news_title": 5}] * 24)
    done = run(
        "convert",
        _bundle(tmp_path, "notes.json", written(notes)),
        "--content",
        tmp_path / "content",
    )
    printed = [line for line in done.err.splitlines() if line.startswith("note ")]
    assert (len(printed), printed[-1]) == (
        21,
        "note      notes.json: and 4 more, which --report lists.",
    )
    inspected = run("inspect", path, "--json")
    assert (
        inspected.code,
        len(json.loads(inspected.out)["problems"]),
        len(inspected.err.splitlines()),
    ) == (3, 33, 33)


def test_convert_names_each_page_and_its_bundle(tmp_path: Path) -> None:
    """A new or changed page is named with the bundle that it came from; an unchanged one is counted
    only.
    """
    path = _bundle(tmp_path)
    content = tmp_path / "content"
    first = run("convert", path, "--content", content)
    name = pages(content)[0].relative_to(content / "stories").as_posix()
    assert first.err.startswith(f"new       {name}  from pilots.txt\n")
    changed = run(
        "convert", _bundle(tmp_path, "evening.txt", text(reported=12)), "--content", content
    )
    assert changed.err.startswith(f"changed   {name}  from evening.txt\n")
    assert name not in run("convert", path, "--content", content).err


def test_convert_takes_the_inbox_where_no_bundle_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without arguments the bundles are those of content/bundles, or of the bundles/ below
    --content.
    """
    (tmp_path / "content" / "bundles").mkdir(parents=True)
    _bundle(tmp_path / "content" / "bundles")
    monkeypatch.chdir(tmp_path)
    assert run("convert").counts["stories new"] == 1
    assert run("convert", "--content", tmp_path / "content").counts["stories unchanged"] == 1


@pytest.mark.parametrize("arguments", [(), ("empty",)])
def test_no_bundles_are_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """Where no bundle is found, that is said and nothing is made; it is no error, an archive may
    begin empty.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    done = run("convert", *arguments)
    hint = "Put what you scraped there, or name its files or folders."
    where = arguments[0] if arguments else "content/bundles"
    assert (done.code, done.err) == (0, f"No bundles were found in {where}. {hint}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty"]


def test_every_bundle_that_is_wrong_is_named(tmp_path: Path) -> None:
    """One bad bundle never stops the others: each is named with what was seen and what to try, the
    good ones converted.
    """
    _bundle(tmp_path, "a-picture.txt", b"\x89PNG\r\n\x1a\n\0")
    _bundle(tmp_path, "b-line.txt", b"x" * (10 * 2**20))
    (tmp_path / "c-link.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "d-folder.txt").mkdir()
    os.mkfifo(tmp_path / "e-pipe.txt")
    _bundle(tmp_path, "f-good.txt")
    done = run("convert", tmp_path, tmp_path / "gone.txt", "--content", tmp_path / "content")
    problems = [
        line.removeprefix("problem   ")
        for line in done.err.splitlines()
        if line.startswith("problem ")
    ]
    assert [line.partition(": ")[0] for line in problems] == [
        "a-picture.txt", "b-line.txt", "c-link.txt", "e-pipe.txt", "gone.txt",
    ]  # fmt: skip
    assert all(
        re.fullmatch(r"[\w-]+\.txt: it[s ].+\. [A-Z].+\.|gone\.txt: .+\. [A-Z].+\.", line)
        for line in problems
    )
    assert (done.code, done.counts["stories new"]) == (3, 1)


def test_the_report_has_one_line_a_bundle(tmp_path: Path) -> None:
    """`--report` writes a line of JSON for each bundle, in the order of the run, to a file or to
    standard output.
    """
    _bundle(tmp_path, "a.txt")
    _bundle(tmp_path, "b.txt", b"\0")
    _bundle(tmp_path, "c.txt", text().replace("Vellmark", "Vélmark").encode("cp1252"))
    content = tmp_path / "content"
    done = run("convert", tmp_path, "--content", content, "--report", "-")
    good, bad, noted = map(json.loads, done.out.splitlines())
    page = pages(content)[0].relative_to(content / "stories").as_posix()
    assert list(good) == ["bundle", "sha256", "reader", "outcome", "pages", "notes", "problems"]
    assert good["pages"] == [{"page": page, "state": "new"}]
    assert (good["bundle"], good["outcome"], good["reader"], good["problems"]) == (
        "a.txt",
        "converted",
        "page-text",
        [],
    )
    assert (bad["bundle"], bad["outcome"], bad["pages"], bad["sha256"]) == (
        "b.txt",
        "problem",
        [],
        None,
    )
    assert bad["problems"][0]["seen"].startswith("it looks like UTF-16") or bad["problems"][0][
        "seen"
    ].startswith("it is no")
    assert noted["notes"][0].startswith("Read as Windows-1252")
    run("convert", tmp_path / "a.txt", "--content", content, "--report", tmp_path / "report.jsonl")
    (line,) = (tmp_path / "report.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {**good, "pages": [{"page": page, "state": "unchanged"}]}


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="this system has no file that is always full"
)
@pytest.mark.parametrize(
    "arguments", [("convert", "--report", "/dev/full"), ("inspect", "--json"), ("inspect",)]
)
def test_output_that_is_lost_stops_the_run(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A report or an inspection that cannot be written ends with exit code 1 and a sentence."""
    path = _bundle(tmp_path)
    command = [
        sys.executable,
        "-m",
        "generator",
        *arguments,
        path,
        *(("--content", tmp_path) if "convert" in arguments else ()),
    ]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        "Stopped: what was to be written: No space left on device. "
    )


def test_a_bar_is_drawn_on_terminals_only(tmp_path: Path) -> None:
    """Where standard error is no terminal it gets plain lines: no bar, no colours, even where
    colours are forced.
    """
    path = _bundle(tmp_path)
    done = _outside("convert", path, "--content", tmp_path, FORCE_COLOR="", NO_COLOR="")
    assert not RAW.search(done.stderr.decode())
    assert b"Converting" not in done.stderr
    assert (
        b"Converting"
        not in _outside("convert", path, "--content", tmp_path, FORCE_COLOR="1").stderr
    )


@pytest.mark.parametrize(
    ("when", "captured"),
    [
        ("2025-07-08", "2025-07-08"),
        ("20250708", "2025-07-08"),
        ("0999-12-31", "0999-12-31"),
        ("2025-07-08T14:30:00+02:00", "2025-07-08T12:30:00Z"),
        ("2025-07-08T00:30+02:00", "2025-07-07T22:30:00Z"),
        ("2025-07-08 14:30:00.5Z", "2025-07-08T14:30:00Z"),
        ("2025-07-08T14:30", "2025-07-08T14:30:00Z"),
        ("0999-07-08T14:30Z", "0999-07-08T14:30:00Z"),
    ],
)
def test_the_time_of_capture_is_written_in_utc(tmp_path: Path, when: str, captured: str) -> None:
    """A day stays a day; a time is written in UTC, one without a zone taken as UTC."""
    run("convert", _bundle(tmp_path), "--content", tmp_path, "--captured", when)
    assert f'"captured": "{captured}"' in pages(tmp_path)[0].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "when",
    [
        "",
        "yesterday",
        "2025-02-30",
        "2025",
        "08.07.2025",
        "14:30",
        "0001-01-01T00:00+14:00",
        "2025-07-08T25:00",
    ],
)
def test_a_time_of_capture_that_is_none_is_wrong_usage(tmp_path: Path, when: str) -> None:
    """What is no day or time ends with exit code 2 and says how to write one; nothing is
    converted.
    """
    done = run("convert", _bundle(tmp_path), "--content", tmp_path / "content", "--captured", when)
    assert done.code == 2
    assert f"{when!r} is no day or time; write 2025-07-08 or 2025-07-08T14:30:00+02:00" in " ".join(
        done.err.split()
    )
    assert not (tmp_path / "content").exists()


@given(
    moment=st.datetimes(
        timezones=st.timezones(),
        min_value=datetime.datetime(2, 1, 1),
        max_value=datetime.datetime(9998, 1, 1),
    )
)
def test_any_time_is_taken(moment: datetime.datetime) -> None:
    """Every time with a zone comes to the same moment in UTC, in the model's form."""
    from generator.cli.options import Moment

    taken = Moment().convert(moment.isoformat(), None, None)
    assert datetime.datetime.fromisoformat(taken) == moment.replace(microsecond=0).astimezone(
        datetime.UTC
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", taken)


# --- names and texts that act in a terminal -------------------------------------------------------

HOSTILE = (
    b"\x1b[31mred.txt",
    b"\x1b]0;title\x07.txt",
    b"back\x08\x08.txt",
    b"two\nproblem   forged.txt: it is fine.txt",
    b"caf\xe9.txt",
    "csi\x9b31m.txt".encode(),
    "\u202etxt.exe".encode(),
    b"--overwrite",
    b"[bold]markup.txt",
)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "content",
    [text(), text().encode("utf-16-le"), text().replace("Vellmark", "Vélmark").encode("cp1252")],
)
def test_a_name_cannot_act_in_the_terminal(
    tmp_path: Path, name: bytes, content: str | bytes
) -> None:
    """Control characters in a file name are shown as escapes, in what is said of pages, notes and
    problems alike.
    """
    (tmp_path / "in").mkdir()
    _bundle(tmp_path / "in", os.fsdecode(name), content)
    done = run("convert", tmp_path / "in", "--content", tmp_path)
    assert not RAW.search(done.err)
    assert not any(line.startswith("problem   forged") for line in done.err.splitlines())
    assert done.code == (3 if isinstance(content, bytes) and b"\0" in content else 0)
    shown = {b"\x1b[31mred.txt": r"\x1b[31mred.txt", b"[bold]markup.txt": "[bold]markup.txt"}.get(
        name
    )
    assert shown is None or shown in done.err


@pytest.mark.parametrize("name", HOSTILE)
def test_an_argument_cannot_act_in_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: bytes
) -> None:
    """Nor do they act where the argument is repeated: as a missing bundle, as an empty folder, by
    `inspect`.
    """
    monkeypatch.chdir(tmp_path)
    said = [run(command, "--", os.fsdecode(name)) for command in ("convert", "inspect")]
    assert [done.code for done in said] == [3, 3]
    (tmp_path / os.fsdecode(name)).mkdir()
    said.append(run("convert", "--", os.fsdecode(name)))
    assert said[-1].code == 0
    assert not any(RAW.search(done.err + done.out) for done in said)


@given(st.text())
@example("a\tb\x1b\x9b\n\u2028\u202e\udc80")
def test_visible_text_acts_nowhere(given: str) -> None:
    """Visible text holds nothing that acts in a terminal, can be written as UTF-8, and leaves other
    text as it is.
    """
    shown = errors.visible(given)
    assert not RAW.search(shown)
    assert "\n" not in shown
    shown.encode("utf-8")
    assert errors.visible(shown) == shown
    assert shown == given or len(shown) > len(given)


# --- inspect --------------------------------------------------------------------------------------

ODD = text(
    tail="A line that no rule knows \x1b[31m and that says [bold]nothing[/bold] "
    + "at some length " * 12
    + "to its end.\n"
)


def _inspect(path: Path, columns: int) -> Done:
    done = _outside("inspect", path, COLUMNS=str(columns))
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("columns", [80, 200])
def test_inspect_shows_facts_ledger_and_decisions(tmp_path: Path, columns: int) -> None:
    """A person sees each fact, each line with the fields it went to, and each decision with its
    rule, at any width.
    """
    done = _inspect(_bundle(tmp_path), columns)
    assert (done.code, done.err) == (0, "")
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert max(map(len, lines)) <= columns
    for fact in (
        "title",
        "date",
        "dateline",
        "places",
        "articles",
        "bias",
        "unplaced",
        "bundle",
        "SHA-256",
    ):
        assert any(re.match(rf"{fact}  +\S", line) for line in lines), fact
    for number in range(1, 9):
        assert any(line.startswith(f"  line {number} ") for line in lines), number
    said = " ".join(done.out.split())
    assert f"title {PILOTS}" in said
    assert "articles 9 reported, 1 captured" in said
    assert "50% left" in said
    assert re.search(r"date +2025-05-06 +Day from the dateline", done.out.partition("Decisions")[2])


@pytest.mark.parametrize("columns", [80, 200])
def test_inspect_shows_a_line_that_no_rule_knew_whole(tmp_path: Path, columns: int) -> None:
    """What is unplaced is shown to its last word, and what would act in the terminal as an
    escape.
    """
    done = _inspect(_bundle(tmp_path, "odd.txt", ODD), columns)
    assert re.search(r"unplaced +1 line\b", done.out)
    assert not RAW.search(done.out)
    ledger = " ".join(done.out.partition("Ledger")[2].partition("Decisions")[0].split())
    assert (
        r"unplaced A line that no rule knows \x1b[31m and that says [bold]nothing[/bold] at "
        r"some length" in ledger
    )
    assert ledger.endswith("to its end.")


@pytest.mark.parametrize("fault", [5, {"a": 1}])
def test_a_key_cannot_act_in_the_terminal(tmp_path: Path, fault: object) -> None:
    """What would act in a key is shown as an escape, wherever its pointer is named: in the ledger,
    in a problem, in a note.
    """
    key = "\x1b[31m\u202e\nproblem   forged: [bold]x"
    story = {**scraped(), key: [1], "sources": {key: fault} if fault == 5 else [{key: fault}]}
    path = _bundle(tmp_path, "key.json", written(story))
    said = [run("inspect", path), run("convert", path, "--content", tmp_path / "content")]
    assert not any(RAW.search(done.err + done.out) for done in said)
    assert not any(
        line.startswith("problem   forged")
        for done in said
        for line in (done.err + done.out).splitlines()
    )
    assert said[1].code == (3 if fault == 5 else 0)
    assert fault == 5 or r"\x1b[31m\u202e\nproblem   forged: [bold]x/0" in said[0].out


def test_inspect_marks_what_is_unplaced_in_red(tmp_path: Path) -> None:
    """On a terminal a line that no rule knew is red, one that was understood is not."""
    done = _outside(
        "inspect", _bundle(tmp_path, "odd.txt", ODD), FORCE_COLOR="1", COLUMNS="120", TERM="xterm"
    )
    lines = done.stdout.decode().splitlines()
    (unplaced,) = [line for line in lines if "A line that no rule" in line]
    (headline,) = [line for line in lines if "headline" in line and "Harbour Pilots" in line]
    assert "\x1b[31munplaced" in unplaced
    assert "\x1b[31m" not in headline


def test_inspect_shows_notes(tmp_path: Path) -> None:
    """What had to be guessed or replaced is said."""
    done = run(
        "inspect",
        _bundle(tmp_path, "old.txt", text().replace("Vellmark", "Vélmark").encode("cp1252")),
    )
    assert "Note: Read as Windows-1252, since byte 0xe9 at offset" in " ".join(done.out.split())


def test_inspect_as_json_gives_the_same(tmp_path: Path) -> None:
    """The JSON object names the story, every line of the bundle once, and the decisions, that of
    the date among them.
    """
    shown = json.loads(run("inspect", _bundle(tmp_path), "--json").out)
    assert [row["at"] for row in shown["ledger"]] == [f"line {number}" for number in range(1, 9)]
    (story,) = shown["stories"]
    assert (story["title"], story["date"], story["coverage"]["reported_articles"]) == (
        PILOTS,
        "2025-05-06",
        9,
    )
    (dated,) = [decision for decision in shown["decisions"] if decision["about"] == "date"]
    assert dated == {"about": "date", "choice": "2025-05-06", "rule": story["date_basis"]}
    assert shown["problems"] == []


def test_inspect_as_json_names_a_problem(tmp_path: Path) -> None:
    """A bundle that cannot be read is a problem in the JSON as well; the sentence goes to standard
    error, the code is 3.
    """
    done = run("inspect", _bundle(tmp_path, "empty.txt", ""), "--json")
    (problem,) = json.loads(done.out)["problems"]
    assert (done.code, done.err) == (3, f"empty.txt: {problem['seen']}. {problem['hint']}.\n")


def test_inspect_reads_the_standard_input_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`inspect -` reads the standard input; no inspection makes a file or a folder."""
    monkeypatch.chdir(tmp_path)
    assert json.loads(run("inspect", "-", "--json", stdin=text().encode()).out)["bundle"] == "stdin"
    assert tree(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []


def test_output_survives_a_terminal_without_unicode(tmp_path: Path) -> None:
    """Signs that the terminal's character set lacks are shown as escapes to a person; JSON is UTF-8
    all the same.
    """
    path = _bundle(tmp_path, "chinese.txt", text("北海港的引水员 à Vellmark"))
    shown = _outside("inspect", path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert rb"\u5317\u6d77" in shown.stdout
    data = _outside("inspect", path, "--json", PYTHONIOENCODING="ascii", PYTHONUTF8="0").stdout
    assert json.loads(data.decode("utf-8"))["stories"][0]["title"] == "北海港的引水员 à Vellmark"


def test_an_empty_name_is_wrong_usage(tmp_path: Path) -> None:
    """A name that is empty, as of a variable that is not set, is wrong usage, and not the folder
    one stands in.
    """
    assert run("convert", "", "--content", tmp_path).code == 2
    assert run("convert", "--content", "").code == 2


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_a_closed_stream_is_no_fault(tmp_path: Path, closed: str) -> None:
    """A run whose caller closed a stream converts as any other."""
    path = _bundle(tmp_path)
    command = (
        f'exec "{sys.executable}" -m generator convert "{path}" --content "{tmp_path}" {closed}'
    )
    assert subprocess.run(["sh", "-c", command], capture_output=True, check=False).returncode == 0
    assert list(tmp_path.rglob("stories/*/*.md"))


def test_a_closed_input_is_a_problem_of_the_bundle(tmp_path: Path) -> None:
    """Standard input that is closed is said so."""
    command = f'exec "{sys.executable}" -m generator convert - --content "{tmp_path}" <&-'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "stdin: standard input is closed. Name a file instead of -." in done.stderr
