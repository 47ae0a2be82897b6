"""Pictures of every kind of view of the demonstration: `python -m tests.support.screenshots` puts
them into .cache/screenshots.

Phone and desktop, light and dark, each as long as the page is.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from generator.commands.withdraw import WithdrawOptions, withdraw_story
from tests.support import asking, builds, views
from tests.support.browser import ROOT, NoBrowserError
from tests.support.hosts import Site, host
from tests.support.visits import Visits, launch

PICTURES = ROOT / ".cache" / "screenshots"
_WINDOWS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
_ASKED = {"search-found": "search.html?q=ferry"}
"""A view with something in it that only a visitor brings."""


_WITHDRAWN = "audit-finds"
"""A story that is withdrawn for them: the demonstration has none."""


def _take(browser: Browser, site: Site, folder: Path) -> list[str]:
    """Take every picture, and return the faults seen on the way."""
    visits = Visits(browser)
    for window, size in _WINDOWS.items():
        for scheme in ("light", "dark"):
            page = visits.open(site, viewport=size, color_scheme=scheme, reduced_motion="reduce")
            for kind, path in {**views.kinds(site.folder), **_ASKED}.items():
                page.goto(site.url(path))
                if "search" in kind:
                    asking.ready(page)
                page.screenshot(
                    path=folder / f"{kind}-{window}-{scheme}.png",
                    full_page=True,
                    animations="disabled",
                )
            visits.close()
    return visits.faults


def main() -> None:
    """Build the demonstration and picture it; end with a sentence where there is no browser."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "content", Path(folder, "content"))
            withdraw_story(
                Path(folder, "content"), _WITHDRAWN, WithdrawOptions("Told twice.", "2026-01-02")
            )
            output = builds.build(
                Path(folder, "content"), Path(folder, "output"), Path(folder, "cache")
            )
            with launch() as browser, host(output) as site:
                faults = _take(browser, site, PICTURES)
    except NoBrowserError as error:
        sys.exit(str(error))
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    sys.stdout.write(
        f"{len(list(PICTURES.glob('*.png')))} pictures are in {PICTURES.relative_to(ROOT)}/.\n"
    )


if __name__ == "__main__":
    main()
