"""Model values as JSON values, both ways; what is not stated is left out unless asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, TypeVar

from generator.story.fields import NOWHERE, ModelError, ModelField, Output, fields_of

Model = TypeVar("Model")


@cache
def _plan(model: type[Any], output: Output) -> tuple[tuple[str, Any, bool, bool], ...]:
    """Of each field its name and default, and whether an output holds it, and it whole, always."""
    return tuple(
        (
            field.name,
            field.default,
            bool(output & field.spec.always),
            bool(output & field.spec.whole),
        )
        for field in fields_of(model).values()
    )


@cache
def _is_plain(model: type[Any]) -> bool:
    """Check whether every value of a class is its own JSON value."""
    return not any(field.many or field.nested for field in fields_of(model).values())


def encode_value(item: Any, output: Output = NOWHERE, *, whole: bool = False) -> Any:
    """A field's value as a JSON value: models as objects, tuples as lists."""
    if item is None or isinstance(item, str | int):
        return item
    if isinstance(item, tuple):
        return [encode_value(member, output, whole=whole) for member in item]
    return encode_model(item, output, whole=whole)


def encode_model(
    item: Any, output: Output = NOWHERE, *, skip: Collection[str] = (), whole: bool = False
) -> dict[str, Any]:
    """A model value as a JSON object: the fields that differ from their defaults.

    An output's own fields (`FieldSpec.always`) stand in it whatever they hold; `whole` asks for
    all fields.
    """
    encoded = {}
    for name, default, always, whole_inside in _plan(item.__class__, output):
        value = getattr(item, name)
        if name not in skip and (whole or always or value != default):
            encoded[name] = encode_value(value, output, whole=whole_inside)
    return encoded


def encode_differences(item: Any, base: Any, skip: Collection[str] = ()) -> dict[str, Any]:
    """The fields of `item`'s class in which it differs from `base`, as JSON values."""
    return {
        field.name: encode_value(getattr(item, field.name))
        for field in fields_of(type(item)).values()
        if field.name not in skip and getattr(item, field.name) != getattr(base, field.name)
    }


def decode_fields(model: type, given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A JSON object as arguments of a model class.

    Raises ModelError for a key that the class does not have, or a value of another shape.
    """
    known = fields_of(model)
    if _is_plain(model) and known.keys() >= given.keys():
        return dict(given)
    decoded: dict[str, Any] = {}
    for name, value in given.items():
        field = known.get(name)
        if field is None:
            raise ModelError(f"{where} has a key {name!r:.60} that nothing knows")
        if value is None or not (field.many or field.nested):
            decoded[name] = value
        elif not field.many:
            decoded[name] = _decode_member(field, value, f"{where}: {name}")
        elif not isinstance(value, list):
            raise ModelError(f"{where}: {name} is {value!r:.60}, but must be a list")
        elif field.nested:
            decoded[name] = tuple(
                [_decode_member(field, member, f"{where}: {name}") for member in value]
            )
        else:
            decoded[name] = tuple(value)
    return decoded


def _decode_member(field: ModelField, value: Any, where: str) -> Any:
    return decode_model(field.nested, value, where) if field.nested else value


def decode_model(model: type[Model], given: Any, where: str, **more: Any) -> Model:
    """A JSON object as a model value; raises ModelError where it is none."""
    if not isinstance(given, Mapping):
        raise ModelError(f"{where} is {given!r:.60}, but must be an object")
    for field in fields_of(model).values():
        if field.required and field.name not in given:
            raise ModelError(f"{where} has no {field.name}")
    return model(**decode_fields(model, given, where), **more)
