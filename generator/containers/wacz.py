"""WACZ: a zip of WARC files, with a digest for each of its files and a list of the chosen pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.containers.budget import Budget
from generator.containers.events import (
    ContainerEntry,
    ContainerEvent,
    ContainerNote,
    MemberFault,
    SkippedMember,
)
from generator.containers.streams import CHUNK, DamagedError, read_whole
from generator.errors import BundleError, visible
from generator.text.normal import line

PACKAGE = "datapackage.json"
"""The list of the files, with their digests."""
_PACKAGE_DIGEST = "datapackage-digest.json"
_ARCHIVE, _PAGES, _PAGE_LIST = "archive/", "pages/", "pages/pages.jsonl"
_AGAIN = "Fetch the archive again"
_LONGEST = 200
"""Characters of an address or a path that a sentence cites."""
_MOST_MISSING = 20
"""Pages that are named if they are missing; further ones are counted."""
_ALGORITHMS = ("sha256", "sha512", "sha1", "md5")

ReadWarc = Callable[[ContainerEntry, "frozenset[str] | None"], Iterator[ContainerEvent]]
"""Reads a WARC file, given the addresses of the chosen pages, or None without a list of pages."""


def is_wacz(names: set[str]) -> bool:
    """Check by the names of its members whether a zip is a WACZ."""
    return PACKAGE in names and any(name.startswith(_ARCHIVE) for name in names)


def read_wacz(
    entries: Mapping[str, ContainerEntry],
    budget: Budget,
    read_warc: ReadWarc,
    read_addresses: set[str],
) -> Iterator[ContainerEvent]:
    """Read the WARC files of a WACZ; `read_warc` adds the addresses in them to `read_addresses`."""
    bad: set[str] = set()
    for fault in _check_package(entries, budget):
        bad.add(fault.name)
        yield fault
    pages = None
    if _PAGE_LIST in entries and _PAGE_LIST not in bad:
        try:
            pages = _parse_page_list(_read_entry(entries[_PAGE_LIST], budget))
        except BundleError as error:
            yield MemberFault(_PAGE_LIST, error)
    if pages is None:
        yield ContainerNote("It has no list of pages; each page in it is looked at.")
    for name, entry in entries.items():
        if name in bad or entry.is_folder:
            continue
        if name.startswith(_ARCHIVE):
            yield from read_warc(entry, pages)
        else:
            is_list = name.startswith(_PAGES)
            yield SkippedMember(name, "list of pages" if is_list else "index of a web archive")
    yield from _missing_pages(sorted((pages or frozenset()) - read_addresses))


def _missing_pages(missing: list[str]) -> Iterator[MemberFault]:
    """A fault for each listed page that no WARC file holds."""
    for address in missing[:_MOST_MISSING]:
        cited = visible(address[:_LONGEST])
        seen = f"it lists {cited}, and no record of that is in the archive"
        yield MemberFault(_PAGE_LIST, BundleError(seen, "Crawl that page again"))
    if len(missing) > _MOST_MISSING:
        more = len(missing) - _MOST_MISSING
        seen = f"it lists {more:,} more pages of which no record is in the archive"
        yield MemberFault(_PAGE_LIST, BundleError(seen, "Crawl the pages again"))


def _read_entry(entry: ContainerEntry, budget: Budget) -> bytes:
    return read_whole(entry.source(), budget)


def _check_package(entries: Mapping[str, ContainerEntry], budget: Budget) -> Iterator[MemberFault]:
    """A fault for each file that is not as the package states."""
    if PACKAGE not in entries:  # it cannot be read, which another fault says already
        return
    try:
        package = _read_entry(entries[PACKAGE], budget)
        if not _has_stated_digest(package, entries, budget):
            seen = f"its digest is not the one that {_PACKAGE_DIGEST} states"
            yield MemberFault(PACKAGE, DamagedError(seen, _AGAIN))
        resources = _parse_object(package).get("resources")
    except BundleError as error:
        yield MemberFault(PACKAGE, error)
        return
    for resource in resources if isinstance(resources, list) else ():
        path = resource.get("path") if isinstance(resource, dict) else None
        if not isinstance(path, str):
            seen = "one of its resources has no path"
            yield MemberFault(PACKAGE, DamagedError(seen, _AGAIN))
        elif path not in entries:
            cited = line(visible(path[:_LONGEST])) or "unnamed"
            seen = f"it lists {cited}, which is not in the archive"
            yield MemberFault(PACKAGE, DamagedError(seen, _AGAIN))
        else:
            fault = _check_resource(entries[path], resource)
            if fault:
                yield fault


def _has_stated_digest(
    package: bytes, entries: Mapping[str, ContainerEntry], budget: Budget
) -> bool:
    """Check the package against its own digest, if one is stated."""
    if _PACKAGE_DIGEST not in entries:
        return True
    stated = _parse_object(_read_entry(entries[_PACKAGE_DIGEST], budget)).get("hash")
    return not isinstance(stated, str) or _digest_matches(
        stated, lambda algorithm: hashlib.new(algorithm, package)
    )


def _check_resource(entry: ContainerEntry, stated: dict[str, Any]) -> MemberFault | None:
    """Check the digest of a file, if one is stated."""
    stats = stated.get("stats")
    stats = stats if isinstance(stats, dict) else {}
    # The first versions of the format had the digest in `stats`, without its algorithm.
    digest = stated.get("hash") or stats.get("hash")
    if not isinstance(digest, str):
        return None
    if ":" not in digest:
        digest = f"{stated.get('hashing', 'sha256')}:{digest}"

    def digest_of_file(algorithm: str) -> Any:
        made = hashlib.new(algorithm)
        stream = entry.source()
        while part := stream.read(CHUNK):
            made.update(part)
        return made

    try:
        matches = _digest_matches(digest, digest_of_file)
    except BundleError as error:
        return MemberFault(entry.name, error)
    if matches:
        return None
    seen = f"its digest is not the one that {PACKAGE} states"
    return MemberFault(entry.name, DamagedError(seen, _AGAIN))


def _digest_matches(stated: str, make_digest: Callable[[str], Any]) -> bool:
    """Compare a stated digest, `sha256:…`; one of an unknown algorithm matches anything."""
    algorithm, _, digits = stated.partition(":")
    name = algorithm.strip().lower().replace("-", "")
    return name not in _ALGORITHMS or make_digest(name).hexdigest() == digits.strip().lower()


def _parse_object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DamagedError(f"it is no JSON ({type(error).__name__})", _AGAIN) from error
    if not isinstance(value, dict):
        raise DamagedError("it is no object in JSON", _AGAIN)
    return value


def _parse_page_list(data: bytes) -> frozenset[str]:
    """Parse the addresses in a list of pages, which has an object in each line."""
    addresses = set()
    for number, stated in enumerate(data.split(b"\n"), 1):
        if stated.strip():
            try:
                address = _parse_object(stated).get("url")
            except DamagedError as error:
                raise DamagedError(f"its line {number:,} is no object in JSON", _AGAIN) from error
            if isinstance(address, str):
                addresses.add(address)
    return frozenset(addresses)
