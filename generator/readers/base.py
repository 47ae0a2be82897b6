"""What every reader gives: readings, each with its ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from generator.errors import BundleError
from generator.limits import DEFAULT, Limits
from generator.readers.html.charset import decode_html, is_html
from generator.readers.json.document import Document
from generator.readers.json.parse import parse
from generator.records.record import Recorded
from generator.story.model import Capture, Content
from generator.text import charset
from generator.text.charset import Decoded

FIELDS = (
    "headline", "dateline", "summary", "summary_by", "key_points", "article_count", "tabs", "article_title",
    "article_excerpt", "article_label", "coverage", "bias_statement", "bias_bar", "first_report", "withheld",
    "address", "captured", "started", "language", "places", "topics", "timeline", "blindspot", "flags", "perspectives",
    "article_address", "article_outlet", "article_text", "article_published", "article_factuality", "article_ownership",
    "voices", "asides", "beside", "boilerplate", "unplaced", "unrated", "captures", "corrections", "notes",
    "article_place", "article_language", "article_reposted_by", "article_cited_as",
)  # fmt: skip
"""The fields that a row of a ledger can name."""


@dataclass(frozen=True)
class Bundle:
    """What a scraper left, as found: its name and its bytes."""

    name: str
    data: bytes = field(repr=False)
    address: str | None = None
    """Where it was fetched from, where what delivered it says so: a web archive, the headers of a
    mail."""
    captured: str | None = None
    """When it was fetched, likewise; a day, or a time in UTC."""
    charset: str | None = None
    """In which charset it was sent, likewise."""
    member: str | None = None
    """The name under which it stands in a container, which then is what `name` names."""
    container: str | None = None
    """The SHA-256 of that container."""
    limits: Limits = DEFAULT

    @cached_property
    def sha256(self) -> str:
        """The digest by which the bundle is known, whatever its name."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def decoded(self) -> Decoded:
        """The bundle as text; raises BundleError where it is none."""
        return (
            decode_html(self.data, self.charset)
            if self.is_page
            else charset.decode(self.data, self.limits.line)
        )

    @cached_property
    def is_page(self) -> bool:
        """Whether it begins as HTML does."""
        return is_html(self.data)

    @cached_property
    def document(self) -> Document | None:
        """The bundle as JSON; None where it does not begin as JSON does."""
        return parse(self.decoded.text)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a ledger: a place in the bundle, what stands there, and the fields that it went to."""

    at: str
    """`line 7`; the JSON pointer of a value, behind the name of a row or a script in a saved page;
    or `main/p[3]` in one."""
    fields: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice that a reader made, and the rule that made it; for `inspect`."""

    about: str
    choice: str
    rule: str


@dataclass(frozen=True, slots=True)
class Telling:
    """What one part of a bundle tells of a story that another part tells as well."""

    way: str
    """`data`, `linked`, `shown`, `head` or `saved`, as `generator.story.assembly` ranks them."""
    content: Content


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader got out of a bundle about one story, every field optional, with its ledger."""

    content: Content
    ledger: tuple[Row, ...]
    decisions: tuple[Decision, ...] = ()
    notes: tuple[str, ...] = ()
    """What had to be guessed or replaced on the way, as sentences."""
    at: str | None = None
    """The JSON pointer of the story in its bundle, behind a row's name in a saved page; None where
    the bundle is the story."""
    captured: str | None = None
    """When the bundle itself, or its sidecar, says that it was captured."""
    note: str | None = None
    """Of the archivist, from the sidecar; so is the licence."""
    licence: str | None = None
    sidecar: tuple[str, ...] = ()
    """What of all this the sidecar states, by its keys."""
    recorded: Recorded | None = None
    """What a record tells beside the story: the captures that it lists, and what a person added to
    its page."""
    tellings: tuple[Telling, ...] = ()
    """What the bundle says in several ways, to be reconciled with each other into the content."""

    def all_captures(
        self, bundle: Bundle, reader: str, captured: str | None = None
    ) -> tuple[Capture, ...]:
        """The captures that a record lists, else the one that the reading is."""
        return (self.recorded and self.recorded.captures) or (
            self.capture(bundle, reader, captured),
        )

    def capture(self, bundle: Bundle, reader: str, captured: str | None = None) -> Capture:
        """The reading as a capture; `captured` says when, unless the bundle does so itself."""
        if self.tellings:
            raise ValueError(
                "the ways in which the bundle tells the story are to be reconciled first"
            )
        return Capture(
            bundle=bundle.name,
            sha256=bundle.sha256,
            at=self.at,
            reader=reader,
            captured=self.captured or bundle.captured or captured,
            member=bundle.member,
            container=bundle.container,
            note=self.note,
            licence=self.licence,
            sidecar=self.sidecar,
            content=self.content,
        )


@dataclass(frozen=True, slots=True)
class Readings:
    """What a reader got out of a bundle: its stories, and beside them what is wrong with the others."""

    stories: tuple[Reading, ...]
    problems: tuple[BundleError, ...] = ()
    sidecar: str | None = None
    """The SHA-256 of the sidecar that was read with the bundle."""


def failed(what: str, error: Exception) -> BundleError:
    """That a reader raised what it did not mean to; a lack of memory is raised on, since that is said for the whole bundle."""
    if isinstance(error, MemoryError):
        raise error
    seen = f"the reader failed on {what} ({type(error).__name__}: {error})"
    return BundleError(seen, "Please report this together with the bundle")


class Reader(Protocol):
    """One layout of bundles."""

    name: str
    """How captures name the reader."""

    def read(self, bundle: Bundle) -> Readings | None:
        """The stories of a bundle in this reader's layout, or None where it is in another.

        Raises BundleError where the bundle cannot be read at all.
        """
