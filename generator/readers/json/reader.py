"""What readers of JSON share: each finds its stories in a document by their keys, and takes them by
its table.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from generator.errors import BundleError
from generator.readers.base import Bundle, Decision, Reading, Readings, failed
from generator.readers.json.document import Document, Member, unwanted
from generator.readers.json.mapping import Table, Taken
from generator.records.record import Recorded
from generator.story.model import Content


@dataclass(frozen=True, slots=True)
class Told:
    """What a layout tells of one story, without what is unplaced."""

    content: Content
    captured: str | None = None
    decisions: tuple[Decision, ...] = ()
    recorded: Recorded | None = None


class JsonReader(ABC):
    """A layout of stories in JSON: one object, a list, the list of a root object, or JSON Lines."""

    name: str
    table: Table
    beside = Table({})
    """Places of what stands beside a list of stories."""
    time_beside = ""
    """The one among them that holds the time of capture of stories that state none themselves."""

    @abstractmethod
    def knows(self, value: Any) -> bool:
        """Whether a value is a story of this layout, by its keys and the kinds of their values alone."""

    @abstractmethod
    def tell(self, value: dict[str, Any], taken: Taken) -> Told:
        """The story of a value that the reader knows; raises BundleError where a part of it is not what it must be."""

    def table_of(self, _value: dict[str, Any]) -> Table:
        """The table by which a story is taken, where a layout spells its keys in two ways."""
        return self.table

    def among(self, content: Content, _beside: Taken) -> Content:
        """A story's content with what stands beside the list and is said of all its stories."""
        return content

    def document(self, bundle: Bundle) -> Document | None:
        """The document that the stories stand in; None where the bundle is none."""
        return bundle.document

    def read(self, bundle: Bundle) -> Readings | None:
        """The stories of a document, each for itself: one that is broken hides no other."""
        document = self.document(bundle)
        return self.readings(document, bundle.decoded.notes) if document else None

    def readings(self, document: Document, notes: tuple[str, ...]) -> Readings | None:
        """The stories of a document, the first one with these notes; None where it holds none of this layout."""
        if not any(self.knows(member.value) for member in document.members):
            return None
        problems = list(document.problems)
        beside = None
        try:
            beside = Taken(document.beside, "", self.beside) if document.beside else None
        except BundleError as error:
            problems.append(error)
        found = tuple(self._found(document, beside))
        stories = _once([each for each in found if isinstance(each, Reading)])
        problems += [each for each in found if isinstance(each, BundleError)]
        stories = _with_notes(stories, (*notes, *document.notes))
        return Readings(
            tuple(_with_what_stands_beside(stories, beside) if beside else stories), tuple(problems)
        )

    def _found(self, document: Document, beside: Taken | None) -> Iterator[Reading | BundleError]:
        for member in document.members:
            try:
                yield self._reading(member, beside)
            except BundleError as error:
                yield error
            except (
                Exception
            ) as error:  # a reader's fault with one story must not stop the others, nor go unsaid
                yield failed(member.at or "it", error)

    def _reading(self, member: Member, beside: Taken | None) -> Reading:
        if not self.knows(member.value):
            raise unwanted(member.at, member.value, "a story")
        taken = Taken(member.value, member.at, self.table_of(member.value))
        told = self.tell(member.value, taken)
        content = self.among(told.content, beside) if beside else told.content
        return Reading(
            replace(content, unplaced=tuple(taken.unplaced)),
            tuple(taken.rows),
            told.decisions,
            tuple(taken.notes),
            recorded=told.recorded,
            at=member.at or None,
            captured=told.captured or (beside.one(self.time_beside) if beside else None),
        )


def _once(readings: list[Reading]) -> list[Reading]:
    """The readings without those that say what an earlier one says; their rows go to its ledger."""
    same: dict[object, list[Reading]] = {}
    for reading in readings:
        told = (reading.content, reading.captured, reading.recorded)
        same.setdefault(told, []).append(reading)
    return [_joined(*group) for group in same.values()]


def _joined(first: Reading, *others: Reading) -> Reading:
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


def _with_notes(readings: list[Reading], notes: tuple[str, ...]) -> list[Reading]:
    """The readings, the first one with the notes about the whole bundle."""
    return (
        [replace(readings[0], notes=(*notes, *readings[0].notes)), *readings[1:]]
        if readings
        else []
    )


def _with_what_stands_beside(readings: list[Reading], beside: Taken) -> list[Reading]:
    """The readings, the first one with what stands beside the list of stories, which no story could hold else."""
    if not readings:
        return readings
    first, *others = _with_notes(readings, tuple(beside.notes))
    content = replace(first.content, unplaced=(*first.content.unplaced, *beside.unplaced))
    return [replace(first, content=content, ledger=(*first.ledger, *beside.rows)), *others]
