"""Stories as a news site's store keeps them: invented outlets, events and words, in both
generations of its writer.
"""

from __future__ import annotations

from typing import Any

NEWER: dict[str, Any] = {
    "id": "story-0a1b2c3d4e5f6071",
    "slug": "lamp-oil-in-quernby-4711",
    "canonicalUrl": "https://stories.example/article/quernby-runs-short-of-lamp-oil_4711",
    "title": "Quernby Runs Short of Lamp Oil",
    "author": "",
    "summary": "The last barrel was sold on Tuesday, to a man who would not say what for.",
    "topic": "Lamps",
    "location": "Vellmark",
    "tags": ["Harbours", "Lamps", "Oil"],
    "imageUrl": "https://stories.example/images/fallback.svg",
    "publishedAt": "2025-06-14T02:12:25.000Z",
    "updatedAt": "2025-06-14T10:25:57.882Z",
    "sourceCount": 9,
    "bias": {"left": 46, "center": 37, "right": 18},
    "blindspot": False,
    "local": True,
    "trending": False,
    "sources": [
        {
            "id": "lamp-oil-in-quernby-4711-src-1",
            "outlet": "The Vellmark Gull",
            "url": "https://gull.example/oil",
            "excerpt": "Nobody had thought of the lighthouse&hellip;",
            "logoUrl": "https://cdn.example/gull.png",
            "bias": "left",
            "factuality": "high",
            "ownership": "Larch & Sons, Tern Holding",
            "publishedAt": "2025-06-13T20:02:00.000Z",
        },
        {
            "id": "lamp-oil-in-quernby-4711-src-2",
            "outlet": "caldera-post.example",
            "url": "https://www.caldera-post.example/lamps",
            "excerpt": "Excerpt unavailable in this edition.",
            "logoUrl": "https://cdn.example/none.png",
            "bias": "unknown",
            "factuality": "unknown",
            "ownership": "Unlabeled",
            "publishedAt": "2025-06-14T01:00:00.000Z",
        },
    ],
    "coverage": {"totalSources": 10, "leaningLeft": 5, "center": 4, "leaningRight": 2},
    "readerLinks": [],
    "timelineHeaders": ["Quernby Runs Short of Lamp Oil", "Oil ship turns back off Tolmarsh"],
    "podcastReferences": [],
}
"""A story of the newer generation, with all that it states."""

OLDER: dict[str, Any] = {
    "id": "story-1a2b3c",
    "slug": "fog-closes-the-airport",
    "title": "Fog Closes the Airport of Quernby",
    "summary": "No plane has left since Monday.",
    "topic": "Top Stories",
    "location": "International",
    "tags": ["Fog"],
    "imageUrl": "https://stories.example/images/fallback.svg",
    "publishedAt": "2025-06-12T05:01:22.565Z",
    "updatedAt": "2025-06-14T11:01:22.565Z",
    "sourceCount": 8,
    "bias": {"left": 0, "center": 0, "right": 0},
    "blindspot": False,
    "local": False,
    "trending": True,
    "sources": [
        {
            "id": "fog-closes-the-airport-src-1",
            "outlet": "theeram.example",
            "url": "https://theeram.example/fog",
            "excerpt": "Excerpt unavailable in this edition.",
            "bias": "unknown",
            "factuality": "unknown",
            "ownership": "Unlabeled",
        }
    ],
    "coverage": {},
}
"""A story of the older generation."""

STORE: dict[str, Any] = {
    "stories": [NEWER, OLDER],
    "archiveCache": {},
    "ingestion": {
        "lastRunAt": "2025-06-14T12:00:00.381Z",
        "lastMode": "front-page",
        "storyCount": 2,
        "routeCount": 1,
        "notes": "Took 2 stories",
    },
}
