"""The published schema: made of the model, with a word about every key, and the same in `docs/`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from generator.readers.json.document import MOST_DIGITS
from generator.records import schema
from generator.story.fields import COUNT, FLAG, PART, UNDECLARED, fields_of
from tests.support.repository import ROOT

FILE = ROOT / "docs" / "story.schema.json"
SCHEMA = schema.schema()


def _objects(shape: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects that a schema describes, each with its place in it."""
    if isinstance(shape, dict):
        if "properties" in shape and shape.get("type") == "object":
            yield at, shape
        for key, value in shape.items():
            yield from _objects(value, f"{at}/{key}")
    elif isinstance(shape, list):
        for number, value in enumerate(shape):
            yield from _objects(value, f"{at}/{number}")


def test_the_schema_is_one() -> None:
    """It is valid by Draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_document_is_as_made() -> None:
    """`docs/story.schema.json` is what the program prints; `GOLDEN=write` writes it anew."""
    made = schema.text()
    if os.environ.get("GOLDEN") == "write":
        FILE.write_text(made, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == made, (
        "docs/story.schema.json is not as made; try: make golden"
    )


@pytest.mark.parametrize("model", schema.models(), ids=lambda model: model.__name__)
def test_each_field_of_the_model_is_declared(model: type) -> None:
    """Each field that a record holds has a kind of the schema, and a sentence about it."""
    for name, field in fields_of(model).items():
        assert field.spec is not UNDECLARED, f"declare {model.__name__}.{name} with a FieldSpec"
        assert field.spec.meaning.endswith("."), f"{model.__name__}.{name} has no sentence"
        if not field.nested and field.spec.kind is not FLAG:
            assert field.spec.kind.name in schema.KINDS, f"{model.__name__}.{name}"


@pytest.mark.parametrize("model", schema.models(), ids=lambda model: model.__name__)
def test_the_kind_of_a_field_fits_its_type(model: type) -> None:
    """A count is a whole number, a flag true or false, a part a class of the model, all else text."""
    types = {COUNT: int, FLAG: bool}
    for name, field in fields_of(model).items():
        assert (field.spec.kind is PART) == (field.nested is not None), name
        if not field.nested:
            assert field.value_type is types.get(field.spec.kind, str), name


def test_every_object_is_closed_and_every_key_described() -> None:
    """No object lets an unknown key pass but `extra`, and each key has a sentence about it, itself
    or by its reference.
    """
    found = dict(_objects(SCHEMA))
    assert len(found) > 10
    assert [at for at, shape in found.items() if shape["additionalProperties"] is not False] == []
    silent = [
        f"{at}/{key}"
        for at, shape in found.items()
        for key, each in shape["properties"].items()
        if not _said(each)
    ]
    assert silent == []
    assert [at for at, shape in found.items() if not shape["description"].endswith(".")] == []


def _said(shape: dict[str, Any]) -> bool:
    return shape.get("description", "")[-1:] == "."


def test_every_reference_leads_somewhere() -> None:
    """Each `$ref` names a definition, and each definition is used."""
    used = {line.split('"')[3] for line in schema.text().splitlines() if '"$ref"' in line}
    assert used == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}
    assert len(SCHEMA["$defs"]) == len(schema.KINDS) + len(schema.models()) + 1, (
        "two definitions have one name"
    )


def test_numbers_end_where_the_readers_of_json_end() -> None:
    """The largest number is the largest that a reader of JSON takes."""
    assert len(str(schema.LARGEST)) == MOST_DIGITS
