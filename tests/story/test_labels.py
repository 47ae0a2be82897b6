"""Bias labels and sides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.story import labels


@pytest.mark.parametrize(
    ("wording", "label"),
    [
        ("Lean Left", "lean-left"),
        ("leanLeft", "lean-left"),
        ("LEAN_LEFT", "lean-left"),
        ("Leaning Right", "lean-right"),
        ("Far Right", "far-right"),
        ("farLeft", "far-left"),
        ("Center", "center"),
        ("Centre", "center"),
        ("Unknown", "unknown"),
        ("Unknown Bias", "unknown"),
        ("Untracked Bias", "unknown"),
        ("Upright", None),
        ("Left Right", None),
        ("", None),
        (None, None),
    ],
)
def test_wording_has_a_normal_form(wording: str | None, label: str | None) -> None:
    """A label has one normal form however it is worded, and any other wording has none."""
    assert labels.label(wording) == label


def test_the_wording_stands_beside() -> None:
    """A label is told in the words of its step, with the wordings that read otherwise; one that no
    rule knows as it is.
    """
    assert [labels.words(wording) for wording in ("Lean Left", "center", "FAR RIGHT")] == [
        "Lean Left",
        "Center",
        "Far Right",
    ]
    assert labels.words("leanLeft") == "Lean Left (worded leanLeft)"
    assert (
        labels.words("Lean Left", "leanLeft", "leans left")
        == "Lean Left (worded leanLeft, leans left)"
    )
    assert labels.words("Upright") == labels.step("Upright") == "Upright"
    assert labels.step("leanLeft") == labels.step("Leaning Left") == "lean-left"


def test_normal_forms_are_their_own() -> None:
    """A normal form is its own normal form."""
    assert [labels.label(label) for label in labels.LABELS] == list(labels.LABELS)


@pytest.mark.parametrize(
    ("wording", "side"),
    [("Left", "left"), ("L", "left"), ("c", "center"), ("RIGHT", "right"), ("Lean", None)],
)
def test_side_of_a_figure(wording: str, side: str | None) -> None:
    """A figure's side may be abbreviated by its first letter."""
    assert labels.side(wording) == side


@given(st.text(max_size=30))
def test_any_wording_can_be_asked(wording: str) -> None:
    """No wording raises, and what comes out is a label or a side of the tables."""
    assert labels.label(wording) in (*labels.LABELS, None)
    assert labels.side(wording) in ("left", "center", "right", None)
