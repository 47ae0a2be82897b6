"""What changed from one capture to the next: said in words, only where both say something, and
never made up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.catalog.presenting import present_story
from generator.page.model import Page
from generator.story import assembly
from generator.story import changes as history
from generator.story.changes import Change
from generator.story.model import (
    Article,
    Aside,
    Capture,
    Content,
    Coverage,
    Perspectives,
    Story,
    Voice,
)
from generator.text.normal import fold
from tests.support.strategies import ARTICLES, contents

few = settings(max_examples=60)

FERRY = Article(
    title="Ferries Return", outlet="The Plain Ledger", url="https://ledger.example/1", bias="Center"
)
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
def test_a_change_is_said(
    before: dict[str, Any], after: dict[str, Any], words: str, texts: tuple[str, ...]
) -> None:
    """Each kind of change has its words, and tells what was and what is."""
    assert Change(words, texts) in _changed(before, after)


def test_many_are_counted() -> None:
    """Of many articles the first are named, and the others counted."""
    came = tuple(Article(title=f"Report {number}") for number in range(40))
    (change,) = _changed({"articles": (FERRY,)}, {"articles": (FERRY, *came)})
    assert change == Change(
        "Articles that came", tuple(f"Report {number}" for number in range(12)), 28
    )


@few
@given(CONTENTS)
def test_what_is_not_stated_again_has_not_gone(content: Content) -> None:
    """A capture that states nothing, or the same, changes nothing."""
    assert list(history.changes(content, Content())) == []
    assert list(history.changes(content, content)) == []


@few
@given(CONTENTS, CONTENTS)
def test_nothing_is_made_up(before: Content, after: Content) -> None:
    """What came is stated by the later capture and not by the earlier one, and the reverse for what
    went.
    """
    old, new = ({history.name(article) for article in one.articles} for one in (before, after))
    for change in history.changes(before, after):
        if change.words in ("Articles that came", "Articles that went"):
            assert set(change.texts) <= (new if change.words.endswith("came") else old)
        if change.words == "Key points that came":
            assert {fold(text) for text in change.texts} <= {
                fold(point) for point in after.key_points
            }
            assert not {fold(text) for text in change.texts} & {
                fold(point) for point in before.key_points
            }


def _shown(*captures: tuple[str | None, tuple[Article, ...]]) -> Story:
    made = tuple(
        Capture(
            bundle=f"{n}.json",
            sha256=f"{n:064x}",
            reader="x",
            captured=time,
            content=Content(articles=articles),
        )
        for n, (time, articles) in enumerate(captures)
    )
    return assembly.assemble(made)


def _labelled(bias: str | None, by: str | None = None) -> Article:
    return Article(title="Ferries Return", url=FERRY.url, bias=bias, rated_by=by)


@pytest.mark.parametrize(
    ("captures", "words"),
    [
        (
            [("2025-05-03", "Lean Left"), ("2025-05-09", "Center")],
            "rated Lean Left (3 May 2025), Center (9 May 2025)",
        ),
        (
            [
                ("2025-05-03", "Left"),
                ("2025-05-05", "left"),
                ("2025-05-09", "unknown"),
                ("2025-06-01", "Left"),
            ],
            "rated Left (3 May 2025 to 5 May 2025), not rated (9 May 2025), rated Left (1 June 2025)",
        ),
        (
            [(None, "Left"), ("2025-05-09", "Center")],
            "rated Left (time not stated), Center (9 May 2025)",
        ),
        (
            [("2025-05-03T08:00:00Z", "Left"), ("2025-05-03T21:30:00Z", "Center")],
            "rated Left (3 May 2025, 08:00 UTC), Center (3 May 2025, 21:30 UTC)",
        ),
        ([("2025-05-03", "leanLeft"), ("2025-05-09", "Lean Left")], "rated Lean Left"),
        ([("2025-05-03", "Left"), ("2025-05-09", None)], "rated Left"),
        ([("2025-05-03", None), ("2025-05-09", None)], "rating not stated"),
    ],
)
def test_labels_of_different_times_are_all_told(
    captures: list[tuple[str | None, str | None]], words: str
) -> None:
    """Each label with the times at which captures showed it, as long as it stayed; another wording
    is no other label.
    """
    story = _shown(*((time, (_labelled(bias),)) for time, bias in captures))
    assert [article.rating for article in present_story(Page(story=story)).articles] == [words]


def test_who_rated_may_change() -> None:
    """A label of another giver is another one; a capture that leaves the giver out changes nothing."""
    story = _shown(
        ("2025-05-03", (_labelled("Left", "The Gauge"),)), ("2025-05-04", (_labelled("Left"),))
    )
    assert [rating[:2] for rating in history.ratings(story)[0]] == [("Left", "The Gauge")]
    story = _shown(
        ("2025-05-03", (_labelled("Left", "The Gauge"),)),
        ("2025-05-04", (_labelled("Left", "Tallywise"),)),
    )
    (told,) = present_story(Page(story=story)).articles
    assert told.rating == "rated Left by The Gauge (3 May 2025), Left by Tallywise (4 May 2025)"


def test_labels_of_an_article_that_went_keep_their_times() -> None:
    """An article of the earlier capture has that capture's time; one that a person labelled has
    none.
    """
    story = _shown(("2025-05-03", (_labelled("Left"), TIDE)), ("2025-05-09", (TIDE,)))
    assert history.ratings(story) == [(("Left", None, "2025-05-03", "2025-05-03"),), ()]
    edited = replace(story, articles=(_labelled("Right"), TIDE))
    assert history.ratings(edited) == [(("Right", None, None, None),), ()]


@few
@given(st.lists(CONTENTS, min_size=1, max_size=3))
def test_every_label_is_one_that_a_capture_shows(contents: list[Content]) -> None:
    """There is one row an article; its last label is the article's own, and each was shown by a
    capture.
    """
    story = _shown(*(("2025-05-03", content.articles) for content in contents))
    found = history.ratings(story)
    for article, shown in zip(story.articles, found, strict=True):
        assert (shown[-1].bias if shown else None) == article.bias
    stated = {article.bias for content in contents for article in content.articles}
    assert {rating.bias for shown in found for rating in shown} <= stated


def test_the_page_tells_its_history() -> None:
    """Each capture tells what it showed otherwise than the one before; the first one changed
    nothing.
    """
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
    told = present_story(Page(story=Story(title="Strike Ends", captures=captures))).captures
    assert [(capture.is_first, capture.reported) for capture in told] == [
        (True, 5),
        (False, 5),
        (False, 9),
        (False, None),
    ]
    assert [capture.changes for capture in told] == [
        (),
        (Change("Headline before", ("Strike Begins",), 0),),
        (Change("Articles reported", ("5, then 9",), 0),),
        (),
    ]
