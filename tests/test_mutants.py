"""`make mutants`: what no test notices is told, what one notices is not, and nothing else is said to be noticed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import mutants

FERRY = '''"""A ferry."""


def is_full(boats: int) -> bool:
    """Whether no boat finds room."""
    return boats > 3
'''
TESTED = "from generator.ferry import is_full\n\n\ndef test_full():\n    assert is_full(9) and not is_full(0)\n"
EXACT = TESTED + "    assert is_full(4) and not is_full(3)\n"


def _project(folder: Path, tests: str) -> Path:
    """A project with one module and its tests, beside the driver."""
    files = {
        "generator/__init__.py": "",
        "generator/ferry.py": FERRY,
        "tests/__init__.py": "",
        "tests/test_ferry.py": tests,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    shutil.copy2(mutants.__file__, folder / "tests")
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


def _run(folder: Path, *arguments: str) -> tuple[int, list[str], str]:
    """Status, lines and complaint of a run over the project."""
    command = [sys.executable, "-m", "tests.mutants", *arguments, "generator"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines(), done.stderr.strip()


def test_what_no_test_notices_is_told(tmp_path: Path) -> None:
    """Each mistake that all tests let pass is printed with its place, and the files at work stay as they are."""
    pytest.importorskip("mutmut")
    folder = _project(tmp_path, TESTED)
    status, lines, _ = _run(folder)
    assert status == 0
    assert "generator/ferry.py:6 survived" in lines
    assert set(lines) & {"+    return boats >= 3", "+    return boats > 4"}
    assert (folder / "generator" / "ferry.py").read_text() == FERRY
    assert _run(_project(tmp_path / "exact", EXACT))[1] == [
        "2 mutants of 2 files, seed 1: 2 killed, 0 survived, 0 took more than 120 seconds."
    ]


def test_a_test_that_fails_anyway_notices_nothing(tmp_path: Path) -> None:
    """A failure that is there without any mistake ends the run, and is named."""
    pytest.importorskip("mutmut")
    status, _, said = _run(_project(tmp_path, TESTED + "    assert is_full(2)\n"))
    assert status == 1
    assert (
        said == "tests/test_ferry.py::test_full fails although nothing is changed. Try: make test"
    )


def test_the_seed_decides(tmp_path: Path) -> None:
    """The same seed tries the same mistakes in the same order; each is one change of one line."""
    pytest.importorskip("mutmut")
    lines = (f"    return boats > {number} if boats else {number + 10}" for number in range(20))
    (tmp_path / "ferry.py").write_text(FERRY + "\n".join(lines))
    one, again, other = (
        [(each.line, each.diff) for each in mutants.mutants(tmp_path, [Path("ferry.py")], seed)]
        for seed in (1, 1, 2)
    )
    assert one == again != other
    assert all(len(diff.splitlines()) == 2 for _, diff in one)


def test_the_nearest_tests_run(tmp_path: Path) -> None:
    """First those that import the module, those that bear its name before others; then those of what imports it; no browser."""
    files = {
        "generator/ferry.py": "",
        "generator/harbour.py": "from generator import ferry",
        "tests/test_far.py": "from generator import harbour",
        "tests/sea/test_ferry.py": "from generator.ferry import is_full\nfrom generator import harbour",
        "tests/test_boats.py": "from generator.ferry import is_full",
        "tests/seen/conftest.py": "import playwright.sync_api",
        "tests/seen/test_view.py": "from generator import ferry",
        "tests/helper.py": "from generator import ferry",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    imports = mutants.Imports.of(tmp_path)
    found = [path.as_posix() for path in imports.tests(Path("generator/ferry.py"), 9)]
    assert found == ["tests/sea/test_ferry.py", "tests/test_boats.py", "tests/test_far.py"]
    assert [path.stem for path in imports.tests(Path("generator/ferry.py"), 1)] == ["test_ferry"]
