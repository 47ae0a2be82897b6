"""The page that a reading would be alone, made where it was read, so that the process that writes
need not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.page import format as page
from generator.page.model import Page
from generator.readers.base import Reading
from generator.story import assembly, identity
from generator.story.model import Capture


@dataclass(frozen=True, slots=True)
class Draft:
    """The page of a capture that meets no other, and what is to be known where it meets one."""

    key: str
    title: str | None
    date: str | None
    text: str
    listed: bool = False
    """Whether the capture is one that a record lists; its bundle was read elsewhere."""
    page: str | None = None
    """The file of the page that the record is of, below `content/stories`, in the archive that
    wrote it."""
    by_hand: Page | None = None
    """What a person added to the page that a record is of."""


def of(captures: tuple[Capture, ...], reading: Reading) -> Iterator[Draft]:
    """The drafts of a reading's captures: the page that they are together, for the first of them that meets no page."""
    story = assembly.assemble(captures)
    first = captures[0]
    key = identity.story_key(first.content, first.sha256, first.at)
    recorded = reading.recorded
    if not recorded:
        yield Draft(key, story.title, story.date, page.write(Page(story=story)))
        return
    written = recorded.page(story)
    by_hand = written if recorded.by_hand else None
    draft = Draft(
        key,
        story.title,
        story.date,
        page.write(written),
        bool(recorded.captures),
        recorded.name,
        by_hand,
    )
    yield draft
    yield from (
        replace(draft, by_hand=None) for _ in captures[1:]
    )  # what is to be said of it is said once
