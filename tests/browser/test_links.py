"""The built output as a whole: its links, its policy, its marks, and what it offers to machines."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import feedparser
import pytest
from lxml import etree, html

from generator.commands import check_links
from tests.browser.conftest import Once
from tests.support import builds, views
from tests.support.browser import ROOT

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'none'; base-uri 'none'; "
    "form-action 'self'; require-trusted-types-for 'script'; trusted-types archive-search"
)
ADDRESS = "https://archive.example/news"
_ATOM = "{http://www.w3.org/2005/Atom}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="session")
def published(once: Once) -> Path:
    """The demonstration as it is published under an address."""
    folder = once(
        "published",
        lambda to: builds.build(ROOT / "content", to / "output", to / "cache", SITEURL=ADDRESS),
    )
    return folder / "output"


def _broken(folder: Path, address: str = "") -> list[str]:
    return [
        str(problem)
        for problem in check_links.check_links(folder, address, check_links.LinkCounts())
    ]


def _trees(folder: Path) -> dict[str, html.HtmlElement]:
    return {path: html.fromstring((folder / path).read_bytes()) for path in views.every(folder)}


def test_every_link_resolves(demonstration: Path, published: Path) -> None:
    """Every link, source and anchor of the site leads to a file as it is spelt, with an address of
    the site and without.
    """
    assert _broken(demonstration) == []
    assert _broken(published, ADDRESS) == []


def test_every_page_is_whole(demonstration: Path) -> None:
    """Every page has one heading of the first level, a title, a language, and no id twice."""
    for path, tree in _trees(demonstration).items():
        assert tree.xpath("count(//h1)") == 1, path
        assert tree.xpath("string(//h1)").strip(), path
        assert tree.xpath("string(//head/title)").strip(), path
        assert tree.xpath("string(/html/@lang)") == "en", path
        assert [name for name, times in Counter(tree.xpath("//@id")).items() if times > 1] == [], (
            path
        )


def test_titles_tell_pages_apart(demonstration: Path) -> None:
    """No two pages have the same title, untitled stories apart."""
    titles = Counter(tree.findtext(".//title") for path, tree in _trees(demonstration).items())
    assert [
        title for title, times in titles.items() if times > 1 and not title.startswith("Untitled")
    ] == []


def test_every_page_carries_the_policy(demonstration: Path) -> None:
    """The policy comes right after the character set, word for word, and nothing in a page needs an
    exception from it.
    """
    for path, tree in _trees(demonstration).items():
        first, second = tree.xpath("//head/*")[:2]
        assert first.get("charset") == "utf-8", path
        assert (second.get("http-equiv"), second.get("content")) == (
            "Content-Security-Policy",
            POLICY,
        ), path
        assert tree.xpath(views.ACTING) == [], path


def test_nothing_is_asked_of_others(demonstration: Path) -> None:
    """Pages load only files of the site; other sites stand only in links that are marked as leading
    outside.
    """
    for path, tree in _trees(demonstration).items():
        loaded = tree.xpath(
            "//@src | //@srcset | //link/@href | //form/@action | //object/@data | //@poster"
        )
        assert [
            address for address in loaded if urlsplit(address).scheme or address.startswith("/")
        ] == [], path
        for link in tree.xpath("//a[@href]"):
            scheme = urlsplit(link.get("href")).scheme
            assert scheme in ("", "http", "https"), path
            assert bool(scheme) == ("external" in (link.get("rel") or "").split()), (
                f"{path}: {link.get('href')}"
            )


def test_without_an_address_nothing_is_absolute(demonstration: Path) -> None:
    """Without SITEURL there is no feed and no sitemap, and the page for missing pages has neither
    links nor style sheet.
    """
    assert [path.name for path in demonstration.rglob("*.xml")] == []
    assert not (demonstration / "robots.txt").exists()
    tree = _trees(demonstration)["404.html"]
    assert tree.xpath("//a | //link | //*[@src]") == []
    for path, page in _trees(demonstration).items():
        assert page.xpath("//link[@rel='canonical' or @rel='alternate']") == [], path


def test_the_address_changes_nothing_else(demonstration: Path, published: Path) -> None:
    """A published site is the same tree plus what needs absolute addresses."""
    extra = {"feeds/all.atom.xml", "sitemap.xml", "robots.txt"}
    trees = [
        {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        for folder in (demonstration, published)
    ]
    assert trees[1] - trees[0] == extra
    assert trees[0] <= trees[1]


def test_every_page_names_its_address(published: Path) -> None:
    """With SITEURL every page names its own address and the feed; the page for missing pages works
    at any depth.
    """
    for path, tree in _trees(published).items():
        if path != "404.html":
            assert tree.xpath("//link[@rel='canonical']/@href") in ([f"{ADDRESS}/{path}"], []), path
            feed = tree.xpath(
                "string(//link[@rel='alternate'][@type='application/atom+xml']/@href)"
            )
            assert (published / path).parent.joinpath(feed).resolve() == (
                published / "feeds/all.atom.xml"
            ).resolve(), path
    missing = _trees(published)["404.html"].xpath(
        "//@href[not(starts-with(., '#'))] | //@src | //form/@action"
    )
    assert missing
    for address in missing:
        assert address.startswith(f"{ADDRESS}/"), address
        assert (published / unquote(urlsplit(address).path.removeprefix("/news/"))).is_file(), (
            address
        )


def test_the_feed_is_valid(published: Path) -> None:
    """The feed has what Atom demands; its ids are its own, so that the stories are not announced
    again when the site moves.
    """
    data = (published / "feeds/all.atom.xml").read_bytes()
    tree = etree.fromstring(data)
    assert tree.tag == f"{_ATOM}feed"
    for element in (tree, *tree.iter(f"{_ATOM}entry")):
        assert [len(element.findall(f"{_ATOM}{name}")) for name in ("id", "title", "updated")] == [
            1,
            1,
            1,
        ]
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)",
            element.findtext(f"{_ATOM}updated") or "",
        )
        assert element.findall(f"{_ATOM}author/{_ATOM}name") or tree.findall(
            f"{_ATOM}author/{_ATOM}name"
        )
    ids = [str(name.text) for name in tree.iter(f"{_ATOM}id")]
    assert len(ids) == len(set(ids))
    assert [name for name in ids if "archive.example" in name or not urlsplit(name).scheme] == []
    assert [link.get("href") for link in tree.findall(f"{_ATOM}link[@rel='self']")] == [
        f"{ADDRESS}/feeds/all.atom.xml"
    ]
    read = feedparser.parse(data)
    assert not read.bozo
    assert len(read.entries) > 10
    for entry in read.entries:
        page = html.fromstring(
            (published / unquote(entry.link.removeprefix(f"{ADDRESS}/"))).read_bytes()
        )
        assert " ".join(page.xpath("string(//h1)").split()) in (entry.title, f"{entry.title} story")
    assert [entry.updated for entry in read.entries] == sorted(
        (entry.updated for entry in read.entries), reverse=True
    )


def test_the_feed_outlives_a_move(once: Once, published: Path, tmp_path: Path) -> None:
    """Under another address every entry keeps its id."""
    moved = builds.build(
        ROOT / "content",
        tmp_path / "output",
        tmp_path / "cache",
        SITEURL="https://elsewhere.example",
    )
    ids = [
        [
            entry.id
            for entry in feedparser.parse((folder / "feeds/all.atom.xml").read_bytes()).entries
        ]
        for folder in (published, moved)
    ]
    assert ids[0] == ids[1] != []


def test_the_sitemap_names_every_page(published: Path) -> None:
    """The sitemap names the address of every page but the one for missing pages, once, and no
    other.
    """
    tree = etree.parse(published / "sitemap.xml").getroot()
    assert tree.tag == f"{_SITEMAP}urlset"
    named = [str(place.text) for place in tree.findall(f"{_SITEMAP}url/{_SITEMAP}loc")]
    assert sorted(named) == [
        f"{ADDRESS}/{path}" for path in views.every(published) if path != "404.html"
    ]
    assert (
        f"Sitemap: {ADDRESS}/sitemap.xml"
        in (published / "robots.txt").read_text(encoding="utf-8").splitlines()
    )
