"""Split texts into the words of the search; theme/scripts/words.js does the same, held by a test.

Case, accents and widths make no difference. Runs of scripts that leave no spaces between words, or
glue words together as the Korean does, become overlapping pairs of signs, and their last sign
alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 64
"""Signs of a word that count; what is longer is no word of a language."""

Ranges = tuple[tuple[int, int], ...]

RUNS: Ranges = (
    (0x0E01, 0x0FFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x1950, 0x19DF),
    (0x1A20, 0x1AAF), (0x1B00, 0x1B7F), (0x2E80, 0x2FDF), (0x3005, 0x4DBF), (0x4E00, 0x9FFF),
    (0xA000, 0xA4CF), (0xA960, 0xA9FF), (0xAA60, 0xAA7F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF),
    (0x1B000, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
"""Blocks of Unicode whose scripts are parted into pairs: Thai, Lao, Tibetan, Burmese, Khmer, Tai,
Balinese, Javanese, Han, kana, Hangul, Yi."""
ACCENTS: Ranges = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F),
    (0x0670, 0x0670), (0x06D6, 0x06ED), (0x0711, 0x074A), (0x0898, 0x089F), (0x08CA, 0x08FF),
    (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
)  # fmt: skip
"""Marks that make no difference: accents, vowel points. Those of Indian scripts and the voicing of
kana are letters."""
SILENT: Ranges = (
    (0x00AD, 0x00AD), (0x0600, 0x0605), (0x061C, 0x061C), (0x0640, 0x0640), (0x06DD, 0x06DD),
    (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE00FF),
)  # fmt: skip
"""Signs that are not seen, and the stroke that only stretches an Arabic word."""
APART: Ranges = ((0x02B9, 0x02BF),)
"""Letters that are typed as apostrophes part words, as those do."""

_LETTERS = {
    pair[0]: pair[1:]
    for pair in "æae œoe øo łl đd ðd þth ħh ŋn ŧt əe ɛe ɔo ɨi ɓb ɗd ƙk ĸk ґг ٱا ىي یي کك ةه".split()  # noqa: SIM905  # as the script
}
"""Letters that readers type as others, and that Unicode does not take apart."""
_SHORT_I = (("и\u0306", "й"), ("И\u0306", "Й"))
"""A letter, not an и with an accent; Russian endings need it."""


def character_class(ranges: Ranges) -> str:
    """Write ranges as the inside of a character class, for `re`."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


_RUN = re.compile(f"[{character_class(RUNS)}]+")
_PLAIN = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() else 0x20 for code in range(0x80)
).ljust(0x100)
"""Each sign of ASCII becomes a small letter, a digit, or a space."""


def _is_in_ranges(ranges: Ranges, code: int) -> bool:
    return any(first <= code <= last for first, last in ranges)


def _fold_sign(code: int) -> str:
    """Fold one sign that is taken apart already: to nothing, to a space, or to letters.

    A space stands for what is between words.
    """
    sign = chr(code)
    kind = unicodedata.category(sign)[0]
    if _is_in_ranges(SILENT, code) or (kind == "M" and _is_in_ranges(ACCENTS, code)):
        return ""
    if kind not in "LMN" or _is_in_ranges(APART, code):
        return " "
    # Down, up and down again is how ß becomes ss, and both small sigmas one.
    return "".join(_LETTERS.get(small, small) for small in sign.lower().upper().lower())


class _FoldingTable(dict[int, str]):
    """A table for `str.translate` that grows with the signs that are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_sign(code)
        return folded


class _SeparatorTable(dict[int, str]):
    """Table for text as written: separators become spaces, unseen signs go, the rest stays."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        folded = fold_words(sign)
        # An accent alone says nothing, but belongs to the letter before it.
        stays = not folded.isspace() and (folded or unicodedata.category(sign)[0] == "M")
        parted = self[code] = sign if stays else " " if folded else ""
        return parted


_FOLDING = _FoldingTable()
_SEPARATORS = _SeparatorTable()


def fold_words(text: str) -> str:
    """Fold a text as words are compared: a space stands between words, and for nothing else."""
    apart = unicodedata.normalize("NFKD", text)
    for two, one in _SHORT_I:
        apart = apart.replace(two, one)
    return unicodedata.normalize("NFC", apart.translate(_FOLDING))


@lru_cache(maxsize=1 << 16)
def _tokenize_folded(written: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in fold_words(written).split():
        end = 0
        for run in _RUN.finditer(word):
            if run.start() > end:
                found.append(word[end : run.start()][:LONGEST])
            signs, end = run[0], run.end()
            found.extend(signs[at : at + 2] for at in range(len(signs)))
        if end < len(word):
            found.append(word[end:][:LONGEST])
    return tuple(found)


def normalize_separators(text: str) -> str:
    """Replace the separators of a text beyond ASCII by spaces, and drop what is not seen.

    Most texts are then ASCII as a whole.
    """
    return text if text.isascii() else text.translate(_SEPARATORS)


def split_ascii(text: str) -> list[str]:
    """Split a text of ASCII into its words, which are its terms as well once they are cut."""
    return text.encode("ascii").translate(_PLAIN).decode("ascii").split()


def split_words(text: str) -> list[str]:
    """Split a text into words as they are written, for what knows a language.

    `tokenize_word` of each gives the terms of the text.
    """
    text = normalize_separators(text)
    return split_ascii(text) if text.isascii() else text.split()


def tokenize(text: str) -> list[str]:
    """The terms of a text, in their order."""
    text = normalize_separators(text)
    if text.isascii():
        return [word[:LONGEST] for word in split_ascii(text)]
    return [term for word in text.split() for term in tokenize_word(word)]


def tokenize_word(word: str) -> tuple[str, ...]:
    """The terms of one word of `written`."""
    return (word.lower()[:LONGEST],) if word.isascii() else _tokenize_folded(word)


def is_run(term: str) -> bool:
    """Check whether a term is a piece of a run, not a word."""
    return not term.isascii() and _RUN.match(term) is not None


_SPACES = re.compile("[-\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
"""Hyphens, and what a script takes for white space."""


@lru_cache(maxsize=1 << 16)
def normalize_name(name: str) -> str:
    """Normalize a name: case, widths, spaces and hyphens make no difference."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", name).upper().lower()).strip(" ") or name


SCRIPTS = re.compile(
    "(?P<Latn>[a-z\u00df-\u024f\u1e00-\u1eff])|(?P<Grek>[\u0370-\u03ff\u1f00-\u1fff])|(?P<Cyrl>[\u0400-\u052f])"
    "|(?P<Armn>[\u0530-\u058f])|(?P<Hebr>[\u0590-\u05ff])|(?P<Arab>[\u0600-\u06ff])|(?P<Deva>[\u0900-\u097f])"
    "|(?P<Taml>[\u0b80-\u0bff])"
)


@lru_cache(maxsize=1 << 16)
def script_of_term(term: str) -> str:
    """The script of a term that a stemmer may know, by its first letter; empty for all others."""
    if term.isascii() and term.isalpha():
        return "Latn"
    found = SCRIPTS.search(term)
    return (found.lastgroup or "") if found else ""
