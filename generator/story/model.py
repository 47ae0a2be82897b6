"""The model of a story: frozen values, checked when they are made.

Each field is declared once, in its type; `generator/story/fields.py` says what comes from that.
Text stands here in its normal form (`generator/text/normal.py` brings it there): a *line* is not
empty, has no line end and no white space at its ends; a *text* is lines joined by one line end,
paragraphs by two. None says "not stated", never "unknown". Dates and times are ISO 8601 strings,
times in UTC, so that they sort as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from generator.story.fields import (
    COUNT,
    DAY,
    DIGEST,
    FIGURE_NAME,
    FLAG,
    LINE,
    MARK,
    MOMENT,
    NAME,
    PART,
    SIDE,
    TEXT,
    VOICE_KIND,
    CheckedModel,
    FieldSpec,
    Output,
    refuse,
)

_PAGE, _RECORD, _INSPECT = Output.PAGE, Output.RECORD, Output.INSPECT
_ALL = _PAGE | _RECORD | _INSPECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(CheckedModel):
    """One outlet's report of the story."""

    title: Annotated[
        str | None, FieldSpec(LINE, "Its headline.", body="", always=_RECORD | _INSPECT)
    ] = None
    outlet: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "The outlet's name; null where none is stated, whatever the address is.",
            always=_ALL,
        ),
    ] = None
    url: Annotated[
        str | None, FieldSpec(LINE, "Its address as stated.", always=_ALL, ledger="address")
    ] = None
    bias: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "The outlet's bias label as worded: Lean Left, leanLeft, unknown.",
            always=_ALL,
            ledger="label",
        ),
    ] = None
    place: Annotated[
        str | None, FieldSpec(LINE, "Where the outlet sits, as worded.", always=_INSPECT)
    ] = None
    reposted_by: Annotated[
        int | None,
        FieldSpec(COUNT, "How many other outlets are said to have reposted it.", always=_INSPECT),
    ] = None
    excerpt: Annotated[
        str | None, FieldSpec(TEXT, "Words quoted from the article.", body="", always=_INSPECT)
    ] = None
    excerpt_truncated: Annotated[
        bool,
        FieldSpec(
            FLAG,
            "Whether the source page cut the excerpt.",
            always=_PAGE | _INSPECT,
            ledger="excerpt",
        ),
    ] = False
    text: Annotated[
        str | None,
        FieldSpec(
            TEXT,
            "The full text; null also where the archive does not publish full texts.",
            body="Text",
        ),
    ] = None
    published: Annotated[str | None, FieldSpec(MOMENT, "When it appeared.")] = None
    language: Annotated[
        str | None, FieldSpec(LINE, "Its language as the bundle states it, a tag (BCP 47).")
    ] = None
    rated_by: Annotated[str | None, FieldSpec(LINE, "Who gave the bias label.", ledger="label")] = (
        None
    )
    factuality: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "How reliable the outlet is said to be, as worded; unknown says that it is not rated.",
        ),
    ] = None
    ownership: Annotated[
        str | None, FieldSpec(LINE, "Who is said to own the outlet, as worded.")
    ] = None
    cited_as: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "What the bundle's own texts call the article, in square brackets: gull.example#2.",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(CheckedModel):
    """A count that is stated a second time, and differently."""

    name: Annotated[str, FieldSpec(FIGURE_NAME, "Which count.")]
    count: Annotated[int, FieldSpec(COUNT, "What is stated the second time.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(CheckedModel):
    """A count of sources of one kind, as worded."""

    name: Annotated[str, FieldSpec(NAME, "The kind as worded: veryHigh, mediaConglomerate.")]
    count: Annotated[int, FieldSpec(COUNT, "How many are of it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(CheckedModel):
    """Counts as stated; null is not 0."""

    SUBJECT = ""

    reported_articles: Annotated[
        int | None, FieldSpec(COUNT, "Articles that the source page reports.", always=_ALL)
    ] = None
    total_sources: Annotated[
        int | None,
        FieldSpec(
            COUNT,
            "Sources that it reports in all.",
            label="total sources",
            always=_RECORD | _INSPECT,
        ),
    ] = None
    left: Annotated[
        int | None, FieldSpec(COUNT, "Sources on the left.", label="left", always=_ALL)
    ] = None
    center: Annotated[
        int | None, FieldSpec(COUNT, "Sources in the center.", label="center", always=_ALL)
    ] = None
    right: Annotated[
        int | None, FieldSpec(COUNT, "Sources on the right.", label="right", always=_ALL)
    ] = None
    published: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "When the page says that it was published, as worded: 10 days ago.",
            label="published",
            always=_INSPECT,
        ),
    ] = None
    last_updated: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "When the page says that it was updated, as worded.",
            label="updated",
            always=_INSPECT,
        ),
    ] = None
    ownership: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "Where most of the outlets' owners are said to be, as worded.",
            label="ownership",
            always=_INSPECT,
        ),
    ] = None
    also_stated: Annotated[
        tuple[Figure, ...],
        FieldSpec(
            PART,
            "Counts that the bundle states a second time, and differently.",
            always=_INSPECT,
        ),
    ] = ()
    factuality: Annotated[
        tuple[Tally, ...],
        FieldSpec(PART, "How many sources are of each factuality.", label="factuality"),
    ] = ()
    owners: Annotated[
        tuple[Tally, ...],
        FieldSpec(PART, "How many sources are of each kind of owner.", label="owners"),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(CheckedModel):
    """A percentage of the rated sources."""

    percent: Annotated[int, FieldSpec(COUNT, "As stated.")]
    side: Annotated[str | None, FieldSpec(SIDE, "Whose.", always=_INSPECT)] = None
    base: Annotated[
        int | None,
        FieldSpec(COUNT, "The number of sources that it is a share of.", always=_INSPECT),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blindspot(CheckedModel):
    """A side that hardly reports the story, as stated."""

    stated: Annotated[
        bool | None, FieldSpec(FLAG, "Whether the story is said to be a blindspot.")
    ] = None
    side: Annotated[str | None, FieldSpec(SIDE, "The side that hardly reports it.")] = None
    words: Annotated[tuple[str, ...], FieldSpec(LINE, "What is said about it, as plain text.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstReport(CheckedModel):
    """The first report of the news as stated: its outlet, place and day."""

    outlet: Annotated[str | None, FieldSpec(LINE, "Who reported first.", always=_INSPECT)] = None
    place: Annotated[str | None, FieldSpec(LINE, "From where.", always=_INSPECT)] = None
    date: Annotated[str | None, FieldSpec(DAY, "On which day.", always=_INSPECT)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Perspectives(CheckedModel):
    """The points of each side."""

    left: Annotated[
        tuple[str, ...],
        FieldSpec(
            LINE,
            "What the left makes of it, one text a point.",
            body="Left",
            changed="Points of the left",
        ),
    ] = ()
    center: Annotated[
        tuple[str, ...],
        FieldSpec(
            LINE,
            "What the center makes of it, one text a point.",
            body="Center",
            changed="Points of the center",
        ),
    ] = ()
    right: Annotated[
        tuple[str, ...],
        FieldSpec(
            LINE,
            "What the right makes of it, one text a point.",
            body="Right",
            changed="Points of the right",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(CheckedModel):
    """An outlet, an address, or both."""

    outlet: Annotated[str | None, FieldSpec(LINE, "Where it was said.")] = None
    url: Annotated[str | None, FieldSpec(LINE, "At which address.")] = None

    def check_together(self) -> None:
        """Refuse a link that says nothing."""
        if self.outlet is None and self.url is None:
            refuse("a link", None, "an outlet or an address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice(CheckedModel):
    """A statement about the story by somebody."""

    kind: Annotated[str, FieldSpec(VOICE_KIND, "Whether it is quoted or told.", body="")]
    text: Annotated[str, FieldSpec(TEXT, "What is said.", body="")]
    by: Annotated[str | None, FieldSpec(LINE, "Who says so, as worded.")] = None
    sources: Annotated[tuple[Link, ...], FieldSpec(PART, "Where it was said.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside(CheckedModel):
    """A part that is told beside the story, under a heading of its own."""

    heading: Annotated[str, FieldSpec(NAME, "Its heading: Historical background.", body="")]
    points: Annotated[tuple[str, ...], FieldSpec(NAME, "What stands under it.", body="")]

    def check_together(self) -> None:
        """Refuse a heading with nothing under it."""
        if not self.points:
            refuse("aside points", self.points, "at least one line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content(CheckedModel):
    """The story as a bundle tells it; every field may be missing."""

    SUBJECT = ""

    title: Annotated[
        str | None,
        FieldSpec(LINE, "The headline.", always=_PAGE | _RECORD, ledger="headline"),
    ] = None
    url: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "The address of the story's own page; where it is given, it is what the story is"
            " known by.",
            label="address",
            always=_RECORD,
            ledger="address",
        ),
    ] = None
    dateline: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "The place and day before the summary, as worded: WEXMERE, APR 3.",
            label="dateline",
        ),
    ] = None
    started: Annotated[
        str | None,
        FieldSpec(MOMENT, "When the event, or the reporting of it, is said to have begun."),
    ] = None
    language: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "The language of the story's own words as the bundle states it, a tag (BCP 47).",
            label="language",
        ),
    ] = None
    places: Annotated[
        tuple[str, ...],
        FieldSpec(
            LINE,
            "Where it happened; a place inside another stands before it, parted by comma and"
            " space.",
            always=_PAGE | _RECORD,
        ),
    ] = ()
    topics: Annotated[
        tuple[str, ...],
        FieldSpec(
            LINE,
            "Subjects, where the bundle states them as such.",
            label="topics",
            always=_RECORD,
        ),
    ] = ()
    summary: Annotated[
        str | None,
        FieldSpec(TEXT, "What happened, in the words of the bundle.", body="", always=_RECORD),
    ] = None
    summary_by: Annotated[
        str | None, FieldSpec(LINE, "The outlet whose summary it is.", label="summary by")
    ] = None
    key_points: Annotated[
        tuple[str, ...],
        FieldSpec(
            LINE,
            "What happened, point by point.",
            body="Key points",
            always=_RECORD,
            changed="Key points",
        ),
    ] = ()
    timeline: Annotated[
        tuple[str, ...],
        FieldSpec(
            LINE,
            "What happened when, one event a line, as worded.",
            body="Timeline",
            changed="Events of the timeline",
        ),
    ] = ()
    coverage: Annotated[
        Coverage,
        FieldSpec(
            PART,
            "What is stated about all articles of the story, captured or not.",
            label="coverage",
            always=_PAGE,
        ),
    ] = Coverage()
    bias_statements: Annotated[
        tuple[Share, ...],
        FieldSpec(
            PART,
            "Percentages of sides as stated; never forced to add up to 100.",
            label="bias",
            whole=_PAGE | _RECORD,
            ledger="bias_statement",
        ),
    ] = ()
    bias_bar: Annotated[
        tuple[Share, ...],
        FieldSpec(PART, "The figures drawn beside them.", label="bias bar"),
    ] = ()
    blindspot: Annotated[
        Blindspot,
        FieldSpec(
            PART, "What is stated about a side that hardly reports the story.", label="blindspot"
        ),
    ] = Blindspot()
    first_report: Annotated[
        FirstReport | None,
        FieldSpec(PART, "Who is said to have reported first.", label="first report"),
    ] = None
    withheld: Annotated[
        tuple[str, ...],
        FieldSpec(
            MARK,
            "What the source page names but does not show, such as factuality or ownership.",
            label="withheld",
        ),
    ] = ()
    unrated: Annotated[
        tuple[str, ...],
        FieldSpec(
            MARK,
            "What the bundle says to be not rated, such as bias, factuality or ownership.",
            label="not rated",
        ),
    ] = ()
    flags: Annotated[
        tuple[str, ...],
        FieldSpec(
            MARK,
            "What the source page marks the story as, such as local or trending.",
            label="flags",
        ),
    ] = ()
    perspectives: Annotated[
        Perspectives,
        FieldSpec(PART, "What the bundle says each side makes of the story.", body=""),
    ] = Perspectives()
    voices: Annotated[
        tuple[Voice, ...],
        FieldSpec(
            PART,
            "What somebody says of the story, in their own words or as the bundle tells it.",
            body="Voices",
            changed="Voices",
        ),
    ] = ()
    asides: Annotated[
        tuple[Aside, ...],
        FieldSpec(
            PART,
            "What the bundle tells beside the story, each under a heading of its own.",
            body="More",
            changed="Points beside the story",
        ),
    ] = ()
    articles: Annotated[
        tuple[Article, ...],
        FieldSpec(
            PART, "The articles that were captured.", body="Articles", ledger="article_title"
        ),
    ] = ()
    unplaced: Annotated[
        tuple[str, ...],
        FieldSpec(
            LINE,
            "What no rule knew, kept as it stood; of JSON as POINTER: VALUE.",
            body="Unplaced",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture(CheckedModel):
    """The story as one bundle showed it at one time."""

    SUBJECT = ""

    bundle: Annotated[str, FieldSpec(NAME, "The bundle's name.")]
    sha256: Annotated[
        str, FieldSpec(DIGEST, "The bundle's SHA-256; of a member of a container, the member's.")
    ]
    at: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "Where in the bundle the story stands; null where the bundle is the story.",
            always=_INSPECT,
        ),
    ] = None
    reader: Annotated[str, FieldSpec(NAME, "What read it.")]
    captured: Annotated[
        str | None,
        FieldSpec(
            MOMENT,
            "When the story was captured; null where nothing says so.",
            label="captured",
            always=_PAGE | _INSPECT,
        ),
    ] = None
    note: Annotated[
        str | None,
        FieldSpec(TEXT, "What the archivist says of the bundle.", label="note", always=_INSPECT),
    ] = None
    licence: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "Under which the bundle may be used: its name or its address.",
            label="licence",
            always=_INSPECT,
        ),
    ] = None
    member: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "The member that it is, where the bundle is a container; of a WARC the record's id.",
        ),
    ] = None
    container: Annotated[str | None, FieldSpec(DIGEST, "The SHA-256 of that container.")] = None
    sidecar: Annotated[
        tuple[str, ...],
        FieldSpec(LINE, "What of the capture a sidecar states, by its keys.", always=_INSPECT),
    ] = ()
    """Keys set by a sidecar; a later read without it keeps them."""
    content: Annotated[Content, FieldSpec(PART, "What it showed.")] = Content()

    @property
    def file(self) -> str:
        """The SHA-256 of the file that it stood in."""
        return self.container or self.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Story(Content):
    """One news event told by many outlets: what its captures say together, and when it happened."""

    date: Annotated[
        str | None,
        FieldSpec(DAY, "The day of the story; null where it is undated.", always=_PAGE | _RECORD),
    ] = None
    date_basis: Annotated[
        str | None,
        FieldSpec(
            LINE,
            "A sentence that names the evidence for the date, or says why there is none.",
            always=_PAGE | _RECORD,
        ),
    ] = None
    captures: Annotated[
        tuple[Capture, ...], FieldSpec(PART, "The bundles that showed the story, by time.")
    ] = ()

    def check_together(self) -> None:
        """Refuse two captures of one place in one bundle."""
        if len(self.captures) > 1:
            shown = [(capture.sha256, capture.at) for capture in self.captures]
            if len(shown) != len(set(shown)):
                refuse("captures", shown, "of different bundles, or of different places in one")
