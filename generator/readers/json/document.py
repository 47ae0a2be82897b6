"""A bundle's JSON as readers see it: what may be a story, each with its pointer, and what is wrong with the rest.

The standard library passes over a key that stands twice, takes NaN for a number and refuses long
ones. Here such a thing stays in the tree as a value of its own (`Twice`, `Odd`, `Real`), and the
walk that knows its place says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from typing import Any

from generator.counting import plural, quantity
from generator.errors import BundleError, NoStoryError, visible
from generator.limits import JSON_DEPTH as DEEPEST

LISTS = ("stories", "clusters")
"""Keys of a root object whose list holds stories."""
MOST_DIGITS = 18
"""Digits of a number that counts something."""
_LONGEST = 200
"""Characters of a pointer, and of what is cited beside it, in a sentence."""
_FEW = 3
_CHECK = "Check what the scraper wrote there"


@dataclass(frozen=True, slots=True)
class Odd:
    """A number that JSON does not have, or that counts nothing: what is said about it, and the hint."""

    seen: str
    hint: str


@dataclass(frozen=True, slots=True)
class Real:
    """A number with a fraction or an exponent, as written, so that no digit is lost and none is made up."""

    written: str


class Twice(dict[str, Any]):
    """An object in which a key stands twice; it holds the last value of each."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]

    def fault(self, at: str) -> BundleError:
        """What is wrong with the object at this pointer."""
        where = f" in {shown(at)}" if at else ""
        return BundleError(
            f"the key {cited(self.key)} stands twice{where}", "Keep the right one of the two"
        )


@dataclass(frozen=True, slots=True)
class Member:
    """A value that may be a story."""

    at: str
    """Its JSON pointer; empty for the document as a whole."""
    value: Any


@dataclass(frozen=True, slots=True)
class Document:
    """What a bundle's JSON holds."""

    members: tuple[Member, ...]
    """The root object, the members of a root list or of its list of stories, or the lines of JSON
    Lines."""
    beside: Any = None
    """The root object without its list of stories, where there is one."""
    problems: tuple[BundleError, ...] = ()
    """What could not be read; the members are whole all the same."""
    notes: tuple[str, ...] = ()
    """How the members were found, where that is to be said."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Twice(pairs)


def _number(written: str) -> int | Odd:
    digits = len(written.removeprefix("-"))
    if digits <= MOST_DIGITS:
        return int(written)
    return Odd(f"a number of {digits:,} digits", "Write the number that the page shows")


def _constant(name: str) -> Odd:
    return Odd(f"{name}, which is no number in JSON", "Write null where nothing is stated")


DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Real, parse_int=_number, parse_constant=_constant
)


# --- sentences ------------------------------------------------------------------------------------


def shown(pointer: str) -> str:
    """A pointer as a sentence names it: cut where it is long; `the document` for the root."""
    safe = visible(pointer[:_LONGEST])
    return f"{safe}…" if len(pointer) > _LONGEST else safe or "the document"


def cited(text: str) -> str:
    """A text between quotation marks, cut where it is long."""
    return f"'{visible(text[:_LONGEST])}{'…' if len(text) > _LONGEST else ''}'"


def described(value: Any) -> str:
    """What a value is, as sentences say it: `the text 'many'`, `a list of 2 numbers`, `an object with the keys 'a', 'b'`."""
    if isinstance(value, dict):
        keys = ", ".join(map(cited, islice(value, _FEW)))
        more = " and others" if len(value) > _FEW else ""
        return (
            f"an object with the {plural(len(value), 'key')} {keys}{more}"
            if value
            else "an empty object"
        )
    if isinstance(value, list):
        kinds = {_kind(member) for member in value}
        kind = kinds.pop() if len(kinds) == 1 else "value"
        return f"a list of {quantity(len(value), kind)}" if value else "an empty list"
    return (
        f"the text {cited(value)}"
        if isinstance(value, str)
        else "null"
        if value is None
        else _scalar(value)
    )


def _kind(value: Any) -> str:
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (dict, "object"), (list, "list"), (str, "text"), (bool, "value"), ((int, Real, Odd), "number"),
    )  # fmt: skip
    return next((name for kind, name in kinds if isinstance(value, kind)), "value")


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        value.seen
        if isinstance(value, Odd)
        else f"the number {value.written if isinstance(value, Real) else value}"
    )


def unwanted(at: str, value: Any, wanted: str) -> BundleError:
    """That a value of this kind stands where another is wanted."""
    return BundleError(f"{shown(at)} is {described(value)}, where {wanted} is wanted", _CHECK)


def too_deep(where: str) -> BundleError:
    """That more lists and objects stand inside each other than any story has."""
    return BundleError(
        f"more than {DEEPEST} lists and objects stand inside each other{where}", _CHECK
    )


def no_layout(document: Document) -> BundleError:
    """That the JSON is whole, and no reader knows what is in it."""
    values = [member.value for member in document.members]
    root = document.beside or (
        values[0] if len(values) == 1 and not document.members[0].at else values
    )
    first = f"; its first member is {described(values[0])}" if root is values and values else ""
    seen = f"it is JSON in a layout that no reader knows: {described(root)}{first}"
    return NoStoryError(
        seen,
        "Write it as `story-archive schema` says, or see in docs/bundles.md which layouts are read",
    )
