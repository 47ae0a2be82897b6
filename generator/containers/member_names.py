"""Names of members: those that could do harm on a disk are refused, though nothing is unpacked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from generator.errors import BundleError, visible
from generator.text.normal import line, repair

_DRIVE = re.compile(r"[A-Za-z]:")
_PACK = "Pack the archive again, with plain names"
_LONGEST = 1024
"""Characters of a name; no file system has longer ones."""


def clean_member_name(name: str) -> str:
    """A member's name in one line of printable text, as a page can hold it."""
    clean = line(repair(visible(name[:_LONGEST]))[0]) or "unnamed"
    return f"{clean}…" if len(name) > _LONGEST else clean


def is_hidden_member(name: str) -> bool:
    """Check for a dot at the beginning of a name or folder, and for what macOS adds to archives."""
    parts = [part for part in name.split("/") if part]
    return any(part.startswith(".") for part in parts) or parts[:1] == ["__MACOSX"]


class MemberNames:
    """The names of a container's members so far."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def add(self, name: str) -> None:
        """Add a name; raises BundleError if it could do harm, or stands twice.

        Names that differ only in case or in their form of Unicode are the same.
        """
        fault = next(_name_faults(name), None)
        if fault:
            raise BundleError(fault, _PACK)
        key = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
        first = self._names.setdefault(key, name)
        if first is not name:
            other = "" if first == name else f", as {clean_member_name(first)}"
            raise BundleError(
                f"its name stands there twice{other}, and the first one is read", _PACK
            )


def _name_faults(name: str) -> Iterator[str]:
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
