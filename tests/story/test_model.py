"""Rules of the model: values are checked when they are made, and never change."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings

from generator.story.as_json import decode_fields, decode_model, encode_differences, encode_model
from generator.story.fields import ModelError, is_day, is_moment
from generator.story.model import (
    Article,
    Aside,
    Capture,
    Content,
    Coverage,
    Figure,
    FirstReport,
    Link,
    Perspectives,
    Share,
    Story,
    Voice,
)
from tests.support.strategies import stories

SHA256 = "0" * 64


@settings(max_examples=40)
@given(stories())
def test_a_story_as_json_is_the_story(story: Story) -> None:
    """Encoding leaves out what is not stated, and decoding puts it back."""
    assert decode_model(Story, encode_model(story), "the story") == story


@settings(max_examples=40)
@given(stories())
def test_the_differences_of_two_contents_lead_from_one_to_the_other(story: Story) -> None:
    """What a capture says differently is enough to tell all that it says."""
    for capture in story.captures:
        changes = encode_differences(capture.content, story)
        base = {name: getattr(story, name) for name in Content.__dataclass_fields__}
        assert Content(**{**base, **decode_fields(Content, changes, "it")}) == capture.content


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Article(title=""),
            "article title is '', but must be a line of text in normal form, or nothing",
        ),
        (
            lambda: Article(title=" a"),
            "article title is ' a', but must be a line of text in normal form, or nothing",
        ),
        (
            lambda: Article(url="a\nb"),
            r"article url is 'a\nb', but must be a line of text in normal form, or nothing",
        ),
        (
            lambda: Article(outlet="\0"),
            r"article outlet is '\x00', but must be a line of text in normal form, or nothing",
        ),
        (
            lambda: Article(excerpt="a\n\n\nb"),
            "article excerpt is 'a\\n\\n\\nb', but must be a text in normal form, or nothing",
        ),
        (
            lambda: Article(text=""),
            "article text is '', but must be a text in normal form, or nothing",
        ),
        (
            lambda: Article(reposted_by=-1),
            "article reposted_by is -1, but must be a whole number from 0, or nothing",
        ),
        (
            lambda: Article(reposted_by=True),
            "article reposted_by is True, but must be a whole number from 0, or nothing",
        ),
        (
            lambda: Article(excerpt_truncated=None),
            "article excerpt_truncated is None, but must be true or false",
        ),
        (lambda: Share(percent=None), "share percent is None, but must be a whole number from 0"),
        (
            lambda: Share(percent=1, side="up"),
            "share side is 'up', but must be left, center or right, or nothing",
        ),
        (
            lambda: Figure(name="x", count=1),
            "figure name is 'x', but must be a figure of the coverage",
        ),
        (
            lambda: Figure(name="left", count=None),
            "figure count is None, but must be a whole number from 0",
        ),
        (
            lambda: FirstReport(date="2025-7-7"),
            "first report date is '2025-7-7', but must be a day, YYYY-MM-DD, or nothing",
        ),
        (
            lambda: Perspectives(left=["a"]),
            "perspectives left is ['a'], but must be a tuple of lines",
        ),
        (lambda: Content(key_points=(None,)), "key_points is None, but must be a line of text"),
        (lambda: Content(coverage=None), "coverage is None, but must be a coverage"),
        (lambda: Content(perspectives=None), "perspectives is None, but must be a perspectives"),
        (lambda: Content(articles=("a",)), "articles is 'a', but must be an article"),
        (lambda: Content(bias_bar=None), "bias_bar is None, but must be a list"),
        (lambda: Coverage(also_stated=(1,)), "also_stated is 1, but must be a figure"),
        (Link, "a link is None, but must be an outlet or an address"),
        (
            lambda: Link(url=" x"),
            "link url is ' x', but must be a line of text in normal form, or nothing",
        ),
        (
            lambda: Voice(kind="shout", text="x"),
            "voice kind is 'shout', but must be quotation or perspective",
        ),
        (
            lambda: Voice(kind="quotation", text=None),
            "voice text is None, but must be a text in normal form",
        ),
        (
            lambda: Voice(kind="quotation", text="x", sources=("y",)),
            "voice sources is 'y', but must be a link",
        ),
        (
            lambda: Voice(kind="quotation", text="x", by="a\nb"),
            "voice by is 'a\\nb', but must be a line of text in normal form, or nothing",
        ),
        (
            lambda: Aside(heading="", points=("x",)),
            "aside heading is '', but must be a line of text in normal form",
        ),
        (
            lambda: Aside(heading="x", points=()),
            "aside points is (), but must be at least one line",
        ),
        (lambda: Content(voices=("x",)), "voices is 'x', but must be a voice"),
        (lambda: Content(asides=("x",)), "asides is 'x', but must be an aside"),
        (lambda: Article(cited_as=""), "article cited_as is '', but must be a line"),
        (lambda: Story(date="2025-02-30"), "date is '2025-02-30', but must be a day, YYYY-MM-DD"),
        (lambda: Story(captures=(1,)), "captures is 1, but must be a capture"),
        (
            lambda: Capture(bundle="", sha256=SHA256, reader="x"),
            "bundle is '', but must be a line of text in normal form",
        ),
        (
            lambda: Capture(bundle="x", sha256=SHA256, reader=None),
            "reader is None, but must be a line of text in normal form",
        ),
        (
            lambda: Capture(bundle="x", sha256=5, reader="x"),
            "sha256 is 5, but must be 64 hex digits",
        ),
        (
            lambda: Capture(bundle="x", sha256=SHA256, at="", reader="x"),
            "at is '', but must be a line of text in normal form",
        ),
        (
            lambda: Capture(bundle="x", sha256=SHA256, reader="x", captured="now"),
            "captured is 'now', but must be a day, or a",
        ),
    ],
)
def test_what_the_model_refuses_it_says(make: Any, message: str) -> None:
    """A refusal names the field, what was seen, and what it must be."""
    with pytest.raises(ModelError) as caught:
        make()
    assert str(caught.value).startswith(message)


def test_two_captures_of_the_same_bytes_are_one() -> None:
    """A story cannot hold the same place of the same bundle twice."""
    capture = Capture(bundle="x", sha256=SHA256, reader="x")
    assert Story(
        captures=(
            capture,
            dataclasses.replace(capture, at="/0"),
            dataclasses.replace(capture, at="/1"),
        )
    )
    with pytest.raises(ModelError, match="of different bundles"):
        Story(captures=(capture, capture))


@pytest.mark.parametrize(
    "kind",
    [
        Article,
        Aside,
        Capture,
        Content,
        Coverage,
        Figure,
        FirstReport,
        Link,
        Perspectives,
        Share,
        Story,
        Voice,
    ],
)
def test_values_never_change(kind: type) -> None:
    """Every class of the model is frozen and slotted."""
    assert kind.__dataclass_params__.frozen
    assert dataclasses.is_dataclass(kind)
    assert "__slots__" in vars(kind)


@pytest.mark.parametrize(
    ("value", "day", "moment"),
    [
        ("2025-07-07", True, True),
        ("0099-01-01", True, True),
        ("2025-07-07T10:00:00Z", False, True),
        ("2025-07-07 10:00:00Z", False, False),
        ("2025-07-07T10:00:00", False, False),
        ("2025-07-07T10:00:00.5Z", False, False),
        ("2025-07-07T10:00+02:00Z", False, False),
        ("2025-07-07T25:00:00Z", False, False),
        ("20250707", False, False),
        ("2025-W01-1", False, False),
        ("2025-02-30", False, False),
        ("", False, False),
        (None, False, False),
        (5, False, False),
    ],
)
def test_days_and_moments_sort_as_they_stand(value: Any, day: bool, moment: bool) -> None:
    """A day is YYYY-MM-DD, a moment a day or YYYY-MM-DDTHH:MM:SSZ, and nothing else that ISO 8601
    allows.
    """
    assert is_day(value) is day
    assert is_moment(value) is moment


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "it is [], but must be an object"),
        ({"titel": 1}, "it has a key 'titel' that nothing knows"),
        ({"places": "Baku"}, "it: places is 'Baku', but must be a list"),
        ({"bias_bar": [{}]}, "it: bias_bar has no percent"),
        ({"bias_bar": [5]}, "it: bias_bar is 5, but must be an object"),
        ({"first_report": {"day": 1}}, "it: first_report has a key 'day' that nothing knows"),
        ({"captures": [{"bundle": "x", "reader": "y"}]}, "it: captures has no sha256"),
    ],
)
def test_json_of_another_shape_is_refused(given: Any, message: str) -> None:
    """A wrong key or shape is named with the place where it stands."""
    with pytest.raises(ModelError) as caught:
        decode_model(Story, given, "it")
    assert str(caught.value) == message
