"""The plan of a build: every file of the site, in units that can be made apart from each other,
each from the catalog alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby

from generator.catalog.database import Catalog
from generator.catalog.entries import KINDS, Card, Count, Outlet
from generator.catalog.presentation import Told
from generator.site import search_files as searching
from generator.site import views
from generator.site.data import Data
from generator.site.settings import OWN_PAGE, Site, initial, term_path
from generator.site.views import Made, View

Unit = Callable[[], Iterator[Made]]
"""A part of the plan, which asks the catalog only when it is called; nothing but one list is held
at a time."""

_STORIES = 128
"""Stories in one unit."""


def term_paths(catalog: Catalog) -> dict[str, dict[str, str]]:
    """The page of every outlet, place and topic, by kind and slug."""
    return {
        kind: {count.slug: term_path(kind, count) for count in catalog.terms(kind)}
        for kind in KINDS
    }


def units(
    site: Site, catalog: Catalog, index: searching.Index, data: Data, shares: int = 1
) -> Iterator[Unit]:
    """The plan, in its units; the longest come first, so that processes which share them end together.

    All lists are one unit, or a few where many processes share: the one that makes them draws most
    stories, each only once.
    """
    months, undated, stories = catalog.months(), catalog.undated(), catalog.count()
    lists = [*_years(site, catalog, months), *_terms(site, catalog)]
    few = max(1, shares // 2)
    yield from (partial(_together, lists[first::few]) for first in range(few))
    yield index.scripts
    for first in range(0, stories, _STORIES):
        yield partial(_stories, site, catalog, first)
    yield from data.units()
    yield partial(
        _single, site, catalog, months, {kind: catalog.terms(kind) for kind in KINDS}, undated
    )
    yield partial(_withdrawn, site, catalog)


def _together(units: Sequence[Unit]) -> Iterator[Made]:
    for unit in units:
        yield from unit()


def _years(site: Site, catalog: Catalog, months: views.Months) -> Iterator[Unit]:
    return (
        partial(_year, site, catalog, year, of_year, months)
        for year, of_year in views.years_of(months)
    )


def _terms(site: Site, catalog: Catalog) -> Iterator[Unit]:
    for kind in KINDS:
        counts = catalog.terms(kind)
        yield from (
            partial(_term, site, catalog, kind, count)
            for count in counts
            if count.stories >= OWN_PAGE
        )
        rare = sorted(
            (count for count in counts if count.stories < OWN_PAGE),
            key=lambda count: initial(count.name),
        )
        for name, group in groupby(rare, key=lambda count: initial(count.name)):
            yield partial(_rare, site, catalog, kind, name, tuple(group))


def _single(
    site: Site,
    catalog: Catalog,
    months: views.Months,
    terms: dict[str, tuple[Count, ...]],
    undated: Sequence[Card],
) -> Iterator[Made]:
    """What the site has one of."""
    yield views.home(site, catalog.latest(views.LATEST), months, terms, len(undated))
    yield views.search(months)
    yield views.not_found(site)
    yield views.dates(months, len(undated))
    if undated:
        yield views.undated(site, undated)
    yield from (views.terms(site, kind, terms[kind]) for kind in KINDS)


def _year(
    site: Site, catalog: Catalog, year: str, of_year: views.Months, months: views.Months
) -> Iterator[View]:
    cards = [catalog.of_month(month) for month, _ in of_year]
    yield views.year(site, year, months, [card for listed in cards for card in listed])
    for (month, _), listed in zip(of_year, cards, strict=True):
        yield views.month(site, month, months, listed)


def _stories(site: Site, catalog: Catalog, first: int) -> Iterator[View]:
    """The stories from one on, each between its neighbours in the order of all."""
    newer = catalog.cards_from(first - 1, 1)[0] if first else None
    after = catalog.cards_from(first + _STORIES, 1)
    held: tuple[Card, Told] | None = None
    for card, told in catalog.told_from(first, _STORIES):
        if held:
            yield views.story(site, *held, older=card, newer=newer)
            newer = held[0]
        held = card, told
    if held:
        yield views.story(site, *held, older=after[0] if after else None, newer=newer)


def _withdrawn(site: Site, catalog: Catalog) -> Iterator[View]:
    yield from (views.tombstone(site, stone) for stone in catalog.withdrawn())


def _outlet(catalog: Catalog, kind: str, count: Count) -> Outlet | None:
    return catalog.outlet(count.slug) if kind == "outlets" else None


def _term(site: Site, catalog: Catalog, kind: str, count: Count) -> Iterator[View]:
    yield from views.term(
        site, kind, count, catalog.of_term(kind, count.slug), _outlet(catalog, kind, count)
    )


def _rare(
    site: Site, catalog: Catalog, kind: str, name: str, counts: Sequence[Count]
) -> Iterator[View]:
    rows = (
        (count, catalog.of_term(kind, count.slug), _outlet(catalog, kind, count))
        for count in counts
    )
    yield views.rare(site, kind, name, rows)
