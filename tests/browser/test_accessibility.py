"""What axe-core finds on the views: nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Once
from tests.support import asking, builds, mixed_stories, views
from tests.support.hosts import Site, host
from tests.support.visits import Visits

LISTS = ("term", "term-year", "year", "terms", "tombstone")
_OPEN = "document.querySelectorAll('details').forEach(part => { part.open = true; })"


@pytest.fixture(scope="package")
def mixed_site(once: Once) -> Iterator[Site]:
    """An archive of many scripts, with lists that are split by year."""
    folder = once(
        "mixed",
        lambda to: builds.build(
            builds.archive(to / "content", mixed_stories.PAGES), to / "output", to / "cache"
        ),
    )
    with host(folder / "output") as site:
        yield site


def _found(page: Page) -> list[str]:
    """What axe-core finds, as rule and elements."""
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{found['id']}: {[node['html'][:160] for node in found['nodes'][:3]]}"
        for found in violations
    ]


def _faults(page: Page, site: Site, paths: list[str]) -> dict[str, list[str]]:
    faults = {}
    for path in paths:
        page.goto(site.url(path))
        faults[path] = _found(page)
    return {path: found for path, found in faults.items() if found}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_view_is_accessible(root_site: Site, visits: Visits, scheme: str) -> None:
    """axe-core finds nothing on any kind of view of the demonstration, light and dark."""
    page = visits.open(root_site, color_scheme=scheme)
    assert _faults(page, root_site, list(views.kinds(root_site.folder).values())) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_search_is_accessible(archive: Site, visits: Visits, scheme: str) -> None:
    """axe-core finds nothing on the search page: stories of many kinds, choices, everything open,
    nothing found, no index.
    """
    page = asking.visit(
        visits, archive, "?q=lantern&from=2022-01-01&outlet=Nowhere", color_scheme=scheme
    )
    assert _found(page) == []
    asking.box(page).fill("-nowhere ")
    page.locator("#search-filters > .search-clear").click()
    page.evaluate(_OPEN)
    expect(asking.choice(page, "captured", "Partly captured")).to_be_visible()
    page.locator("[name=from]").fill("2022-05-01")
    page.get_by_role("button", name="Copy link").click()
    asking.ready(page)
    assert _found(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    asking.box(page).fill("lantrn before:soon ")
    assert asking.status(page).startswith("No story found")
    assert _found(page) == []
    page.route(
        "**/manifest.js*", lambda route, _: route.fulfill(body="", content_type="text/javascript")
    )
    page.goto(archive.url("search.html?q=ferry"))
    asking.ready(page)
    assert _found(page) == []


def test_every_script_is_accessible(mixed_site: Site, visits: Visits) -> None:
    """axe-core finds nothing on stories in other scripts, a withdrawn one, and the lists of an
    outlet with very many.
    """
    page = visits.open(mixed_site)
    stories = [mixed_stories.ARABIC, mixed_stories.HEBREW, mixed_stories.CHINESE]
    lists = [path for kind, path in views.kinds(mixed_site.folder).items() if kind in LISTS]
    assert len(lists) == len(LISTS)
    assert _faults(page, mixed_site, stories + lists) == {}


def _script(element: Locator) -> str:
    """The script that the language of an element is written in."""
    return element.evaluate(
        "element => new Intl.Locale(element.closest('[lang]').lang).maximize().script"
    )


def _direction(element: Locator) -> str:
    return element.evaluate("element => getComputedStyle(element).direction")


def test_each_script_reads_its_own_way(mixed_site: Site, visits: Visits) -> None:
    """Arabic and Hebrew run from right to left, and what is in another script than the page carries
    its language.
    """
    page = visits.open(mixed_site)
    heading = page.get_by_role("heading", level=1)
    for path, script, direction in (
        (mixed_stories.ARABIC, "Arab", "rtl"),
        (mixed_stories.HEBREW, "Hebr", "rtl"),
        (mixed_stories.CHINESE, "Hani", "ltr"),
        (mixed_stories.LATIN, "Latn", "ltr"),
    ):
        page.goto(mixed_site.url(path))
        assert (_script(heading), _direction(heading)) == (script, direction)
    page.goto(mixed_site.url(mixed_stories.HEBREW))
    latin = page.get_by_text("The bridge was built anew.")
    assert (_script(latin), _direction(latin)) == ("Latn", "ltr")
