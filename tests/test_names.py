"""Names in generator/: each says what a thing is without its neighbours, and says it once."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from tests.test_floors import FILES, name_of

MOST_SHARED = 0.08
"""The share of module-level functions whose name may stand in several modules."""

SHARED = {
    "register": "Pelican calls a plugin by this name; site/stock is a plugin of its own",
}
"""Names of functions that stand in several modules, each with its reason."""

TO_RENAME = {
    "Dated", "Escaped", "Known", "Named", "Recorded", "Synced", "_absence", "_article",
    "_capture", "_facts", "_is_line", "_items", "_name", "_points", "_quoted", "_story",
    "_voice", "guarded", "joined", "known", "name", "ratings", "read", "side", "told",
    "unguarded", "words", "write",
}  # fmt: skip
"""Names that break these rules today; each is to be changed, and none is added."""

RIDDLES = {
    "told", "held", "kept", "left", "made", "met", "said", "sent", "thought", "begun", "built",
    "bound", "found", "known",
    "shown", "seen", "taken", "given", "gone", "done", "drawn", "written", "of", "at", "within",
    "beside", "it", "one",
}  # fmt: skip
"""Participles and small words that say nothing by themselves."""
PARTICIPLE = re.compile(r"[A-Za-z][a-z]{2,}(?:ed|en)")
NOUNS = {"seed", "feed", "need", "speed", "token", "screen", "children"}
"""Words that only look like participles."""

TREES = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def classes() -> dict[str, list[str]]:
    """The name of each class, wherever it stands, with the files that have it."""
    places = defaultdict(list)
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(file)
    return places


def functions() -> dict[str, set[str]]:
    """The name of each module-level function, with the modules that have it."""
    places = defaultdict(set)
    for file, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, FUNCTION):
                places[node.name].add(file)
    return places


def is_riddle(name: str) -> bool:
    """Check whether a name is a bare participle, or a small word that says nothing by itself."""
    word = name.lower()
    return word in RIDDLES or (word not in NOUNS and PARTICIPLE.fullmatch(name) is not None)


def public_names() -> Iterator[str]:
    """The names of public classes and of public functions at the top of a module."""
    yield from (name for name in (*classes(), *functions()) if not name.startswith("_"))


def test_no_class_name_stands_twice() -> None:
    """Each class of the program, private ones too, has a name of its own."""
    assert {
        name: files for name, files in classes().items() if len(files) > 1 and name not in TO_RENAME
    } == {}


def test_public_names_are_no_riddles() -> None:
    """No public class or function is a bare participle, such as `Found`, or a small word."""
    assert sorted({*filter(is_riddle, public_names())} - TO_RENAME) == []


def test_functions_of_one_name_are_the_exception() -> None:
    """Functions of one name in several modules are few, and each such name has its reason."""
    places = functions()
    shared = {name: modules for name, modules in places.items() if len(modules) > 1}
    excused = {*SHARED, *TO_RENAME}
    assert {name: sorted(modules) for name, modules in shared.items() if name not in excused} == {}
    assert set(SHARED) <= set(shared), "a reason for a name that stands once"
    count = sum(map(len, shared.values()))
    assert count <= MOST_SHARED * sum(map(len, places.values()))


def test_no_name_is_excused_that_needs_it_no_longer() -> None:
    """Each name that is still to be changed breaks a rule today."""
    shared = {name for name, modules in functions().items() if len(modules) > 1}
    assert sorted(TO_RENAME - shared - {*filter(is_riddle, public_names())}) == []


def test_the_checks_see_what_they_look_for() -> None:
    """Participles of both forms and small words are seen, names with a noun or a verb are not."""
    assert all(map(is_riddle, ("Told", "found", "decoded", "Hidden", "of", "written", "known")))
    clear = ("Feed", "Token", "KiteFeed", "read_page", "FoundBundle", "is_written", "red")
    assert not any(map(is_riddle, clear))
    assert {"main", "convert_command"} <= set(functions())
    assert {"Story", "Catalog"} <= set(classes())
