"""`make shape`: figures of the code's shape, to be looked at and not to be passed.

Lines are counted as they stand in the files, with blank lines, comments and docstrings. A function
is whatever starts with `def`: methods and functions within functions count by themselves.
"""

from __future__ import annotations

import ast
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.test_floors import LONGEST, REASONS

ROOT = Path(__file__).resolve().parent.parent
CODE, TESTS = ROOT / "generator", ROOT / "tests"
NAMED = 12
"""How many names that stand several times are shown."""

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """A function, and how many lines it takes from its `def` to its end."""

    name: str
    place: str
    """File and line."""
    lines: int


@dataclass(frozen=True)
class File:
    """A file of Python, by its path below the folder that is looked at."""

    path: Path
    source: str

    @property
    def name(self) -> str:
        """`story/dates` for story/dates.py."""
        return self.path.with_suffix("").as_posix()

    @property
    def wing(self) -> str:
        """The first folder, or the root."""
        return f"{self.path.parts[0]}/" if len(self.path.parts) > 1 else "(root)"

    @property
    def lines(self) -> int:
        """Lines of the file."""
        return len(self.source.splitlines())

    @cached_property
    def tree(self) -> ast.Module:
        """The file, parsed."""
        return ast.parse(self.source)

    def functions(self) -> Iterator[Function]:
        """Every function, wherever it stands in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, FUNCTION):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield Function(node.name, f"{self.path.as_posix()}:{node.lineno}", lines)

    def classes(self) -> Iterator[str]:
        """The names of all classes, wherever they stand in the file."""
        return (node.name for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    def module_functions(self) -> set[str]:
        """The names of the functions on the module's level."""
        return {node.name for node in self.tree.body if isinstance(node, FUNCTION)}


def files(folder: Path) -> list[File]:
    """All Python files of a folder, in the order of their paths."""
    return [
        File(path.relative_to(folder), path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.py"))
    ]


def repeated(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Names that stand in several places, each with its places; given as name and place."""
    places = defaultdict(list)
    for name, place in names:
        places[name].append(place)
    found = {name: held for name, held in places.items() if len(held) > 1}
    return dict(sorted(found.items(), key=lambda each: (-len(each[1]), each[0])))


def _list(names: dict[str, list[str]]) -> str:
    shown = [f"{name} ({len(places)})" for name, places in list(names.items())[:NAMED]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def tell_functions(code: list[File]) -> Iterator[str]:
    """How long the functions are."""
    functions = sorted((each for file in code for each in file.functions()), key=lambda f: f.lines)
    lines = [function.lines for function in functions]
    longest = functions[-1]
    yield f"Functions: {len(lines):,}"
    yield f"  median {statistics.median(lines):g} lines"
    yield f"  90th percentile {statistics.quantiles(lines, n=10)[-1]:.0f} lines"
    yield f"  longest {longest.lines} lines: {longest.name} ({longest.place})"


def tell_files(code: list[File]) -> Iterator[str]:
    """How long the files are, and why some are longer than others may be."""
    largest = max(code, key=lambda file: file.lines)
    yield f"Files: {len(code)}"
    yield f"  largest {largest.lines} lines: {largest.name}"
    long = sorted((file for file in code if file.lines > LONGEST), key=lambda file: -file.lines)
    yield f"  over {LONGEST} lines: {len(long)}"
    for file in long:
        yield f"    {file.name}, {file.lines} lines: {REASONS.get(file.name, 'no reason is given')}"


def tell_names(code: list[File]) -> Iterator[str]:
    """Names that stand for several things."""
    classes = [(name, file.name) for file in code for name in file.classes()]
    functions = [(name, file.name) for file in code for name in sorted(file.module_functions())]
    again = repeated(classes)
    yield f"Class names that stand twice: {len(again)} of {len({name for name, _ in classes})}"
    if again:
        yield f"  {_list(again)}"
    again = repeated(functions)
    count = sum(map(len, again.values()))
    yield (
        f"Module-level functions whose name stands in several modules: {count} of "
        f"{len(functions):,} ({count / len(functions):.0%})"
    )
    if again:
        yield f"  {_list(again)}"


def tell_wings(code: list[File]) -> Iterator[str]:
    """How many files and lines each wing has."""
    wings = defaultdict(list)
    for file in code:
        wings[file.wing].append(file.lines)
    yield f"Wings: {len(wings)}"
    for wing, lines in sorted(wings.items()):
        yield f"  {wing:<14} {len(lines):>3} files {sum(lines):>7,} lines"


def main() -> None:
    """Print the figures."""
    code = files(CODE)
    lines, tests = (sum(file.lines for file in each) for each in (code, files(TESTS)))
    for tell in (tell_functions, tell_files, tell_names, tell_wings):
        print("\n".join(tell(code)))
    print(f"Tests: {tests:,} lines to {lines:,} of code, {tests / lines:.2f} to 1")


if __name__ == "__main__":
    main()
