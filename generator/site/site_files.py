"""The files of a site, as the plan names them: to be rendered, to be written, or kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class View:
    """One file of the site to be rendered."""

    path: str
    template: str
    title: str
    """In the words of the page, without the site's name; empty for the home page."""
    values: dict[str, Any]
    address: str = ""
    """The address of the view, percent-encoded, if that is not its path."""


@dataclass(frozen=True, slots=True)
class SearchScript:
    """One script of the search, as it stands."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class UnchangedFolder:
    """A folder that an earlier build made, with files that are right as they stand."""

    folder: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StreamedFile:
    """One file as it stands, in pieces that are made as they are written."""

    path: str
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class UnchangedFile:
    """One file that an earlier build made, and that is right as it stands."""

    path: str


SiteFile = View | SearchScript | UnchangedFolder | StreamedFile | UnchangedFile
"""A file of the site, or some of them."""
