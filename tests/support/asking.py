"""The search page as a visitor has it before him: what it says, what it shows, and its files held
back on their way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Route, expect

from tests.support.hosts import Site
from tests.support.visits import Visits

FILES = "**/search/*/*.js"
"""Of the index, but for its manifest."""
PAGE = 10
"""Stories that are shown at a time."""


def visit(visits: Visits, site: Site, query: str = "", **options: Any) -> Page:
    """The search page with a question in its address, answered."""
    page = visits.open(site, **options)
    page.goto(site.url(f"search.html{query}"))
    return ready(page)


def ready(page: Page) -> Page:
    """The page once nothing more comes for what is asked."""
    expect(page.locator("#search-list")).to_have_attribute("aria-busy", "false")
    return page


def box(page: Page) -> Locator:
    """Where words are typed."""
    return page.get_by_label("Search the stories")


def status(page: Page) -> str:
    """What the page says of the finished answer."""
    return ready(page).get_by_role("status").inner_text()


def titles(page: Page) -> list[str]:
    """The titles of the stories shown."""
    return ready(page).locator("#search-list > li > :first-child").all_inner_texts()


def show_all(page: Page) -> Page:
    """The page once all stories that are found are shown."""
    while (more := ready(page).locator("#search-more")).is_visible():
        more.click()
    return page


def choice(page: Page, kind: str, name: str) -> Locator:
    """The box of a name among the filters of a kind."""
    return page.locator(f"#search-{kind}").get_by_role("checkbox", name=name)


def asked(page: Page) -> Mapping[str, list[str]]:
    """The question that the address tells."""
    return parse_qs(urlsplit(page.url).query)


def focused(page: Page) -> str:
    """Where the focus is: an id, or the words that stand there."""
    return page.evaluate("document.activeElement.id || document.activeElement.textContent")


class Gate:
    """Holds back the files of a page that it is put before."""

    def __init__(self, page: Page, pattern: str = FILES) -> None:
        self._open = False
        self.waiting: list[Route] = []
        page.route(pattern, self._hold)

    def _hold(self, route: Route) -> None:
        if self._open:
            route.continue_()
        else:
            self.waiting.append(route)

    def one(self, number: int = 0) -> None:
        """Let one of those that wait go on."""
        self.waiting.pop(number).continue_()

    def open(self) -> None:
        """Let all go on, and all to come."""
        self._open = True
        while self.waiting:
            self.one()
