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

from generator.readers.base import Bundle, Decision, Row
from generator.readers.json.document import Document, unwanted
from generator.readers.json.mapping import (
    COUNT,
    KNOWN,
    LINE,
    MOMENT,
    TEXT,
    Kind,
    Place,
    Table,
    Taken,
)
from generator.readers.json.nested import within
from generator.readers.json.reader import JsonReader, Told
from generator.story import countries
from generator.story.fields import SIDES
from generator.story.model import Article, Aside, Blindspot, Content, Coverage, Share, Tally
from generator.text import normal as text
from generator.text.normal import fold

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


def _one_of(name: str, words: Iterable[str]) -> Kind:
    known = frozenset(words)
    return Kind(name, lambda value: value if isinstance(value, str) and value in known else None)


def _matching(name: str, pattern: re.Pattern[str]) -> Kind:
    return Kind(
        name, lambda value: value if isinstance(value, str) and pattern.fullmatch(value) else None
    )


def _plain(value: Any) -> str | None:
    return (
        text.line(text.repair(html.unescape(nh3.clean(value, tags=set())))[0])
        if isinstance(value, str)
        else None
    )


_WORDS = Kind("text", _plain)
"""A line with a few elements of HTML in it."""

TABLE = Table(
    {
        "/id": KNOWN,
        "/slug": Place("address", _matching("a slug", _SLUG_SIGNS)),
        "/title": Place("headline", LINE),
        "/description": Place("summary", TEXT),
        "/summary": Place("summary", TEXT),
        "/start": Place("started", MOMENT),  # not the first report: listed sources may be earlier
        "/sourceCount": Place("coverage", COUNT),
        "/biasSourceCount": Place("bias_statement", COUNT),
        **{f"/blindspotData/{side}Percent": Place("bias_statement", COUNT) for side in SIDES},
        "/blindspotData/blindspotFor": Place("blindspot", _one_of("left, center or right", SIDES)),
        "/blindspotData/coverageProfileStatement": Place("blindspot", _WORDS),
        "/blindspotData/coverageProfileSubStatement": Place("blindspot", _WORDS),
        "/blindspotData/coverageProfileType": KNOWN,
        **{f"/factuality/{rank}": Place("coverage", COUNT) for rank in _RANKS},
        **{f"/ownership/{owner}": Place("coverage", COUNT) for owner in _OWNERS},
        "/place/id": Place(
            "places", _matching("a place's id that ends in a country's code", _PLACE_ID)
        ),
        "/place/name": Place("places", LINE),
        "/place/type": KNOWN,  # told by the id as well
        "/interests/*/type": Place(
            "topics", _one_of("topic, person or place", ("topic", "person", "place"))
        ),
        "/interests/*/name": Place("topics", LINE),
        **{f"/interests/*/{key}": KNOWN for key in ("id", "slug", "icon")},
        "/sources/*/date": Place("article_published", MOMENT),
        "/sources/*/articleId": KNOWN,
        "/sources/*/sourceInfo/name": Place("article_outlet", LINE),
        "/sources/*/sourceInfo/bias": Place("article_label", LINE),
        **{f"/sources/*/sourceInfo/{key}": KNOWN for key in ("id", "slug", "icon")},
        **{f"/{media}/{key}": KNOWN for media in _MEDIA for key in _PICTURE},
    }
)


class GroundNews(JsonReader):
    """Ground News's stories."""

    name = "ground-news"
    table = TABLE

    def document(self, bundle: Bundle) -> Document | None:
        """The bundle's JSON; where no member of it is a story, the stories anywhere inside them."""
        document = super().document(bundle)
        if document is None or any(self.knows(member.value) for member in document.members):
            return document
        return within(document, self.knows)

    def knows(self, value: Any) -> bool:
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

    def tell(self, value: dict[str, Any], taken: Taken) -> Told:
        """The story of a value."""
        if not isinstance(value["sources"], list | None):
            raise unwanted(f"{taken.at}/sources", value["sources"], "a list")
        slug, side = taken.one("/slug"), taken.one("/blindspotData/blindspotFor")
        place, interests = _place(taken), taken.each("/interests/*")
        summary, description = taken.one("/summary"), taken.one("/description")
        apart = (
            description if summary and description and fold(summary) != fold(description) else None
        )
        taken.rows[:] = _with_places(taken.rows, value.get("interests"), f"{taken.at}/interests")
        at = f"{taken.at}/description" if apart else None
        taken.rows[:] = [
            replace(row, fields=("asides",)) if row.at == at else row for row in taken.rows
        ]
        shares = _shares(taken)
        unrated = bool(shares) and not any(share.percent or share.base for share in shares)
        words = (
            "/blindspotData/coverageProfileStatement",
            "/blindspotData/coverageProfileSubStatement",
        )
        content = Content(
            title=taken.one("/title"),
            url=f"{_STORIES}{slug}" if slug else None,
            started=taken.one("/start"),
            places=_places(place, interests),
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
                reported_articles=taken.one("/sourceCount"),
                factuality=_tallies(taken, "/factuality", _RANKS),
                owners=_tallies(taken, "/ownership", _OWNERS),
            ),
            bias_statements=() if unrated else shares,
            blindspot=Blindspot(
                stated=True if side else None,
                side=side,
                words=tuple(filter(None, map(taken.one, words))),
            ),
            unrated=("bias",) if unrated else (),
            articles=tuple(
                Article(
                    outlet=source.get("sourceInfo/name"),
                    bias=source.get("sourceInfo/bias"),
                    published=source.get("date"),
                )
                for source in taken.each("/sources/*")
            ),
        )
        rule = "made of the slug, as the site does; it joins what other bundles hold of the story"
        return Told(
            content, decisions=(Decision("address", content.url, rule),) if content.url else ()
        )


def _shares(taken: Taken) -> tuple[Share, ...]:
    base = taken.one("/biasSourceCount")
    percents = {side: taken.one(f"/blindspotData/{side}Percent") for side in SIDES}
    return tuple(
        Share(percent=percent, side=side, base=base)
        for side, percent in percents.items()
        if percent is not None
    )


def _tallies(taken: Taken, at: str, names: tuple[str, ...]) -> tuple[Tally, ...]:
    """The counts that are stated, in the table's order, so that it does not matter in which order they were written."""
    counts = {name: taken.one(f"{at}/{name}") for name in names}
    return tuple(
        Tally(name=name, count=count) for name, count in counts.items() if count is not None
    )


def _place(taken: Taken) -> str | None:
    """The story's place by its name and those of what it lies in: many towns share a name, and some a state's."""
    name = taken.one("/place/name")
    *parts, code = (taken.one("/place/id") or "").split(",")
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


def _places(place: str | None, interests: list[dict[str, Any]]) -> tuple[str, ...]:
    """The story's place, and the interests that are places, but for those that name it again."""
    named = [each["name"] for each in interests if each.get("name") and each.get("type") == "place"]
    first = fold(place.partition(",")[0]) if place else None
    others = [name for name in named if fold(name.partition(",")[0]) != first]
    return tuple(dict.fromkeys([place, *others] if place else others))


def _with_places(rows: list[Row], interests: Any, at: str) -> list[Row]:
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
