"""Rules of plain text inside Markdown: nothing is lost, nothing acts, and prose stays as it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from generator.page.escape import escape_heading, escape_inline, escape_line, escape_text, unescape
from tests.support.strategies import LINES, TEXTS

PROSE = (
    "Azerbaijan and Russia Face Off Over Arrests—and More?",
    "1,250 of 3,000 (42%) said “no”; the rest – some $5.5m – didn't.",
    "R&D at AT&T: C# and C++ in 2 * 3 * 4 steps",
    "About ~50 people, or ~60 by night, a < b and b > c, a = b",
    "In 1986. A year later, #hash in the middle - and a hyphen",
    "snake_case_name in C:\\new\\folder and https://x.org/a_b/c-d?e=1&f=2#g",
    "Prices fell 3.5% + 2%: who won? (And who lost!) 'Nobody', said a@b.org.",
    "Kieler Förde: Fähre läuft aus | Nachrichten",
    "日本の選挙、結果は明日。 سلام «عليكم» שלום",
    "10 Downing Street… is 24/7 open; 50/50?",
    "!Viva! ¿Qué? -5 degrees, 1.5 degrees, 3.Liga, =D :-) ^_^"[:-4],
    "2025-07-07 was a Monday",
    "$10 and $20, £5, €7 and 5¢ ~",
)


@given(LINES)
def test_a_line_comes_back(line: str) -> None:
    """Unescaping undoes every way of escaping one line."""
    assert (
        unescape(escape_inline(line))
        == unescape(escape_heading(line))
        == unescape(escape_line(line))
        == line
    )


@given(TEXTS)
def test_a_text_comes_back_line_by_line(text: str) -> None:
    """Unescaping undoes the escaping of a text, whose lines and paragraphs stay where they are."""
    assert "\n".join(unescape(line) for line in escape_text(text)) == text


@given(TEXTS)
def test_escaped_text_holds_no_control_character(text: str) -> None:
    """Tabs and the control characters of ASCII are written as references, since Markdown expands or
    drops them.
    """
    assert not any(sign < " " or sign == "\x7f" for line in escape_text(text) for sign in line)


@pytest.mark.parametrize("prose", PROSE)
def test_prose_stays_as_it_is(prose: str) -> None:
    """Ordinary headlines and sentences are not escaped at all."""
    assert escape_heading(prose) == prose
    assert escape_line(prose) == prose
    assert escape_text(prose) == [prose]


@pytest.mark.parametrize(
    ("plain", "markdown"),
    [
        ("[sic] and {x}", r"\[sic] and \{x}"),
        ("a `b` *c* d*", r"a \`b\` \*c\* d\*"),
        ("_a_ b_ _c", r"\_a\_ b\_ \_c"),
        ("C:\\* and \\", r"C:\\\* and \\"),
        ("<b> &amp; &#9 &copy", "&lt;b> &amp;amp; &amp;#9 &copy"),
        ("~~a~~", "&#126;&#126;a&#126;&#126;"),
        ("a\tb\x02\x7f", "a&#9;b&#2;&#127;"),
        ("\\\t", r"\\&#9;"),
        ("http://x.org/_a www.x.org/b_", r"http&#58;//x.org/\_a www&#46;x.org/b\_"),
        ("http://x.org/&#9", "http&#58;//x.org/&amp;#9"),
    ],
)
def test_a_sign_is_escaped_where_it_acts(plain: str, markdown: str) -> None:
    """A sign that would act anywhere in a line is escaped, by a backslash or a reference."""
    assert escape_inline(plain) == markdown


@pytest.mark.parametrize(
    ("plain", "markdown"),
    [
        ("- a", r"\- a"),
        ("+", r"\+"),
        ("* * *", r"\* * *"),
        ("1986. A year", r"1986\. A year"),
        ("1) a", r"1\) a"),
        ("# a", r"\# a"),
        ("#a", r"\#a"),
        ("> a", r"\> a"),
        ("---", r"\---"),
        ("===", "&#61;=="),
        ("=-=", "&#61;-="),
        ("|---|", "&#124;---|"),
        (":-:", "&#58;-:"),
        (":   a", "&#58;   a"),
        ("-5 degrees", "-5 degrees"),
        ("1.5 degrees", "1.5 degrees"),
    ],
)
def test_a_sign_is_escaped_where_it_leads(plain: str, markdown: str) -> None:
    """What would begin a block is escaped at the beginning of a line, and nowhere else."""
    assert escape_line(plain) == markdown
    assert escape_text(f"a\n{plain}\n\nb {plain}")[1] == markdown


def test_a_heading_keeps_its_last_signs() -> None:
    """Number signs that would close a heading are kept by escaping the last one."""
    assert escape_heading("C# or F##") == "C# or F#\\#"


def test_tildes_of_one_paragraph_count_together() -> None:
    """A deletion may reach over lines but not over paragraphs."""
    assert escape_text("a~ b\nc~ d\n\ne~") == ["a&#126; b", "c&#126; d", "", "e~"]


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("R&D &copy; &eacute; \\a \\! &#xe9; &#233;", "R&D © é \\a ! é é"),
        ("&nosuch; &#0; &#9999999;", "&nosuch; \ufffd \ufffd"),
    ],
)
def test_what_a_hand_wrote_is_read_as_a_viewer_shows_it(markdown: str, plain: str) -> None:
    """References of every kind are read, and what is none stays."""
    assert unescape(markdown) == plain


@pytest.mark.parametrize(
    "sign", [*"\\&<~*_#-|1:=`[{+>;\x02é ", "1.", "&#", "://", "www.", "a_", "\\&", "&a", "- ", "\n"]
)
def test_a_long_run_takes_no_time(sign: str) -> None:
    """Escaping and unescaping are linear: a megabyte of one sign would take hours otherwise."""
    run = f"x{sign * (1_000_000 // len(sign))}x"
    started = time.perf_counter()
    assert unescape("\n".join(escape_text(run))) == run
    assert unescape(run)
    assert time.perf_counter() - started < 10
