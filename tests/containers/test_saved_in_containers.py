"""A page as browsers and crawlers keep it: the way that it came changes where it is from, and not
what it tells.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.page import format as page
from generator.story.model import Capture
from tests.support import saved
from tests.support.packing import answered, listed, record, tarred, wacz, warc, warc_gz, zipped
from tests.support.packing import page as text_page
from tests.support.program import pages, run

HTML = saved.page()
ANSWER = record(1, answered(HTML, "text/html; charset=utf-8"))
WAYS: dict[str, Callable[[], bytes]] = {
    "zip": lambda: zipped({"page.html": HTML}),
    "tar.xz": lambda: tarred({"page.html": HTML}, "w:xz"),
    "warc": lambda: warc(ANSWER),
    "warc.gz": lambda: warc_gz(ANSWER),
    "wacz": lambda: wacz(warc(ANSWER), listed(1)),
    "mhtml": saved.mhtml,
    "mhtml in a zip": lambda: zipped({"page.mhtml": saved.mhtml()}),
}


def _capture(folder: Path, data: bytes, *options: str) -> Capture:
    folder.mkdir()
    (folder / "bundle").write_bytes(data)
    done = run("convert", folder / "bundle", "--content", folder, *options)
    assert (done.code, done.err.count("problem ")) == (0, 0)
    (path,) = pages(folder)
    (capture,) = page.read(path.read_text(encoding="utf-8")).story.captures
    return capture


@pytest.mark.parametrize("way", WAYS)
def test_a_page_tells_the_same_by_every_way(tmp_path: Path, way: str) -> None:
    """Packed, crawled or saved by a browser, a page gives the story that it gives alone, in the
    same bytes.
    """
    alone = _capture(tmp_path / "alone", HTML)
    other = _capture(tmp_path / "other", WAYS[way]())
    assert replace(other.content, url=None) == replace(alone.content, url=None)
    assert (other.reader, alone.reader) == ("saved-html", "saved-html")
    assert other.content.url is not None
    if "mhtml" not in way:  # whose line ends are its own
        assert other.sha256 == alone.sha256


@pytest.mark.parametrize("way", ["warc", "warc.gz", "wacz"])
def test_a_crawl_states_when_its_pages_were_taken(tmp_path: Path, way: str) -> None:
    """The time of a record is the capture's, whatever `--captured` says."""
    capture = _capture(tmp_path / "other", WAYS[way](), "--captured", "2020-01-01")
    assert capture.captured == "2025-05-06T12:00:01Z"


def test_a_page_without_a_story_is_none_by_any_way(tmp_path: Path) -> None:
    """A crawl's pages without a story are counted; one in an archive of a person is a problem of
    its name.
    """
    other = (
        b"<!doctype html><html><head><title>Tides</title></head><body><p>High "
        b"water at noon.</p></body></html>"
    )
    (tmp_path / "bundles").mkdir()
    (tmp_path / "bundles" / "a.warc").write_bytes(
        warc(ANSWER, record(2, answered(other, "text/html")))
    )
    (tmp_path / "bundles" / "b.zip").write_bytes(
        zipped({"tides.html": other, "story.txt": text_page(1)})
    )
    done = run("convert", "--content", tmp_path, "--report", "-")
    crawl, archive = map(json.loads, done.out.splitlines())
    assert (crawl["problems"], crawl["notes"][-1]) == ([], "Passed over 1 page without a story.")
    assert [problem["member"] for problem in archive["problems"]] == ["tides.html"]
    assert (len(crawl["pages"]), len(archive["pages"])) == (1, 1)


def test_the_depth_of_a_page_can_be_raised(tmp_path: Path) -> None:
    """Elements deeper than the limit are said; with the limit raised nothing is."""
    deep = HTML.replace(b"<body", b"<body", 1).replace(
        b"</body>", b"<div>" * 60 + b"deep" + b"</div>" * 60 + b"</body>"
    )
    (tmp_path / "page.html").write_bytes(deep)
    done = run(
        "convert", tmp_path / "page.html", "--content", tmp_path / "a", "--limit", "depth=50"
    )
    assert "more than 50 elements stand inside each other" in done.err
    assert "--limit depth=VALUE" in done.err
    assert run("convert", tmp_path / "page.html", "--content", tmp_path / "b").code == 0
