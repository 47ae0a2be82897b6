"""Stems: the forms of a word belong together, whichever language's text they stand in, and other
words do not suffer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.search.stems import ALGORITHMS, SHORTEST, Stems, languages_with_stemmer, stem_terms
from generator.search.tokens import fold_words, script_of_term, split_words, tokenize

many = settings(max_examples=150)

FORMS = {
    "ar": "المدرسة مدرسة",
    "cs": "přístav přístavu PŘÍSTAVEM",
    "de": "Haus Häuser HÄUSERN Hauses",
    "el": "λιμάνι ΛΙΜΆΝΙΑ",
    "en": "Ferry ferries FERRIES",
    "es": "huelga Huelgas",
    "fi": "satama satamat Sataman",
    "fr": "élection Élections",
    "hi": "किताब किताबें",
    "hu": "kikötő kikötők",
    "it": "traghetto traghetti",
    "nl": "staking stakingen",
    "pl": "wybory wyborach Wyborami",
    "pt": "navegação Navegações",
    "ru": "выборы выборов Выборами",
    "sv": "hamn hamnen hamnar",
    "tr": "kitap kitaplar KİTAPLAR",
}
"""Forms of a word, by language."""

LANGUAGES = st.sampled_from((*sorted(ALGORITHMS), "uk", "zh", "vi", "xx", ""))
WORDS = st.one_of(
    st.sampled_from(" ".join(FORMS.values()).split()),
    st.text("aeinsté", min_size=1, max_size=9),
    st.text("аеионвый", min_size=1, max_size=9),
    st.sampled_from(
        ("iPhone発売", "東京都", "한국어", "7th", "2025", "x" * 90, "nés" * 40, "ß", "𐐨s")
    ),
)
TEXTS = st.dictionaries(LANGUAGES, st.lists(WORDS, max_size=6).map(" ".join), max_size=4)


def _stems(texts: Mapping[str, str], languages: Collection[str] = ()) -> dict[str, Stems]:
    """The stems of all words of the texts, one a language; `languages` are others of the
    archive.
    """
    written = {language: split_words(text) for language, text in texts.items()}
    terms = {term for text in texts.values() for term in tokenize(text)}
    return stem_terms(sorted(terms), written, {*texts, *languages})


def _linked(one: Stems, other: Stems) -> bool:
    """Whether two forms share a stem that is one's own."""
    all_of_one, all_of_other = {*one.own, *one.other}, {*other.own, *other.other}
    return bool(all_of_one & set(other.own) or all_of_other & set(one.own))


@pytest.mark.parametrize("language", FORMS)
def test_forms_share_a_stem(language: str) -> None:
    """The forms of a word have one stem of their own, whatever their case, accents and endings."""
    found = _stems({language: FORMS[language]})
    assert len(found) > 1
    assert len({held.own for held in found.values()}) == 1
    assert all(len(held.own) == 1 for held in found.values())


@pytest.mark.parametrize(
    ("texts", "one", "other"),
    [
        ({"de": "die Häuser", "en": "the Haus museum"}, "hauser", "haus"),
        ({"fr": "les élections", "en": "the election"}, "elections", "election"),
        ({"ru": "итоги выборов", "uk": "выборы"}, "выборов", "выборы"),
        ({"sv": "hamnar", "": "hamnen"}, "hamnar", "hamnen"),
        ({"en": "ferries", "de": "die Ferry"}, "ferries", "ferry"),
    ],
)  # fmt: skip
def test_a_form_of_another_language_is_linked(texts: dict[str, str], one: str, other: str) -> None:
    """A form that stands in another language's text only, or in one of unknown language, is found
    by the forms of its own.
    """
    found = _stems(texts)
    assert _linked(found[one], found[other])
    assert _linked(found[other], found[one])


def test_words_of_different_languages_stay_apart() -> None:
    """Words that would be forms of one in another language of the archive only are not linked."""
    found = _stems({"uk": "нова нового"}, {"ru"})
    assert not _linked(found["нова"], found["нового"])


@many
@given(TEXTS, LANGUAGES)
@example({"en": "iPhone発売 Ferry"}, "zh")
def test_stems_stand_in_an_entry(texts: dict[str, str], language: str) -> None:
    """Every term has its stems, each once and in order, none its own and another's; they are folded
    as terms are.
    """
    found = _stems(texts, {language})
    assert found.keys() == {term for text in texts.values() for term in tokenize(text)}
    for term, held in found.items():
        for listed in (held.own, held.other):
            assert list(listed) == sorted(set(listed))
        assert not set(held.own) & set(held.other)
        for stem in (*held.own, *held.other):
            assert len(stem) >= SHORTEST or stem == term
            assert fold_words(stem) == stem
            assert not set(stem) & set(" ,;")


@many
@given(TEXTS)
def test_languages_without_a_stemmer_do_no_harm(texts: dict[str, str]) -> None:
    """Their words have no stems of their own, and change nothing for the words of others."""
    terms = sorted({term for text in texts.values() for term in tokenize(text)})
    written = {language: set(split_words(text)) for language, text in texts.items()}
    of_known = {language: words for language, words in written.items() if language in ALGORITHMS}
    assert stem_terms(terms, written, texts) == stem_terms(terms, of_known, of_known)
    assert _stems({"zh": "東京都 port", "xx": "ports", "": "портов"}) == dict.fromkeys(
        ("東京", "京都", "都", "port", "ports", "портов"), Stems()
    )


@many
@given(TEXTS)
def test_scripts_do_not_mix(texts: dict[str, str]) -> None:
    """A word has stems of the languages that are written as it is, and what other languages there
    are changes nothing.
    """
    cyrillic = {
        term: held
        for term, held in _stems(texts, ALGORITHMS).items()
        if script_of_term(term) == "Cyrl"
    }
    alone = _stems(texts, {"ru"})
    assert cyrillic == {term: alone[term] for term in cyrillic}


def test_what_has_no_stems() -> None:
    """Pieces of runs, figures, and words of scripts without a stemmer have none, whatever text they
    stand in.
    """
    found = _stems({"en": "東京都 2025 ნავი портов 한국어", "ru": "Ferries ferry"})
    assert {term for term, held in found.items() if held != Stems()} == {
        "портов",
        "ferries",
        "ferry",
    }
    assert found["портов"] == Stems((), ("порт",))
    assert found["ferries"] == Stems((), ("ferri",))


def test_known_languages() -> None:
    """Languages with a stemmer are told in order, each once; others are passed over."""
    assert languages_with_stemmer(["ru", "zh", "en", "", "ru", "und"]) == ("en", "ru")
    assert languages_with_stemmer([]) == ()
