"""Text as a document: in one go where it is JSON, else a line or a story at a time, so that a
broken one hides no other.
"""

from __future__ import annotations

import re
from typing import Any

from generator.errors import BundleError
from generator.readers.json.document import (
    DECODER,
    STORY_LISTS,
    JsonDocument,
    RepeatedKeyObject,
    StoryCandidate,
)
from generator.readers.json.salvage import BrokenJson, locate_story_list, salvage_list, salvage_root

_BEGINS = re.compile(r"\s*([\[{])")


def parse_json(text: str) -> JsonDocument | None:
    """The document that a decoded text is, or None where it does not begin as a JSON object or list."""
    begins = _BEGINS.match(text)
    if not begins:
        return None
    try:
        return _document_of_root(DECODER.decode(text))
    except (ValueError, RecursionError):
        broken = BrokenJson(text)
        found = ("", begins.end()) if begins[1] == "[" else locate_story_list(text)
        return _parse_json_lines(broken) or (
            salvage_root(broken) if found is None else salvage_list(broken, *found)
        )


def _document_of_root(root: Any) -> JsonDocument:
    if isinstance(root, list):
        return JsonDocument(_list_candidates("", root))
    key = next((key for key in STORY_LISTS if isinstance(root.get(key), list)), None)
    if key is None:
        return JsonDocument((StoryCandidate("", root),))
    envelope = {name: value for name, value in root.items() if name != key}
    if not isinstance(root, RepeatedKeyObject):
        return JsonDocument(_list_candidates(f"/{key}", root[key]), envelope)
    # Which of two lists is meant only a person can say.
    return JsonDocument(
        () if root.key == key else _list_candidates(f"/{key}", root[key]),
        envelope,
        (root.fault(""),),
    )


def _list_candidates(at: str, values: list[Any]) -> tuple[StoryCandidate, ...]:
    return tuple(StoryCandidate(f"{at}/{number}", value) for number, value in enumerate(values))


def _is_json_object(line: str) -> bool:
    try:
        return isinstance(DECODER.decode(line), dict)
    except (ValueError, RecursionError):
        return False


def _parse_json_lines(broken: BrokenJson) -> JsonDocument | None:
    """The lines of JSON Lines, or None where the text is something else; lines without anything count for nothing."""
    filled = [(match.start(), match[0]) for match in re.finditer(r"[^\n]*\S[^\n]*", broken.text)]
    if len(filled) == 1 or filled[0][1][0] != "{":
        return None
    first, second = (line for _, line in filled[:2])
    # A list whose members stand in a line each has a second line like that, too.
    if not _is_json_object(first) and (first.rstrip().endswith("[") or not _is_json_object(second)):
        return None
    candidates: list[StoryCandidate] = []
    problems: list[BundleError] = []
    for number, (begin, line) in enumerate(filled):
        try:
            candidates.append(StoryCandidate(f"/{number}", DECODER.decode(line)))
        except (ValueError, RecursionError) as error:
            problems.append(broken.fault(begin, error, f"/{number}", shift=begin))
    return JsonDocument(tuple(candidates), None, tuple(problems))
