"""Placements: the fields to which the pieces of a page went, of which its ledger is made."""

from __future__ import annotations

from collections.abc import Iterable

from generator.readers.story_page.pieces import PagePiece

Placement = tuple[PagePiece, str]
"""A piece, and a field of the ledger that holds it; a piece may go to several fields."""


def fields_by_line(placements: Iterable[Placement]) -> dict[int, tuple[str, ...]]:
    """The fields of each line by its number, each field once."""
    fields: dict[int, dict[str, None]] = {}
    for piece, name in placements:
        fields.setdefault(piece.number, {})[name] = None
    return {number: tuple(names) for number, names in fields.items()}
