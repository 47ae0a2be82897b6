"""What containers give: members, each with its name and bytes, and beside them what is wrong with
the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.containers.streams import Source
from generator.errors import BundleError

KIB_A_NAME = 2**10
"""Bytes that a zip's directory may have for each member within the limit."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member that may be a bundle, whole."""

    name: str
    """In its container, behind those of the containers in between; of a WARC, the record's id."""
    data: bytes = field(repr=False)
    address: str | None = None
    """Where a crawler or a browser had it from; so are the time and the character set."""
    captured: str | None = None
    charset: str | None = None
    crawled: bool = False
    """Whether it was met on the way, and not chosen by a person: then it need not be a story."""
    beside: tuple[str, bytes] | None = None
    """The name and the bytes of its sidecar."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A member that is not read, or the container itself where it has no name."""

    name: str
    error: BundleError


@dataclass(frozen=True, slots=True)
class Passed:
    """A member that is known and needed by nobody, by what it is: `picture`, `request record`."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Note:
    """What had to be guessed or set aside, as a sentence."""

    said: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A member as its container lists it, not read yet."""

    name: str
    opened: Source
    folder: bool = False
    fault: BundleError | None = None
    """Why it is not to be read, as its entry shows."""
    again: bool = True
    """Whether it can be opened more than once."""


Event = Member | Fault | Passed | Note
