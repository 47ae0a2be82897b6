"""What the archive holds, told on the command line: each story once, by what was asked, and figures
that are true.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.story.model import Coverage
from tests.support.archives import told_page, write
from tests.support.program import Done, run

PAGES = {
    "2025/ferries": told_page(
        "Ferries Return to Skerry", "2025-07-08", outlets=("The Plain Ledger", "Tideline"),
        places=("Halmsund",),
        coverage=Coverage(reported_articles=1200), summary="The strike ends.",
        captured="2025-07-09",
    ),
    "2025/elysee": told_page(
        "Élysée Reopens", "2025-02-01", outlets=("Le Quai",), places=("Porto Lume", "Brannock"),
        topics=("art",),
    ),
    "2024/bridge": told_page(
        "Bridge Shut", None, outlets=("The Plain Ledger", None), captured="2024-12-31T10:00:00Z",
    ),
    "undated/keepers": told_page(None, None),
}  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of four stories."""
    write(tmp_path / "content" / "stories", PAGES)
    return tmp_path


def _run(archive: Path, *arguments: str) -> Done:
    command, *rest = arguments
    return run(command, "--content", archive / "content", "--cache", archive / "cache", *rest)


def _pages(archive: Path, *arguments: str) -> list[str]:
    done = _run(archive, "list", *arguments)
    assert (done.code, done.err) == (0, "")
    return [line.split("\t")[2].removesuffix(".md") for line in done.out.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), ["2025/ferries", "2025/elysee", "2024/bridge", "undated/keepers"]),
        (("--since", "2025"), ["2025/ferries", "2025/elysee"]),
        (("--since", "2025-02-02"), ["2025/ferries"]),
        (("--since", "2024-12"), ["2025/ferries", "2025/elysee", "2024/bridge"]),
        (("--place", "lume port"), ["2025/elysee"]),
        (("--outlet", "plain"), ["2025/ferries", "2024/bridge"]),
        (("--outlet", "edger"), []),
        (("--query", "elysee"), ["2025/elysee"]),
        (("--query", "STRIKE ferr"), ["2025/ferries"]),
        (("--query", "ferries shut"), []),
        (("--outlet", "plain", "--since", "2025", "--query", "skerry"), ["2025/ferries"]),
    ],
)
def test_stories_that_are_asked_for(
    archive: Path, arguments: tuple[str, ...], expected: list[str]
) -> None:
    """Newest first, those without any day last; every condition must hold, and words may be begun,
    in any case or accent.
    """
    assert _pages(archive, *arguments) == expected


def test_a_line_a_story(archive: Path) -> None:
    """Day, headline and page; a story without the one or the other says so."""
    assert _run(archive, "list").out.splitlines() == [
        "2025-07-08\tFerries Return to Skerry\t2025/ferries.md",
        "2025-02-01\tÉlysée Reopens\t2025/elysee.md",
        "captured 2024-12-31\tBridge Shut\t2024/bridge.md",
        "undated\tUntitled story\tundated/keepers.md",
    ]


def test_the_list_as_json(archive: Path) -> None:
    """What no bundle states is null; an outlet is named once."""
    (told,) = json.loads(_run(archive, "list", "--json", "--query", "strike").out)
    assert told == {
        "page": "2025/ferries.md", "title": "Ferries Return to Skerry", "date": "2025-07-08",
        "captured_on": "2025-07-09",
        "places": ["Halmsund"], "outlets": ["The Plain Ledger", "Tideline"], "reported": 1200,
        "captured": 2,
    }  # fmt: skip
    assert json.loads(_run(archive, "list", "--json", "--place", "nowhere").out) == []


def test_figures(archive: Path) -> None:
    """Every story counts as dated, dated by its capture, or undated; what is not stated does not
    count as none.
    """
    told: dict[str, Any] = json.loads(_run(archive, "stats", "--json").out)
    assert told == {
        "stories": 4, "dated": 2, "dated by their first capture only": 1, "undated": 1,
        "withdrawn": 0,
        "captures": 4, "articles captured": 5,
        "articles reported": 1200, "stories that state how many": 1, "first day": "2024-12-31",
        "last day": "2025-07-08",
        "outlets": 3, "places": 3, "topics": 1, "captures by reader": {"page-text": 4},
        "stories by language": {"not known": 4},
    }  # fmt: skip
    lines = dict(line.split("\t") for line in _run(archive, "stats").out.splitlines())
    assert lines.keys() == told.keys()
    assert (lines["articles reported"], lines["captures by reader"]) == ("1,200", "page-text 4")


def test_the_list_is_of_the_pages_as_they_are(archive: Path) -> None:
    """A page that came, changed or went since the last time is seen, and the catalog may be lost or
    damaged.
    """
    assert len(_pages(archive)) == 4
    stories = archive / "content" / "stories"
    (stories / "2024" / "bridge.md").unlink()
    changed = stories / "2025" / "elysee.md"
    changed.write_text(
        changed.read_text(encoding="utf-8").replace("Élysée Reopens", "Élysée Shut Again"),
        encoding="utf-8",
    )
    assert [line.split("\t")[1] for line in _run(archive, "list").out.splitlines()] == [
        "Ferries Return to Skerry", "Élysée Shut Again", "Untitled story",
    ]  # fmt: skip
    (catalog,) = (archive / "cache").glob("*.sqlite")
    data = catalog.read_bytes()
    catalog.write_bytes(data[: len(data) // 2])
    assert len(_pages(archive)) == 3


def test_a_page_that_cannot_be_read_hides_no_other(archive: Path) -> None:
    """It is named with what is wrong, and the others are listed."""
    (archive / "content" / "stories" / "2025" / "broken.md").write_text(
        "---\nschema: 9\n---\n", encoding="utf-8"
    )
    done = _run(archive, "list")
    assert (done.code, len(done.out.splitlines())) == (3, 4)
    assert "broken.md" in done.err
    assert "schema 9" in done.err


def test_no_archive_is_a_sentence(tmp_path: Path) -> None:
    """A folder without stories is named, with what to try."""
    done = run("list", "--content", tmp_path)
    assert (done.code, done.out) == (1, "")
    assert (
        done.err
        == f"Stopped: {tmp_path} holds no folder `stories`. Name the archive's content folder "
        f"by --content.\n"
    )


@pytest.mark.parametrize(
    "since", ["2025-13", "2025-02-30", "25", "2025-7-8", "yesterday", "2025-07-08T10:00", ""]
)
def test_a_day_that_is_none_is_wrong_usage(archive: Path, since: str) -> None:
    """What is no day, month or year is said, and nothing is listed."""
    done = _run(archive, "list", "--since", since)
    assert (done.code, done.out) == (2, "")
    assert "is no day, month or year; write 2025-07-08, 2025-07 or 2025" in done.err
