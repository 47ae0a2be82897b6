"""List the files that builds wrote into the output folder, and remove those that are gone.

It stands in the output itself, so that it goes where the files go.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from generator.errors import MAKE_ROOM, StoppedError, unwritable
from generator.system.atomic import BESIDE, write_atomic

MANIFEST = ".story-archive"
"""The manifest's name; hosts that drop hidden files may drop it. It has a path a line.

A slash ends the line of a folder that is named by what it holds, and has files of the build
only."""
_NAME_IN_FOLDER = re.compile("[a-z]{0,2}[0-9]*[.]js")
"""The names of files in such folders; what else lies in one is somebody's own."""


@contextlib.contextmanager
def stop_if_unwritable(file: Path) -> Iterator[None]:
    """Raise StoppedError, which names the file, where the disk does not take it."""
    try:
        yield
    except OSError as error:
        raise StoppedError(unwritable(error, file), MAKE_ROOM) from error


class Manifest:
    """The files of earlier builds and of this one, and what becomes of those that are gone."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._listed = self._read()
        self._appended: IO[bytes] | None = None

    def _read(self) -> set[str]:
        try:
            return set((self._root / MANIFEST).read_text(encoding="utf-8").split("\n")) - {""}
        except (OSError, UnicodeDecodeError):
            return set()

    def reload(self) -> None:
        """Read the list again: another build may have written it meanwhile."""
        self._listed = self._read()

    def add(self, path: str) -> None:
        """List a file before it is there: a build that breaks off leaves none behind unlisted."""
        if path not in self._listed:
            self._listed.add(path)
            with stop_if_unwritable(self._root / MANIFEST):
                if not self._appended:
                    self._root.mkdir(parents=True, exist_ok=True)
                    self._appended = (self._root / MANIFEST).open("ab", buffering=0)
                self._appended.write(f"{path}\n".encode())

    def close(self) -> None:
        """Close the file of the list."""
        if self._appended:
            self._appended.close()
            self._appended = None

    def replace(self, paths: Collection[str], beside: str) -> None:
        """List these files only; `beside` is where the list is written until it is whole."""
        self._listed = set(paths)
        self.close()
        with stop_if_unwritable(self._root / MANIFEST):
            text = "".join(f"{path}\n" for path in sorted(paths))
            write_atomic(self._root / MANIFEST, text.encode(), beside)
            # By processes of builds that broke off.
            for left in self._root.glob(f"{MANIFEST}.*{BESIDE}"):
                left.unlink()

    # --- what is gone -----------------------------------------------------------------------------

    def remove_others(self, kept: Collection[str]) -> int:
        """Remove the listed files that are not kept, with folders that this leaves empty.

        Returns how many files went.
        """
        # Where file names have no case, one that was only spelled in another way is still there.
        folded = {path.casefold() for path in kept}
        gone = [path for path in self._listed.difference(kept) if not self._respelled(path, folded)]
        removed = 0
        for path in sorted(gone):
            remove = self._remove_folder if path.endswith("/") else self._remove_file
            with stop_if_unwritable(self._root / path), contextlib.suppress(FileNotFoundError):
                removed += remove(self._root / path)
        return removed

    def _respelled(self, path: str, folded: Collection[str]) -> bool:
        return path.casefold() in folded and (self._root / MANIFEST.upper()).exists()

    def _is_inside(self, path: Path) -> bool:
        """Check that a listed path lies inside the output, also where links lead."""
        try:
            path.lstat()
            return self._root.resolve() in path.resolve().parents
        # Too long a name, a NUL, links in a circle: no build wrote that.
        except (OSError, ValueError, RuntimeError):
            return False

    def _remove_file(self, file: Path) -> int:
        if not self._is_inside(file) or not (file.is_file() or file.is_symlink()):
            return 0
        file.unlink()
        self._prune(file.parent)
        return 1

    def _remove_folder(self, folder: Path) -> int:
        if not self._is_inside(folder):
            return 0
        with os.scandir(folder) as entries:
            files = [
                entry.path
                for entry in entries
                if _NAME_IN_FOLDER.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
            ]
        for file in files:
            os.unlink(file)  # noqa: PTH108  # hundreds at a time
        self._prune(folder)
        return len(files)

    def _prune(self, folder: Path) -> None:
        with contextlib.suppress(OSError):  # a folder that is not empty stays
            while folder != self._root:
                folder.rmdir()
                folder = folder.parent
