"""The model: frozen values, checked when they are made.

Text stands here in its normal form (`generator.text` brings it there): a *line* is not empty, has
no line end and no white space at its ends; a *text* is lines joined by one line end, paragraphs by
two. None says "not stated", never "unknown". Dates and times are ISO 8601 strings, times in UTC, so
that they sort as they stand.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from generator.text.characters import fits_page

SIDES = ("left", "center", "right")
VOICES = ("quotation", "perspective")
"""Kinds of voices."""


SHA256 = re.compile(r"[0-9a-f]{64}")


class ModelError(ValueError):
    """A value that the model does not admit."""


def _check(ok: bool, name: str, value: object, wants: str) -> None:
    if not ok:
        raise ModelError(f"{name} is {value!r:.80}, but must be {wants}")


def _is_line(value: str) -> bool:
    # What can be printed holds no line end, and nothing that no page can hold.
    if value.isprintable():
        return value != "" and value == value.strip()
    if "\n" in value or value != value.strip():
        return False
    return fits_page(value)


def _check_line(name: str, value: str | None) -> None:
    if value is not None and not (isinstance(value, str) and _is_line(value)):
        _check(False, name, value, "a line of text in normal form, or nothing")


def _check_text(name: str, value: str | None) -> None:
    if value is None:
        return
    _check(isinstance(value, str) and value != "", name, value, "a text in normal form, or nothing")
    if not _is_line(value):
        for paragraph in value.split("\n\n"):
            for line in paragraph.split("\n"):
                _check_line(name, line)


def _check_lines(name: str, values: Iterable[str]) -> None:
    _check(isinstance(values, tuple), name, values, "a tuple of lines")
    for value in values:
        if not (isinstance(value, str) and _is_line(value)):
            _check(value is not None, name, value, "a line of text")
            _check_line(name, value)


def _check_models(name: str, values: tuple[object, ...], model: type) -> None:
    _check(isinstance(values, tuple), name, values, "a list")
    for value in values:
        if not isinstance(value, model):
            _check(False, name, value, f"a {model.__name__.lower()}")


def _check_count(name: str, value: int | None) -> None:
    _check(
        value is None or (type(value) is int and value >= 0),
        name,
        value,
        "a whole number from 0, or nothing",
    )


def _check_side(name: str, value: str | None) -> None:
    _check(value is None or value in SIDES, name, value, "left, center or right, or nothing")


def is_day(value: str) -> bool:
    """Whether this is a day as the model writes it, YYYY-MM-DD."""
    try:
        return datetime.date.fromisoformat(value).isoformat() == value
    except (ValueError, TypeError):
        return False


def is_moment(value: str) -> bool:
    """Whether this is a day, or a time in UTC as the model writes it, YYYY-MM-DDTHH:MM:SSZ."""
    if is_day(value):
        return True
    try:
        return (
            len(value) == 20
            and f"{datetime.datetime.fromisoformat(value[:-1]).isoformat()}Z" == value
        )
    except (ValueError, TypeError):
        return False


def _check_moment(name: str, value: str | None) -> None:
    _check(value is None or is_moment(value), name, value, "a day, or a time ending in Z")


_ARTICLE_LINES = (
    "title",
    "outlet",
    "url",
    "bias",
    "place",
    "language",
    "rated_by",
    "factuality",
    "ownership",
    "cited_as",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One outlet's report of a story."""

    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    bias: str | None = None
    """The outlet's bias label as worded; `generator.story.labels` gives its normal form."""
    place: str | None = None
    """Where the outlet sits, as worded."""
    reposted_by: int | None = None
    """How many other outlets are said to have reposted it."""
    excerpt: str | None = None
    excerpt_truncated: bool = False
    """Whether the source page cut the excerpt."""
    text: str | None = None
    """The full text, where the bundle had it."""
    published: str | None = None
    """When it appeared, where the bundle says."""
    language: str | None = None
    """As the bundle states it, a tag (BCP 47)."""
    rated_by: str | None = None
    """Who gave the label, where the bundle says."""
    factuality: str | None = None
    """How reliable the outlet is said to be, as worded."""
    ownership: str | None = None
    """Who is said to own the outlet, as worded."""
    cited_as: str | None = None
    """What the bundle's own texts call it, in square brackets: `gull.example#2`."""

    def __post_init__(self) -> None:
        for name in _ARTICLE_LINES:
            value = getattr(self, name)
            if value is not None and not (isinstance(value, str) and _is_line(value)):
                _check_line(f"article {name}", value)
        _check_count("article reposted_by", self.reposted_by)
        _check_moment("article published", self.published)
        _check_text("article excerpt", self.excerpt)
        _check_text("article text", self.text)
        _check(
            type(self.excerpt_truncated) is bool,
            "excerpt_truncated",
            self.excerpt_truncated,
            "true or false",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A count that a bundle states a second time and differently; shown beside the one that was taken."""

    name: str
    count: int

    def __post_init__(self) -> None:
        _check(
            self.name in ("reported_articles", "total_sources", *SIDES),
            "figure",
            self.name,
            "a figure of the coverage",
        )
        _check(self.count is not None, "figure", self.count, "a count")
        _check_count("figure", self.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many outlets are of one kind, as the bundle words it: of a rank of factuality, or of one sort of owner."""

    name: str
    count: int

    def __post_init__(self) -> None:
        _check_lines("tally", (self.name,))
        _check(self.count is not None, "tally", self.count, "a count")
        _check_count("tally", self.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a bundle states about all articles of its story, captured or not."""

    reported_articles: int | None = None
    total_sources: int | None = None
    left: int | None = None
    center: int | None = None
    right: int | None = None
    published: str | None = None
    """When the page says that it was published, as worded ("10 days ago")."""
    last_updated: str | None = None
    """When the page says that it was updated, as worded."""
    ownership: str | None = None
    """Where the page says that most of the outlets' owners are, as worded."""
    also_stated: tuple[Figure, ...] = ()
    factuality: tuple[Tally, ...] = ()
    owners: tuple[Tally, ...] = ()

    def __post_init__(self) -> None:
        for name in ("reported_articles", "total_sources", *SIDES):
            _check_count(name, getattr(self, name))
        for name in ("published", "last_updated", "ownership"):
            _check_line(name, getattr(self, name))
        _check_models("also_stated", self.also_stated, Figure)
        _check_models("factuality", self.factuality, Tally)
        _check_models("owners", self.owners, Tally)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A percentage of the rated outlets as stated; never forced to add up to 100."""

    percent: int
    side: str | None = None
    base: int | None = None
    """Of how many outlets, where the bundle says."""

    def __post_init__(self) -> None:
        _check(self.percent is not None, "percent", self.percent, "a whole number")
        _check_count("percent", self.percent)
        _check_side("side", self.side)
        _check_count("base", self.base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blindspot:
    """What a bundle says of a side that hardly reports the story."""

    stated: bool | None = None
    """Whether the story is said to be one; None where nothing is said."""
    side: str | None = None
    """The side that hardly reports it."""
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(
            self.stated in (None, True, False),
            "blindspot stated",
            self.stated,
            "true or false, or nothing",
        )
        _check_side("blindspot's side", self.side)
        _check_lines("blindspot's words", self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstReport:
    """Who is said to have broken the news, where and on which day."""

    outlet: str | None = None
    place: str | None = None
    date: str | None = None

    def __post_init__(self) -> None:
        _check_line("first report's outlet", self.outlet)
        _check_line("first report's place", self.place)
        _check(
            self.date is None or is_day(self.date),
            "first report's date",
            self.date,
            "a day, YYYY-MM-DD",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Perspectives:
    """What a bundle says each side makes of the story, one text a point."""

    left: tuple[str, ...] = ()
    center: tuple[str, ...] = ()
    right: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for side in SIDES:
            _check_lines(f"perspective of the {side}", getattr(self, side))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where a voice was heard: an outlet, an address, or both."""

    outlet: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        _check(
            self.outlet is not None or self.url is not None,
            "a source",
            None,
            "an outlet or an address",
        )
        _check_line("source's outlet", self.outlet)
        _check_line("source's address", self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What somebody says of the story: in their own words, or as the bundle tells it."""

    kind: str
    text: str
    by: str | None = None
    """Who says so, as worded."""
    sources: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        _check(self.kind in VOICES, "kind of a voice", self.kind, "quotation or perspective")
        _check(self.text is not None, "a voice's text", self.text, "a text")
        _check_text("a voice's text", self.text)
        _check_line("who says what a voice says", self.by)
        _check_models("a voice's sources", self.sources, Link)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What a bundle tells beside the story, under a heading of its own: `Historical background`."""

    heading: str
    points: tuple[str, ...]

    def __post_init__(self) -> None:
        _check_lines("heading", (self.heading,))
        _check_lines("points of an aside", self.points)
        _check(bool(self.points), "points of an aside", self.points, "at least one line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a bundle tells of a story; every field may be missing."""

    title: str | None = None
    url: str | None = None
    """The address of the story's own page."""
    dateline: str | None = None
    """The place and day before the summary, as worded: `AZERBAIJAN AND RUSSIA, JUL 7`."""
    started: str | None = None
    """When the event, or the reporting of it, is said to have begun."""
    language: str | None = None
    """As the bundle states it, a tag (BCP 47)."""
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    summary: str | None = None
    summary_by: str | None = None
    """The outlet whose summary it is, where the page names one."""
    key_points: tuple[str, ...] = ()
    timeline: tuple[str, ...] = ()
    """What happened when, one event a line, as worded."""
    coverage: Coverage = Coverage()
    bias_statements: tuple[Share, ...] = ()
    """`50% of the sources lean Left`."""
    bias_bar: tuple[Share, ...] = ()
    """The figures drawn beside it: `L 70%`, `15%`."""
    blindspot: Blindspot = Blindspot()
    first_report: FirstReport | None = None
    withheld: tuple[str, ...] = ()
    """What the page names but does not show: `factuality`, `ownership`."""
    unrated: tuple[str, ...] = ()
    """What the bundle says to be not rated, by the same names."""
    flags: tuple[str, ...] = ()
    """What the bundle says the story is: `local`, `trending`."""
    perspectives: Perspectives = Perspectives()
    voices: tuple[Voice, ...] = ()
    asides: tuple[Aside, ...] = ()
    articles: tuple[Article, ...] = ()
    unplaced: tuple[str, ...] = ()
    """Lines that no rule knew; kept as they stand."""

    def __post_init__(self) -> None:
        for name in ("title", "url", "dateline", "language", "summary_by"):
            _check_line(name, getattr(self, name))
        _check_moment("started", self.started)
        _check_text("summary", self.summary)
        for name in (
            "places",
            "topics",
            "key_points",
            "timeline",
            "withheld",
            "unrated",
            "flags",
            "unplaced",
        ):
            _check_lines(name, getattr(self, name))
        for name in ("bias_statements", "bias_bar"):
            _check_models(name, getattr(self, name), Share)
        _check_models("coverage", (self.coverage,), Coverage)
        _check_models("blindspot", (self.blindspot,), Blindspot)
        _check_models("perspectives", (self.perspectives,), Perspectives)
        _check_models(
            "first_report", (self.first_report,) if self.first_report else (), FirstReport
        )
        _check_models("voices", self.voices, Voice)
        _check_models("asides", self.asides, Aside)
        _check_models("articles", self.articles, Article)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One story as one bundle showed it at one time."""

    bundle: str
    """The bundle's name: below `content/bundles`, else its file name, else `stdin`."""
    sha256: str
    at: str | None = None
    """The JSON pointer of the story in its bundle, in a saved page behind a row's name; None where
    the bundle is the story."""
    reader: str
    captured: str | None = None
    """When the bundle, or its sidecar, says that it was captured; the file's own time is never
    used."""
    note: str | None = None
    """What the archivist says of the bundle in its sidecar."""
    licence: str | None = None
    """Under which the bundle may be used: its name or its address."""
    member: str | None = None
    """The name of the member that it is, where the bundle is a container; of a WARC, the record's
    id."""
    container: str | None = None
    """The SHA-256 of that container; `sha256` is the member's own."""
    sidecar: tuple[str, ...] = ()
    """What of this capture a sidecar states, by its keys; no reading without the sidecar takes it
    back."""
    content: Content = Content()

    def __post_init__(self) -> None:
        _check_lines("bundle and reader", (self.bundle, self.reader))
        digest = isinstance(self.sha256, str) and SHA256.fullmatch(self.sha256)
        _check(bool(digest), "sha256", self.sha256, "64 hex digits")
        _check_line("at", self.at)
        _check_line("member", self.member)
        held = self.container is None or (
            isinstance(self.container, str) and bool(SHA256.fullmatch(self.container))
        )
        _check(held, "container", self.container, "64 hex digits, or nothing")
        _check_moment("captured", self.captured)
        _check_text("note", self.note)
        _check_line("licence", self.licence)
        _check_lines("sidecar", self.sidecar)
        _check_models("content", (self.content,), Content)

    @property
    def file(self) -> str:
        """The SHA-256 of the file that it stood in."""
        return self.container or self.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Story(Content):
    """One news event told by many outlets: what its captures say together, and when it happened."""

    date: str | None = None
    date_basis: str | None = None
    """A sentence that names the evidence of the date, or says why there is none."""
    captures: tuple[Capture, ...] = ()

    def __post_init__(self) -> None:
        # super() has no class cell in a slotted dataclass, which is a new class.
        Content.__post_init__(self)
        _check(self.date is None or is_day(self.date), "date", self.date, "a day, YYYY-MM-DD")
        _check_line("date_basis", self.date_basis)
        _check_models("captures", self.captures, Capture)
        shown = [(capture.sha256, capture.at) for capture in self.captures]
        _check(
            len(shown) == len(set(shown)),
            "captures",
            shown,
            "of different bundles, or of different places in one",
        )
