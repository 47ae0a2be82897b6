"""Companions of saved pages: the pictures, fonts, films and scripts that are saved beside them."""

from __future__ import annotations

import re

_MAGIC = (
    (
        rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|BM.{4}\x00{4}|\x00\x00\x01\x00"
        rb"|RIFF.{4}WEBP|\x00\x00\x00.ftyp(?:avif|heic)",
        "picture",
    ),
    (rb"wOFF\x00|wOF2|OTTO\x00|\x00\x01\x00\x00\x00", "font"),
    (rb"\x1aE\xdf\xa3|OggS\x00|ID3[\x02-\x04]\x00|RIFF.{4}WAVE|\x00\x00\x00.ftyp", "film"),
)
"""First bytes of companions, as patterns, and what they are."""
_SVG = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]", re.DOTALL
)
_SUFFIXES = {
    ".css": "style sheet",
    ".js": "script",
    ".mjs": "script",
    ".map": "script",
    ".svg": "picture",
    ".ico": "picture",
}


def companion_kind(head: bytes) -> str | None:
    """The kind of a companion by its first bytes; None for what may be a page."""
    kinds = (kind for magic, kind in _MAGIC if re.match(magic, head, re.DOTALL))
    return next(kinds, None) or ("picture" if _SVG.match(head) else None)


def companion_kind_by_name(name: str) -> str | None:
    """The kind of a companion by the end of its name, for texts that no reader knows."""
    lower = name.lower()
    return next((kind for suffix, kind in _SUFFIXES.items() if lower.endswith(suffix)), None)
