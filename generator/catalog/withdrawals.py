"""Withdrawn stories: the notice that stands in a story's place, and what the catalog keeps."""

from __future__ import annotations

from dataclasses import dataclass

from generator.catalog.entries import PageFile
from generator.page.model import Page
from generator.text.normal import visible_name


@dataclass(frozen=True, slots=True)
class WithdrawalNotice:
    """The notice that the site shows in place of a story that was withdrawn."""

    path: str
    """The page's file below `content/stories`."""
    title: str | None
    """None where it is hidden, or the story has none."""
    hidden: bool
    """Whether the title is hidden."""
    day: str
    """When the story was withdrawn."""
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawnPage:
    """All that the catalog holds of a page whose story was withdrawn."""

    file: PageFile
    notice: WithdrawalNotice
    bundles: tuple[str, ...]
    """The SHA-256 of each bundle that is known to hold the story."""


def make_withdrawal_notice(path: str, page: Page) -> WithdrawalNotice | None:
    """Make the notice of a page whose story was withdrawn; None for any other page."""
    own = page.withdrawn
    if not own:
        return None
    title = None if own.hide_title or not page.headline else visible_name(page.headline)
    return WithdrawalNotice(path, title, own.hide_title, own.date, own.reason)


def make_withdrawn_page(file: PageFile, page: Page) -> WithdrawnPage | None:
    """Make what the catalog keeps of a page whose story was withdrawn; None for any other page."""
    notice = make_withdrawal_notice(file.path, page)
    if not notice or not page.withdrawn:
        return None
    bundles = [capture.file for capture in page.story.captures]
    bundles += [one.sha256 for one in page.withdrawn.seen]
    return WithdrawnPage(file, notice, tuple(dict.fromkeys(bundles)))
