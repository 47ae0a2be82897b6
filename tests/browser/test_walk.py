"""The demonstration archive as people walk it, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.support import asking, views
from tests.support.hosts import Site
from tests.support.visits import Visits

_SEARCH = "search.html"
_STORIES = "main li a[href*='stories/']"


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def _main(page: Page) -> str:
    return _words(page.locator("main").inner_text())


def _follow(page: Page, selector: str) -> str:
    """Follow the first such link, and return its words."""
    link = page.locator(selector).first
    words = _words(link.inner_text())
    link.click()
    return words


def _links(page: Page) -> Iterator[str]:
    yield from page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")


def _found(page: Page, words: str) -> int:
    """How many stories the search says that it found for these words; it must show as many."""
    told = re.fullmatch(rf"(\d+) (story|stories) for “{words}”\.", asking.status(page))
    assert told
    count = int(told[1])
    expect(page.locator(_STORIES)).to_have_count(count)
    return count


def test_the_walk(site: Site, browser_page: Page) -> None:
    """From home through search to a story, its outlet and its place and back again, each page shows
    what its link promised.
    """
    page = browser_page
    home, main = page.url, page.get_by_role("main")
    page.get_by_role("navigation").get_by_role("link", name="Search").first.click()
    asking.box(page).fill("ferry")
    every = _found(page, "ferry")
    for words in page.locator("main li").filter(has=page.locator(_STORIES)).all_inner_texts():
        assert "ferr" in words.casefold()
    dates = page.get_by_role("group", name="Date")
    dates.get_by_label("From").fill("2024-01-01")
    dates.get_by_label("To", exact=True).fill("2024-12-31")
    filtered = _found(page, "ferry")
    assert 0 < filtered < every
    title = _follow(page, _STORIES)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    story = page.url
    assert "/2024/" in story
    for kind in ("outlets", "places"):
        name = _follow(page, f"main a[href*='{kind}/']")
        expect(main).to_contain_text(name)
        assert site.path(page.url).startswith(f"{kind}/")
        expect(main.get_by_role("link", name=title, exact=True).first).to_be_visible()
        page.go_back()
        assert page.url == story
    page.go_back()
    expect(asking.box(page)).to_have_value("ferry")
    assert _found(page, "ferry") == filtered
    page.get_by_role("banner").get_by_role("link").first.click()
    assert page.url == home


def test_every_view_opens_and_fits(root_site: Site, visits: Visits) -> None:
    """Links lead from home to every page of the site; none complains, and none is wider than a
    small window.
    """
    page = visits.open(root_site, viewport={"width": 320, "height": 640})
    waiting, wide = ["index.html"], {}
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        page.goto(root_site.url(path))
        wide[path] = page.evaluate(views.TOO_WIDE)
        inside = {
            unquote(root_site.path(link))
            for link in _links(page)
            if link.startswith(root_site.address)
        }
        waiting += sorted(path for path in inside - seen - set(waiting) if path.endswith(".html"))
    assert {path: why for path, why in wide.items() if why} == {}
    assert seen == set(views.every(root_site.folder)) - {"404.html"}


def test_every_kind_of_view_can_be_enlarged(root_site: Site, visits: Visits) -> None:
    """At twice the size in a desktop's window no kind of view is wider than the window."""
    page = visits.open(root_site, viewport={"width": 640, "height": 450}, device_scale_factor=2)
    for path in views.kinds(root_site.folder).values():
        page.goto(root_site.url(path))
        assert page.evaluate(views.TOO_WIDE) is None, path


def test_only_search_needs_scripts(root_site: Site, visits: Visits) -> None:
    """Without JavaScript each kind of view shows the same words; only search says that it cannot
    work, and what does.
    """
    scripted, plain = visits.open(root_site), visits.open(root_site, java_script_enabled=False)
    for path in views.kinds(root_site.folder).values():
        plain.goto(root_site.url(path))
        if path == _SEARCH:
            continue
        scripted.goto(root_site.url(path))
        assert _main(plain) == _main(scripted), path
    plain.goto(root_site.url(_SEARCH))
    assert "JavaScript" in _main(plain)
    for way in ("dates/", "outlets/", "places/", "topics/"):
        expect(plain.locator(f"main a[href*='{way}']").first).to_be_visible()


def test_paper_has_no_navigation(root_site: Site, visits: Visits) -> None:
    """In print no view has navigation, and each keeps its heading."""
    page = visits.open(root_site)
    page.emulate_media(media="print")
    for path in views.kinds(root_site.folder).values():
        page.goto(root_site.url(path))
        assert [words for words in page.locator("nav").all() if words.is_visible()] == [], path
        expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(
    "path", ["nowhere.html", "stories/2025/nowhere.html", "stories/2025/deeper/still/nowhere.html"]
)
def test_a_missing_page_says_so(root_site: Site, visits: Visits, path: str) -> None:
    """At any depth a host answers with the page for missing pages, which is whole and asks for
    nothing else.
    """
    page = visits.open(root_site)
    page.goto(root_site.url(path))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("a[href], link[href], [src]").count() == 0
    assert [fault for fault in visits.faults if root_site.url(path) not in fault] == []
    visits.faults.clear()
