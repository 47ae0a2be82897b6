"""The floors of generator/: which wing may import which, and what the pure ones must not touch."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.support.repository import ROOT as REPOSITORY

ROOT = REPOSITORY / "generator"

WINGS = (
    ("__init__", "counting", "errors"),
    ("limits",),
    ("system",),
    ("text",),
    ("story",),
    ("page",),
    ("records",),
    ("containers",),
    ("readers",),
    ("bundles",),
    ("convert",),
    ("catalog",),
    ("search",),
    ("site",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
"""The wings of generator/, the lowest first, each of which imports from those above it in this list
only.

A wing is a folder; the first and the last row are the files in the root. The files of one folder
may import each other, as long as no circle comes of it.
"""

PURE = (
    "__init__",
    "counting",
    "errors",
    "limits",
    "text",
    "story",
    "page",
    "records",
    "containers",
    "readers",
    "bundles",
    "search",
)
"""Wings that open no file, read no clock and print nothing."""
DOORS = {
    "page/store": "the store of pages on the disk",
    "bundles/finding": "finds bundles on the disk",
    "bundles/opening": "opens what was found",
}
"""The files of pure wings that are the doors to the disk, each with its reason."""

LONGEST = 300
REASONS = {
    "story/fields": "the kinds of values, what a field declares, and the checks made of it, at once",
    "catalog/database": "every question to the database beside the tables that answer it",
    "story/model": "every value of a story in one place, each with its rules beside it",
    "catalog/presentation": "every value that the site tells of a story in one place, each with "
    "its meaning beside it",
    "page/format": "the page format both ways: what one half writes and the other reads must be "
    "seen together",
    "records/schema": "what is said of every field in one table, beside the schema made of it",
}
"""Files over 300 lines, and why."""
TO_SPLIT = {
    "bundles/finding",
    "commands/inspect",
    "convert/run",
    "search/inversion",
}
"""Files that became long with lines of 100 characters; each is to be split, and none is added."""

OUTSIDE_MODULES = {
    "os", "sys", "time", "io", "pathlib", "shutil", "tempfile", "subprocess", "socket", "logging",
    "random", "secrets", "glob",
    "urllib.request", "threading", "multiprocessing", "importlib", "click", "rich", "pelican",
}  # fmt: skip
OUTSIDE_CALLS = {
    "open", "print", "input", "eval", "exec", "breakpoint", "__import__", "read_text",
    "read_bytes", "write_text",
    "write_bytes", "now", "today", "utcnow", "localtime",
}  # fmt: skip

INSIDE = {"containers/zip": {"open"}}
"""What looks like such a call and is none: a zip's members are opened, and no file."""

FILES = sorted(ROOT.rglob("*.py"))


def name_of(path: Path) -> str:
    """`readers/base` for generator/readers/base.py."""
    return path.relative_to(ROOT).with_suffix("").as_posix()


def wing_of(name: str) -> str:
    """`readers` for `readers/html/saved`, and the file's own name for one in the root."""
    return name.split("/")[0]


def floor_of(name: str) -> int:
    """The row of WINGS in which a file's wing stands; raises StopIteration for one that stands in
    none.
    """
    return next(floor for floor, names in enumerate(WINGS) if wing_of(name) in names)


def imported(source: str) -> Iterator[tuple[str, str | None]]:
    """The modules that a file imports, each with a name that it takes from it, wherever in the file
    the import stands.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their module in full"
            yield from ((node.module or "", alias.name) for alias in node.names)


def own_imports(source: str, names: set[str]) -> set[str]:
    """The files of generator/ that a file imports; a module taken from its folder is the module,
    not the folder.
    """
    found = set()
    for module, taken in imported(source):
        head, _, tail = module.partition(".")
        if head == "generator":
            path = tail.replace(".", "/")
            within = (f"{path}/{taken}" if path else taken) if taken else path
            file = next(
                (
                    name
                    for name in (within, f"{within}/__init__", path, f"{path}/__init__")
                    if name in names
                ),
                "__init__",
            )
            found.add(file)
    return found


def forbidden(source: str) -> set[str]:
    """What a file touches outside the program: modules that it imports and functions that it
    calls.
    """
    names = {module for module, _ in imported(source)} | {
        f"{module}.{taken}" for module, taken in imported(source) if taken
    }
    found = {
        name for name in names if name in OUTSIDE_MODULES or name.split(".")[0] in OUTSIDE_MODULES
    }
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = (
                node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            )
            found |= {called} & OUTSIDE_CALLS
    return found


NAMES = {name_of(path) for path in FILES}
IMPORTS = {
    name_of(path): own_imports(path.read_text(encoding="utf-8"), NAMES) - {name_of(path)}
    for path in FILES
}


def may_import(name: str, other: str) -> bool:
    """Whether the table lets one file import another."""
    return floor_of(other) < floor_of(name) or wing_of(name) == wing_of(other)


def test_every_wing_is_in_the_table() -> None:
    """Every file of generator/ belongs to one row of the table, and the table names no wing that is
    none.
    """
    wings = [wing for row in WINGS for wing in row]
    assert set(wings) == {wing_of(name) for name in NAMES}
    assert len(wings) == len(set(wings))
    assert {"readers/story_page/text", "convert/run", "site/__init__"} <= NAMES


@pytest.mark.parametrize("name", sorted(IMPORTS))
def test_imports_come_from_lower_floors(name: str) -> None:
    """A file imports only from lower wings and from its own."""
    assert [other for other in sorted(IMPORTS[name]) if not may_import(name, other)] == []


def test_no_circles() -> None:
    """No file imports itself by way of others."""
    order = list(TopologicalSorter(IMPORTS).static_order())
    assert set(order) == NAMES


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_pure_wings_touch_nothing_outside(path: Path) -> None:
    """Files of the pure wings open no file, read no clock and print nothing, but for the named
    doors to the disk.
    """
    name = name_of(path)
    if wing_of(name) in PURE and name not in DOORS:
        assert forbidden(path.read_text(encoding="utf-8")) == INSIDE.get(name, set())


def test_exceptions_are_few_and_needed() -> None:
    """At most five files are named as exceptions, and each of them needs it."""
    assert len(DOORS) + len(INSIDE) <= 5
    touching = {name_of(path) for path in FILES if forbidden(path.read_text(encoding="utf-8"))}
    assert {*DOORS, *INSIDE} <= touching


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_only_the_site_knows_pelican(path: Path) -> None:
    """Only site/ imports pelican, and only the command line imports click."""
    heads = {module.split(".")[0] for module, _ in imported(path.read_text(encoding="utf-8"))}
    assert "pelican" not in heads or wing_of(name_of(path)) == "site"
    assert "click" not in heads or wing_of(name_of(path)) in ("cli", "__main__")


def test_long_files_have_a_reason() -> None:
    """A file of more than 300 lines is listed with its reason."""
    long = {
        name_of(path)
        for path in FILES
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST
    }
    assert long - set(REASONS) - TO_SPLIT == set()


def test_the_checks_see_what_they_look_for() -> None:
    """An import hidden in a function or for type checking only, a clock, a file and a print are all
    seen.
    """
    source = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from generator import cli\n"
        "def f():\n    from generator.readers.base import Row\n    import urllib.parse, time\n "
        "   from urllib import request\n"
        "    print(datetime.datetime.now(), Path('x').read_text(), open('y'))\n"
    )
    assert own_imports(source, NAMES) == {"cli/__init__", "readers/base"}
    assert own_imports("from generator import readers, __version__", NAMES) == {
        "readers/__init__",
        "__init__",
    }
    assert forbidden(source) == {"time", "urllib.request", "print", "now", "read_text", "open"}
    assert not may_import("story/dates", "cli/app")
    assert not may_import("text/normal", "story/model")
    assert may_import("site/stock/html", "page/format")
