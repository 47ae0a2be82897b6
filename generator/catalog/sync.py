"""Pages to catalog: reads only what changed since the last build, and says of every page that
cannot be shown why.
"""

from __future__ import annotations

import hashlib
import re
import stat
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.catalog.database import Catalog
from generator.catalog.entries import PageFile, PageRows, make_page_entry, make_page_rows
from generator.catalog.withdrawals import WithdrawnPage, make_withdrawn_page
from generator.errors import MAY_BE_READ, PageError, Problem, unreadable
from generator.page import format as page
from generator.page import model as page_model
from generator.page.store import decode_page, page_files, stray_files
from generator.story import countries, outlets
from generator.story.outlets import Aliases
from generator.system.file_state import FileState, is_untouched
from generator.system.processes import job_count, map_ordered

ALIASES = "outlets.toml"
"""The archivist's table of outlets, beside the folder of the stories."""
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_HELD = 256
"""Pages that are put into the catalog at a time."""
_MANY = 1000
"""Pages from which on several processes read them; to start these costs about as much as 500 pages."""


def _silent(_done: int, _of: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Synced:
    """What one sync did."""

    pages: int
    read: int
    """Pages whose content was new."""
    removed: int
    problems: tuple[Problem, ...]


def _twins(stories: Path, paths: Iterable[str]) -> Iterator[Problem]:
    """Pages that would overwrite each other where file names have no case."""
    folded = defaultdict(list)
    for path in paths:
        folded[unicodedata.normalize("NFC", path).casefold()].append(path)
    for names in folded.values():
        if len(names) > 1:
            seen = f"its name differs from {names[0]!r} by case, or by the writing of its accents, only"
            yield Problem(str(stories / names[1]), seen, "Rename one of the two")


def _strays(stories: Path) -> Iterator[Problem]:
    for path in stray_files(stories):
        yield Problem(
            str(path),
            "it does not stand in the folder of a year",
            "Move it to a year's folder or to `undated` beside it, or to content/pages if it tells no story",
        )


def _aliases(path: Path) -> tuple[Aliases, list[Problem]]:
    """What the archivist says of outlets, where that is written down, and what is wrong with it."""
    try:
        aliases, faults = outlets.parse(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return outlets.NONE, []
    except UnicodeDecodeError:
        return outlets.NONE, [Problem(str(path), "it is no UTF-8", "Save it as UTF-8")]
    except OSError as error:
        hint = "Check that it is a file, and may be read"
        return outlets.NONE, [Problem(str(path), unreadable(error), hint)]
    return aliases, [Problem(str(path), *fault) for fault in faults]


@dataclass(frozen=True, slots=True)
class _Look:
    """A page that may have changed."""

    path: Path
    name: str
    known: PageFile | None


def _looked(look: _Look) -> PageRows | WithdrawnPage | PageFile | Problem:
    """What the catalog is to take of a page: its rows, its file's new time where the bytes are the same, or what is wrong."""
    if _CONTROL.search(look.name):  # the output's list of files has a line for each
        return Problem(
            str(look.path), "its name holds a line end or another control character", "Rename it"
        )
    try:
        look.name.encode("utf-8")
        # The state before the bytes: what is written in between is then seen at the next build.
        state = look.path.stat()
        if not stat.S_ISREG(state.st_mode):
            return Problem(str(look.path), "it is no file", "Move it away")
        data = look.path.read_bytes()
        file = PageFile(
            look.name, state.st_size, state.st_mtime_ns, hashlib.sha256(data).hexdigest()
        )
        if look.known and look.known.sha256 == file.sha256:
            return file
        found = _page(data)
        return make_withdrawn_page(file, found) or make_page_rows(make_page_entry(file, found))
    except UnicodeEncodeError:
        return Problem(str(look.path), "its name is no UTF-8", "Rename it")
    except OSError as error:
        return Problem(str(look.path), unreadable(error), MAY_BE_READ)
    except PageError as error:
        return error.about(str(look.path))


def _page(data: bytes) -> page_model.Page:
    if not page.is_page(data.decode("utf-8", "replace")):
        raise PageError(
            "it is no story's page: its front matter has no line `schema: 1`",
            "Restore that line, or move it to content/pages",
        )
    return decode_page(data)


def _is_known(path: Path, known: PageFile | None, seen: int) -> bool:
    """Check that a page is as the catalog knows it."""
    return known is not None and is_untouched(path, FileState(known.size, known.mtime), seen)


def sync(
    stories: Path,
    catalog: Catalog,
    jobs: int | None = None,
    tell: Callable[[int, int], None] = _silent,
) -> Synced:
    """Bring the catalog up to the pages below `content/stories`, and to the table of outlets beside them.

    A page whose size and time are as they were is not read again; one that cannot be read is a
    problem, and the others go on. Many pages are read by several processes, by `jobs` of them if it
    is given; `tell` is told how many of how many are done.
    """
    began, last = time.time_ns(), catalog.synced()
    known = catalog.files()
    found = {f"{path.parent.name}/{path.name}": path for path in page_files(stories)}
    looks = [
        _Look(path, name, known.get(name))
        for name, path in found.items()
        if not _is_known(path, known.get(name), last)
    ]
    aliases, odd = _aliases(stories.parent / ALIASES)
    problems: list[Problem] = [*odd, *_strays(stories), *_twins(stories, found)]
    gone = [name for name in known if name not in found]
    for name in gone:
        catalog.remove(name)
    jobs = jobs or _jobs(looks)
    if jobs > 1:
        countries.ready()
    read = 0
    held: list[PageRows] = []
    for done, (look, seen) in enumerate(
        zip(looks, map_ordered(_looked, looks, jobs), strict=True), 1
    ):
        tell(done, len(looks))
        if isinstance(seen, PageRows):
            held.append(seen)
            if len(held) == _HELD:
                catalog.put(*held)
                held.clear()
            read += 1
        elif isinstance(seen, WithdrawnPage):
            catalog.withdraw(seen)
            read += 1
        elif isinstance(seen, PageFile):
            catalog.touch(seen)
        else:
            problems.append(seen)
            if look.known:
                catalog.remove(look.name)
    catalog.put(*held)
    catalog.commit(began, aliases)
    return Synced(len(found), read, len(gone), tuple(problems))


def _jobs(looks: Sequence[_Look]) -> int:
    return job_count(len(looks), _MANY)
