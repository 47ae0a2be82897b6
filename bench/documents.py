"""How fast the JSON of scrapers becomes pages: files of 60 KB, one store of many stories, and both
again with nothing changed.

The stories are those of `bench/corpus.py`; the full texts of a story's articles are made of its and
its neighbours' excerpts. Whole processes are timed, the program's start among them; the medians go
to bench/RESULTS.md by hand.

usage: python bench/documents.py [--files 500] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import corpus
from processes import ROOT, Cost, run

from generator.story.fields import SIDES
from generator.story.labels import label
from generator.story.model import Story

TEXT = 5_300
"""Characters of an article's full text: ten of them make a file of 60 KB."""
STORE = 2_700_000
"""Bytes of the store."""


def _excerpts(story: Story) -> list[str]:
    return [article.excerpt for article in story.articles if article.excerpt] or [
        story.summary or story.title or "None."
    ]


def scraped(story: Story, number: int) -> dict[str, Any]:
    """A story as a scraper writes it."""
    texts = cycle(_excerpts(story))
    return {
        "story_id": f"S_{number:06}",
        "metadata": {
            "title": story.title,
            "url": f"https://stories.example/article/{number}",
            "timestamp": f"2025-08-{1 + number % 28:02}T10:00:00.123456",
        },
        "bias_distribution": {
            "total_sources": "39",
            "leaning_left": "7",
            "center": "11",
            "leaning_right": "9",
        },
        "perspective_summaries": {side: list(islice(texts, 4)) for side in SIDES},
        "sources": [
            {
                "news_title": article.title or "A report",
                "news_link": article.url or f"https://reports.example/{number}/{place}",
                "bias": article.bias or "unknown",
                "text": "\n".join(islice(texts, TEXT // 250 + 1))[:TEXT].strip(),
            }
            for place, article in enumerate((story.articles * 10)[:10])
        ],
    }


def stored(story: Story, number: int) -> dict[str, Any]:
    """A story as a store of many keeps it."""
    return {
        "id": f"{number:022}",
        "slug": f"story-{number}",
        "canonicalUrl": f"https://stories.example/article/{number}",
        "title": story.title,
        "summary": (story.summary or "")[:260],
        "tags": list(story.topics),
        "publishedAt": f"2025-08-{1 + number % 28:02}T08:00:00.000Z",
        "updatedAt": f"2025-08-{1 + number % 28:02}T10:00:00.000Z",
        "sourceCount": 39,
        "bias": {"left": 30, "center": 40, "right": 30},
        "coverage": {"totalSources": 39, "leaningLeft": 7, "center": 11, "leaningRight": 9},
        "sources": [
            {
                "id": f"{number}-{place}",
                "outlet": article.outlet or f"reports-{place}.example",
                "url": article.url or f"https://reports-{place}.example/{number}",
                "excerpt": (article.excerpt or "")[:260],
                "bias": label(article.bias) or "unknown",
                "factuality": "high",
                "ownership": "Unlabeled",
                "publishedAt": f"2025-08-{1 + number % 28:02}T07:00:00.000Z",
            }
            for place, article in enumerate((story.articles * 35)[:33])
        ],
    }


def make(folder: Path, files: int) -> tuple[int, int]:
    """Write the files and the store; the bytes of all files, and the stories of the store."""
    invented = corpus.Corpus()
    (folder / "files").mkdir(parents=True)
    size = 0
    for number in range(files):
        told = json.dumps(
            scraped(invented.page(number + 1).story, number), indent=1, ensure_ascii=False
        )
        size += (folder / "files" / f"{number:06}.json").write_bytes(told.encode())
    stories: list[str] = []
    while sum(map(len, stories)) < STORE:
        number = len(stories)
        stories.append(json.dumps(stored(invented.page(number + 1).story, number), indent=1))
    (folder / "store").mkdir()
    (folder / "store" / "store.json").write_text(f'{{"stories": [{",".join(stories)}]}}')
    return size, len(stories)


def convert(bundles: Path, content: Path, *, anew: bool = True, watched: bool = False) -> Cost:
    """Convert a folder with one process."""
    if anew:
        shutil.rmtree(content, ignore_errors=True)
    return run(
        "-m", "generator", "convert", bundles, "--content", content, "--jobs", "1", watched=watched
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    (ROOT / ".cache").mkdir(exist_ok=True)  # on the archive's own disk, not on one in memory
    with tempfile.TemporaryDirectory(dir=ROOT / ".cache") as folder:
        work = Path(folder)
        size, stories = make(work, options.files)
        units = size / 60_000
        ways: dict[str, Callable[..., Cost]] = {
            f"{options.files:,} files, {size / 1e6:.1f} MB": lambda **more: convert(
                work / "files", work / "one", **more
            ),
            "the same again, nothing changed": lambda **more: convert(
                work / "files", work / "one", anew=False, **more
            ),
            f"a store of {stories:,} stories, {STORE / 1e6:.1f} MB": lambda **more: convert(
                work / "store", work / "two", **more
            ),
        }
        memory = {name: way(watched=True).memory for name, way in ways.items()}
        costs: dict[str, list[Cost]] = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, way in ways.items():
                costs[name].append(way())
    print(f"{options.rounds} rounds in turn, one process, medians\n")
    print(
        "| | seconds | from | to | CPU | 60 KB a second | memory |\n|---|---|---|---|---|---|---|"
    )
    for name, runs in costs.items():
        times = [cost.seconds for cost in runs]
        rate = f"{units / statistics.median(times):,.0f}" if "store" not in name else ""
        cpu = statistics.median(cost.cpu for cost in runs)
        print(
            f"| {name} | {statistics.median(times):.2f} | {min(times):.2f} | {max(times):.2f} | {cpu:.2f} | {rate} "
            f"| {memory[name]:.0f} MB |"
        )


if __name__ == "__main__":
    main()
