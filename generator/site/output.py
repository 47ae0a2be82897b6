"""Write into the output folder: what differs is written, what vanished goes, nothing else."""

from __future__ import annotations

import contextlib
import filecmp
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from generator.errors import StoppedError, unwritable
from generator.site.manifest import MANIFEST, Manifest, stop_if_unwritable
from generator.system.atomic import BESIDE, write_atomic
from generator.system.file_state import file_state
from generator.system.locks import hold_lock


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """The files that one share of a build wrote, and counts."""

    paths: tuple[str, ...]
    written: int
    unchanged: int


def _has_content(file: str, data: bytes) -> bool:
    """Check that a file holds these bytes; it is read only where its size is theirs."""
    with contextlib.suppress(OSError):
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            return os.fstat(handle).st_size == len(data) and os.read(handle, len(data) + 1) == data
        finally:
            os.close(handle)
    return False


class OutputWriter:
    """Writes the files of one build, and knows which they are; paths are those below the output."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._manifest = Manifest(root)
        self._own: set[str] = set()
        self._pelicans: set[str] = set()
        # One for all files of a process: a build that breaks off leaves no more than it behind.
        self._beside = f"{root}/{MANIFEST}.{os.getpid()}{BESIDE}"
        self._lock = contextlib.ExitStack()
        self.begin()

    # --- the build --------------------------------------------------------------------------------

    def hold(self, lock: Path) -> None:
        """Keep the folder for this build alone until it is finished.

        Raises StoppedError where another build holds it.
        """
        busy = StoppedError(
            f"another build writes to {self.root}", "Wait until it has ended, and build again"
        )

        def refused(error: OSError) -> StoppedError:
            return StoppedError(unwritable(error, lock), "Name another CACHE_PATH")

        self._lock.enter_context(hold_lock(lock, busy, refused))
        self._manifest.reload()

    def begin(self) -> None:
        """Begin, or begin again: what was written stays in the manifest."""
        self._own = set()
        self._folders: dict[str, bool] = {}
        """Folders that are there, and whether this writer made them: then nothing of an earlier
        build is in them."""
        self.written = self.unchanged = self.removed = 0

    def share(self) -> OutputWriter:
        """Make a writer for one process of the build; `add_share` takes over what it wrote."""
        own = OutputWriter(self.root)
        own._pelicans = self._own | self._pelicans
        return own

    def summary(self) -> WrittenFiles:
        """List what this writer wrote, for `add_share`."""
        return WrittenFiles(tuple(self.own_paths()), self.written, self.unchanged)

    def add_share(self, written: WrittenFiles) -> None:
        """Take over what a share wrote; raises StoppedError where another wrote the same file."""
        for path in written.paths:
            self._claim(path)
        self.written += written.written
        self.unchanged += written.unchanged

    def finish(self) -> None:
        """Remove what vanished, with folders that it leaves empty, and write the manifest."""
        kept = self._own | self._pelicans
        self.removed += self._manifest.remove_others(kept)
        self._manifest.replace(kept, self._beside)
        self.release()

    def release(self) -> None:
        """Give the folder up, finished or not."""
        self.close()
        self._lock.close()

    def close(self) -> None:
        """Close the manifest."""
        self._manifest.close()

    # --- its files --------------------------------------------------------------------------------

    def own_paths(self) -> list[str]:
        """The files of this build so far that are not Pelican's."""
        return sorted(self._own)

    def paths(self) -> list[str]:
        """The files of this build so far."""
        return sorted(self._own | self._pelicans)

    def names_in(self, folder: str) -> frozenset[str]:
        """The names of the files in a folder."""
        try:
            return frozenset(os.listdir(self.root / folder))  # noqa: PTH208  # ten thousand names
        except (OSError, ValueError):  # none, or no name of one
            return frozenset()

    def changed_at(self, path: str) -> int:
        """When a file was written, or a folder's files came or went, in nanoseconds; 0 for none."""
        state = file_state(self.root / path)
        return state.changed if state else 0

    def _claim(self, path: str) -> None:
        if path in self._own or path in self._pelicans:
            raise StoppedError(
                f"two pages of the site would be written to {path}",
                "Give one another name: a hand-written page by its file name or `save_as`,"
                " stories by STORY_SAVE_AS",
            )
        self._manifest.add(path)
        self._own.add(path)

    def _claim_folder(self, folder: str) -> None:
        if f"{folder}/" not in self._own:
            self._manifest.add(f"{folder}/")
            self._own.add(f"{folder}/")

    # --- writing ----------------------------------------------------------------------------------

    def write(self, path: str, data: bytes, *, whole: bool = False) -> None:
        """Write one file, if it differs; `whole`: into a folder that is listed as a whole.

        Raises StoppedError as `stream`.
        """
        folder = path.rpartition("/")[0]
        if whole:
            self._claim_folder(folder)
        else:
            self._claim(path)
        with stop_if_unwritable(self.root / path):
            if not self._make_folder(folder) and _has_content(f"{self.root}/{path}", data):
                self.unchanged += 1
                return
            write_atomic(f"{self.root}/{path}", data, self._beside)
            self.written += 1

    @contextlib.contextmanager
    def stream(self, path: str) -> Iterator[IO[bytes]]:
        """Write one file that is too large to be held; it takes its place only if it differs.

        Raises StoppedError where the disk does not take it, or this build has written another one
        there.
        """
        self._claim(path)
        file = self.root / path
        with stop_if_unwritable(file):
            self.root.mkdir(parents=True, exist_ok=True)
            with open(self._beside, "wb") as opened:  # noqa: PTH123  # its path is a text
                yield opened
            if file.is_file() and filecmp.cmp(self._beside, file, shallow=False):
                self.unchanged += 1
            else:
                self._make_folder(path.rpartition("/")[0])
                os.replace(self._beside, f"{self.root}/{path}")  # noqa: PTH105  # as above
                self.written += 1

    def _make_folder(self, folder: str) -> bool:
        """Make a folder where it is missing; returns whether it is new."""
        if folder not in self._folders:
            there = os.path.isdir(f"{self.root}/{folder}")  # noqa: PTH112  # as above
            (self.root / folder).mkdir(parents=True, exist_ok=True)
            self._folders[folder] = not there
        return self._folders[folder]

    # --- what others wrote ------------------------------------------------------------------------

    def keep_file(self, path: str) -> None:
        """Keep a file as an earlier build left it."""
        self._claim(path)
        self.unchanged += 1

    def keep_folder(self, folder: str, files: int) -> None:
        """Keep a folder that is listed as a whole, with so many files, as it stands."""
        self._claim_folder(folder)
        self.unchanged += files

    def list_pelicans(self, path: str) -> None:
        """List a file that Pelican wrote."""
        if path not in self._own and path not in self._pelicans:
            self._manifest.add(path)
            self._pelicans.add(path)
