"""The labels of a story page, which are the fixed words of its layout, as tables."""

from __future__ import annotations

_AGO = (
    r"(?:[Jj]ust now|[Yy]esterday"
    r"|(?:an?|\d+) (?:sec(?:ond)?|min(?:ute)?|hour|day|week|month|year)s? ago)"
)
_WHEN = rf"(?:{_AGO}|[A-Z][a-z]+ \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d)"
_SIDE = r"(?:Left|Center|Right)"
_COUNT = r"(?P<count>\d{1,3}(?:,\d{3}){1,4}|\d{1,15})"
_STATED = rf"\d{{1,3}}% of the sources (?:are|lean) {_SIDE}"
_STATEMENT = rf"(?:[-•*]\s*)?{_STATED}(?:(?:,| and|, and) {_STATED})*"

LINE_LABELS: tuple[tuple[str, str], ...] = (
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

FUSED_LABELS: tuple[tuple[str, str], ...] = (
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

LABEL_WORDS = (
    *("Read Full Article", "Coverage Details", "Bias Distribution", "Total News Sources"),
    *("Last Updated", "Leaning Left", "Leaning Right", "Lean Left", "Lean Right", "Far Right"),
    *("Factuality", "Ownership", "Does this summary seem wrong?", "Insights by"),
    *("Podcasts & Opinions", "Summary by", "You have read", "Sources are mostly out of"),
    *("Published loading", "Articles", "Reposted by"),
)
"""Labels within which a page that is cut at its end may break off."""

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
