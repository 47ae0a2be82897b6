"""The reader of story pages saved as text: sections, labels, ledger."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.readers.base import FIELDS, Bundle, Reading
from generator.readers.story_page.text import PageText
from generator.story.model import Figure, FirstReport, Share

COMPACT = """\
Toll Bridge at Ardmouth Opens – Who Pays for the Rust?
ARDMOUTH AND WEST QUAY, SEPT 9 – The bridge opened on Tuesday after a delay of four years.
- It was begun in May 2021 and had cost 212 million by March 2025.
- The Center and the Left of the council both claim it: "Read Full Article on our site", one \
leaflet said.
1,204 Articles
1,204 Articles
A bridge at last, and a bill - The Ardmouth Lantern
Fourteen drivers had slept in their cars to be the first across, and one of them had brought a \
trumpet, a folding chair and…
What does the rust mean?
Engineers speak of a coat that was too thin. Their report of ninety pages lists eleven places, \
seven of them under water.
Coverage Details
Bias Distribution
- 50% of the sources are Center, 50% of the sources lean Right
To view ownership data please Upgrade to Vantage
"""
FUSED = """\
Snow Closes the Tarn Pass
- Two buses stood still for a night.
- Nobody was hurt.
Insights by Larch AI
Does this summary seem wrong?
33 Articles33 Articles
AllLeft14Center3Right2

+3 Reposted by 3 other sourcesLean Left
Warm soup on the pass
The innkeeper had soup for forty and guests for ninety. By four in the morning there was bread \
only …
·Tarn, UplandRead Full ArticleThe second bus had a choir on board, which sang until the plough came.
Read Full ArticleCoverage Details
Total News Sources33
Leaning Left14Leaning Right3Center3Last Updated2 days agoBias Distribution70% Left
Bias Distribution- 70% of the sources lean Left
70% Left
L 70%
15%
R 15%
FactualityTo view factuality data please Upgrade to PremiumOwnershipTo view ownership data please \
Upgrade to Vantage
"""
PAGE = """\
Log in
News from every hill.
Published 3 hours agoUpdated 1 hour ago

7 Goats Stop the Mail Train Again. Will the Fence Hold?

UPPER FELL, LAKELAND, JANUARY 2 — The fifth stop in a month came at noon.
Nobody was hurt, and the mail was eaten in part only.

  • The goats belong to the signalman.
• A fence of 1.2 metres was put up in December 2024.
Insights by Larch AI
Does this summary seem wrong?
Podcasts & Opinions

3 Articles

All
Left
1
Center
Right
1
Fell PostFell Post
+12 Reposted by 12 other sources
Center

Goats 5, railway 0

The signalman calls them by name. He has built a shelter of sleepers for the winter, and says that \
the line came later than

·Upper Fell, Lakeland
Read Full Article
Radio Tarn
Far Right

- A goat is no policy, wrote the minister on a card that was found in the mailbag.

·Tarn
The Lakeland Lamp The Lakeland Lamp
Left

Who feeds them?

Read Full Article
Read on.Subscribe and get full access to LarchSubscriptions start at $2 a yearSubscribe

Bias Distribution

  • 50% of the sources lean Left, 50% of the sources lean Right
50% Left, 50% Right
Factuality

To view factuality data please Upgrade to Premium

Ownership

To view ownership data please Upgrade to Vantage

Fell Post broke the news in Upper Fell, Lakeland on Tuesday, December 31, 2024.
Sources are mostly out of Lakeland (2)

You have read 2 out of your 5 free daily articles.

Help us to keep the lamp lit for everyone.
"""
PAGES = {"compact": COMPACT, "fused": FUSED, "page": PAGE}


def maybe(text: str) -> Reading | None:
    """The reading of a text, where it is a story page."""
    readings = PageText().read(Bundle("page.txt", text.encode("utf-8", "surrogatepass")))
    return readings.stories[0] if readings else None


def read(text: str) -> Reading:
    """The reading of a story page."""
    found = maybe(text)
    assert found is not None
    return found


def fields(reading: Reading) -> dict[int, tuple[str, ...]]:
    """The ledger by line."""
    return {int(row.at.removeprefix("line ")): row.fields for row in reading.ledger}


def check_ledger(text: str, reading: Reading) -> None:
    """Hold the law of the ledger: every line that is not blank stands in it once, in order, with
    known fields.
    """
    lines = Bundle("x", text.encode("utf-8", "surrogatepass")).decoded.text.split("\n")
    rows = [int(row.at.removeprefix("line ")) for row in reading.ledger]
    assert rows == [number for number, line in enumerate(lines, 1) if line.strip()]
    assert all(row.fields and set(row.fields) <= set(FIELDS) for row in reading.ledger)
    for row in reading.ledger:
        if "unplaced" in row.fields:
            assert any(kept in row.text or row.text in kept for kept in reading.content.unplaced)


def by_field(reading: Reading) -> dict[str, list[int]]:
    """The lines of each field."""
    found: dict[str, list[int]] = {}
    for number, names in fields(reading).items():
        for name in names:
            found.setdefault(name, []).append(number)
    return found


# --- whole pages ----------------------------------------------------------------------------------


def test_compact_page() -> None:
    """A compact page gives every field, its dateline apart from its summary, and each line to its
    field.
    """
    reading = read(COMPACT)
    story = reading.content
    assert story.title == "Toll Bridge at Ardmouth Opens – Who Pays for the Rust?"
    assert (story.dateline, story.places) == (
        "ARDMOUTH AND WEST QUAY, SEPT 9",
        ("Ardmouth", "West Quay"),
    )
    assert story.summary == "The bridge opened on Tuesday after a delay of four years."
    assert len(story.key_points) == 2
    assert story.coverage.reported_articles == 1204
    assert [
        (article.title, article.outlet, article.excerpt_truncated) for article in story.articles
    ] == [
        ("A bridge at last, and a bill", "The Ardmouth Lantern", True),
        ("What does the rust mean?", None, False),
    ]
    assert story.bias_statements == (
        Share(percent=50, side="center"),
        Share(percent=50, side="right"),
    )
    assert (story.withheld, story.unplaced) == (("ownership",), ())
    assert by_field(reading) == {
        "headline": [1], "dateline": [2], "summary": [2], "key_points": [3, 4],
        "article_count": [5, 6],
        "article_title": [7, 9],
        "article_excerpt": [8, 10], "boilerplate": [11, 12], "bias_statement": [13],
        "withheld": [14],
    }  # fmt: skip


def test_fused_page() -> None:
    """In a fused page every label is taken apart, and no half of a line is lost."""
    reading = read(FUSED)
    story = reading.content
    assert (story.coverage.reported_articles, story.coverage.total_sources) == (33, 33)
    assert (story.coverage.left, story.coverage.center, story.coverage.right) == (14, 3, 3)
    assert story.coverage.also_stated == (Figure(name="right", count=2),)
    assert story.coverage.last_updated == "2 days ago"
    first, second = story.articles
    assert (first.title, first.bias, first.reposted_by, first.place) == (
        "Warm soup on the pass",
        "Lean Left",
        3,
        "Tarn, Upland",
    )
    assert first.excerpt_truncated
    assert (
        second.excerpt == "The second bus had a choir on board, which sang until the plough came."
    )
    assert story.bias_statements == (Share(percent=70, side="left"),)
    assert [(share.percent, share.side) for share in story.bias_bar] == [
        (70, "left"), (70, "left"), (70, "left"), (15, None), (15, "right"),
    ]  # fmt: skip
    assert (story.withheld, story.unplaced) == (("factuality", "ownership"), ())
    assert fields(reading)[12] == ("article_label", "article_excerpt")
    assert fields(reading)[15] == ("coverage", "boilerplate", "bias_bar")


def test_page_dialect() -> None:
    """A page with marketing lines, tabs and cards gives outlets, labels, places, the first report
    and what is withheld.
    """
    reading = read(PAGE)
    story = reading.content
    assert story.title == "7 Goats Stop the Mail Train Again. Will the Fence Hold?"
    assert story.summary == (
        "The fifth stop in a month came at noon.\n\n"
        "Nobody was hurt, and the mail was eaten in part only."
    )
    assert story.places == ("Upper Fell, Lakeland",)
    assert (story.coverage.left, story.coverage.center, story.coverage.right) == (1, None, 1)
    assert (story.coverage.published, story.coverage.last_updated) == ("3 hours ago", "1 hour ago")
    assert [(a.outlet, a.bias, a.reposted_by, a.place, a.title) for a in story.articles] == [
        ("Fell Post", "Center", 12, "Upper Fell, Lakeland", "Goats 5, railway 0"),
        ("Radio Tarn", "Far Right", None, "Tarn", None),
        ("The Lakeland Lamp", "Left", None, None, "Who feeds them?"),
    ]
    assert (story.articles[1].excerpt or "").startswith("- A goat is no policy")
    assert story.first_report == FirstReport(
        outlet="Fell Post", place="Upper Fell, Lakeland", date="2024-12-31"
    )
    assert story.coverage.ownership == "Lakeland (2)"
    assert story.unplaced == ()
    assert reading.ledger[-1].fields == ("boilerplate",)


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_every_line_is_in_the_ledger(text: str) -> None:
    """Every line that is not blank is in the ledger once, with a known field."""
    check_ledger(text, read(text))


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", " \t\u00a0\n"),
        lambda text: "\n\n" + text + "\n\n",
        lambda text: text.replace("  •", "•"),
        lambda text: text.replace("• ", "•").replace("- It", "-\u00a0It"),
        lambda text: text.replace("Coverage D", "Coverage\u00a0D").replace("Bias D", "Bias\u202fD"),
    ],
    ids=[
        "windows",
        "old mac",
        "trailing spaces",
        "blank lines",
        "no indent",
        "no space",
        "no-break spaces",
    ],
)
def test_form_of_the_file_does_not_matter(text: str, change: object) -> None:
    """Line ends, a BOM, spaces at the ends of lines, indents and odd spaces in labels change
    nothing of the story.
    """
    assert callable(change)
    assert read(change(text)).content == read(text).content


# --- cut pages ------------------------------------------------------------------------------------


def cuts(text: str) -> Iterator[str]:
    """A page cut at its end, at each sign of each line's first dozen and at the line's end."""
    start = 0
    for line in text.splitlines(keepends=True):
        yield from (text[: start + length] for length in range(0, min(len(line), 24), 3))
        start += len(line)
        yield text[:start]


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_page_cut_at_its_end(text: str) -> None:
    """A page cut anywhere keeps what stands above the cut: headline, dateline, and all articles but
    the one cut into.
    """
    whole = read(text).content
    seen = 0
    for cut in cuts(text):
        reading = maybe(cut)
        if reading is None:
            continue
        seen += 1
        check_ledger(cut, reading)
        story = reading.content
        assert story.title == whole.title
        assert (story.dateline, story.places) == (whole.dateline, whole.places)
        # A few signs of a line do not tell a label from the title of one more article.
        assert len(story.articles) <= len(whole.articles) + 1
        assert story.articles[:-1] == whole.articles[: max(0, len(story.articles) - 1)]
        assert story.key_points[:-1] == whole.key_points[: max(0, len(story.key_points) - 1)]
    assert seen > 60


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_page_cut_at_its_top(text: str) -> None:
    """A page that begins in its middle gives every article and figure below the cut, and invents no
    headline from a label.
    """
    lines = text.split("\n")
    whole = read(text).content
    for start in range(len(lines)):
        cut = "\n".join(lines[start:])
        reading = maybe(cut)
        if reading is None:
            continue
        check_ledger(cut, reading)
        story = reading.content
        below = [
            article for article in whole.articles if (article.title or article.excerpt or "") in cut
        ]
        assert len(story.articles) >= len(below) - 1
        assert story.articles[len(story.articles) - len(below) + 1 :] == tuple(below[1:])
        if "of the sources" in cut:
            assert story.bias_statements == whole.bias_statements


@pytest.mark.parametrize(
    ("end", "articles"),
    [
        ("Read Full Arti", 1),
        ("Coverage De", 1),
        ("Bias Distri", 1),
        ("+13", 1),
        ("+13 Repo", 1),
        ("Lean Lef", 1),
        ("·Tar", 1),
        ("Reading between the li", 2),
    ],
)
def test_label_that_breaks_off_is_no_article(end: str, articles: int) -> None:
    """A page that breaks off within a label gets no article from it, and the rest of the label is
    kept.
    """
    card = "Gull\nCenter\n\nA title here\n\nAn excerpt that goes on for a while, and then ends."
    text = f"Headline\n\n5 Articles\nAll\nLeft\n3\n\n{card}\n\n{end}"
    if articles == 2:
        text = text.replace("\n\nReading", "\nRead Full Article\n\nReading")
    reading = read(text)
    assert len(reading.content.articles) == articles
    check_ledger(text, reading)


@pytest.mark.parametrize(("end", "withheld"), [("To view own", ("ownership",)), ("To vi", ())])
def test_paywall_line_that_breaks_off(end: str, withheld: tuple[str, ...]) -> None:
    """A paywall's sentence that breaks off below its heading still says what is withheld."""
    assert (
        read(f"Headline\n2 Articles\nBias Distribution\nOwnership\n\n{end}").content.withheld
        == withheld
    )


# --- variants -------------------------------------------------------------------------------------

TOP = "The Headline Stands Here\n- One point.\n- Another point.\n2 Articles\n2 Articles\n"
BODY = (
    "A title of its own\n"
    "A text that is longer than its title by far, and that ends with a full stop.\n"
)


@pytest.mark.parametrize(
    ("details", "figures"),
    [
        ("Total News Sources33\nLeaning Left14Leaning Right3Center4", (33, 14, 4, 3)),
        ("Total News Sources\n33\nLeaning Left\n14\nLeaning Right\n3\nCenter\n4", (33, 14, 4, 3)),
        ("Total News Sources 33\nLeaning Left 14\nLeaning Right 3\nCenter 4", (33, 14, 4, 3)),
        (
            "Total News Sources33Leaning Left14Leaning Right3Center4Last UpdatedBias Distribution",
            (33, 14, 4, 3),
        ),
        ("Total News Sources1,033\nLeaning Left0", (1033, 0, None, None)),
        ("Total News Sources", (None, None, None, None)),
    ],
)
def test_figures_of_the_details(details: str, figures: tuple[int | None, ...]) -> None:
    """Figures are read behind their labels, with a space or without, and on the line below."""
    reading = read(f"{TOP}{BODY}Coverage Details\n{details}\nBias Distribution")
    found = reading.content.coverage
    assert (found.total_sources, found.left, found.center, found.right) == figures
    assert reading.content.unplaced == ()


@pytest.mark.parametrize(
    ("tabs", "figures"),
    [
        ("All\nLeft\n14\nCenter\n3\nRight\n2", (14, 3, 2)),
        ("All\nLeft\nCenter\nRight", (None, None, None)),
        ("All\nLeft\n14\nCenter\nRight\n2", (14, None, 2)),
        ("AllLeft14Center3Right2", (14, 3, 2)),
        ("AllLeftCenterRight", (None, None, None)),
        ("All\nLeft14\nCenter3\nRight2", (14, 3, 2)),
        ("", (None, None, None)),
    ],
)
def test_tabs(tabs: str, figures: tuple[int | None, ...]) -> None:
    """Tabs stand one below the other or in one line, with numbers or without; the label below them
    is an article's.
    """
    text = f"{TOP}{tabs}\nCenter\n\n{BODY}\nRead Full Article\n"
    reading = read(text)
    found = reading.content.coverage
    assert (found.left, found.center, found.right) == figures
    assert [(article.bias, article.title) for article in reading.content.articles] == [
        ("Center", "A title of its own")
    ]
    assert reading.content.unplaced == ()


@pytest.mark.parametrize(
    ("line", "shares"),
    [
        ("- 50% of the sources lean Left", [(50, "left")]),
        ("• 67% of the sources are Center", [(67, "center")]),
        (
            "44% of the sources are Center, 44% of the sources lean Right",
            [(44, "center"), (44, "right")],
        ),
        (
            "- 33% of the sources lean Left, 33% of the sources are Center, "
            "33% of the sources lean Right",
            [(33, "left"), (33, "center"), (33, "right")],
        ),
        (
            "- 50% of the sources lean Left and 50% of the sources lean Right.",
            [(50, "left"), (50, "right")],
        ),
    ],
)
def test_statements(line: str, shares: list[tuple[int, str]]) -> None:
    """A statement names each side that it names, joined by commas or not."""
    reading = read(f"{TOP}{BODY}Bias Distribution\n{line}\n")
    assert [(share.percent, share.side) for share in reading.content.bias_statements] == shares
    assert len(by_field(reading)["bias_statement"]) == 1


@pytest.mark.parametrize(
    ("line", "shares"),
    [
        ("70% Left", [(70, "left")]),
        ("L 70%", [(70, "left")]),
        ("15%", [(15, None)]),
        ("Center 44%", [(44, "center")]),
        ("50% Left, 50% Right", [(50, "left"), (50, "right")]),
        ("L 70%C 15%R 15%", [(70, "left"), (15, "center"), (15, "right")]),
    ],
)
def test_bars(line: str, shares: list[tuple[int, str | None]]) -> None:
    """A bar's figure may stand before or behind its side, abbreviated, or alone."""
    reading = read(f"{TOP}{BODY}Bias Distribution\n{line}\n")
    assert [(share.percent, share.side) for share in reading.content.bias_bar] == shares
    assert reading.content.coverage.center is None


@pytest.mark.parametrize(
    ("line", "report"),
    [
        (
            "The Gull broke the news in Tarn, Upland on Friday, July 25, 2025.",
            ("The Gull", "Tarn, Upland", "2025-07-25"),
        ),
        ("The Gull broke the news in on Friday, July 25, 2025.", ("The Gull", None, "2025-07-25")),
        ("The Gull broke the news on Friday, July 25, 2025.", ("The Gull", None, "2025-07-25")),
        (
            "Tarn Post - On the Fell… broke the news in Tarn on July 25, 2025",
            ("Tarn Post - On the Fell…", "Tarn", "2025-07-25"),
        ),
    ],
)
def test_first_report(line: str, report: tuple[str, str | None, str]) -> None:
    """The first report names outlet and day, and its place where there is one."""
    found = read(f"{TOP}{BODY}Bias Distribution\n{line}\n").content.first_report
    assert found is not None
    assert (found.outlet, found.place, found.date) == report


def test_weekday_that_does_not_fit_is_shown() -> None:
    """A first report whose weekday does not fit its date is read, and also kept as it stands."""
    line = "The Gull broke the news in on Monday, July 25, 2025."
    reading = read(f"{TOP}{BODY}Bias Distribution\n{line}\n")
    assert reading.content.unplaced == (line,)
    assert reading.ledger[-1].fields == ("first_report", "unplaced")


@pytest.mark.parametrize(
    "headline",
    [
        "7 Goats Stop the Mail Train",
        "2 Articles of Faith",
        "100% Rain",
        "Who Pays?",
        "Fell – a Village – Votes",
        "The Gull",
        "U.S.",
        "Center Parties Win",
        "Right to Roam",
        "Left Behind",
        "All Is Well",
        "Factuality Matters",
        "Bias Distributions Vary",
        "Last Updated Map Was Wrong",
        "Published and Damned",
        "“Read Full Article”",
        "Summary, by Hand",
    ],
)
def test_any_headline(headline: str) -> None:
    """A headline that begins with a number or holds the words of a label is a headline."""
    assert read(TOP.replace("The Headline Stands Here", headline) + BODY).content.title == headline
    assert (
        read(
            f"News.\nPublished loading...Updated\n\n{headline}\n\n{TOP.partition(chr(10))[2]}"
        ).content.title
        == headline
    )


def test_page_without_headline() -> None:
    """A page that begins with key points, a dateline or the number of articles has no headline."""
    points = TOP.partition("\n")[2]
    for text in (
        points,
        f"OSLO, MAY 3 – A text.\n{points}",
        f"2 Articles\n2 Articles\n{BODY}Coverage Details\n",
    ):
        assert read(text).content.title is None


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Published loading...Updated", None, None),
        ("Published 10 days ago", "10 days ago", None),
        ("Published 3 hours agoUpdated 1 hour ago", "3 hours ago", "1 hour ago"),
        ("Published an hour ago • Updated just now", "an hour ago", "just now"),
        ("Published July 7, 2025", "July 7, 2025", None),
    ],
)
def test_published(line: str, published: str | None, updated: str | None) -> None:
    """What stands above `Published` is the site's own, and the times that it states are kept as
    worded.
    """
    chrome = "Log in\nHello again,\nplease confirm your address.\n"
    reading = read(f"{chrome}{line}\n\n{TOP}{BODY}")
    coverage = reading.content.coverage
    assert reading.content.title == "The Headline Stands Here"
    assert (coverage.published, coverage.last_updated) == (published, updated)
    assert by_field(reading)["boilerplate"][:3] == [1, 2, 3]


@pytest.mark.parametrize(
    ("lines", "updated"),
    [
        ("Last Updated2 days ago", "2 days ago"),
        ("Last Updated\n2 days ago", "2 days ago"),
        ("Last Updated", None),
    ],
)
def test_last_updated(lines: str, updated: str | None) -> None:
    """The age of a page stands behind its label or on the line below."""
    reading = read(f"{TOP}{BODY}Coverage Details\n{lines}\nBias Distribution\n")
    assert reading.content.coverage.last_updated == updated
    assert reading.content.unplaced == ()


def test_second_age_is_kept() -> None:
    """If the page states two different last changes, the second is kept as unplaced."""
    line = "Published 3 hours agoUpdated 1 hour ago"
    story = read(f"{line}\n\n{TOP}{BODY}Coverage Details\nLast Updated2 days ago\n").content
    assert (story.coverage.last_updated, story.unplaced) == ("2 days ago", (line,))
    assert (
        read(f"{line}\n\n{TOP}{BODY}Coverage Details\nLast Updated1 hour ago\n").content.unplaced
        == ()
    )


def test_summary_by_an_outlet() -> None:
    """A summary by an outlet keeps the outlet, and has as many paragraphs as lines."""
    story = read(
        "The Headline\n\nSummary by The Gull\nOne line.\nAnother line.\n\n0 Articles\n\n"
        "Bias Distribution\n"
    ).content
    assert (story.summary_by, story.summary) == ("The Gull", "One line.\n\nAnother line.")
    assert story.coverage.reported_articles == 0


def test_meter_and_its_invitation() -> None:
    """The meter of free articles, with a number or without, and the line below it are the site's
    own.
    """
    for meter in (
        "You have read 1 out of your 5 free daily articles.",
        "You have read out of your 5 free daily articles.",
    ):
        reading = read(
            f"{TOP}{BODY}Bias Distribution\n{meter}\n\nPlease help us.\nNobody knows this line.\n"
        )
        assert [row.fields for row in reading.ledger[-3:]] == [
            ("boilerplate",),
            ("boilerplate",),
            ("unplaced",),
        ]
        assert reading.content.unplaced == ("Nobody knows this line.",)


def test_unknown_lines_are_kept() -> None:
    """What no rule knows is unplaced and kept in the story, in the order of the page."""
    reading = read(
        f"{TOP}{BODY}Coverage Details\nQuite new label\nOwner mix\n17\nBias Distribution\n"
    )
    assert reading.content.unplaced == ("Quite new label", "Owner mix", "17")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A headline\n\nA letter to a friend.\n",
        "- milk\n- bread\n",
        "A list\n- milk\n- bread\n",
        "I read 33 Articles\n",
        "33 Articles\n",
        "OSLO, MAY 3 – A text.\n",
        "Center\nLeft\nRight\n15%\n",
    ],
)
def test_other_texts_are_no_story(text: str) -> None:
    """A text that shows fewer than two of the layout's marks is no story."""
    assert maybe(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "OSLO, MAY 3 – A text.\n- One.\n- Two.\n3 Articles\n",
        "A headline\n- One.\n- Two.\n3 Articles\n",
        "A headline\n3 Articles\n3 Articles\nText.\n",
        "A headline\nOSLO, MAY 3 – A text.\n- One.\n- Two.\n",
        "Coverage Details\nBias Distribution\n",
    ],
)
def test_two_marks_are_a_story(text: str) -> None:
    """Two different marks make a story, and a number of articles that stands twice is two."""
    assert maybe(text) is not None


# --- any text -------------------------------------------------------------------------------------

LINES = [line for text in PAGES.values() for line in text.split("\n")]
MUTATED = st.one_of(
    st.sampled_from(LINES),
    st.builds(lambda line, cut: line[:cut], st.sampled_from(LINES), st.integers(0, 40)),
    st.builds(lambda line, other: line + other, st.sampled_from(LINES), st.sampled_from(LINES)),
    st.builds(
        lambda line, cut, sign: line[:cut] + sign + line[cut:],
        st.sampled_from(LINES),
        st.integers(0, 30),
        st.text(max_size=2),
    ),
    st.text(max_size=30),
)


@settings(max_examples=400)
@given(st.lists(MUTATED, max_size=40).map("\n".join))
def test_any_text(text: str) -> None:
    """Lines of pages shuffled, cut and joined, and any Unicode between them: the reader never
    raises and loses no line.
    """
    bundle = Bundle("x", text.replace("\0", " ").encode("utf-8", "surrogatepass"))
    readings = PageText().read(bundle)
    if readings:
        check_ledger(bundle.decoded.text, readings.stories[0])
        assert PageText().read(Bundle("y", bundle.data)) == readings


UNITS = (
    "a", "A.", ".", ". ", '"', "- ", "– ", " ", "·", "1,", "5%", "…", "... ", "\u00a0", "?",
    "Read Full Article",
    "xRead Full Article", "AllLeft", "Center3", " broke the news in ", "To view ", ", AND ",
    "by May 2025 ", "A, MAY 7 ",
    "Subscribe and get full access to ", "70% of the sources lean Left, ",
)  # fmt: skip
LONG = 200_000
PATIENCE = 20
"""Seconds for what takes well under one, and hours where the cost is the square of the length."""


@pytest.mark.parametrize("unit", UNITS)
def test_long_lines_take_no_longer_than_their_length(unit: str) -> None:
    """A very long line costs about its length, whatever sign it repeats and wherever it stands."""
    line = unit * (LONG // len(unit)) + "z"
    begun = time.process_time()
    text = (
        f"Headline\nOSLO, MAY 3 – {line}\n- One.\n- Two.\n2 Articles\n{line}\nCoverage Details\n"
        f"{line}"
    )
    check_ledger(text, read(text))
    assert time.process_time() - begun < PATIENCE


@pytest.mark.parametrize(
    "lines",
    [
        "A line.",
        "Title",
        "- a",
        "Center",
        "Gull\nCenter\nTitle\nRead Full Article",
        "15%",
        "7",
        "All",
    ],
)
def test_many_lines_take_no_longer_than_their_number(lines: str) -> None:
    """50,000 lines of one kind cost about their number."""
    text = f"{TOP}{lines}\n" + f"{lines}\n" * (50_000 // (lines.count("\n") + 1))
    begun = time.process_time()
    check_ledger(text, read(text))
    assert time.process_time() - begun < PATIENCE
