"""A story as the site presents it: what its bundles state, and what is worked out of that.

What a bundle states stands here as the model's own value, under the name `stated`; a new field of
the model needs no line in this file. All else is plain text, but for names that end in `html`.
`presenting.py` makes these values, the catalog keeps them, search and templates read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.catalog.packing import Packer
from generator.story.changes import Change
from generator.story.fields import SIDES
from generator.story.model import Article, Capture, Story, Voice
from generator.story.wording import Absence
from generator.system.compact_json import decode_json, encode_json

PART_WORDS = {
    "left": "left",
    "center": "center",
    "right": "right",
    "unrated": "not rated",
    "unstated": "rating not stated",
    "missing": "not captured",
}
"""The parts of a drawn coverage in their order, with their words."""


def split_paragraphs(text: str | None) -> tuple[str, ...]:
    """Split a text in normal form into its paragraphs; none where there is no text."""
    return tuple(text.split("\n\n")) if text else ()


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address as people read it, and as a browser may follow it."""

    text: str
    """The host, or the whole address where it has none."""
    address: str | None
    """None where it is no http address."""


@dataclass(frozen=True, slots=True)
class CoveragePart:
    """One part of the coverage."""

    name: str
    """A key of `PART_WORDS`."""
    words: str
    count: int
    """Captured articles; for the last part those that were not captured."""
    stated: int | None
    """The count that the source page states."""


@dataclass(frozen=True, slots=True)
class CoveragePresentation:
    """The coverage in figures and in words."""

    reported: int | None
    captured: int
    total: int
    """Articles reported, or captured where those are more; a drawing's whole width."""
    missing: int | None
    """Articles reported but not captured; None where the number reported is not stated."""
    parts: tuple[CoveragePart, ...]
    states_sides: bool
    """Whether the source page states a count for any side."""
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticlePresentation:
    """An article, with its rating in words."""

    number: int
    """From 1, in the order of the story."""
    title: str | None
    outlet: str | None
    """The name, else the host of the address."""
    is_host: bool
    """Whether `outlet` is the host of the address, since no outlet is named."""
    known_as: str | None
    """The outlet that is meant, where that is another than `outlet`; the catalog fills it in."""
    address: WebAddress | None
    rating: str
    """The label in words, with who gave it; where captures differ, each label with its time."""
    part: str
    """The part of the coverage in which it counts, a key of `PART_WORDS`."""
    side: str | None
    language: str
    """A tag (BCP 47) for title, excerpt and text: stated, else guessed; empty where not known."""
    stated: Article

    @property
    def name(self) -> str | None:
        """The outlet under which the article is listed."""
        return self.known_as or self.outlet

    @property
    def excerpt(self) -> tuple[str, ...]:
        """The paragraphs of the excerpt."""
        return split_paragraphs(self.stated.excerpt)

    @property
    def text(self) -> tuple[str, ...]:
        """The paragraphs of the full text."""
        return split_paragraphs(self.stated.text)


@dataclass(frozen=True, slots=True)
class SidePoints:
    """What one side makes of the story."""

    side: str
    words: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourcePresentation:
    """Where a voice was heard."""

    outlet: str | None
    address: WebAddress | None


@dataclass(frozen=True, slots=True)
class VoicePresentation:
    """What somebody says of the story."""

    is_named: bool
    """Whether the text begins with who says so: `Harbour office: …`."""
    sources: tuple[SourcePresentation, ...]
    stated: Voice

    @property
    def text(self) -> tuple[str, ...]:
        """The paragraphs of the text."""
        return split_paragraphs(self.stated.text)


@dataclass(frozen=True, slots=True)
class HtmlSection:
    """A section that a person added, as sanitised HTML."""

    heading: str
    html: str


@dataclass(frozen=True, slots=True)
class CapturePresentation:
    """A capture, with what changed from the one before."""

    articles: int
    """How many articles it showed."""
    reported: int | None
    licence: WebAddress | None
    is_first: bool
    changes: tuple[Change, ...]
    stated: Capture
    """Without its content."""

    @property
    def note(self) -> tuple[str, ...]:
        """The paragraphs of the archivist's note."""
        return split_paragraphs(self.stated.note)


@dataclass(frozen=True, slots=True)
class StoryPresentation:
    """A story as the site presents it; what the archivist corrected outranks what was captured."""

    title: str | None
    corrected: tuple[str, ...]
    """The names of the fields that the archivist corrected."""
    date: str | None
    day: str | None
    """The day of the first capture that has a time."""
    date_basis: str | None
    places: tuple[str, ...]
    known_places: tuple[str, ...]
    """The same places by the names of their countries here, so that all wordings of one agree."""
    topics: tuple[str, ...]
    address: WebAddress | None
    language: str
    """A tag (BCP 47) for title, summary and points: stated, else guessed; empty where not known."""
    coverage: CoveragePresentation
    cited: Mapping[str, int]
    """The numbers of the articles that texts cite in square brackets, by their marks there."""
    absences: tuple[Absence, ...]
    sections: tuple[HtmlSection, ...]
    notes_html: str
    stated: Story
    """Its captures are without their contents."""
    articles: tuple[ArticlePresentation, ...]
    voices: tuple[VoicePresentation, ...]
    captures: tuple[CapturePresentation, ...]

    @property
    def summary(self) -> tuple[str, ...]:
        """The paragraphs of the summary."""
        return split_paragraphs(self.stated.summary)

    @property
    def perspectives(self) -> tuple[SidePoints, ...]:
        """What each side makes of the story, for the sides of which anything is stated."""
        stated = self.stated.perspectives
        return tuple(
            SidePoints(side, side.capitalize(), points)
            for side in SIDES
            if (points := getattr(stated, side))
        )


# --- as the catalog keeps it ----------------------------------------------------------------------

_STATED = Packer(Story, default={Capture: ("content",)})
_ARTICLE = Packer(ArticlePresentation, given=("stated",))
_VOICE = Packer(VoicePresentation, given=("stated",))
_CAPTURE = Packer(CapturePresentation, given=("stated",))
_STORY = Packer(StoryPresentation, given=("stated", "articles", "voices", "captures"))


def encode_presentation(story: StoryPresentation) -> str:
    """Encode a story as JSON, in which every stated value stands once."""
    return encode_json(
        [
            _STATED.pack(story.stated),
            [_ARTICLE.pack(article) for article in story.articles],
            [_VOICE.pack(voice) for voice in story.voices],
            [_CAPTURE.pack(capture) for capture in story.captures],
            _STORY.pack(story),
        ]
    )


def parse_presentation(text: str | bytes) -> StoryPresentation:
    """Parse what `encode_presentation` wrote; raises ValueError where it is something else."""
    try:
        packed, articles, voices, captures, rest = decode_json(text)
        stated = _STATED.unpack(packed)
        return _STORY.unpack(
            rest,
            stated,
            tuple(map(_ARTICLE.unpack, articles, stated.articles)),
            tuple(map(_VOICE.unpack, voices, stated.voices)),
            tuple(map(_CAPTURE.unpack, captures, stated.captures)),
        )
    except (TypeError, AttributeError, IndexError) as error:
        raise ValueError("the text holds no presentation of a story") from error
