"""Where the keys of Kite's clusters go, in both of their spellings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from generator.readers.json.mapping import (
    BOILERPLATE,
    COUNT,
    LINE,
    MOMENT,
    TEXT,
    FieldMapping,
    Slot,
    ValueKind,
)
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


def _parse_second(value: Any) -> str | None:
    """A time as so many seconds since 1970, or as text."""
    if type(value) is int and 0 < value <= _LAST_SECOND:
        return f"{datetime.datetime.fromtimestamp(value, datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"
    return dates.moment(value) if isinstance(value, str) else None


_TEXTS = replace(TEXT, name="text, or a list of texts", many=True)
SECOND = ValueKind("a time, or the seconds since 1970", _parse_second)


def _text_slots(key: str, field: str, *inner: str) -> dict[str, Slot]:
    """The places of what is a text, a list of texts, or a list of objects with texts under these keys."""
    place = Slot(field, _TEXTS)
    return {f"/{key}": place, f"/{key}/*": place, **{f"/{key}/*/{name}": place for name in inner}}


_SLOTS = {
    "/id": BOILERPLATE,
    "/cluster_number": BOILERPLATE,  # where the story stood that day
    "/emoji": BOILERPLATE,
    "/expanded": BOILERPLATE,
    "/title": Slot("headline", LINE),
    **_text_slots("short_summary", "summary", "text"),
    "/category": Slot("topics", LINE),
    "/location": Slot("places", LINE),
    "/sourceLanguage": Slot("language", LINE),
    "/selectedLanguage": Slot("language", LINE),
    **_text_slots("talking_points", "key_points", "text"),
    **_text_slots("timeline", "timeline", "date", "content"),
    **_text_slots("perspectives", "voices", "text"),
    **_text_slots("perspectives/*/sources", "voices", "name", "url"),
    "/quote": Slot("voices", TEXT),
    **{f"/{key}": Slot("voices", LINE) for key in QUOTED},
    **{
        pattern: place
        for key in ASIDES
        for pattern, place in _text_slots(key, "asides", "text").items()
    },
    **_text_slots("suggested_qna", "asides", "question", "answer"),
    **{f"/{image}/{key}": BOILERPLATE for image in IMAGES for key in ("url", "credit")},
    **{f"/{image}/caption": Slot("asides", LINE) for image in IMAGES},
    "/unique_domains": Slot("coverage", COUNT),
    "/number_of_titles": Slot("coverage", COUNT),
    "/articles/*/title": Slot("article_title", LINE),
    "/articles/*/link": Slot("article_address", LINE),
    "/articles/*/domain": Slot("article_outlet", LINE),
    "/articles/*/date": Slot("article_published", MOMENT),
    "/articles/*/image": BOILERPLATE,
    "/articles/*/image_caption": Slot("asides", LINE),
    "/domains/*/name": Slot("boilerplate", LINE),
    "/domains/*/favicon": BOILERPLATE,
}
_UNDERSCORE = re.compile("_([a-z])")


def camel_case(name: str) -> str:
    """A key in its other spelling."""
    return _UNDERSCORE.sub(lambda match: match[1].upper(), name)


MAPPING = FieldMapping(_SLOTS)
CAMEL_MAPPING = FieldMapping({camel_case(pattern): place for pattern, place in _SLOTS.items()})


def is_camel_case(value: Mapping[str, Any]) -> bool:
    """Whether a cluster spells its keys so: `shortSummary`; keys of the other spelling are none of this layout's."""
    return sum(camel_case(mark) in value for mark in MARKS) > sum(mark in value for mark in MARKS)
