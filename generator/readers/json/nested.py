"""Stories that stand somewhere inside a document, below keys that say nothing of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from generator.counting import quantity
from generator.errors import BundleError
from generator.limits import JSON_DEPTH as DEEPEST
from generator.readers.json.document import Document, Member, Twice, shown, too_deep
from generator.readers.json.mapping import pointer_key
from generator.text import normal as text
from generator.text.characters import fits


def within(document: Document, knows: Callable[[Any], bool]) -> Document:
    """The document with the stories inside its members for members, the outermost where one holds another.

    As it stands where there is none; else a note says that nothing but the stories was read.
    """
    members: list[Member] = []
    problems: list[BundleError] = []
    waiting = [(member.at, member.value, 0) for member in reversed(document.members)]
    while waiting:
        at, value, depth = waiting.pop()
        if knows(value):
            if text.line(at) == at and fits(at):
                members.append(Member(at, value))
            else:
                seen = f"the story at {shown(at)} stands below a key that no line can hold"
                problems.append(BundleError(seen, "Convert the story in a file of its own"))
        elif isinstance(value, (dict, list)) and value:
            if isinstance(value, Twice):
                problems.append(value.fault(at))
            if depth == DEEPEST:
                problems.append(too_deep(f" at {shown(at)}"))
            else:
                inner = [(key, each, depth + 1) for key, each in _inner(value, at, problems)]
                waiting += reversed(inner)
    if not members:
        return document
    count = quantity(len(members), "story", "stories")
    note = f"{count} stood inside other values, which were not read; only the stories are in the ledger."
    return replace(
        document,
        members=tuple(members),
        problems=(*document.problems, *problems),
        notes=(*document.notes, note),
    )


def _inner(
    value: dict[str, Any] | list[Any], at: str, problems: list[BundleError]
) -> Iterator[tuple[str, Any]]:
    """The values that one holds, with their pointers; what is wrong with a key is a problem."""
    if isinstance(value, list):
        yield from ((f"{at}/{number}", member) for number, member in enumerate(value))
        return
    for key, member in value.items():
        try:
            yield f"{at}/{pointer_key(key, at)}", member
        except BundleError as error:
            problems.append(error)
