"""Golden pages: what the page format looks like, one screen a story; `make golden` rewrites them."""

from __future__ import annotations

import os

import pytest

from generator.page import format as page
from tests.support.golden_stories import PAGES
from tests.support.repository import ROOT

GOLDEN = ROOT / "tests" / "golden"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_as_it_was(name: str) -> None:
    """A story's page is, byte for byte, the golden one."""
    written = page.write(PAGES[name])
    path = GOLDEN / f"{name}.md"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(written.encode("utf-8"))
    assert written.encode("utf-8") == path.read_bytes()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_golden_page_reads_back(name: str) -> None:
    """The golden page reads back to the story that it was written from."""
    assert page.read((GOLDEN / f"{name}.md").read_bytes().decode("utf-8")) == PAGES[name]


def test_no_golden_page_is_left_over() -> None:
    """Each golden page belongs to a story."""
    assert {path.stem for path in GOLDEN.glob("*.md")} == set(PAGES)
