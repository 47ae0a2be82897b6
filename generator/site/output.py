"""The door to the output folder: writes what differs, removes what the last build wrote and this one did not, nothing else.

The manifest stands in the output itself, so that it goes where the files go.
"""

from __future__ import annotations

import contextlib
import filecmp
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from generator.errors import MAKE_ROOM, StoppedError, unwritable
from generator.system.atomic import BESIDE, write_atomic
from generator.system.file_state import file_state
from generator.system.locks import hold_lock

MANIFEST = ".story-archive"
"""A list of the files that the build wrote, a path a line; hosts that drop hidden files may drop
it.

A slash ends the line of a folder that is named by what it holds, and has files of the build
only."""
_WITHIN = re.compile("[a-z]{0,2}[0-9]*[.]js")
"""The names of files in such folders; what else lies in one is somebody's own."""


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """What one share of a build wrote."""

    paths: tuple[str, ...]
    written: int
    unchanged: int


def _holds(file: str, data: bytes) -> bool:
    """Whether a file holds these bytes; read only where its size is theirs."""
    with contextlib.suppress(OSError):
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            return os.fstat(handle).st_size == len(data) and os.read(handle, len(data) + 1) == data
        finally:
            os.close(handle)
    return False


class OutputWriter:
    """One build's way into the output folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._before = self._listed()
        self._own: set[str] = set()
        self._pelicans: set[str] = set()
        # One for all files of a process: a build that breaks off leaves no more than it behind.
        self._beside = f"{root}/{MANIFEST}.{os.getpid()}{BESIDE}"
        self._lock = contextlib.ExitStack()
        self._manifest: IO[bytes] | None = None
        self.begin()

    def hold(self, lock: Path) -> None:
        """Keep the folder for this build alone until it is finished; raises StoppedError where another one holds it."""
        busy = StoppedError(
            f"another build writes to {self.root}", "Wait until it has ended, and build again"
        )

        def refused(error: OSError) -> StoppedError:
            return StoppedError(unwritable(error, lock), "Name another CACHE_PATH")

        self._lock.enter_context(hold_lock(lock, busy, refused))
        self._before = self._listed()  # what another build listed meanwhile

    def begin(self) -> None:
        """Begin, or begin again: what was written stays known."""
        self._before |= self._own
        self._own = set()
        self._folders: dict[str, bool] = {}
        """Those that are there, and whether this way made them: then nothing of an earlier build is
        in them."""
        self.written = self.unchanged = self.removed = 0

    def share(self) -> OutputWriter:
        """A way of its own for one process of the build; what it wrote comes back by `absorb`."""
        own = OutputWriter(self.root)
        own._pelicans = self._own | self._pelicans
        return own

    def told(self) -> WrittenFiles:
        """What was written this way."""
        return WrittenFiles(tuple(self.own()), self.written, self.unchanged)

    def absorb(self, written: WrittenFiles) -> None:
        """Take over what a share wrote; raises StoppedError where another one wrote the same file."""
        for path in written.paths:
            self._take(path)
        self.written += written.written
        self.unchanged += written.unchanged

    def own(self) -> list[str]:
        """The files of this build so far that are not Pelican's."""
        return sorted(self._own)

    def paths(self) -> list[str]:
        """The files of this build so far."""
        return sorted(self._own | self._pelicans)

    def _listed(self) -> set[str]:
        try:
            return set((self.root / MANIFEST).read_text(encoding="utf-8").split("\n")) - {""}
        except (OSError, UnicodeDecodeError):
            return set()

    def write(self, path: str, data: bytes, *, whole: bool = False) -> None:
        """Write one file, if it differs; `whole`: into a folder that is listed as a whole. Raises StoppedError as `stream`."""
        if whole:
            self._fold(path.rpartition("/")[0])
        else:
            self._take(path)
        with self._writing(path):
            if not self._makes(path.rpartition("/")[0]) and _holds(f"{self.root}/{path}", data):
                self.unchanged += 1
                return
            write_atomic(f"{self.root}/{path}", data, self._beside)
            self.written += 1

    def stands(self, folder: str, files: int) -> None:
        """Take a folder that is listed as a whole, with so many files, as an earlier build left it."""
        self._fold(folder)
        self.unchanged += files

    def stays(self, path: str) -> None:
        """Take a file as an earlier build left it."""
        self._take(path)
        self.unchanged += 1

    def names(self, folder: str) -> frozenset[str]:
        """The files in a folder."""
        try:
            return frozenset(os.listdir(self.root / folder))  # noqa: PTH208  # ten thousand names
        except (OSError, ValueError):  # none, or no name of one
            return frozenset()

    def changed(self, path: str) -> int:
        """When a file was written, or files came into a folder or left it, in nanoseconds; 0 where there is none."""
        state = file_state(self.root / path)
        return state.changed if state else 0

    @contextlib.contextmanager
    def stream(self, path: str) -> Iterator[IO[bytes]]:
        """Write one file that is too large to be held; it takes its place only if it differs.

        Raises StoppedError where the disk does not take it, or this build has written another one
        there.
        """
        self._take(path)
        file = self.root / path
        with self._writing(path):
            self.root.mkdir(parents=True, exist_ok=True)
            with open(self._beside, "wb") as opened:  # noqa: PTH123  # as above
                yield opened
            if file.is_file() and filecmp.cmp(self._beside, file, shallow=False):
                self.unchanged += 1
            else:
                self._place(path)

    @contextlib.contextmanager
    def _writing(self, path: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoppedError(unwritable(error, self.root / path), MAKE_ROOM) from error

    def _makes(self, folder: str) -> bool:
        """Make sure that a folder is there; returns whether it is new."""
        if folder not in self._folders:
            there = os.path.isdir(f"{self.root}/{folder}")  # noqa: PTH112
            (self.root / folder).mkdir(parents=True, exist_ok=True)
            self._folders[folder] = not there
        return self._folders[folder]

    def _place(self, path: str) -> None:
        self._makes(path.rpartition("/")[0])
        os.replace(self._beside, f"{self.root}/{path}")  # noqa: PTH105  # as above
        self.written += 1

    def _take(self, path: str) -> None:
        if path in self._own or path in self._pelicans:
            raise StoppedError(
                f"two pages of the site would be written to {path}",
                "Give one another name: a hand-written page by its file name or `save_as`, stories by STORY_SAVE_AS",
            )
        self._list(path)
        self._own.add(path)

    def _fold(self, folder: str) -> None:
        if f"{folder}/" not in self._own:
            self._list(f"{folder}/")
            self._own.add(f"{folder}/")

    def _list(self, path: str) -> None:
        """Put a file into the manifest before it is there: a build that breaks off leaves none behind unlisted."""
        if path not in self._before:
            self._before.add(path)
            with self._writing(MANIFEST):
                if not self._manifest:
                    self.root.mkdir(parents=True, exist_ok=True)
                    self._manifest = (self.root / MANIFEST).open("ab", buffering=0)
                self._manifest.write(f"{path}\n".encode())

    def keep(self, path: str) -> None:
        """Take a file that Pelican wrote into the manifest."""
        if path not in self._own and path not in self._pelicans:
            self._list(path)
            self._pelicans.add(path)

    def finish(self) -> None:
        """Remove what vanished, with folders that it leaves empty, and write the manifest."""
        kept = self._own | self._pelicans
        # Where file names have no case, one that was only spelled in another way is still there.
        folded = {path.casefold() for path in kept}
        for path in sorted(
            path for path in self._before - kept if not self._respelled(path, folded)
        ):
            with self._writing(path), contextlib.suppress(FileNotFoundError):
                self._remove_folder(self.root / path) if path.endswith("/") else self._remove(
                    self.root / path
                )
        self._before = kept
        self.close()
        with self._writing(MANIFEST):
            manifest = "".join(f"{path}\n" for path in self.paths())
            write_atomic(self.root / MANIFEST, manifest.encode(), self._beside)
            for left in self.root.glob(
                f"{MANIFEST}.*{BESIDE}"
            ):  # by a process of a build that broke off
                left.unlink()
        self.release()

    def _respelled(self, path: str, folded: set[str]) -> bool:
        return path.casefold() in folded and (self.root / MANIFEST.upper()).exists()

    def _is_inside(self, path: Path) -> bool:
        """Whether a path of an earlier build lies inside this folder, also where links lead."""
        try:
            path.lstat()
            return self.root.resolve() in path.resolve().parents
        except (
            OSError,
            ValueError,
            RuntimeError,
        ):  # too long a name, a NUL, links in a circle: no build wrote that
            return False

    def _remove(self, file: Path) -> None:
        if self._is_inside(file) and (file.is_file() or file.is_symlink()):
            file.unlink()
            self.removed += 1
            self._prune(file.parent)

    def _remove_folder(self, folder: Path) -> None:
        if not self._is_inside(folder):
            return
        with os.scandir(folder) as inside:
            files = [
                file.path
                for file in inside
                if _WITHIN.fullmatch(file.name) and file.is_file(follow_symlinks=False)
            ]
        for file in files:
            os.unlink(file)  # noqa: PTH108  # hundreds at a time
        self.removed += len(files)
        self._prune(folder)

    def release(self) -> None:
        """Give the folder up, finished or not."""
        self.close()
        self._lock.close()

    def close(self) -> None:
        """Let go of the manifest."""
        if self._manifest:
            self._manifest.close()
            self._manifest = None

    def _prune(self, folder: Path) -> None:
        with contextlib.suppress(OSError):  # a folder that is not empty stays
            while folder != self.root:
                folder.rmdir()
                folder = folder.parent
