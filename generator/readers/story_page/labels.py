"""The labels of a story page: the fixed words of its layout, as a table.

A page runs its labels together when it is copied without its style ("fused": `Leaning Left14Leaning
Right3`), so a line is taken apart into pieces, each of them one label or plain text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

_AGO = r"(?:[Jj]ust now|[Yy]esterday|(?:an?|\d+) (?:sec(?:ond)?|min(?:ute)?|hour|day|week|month|year)s? ago)"
_WHEN = rf"(?:{_AGO}|[A-Z][a-z]+ \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d)"
_SIDE = r"(?:Left|Center|Right)"
_COUNT = r"(?P<count>\d{1,3}(?:,\d{3}){1,4}|\d{1,15})"
_STATED = rf"\d{{1,3}}% of the sources (?:are|lean) {_SIDE}"
_STATEMENT = rf"(?:[-•*]\s*)?{_STATED}(?:(?:,| and|, and) {_STATED})*"

_WHOLE: tuple[tuple[str, str], ...] = (
    (
        "published",
        rf"Published:?\s*(?:loading\.*|(?P<published>{_WHEN}))?\s*[•·]?\s*(?:Updated:?\s*(?:loading\.*|(?P<updated>{_WHEN}))?)?",
    ),
    ("statement", rf"{_STATEMENT}\.?"),
    (
        "withheld",
        r"To view (?P<what>\w[\w ]{0,30}?) data,? please [Uu]pgrade(?: to \w+(?: \w+)?)?\.?",
    ),
    (
        "first_report",
        r"(?P<outlet>\S.{0,200}?) broke the news(?: in(?P<place> .{1,160}?)?)? on (?P<day>(?:\w+day, )?\w+ \d{1,2}, \d{4})\.?",
    ),
    ("owners", r"Sources are mostly out of(?P<place> .{1,160}?)?\s*\((?P<count>\d{1,15})\)"),
    ("meter", r"You have read (?:\d{1,3} )?out of your \d{1,3} free \w+ articles\.?"),
    ("subscribe", r".{0,60}Subscribe and get full access to .{1,160}"),
    ("extras", r"Podcasts & Opinions"),
    ("place", r"·\s*(?P<place>\S.*)"),
    ("label", r"(?:(?:Far|Lean) )?(?:Left|Right)|Center|(?:Unknown|Untracked)(?: [Bb]ias)?"),
    ("number", _COUNT),
    ("when", rf"(?P<when>{_AGO})"),
    ("summary_by", r"Summary by (?P<outlet>\S.{0,120})"),
    ("bullet", r"(?:[-•*]\s+|•)(?P<text>\S.*)"),
)
"""Labels that take a whole line, or what is left of it behind others."""

_PIECES: tuple[tuple[str, str], ...] = (
    ("count", rf"{_COUNT} Articles?"),
    ("read", r"Read Full Article"),
    ("details", r"Coverage Details"),
    ("distribution", r"Bias Distribution"),
    ("insights", r"Insights by (?:\w+ ){1,4}AI"),
    ("wrong", r"Does this summary seem wrong\?"),
    ("reposted", rf"(?:\+?(?P<shown>\d[\d,]{{0,14}})\s*)?Reposted by {_COUNT} other sources?"),
    ("total", rf"Total News Sources\s*(?:{_COUNT})?"),
    ("statement", _STATEMENT),
    ("bar", rf"(?:, )?(?P<percent>\d{{1,3}})%(?:\s*(?P<side>{_SIDE}))?"),
    ("bar", rf"(?P<side>{_SIDE}|[LCR])\s*(?P<percent>\d{{1,3}})%"),
    ("leaning", rf"(?P<side>Leaning Left|Leaning Right)\s*(?:{_COUNT})?"),
    ("leaning", rf"(?P<side>Center)\s*{_COUNT}"),
    ("updated", rf"Last Updated:?\s*(?P<updated>{_WHEN})?"),
    (
        "withheld",
        r"To view (?P<what>\w[\w ]{0,30}?) data,? please Upgrade to (?:Premium|Vantage|Pro)",
    ),
    ("factuality", r"Factuality"),
    ("ownership", r"Ownership"),
    ("all", r"All"),
    ("tab", rf"(?P<side>{_SIDE})\s*(?:{_COUNT})?"),
)
"""Labels that may run together with others."""

_WHOLE_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _WHOLE)
_PIECE_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _PIECES)


def _any(table: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    # Most lines are no label: one pattern for the whole table says so at once.
    return re.compile(
        "|".join(f"(?:{re.sub(r'[?]P<[a-z]+>', '?:', pattern)})" for _, pattern in table)
    )


_ANY_WHOLE, _ANY_PIECE = _any(_WHOLE), _any(_PIECES)
_TEXT_MAY_FOLLOW = frozenset({"read", "details", "wrong", "distribution", "insights", "reposted"})
# A label that runs into what stands before it: no space, and no opening sign that would make it a
# quotation.
_GLUED = re.compile(
    r"(?<=[^\s“‘«„(\[\"'])"
    r"(?:Read Full Article|Coverage Details|Insights by (?:[A-Z]\w* ){1,3}AI|Does this summary seem wrong\?)"
    r"(?![\s”’»)\]\"'.,;:!?]|[a-z])"
)
_SHORT = 64
_MAY_RUN_ON = frozenset({"bullet", "withheld"})
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")

# The wordings that a page cut at its end may break off in.
_FIXED = (
    "Read Full Article", "Coverage Details", "Bias Distribution", "Total News Sources", "Last Updated", "Leaning Left",
    "Leaning Right", "Lean Left", "Lean Right", "Far Right", "Factuality", "Ownership", "Does this summary seem wrong?",
    "Insights by", "Podcasts & Opinions", "Summary by", "You have read", "Sources are mostly out of", "Published loading",
    "Articles", "Reposted by",
)  # fmt: skip
_COUNTED = re.compile(r"\+?\d[\d,]*\s+(?=[AR])|\+\d*$")
_SHORTEST_CUT = 5

MARKS = frozenset(
    {
        "published", "statement", "withheld", "first_report", "owners", "meter", "insights", "wrong", "reposted", "all",
        "count", "read", "details", "distribution", "total", "leaning", "updated",
    }
)  # fmt: skip
"""Labels that no ordinary text has on a line of their own: two of them, and the text is a story
page."""

DETAILS = frozenset(
    {
        "details", "distribution", "total", "leaning", "updated", "statement", "bar", "factuality", "ownership", "withheld",
        "first_report", "owners", "meter",
    }
)  # fmt: skip
"""Labels that stand below the articles only."""


class Line(NamedTuple):
    """A line of a page that is not empty, with what the page's markup says of it; a text says nothing."""

    number: int
    """From 1."""
    text: str
    """Without outer white space."""
    at: str
    """Where it stands, as the ledger names it."""
    gap: bool = False
    """Whether something parts it from the line above: an empty line, or where a card begins."""
    rank: int = 0
    """Of a heading, from 1."""
    listed: bool = False
    """Whether it is a point of a list."""
    card: bool = False
    """Whether a card begins with it."""
    href: str | None = None
    """The address that it leads to."""
    away: bool = False
    """Whether that is an address of another site."""


def text_lines(text: str) -> Iterator[Line]:
    """The lines of a page saved as text."""
    gap = False
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if line:
            yield Line(number, line, f"line {number}", gap)
        gap = not line


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or the part of a fused line that is one label or plain text."""

    line: Line
    kind: str
    """A kind of the tables above, `text`, or `cut` for a label in which the page breaks off."""
    text: str
    values: dict[str, str | None]
    gap: bool
    """Whether something parts it from what stands above."""

    @property
    def number(self) -> int:
        """The line, from 1."""
        return self.line.number

    @property
    def stands(self) -> str:
        """Where it stands, as sentences say it."""
        return f"on {self.line.at}" if self.line.at.startswith("line ") else f"in {self.line.at}"

    def get(self, name: str) -> str | None:
        """A named part of the label, without outer white space; None where it is missing or empty."""
        return (self.values.get(name) or "").strip() or None

    def count(self, name: str = "count") -> int | None:
        """A named part of the label as a number."""
        found = self.get(name)
        return int(found.replace(",", "")) if found else None


_Part = tuple[str, str, dict[str, str | None]]


def _whole(line: str) -> _Part | None:
    if not _ANY_WHOLE.fullmatch(line):
        return None
    for kind, pattern in _WHOLE_PATTERNS:
        match = pattern.fullmatch(line)
        if match:
            return kind, line, match.groupdict()
    return None


def _label_at(line: str, start: int) -> tuple[str, re.Match[str]] | None:
    if not _ANY_PIECE.match(line, start):
        return None
    for kind, pattern in _PIECE_PATTERNS:
        match = pattern.match(line, start)
        if match:
            return kind, match
    return None


def _fused(line: str) -> list[_Part]:
    """The labels that run together from a line's first sign on, with what stands behind them; empty where there is none."""
    found: list[_Part] = []
    start = 0
    while start < len(line):
        label = _label_at(line, start)
        if label is None:
            break
        found.append((label[0], label[1][0], label[1].groupdict()))
        start = label[1].end()
    rest = line[start:]
    if not found or not rest:
        return found
    last = _whole(rest)
    if last and last[0] != "number":
        return [*found, last]
    # Behind a label that runs into a text, the text begins at once; an `s` would make another word
    # of the label.
    runs_on = found[-1][0] in _TEXT_MAY_FOLLOW and not rest[0].isspace() and not rest[0].islower()
    return [*found, ("text", rest, {})] if runs_on else []


@functools.lru_cache(maxsize=4096)
def _parts_of_short(line: str) -> list[_Part]:
    # Labels and the site's own words stand on page after page.
    return _parts(line)


def _parts(line: str) -> list[_Part]:
    cuts = [0, *(match.start() for match in _GLUED.finditer(line)), len(line)]
    return [part for low, high in pairwise(cuts) for part in _segment(line[low:high])]


def _segment(line: str) -> list[_Part]:
    whole = _whole(line)
    if whole and whole[0] not in _MAY_RUN_ON:
        return [whole]
    return _fused(line) or [whole or ("text", line, {})]


def _is_cut(line: str, shortest: int) -> bool:
    """Whether a page's last text is a label that breaks off."""
    counted = _COUNTED.match(line)
    bare = line[counted.end() :] if counted else line
    return bool(counted or len(line) >= shortest) and any(
        fixed.startswith(bare) for fixed in _FIXED
    )


def pieces(lines: Iterable[Line]) -> Iterator[Piece]:
    """The lines of a page, each as one piece or, where labels run together, as several."""
    waiting: Piece | None = None
    parts: list[_Part] = []
    for found in lines:
        line, gap = found.text, found.gap
        parts = _parts_of_short(line) if len(line) <= _SHORT else _parts(line)
        if not line.isascii() and (plain := line.translate(_SPACES)) != line:
            # A label is one with any kind of space in it; a text keeps the spaces that it has.
            parts = max(
                parts, _parts(plain), key=lambda found: sum(part[0] != "text" for part in found)
            )
        for kind, part, values in parts:
            if waiting:
                yield waiting
            waiting, gap = Piece(found, kind, part.strip(), values, gap), False
    if waiting:
        # Behind another label, one sign is enough to know the next by.
        cut = waiting.kind == "text" and _is_cut(
            waiting.text, _SHORTEST_CUT if len(parts) == 1 else 1
        )
        yield replace(waiting, kind="cut") if cut else waiting
