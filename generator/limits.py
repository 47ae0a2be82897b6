"""The limits within which a bundle is read: one table, each with a name by which `convert` raises
it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from generator.counting import quantity

KIB, MIB, GIB = 2**10, 2**20, 2**30

JSON_DEPTH = 64
"""Lists and objects of JSON inside each other; stories of the layouts that are read have five. It
cannot be raised."""
RATIO_FROM = MIB
"""Bytes that a packed member may become, whatever the ratio."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on size, depth and cost of a bundle; every value is a whole number."""

    bundle: int = 256 * MIB
    """Bytes of a bundle's file, and of one member of a container."""
    expanded: int = GIB
    """Bytes that all members of a container become, at every level of nesting."""
    ratio: int = 200
    """Bytes that one packed byte may become, once a member is larger than 1 MiB."""
    members: int = 10_000
    """Members of a container, at every level of nesting."""
    nesting: int = 2
    """Containers inside a container, one inside the other."""
    html: int = 32 * MIB
    """Bytes of a saved page."""
    line: int = MIB
    """Characters of a line of page text."""
    depth: int = 512
    """Elements of HTML inside each other, and parts of MHTML."""
    articles: int = 2_000
    """Articles of a story."""
    text: int = 4 * MIB
    """Bytes of an article's full text, as UTF-8."""
    seconds: int = 60
    """For which a bundle is read."""
    memory: int = GIB
    """Bytes that reading a bundle takes."""


BYTES = ("bundle", "expanded", "html", "text", "memory")
"""The limits that count bytes."""
NAMES = tuple(field.name for field in fields(Limits))
DEFAULT = Limits()

_UNITS = {"": 1, "k": KIB, "m": MIB, "g": GIB}
_VALUE = re.compile(r"([0-9]{1,15})(?:([kmg])(?:ib|b)?)?", re.IGNORECASE)


def parse_limit(name: str, written: str) -> int | None:
    """Parse a limit as a person writes it: `300`, or `2GiB` where bytes are counted.

    None stands for what is no value.

    >>> parse_limit("bundle", "2GiB"), parse_limit("seconds", "300")
    (2147483648, 300)
    >>> parse_limit("seconds", "2G"), parse_limit("bundle", "-1")
    (None, None)
    """
    match = _VALUE.fullmatch(written.strip())
    if not match or (match[2] and name not in BYTES):
        return None
    return int(match[1]) * _UNITS[(match[2] or "").lower()] or None


def size_words(count: int) -> str:
    """Say a number of bytes in a sentence.

    >>> size_words(256 * MIB), size_words(GIB), size_words(1536), size_words(12)
    ('256 MiB', '1 GiB', '1,536 bytes', '12 bytes')
    """
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if count >= unit and count % unit == 0:
            return f"{count // unit:,} {name}"
    return quantity(count, "byte")


def raise_limit_words(name: str) -> str:
    """Say how to raise a limit, inside a sentence."""
    return f"convert it with --limit {name}=VALUE"


def raise_limit_hint(name: str) -> str:
    """Say how to raise a limit, as a hint."""
    return f"If it is meant to be so, {raise_limit_words(name)}"
