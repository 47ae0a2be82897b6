"""The data in the scripts of a page, which hold stories in the layouts of `readers/json`.

They are JSON in a script of their own, or rows in scripts of Next.js, which may be cut anywhere. A
row is `5d:` with JSON up to the end of the line, or `5e:T`, a length in bytes, a comma and a text
of that length. A text that begins with `$` refers to a row, or stands for what JSON cannot express.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from generator.errors import BundleError
from generator.readers.base import Reading, Readings
from generator.readers.json.document import DECODER, Document, Member, cited, shown
from generator.readers.json.ground_news import GroundNews
from generator.readers.json.nested import within
from generator.readers.json.reader import JsonReader
from generator.readers.json.scraper import ScraperJson
from generator.readers.json.store import StoreJson

_PUSH = "self.__next_f.push("
_NEXT = "__NEXT_DATA__"
_MARK = b'"sources"'
"""Every layout of stories has it; a row without it need not be searched."""
_ROW = re.compile(rb"([0-9a-f]{1,16}):(?:T([0-9a-f]{1,8}),)?")
_AGAIN = "Save the page again, whole and as HTML only"
_REFERENCE = re.compile(r"\$([0-9a-f]{1,16})")
_LAYOUTS: tuple[JsonReader, ...] = (ScraperJson(), StoreJson(), GroundNews())


class _DataRow(NamedTuple):
    """A row of the data of Next.js."""

    name: str
    payload: bytes
    length: int | None = None
    """The stated bytes of a text; None for JSON."""


@dataclass(frozen=True, slots=True)
class HtmlScript:
    """A script of a page."""

    at: str
    """Its place, as the ledger names it: `script[3]`."""
    type: str
    """In lower case."""
    id: str
    text: str


def read_script_data(scripts: Sequence[HtmlScript]) -> Readings:
    """Read the stories in the data of a page's scripts."""
    problems: list[BundleError] = []
    texts: dict[str, str] = {}
    members = [*_members_of_rows(scripts, texts, problems), *_members_of_objects(scripts, problems)]
    document = within(Document(tuple(members), None, tuple(problems)), _is_story)
    # What stands around the stories is in the ledger of the page itself.
    own = tuple(member for member in document.members if _is_story(member.value))
    notes = dict.fromkeys(note for member in own for note in _resolve_references(member, texts))
    stories: list[Reading] = []
    problems = list(document.problems)
    for reader in _LAYOUTS:
        known = tuple(member for member in own if reader.knows(member.value))
        readings = reader.readings(
            replace(document, members=known, problems=(), notes=()), tuple(notes)
        )
        if readings:
            stories += readings.stories
            problems += readings.problems
    return Readings(tuple(stories), tuple(problems))


def _is_story(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and "sources" in value
        and any(reader.knows(value) for reader in _LAYOUTS)
    )


def _members_of_rows(
    scripts: Sequence[HtmlScript], texts: dict[str, str], problems: list[BundleError]
) -> Iterator[Member]:
    """The rows that are lists or objects; those that are texts are added to `texts`."""
    data = "".join(_pushed_parts(scripts, problems)).encode("utf-8", "surrogatepass")
    for row in _split_rows(data):
        value = _value_of_row(row)
        if value is None:
            problems.append(BundleError(f"row {row.name} of the page's data is broken", _AGAIN))
        elif isinstance(value, str):
            texts[row.name] = value
        elif _MARK in row.payload:
            yield Member(f"row {row.name}", value)


def _members_of_objects(
    scripts: Sequence[HtmlScript], problems: list[BundleError]
) -> Iterator[Member]:
    """The JSON of scripts that hold nothing but JSON."""
    for script in scripts:
        is_next = script.id == _NEXT
        if is_next or (script.type == "application/json" and _MARK.decode() in script.text):
            at = _NEXT if is_next else script.at
            try:
                yield Member(at, DECODER.decode(script.text))
            except (ValueError, RecursionError):
                problems.append(BundleError(f"the page's data in {at} are broken", _AGAIN))


def _pushed_parts(scripts: Sequence[HtmlScript], problems: list[BundleError]) -> Iterator[str]:
    """The parts of the data of Next.js, in order, up to the first that is broken."""
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


def _split_rows(data: bytes) -> Iterator[_DataRow]:
    """The rows that are texts, lists or objects; others refer to scripts and styles."""
    place = 0
    while place < len(data):
        begins = _ROW.match(data, place)
        if begins and begins[2]:
            length = int(begins[2], 16)
            place = begins.end() + length
            yield _DataRow(begins[1].decode(), data[begins.end() : place], length)
            continue
        end = data.find(b"\n", place)
        end = len(data) if end < 0 else end
        if begins and data[begins.end() : begins.end() + 1] in (b"[", b"{"):
            yield _DataRow(begins[1].decode(), data[begins.end() : end])
        place = end + 1


def _value_of_row(row: _DataRow) -> Any:
    """The text, list or object of a row; None if it is broken or shorter than stated."""
    try:
        words = row.payload.decode("utf-8", "surrogatepass")
        if row.length is None:
            return DECODER.decode(words)
    except (ValueError, RecursionError):
        return None
    return words if len(row.payload) == row.length else None


def _resolve_references(story: Member, texts: dict[str, str]) -> Iterator[str]:
    """Replace the references in a story; a note names each that refers to nothing."""
    waiting = [story.value]
    while waiting:
        holder = waiting.pop()
        for key, value in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
            if isinstance(value, (dict, list)):
                waiting.append(value)
            elif value == "$undefined":
                _remove_value(holder, key)
            elif isinstance(value, str) and value.startswith("$"):
                resolved = _referred_text(value, texts)
                holder[key] = value if resolved is None else resolved
                if resolved is None:
                    at, reference = shown(story.at), cited(value)
                    yield (
                        f"{at} refers to {reference}, which is no text of the page; "
                        "it stands as it is."
                    )


def _remove_value(holder: Any, key: Any) -> None:
    if isinstance(holder, dict):
        del holder[key]
    else:
        holder[key] = None  # the following places stay what they are


def _referred_text(value: str, texts: dict[str, str]) -> str | None:
    if value.startswith("$$"):
        return value[1:]
    if value.startswith("$D"):
        return value[2:]
    reference = _REFERENCE.fullmatch(value)
    return texts.get(reference[1]) if reference else None
