"""What reading a container gives: its members, and what is said of those that are not read."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.containers.streams import Source
from generator.errors import BundleError


@dataclass(frozen=True, slots=True)
class ContainerMember:
    """A member that may be a bundle, with all of its bytes."""

    name: str
    """Its path behind the paths of the containers around it; in a WARC, the record's id."""
    data: bytes = field(repr=False)
    address: str | None = None
    """Where a crawler or a browser fetched it from."""
    captured: str | None = None
    """When it was fetched, as a time in UTC."""
    charset: str | None = None
    """The character set in which it was sent."""
    crawled: bool = False
    """Whether a crawler met it and no person chose it: then it need not be a story."""
    sidecar: tuple[str, bytes] | None = None
    """The name and the bytes of its sidecar."""


@dataclass(frozen=True, slots=True)
class MemberFault:
    """A member that cannot be read, or the container itself if the name is empty."""

    name: str
    error: BundleError


@dataclass(frozen=True, slots=True)
class SkippedMember:
    """A member that holds no story, with the kind of file: `picture`, `request record`."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class ContainerNote:
    """A sentence about what was guessed or left out."""

    text: str


@dataclass(frozen=True, slots=True)
class ContainerEntry:
    """A member as its container lists it, before it is read."""

    name: str
    source: Source
    """Opens its bytes."""
    is_folder: bool = False
    fault: BundleError | None = None
    """Why it must not be read, as far as the listing shows."""
    reopenable: bool = True
    """Whether its bytes can be opened more than once."""


ContainerEvent = ContainerMember | MemberFault | SkippedMember | ContainerNote
