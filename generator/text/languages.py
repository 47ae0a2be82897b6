"""The language of a text: what its script tells, else what a library guesses of a longer text, else
not known.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from generator.text.scripts import language_of_script

SHORTEST_GUESSED = 100
"""Characters of a text whose language is guessed; headlines are taken for Malay or German."""
_FIRST, _MOST, _MOST_GUESSED = 160, 400, 120
"""Characters in which common words are looked for, at first and at most, and of which the library
guesses.

More cost, and change hardly anything."""
_CHINESE = "und-Hani"
_NONE = "zxx"
"""What the library calls numbers and other signs, as BCP 47 does."""

_COMMON = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and that with has from said were after who its are not for been their which by about against until will "
        "before while when they than",
        "de": "der die und das nicht mit auf ist den dem sich eine von zu im für wird",
        "fr": "les des est dans une pour qui sur pas par plus aux du et le ont été",
        "es": "para como más pero según y han sin fue también este desde hasta entre cuando sobre donde muy",
        "it": "della che per con una del gli nel sono dei alla più il di ha è stato",
        "pt": "não uma com mais foi pela pelo são em um também já às até está isso muito quando seus",
        "nl": "een niet zijn voor met ook werd naar bij heeft de te maar wordt deze hij nog",
        "pl": "się jest oraz przez dla jego tego także został już w ze czy są był który która które",
    }.items()
}
"""Some of the commonest words of languages that no neighbour shares: where they decide clearly, no
library is asked."""
_OF_LIKELY, _OF_ANY = 2, 5
"""Different ones that decide: for the language of the surroundings, and for any, if no other
language has half as many."""


@cache
def _load_langid() -> Any:
    import py3langid

    return py3langid


def _decide_by_common_words(words: set[str]) -> str:
    """The language whose common words stand in a text, and hardly those of another."""
    counts = sorted((len(words & common), language) for language, common in _COMMON.items())
    (second, _), (first, language) = counts[-2:]
    return language if first >= _OF_ANY and second * 2 <= first else ""


def guess_language(text: str, likely: str = "") -> str:
    """The language of a text as a tag (BCP 47), empty where it is not known; `likely` is that of its surroundings."""
    tag = language_of_script(text)
    if tag == _CHINESE:
        return "zh"
    if tag and not tag.startswith("und-"):
        return tag
    if len(text) < SHORTEST_GUESSED:
        return ""
    common = _COMMON.get(likely, frozenset())
    if len(common.intersection(text[:_FIRST].lower().split())) >= _OF_LIKELY:  # most texts
        return likely
    sample = text[:_MOST]
    if not any(map(str.isalpha, sample)):
        return ""
    words = set(sample.lower().split())
    if len(common & words) >= _OF_LIKELY:
        return likely
    found = _decide_by_common_words(words) or str(
        _load_langid().classify(sample[:_MOST_GUESSED])[0]
    )
    return "" if found == _NONE else found
