"""Names of members: nothing is ever unpacked to a disk, and still a name that would do harm there
is no honest one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from generator.errors import BundleError, visible
from generator.text.normal import normal_line, repair_text

_DRIVE = re.compile(r"[A-Za-z]:")
_PACK = "Pack the archive again, with plain names"
_LONGEST = 1024
"""Characters of a name; no file system has longer ones."""

_COMPANIONS = (
    (
        rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|BM.{4}\x00{4}|\x00\x00\x01\x00|RIFF.{4}WEBP|\x00\x00\x00.ftyp(?:avif|heic)",
        "picture",
    ),
    (rb"wOFF\x00|wOF2|OTTO\x00|\x00\x01\x00\x00\x00", "font"),
    (rb"\x1aE\xdf\xa3|OggS\x00|ID3[\x02-\x04]\x00|RIFF.{4}WAVE|\x00\x00\x00.ftyp", "film"),
)
"""What stands beside saved pages, by its first bytes."""
_SVG = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]", re.DOTALL
)
_TEXT_BESIDE = {
    ".css": "style sheet",
    ".js": "script",
    ".mjs": "script",
    ".map": "script",
    ".svg": "picture",
    ".ico": "picture",
}


def companion(head: bytes) -> str | None:
    """What a member is that stands beside a saved page and is no page, by its first bytes."""
    found = next((kind for begins, kind in _COMPANIONS if re.match(begins, head, re.DOTALL)), None)
    return found or ("picture" if _SVG.match(head) else None)


def companion_text(name: str) -> str | None:
    """What a text that no reader knows is by its name, where it belongs to a saved page."""
    return next(
        (kind for ending, kind in _TEXT_BESIDE.items() if name.lower().endswith(ending)), None
    )


def shown(name: str) -> str:
    """A member's name as a page's row can hold it."""
    line = normal_line(repair_text(visible(name[:_LONGEST]))[0]) or "unnamed"
    return f"{line}…" if len(name) > _LONGEST else line


def _faults(name: str) -> Iterator[str]:
    parts = name.replace("\\", "/").split("/")
    if "\0" in name:
        yield "its name holds a NUL"
    if "\\" in name:
        yield "its name holds a backslash"
    if name.startswith("/"):
        yield "its name is absolute"
    if _DRIVE.match(name):
        yield "its name begins with a drive letter"
    if ".." in parts:
        yield "its name leads out of its folder by `..`"
    if not name.strip("/. "):
        yield "it has no name"
    if len(name) > _LONGEST:
        yield f"its name is {len(name):,} characters long"


class Names:
    """The names of a container so far."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def check(self, name: str) -> None:
        """Raises BundleError where a name is none, or stands twice; case and the forms of Unicode make no other name."""
        fault = next(_faults(name), None)
        if fault:
            raise BundleError(fault, _PACK)
        key = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
        known = self._seen.setdefault(key, name)
        if known is not name:
            other = "" if known == name else f", as {shown(known)}"
            raise BundleError(
                f"its name stands there twice{other}, and the first one is read", _PACK
            )


def hidden(name: str) -> bool:
    """Whether a name is none of ours: as in a folder, those that begin with a dot, and what a Mac adds to its archives."""
    parts = [part for part in name.split("/") if part]
    return any(part.startswith(".") for part in parts) or parts[:1] == ["__MACOSX"]
