"""The leaves of a story in JSON: where each goes by its layout's table, as the ledger shows it and as the reader takes it.

A table names, for each pattern of pointers, the field that a leaf goes to and the kind of value
that is wanted there. What the table does not name, and what is of another kind, is unplaced, and
kept with its pointer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from generator.errors import BundleError
from generator.limits import JSON_DEPTH as DEEPEST
from generator.readers.base import Row
from generator.readers.json.document import (
    MOST_DIGITS,
    Odd,
    Real,
    Twice,
    described,
    shown,
    too_deep,
)
from generator.story import dates
from generator.text import charset
from generator.text import normal as text
from generator.text.characters import fits

LONGEST_KEY = 1_000
"""Characters of a key; pointers are made of keys, and must not outgrow what they point to."""
_ESCAPES = str.maketrans({"~": "~0", "/": "~1"})
_COUNT = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}|[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,5}}")
_NOTHING: tuple[object, ...] = (None, "", [], {})
_WHOLE = re.compile(rf"([0-9]{{1,{MOST_DIGITS}}})\.0+")


class Leaf(NamedTuple):
    """A value that holds no others, or an empty list or object."""

    at: str
    """Its JSON pointer (RFC 6901)."""
    pattern: str
    """The same from the story on, with `*` for each place in a list."""
    value: Any


def leaves(value: Any, at: str) -> Iterator[Leaf]:
    """The leaves of the value at this pointer, in order.

    Raises BundleError at the first thing that JSON lets pass and that no story can have, such as a
    key that stands twice.
    """
    waiting = [(at, "", value, 0)]
    while waiting:
        pointer, pattern, value, depth = waiting.pop()
        if isinstance(value, (dict, list)) and value:
            if depth == DEEPEST:
                raise too_deep(f" at {shown(pointer)}")
            if isinstance(value, Twice):
                raise value.fault(pointer)
            if isinstance(value, list):
                inner = [
                    (f"{pointer}/{place}", f"{pattern}/*", member, depth + 1)
                    for place, member in enumerate(value)
                ]
            else:
                keys = [(pointer_key(key, pointer), member) for key, member in value.items()]
                inner = [
                    (f"{pointer}/{key}", f"{pattern}/{key}", member, depth + 1)
                    for key, member in keys
                ]
            waiting += reversed(inner)
        else:
            _check(value, pointer)
            yield Leaf(pointer, pattern, value)


def _half(words: str) -> str | None:
    """The first half of a character that stands alone, as an escape writes it."""
    if words.isascii():
        return None
    try:
        words.encode()
    except UnicodeEncodeError as error:
        return f"\\u{ord(words[error.start]):04x}"
    return None


def pointer_key(key: str, pointer: str) -> str:
    """A key of the object at this pointer as pointers name it; raises BundleError where none can."""
    if len(key) > LONGEST_KEY:
        seen = f"a key of {shown(pointer)} is {len(key):,} characters long"
        raise BundleError(seen, "Check what the scraper wrote there")
    half = _half(key)
    if half:
        raise BundleError(
            f"a key of {shown(pointer)} holds half a character, {half}", "Capture the story again"
        )
    return key.translate(_ESCAPES) if "/" in key or "~" in key else key


def _check(value: Any, pointer: str) -> None:
    if isinstance(value, Odd):
        raise BundleError(f"{shown(pointer)} is {value.seen}", value.hint)
    half = _half(value) if isinstance(value, str) else None
    if half:
        raise BundleError(
            f"{shown(pointer)} holds half a character, {half}", "Capture the story again"
        )


# --- kinds ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: how sentences name it, and the model's value of what JSON holds, None where it is of another kind."""

    name: str
    read: Callable[[Any], str | int | None]
    many: bool = False
    """Whether a list may stand in place of such a value; an empty one states nothing."""


def _count(value: Any) -> int | None:
    if isinstance(value, Real):
        whole = _WHOLE.fullmatch(value.written)
        return int(whole[1]) if whole else None
    if isinstance(value, str):
        return int(value.replace(",", "")) if _COUNT.fullmatch(value) else None
    return value if type(value) is int and value >= 0 else None


LINE = Kind("text", lambda value: text.line(value) if isinstance(value, str) else None)
TEXT = Kind("text", lambda value: text.paragraphs(value) if isinstance(value, str) else None)
COUNT = Kind("a count", _count)
MOMENT = Kind(
    "a day or a time", lambda value: dates.moment(value) if isinstance(value, str) else None
)
FLAG = Kind("true or false", lambda value: value if isinstance(value, bool) else None)
NOTHING = Kind("nothing", lambda _: None)
"""Of what no sample states anything: what is stated after all is kept."""
ANYTHING = Kind("a value", lambda _: None)
_INNER = Kind("a list or an object", lambda _: None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a leaf goes: the ledger's field, and the kind of value that it holds."""

    field: str
    kind: Kind = ANYTHING
    blank: re.Pattern[str] | None = None
    """Texts, as they are compared, that stand there in place of nothing."""


KNOWN = Place("boilerplate")
"""What a layout has and no story needs: ids, icons, sizes."""


class Table:
    """A layout's places by pattern."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = dict(places)
        # An empty list or object, or null in its place, goes where its members would.
        for pattern, place in places.items():
            parts = pattern.split("/")
            for size in range(2, len(parts)):
                self._places.setdefault("/".join(parts[:size]), Place(place.field, _INNER))

    def place(self, pattern: str) -> Place | None:
        """Where leaves of this pattern go, None where no rule knows them."""
        return self._places.get(pattern)


# --- what is taken of a story ---------------------------------------------------------------------


class Taken:
    """What a table takes of a story."""

    def __init__(self, value: Any, at: str, table: Table) -> None:
        """Walk the story at this pointer; raises BundleError as `leaves` does."""
        self.at = at
        self.rows: list[Row] = []
        """The ledger: a row a leaf."""
        self.unplaced: list[str] = []
        """What no field takes, as lines."""
        self.notes: list[str] = []
        self._values: dict[str, list[tuple[str, Any]]] = {}
        self._replaced = 0
        self._numbers: dict[str, int] = {}
        """Of the rows, by their pointers, once they are asked for."""
        for leaf in leaves(value, at):
            place = table.place(leaf.pattern)
            if place is None or not self._take(leaf, place):
                self._leave(leaf, place)
        if self._replaced:
            self.notes.append(
                f"{f'{shown(at)}: ' if at else ''}{charset.replacement(self._replaced)}"
            )

    def _take(self, leaf: Leaf, place: Place) -> bool:
        """Take a leaf, if it is of the kind that is wanted; nothing (null, an empty text) is of every kind."""
        value, replaced = (
            text.repair(leaf.value) if isinstance(leaf.value, str) else (leaf.value, 0)
        )
        blank = bool(
            place.blank and isinstance(value, str) and place.blank.fullmatch(text.fold(value))
        )
        nothing = blank or _is_nothing(value, place.kind)
        taken = None if nothing else place.kind.read(value)
        if taken is None and not nothing and place.kind is not ANYTHING:
            return False
        self._replaced += replaced
        self.rows.append(
            Row(leaf.at, (KNOWN.field if blank else place.field,), wording(leaf.value))
        )
        self._values.setdefault(leaf.pattern, []).append((leaf.at[len(self.at) :], taken))
        return True

    def _leave(self, leaf: Leaf, place: Place | None) -> None:
        """Keep a leaf as it stands: one that no rule knows, or that is of another kind than is wanted at its place."""
        words = wording(leaf.value)
        self.rows.append(Row(leaf.at, ("unplaced",), words))
        self.unplaced.append(f"{_line(leaf.at[len(self.at) :])}: {_line(words)}")
        if place:
            seen = f"{shown(leaf.at)} is {described(leaf.value)}, where {place.kind.name} is wanted"
            self.notes.append(f"{seen}; it is kept under Unplaced.")

    def one(self, pattern: str) -> Any:
        """The value at a place that is not within a list; None where it is not stated."""
        return self._values[pattern][0][1] if pattern in self._values else None

    def all(self, pattern: str) -> tuple[Any, ...]:
        """The values that are stated in a list, in order."""
        return tuple([value for _, value in self._values.get(pattern, ()) if value is not None])

    def by_place(self) -> dict[str, Any]:
        """All values by their pointers from the story on, for what stands now in one shape and now in another."""
        return {at: value for values in self._values.values() for at, value in values}

    def leave(self, at: str) -> None:
        """Keep the value at this pointer from the story on as it stands after all: no field can hold it as things are."""
        self._numbers = self._numbers or {row.at: number for number, row in enumerate(self.rows)}
        number = self._numbers[f"{self.at}{at}"]
        row = self.rows[number]
        self.rows[number] = replace(row, fields=("unplaced",))
        self.unplaced.append(f"{_line(at)}: {_line(row.text)}")

    def each(self, pattern: str) -> list[dict[str, Any]]:
        """The objects in a list, in order, each with its values by the rest of their patterns."""
        depth = pattern.count("/")
        found: dict[int, dict[str, Any]] = {}
        for name, values in self._values.items():
            if name.startswith(f"{pattern}/"):
                for at, value in values:
                    found.setdefault(int(at.split("/", depth + 1)[depth]), {})[
                        name[len(pattern) + 1 :]
                    ] = value
        return [found[place] for place in sorted(found)]


def _is_nothing(value: Any, kind: Kind) -> bool:
    if kind is _INNER or kind is NOTHING or (kind.many and isinstance(value, (list, dict))):
        return value in _NOTHING
    return value is None or (isinstance(value, str) and not value.strip())


def wording(value: Any) -> str:
    """A leaf as the ledger shows it: text as it stands, everything else as JSON."""
    if isinstance(value, str):
        return value
    return value.written if isinstance(value, Real) else json.dumps(value)


def _line(words: str) -> str:
    """Words as a line of the page: as they stand, or as a JSON string where no line can hold them so."""
    safe = words if fits(words) else json.dumps(words)
    return safe if safe == text.line(safe) else json.dumps(words, ensure_ascii=not fits(words))
