"""The words of the search: how texts are folded and parted, by example and by laws that hold for
any text.
"""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.search.tokens import (
    LONGEST,
    fold_words,
    is_run,
    normalize_name,
    script_of_term,
    split_words,
    tokenize,
    tokenize_word,
)
from tests.support.strategies import RAW

many = settings(max_examples=300)

ODD = (
    *(
        "İ",
        "ı",
        "ß",
        "ẞ",
        "ﬁ",
        "ŉ",
        "ǆ",
        "½",
        "ﷺ",
        "㍿",
        "И",
        "и",
        "\u0306",
        "\u0301",
        "\u0323",
        "\u3099",
        "か",
        "ﾊ",
        "ﾟ",
    ),
    *(
        "\u1100",
        "\u1161",
        "\u11a8",
        "\u00ad",
        "\u0640",
        "\u200d",
        "ʼ",
        "\u09c7",
        "\u09be",
        "ς",
        "Σ",
        "和",
        "𠮷",
        "𐐀",
        "Ⅻ",
    ),
)
"""Signs that become others, none, or several, or that join with their neighbours."""
TEXTS = st.one_of(
    RAW,
    st.lists(
        st.one_of(st.sampled_from(ODD), st.sampled_from(("a", "B", "7", " ", "-", "'"))), max_size=8
    ).map("".join),
    st.text(st.characters(max_codepoint=0x7F), max_size=20),
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Élection ÉLECTION élection e\u0301lection", "election election election election"),
        ("Əliyev əliyev", "eliyev eliyev"),
        ("Straße STRASSE STRAẞE", "strasse strasse strasse"),
        ("Łódź lodz", "lodz lodz"),
        ("Ørsted ørsted", "orsted orsted"),
        ("Æsir œuvre Þór Đà ðe ħ ŋ ŧ ɛ ɔ ɨ ɓ ɗ ƙ ĸ", "aesir oeuvre thor da de h n t e o i b d k k"),
        ("İzmir ızmir IZMIR izmir", "izmir izmir izmir izmir"),
        ("Σίσυφος ΣΊΣΥΦΟΣ", "σισυφοσ σισυφοσ"),
        ("Красный и\u0306од ЙОД", "красный йод йод"),
        ("Ёлка ёлка елка", "елка елка елка"),
        ("Ґанок ганок їжак", "ганок ганок іжак"),
        ("العَرَبِيَّة العربية", "العربيه العربيه"),
        ("كتـــاب کتاب", "كتاب كتاب"),
        ("على علي", "علي علي"),
        ("שָׁלוֹם שלום", "שלום שלום"),
        ("हिन्दी में", "हिन्दी में"),
        ("\u00adco\u00adop zero\u200bwidth \u202eturned\u202c", "coop zerowidth turned"),
        ("ﬁnance ﬀ ﬓ", "finance ff մն"),
        ("ＡＢＣ１２ ⅷ ①", "abc12 viii 1"),
        ("a\u0304\u0323\u0301b \u0301c x \u0301 y", "ab c x y"),
        ("don't don’t donʼt", "don t don t don t"),
        ("U.S.A. 2,000 C++ semi-final a_b l·l", "u s a 2 000 c semi final a b l l"),
        ("٣٤ ३४ ½", "٣٤ ३४ 1 2"),
        ("👩\u200d🚀 ok 🇮🇸", "ok"),
        ("", ""),
        ("…— “”\u3000\n", ""),
    ],
)
def test_what_words_become(text: str, terms: str) -> None:
    """Case, accents, points, widths and unseen signs make no difference; what is no letter, digit
    or mark parts words.
    """
    assert tokenize(text) == terms.split()


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("東京都", "東京 京都 都"),
        ("都", "都"),
        ("東京、京都", "東京 京 京都 都"),
        ("한국어 뉴스", "한국 국어 어 뉴스 스"),
        ("\u1112\u1161\u11ab국", "한국 국"),
        ("ไทย", "ไท ทย ย"),
        ("ខ្មែរ", "ខ្ ្ម មែ ែរ រ"),
        ("ガ カ\u3099 ｶﾞ か", "ガ ガ ガ か"),
        ("ﾊﾝｶｸ", "ハン ンカ カク ク"),
        ("𠮷野家", "𠮷野 野家 家"),
        ("iPhone発売", "iphone 発売 売"),
        ("第2回ABC大会", "第 2 回 abc 大会 会"),
    ],
)
def test_runs_become_pairs(text: str, terms: str) -> None:
    """Where no spaces part words, each sign begins a pair, and the last stands alone; letters
    beside them are words.
    """
    assert tokenize(text) == terms.split()
    assert [term for term in terms.split() if is_run(term)] == [
        term for term in terms.split() if not term.isascii()
    ]


@pytest.mark.parametrize("sign", ["x", "7", "É", "я", "𐐨"])
def test_long_words_are_cut(sign: str) -> None:
    """Of a word of 10,000 signs the first 64 count, whatever its script, alone and beside
    others.
    """
    cut = fold_words(sign) * 64
    assert tokenize(sign * 10_000) == [cut]
    assert tokenize(f"é {sign * 10_000} b") == ["e", cut, "b"]
    assert tokenize(f"{sign * 10_000}東") == [cut, "東"]


def test_long_runs_are_not_cut() -> None:
    """Pairs are short, however long their run is."""
    assert tokenize("東" * 10_000) == ["東東"] * 9_999 + ["東"]


@many
@given(TEXTS)
@example("STRASSE Straße")
@example("ASCII Words Alone")
def test_words_as_written_lead_to_the_same_terms(text: str) -> None:
    """The terms of a text are those of its words as they are written, one after the other."""
    assert [term for word in split_words(text) for term in tokenize_word(word)] == tokenize(text)


@many
@given(TEXTS)
def test_words_as_written_are_parts_of_the_text(text: str) -> None:
    """A word as written holds no space; its signs are those of the text, with case and accents
    unless all words are ASCII.
    """
    words = split_words(text)
    assert [word for word in words if word.split() != [word]] == []
    signs = iter(text.lower() if "".join(words).isascii() else text)
    assert all(sign in signs for sign in "".join(words))


@many
@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is folded stays as it is."""
    assert fold_words(fold_words(text)) == fold_words(text)


def test_every_sign_folds_once() -> None:
    """So it is for every sign that Unicode has, and what is left of it are letters, marks, numbers
    and spaces.
    """
    signs = filter(
        lambda sign: unicodedata.category(sign) not in {"Cn", "Co", "Cs"},
        map(chr, range(sys.maxunicode + 1)),
    )
    folded = {fold_words(sign) for sign in signs}
    assert [text for text in folded if fold_words(text) != text] == []
    assert {
        unicodedata.category(sign)[0] for text in folded for sign in text if sign != " "
    } == set("LMN")


@many
@given(TEXTS)
def test_terms_fit_into_blocks(text: str) -> None:
    """No term is empty or long, and none holds what parts the fields of a block, or begins keys
    that are no words.
    """
    for term in tokenize(text):
        assert 0 < len(term) <= LONGEST
        assert not any(sign.isspace() or sign in ",;!$%=" for sign in term)


@many
@given(TEXTS)
def test_a_term_finds_itself(text: str) -> None:
    """Who asks for a term as it stands in the index asks for that term."""
    for term in tokenize(text):
        assert tokenize(term)[0] == term
        assert len(tokenize(term)) == (len(term) if is_run(term) else 1)


@pytest.mark.parametrize(
    ("term", "script"),
    [
        ("harbour", "Latn"), ("élan", "Latn"), ("7th", "Latn"), ("λιμανι", "Grek"),
        ("порт", "Cyrl"), ("նավ", "Armn"),
        ("נמל", "Hebr"), ("ميناء", "Arab"), ("हिन्दी", "Deva"), ("துறை", "Taml"), ("港", ""),
        ("2025", ""), ("ნავ", ""),
    ],
)  # fmt: skip
def test_a_letter_tells_the_script(term: str, script: str) -> None:
    """The first letter that a stemmer may know tells the script; figures and other scripts tell
    none.
    """
    assert script_of_term(term) == script


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Ledger", "THE  LEDGER"), ("Coda-Story", "coda story"), ("Ｃｏｄａ", "coda"),
        ("Straße", "STRASSE"),
        (" Oslo ", "oslo"), ("\u00a0Oslo\u3000Times", "oslo times"),
    ],
)  # fmt: skip
def test_spellings_of_a_name_are_one(one: str, other: str) -> None:
    """Case, widths, spaces and hyphens make no difference between names."""
    assert normalize_name(one) == normalize_name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Malmö", "Malmo"), ("C", "C++"), ("-", "--"), ("#", "&"), ("", "-")]
)
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    """An accent or a sign does, since names are chosen from a list, not typed; a name is never
    nothing.
    """
    assert normalize_name(one) != normalize_name(other)
