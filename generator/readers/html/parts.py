"""The parts of a page: its head, the data and JSON-LD in its scripts, and its visible text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.readers.base import Bundle, Readings, Row
from generator.readers.html.exclusions import find_banners
from generator.readers.html.head import HtmlHead, read_html_head
from generator.readers.html.json_ld import JsonLd, read_json_ld
from generator.readers.html.lines import HtmlText, read_html_text
from generator.readers.html.script_data import HtmlScript, read_script_data
from generator.readers.html.tree import Roots
from generator.readers.story_page.labels import DETAIL_LABELS, MARKS
from generator.readers.story_page.pieces import PageLine, PagePiece, split_pieces
from generator.readers.story_page.story import FEWEST_MARKS, find_marks

_END = re.compile(r"</(?:html|body)\b", re.IGNORECASE)
LineFields = dict[int, tuple[str, ...]]
"""The fields of the ledger to which lines went, by the numbers of the lines."""


@dataclass(frozen=True, slots=True)
class HtmlParts:
    """The parts of a page."""

    head: HtmlHead
    data: Readings
    """The stories in the data of its scripts."""
    json_ld: JsonLd
    text: HtmlText
    pieces: tuple[PagePiece, ...]
    """The pieces of the main part; those of the whole page if a story is not in the main part."""
    marks: frozenset[str]
    """The marks of a story page in these pieces."""
    is_cut: bool
    """Whether the end of the page is missing."""

    def main_lines(self) -> list[PageLine]:
        """The lines of the page's main part, or all lines if it has none."""
        return [line for line in self.text.lines if line.number not in self.text.outside]

    def ledger(self, fields: LineFields) -> tuple[Row, ...]:
        """A row for each text node, with the fields of its lines, and those of head and JSON-LD."""
        rows = []
        for node in self.text.nodes:
            names = dict.fromkeys(
                name for place in node.lines for name in fields.get(place + 1, ())
            )
            rows.append(Row(node.at, tuple(names) or ("boilerplate",), node.text))
        return (*rows, *self.head.rows, *self.json_ld.rows)


def read_parts(roots: Roots, bundle: Bundle) -> HtmlParts:
    """Read the parts of a page, given its elements."""
    page = bundle.decoded.text
    head = read_html_head(roots, page, bundle)
    scripts = list(_find_scripts(roots))
    text = read_html_text(roots, find_banners(roots, page), head.base, bundle.limits.depth)
    json_ld = read_json_ld(
        [(script.at, script.text) for script in scripts if script.type == "application/ld+json"],
        head.base,
    )
    pieces, marks = _story_pieces(text)
    is_cut = not _END.search(page)
    return HtmlParts(head, read_script_data(scripts), json_ld, text, pieces, marks, is_cut)


def _find_scripts(roots: Roots) -> Iterator[HtmlScript]:
    number = 0
    for root in roots:
        for element in root.iter("script"):
            number += 1
            kind = (element.get("type") or "").strip().lower()
            yield HtmlScript(f"script[{number}]", kind, element.get("id") or "", element.text or "")


def _story_pieces(text: HtmlText) -> tuple[tuple[PagePiece, ...], frozenset[str]]:
    """The pieces in which to look for a story, and their marks.

    They are those of the main part, unless only the whole page holds a story or its details.
    """
    whole = tuple(split_pieces(text.lines))
    if not text.outside:
        return whole, find_marks(whole)
    inner = tuple(split_pieces(line for line in text.lines if line.number not in text.outside))
    marks = find_marks(inner)
    inner_kinds = {piece.kind for piece in inner}
    details_outside = any(
        piece.kind in DETAIL_LABELS & MARKS and piece.kind not in inner_kinds for piece in whole
    )
    if len(marks) < FEWEST_MARKS or details_outside:
        whole_marks = find_marks(whole)
        if len(whole_marks) >= FEWEST_MARKS:
            return whole, whole_marks
    return inner, marks
