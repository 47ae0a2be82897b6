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
"""The keys of a sidecar, and the kind of each value."""
_PLACING = ("address", "captured")
"""These two keys fix a page's path for good, so a bad value stops the bundle."""
_MEND = "Mend the sidecar, and convert the bundle again"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A sidecar's statements of its bundle."""

    name: str
    sha256: str
    address: str | None = None
    captured: str | None = None
    language: str | None = None
    note: str | None = None
    licence: str | None = None
    emptied: tuple[str, ...] = ()
    """Keys that it sets to nothing, so that an earlier value is taken back: note or licence."""
    notes: tuple[str, ...] = ()
    """Sentences on what in it is left out."""


def unusable_sidecar(name: str, seen: str, hint: str = _MEND) -> BundleError:
    """Explain that a bundle's sidecar cannot be used, and so the bundle neither."""
    return BundleError(f"its sidecar {name} cannot be used: {seen}", hint)


def sidecar_name(name: str) -> str:
    """Name the sidecar of a bundle by the bundle's whole name."""
    return f"{name}{ENDING}"


def stem_sidecar_name(name: str) -> str:
    """Name the sidecar that a bundle may have by its name without the ending."""
    return sidecar_name(name.rpartition(".")[0] if "." in name else name)


def sidecar_owners(names: set[str]) -> dict[str, tuple[str, ...]]:
    """Find the sidecars among the names of a folder, each with its possible bundles.

    `story.txt.meta.json` belongs to `story.txt` alone; `story.meta.json` to any `story.*` without a
    sidecar of its own.
    """
    found = {name for name in names if name.endswith(ENDING)}
    if not found:
        return {}
    bundles = names - found
    possible: dict[str, list[str]] = {name: [] for name in found}
    for bundle in sorted(bundles):
        if sidecar_name(bundle) not in found:
            possible.get(stem_sidecar_name(bundle), []).append(bundle)
    whole = {name: name.removesuffix(ENDING) for name in found}
    return {name: (of,) if of in bundles else tuple(possible[name]) for name, of in whole.items()}


def folder_bundle(names: Iterable[str], stated: bytes | None) -> str | None:
    """Find the one bundle to which the folder's sidecar belongs.

    `names` are the files beside it that are no pictures or the like, `stated` are its bytes.

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


def pair_sidecars(names: frozenset[str], stated: Mapping[str, bytes]) -> dict[str, str]:
    """Pair the bundles of a folder with their sidecars; `stated` holds the sidecars' bytes."""
    found = {of[0]: sidecar for sidecar, of in sidecar_owners(set(names)).items() if len(of) == 1}
    whole = folder_bundle(names, stated.get(FOLDER))
    return {whole: FOLDER, **found} if whole else found


def read_sidecar(bundle: Bundle) -> Sidecar:
    """Read a sidecar's bytes; raises BundleError where it cannot be used."""
    stated = _sidecar_object(bundle)
    notes = [f"The sidecar {bundle.name}: {note}" for note in bundle.decoded.notes]
    nothing = [
        key
        for key, value in stated.items()
        if value is None or (isinstance(value, str) and not value.strip())
    ]
    values = {
        key: _sidecar_value(key, value, bundle.name, notes)
        for key, value in stated.items()
        if key not in nothing
    }
    known = {key: value for key, value in values.items() if value is not None}
    emptied = tuple(key for key in ("note", "licence") if key in nothing)
    return Sidecar(bundle.name, bundle.sha256, **known, emptied=emptied, notes=tuple(notes))


def _sidecar_object(bundle: Bundle) -> dict[str, Any]:
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


def _sidecar_value(key: str, stated: Any, name: str, notes: list[str]) -> Any:
    """Bring a value into the model's form; None, and a note, for one that is left out."""
    if key not in KEYS:
        notes.append(
            f"The sidecar {name} has a key {quote_text(key)}, which is left out; "
            f"known are {', '.join(KEYS)}."
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


def add_sidecar(readings: Readings, sidecar: Sidecar) -> Readings:
    """Add what a sidecar states to the readings of its bundle."""
    notes = list(sidecar.notes)
    alone = len(readings.stories) == 1 and not readings.problems
    if sidecar.address and not alone:
        notes.append(
            f"The sidecar {sidecar.name} gives one address, "
            f"and the bundle holds several stories; it is left out."
        )
    stories = [
        _add_to_reading(reading, sidecar, sidecar.address if alone else None, notes)
        for reading in readings.stories
    ]
    if stories:
        stories[0] = replace(stories[0], notes=(*dict.fromkeys(notes), *stories[0].notes))
    return replace(readings, stories=tuple(stories), sidecar=sidecar.sha256)


def _add_to_reading(
    reading: Reading, sidecar: Sidecar, address: str | None, notes: list[str]
) -> Reading:
    own = reading.content
    if reading.recorded and reading.recorded.captures:
        notes.append(
            f"The sidecar {sidecar.name} says nothing of the captures that a record lists; "
            f"it is left out there."
        )
        return reading
    if address and own.url and canonical_address(own.url) != canonical_address(address):
        notes.append(
            f"The sidecar {sidecar.name} gives another address than the bundle, "
            f"{own.url}, which is kept."
        )
    if sidecar.language and own.language and fold(own.language) != fold(sidecar.language):
        notes.append(
            f"The sidecar {sidecar.name} gives another language than the bundle, "
            f"{own.language}, which is kept."
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
            *_sidecar_decisions(reading, sidecar, stated),
        ),
    )


def _sidecar_decisions(
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
