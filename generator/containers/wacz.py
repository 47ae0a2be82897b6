"""WACZ: a zip of WARC files with a list of its files, each with its digest, and a list of the pages
that a person chose.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.containers.base import Entry, Event, Fault, Note, Passed
from generator.containers.budget import Budget
from generator.containers.streams import CHUNK, DamagedError, whole
from generator.errors import BundleError, visible
from generator.text.normal import normal_line

PACKAGE = "datapackage.json"
_SIGNED = "datapackage-digest.json"
_ARCHIVE, _PAGES, _CHOSEN = "archive/", "pages/", "pages/pages.jsonl"
_AGAIN = "Fetch the archive again"
_LONGEST = 200
_MOST_MISSING = 20


def is_wacz(names: set[str]) -> bool:
    """Whether a zip of these members is one."""
    return PACKAGE in names and any(name.startswith(_ARCHIVE) for name in names)


Archive = Callable[[Entry, "frozenset[str] | None"], Iterator[Event]]
"""Reads a WARC file, given the addresses of the chosen pages."""


def events(
    entries: Mapping[str, Entry], budget: Budget, archive: Archive, met: set[str]
) -> Iterator[Event]:
    """What its WARC files hold; `met` is where `archive` puts the addresses that it meets."""
    bad: set[str] = set()
    for fault in _checked(entries, budget):
        bad.add(fault.name)
        yield fault
    listed = None
    if _CHOSEN in entries and _CHOSEN not in bad:
        try:
            listed = _listed(_whole(entries[_CHOSEN], budget))
        except BundleError as error:
            yield Fault(_CHOSEN, error)
    if listed is None:
        yield Note("It has no list of pages; each page in it is looked at.")
    for name, entry in entries.items():
        if name in bad or entry.folder:
            continue
        if name.startswith(_ARCHIVE):
            yield from archive(entry, listed)
        else:
            yield Passed(
                name, "list of pages" if name.startswith(_PAGES) else "index of a web archive"
            )
    missing = sorted((listed or frozenset()) - met)
    for address in missing[:_MOST_MISSING]:
        seen = f"it lists {visible(address[:_LONGEST])}, and no record of that is in the archive"
        yield Fault(_CHOSEN, BundleError(seen, "Crawl that page again"))
    if len(missing) > _MOST_MISSING:
        seen = f"it lists {len(missing) - _MOST_MISSING:,} more pages of which no record is in the archive"
        yield Fault(_CHOSEN, BundleError(seen, "Crawl the pages again"))


def _whole(entry: Entry, budget: Budget) -> bytes:
    # Its bytes count when the archive's own reading comes to it; here they are looked at
    # beforehand.
    return whole(entry.opened(), budget)


def _checked(entries: Mapping[str, Entry], budget: Budget) -> Iterator[Fault]:
    """What is not as the list of files says."""
    if PACKAGE not in entries:  # there is such a list, and it cannot be read, which is said of it
        return
    try:
        package = _whole(entries[PACKAGE], budget)
        signed = (
            _object(_whole(entries[_SIGNED], budget)).get("hash") if _SIGNED in entries else None
        )
        if isinstance(signed, str) and not _same(
            signed, lambda algorithm: hashlib.new(algorithm, package)
        ):
            yield Fault(
                PACKAGE, DamagedError(f"its digest is not the one that {_SIGNED} states", _AGAIN)
            )
        resources = _object(package).get("resources")
    except BundleError as error:
        yield Fault(PACKAGE, error)
        return
    for resource in resources if isinstance(resources, list) else ():
        path = resource.get("path") if isinstance(resource, dict) else None
        if not isinstance(path, str):
            yield Fault(PACKAGE, DamagedError("one of its resources has no path", _AGAIN))
        elif path not in entries:
            shown = normal_line(visible(path[:_LONGEST])) or "unnamed"
            yield Fault(
                PACKAGE, DamagedError(f"it lists {shown}, which is not in the archive", _AGAIN)
            )
        else:
            fault = _resource(entries[path], resource, budget)
            if fault:
                yield fault


def _resource(entry: Entry, stated: dict[str, Any], budget: Budget) -> Fault | None:
    """What is wrong with a file of the list."""
    stats = stated.get("stats")
    stats = stats if isinstance(stats, dict) else {}
    digest = stated.get("hash") or stats.get(
        "hash"
    )  # the first versions of the format kept it in `stats`
    if not isinstance(digest, str):
        return None
    if ":" not in digest:
        digest = f"{stated.get('hashing', 'sha256')}:{digest}"

    def digested(algorithm: str) -> Any:
        made = hashlib.new(algorithm)
        stream = entry.opened()
        while part := stream.read(CHUNK):
            made.update(part)
        return made

    try:
        same = _same(digest, digested)
    except BundleError as error:
        return Fault(entry.name, error)
    return (
        None
        if same
        else Fault(
            entry.name, DamagedError(f"its digest is not the one that {PACKAGE} states", _AGAIN)
        )
    )


def _same(stated: str, digested: Callable[[str], Any]) -> bool:
    """Whether a digest, `sha256:…`, is that of these bytes; one that cannot be checked is not held against them."""
    algorithm, _, digits = stated.partition(":")
    name = algorithm.strip().lower().replace("-", "")
    return (
        name not in ("sha256", "sha512", "sha1", "md5")
        or digested(name).hexdigest() == digits.strip().lower()
    )


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DamagedError(f"it is no JSON ({type(error).__name__})", _AGAIN) from error
    if not isinstance(value, dict):
        raise DamagedError("it is no object in JSON", _AGAIN)
    return value


def _listed(data: bytes) -> frozenset[str]:
    """The addresses in a list of pages, one object a line."""
    found = set()
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            try:
                address = _object(line).get("url")
            except DamagedError as error:
                raise DamagedError(f"its line {number:,} is no object in JSON", _AGAIN) from error
            if isinstance(address, str):
                found.add(address)
    return frozenset(found)
