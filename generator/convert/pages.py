"""The pages of one run of `convert`: each capture's page is found, assembled and written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from generator.convert.reading import Draft
from generator.errors import PageError
from generator.page import format as page
from generator.page.format import is_edited
from generator.page.model import Page, Withdrawn
from generator.page.store import (
    PageStore,
    free_name_beside,
    is_withdrawn_file,
    load_page,
    load_page_text,
    save_page,
    set_aside,
)
from generator.story import assembly
from generator.story.model import Capture
from generator.system.atomic import sync_folders


@dataclass(frozen=True, slots=True)
class PagePlace:
    """The place of a capture's page, which need not be there yet."""

    path: Path
    page: Page | None = None
    """Its content; None where it is new, or cannot be used."""
    is_new: bool = False
    named: str | None = None
    """The name by which a record calls its page, where that page already lists the capture."""


@dataclass(frozen=True, slots=True)
class PageChange:
    """The effect of a capture on its page."""

    path: Path
    state: str
    """One of `STATES` of the run."""
    text: str | None = None
    """The page's new text; None where nothing is to be written."""


class RunPages:
    """The pages that a run reads and writes, unless it only checks; use it as a context."""

    def __init__(self, content: Path, *, check: bool, overwrite: bool) -> None:
        self._store = PageStore(content)
        self._check, self._overwrite = check, overwrite
        self._checked: dict[Path, Page] = {}
        """The pages that a check would have written."""
        self._touched: set[Path] = set()
        """The folders in which pages were written."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        sync_folders(self._touched)

    def name(self, place: PagePlace) -> str:
        """Name a page below `content/stories`, as messages do."""
        return place.named or self._store.name(place.path)

    # --- find -------------------------------------------------------------------------------------

    def find(self, capture: Capture, draft: Draft, note: Callable[[str], None]) -> PagePlace:
        """Find the page of a capture's story, or the place of a new one.

        Raises PageError where the page cannot be used.
        """
        path = self._store.find(draft.key)
        if path:
            return PagePlace(path, self._read(path, draft.key, note))
        listing = self._listing_page(draft.page, capture) if draft.page else None
        if listing:
            return PagePlace(listing, named=draft.page)
        return PagePlace(self._store.place(draft.title, draft.date, draft.key), is_new=True)

    def _read(self, path: Path, key: str, note: Callable[[str], None]) -> Page | None:
        if path in self._checked:
            return self._checked[path]
        try:
            return self._store.read(path, key)
        except PageError as error:
            name = self._store.name(path)
            withdrawn = is_withdrawn_file(path)
            if withdrawn or not self._overwrite:
                hint = _mending_hint(error, withdrawn=withdrawn)
                raise PageError(f"its page {name} cannot be used: {error.seen}", hint) from error
            kept = free_name_beside(path)
            if not self._check:
                set_aside(path, kept)
            kept_as = self._store.name(kept)
            note(f"The page {name} could not be used ({error.seen}); it is kept as {kept_as}.")
            return None

    def _listing_page(self, name: str, capture: Capture) -> Path | None:
        """Find the page that a record names, if it lists this capture under a headline or an
        address that a person has changed.
        """
        path = self._store.page_of_name(name)
        with contextlib.suppress(PageError):
            held = load_page(path) if path else None
            if held and is_edited(held) and assembly.same_place(capture, held.story.captures):
                return path
        return None

    # --- assemble ---------------------------------------------------------------------------------

    def assemble(
        self, place: PagePlace, capture: Capture, draft: Draft, note: Callable[[str], None]
    ) -> PageChange:
        """Put a capture into its story's page, which is not written yet.

        Raises PageError where a person has edited the page and the capture would change it.
        """
        held = place.page
        if place.named:
            return PageChange(place.path, "edited")
        if held is None:
            return PageChange(place.path, "new" if place.is_new else "changed", draft.text)
        if held.withdrawn:
            return _sight(place.path, held, held.withdrawn, capture)
        if draft.by_hand and replace(draft.by_hand, story=held.story) != held:
            name = self.name(place)
            note(f"The page {name} keeps its own corrections, notes and sections, or none.")
        return self._merge(place, held, capture, listed=draft.listed)

    def _merge(self, place: PagePlace, held: Page, capture: Capture, *, listed: bool) -> PageChange:
        captures, edited = held.story.captures, is_edited(held)
        # What a page has of a bundle is not less than what a record tells of it, which may be
        # without texts.
        if listed and assembly.same_place(capture, captures):
            return PageChange(place.path, "edited" if edited else "unchanged")
        if edited and not self._overwrite:
            if assembly.adds_nothing(capture, captures):
                return PageChange(place.path, "edited")
            raise PageError(
                f"its page {self.name(place)} was edited by hand, and this bundle would change it",
                "Convert it with --overwrite to give the edits up; corrections and notes are kept",
            )
        changed = replace(held, story=assembly.assemble((*captures, capture)))
        if changed == held and not edited:
            return PageChange(place.path, "unchanged")
        return PageChange(place.path, "changed", page.write(changed))

    # --- write ------------------------------------------------------------------------------------

    def write(self, change: PageChange) -> None:
        """Write a page, or keep what a check would have written."""
        if change.text is None:
            return
        if self._check:
            self._checked[change.path] = page.read(change.text)
        else:
            save_page(change.path, change.text)
            self._touched |= {change.path.parent, *change.path.parents[1:3]}
        self._store.take(change.path)


def _mending_hint(error: PageError, *, withdrawn: bool) -> str:
    if withdrawn:
        return "Mend it there: it was withdrawn, and no run sets it aside"
    if "--overwrite" in error.hint:
        return error.hint
    return f"{error.hint}, or convert with --overwrite to set that file aside"


def _sight(path: Path, held: Page, withdrawn: Withdrawn, capture: Capture) -> PageChange:
    """Note the bundle of a withdrawn story: it must not be offered as an original."""
    sighted = withdrawn.sighted(capture.bundle, capture.file)
    captured = any(capture.sha256 == known.sha256 for known in held.story.captures)
    if sighted == withdrawn or captured:
        return PageChange(path, "withdrawn")
    return PageChange(path, "withdrawn", page.withdraw(load_page_text(path), sighted))
