"""The broken bundles of `tests/samples/broken`, and what the program says about each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.program import pages, run
from tests.support.repository import ROOT

BROKEN = ROOT / "tests" / "samples" / "broken"
TABLE = "sentences.json"
SENTENCES: dict[str, Any] = json.loads((BROKEN / TABLE).read_text(encoding="utf-8"))
"""What is said of each: one sentence, or several in their order; a note among problems as an
object."""
READ_ALL_THE_SAME = {
    "cut-behind-its-first-byte.txt",
    "cut-in-the-last-character.txt",
    "cut-in-the-only-character.txt",
    "json-count.json",
    "latin-1.txt",
    "record-key.json",
    "windows-1252.txt",
}
"""Damaged so little that they are read, with a note."""
READ_IN_PART = {
    "feed-cut.xml",
    "ground-news-cut-behind-a-story.json",
    "ground-news-page-cut-behind-a-story.html",
    "ground-news-page-key-twice.html",
    "ground-news-page-row.html",
    "json-cut-behind-a-story.json",
    "json-nonsense-beside.json",
}
"""Bundles of several stories, of which the whole ones are read."""


def _said_of(name: str) -> list[tuple[str, str]]:
    """What is said of a bundle, each sentence behind its kind."""
    said = SENTENCES[name] if isinstance(SENTENCES[name], list) else [SENTENCES[name]]
    kind = "note" if name in READ_ALL_THE_SAME else "problem"
    return [(kind, each) if isinstance(each, str) else ("note", each["note"]) for each in said]


def _bundles() -> list[Path]:
    return [path for path in sorted(BROKEN.iterdir()) if path.name != TABLE]


def test_every_broken_bundle_has_its_sentence() -> None:
    """The table names every file of the folder, and no other."""
    assert set(SENTENCES) == {path.name for path in _bundles()}


def test_the_program_says_the_sentence_about_each(tmp_path: Path) -> None:
    """About each broken bundle the program says the table's sentences, each once, and nothing else."""
    done = run("convert", *_bundles(), "--content", tmp_path)
    said = [line for line in done.err.splitlines() if line.startswith(("problem ", "note "))]
    assert said == [
        f"{kind:<9} {path.name}: {each}"
        for path in _bundles()
        for kind, each in _said_of(path.name)
    ]
    assert done.code == 3


def test_broken_bundles_leave_the_good_ones_alone(tmp_path: Path) -> None:
    """What is read, with a note or in part, goes to its page; what is a problem goes to none."""
    done = run("convert", BROKEN, "--content", tmp_path, "--report", "-")
    outcomes = {row["bundle"]: row for row in map(json.loads, done.out.splitlines())}
    del outcomes[TABLE]
    assert {
        name for name, row in outcomes.items() if row["pages"]
    } == READ_ALL_THE_SAME | READ_IN_PART
    assert len(pages(tmp_path)) == 7


def test_inspect_says_the_same_sentence() -> None:
    """`inspect` ends with exit code 3 on a problem, and names it as `convert` does."""
    done = run("inspect", BROKEN / "picture.txt")
    assert (done.code, done.err) == (3, f"picture.txt: {SENTENCES['picture.txt']}\n")
