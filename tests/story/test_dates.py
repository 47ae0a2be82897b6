"""The date of a story, and the sentence that names its evidence."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.story import dates

DAYS = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))
WORDS_OF_DATES = (
    "In", "by", "until", "next", "will", "May", "June", "December", "Dec.", "Sept", "1999", "2024", "2025-03", "7", "24–25,",
    "and", "to", "–", ";", ".", "...", "9999", "1900", "the", "crash", "of",
)  # fmt: skip
WORDS = st.lists(
    st.sampled_from(WORDS_OF_DATES) | st.text(max_size=8),
    max_size=25,
).map(" ".join)


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2025-07-08", "2025-07-08"),
        ("2025-07-08T14:30:00.374194", "2025-07-08T14:30:00Z"),
        ("2025-07-08T14:30:00.374Z", "2025-07-08T14:30:00Z"),
        ("2025-07-08T00:30:00+02:00", "2025-07-07T22:30:00Z"),
        ("2025-W28-2", None),
        ("8 July 2025", None),
        ("1751932800", None),
        ("", None),
    ],
)
def test_a_moment_is_written_in_utc(stated: str, moment: str | None) -> None:
    """A day stays a day, a time is cut to seconds and brought to UTC; what is neither is none."""
    assert dates.moment(stated) == moment


def dateline(line: str) -> dates.Dateline:
    """A dateline that must be one."""
    found = dates.parse_dateline(line)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "places", "month", "day", "year", "rest"),
    [
        ("OSLO, JUL 7 – Boats left.", "OSLO", 7, 7, None, "Boats left."),
        ("OSLO AND BERGEN, JUL 7 — Boats left.", "OSLO AND BERGEN", 7, 7, None, "Boats left."),
        (
            "SOUTH TARN, GREAT SHIRE, SEPT 30 - Boats left.",
            "SOUTH TARN, GREAT SHIRE",
            9,
            30,
            None,
            "Boats left.",
        ),
        ("OSLO, SEP. 3 – Boats left.", "OSLO", 9, 3, None, "Boats left."),
        ("OSLO, SEPTEMBER 3, 2024 – Boats left.", "OSLO", 9, 3, 2024, "Boats left."),
        (
            "OSLO, FEBRUARY 29 -- Boats – and more – left.",
            "OSLO",
            2,
            29,
            None,
            "Boats – and more – left.",
        ),
        ("PORT-AU-MER, Jan 1–Boats left.", "PORT-AU-MER", 1, 1, None, "Boats left."),
        ("بيروت, MAY 14 – نص", "بيروت", 5, 14, None, "نص"),
        ("OSLO, JUL 7 –", "OSLO", 7, 7, None, ""),
    ],
)
def test_dateline_is_taken_apart(
    line: str, places: str, month: int, day: int, year: int | None, rest: str
) -> None:
    """A dateline gives its places, its day, its year where it has one, and the summary behind the
    dash.
    """
    found = dates.split_dateline(line)
    assert found is not None
    assert (found.places, found.month, found.day, found.year, found.rest) == (
        places,
        month,
        day,
        year,
        rest,
    )
    assert line.startswith(found.stated)


@pytest.mark.parametrize(
    "line",
    [
        "Oslo, Jul 7 – places in running text",
        "OSLO – no day",
        "OSLO, JUL 32 – no such day",
        "OSLO, FEB 30 – no such day",
        "OSLO, JUB 7 – no such month",
        "OSLO, JUL 7 no dash",
        "OSLO, JUL 7-8 – two days",
        "JUL 7 – no place",
        "",
    ],
)
def test_other_lines_are_no_dateline(line: str) -> None:
    """A line without places in capitals, a day of the calendar and a dash is no dateline."""
    assert dates.split_dateline(line) is None


@pytest.mark.parametrize(
    ("wording", "day"),
    [
        ("Friday, July 25, 2025", ("2025-07-25", True)),
        ("July 25, 2025", ("2025-07-25", True)),
        ("Thursday, July 25, 2025", ("2025-07-25", False)),
        ("Monday, February 29, 2025", None),
        ("Friday, Juli 25, 2025", None),
        ("25 July 2025", None),
    ],
)
def test_day_of_the_first_report(wording: str, day: tuple[str, bool] | None) -> None:
    """The first report's day is read as stated, and a weekday that does not fit is said."""
    assert dates.report_day(wording) == day


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("After the crash of December 2024.", [(2024, 12)]),
        ("On July 24–25, 2025, boats met.", [(2025, 7)]),
        ("On 24-25 July 2025 boats met.", [(2025, 7)]),
        ("From the talks of June 30–July 2, 2025 nothing came.", [(2025, 6)]),
        ("Between December 30 and January 2, 2025 it snowed.", [(2024, 12), (2025, 1)]),
        ("It rose in May 2023 and June 2024.", [(2023, 5), (2024, 6)]),
        ("From Dec. 2024 to Mar. 2025, ferries stood still.", []),
        ("Ferries stood still in Dec. 2024.", [(2024, 12)]),
        ("Filed 2024-11-05, heard 2025-01.", [(2024, 11), (2025, 1)]),
        ("Struck by a wave in March 2024.", [(2024, 3)]),
        ("It must be rebuilt by March 2026.", []),
        ("It must be rebuilt by the end of March 2026.", []),
        ("The port stays shut until early May 2026.", []),
        ("The next vote, in October 2026, decides.", []),
        ("It will open in April 2026.", []),
        ("The opening is planned for April 2026.", []),
        ("It opened in April 2024; it will close in May 2026.", [(2024, 4)]),
        ("It opened in April 2024. It will close in May 2026.", [(2024, 4)]),
        ("In 2024, in May, in Maybe 2024, Marchers 2024.", []),
        ("May 20245 and June 1850.", []),
        ("In May 2024, and once more in May 2024.", [(2024, 5)]),
    ],
)
def test_mentions(text: str, months: list[tuple[int, int]]) -> None:
    """A month with its year counts once, a range by its first month, and nothing that looks ahead."""
    assert dates.mentions([text]) == months


SEVENTH = dateline("OSLO, JUL 7")
NEW_YEAR = dateline("OSLO, JAN 2")
OLD_YEAR = dateline("OSLO, DEC 30")
LEAP = dateline("OSLO, FEB 29")


@pytest.mark.parametrize(
    ("line", "first", "captured", "texts", "date", "basis"),
    [
        (None, None, None, ["In May 2024."], None, None),
        (None, None, "2025-08-01", [], None, None),
        (
            None,
            "2025-07-05",
            None,
            [],
            "2025-07-05",
            "Day of the first report; there is no dateline.",
        ),
        (
            SEVENTH,
            None,
            None,
            ["After the crash of December 2024."],
            "2025-07-07",
            "Day from the dateline; year inferred: the text mentions December 2024, and the first 7 July after it is in 2025.",
        ),
        (
            SEVENTH,
            None,
            None,
            ["On July 5, 2025, boats met."],
            "2025-07-07",
            "Day from the dateline; year inferred: the text mentions July 2025, "
            "and the first 7 July in or after it is in 2025.",
        ),
        (
            SEVENTH,
            None,
            None,
            ["In May 2025.", "In December 2024."],
            "2025-07-07",
            "Day from the dateline; year inferred: the text mentions May 2025 and December 2024, "
            "and the first 7 July after each is in 2025.",
        ),
        (
            SEVENTH,
            None,
            None,
            ["In September 2025.", "In May 2025."],
            None,
            "Undated: the dateline names 7 July, but the months that the text mentions, September 2025 and May 2025, "
            "lead to different years.",
        ),
        (
            SEVENTH,
            None,
            None,
            [],
            None,
            "Undated: the dateline names 7 July, and nothing in the bundle shows the year.",
        ),
        (SEVENTH, None, None, ["In 2024 it will be May 2025."], None, None),
        (
            SEVENTH,
            "2025-07-04",
            "2026-01-01",
            ["In May 2020."],
            "2025-07-07",
            "Day from the dateline; year from the first report, dated 4 July 2025.",
        ),
        (NEW_YEAR, "2024-12-28", None, [], "2025-01-02", None),
        (OLD_YEAR, "2025-01-03", None, [], "2024-12-30", None),
        (
            SEVENTH,
            None,
            "2025-07-06T23:59:59Z",
            ["In May 2025."],
            "2024-07-07",
            "Day from the dateline; year from the capture: the latest 7 July not after the capture of 6 July 2025 is in 2024.",
        ),
        (SEVENTH, None, "2025-07-07", [], "2025-07-07", None),
        (LEAP, None, "2027-01-15", [], "2024-02-29", None),
        (LEAP, None, "1903-01-15", [], "1896-02-29", None),
        (
            LEAP,
            None,
            "0002-01-15",
            [],
            None,
            "Undated: no year up to the capture of 15 January 2 has the dateline's day.",
        ),
        (LEAP, "2024-03-01", None, [], "2024-02-29", None),
        (
            LEAP,
            "2022-03-01",
            None,
            [],
            None,
            "Undated: no year near the first report of 1 March 2022 has the dateline's day.",
        ),
        (LEAP, None, None, ["In May 2021."], "2024-02-29", None),
        (
            dateline("OSLO, JUL 7, 2019"),
            "2025-07-04",
            "2025-08-01",
            [],
            "2019-07-07",
            "Day and year from the dateline.",
        ),
        (
            dateline("OSLO, FEB 29, 2025"),
            "2024-02-28",
            None,
            [],
            None,
            "Undated: the dateline names 29 February 2025, a day that does not exist.",
        ),
    ],
)
def test_decision(
    line: dates.Dateline | None,
    first: str | None,
    captured: str | None,
    texts: list[str],
    date: str | None,
    basis: str | None,
) -> None:
    """The day comes from the dateline, its year from dateline, first report, capture, or agreeing
    months, in this order.
    """
    found = dates.decide(line, first, captured, texts)
    assert found.date == date
    assert basis is None or found.basis == basis
    assert (found.basis is None) == (line is None and first is None)


@pytest.mark.parametrize(
    ("line", "first", "captured", "started", "date", "basis"),
    [
        (
            None, None, "2025-08-01", "2025-07-07T23:30:00Z", "2025-07-07",
            "Day, in UTC, on which the bundle says that it began; there is no dateline.",
        ),
        (None, "2025-07-04", None, "2025-07-07", "2025-07-04", "Day of the first report; there is no dateline."),
        (
            SEVENTH, None, "2027-01-01", "2025-07-04T10:00:00Z", "2025-07-07",
            "Day from the dateline; year from the beginning, dated 4 July 2025.",
        ),
        (SEVENTH, "2024-07-06", None, "2025-07-04", "2024-07-07", None),
        (LEAP, None, None, "2022-03-01", None, "Undated: no year near the beginning of 1 March 2022 has the dateline's day."),
    ],
)  # fmt: skip
def test_a_stated_beginning(
    line: dates.Dateline | None,
    first: str | None,
    captured: str | None,
    started: str,
    date: str | None,
    basis: str | None,
) -> None:
    """It dates a story behind the first report, and before the capture: alone, or by lending the
    dateline its year.
    """
    found = dates.decide(line, first, captured, [], started)
    assert found.date == date
    assert basis is None or found.basis == basis


@given(
    day=st.dates(datetime.date(2000, 1, 1), datetime.date(2000, 12, 31)),
    first=DAYS | st.none(),
    captured=DAYS | st.none(),
    texts=st.lists(WORDS, max_size=3),
)
def test_date_has_the_datelines_day(
    day: datetime.date,
    first: datetime.date | None,
    captured: datetime.date | None,
    texts: list[str],
) -> None:
    """Whatever lends the year, month and day are the dateline's, a basis is given, and nothing
    raises.
    """
    line = dateline(f"OSLO, {dates.MONTHS[day.month - 1].upper()} {day.day}")
    found = dates.decide(
        line, first and first.isoformat(), captured and captured.isoformat(), texts
    )
    assert found.basis
    if found.date:
        assert found.date[5:] == f"{day:%m-%d}"
    if first and found.date:
        assert abs(datetime.date.fromisoformat(found.date) - first) < datetime.timedelta(days=366)
    if captured and not first and found.date:
        assert found.date <= captured.isoformat()


@given(st.text(max_size=60) | WORDS)
def test_any_line_can_be_asked(line: str) -> None:
    """No line makes the reading of datelines, days and months raise, and a found dateline is found
    again in its wording.
    """
    found = dates.split_dateline(" ".join(line.split()))
    if found:
        again = dates.parse_dateline(found.stated)
        assert again is not None
        assert (again.places, again.month, again.day, again.year) == (
            found.places,
            found.month,
            found.day,
            found.year,
        )
    dates.report_day(line)
    assert all(1 <= month <= 12 and 1899 <= year <= 2099 for year, month in dates.mentions([line]))


def test_times_have_names() -> None:
    """A time is told with its zone, its seconds only where there are some; a day alone stays one."""
    assert dates.moment_name("2025-07-08T14:30:00Z") == "8 July 2025, 14:30 UTC"
    assert dates.moment_name("2025-07-08T00:00:09Z") == "8 July 2025, 00:00:09 UTC"
    assert dates.moment_name("2025-07-08") == "8 July 2025"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-07-08", "8 July 2025"),
        ("2024-12-31", "31 December 2024"),
        ("0001-01-01", "1 January 0001"),
    ],
)
def test_days_and_months_have_names(day: str, words: str) -> None:
    """As people write them, without a nought before the day, in the page's language whatever the
    system's.
    """
    assert dates.day_name(day) == words
    assert dates.month_name(day[:7]) == words.partition(" ")[2]
