"""Sidecars: what the archivist knows of a bundle and the bundle does not say, in a file
`NAME.meta.json` beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.errors import BundleError
from generator.readers.base import Bundle, Decision, Reading, Readings
from generator.readers.json.document import describe_value, quote_text
from generator.readers.json.mapping import LINE, MOMENT, TEXT, ValueKind, json_leaves
from generator.text.addresses import canonical_address
from generator.text.charset import replacement_note
from generator.text.normal import fold, normal_line, repair_text

ENDING = ".meta.json"
FOLDER = "meta.json"
"""The sidecar of the one page in its folder, beside which only pictures and the like stand."""


def _address(value: Any) -> str | None:
    return normal_line(value) if isinstance(value, str) and canonical_address(value) else None


_ADDRESS = ValueKind("an http address", _address)
KEYS = {"address": _ADDRESS, "captured": MOMENT, "language": LINE, "note": TEXT, "licence": LINE}
"""What a sidecar can state, and the kind of each value."""
_PLACING = ("address", "captured")
"""What decides where a page stands, which it then does for good: a bundle does not become one while
these are in doubt."""
_MEND = "Mend the sidecar, and convert the bundle again"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar states."""

    name: str
    sha256: str
    address: str | None = None
    captured: str | None = None
    language: str | None = None
    note: str | None = None
    licence: str | None = None
    emptied: tuple[str, ...] = ()
    """What it states to be nothing, and takes back if it stated something before: note or licence."""
    notes: tuple[str, ...] = ()
    """What in it is left out, as sentences."""


def unusable(name: str, seen: str, hint: str = _MEND) -> BundleError:
    """That a bundle's sidecar cannot be used, and so the bundle neither."""
    return BundleError(f"its sidecar {name} cannot be used: {seen}", hint)


def of_whole(name: str) -> str:
    """The sidecar of a bundle by its whole name."""
    return f"{name}{ENDING}"


def of_stem(name: str) -> str:
    """The sidecar that a bundle may have by its name without the ending."""
    return of_whole(name.rpartition(".")[0] if "." in name else name)


def owners(names: set[str]) -> dict[str, tuple[str, ...]]:
    """The sidecars among the names of a folder, each with the bundles that it may belong to.

    `story.txt.meta.json` belongs to `story.txt` alone; `story.meta.json` to any `story.*` without a
    sidecar of its own.
    """
    found = {name for name in names if name.endswith(ENDING)}
    if not found:
        return {}
    bundles = names - found
    possible: dict[str, list[str]] = {name: [] for name in found}
    for bundle in sorted(bundles):
        if of_whole(bundle) not in found:
            possible.get(of_stem(bundle), []).append(bundle)
    whole = {name: name.removesuffix(ENDING) for name in found}
    return {name: (of,) if of in bundles else tuple(possible[name]) for name, of in whole.items()}


def of_folder(names: Iterable[str], stated: bytes | None) -> str | None:
    """The one bundle to which the folder's sidecar belongs, given the names beside it that are no pictures or the like.

    What is no sidecar by its keys is a bundle itself, whatever its name.
    """
    if stated is None:
        return None
    pages = [name for name in names if name != FOLDER and not name.endswith(ENDING)]
    try:
        value = json.loads(stated)
    except (ValueError, RecursionError):
        return None
    return (
        pages[0]
        if len(pages) == 1 and isinstance(value, dict) and KEYS.keys() & value.keys()
        else None
    )


def beside(names: frozenset[str], stated: Mapping[str, bytes]) -> dict[str, str]:
    """The bundles among the names of a folder that have a sidecar, each with that; `stated` holds the sidecars' bytes."""
    found = {of[0]: sidecar for sidecar, of in owners(set(names)).items() if len(of) == 1}
    whole = of_folder(names, stated.get(FOLDER))
    return {whole: FOLDER, **found} if whole else found


def read(bundle: Bundle) -> Sidecar:
    """What a sidecar's bytes state; raises BundleError where it cannot be used."""
    stated = _object(bundle)
    notes = [f"The sidecar {bundle.name}: {note}" for note in bundle.decoded.notes]
    nothing = [
        key
        for key, value in stated.items()
        if value is None or (isinstance(value, str) and not value.strip())
    ]
    values = {
        key: _value(key, value, bundle.name, notes)
        for key, value in stated.items()
        if key not in nothing
    }
    known = {key: value for key, value in values.items() if value is not None}
    emptied = tuple(key for key in ("note", "licence") if key in nothing)
    return Sidecar(bundle.name, bundle.sha256, **known, emptied=emptied, notes=tuple(notes))


def _object(bundle: Bundle) -> dict[str, Any]:
    document = bundle.document
    if document and document.problems:
        raise document.problems[0]
    whole = [member.value for member in document.candidates if not member.at] if document else []
    if not whole or not isinstance(whole[0], dict):
        raise BundleError("it is no single object in JSON", _MEND)
    for _ in json_leaves(
        whole[0], ""
    ):  # raises at what no field can hold, such as a key that stands twice
        pass
    return whole[0]


def _value(key: str, stated: Any, name: str, notes: list[str]) -> Any:
    """A value in the model's form; None, and a note, for one that is left out."""
    if key not in KEYS:
        notes.append(
            f"The sidecar {name} has a key {quote_text(key)}, which is left out; known are {', '.join(KEYS)}."
        )
        return None
    words, replaced = repair_text(stated) if isinstance(stated, str) else (stated, 0)
    found = KEYS[key].parse(words)
    if found is None:
        seen = f"{key} is {describe_value(stated)}, where {KEYS[key].name} is wanted"
        if key in _PLACING:
            raise BundleError(seen, _MEND)
        notes.append(f"The sidecar {name}: {seen}; it is left out.")
    if replaced:
        notes.append(f"The sidecar {name}: {replacement_note(replaced)}")
    return found


# --- what it adds to a bundle ---------------------------------------------------------------------


def added(readings: Readings, sidecar: Sidecar) -> Readings:
    """The readings of a bundle with what its sidecar states of them."""
    notes = list(sidecar.notes)
    alone = len(readings.stories) == 1 and not readings.problems
    if sidecar.address and not alone:
        notes.append(
            f"The sidecar {sidecar.name} gives one address, and the bundle holds several stories; it is left out."
        )
    stories = [
        _added(reading, sidecar, sidecar.address if alone else None, notes)
        for reading in readings.stories
    ]
    if stories:
        stories[0] = replace(stories[0], notes=(*dict.fromkeys(notes), *stories[0].notes))
    return replace(readings, stories=tuple(stories), sidecar=sidecar.sha256)


def _added(reading: Reading, sidecar: Sidecar, address: str | None, notes: list[str]) -> Reading:
    own = reading.content
    if reading.recorded and reading.recorded.captures:
        notes.append(
            f"The sidecar {sidecar.name} says nothing of the captures that a record lists; it is left out there."
        )
        return reading
    if address and own.url and canonical_address(own.url) != canonical_address(address):
        notes.append(
            f"The sidecar {sidecar.name} gives another address than the bundle, {own.url}, which is kept."
        )
    if sidecar.language and own.language and fold(own.language) != fold(sidecar.language):
        notes.append(
            f"The sidecar {sidecar.name} gives another language than the bundle, {own.language}, which is kept."
        )
    stated = {
        "address": address if own.url is None else None,
        "captured": sidecar.captured,
        "language": sidecar.language if own.language is None else None,
        "note": sidecar.note,
        "licence": sidecar.licence,
    }
    return replace(
        reading,
        content=replace(own, url=own.url or address, language=own.language or sidecar.language),
        captured=sidecar.captured or reading.captured,
        note=sidecar.note,
        licence=sidecar.licence,
        sidecar=tuple(key for key, value in stated.items() if value or key in sidecar.emptied),
        decisions=(
            *(
                decision
                for decision in reading.decisions
                if decision.about != "captured" or not sidecar.captured
            ),
            *_decisions(reading, sidecar, stated),
        ),
    )


def _decisions(
    reading: Reading, sidecar: Sidecar, stated: dict[str, str | None]
) -> Iterator[Decision]:
    for about in ("address", "captured", "language"):
        choice = stated[about]
        if choice:
            rule = f"the sidecar {sidecar.name} says so"
            other = reading.captured if about == "captured" and reading.captured != choice else None
            yield Decision(
                about, choice, f"{rule}; the bundle itself says {other}" if other else rule
            )
