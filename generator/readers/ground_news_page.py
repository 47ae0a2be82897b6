"""A saved page of Ground News: its stories stand in the data that its scripts hand to the page, in rows and in parts.

A row is `5d:` and JSON up to the line's end, or `5e:T`, a length in bytes, a comma and a text of that length.
The parts are cut anywhere, and a text in `$` refers to a row or says what JSON has no word for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from generator.errors import BundleError
from generator.readers.base import Bundle, Readings
from generator.readers.documents import DECODER, Document, Member, cited, shown
from generator.readers.ground_news import GroundNews
from generator.readers.within import within

_SITE = "ground.news"
_PUSH = "self.__next_f.push("
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_END = re.compile(r"</script", re.IGNORECASE)
_ROW = re.compile(rb"([0-9a-f]{1,16}):(?:T([0-9a-f]{1,8}),)?")
_AGAIN = "Save the page again, whole and as HTML only"
_REFERENCE = re.compile(r"\$([0-9a-f]{1,16})")
_STORIES = GroundNews()


class _Row(NamedTuple):
    name: str
    payload: bytes
    length: int | None = None
    """Of a text, as it is stated; None of JSON."""


class GroundNewsPage:
    """Ground News's stories in a saved page."""

    name = "ground-news-page"

    def read(self, bundle: Bundle) -> Readings | None:
        """The stories in the page's data; None where there is no such data, or no story in it."""
        page = bundle.decoded.text
        if _PUSH not in page or bundle.document:
            return None
        problems: list[BundleError] = []
        data = "".join(_parts(page, problems)).encode("utf-8", "surrogatepass")
        members: list[Member] = []
        texts: dict[str, str] = {}
        for row in _rows(data):
            value = _value(row)
            if value is None:
                problems.append(BundleError(f"row {row.name} of the page's data is broken", _AGAIN))
            elif isinstance(value, str):
                texts[row.name] = value
            else:
                members.append(Member(f"row {row.name}", value))
        found = within(Document(tuple(members), None, tuple(problems)), _STORIES.knows)
        notes = dict.fromkeys(note for member in found.members for note in _resolve(member, texts))
        readings = _STORIES.readings(found, (*bundle.decoded.notes, *notes))
        # Any site's page may have data of this form; of one that is cut before its first story, the links tell whose it is.
        return Readings((), tuple(problems)) if readings is None and problems and _SITE in page else readings


def _parts(page: str, problems: list[BundleError]) -> Iterator[str]:
    """The parts of the data, in order, up to the first that is broken: what follows it could not be told apart."""
    for script in _SCRIPT.split(page)[1:]:
        call = _END.split(script.partition(">")[2], maxsplit=1)[0].strip()
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


def _resolve(story: Member, texts: dict[str, str]) -> Iterator[str]:
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
                    yield f"{shown(story.at)} refers to {cited(value)}, which is no text of the page; it stands as it is."


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
