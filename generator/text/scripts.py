"""The script, direction and language of a text, as HTML wants them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

_SAMPLE = 400
"""Characters of a text that decide its script."""


_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"


_SCRIPTS = (
    ("el", "ltr", "\u0370-\u03ff\u1f00-\u1fff"),
    ("und-Cyrl", "ltr", "\u0400-\u052f"),
    ("hy", "ltr", "\u0530-\u058f"),
    ("und-Hebr", "rtl", "\u0590-\u05ff\ufb1d-\ufb4f"),
    ("und-Arab", "rtl", "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"),
    ("und-Syrc", "rtl", "\u0700-\u074f"),
    ("dv", "rtl", "\u0780-\u07bf"),
    ("nqo", "rtl", "\u07c0-\u07ff"),
    ("und-Deva", "ltr", "\u0900-\u097f"),
    ("und-Beng", "ltr", "\u0980-\u09ff"),
    ("pa", "ltr", "\u0a00-\u0a7f"),
    ("gu", "ltr", "\u0a80-\u0aff"),
    ("or", "ltr", "\u0b00-\u0b7f"),
    ("ta", "ltr", "\u0b80-\u0bff"),
    ("te", "ltr", "\u0c00-\u0c7f"),
    ("kn", "ltr", "\u0c80-\u0cff"),
    ("ml", "ltr", "\u0d00-\u0d7f"),
    ("si", "ltr", "\u0d80-\u0dff"),
    ("th", "ltr", "\u0e00-\u0e7f"),
    ("lo", "ltr", "\u0e80-\u0eff"),
    ("bo", "ltr", "\u0f00-\u0fff"),
    ("my", "ltr", "\u1000-\u109f"),
    ("ka", "ltr", "\u10a0-\u10ff\u1c90-\u1cbf"),
    ("und-Ethi", "ltr", "\u1200-\u139f"),
    ("km", "ltr", "\u1780-\u17ff"),
    ("ja", "ltr", "\u3041-\u30ff\u31f0-\u31ff"),
    ("ko", "ltr", "\u1100-\u11ff\u3131-\u318e\uac00-\ud7af"),
    ("und-Hani", "ltr", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"),
)
"""Language tags (BCP 47), directions and Unicode blocks; `und-` where several languages are written
in the script."""


_DIRECTIONS = {tag: direction for tag, direction, _ in _SCRIPTS}


_OTHER_SCRIPT = re.compile("[\u0370-\u1cff\u1f00-\u1fff\u3000-\U0010ffff]")
"""Wider than the scripts above: few ranges are searched ten times as fast, and a dash or a
quotation mark is none of them."""


_LETTER = re.compile(
    f"(?P<Latin>[{_LATIN}])|" + "|".join(f"([{signs}])" for _, _, signs in _SCRIPTS)
)


_TAGS = ("", *(tag for tag, _, _ in _SCRIPTS))


_OTHERS = frozenset(
    {
        "ab", "am", "ar", "as", "az", "ba", "be", "bg", "bn", "ckb", "cv", "fa", "he", "hi", "ja", "kk", "ko", "ks", "ku", "ky",
        "mk", "mn", "mr", "ne", "os", "ps", "ru", "sa", "sd", "sr", "syr", "tg", "ti", "tk", "tt", "ug", "uk", "ur", "uz", "yi",
        "yue", "zh", *(tag for tag, _, _ in _SCRIPTS),
    }
)  # fmt: skip
"""Languages that are written in another script than the Latin one, some of them in both."""


@cache
def _tag_of_letter(sign: str) -> str | None:
    """The tag of the script of a letter; None for all other signs."""
    match = _LETTER.match(sign)
    return _TAGS[(match.lastindex or 1) - 1] if match else None


def language_of_script(text: str) -> str:
    """The language tag that the script of most of a text's letters tells; empty for Latin script, which tells none."""
    if text.isascii() or not _OTHER_SCRIPT.search(text):
        return ""
    counts = Counter(map(_tag_of_letter, text[:_SAMPLE]))
    lengths = {tag: count for tag, count in counts.items() if tag is not None}
    # Japanese mixes its own signs with Chinese ones.
    if "ja" in lengths:
        lengths["ja"] += lengths.pop("und-Hani", 0)
    return max(lengths, key=lambda tag: lengths[tag], default="")


def is_latin(tag: str) -> bool:
    """Whether a text in this language (BCP 47) is in Latin script: of others its script tells more."""
    return tag.partition("-")[0].lower() not in _OTHERS


@cache
def _format_lang_attributes(tag: str) -> str:
    direction = ' dir="rtl"' if _DIRECTIONS.get(tag) == "rtl" else ""
    return f' lang="{tag}"{direction}' if tag else ""


def lang_attributes(text: str) -> str:
    """The attributes `lang` and `dir` of an element that holds this text, with a space before; nothing for Latin script."""
    return "" if text.isascii() else _format_lang_attributes(language_of_script(text))
