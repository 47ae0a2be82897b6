"""The JSON Schema of a story's record (`generator.records`), made of the model and of a table that says what each field holds.

A field that the model gains stands in the schema by itself; a test asks for its line in the table,
and for `docs/story.schema.json` to be made anew.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from generator.page.model import Corrections, Section
from generator.story import as_json as codec
from generator.story.labels import LABELS
from generator.story.model import (
    SIDES,
    VOICES,
    Article,
    Aside,
    Blindspot,
    Capture,
    Content,
    Coverage,
    Figure,
    FirstReport,
    Link,
    Perspectives,
    Share,
    Tally,
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

Described = dict[str, tuple[str, str]]

TABLE: dict[type, Described] = {
    Content: {
        "title": ("line", "The headline."),
        "url": (
            "line",
            "The address of the story's own page; where it is given, it is what the story is known by.",
        ),
        "dateline": ("line", "The place and day before the summary, as worded: WEXMERE, APR 3."),
        "started": ("moment", "When the event, or the reporting of it, is said to have begun."),
        "language": (
            "line",
            "The language of the story's own words as the bundle states it, a tag (BCP 47).",
        ),
        "places": (
            "line",
            "Where it happened; a place inside another stands before it, parted by comma and space.",
        ),
        "topics": ("line", "Subjects, where the bundle states them as such."),
        "summary": ("text", "What happened, in the words of the bundle."),
        "summary_by": ("line", "The outlet whose summary it is."),
        "key_points": ("line", "What happened, point by point."),
        "timeline": ("line", "What happened when, one event a line, as worded."),
        "coverage": ("", "What is stated about all articles of the story, captured or not."),
        "bias_statements": ("", "Percentages of sides as stated; never forced to add up to 100."),
        "bias_bar": ("", "The figures drawn beside them."),
        "blindspot": ("", "What is stated about a side that hardly reports the story."),
        "first_report": ("", "Who is said to have reported first."),
        "withheld": (
            "line",
            "What the source page names but does not show, such as factuality or ownership.",
        ),
        "unrated": (
            "line",
            "What the bundle says to be not rated, such as bias, factuality or ownership.",
        ),
        "flags": ("line", "What the source page marks the story as, such as local or trending."),
        "perspectives": ("", "What the bundle says each side makes of the story."),
        "voices": (
            "",
            "What somebody says of the story, in their own words or as the bundle tells it.",
        ),
        "articles": ("", "The articles that were captured."),
        "asides": ("", "What the bundle tells beside the story, each under a heading of its own."),
        "unplaced": ("line", "What no rule knew, kept as it stood; of JSON as POINTER: VALUE."),
    },
    Article: {
        "title": ("line", "Its headline."),
        "outlet": (
            "line",
            "The outlet's name; null where none is stated, whatever the address is.",
        ),
        "url": ("line", "Its address as stated."),
        "bias": ("line", "The outlet's bias label as worded: Lean Left, leanLeft, unknown."),
        "place": ("line", "Where the outlet sits, as worded."),
        "reposted_by": ("count", "How many other outlets are said to have reposted it."),
        "excerpt": ("text", "Words quoted from the article."),
        "excerpt_truncated": ("", "Whether the source page cut the excerpt."),
        "text": ("text", "The full text; null also where the archive does not publish full texts."),
        "published": ("moment", "When it appeared."),
        "language": ("line", "Its language as the bundle states it, a tag (BCP 47)."),
        "rated_by": ("line", "Who gave the bias label."),
        "factuality": (
            "line",
            "How reliable the outlet is said to be, as worded; unknown says that it is not rated.",
        ),
        "ownership": ("line", "Who is said to own the outlet, as worded."),
        "cited_as": (
            "line",
            "What the bundle's own texts call the article, in square brackets: gull.example#2.",
        ),
    },
    Link: {"outlet": ("line", "Where it was said."), "url": ("line", "At which address.")},
    Voice: {
        "kind": ("voice_kind", "Whether it is quoted or told."),
        "text": ("text", "What is said."),
        "by": ("line", "Who says so, as worded."),
        "sources": ("", "Where it was said."),
    },
    Aside: {
        "heading": ("name", "Its heading: Historical background."),
        "points": ("name", "What stands under it."),
    },
    Coverage: {
        "reported_articles": ("count", "Articles that the source page reports."),
        "total_sources": ("count", "Sources that it reports in all."),
        "left": ("count", "Sources on the left."),
        "center": ("count", "Sources in the center."),
        "right": ("count", "Sources on the right."),
        "published": ("line", "When the page says that it was published, as worded: 10 days ago."),
        "last_updated": ("line", "When the page says that it was updated, as worded."),
        "ownership": ("line", "Where most of the outlets' owners are said to be, as worded."),
        "also_stated": ("", "Counts that the bundle states a second time, and differently."),
        "factuality": ("", "How many sources are of each factuality."),
        "owners": ("", "How many sources are of each kind of owner."),
    },
    Figure: {
        "name": ("figure_name", "Which count."),
        "count": ("count", "What is stated the second time."),
    },
    Tally: {
        "name": ("name", "The kind as worded: veryHigh, mediaConglomerate."),
        "count": ("count", "How many are of it."),
    },
    Share: {
        "percent": ("count", "As stated."),
        "side": ("side", "Whose."),
        "base": ("count", "The number of sources that it is a share of."),
    },
    Blindspot: {
        "stated": ("", "Whether the story is said to be a blindspot."),
        "side": ("side", "The side that hardly reports it."),
        "words": ("line", "What is said about it, as plain text."),
    },
    FirstReport: {
        "outlet": ("line", "Who reported first."),
        "place": ("line", "From where."),
        "date": ("day", "On which day."),
    },
    Perspectives: {
        side: ("line", f"What the {side} makes of it, one text a point.") for side in SIDES
    },
    Capture: {
        "bundle": ("name", "The bundle's name."),
        "sha256": ("digest", "The bundle's SHA-256; of a member of a container, the member's."),
        "at": ("line", "Where in the bundle the story stands; null where the bundle is the story."),
        "reader": ("name", "What read it."),
        "captured": ("moment", "When the story was captured; null where nothing says so."),
        "note": ("text", "What the archivist says of the bundle."),
        "licence": ("line", "Under which the bundle may be used: its name or its address."),
        "member": (
            "line",
            "The member that it is, where the bundle is a container; of a WARC the record's id.",
        ),
        "container": ("digest", "The SHA-256 of that container."),
        "sidecar": ("line", "What of the capture a sidecar states, by its keys."),
    },
    Corrections: {
        "title": ("line", "The right headline."),
        "date": ("day", "The right day."),
        "places": ("line", "The right places; an empty list says that there are none."),
        "topics": ("line", "The right topics; an empty list says that there are none."),
    },
    Section: {
        "heading": ("markdown", "Its heading."),
        "markdown": ("markdown", "What stands below it."),
    },
}
"""Of each field its kind, where it is text, and what it holds."""

OBJECTS = {
    Content: "What a story tells, but for its articles.",
    Article: "One outlet's report of the story.",
    Coverage: "Counts as stated; null is not 0.",
    Figure: "A count that is stated a second time, and differently.",
    Tally: "How many sources are of one kind, as worded.",
    Share: "A percentage of the rated sources.",
    Blindspot: "What is stated about a side that hardly reports the story.",
    FirstReport: "Who is said to have broken the news, where and on which day.",
    Perspectives: "The sides' points.",
    Link: "An outlet, an address, or both.",
    Voice: "What somebody says of the story.",
    Aside: "What is told beside the story.",
    Capture: "The story as one bundle showed it at one time.",
    Corrections: "What the archivist put right; it outranks every capture.",
    Section: "A section that a person added to the page.",
}
"""What the objects are that the model's classes become."""

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


def kind_of(model: type, name: str) -> str:
    """The kind of a text field; `text` where the table does not know it, which keeps the most."""
    return TABLE.get(model, {}).get(name, ("text", ""))[0] or "text"


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _name(model: type) -> str:
    return "".join(
        f"_{sign.lower()}" if sign.isupper() else sign for sign in model.__name__
    ).removeprefix("_")


def _property(model: type, field: codec.Field) -> dict[str, Any]:
    plain = {bool: {"type": "boolean"}, int: _ref("count"), str: _ref(kind_of(model, field.name))}
    shape = _ref(_name(field.nested)) if field.nested else plain[field.kind]
    if field.many:
        shape = {"type": "array", "items": shape}
    words = TABLE.get(model, {}).get(field.name, ("", ""))[1]
    required = field.default is dataclasses.MISSING
    return {**(shape if required else _or_null(shape)), **({"description": words} if words else {})}


def _properties(model: type, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    fields = codec.fields_of(model).values()
    own = {field.name: _property(model, field) for field in fields if field.name not in skip}
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
    required = (
        field.name
        for field in codec.fields_of(model).values()
        if field.default is dataclasses.MISSING
    )
    return {
        **_object(OBJECTS.get(model, ""), _properties(model, skip), tuple(required)),
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
        "corrections": {**_or_null(_ref("corrections")), "description": OBJECTS[Corrections]},
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
            waiting += [field.nested for field in codec.fields_of(model).values() if field.nested]
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
