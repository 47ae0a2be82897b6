"""What the browser tests share: sites built once a run, one browser a worker, and pages that note
every fault.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, expect

from tests.support import builds, search_stories
from tests.support.browser import ROOT
from tests.support.hosts import WAYS, Site, host
from tests.support.living import Living
from tests.support.visits import WAIT, Visits, launch

expect.set_options(timeout=WAIT)

Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Fill a folder of this name once a run, whichever worker comes first, and give the folder to
    all.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name: str, fill: Callable[[Path], object]) -> Path:
        folder = shared / name
        with FileLock(shared / f"{name}.lock"):
            # A folder without the mark is a build that failed: the next test that asks shall fail
            # by the same words.
            if not (shared / f"{name}.done").exists():
                shutil.rmtree(folder, ignore_errors=True)
                fill(folder)
                (shared / f"{name}.done").touch()
        return folder

    return once


@pytest.fixture(scope="session")
def demonstration(once: Once) -> Path:
    """The site of the demonstration archive."""
    folder = once(
        "demonstration", lambda to: builds.build(ROOT / "content", to / "output", to / "cache")
    )
    return folder / "output"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a worker; it ends with the last of them."""
    with launch() as browser:
        yield browser


@pytest.fixture(scope="package", params=list(WAYS))
def site(request: pytest.FixtureRequest, demonstration: Path) -> Iterator[Site]:
    """The demonstration archive, in each of the three ways in which people open it."""
    with host(demonstration, WAYS[request.param]) as site:
        yield site


@pytest.fixture(scope="package")
def root_site(demonstration: Path) -> Iterator[Site]:
    """The demonstration archive at the root of a host, where one way is enough."""
    with host(demonstration) as site:
        yield site


@pytest.fixture(scope="session")
def searched(once: Once, demonstration: Path) -> Path:
    """The search page over invented stories, without the other pages of their site."""
    return (
        once("searched", lambda to: Living(to, demonstration).build(search_stories.PAGES))
        / "output"
    )


@pytest.fixture(scope="package")
def archive(searched: Path) -> Iterator[Site]:
    """The same at the root of a host."""
    with host(searched) as site:
        yield site


@pytest.fixture
def visits(browser: Browser) -> Iterator[Visits]:
    """Opens pages; the test fails where one of them had a fault that the test did not take out of
    `faults`.
    """
    visits = Visits(browser)
    yield visits
    visits.close()
    assert visits.faults == []


@pytest.fixture
def browser_page(visits: Visits, site: Site) -> Page:
    """A page on the home page of the site."""
    page = visits.open(site)
    page.goto(site.url())
    return page
