"""Front matter: one key a line with a JSON value, or a list with one JSON value a line; all of it valid YAML.

The line reader parses that form with `json.loads`. What a person wrote in any other YAML goes through PyYAML, with the same
result for the form above: only null, true, false and whole numbers are more than strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterable
from typing import Any

import yaml

from generator.errors import PageError

# YAML does not print these raw (production 1: c-printable), or takes them for line ends; JSON writes them as escapes.
_NOT_RAW = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NOT_KEYS = ("null", "true", "false")
_LINE = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*):(?: (.*))?")


def dump(value: Any) -> str:
    """A JSON value on one line that YAML reads alike."""
    return _NOT_RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def write(pairs: Iterable[tuple[str, Any]]) -> str:
    """Keys and values as front matter, without the fences; lists of objects one object a line."""
    lines = []
    for key, value in pairs:
        name = key if _PLAIN_KEY.fullmatch(key) and key not in _NOT_KEYS else dump(key)
        if isinstance(value, list) and value and all(isinstance(member, dict) for member in value):
            lines.append(f"{name}:\n")
            lines.extend(f"  - {dump(member)}\n" for member in value)
        else:
            lines.append(f"{name}: {dump(value)}\n")
    return "".join(lines)


def _no_float(text: str) -> Any:
    raise ValueError(f"{text} is no whole number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


_DECODER = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_unique)


def read_lines(text: str) -> dict[str, Any] | None:
    """The line reader: front matter in the form that `write` gives, or None where it has any other."""
    found: dict[str, Any] = {}
    members: list[Any] | None = None
    try:
        for line in text.split("\n"):
            if line.startswith("  - ") and members is not None:
                members.append(_DECODER.decode(line[4:]))
                continue
            match = _LINE.fullmatch(line)
            if not match or match[1] in found or match[1] in _NOT_KEYS or members == []:
                return None
            members = [] if match[2] is None else None
            found[match[1]] = members if match[2] is None else _DECODER.decode(match[2])
    except (ValueError, RecursionError):
        return None
    return None if members == [] else found


class _Loader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]  # chosen at import
    """PyYAML's safe loader, with JSON's types and without keys that stand twice."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  # PyYAML's own interface

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """The mapping, or an error where a key stands twice."""
        found: dict[Hashable, Any] = super().construct_mapping(node, deep)
        if len(found) != len(node.value):
            raise yaml.constructor.ConstructorError(None, None, "a key stands twice", node.start_mark)
        return found


for _tag, _pattern, _first in (
    ("null", r"(?:null|~)?", [*"n~", ""]),
    ("bool", r"true|false", list("tf")),
    ("int", r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


def read_yaml(text: str) -> dict[str, Any]:
    """Front matter in any YAML; raises PageError where it is none."""
    try:
        # _Loader is PyYAML's safe loader with fewer types.
        found = yaml.load(text, Loader=_Loader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        reason = getattr(error, "problem", None) or "it cannot be parsed"
        raise PageError(
            f"the front matter is no YAML{where}: {reason}",
            "Mend it there, or convert the bundle again with --overwrite",
        ) from error
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise PageError("the front matter is no list of keys with values", "Write each as `key: value`")
    return found


def read(text: str) -> dict[str, Any]:
    """Front matter, without its fences, as keys and JSON values; raises PageError where it cannot be read."""
    found = read_lines(text)
    return read_yaml(text) if found is None else found
