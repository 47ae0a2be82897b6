"""The tables of fields in docs/page.md, made of the declarations of the model."""

from __future__ import annotations

from collections.abc import Iterator

from generator.page.format import KEY_MEANINGS, KEYS
from generator.page.model import Corrections
from generator.story.fields import fields_of, words_of
from generator.story.model import Story

BEGIN = "<!-- The tables from here are made of the model by `make golden`. -->\n"
END = "<!-- The tables end here. -->\n"


def _noun(model: type) -> str:
    words = words_of(model)
    if words.endswith("s"):
        return words
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _rows(meanings: dict[str, str]) -> Iterator[str]:
    for name, meaning in meanings.items():
        yield f"| `{name}` | {meaning} |\n"


def _meanings(model: type) -> dict[str, str]:
    return {
        name: field.spec.meaning
        for name, field in fields_of(model).items()
        if name != "content"  # a capture's row tells it as `articles` and `states`
    }


def _parts(model: type, known: list[type]) -> list[type]:
    """The classes of the values that a class holds, each once, in the order of its fields."""
    for field in fields_of(model).values():
        if field.nested and field.nested not in known and field.name != "content":
            known.append(field.nested)
            _parts(field.nested, known)
    return known


def field_tables() -> str:
    """The keys of the front matter, and below them the fields of each kind of value in them."""
    story = {**_meanings(Story), **KEY_MEANINGS}
    text = "| key | holds |\n|---|---|\n"
    text += "".join(_rows({key: story[key] for key in KEYS}))
    for model in (*_parts(Story, []), Corrections):
        text += f"\n| field of {_noun(model)} | holds |\n|---|---|\n"
        text += "".join(_rows(_meanings(model)))
    return text
