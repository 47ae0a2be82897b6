"""Feed and sitemap: valid whatever the words, and the same wherever the site stands."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.catalog.entries import StoryEntry
from generator.site import feeds
from generator.site.feeds import atom_feed, entry_id, robots_text, sitemaps
from generator.site.settings import Site
from tests.support.hostile_stories import WORDS
from tests.support.strategies import RAW

SITE = Site(name="Harbour Papers", url="https://papers.example/archive")
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def _card(path: str = "2025/a.md", **values: Any) -> StoryEntry:
    given_values = {
        "title": "Ferries Return",
        "day": "2025-07-07",
        "summary": "They left at noon.",
    } | values
    return StoryEntry(path=path, dated=True, places=(), reported=None, captured=0, **given_values)


def _tree(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.encode("utf-8"))  # noqa: S314  # our own text


def test_a_feed_reader_reads_it() -> None:
    """Title, address, day and summary of each story arrive as they are, newest first, with absolute
    addresses.
    """
    feed = feedparser.parse(
        atom_feed(SITE, [_card(), _card("2025/b c.md", title=None, summary=None, day="2025-07-06")])
    )
    assert not feed.bozo
    assert feed.feed.title == "Harbour Papers"
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [
        "https://papers.example/archive/feeds/all.atom.xml"
    ]
    assert [(entry.title, entry.link, entry.updated[:10]) for entry in feed.entries] == [
        ("Ferries Return", "https://papers.example/archive/stories/2025/a.html", "2025-07-07"),
        ("Untitled", "https://papers.example/archive/stories/2025/b%20c.html", "2025-07-06"),
    ]
    assert feed.entries[0].summary == "They left at noon."
    assert feed.feed.updated[:10] == "2025-07-07"


def test_ids_are_the_same_on_every_host() -> None:
    """A site that moves announces nothing again: the ids follow from the pages' names, and no two
    are alike.
    """
    cards = [_card(f"2025/{name}.md") for name in "abc"]
    there = feedparser.parse(
        atom_feed(Site(name="Harbour Papers", url="http://localhost:8000"), cards)
    )
    here = feedparser.parse(atom_feed(SITE, cards))
    ids = [entry.id for entry in here.entries]
    assert ids == [entry.id for entry in there.entries]
    assert here.feed.id == there.feed.id
    assert len({here.feed.id, *ids}) == 4
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", each) for each in ids)
    assert entry_id("2025/a.md") == "urn:uuid:7e6019ca-29cf-509e-a6a2-7de39116809b"


def test_the_same_stories_give_the_same_feed() -> None:
    """No clock stands in it."""
    assert atom_feed(SITE, [_card()]) == atom_feed(SITE, [_card()])


def _check(words: str) -> None:
    tree = _tree(atom_feed(Site(name=words, url=SITE.url), [_card(title=words, summary=words)]))
    shown = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", words)
    shown = shown.replace("\r", "\n")
    assert tree.findtext(f"{ATOM}title") == shown
    assert tree.findtext(f"{ATOM}entry/{ATOM}title") == shown
    summary = tree.find(f"{ATOM}entry/{ATOM}summary")
    assert summary is not None
    assert "<" not in (summary.text or "")


@pytest.mark.parametrize("words", WORDS)
def test_hostile_words_stay_words(words: str) -> None:
    """The feed is well-formed XML whatever stands in a story, and its summaries hold no markup."""
    _check(words)


@settings(max_examples=50)
@given(RAW.filter(lambda raw: raw.strip() and not re.search("[\ud800-\udfff\r]", raw)))
def test_any_words_are_well_formed(words: str) -> None:
    """So it is with any text that a page can hold."""
    _check(words)


@settings(max_examples=25)
@given(st.dates().map(str))
def test_every_day_is_a_time(day: str) -> None:
    """The first years of the calendar are days as well."""
    tree = _tree(atom_feed(SITE, [_card(day=day)]))
    assert tree.findtext(f"{ATOM}entry/{ATOM}updated") == f"{day}T00:00:00+00:00"


def test_a_story_without_day_is_not_announced() -> None:
    """A feed must say when; what has no day stands in the lists only."""
    assert (
        len(feedparser.parse(atom_feed(SITE, [_card(), _card("undated/b.md", day=None)])).entries)
        == 1
    )


def test_the_sitemap_lists_all_pages() -> None:
    """Every address once, absolute, in an order that does not change."""
    (name, text), *rest = sitemaps(
        SITE, ["stories/2025/b&c.html", "index.html", "stories/a%20b/%C3%BC.html"]
    ).items()
    assert (name, rest) == ("sitemap.xml", [])
    assert [found.text for found in _tree(text).iterfind(f"{MAP}url/{MAP}loc")] == [
        "https://papers.example/archive/index.html",
        "https://papers.example/archive/stories/2025/b&c.html",
        "https://papers.example/archive/stories/a%20b/%C3%BC.html",
    ]


@pytest.mark.parametrize(("pages", "parts"), [(0, []), (3, []), (4, [3, 1]), (7, [3, 3, 1])])
def test_a_long_sitemap_is_split(
    monkeypatch: pytest.MonkeyPatch, pages: int, parts: list[int]
) -> None:
    """What is more than one sitemap may hold goes into parts, and the sitemap names these."""
    monkeypatch.setattr(feeds, "LONGEST_SITEMAP", 3)
    made = sitemaps(SITE, [f"{n}.html" for n in range(pages)])
    assert list(made) == ["sitemap.xml", *(f"sitemap-{n + 1}.xml" for n in range(len(parts)))]
    counts = [len(_tree(text).findall(f"{MAP}url")) for text in made.values()]
    assert counts == ([0, *parts] if parts else [pages])
    named = [found.text for found in _tree(made["sitemap.xml"]).iterfind(f"{MAP}sitemap/{MAP}loc")]
    assert named == [f"{SITE.url}/{name}" for name in list(made)[1:]]


def test_a_sitemap_keeps_to_the_protocol() -> None:
    """The protocol admits 50,000 addresses."""
    assert feeds.LONGEST_SITEMAP == 50_000


def test_robots_may_read_all() -> None:
    """And are told where the sitemap is."""
    assert robots_text(SITE).splitlines() == [
        "User-agent: *",
        "Allow: /",
        f"Sitemap: {SITE.url}/sitemap.xml",
    ]
