"""Compact JSON, as the program keeps it for itself: ten thousand values a build."""

from __future__ import annotations

import json
from typing import Any

import orjson

_BEYOND = " "
"""Begins what holds a number beyond 64 bits, which only the slower one of two libraries knows."""
_BEGINNINGS = (_BEYOND, _BEYOND.encode())
_slowly = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encode_json(value: object) -> str:
    """Encode a JSON value as text."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return _BEYOND + _slowly(value)


def decode_json(text: str | bytes) -> Any:
    """Decode a text, or its bytes in UTF-8; raises ValueError where it is no JSON."""
    return json.loads(text) if text[:1] in _BEGINNINGS else orjson.loads(text)
