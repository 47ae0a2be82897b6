"""JSON as this program keeps it for itself: compact, and read and written some ten thousand times a
build.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

_BEYOND = " "
"""Begins what holds a number beyond 64 bits, which only the slower one of two libraries knows."""
_BEGINNINGS = (_BEYOND, _BEYOND.encode())
_slowly = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write(value: object) -> str:
    """A JSON value as text."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return _BEYOND + _slowly(value)


def read(text: str | bytes) -> Any:
    """The value of a text, or of its bytes in UTF-8; raises ValueError where it is no JSON."""
    return json.loads(text) if text[:1] in _BEGINNINGS else orjson.loads(text)
