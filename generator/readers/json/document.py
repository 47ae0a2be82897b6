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

STORY_LISTS = ("stories", "clusters")
"""Keys of a root object whose list holds stories."""
MOST_DIGITS = 18
"""Digits of a number that counts something."""
_LONGEST = 200
"""Characters of a pointer, and of what is cited beside it, in a sentence."""
_FEW = 3
_CHECK = "Check what the scraper wrote there"


@dataclass(frozen=True, slots=True)
class InvalidNumber:
    """A number that JSON does not have, or that counts nothing: what is said about it, and the hint."""

    seen: str
    hint: str


@dataclass(frozen=True, slots=True)
class RealNumber:
    """A number with a fraction or an exponent, as written, so that no digit is lost and none is made up."""

    written: str


class RepeatedKeyObject(dict[str, Any]):
    """An object in which a key stands twice; it holds the last value of each."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]

    def fault(self, at: str) -> BundleError:
        """What is wrong with the object at this pointer."""
        where = f" in {describe_pointer(at)}" if at else ""
        return BundleError(
            f"the key {quote_text(self.key)} stands twice{where}", "Keep the right one of the two"
        )


@dataclass(frozen=True, slots=True)
class StoryCandidate:
    """A value that may be a story."""

    at: str
    """Its JSON pointer; empty for the document as a whole."""
    value: Any


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """What a bundle's JSON holds."""

    candidates: tuple[StoryCandidate, ...]
    """The root object, the members of a root list or of its list of stories, or the lines of JSON
    Lines."""
    envelope: Any = None
    """The root object without its list of stories, where there is one."""
    problems: tuple[BundleError, ...] = ()
    """What could not be read; the members are whole all the same."""
    notes: tuple[str, ...] = ()
    """How the members were found, where that is to be said."""


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else RepeatedKeyObject(pairs)


def _parse_integer(written: str) -> int | InvalidNumber:
    digits = len(written.removeprefix("-"))
    if digits <= MOST_DIGITS:
        return int(written)
    return InvalidNumber(f"a number of {digits:,} digits", "Write the number that the page shows")


def _parse_constant(name: str) -> InvalidNumber:
    return InvalidNumber(
        f"{name}, which is no number in JSON", "Write null where nothing is stated"
    )


DECODER = json.JSONDecoder(
    object_pairs_hook=_make_object,
    parse_float=RealNumber,
    parse_int=_parse_integer,
    parse_constant=_parse_constant,
)


# --- sentences ------------------------------------------------------------------------------------


def describe_pointer(pointer: str) -> str:
    """A pointer as a sentence names it: cut where it is long; `the document` for the root."""
    safe = visible(pointer[:_LONGEST])
    return f"{safe}…" if len(pointer) > _LONGEST else safe or "the document"


def quote_text(text: str) -> str:
    """A text between quotation marks, cut where it is long."""
    return f"'{visible(text[:_LONGEST])}{'…' if len(text) > _LONGEST else ''}'"


def describe_value(value: Any) -> str:
    """What a value is, as sentences say it: `the text 'many'`, `a list of 2 numbers`, `an object with the keys 'a', 'b'`."""
    if isinstance(value, dict):
        keys = ", ".join(map(quote_text, islice(value, _FEW)))
        more = " and others" if len(value) > _FEW else ""
        return (
            f"an object with the {plural(len(value), 'key')} {keys}{more}"
            if value
            else "an empty object"
        )
    if isinstance(value, list):
        kinds = {_name_kind(member) for member in value}
        kind = kinds.pop() if len(kinds) == 1 else "value"
        return f"a list of {quantity(len(value), kind)}" if value else "an empty list"
    return (
        f"the text {quote_text(value)}"
        if isinstance(value, str)
        else "null"
        if value is None
        else _describe_scalar(value)
    )


def _name_kind(value: Any) -> str:
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (dict, "object"), (list, "list"), (str, "text"), (bool, "value"), ((int, RealNumber, InvalidNumber), "number"),
    )  # fmt: skip
    return next((name for kind, name in kinds if isinstance(value, kind)), "value")


def _describe_scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        value.seen
        if isinstance(value, InvalidNumber)
        else f"the number {value.written if isinstance(value, RealNumber) else value}"
    )


def wrong_kind_error(at: str, value: Any, wanted: str) -> BundleError:
    """That a value of this kind stands where another is wanted."""
    return BundleError(
        f"{describe_pointer(at)} is {describe_value(value)}, where {wanted} is wanted", _CHECK
    )


def nesting_error(where: str) -> BundleError:
    """That more lists and objects stand inside each other than any story has."""
    return BundleError(
        f"more than {DEEPEST} lists and objects stand inside each other{where}", _CHECK
    )


def unknown_layout_error(document: JsonDocument) -> BundleError:
    """That the JSON is whole, and no reader knows what is in it."""
    values = [member.value for member in document.candidates]
    root = document.envelope or (
        values[0] if len(values) == 1 and not document.candidates[0].at else values
    )
    first = (
        f"; its first member is {describe_value(values[0])}" if root is values and values else ""
    )
    seen = f"it is JSON in a layout that no reader knows: {describe_value(root)}{first}"
    return NoStoryError(
        seen,
        "Write it as `story-archive schema` says, or see in docs/bundles.md which layouts are read",
    )
