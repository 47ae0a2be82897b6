"""Bytes as text, by the order: byte order mark, UTF-8, Windows-1252. A declared UTF-7 is never asked for."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from generator.errors import BundleError
from generator.text import REPLACEMENT, repair

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The first bytes of what people drop among texts by mistake (the formats' own specifications).
_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"SQLite format 3", "a database"),
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_MOST_ACCENTED = 0.25
"""Western European text in Windows-1252 has about one accented letter in ten; Cyrillic or Greek taken for it, nearly all."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with what had to be done to get it."""

    text: str
    notes: tuple[str, ...] = ()
    """What was guessed or replaced, as sentences."""


def _not_text(data: bytes) -> BundleError:
    kind = next((kind for start, kind in _SIGNATURES if data.startswith(start)), None)
    zero = data.find(b"\0")
    seen = f"it is {kind}, no text" if kind else f"it is no text: there is a NUL byte at offset {zero:,}"
    return BundleError(seen, "Keep the page as plain text in UTF-8 and convert that")


def _legacy(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    place = f"byte 0x{data[error.start]:02x} at offset {error.start:,}"
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as second:
        place = f"byte 0x{data[second.start]:02x} at offset {second.start:,}"
        text = ""
    letters = [letter for letter in text if letter.isalpha()]
    if sum(letter > "\x7f" for letter in letters) >= _MOST_ACCENTED * max(len(letters), 1):
        raise BundleError(
            f"its characters are in neither UTF-8 nor Windows-1252: {place}", "Save the text as UTF-8 and convert that"
        )
    return text, f"Read as Windows-1252, since {place} is no UTF-8."


def _decode(data: bytes) -> tuple[str, str | None]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), None
    if b"\0" in data or any(data.startswith(start) for start, _ in _SIGNATURES):
        raise _not_text(data)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        # Some damage in a text that is UTF-8 elsewhere, such as a last character cut in the middle, is damage.
        damaged = data.decode("utf-8", "replace")
        if len(_MULTIBYTE.findall(data)) >= damaged.count(REPLACEMENT):
            return damaged, None
        return _legacy(data, error)


def decode(data: bytes) -> Decoded:
    """The text of a bundle, without its byte order mark, its line ends unified, what no page can hold replaced.

    Raises BundleError where the bytes are no text.
    """
    text, note = _decode(data)
    broken = text.count(REPLACEMENT) - data.count(REPLACEMENT.encode())
    text, replaced = repair(text)
    replaced += max(broken, 0)
    plural = "character that is" if replaced == 1 else "characters that are"
    notes = [note] if note else []
    if replaced:
        notes.append(f"Replaced {replaced:,} {plural} no text by U+FFFD.")
    return Decoded(text, tuple(notes))
