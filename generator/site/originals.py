"""Offer the bundles of a month's stories in one zip, each with its sidecar.

A zip, since browsers run what saved pages hold, and no host can be told not to. Its bytes follow
from its bundles alone.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from generator.catalog.database import Catalog
from generator.system.file_state import FileState, file_sha256, file_state

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip can state; files' own times are not told."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Original:
    """A bundle that is offered."""

    file: Path
    name: str
    """Below `content/bundles`, and in the zip."""
    sha256: str


Originals = dict[str, list[Original]]
"""The bundles that are offered, by the path of the zip in which they stand."""


@lru_cache(maxsize=1 << 10)  # of a container there are as many captures as it has members
def _digest_file(file: Path, _: FileState | None) -> str:
    return file_sha256(file)


def _find_original(bundles: Path, name: str, sha256: str) -> Original | None:
    """Find the bundle of a capture, or the container that it stood in.

    It must still be in the inbox with the same bytes.
    """
    file = bundles / name
    # As Windows reads a name as well: the zip may be unpacked there.
    known = PureWindowsPath(name)
    inside = known.name and not known.anchor and ".." not in known.parts
    try:
        if inside and file.is_file() and _digest_file(file, file_state(file)) == sha256:
            return Original(file, name, sha256)
    except (
        OSError,
        ValueError,
    ):  # one that cannot be read is not offered; a NUL is no part of a name
        return None
    return None


def find_originals(catalog: Catalog, bundles: Path) -> Originals:
    """Find the originals by the path of their zip.

    A bundle of several stories stands in the zip of the newest one.

    One that holds a story which was withdrawn is not offered, whatever else it holds.
    """
    if not bundles.is_dir():
        return {}
    zips: dict[str, list[Original]] = defaultdict(list)
    seen = set(catalog.withheld())
    for day, sha256, name in catalog.captures():
        path = f"originals/{day[:7] if day else 'undated'}.zip"
        if sha256 not in seen and (found := _find_original(bundles, name, sha256)):
            seen.add(found.sha256)
            zips[path].append(found)
    return dict(zips)


def pack_zip(originals: list[Original], into: IO[bytes]) -> None:
    """Write one zip, with sidecars as they stand.

    A capture's address, time and licence may follow from its sidecar alone.
    """
    from generator.bundles.finding import (
        FolderSidecars,
    )  # with all readers, a fifth of a second for archives that offer originals

    folders = FolderSidecars()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for original in sorted(originals, key=lambda found: found.name):
            _add_member(original.file, original.name, packed)
            sidecar = folders.find_bundle(original.file, None).sidecar
            if sidecar:
                _add_member(
                    sidecar, str(PurePosixPath(original.name).with_name(sidecar.name)), packed
                )


def _add_member(file: Path, name: str, into: zipfile.ZipFile) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    member.create_system = 3  # on every system
    member.file_size = file.stat().st_size  # more than 2 GB takes another form
    with file.open("rb") as source, into.open(member, "w") as target:
        for chunk in _read_chunks(source):
            target.write(chunk)


def _read_chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        yield chunk
