"""The results of earlier runs of `convert`: a bundle that is as it was need not be read again.

One SQLite file beside the pages, that can be thrown away at any time: to read every bundle again
then costs time only.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

import generator
from generator.system.compact_json import decode_json, encode_json
from generator.system.file_state import FileState, file_state, has_bytes, is_untouched
from generator.system.fingerprint import program_fingerprint

CACHE_FILE = ".known"
"""Below the content folder."""
_COLUMNS = "path, size, mtime, seen, sha256, captured, told, beside"
_TABLE = f"""
create table if not exists bundles (
  {_COLUMNS.replace("path,", "path blob primary key,")}
) without rowid
"""


class CacheKey(NamedTuple):
    """The files and the option by which a bundle is read."""

    path: Path
    sidecar: Path | None
    captured: str | None
    """The time of capture of the run's bundles."""


@dataclass(frozen=True, slots=True)
class CachedBundle:
    """The result of a bundle in which nothing was wrong."""

    sha256: str
    reader: str
    captures: int
    notes: tuple[str, ...]
    pages: tuple[tuple[str, str], ...]
    """Each page that it went to, below `content/stories`, and its state; a page may stand more
    than once."""
    sidecar: str | None = None
    """The SHA-256 of its sidecar."""


class _CachedRow(NamedTuple):
    """A row of the file, parsed."""

    state: FileState
    seen: int
    """When the run began, in nanoseconds."""
    captured: str | None
    fingerprint: str
    sidecar_name: str | None
    sidecar_state: FileState | None
    page_states: tuple[tuple[str, FileState | None], ...]
    bundle: CachedBundle


class ConversionCache:
    """The bundles that earlier runs met, of one content folder; a context, within its lock."""

    def __init__(self, content: Path, *, keep: bool) -> None:
        """`keep` tells whether what this run learns is kept."""
        self._stories, self._keep = content / "stories", keep
        self._fingerprint = program_fingerprint(Path(generator.__file__).parent)
        self._began = time.time_ns()
        self._learned: list[tuple[CacheKey, CachedBundle]] = []
        self._connection = self._connect(content / CACHE_FILE)

    def _connect(self, file: Path) -> sqlite3.Connection:
        if self._keep:
            with contextlib.suppress(sqlite3.Error, OSError):
                return self._create(file)
            with contextlib.suppress(sqlite3.Error, OSError):
                file.unlink(missing_ok=True)
                return self._create(file)
        elif file.exists():
            with contextlib.suppress(sqlite3.Error, OSError, ValueError):
                looked = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
                looked.execute("select count(*) from bundles").fetchone()
                return looked
        return self._create(":memory:")

    def _create(self, file: Path | str) -> sqlite3.Connection:
        connection = sqlite3.connect(file)
        # Losing it costs time only, so nothing waits for the disk.
        connection.execute("pragma synchronous = off")
        connection.execute(_TABLE)
        connection.execute(f"select {_COLUMNS} from bundles limit 1").fetchone()  # noqa: S608  # our own words
        return connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(sqlite3.Error):
            if self._keep:
                self._connection.executemany(
                    "insert or replace into bundles values (?, ?, ?, ?, ?, ?, ?, ?)", self._rows()
                )
                self._connection.commit()
        self._connection.close()

    def look_up(self, key: CacheKey) -> CachedBundle | None:
        """Find what an earlier run made of a bundle, if it would be made again; None where it must
        be read.

        The bundle's size and time tell that it is as it was, its digest where the time does not,
        and so do its sidecar's; pages must stand as that run left them, and the program be the
        same.
        """
        try:
            row = self._connection.execute(
                f"select {_COLUMNS} from bundles where path = ?",  # noqa: S608  # our own words
                (_path_key(key.path),),
            ).fetchone()
            cached = _parse_row(row) if row else None
            if cached is None or not self._holds(cached, key):
                return None
            return self._check_files(cached, key)
        except (sqlite3.Error, ValueError, TypeError, OSError):
            return None

    def _holds(self, cached: _CachedRow, key: CacheKey) -> bool:
        """Check that the program, the run and the pages are as they were."""
        return (
            cached.fingerprint == self._fingerprint
            and cached.captured == key.captured
            and cached.sidecar_name == (key.sidecar.name if key.sidecar else None)
            and all(file_state(self._stories / name) == at for name, at in cached.page_states)
        )

    def _check_files(self, cached: _CachedRow, key: CacheKey) -> CachedBundle | None:
        """Check the bundle and its sidecar, by their bytes where their times leave doubts."""
        files = [(key.path, cached.state, cached.bundle.sha256)]
        if key.sidecar and cached.sidecar_state:
            files.append((key.sidecar, cached.sidecar_state, cached.bundle.sidecar or ""))
        doubtful = [file for file in files if not is_untouched(file[0], file[1], cached.seen)]
        if not all(has_bytes(path, state.size, sha256) for path, state, sha256 in doubtful):
            return None
        if doubtful:
            self.learn(key, cached.bundle)
        return cached.bundle

    def learn(self, key: CacheKey, bundle: CachedBundle) -> None:
        """Keep what became of a bundle."""
        self._learned.append((key, bundle))

    def _rows(self) -> Iterator[tuple[object, ...]]:
        """Make the rows of what was learned; pages are looked at now, when all bundles have gone
        to them.
        """
        for key, bundle in self._learned:
            state = file_state(key.path)
            beside = file_state(key.sidecar) if key.sidecar else None
            if not state or (key.sidecar and not beside):
                continue
            pages = [
                [name, how, *(file_state(self._stories / name) or ())] for name, how in bundle.pages
            ]
            made = [self._fingerprint, bundle.reader, bundle.captures, list(bundle.notes), pages]
            sidecar = (
                encode_json([key.sidecar.name, *beside, bundle.sidecar])
                if key.sidecar and beside
                else None
            )
            yield (
                *(_path_key(key.path), *state, self._began, bundle.sha256, key.captured),
                *(encode_json(made), sidecar),
            )


def _path_key(path: Path) -> bytes:
    """Encode a path as the disk has it: it need not be UTF-8."""
    return os.fsencode(path.absolute())


def _parse_row(row: tuple[Any, ...]) -> _CachedRow:
    _, size, mtime, seen, sha256, captured, made, sidecar = row
    fingerprint, reader, captures, notes, pages = decode_json(made)
    name, *beside = decode_json(sidecar) if sidecar else (None,)
    return _CachedRow(
        FileState(size, mtime),
        seen,
        captured,
        fingerprint,
        name,
        FileState(*beside[:2]) if beside else None,
        tuple((page, FileState(*at) if at else None) for page, _, *at in pages),
        CachedBundle(
            sha256,
            reader,
            captures,
            tuple(notes),
            tuple((page, how) for page, how, *_ in pages),
            beside[2] if beside else None,
        ),
    )
