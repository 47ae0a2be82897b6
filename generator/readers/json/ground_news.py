"""Story objects as Ground News keeps them: tallies of the outlets beside a short list of them, and
no article's own words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import nh3

from generator.readers.base import Bundle, Decision, LedgerRow
from generator.readers.json.document import JsonDocument, wrong_kind_error
from generator.readers.json.mapping import (
    BOILERPLATE,
    COUNT,
    LINE,
    MOMENT,
    TEXT,
    FieldMapping,
    MappedValues,
    Slot,
    ValueKind,
)
from generator.readers.json.nested import collect_nested_stories
from generator.readers.json.reader import JsonReader, StoryParts
from generator.story import countries
from generator.story.fields import SIDES
from generator.story.model import Article, Aside, Blindspot, Content, Coverage, Share, Tally
from generator.text.normal import fold, normal_line, repair_text

_MARKS = ("biasSourceCount", "blindspotData", "interests", "sourceCount", "place", "start")
"""Keys of which a story has two at least, beside its title, its slug and its sources."""
_RANKS = ("veryLow", "low", "mixed", "high", "veryHigh", "unknown")
_OWNERS = (
    "telecom", "privateEquity", "mediaConglomerate", "billionaire", "government", "independent", "other", "uncategorized",
    "corporation",
)  # fmt: skip
_MEDIA = ("fallbackMedia", "latestMedia")
_PICTURE = (
    "url", "youtubeEmbed", "isVideo", "isCover", "nsfw", "width", "height", "sourceId", "licencedFrom", "refId",
    "sourceLevelOnly", "attributionName", "attributionIcon", "attributionUrl", "caption", "title", "anyVideo",
)  # fmt: skip
_STORIES = "https://ground.news/article/"
_SLUG_SIGNS = re.compile(r"\w[\w.~-]*")
_PLACE_ID = re.compile(r"(?:[^,]+,)*[A-Z]{2}")
"""`TOWN,COUNTY,STATE,COUNTRY` or the end of it, without spaces; the country by its code."""
_CODE = re.compile(r"[A-Z0-9]{2,3}")


def _word_kind(name: str, words: Iterable[str]) -> ValueKind:
    known = frozenset(words)
    return ValueKind(
        name, lambda value: value if isinstance(value, str) and value in known else None
    )


def _pattern_kind(name: str, pattern: re.Pattern[str]) -> ValueKind:
    return ValueKind(
        name, lambda value: value if isinstance(value, str) and pattern.fullmatch(value) else None
    )


def _strip_html(value: Any) -> str | None:
    return (
        normal_line(repair_text(html.unescape(nh3.clean(value, tags=set())))[0])
        if isinstance(value, str)
        else None
    )


_WORDS = ValueKind("text", _strip_html)
"""A line with a few elements of HTML in it."""

MAPPING = FieldMapping(
    {
        "/id": BOILERPLATE,
        "/slug": Slot("address", _pattern_kind("a slug", _SLUG_SIGNS)),
        "/title": Slot("headline", LINE),
        "/description": Slot("summary", TEXT),
        "/summary": Slot("summary", TEXT),
        "/start": Slot("started", MOMENT),  # not the first report: listed sources may be earlier
        "/sourceCount": Slot("coverage", COUNT),
        "/biasSourceCount": Slot("bias_statement", COUNT),
        **{f"/blindspotData/{side}Percent": Slot("bias_statement", COUNT) for side in SIDES},
        "/blindspotData/blindspotFor": Slot(
            "blindspot", _word_kind("left, center or right", SIDES)
        ),
        "/blindspotData/coverageProfileStatement": Slot("blindspot", _WORDS),
        "/blindspotData/coverageProfileSubStatement": Slot("blindspot", _WORDS),
        "/blindspotData/coverageProfileType": BOILERPLATE,
        **{f"/factuality/{rank}": Slot("coverage", COUNT) for rank in _RANKS},
        **{f"/ownership/{owner}": Slot("coverage", COUNT) for owner in _OWNERS},
        "/place/id": Slot(
            "places", _pattern_kind("a place's id that ends in a country's code", _PLACE_ID)
        ),
        "/place/name": Slot("places", LINE),
        "/place/type": BOILERPLATE,  # told by the id as well
        "/interests/*/type": Slot(
            "topics", _word_kind("topic, person or place", ("topic", "person", "place"))
        ),
        "/interests/*/name": Slot("topics", LINE),
        **{f"/interests/*/{key}": BOILERPLATE for key in ("id", "slug", "icon")},
        "/sources/*/date": Slot("article_published", MOMENT),
        "/sources/*/articleId": BOILERPLATE,
        "/sources/*/sourceInfo/name": Slot("article_outlet", LINE),
        "/sources/*/sourceInfo/bias": Slot("article_label", LINE),
        **{f"/sources/*/sourceInfo/{key}": BOILERPLATE for key in ("id", "slug", "icon")},
        **{f"/{media}/{key}": BOILERPLATE for media in _MEDIA for key in _PICTURE},
    }
)


class GroundNews(JsonReader):
    """Ground News's stories."""

    name = "ground-news"
    mapping = MAPPING

    def document(self, bundle: Bundle) -> JsonDocument | None:
        """The bundle's JSON; where no member of it is a story, the stories anywhere inside them."""
        document = super().document(bundle)
        if document is None or any(self.matches(member.value) for member in document.candidates):
            return document
        return collect_nested_stories(document, self.matches)

    def matches(self, value: Any) -> bool:
        """An object with texts `title` and `slug`, `sources` whose objects have `sourceInfo`, and two of the marks."""
        if not isinstance(value, dict) or not all(
            isinstance(value.get(key), str) for key in ("title", "slug")
        ):
            return False
        if "sources" not in value or sum(mark in value for mark in _MARKS) < 2:
            return False
        sources = value["sources"]
        if not isinstance(sources, list):
            return not isinstance(value.get("bias"), dict)  # which a store's stories have
        return all("sourceInfo" in source for source in sources if isinstance(source, dict))

    def extract(self, value: dict[str, Any], mapped: MappedValues) -> StoryParts:
        """The story of a value."""
        if not isinstance(value["sources"], list | None):
            raise wrong_kind_error(f"{mapped.at}/sources", value["sources"], "a list")
        slug, side = mapped.value("/slug"), mapped.value("/blindspotData/blindspotFor")
        place, interests = _story_place(mapped), mapped.objects("/interests/*")
        summary, description = mapped.value("/summary"), mapped.value("/description")
        apart = (
            description if summary and description and fold(summary) != fold(description) else None
        )
        mapped.rows[:] = _rows_with_places(
            mapped.rows, value.get("interests"), f"{mapped.at}/interests"
        )
        at = f"{mapped.at}/description" if apart else None
        mapped.rows[:] = [
            replace(row, fields=("asides",)) if row.at == at else row for row in mapped.rows
        ]
        shares = _bias_shares(mapped)
        unrated = bool(shares) and not any(share.percent or share.base for share in shares)
        words = (
            "/blindspotData/coverageProfileStatement",
            "/blindspotData/coverageProfileSubStatement",
        )
        content = Content(
            title=mapped.value("/title"),
            url=f"{_STORIES}{slug}" if slug else None,
            started=mapped.value("/start"),
            places=_all_places(place, interests),
            topics=tuple(
                dict.fromkeys(
                    each["name"]
                    for each in interests
                    if each.get("name") and each.get("type") != "place"
                )
            ),
            summary=summary or description,
            asides=(Aside(heading="Description", points=tuple(filter(None, apart.split("\n")))),)
            if apart
            else (),
            coverage=Coverage(
                reported_articles=mapped.value("/sourceCount"),
                factuality=_outlet_tallies(mapped, "/factuality", _RANKS),
                owners=_outlet_tallies(mapped, "/ownership", _OWNERS),
            ),
            bias_statements=() if unrated else shares,
            blindspot=Blindspot(
                stated=True if side else None,
                side=side,
                words=tuple(filter(None, map(mapped.value, words))),
            ),
            unrated=("bias",) if unrated else (),
            articles=tuple(
                Article(
                    outlet=source.get("sourceInfo/name"),
                    bias=source.get("sourceInfo/bias"),
                    published=source.get("date"),
                )
                for source in mapped.objects("/sources/*")
            ),
        )
        rule = "made of the slug, as the site does; it joins what other bundles hold of the story"
        return StoryParts(
            content, decisions=(Decision("address", content.url, rule),) if content.url else ()
        )


def _bias_shares(mapped: MappedValues) -> tuple[Share, ...]:
    base = mapped.value("/biasSourceCount")
    percents = {side: mapped.value(f"/blindspotData/{side}Percent") for side in SIDES}
    return tuple(
        Share(percent=percent, side=side, base=base)
        for side, percent in percents.items()
        if percent is not None
    )


def _outlet_tallies(mapped: MappedValues, at: str, names: tuple[str, ...]) -> tuple[Tally, ...]:
    """The counts that are stated, in the table's order, so that it does not matter in which order they were written."""
    counts = {name: mapped.value(f"{at}/{name}") for name in names}
    return tuple(
        Tally(name=name, count=count) for name, count in counts.items() if count is not None
    )


def _story_place(mapped: MappedValues) -> str | None:
    """The story's place by its name and those of what it lies in: many towns share a name, and some a state's."""
    name = mapped.value("/place/name")
    *parts, code = (mapped.value("/place/id") or "").split(",")
    states = [
        countries.state(code, part) or part
        for part in parts[1 if name else 0 :]
        if _CODE.fullmatch(part)
    ]
    country = countries.name(code) or code
    if name and not parts and (countries.code(name) == code or not country):
        return str(name)
    # A country may share its name with others, and then has a longer one here.
    own = None if name and not parts and fold(name) in fold(country) else name
    named = {fold(part): part for part in reversed([own, *states, country]) if part}
    return ", ".join(reversed(named.values())) or None


def _all_places(place: str | None, interests: list[dict[str, Any]]) -> tuple[str, ...]:
    """The story's place, and the interests that are places, but for those that name it again."""
    named = [each["name"] for each in interests if each.get("name") and each.get("type") == "place"]
    first = fold(place.partition(",")[0]) if place else None
    others = [name for name in named if fold(name.partition(",")[0]) != first]
    return tuple(dict.fromkeys([place, *others] if place else others))


def _rows_with_places(rows: list[LedgerRow], interests: Any, at: str) -> list[LedgerRow]:
    """The ledger, in which the interests that are places go to the places."""
    kinds = enumerate(interests if isinstance(interests, list) else ())
    places = {
        f"{at}/{number}"
        for number, each in kinds
        if isinstance(each, dict) and each.get("type") == "place"
    }
    return [
        replace(row, fields=("places",))
        if row.fields == ("topics",) and row.at.rpartition("/")[0] in places
        else row
        for row in rows
    ]
