"""The labels of a story page, which are the fixed words of its layout, as a table.

A page that is copied without its style runs its labels together (a *fused* line: `Leaning
Left14Leaning Right3`), so each line is split into pieces: one label or plain text each.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

_AGO = (
    r"(?:[Jj]ust now|[Yy]esterday"
    r"|(?:an?|\d+) (?:sec(?:ond)?|min(?:ute)?|hour|day|week|month|year)s? ago)"
)
_WHEN = rf"(?:{_AGO}|[A-Z][a-z]+ \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d)"
_SIDE = r"(?:Left|Center|Right)"
_COUNT = r"(?P<count>\d{1,3}(?:,\d{3}){1,4}|\d{1,15})"
_STATED = rf"\d{{1,3}}% of the sources (?:are|lean) {_SIDE}"
_STATEMENT = rf"(?:[-•*]\s*)?{_STATED}(?:(?:,| and|, and) {_STATED})*"

_WHOLE: tuple[tuple[str, str], ...] = (
    (
        "published",
        rf"Published:?\s*(?:loading\.*|(?P<published>{_WHEN}))?\s*[•·]?\s*"
        rf"(?:Updated:?\s*(?:loading\.*|(?P<updated>{_WHEN}))?)?",
    ),
    ("statement", rf"{_STATEMENT}\.?"),
    (
        "withheld",
        r"To view (?P<what>\w[\w ]{0,30}?) data,? please [Uu]pgrade(?: to \w+(?: \w+)?)?\.?",
    ),
    (
        "first_report",
        r"(?P<outlet>\S.{0,200}?) broke the news(?: in(?P<place> .{1,160}?)?)? on "
        r"(?P<day>(?:\w+day, )?\w+ \d{1,2}, \d{4})\.?",
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
"""Labels that fill a line, or the rest of a line behind other labels."""

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
"""Labels that may run together with other labels."""

_WHOLE_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _WHOLE)
_PIECE_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _PIECES)


def _any_of(table: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    # Most lines are no label: one pattern for the whole table rejects them at once.
    return re.compile(
        "|".join(f"(?:{re.sub(r'[?]P<[a-z]+>', '?:', pattern)})" for _, pattern in table)
    )


_ANY_WHOLE, _ANY_PIECE = _any_of(_WHOLE), _any_of(_PIECES)
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

_FIXED = (
    *("Read Full Article", "Coverage Details", "Bias Distribution", "Total News Sources"),
    *("Last Updated", "Leaning Left", "Leaning Right", "Lean Left", "Lean Right", "Far Right"),
    *("Factuality", "Ownership", "Does this summary seem wrong?", "Insights by"),
    *("Podcasts & Opinions", "Summary by", "You have read", "Sources are mostly out of"),
    *("Published loading", "Articles", "Reposted by"),
)
"""Labels within which a page that is cut at its end may break off."""
_COUNTED = re.compile(r"\+?\d[\d,]*\s+(?=[AR])|\+\d*$")
_SHORTEST_CUT = 5

MARKS = frozenset(
    {
        *("published", "statement", "withheld", "first_report", "owners", "meter", "insights"),
        *("wrong", "reposted", "all", "count", "read", "details", "distribution", "total"),
        *("leaning", "updated"),
    }
)
"""Labels that no ordinary text has on a line of their own: two of them make a text a story page."""
DETAIL_LABELS = frozenset(
    {
        *("details", "distribution", "total", "leaning", "updated", "statement", "bar"),
        *("factuality", "ownership", "withheld", "first_report", "owners", "meter"),
    }
)
"""Labels that stand only below the articles."""


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
    """A kind of the tables above, `text`, or `cut` for a label within which the page breaks off."""
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
    whole = _match_whole(line)
    if whole and whole[0] not in _MAY_RUN_ON:
        return [whole]
    return _split_fused(line) or [whole or ("text", line, {})]


def _match_whole(line: str) -> _Part | None:
    """The label that fills a line."""
    if not _ANY_WHOLE.fullmatch(line):
        return None
    for kind, pattern in _WHOLE_PATTERNS:
        match = pattern.fullmatch(line)
        if match:
            return kind, line, match.groupdict()
    return None


def _match_label(line: str, start: int) -> tuple[str, re.Match[str]] | None:
    """The label that begins at a place of a line."""
    if not _ANY_PIECE.match(line, start):
        return None
    for kind, pattern in _PIECE_PATTERNS:
        match = pattern.match(line, start)
        if match:
            return kind, match
    return None


def _split_fused(line: str) -> list[_Part]:
    """The labels that run together at the beginning of a line, with what follows; else nothing."""
    parts: list[_Part] = []
    start = 0
    while start < len(line):
        label = _match_label(line, start)
        if label is None:
            break
        parts.append((label[0], label[1][0], label[1].groupdict()))
        start = label[1].end()
    rest = line[start:]
    if not parts or not rest:
        return parts
    whole = _match_whole(rest)
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
        fixed.startswith(bare) for fixed in _FIXED
    )
