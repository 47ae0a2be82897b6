"""What every reader gives: readings, each with its ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from generator.charset import Decoded, decode
from generator.model import Content

FIELDS = (
    "headline", "dateline", "summary", "summary_by", "key_points", "article_count", "tabs", "article_title",
    "article_excerpt", "article_label", "coverage", "bias_statement", "bias_bar", "first_report", "withheld",
    "boilerplate", "unplaced",
)  # fmt: skip
"""The fields that a line of a ledger can name."""


@dataclass(frozen=True)
class Bundle:
    """What a scraper left, as found: its name and its bytes."""

    name: str
    data: bytes = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """The digest by which the bundle is known, whatever its name."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def decoded(self) -> Decoded:
        """The bundle as text; raises BundleError where it is none."""
        return decode(self.data)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a ledger: a place in the bundle, what stands there, and the fields that it went to."""

    at: str
    """`line 7`."""
    fields: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice that a reader made, and the rule that made it; for `inspect`."""

    about: str
    choice: str
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader got out of a bundle about one story, every field optional, with its ledger."""

    content: Content
    ledger: tuple[Row, ...]
    decisions: tuple[Decision, ...] = ()
    notes: tuple[str, ...] = ()
    """What had to be guessed or replaced on the way, as sentences."""


class Reader(Protocol):
    """One layout of bundles."""

    name: str
    """How captures name the reader."""

    def read(self, bundle: Bundle) -> tuple[Reading, ...] | None:
        """The stories of a bundle in this reader's layout, or None where it is in another.

        Raises BundleError where the bundle is in this layout, and broken.
        """
