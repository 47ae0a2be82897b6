"""Values as the model wants them: what each kind takes, and a sentence with its place about
everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from generator.errors import BundleError
from generator.readers.json.document import Real, shown, unwanted
from generator.readers.json.mapping import FLAG, LINE, MOMENT, TEXT, Kind, pointer_key
from generator.records.schema import KINDS, LARGEST
from generator.story.fields import SHA256, ModelField, fields_of, is_day
from generator.story.labels import LABELS
from generator.text import normal as text

Check = Callable[[Any, str], Any]
"""The model's value of one at a pointer, None where it states nothing; raises BundleError where it
is of another kind."""


def _whole(value: Any) -> int | None:
    if isinstance(value, Real):
        number = float(value.written)
        return int(number) if number.is_integer() and 0 <= number <= LARGEST else None
    return value if type(value) is int and value >= 0 else None


def _one_of(*words: str) -> Callable[[Any], str | None]:
    return lambda value: value if isinstance(value, str) and value in words else None


_BY_KIND = {
    "line": LINE,
    "text": TEXT,
    "name": Kind("text that is not empty", LINE.read),
    "markdown": Kind("text", lambda value: value if isinstance(value, str) else None),
    "moment": MOMENT,
    "day": Kind(
        "a day, YYYY-MM-DD,",
        lambda value: value if isinstance(value, str) and is_day(value) else None,
    ),
    "digest": Kind(
        "64 hex digits",
        lambda value: value if isinstance(value, str) and SHA256.fullmatch(value) else None,
    ),
    "count": Kind("a whole number from 0 on", _whole),
    **{
        name: Kind(f"one of {', '.join(shape['enum'])}", _one_of(*shape["enum"]))
        for name, shape in KINDS.items()
        if "enum" in shape
    },
}
_MAY_BE_EMPTY = (LINE, TEXT)
"""Kinds of which an empty text states nothing; of others it is a fault."""
COUNT = _BY_KIND["count"]
LABEL = Kind("a label such as lean-left", _one_of(*LABELS))
NUMBER = Kind("the number of an article", lambda value: _whole(value) or None)


def kind(model: type, field: ModelField) -> Kind:
    """The kind of a field's values, or of its members."""
    if field.value_type is str:
        return _BY_KIND.get(field.spec.kind.name, TEXT)
    return FLAG if field.value_type is bool else COUNT


class Checks:
    """The checks of the model's classes, each made when it is first wanted."""

    def __init__(self) -> None:
        self._known: dict[type, dict[str, Check]] = {}

    def leaf(self, wanted: Kind, value: Any, at: str) -> Any:
        """A value that holds no others."""
        if isinstance(value, str):
            value = text.repair(value)[0]
            if wanted in _MAY_BE_EMPTY and not value.strip():
                return None
        found = wanted.read(value)
        if found is None:
            raise unwanted(at, value, wanted.name)
        return found

    def members(self, check: Check, value: Any, at: str) -> list[Any]:
        """A list; a member that states nothing is left out."""
        if not isinstance(value, list):
            raise unwanted(at, value, "a list")
        found = [check(member, f"{at}/{number}") for number, member in enumerate(value)]
        return [member for member in found if member is not None]

    def keys(
        self,
        checks: Mapping[str, Check],
        value: Any,
        at: str,
        blank: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """An object: the keys that are known, without those that state nothing, unless `blank` says how that is said."""
        if not isinstance(value, dict):
            raise unwanted(at, value, "an object")
        found: dict[str, Any] = {}
        for name, held in value.items():
            if name in checks:
                stated = (
                    None if held is None else checks[name](held, f"{at}/{pointer_key(name, at)}")
                )
                if stated is not None:
                    found[name] = stated
                elif blank and name in blank:
                    found[name] = blank[name]
        return found

    def model(
        self, model: type, value: Any, at: str, more: Mapping[str, Check] | None = None
    ) -> dict[str, Any]:
        """An object of a model class; `more` are keys that a record has beside those of the class, or checks otherwise."""
        found = self.keys({**self.fields(model), **(more or {})}, value, at)
        required = (field.name for field in fields_of(model).values() if field.required)
        missing = next((name for name in required if name not in found), None)
        if missing:
            raise BundleError(
                f"{shown(at)} has no '{missing}'", "Give it there, or leave the object out"
            )
        return found

    def fields(self, model: type) -> dict[str, Check]:
        """The checks of a model class's fields."""
        if model not in self._known:
            self._known[model] = {
                name: self._field(model, field) for name, field in fields_of(model).items()
            }
        return self._known[model]

    def _field(self, model: type, field: ModelField) -> Check:
        one = (
            partial(self.model, field.nested)
            if field.nested
            else partial(self.leaf, kind(model, field))
        )
        return partial(self.members, one) if field.many else one
