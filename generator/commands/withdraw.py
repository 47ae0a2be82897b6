"""Withdrawing a story, and restoring it: what becomes of its page, and where its words still stand."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from generator.bundles.finding import FolderSidecars
from generator.convert.cache import CACHE_FILE
from generator.errors import PageError, StoppedError
from generator.page import format as page
from generator.page.format import is_edited
from generator.page.model import Corrections, Page, Withdrawn
from generator.page.store import find_page_file, load_page_text, lock_content, page_files, save_page
from generator.story.model import Capture, Story
from generator.system.atomic import sync_folders
from generator.system.file_state import file_sha256

HELD, OTHER, ELSEWHERE = "held", "other", "elsewhere"
"""Where a bundle is: in the inbox as it was converted, there with other bytes, or nowhere there."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a story is to be withdrawn."""

    reason: str
    today: str
    date: str | None = None
    """The day of withdrawal, where it is not today or the one that the page states."""
    hide_title: bool = False
    erase: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that holds, or held, the story."""

    name: str
    sha256: str
    place: str
    others: int
    """Other pages that came of it."""
    sidecar: str | None = None
    """The name of its sidecar, which may hold words as well."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a page."""

    page: str
    """Its file below `content/stories`."""
    before: Withdrawn | None
    after: Withdrawn | None
    lost: tuple[str, ...] = ()
    """What a person had written and was erased with the rest."""
    captured: tuple[Bundle, ...] = ()
    """The bundles that the page is made of."""
    seen: tuple[Bundle, ...] = ()
    """Those in which the story was met since it was withdrawn."""
    copies: tuple[str, ...] = ()
    """Older copies of the page, which runs set aside, below `content/stories`."""


def withdraw(content: Path, name: str, wish: Wish) -> Done:
    """Withdraw the story that a name means; one that was withdrawn keeps its day, and what it hides stays hidden.

    Raises StoppedError where no story or several are meant, the page cannot be read, or the disk
    does not take it.
    """
    stories = _stories(content)
    with lock_content(content):
        path, text = _named(stories, name)
        held = page.read(text)
        before = held.withdrawn
        done = _done(content, path, held, before)
        after = Withdrawn(
            date=wish.date or (before.date if before else wish.today),
            reason=wish.reason,
            hide_title=wish.hide_title or (before is not None and before.hide_title),
            erased=wish.erase or (before is not None and before.erased),
            seen=before.seen if before else (),
        )
        # A title that is hidden afterwards goes from an erased page as well.
        erase = wish.erase or (after.erased and wish.hide_title)
        _save(path, page.write(erased(held, after)) if erase else page.withdraw(text, after))
        if (
            erase
        ):  # what it notes of bundles may quote them, and costs no more than to read them again
            (content / CACHE_FILE).unlink(missing_ok=True)
        lost = tuple(_by_hand(held)) if erase else ()
        return replace(done, after=after, lost=lost)


def restore(content: Path, name: str) -> Done:
    """Restore the story that a name means; raises StoppedError as `withdraw` does."""
    stories = _stories(content)
    with lock_content(content):
        path, text = _named(stories, name)
        held = page.read(text)
        done = _done(content, path, held, held.withdrawn)
        if held.withdrawn:
            _save(path, page.withdraw(text, None))
        return done


def erased(held: Page, withdrawn: Withdrawn) -> Page:
    """A page without all that it tells, but for the title that is shown and what its captures are known by."""
    title, corrected = (
        (None, None) if withdrawn.hide_title else (held.story.title, held.corrections.title)
    )
    captures = tuple([_bare(capture) for capture in held.story.captures])
    return Page(
        story=Story(title=None if corrected else title, captures=captures),
        corrections=Corrections(title=corrected),
        withdrawn=withdrawn,
    )


def _bare(capture: Capture) -> Capture:
    return Capture(
        **{
            name: getattr(capture, name)
            for name in ("bundle", "sha256", "at", "member", "container", "reader", "captured")
        }
    )


def _by_hand(held: Page) -> Iterator[str]:
    if is_edited(held):
        yield "edits"
    if held.corrections not in (Corrections(), Corrections(title=held.corrections.title)):
        yield "corrections"
    if held.extra:
        yield "keys"
    if held.sections:
        yield "sections"
    if held.notes:
        yield "notes"


def _stories(content: Path) -> Path:
    stories = content / "stories"
    if not stories.is_dir():
        raise StoppedError(
            f"{content} holds no folder `stories`", "Name the archive's content folder by --content"
        )
    return stories


def _named(stories: Path, name: str) -> tuple[Path, str]:
    """The file and the text of the page that a name means, which can be read."""
    path = find_page_file(stories, name)
    try:
        text = load_page_text(path)
        page.read(text)
    except PageError as error:
        raise StoppedError(f"{path} cannot be used: {error.seen}", error.hint) from error
    return path, text


def _save(path: Path, text: str) -> None:
    save_page(path, text)
    sync_folders((path.parent,))


def _done(content: Path, path: Path, held: Page, before: Withdrawn | None) -> Done:
    captured = dict.fromkeys((capture.bundle, capture.file) for capture in held.story.captures)
    seen = [(one.bundle, one.sha256) for one in before.seen] if before else []
    others = _others(content / "stories", path, {sha256 for _, sha256 in (*captured, *seen)})

    def found(named: Iterable[tuple[str, str]]) -> tuple[Bundle, ...]:
        return tuple(
            _bundle(content / "bundles", name, sha256, others[sha256]) for name, sha256 in named
        )

    folder = path.parent.name
    copies = tuple(
        f"{folder}/{other.name}"
        for other in sorted(path.parent.glob("*.bak*"))
        if _is_copy(other, path)
    )
    return Done(
        f"{folder}/{path.name}",
        before,
        None,
        captured=found(captured),
        seen=found(seen),
        copies=copies,
    )


def _is_copy(other: Path, path: Path) -> bool:
    return other.name.removeprefix(f"{path.name}.bak").isdigit() or other.name == f"{path.name}.bak"


def _others(stories: Path, path: Path, digests: set[str]) -> Counter[str]:
    """For each bundle, the number of other pages that name it; a page is searched, not read, since there may be many."""
    counts: Counter[str] = Counter()
    sought = {sha256: sha256.encode() for sha256 in digests}
    for other in page_files(stories) if sought else ():
        if other != path:
            with contextlib.suppress(
                OSError
            ):  # one that cannot be read stops the next build, with a sentence
                data = other.read_bytes()
                counts.update(sha256 for sha256, written in sought.items() if written in data)
    return counts


def _bundle(inbox: Path, name: str, sha256: str, others: int) -> Bundle:
    place = _place(inbox, name, sha256)
    sidecar = (
        None if place == ELSEWHERE else FolderSidecars().find_bundle(inbox / name, inbox).sidecar
    )
    return Bundle(name, sha256, place, others, sidecar.name if sidecar else None)


def _place(inbox: Path, name: str, sha256: str) -> str:
    file = inbox / name
    try:
        if inbox.resolve() not in file.resolve().parents or not file.is_file():
            return ELSEWHERE
        return HELD if file_sha256(file) == sha256 else OTHER
    except (OSError, ValueError, RuntimeError):
        return ELSEWHERE
