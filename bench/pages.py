"""How fast saved pages are read, with the full ledger, and where the time goes.

Two invented pages are read again and again in this process: a topic's page of 350 KB, which holds
twelve stories in the data of its scripts, and a story's page of 150 KB. Beside them stand the
parsers alone on the same bytes, and the parts of the reading, from a profile. The medians go to
bench/RESULTS.md by hand.

usage: python bench/pages.py [--rounds 30] [PAGE...]
"""

from __future__ import annotations

import argparse
import cProfile
import html
import json
import pstats
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import corpus
from bs4 import BeautifulSoup
from lxml import etree

from generator import readers
from generator.bundles.reconciling import reconcile
from generator.readers.base import Bundle
from generator.story.model import Story

TOPIC, STORY = 350_000, 150_000
"""Bytes of the pages."""
STORIES, SOURCES = 12, 30
CARDS = 24
"""Articles that a story's page shows."""
LOOK = "flex w-full items-center justify-between gap-2 tablet:gap-3_2 col-span-12 desktop:col-span-9 px-4 py-2"
"""Classes, as the pages of today have them on every element."""
ICON = f'<svg aria-hidden="true" viewBox="0 0 448 512"><path d="{"M416 208H272V64c0-17.67-14.33-32-32-32 " * 3}"></path></svg>'
PARTS = {
    "charset": ("charset.py", "decode_html"),
    "bounds and lxml": ("tree.py", "parse_html"),
    "data in scripts": ("script_data.py", "read_script_data"),
    "JSON-LD": ("json_ld.py", "read_json_ld"),
    "head": ("head.py", "read_html_head"),
    "text nodes and lines": ("lines.py", "read_html_text"),
    "labels": ("pieces.py", "split_pieces"),
    "marks and sections": ("story.py", "find_marks"),
    "the story shown": ("story.py", "read_page_story"),
    "ledger of the page": ("parts.py", "ledger"),
    "reconciling": ("reconciling.py", "reconcile"),
}
"""Parts of the reading, by the functions that do them."""


def _told(story: Story, number: int) -> dict[str, Any]:
    """A story as the scripts of Ground News's pages hold it."""
    day = f"2025-08-{1 + number % 28:02}T08:00:00.000Z"
    names = [
        article.outlet or f"Gazette {place}"
        for place, article in enumerate((story.articles * SOURCES)[:SOURCES])
    ]
    return {
        "title": story.title,
        "slug": f"story-{number}",
        "summary": story.summary,
        "description": story.summary,
        "start": day,
        "place": {"id": "Quernby,VM,XK", "name": "Quernby", "type": "locality"},
        "interests": [
            {"id": f"{topic}-id", "type": "topic", "name": topic, "slug": topic, "icon": "x"}
            for topic in story.topics
        ],
        "sourceCount": 40,
        "biasSourceCount": SOURCES,
        "blindspotData": {
            "leftPercent": 30,
            "centerPercent": 40,
            "rightPercent": 30,
            "blindspotFor": None,
        },
        "sources": [
            {
                "articleId": f"{number}-{place}",
                "date": day,
                "sourceInfo": {
                    "bias": "center",
                    "icon": "x.png",
                    "id": f"o{place}",
                    "name": f"{name} {place}",
                    "slug": "x",
                },
            }
            for place, name in enumerate(names)
        ],
    }


def _scripts(data: str, size: int = 8_000) -> str:
    parts = [data[begin : begin + size] for begin in range(0, len(data), size)]
    calls = (json.dumps([1, part]).replace("<", "\\u003c") for part in parts)
    return "".join(f"<script>self.__next_f.push({call})</script>" for call in calls)


def _filled(head: str, body: str, data: str, size: int) -> bytes:
    """A page filled up to its size with what else such pages carry: styles, and data of no
    story.
    """
    page = f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}<style>'
    more = f"</style></head><body>{body}{_scripts(data)}"
    rest = size - len((page + more).encode())
    rows = "".join(
        f'{n:x}:["$","div",null,{{"className":"{LOOK}","children":["$L{n:x}"]}}]\n'
        for n in range(256, 8192)
    )
    other = _scripts(rows[: rest // 2].rpartition("\n")[0] + "\n")
    style = ".mark{color:red;margin:0}\n" * ((rest - len(other)) // 26)
    return f"{page}{style}{more}{other}</body></html>".encode()


def _frame(inner: str) -> str:
    links = "".join(
        f'<div class="{LOOK}"><a href="/interest/{n}"><span>Topic {n}</span>{ICON}</a></div>'
        for n in range(40)
    )
    return (
        f'<header class="{LOOK}"><nav>{links}</nav></header><main><article>{inner}</article></main><footer>{links}</footer>'
        '<div class="cookie-banner"><p>We use cookies.</p><button>Accept all</button></div>'
    )


def topic_page(invented: corpus.Corpus) -> bytes:
    """A page of many stories."""
    stories = [invented.page(number + 1).story for number in range(STORIES)]
    shown = "".join(
        f'<div class="{LOOK}"><div class="{LOOK}"><span>Quernby</span>{ICON}<span>· Vellmark</span></div>'
        f'<a href="/article/{number}"><h4 class="{LOOK}">{html.escape(story.title or "")}</h4></a>'
        f'<div class="{LOOK}"><span>Coverage: 40 sources</span></div>'
        f"<span>{html.escape(story.summary or '')}</span><button>See the Story</button></div>"
        for number, story in enumerate(stories)
    )
    data = f"5d:{json.dumps([_told(story, number) for number, story in enumerate(stories)])}\n"
    return _filled(
        "<title>News of Quernby</title>", _frame(f"<h1>News of Quernby</h1>{shown}"), data, TOPIC
    )


def story_page(invented: corpus.Corpus) -> bytes:
    """A story's own page, with its data, its description and its articles."""
    story = next(
        told
        for number in range(1, 500)
        if (told := invented.page(number).story) and len(told.articles) > 8 and told.title
    )
    articles = (story.articles * CARDS)[:CARDS]
    cards = "".join(
        f'<div class="{LOOK}"><div class="{LOOK}"><a href="/o/{place}">{ICON}<span>Gazette {place}</span></a></div>'
        f'<div class="{LOOK}"><span>Lean Left</span></div><div class="{LOOK}">· Vellmark</div>'
        f'<a href="https://gazette-{place}.example/{place}">'
        f'<h4 class="{LOOK}">{html.escape(article.title or "A report")}</h4></a>'
        f'<div class="{LOOK}"><p>{html.escape(article.excerpt or "Nothing was said of it yet.")}</p></div>'
        f'<a class="{LOOK}" href="https://gazette-{place}.example/{place}">Read Full Article{ICON}</a></div>'
        for place, article in enumerate(articles)
    )
    points = "".join(f"<li>{html.escape(point)}</li>" for point in story.key_points)
    title = html.escape(story.title or "")
    shown = (
        f"<h1>{title}</h1><p>QUERNBY, AUG 3 – {html.escape(story.summary or '')}</p><ul>{points}</ul><h2>40 Articles</h2>"
        '<div class="flex"><button>All</button><button>Left 9</button><button>Center 12</button><button>Right 9</button></div>'
        f"{cards}"
        '<aside><h3>Coverage Details</h3><div class="flex"><span>Total News Sources</span><span>40</span></div>'
        "<h3>Bias Distribution</h3><ul><li>40% of the sources are Center</li></ul><div>40% Center</div>"
        "<div>To view factuality data please Upgrade to Premium</div></aside>"
    )
    linked = {
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": "2025-08-03T08:00:00Z",
    }
    head = (
        f'<title>{title}</title><link rel="canonical" href="https://sides.example/article/story-1">'
        f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    )
    return _filled(head, _frame(shown), f"5d:{json.dumps([_told(story, 1)])}\n", STORY)


def read(data: bytes) -> None:
    """Read a page with its ledger, and reconcile what its parts say."""
    _, readings = readers.read(Bundle("page.html", data))
    for story in readings.stories:
        reconcile(story)


def median(work: Callable[[bytes], object], data: bytes, rounds: int) -> list[float]:
    """Seconds of CPU of each round, sorted."""
    times = []
    for _ in range(rounds):
        start = time.process_time()  # of this core alone, whatever else the machine does
        work(data)
        times.append(time.process_time() - start)
    return sorted(times)


def parse(data: bytes) -> None:
    """What lxml alone takes."""
    etree.fromstring(data, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def soup(data: bytes) -> None:
    """What BeautifulSoup above lxml takes."""
    BeautifulSoup(data, "lxml", from_encoding="utf-8")


def profile(data: bytes, rounds: int) -> dict[str, float]:
    """Each part's share of the time, as the profiler counts it."""
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(rounds):
        read(data)
    profiler.disable()
    stats = pstats.Stats(profiler)
    costs: dict[tuple[str, str], float] = {}
    for (path, _, name), (_, _, _, spent, _) in stats.stats.items():  # type: ignore[attr-defined]
        key = (Path(path).name, name)
        costs[key] = costs.get(key, 0) + spent
    whole = costs[Path(__file__).name, "read"]
    return {part: costs.get(key, 0) / whole for part, key in PARTS.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    invented = corpus.Corpus()
    pages = {"a topic's page": topic_page(invented), "a story's page": story_page(invented)}
    pages |= {path.name: path.read_bytes() for path in options.pages}
    print(f"{options.rounds} rounds, one process, medians\n")
    print(
        "| page | bytes | stories | rows of the ledger | read | from | a second | lxml alone | BeautifulSoup on lxml |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name, data in pages.items():
        stories = readers.read(Bundle("page.html", data))[1].stories
        rows = sum(len(story.ledger) for story in stories)
        ours, alone, above = (median(work, data, options.rounds) for work in (read, parse, soup))
        middle = statistics.median(ours)
        print(
            f"| {name} | {len(data):,} | {len(stories)} | {rows:,} | {1000 * middle:.0f} ms | {1000 * ours[0]:.0f} "
            f"| {1 / middle:.1f} | {1000 * statistics.median(alone):.1f} ms | {1000 * statistics.median(above):.0f} ms |"
        )
    print("\n| part of the reading | " + " | ".join(pages) + " |")
    print("|---|" + "---|" * len(pages))
    shares = {name: profile(data, 5) for name, data in pages.items()}
    for part in PARTS:
        print(
            f"| {part} | "
            + " | ".join(f"{100 * share[part]:.0f} %" for share in shares.values())
            + " |"
        )


if __name__ == "__main__":
    main()
