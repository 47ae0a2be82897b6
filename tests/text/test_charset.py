"""Bytes as text: what is read, what is read with a note, what is refused."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import generator.text.charset
from generator.errors import BundleError
from generator.text.charset import DecodedText, decode_text

WESTERN = "Le préfet a visité le château où la crème brûlée est née; ça coûte 40 €."
ICELANDIC = "Íþróttafélagið æfði í Þórsmörk þótt óveðrið þyrlaði upp öskunni."
RUSSIAN = "Лоцманы порта завершили забастовку"
GREEK = "Οι πλοηγοί του λιμανιού επέστρεψαν"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@given(
    text=st.text(
        st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0\r\ufeff"), min_size=1
    )
)
def test_unicode_is_read_as_it_is(codec: str, text: str) -> None:
    """UTF-8 is read without a note, and so is whatever a byte order mark names; the mark is no part
    of the text.
    """
    data = text.encode(codec)
    assert decode_text(data) == DecodedText(text) or data.startswith(
        (b"%PDF-", b"GIF8", b"{\\rtf", b"PK\x03\x04")
    )


@pytest.mark.parametrize("text", [WESTERN, ICELANDIC])
def test_western_european_is_read_with_a_note(text: str) -> None:
    """Windows-1252 is read with a note that names the first byte that is no UTF-8, even where
    accents are frequent.
    """
    data = text.encode("cp1252")
    offset = next(index for index, byte in enumerate(data) if byte > 0x7F)
    decoded = decode_text(data)
    assert decoded.text == text
    assert decoded.notes == (
        f"Read as Windows-1252, since byte 0x{data[offset]:02x} at offset {offset} is no UTF-8.",
    )


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "iso8859-5"),
        (GREEK, "cp1253"),
        ("港の水先人は火曜日に", "shift_jis"),
        ("港の水先人は火曜日に", "euc_jp"),
        ("北海港的引水员", "gb18030"),
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "{}\n" + "The pilots of the harbour ended their strike on Tuesday. " * 9]
)
def test_other_charsets_are_refused(text: str, codec: str, around: str) -> None:
    """A text in another charset is a problem, not a page of wrong letters, also where most of it is
    English.
    """
    with pytest.raises(BundleError, match="in neither UTF-8 nor Windows-1252: byte 0x"):
        decode_text(around.format(text).encode(codec))


@pytest.mark.parametrize(
    "text",
    [
        "The end…",
        "Café, déjà vu…",
        "only the last is no ASCII: 船",
        "a ship: 🚢",
        "so is it at Malé",
    ],
)
def test_a_cut_last_character_is_replaced(text: str) -> None:
    """UTF-8 that ends within a character stays UTF-8: the rest of that character becomes U+FFFD,
    with a note.
    """
    for cut in range(1, len(text[-1].encode())):
        data = text.encode()[:-cut]
        if data[-1] in (0xE8, 0xF0):  # alone they are as well the è or the ð of a Windows-1252 text
            continue
        assert decode_text(data) == DecodedText(
            text[:-1] + "\ufffd", ("Replaced 1 character that is no text by U+FFFD.",)
        )


def test_a_last_letter_in_windows_1252_is_no_cut_character() -> None:
    """A Windows-1252 text whose only accented letter is its last is read as such."""
    assert decode_text("they met in a café".encode("cp1252")).text == "they met in a café"


def test_what_no_page_can_hold_is_replaced_and_counted() -> None:
    """Noncharacters become U+FFFD, with a note of how many."""
    assert decode_text("one \ufffe, two \uffff".encode()) == DecodedText(
        "one \ufffd, two \ufffd", ("Replaced 2 characters that are no text by U+FFFD.",)
    )


def test_a_replacement_that_was_there_is_not_counted() -> None:
    """A U+FFFD in the bundle itself is text like any other."""
    assert decode_text("as found: \ufffd".encode()).notes == ()


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark_is_named(codec: str) -> None:
    """UTF-16 without a byte order mark is refused by its name."""
    with pytest.raises(BundleError, match="looks like UTF-16 without a byte order mark"):
        decode_text("A page saved by an editor that leaves the mark out.\n".encode(codec))


def test_line_ends_are_unified() -> None:
    """Windows and old Macintosh line ends become line feeds."""
    assert decode_text(b"one\r\ntwo\rthree\n").text == "one\ntwo\nthree\n"


def test_a_line_of_ten_megabytes_is_a_problem_at_once() -> None:
    """A line over 1 MiB is a problem that names the line and its length, and takes no time."""
    started = time.monotonic()
    with pytest.raises(BundleError, match="its line 2 is 10,000,000 characters long"):
        decode_text(b"first\n" + b"x" * 10_000_000 + b"\nlast\n")
    assert time.monotonic() - started < 2


def test_a_line_of_just_one_mebibyte_is_read() -> None:
    """The longest line that is read has 1,048,576 characters, however many lines there are."""
    line = "x" * 2**20
    assert decode_text(f"{line}\n{line}\n".encode()).text == f"{line}\n{line}\n"


@pytest.mark.parametrize("start", ["<!doctype html>", '{"stories": ["', '["'])
def test_markup_and_json_may_stand_on_one_line(start: str) -> None:
    """Markup and JSON are no lines of prose, and are not held to the longest line."""
    assert decode_text(b" \n" + start.encode() + b"x" * 2**21).text.endswith("xxx")


@pytest.mark.parametrize(
    ("words", "charset"),
    [
        ("สะพานเปิด", "tis-620"),
        ("橋が再び開通した", "euc-jp"),
        ("橋が再び開通した", "iso2022_jp"),
        ("大桥重新开放", "gbk"),
        ("הגשר נפתח", "cp1255"),
    ],
)
def test_other_sets_are_refused(words: str, charset: str) -> None:
    """A text in a set that is neither UTF-8 nor Windows-1252 is refused with a sentence, never read
    as other words.
    """
    with pytest.raises(BundleError, match="its characters are in "):
        generator.text.charset.decode_text(f"{words}\n- one\n6 Articles\n".encode(charset))
