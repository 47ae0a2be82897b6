"""A story as Ground News keeps it: invented outlets, events and words."""

from __future__ import annotations

import json
from typing import Any

PICTURE: dict[str, Any] = {
    "url": "https://cdn.example/bell.jpg",
    "youtubeEmbed": None,
    "isVideo": False,
    "isCover": True,
    "nsfw": False,
    "width": 1920,
    "height": 1080,
    "sourceId": None,
    "licencedFrom": "larch",
    "refId": None,
    "sourceLevelOnly": False,
    "attributionName": "O. Quill\n    ",
    "attributionIcon": "https://cdn.example/larch.png",
    "attributionUrl": "https://larch.example/4711",
    "caption": "From Larch",
    "title": "4711",
    "anyVideo": False,
}


def interest(kind: str, name: str) -> dict[str, Any]:
    """What a story is about."""
    slug = name.lower().replace(" ", "-")
    return {
        "id": f"id-of-{slug}",
        "type": kind,
        "name": name,
        "slug": slug,
        "icon": f"https://cdn.example/{slug}.png",
    }


def source(name: str, bias: str, date: str) -> dict[str, Any]:
    """An outlet that reports a story."""
    info = {
        "bias": bias,
        "icon": "https://cdn.example/o.png",
        "id": f"id-of-{name}",
        "name": name,
        "slug": name.lower(),
    }
    return {"articleId": None, "date": date, "sourceInfo": info}


BELL: dict[str, Any] = {
    "biasSourceCount": 5,
    "blindspotData": {
        "coverageProfileStatement": "Hardly told: only <b>20% Left &amp; Right</b>",
        "coverageProfileType": "banner",
        "coverageProfileSubStatement": "Those on the left may not know of it",
        "leftPercent": 0,
        "centerPercent": 80,
        "rightPercent": 20,
        "blindspotFor": "left",
    },
    "description": "\u00a0\u00a0The bell of Quernby was lent to nobody, said the sexton.",
    "summary": "The bell of Quernby was lent to nobody, said the sexton.",
    "fallbackMedia": PICTURE,
    "latestMedia": {**PICTURE},
    "id": "rss_4_7_11",
    "interests": [
        interest("topic", "Bells"),
        interest("person", "Oda Quill"),
        interest("place", "Quernby, Vellmark"),
        interest("place", "Tolmarsh"),
    ],
    "start": "2025-06-12T23:40:00.000Z",
    "title": "Bell of Quernby Is Gone",
    "slug": "church-of-quernby-misses-its-bell_4711",
    "factuality": {"veryLow": 0, "low": 1, "mixed": 2, "high": 4, "unknown": 2, "veryHigh": 0},
    "ownership": {
        "telecom": 0,
        "privateEquity": 1,
        "mediaConglomerate": 2,
        "billionaire": 0,
        "government": 0,
        "independent": 3,
        "other": 0,
        "uncategorized": 1,
        "corporation": 0,
    },
    "place": {"id": "Quernby,TernCounty,VM,XK", "name": "Quernby", "type": "locality"},
    "sources": [
        source("The Vellmark Gull", "leanRight", "2025-06-12T22:10:05.000Z"),
        source("Caldera Post", "unknown", "2025-06-13T06:00:00.000Z"),
    ],
    "sourceCount": 9,
}
"""A story with everything that one has."""


def saved(*rows: str, size: int = 100) -> bytes:
    """A saved page whose data are these rows, in parts of so many characters."""
    data = "".join(rows)
    parts = [
        [0],
        *([1, data[begin : begin + size]] for begin in range(0, len(data), size)),
        [2, None],
        [3, "NTk6W10="],
    ]
    calls = (json.dumps(part).replace("<", "\\u003c") for part in parts)
    scripts = "".join(f'<script nonce="x">self.__next_f.push({call})</script>' for call in calls)
    return f"<!DOCTYPE html><html><script src=x.js></script><p>Bells</p>{scripts}<script>0</script></html>".encode()


def row(name: str, value: Any) -> str:
    """A row of JSON."""
    return f"{name}:{json.dumps(value, ensure_ascii=False)}\n"


def text_row(name: str, words: str) -> str:
    """A row that is a text, which has no line end."""
    return f"{name}:T{len(words.encode()):x},{words}"
