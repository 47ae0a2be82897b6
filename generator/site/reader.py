"""Story pages for Pelican: as its pages, or with other settings as its articles, which must have a date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican.readers import MarkdownReader
from pelican.urlwrappers import Category, Tag
from pelican.utils import SafeDatetime

from generator import page, shelf
from generator.errors import PageError
from generator.site import html
from generator.site.watch import WATCH


class StoryReader(MarkdownReader):  # type: ignore[misc]  # Pelican carries no types
    """Reads story pages, and leaves every other Markdown file to Pelican's own reader."""

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """The HTML of a page's body, and its metadata."""
        path = Path(source_path)
        if not page.is_page(path.read_bytes().decode("utf-8", "replace")):
            content, metadata = super().read(source_path)
            return str(content), metadata
        try:
            found = shelf.read(path)
        except PageError as error:
            # Reported with all the others, before anything is written.
            WATCH.saw(path, error)
            return "", {"title": path.stem, "slug": path.stem}
        WATCH.saw(path)
        return html.story(found), self._metadata(path, found)

    def _metadata(self, path: Path, found: page.Page) -> dict[str, Any]:
        story, own = found.story, found.corrections
        address = f"stories/{path.parent.name}/{path.stem}.html"
        date = own.date or story.date
        metadata: dict[str, Any] = {
            "title": own.title or story.title or "Untitled",
            "slug": path.stem,
            "category": Category("Stories", self.settings),
            "tags": [Tag(topic, self.settings) for topic in (story.topics if own.topics is None else own.topics)],
            "places": story.places if own.places is None else own.places,
            "save_as": address,
            "url": address,
            "template": "story",
            "summary": "",
        }
        if date:
            metadata["date"] = SafeDatetime.fromisoformat(date)
        return metadata
