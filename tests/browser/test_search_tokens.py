"""Both halves of the search read texts alike: what the script makes of every sign of Unicode is
what the index was made of.
"""

from __future__ import annotations

import json
import random
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from generator.search.tokens import is_run, normalize_name, tokenize
from tests.support.hosts import Site
from tests.support.visits import Visits

BATCH = 50_000
BASES = "aeuzAÉßøиИІКかㄱ가각각東กكאকतக\u0300\u05b0Ꙋ𐐀"
"""Letters on which each mark is put: of several scripts, of those that join with marks, and marks
themselves."""

# All goes to and fro as one text: Playwright packs each value of a list by itself.
_KNOWN = r"given => JSON.stringify(JSON.parse(given).filter(code => !/\p{Cn}/u.test(String.fromCodePoint(code))))"
_DIFFER = """given => {{
  const made = {};
  const rows = JSON.parse(given).map(([text, wanted]) => [text, made(text), wanted]);
  return JSON.stringify(rows.filter(([, one, other]) => one !== other));
}}"""
_TERMS = _DIFFER.format(
    "text => storyWords.terms(text).map(({ term, run }) => (run ? '+' : '') + term).join(' ')"
)
_NAMES = _DIFFER.format("storyWords.same")


def _evaluated(page: Page, script: str, value: object) -> Any:
    return json.loads(page.evaluate(script, json.dumps(value)))


@pytest.fixture(scope="module")
def signs(browser: Browser) -> list[str]:
    """Every sign that both Unicode versions know, but surrogates and private ones: a browser's is
    newer than Python's.
    """
    codes = [
        code
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs")
    ]
    page = browser.new_page()
    known = _evaluated(page, _KNOWN, codes)
    page.close()
    assert len(known) > 140_000
    return list(map(chr, known))


@pytest.fixture
def page(root_site: Site, visits: Visits) -> Page:
    """The search page."""
    opened = visits.open(root_site)
    opened.goto(root_site.url("search.html"))
    return opened


def _terms(text: str) -> str:
    """The terms of a text, a plus before those that are pieces of a run."""
    return " ".join(f"+{term}" if is_run(term) else term for term in tokenize(text))


def _differing(
    page: Page, script: str, made: Callable[[str], str], texts: Iterable[str]
) -> list[list[str]]:
    """Texts of which the browser makes something else, with that, and what Python makes of them."""
    pairs = [(text, made(text)) for text in texts]
    batches = (pairs[first : first + BATCH] for first in range(0, len(pairs), BATCH))
    return [row for batch in batches for row in _evaluated(page, script, batch)]


def test_every_sign_is_read_alike(page: Page, signs: list[str]) -> None:
    """Alone, twice, and between letters."""
    texts = (text for sign in signs for text in (sign, sign + sign, f"a{sign}b"))
    assert _differing(page, _TERMS, _terms, texts) == []


def test_every_mark_is_read_alike_on_every_letter(page: Page, signs: list[str]) -> None:
    """Marks go away, stay, or join with their letter, before and after another letter and another
    mark.
    """
    marks = [sign for sign in signs if unicodedata.category(sign)[0] == "M"]
    assert _differing(page, _TERMS, _terms, (base + mark for base in BASES for mark in marks)) == []
    assert (
        _differing(
            page, _TERMS, _terms, (f"x{base}{mark}\u0301y" for base in "aиか가क" for mark in marks)
        )
        == []
    )


def _mixed(signs: list[str]) -> Iterator[str]:
    """Texts of signs of any kind, most of them from the beginning of Unicode."""
    chance = random.Random(3)  # noqa: S311 - texts are no secret
    for _ in range(20_000):
        most = chance.choice([200, 1500, 10_000, len(signs)])
        yield "".join(signs[chance.randrange(most)] for _ in range(chance.randint(2, 12)))


def test_mixed_texts_are_read_alike(page: Page, signs: list[str]) -> None:
    """Signs of all kinds one behind the other; words longer than what counts; more marks than any
    writing has.
    """
    assert _differing(page, _TERMS, _terms, _mixed(signs)) == []
    units = ("x", "É", "я", "𐐨", "東", "a\u0323\u0301", "\u0301", "और", "ﷺ", "각")
    assert (
        _differing(
            page, _TERMS, _terms, (unit * number for unit in units for number in (63, 64, 65, 700))
        )
        == []
    )


def test_names_are_compared_alike(page: Page, signs: list[str]) -> None:
    """What makes spellings of a name one is the same for every sign, alone, between letters, and
    twice with spaces.
    """
    texts = (text for sign in signs for text in (sign, f"a{sign}B", f" {sign}-{sign} x"))
    assert _differing(page, _NAMES, normalize_name, texts) == []
