"""`make serve` in a real browser: a page that is open turns into its next build."""

from __future__ import annotations

from pathlib import Path

from tests.support import scratch
from tests.support.hosts import Site
from tests.support.visits import Visits


def test_an_open_page_reloads(visits: Visits, tmp_path: Path) -> None:
    """A changed page is shown by the browser that has it open, again and again, and under the
    site's policy without a fault.
    """
    folder = scratch.archive(tmp_path / "archive")
    about = folder / "content/pages/about.md"
    with scratch.serving(folder) as served:
        served.built(1)
        site = Site(folder / "output", f"http://127.0.0.1:{served.port}/")
        page = visits.open(site)
        page.goto(site.url("about.html"))
        for words in ("Second words", "Third words"):
            about.write_text(f"Title: About\n\n{words}.\n", encoding="utf-8")
            page.get_by_text(words).wait_for(timeout=60_000)
        assert "/.serve/" not in (folder / "output/about.html").read_text(encoding="utf-8")
        page.goto("about:blank")
