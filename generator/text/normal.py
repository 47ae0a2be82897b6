"""The model's normal form of text, and what it takes to compare words."""

from __future__ import annotations

import re
import unicodedata

from generator.text.characters import NOT_IN_TEXT, fits_page

REPLACEMENT = "\ufffd"
_LINE_ENDS = re.compile(r"\r\n?")
_PARAGRAPH_END = re.compile(r"\n{3,}")
_SENTENCE_END = re.compile(r"(?<![.!?…。！？؟])[.!?…。！？؟]++[\"'”’»)\]]*+(?=\s|$)|[。！？]+")
# A full stop that ends no sentence: behind an initial, a title or short name (Jr, Dr, Sen), or what
# prose abbreviates.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“‘])(?:(?:[A-Z]\.)*[A-Z]|[A-Z][a-z]{1,2}|Prof|Capt|Inc|Corp|Sept|etc|vs?|[ap]\.m|[ei]\.[ge])\.$"
)
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing: the fillers of Hangul, and the empty pattern of Braille."""
_NAMED = 8
"""Signs that a name without visible ones is named by."""
_STEM_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ"))


def unify_line_ends(text: str) -> str:
    """The text with every line end (CR LF, CR) as LF."""
    return _LINE_ENDS.sub("\n", text) if "\r" in text else text


def repair_text(text: str) -> tuple[str, int]:
    """Replace what no page can hold by U+FFFD.

    Returns the text, its line ends unified, and the number of characters replaced, for the ledger.
    """
    if text.isascii() and "\0" not in text and "\r" not in text:
        return text, 0  # most text, and the pattern costs a third of the reading of a page
    unified = unify_line_ends(text)
    return (unified, 0) if fits_page(unified) else NOT_IN_TEXT.subn(REPLACEMENT, unified)


def normal_line(text: str) -> str | None:
    """A repaired text as one line in normal form, or None where nothing is left."""
    if "\n" not in text:
        return text.strip() or None
    return " ".join([part for line in text.split("\n") if (part := line.strip())]) or None


def normal_paragraphs(text: str) -> str | None:
    """A repaired text in normal form: lines without outer white space, paragraphs parted by one blank line."""
    stripped = "\n".join([part.strip() for part in text.split("\n")]).strip()
    return (_PARAGRAPH_END.sub("\n\n", stripped) if "\n\n\n" in stripped else stripped) or None


def visible_name(text: str) -> str:
    """A name as a reader can see and follow it: one without any visible sign is named by its code points."""
    if text[:1].isalnum() and text[0] not in _BLANKS:
        return text
    if any(sign not in _BLANKS and unicodedata.category(sign)[0] not in "CMZ" for sign in text):
        return text
    return f"(no visible signs: {' '.join(f'U+{ord(sign):04X}' for sign in text[:_NAMED])})"


def fold(text: str) -> str:
    """The text as it is compared: compatibility forms and case folded, white space as single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def split_sentences(text: str) -> list[str]:
    """The sentences of a line; an abbreviation's full stop ends none, what stands after the last end counts as one more."""
    found: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        end = match.end()
        if (
            match[0] == "."
            and _ABBREVIATION.search(text[max(start, end - 12) : end])
            and text[end:].strip()
        ):
            continue
        found.append(text[start:end].strip())
        start = end
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def title_slug(title: str, most: int = 60) -> str:
    """A short ASCII stem of a title for file names, at most `most` bytes; empty where no ASCII letter is left.

    Written without a transliteration library on purpose: a page's path must never change with a
    library's tables.
    """
    folded = unicodedata.normalize("NFKD", title.translate(_APOSTROPHES)).lower()
    # A sign that is no letter parts words, whether ASCII has it or not; a letter that ASCII lacks
    # is left out.
    ascii_only = "".join(
        sign if sign < "\x80" else "" if unicodedata.category(sign)[0] in "LM" else " "
        for sign in folded
    )
    taken = ""
    for word in _STEM_WORD.findall(ascii_only):
        joined = f"{taken}-{word}" if taken else word
        if len(joined) > most:
            break
        taken = joined
    return taken
