"""The floors of generator/: who may import whom, and what the lower floors must not touch."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "generator"

FLOORS = {
    0: ("__init__", "errors", "limits", "model"),
    1: (
        *("text", "escape", "charset", "dates", "places", "links", "labels", "identity"),
        *("jsons", "codec", "frontmatter", "languages", "markup"),
        *("countries", "outlets"),
    ),
    2: ("history", "page", "phrases", "sections"),
    3: ("containers/", "readers/", "records", "schema", "told"),
    4: ("assembly", "cards", "search/", "sidecars"),
    5: ("bundles", "catalog", "contents", "drafts", "guards", "known", "shelf", "workers"),
    6: (
        *("conversion", "inspection", "linkcheck", "listing", "reading", "rebuilding", "serving", "site/", "sync"),
        "withdrawing",
    ),
    7: ("cli", "cli_limits", "cli_lists", "cli_withdraw", "__main__"),
}
"""The design's table; a name that ends with a slash is a folder."""

NEIGHBOURS = {
    "charset": {"text"},
    "conversion": {"reading"},
    "contents": {"bundles"},
    "dates": {"text"},
    "guards": {"workers"},
    "history": {"phrases"},
    "identity": {"links", "text"},
    "known": {"catalog"},
    "languages": {"markup"},
    "outlets": {"identity", "links", "text"},
    "listing": {"sync"},
    "markup": {"links"},
    "page": {"sections"},
    "records": {"schema"},
    "readers/archive_csv": {"records"},
    "readers/archive_json": {"records", "schema"},
    "readers/base": {"records"},
    "readers/checks": {"schema"},
    "readers/json_reader": {"records"},
    "search/fields": {"cards"},
    "serving": {"rebuilding"},
    "site/generator": {"sync"},
    "cli": {"cli_limits", "cli_lists", "cli_withdraw"},
    "cli_withdraw": {"cli_lists"},
    "__main__": {"cli"},
}
"""What a file may import from its own floor. Files of one folder may import each other, as long as no circle comes of it."""

LONGEST = 300
REASONS = {
    "assembly": "all rules of precedence, between captures and within one, in one place",
    "catalog": "every question to the database beside the tables that answer it",
    "model": "every value of a story in one place, each with its rules beside it",
    "told": "every value that the site tells of a story in one place, each with its meaning beside it",
    "page": "the page format both ways: what one half writes and the other reads must be seen together",
    "schema": "what is said of every field in one table, beside the schema that is made of it",
}
"""Files over 300 lines, and why."""

PURE = 4
"""The highest floor that opens no file, reads no clock and prints nothing."""
OUTSIDE_MODULES = {
    "os", "sys", "time", "io", "pathlib", "shutil", "tempfile", "subprocess", "socket", "logging", "random", "secrets", "glob",
    "urllib.request", "threading", "multiprocessing", "importlib", "click", "rich", "pelican",
}  # fmt: skip
OUTSIDE_CALLS = {
    "open", "print", "input", "eval", "exec", "breakpoint", "__import__", "read_text", "read_bytes", "write_text",
    "write_bytes", "now", "today", "utcnow", "localtime",
}  # fmt: skip

INSIDE = {"containers/zips": {"open"}}
"""What looks like such a call and is none: a zip's members are opened, and no file."""

FILES = sorted(ROOT.rglob("*.py"))


def name_of(path: Path) -> str:
    """`readers/base` for generator/readers/base.py."""
    return path.relative_to(ROOT).with_suffix("").as_posix()


def folder_of(name: str) -> str:
    """`readers/` for `readers/base`, nothing for a file on the first level."""
    return f"{name.split('/')[0]}/" if "/" in name else ""


def floor_of(name: str) -> int | None:
    """The floor on which a file stands."""
    return next(
        (floor for floor, names in FLOORS.items() if name in names or (folder_of(name) and folder_of(name) in names)), None
    )


def imported(source: str) -> Iterator[tuple[str, str | None]]:
    """The modules that a file imports, each with a name that it takes from it, wherever in the file the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their module in full"
            yield from ((node.module or "", alias.name) for alias in node.names)


def own_imports(source: str, names: set[str]) -> set[str]:
    """The files of generator/ that a file imports; a module taken from its folder is the module, not the folder."""
    found = set()
    for module, taken in imported(source):
        head, _, tail = module.partition(".")
        if head == "generator":
            path = tail.replace(".", "/")
            within = (f"{path}/{taken}" if path else taken) if taken else path
            file = next(
                (name for name in (within, f"{within}/__init__", path, f"{path}/__init__") if name in names), "__init__"
            )
            found.add(file)
    return found


def forbidden(source: str) -> set[str]:
    """What a file touches outside the program: modules that it imports and functions that it calls."""
    names = {module for module, _ in imported(source)} | {f"{module}.{taken}" for module, taken in imported(source) if taken}
    found = {name for name in names if name in OUTSIDE_MODULES or name.split(".")[0] in OUTSIDE_MODULES}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            found |= {called} & OUTSIDE_CALLS
    return found


NAMES = {name_of(path) for path in FILES}
IMPORTS = {name_of(path): own_imports(path.read_text(encoding="utf-8"), NAMES) - {name_of(path)} for path in FILES}


def may_import(name: str, other: str) -> bool:
    """Whether the table lets one file import another."""
    below = (floor_of(other) or 0) < (floor_of(name) or 0)
    return below or other in NEIGHBOURS.get(name, ()) or folder_of(name) == folder_of(other) != ""


def test_every_file_stands_on_a_floor() -> None:
    """Every file of generator/ is in the table, and in one place of it."""
    assert [name for name in sorted(NAMES) if floor_of(name) is None] == []
    assert len([name for names in FLOORS.values() for name in names]) == len(
        {name for names in FLOORS.values() for name in names}
    )
    assert {"readers/page_text", "assembly", "site/__init__"} <= NAMES


@pytest.mark.parametrize("name", sorted(IMPORTS))
def test_imports_come_from_lower_floors(name: str) -> None:
    """A file imports only from lower floors, from its own folder, or from the neighbours that the table names."""
    assert [other for other in sorted(IMPORTS[name]) if not may_import(name, other)] == []


def test_no_circles() -> None:
    """No file imports itself by way of others."""
    order = list(TopologicalSorter(IMPORTS).static_order())
    assert set(order) == NAMES


def test_named_neighbours_are_needed() -> None:
    """The table names no neighbour that is not imported."""
    assert [(name, other) for name, others in NEIGHBOURS.items() for other in others if other not in IMPORTS[name]] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_lower_floors_are_pure(path: Path) -> None:
    """Floors 0 to 4 open no file, read no clock and print nothing."""
    if (floor_of(name_of(path)) or 0) <= PURE:
        assert forbidden(path.read_text(encoding="utf-8")) == INSIDE.get(name_of(path), set())


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_only_the_site_knows_pelican(path: Path) -> None:
    """Only site/ imports pelican, and only the command line imports click."""
    heads = {module.split(".")[0] for module, _ in imported(path.read_text(encoding="utf-8"))}
    assert "pelican" not in heads or folder_of(name_of(path)) == "site/"
    assert "click" not in heads or name_of(path) in FLOORS[7]


def test_long_files_have_a_reason() -> None:
    """A file of more than 300 lines is listed with its reason."""
    long = {name_of(path) for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST}
    assert long - set(REASONS) == set()


def test_the_checks_see_what_they_look_for() -> None:
    """An import hidden in a function or for type checking only, a clock, a file and a print are all seen."""
    source = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from generator import cli\n"
        "def f():\n    from generator.readers.base import Row\n    import urllib.parse, time\n    from urllib import request\n"
        "    print(datetime.datetime.now(), Path('x').read_text(), open('y'))\n"
    )
    assert own_imports(source, NAMES) == {"cli", "readers/base"}
    assert own_imports("from generator import readers, __version__", NAMES) == {"readers/__init__", "__init__"}
    assert forbidden(source) == {"time", "urllib.request", "print", "now", "read_text", "open"}
    assert not may_import("dates", "cli")
    assert not may_import("dates", "labels")
    assert may_import("site/html", "page")
