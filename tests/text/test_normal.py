"""Rules of the model's normal form of text, and of words, sentences and stems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.story.model import Article, Content
from generator.text.characters import NOT_IN_TEXT
from generator.text.normal import (
    fold,
    normal_line,
    normal_paragraphs,
    repair_text,
    split_sentences,
    title_slug,
    visible_name,
)
from tests.support.strategies import LINES, RAW, TEXTS


@given(RAW)
def test_a_repaired_text_holds_only_what_a_page_can_hold(raw: str) -> None:
    """Repair leaves no NUL, carriage return, surrogate or noncharacter, and is done in one pass."""
    repaired, _ = repair_text(raw)
    assert not NOT_IN_TEXT.search(repaired)
    assert repair_text(repaired) == (repaired, 0)


@pytest.mark.parametrize(
    ("raw", "repaired", "count"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n", 0),
        ("\0a\ud800", "\ufffda\ufffd", 2),
        ("\ufdd0\ufffe\U0001ffff", "\ufffd" * 3, 3),
        ("\x01\x85\u2028\ufeff", "\x01\x85\u2028\ufeff", 0),
    ],
)
def test_repair_counts_what_it_replaces(raw: str, repaired: str, count: int) -> None:
    """Line ends are unified without being counted; what no page can hold becomes U+FFFD and is
    counted.
    """
    assert repair_text(raw) == (repaired, count)


@given(RAW)
def test_the_normal_forms_are_what_the_model_admits(raw: str) -> None:
    """A normalised line is a title, and a normalised text an excerpt and a summary, whatever they
    were made of.
    """
    repaired = repair_text(raw)[0]
    line, paragraphs = normal_line(repaired), normal_paragraphs(repaired)
    assert Article(title=line, excerpt=paragraphs).title == line
    assert Content(summary=paragraphs).summary == paragraphs
    assert (line is None) == (paragraphs is None)


@given(LINES, TEXTS)
def test_the_normal_forms_are_stable(line: str, paragraphs: str) -> None:
    """What is in normal form stays as it is."""
    assert normal_line(line) == line
    assert normal_paragraphs(paragraphs) == paragraphs


@given(RAW)
def test_the_normal_forms_lose_no_word(raw: str) -> None:
    """Only white space is taken away or put in another's place."""
    repaired = repair_text(raw)[0]
    assert (
        (normal_line(repaired) or "").split()
        == repaired.split()
        == (normal_paragraphs(repaired) or "").split()
    )


def test_a_line_joins_its_parts_by_one_space() -> None:
    """An empty line inside leaves no second space."""
    assert normal_line(" a \n\n b ") == "a b"


def test_paragraphs_are_parted_by_one_empty_line() -> None:
    """Any number of empty lines is one, and lines keep their ends."""
    assert normal_paragraphs("\n a \nb\n \n\t\n\nc\n") == "a\nb\n\nc"


@pytest.mark.parametrize("empty", ["", " ", "\n\n", "\u00a0\u2028\x1f"])
def test_nothing_but_white_space_is_nothing(empty: str) -> None:
    """White space alone is not stated."""
    assert normal_line(empty) is None
    assert normal_paragraphs(empty) is None


def test_text_is_folded() -> None:
    """Text is compared without case and compatibility forms, its white space as single spaces."""
    assert fold(" The ﬁrst\tSTRASSE\n“Straße” ") == "the first strasse “strasse”"


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("It rained. Why! Three?", ["It rained.", "Why!", "Three?"]),
        (
            "The U.S. Senate met Sen. Raymond. It voted.",
            ["The U.S. Senate met Sen. Raymond.", "It voted."],
        ),
        ("“Go.” He went…", ["“Go.”", "He went…"]),
        ("It rose 3.5 percent at x.org", ["It rose 3.5 percent at x.org"]),
        ("終わり。次", ["終わり。", "次"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(line: str, parts: list[str]) -> None:
    """A full stop in a number, an address or an abbreviation ends no sentence."""
    assert split_sentences(line) == parts


@given(LINES)
def test_sentences_lose_no_word(line: str) -> None:
    """The sentences of a line, one after the other, are the line."""
    assert "".join("".join(split_sentences(line)).split()) == "".join(line.split())


@pytest.mark.parametrize("sign", [".", "…", "。", '."', "!?", "a", "'", " "])
def test_long_runs_take_no_time(sign: str) -> None:
    """Reading sentences is linear: 300,000 signs of one kind would take minutes otherwise."""
    run = sign * 300_000 + "x"
    assert "".join(split_sentences(run)).count(sign[0]) >= run.strip().count(sign[0])


@given(RAW)
def test_a_stem_is_a_safe_file_name(title: str) -> None:
    """A stem holds ASCII letters, digits and single hyphens, and is never too long; it may be
    empty.
    """
    stem = title_slug(title)
    assert len(stem) <= 60
    assert stem == "" or stem.replace("-", "").isalnum()
    assert stem.isascii()
    assert stem == stem.lower()
    assert not stem or "--" not in f"-{stem}-"


@given(st.integers(1, 80))
def test_a_stem_ends_with_a_whole_word(most: int) -> None:
    """A title is cut between words."""
    title = "harbour pilots return to work"
    stem = title_slug(title, most)
    assert stem == "" if most < 7 else (f"{title} ".replace(" ", "-")).startswith(f"{stem}-")


def test_a_stem_keeps_letters_without_their_accents() -> None:
    """Accents go, apostrophes join, nothing is left of what has no ASCII letters."""
    assert title_slug("São Paulo’s Year: 10% More") == "sao-paulos-year-10-more"
    assert title_slug("日本") == ""


@pytest.mark.parametrize("name", ["a", "Ümit", "北京", "🚢", "…", "\u200ba", "é", "—", "\u202ea"])
def test_a_name_with_a_visible_sign_stays(name: str) -> None:
    """A name that shows something is told as it is."""
    assert visible_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "\u200b",
        "\ufeff\u2060",
        "\u00ad",
        "\u034f",
        "\u202e",
        "\x85\x01",
        "\u3164",
        "\u2800",
        "\u200b" * 99,
    ],
)
def test_a_name_without_visible_signs_is_named_by_them(name: str) -> None:
    """A link that nobody could see or follow is named by its code points, at most eight of them."""
    shown = visible_name(name)
    assert shown.startswith(f"(no visible signs: U+{ord(name[0]):04X}")
    assert shown.count("U+") == min(len(name), 8)
