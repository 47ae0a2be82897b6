"""`make mutants`: mistakes made on purpose, one at a time, to see whether the tests notice them.

Mutmut's operators make the mistakes: a comparison with its border moved, a number one larger, an
argument left out. Of all places in the chosen files a seeded choice is tried, one mistake a place,
until the time is up. Each is made in a copy of the project, where the tests nearest to the file
then run; a mistake that they all let pass is printed, to be caught by a new test or explained.

Why not mutmut or cosmic-ray as they are: neither takes a seed, a sample or a bound in time; mutmut
leaves alone whatever is decorated or stands outside of functions, and cosmic-ray changes the files
at work in place, and starts Python anew for each mistake.

usage: python -m tests.mutants [--seconds 600] [--seed 1] [--tests 4] [FILE OR FOLDER…]
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import importlib
import importlib.util
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WINGS = ("generator/story", "generator/page", "generator/records", "generator/search")
"""What is tried where nothing is named."""
MEMORY = 2 << 30
"""Bytes that they may take."""
PACKAGES = {"generator", "tests"}


# --- mutants --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mutant:
    """A file with one mistake in it."""

    path: Path
    """Below the project's root."""
    line: int
    source: str
    diff: str


def mutants(root: Path, paths: Iterable[Path], seed: int) -> Iterator[Mutant]:
    """One mutant of every place of the files, in an order that follows from the seed alone."""
    import libcst as cst

    chance = random.Random(seed)  # noqa: S311  # a sample, and no secret
    places = []
    for path in sorted(paths):
        module = cst.MetadataWrapper(cst.parse_module((root / path).read_text(encoding="utf-8")))
        places += [(path, module.module, line, changes) for line, changes in _places(module)]
    chance.shuffle(places)
    for path, module, line, changes in places:
        original, changed = chance.choice(changes)
        source = module.deep_replace(original, changed).code
        yield Mutant(path, line, source, _diff(module.code, source))


def _places(module: Any) -> Iterator[tuple[int, list[tuple[Any, Any]]]]:
    """Every place of a module that can be changed: its line, and what can stand instead of what."""
    import libcst as cst
    from libcst.metadata import PositionProvider
    from mutmut.mutation.mutators import mutation_operators

    lines = module.resolve(PositionProvider)
    # What only types, decorates or imports changes nothing that runs, or ends the program at once.
    passive = cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom
    waiting = [module.module]
    while waiting:
        node = waiting.pop()
        if isinstance(node, passive) or _is_check(node):
            continue
        waiting += reversed(node.children)
        kinds = (operator for kind, operator in mutation_operators if isinstance(node, kind))
        changes = [
            (node, changed)
            for operator in kinds
            for changed in operator(node)
            if _checks(node) == _checks(changed)
        ]
        if changes:
            yield lines[node].start.line, changes


def _is_check(node: Any) -> bool:
    """Whether it is `strict=True`, which holds what is true already."""
    return getattr(getattr(node, "keyword", None), "value", None) == "strict"


def _checks(node: Any) -> list[Any]:
    return [each for each in getattr(node, "args", ()) if _is_check(each)]


def _diff(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))


# --- tests ----------------------------------------------------------------------------------------


def _imported(path: Path) -> set[str]:
    """All that a file may import, dotted: modules, and names within them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def module_of(path: Path) -> str:
    """`generator.story.dates` for generator/story/dates.py."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


@dataclass(frozen=True)
class Imports:
    """Which modules of the project import which."""

    paths: Mapping[str, Path]
    imports: Mapping[str, set[str]]

    @classmethod
    def of(cls, root: Path) -> Imports:
        """The imports of all modules below a root."""
        files = [path for package in sorted(PACKAGES) for path in (root / package).rglob("*.py")]
        paths = {module_of(path.relative_to(root)): path.relative_to(root) for path in files}
        return cls(paths, {name: _imported(root / path) for name, path in paths.items()})

    def _reach(self, name: str) -> set[str]:
        """All that a test brings with it, its folder's fixtures included."""
        folder = name.rpartition(".")[0]
        seen, waiting = set(), [name, f"{folder}.conftest"]
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                waiting += self.imports.get(each, ())
        return seen

    def _is_test(self, name: str) -> bool:
        """Whether it is a file of tests that need no browser."""
        if not name.rpartition(".")[2].startswith("test_"):
            return False
        return not any(each.split(".")[0] == "playwright" for each in self._reach(name))

    def _rank(self, test: str, tested: set[str]) -> tuple[bool, bool, int, str]:
        """First what is named after what it tests, last what starts programs; few imports first."""
        stems = {name.rpartition(".")[2] for name in self.imports[test] & tested}
        named = any(test.endswith(f"_{stem}") for stem in stems)
        own = sum(each in self.paths for each in self.imports[test])
        return not named, "subprocess" in self.imports[test], own, test

    def tests(self, path: Path, count: int) -> list[Path]:
        """The files of tests nearest to a module: what imports it, then what imports that."""
        name = module_of(path)
        found: list[str] = []
        seen, ring = {name}, {name}
        while ring and len(found) < count:
            inner = ring
            ring = {each for each in self.paths if each not in seen and self.imports[each] & inner}
            seen |= ring
            tests = [(self._rank(each, inner), each) for each in ring if self._is_test(each)]
            found += [test for _, test in sorted(tests)]
        return [self.paths[test] for test in found[:count]]


# --- runs -----------------------------------------------------------------------------------------


@dataclass(eq=False)
class Failures:
    """A plugin of pytest that runs what is quick first, and keeps what failed."""

    names: list[str] = field(default_factory=list)

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Put the laws over generated stories behind all that is tested on one example."""
        from hypothesis import is_hypothesis_test

        items.sort(key=lambda item: is_hypothesis_test(getattr(item, "obj", None)))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep a test that failed."""
        if report.failed:
            self.names.append(report.nodeid)

    def pytest_collectreport(self, report: Any) -> None:
        """Keep a file that could not be imported."""
        if report.failed:
            self.names.append(report.nodeid)


@dataclass(frozen=True)
class Run:
    """How a run of tests ended."""

    status: int | None
    """Pytest's; None where it took too long."""
    failed: Sequence[str] = ()
    modules: Sequence[str] = ()
    """What was imported from outside of the project."""


def _settle(folder: Path) -> None:
    """Make a forked process one that works in the copy, and in nothing else."""
    os.setsid()
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(quiet, stream)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    os.chdir(folder)
    os.environ["PYTHONPATH"] = sys.path[0] = str(folder)
    for name in [name for name in sys.modules if name.split(".")[0] in PACKAGES]:
        del sys.modules[name]


def _pytest(folder: Path, arguments: Sequence[str], answer: Connection) -> None:
    """Run tests in the copy, and say how they ended."""
    import pytest
    from hypothesis import HealthCheck, Phase, settings

    _settle(folder)
    settings.register_profile(
        "mutants",
        max_examples=25,
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=(Phase.explicit, Phase.generate),  # what is found need not be made small
    )
    failures = Failures()
    plain = ("-x", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-profile=mutants")
    known = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
    places = (f"--rootdir={folder}", f"--basetemp={folder.parent / 'made'}")
    status = pytest.main([*plain, *known, *places, *arguments], plugins=[failures])
    modules = [
        name
        for name, module in list(sys.modules.items())
        if name.split(".")[0] not in {*PACKAGES, "__main__", "__mp_main__"}
        and not str(getattr(module, "__file__", None) or folder).startswith(str(folder))
    ]
    answer.send((int(status), failures.names, modules))
    answer.close()
    os._exit(0)


class Copy:
    """A copy of the project, in which files are changed and tests run."""

    def __init__(self, root: Path, folder: Path, longest: int) -> None:
        self.folder = folder
        self._longest = longest
        self._sound: set[str] = set()
        listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        names = subprocess.run(listed, cwd=root, check=True, capture_output=True, text=True).stdout
        for name in filter(None, names.split("\0")):
            if (root / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, folder / name)

    def run(self, arguments: Sequence[str]) -> Run:
        """Run tests in a process of their own, not longer than they may take."""
        fork = multiprocessing.get_context("fork")
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=_pytest, args=(self.folder, arguments, theirs))
        process.start()
        theirs.close()
        try:
            ended = Run(*ours.recv()) if ours.poll(self._longest) else Run(None)
        except EOFError:  # the process fell
            ended = Run(-1, arguments)
        process.kill()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid or os.getpid(), signal.SIGKILL)  # what it started
        process.join()
        self._keep(ended.modules)
        return ended

    @staticmethod
    def _keep(modules: Iterable[str]) -> None:
        """Import here what tests imported from elsewhere, for all runs that are to come."""
        for name in modules:
            if name not in sys.modules:
                with contextlib.suppress(Exception), warnings.catch_warnings(action="ignore"):
                    importlib.import_module(name)

    @contextlib.contextmanager
    def changed(self, path: Path, source: str) -> Iterator[None]:
        """Change a file for a while."""
        file = self.folder / path
        before = file.read_bytes()
        Path(importlib.util.cache_from_source(str(file))).unlink(missing_ok=True)
        file.write_text(source, encoding="utf-8")
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        try:
            yield
        finally:
            file.write_bytes(before)

    def is_sound(self, test: str) -> bool:
        """Whether a test, or all of a file, passes where nothing is changed."""
        if test not in self._sound and self.run([test]).status == 0:
            self._sound.add(test)
        return test in self._sound


# --- the command ----------------------------------------------------------------------------------


def verdict(copy: Copy, mutant: Mutant, tests: Sequence[Path]) -> str:
    """What becomes of a mutant: killed, survived or late; or the test that fails without it."""
    with copy.changed(mutant.path, mutant.source):
        run = copy.run([test.as_posix() for test in tests])
    if run.status is None:
        return "late"
    if run.status == 0:
        return "survived"
    if not run.failed:
        return f"pytest, with status {run.status},"
    return next((test for test in run.failed if not copy.is_sound(test)), "killed")


def _files(names: Sequence[str]) -> list[Path]:
    """The files that are named, and those of the folders that are."""
    named = [ROOT / name for name in names]
    found = [file for path in named for file in ([path] if path.is_file() else path.rglob("*.py"))]
    return sorted({path.relative_to(ROOT) for path in found})


def _try(copy: Copy, files: Sequence[Path], given: argparse.Namespace) -> Counter[str]:
    """Try mutants until the time is up, and print those that nothing notices."""
    end = time.monotonic() + given.seconds
    imports, counts = Imports.of(ROOT), Counter[str]()
    for mutant in mutants(ROOT, files, given.seed):
        if time.monotonic() > end:
            break
        found = verdict(copy, mutant, imports.tests(mutant.path, given.tests))
        if found not in {"killed", "survived", "late"}:
            sys.exit(f"{found} fails although nothing is changed. Try: make test")
        counts[found] += 1
        if found != "killed":
            print(f"{mutant.path.as_posix()}:{mutant.line} {found}\n{mutant.diff}", flush=True)  # noqa: T201
    return counts


def main() -> None:
    """Say what survived."""
    parser = argparse.ArgumentParser(description="Make mistakes, and see whether the tests notice.")
    parser.add_argument("files", nargs="*", metavar="FILE OR FOLDER")
    parser.add_argument("--seconds", type=int, default=600, help="for the whole (600)")
    parser.add_argument("--each", type=int, default=120, help="seconds for one mutant (120)")
    parser.add_argument("--seed", type=int, default=1, help="of the choice (1)")
    parser.add_argument("--tests", type=int, default=4, help="files of tests for each mutant (4)")
    given = parser.parse_args()
    files = _files(given.files or WINGS)
    with tempfile.TemporaryDirectory() as folder:
        (copy := Path(folder) / "project").mkdir()
        counts = _try(Copy(ROOT, copy, given.each), files, given)
    print(  # noqa: T201
        f"{counts.total()} mutants of {len(files)} files, seed {given.seed}: "
        f"{counts['killed']} killed, {counts['survived']} survived, "
        f"{counts['late']} took more than {given.each} seconds."
    )


if __name__ == "__main__":
    main()
