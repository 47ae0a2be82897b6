"""A story as a record, the archive's own JSON, both ways; and its articles as rows of a table.

A record holds what the page holds, in one flat object with the model's own names, so that a field
which the model gains is in it by itself. `docs/story.schema.json` describes it (`records.schema`);
what is worked out stands beside what is stated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from generator.page import frontmatter
from generator.page.format import capture_row, read_capture, read_corrections
from generator.page.model import Corrections, Page, Section
from generator.records.schema import LARGEST, NAME
from generator.story import labels
from generator.story.as_json import decode_model, encode_model, encode_value
from generator.story.fields import Output, fields_of
from generator.story.model import Article, Capture, Content, Story

_MARKS = ("withheld", "unrated", "flags", "unplaced", "articles")
"""Fields whose absence says nothing: they are marks themselves, or are counted."""

NONE = Corrections()
"""What an archivist who puts nothing right writes."""

_Told = TypeVar("_Told", bound=Content)


def without_texts(content: _Told) -> _Told:
    """A content without the full texts of its articles."""
    if not any(article.text for article in content.articles):
        return content
    return replace(
        content, articles=tuple([replace(article, text=None) for article in content.articles])
    )


def _published(story: Story, texts: bool) -> Story:
    """The story as it is published."""
    if texts or not holds_texts(story):
        return story
    captures = tuple(
        [replace(capture, content=without_texts(capture.content)) for capture in story.captures]
    )
    return replace(without_texts(story), captures=captures)


def holds_texts(story: Story) -> bool:
    """Whether an article of the story, or of one of its captures, has its full text."""
    contents = (story, *(capture.content for capture in story.captures))
    return any(article.text for content in contents for article in content.articles)


# --- a page as a record ---------------------------------------------------------------------------


def record(page: Page, *, name: str | None = None, texts: bool = True) -> dict[str, Any]:
    """A page as a record, all of it JSON values; `name` is its file below `content/stories`.

    Without `texts` the full texts of articles are left out, and `absence` says so.
    """
    story = _published(page.story, texts)
    told: dict[str, Any] = {"schema": NAME, **({"page": name} if name else {})}
    told |= encode_model(story, Output.RECORD, skip=("articles", "captures"))
    told["coverage"] = {
        **encode_model(story.coverage, Output.RECORD),
        "captured_articles": len(story.articles),
    }
    told["bias_statements"] = encode_value(story.bias_statements, whole=True)
    told["articles"] = [_article(article) for article in story.articles]
    told["absence"] = _absence(story, told["articles"], unpublished=story is not page.story)
    told["captures"] = [capture_row(capture, story) for capture in story.captures]
    return told | _by_hand(page)


def _article(article: Article) -> dict[str, Any]:
    told = encode_model(article, Output.RECORD)
    told["label"] = labels.label(article.bias)
    return told


def _absence(story: Story, articles: list[dict[str, Any]], *, unpublished: bool) -> dict[str, Any]:
    reported, captured = story.coverage.reported_articles, len(articles)
    known = {*_MARKS, *story.withheld, *story.unrated}
    return {
        "not_stated": [
            field.name
            for field in fields_of(Content).values()
            if field.name not in known and getattr(story, field.name) == field.default
        ],
        "not_captured": None if reported is None else max(reported - captured, 0),
        "not_rated": list(story.unrated),
        "withheld": list(story.withheld),
        "unpublished": ["texts"] if unpublished else [],
        "articles_without_outlet": sum([not article["outlet"] for article in articles]),
        "articles_without_label": sum([not article["bias"] for article in articles]),
        "articles_not_rated": [article["label"] for article in articles].count("unknown"),
    }


def _by_hand(page: Page) -> dict[str, Any]:
    """What a person added to the page."""
    parts: dict[str, Any] = {
        "corrections": encode_model(page.corrections),
        "notes": page.notes,
        "sections": [encode_model(section) for section in page.sections],
        "extra": {key: _short(json.loads(value)) for key, value in page.extra},
    }
    return {key: value for key, value in parts.items() if value}


def _short(value: Any) -> Any:
    """A value without numbers that many programs would round."""
    if isinstance(value, dict):
        return {key: _short(member) for key, member in value.items()}
    if isinstance(value, list):
        return list(map(_short, value))
    return str(value) if type(value) is int and abs(value) > LARGEST else value


# --- and back -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What a record holds."""

    content: Content
    """The story's own values."""
    name: str | None = None
    """The file of its page, below `content/stories`."""
    captures: tuple[Capture, ...] = ()
    corrections: Corrections = NONE
    notes: str = ""
    sections: tuple[Section, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def by_hand(self) -> bool:
        """Whether it holds something that a person added to a page."""
        return bool(self.corrections != NONE or self.notes or self.sections or self.extra)

    def page(self, story: Story) -> Page:
        """The page of a story with what a person added."""
        return Page(
            story=story,
            corrections=self.corrections,
            notes=self.notes,
            sections=self.sections,
            extra=self.extra,
        )


def read(given: Mapping[str, Any]) -> Recorded:
    """A record's story from its model values as JSON; what is worked out is passed over.

    Raises ModelError where a value is none of the model's; whoever reads a stranger's record checks
    it before, with pointers.
    """
    articles = tuple([_read_article(row) for row in given.get("articles", ())])
    coverage = {
        key: value for key, value in given.get("coverage", {}).items() if key != "captured_articles"
    }
    own = {name: given[name] for name in fields_of(Content) if name in given and name != "articles"}
    content = decode_model(Content, {**own, "coverage": coverage}, "the record")
    content = replace(content, articles=articles)
    numbered = dict(enumerate(articles, 1))
    return Recorded(
        content=content,
        name=given.get("page"),
        captures=tuple([read_capture(row, content, numbered) for row in given.get("captures", ())]),
        corrections=read_corrections(given.get("corrections")),
        notes=given.get("notes", ""),
        sections=tuple(
            [decode_model(Section, row, "a section") for row in given.get("sections", ())]
        ),
        extra=tuple(
            [(key, frontmatter.dump(value)) for key, value in given.get("extra", {}).items()]
        ),
    )


def _read_article(row: Mapping[str, Any]) -> Article:
    stated = {key: value for key, value in row.items() if key != "label"}
    label = row.get("label")
    if label is not None and stated.get("bias") is None:
        stated["bias"] = label
    return decode_model(Article, stated, "an article")


# --- the articles as a table ----------------------------------------------------------------------
