"""The data of the search page, first version: the stories of each year as a script that hands them over.

Classic scripts, since they load from `file://` as from a host; `docs/site.md` describes what they hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from generator.cards import Card
from generator.identity import term_slug
from generator.site.site import Site
from generator.told import Told

CONTENTS = "search/archive.js"
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _call(name: str, *values: object) -> str:
    # The two line ends of Unicode are line ends in a script as well, for engines older than 2019.
    written = ",".join(map(_json, values)).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"storyArchive.{name}({written});\n"


class _Names:
    """Outlets or places of one script, each named once."""

    def __init__(self, site: Site, kind: str) -> None:
        self._site, self._kind = site, kind
        self._numbers: dict[str, int] = {}
        self.rows: list[tuple[str, object]] = []

    def numbers(self, names: Iterable[str]) -> list[int]:
        """The numbers under which a story's names stand, each once."""
        found: dict[int, None] = {}
        for name in names:
            slug = term_slug(name)
            if slug not in self._numbers:
                self._numbers[slug] = len(self.rows)
                self.rows.append((name, self._site.term(self._kind, name)["address"]))
            found[self._numbers[slug]] = None
        return list(found)


def path(year: str) -> str:
    """The script of a year, or of the stories without a day (`undated`)."""
    return f"search/{year}.js"


def contents(years: Sequence[tuple[str, int]]) -> str:
    """The script that says which others there are: years, newest first, with their numbers of stories."""
    return _call("contents", {"years": [[year, count, path(year)] for year, count in years]})


def stories(site: Site, year: str, rows: Iterable[tuple[Card, Told]]) -> str:
    """The script of one year's stories."""
    outlets, places = _Names(site, "outlets"), _Names(site, "places")
    listed = [_row(site, card, told, outlets, places) for card, told in rows]
    return _call("stories", year, {"outlets": outlets.rows, "places": places.rows, "stories": listed})


def _row(site: Site, card: Card, told: Told, outlets: _Names, places: _Names) -> list[Any]:
    return [
        site.address(card.path),
        card.title,
        card.day,
        int(card.dated),
        "\n\n".join(told["summary"]) or None,
        told["key_points"],
        list(_titles(told)),
        outlets.numbers(article["outlet"] for article in told["articles"] if article["outlet"]),
        places.numbers(told["places"]),
        # A script's numbers are exact up to here; beyond, it takes the words.
        card.reported if card.reported is None or card.reported < 1 << 53 else f"{card.reported:,}",
        card.captured,
    ]


def _titles(told: Told) -> Iterator[str]:
    return (article["title"] for article in told["articles"] if article["title"])
