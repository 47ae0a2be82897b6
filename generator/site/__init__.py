"""The Pelican plugin: the only place that imports Pelican."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pelican.readers import Readers


def _use_story_reader(readers: Readers) -> None:
    from generator.site.reader import StoryReader

    readers.reader_classes["md"] = StoryReader


def register() -> None:
    """Make the reader of story pages known; Pelican calls this for each plugin."""
    from pelican import signals

    signals.readers_init.connect(_use_story_reader)
