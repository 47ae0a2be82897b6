"""What a text cites in square brackets leads to the article, if a capture says which that is; all
else stays text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from jinja2 import Environment
from lxml import html as lxml_html

from generator.catalog.presenting import present_story
from generator.page.model import Page
from generator.site.rendering import prepare_environment
from generator.story.model import Article, Capture, Content, Story
from tests.support.hostile_stories import WORDS
from tests.support.strategies import RAW

FIRST = Article(title="The lamp", url="https://gull.example/1", cited_as="gull.example#1")
_LINK = re.compile('<a class="citation" href="#article-[0-9]+">|</a>')
SECOND = Article(title="The wick", url="https://gull.example/2", cited_as="gull.example#2")


def _cited(articles: tuple[Article, ...], *captured: tuple[Article, ...]) -> Mapping[str, int]:
    captures = tuple(
        Capture(bundle="x", sha256=f"{number:064x}", reader="kite", content=Content(articles=shown))
        for number, shown in enumerate(captured)
    )
    return present_story(Page(story=Story(articles=articles, captures=captures))).cited


def _shown(text: str, cited: Mapping[str, int]) -> str:
    environment = Environment(autoescape=True)
    prepare_environment(environment)
    return environment.from_string("<p>{{ text|cite(cited) }}</p>").render(text=text, cited=cited)


def test_an_article_is_known_by_what_texts_call_it() -> None:
    """Each mark leads to the number of the article on the page, whatever the order in its capture."""
    assert _cited((Article(title="Oil"), SECOND, FIRST), (FIRST, SECOND)) == {
        "gull.example#1": 3,
        "gull.example#2": 2,
    }
    assert _cited((Article(title="Oil"),)) == {}


def test_a_mark_of_two_articles_leads_nowhere() -> None:
    """Where captures call different articles the same, which one a text means is not guessed."""
    renumbered = Article(title="The lamp", url="https://gull.example/1", cited_as="gull.example#2")
    assert _cited((renumbered, SECOND), (FIRST, SECOND), (renumbered,)) == {"gull.example#1": 1}
    assert _cited((FIRST, Article(title="Oil", cited_as="gull.example#1"))) == {}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Out [gull.example#2].",
            'Out <a class="citation" href="#article-4">[gull.example#2]</a>.',
        ),
        (
            "[gull.example#2][gull.example#2]",
            '<a class="citation" href="#article-4">[gull.example#2]</a>' * 2,
        ),
        ("[common] & [gull.example#3]", "[common] &amp; [gull.example#3]"),
        (
            "[a [gull.example#2] b]",
            '[a <a class="citation" href="#article-4">[gull.example#2]</a> b]',
        ),
        ("[] [gull.example#2", "[] [gull.example#2"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_only_what_belongs_to_an_article_is_a_link(text: str, shown: str) -> None:
    """Brackets that name no article are text, and every sign around them as well."""
    assert _shown(text, {"gull.example#2": 4}) == f"<p>{shown}</p>"


@given(RAW)
def test_a_citation_changes_no_word(text: str) -> None:
    """Whatever a text and a mark are, the same words are shown with links as without."""
    marks = {"gull.example#2": 4, "x": 1, '"><b>': 2}
    for words in (text, f"{text}[x]{text}[{text}]"):
        assert _LINK.sub("", _shown(words, marks)) == _shown(words, {})


@pytest.mark.parametrize("words", WORDS)
def test_hostile_marks_stay_words(words: str) -> None:
    """A mark that would act is text within its link."""
    shown = _shown(f"See [{words}].", {words: 1})
    assert {element.tag for element in lxml_html.fromstring(shown).iter()} <= {"p", "a"}
