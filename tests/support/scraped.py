"""Stories as a scraper writes them: invented outlets, events and words, with the quirks of real
ones.
"""

from __future__ import annotations

import copy
import json
from typing import Any

FERRY: dict[str, Any] = {
    "story_id": "QS_20250614_081502_0a1b2c3d",
    "metadata": {
        "title": "Night Ferry to Tolmarsh Sails Without Lights",
        "timestamp": "2025-06-14T08:15:02.374194",
        "url": "https://stories.example/article/night-ferry-to-tolmarsh",
    },
    "bias_distribution": {
        "total_sources": "1,204",
        "leaning_left": "14",
        "center": "0",
        "leaning_right": "31",
    },
    "perspective_summaries": {
        "left": ["The crew had asked for lamps since March.", "Nobody was told before boarding."],
        "center": ["The harbour office counts 212 passengers."],
        "right": [],
    },
    "sources": [
        {
            "news_title": "Two hours in the dark, and a *brass band*",
            "news_link": "https://gull.example/night-ferry?utm_source=scraper",
            "bias": "Lean Left",
            "text": "The band played until the pier came in sight.\n\nThen  it stopped.\r\nNobody clapped.",
        },
        {
            "news_title": "Ferry lamps [1] \u0085 out of stock",
            "news_link": "http://www.caldera-post.example/lamps",
            "bias": "unknown",
            "text": None,
        },
        {
            "news_title": "ഇരുട്ടിലെ കടത്തുവള്ളം",
            "news_link": "https://theeram.example/1",
            "bias": "Far Right",
            "text": "വള്ളം ഇരുട്ടിൽ നീങ്ങി.",
        },
    ],
}
"""A story with everything that the scraper writes."""


def scraped(**changes: Any) -> dict[str, Any]:
    """The ferry's story with other values, each named by its path: `metadata__title="…"`."""
    story = copy.deepcopy(FERRY)
    for path, value in changes.items():
        *parts, last = path.split("__")
        inner = story
        for part in parts:
            inner = inner[part]
        inner[last] = value
    return story


def written(story: Any) -> bytes:
    """A file as the scraper writes it."""
    return json.dumps(story, indent=2, ensure_ascii=False).encode("utf-8")
