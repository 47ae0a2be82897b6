"""The tests' own tools: a browser is found or asked for, and no fault of a page goes unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import browser as chromium
from tests.support.hosts import WAYS, host
from tests.support.visits import Visits

_BAD = """<!doctype html><meta charset="utf-8"><title>Bad</title><h1>Bad</h1>
<img src="http://tracker.example/x.png"><script src="gone.js"></script>
<script>console.warn("spoken"); window.open("about:blank"); missing(); </script><script>alert("raised")</script>"""


def _program(path: Path, status: int) -> Path:
    path.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser, on whose PATH stands one folder."""
    for name in ("CHROMIUM", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "REMEMBERED", tmp_path / "cache" / "chromium")
    monkeypatch.setattr(chromium, "_of_playwright", lambda: str(tmp_path / "playwright" / "chrome"))
    return tmp_path


_ASKS = """
address => new Promise(done => {
  const script = document.createElement('script');
  script.src = address;
  script.onerror = () => done();
  document.head.append(script);
})
"""


@pytest.mark.parametrize("way", WAYS)
def test_every_fault_is_noted(visits: Visits, tmp_path: Path, way: str) -> None:
    """A page that speaks, asks outside, misses a file, opens a window, fails or raises a dialog has
    each as a fault.
    """
    (tmp_path / "index.html").write_text(_BAD, encoding="utf-8")
    with host(tmp_path, WAYS[way]) as site:
        page = visits.open(site)
        page.goto(site.url())
        page.wait_for_load_state("networkidle")
        visits.close()
    seen = " ".join(visits.faults)
    visits.faults.clear()
    for fault in (
        "tracker.example",
        "gone.js",
        "spoken",
        "new window",
        "missing is not defined",
        "raised",
    ):
        assert fault in seen


def test_a_host_that_ended_is_no_fault(visits: Visits, tmp_path: Path) -> None:
    """What a page asks of its host after the end is no fault of the site; what nobody answers
    before is one.
    """
    (tmp_path / "index.html").write_text(
        '<!doctype html><link rel="icon" href="data:,"><p>quiet</p>', encoding="utf-8"
    )
    with host(tmp_path) as site:
        page = visits.open(site)
        page.goto(site.url())
    page.evaluate(_ASKS, site.url("late.js"))
    assert visits.faults == []
    page.evaluate(_ASKS, "http://127.0.0.1:9/never.js")
    assert "never.js" in " ".join(visits.faults)
    visits.faults.clear()


def test_no_browser_is_a_sentence(bare: Path) -> None:
    """Where there is no browser, the tests fail by a sentence that says how to get one; they are
    never skipped.
    """
    with pytest.raises(chromium.NoBrowserError, match=r"Run `make browser`"):
        chromium.find()


def test_a_browser_that_does_not_start_is_none(bare: Path) -> None:
    """A program of the right name that does not start is passed over; the one that does is
    remembered until it is gone.
    """
    _program(bare / "chromium", 1)
    good = _program(bare / "google-chrome", 0)
    assert chromium.find() == good
    assert chromium.REMEMBERED.read_text(encoding="utf-8") == f"{good}\n"
    good.unlink()
    with pytest.raises(chromium.NoBrowserError):
        chromium.find()


def test_the_named_browser_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """$CHROMIUM outranks what PATH has, and where it names nothing that starts, nothing else takes
    its place in silence.
    """
    _program(bare / "chromium", 0)
    monkeypatch.setenv("CHROMIUM", str(_program(bare / "mine", 0)))
    assert chromium.find() == bare / "mine"
    monkeypatch.setenv("CHROMIUM", str(bare / "gone"))
    with pytest.raises(
        chromium.NoBrowserError, match=r"\$CHROMIUM is '.*gone', which does not start"
    ):
        chromium.find()
