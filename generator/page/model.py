"""The page as a value: a story with what an archivist adds to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated

from generator.story.fields import (
    DAY,
    LINE,
    MARKDOWN,
    SHA256,
    CheckedModel,
    FieldSpec,
    ModelError,
    is_day,
)
from generator.story.model import Story
from generator.text.characters import fits_page
from generator.text.normal import normal_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections(CheckedModel):
    """What the archivist put right; it outranks every capture."""

    SUBJECT = ""

    title: Annotated[str | None, FieldSpec(LINE, "The right headline.")] = None
    date: Annotated[str | None, FieldSpec(DAY, "The right day.")] = None
    places: Annotated[
        tuple[str, ...] | None,
        FieldSpec(LINE, "The right places; an empty list says that there are none."),
    ] = None
    topics: Annotated[
        tuple[str, ...] | None,
        FieldSpec(LINE, "The right topics; an empty list says that there are none."),
    ] = None


def _is_line(value: object) -> bool:
    return isinstance(value, str) and fits_page(value) and normal_line(value) == value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A bundle that was found to hold a story after it had been withdrawn; nothing was taken of it."""

    bundle: str
    sha256: str

    def __post_init__(self) -> None:
        if not (
            _is_line(self.bundle) and isinstance(self.sha256, str) and SHA256.fullmatch(self.sha256)
        ):
            raise ModelError(
                "a bundle under `withdrawn:` must have its name and its sha256, 64 hex digits"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """That the archivist withdrew the story: the site shows no more of it than this."""

    date: str
    reason: str
    hide_title: bool = False
    erased: bool = False
    """Whether the page itself holds no more than its captures' names."""
    seen: tuple[Sighting, ...] = ()

    def __post_init__(self) -> None:
        if not is_day(self.date):
            raise ModelError(f"withdrawn: date is {self.date!r:.60}, but must be a day, YYYY-MM-DD")
        if not _is_line(self.reason):
            raise ModelError(
                f"withdrawn: reason is {self.reason!r:.60}, but must be a line of text"
            )
        if not (type(self.hide_title) is type(self.erased) is bool):
            raise ModelError("withdrawn: hide_title and erased must be true or false")

    def sighted(self, bundle: str, sha256: str) -> Withdrawn:
        """The same, with a bundle among those that were seen; of its names the first of the alphabet counts."""
        names = {one.sha256: one.bundle for one in self.seen}
        names[sha256] = min(bundle, names.get(sha256, bundle))
        return replace(
            self,
            seen=tuple(
                Sighting(bundle=name, sha256=digest) for digest, name in sorted(names.items())
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(CheckedModel):
    """A section that a person added to the page."""

    heading: Annotated[str, FieldSpec(MARKDOWN, "Its heading.")]
    markdown: Annotated[str, FieldSpec(MARKDOWN, "What stands below it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one Markdown file holds: the story, and what the archivist wrote beside it."""

    story: Story
    corrections: Corrections = Corrections()
    notes: str = ""
    """The archivist's Markdown under `## Notes`."""
    extra: tuple[tuple[str, str], ...] = ()
    """Keys that the format does not know, with their values as JSON; kept and written back."""
    sections: tuple[Section, ...] = ()
    withdrawn: Withdrawn | None = None
    written: str | None = field(default=None, compare=False)
    """The digest that the file carries; None for a page that no file holds yet."""

    @property
    def headline(self) -> str | None:
        """The title under which the story is shown."""
        return self.corrections.title or self.story.title
