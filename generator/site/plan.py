"""Plan a build: every file of the site, in units that can be made apart from each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby

from generator.catalog.database import Catalog
from generator.catalog.entries import KINDS, OutletDetails, StoryEntry, TermEntry
from generator.catalog.presentation import StoryPresentation
from generator.site.data import DataFiles
from generator.site.search_index import SearchIndex
from generator.site.settings import OWN_PAGE, Site, list_initial, term_path
from generator.site.site_files import SiteFile, View
from generator.site.story_views import story_view, withdrawal_view
from generator.site.views import (
    LATEST,
    Months,
    dates_view,
    group_by_year,
    home_view,
    month_view,
    not_found_view,
    rare_terms_view,
    search_view,
    term_views,
    terms_view,
    undated_view,
    year_view,
)

Unit = Callable[[], Iterator[SiteFile]]
"""A part of the plan, which asks the catalog only when it is called; nothing but one list is held
at a time."""

_STORIES = 128
"""Stories in one unit."""


def term_paths(catalog: Catalog) -> dict[str, dict[str, str]]:
    """Give the page of every outlet, place and topic, by kind and slug."""
    return {
        kind: {count.slug: term_path(kind, count) for count in catalog.terms(kind)}
        for kind in KINDS
    }


def plan_units(
    site: Site, catalog: Catalog, index: SearchIndex, data: DataFiles, shares: int = 1
) -> Iterator[Unit]:
    """Plan the site in units, the longest first, so that processes which share them end together.

    All lists are one unit, or a few where many processes share: the one that makes them draws most
    stories, each only once.
    """
    months, undated, stories = catalog.months(), catalog.undated(), catalog.count()
    lists = [*_year_units(site, catalog, months), *_term_units(site, catalog)]
    few = max(1, shares // 2)
    yield from (partial(_chain_units, lists[first::few]) for first in range(few))
    yield index.scripts
    for first in range(0, stories, _STORIES):
        yield partial(_story_pages, site, catalog, first)
    yield from data.units()
    yield partial(
        _single_pages, site, catalog, months, {kind: catalog.terms(kind) for kind in KINDS}, undated
    )
    yield partial(_tombstone_pages, site, catalog)


def _chain_units(units: Sequence[Unit]) -> Iterator[SiteFile]:
    for unit in units:
        yield from unit()


def _year_units(site: Site, catalog: Catalog, months: Months) -> Iterator[Unit]:
    return (
        partial(_year_pages, site, catalog, year, of_year, months)
        for year, of_year in group_by_year(months)
    )


def _term_units(site: Site, catalog: Catalog) -> Iterator[Unit]:
    for kind in KINDS:
        counts = catalog.terms(kind)
        yield from (
            partial(_term_pages, site, catalog, kind, count)
            for count in counts
            if count.stories >= OWN_PAGE
        )
        rare = sorted(
            (count for count in counts if count.stories < OWN_PAGE),
            key=lambda count: list_initial(count.name),
        )
        for name, group in groupby(rare, key=lambda count: list_initial(count.name)):
            yield partial(_rare_terms_page, site, catalog, kind, name, tuple(group))


def _single_pages(
    site: Site,
    catalog: Catalog,
    months: Months,
    terms: dict[str, tuple[TermEntry, ...]],
    undated: Sequence[StoryEntry],
) -> Iterator[SiteFile]:
    """Make the pages of which the site has one."""
    yield home_view(site, catalog.latest(LATEST), months, terms, len(undated))
    yield search_view(months)
    yield not_found_view(site)
    yield dates_view(months, len(undated))
    if undated:
        yield undated_view(site, undated)
    yield from (terms_view(site, kind, terms[kind]) for kind in KINDS)


def _year_pages(
    site: Site, catalog: Catalog, year: str, of_year: Months, months: Months
) -> Iterator[View]:
    cards = [catalog.of_month(month) for month, _ in of_year]
    yield year_view(site, year, months, [card for listed in cards for card in listed])
    for (month, _), listed in zip(of_year, cards, strict=True):
        yield month_view(site, month, months, listed)


def _story_pages(site: Site, catalog: Catalog, first: int) -> Iterator[View]:
    """Make the pages of stories from one on, each between its neighbours in the order of all."""
    newer = catalog.entries_from(first - 1, 1)[0] if first else None
    after = catalog.entries_from(first + _STORIES, 1)
    held: tuple[StoryEntry, StoryPresentation] | None = None
    for card, told in catalog.presented_from(first, _STORIES):
        if held:
            yield story_view(site, *held, older=card, newer=newer)
            newer = held[0]
        held = card, told
    if held:
        yield story_view(site, *held, older=after[0] if after else None, newer=newer)


def _tombstone_pages(site: Site, catalog: Catalog) -> Iterator[View]:
    yield from (withdrawal_view(site, notice) for notice in catalog.withdrawn())


def _outlet_of_term(catalog: Catalog, kind: str, count: TermEntry) -> OutletDetails | None:
    return catalog.outlet(count.slug) if kind == "outlets" else None


def _term_pages(site: Site, catalog: Catalog, kind: str, count: TermEntry) -> Iterator[View]:
    yield from term_views(
        site, kind, count, catalog.of_term(kind, count.slug), _outlet_of_term(catalog, kind, count)
    )


def _rare_terms_page(
    site: Site, catalog: Catalog, kind: str, name: str, counts: Sequence[TermEntry]
) -> Iterator[View]:
    rows = (
        (count, catalog.of_term(kind, count.slug), _outlet_of_term(catalog, kind, count))
        for count in counts
    )
    yield rare_terms_view(site, kind, name, rows)
