"""CONTRIBUTING's new layout is one: put into a copy of the program, it reads its sample and keeps
the laws of all readers.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.page import format as page
from generator.readers.json.mapping import json_leaves
from generator.story.model import Story
from tests.support.program import pages
from tests.support.repository import ROOT

SECTION = re.search(
    r"^## A new layout\n(.*?)^## ",
    (ROOT / "CONTRIBUTING.md").read_text("utf-8"),
    re.DOTALL | re.MULTILINE,
)
SAMPLE, READER, ROW, SHOWN = (
    block
    for _, block in re.findall(
        r"^```(\w+)\n(.*?)^```", SECTION[1] if SECTION else "", re.DOTALL | re.MULTILINE
    )
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program and its tests with the document's file, row and sample."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        ROOT / "generator", folder / "generator", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(
        ROOT / "tests",
        folder / "tests",
        ignore=shutil.ignore_patterns("__pycache__", "samples", "golden"),
    )
    shutil.copy2(ROOT / "pyproject.toml", folder)
    layouts = folder / "tests/samples/layouts"
    layouts.mkdir(parents=True)
    for name, text in {
        layouts / "tidewire.json": SAMPLE,
        folder / "generator/readers/json/tidewire.py": READER,
    }.items():
        name.write_text(text, encoding="utf-8")
    row, _, entry = ROW.partition("\n...\n")
    table = folder / "generator/readers/__init__.py"
    text = table.read_text(encoding="utf-8")
    for mark, new in {"\nREADERS:": f"{row}\n", "    PageText(),\n": entry}.items():
        assert text.count(mark) == 1
        text = text.replace(mark, f"{new}{mark}" if mark[0] == " " else f"\n{new}{mark}")
    table.write_text(text, encoding="utf-8")
    return folder


def _run(copy: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Python in the copy, which finds the copy's modules before all others."""
    found = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "COLUMNS": "200",
    }
    found.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=copy, env=found, capture_output=True, text=True, check=False)


def _converted(
    copy: Path, tmp_path: Path, value: Any
) -> tuple[subprocess.CompletedProcess[str], list[Story]]:
    bundle = tmp_path / "tidewire.json"
    bundle.write_text(json.dumps(value), encoding="utf-8")
    done = _run(copy, "-m", "generator", "convert", bundle, "--content", tmp_path)
    return done, [page.read(path.read_text(encoding="utf-8")).story for path in pages(tmp_path)]


def test_the_sample_becomes_a_story(copy: Path, tmp_path: Path) -> None:
    """`convert` says what the document shows, and the page holds what the sample states."""
    done, (story,) = _converted(copy, tmp_path, json.loads(SAMPLE))
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[0] == SHOWN.splitlines()[1]
    assert (story.title, story.date, story.url) == (
        "Vellmark Pilots Return to Work After Nine Days", "2025-05-06", "https://tidewire.example/pilots",
    )  # fmt: skip
    assert (story.topics, story.coverage.reported_articles) == (("harbours", "strikes"), 9)
    assert [(article.outlet, article.bias) for article in story.articles] == [
        ("The Vellmark Gull", "Lean Left"), ("Tarn Weekly", None),
    ]  # fmt: skip
    assert (story.captures[0].reader, story.captures[0].captured) == (
        "tidewire",
        "2025-05-07T16:30:00Z",
    )
    assert story.unplaced == ()


def test_the_ledger_holds_every_value(copy: Path, tmp_path: Path) -> None:
    """`inspect` names each leaf once, none of them unplaced; a key of tomorrow is, and stands on
    the page.
    """
    value = json.loads(SAMPLE)
    value["reports"][1]["mood"] = "sour"
    _, (story,) = _converted(copy, tmp_path, value)
    assert story.unplaced == ("/reports/1/mood: sour",)
    seen = json.loads(
        _run(copy, "-m", "generator", "inspect", tmp_path / "tidewire.json", "--json").stdout
    )
    assert seen["reader"] == "tidewire"
    assert [row["at"] for row in seen["ledger"]] == [leaf.at for leaf in json_leaves(value, "")]
    assert [row["at"] for row in seen["ledger"] if row["fields"] == ["unplaced"]] == [
        "/reports/1/mood"
    ]


def test_what_comes_with_the_base_class(copy: Path, tmp_path: Path) -> None:
    """Of a list, a story that is broken is named by its place, and the whole one beside it is
    converted.
    """
    done, stories = _converted(copy, tmp_path, [json.loads(SAMPLE), 5])
    assert (done.returncode, len(stories)) == (3, 1)
    assert "tidewire.json: /1 is the number 5, where a story is wanted." in done.stderr


def test_the_laws_hold_for_the_sample(copy: Path) -> None:
    """The laws of all readers of JSON find the sample, and the file is in the project's form."""
    laws = _run(
        copy,
        "-m",
        "pytest",
        "tests/readers/json/test_reader.py",
        "-n0",
        "-p",
        "no:cacheprovider",
        "-k",
        "tidewire",
    )
    assert laws.returncode == 0, laws.stdout
    assert re.search(r"^6 passed", laws.stdout, re.MULTILINE), laws.stdout
    reader = "generator/readers/json/tidewire.py"
    for check in (("check",), ("format", "--check")):
        done = _run(copy, "-m", "ruff", *check, "--no-cache", reader)
        assert done.returncode == 0, done.stdout
