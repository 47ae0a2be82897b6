"""What changed from one capture to the next: said in words, only where both say something, and never made up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import history
from generator.history import Change
from generator.model import Article, Aside, Capture, Content, Coverage, Perspectives, Story, Voice
from generator.page import Page
from generator.text import fold
from generator.told import tell
from tests.strategies import ARTICLES, contents

few = settings(max_examples=60)

FERRY = Article(title="Ferries Return", outlet="The Plain Ledger", url="https://ledger.example/1", bias="Center")
TIDE = Article(title="Tide Tables", url="https://tideline.example/2")
NAMELESS = Article(outlet="Tideline", excerpt="The crews agreed.")
CONTENTS = st.builds(Content, **contents(st.lists(ARTICLES, max_size=4).map(tuple)))


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return list(history.changes(Content(**before), Content(**after)))


@pytest.mark.parametrize(
    ("before", "after", "words", "texts"),
    [
        ({"title": "Strike Begins"}, {"title": "Strike Ends"}, "Headline before", ("Strike Begins",)),
        ({}, {"summary": "It ended."}, "Summary before", ("not stated",)),
        (
            {"coverage": Coverage(total_sources=1090)}, {"coverage": Coverage(total_sources=94)},
            "Sources in all", ("1,090, then 94",),
        ),
        ({}, {"coverage": Coverage(left=0)}, "Sources on the left", ("not stated, then 0",)),
        ({"articles": (FERRY,)}, {"articles": (FERRY, TIDE)}, "Articles that came", ("Tide Tables",)),
        ({"articles": (NAMELESS, TIDE)}, {"articles": (TIDE,)}, "Articles that went", ("Tideline",)),
        ({"articles": (TIDE,)}, {"articles": (TIDE, TIDE)}, "Articles that came", ("Tide Tables",)),
        (
            {"articles": (FERRY,)}, {"articles": (Article(title="Ferries Sail", url=FERRY.url, bias="Center"),)},
            "Titles that changed", ("Ferries Return, then Ferries Sail",),
        ),
        (
            {"articles": (FERRY,)}, {"articles": (Article(title="Ferries Return", url=FERRY.url, bias="Lean Left"),)},
            "Labels that changed", ("Ferries Return: Center, then Lean Left",),
        ),
        (
            {"articles": (TIDE,)}, {"articles": (Article(title="Tide Tables", url=TIDE.url, text="High at nine."),)},
            "Full texts that came", ("Tide Tables",),
        ),
        ({"key_points": ("One.", "Two.")}, {"key_points": ("one.", "Two.", "Three.")}, "Key points that came", ("Three.",)),
        (
            {"perspectives": Perspectives(left=("Old.",))}, {"perspectives": Perspectives(left=("New.",))},
            "Points of the left that went", ("Old.",),
        ),
        ({"timeline": ("Dawn: fog",)}, {"timeline": ("Noon: sun",)}, "Events of the timeline that came", ("Noon: sun",)),
        (
            {"voices": (Voice(kind="quotation", text="So be it.", by="The pilot"),)},
            {"voices": (Voice(kind="perspective", text="Port: Regrets\n\nit.", by="Port"),)},
            "Voices that came", ("Port: Regrets it.",),
        ),
        (
            {"voices": (Voice(kind="quotation", text="So be it.", by="The pilot"),)},
            {"voices": (Voice(kind="quotation", text="So be it."),)},
            "Voices that went", ("The pilot: So be it.",),
        ),
        (
            {"asides": (Aside(heading="Outlook", points=("Rain.", "Fog.")),)},
            {"asides": (Aside(heading="Outlook", points=("fog.",)), Aside(heading="Quay", points=("Wet.",)))},
            "Points beside the story that came", ("Quay: Wet.",),
        ),
        (
            {"asides": (Aside(heading="Outlook", points=("Rain.", "Fog.")),)},
            {"asides": (Aside(heading="A", points=("B.",)),)},
            "Points beside the story that went", ("Outlook: Rain.", "Outlook: Fog."),
        ),
    ],
)  # fmt: skip
def test_a_change_is_said(before: dict[str, Any], after: dict[str, Any], words: str, texts: tuple[str, ...]) -> None:
    """Each kind of change has its words, and tells what was and what is."""
    assert Change(words, texts) in _changed(before, after)


def test_many_are_counted() -> None:
    """Of many articles the first are named, and the others counted."""
    came = tuple(Article(title=f"Report {number}") for number in range(40))
    (change,) = _changed({"articles": (FERRY,)}, {"articles": (FERRY, *came)})
    assert change == Change("Articles that came", tuple(f"Report {number}" for number in range(12)), 28)


@few
@given(CONTENTS)
def test_what_is_not_stated_again_has_not_gone(content: Content) -> None:
    """A capture that states nothing, or the same, changes nothing."""
    assert list(history.changes(content, Content())) == []
    assert list(history.changes(content, content)) == []


@few
@given(CONTENTS, CONTENTS)
def test_nothing_is_made_up(before: Content, after: Content) -> None:
    """What came is stated by the later capture and not by the earlier one, and the reverse for what went."""
    old, new = ({history.name(article) for article in one.articles} for one in (before, after))
    for change in history.changes(before, after):
        if change.words in ("Articles that came", "Articles that went"):
            assert set(change.texts) <= (new if change.words.endswith("came") else old)
        if change.words == "Key points that came":
            assert {fold(text) for text in change.texts} <= {fold(point) for point in after.key_points}
            assert not {fold(text) for text in change.texts} & {fold(point) for point in before.key_points}


def test_the_page_tells_its_history() -> None:
    """Each capture tells what it showed otherwise than the one before; the first one changed nothing."""
    contents = [
        Content(title="Strike Begins", coverage=Coverage(reported_articles=5)),
        Content(title="Strike Ends", coverage=Coverage(reported_articles=5)),
        Content(title="Strike Ends", coverage=Coverage(reported_articles=9)),
        Content(title="Strike Ends"),
    ]
    captures = tuple(
        Capture(bundle=f"{number}.json", sha256=f"{number:064x}", reader="x", content=content)
        for number, content in enumerate(contents)
    )
    told = tell(Page(story=Story(title="Strike Ends", captures=captures)))["captures"]
    assert [(capture["first"], capture["reported"]) for capture in told] == [(True, 5), (False, 5), (False, 9), (False, None)]
    assert [capture["changes"] for capture in told] == [
        [],
        [{"words": "Headline before", "texts": ["Strike Begins"], "more": 0}],
        [{"words": "Articles reported", "texts": ["5, then 9"], "more": 0}],
        [],
    ]
