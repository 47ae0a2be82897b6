"""Markdown made safe, and the language that a text's script tells."""

from __future__ import annotations

import re
import time
import unicodedata
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from generator.text import scripts
from generator.text.markdown import render_markdown
from generator.text.scripts import lang_attributes
from tests.support.strategies import RAW

SCRIPTS = {
    "el": "GREEK|COPTIC", "und-Cyrl": "CYRILLIC", "hy": "ARMENIAN", "und-Hebr": "HEBREW", "und-Arab": "ARABIC",
    "und-Syrc": "SYRIAC", "dv": "THAANA", "nqo": "NKO", "und-Deva": "DEVANAGARI", "und-Beng": "BENGALI", "pa": "GURMUKHI",
    "gu": "GUJARATI", "or": "ORIYA", "ta": "TAMIL",
    "te": "TELUGU", "kn": "KANNADA", "ml": "MALAYALAM", "si": "SINHALA", "th": "THAI",
    "lo": "LAO", "bo": "TIBETAN", "my": "MYANMAR", "ka": "GEORGIAN", "und-Ethi": "ETHIOPIC", "km": "KHMER",
    "ja": "HIRAGANA|KATAKANA", "ko": "HANGUL", "und-Hani": "CJK",
}  # fmt: skip
"""What Unicode calls the letters of each script."""

HOSTILE = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](data:text/html;base64,PHNjcmlwdD4=) [w](vbscript:x)",
    "<a href=\"java\tscript:alert(1)\" onclick=alert(1) style='position:fixed'>x</a>",
    "![x](http://tracker.example/a) ![](b) <img src=x onerror=alert(1)> ![y][1]\n\n[1]: http://tracker.example/c",
    "<iframe srcdoc='<script>1</script>'></iframe><object data=x></object><embed src=x><svg onload=alert(1)><math>",
    "<form action=http://tracker.example/><input name=q><button formaction=javascript:1>x</button></form>",
    "<style>*{display:none}</style><link rel=stylesheet href=x><meta http-equiv=refresh content=0><base href=//x>",
    "text {: onclick=alert(1) style=x }\n\n# head {: #site-menu .hidden onmouseover=alert(1) }",
    "<div markdown=1><script>alert(1)</script>[x](javascript:1)</div>",
    "<table background=x><tr><td style=x onclick=1>c</table><video src=x autoplay><audio src=y>",
    "<!--><script>alert(1)</script>--> <![CDATA[<script>1</script>]]> <?php echo ?>",
    "`<script>`\n\n    <script>alert(1)</script>\n\n~~~html\n<script>alert(1)</script>\n~~~",
)


def _ranges(signs: str) -> list[tuple[str, str]]:
    return re.findall("(.)-(.)", signs)


def test_scripts_do_not_overlap() -> None:
    """No letter belongs to two scripts of the table, and none to Latin as well."""
    every = sorted(
        pair
        for signs in (scripts._LATIN, *(row[2] for row in scripts._SCRIPTS))
        for pair in _ranges(signs)
    )
    assert all(first[1] < second[0] for first, second in pairwise(every))
    assert all(first <= last for first, last in every)


def test_scripts_are_what_unicode_says() -> None:
    """Every letter of a row belongs to the row's script, and runs in the row's direction."""
    assert {tag for tag, _, _ in scripts._SCRIPTS} == set(SCRIPTS)
    for tag, direction, signs in scripts._SCRIPTS:
        letters = [
            sign
            for first, last in _ranges(signs)
            for sign in map(chr, range(ord(first), min(ord(last), ord(first) + 0x400) + 1))
            if unicodedata.category(sign)[0] == "L"
        ]
        assert letters, tag
        assert not [
            sign for sign in letters if not re.search(SCRIPTS[tag], unicodedata.name(sign))
        ], tag
        expected = {"R", "AL"} if direction == "rtl" else {"L"}
        assert {unicodedata.bidirectional(sign) for sign in letters} <= expected | {"ON"}, tag


def test_tags_are_language_tags() -> None:
    """Every tag is a language with at most a script, as BCP 47 writes them."""
    assert [
        tag
        for tag, _, _ in scripts._SCRIPTS
        if not re.fullmatch(r"(?:[a-z]{2,3}|und-[A-Z][a-z]{3})", tag)
    ] == []


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("", ""),
        ("Ferries Return", ""),
        ("Łódź, İzmir, Đà Nẵng, ẞ", ""),
        ("2025 — “12 %” …", ""),
        ("🦪👩\u200d🚀", ""),
        ("Минск: паром вернулся", ' lang="und-Cyrl"'),
        ("Η γέφυρα άνοιξε", ' lang="el"'),
        ("المكتبة تفتح أبوابها", ' lang="und-Arab" dir="rtl"'),
        ("הספרייה נפתחה", ' lang="und-Hebr" dir="rtl"'),
        ("北京重新开放图书馆", ' lang="und-Hani"'),
        ("図書館が再開した", ' lang="ja"'),
        ("도서관 다시 열다", ' lang="ko"'),
        ("पुस्तकालय खुला", ' lang="und-Deva"'),
        ("The library of بيروت opens again", ""),
        ("مكتبة بيروت الوطنية WHO", ' lang="und-Arab" dir="rtl"'),
        ("1. 2025: " + "مكتبة", ' lang="und-Arab" dir="rtl"'),
    ],
)
def test_a_script_tells_its_language(text: str, attributes: str) -> None:
    """Most letters decide; signs and digits count for nothing, and Latin script tells no language."""
    assert lang_attributes(text) == attributes


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_latin_gives_nothing(text: str) -> None:
    """No text in Latin letters gets attributes, whatever its accents."""
    assert lang_attributes(text) == ""


@given(RAW)
def test_attributes_come_from_the_table(text: str) -> None:
    """No text can bring anything of its own into the attributes."""
    assert re.fullmatch(r'(?: lang="[A-Za-z-]+"(?: dir="rtl")?)?', lang_attributes(text))


def _check(html: str) -> None:
    tree = BeautifulSoup(html, "html.parser")
    bad = "script, style, iframe, object, embed, form, input, button, link, meta, base, svg, math, img, video, audio"
    assert tree.select(bad) == []
    for element in tree.find_all(True):
        assert not {
            name
            for name in element.attrs
            if name.startswith("on") or name in ("style", "id", "class", "src")
        }
        assert re.match(r"(?i)(?!\s*(?:javascript|data|vbscript):)", str(element.get("href", "")))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_is_harmless(text: str) -> None:
    """Hand-written Markdown cannot act, ask another host, style the page, or take an id of it."""
    _check(render_markdown(text))


@given(RAW)
def test_any_markdown_is_harmless(text: str) -> None:
    """So it is with anything that acts in one Markdown or another."""
    _check(render_markdown(text))


def test_markdown_is_rendered() -> None:
    """What an archivist uses comes out: emphasis, links, lists, tables, code, quotations."""
    html = render_markdown(
        "*a* **b** [c](https://x.example/)\n\n1. d\n\n- e\n\n> f\n\n`g`\n\n| h | i |\n|---|---|\n| j | k |\n\n## l"
    )
    tree = BeautifulSoup(html, "html.parser")
    for name in ("em", "strong", "a", "ol", "ul", "blockquote", "code", "table", "h2"):
        assert tree.select(name), name
    assert tree.a is not None
    assert tree.a["href"] == "https://x.example/"


def test_an_image_is_a_link() -> None:
    """An image would ask another host for it, so its words link to it."""
    tree = BeautifulSoup(
        render_markdown("See ![the quay](https://x.example/quay.png)."), "html.parser"
    )
    assert [(link.get_text(), link["href"]) for link in tree.select("a")] == [
        ("the quay", "https://x.example/quay.png")
    ]


def test_no_link_leads_nowhere() -> None:
    """A footnote keeps its words, but no link to an id that sanitising took away."""
    tree = BeautifulSoup(
        render_markdown("Said so[^1].\n\n[^1]: In the printed edition."), "html.parser"
    )
    assert "In the printed edition." in tree.get_text()
    assert tree.select("a[href]") == []


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "(" * 100_000,
        "[a](" * 25_000,
        "![" * 50_000,
        "[[]" * 30_000,
        "a [b\n" * 20_000,
        "x" * 300_000,
    ],
    ids=["brackets", "parentheses", "links", "images", "half closed", "lines", "long"],
)
def test_long_rows_of_brackets_are_quick(text: str) -> None:
    """What the parser would take minutes for is shown as it stands."""
    began = time.process_time()
    shown = BeautifulSoup(render_markdown(text), "html.parser").get_text()
    assert time.process_time() - began < 5
    assert shown.strip() == text.strip()


def test_a_long_note_is_still_rendered() -> None:
    """Prose with links and brackets, all of them closed, is Markdown whatever its length."""
    text = "He said [so](https://x.example/a_(b)) and [sic] was *right* (they say).\n" * 1_000
    assert render_markdown(text).count("<em>right</em>") == 1_000


def test_deep_lists_are_shown_as_they_stand() -> None:
    """Lists within lists, too deep for the parser, are text."""
    text = "".join(f"{'    ' * depth}- x\n" for depth in range(300))
    assert "x" in render_markdown(text)
