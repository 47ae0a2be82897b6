"""The base class of the readers of JSON: it finds the stories in a document and reads each by the
mapping of its layout.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from generator.errors import BundleError
from generator.readers.base import Bundle, Decision, Reading, Readings, reader_failure
from generator.readers.json.document import JsonDocument, StoryCandidate, wrong_kind_error
from generator.readers.json.mapping import FieldMapping, MappedValues
from generator.records.record import Recorded
from generator.story.model import Content


@dataclass(frozen=True, slots=True)
class StoryParts:
    """A story as its layout states it; values without a field are kept by the base class."""

    content: Content
    captured: str | None = None
    decisions: tuple[Decision, ...] = ()
    recorded: Recorded | None = None


class JsonReader(ABC):
    """A layout of stories in JSON: one object, a list, the list of a root object, or JSON Lines."""

    name: str
    mapping: FieldMapping
    envelope = FieldMapping({})
    """The mapping of the envelope: the root object around a list of stories."""
    envelope_captured = ""
    """The pointer in the envelope of the time of capture, for stories that state none."""

    @abstractmethod
    def matches(self, value: Any) -> bool:
        """Check whether a value is a story of this layout, by its keys and their values' kinds."""

    @abstractmethod
    def extract(self, value: dict[str, Any], mapped: MappedValues) -> StoryParts:
        """Make the story of a matching value out of its mapped values.

        Raises BundleError where a part of the value is not what it must be.
        """

    def mapping_for(self, _value: dict[str, Any]) -> FieldMapping:
        """Choose the mapping for a story, in a layout that has several spellings."""
        return self.mapping

    def with_envelope(self, content: Content, _envelope: MappedValues) -> Content:
        """Add to a story's content what the envelope says of all stories."""
        return content

    def document(self, bundle: Bundle) -> JsonDocument | None:
        """Return the document that the stories stand in; None where the bundle is no JSON."""
        return bundle.document

    def read(self, bundle: Bundle) -> Readings | None:
        """Read the stories of a document, each by itself, so that a broken one hides no other."""
        document = self.document(bundle)
        return self.readings(document, bundle.decoded.notes) if document else None

    def readings(self, document: JsonDocument, notes: tuple[str, ...]) -> Readings | None:
        """Read the stories of a document; None where it holds none of this layout.

        The first story gets the given notes, which are about the whole bundle.
        """
        if not any(self.matches(candidate.value) for candidate in document.candidates):
            return None
        problems = list(document.problems)
        envelope = None
        try:
            if document.envelope:
                envelope = MappedValues(document.envelope, "", self.envelope)
        except BundleError as error:
            problems.append(error)
        results = tuple(self._read_candidates(document, envelope))
        stories = _without_duplicates([each for each in results if isinstance(each, Reading)])
        problems += [each for each in results if isinstance(each, BundleError)]
        stories = _with_bundle_notes(stories, (*notes, *document.notes))
        if envelope:
            stories = _with_envelope_rows(stories, envelope)
        return Readings(tuple(stories), tuple(problems))

    def _read_candidates(
        self, document: JsonDocument, envelope: MappedValues | None
    ) -> Iterator[Reading | BundleError]:
        for candidate in document.candidates:
            try:
                yield self._read_candidate(candidate, envelope)
            except BundleError as error:
                yield error
            # A reader's fault with one story must not stop the others, nor go unsaid.
            except Exception as error:
                yield reader_failure(candidate.at or "it", error)

    def _read_candidate(self, candidate: StoryCandidate, envelope: MappedValues | None) -> Reading:
        value = candidate.value
        if not self.matches(value):
            raise wrong_kind_error(candidate.at, value, "a story")
        mapped = MappedValues(value, candidate.at, self.mapping_for(value))
        parts = self.extract(value, mapped)
        content, captured = parts.content, parts.captured
        if envelope:
            content = self.with_envelope(content, envelope)
            captured = captured or envelope.value(self.envelope_captured)
        return Reading(
            replace(content, unplaced=tuple(mapped.unplaced)),
            tuple(mapped.rows),
            parts.decisions,
            tuple(mapped.notes),
            recorded=parts.recorded,
            at=candidate.at or None,
            captured=captured,
        )


def _without_duplicates(readings: list[Reading]) -> list[Reading]:
    """Drop readings that say what an earlier one says; its ledger gets their rows."""
    groups: dict[object, list[Reading]] = {}
    for reading in readings:
        same = (reading.content, reading.captured, reading.recorded)
        groups.setdefault(same, []).append(reading)
    return [_merge_duplicates(*group) for group in groups.values()]


def _merge_duplicates(first: Reading, *others: Reading) -> Reading:
    return replace(
        first,
        ledger=tuple(chain(first.ledger, *(other.ledger for other in others))),
        decisions=(
            *first.decisions,
            *(
                Decision("story", f"{other.at} left out", f"it holds the same story as {first.at}")
                for other in others
            ),
        ),
    )


def _with_bundle_notes(readings: list[Reading], notes: tuple[str, ...]) -> list[Reading]:
    """Give the first reading the notes about the whole bundle."""
    if not readings:
        return []
    first, *others = readings
    return [replace(first, notes=(*notes, *first.notes)), *others]


def _with_envelope_rows(readings: list[Reading], envelope: MappedValues) -> list[Reading]:
    """Give the first reading the rows and the unplaced lines of the envelope."""
    if not readings:
        return readings
    first, *others = _with_bundle_notes(readings, tuple(envelope.notes))
    content = replace(first.content, unplaced=(*first.content.unplaced, *envelope.unplaced))
    return [replace(first, content=content, ledger=(*first.ledger, *envelope.rows)), *others]
