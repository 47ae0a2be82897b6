"""Where the keys of Kite's clusters go, in both of their spellings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from generator.readers.json.mapping import COUNT, KNOWN, LINE, MOMENT, TEXT, Kind, Place, Table
from generator.story import dates

MARKS = (
    "cluster_number", "short_summary", "talking_points", "unique_domains", "number_of_titles", "perspectives", "domains",
)  # fmt: skip
"""Keys of which a cluster has two at least, beside its title and its articles."""
ASIDES = {
    "did_you_know": "Did you know",
    "geopolitical_context": "Geopolitical context",
    "historical_background": "Historical background",
    "international_reactions": "International reactions",
    "humanitarian_impact": "Humanitarian impact",
    "economic_implications": "Economic implications",
    "future_outlook": "Future outlook",
    "key_players": "Key players",
    "technical_details": "Technical details",
    "business_angle_text": "Business angle",
    "business_angle_points": "Business angle",
    "user_action_items": "User action items",
    "scientific_significance": "Scientific significance",
    "travel_advisory": "Travel advisory",
    "destination_highlights": "Destination highlights",
    "culinary_significance": "Culinary significance",
    "performance_statistics": "Performance statistics",
    "league_standings": "League standings",
    "diy_tips": "DIY tips",
    "design_principles": "Design principles",
    "user_experience_impact": "User experience impact",
    "gameplay_mechanics": "Gameplay mechanics",
    "industry_impact": "Industry impact",
    "gaming_industry_impact": "Gaming industry impact",
    "technical_specifications": "Technical specifications",
}
"""The headings of what is told beside the story, in the order in which its site shows it."""
IMAGES = ("primary_image", "secondary_image")
QUOTED = ("quote_author", "quote_attribution", "quote_source_url", "quote_source_domain")
_LAST_SECOND = 253_402_300_799
"""Of the year 9999."""


def _second(value: Any) -> str | None:
    """A time as so many seconds since 1970, or as text."""
    if type(value) is int and 0 < value <= _LAST_SECOND:
        return f"{datetime.datetime.fromtimestamp(value, datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"
    return dates.moment(value) if isinstance(value, str) else None


_TEXTS = replace(TEXT, name="text, or a list of texts", many=True)
SECOND = Kind("a time, or the seconds since 1970", _second)


def _texts(key: str, field: str, *inner: str) -> dict[str, Place]:
    """The places of what is a text, a list of texts, or a list of objects with texts under these keys."""
    place = Place(field, _TEXTS)
    return {f"/{key}": place, f"/{key}/*": place, **{f"/{key}/*/{name}": place for name in inner}}


_PLACES = {
    "/id": KNOWN,
    "/cluster_number": KNOWN,  # where the story stood that day
    "/emoji": KNOWN,
    "/expanded": KNOWN,
    "/title": Place("headline", LINE),
    **_texts("short_summary", "summary", "text"),
    "/category": Place("topics", LINE),
    "/location": Place("places", LINE),
    "/sourceLanguage": Place("language", LINE),
    "/selectedLanguage": Place("language", LINE),
    **_texts("talking_points", "key_points", "text"),
    **_texts("timeline", "timeline", "date", "content"),
    **_texts("perspectives", "voices", "text"),
    **_texts("perspectives/*/sources", "voices", "name", "url"),
    "/quote": Place("voices", TEXT),
    **{f"/{key}": Place("voices", LINE) for key in QUOTED},
    **{
        pattern: place for key in ASIDES for pattern, place in _texts(key, "asides", "text").items()
    },
    **_texts("suggested_qna", "asides", "question", "answer"),
    **{f"/{image}/{key}": KNOWN for image in IMAGES for key in ("url", "credit")},
    **{f"/{image}/caption": Place("asides", LINE) for image in IMAGES},
    "/unique_domains": Place("coverage", COUNT),
    "/number_of_titles": Place("coverage", COUNT),
    "/articles/*/title": Place("article_title", LINE),
    "/articles/*/link": Place("article_address", LINE),
    "/articles/*/domain": Place("article_outlet", LINE),
    "/articles/*/date": Place("article_published", MOMENT),
    "/articles/*/image": KNOWN,
    "/articles/*/image_caption": Place("asides", LINE),
    "/domains/*/name": Place("boilerplate", LINE),
    "/domains/*/favicon": KNOWN,
}
_UNDERSCORE = re.compile("_([a-z])")


def camel(name: str) -> str:
    """A key in its other spelling."""
    return _UNDERSCORE.sub(lambda match: match[1].upper(), name)


TABLE = Table(_PLACES)
CAMEL_TABLE = Table({camel(pattern): place for pattern, place in _PLACES.items()})


def is_camel(value: Mapping[str, Any]) -> bool:
    """Whether a cluster spells its keys so: `shortSummary`; keys of the other spelling are none of this layout's."""
    return sum(camel(mark) in value for mark in MARKS) > sum(mark in value for mark in MARKS)
