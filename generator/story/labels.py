"""Bias labels: the wording of a bundle, and its normal form."""

from __future__ import annotations

import re
from functools import lru_cache

LABELS = ("far-left", "left", "lean-left", "center", "lean-right", "right", "far-right", "unknown")

_SIGNS = re.compile(r"[^a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORDINGS = {
    **{label.replace("-", " "): label for label in LABELS},
    "leaning left": "lean-left",
    "leans left": "lean-left",
    "leaning right": "lean-right",
    "leans right": "lean-right",
    "centre": "center",
    "middle": "center",
    "unknown bias": "unknown",
    "untracked": "unknown",
    "untracked bias": "unknown",
}
_SIDES = {
    "l": "left",
    "c": "center",
    "r": "right",
    "left": "left",
    "center": "center",
    "right": "right",
}


@lru_cache(maxsize=1024)  # few wordings, many articles
def label(wording: str | None) -> str | None:
    """The normal form of a label as worded (`Lean Left`, `leanLeft`), or None where nothing, or no label, is stated."""
    return (
        _WORDINGS.get(_SIGNS.sub(" ", _CAMEL.sub(" ", wording).lower()).strip())
        if wording
        else None
    )


def words(*wordings: str) -> str:
    """A label in words, with its wordings beside it where they read otherwise: `Lean Left (worded leanLeft)`."""
    found = label(wordings[0])
    said = found.replace("-", " ").title() if found else wordings[0]
    others = [wording for wording in wordings if wording.lower() != said.lower()]
    return f"{said} (worded {', '.join(others)})" if others else said


def step(wording: str) -> str:
    """What a label is counted as: its normal form, else the wording."""
    return label(wording) or wording


def side(wording: str) -> str | None:
    """The side that a figure names: `Left`, or `L` as a bar abbreviates it."""
    return _SIDES.get(wording.lower())
