"""The JSON Schema of a story's record (`generator.records`), made of the model and of a table that says what each field holds.

A field that the model gains stands in the schema by itself; a test asks for its line in the table,
and for `docs/story.schema.json` to be made anew.
"""

from __future__ import annotations

import inspect
import json
from typing import Any

from generator.page.model import Corrections, Section
from generator.story.fields import FLAG, SIDES, VOICES, ModelField, fields_of
from generator.story.labels import LABELS
from generator.story.model import (
    Article,
    Aside,
    Capture,
    Content,
    Coverage,
    Link,
    Voice,
)

NAME = "story-archive/1"
"""What a record says of itself under `schema`."""

LARGEST = 10**18 - 1
"""The largest number in a record: others would be rounded by many a program."""

_DAY = "(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME = "T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]+)?)?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
_END = "(?![\\s\\S])"  # `$` would let a line end pass
KINDS: dict[str, dict[str, Any]] = {
    "line": {
        "type": "string",
        "description": "One line: white space at its ends counts for nothing, and a line end is a space. "
        "An empty one states nothing.",
    },
    "text": {
        "type": "string",
        "description": "Lines, and paragraphs parted by an empty line; white space at their ends counts for nothing. "
        "An empty one states nothing.",
    },
    "name": {"type": "string", "pattern": "\\S", "description": "A line that is not empty."},
    "markdown": {"type": "string", "description": "Markdown, kept as it stands."},
    "moment": {
        "type": "string",
        "pattern": f"^{_DAY}(?:{_TIME})?{_END}",
        "description": "A day, or a time (ISO 8601); without a zone it is taken as UTC. The archive writes UTC, to the second.",
    },
    "day": {"type": "string", "pattern": f"^{_DAY}{_END}", "description": "A day, YYYY-MM-DD."},
    "side": {"enum": list(SIDES), "description": "A side."},
    "voice_kind": {"enum": list(VOICES), "description": "A kind of voice."},
    "digest": {
        "type": "string",
        "pattern": f"^[0-9a-f]{{64}}{_END}",
        "description": "A SHA-256, as hex digits.",
    },
    "figure_name": {
        "enum": ["reported_articles", "total_sources", *SIDES],
        "description": "A count of the coverage.",
    },
    "count": {
        "type": "integer",
        "minimum": 0,
        "maximum": LARGEST,
        "description": "A whole number; 0 is a number too.",
    },
}
"""The kinds of values that hold no others."""

_WORKED_OUT: dict[type, dict[str, dict[str, Any]]] = {
    Article: {
        "label": {
            "enum": [*LABELS, None],
            "description": "The normal form of `bias`; unknown says that the outlet is not rated. "
            "Worked out where `bias` is given, and read in its place where it is not.",
        }
    },
    Coverage: {
        "captured_articles": {
            "anyOf": [{"$ref": "#/$defs/count"}, {"type": "null"}],
            "readOnly": True,
            "description": "How many articles were captured. Worked out, and not read.",
        }
    },
}
"""Keys that the model does not have, and a record does."""


_FILLED = {"type": "string", "pattern": "\\S"}
_MORE: dict[type, dict[str, Any]] = {
    Link: {
        "anyOf": [{"properties": {name: _FILLED}, "required": [name]} for name in ("outlet", "url")]
    },
    Voice: {"allOf": [{"properties": {"text": {"pattern": "\\S"}}}]},
    Aside: {"allOf": [{"properties": {"points": {"minItems": 1}}}]},
}
"""What the model's classes ask of several fields together, or of a list."""


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _name(model: type) -> str:
    return "".join(
        f"_{sign.lower()}" if sign.isupper() else sign for sign in model.__name__
    ).removeprefix("_")


def _property(field: ModelField) -> dict[str, Any]:
    if field.nested:
        shape = _ref(_name(field.nested))
    elif field.spec.kind is FLAG:
        shape = {"type": "boolean"}
    else:
        shape = _ref(field.spec.kind.name)
    if field.many:
        shape = {"type": "array", "items": shape}
    return {
        **(shape if field.required else _or_null(shape)),
        "description": field.spec.meaning,
    }


def _properties(model: type, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    fields = fields_of(model).values()
    own = {field.name: _property(field) for field in fields if field.name not in skip}
    return {**own, **_WORKED_OUT.get(model, {})}


def _object(
    words: str, properties: dict[str, Any], required: tuple[str, ...] = ()
) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "object", "description": words, "properties": properties}
    return {
        **shape,
        **({"required": list(required)} if required else {}),
        "additionalProperties": False,
    }


def _model(model: type, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    required = (field.name for field in fields_of(model).values() if field.required)
    return {
        **_object(inspect.cleandoc(model.__doc__ or ""), _properties(model, skip), tuple(required)),
        **_MORE.get(model, {}),
    }


def _capture() -> dict[str, Any]:
    shape = _model(Capture, ("content",))
    shown = {
        "type": "array",
        "items": {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": LARGEST},
                _ref("captured_article"),
                _ref("article"),
            ]
        },
    }
    shape["properties"] |= {
        "articles": {
            **_or_null(shown),
            "description": "The articles that it showed, where they are not those of the story: the number of one of them, "
            "counted from 1; an object with the number as `n` and the values in which it differed; "
            "or an article that the story does not have.",
        },
        "states": {
            **_or_null(_ref("content")),
            "description": "What it stated otherwise than the story; null, an empty list or object where it stated nothing.",
        },
    }
    return shape


def _absence() -> dict[str, Any]:
    lines = {"type": "array", "items": _ref("name")}
    return _object(
        "Why something is not here.",
        {
            "not_stated": {
                **lines,
                "description": "Fields of the story that no bundle states, and nothing withholds.",
            },
            "not_captured": {
                **_or_null(_ref("count")),
                "description": "Articles reported and not captured; null where the number reported is not stated.",
            },
            "not_rated": {
                **lines,
                "description": "What the bundle says to be not rated, as `unrated`.",
            },
            "withheld": {
                **lines,
                "description": "What the source page names and does not show, as `withheld`.",
            },
            "unpublished": {
                **lines,
                "description": "What the archive holds and does not publish: texts.",
            },
            "articles_without_outlet": {
                **_ref("count"),
                "description": "Captured articles whose outlet is not stated.",
            },
            "articles_without_label": {
                **_ref("count"),
                "description": "Captured articles whose bias label is not stated.",
            },
            "articles_not_rated": {
                **_ref("count"),
                "description": "Captured articles whose outlet is stated to be not rated.",
            },
        },
    )


def _story() -> dict[str, Any]:
    content = _properties(Content)
    read_only = {"readOnly": True}
    return {
        "schema": {
            "const": NAME,
            "description": "By this a reader knows the format, and its version.",
        },
        "page": {
            **_or_null(_ref("name")),
            **read_only,
            "description": "The story's page, below content/stories. Worked out, and not read.",
        },
        **content,
        "captured": {
            **_or_null(_ref("moment")),
            "description": "When a scraper captured the story; not beside `captures`, which have times of their own.",
        },
        "date": {
            **_or_null(_ref("day")),
            "description": "The day of the story by the archive's rule; null where it is undated. "
            "Worked out where `captures` are given; where they are not, it is read as `started`, if that is missing.",
        },
        "date_basis": {
            **_or_null(_ref("line")),
            **read_only,
            "description": "A sentence that names the evidence for the date, or says why there is none. "
            "Worked out, and not read.",
        },
        "absence": {
            **_or_null(_absence()),
            **read_only,
            "description": "Which of the states of absence holds for what. Worked out, and not read.",
        },
        "captures": {
            **_or_null({"type": "array", "items": _ref("capture")}),
            "description": "The bundles that showed the story, by time, those without a time first. The archive writes them; "
            "a scraper leaves them out, and its own file is the bundle.",
        },
        "corrections": {
            **_or_null(_ref("corrections")),
            "description": inspect.cleandoc(Corrections.__doc__ or ""),
        },
        "notes": {**_or_null(_ref("markdown")), "description": "The archivist's notes, Markdown."},
        "sections": {
            **_or_null({"type": "array", "items": _ref("section")}),
            "description": "Sections that a person added to the page.",
        },
        "extra": {
            **_or_null({"type": "object"}),
            "description": "Keys that a person added to the page, with any JSON values; "
            "numbers of more than 18 digits stand there as text.",
        },
    }


def models() -> list[type]:
    """The model classes whose values a record holds: each before those that its own values are of."""
    found: list[type] = []
    waiting: list[type] = [Content, Capture, Corrections, Section]
    while waiting:
        model = waiting.pop(0)
        if model not in found:
            found.append(model)
            waiting += [field.nested for field in fields_of(model).values() if field.nested]
    return found


def schema() -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of a story's record."""
    objects = {_name(model): _model(model) for model in models() if model not in (Content, Capture)}
    number = {
        "type": "integer",
        "minimum": 1,
        "maximum": LARGEST,
        "description": "The article's number, counted from 1.",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:story-archive:story:1",
        "title": "A story of Story Archive",
        **_object("", _story(), ("schema",)),
        "description": "One news event told by many outlets: what Story Archive publishes, a story a line, and what it "
        "reads as one object, as an array of them, or one a line (JSON Lines). A scraper gives `schema` and what it knows. "
        "Null and a missing key say the same: the bundle does not state it. 0 means zero.",
        "$defs": {
            **KINDS,
            **objects,
            "captured_article": _object(
                "An article of the story, with the values in which a capture differed.",
                {"n": number, **_properties(Article)},
                ("n",),
            ),
            "content": _model(Content, ("articles",)),
            "capture": _capture(),
        },
    }


def text() -> str:
    """The schema as a file holds it, and as the program prints it."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
