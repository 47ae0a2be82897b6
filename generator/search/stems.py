"""Find stems, which the forms of a word have in common, by PyStemmer's algorithms.

A term's own stems are those of the languages in which it stands. It is given those of the archive's
other languages as well: two forms belong together where they share a stem that is one's own, so
that a form which stands in one language only is found by the forms of another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import Stemmer

from generator.search.tokens import fold_words, is_run, script_of_term, tokenize_word

ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian",
    "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""PyStemmer's name of each language's stemmer."""

_SCRIPTS = {
    "ar": "Arab", "el": "Grek", "fa": "Arab", "hi": "Deva", "hy": "Armn", "ne": "Deva",
    "ru": "Cyrl", "ta": "Taml", "yi": "Hebr",
}  # fmt: skip
"""The script of a stemmer's words, where it is not Latin."""
SHORTEST = 2
"""Signs of a stem; what is cut shorter stays as it is."""


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(ALGORITHMS[language], 0)  # keeps no words: each is asked for once


def languages_with_stemmer(languages: Iterable[str]) -> tuple[str, ...]:
    """Choose the languages that have a stemmer, in order."""
    return tuple(sorted(set(languages) & ALGORITHMS.keys()))


def _fold_stem(stem: str, term: str) -> str:
    # Plain letters are folded as the term is; most stems have no others.
    folded = stem if stem.isascii() and stem.isalnum() else fold_words(stem).replace(" ", "")
    return folded if len(folded) >= SHORTEST else term


@dataclass(frozen=True, slots=True)
class Stems:
    """The stems of a term, in order, each once."""

    own: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


def _lower_word(word: str) -> str:
    return word.lower() if word.isascii() else unicodedata.normalize("NFC", word.lower())


def _find_own_stems(written: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for language in languages_with_stemmer(written):
        script = _SCRIPTS.get(language, "Latn")
        words = list(written[language])
        for word, stem in zip(
            words, _stemmer(language).stemWords([_lower_word(word) for word in words]), strict=True
        ):
            terms = tokenize_word(word)
            # A word that is several terms, or is written in another script, has no stem of this
            # language.
            if len(terms) == 1 and script_of_term(terms[0]) == script and not is_run(terms[0]):
                found.setdefault(terms[0], set()).add(_fold_stem(stem, terms[0]))
    return found


def stem_terms(
    terms: Iterable[str], written: Mapping[str, Collection[str]], languages: Iterable[str]
) -> dict[str, Stems]:
    """Find the stems of terms.

    `written` are words as written, by the language in which they stand; `languages` the archive's.
    """
    own = _find_own_stems(written)
    by_script: dict[str, list[str]] = {}
    for language in languages_with_stemmer(languages):
        by_script.setdefault(_SCRIPTS.get(language, "Latn"), []).append(language)
    grouped: dict[str, list[str]] = {}
    for term in terms:
        grouped.setdefault(script_of_term(term), []).append(term)
    found: dict[str, Stems] = {}
    for script, held in grouped.items():
        columns = [_stemmer(language).stemWords(held) for language in by_script.get(script, ())]
        for term, *row in zip(held, *columns, strict=True):
            mine = own.get(term, set())
            others = {_fold_stem(stem, term) for stem in set(row)} - mine
            found[term] = Stems(tuple(sorted(mine)), tuple(sorted(others)))
    return found
