"""How fast page texts become pages, beside the floor: reading, hashing and writing the same bytes.

The corpus is made of the demonstration bundles, each many times with a headline of its own. Whole
processes are timed, in turn, several rounds; the medians and ratios go to bench/RESULTS.md by hand,
with the date and the machine's kind.

usage: python bench/convert.py [--bundles 2000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEED = 20240305


def make_corpus(folder: Path, size: int) -> None:
    """Write `size` bundles of different stories into a folder; the same for the same size."""
    rng = random.Random(SEED)
    samples = sorted((ROOT / "content" / "bundles").glob("*.txt"))
    # The bundle without a headline has no line to tell its copies apart by.
    texts = [
        text
        for path in samples
        if (text := path.read_text(encoding="utf-8-sig")) and not text[0].isdigit()
    ]
    folder.mkdir(parents=True)
    for number in range(size):
        lines = rng.choice(texts).split("\n")
        marked = next(
            (index for index, line in enumerate(lines) if line.startswith("Published")), -1
        )
        headline = next(index for index in range(marked + 1, len(lines)) if lines[index].strip())
        lines[headline] = f"{lines[headline].strip()} ({number})"
        (folder / f"{number:06}.txt").write_text("\n".join(lines), encoding="utf-8")


def run(*arguments: str) -> float:
    """Seconds of one run of the program."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "generator", *arguments], cwd=ROOT, check=True, capture_output=True
    )
    return time.perf_counter() - start


def convert(bundles: Path, content: Path, jobs: int) -> float:
    """Seconds of converting a folder into an empty archive."""
    shutil.rmtree(content, ignore_errors=True)
    return run("convert", str(bundles), "--content", str(content), "--jobs", str(jobs))


def floor(bundles: Path, pages: Path, content: Path) -> float:
    """Seconds of reading and hashing the bundles and writing the pages as the program writes them,
    in this process.
    """
    texts = [path.read_bytes() for path in sorted(pages.rglob("*.md"))]
    shutil.rmtree(content, ignore_errors=True)
    content.mkdir()
    start = time.perf_counter()
    for path, text in zip(sorted(bundles.iterdir()), texts, strict=True):
        hashlib.sha256(path.read_bytes()).digest()
        beside = content / f"{path.name}.beside"
        with beside.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(content / path.name)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    (ROOT / ".cache").mkdir(exist_ok=True)  # on the archive's own disk, not on one in memory
    with tempfile.TemporaryDirectory(dir=ROOT / ".cache") as folder:
        work = Path(folder)
        make_corpus(work / "bundles", options.bundles)
        convert(work / "bundles", work / "pages", 1)
        measured: dict[str, Callable[[], float]] = {
            "floor": lambda: floor(work / "bundles", work / "pages" / "stories", work / "floor"),
            "convert, one process": lambda: convert(work / "bundles", work / "one", 1),
            "convert, two processes": lambda: convert(work / "bundles", work / "two", 2),
            "convert again, nothing changed": lambda: run(
                "convert", str(work / "bundles"), "--content", str(work / "pages")
            ),
            "--help": lambda: run("--help"),
        }
        seconds: dict[str, list[float]] = {name: [] for name in measured}
        for _ in range(options.rounds):
            for name, measure in measured.items():
                seconds[name].append(measure())
    base = statistics.median(seconds["floor"])
    print(f"{options.bundles:,} page texts, {options.rounds} rounds in turn, medians")
    for name, times in seconds.items():
        middle = statistics.median(times)
        rate = (
            ""
            if name == "--help"
            else f"{options.bundles / middle:8,.0f} a second  {middle / base:6.2f} x floor"
        )
        print(f"{name:32} {middle:7.3f} s (from {min(times):.3f} to {max(times):.3f})  {rate}")


if __name__ == "__main__":
    main()
