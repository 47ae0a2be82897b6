"""What it takes to read a crawl of 1 GiB: a WARC with stories, other pages and pictures, made here.

The crawl is read by a whole process, whose memory is watched with that of all its children; the
figures go to bench/RESULTS.md by hand.

usage: python bench/crawl.py [--size 1024] [--rounds 1]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import corpus
from documents import scraped
from processes import run

STORIES = 500
PAGE = 150_000
"""Bytes of a page without a story."""
PICTURE = 400_000


def _record(number: int, body: bytes, kind: str) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n%s" % (kind.encode(), body)
    lines = (
        "WARC/1.1",
        "WARC-Type: response",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>",
        f"WARC-Date: 2025-08-{1 + number % 28:02}T10:00:00Z",
        f"WARC-Target-URI: https://crawled.example/{number}",
        "Content-Type: application/http; msgtype=response",
        f"WARC-Block-Digest: sha256:{hashlib.sha256(block).hexdigest()}",
        f"Content-Length: {len(block)}",
    )
    return "\r\n".join((*lines, "", "")).encode() + block + b"\r\n\r\n"


def _bodies(size: int) -> Iterator[tuple[bytes, str]]:
    """Bodies of so many bytes altogether: first the stories and as many other pages, then
    pictures.
    """
    seeded = random.Random(7)
    left = size
    invented = corpus.Corpus()
    stories = [invented.page(number + 1).story for number in range(STORIES)]
    filler = " ".join(
        seeded.choice(("harbour", "fog", "tide", "crane", "ferry", "lamp"))
        for _ in range(PAGE // 6)
    )[:PAGE]
    for number, story in enumerate(stories):
        body = json.dumps(scraped(story, number), ensure_ascii=False).encode()
        page = (
            f"<!doctype html><html><title>{number}</title><body><p>{filler}</body></html>".encode()
        )
        yield body, "application/json"
        yield page, "text/html; charset=utf-8"
        left -= len(body) + len(page)
    pictures = cycle([b"\xff\xd8\xff" + seeded.randbytes(PICTURE) for _ in range(9)])
    while left > 0:
        yield next(pictures), "image/jpeg"
        left -= PICTURE


def main() -> None:
    """Make the crawl and read it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1024, help="of the crawl, in MiB")
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        crawl = Path(folder) / "crawl.warc"
        with crawl.open("wb") as file:
            for number, (body, kind) in enumerate(_bodies(given.size << 20)):
                file.write(_record(number, body, kind))
        print(f"{crawl.stat().st_size / 2**20:,.0f} MiB, {number + 1:,} records")
        for turn in range(given.rounds):
            content = Path(folder) / f"content{turn}"
            content.mkdir()
            limits = (
                "--limit",
                "bundle=16GiB",
                "--limit",
                "members=1000000",
                "--limit",
                "seconds=3600",
            )
            cost = run(
                "-m", "generator", "convert", crawl, "--content", content, *limits, watched=True
            )
            made = sum(1 for _ in content.rglob("*.md"))
            print(
                f"{made:,} stories in {cost.seconds:.1f} s ({cost.cpu:.1f} s of CPU), {cost.memory:,.0f} MB at most"
            )


if __name__ == "__main__":
    main()
