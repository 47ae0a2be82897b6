"""Frozen values as lists of plain JSON values, and back without checking them again.

A value becomes the list of its fields in the order of their declaration. Nothing names the fields,
so the lists serve a cache alone, which is thrown away when the program changes.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Collection, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

_Value = TypeVar("_Value")
_NONE: Mapping[type, Collection[str]] = {}


class _Field(NamedTuple):
    """A field of a class, as a list holds it."""

    name: str
    default: Any
    many: bool
    """Whether it is a tuple."""
    nested: type[Any] | None
    """The dataclass of its value, or of its members."""


def _fields_of(kind: type[Any]) -> dict[str, _Field]:
    hints = typing.get_type_hints(kind)
    found = {}
    for field in dataclasses.fields(kind):
        hint, many = _without_none(hints[field.name]), False
        if typing.get_origin(hint) is tuple:
            hint, many = _without_none(typing.get_args(hint)[0]), True
        is_model = isinstance(hint, type) and dataclasses.is_dataclass(hint)
        nested = hint if is_model else None
        found[field.name] = _Field(field.name, field.default, many, nested)
    return found


def _without_none(hint: Any) -> Any:
    if not isinstance(hint, types.UnionType):
        return hint
    return next(part for part in typing.get_args(hint) if part is not types.NoneType)


class Packer(Generic[_Value]):
    """Packs values of one frozen, slotted dataclass, and those that they hold.

    `pack` returns a value as a list of JSON values. `unpack` returns the value of such a list, with
    the fields beside it that are given; it raises ValueError, TypeError or AttributeError where the
    list is none of this class.
    """

    pack: Callable[[_Value], list[Any]]
    unpack: Callable[..., _Value]

    def __init__(
        self,
        kind: type[_Value],
        *,
        given: Collection[str] = (),
        default: Mapping[type, Collection[str]] = _NONE,
    ) -> None:
        """Take a class; `given` are fields that stand elsewhere: who unpacks a value gives them.

        `default` names fields, by class, that are not kept either, and come back as their defaults.
        """
        fields = _fields_of(kind)
        absent = default.get(kind, ())
        kept = [field for name, field in fields.items() if name not in {*given, *absent}]
        names: dict[str, Any] = {"Thawed": _thaw(kind), "Frozen": kind}
        for field in kept:
            if field.nested:
                inner: Packer[Any] = Packer(field.nested, default=default)
                names |= {f"pack_{field.name}": inner.pack, f"unpack_{field.name}": inner.unpack}
        names |= {f"default_{name}": fields[name].default for name in absent}
        lines = [
            "def pack(value):",
            f"    return [{', '.join(map(_packed, kept))}]",
            f"def unpack(values, {', '.join(given)}):",
            f"    {', '.join(field.name for field in kept)}, = values",
            "    value = Thawed.__new__(Thawed)",
            *(f"    value.{field.name} = {_unpacked(field)}" for field in kept),
            *(f"    value.{name} = {name}" for name in given),
            *(f"    value.{name} = default_{name}" for name in absent),
            "    value.__class__ = Frozen",
            "    return value",
        ]
        # Written out as the dataclass module does it: a loop over the fields takes three times as
        # long, and a build unpacks some fifty values a story, twice.
        exec("\n".join(lines), names)  # noqa: S102  # names of our own fields alone
        self.pack, self.unpack = names["pack"], names["unpack"]


def _thaw(kind: type) -> type:
    """Return the same class, but with fields that can be set."""
    # Both methods, or Python does not find that they are the usual ones, and goes the long way.
    usual = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(kind.__name__, (kind,), {"__slots__": (), **usual})


def _packed(field: _Field) -> str:
    """Write the expression of a field's JSON value."""
    value, pack = f"value.{field.name}", f"pack_{field.name}"
    if not field.nested:
        return value
    if field.many:
        return f"[{pack}(each) for each in {value}]"
    return f"None if {value} is None else {pack}({value})"


def _unpacked(field: _Field) -> str:
    """Write the expression of a field's value, of its JSON value."""
    name, unpack = field.name, f"unpack_{field.name}"
    if not field.nested:
        return f"tuple({name})" if field.many else name
    if field.many:
        return f"tuple([{unpack}(each) for each in {name}])"
    return f"None if {name} is None else {unpack}({name})"
