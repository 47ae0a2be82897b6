"""Tombstones of withdrawn stories, and stories whose pages are gone."""

from __future__ import annotations

from dataclasses import dataclass

from generator.catalog.entries import File
from generator.page.model import Page
from generator.text.normal import visible_name


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What the site shows of a story that was withdrawn."""

    path: str
    """The page's file below `content/stories`."""
    title: str | None
    """None where it is hidden, or the story has none."""
    hidden: bool
    """Whether the title is."""
    day: str
    """When the story was withdrawn."""
    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """All that the catalog holds of a page whose story was withdrawn."""

    file: File
    stone: Tombstone
    bundles: tuple[str, ...]
    """The SHA-256 of each bundle that is known to hold the story."""


def tombstone(path: str, found: Page) -> Tombstone | None:
    """What is shown of a page's story in its place, if it was withdrawn."""
    own = found.withdrawn
    if not own:
        return None
    title = None if own.hide_title or not found.headline else visible_name(found.headline)
    return Tombstone(path, title, own.hide_title, own.date, own.reason)


def gone(file: File, found: Page) -> Gone | None:
    """What the catalog keeps of a page, if its story was withdrawn."""
    stone = tombstone(file.path, found)
    if not stone or not found.withdrawn:
        return None
    bundles = [capture.file for capture in found.story.captures] + [
        one.sha256 for one in found.withdrawn.seen
    ]
    return Gone(file, stone, tuple(dict.fromkeys(bundles)))
