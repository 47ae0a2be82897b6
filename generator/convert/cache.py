"""What earlier runs of `convert` made of bundles, so that those that are as they were need not be read again.

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
from typing import Any, Self

import generator
from generator.system import compact_json as jsons
from generator.system.file_state import FileState, file_state, has_bytes, is_untouched
from generator.system.fingerprint import stamp

FILE = ".known"
"""Below the content folder."""
_TABLE = """
create table if not exists bundles (
  path blob primary key, size integer, mtime integer, seen integer, sha256 text, captured text, told text, beside text
) without rowid
"""


@dataclass(frozen=True, slots=True)
class Past:
    """What a run made of a bundle in which nothing was wrong."""

    sha256: str
    reader: str
    captures: int
    notes: tuple[str, ...]
    pages: tuple[tuple[str, str], ...]
    """Each page that it went to, below `content/stories`, and its state; each once, or more often."""
    sidecar: str | None = None
    """The SHA-256 of its sidecar."""


def _key(path: Path) -> bytes:
    """A path as the disk has it: it need not be UTF-8."""
    return os.fsencode(path.absolute())


class Known:
    """The bundles that earlier runs met, of one content folder; use it as a context, within the folder's lock."""

    def __init__(self, content: Path, *, keep: bool) -> None:
        """`keep` tells whether what this run learns is kept."""
        self._stories, self._keep = content / "stories", keep
        self._stamp = stamp(Path(generator.__file__).parent)
        self._began = time.time_ns()
        self._learned: list[tuple[Path, Path | None, str | None, Past]] = []
        self._connection = self._opened(content / FILE)

    def _opened(self, file: Path) -> sqlite3.Connection:
        if self._keep:
            with contextlib.suppress(sqlite3.Error, OSError):
                return self._made(file)
            with contextlib.suppress(sqlite3.Error, OSError):
                file.unlink(missing_ok=True)
                return self._made(file)
        elif file.exists():
            with contextlib.suppress(sqlite3.Error, OSError, ValueError):
                looked = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
                looked.execute("select count(*) from bundles").fetchone()
                return looked
        return self._made(":memory:")

    def _made(self, file: Path | str) -> sqlite3.Connection:
        connection = sqlite3.connect(file)
        # Losing it costs time only, so nothing waits for the disk.
        connection.execute("pragma synchronous = off")
        connection.execute(_TABLE)
        connection.execute(
            "select path, size, mtime, seen, sha256, captured, told, beside from bundles limit 1"
        ).fetchone()
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

    def _rows(self) -> Iterator[tuple[object, ...]]:
        """What was learned; pages are looked at now, when all bundles have gone to them."""
        for path, sidecar, captured, past in self._learned:
            state, beside = file_state(path), file_state(sidecar) if sidecar else None
            pages = [
                [name, how, *(file_state(self._stories / name) or ())] for name, how in past.pages
            ]
            if state and (beside or not sidecar):
                told = jsons.write(
                    [self._stamp, past.reader, past.captures, list(past.notes), pages]
                )
                file = (
                    jsons.write([sidecar.name, *beside, past.sidecar])
                    if sidecar and beside
                    else None
                )
                yield (_key(path), *state, self._began, past.sha256, captured, told, file)

    def past(self, path: Path, sidecar: Path | None, captured: str | None) -> Past | None:
        """What an earlier run made of a bundle, if that would be made of it again; None where it is to be read.

        The bundle's size and time tell that it is as it was, its digest where the time does not,
        and so do its sidecar's; pages must stand as that run left them, and the program be the
        same.
        """
        try:
            row = self._connection.execute(
                "select * from bundles where path = ?", (_key(path),)
            ).fetchone()
            return self._checked(path, sidecar, captured, row) if row else None
        except (sqlite3.Error, ValueError, TypeError, OSError):
            return None

    def _checked(
        self, path: Path, sidecar: Path | None, captured: str | None, row: tuple[Any, ...]
    ) -> Past | None:
        _, size, mtime, seen, sha256, was_captured, told, file = row
        by, reader, captures, notes, pages = jsons.read(told)
        name, *beside = jsons.read(file) if file else (None,)
        if (
            by != self._stamp
            or was_captured != captured
            or name != (sidecar.name if sidecar else None)
        ):
            return None
        if any(file_state(self._stories / name) != tuple(when) for name, _, *when in pages):
            return None
        files = [(path, FileState(size, mtime), sha256)]
        if sidecar:
            files.append((sidecar, FileState(*beside[:2]), beside[2]))
        doubtful = [file for file in files if not is_untouched(file[0], file[1], seen)]
        if not all(has_bytes(file, state.size, digest) for file, state, digest in doubtful):
            return None
        told_of = tuple((name, how) for name, how, *_ in pages)
        past = Past(sha256, reader, captures, tuple(notes), told_of, beside[2] if sidecar else None)
        if doubtful:
            self.learn(path, sidecar, captured, past)
        return past

    def learn(self, path: Path, sidecar: Path | None, captured: str | None, past: Past) -> None:
        """Take note of what became of a bundle."""
        self._learned.append((path, sidecar, captured, past))
