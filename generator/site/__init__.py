"""The Pelican plugin: the only place that imports Pelican."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pelican.readers import Readers


def _use_story_reader(readers: Readers) -> None:
    from generator.site.reader import StoryReader

    readers.reader_classes["md"] = StoryReader


def register() -> None:
    """Make the reader of story pages known, and watch over what Pelican keeps; Pelican calls this for each plugin."""
    from pelican import signals

    from generator.site.watch import WATCH

    signals.initialized.connect(WATCH.begin)
    signals.readers_init.connect(_use_story_reader)
    signals.all_generators_finalized.connect(WATCH.check)
