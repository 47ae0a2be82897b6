"""How fast the archive's site is built, beside stock Pelican on the same stories and the floors of
the disk.

An archive is made by `bench/corpus.py`. Stock Pelican gets the same stories as ordinary Markdown
articles (`bench/stock.py`, topics as tags) and builds them with its own reader, its own theme
`simple` and its default settings; for a second site it gets the prose alone, without outlets,
labels and figures. It has no search: the project is built with its own and without it. Whole
processes are timed with all their children, in turn, several rounds; the medians and ratios go to
bench/RESULTS.md by hand, with the date and the machine's kind. Memory has a round of its own, whose
times do not count.

usage: python bench/site.py [--stories 10000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import corpus
import stock
from processes import ROOT, Cost, put_aside, run, scan, timed

WITHOUT_SEARCH = Path(__file__).with_name("without_search.py")


@dataclass(frozen=True, slots=True)
class Archive:
    """The folders of one benchmark."""

    work: Path
    watched: bool = False
    """Whether its runs are watched."""

    @property
    def content(self) -> Path:
        """The archive's own pages."""
        return self.work / "content"

    @property
    def site(self) -> Path:
        """What the project builds."""
        return self.work / "site"

    def build(self, *program: str | Path) -> Cost:
        """The project's build, over what an earlier one left."""
        keep = f'CACHE_PATH="{self.work / "cache"}"'
        return run(
            *(program or ("-m", "pelican")),
            *(
                self.content,
                "-s",
                ROOT / "pelicanconf.py",
                "-o",
                self.site,
                "-e",
                keep,
                "--fatal",
                "errors",
            ),
            watched=self.watched,
        )

    def build_cold(self, *program: str | Path) -> Cost:
        """The project's build from nothing."""
        put_aside(self.site)
        put_aside(self.work / "cache")
        return self.build(*program)

    def build_one_more(self, invented: corpus.Corpus, number: int) -> Cost:
        """The project's build with one story more than the last one; the story is taken away
        again.
        """
        added = invented.write(self.work, number)
        try:
            return self.build()
        finally:
            added.unlink()

    def build_stock(self, written: str) -> Cost:
        """Stock Pelican's build from nothing of the stories as one of `STOCK`; it keeps nothing, so
        it has no other.
        """
        site = self.work / f"{written} site"
        put_aside(site)
        # Without PLUGINS every installed plugin would be loaded, and in ROOT the archive's own
        # settings.
        command = (
            "-m",
            "pelican",
            self.work / written,
            "-t",
            "simple",
            "-o",
            site,
            "-e",
            "PLUGINS=[]",
        )
        return run(*command, "--fatal", "errors", folder=self.work, watched=self.watched)


# --- the baseline's input -------------------------------------------------------------------------

STOCK: dict[str, Callable[[Path], str]] = {"stock": stock.whole, "stock prose": stock.prose}
"""What stock Pelican reads, by the folder in which it stands."""


def write_articles(archive: Archive) -> None:
    """All pages as articles."""
    stories = archive.content / "stories"
    for path in sorted(stories.rglob("*.md")):
        for folder, written in STOCK.items():
            beside = archive.work / folder / path.relative_to(stories)
            beside.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(written(path), encoding="utf-8")


# --- floors ---------------------------------------------------------------------------------------


def write_alike(sizes: dict[str, int], folder: Path) -> None:
    """Write files of these sizes."""
    signs = memoryview(b"x" * max(sizes.values()))
    for name, size in sizes.items():
        with open(f"{folder}/{name}", "wb") as file:  # noqa: PTH123  # a Path for each file would count as the disk's time
            file.write(signs[:size])


def floors(archive: Archive) -> dict[str, Cost]:
    """The least that any build does: find, read and hash the pages, and write the site's files."""
    pages = sorted(scan(archive.content))
    longest = memoryview(b"x" * max(path.stat().st_size for path in pages))
    sizes = {
        path.relative_to(archive.site).as_posix(): path.stat().st_size
        for path in scan(archive.site)
    }
    written = Path(tempfile.mkdtemp(dir=archive.work, prefix="written-"))
    for folder in {Path(name).parent for name in sizes}:
        (written / folder).mkdir(parents=True, exist_ok=True)
    return {
        "floor: scan and stat": timed(lambda: scan(archive.content)),
        "floor: read": timed(lambda: [len(path.read_bytes()) for path in pages]),
        "floor: SHA-256": timed(
            lambda: [hashlib.sha256(longest[: path.stat().st_size]).digest() for path in pages]
        ),
        "floor: write as many bytes": timed(lambda: write_alike(sizes, written)),
    }


# --- report ---------------------------------------------------------------------------------------


def holds(folder: Path) -> str:
    """The number and size of a folder's files, for people."""
    files = scan(folder)
    return f"{len(files):,} files, {sum(path.stat().st_size for path in files) / 1e6:,.1f} MB"


def check(archive: Archive, stories: int) -> None:
    """End the benchmark where one of the two did not build every story: a build that drops some is
    fast for nothing.
    """
    names = {path.stem for path in archive.content.glob("stories/*/*.md")}
    for site in (archive.site, *(archive.work / f"{written} site" for written in STOCK)):
        missing = names - {path.stem for path in site.rglob("*.html")}
        if missing or len(names) != stories:
            sys.exit(
                f"{site} lacks {len(missing):,} of {stories:,} stories, such as {min(missing, default='none')}"
            )


def report(costs: dict[str, list[Cost]]) -> None:
    """The table of bench/RESULTS.md; the ratios are medians over the rounds, since a shared machine
    changes meanwhile.
    """
    print(
        "\n| | median | from | to | × stock | CPU | × stock's CPU | memory |\n|---|---|---|---|---|---|---|---|"
    )
    for name, runs in costs.items():
        pairs = list(zip(runs, costs["stock Pelican"], strict=True))
        times = [cost.seconds for cost in runs]
        cpu = statistics.median(cost.cpu for cost in runs)
        wall_ratio = statistics.median(cost.seconds / stock.seconds for cost, stock in pairs)
        cpu_ratio = statistics.median(cost.cpu / stock.cpu for cost, stock in pairs)
        memory = runs[0].memory
        print(
            f"| {name} | {statistics.median(times):.2f} s | {min(times):.2f} | {max(times):.2f} | {wall_ratio:.3f} "
            f"| {cpu:.2f} s | {cpu_ratio:.3f} | {f'{memory:,.0f} MB' if memory else ''} |"
        )


def measured(archive: Archive, stories: int) -> dict[str, Callable[[], Cost]]:
    """The builds that are compared."""
    invented = corpus.Corpus()
    return {
        "stock Pelican": lambda: archive.build_stock("stock"),
        "stock Pelican, the prose alone": lambda: archive.build_stock("stock prose"),
        "the project without its search, from nothing": lambda: archive.build_cold(WITHOUT_SEARCH),
        "the project, from nothing": archive.build_cold,
        "again, nothing changed": archive.build,
        "again, one story more": lambda: archive.build_one_more(invented, stories + 1),
        "floor: start Pelican": lambda: run("-m", "pelican", "--version", watched=archive.watched),
    }


def measure(archive: Archive, stories: int, rounds: int) -> dict[str, list[Cost]]:
    """Every measurement, in turn, as often as asked for."""
    watched = {
        name: work().memory
        for name, work in measured(replace(archive, watched=True), stories).items()
    }
    check(archive, stories)
    costs: dict[str, list[Cost]] = {}
    for number in range(rounds):
        for name, work in measured(archive, stories).items():
            costs.setdefault(name, []).append(replace(work(), memory=watched[name]))
        for name, cost in floors(archive).items():
            costs.setdefault(name, []).append(cost)
        print(f"round {number + 1} of {rounds} is done", file=sys.stderr)
    return costs


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    (ROOT / ".cache").mkdir(exist_ok=True)  # on the archive's own disk, not on one in memory
    with tempfile.TemporaryDirectory(dir=ROOT / ".cache") as folder:
        archive = Archive(Path(folder))
        corpus.write(archive.work, options.stories)
        write_articles(archive)
        if (ROOT / "content" / "pages").is_dir():
            shutil.copytree(ROOT / "content" / "pages", archive.content / "pages")
        costs = measure(archive, options.stories, options.rounds)
        print(
            f"{options.stories:,} stories ({holds(archive.content)}), {options.rounds} rounds in turn, medians"
        )
        print(
            f"The project's site: {holds(archive.site)}; stock Pelican's: {holds(archive.work / 'stock site')}"
        )
        report(costs)


if __name__ == "__main__":
    main()
