"""Story pages for stock Pelican, as its articles."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pelican.readers import MarkdownReader
from pelican.urlwrappers import Category, Tag
from pelican.utils import SafeDatetime, slugify

from generator.catalog.presentation import StoryPresentation
from generator.catalog.presenting import present_story
from generator.catalog.withdrawals import WithdrawalNotice, make_withdrawal_notice
from generator.errors import PageError
from generator.page import format as page
from generator.page.store import load_page
from generator.site.stock import html

NAME = "story"
"""What Pelican keeps as an article's `reader`."""

_LONGEST_SLUG = 100
"""Bytes; file systems take 255 for a whole name."""


def told(path: Path, settings: Mapping[str, Any]) -> StoryPresentation | WithdrawalNotice:
    """The story of a page, or what is left of one that was withdrawn.

    Raises PageError where the page cannot be read, or Pelican would have no day for it.
    """
    found = load_page(path)
    if stone := make_withdrawal_notice(path.name, found):
        return stone
    story = present_story(found)
    if not (story.date or story.day or settings.get("DEFAULT_DATE")):
        raise PageError(
            "the story has neither a date nor a time of capture, and Pelican lists every article under a day",
            "Give it a date under `corrections:`, or set DEFAULT_DATE for all such stories",
        )
    return story


def is_story(path: Path) -> bool:
    """Whether a file is a story's page; raises OSError where it cannot be read."""
    return page.is_page(path.read_bytes().decode("utf-8", "replace"))


class StoryReader(MarkdownReader):  # type: ignore[misc]  # Pelican carries no types
    """Reads story pages, and leaves every other Markdown file to the reader that would have had it."""

    def __init__(
        self, settings: dict[str, Any], other: Callable[[dict[str, Any]], Any] = MarkdownReader
    ) -> None:
        super().__init__(settings)
        self._other = other(settings)

    def read(self, source_path: str) -> tuple[str | None, dict[str, Any]]:
        """The HTML of a page's body, and its metadata."""
        path = Path(source_path)
        if not is_story(path):
            content, metadata = self._other.read(source_path)
            return content, {
                "reader": type(self._other).__name__.replace("Reader", "").lower(),
                **metadata,
            }
        try:
            story = told(path, self.settings)
        except PageError:
            # Left out without a word: the watch says why, for all such pages at once, before
            # anything is written. No content, rather than an empty one, makes Pelican's cache read
            # the page again.
            return None, {"status": "skip", "title": path.stem, "slug": path.stem}
        if isinstance(story, WithdrawalNotice):
            return html.tombstone(story), self._of_stone(path, story)
        return html.body(story, texts=bool(self.settings.get("ARCHIVE_TEXTS"))), self._metadata(
            path, story
        )

    def _metadata(self, path: Path, story: StoryPresentation) -> dict[str, Any]:
        """All that Pelican is told of a story; no key of the page's front matter becomes an attribute by itself."""
        metadata: dict[str, Any] = {
            "title": html.words(story.title or "Untitled story"),
            "slug": self._slug(path.stem),
            "category": Category("Stories", self.settings),
            "summary": self._summary(story),
            "reader": NAME,
        }
        if day := story.date or story.day:
            metadata["date"] = SafeDatetime.fromisoformat(day)
        if story.topics:
            # Topics that differ in signs only share a slug, and no story stands twice in one list.
            metadata["tags"] = list(
                {tag.slug: tag for tag in map(self._tag, story.topics)}.values()
            )
        return metadata

    def _of_stone(self, path: Path, stone: WithdrawalNotice) -> dict[str, Any]:
        """An article that stands at its address, and in no list, feed or sitemap."""
        return {
            "title": html.words(stone.title or "Withdrawn story"),
            "slug": self._slug(path.stem),
            "category": Category("Stories", self.settings),
            "summary": html.words("This story was withdrawn."),
            "status": "hidden",
            "date": SafeDatetime.fromisoformat(stone.day),
            "reader": NAME,
        }

    def _summary(self, story: StoryPresentation) -> html.Words:
        """The first paragraph, as short as the settings want summaries."""
        text = next(iter([*story.summary, *story.stated.key_points]), "")
        parts, most = text.split(), self.settings["SUMMARY_MAX_LENGTH"]
        if most is None or len(parts) <= most:
            return html.words(text)
        return html.Words(
            f"{html.words(' '.join(parts[:most]))}{self.settings['SUMMARY_END_SUFFIX']}"
        )

    def _tag(self, topic: str) -> Tag:
        tag = Tag(html.words(topic), self.settings)
        # A template that escapes what it writes must not escape the name again.
        tag.__html__ = tag.name.__html__
        tag.slug = self._slug(topic, "TAG_REGEX_SUBSTITUTIONS")
        return tag

    def _slug(self, text: str, rules: str = "SLUG_REGEX_SUBSTITUTIONS") -> str:
        """The slug that Pelican would make, but never empty, and never too long for a file's name."""
        slug = slugify(
            html.words(text),
            regex_subs=self.settings.get(rules, self.settings.get("SLUG_REGEX_SUBSTITUTIONS", [])),
            preserve_case=self.settings.get("SLUGIFY_PRESERVE_CASE", False),
            use_unicode=self.settings.get("SLUGIFY_USE_UNICODE", False),
        )
        if 0 < len(slug.encode("utf-8")) <= _LONGEST_SLUG:
            return str(slug)
        return f"{slug[:20]}-{hashlib.sha256(text.encode('utf-8')).hexdigest()[:10]}".lstrip("-")
