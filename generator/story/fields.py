"""The table of fields: each field of the model is declared once, and everything else is made of it.

A declaration stands in the type of the field:

    timeline: Annotated[tuple[str, ...], FieldSpec(LINE, "What happened when.")] = ()

From it come the checks of the model, the JSON Schema, the record, the keys and sections of the
page, `inspect`, the list of changes, the columns of the table of articles and the tables in docs.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, ClassVar

from generator.text.characters import fits_page

SIDES = ("left", "center", "right")
VOICES = ("quotation", "perspective")
"""Kinds of voices."""
COUNTS = ("reported_articles", "total_sources", *SIDES)
"""The counts of a coverage."""
SHA256 = re.compile(r"[0-9a-f]{64}")


class ModelError(ValueError):
    """A value that the model does not admit."""


def refuse(where: str, value: object, wants: str) -> None:
    """Raise the ModelError that names the field, the value and what it must be."""
    raise ModelError(f"{where} is {value!r:.80}, but must be {wants}")


# --- values ---------------------------------------------------------------------------------------


def _is_line(value: object) -> bool:
    if not isinstance(value, str):
        return False
    # What can be printed holds no line end, and nothing that no page can hold.
    if value.isprintable():
        return value != "" and value == value.strip()
    return "\n" not in value and value == value.strip() and fits_page(value)


def _is_text(value: object) -> bool:
    if _is_line(value):
        return True
    if not isinstance(value, str):
        return False
    return all(
        _is_line(line) for paragraph in value.split("\n\n") for line in paragraph.split("\n")
    )


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def is_day(value: str) -> bool:
    """Check whether this is a day as the model writes it, YYYY-MM-DD."""
    try:
        return datetime.date.fromisoformat(value).isoformat() == value
    except (ValueError, TypeError):
        return False


def is_moment(value: str) -> bool:
    """Check whether this is a day, or a time in UTC as the model writes it, YYYY-MM-DDTHH:MM:SSZ."""
    if is_day(value):
        return True
    try:
        moment = datetime.datetime.fromisoformat(value[:-1])
        return len(value) == 20 and f"{moment.isoformat()}Z" == value
    except (ValueError, TypeError):
        return False


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and bool(SHA256.fullmatch(value))


@dataclass(frozen=True, slots=True)
class FieldKind:
    """A kind of value that holds no others."""

    name: str
    """Its name in the JSON Schema."""
    wants: str
    """What a value must be, in the words of an error."""
    admits: Callable[[Any], bool]
    """Tells a value of this kind."""
    joint: str = "; "
    """What stands between several values where a person reads them in one line."""


def _one_of(name: str, words: tuple[str, ...], wants: str) -> FieldKind:
    return FieldKind(name, wants, words.__contains__)


LINE = FieldKind("line", "a line of text in normal form", _is_line)
MARK = FieldKind("line", "a line of text in normal form", _is_line, joint=", ")
"""A line that is one word of a few, such as `factuality`."""
TEXT = FieldKind("text", "a text in normal form", _is_text)
NAME = FieldKind("name", "a line of text in normal form", _is_line)
"""A line that must be there."""
MARKDOWN = FieldKind("markdown", "Markdown", lambda value: isinstance(value, str))
MOMENT = FieldKind("moment", "a day, or a time ending in Z", is_moment)
DAY = FieldKind("day", "a day, YYYY-MM-DD", is_day)
DIGEST = FieldKind("digest", "64 hex digits", _is_digest)
COUNT = FieldKind("count", "a whole number from 0", _is_count)
FLAG = FieldKind("flag", "true or false", lambda value: type(value) is bool)
SIDE = _one_of("side", SIDES, "left, center or right")
VOICE_KIND = _one_of("voice_kind", VOICES, "quotation or perspective")
FIGURE_NAME = _one_of("figure_name", COUNTS, "a figure of the coverage")
PART = FieldKind("part", "a value of the model", lambda value: True)
"""A value of another class of the model, which checks itself."""


# --- declarations ---------------------------------------------------------------------------------


class Output(Flag):
    """The outputs in which a field can stand although nothing states it."""

    PAGE = auto()
    RECORD = auto()
    INSPECT = auto()


NOWHERE = Output(0)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """The declaration of one field."""

    kind: FieldKind
    meaning: str
    """A sentence for the JSON Schema and the docs."""
    label: str = ""
    """Its name in `inspect`, which leaves out what has none."""
    body: str | None = None
    """The heading under which it stands in the body of a page; empty where it needs none, None for
    what stands in the front matter."""
    always: Output = NOWHERE
    """Outputs that hold it although it is empty."""
    whole: Output = NOWHERE
    """Outputs that hold all fields of its values, of those that are parts, although they are empty."""
    ledger: str = ""
    """Its name in the ledger of a bundle; that of the field, where it is empty."""
    changed: str = ""
    """Begins the sentence about what came or went between two captures."""


@dataclass(frozen=True, slots=True)
class ModelField:
    """A field of a model class: its declaration, and what its type says."""

    name: str
    default: Any
    """MISSING where a value must be given."""
    value_type: type[Any]
    """The type of the value, or of a tuple's members."""
    many: bool
    """True for a tuple."""
    nested: type[Any] | None
    """The type, where it is a model class."""
    spec: FieldSpec

    @property
    def heading(self) -> str:
        """The heading under which it stands in the body of a page; empty where it has none."""
        return self.spec.body or ""

    @property
    def required(self) -> bool:
        """True where a value must be given."""
        return self.default is dataclasses.MISSING


UNDECLARED = FieldSpec(TEXT, "")
"""The spec of a field that declares nothing: text, which loses the least."""


def _type_of(hint: Any) -> tuple[type, bool]:
    """The type of a value or of a tuple's members, and whether it is a tuple."""
    if typing.get_origin(hint) is tuple:
        return _type_of(typing.get_args(hint)[0])[0], True
    if isinstance(hint, types.UnionType):
        return _type_of(next(part for part in typing.get_args(hint) if part is not types.NoneType))
    return hint, False


def _declared(hint: Any) -> tuple[Any, FieldSpec]:
    """The bare type and the declaration of a type."""
    if typing.get_origin(hint) is typing.Annotated:
        bare, *extras = typing.get_args(hint)
        return bare, next(extra for extra in extras if isinstance(extra, FieldSpec))
    return hint, UNDECLARED


_FIELDS: dict[type, dict[str, ModelField]] = {}


def fields_of(model: type) -> dict[str, ModelField]:
    """The fields of a model class, by name, in the order of their declaration."""
    known = _FIELDS.get(model)
    if known is not None:
        return known
    hints = typing.get_type_hints(model, include_extras=True)
    found: dict[str, ModelField] = {}
    for field in dataclasses.fields(model):
        bare, spec = _declared(hints[field.name])
        kind, many = _type_of(bare)
        nested = kind if dataclasses.is_dataclass(kind) else None
        found[field.name] = ModelField(field.name, field.default, kind, many, nested, spec)
    _FIELDS[model] = found
    return found


# --- checks ---------------------------------------------------------------------------------------

Check = Callable[[str, Any], None]
"""Raises ModelError where a value, of a field so named, is none that the field admits."""


def _check_one(field: ModelField, wants: str) -> Check:
    admits = field.spec.kind.admits

    def check(where: str, value: Any) -> None:
        if not admits(value):
            refuse(where, value, wants)

    return check


def _check_many(field: ModelField, wants: str) -> Check:
    admits = field.spec.kind.admits

    def check(where: str, values: Any) -> None:
        if not isinstance(values, tuple):
            refuse(where, values, "a tuple of lines")
        for value in values:
            if not admits(value):
                refuse(where, value, wants)

    return check


def _check_part(field: ModelField, model: type) -> Check:
    noun = words_of(model)
    wants = f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"

    def check(where: str, value: Any) -> None:
        values = value if field.many else (value,)
        if not isinstance(values, tuple):
            refuse(where, value, "a list")
        for each in values:
            if not isinstance(each, model):
                refuse(where, each, wants)

    return check


def words_of(model: type) -> str:
    """The name of a class as words: `first report`."""
    return re.sub("(?<!^)(?=[A-Z])", " ", model.__name__).lower()


def _check_of(field: ModelField) -> Check:
    if field.nested:
        return _check_part(field, field.nested)
    wants = field.spec.kind.wants
    if field.many:
        return _check_many(field, wants)
    return _check_one(field, f"{wants}, or nothing" if field.default is None else wants)


_CHECKS: dict[type, tuple[tuple[str, str, Any, Check], ...]] = {}


def _checks_of(model: type) -> tuple[tuple[str, str, Any, Check], ...]:
    """Of each field that declares something: its name, its name in errors, default and check."""
    subject = getattr(model, "SUBJECT", None)
    before = f"{words_of(model) if subject is None else subject} ".lstrip()
    found = tuple(
        (field.name, before + field.name, field.default, _check_of(field))
        for field in fields_of(model).values()
        if field.spec is not UNDECLARED
    )
    _CHECKS[model] = found
    return found


class CheckedModel:
    """A model class whose values are checked against their declarations when they are made."""

    __slots__ = ()
    SUBJECT: ClassVar[str | None] = None
    """Stands before the field's name in errors; None for the words of the class's name."""

    def __post_init__(self) -> None:
        """Check every field that is not as it is by default, then those that belong together."""
        model = type(self)
        for name, where, default, check in _CHECKS.get(model) or _checks_of(model):
            value = getattr(self, name)
            if value is not default:
                check(where, value)
        self.check_together()

    def check_together(self) -> None:
        """Raise ModelError where the fields do not go together."""


# --- questions ------------------------------------------------------------------------------------


def fields_always(model: type, output: Output) -> Iterator[str]:
    """The names of the fields that an output holds although they are empty."""
    return (name for name, field in fields_of(model).items() if output & field.spec.always)


def body_fields(model: type) -> Iterator[str]:
    """The names of the fields that stand in the body of a page."""
    return (name for name, field in fields_of(model).items() if field.spec.body is not None)


def is_list_of_texts(field: ModelField) -> bool:
    """Check whether a field holds any number of texts."""
    return field.many and not field.nested
