"""Clusters as Kite writes them, and items of its feed: invented outlets, events and words, with the
quirks of real ones.
"""

from __future__ import annotations

from html import escape
from typing import Any

ADDRESS = "https://kite.kagi.com/0a1b2c3d-0000-4000-8000-000000000000/world/7"

CLUSTER: dict[str, Any] = {
    "id": "0a1b2c3d-7",
    "cluster_number": 7,
    "unique_domains": 3,
    "number_of_titles": 5,
    "sourceLanguage": "en",
    "selectedLanguage": "en",
    "category": "World",
    "title": "Sluice of Tolmarsh Jams at High Water",
    "short_summary": "The sluice stood open all night [gull.example#2], and two streets are under water [common].",
    "did_you_know": "The sluice was a gift of the salt guild.",
    "talking_points": [
        "Water: It reached the second step of the town hall [caldera-post.example#1].",
        "Cause: A rowing boat was found between its gates.",
    ],
    "quote": "I have rowed past it for forty years.",
    "quote_author": "Oda Quill",
    "quote_attribution": "owner of the boat",
    "quote_source_url": "https://talk.tern.example/sluice",
    "quote_source_domain": "tern.example",
    "location": "Tolmarsh, Vellmark",
    "perspectives": [
        {
            "text": "Harbour office: Calls it a fault of the boat.",
            "sources": [{"name": "The Vellmark Gull", "url": "https://gull.example/boat"}],
        },
        {"text": "Neighbours want to know who had the watch.", "sources": []},
    ],
    "emoji": "🌊",
    "expanded": False,
    "geopolitical_context": "",
    "historical_background": "It jammed in 1911, too.\n\nThat time it was a cow.",
    "international_reactions": "",
    "humanitarian_impact": None,
    "economic_implications": "",
    "timeline": ["Dusk:: The gates open", "Midnight:: The gates stay open"],
    "future_outlook": "",
    "key_players": [],
    "technical_details": "",
    "business_angle_text": "Boots are sold out.",
    "business_angle_points": ["Cobblers: They work at night."],
    "user_action_items": [""],
    "scientific_significance": [],
    "travel_advisory": [],
    "destination_highlights": "",
    "culinary_significance": "",
    "performance_statistics": [],
    "league_standings": "",
    "diy_tips": "Sand is heavier than straw.",
    "design_principles": "",
    "user_experience_impact": "",
    "gameplay_mechanics": [],
    "industry_impact": ["Salt: A week's yield is lost.", "Eels: A good year."],
    "gaming_industry_impact": [],
    "technical_specifications": "",
    "suggested_qna": [{"question": "Who had the watch?", "answer": "Nobody says."}],
    "primary_image": {
        "url": "https://cdn.example/1.jpg",
        "caption": "The sluice at dawn",
        "credit": "O. Quill",
    },
    "secondary_image": {
        "url": "https://cdn.example/2.jpg",
        "caption": "The boat",
        "credit": "O. Quill",
    },
    "articles": [
        {
            "title": "Sluice jams",
            "link": "https://www.gull.example/1",
            "domain": "gull.example",
            "date": "2025-06-14T11:45:00+02:00",
            "image": "https://cdn.example/3.jpg",
            "image_caption": "The boat",
        },
        {
            "title": "Open all night",
            "link": "\n              https://gull.example/2\n        ",
            "domain": "gull.example",
            "date": "2025-06-14T10:00:00+00:00",
            "image": "",
            "image_caption": "",
        },
        {
            "title": "Wet feet in the town hall",
            "link": "https://caldera-post.example/feet",
            "domain": "The Caldera Post",
            "date": "2025-06-14T12:00:00+00:00",
            "image": "",
            "image_caption": "Boots, by the dozen",
        },
    ],
    "domains": [
        {"name": "gull.example", "favicon": "https://cdn.example/g.png"},
        {"name": "The Caldera Post", "favicon": "https://cdn.example/c.png"},
    ],
}
"""A cluster with everything that one has."""


def feed_item(description: str, **changes: str | None) -> str:
    """An item of the feed; another element by its name, None for one that is not there."""
    parts = {
        "title": "Sluice of Tolmarsh Jams at High Water",
        "link": ADDRESS,
        "description": description,
        "guid": ADDRESS,
        "category": "World",
        "pubDate": "Sat, 14 Jun 2025 22:56:00 -0200",
        **changes,
    }
    return f"<item>{''.join(f'<{name}>{escape(text)}</{name}>' for name, text in parts.items() if text is not None)}</item>"


DESCRIPTION = (
    "<p>The sluice stood open all night [gull.example#1] .</p><p>Two streets are under water &amp; mud.</p>"
    "<img src='https://cdn.example/1.jpg' alt='The sluice&#x27;s gates' /><br />"
    "<h3>Highlights:</h3><ul><li>Water: It reached the <b>second</b> step .</li><li>Cause: A rowing boat.</li></ul>"
    "<blockquote>I have rowed past it - for forty years - Oda Quill</blockquote>"
    "<h3>Perspectives:</h3><ul>"
    "<li>Harbour office: Calls it a fault (of the boat). "
    "(<a href='https://gull.example/boat'>The Vellmark Gull</a>, <a href='https://tern.example/b'>tern.example</a>)</li>"
    "<li>Neighbours want to know who <a href='https://tern.example/w'>had the watch</a>.</li></ul>"
    "<h3>Eels &amp; salt:</h3><p>A good year.</p><ul><li>For eels.</li></ul>"
    "<h3>Sources:</h3><ul>"
    "<li><a href='https://www.gull.example/1'>Sluice jams - again</a> - gull.example</li>"
    "<li><a href='https://caldera-post.example/feet'>Wet feet</a> - The Caldera Post</li></ul>"
)
"""A description with everything that one has."""


def feed(*items: str, beside: str = "") -> bytes:
    """A feed of these items."""
    channel = f"<title>World</title><link>https://kite.kagi.com</link>{beside}{''.join(items)}"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">'
    return f"{head}\n<channel>{channel}</channel></rss>\n".encode()
