"""What the files of both indexes are, and how much of the disk those of each kind take; for
`bench/search.py`.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexing import Archive
from processes import scan

from generator.search.segments import LARGE, MIDDLE

PAGEFIND, PROJECT = "Pagefind", "the project"
PARTS = {
    "": "blocks",
    "p": "places of blocks",
    "x": "lists",
    "y": "places of lists",
    "t": "top values",
    "n": "names of other values",
    "v": "other values",
    "c": "coverage",
    "d": "days",
    "w": "spellings",
}


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the files of the project's index are, as its manifest tells."""

    folders: tuple[str, ...]
    """Those of stories, oldest first."""
    stories: int

    @classmethod
    def of(cls, site: Path) -> Kinds:
        """Those of a built index."""
        text = (site / "search" / "manifest.js").read_text(encoding="utf-8")
        told: dict[str, Any] = json.loads(text[text.index("(") + 1 : text.rindex(")")])
        return cls(tuple(told["folders"].split(" ")), told["stories"])

    def record(self, number: int) -> str:
        """The file of what is shown of a story."""
        large = self.stories - self.stories % LARGE
        if number < large:
            return f"search/{self.folders[number // LARGE]}/{number % LARGE}.js"
        rest = number - large
        return f"search/{self.folders[large // LARGE + rest // MIDDLE]}/{rest % MIDDLE}.js"

    def kind(self, path: str) -> str:
        """What a file is; nothing for what does not belong to an index."""
        found = re.fullmatch(r"/?search/(?:(manifest)|(\w+)/([a-z]?)\w*)\.js", path)
        if found:
            return found[1] or (
                "stories" if found[2] in self.folders else PARTS.get(found[3], found[3])
            )
        found = re.fullmatch(
            r"/?pagefind/(?:(index|fragment|filter)/.*|pagefind\.\w+\.pf_(meta)|pagefind-(entry)\.json)",
            path,
        )
        return next(filter(None, found.groups())) if found else ""


@dataclass(slots=True)
class Held:
    """Files of one kind on the disk."""

    files: int = 0
    raw: int = 0
    packed: int = 0
    largest: int = 0
    """Of the packed ones."""

    def add(self, path: Path) -> None:
        """Add a file."""
        data = path.read_bytes()
        packed = len(gzip.compress(data, 6))
        self.files += 1
        self.raw += len(data)
        self.packed += packed
        self.largest = max(self.largest, packed)


def sizes_of(archive: Archive, kinds: Kinds) -> dict[str, dict[str, Held]]:
    """What both wrote, by kind; the scripts that Pagefind writes beside its index are no part of
    it.
    """
    sizes: dict[str, dict[str, Held]] = {PAGEFIND: defaultdict(Held), PROJECT: defaultdict(Held)}
    for name, root, folder in (
        (PAGEFIND, archive.plain, "pagefind"),
        (PROJECT, archive.site, "search"),
    ):
        for path in scan(root / folder):
            if kind := kinds.kind(path.relative_to(root).as_posix()):
                sizes[name][kind].add(path)
    return sizes
