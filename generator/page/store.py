"""The store of pages on the disk: `content/stories/YEAR/SLUG.md`."""

from __future__ import annotations

import difflib
import itertools
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath

from generator.errors import MAKE_ROOM, MAY_BE_READ, PageError, StoppedError, unreadable, unwritable
from generator.page import format as page
from generator.page.format import is_edited
from generator.page.model import Page
from generator.story import identity
from generator.story.model import Content
from generator.system.atomic import write_atomic
from generator.system.locks import hold_lock

UNDATED = "undated"
_LOCK = ".lock"
_NEAR, _ALIKE, _TELLING = 5, 0.75, 4
"""Most suggestions for a name that is none, the similarity of their beginnings, and the length from
which on the typed text may stand anywhere in them."""


class PageStore:
    """The pages below one content folder, found by the digits in their names."""

    def __init__(self, content: Path) -> None:
        self.stories = content / "stories"
        self._names: dict[str, Path] = {}
        for path in page_files(self.stories):
            self.take(path)

    def find(self, key: str) -> Path | None:
        """Find the file of the page with this key."""
        return self._names.get(identity.digits(key))

    def page_of_name(self, name: str) -> Path | None:
        """Find the file of the page whose name ends in the same digits."""
        return self._names.get(name.removesuffix(".md")[-identity.DIGITS :])

    def read(self, path: Path, key: str) -> Page:
        """Read the page of this key.

        Raises PageError where its file cannot be read or holds another story.
        """
        found = load_page(path)
        # Any capture will do: one of an edited page that was overwritten may still have the title
        # that a person gave it.
        keys = {
            identity.story_key(capture.content, capture.sha256, capture.at)
            for capture in found.story.captures
        }
        # What was erased tells no key any more: the digits in the page's name are enough.
        telling = keys and all(capture.content != Content() for capture in found.story.captures)
        if key not in keys and telling and not is_edited(found):
            raise PageError(
                "a page of another story has the same name",
                "Rename that page so that its name ends in other signs",
            )
        return found

    def place(self, title: str | None, date: str | None, key: str) -> Path:
        """Choose the file of a new page, which is kept for good."""
        return self.stories / (date[:4] if date else UNDATED) / f"{identity.slug(title, key)}.md"

    def take(self, path: Path) -> None:
        """Find a page that was written from now on."""
        self._names.setdefault(path.stem[-identity.DIGITS :], path)

    def name(self, path: Path) -> str:
        """Name a page's file below `content/stories`, as messages do."""
        return path.relative_to(self.stories).as_posix()


def page_files(stories: Path) -> Iterator[Path]:
    """List the files of the pages by name: `YEAR/SLUG.md`, and nothing that is hidden.

    Raises StoppedError where a folder cannot be read: its pages must not pass for gone.
    """
    for folder in _list_folder(stories) if stories.is_dir() else ():
        if folder.is_dir():
            yield from (path for path in _list_folder(folder) if path.suffix == ".md")


def _list_folder(folder: Path) -> list[Path]:
    try:
        # By names: to compare paths takes longer than to find them.
        return [folder / name for name in sorted(os.listdir(folder)) if not name.startswith(".")]  # noqa: PTH208  # it makes paths
    except OSError as error:
        raise StoppedError(
            unreadable(error, folder), "Check that the folder may be read"
        ) from error


def find_page_file(stories: Path, name: str) -> Path:
    """Find the page that a person means by its slug, with or without digits, or its beginning.

    Folder and ending may stand with it. Raises StoppedError where no page is meant, or several are.
    """
    wanted = PurePosixPath(name.replace("\\", "/"))
    stem, folder = (
        wanted.name.removesuffix(wanted.suffix if wanted.suffix in (".md", ".html") else ""),
        wanted.parent.name,
    )
    files = [path for path in page_files(stories) if folder in ("", path.parent.name)]
    for found in (
        [path for path in files if path.stem == stem],
        [path for path in files if path.stem[: -identity.DIGITS - 1] == stem],
        [path for path in files if stem and path.stem.startswith(stem)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise StoppedError(
                f"{len(found):,} pages can be meant by {name!r}: {_some(found)}",
                "Name one of them in full",
            )
    # As much of each name as was typed.
    alike = difflib.get_close_matches(
        stem, {path.stem[: len(stem)] for path in files if stem}, _NEAR, _ALIKE
    )
    near = [path for begun in alike for path in files if path.stem[: len(stem)] == begun]
    near += [
        path for path in files if len(stem) >= _TELLING and stem in path.stem and path not in near
    ]
    hint = f"Near to that are {_some(near)}" if near else "Name it as `story-archive list` does"
    raise StoppedError(f"no story's page is named {name!r}", hint)


def _some(files: list[Path]) -> str:
    names = [f"{path.parent.name}/{path.stem}" for path in files[:_NEAR]]
    more = f" and {len(files) - _NEAR:,} more" if len(files) > _NEAR else ""
    return f"{', '.join(names)}{more}"


def stray_files(stories: Path) -> Iterator[Path]:
    """Markdown files that stand elsewhere below the folder, where no run looks for pages."""
    found: list[Path] = []
    for folder, folders, files in os.walk(stories):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if Path(folder).parent != stories:
            names = (
                name
                for name in (*folders, *files)
                if name.endswith(".md") and not name.startswith(".")
            )
            found += [Path(folder, name) for name in names]
    yield from sorted(found)


def load_page(path: Path) -> Page:
    """Read the page of a file; raises PageError where it cannot be read."""
    return page.read(load_page_text(path))


def load_page_text(path: Path) -> str:
    """Read the text of a page's file; raises PageError where it cannot be read."""
    try:
        return _decoded(path.read_bytes())
    except OSError as error:
        raise PageError(unreadable(error), MAY_BE_READ) from error


def decode_page(data: bytes) -> Page:
    """Read a page from a file's bytes; raises PageError where they are none."""
    return page.read(_decoded(data))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PageError(
            f"it is no UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start:,}",
            "Save it as UTF-8",
        ) from error


def is_withdrawn_file(path: Path) -> bool:
    """Check whether a file's page was withdrawn, also where it can no longer be read."""
    try:
        return page.names_withdrawal(path.read_bytes().decode("utf-8", "replace"))
    except OSError:
        return False


def save_page(path: Path, text: str) -> None:
    """Write a file beside its place, force it to disk, and only then give the old one up.

    Raises StoppedError where the disk does not take it.
    """
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True)
        write_atomic(path, text.encode("utf-8"), durable=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def free_name_beside(path: Path) -> Path:
    """Find a free name under which a page is kept when a new one takes its place."""
    names = (path.with_name(f"{path.name}.bak{number or ''}") for number in itertools.count())
    return next(name for name in names if not os.path.lexists(name))


def set_aside(path: Path, kept: Path) -> None:
    """Give a page another name; raises StoppedError where the disk does not take it."""
    try:
        path.replace(kept)
    except OSError as error:
        raise _unwritable(kept, error) from error


def _unwritable(path: Path, error: OSError) -> StoppedError:
    return StoppedError(unwritable(error, path), MAKE_ROOM)


def lock_content(content: Path) -> AbstractContextManager[None]:
    """Hold the content folder for this process alone.

    Raises StoppedError where another run keeps holding it, or it cannot be written.
    """
    lock = content / _LOCK
    busy = StoppedError(f"another run holds {lock}", "Wait until it has ended, and try again")
    return hold_lock(lock, busy, lambda error: _unwritable(content, error))
