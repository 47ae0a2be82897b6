"""The drawings of a coverage: how wide each part of it is, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from generator.catalog.presentation import ToldCoverage

_BAR = 600
"""The width of a drawn coverage, in units of its view box."""


def _place_parts(parts: Iterable[Mapping[str, Any]], total: int) -> list[dict[str, Any]]:
    """Parts with their places in a drawing of them all; narrow gaps part them where they are wide enough."""
    laid, before = [], 0
    for part in parts:
        # Whole numbers, tenths of a unit, as long as they may be too large for others.
        start, end = (
            _BAR * 10 * count // (total or 1) for count in (before, before + part["count"])
        )
        gap = 20 if end - start > 60 else 0
        laid.append({**part, "x": start / 10, "width": (end - start - gap) / 10})
        before += part["count"]
    return laid


def draw_coverage(coverage: ToldCoverage) -> dict[str, Any]:
    """The coverage with its drawings: what was captured, and what the source page states, each over the same total."""
    sides: list[dict[str, Any]] = [
        {**part, "count": part["stated"]} for part in coverage["parts"] if part["stated"]
    ]
    stated = sum(part["count"] for part in sides)
    total = max(coverage["total"], stated)
    rest = {"name": "unstated", "words": "rating not stated", "count": total - stated}
    drawn = (
        {"total": total, "rest": rest["count"], "parts": _place_parts([*sides, rest], total)}
        if stated
        else None
    )
    return {**coverage, "parts": _place_parts(coverage["parts"], coverage["total"]), "drawn": drawn}
