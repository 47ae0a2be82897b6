"""Make the views, one file each as a template and values: pure functions of the catalog's rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from generator.catalog.entries import KINDS, OutletDetails, OutletLabel, StoryEntry, TermEntry
from generator.site.settings import LONG, NOT_FOUND, Site, list_initial
from generator.site.site_files import View
from generator.story import countries
from generator.story.dates import day_name, month_name
from generator.story.wording import rating

ONE = {"outlets": "outlet", "places": "place", "topics": "topic"}
LATEST = 20
"""Stories that the home page, and the page of a long list, name."""
_MOST = 12
"""Outlets, places and topics that the home page names."""

Months = Sequence[tuple[str, int]]
"""Months, YYYY-MM, with their numbers of stories, newest first."""


def _month_row(month: str, stories: int) -> dict[str, object]:
    return {"name": month_name(month), "address": f"dates/{month}.html", "stories": stories}


def _year_row(year: str, months: Months) -> dict[str, object]:
    return {
        "name": year,
        "address": f"dates/{year}.html",
        "stories": sum(count for _, count in months),
    }


def group_by_year(months: Months) -> list[tuple[str, list[tuple[str, int]]]]:
    """The months by year, newest first."""
    return [(year, list(group)) for year, group in groupby(months, key=lambda month: month[0][:4])]


def home_view(
    site: Site,
    latest: Iterable[StoryEntry],
    months: Months,
    terms: Mapping[str, Sequence[TermEntry]],
    undated: int,
) -> View:
    """The home page."""
    most = {kind: sorted(terms[kind], key=lambda count: -count.stories)[:_MOST] for kind in KINDS}
    values: dict[str, Any] = {
        kind: [site.counted(kind, count) for count in most[kind]] for kind in KINDS
    }
    values |= {
        "latest": site.stories_of(latest),
        "stories": sum(count for _, count in months) + undated,
        "undated": undated,
        "years": [_year_row(year, group) for year, group in group_by_year(months)],
        "counts": {kind: len(terms[kind]) for kind in KINDS},
    }
    return View("index.html", "index", "", values)


def dates_view(months: Months, undated: int) -> View:
    """All years with their months."""
    years = [
        {**_year_row(year, group), "months": [_month_row(*month) for month in group]}
        for year, group in group_by_year(months)
    ]
    rest = (
        {"name": "Undated", "address": "dates/undated.html", "stories": undated}
        if undated
        else None
    )
    return View("dates/index.html", "dates", "Dates", {"years": years, "undated": rest})


def neighbours(names: Sequence[str], name: str) -> tuple[str | None, str | None]:
    """The earlier and the later of names that stand newest first."""
    where = names.index(name)
    return names[where + 1] if where + 1 < len(names) else None, names[where - 1] if where else None


def year_view(site: Site, name: str, months: Months, cards: Sequence[StoryEntry]) -> View:
    """The stories of one year by month; a long year's months are named only."""
    own = dict(group_by_year(months))
    by_month = {
        month: list(group) for month, group in groupby(cards, key=lambda card: (card.day or "")[:7])
    }
    short = sum(count for _, count in own[name]) <= LONG
    listed = [
        {
            **_month_row(month, count),
            "cards": site.stories_of(by_month.get(month, ())) if short else None,
        }
        for month, count in own[name]
    ]
    before, after = (
        _year_row(other, own[other]) if other else None for other in neighbours(list(own), name)
    )
    values = {"year": name, "months": listed, "previous": before, "next": after}
    return View(f"dates/{name}.html", "year", name, values)


def month_view(site: Site, name: str, months: Months, cards: Sequence[StoryEntry]) -> View:
    """The stories of one month by day."""
    counts = dict(months)
    days = [
        {"day": day, "cards": site.stories_of(group)}
        for day, group in groupby(cards, key=lambda card: card.day)
    ]
    before, after = (
        _month_row(other, counts[other]) if other else None
        for other in neighbours(list(counts), name)
    )
    of_year = _year_row(name[:4], dict(group_by_year(months))[name[:4]])
    values = {
        "stories": len(cards),
        "days": days,
        "year": of_year,
        "previous": before,
        "next": after,
    }
    return View(f"dates/{name}.html", "month", month_name(name), values)


def undated_view(site: Site, cards: Sequence[StoryEntry]) -> View:
    """The stories of which neither a date nor a time of capture is known."""
    return View(
        "dates/undated.html", "undated", "Undated stories", {"cards": site.stories_of(cards)}
    )


def terms_view(site: Site, kind: str, counts: Sequence[TermEntry]) -> View:
    """All outlets, all places or all topics; places by their countries, as far as they name one."""
    by_country: dict[str, list[dict[str, object]]] = {}
    by_initial: dict[str, list[dict[str, object]]] = {}
    for count in counts:
        listed = (
            by_country.setdefault(count.country, [])
            if count.country
            else by_initial.setdefault(list_initial(count.name), [])
        )
        listed.append(site.counted(kind, count))
    named = sorted(
        ((_country_row(code), listed) for code, listed in by_country.items()),
        key=lambda row: row[0]["name"].casefold(),
    )
    for country, listed in named:  # itself before what lies in it
        listed.sort(key=lambda place: place["name"] != country["name"])
    values = {
        "kind": kind,
        "one": ONE[kind],
        "total": len(counts),
        "countries": [{**country, "terms": listed} for country, listed in named],
        "initials": [
            {"name": name, "terms": by_initial[name]}
            for name in sorted(by_initial, key=_initial_order)
        ],
    }
    return View(f"{kind}/index.html", "terms", kind.capitalize(), values)


def _country_row(code: str) -> dict[str, str]:
    return {"name": countries.name(code) or code, "code": code, "anchor": f"country-{code}"}


def _initial_order(name: str) -> tuple[int, str]:
    return (("0", "other").index(name) + 1 if name in ("0", "other") else 0, name)


def _label_row(label: OutletLabel) -> dict[str, object]:
    days = dict.fromkeys(day_name(day) for day in (label.first, label.last) if day)
    return {
        "words": rating(
            label.wordings[0] if label.wordings else None, label.by, *label.wordings[1:]
        ),
        "stated": bool(label.wordings),
        "times": " to ".join(days),
        "stories": label.stories,
        "undated": label.undated,
    }


def _outlet_details(count: TermEntry, found: OutletDetails) -> dict[str, object]:
    """Describe an outlet: its labels over time, its hosts, and its other names."""
    return {
        "labels": [_label_row(label) for label in found.labels],
        "hosts": [{"name": name, "stories": stories} for name, stories in found.hosts],
        "names": [
            {"name": name, "stories": stories}
            for name, stories in found.names
            if name != count.name
        ],
    }


def term_views(
    site: Site,
    kind: str,
    count: TermEntry,
    cards: Sequence[StoryEntry],
    outlet: OutletDetails | None = None,
) -> list[View]:
    """The stories of an outlet, a place or a topic by year; a long list is split, a page a year."""
    by_year = [
        (name, list(group)) for name, group in groupby(cards, key=lambda card: (card.day or "")[:4])
    ]
    long = len(cards) > LONG
    years = [
        {
            "name": name or "Undated",
            "address": f"{kind}/{count.slug}/{name or 'undated'}.html" if long else None,
            "stories": len(group),
            "cards": None if long else site.stories_of(group),
        }
        for name, group in by_year
    ]
    common: dict[str, Any] = {"kind": kind, "one": ONE[kind], "term": site.counted(kind, count)}
    common["country"] = _country_row(count.country) if count.country else None
    latest = site.stories_of(cards[:LATEST]) if long else None
    whole = {
        **common,
        "outlet": _outlet_details(count, outlet) if outlet else None,
        "year": None,
        "years": years,
        "latest": latest,
    }
    views = [View(f"{kind}/{count.slug}.html", "term", count.name, whole)]
    for (_, group), row in zip(by_year, years, strict=True) if long else ():
        part = {
            **common,
            "year": row["name"],
            "years": [{**row, "cards": site.stories_of(group)}],
            "latest": None,
        }
        views.append(View(str(row["address"]), "term", f"{count.name}, {row['name']}", part))
    return views


def rare_terms_view(
    site: Site,
    kind: str,
    name: str,
    listed: Iterable[tuple[TermEntry, Sequence[StoryEntry], OutletDetails | None]],
) -> View:
    """The outlets, places or topics of one initial with too few stories for a page of their own."""
    rows = [
        {
            **site.counted(kind, count),
            "cards": site.stories_of(cards),
            "outlet": _outlet_details(count, outlet) if outlet else None,
            "country": _country_row(count.country) if count.country else None,
        }
        for count, cards, outlet in listed
    ]
    heading = {"0": "0 to 9", "other": "other signs"}.get(name, name.upper())
    title = f"Rare {kind}: {heading}"
    values = {"kind": kind, "one": ONE[kind], "initial": heading, "terms": rows}
    return View(f"{kind}/{name}.html", "initial", title, values)


def search_view(months: Months) -> View:
    """The search page; its data comes in scripts of their own."""
    return View(
        "search.html",
        "search",
        "Search",
        {"years": [_year_row(name, group) for name, group in group_by_year(months)]},
    )


def data_view(
    site: Site, stories: Sequence[Mapping[str, object]], articles: Sequence[Mapping[str, object]]
) -> View:
    """The page of the files for programs: addresses, rows and sizes in bytes."""
    return View(
        "data/index.html",
        "data",
        "Data",
        {"stories": stories, "articles": articles, "texts": site.texts},
    )


def not_found_view(site: Site) -> View:
    """The page for an address that is none; it may stand at any depth."""
    return View(NOT_FOUND, "404", "Not found", {"absolute": bool(site.url)})
