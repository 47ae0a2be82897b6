"""The archive's own records, which any scraper can write: `docs/story.schema.json` describes them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from generator.errors import BundleError, PageError
from generator.page import format as page
from generator.page.model import Corrections, Section
from generator.readers.base import Decision
from generator.readers.json.document import cited, shown, unwanted
from generator.readers.json.mapping import KNOWN, LINE, MOMENT, Place, Table, Taken
from generator.readers.json.reader import JsonReader, Told
from generator.readers.own.checks import COUNT, LABEL, NUMBER, Check, Checks
from generator.records import record as records
from generator.records.record import Recorded
from generator.records.schema import NAME
from generator.story.as_json import encode_value
from generator.story.fields import ModelError, fields_of
from generator.story.model import Article, Capture, Content, Coverage, Story

_FAMILY = "story-archive/"
_MEND = "Mend it there"
_OF_THE_FORMAT = re.compile(r"(?:/captures/[0-9]+/states)?/unplaced(?:/[0-9]+)?")
"""Where a record says itself what is unplaced."""
_STORY_FIELDS = {
    **{name: field.spec.ledger or name for name, field in fields_of(Content).items()},
    "date": "started",
    **dict.fromkeys(("schema", "page", "date_basis", "absence"), KNOWN.field),
    **dict.fromkeys(("sections", "extra"), "notes"),
}
"""The ledger's names of a record's keys."""
ARTICLE_FIELDS = {
    name: f"article_{field.spec.ledger or name}" for name, field in fields_of(Article).items()
}
"""Those of an article's keys."""

_Shape = dict[str, Any]
"""The keys of an object, or `*` for a list, each with what it holds; an empty one holds nothing,
None anything."""


def _shape(model: type) -> _Shape:
    shapes: _Shape = {}
    for name, field in fields_of(model).items():
        inner = _shape(field.nested) if field.nested else {}
        shapes[name] = {"*": inner} if field.many else inner
    return shapes


def _record_shape() -> _Shape:
    content = _shape(Content)
    article = {**content["articles"]["*"], "label": {}}
    captured = {name: shape for name, shape in _shape(Capture).items() if name != "content"}
    shown = {"*": {**article, "n": {}}}
    states = {name: shape for name, shape in content.items() if name != "articles"}
    return {
        **content,
        "coverage": {**content["coverage"], "captured_articles": {}},
        "articles": {"*": article},
        "captures": {"*": {**captured, "articles": shown, "states": states}},
        "corrections": _shape(Corrections),
        "sections": {"*": _shape(Section)},
        **{key: {} for key in ("schema", "page", "date", "date_basis", "captured", "notes")},
        **dict.fromkeys(("absence", "extra")),
    }


class _Places(Table):
    """Where a record's leaves go: to the model's own fields."""

    def __init__(self) -> None:
        super().__init__({})
        self._shape = _record_shape()

    def place(self, pattern: str) -> Place | None:
        """Where leaves of this pattern go, None where the format does not have such a key."""
        parts = pattern.split("/")[1:]
        shape: _Shape | None = self._shape
        for part in parts:
            if shape is None:
                break
            if part not in shape:
                return None
            shape = shape[part]
        if parts[:2] == ["articles", "*"] and len(parts) > 2:
            return Place(ARTICLE_FIELDS.get(parts[2], f"article_{parts[2]}"))
        if parts == ["coverage", "captured_articles"]:
            return KNOWN
        return Place(_STORY_FIELDS.get(parts[0], parts[0]) if parts else KNOWN.field)


class _Record:
    """The values of a record in the model's form."""

    def __init__(self, record: dict[str, Any], at: str) -> None:
        """Check every value; raises BundleError at the first that is not what the format wants."""
        self.worked_out: set[str] = set()
        """The pointers of values that say again what others say."""
        self._checks = Checks()
        checks = self._checks
        fields = checks.fields(Content)
        coverage = {"captured_articles": partial(checks.leaf, COUNT)}
        self.value = checks.keys(
            {
                **fields,
                "coverage": partial(checks.model, Coverage, more=coverage),
                "articles": partial(checks.members, self._article),
                "captures": partial(checks.members, self._capture),
                "captured": partial(checks.leaf, MOMENT),
                "date": checks.fields(Corrections)["date"],
                "corrections": partial(checks.model, Corrections),
                "notes": checks.fields(Section)["markdown"],
                "sections": partial(checks.members, partial(checks.model, Section)),
                "extra": _any_object,
                **dict.fromkeys(("page", "date_basis"), partial(checks.leaf, LINE)),
                "absence": _any_object,
            },
            record,
            at,
        )
        self._date(at)

    def _date(self, at: str) -> None:
        """Take the day for the beginning, where a scraper gives nothing else."""
        if "date" in self.value and ("started" in self.value or self.value.get("captures")):
            self.worked_out.add(f"{at}/date")
        elif "date" in self.value:
            self.value["started"] = self.value["date"]

    def _article(self, value: Any, at: str) -> dict[str, Any]:
        """An article; its label counts where no bias is stated."""
        found = self._checks.model(Article, value, at, {"label": partial(self._checks.leaf, LABEL)})
        label = found.pop("label", None)
        if label and "bias" in found:
            self.worked_out.add(f"{at}/label")
        elif label:
            found["bias"] = label
        return found

    def _capture(self, value: Any, at: str) -> dict[str, Any]:
        checks = self._checks
        more: dict[str, Check] = {
            "articles": partial(checks.members, self._captured_article),
            "states": self._states,
            "content": _nothing,
        }
        return checks.model(Capture, value, at, more)

    def _states(self, value: Any, at: str) -> dict[str, Any]:
        """What a capture states otherwise than its story; null, too, says something here."""
        fields = {
            name: check
            for name, check in self._checks.fields(Content).items()
            if name != "articles"
        }
        return self._checks.keys(fields, value, at, _blanks(Content))

    def _captured_article(self, value: Any, at: str) -> Any:
        """The number of an article, alone or with the values in which it differed, or an article."""
        number = partial(self._checks.leaf, NUMBER)
        if not isinstance(value, dict):
            return number(value, at)
        if "n" not in value:
            return self._article(value, at)
        number(value["n"], f"{at}/n")
        checks: dict[str, Check] = {
            **self._checks.fields(Article),
            "label": partial(self._checks.leaf, LABEL),
            "n": number,
        }
        found = self._checks.keys(checks, value, at, _blanks(Article))
        if found.pop("label", None):
            self.worked_out.add(f"{at}/label")
        return found


def _blanks(model: type) -> dict[str, Any]:
    """What the fields of a class hold where nothing is stated."""
    return {name: encode_value(field.default) for name, field in fields_of(model).items()}


def _any_object(value: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise unwanted(at, value, "an object")
    return value


def _nothing(_value: Any, _at: str) -> None:
    """The place of a capture's content, which a record tells by its differences."""


class ArchiveJson(JsonReader):
    """The archive's own records."""

    name = "archive-json"
    table = _Places()

    def knows(self, value: Any) -> bool:
        """An object that says under `schema` that it is one."""
        return isinstance(value, dict) and str(value.get("schema", "")).startswith(_FAMILY)

    def tell(self, value: dict[str, Any], taken: Taken) -> Told:
        """The story of a record."""
        if value["schema"] != NAME:
            seen = f"{shown(f'{taken.at}/schema')} is {cited(value['schema'])}, and this program knows '{NAME}'"
            raise BundleError(seen, "Update the program")
        record = _Record(value, taken.at)
        recorded = _recorded(record.value, taken.at)
        taken.notes += [
            f"{shown(row.at)} is no key of the format; it is kept under Unplaced."
            for row in taken.rows
            if row.fields == ("unplaced",) and not _OF_THE_FORMAT.fullmatch(row.at[len(taken.at) :])
        ]
        for place, row in enumerate(taken.rows):
            if row.at in record.worked_out:
                taken.rows[place] = replace(row, fields=(KNOWN.field,))
        captures = _with_unplaced(recorded.captures, tuple(taken.unplaced))
        recorded = replace(recorded, captures=captures)
        taken.unplaced[:0] = recorded.content.unplaced
        captured = None if captures else record.value.get("captured")
        decisions = (
            [Decision("captured", captured, "the time that the bundle states")] if captured else []
        )
        if (
            not captures
            and "date" in value
            and recorded.content.started
            and f"{taken.at}/date" not in record.worked_out
        ):
            decisions.append(
                Decision(
                    "started",
                    recorded.content.started,
                    "the `date` of the record, since it has no `started`",
                )
            )
        return Told(recorded.content, captured, tuple(decisions), recorded)


def _recorded(value: dict[str, Any], at: str) -> Recorded:
    """What a record holds, once its values are checked one by one."""
    try:
        recorded = records.read(value)
    except ModelError as error:
        raise BundleError(f"{shown(at)}: {error}", _MEND) from error
    if recorded.content == Content() and not recorded.captures:
        raise BundleError(
            f"{shown(at)} states nothing of a story", "Give at least its title, or an article"
        )
    places = [(capture.sha256, capture.at) for capture in recorded.captures]
    twice = next((number for number, place in enumerate(places) if place in places[:number]), None)
    if twice is not None:
        seen = f"{at}/captures/{twice} is of the same place in the same bundle as another"
        raise BundleError(seen, "Keep the right one of the two")
    if recorded.by_hand:
        _check_by_hand(recorded, at)
    return recorded


def _check_by_hand(recorded: Recorded, at: str) -> None:
    """Hold that a page can hold what a person is said to have written: it may not pass for what the program writes."""
    written = recorded.page(Story())
    try:
        same = page.read(page.write(written)) == written
        seen = "they would not be read back as they are"
    except PageError as error:
        same, seen = False, error.seen
    if not same:
        raise BundleError(
            f"the notes, sections or extra keys of {shown(at)} cannot stand on a page: {seen}",
            _MEND,
        )


def _with_unplaced(captures: tuple[Capture, ...], lines: tuple[str, ...]) -> tuple[Capture, ...]:
    """The captures, the last one with what the format has no key for."""
    if not captures or not lines:
        return captures
    *others, last = captures
    content = replace(last.content, unplaced=(*last.content.unplaced, *lines))
    return (*others, replace(last, content=content))
