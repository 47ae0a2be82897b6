"""The table of fields: what is declared once stands in every output, and in the docs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Annotated

import pytest

from generator.story.fields import (
    COUNT,
    LINE,
    NAME,
    PART,
    TEXT,
    CheckedModel,
    FieldSpec,
    ModelError,
    fields_of,
    is_list_of_texts,
)
from generator.story.model import Content, Perspectives
from tests.support.field_tables import BEGIN, END, field_tables
from tests.support.repository import ROOT

MANUAL = ROOT / "docs" / "page.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Harbour(CheckedModel):
    """A class with a field of each sort."""

    name: Annotated[str, FieldSpec(NAME, "Its name.")]
    berths: Annotated[int | None, FieldSpec(COUNT, "How many ships it takes.")] = None
    signs: Annotated[tuple[str, ...], FieldSpec(LINE, "What is written on it.", body="Signs")] = ()
    twin: Annotated[Content | None, FieldSpec(PART, "A story about it.")] = None
    remark: str = "nothing is declared of it"


def test_the_tables_of_the_manual_are_as_made() -> None:
    """The tables of fields in docs/page.md are those of the model; `make golden` writes them."""
    text = MANUAL.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    made = f"{before}{BEGIN}\n{field_tables()}\n{END}{after}"
    if os.environ.get("GOLDEN") == "write":
        MANUAL.write_text(made, encoding="utf-8")
    assert MANUAL.read_text(encoding="utf-8") == made, "docs/page.md is not as made; make golden"


def test_a_field_is_known_by_its_declaration() -> None:
    """Name, default, type and whether there are many follow from the type and its declaration."""
    name, berths, signs, twin, remark = fields_of(Harbour).values()
    assert (name.required, name.many, name.nested) == (True, False, None)
    assert (berths.default, berths.value_type) == (None, int)
    assert (signs.many, signs.heading, is_list_of_texts(signs)) == (True, "Signs", True)
    assert (twin.nested, is_list_of_texts(twin)) == (Content, False)
    assert remark.spec.kind is TEXT


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": ""}, "harbour name is '', but must be a line of text in normal form"),
        ({"name": None}, "harbour name is None, but must be a line of text in normal form"),
        (
            {"berths": -1},
            "harbour berths is -1, but must be a whole number from 0, or nothing",
        ),
        ({"signs": ["a"]}, "harbour signs is ['a'], but must be a tuple of lines"),
        ({"signs": ("a", "")}, "harbour signs is '', but must be a line of text in normal form"),
        ({"twin": 5}, "harbour twin is 5, but must be a content"),
    ],
)
def test_a_value_that_does_not_fit_is_named(values: dict[str, object], message: str) -> None:
    """A refusal names the class, the field, what was seen, and what it must be."""
    with pytest.raises(ModelError) as caught:
        Harbour(**{"name": "Vellmark", **values})  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_what_fits_is_taken() -> None:
    """Values of the declared kinds are taken, and what declares nothing is not looked at."""
    assert Harbour(name="Vellmark", berths=0, signs=("No fishing",), twin=Content())
    assert Harbour(name="Vellmark", remark="\0")


def test_sections_of_the_body_have_names_of_their_own() -> None:
    """No two fields stand under one heading of a page."""
    headings = [
        field.heading
        for model in (Content, Perspectives)
        for field in fields_of(model).values()
        if field.heading
    ]
    assert len(headings) == len(set(headings))
