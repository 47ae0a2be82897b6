"""Front matter: one key a line with a JSON value, or a list with one JSON value a line; all of it valid YAML.

The line reader parses that form with `json.loads`. What a person wrote in any other YAML is built
from PyYAML's events, with the same result for the form above: only null, true, false and whole
numbers are more than strings, and keys are strings. Aliases, tags and deep nesting are refused: a
short page could become a huge value by them, or end the process.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

import yaml

from generator.errors import PageError
from generator.text.characters import NOT_IN_TEXT, fits_page

DEEPEST = 20
"""How many lists and objects may stand inside each other."""
LONGEST_KEY = 128
"""Of a key, in characters; YAML itself ends at 1,024 for a key as it is written."""

# YAML does not print these raw (production 1: c-printable), or takes them for line ends; JSON
# writes them as escapes.
_NOT_RAW = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_PLAIN_KEY = re.compile(
    r"(?!(?:null|true|false|yes|no|on|off|y|n):)[A-Za-z_][A-Za-z0-9_-]*:", re.IGNORECASE
)
_LINE = re.compile(r'([A-Za-z_][A-Za-z0-9_-]*|"(?:[^"\\]|\\.)*"):(?: (.*))?')
_WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
_STRING_TAGS = (None, "!", "tag:yaml.org,2002:str")


_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def dump(value: Any) -> str:
    """A JSON value on one line that YAML reads alike; what no page can hold as U+FFFD."""
    raw = _ENCODE(value)
    if raw.isascii() and "\x7f" not in raw:
        return raw
    return NOT_IN_TEXT.sub("\ufffd", _NOT_RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", raw))


def write(pairs: Iterable[tuple[str, Any]]) -> str:
    """Keys and values as front matter, without the fences; lists of objects one object a line."""
    lines = []
    for key, value in pairs:
        name = key if _PLAIN_KEY.fullmatch(f"{key}:") else dump(key)
        if isinstance(value, list) and value and all(isinstance(member, dict) for member in value):
            lines.append(f"{name}:\n")
            lines.extend(f"  - {dump(member)}\n" for member in value)
        else:
            lines.append(f"{name}: {dump(value)}\n")
    return "".join(lines)


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text} is no whole number")


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index]))
        raise ValueError(f"the key {twice!r:.60} stands twice")
    # Together they are rarely longer than one may be.
    names = "".join(found)
    if (len(names) > LONGEST_KEY or not fits_page(names)) and any(
        len(key) > LONGEST_KEY or not fits_page(key) for key in found
    ):
        raise ValueError(
            f"a key is longer than {LONGEST_KEY} characters, or holds what no text can hold"
        )
    return found


_DECODER = json.JSONDecoder(
    parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_mapping
)


def _depth(value: Any) -> int:
    members = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    )
    return 0 if members is None else 1 + max(map(_depth, members), default=0)


def _json(text: str, deepest: int) -> Any:
    # `decode` also skips white space around a value, which nothing of ours has.
    value, end = _DECODER.raw_decode(text) if text and not text[0].isspace() else (None, -1)
    if end != len(text):
        value = _DECODER.decode(text)
    if text.count("[") + text.count("{") > deepest and _depth(value) > deepest:
        raise ValueError("too deep")
    return value


def read_lines(text: str) -> dict[str, Any] | None:
    """The line reader: front matter in the form that `write` gives, or None where it has any other."""
    found: list[tuple[str, Any]] = []
    members: list[Any] | None = None
    try:
        for line in text.split("\n"):
            if line.startswith("  - ") and members is not None:
                members.append(_json(line[4:], DEEPEST - 1))
                continue
            match = _LINE.fullmatch(line)
            if not match or members == []:
                return None
            members = [] if match[2] is None else None
            key = json.loads(match[1]) if match[1].startswith('"') else match[1]
            found.append((key, members if match[2] is None else _json(match[2], DEEPEST)))
        return None if members == [] else _mapping(found)
    except (ValueError, RecursionError):
        return None


def _refuse(event: yaml.Event, reason: str) -> NoReturn:
    raise yaml.MarkedYAMLError(problem=reason, problem_mark=event.start_mark)  # type: ignore[arg-type]  # libyaml's own mark


def _scalar(event: yaml.ScalarEvent) -> Any:
    text: str = event.value
    if event.tag not in _STRING_TAGS:
        _refuse(
            event,
            f"it has the tag {event.tag!r:.60}, and only text, whole numbers, true, false and null are known",
        )
    if event.tag or event.style:
        return text
    return _WORDS[text] if text in _WORDS else int(text) if _INTEGER.fullmatch(text) else text


def _members(
    events: Iterator[yaml.Event], end: type[yaml.Event], deepest: int
) -> Iterator[tuple[yaml.Event, Any]]:
    while not isinstance(event := next(events), end):
        yield event, _value(events, event, deepest)


def _value(events: Iterator[yaml.Event], event: yaml.Event, deepest: int) -> Any:
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.AliasEvent):
        _refuse(event, "it has an alias (*), which pages do not know")
    if deepest < 0:
        _refuse(event, f"more than {DEEPEST} lists and objects stand inside each other")
    if isinstance(event, yaml.SequenceStartEvent):
        return [value for _, value in _members(events, yaml.SequenceEndEvent, deepest - 1)]
    pairs = []
    members = _members(events, yaml.MappingEndEvent, deepest - 1)
    for key, _ in members:
        if not isinstance(key, yaml.ScalarEvent):
            _refuse(key, "a key must be text")
        pairs.append((key.value, next(members)[1]))
    try:
        return _mapping(pairs)
    except ValueError as error:
        _refuse(event, str(error))


def _document(events: Iterator[yaml.Event]) -> Any:
    event = next(events)
    while not isinstance(event, yaml.NodeEvent | yaml.StreamEndEvent):
        event = next(events)
    value = None if isinstance(event, yaml.StreamEndEvent) else _value(events, event, DEEPEST)
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            _refuse(event, "it has a second document")
    return value


def read_yaml(text: str) -> dict[str, Any]:
    """Front matter in any YAML; raises PageError where it is none."""
    try:
        found = _document(
            yaml.parse(text, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)
        )
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        reason = getattr(error, "problem", None) or "it cannot be parsed"
        raise PageError(
            f"the front matter is no YAML{where}: {reason}",
            "Mend it there, or convert the bundle again with --overwrite",
        ) from error
    if not isinstance(found, dict):
        raise PageError(
            "the front matter is no list of keys with values", "Write each as `key: value`"
        )
    return found


def read(text: str) -> dict[str, Any]:
    """Front matter, without its fences, as keys and JSON values; raises PageError where it cannot be read."""
    found = read_lines(text)
    return read_yaml(text) if found is None else found
