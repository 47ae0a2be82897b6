"""The data that a page's scripts hand to it, in which stories of the layouts of JSON stand.

They come as JSON in a script of its own, or in rows and in parts, as Next.js hands them over. A row
is `5d:` and JSON up to the line's end, or `5e:T`, a length in bytes, a comma and a text of that
length. The parts are cut anywhere, and a text in `$` refers to a row or says what JSON has no word
for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from generator.errors import BundleError
from generator.readers.base import Reading, Readings
from generator.readers.json.document import (
    DECODER,
    JsonDocument,
    StoryCandidate,
    describe_pointer,
    quote_text,
)
from generator.readers.json.ground_news import GroundNews
from generator.readers.json.nested import collect_nested_stories
from generator.readers.json.reader import JsonReader
from generator.readers.json.scraper import ScraperJson
from generator.readers.json.store import StoreJson

_PUSH = "self.__next_f.push("
_NEXT = "__NEXT_DATA__"
_MARK = b'"sources"'
"""What every layout of stories has; no row without it needs to be looked through."""
_ROW = re.compile(rb"([0-9a-f]{1,16}):(?:T([0-9a-f]{1,8}),)?")
_AGAIN = "Save the page again, whole and as HTML only"
_REFERENCE = re.compile(r"\$([0-9a-f]{1,16})")
_LAYOUTS: tuple[JsonReader, ...] = (ScraperJson(), StoreJson(), GroundNews())


class _Row(NamedTuple):
    name: str
    payload: bytes
    length: int | None = None
    """Of a text, as it is stated; None of JSON."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script of a page."""

    at: str
    kind: str
    """Its type, in lower case."""
    name: str
    """Its id."""
    text: str


def read(scripts: Sequence[Script]) -> Readings:
    """The stories in a page's data."""
    problems: list[BundleError] = []
    texts: dict[str, str] = {}
    members = [*_rows_of(scripts, texts, problems), *_objects(scripts, problems)]
    found = collect_nested_stories(JsonDocument(tuple(members), None, tuple(problems)), _is_story)
    found = replace(
        found,
        candidates=tuple(member for member in found.candidates if _is_story(member.value)),
        notes=(),
    )
    # Of what stands around them the page's own ledger tells.
    notes = dict.fromkeys(note for member in found.candidates for note in _resolve(member, texts))
    stories: list[Reading] = []
    problems = list(found.problems)
    for reader in _LAYOUTS:
        own = tuple(member for member in found.candidates if reader.matches(member.value))
        readings = reader.readings(replace(found, candidates=own, problems=()), tuple(notes))
        if readings:
            stories += readings.stories
            problems += readings.problems
    return Readings(tuple(stories), tuple(problems))


def _is_story(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and "sources" in value
        and any(reader.matches(value) for reader in _LAYOUTS)
    )


def _rows_of(
    scripts: Sequence[Script], texts: dict[str, str], problems: list[BundleError]
) -> Iterator[StoryCandidate]:
    """The rows that are lists or objects; those that are texts are put beside."""
    data = "".join(_parts(scripts, problems)).encode("utf-8", "surrogatepass")
    for row in _rows(data):
        value = _value(row)
        if value is None:
            problems.append(BundleError(f"row {row.name} of the page's data is broken", _AGAIN))
        elif isinstance(value, str):
            texts[row.name] = value
        elif _MARK in row.payload:
            yield StoryCandidate(f"row {row.name}", value)


def _objects(scripts: Sequence[Script], problems: list[BundleError]) -> Iterator[StoryCandidate]:
    """The JSON of scripts that hold nothing else."""
    for script in scripts:
        named = script.name == _NEXT
        if named or (script.kind == "application/json" and _MARK.decode() in script.text):
            at = _NEXT if named else script.at
            try:
                yield StoryCandidate(at, DECODER.decode(script.text))
            except (ValueError, RecursionError):
                problems.append(BundleError(f"the page's data in {at} are broken", _AGAIN))


def _parts(scripts: Sequence[Script], problems: list[BundleError]) -> Iterator[str]:
    """The parts of the data, in order, up to the first that is broken: what follows it could not be told apart."""
    for script in scripts:
        call = script.text.strip()
        if not call.startswith(_PUSH):
            continue
        try:
            part, _ = DECODER.raw_decode(call, len(_PUSH))
        except (ValueError, RecursionError):
            problems.append(BundleError("the page's data breaks off", _AGAIN))
            return
        if isinstance(part, list) and len(part) == 2 and part[0] == 1 and isinstance(part[1], str):
            yield part[1]


def _rows(data: bytes) -> Iterator[_Row]:
    """The rows that are texts, lists or objects; others name scripts and styles."""
    place = 0
    while place < len(data):
        begins = _ROW.match(data, place)
        if begins and begins[2]:
            length = int(begins[2], 16)
            place = begins.end() + length
            yield _Row(begins[1].decode(), data[begins.end() : place], length)
            continue
        end = data.find(b"\n", place)
        end = len(data) if end < 0 else end
        if begins and data[begins.end() : begins.end() + 1] in (b"[", b"{"):
            yield _Row(begins[1].decode(), data[begins.end() : end])
        place = end + 1


def _value(row: _Row) -> Any:
    """The text, list or object of a row; None where it is broken, or shorter than it says."""
    try:
        words = row.payload.decode("utf-8", "surrogatepass")
        if row.length is None:
            return DECODER.decode(words)
    except (ValueError, RecursionError):
        return None
    return words if len(row.payload) == row.length else None


def _resolve(story: StoryCandidate, texts: dict[str, str]) -> Iterator[str]:
    """Put what they refer to in place of the references in a story; a note tells of each that leads nowhere."""
    waiting = [story.value]
    while waiting:
        holder = waiting.pop()
        for key, value in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
            if isinstance(value, (dict, list)):
                waiting.append(value)
            elif value == "$undefined":
                _leave_out(holder, key)
            elif isinstance(value, str) and value.startswith("$"):
                meant = _meant(value, texts)
                holder[key] = value if meant is None else meant
                if meant is None:
                    yield f"{describe_pointer(story.at)} refers to {quote_text(value)}, which is no text of the page; it stands as it is."


def _leave_out(holder: Any, key: Any) -> None:
    if isinstance(holder, dict):
        del holder[key]
    else:
        holder[key] = None  # so that the places behind it stay what they are


def _meant(value: str, texts: dict[str, str]) -> str | None:
    if value.startswith("$$"):
        return value[1:]
    if value.startswith("$D"):
        return value[2:]
    refers = _REFERENCE.fullmatch(value)
    return texts.get(refers[1]) if refers else None
