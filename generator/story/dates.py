"""A story's date, and the sentence that names its evidence.

The rule of the design, in order: the dateline's day with its own year, with the year of the first
report, of the capture, or of the months that the text mentions; without a dateline the first
report's day. Nothing else; a file's time says nothing.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from generator.counting import plural
from generator.text.normal import sentences

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_NUMBERS = {
    name.lower(): number for number, full in enumerate(MONTHS, 1) for name in (full, full[:3])
} | {"sept": 9}
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATELINE = re.compile(
    r"(?P<stated>(?P<places>[^–—]{1,160}?),\s+(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:,?\s+(?P<year>\d{4}))?)"
    r"(?:\s*[–—]+\s*|\s+-+(?:\s+|$))(?P<rest>.*)"
)
_REPORT_DAY = re.compile(
    r"(?:(?P<weekday>[A-Z][a-z]+day),\s+)?(?P<month>[A-Z][a-z]+)\s+(?P<day>\d{1,2}),\s+(?P<year>\d{4})"
)
_DAYS = r"\d{1,2}(?:st|nd|rd|th)?(?:\s*(?:–|—|-|to|and)\s*\d{1,2}(?:st|nd|rd|th)?)?"
# "December 2024", "July 24–25, 2025", "7 July 2025", "June 30–July 2, 2025": of a range, the month
# in which it begins.
_MENTION = re.compile(
    rf"\b(?:(?P<first>{_MONTH})(?:\s+{_DAYS})?(?:,?\s+(?P<first_year>(?:19|20)\d\d))?"
    r"\s*(?P<joined>–|—|-|\bto\b|\bthrough\b|\band\b)\s*(?:\d{1,2}\s+)?)?"
    rf"(?P<month>{_MONTH})(?:\s+{_DAYS})?,?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)\b"
    r"|\b(?P<iso_year>(?:19|20)\d\d)-(?P<iso_month>0[1-9]|1[0-2])(?:-\d\d)?\b"
)
# What makes a mention look ahead: before it, with at most such words between; with up to three
# between; or in its clause.
_AHEAD_BEFORE = re.compile(
    r"\b(?:by|until|till|from)(?:\W+(?:the|a|an|at|least|some|time|sometime|end|close|start|beginning|middle"
    r"|of|early|mid|late|in))*\W*$"
    r"|\b(?:next|before|starting|beginning|due)\b(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)
_STOPS = re.compile(r"[.!?…。！？؟]{4,}")
"""A run of stops ends one sentence; taken as one sign, so that no line of stops costs more than its
length."""
_BEFORE = 80
"""Characters before a mention that can make it look ahead."""
_AHEAD_ANYWHERE = re.compile(
    r"\b(?:will|shall|won't|plans?|planned|planning|expect(?:s|ed)?|scheduled|slated|upcoming|set to|due to)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline taken apart."""

    stated: str
    """Places and day as worded, without the dash."""
    places: str
    month: int
    day: int
    year: int | None
    rest: str
    """The summary behind the dash; empty where the page is cut there."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with its basis; both None where a bundle states no day at all."""

    date: str | None = None
    basis: str | None = None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def month_number(word: str) -> int | None:
    """The number of a month by its English name, or the first letters of it."""
    return _NUMBERS.get(word.rstrip(".").lower())


def split_dateline(line: str) -> Dateline | None:
    """The line as dateline and summary, or None where it does not begin with places in capitals, a day and a dash."""
    match = _DATELINE.fullmatch(line)
    if not match or match["places"] != match["places"].upper():
        return None
    month, day = month_number(match["month"]), int(match["day"])
    if month is None or _day(2000, month, day) is None:  # a leap year: 29 February is a day
        return None
    year = int(match["year"]) if match["year"] else None
    return Dateline(match["stated"], match["places"], month, day, year, match["rest"])


def parse_dateline(stated: str) -> Dateline | None:
    """A dateline as a story keeps it, without the summary, taken apart."""
    return split_dateline(f"{stated} – …")


def report_day(wording: str) -> tuple[str, bool] | None:
    """The day of `Friday, July 25, 2025`, and whether the weekday, where stated, fits it; None where it is no day."""
    match = _REPORT_DAY.fullmatch(wording)
    month = month_number(match["month"]) if match else None
    day = _day(int(match["year"]), month, int(match["day"])) if match and month else None
    if not match or not day:
        return None
    return day.isoformat(), match["weekday"] in (None, f"{day:%A}")


def _spoken(day: datetime.date | str) -> str:
    day = datetime.date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def mentions(texts: Iterable[str]) -> list[tuple[int, int]]:
    """The months with their years, as (year, month), that texts mention without looking ahead; each once, in order."""
    found: dict[tuple[int, int], None] = {}
    for text in texts:
        whole = sentences(_STOPS.sub("…", text))
        for clause in (clause for sentence in whole for clause in sentence.split(";")):
            if _AHEAD_ANYWHERE.search(clause):
                continue
            for match in _MENTION.finditer(clause):
                if not _AHEAD_BEFORE.search(
                    clause[max(0, match.start() - _BEFORE) : match.start()]
                ):
                    found |= dict.fromkeys(_mentioned(match))
    return list(found)


def _mentioned(match: re.Match[str]) -> list[tuple[int, int]]:
    """The months that one match names: of a range the first, of two parted by `and` both."""
    if match["iso_year"]:
        return [(int(match["iso_year"]), int(match["iso_month"]))]
    year, month = int(match["year"]), month_number(match["month"]) or 0
    if not match["first"]:
        return [(year, month)]
    first = month_number(match["first"]) or 0
    stated = match["first_year"]
    begin = (int(stated) if stated else year - (first > month)), first
    return [begin, (year, month)] if match["joined"] == "and" else [begin]


def _first_in_or_after(month: tuple[int, int], dateline: Dateline) -> datetime.date | None:
    year = month[0] + (dateline.month < month[1])
    return next(
        (day for ahead in range(9) if (day := _day(year + ahead, dateline.month, dateline.day))),
        None,
    )


def _by_day(dateline: Dateline, known: str, what: str) -> Dated:
    """The dateline's day in the year that brings it nearest to a day that is known."""
    stated = datetime.date.fromisoformat(known[:10])
    near = [
        day
        for shift in (-1, 0, 1)
        if (day := _day(stated.year + shift, dateline.month, dateline.day))
    ]
    if not near:
        return Dated(
            None, f"Undated: no year near the {what} of {_spoken(stated)} has the dateline's day."
        )
    date = min(near, key=lambda day: abs(day - stated))
    return Dated(
        date.isoformat(), f"Day from the dateline; year from the {what}, dated {_spoken(stated)}."
    )


def _by_capture(dateline: Dateline, captured: str) -> Dated:
    last = datetime.date.fromisoformat(captured[:10])
    days = (_day(last.year - back, dateline.month, dateline.day) for back in range(9))
    date = next((day for day in days if day and day <= last), None)
    if date is None:
        return Dated(
            None, f"Undated: no year up to the capture of {_spoken(last)} has the dateline's day."
        )
    which = f"the latest {dateline.day} {MONTHS[dateline.month - 1]} not after the capture of {_spoken(last)}"
    return Dated(
        date.isoformat(),
        f"Day from the dateline; year from the capture: {which} is in {date.year}.",
    )


def _by_mentions(dateline: Dateline, texts: Iterable[str]) -> Dated:
    day = f"{dateline.day} {MONTHS[dateline.month - 1]}"
    months = mentions(texts)
    if not months:
        return Dated(
            None, f"Undated: the dateline names {day}, and nothing in the bundle shows the year."
        )
    named = " and ".join(f"{MONTHS[month - 1]} {year}" for year, month in months)
    dates = {_first_in_or_after(month, dateline) for month in months}
    date = dates.pop()
    if dates or date is None:
        return Dated(
            None,
            f"Undated: the dateline names {day}, but the months that the text mentions, {named}, lead to different years.",
        )
    after = "in or after" if (date.year, date.month) in months else "after"
    which = f"the first {day} {after} {plural(len(months), 'it', 'each')} is in {date.year}"
    return Dated(
        date.isoformat(),
        f"Day from the dateline; year inferred: the text mentions {named}, and {which}.",
    )


def moment(stated: str) -> str | None:
    """A day or a time in ISO 8601 as the model writes it, in UTC, cut to seconds; None where it is neither.

    A time without a zone is taken as UTC. A week (`2025-W28`) is neither.
    """
    if "W" in stated.upper():
        return None
    with contextlib.suppress(ValueError):
        return datetime.date.fromisoformat(stated).isoformat()
    try:
        time = datetime.datetime.fromisoformat(stated)
        zoned = time if time.tzinfo else time.replace(tzinfo=datetime.UTC)
        return zoned.astimezone(datetime.UTC).isoformat()[: len("2025-07-08T14:30:00")] + "Z"
    except (ValueError, OverflowError):
        return None


def decide(
    dateline: Dateline | None,
    first_report: str | None,
    captured: str | None,
    texts: Iterable[str],
    started: str | None = None,
) -> Dated:
    """The date of a story and its basis.

    `first_report`, `captured` and `started`, when the bundle says that it began, are ISO 8601 in
    UTC; `texts` are the summary and the key points.
    """
    if dateline is None:
        if first_report is not None:
            return Dated(first_report, "Day of the first report; there is no dateline.")
        if started is not None:
            return Dated(
                started[:10],
                "Day, in UTC, on which the bundle says that it began; there is no dateline.",
            )
        return Dated()
    if dateline.year is not None:
        stated = _day(dateline.year, dateline.month, dateline.day)
        if stated is None:
            named = f"{dateline.day} {MONTHS[dateline.month - 1]} {dateline.year}"
            return Dated(None, f"Undated: the dateline names {named}, a day that does not exist.")
        return Dated(stated.isoformat(), "Day and year from the dateline.")
    if first_report is not None:
        return _by_day(dateline, first_report, "first report")
    if started is not None:
        return _by_day(dateline, started, "beginning")
    if captured is not None:
        return _by_capture(dateline, captured)
    return _by_mentions(dateline, texts)


def day_name(day: str) -> str:
    """A day as people write it, `8 July 2025`."""
    return f"{int(day[8:10])} {month_name(day[:7])}"


def moment_name(moment: str) -> str:
    """A day, or a time in UTC, as people write it, `8 July 2025, 14:30 UTC`."""
    time = moment[11:-1].removesuffix(":00")
    return f"{day_name(moment)}, {time} UTC" if time else day_name(moment)


def month_name(month: str) -> str:
    """A month as people write it, `July 2025`."""
    return f"{MONTHS[int(month[5:7]) - 1]} {month[:4]}"
