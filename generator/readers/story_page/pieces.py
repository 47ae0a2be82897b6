"""The pieces of a story page: each line, split into labels and plain text.

A page that is copied without its style runs its labels together (a *fused* line: `Leaning
Left14Leaning Right3`), so a line may become several pieces.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from generator.readers.story_page.labels import FUSED_LABELS, LABEL_WORDS, LINE_LABELS

_LINE_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in LINE_LABELS)
_FUSED_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in FUSED_LABELS)


def _any_of(table: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    # Most lines are no label: one pattern for the whole table rejects them at once.
    return re.compile(
        "|".join(f"(?:{re.sub(r'[?]P<[a-z]+>', '?:', pattern)})" for _, pattern in table)
    )


_ANY_LINE, _ANY_FUSED = _any_of(LINE_LABELS), _any_of(FUSED_LABELS)
_TEXT_MAY_FOLLOW = frozenset({"read", "details", "wrong", "distribution", "insights", "reposted"})
_GLUED = re.compile(
    r"(?<=[^\s“‘«„(\[\"'])"
    r"(?:Read Full Article|Coverage Details|Insights by (?:[A-Z]\w* ){1,3}AI"
    r"|Does this summary seem wrong\?)"
    r"(?![\s”’»)\]\"'.,;:!?]|[a-z])"
)
"""A label that runs into the text before it.

No space stands before it, and no opening sign, which would make it a quotation.
"""
_SHORT = 64
"""Characters of a line whose pieces are cached."""
_MAY_RUN_ON = frozenset({"bullet", "withheld"})
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")

_COUNTED = re.compile(r"\+?\d[\d,]*\s+(?=[AR])|\+\d*$")
_SHORTEST_CUT = 5


class PageLine(NamedTuple):
    """A line of a page that is not empty, with what the markup says of it; a text has no markup."""

    number: int
    """From 1."""
    text: str
    """Without outer white space."""
    at: str
    """Where it stands, as the ledger names it."""
    after_gap: bool = False
    """Whether an empty line, or the beginning of a card, separates it from the line above."""
    rank: int = 0
    """The rank of a heading, from 1; 0 for no heading."""
    is_point: bool = False
    """Whether it is a point of a list."""
    begins_card: bool = False
    href: str | None = None
    """The address of its link."""
    is_external: bool = False
    """Whether that is an address of another site."""


def text_lines(text: str) -> Iterator[PageLine]:
    """The lines of a page that was saved as text."""
    after_gap = False
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if line:
            yield PageLine(number, line, f"line {number}", after_gap)
        after_gap = not line


@dataclass(frozen=True, slots=True)
class PagePiece:
    """A line, or the part of a fused line that is one label or plain text."""

    line: PageLine
    kind: str
    """A kind of the tables of labels, `text`, or `cut` for a label that breaks off."""
    text: str
    values: dict[str, str | None]
    """The named parts of the label."""
    after_gap: bool
    """Whether something separates it from what stands above."""

    @property
    def number(self) -> int:
        """The number of its line, from 1."""
        return self.line.number

    @property
    def location(self) -> str:
        """Where it stands, in words of a sentence."""
        return f"on {self.line.at}" if self.line.at.startswith("line ") else f"in {self.line.at}"

    def get(self, name: str) -> str | None:
        """A named part of the label, without outer white space; None if missing or empty."""
        return (self.values.get(name) or "").strip() or None

    def count(self, name: str = "count") -> int | None:
        """A named part of the label as a number."""
        digits = self.get(name)
        return int(digits.replace(",", "")) if digits else None


def split_pieces(lines: Iterable[PageLine]) -> Iterator[PagePiece]:
    """Split the lines of a page: each is one piece or, if labels run together in it, several."""
    last: PagePiece | None = None
    parts: list[_Part] = []
    for page_line in lines:
        parts, after_gap = _parts_of(page_line.text), page_line.after_gap
        for kind, part, values in parts:
            if last:
                yield last
            last, after_gap = PagePiece(page_line, kind, part.strip(), values, after_gap), False
    if last:
        # Behind another label in its line, the first character of a label is enough to know it.
        shortest = _SHORTEST_CUT if len(parts) == 1 else 1
        is_cut = last.kind == "text" and _is_cut_label(last.text, shortest)
        yield replace(last, kind="cut") if is_cut else last


_Part = tuple[str, str, dict[str, str | None]]
"""The kind, the text and the named parts of a piece."""


def _parts_of(line: str) -> list[_Part]:
    parts = _split_short_line(line) if len(line) <= _SHORT else _split_line(line)
    if not line.isascii() and (plain := line.translate(_SPACES)) != line:
        # A label may have any kind of space in it; a text keeps the spaces that it has.
        return max(
            parts,
            _split_line(plain),
            key=lambda split: sum(part[0] != "text" for part in split),
        )
    return parts


@functools.lru_cache(maxsize=4096)
def _split_short_line(line: str) -> list[_Part]:
    # Labels and the site's own words stand on every page.
    return _split_line(line)


def _split_line(line: str) -> list[_Part]:
    cuts = [0, *(match.start() for match in _GLUED.finditer(line)), len(line)]
    return [part for low, high in pairwise(cuts) for part in _split_segment(line[low:high])]


def _split_segment(line: str) -> list[_Part]:
    whole = _match_line(line)
    if whole and whole[0] not in _MAY_RUN_ON:
        return [whole]
    return _split_fused(line) or [whole or ("text", line, {})]


def _match_line(line: str) -> _Part | None:
    """The label that fills a line."""
    if not _ANY_LINE.fullmatch(line):
        return None
    for kind, pattern in _LINE_PATTERNS:
        match = pattern.fullmatch(line)
        if match:
            return kind, line, match.groupdict()
    return None


def _match_fused(line: str, start: int) -> tuple[str, re.Match[str]] | None:
    """The label that begins at a place of a line."""
    if not _ANY_FUSED.match(line, start):
        return None
    for kind, pattern in _FUSED_PATTERNS:
        match = pattern.match(line, start)
        if match:
            return kind, match
    return None


def _split_fused(line: str) -> list[_Part]:
    """The labels that run together at the beginning of a line, with what follows; else nothing."""
    parts: list[_Part] = []
    start = 0
    while start < len(line):
        label = _match_fused(line, start)
        if label is None:
            break
        parts.append((label[0], label[1][0], label[1].groupdict()))
        start = label[1].end()
    rest = line[start:]
    if not parts or not rest:
        return parts
    whole = _match_line(rest)
    if whole and whole[0] != "number":
        return [*parts, whole]
    # A label runs into a text without a space; a small letter, as an `s`, makes it another word.
    runs_on = parts[-1][0] in _TEXT_MAY_FOLLOW and not rest[0].isspace() and not rest[0].islower()
    return [*parts, ("text", rest, {})] if runs_on else []


def _is_cut_label(line: str, shortest: int) -> bool:
    """Check whether the last text of a page is the beginning of a label, at least so long."""
    counted = _COUNTED.match(line)
    bare = line[counted.end() :] if counted else line
    return bool(counted or len(line) >= shortest) and any(
        fixed.startswith(bare) for fixed in LABEL_WORDS
    )
