"""Bytes as text, by the order: byte order mark, UTF-8, Windows-1252."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from generator.counting import quantity
from generator.errors import BundleError
from generator.limits import DEFAULT, raise_limit_words
from generator.text.normal import REPLACEMENT, repair

_AS_UTF8 = "Save the page's text as UTF-8 and convert that"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BYTE_ORDER_MARKS = tuple(mark for mark, _ in _MARKS)
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
    (b"{\\rtf", "an RTF document"),
)
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_MOST_ACCENTED = 0.4
"""Western European text has one accented letter in ten, Icelandic one in four; Greek read as
Windows-1252, nearly all."""
_FOREIGN_WORD = re.compile(r"(?:(?![“”‘’„–—…•·«»€£©®°§¿¡])[^\x00-\x7f]){4}")
"""No Western European word has four accented letters or signs in a row; Cyrillic, Hebrew or Chinese
taken for it has."""
_FEWEST_WHOLE = 3
"""Whole characters of UTF-8 for each broken one, where a text is damaged UTF-8; other sets hit upon
whole ones by chance."""
_ESCAPES = re.compile(rb"\x1b\$")
"""How the ISO 2022 sets, which are otherwise ASCII, change to another alphabet."""
# The end of a text cut within its last character: two bytes of one, or a first byte that is rarely
# the last letter of a Windows-1252 text (the letters Â, Ã and â; in UTF-8 they begin the Latin
# letters and the signs of typography).
_CUT = re.compile(rb"(?:[\xc2\xc3\xe2]|[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2})\Z")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with what had to be done to get it."""

    text: str
    notes: tuple[str, ...] = ()
    """What was guessed or replaced, as sentences."""


def _not_text(data: bytes) -> BundleError:
    kind = next((kind for start, kind in _SIGNATURES if data.startswith(start)), None)
    if kind:
        hint = "Unpack it" if "archive" in kind else "Save the page's text as UTF-8"
        return BundleError(f"it is {kind}, no text", f"{hint} and convert that")
    place = f"there is a NUL byte at offset {data.find(0):,}"
    if 3 * data.count(0) > len(data):
        return BundleError(f"it looks like UTF-16 without a byte order mark: {place}", _AS_UTF8)
    return BundleError(f"it is no text: {place}", _AS_UTF8)


def _foreign(place: str) -> BundleError:
    seen = f"its characters are in neither UTF-8 nor Windows-1252: {place}"
    return BundleError(seen, _AS_UTF8)


def _legacy(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    place = f"byte 0x{data[error.start]:02x} at offset {error.start:,}"
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as second:
        raise _foreign(f"byte 0x{data[second.start]:02x} at offset {second.start:,}") from second
    letters = [letter for letter in text if letter.isalpha()]
    accented = sum(letter > "\x7f" for letter in letters)
    if _FOREIGN_WORD.search(text) or accented > _MOST_ACCENTED * len(letters):
        raise _foreign(place)
    return text, f"Read as Windows-1252, since {place} is no UTF-8."


def _decode(data: bytes) -> tuple[str, str | None]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), None
    if b"\0" in data or any(data.startswith(start) for start, _ in _SIGNATURES):
        raise _not_text(data)
    escape = _ESCAPES.search(data)
    if escape:
        raise BundleError(
            f"its characters are in an ISO 2022 set: an escape sequence at offset {escape.start():,}",
            _AS_UTF8,
        )
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        # Some damage in a text that is UTF-8 elsewhere, such as a last character cut in the middle,
        # is damage.
        damaged = data.decode("utf-8", "replace")
        cut = _CUT.search(data)
        if len(_MULTIBYTE.findall(data)) >= _FEWEST_WHOLE * damaged.count(REPLACEMENT) or (
            cut and cut.start() == error.start
        ):
            return damaged, None
        return _legacy(data, error)


def _check_lines(text: str, longest: int) -> None:
    # Markup and JSON, which may stand on one line as a whole, are not held to it.
    if len(text) <= longest or text.lstrip()[:1] in ("<", "{", "["):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > longest:
            raise BundleError(
                f"its line {number:,} is {len(line):,} characters long, and no line of a story page is",
                f"Check that it is the text of a page; if so, break that line into its paragraphs, or {raise_limit_words('line')}",
            )


def replacement(count: int) -> str:
    """The note that so many characters were replaced, since no page can hold them."""
    signs = quantity(count, "character that is", "characters that are")
    return f"Replaced {signs} no text by U+FFFD."


def decode(data: bytes, longest: int = DEFAULT.line) -> Decoded:
    """The text of a bundle, without its byte order mark, its line ends unified, what no page can hold replaced.

    Raises BundleError where the bytes are no text, or one with a line of more characters than the
    longest that a page has.
    """
    text, note = _decode(data)
    broken = text.count(REPLACEMENT) - data.count(REPLACEMENT.encode())
    text, replaced = repair(text)
    replaced += max(broken, 0)
    notes = [note] if note else []
    if replaced:
        notes.append(replacement(replaced))
    _check_lines(text, longest)
    return Decoded(text, tuple(notes))
