"""Text as a document: in one go where it is JSON, else a line or a story at a time, so that a
broken one hides no other.
"""

from __future__ import annotations

import re
from typing import Any

from generator.errors import BundleError
from generator.readers.json.document import DECODER, LISTS, Document, Member, Twice
from generator.readers.json.salvage import Broken, alone, list_of_stories, listed

_BEGINS = re.compile(r"\s*([\[{])")


def parse(text: str) -> Document | None:
    """The document that a decoded text is, or None where it does not begin as a JSON object or list."""
    begins = _BEGINS.match(text)
    if not begins:
        return None
    try:
        return _whole(DECODER.decode(text))
    except (ValueError, RecursionError):
        broken = Broken(text)
        found = ("", begins.end()) if begins[1] == "[" else list_of_stories(text)
        return _lines(broken) or (alone(broken) if found is None else listed(broken, *found))


def _whole(root: Any) -> Document:
    if isinstance(root, list):
        return Document(_members("", root))
    key = next((key for key in LISTS if isinstance(root.get(key), list)), None)
    if key is None:
        return Document((Member("", root),))
    beside = {name: value for name, value in root.items() if name != key}
    if not isinstance(root, Twice):
        return Document(_members(f"/{key}", root[key]), beside)
    # Which of two lists is meant only a person can say.
    return Document(
        () if root.key == key else _members(f"/{key}", root[key]), beside, (root.fault(""),)
    )


def _members(at: str, values: list[Any]) -> tuple[Member, ...]:
    return tuple(Member(f"{at}/{number}", value) for number, value in enumerate(values))


def _is_object(line: str) -> bool:
    try:
        return isinstance(DECODER.decode(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(broken: Broken) -> Document | None:
    """The lines of JSON Lines, or None where the text is something else; lines without anything count for nothing."""
    filled = [(match.start(), match[0]) for match in re.finditer(r"[^\n]*\S[^\n]*", broken.text)]
    if len(filled) == 1 or filled[0][1][0] != "{":
        return None
    first, second = (line for _, line in filled[:2])
    # A list whose members stand in a line each has a second line like that, too.
    if not _is_object(first) and (first.rstrip().endswith("[") or not _is_object(second)):
        return None
    members: list[Member] = []
    problems: list[BundleError] = []
    for number, (begin, line) in enumerate(filled):
        try:
            members.append(Member(f"/{number}", DECODER.decode(line)))
        except (ValueError, RecursionError) as error:
            problems.append(broken.fault(begin, error, f"/{number}", shift=begin))
    return Document(tuple(members), None, tuple(problems))
