"""A record with everything that the model has, made of the schema's table, so that a new field is
in it by itself.
"""

from __future__ import annotations

from typing import Any

from generator.page.model import Corrections
from generator.records import schema
from generator.story.fields import ModelField, fields_of
from generator.story.model import Article, Capture, Content

_OF_KIND: dict[str, Any] = {
    "moment": "2025-06-14T08:15:02Z",
    "day": "2025-06-14",
    "digest": "0a" * 32,
}


def filled(model: type, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object of a model class with a value for every field."""
    return {
        field.name: [_value(model, field)] if field.many else _value(model, field)
        for field in fields_of(model).values()
        if field.name not in skip
    }


def _value(model: type, field: ModelField) -> Any:
    if field.nested:
        return filled(field.nested)
    if field.value_type is bool:
        return True
    if field.value_type is int:
        return 7
    kind = field.spec.kind.name
    one_of = schema.KINDS[kind].get("enum")
    return one_of[0] if one_of else _OF_KIND.get(kind, f"the {field.name} of one {model.__name__}")


RECORD: dict[str, Any] = {
    "schema": schema.NAME,
    "page": "2025/a-story-0123456789.md",
    **filled(Content),
    "captured": "2025-06-15",
    "date": "2025-06-16",
    "date_basis": "A guess.",
    "absence": {"not_stated": [], "not_captured": None},
    "captures": [
        {
            **filled(Capture, ("content",)),
            "articles": [1, {"n": 1, "title": "Another title", "place": None}, filled(Article)],
            "states": {
                **filled(Content, ("articles",)),
                "title": "Another headline",
                "dateline": None,
                "places": [],
            },
        }
    ],
    "corrections": filled(Corrections),
    "notes": "Seen by *me*.",
    "sections": [{"heading": "See also", "markdown": "- the ferry"}],
    "extra": {"mood": ["sour", {"of": 5}]},
}
RECORD["coverage"]["captured_articles"] = 1
RECORD["articles"] = [
    {**RECORD["articles"][0], "label": "left"},
    {"title": "Fog", "label": "lean-left"},
]

SCRAPED: dict[str, Any] = {
    key: value for key, value in RECORD.items() if key not in ("captures", "corrections", "notes")
}
"""The same as a scraper may write it: its file is the bundle."""
