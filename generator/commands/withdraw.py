"""Withdraw a story, or restore it: change its page, and find where its words still stand."""

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

UNCHANGED, CHANGED, ABSENT = "unchanged", "changed", "absent"
"""States of a bundle: in the inbox as it was converted, there with other bytes, or not there."""


@dataclass(frozen=True, slots=True)
class WithdrawOptions:
    """How a story is to be withdrawn."""

    reason: str
    today: str
    date: str | None = None
    """The day of withdrawal; without it, the day that the page states, or today."""
    hide_title: bool = False
    erase: bool = False


@dataclass(frozen=True, slots=True)
class SourceBundle:
    """A bundle that holds the story, or held it."""

    name: str
    sha256: str
    state: str
    """UNCHANGED, CHANGED or ABSENT."""
    others: int
    """The number of other pages that were made from it."""
    sidecar: str | None = None
    """The name of its sidecar, which may hold words as well."""


@dataclass(frozen=True, slots=True)
class WithdrawalResult:
    """The change of a page, with all places where the story's words still stand."""

    page: str
    """Its file below `content/stories`."""
    before: Withdrawn | None
    after: Withdrawn | None
    lost: tuple[str, ...] = ()
    """The things written by hand that were erased with the rest."""
    captured: tuple[SourceBundle, ...] = ()
    """The bundles that the page is made from."""
    seen: tuple[SourceBundle, ...] = ()
    """The bundles in which a run found the story after it was withdrawn."""
    copies: tuple[str, ...] = ()
    """Older copies of the page that runs set aside, below `content/stories`."""


def withdraw_story(content: Path, name: str, options: WithdrawOptions) -> WithdrawalResult:
    """Withdraw the story that a name means.

    A story that was withdrawn before keeps its day, and what it hides stays hidden.

    Raises StoppedError if the name means no story or several, or the page cannot be read or
    written.
    """
    stories = _stories_folder(content)
    with lock_content(content):
        path, text = _read_named_page(stories, name)
        stored = page.read(text)
        before = stored.withdrawn
        change = _describe_change(content, path, stored, before)
        after = Withdrawn(
            date=options.date or (before.date if before else options.today),
            reason=options.reason,
            hide_title=options.hide_title or (before is not None and before.hide_title),
            erased=options.erase or (before is not None and before.erased),
            seen=before.seen if before else (),
        )
        # A title that is hidden afterwards goes from an erased page as well.
        erase = options.erase or (after.erased and options.hide_title)
        _save(
            path, page.write(erase_content(stored, after)) if erase else page.withdraw(text, after)
        )
        if erase:
            # The cache may quote bundles; without it they are read again, which is all it costs.
            (content / CACHE_FILE).unlink(missing_ok=True)
        lost = tuple(_handwritten_parts(stored)) if erase else ()
        return replace(change, after=after, lost=lost)


def restore_story(content: Path, name: str) -> WithdrawalResult:
    """Restore the story that a name means; raises StoppedError as `withdraw_story` does."""
    stories = _stories_folder(content)
    with lock_content(content):
        path, text = _read_named_page(stories, name)
        stored = page.read(text)
        change = _describe_change(content, path, stored, stored.withdrawn)
        if stored.withdrawn:
            _save(path, page.withdraw(text, None))
        return change


def erase_content(stored: Page, withdrawn: Withdrawn) -> Page:
    """Return a page with nothing but the title that is shown and the identity of its captures."""
    title, corrected = (
        (None, None) if withdrawn.hide_title else (stored.story.title, stored.corrections.title)
    )
    captures = tuple([_capture_identity(capture) for capture in stored.story.captures])
    return Page(
        story=Story(title=None if corrected else title, captures=captures),
        corrections=Corrections(title=corrected),
        withdrawn=withdrawn,
    )


def _capture_identity(capture: Capture) -> Capture:
    return Capture(
        **{
            name: getattr(capture, name)
            for name in ("bundle", "sha256", "at", "member", "container", "reader", "captured")
        }
    )


def _handwritten_parts(stored: Page) -> Iterator[str]:
    if is_edited(stored):
        yield "edits"
    if stored.corrections not in (Corrections(), Corrections(title=stored.corrections.title)):
        yield "corrections"
    if stored.extra:
        yield "keys"
    if stored.sections:
        yield "sections"
    if stored.notes:
        yield "notes"


def _stories_folder(content: Path) -> Path:
    stories = content / "stories"
    if not stories.is_dir():
        raise StoppedError(
            f"{content} holds no folder `stories`", "Name the archive's content folder by --content"
        )
    return stories


def _read_named_page(stories: Path, name: str) -> tuple[Path, str]:
    """Find the page that a name means, and return its file and its text, which can be parsed."""
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


def _describe_change(
    content: Path, path: Path, stored: Page, before: Withdrawn | None
) -> WithdrawalResult:
    captured = dict.fromkeys((capture.bundle, capture.file) for capture in stored.story.captures)
    seen = [(one.bundle, one.sha256) for one in before.seen] if before else []
    digests = {sha256 for _, sha256 in (*captured, *seen)}
    others = _count_other_pages(content / "stories", path, digests)

    def find(named: Iterable[tuple[str, str]]) -> tuple[SourceBundle, ...]:
        return tuple(
            _find_source(content / "bundles", name, sha256, others[sha256])
            for name, sha256 in named
        )

    folder = path.parent.name
    copies = tuple(
        f"{folder}/{other.name}"
        for other in sorted(path.parent.glob("*.bak*"))
        if _is_old_copy(other, path)
    )
    return WithdrawalResult(
        f"{folder}/{path.name}",
        before,
        None,
        captured=find(captured),
        seen=find(seen),
        copies=copies,
    )


def _is_old_copy(other: Path, path: Path) -> bool:
    return other.name.removeprefix(f"{path.name}.bak").isdigit() or other.name == f"{path.name}.bak"


def _count_other_pages(stories: Path, path: Path, digests: set[str]) -> Counter[str]:
    """Count the other pages that name each bundle.

    Pages are searched for the bundle's SHA-256, not parsed, since there may be many.
    """
    counts: Counter[str] = Counter()
    sought = {sha256: sha256.encode() for sha256 in digests}
    for other in page_files(stories) if sought else ():
        if other != path:
            # The next build says which page cannot be read.
            with contextlib.suppress(OSError):
                data = other.read_bytes()
                counts.update(sha256 for sha256, written in sought.items() if written in data)
    return counts


def _find_source(inbox: Path, name: str, sha256: str, others: int) -> SourceBundle:
    state = _bundle_state(inbox, name, sha256)
    sidecar = None if state == ABSENT else FolderSidecars().find_bundle(inbox / name, inbox).sidecar
    return SourceBundle(name, sha256, state, others, sidecar.name if sidecar else None)


def _bundle_state(inbox: Path, name: str, sha256: str) -> str:
    file = inbox / name
    try:
        if inbox.resolve() not in file.resolve().parents or not file.is_file():
            return ABSENT
        return UNCHANGED if file_sha256(file) == sha256 else CHANGED
    except (OSError, ValueError, RuntimeError):
        return ABSENT
