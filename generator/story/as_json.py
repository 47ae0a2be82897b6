"""Model values as JSON values, both ways; what is not stated is left out unless asked for."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from generator.story.model import ModelError

Model = TypeVar("Model")


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A field of a model class, as JSON holds it."""

    name: str
    default: Any
    """MISSING where a value must be given."""
    kind: type
    """The type of the value, or of a tuple's members."""
    many: bool
    """Whether it is a tuple."""
    nested: type | None
    """The kind, where it is a model class."""


def _kind(hint: Any) -> tuple[type, bool]:
    if typing.get_origin(hint) is tuple:
        return _kind(typing.get_args(hint)[0])[0], True
    if isinstance(hint, types.UnionType):
        return _kind(next(part for part in typing.get_args(hint) if part is not types.NoneType))
    return hint, False


_KNOWN: dict[type, dict[str, Field]] = {}
_REQUIRED: dict[type, tuple[str, ...]] = {}
"""The fields without default, of the classes in `_KNOWN`."""
_SIMPLE: dict[type, bool] = {}
"""Whether every value of these is its own JSON value."""


def fields_of(model: type) -> dict[str, Field]:
    """The fields of a model class, by name."""
    if model in _KNOWN:
        return _KNOWN[model]
    hints = typing.get_type_hints(model)
    found: dict[str, Field] = {}
    for field in dataclasses.fields(model):
        kind, many = _kind(hints[field.name])
        found[field.name] = Field(
            field.name, field.default, kind, many, kind if dataclasses.is_dataclass(kind) else None
        )
    _KNOWN[model] = found
    _SIMPLE[model] = not any(field.many or field.nested for field in found.values())
    _REQUIRED[model] = tuple(
        field.name for field in found.values() if field.default is dataclasses.MISSING
    )
    return found


def value(item: Any) -> Any:
    """A field's value as a JSON value: models as objects, tuples as lists."""
    if item is None or isinstance(item, str | int):
        return item
    return [value(member) for member in item] if isinstance(item, tuple) else encode(item)


def encode(item: Any, always: Collection[str] = (), skip: Collection[str] = ()) -> dict[str, Any]:
    """A model value as a JSON object: the fields that differ from their defaults, and those named in `always`."""
    encoded = {}
    for field in fields_of(type(item)).values():
        held = getattr(item, field.name)
        if field.name not in skip and (field.name in always or held != field.default):
            encoded[field.name] = value(held)
    return encoded


def differences(item: Any, base: Any, skip: Collection[str] = ()) -> dict[str, Any]:
    """The fields of `item`'s class in which it differs from `base`, as JSON values."""
    return {
        field.name: value(getattr(item, field.name))
        for field in fields_of(type(item)).values()
        if field.name not in skip and getattr(item, field.name) != getattr(base, field.name)
    }


def decode_fields(model: type, given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A JSON object as arguments of a model class.

    Raises ModelError for a key that the class does not have, or a value of another shape.
    """
    known = fields_of(model)
    if _SIMPLE[model] and known.keys() >= given.keys():
        return dict(given)
    decoded: dict[str, Any] = {}
    for name, held in given.items():
        if name not in known:
            raise ModelError(f"{where} has a key {name!r:.60} that nothing knows")
        field = known[name]
        if field.many and held is not None:
            if not isinstance(held, list):
                raise ModelError(f"{where}: {name} is {held!r:.60}, but must be a list")
            decoded[name] = tuple(
                [_member(field, member, f"{where}: {name}") for member in held]
                if field.nested
                else held
            )
        else:
            decoded[name] = (
                held
                if held is None or not field.nested
                else _member(field, held, f"{where}: {name}")
            )
    return decoded


def _member(field: Field, held: Any, where: str) -> Any:
    return decode(field.nested, held, where) if field.nested else held


def decode(model: type[Model], given: Any, where: str, **more: Any) -> Model:
    """A JSON object as a model value; raises ModelError where it is none."""
    if not isinstance(given, Mapping):
        raise ModelError(f"{where} is {given!r:.60}, but must be an object")
    fields_of(model)
    for name in _REQUIRED[model]:
        if name not in given:
            raise ModelError(f"{where} has no {name}")
    return model(**decode_fields(model, given, where), **more)
