"""The door to the pages on disk: `content/stories/YEAR/SLUG.md`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import filelock

from generator import assembly, identity, page
from generator.errors import PageError, StoppedError
from generator.model import Story
from generator.page import Page

UNDATED = "undated"
_LOCK = ".lock"
_BESIDE = ".beside"


class Shelf:
    """The pages below one content folder, found by the digits in their names."""

    def __init__(self, content: Path) -> None:
        self.stories = content / "stories"
        self._names: dict[str, Path] = {}
        for folder in sorted(self.stories.iterdir()) if self.stories.is_dir() else ():
            for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
                self._names.setdefault(path.stem[-identity.DIGITS :], path)

    def find(self, key: str) -> Path | None:
        """The file of the page with this key, if there is one."""
        return self._names.get(identity.digits(key))

    def read(self, path: Path, key: str) -> Page:
        """The page of this key; raises PageError where its file cannot be read or holds another story."""
        found = read(path)
        if not found.edited and found.story.captures and assembly.key(found.story) != key:
            raise PageError(
                "a page of another story has the same name", "Rename that page, keeping the last ten signs of neither"
            )
        return found

    def place(self, story: Story, key: str) -> Path:
        """The file of a new page, decided once and kept for good."""
        path = self.stories / (story.date[:4] if story.date else UNDATED) / f"{identity.slug(story.title, key)}.md"
        self._names[identity.digits(key)] = path
        return path

    def name(self, path: Path) -> str:
        """A page's file below `content/stories`, as messages name it."""
        return path.relative_to(self.stories).as_posix()


def read(path: Path) -> Page:
    """The page of a file; raises PageError where it cannot be read."""
    try:
        return page.read(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise PageError(
            f"it is no UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start:,}", "Save it as UTF-8"
        ) from error
    except OSError as error:
        raise PageError(f"it cannot be read ({error.strerror or error})", "Check that the file may be read") from error


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write(path: Path, text: str) -> None:
    """Write a file beside its place, force it to disk, and only then give the old one up.

    Raises StoppedError where the disk does not take it.
    """
    beside = path.with_name(path.name + _BESIDE)
    try:
        made = not path.parent.is_dir()
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        if made:
            _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise StoppedError(
            f"{path} cannot be written ({error.strerror or error})",
            "Make room, or check that the folder may be written",
        ) from error


def set_aside(path: Path) -> None:
    """Keep a page that cannot be read under another name, so that a new one can take its place."""
    path.replace(path.with_name(path.name + ".bak"))


@contextlib.contextmanager
def locked(content: Path, seconds: float = 10) -> Iterator[None]:
    """Hold the content folder for this process alone; raises StoppedError where another holds it for longer than `seconds`."""
    try:
        content.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(content / _LOCK, timeout=seconds):
            yield
    except filelock.Timeout as error:
        raise StoppedError(f"another run holds {content / _LOCK}", "Wait until it has ended") from error
    except OSError as error:
        raise StoppedError(
            f"{content} cannot be written ({error.strerror or error})", "Check that the folder may be written"
        ) from error
