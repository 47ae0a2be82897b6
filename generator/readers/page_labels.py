"""The labels of a story page saved as text: the fixed words of its layout, as a table.

A page runs its labels together when it is copied without its style ("fused": `Leaning Left14Leaning Right3`), so a line is
taken apart into pieces, each of them one label or plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_AGO = r"(?:just now|yesterday|(?:an?|\d+) (?:second|minute|hour|day|week|month|year)s? ago)"
_WHEN = rf"(?:{_AGO}|[A-Z][a-z]+ \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d)"
_SIDE = r"(?:Left|Center|Right)"

_WHOLE: tuple[tuple[str, str], ...] = (
    (
        "published",
        rf"Published\s*(?:loading\.*|(?P<published>{_WHEN}))?\s*(?:Updated\s*(?:loading\.*|(?P<updated>{_WHEN}))?)?",
    ),
    (
        "statement",
        rf"(?:[-•*]\s+)?\d+% of the sources (?:are|lean) {_SIDE}(?:,? (?:and )?\d+% of the sources (?:are|lean) {_SIDE})*\.?",
    ),
    ("withheld", r"To view (?P<what>\w[\w ]*?) data,? please \w+ .*"),
    (
        "first_report",
        r"(?P<outlet>\S.{0,200}?) broke the news(?: in(?P<place> .{1,160}?)?)? on (?P<day>(?:\w+day, )?\w+ \d{1,2}, \d{4})\.?",
    ),
    ("owners", r"Sources are mostly out of(?P<place> [^()]{1,160}?)?\s*\((?P<count>\d+)\)"),
    ("meter", r"You have read (?:\d+ )?out of your \d+ free \w+ articles\.?"),
    ("subscribe", r".{0,60}Subscribe and get full access to .{1,160}"),
    ("insights", r"Insights by (?:\w+ ){1,4}AI"),
    ("wrong", r"Does this summary seem wrong\?"),
    ("extras", r"Podcasts & Opinions"),
    ("reposted", r"\+?(?P<count>\d+) Reposted by \d+ other sources?"),
    ("place", r"·\s*(?P<place>\S.*)"),
    ("label", r"(?:(?:Far|Lean|Leaning) )?(?:Left|Right)|Center|Unknown Bias"),
    ("all", r"All"),
    ("number", r"(?P<count>\d[\d,]*)"),
    ("summary_by", r"Summary by (?P<outlet>\S.{0,120})"),
    ("bullet", r"[-•*]\s+(?P<text>\S.*)"),
)
"""Labels that take a whole line."""

_PIECES: tuple[tuple[str, str], ...] = (
    ("count", r"(?P<count>\d[\d,]*) Articles?"),
    ("read", r"Read Full Article"),
    ("details", r"Coverage Details"),
    ("distribution", r"Bias Distribution"),
    ("wrong", r"Does this summary seem wrong\?"),
    ("total", r"Total News Sources\s*(?P<count>\d[\d,]*)?"),
    ("leaning", r"(?P<side>Leaning Left|Leaning Right)\s*(?P<count>\d[\d,]*)?"),
    ("leaning", r"(?P<side>Center)\s*(?P<count>\d[\d,]*)(?!%)"),
    ("updated", rf"Last Updated\s*(?P<updated>{_WHEN})?"),
    ("factuality", r"Factuality"),
    ("ownership", r"Ownership"),
    ("bar", rf"(?:, )?(?P<percent>\d+)%\s*(?P<side>{_SIDE})?"),
    ("bar", r"(?P<side>[LCR])\s*(?P<percent>\d+)%"),
    ("all", r"All"),
    ("tab", r"(?P<side>Left|Right)\s*(?P<count>\d[\d,]*)"),
)
"""Labels that may run together with others."""

_WHOLE_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _WHOLE)
_PIECE_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _PIECES)
_TEXT_MAY_FOLLOW = ("read", "details", "wrong", "distribution")
_FUSED_END = re.compile(r"(?P<text>.*\S)(?P<labels>Read Full Article(?:Coverage Details)?|Coverage Details)")

MARKS = frozenset(
    {
        "published", "statement", "withheld", "first_report", "owners", "meter", "insights", "wrong", "reposted", "all",
        "count", "read", "details", "distribution", "total", "leaning", "updated",
    }
)  # fmt: skip
"""Labels that no ordinary text has on a line of their own: two of them, and the text is a story page."""

DETAILS = frozenset(
    {
        "details", "distribution", "total", "leaning", "updated", "statement", "bar", "factuality", "ownership", "withheld",
        "first_report", "owners", "meter",
    }
)  # fmt: skip
"""Labels that stand below the articles only."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or the part of a fused line that is one label or plain text."""

    number: int
    """The line, from 1."""
    kind: str
    """A kind of the tables above, or `text`."""
    text: str
    values: dict[str, str | None]
    gap: bool
    """Whether an empty line stands above."""

    def get(self, name: str) -> str | None:
        """A named part of the label, without outer white space; None where it is missing or empty."""
        return (self.values.get(name) or "").strip() or None

    def count(self, name: str = "count") -> int | None:
        """A named part of the label as a number."""
        found = self.get(name)
        return int(found.replace(",", "")) if found else None


def _fused(line: str) -> list[tuple[str, str, dict[str, str | None]]]:
    """The labels that run together from a line's first sign on, with the text behind them; empty where it begins with none."""
    found: list[tuple[str, str, dict[str, str | None]]] = []
    start = 0
    while start < len(line):
        for kind, pattern in _PIECE_PATTERNS:
            match = pattern.match(line, start)
            if match:
                found.append((kind, match[0], match.groupdict()))
                start = match.end()
                break
        else:
            rest = line[start:]
            # Behind a label that runs into a text, the text begins at once and not in lower case.
            if not found or found[-1][0] not in _TEXT_MAY_FOLLOW or rest[0].isspace() or rest[0].islower():
                return []
            return [*found, ("text", rest, {})]
    return found


def _parts(line: str) -> list[tuple[str, str, dict[str, str | None]]]:
    fused = _fused(line)
    if fused:
        return fused
    for kind, pattern in _WHOLE_PATTERNS:
        match = pattern.fullmatch(line)
        if match:
            return [(kind, line, match.groupdict())]
    end = _FUSED_END.fullmatch(line)
    if end and not end["text"].endswith(" "):
        return [("text", end["text"], {}), *_fused(end["labels"])]
    return [("text", line, {})]


def pieces(text: str) -> Iterator[Piece]:
    """The non-blank lines of a text, each as one piece or, where labels run together, as several."""
    gap = False
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line:
            gap = True
            continue
        for kind, part, values in _parts(line):
            yield Piece(number, kind, part.strip(), values, gap)
            gap = False
