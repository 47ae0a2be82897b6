"""Stories whose every text wants to act, built and opened in a real browser: nothing acts, and
nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import feedparser
import pytest
from lxml import etree, html

from generator.catalog.presenting import present_story
from generator.commands import check_links
from generator.search.fields import facet_values
from generator.text.normal import fold
from tests.browser.conftest import Once
from tests.support import asking, builds, hostile_stories, views
from tests.support.hosts import Site, host
from tests.support.visits import Visits

_SEEN = """
() => {
  for (const part of document.querySelectorAll('details')) part.open = true;
  return document.body.innerText;
}
"""
_READS = """
words => {
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const left = (node, at) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect().left;
  };
  const found = [];
  while (texts.nextNode()) {
    const node = texts.currentNode, at = node.data.indexOf(words);
    if (at >= 0) found.push(left(node, at) < left(node, at + words.length - 1));
  }
  return found;
}
"""
"""For each place where the page says these words, whether they run from left to right."""
_CHOSEN = """
async ([kind, names]) => {
  const found = {__proto__: null};
  for (const name of names) {
    const query = {text: '', filters: {[kind]: [name]}, from: '', to: '', sort: 'newest', show: 0, counts: [kind], all: [kind]};
    const answer = await new Promise(done => storyArchive.ask(query, answer => answer.complete && done(answer)));
    found[name] = [answer.total, answer.counts[kind].rows.find(([, , chosen]) => chosen)[1]];
  }
  return Object.fromEntries(Object.entries(found).map(([name, totals]) => [`“${name}”`, totals]));
}
"""
"""For each name the stories that are found with it, and the count that stands beside it."""
_ADDRESS = "https://archive.example"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@pytest.fixture(scope="package")
def hostile_site(once: Once) -> Iterator[Site]:
    """An archive of hostile stories, as it is published."""
    folder = once(
        "hostile",
        lambda to: builds.build(
            builds.archive(to / "content", hostile_stories.PAGES),
            to / "output",
            to / "cache",
            SITEURL=_ADDRESS,
        ),
    )
    with host(folder / "output") as site:
        yield site


def _words(text: str) -> str:
    return " ".join(text.split())


def _story(name: str) -> str:
    return f"stories/{name}.html"


def _telling(folder: Path) -> list[str]:
    """The pages that tell something of the hostile stories, and the search."""
    telling = [
        path
        for path in views.every(folder)
        if "hostile-" in path + (folder / path).read_text(encoding="utf-8")
    ]
    return [*telling, "search.html"]


def test_nothing_acts(hostile_site: Site, visits: Visits) -> None:
    """No page of a hostile archive runs, loads, opens or says anything, nor is it wider than a
    small window.
    """
    page = visits.open(hostile_site, viewport={"width": 320, "height": 640})
    for path in _telling(hostile_site.folder):
        page.goto(hostile_site.url(path))
        acted, width = page.evaluate(
            "() => [typeof window.acted, document.documentElement.scrollWidth]"
        )
        assert acted == "undefined", path
        assert width <= 320, path


def test_no_markup_comes_from_a_story(hostile_site: Site) -> None:
    """No page of a hostile archive holds what could act on a click or a touch, or a link to
    anything but a web address.
    """
    for path in views.every(hostile_site.folder):
        tree = html.fromstring((hostile_site.folder / path).read_bytes())
        assert tree.xpath(views.ACTING) == [], path
        assert {
            urlsplit(address).scheme for address in tree.xpath("//@href | //@src | //@action")
        } <= {"", "http", "https"}, path


def test_nothing_is_lost(hostile_site: Site, visits: Visits) -> None:
    """Every text of every story stands on its page, to be seen as it is."""
    page = visits.open(hostile_site)
    lost = {}
    for name, kept in hostile_stories.PAGES.items():
        page.goto(hostile_site.url(_story(name)))
        seen = _words(page.evaluate(_SEEN))
        missing = [
            words[:80] for words in map(_words, hostile_stories.told(kept)) if words not in seen
        ]
        if missing:
            lost[name] = missing
    assert lost == {}


def test_no_text_turns_the_next(hostile_site: Site, visits: Visits) -> None:
    """A text that leaves a change of direction open turns itself at most, never the page's own
    words behind it.
    """
    page = visits.open(hostile_site, viewport={"width": 3000, "height": 640})
    name = next(
        name for name, kept in hostile_stories.PAGES.items() if "\u202e" in (kept.story.title or "")
    )
    page.goto(hostile_site.url(_story(name)))
    for words in ("reposted by", "2025", "Topics"):
        assert set(page.evaluate(_READS, words)) == {True}, words


def _lists(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """The links of a story to its outlets, places and topics."""
    return tree.xpath(
        "//main//a[contains(@href, '/outlets/') or contains(@href, '/places/') or contains(@href, '/topics/')]"
    )


def _listed(tree: html.HtmlElement, anchor: str) -> tuple[str, list[str]]:
    """The words of a list, and the addresses in it: of a whole page, or of its part with this
    anchor.
    """
    parts = (
        tree.xpath("//*[@id=$anchor]/ancestor-or-self::section[1]", anchor=anchor)
        if anchor
        else tree.xpath("//main")
    )
    assert len(parts) == 1, anchor
    return _words(parts[0].text_content()), parts[0].xpath(".//a/@href")


def test_every_name_leads_to_its_stories(hostile_site: Site) -> None:
    """Whatever an outlet, a place or a topic is called, its link leads to a list of that name which
    holds the story.
    """
    trees = {
        path: html.fromstring((hostile_site.folder / path).read_bytes())
        for path in views.every(hostile_site.folder)
    }
    names: dict[tuple[str, str], str] = {}
    for story in map(_story, hostile_stories.PAGES):
        for link in _lists(trees[story]):
            target = urlsplit(urljoin(f"/{story}", link.get("href")))
            path, anchor = unquote(target.path).lstrip("/"), unquote(target.fragment)
            words, addresses = _listed(trees[path], anchor)
            folded = fold(_words(link.text_content())).replace("-", " ")
            assert folded in fold(words).replace("-", " "), f"{story}: {link.get('href')}"
            assert story in {
                urljoin(f"/{path}", unquote(address)).lstrip("/") for address in addresses
            }, link.get("href")
            # Two names that differ by more than case, spaces and hyphens never share a list.
            assert names.setdefault((path, anchor), folded) == folded


def test_no_link_is_broken(hostile_site: Site) -> None:
    """Whatever stories and names are called, and whatever raw HTML the notes hold, every link leads
    somewhere.
    """
    assert [
        str(problem)
        for problem in check_links.check_links(
            hostile_site.folder, _ADDRESS, check_links.LinkCounts()
        )
    ] == []


def test_search_shows_hostile_words_as_they_are(hostile_site: Site, visits: Visits) -> None:
    """Search finds every hostile story by a word of it, shows its title as it is, and takes any
    words as a question.
    """
    page = asking.visit(visits, hostile_site)
    for words in (*hostile_stories.WORDS, *hostile_stories.KEYS):
        asking.box(page).fill(words)
        assert re.fullmatch(
            r"(\d+ story|\d+ stories|No story found)( for “.*”)?.*\.",
            asking.status(page),
            re.DOTALL,
        ), words
    asking.box(page).fill("paragraph")
    assert asking.status(page).startswith(f"{len(hostile_stories.WORDS)} stories")
    more = page.get_by_role("button", name=re.compile(r"^Show \d+ more"))
    while more.is_visible():
        more.click()
        asking.ready(page)
    shown = _words(page.locator("main").inner_text())
    told = (kept for name, kept in hostile_stories.PAGES.items() if "hostile" in name)
    titles = [_words(kept.corrections.title or kept.story.title or "") for kept in told]
    assert [title for title in titles if title not in shown] == []
    assert page.evaluate("() => typeof window.acted") == "undefined"


def test_every_name_can_be_chosen(hostile_site: Site, visits: Visits) -> None:
    """Whatever an outlet, a place or a topic is called, its filter finds the stories that have it,
    and counts them.
    """
    page = asking.visit(visits, hostile_site)
    names = facet_values(present_story(hostile_stories.PAGES["2024/names-0000000001"]))
    for kind, stories in (("outlet", 3), ("place", 1), ("topic", 2)):
        assert len(names[kind]) == len(hostile_stories.NAMES)
        found = page.evaluate(_CHOSEN, [kind, list(names[kind])])
        # Spellings of one name are one, and a few stories more have them.
        assert {
            name: totals
            for name, totals in found.items()
            if totals[0] != totals[1] or totals[0] < stories
        } == {}


def test_machines_read_hostile_words(hostile_site: Site) -> None:
    """Feed and sitemap stay well-formed, and the feed tells each title, but for the signs that XML
    does not admit.
    """
    etree.parse(hostile_site.folder / "sitemap.xml")
    data = (hostile_site.folder / "feeds/all.atom.xml").read_bytes()
    tree = etree.fromstring(data)
    told = {str(title.text) for title in tree.iter("{http://www.w3.org/2005/Atom}title")}
    pages = (
        kept
        for kept in hostile_stories.PAGES.values()
        if kept.story.date or kept.corrections.date or kept.story.captures
    )
    titles = {str(kept.corrections.title or kept.story.title) for kept in pages}
    assert {_NOT_IN_XML.sub("\ufffd", title) for title in titles} <= told
    assert not feedparser.parse(data).bozo
