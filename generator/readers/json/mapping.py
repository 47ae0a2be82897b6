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
from generator.readers.base import LedgerRow
from generator.readers.json.document import (
    MOST_DIGITS,
    InvalidNumber,
    RealNumber,
    RepeatedKeyObject,
    describe_pointer,
    describe_value,
    nesting_error,
)
from generator.story import dates
from generator.text.characters import fits_page
from generator.text.charset import replacement_note
from generator.text.normal import fold, normal_line, normal_paragraphs, repair_text

LONGEST_KEY = 1_000
"""Characters of a key; pointers are made of keys, and must not outgrow what they point to."""
_ESCAPES = str.maketrans({"~": "~0", "/": "~1"})
_COUNT = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}|[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,5}}")
_EMPTY: tuple[object, ...] = (None, "", [], {})
_WHOLE = re.compile(rf"([0-9]{{1,{MOST_DIGITS}}})\.0+")


class Leaf(NamedTuple):
    """A value that holds no others, or an empty list or object."""

    at: str
    """Its JSON pointer (RFC 6901)."""
    pattern: str
    """The same from the story on, with `*` for each place in a list."""
    value: Any


def json_leaves(value: Any, at: str) -> Iterator[Leaf]:
    """The leaves of the value at this pointer, in order.

    Raises BundleError at the first thing that JSON lets pass and that no story can have, such as a
    key that stands twice.
    """
    waiting = [(at, "", value, 0)]
    while waiting:
        pointer, pattern, value, depth = waiting.pop()
        if isinstance(value, (dict, list)) and value:
            if depth == DEEPEST:
                raise nesting_error(f" at {describe_pointer(pointer)}")
            if isinstance(value, RepeatedKeyObject):
                raise value.fault(pointer)
            if isinstance(value, list):
                inner = [
                    (f"{pointer}/{place}", f"{pattern}/*", member, depth + 1)
                    for place, member in enumerate(value)
                ]
            else:
                keys = [(encode_pointer_key(key, pointer), member) for key, member in value.items()]
                inner = [
                    (f"{pointer}/{key}", f"{pattern}/{key}", member, depth + 1)
                    for key, member in keys
                ]
            waiting += reversed(inner)
        else:
            _check_leaf(value, pointer)
            yield Leaf(pointer, pattern, value)


def _lone_surrogate(words: str) -> str | None:
    """The first half of a character that stands alone, as an escape writes it."""
    if words.isascii():
        return None
    try:
        words.encode()
    except UnicodeEncodeError as error:
        return f"\\u{ord(words[error.start]):04x}"
    return None


def encode_pointer_key(key: str, pointer: str) -> str:
    """A key of the object at this pointer as pointers name it; raises BundleError where none can."""
    if len(key) > LONGEST_KEY:
        seen = f"a key of {describe_pointer(pointer)} is {len(key):,} characters long"
        raise BundleError(seen, "Check what the scraper wrote there")
    half = _lone_surrogate(key)
    if half:
        raise BundleError(
            f"a key of {describe_pointer(pointer)} holds half a character, {half}",
            "Capture the story again",
        )
    return key.translate(_ESCAPES) if "/" in key or "~" in key else key


def _check_leaf(value: Any, pointer: str) -> None:
    if isinstance(value, InvalidNumber):
        raise BundleError(f"{describe_pointer(pointer)} is {value.seen}", value.hint)
    half = _lone_surrogate(value) if isinstance(value, str) else None
    if half:
        raise BundleError(
            f"{describe_pointer(pointer)} holds half a character, {half}", "Capture the story again"
        )


# --- kinds ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A kind of value: how sentences name it, and the model's value of what JSON holds, None where it is of another kind."""

    name: str
    parse: Callable[[Any], str | int | None]
    many: bool = False
    """Whether a list may stand in place of such a value; an empty one states nothing."""


def _parse_count(value: Any) -> int | None:
    if isinstance(value, RealNumber):
        whole = _WHOLE.fullmatch(value.written)
        return int(whole[1]) if whole else None
    if isinstance(value, str):
        return int(value.replace(",", "")) if _COUNT.fullmatch(value) else None
    return value if type(value) is int and value >= 0 else None


LINE = ValueKind("text", lambda value: normal_line(value) if isinstance(value, str) else None)
TEXT = ValueKind("text", lambda value: normal_paragraphs(value) if isinstance(value, str) else None)
COUNT = ValueKind("a count", _parse_count)
MOMENT = ValueKind(
    "a day or a time", lambda value: dates.moment(value) if isinstance(value, str) else None
)
FLAG = ValueKind("true or false", lambda value: value if isinstance(value, bool) else None)
NOTHING = ValueKind("nothing", lambda _: None)
"""Of what no sample states anything: what is stated after all is kept."""
ANYTHING = ValueKind("a value", lambda _: None)
_CONTAINER = ValueKind("a list or an object", lambda _: None)


@dataclass(frozen=True, slots=True)
class Slot:
    """The ledger's field that a leaf goes to, and the kind of value that is wanted there."""

    field: str
    kind: ValueKind = ANYTHING
    placeholder: re.Pattern[str] | None = None
    """Folded texts that mean "empty"."""


BOILERPLATE = Slot("boilerplate")
"""What a layout has and no story needs: ids, icons, sizes."""


class FieldMapping:
    """A layout's slots by the patterns of their pointers."""

    def __init__(self, slots: Mapping[str, Slot]) -> None:
        self._slots = dict(slots)
        # An empty list or object, or null in its place, goes where its members would.
        for pattern, slot in slots.items():
            parts = pattern.split("/")
            for size in range(2, len(parts)):
                self._slots.setdefault("/".join(parts[:size]), Slot(slot.field, _CONTAINER))

    def slot(self, pattern: str) -> Slot | None:
        """Return the slot of leaves with this pattern; None where the layout has no such leaf."""
        return self._slots.get(pattern)


# --- the mapped values of a story -----------------------------------------------------------------


class MappedValues:
    """The values of one story by their mapping, with its ledger and what is unplaced."""

    def __init__(self, value: Any, at: str, mapping: FieldMapping) -> None:
        """Map the story at this pointer; raises BundleError as `json_leaves` does."""
        self.at = at
        self.rows: list[LedgerRow] = []
        """The ledger: one row for each leaf."""
        self.unplaced: list[str] = []
        """Leaves that no field can hold, as lines."""
        self.notes: list[str] = []
        self._values: dict[str, list[tuple[str, Any]]] = {}
        """Pairs of pointer, from the story on, and value; by pattern."""
        self._replaced = 0
        self._row_numbers: dict[str, int] = {}
        """Row numbers by pointer; filled when first needed."""
        for leaf in json_leaves(value, at):
            slot = mapping.slot(leaf.pattern)
            if slot is None or not self._place(leaf, slot):
                self._keep_unplaced(leaf, slot)
        if self._replaced:
            where = f"{describe_pointer(at)}: " if at else ""
            self.notes.append(f"{where}{replacement_note(self._replaced)}")

    def _place(self, leaf: Leaf, slot: Slot) -> bool:
        """Put a leaf into its slot; returns False where it is of another kind.

        Null and an empty text are of every kind.
        """
        value, replaced = leaf.value, 0
        if isinstance(value, str):
            value, replaced = repair_text(value)
        is_placeholder = bool(
            slot.placeholder and isinstance(value, str) and slot.placeholder.fullmatch(fold(value))
        )
        is_empty = is_placeholder or _is_empty_value(value, slot.kind)
        parsed = None if is_empty else slot.kind.parse(value)
        if parsed is None and not is_empty and slot.kind is not ANYTHING:
            return False
        self._replaced += replaced
        field = BOILERPLATE.field if is_placeholder else slot.field
        self.rows.append(LedgerRow(leaf.at, (field,), format_leaf(leaf.value)))
        self._values.setdefault(leaf.pattern, []).append((leaf.at[len(self.at) :], parsed))
        return True

    def _keep_unplaced(self, leaf: Leaf, slot: Slot | None) -> None:
        """Keep a leaf as it stands: it has no slot, or is of another kind than its slot's."""
        words = format_leaf(leaf.value)
        self.rows.append(LedgerRow(leaf.at, ("unplaced",), words))
        self.unplaced.append(f"{unplaced_line(leaf.at[len(self.at) :])}: {unplaced_line(words)}")
        if slot:
            seen = (
                f"{describe_pointer(leaf.at)} is {describe_value(leaf.value)}, "
                f"where {slot.kind.name} is wanted"
            )
            self.notes.append(f"{seen}; it is kept under Unplaced.")

    def value(self, pattern: str) -> Any:
        """Return the value at a pattern without a list; None where it is not stated."""
        return self._values[pattern][0][1] if pattern in self._values else None

    def values(self, pattern: str) -> tuple[Any, ...]:
        """Return the values that are stated in a list, in order."""
        return tuple([value for _, value in self._values.get(pattern, ()) if value is not None])

    def by_pointer(self) -> dict[str, Any]:
        """Return all values by their pointers from the story on, for keys of varying shape."""
        return {at: value for values in self._values.values() for at, value in values}

    def unplace(self, at: str) -> None:
        """Move the value at this pointer from the story on to what is unplaced.

        It fits its slot, but the rest of the story leaves no field that could hold it.
        """
        if not self._row_numbers:
            self._row_numbers = {row.at: number for number, row in enumerate(self.rows)}
        number = self._row_numbers[f"{self.at}{at}"]
        row = self.rows[number]
        self.rows[number] = replace(row, fields=("unplaced",))
        self.unplaced.append(f"{unplaced_line(at)}: {unplaced_line(row.text)}")

    def objects(self, pattern: str) -> list[dict[str, Any]]:
        """Return the objects of a list, in order: their values by the rest of their patterns."""
        depth = pattern.count("/")
        by_number: dict[int, dict[str, Any]] = {}
        for name, values in self._values.items():
            if name.startswith(f"{pattern}/"):
                key = name[len(pattern) + 1 :]
                for at, value in values:
                    number = int(at.split("/", depth + 1)[depth])
                    by_number.setdefault(number, {})[key] = value
        return [by_number[number] for number in sorted(by_number)]


def _is_empty_value(value: Any, kind: ValueKind) -> bool:
    if kind is _CONTAINER or kind is NOTHING or (kind.many and isinstance(value, (list, dict))):
        return value in _EMPTY
    return value is None or (isinstance(value, str) and not value.strip())


def format_leaf(value: Any) -> str:
    """Format a leaf for the ledger: text as it stands, everything else as JSON."""
    if isinstance(value, str):
        return value
    return value.written if isinstance(value, RealNumber) else json.dumps(value)


def unplaced_line(words: str) -> str:
    """Format words as a line of a page: as they stand, or as a JSON string where they cannot."""
    safe = words if fits_page(words) else json.dumps(words)
    if safe == normal_line(safe):
        return safe
    return json.dumps(words, ensure_ascii=not fits_page(words))
