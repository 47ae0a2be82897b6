"""What the search costs to build, to keep up and to ask, beside Pagefind on the same words in the
same run.

An archive is made by `bench/corpus.py` and brought into a catalog, which is not measured. From
there the project makes its index; Pagefind makes its own from plain HTML pages of the same words.
Both are asked in Chromium by bare pages through their scripts, for the same number of stories, and
the project's search page by its address. The tables go to bench/RESULTS.md by hand.

usage: python bench/search.py [--stories 1000 10000] [--rounds 3] [--hits 10]
"""

from __future__ import annotations

import argparse
import json
import runpy
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import asking
import corpus
import indexing
import words
from asking import Asked, Host, Line, Question
from indexing import Archive
from kinds import PAGEFIND, PROJECT, Held, Kinds, sizes_of
from playwright.sync_api import Browser
from processes import ROOT, Cost, put_aside, run

from tests.support.visits import launch

BACK, WIDTH = 0.1, 4e6 / 8
"""The line of a phone: seconds one way and back, bytes a second."""
TIMED = 3
"""Questions of a kind whose times are taken, in every round."""
BUILD, MEMORY, STORY, REQUESTS, COUNTS = 0.3, 0.2, 50, 20, 200
"""The aims: shares of Pagefind's time and memory, ms of CPU a story, requests, KB of all counts."""


def first(stories: int) -> int:
    """The KB that a first question should load at most."""
    return 45 if stories <= 10_000 else 90


def table(*columns: str) -> None:
    """Begin a table."""
    print(f"\n| {' | '.join(columns)} |\n{'|---' * len(columns)}|")


def row(*values: object) -> None:
    """One line of it."""
    print(f"| {' | '.join(map(str, values))} |")


def tell(what: str) -> None:
    """Say what is going on."""
    print(what, file=sys.stderr, flush=True)


def median(values: Iterable[float]) -> float:
    """The one in the middle."""
    return statistics.median(values)


# --- building -------------------------------------------------------------------------------------


def build(archive: Archive, *, watched: bool = False) -> Cost:
    """The project's index from nothing, by a process of its own."""
    put_aside(archive.site)
    archive.forget()
    return run(indexing.__file__, "make", archive.work, watched=watched)


def build_pagefind(archive: Archive, *, watched: bool = False) -> Cost:
    """Pagefind's index from nothing; it keeps nothing, so it has no other way."""
    made = archive.plain / "pagefind"
    if made.exists():  # moved out of what it reads, too
        made.rename(Path(tempfile.mkdtemp(dir=archive.work, prefix="before-")) / made.name)
    command = ("-m", "pagefind", "--site", archive.plain, "--output-path", made, "--quiet")
    return run(*command, watched=watched)


def builds(archive: Archive, rounds: int) -> dict[str, list[Cost]]:
    """Both builds in turn, as often as asked for, and once more each with its memory watched."""
    ways: dict[str, Callable[..., Cost]] = {PAGEFIND: build_pagefind, PROJECT: build}
    watched = {name: way(archive, watched=True).memory for name, way in ways.items()}
    costs: dict[str, list[Cost]] = defaultdict(list)
    for _ in range(rounds):
        for name, way in ways.items():
            costs[name].append(replace(way(archive), memory=watched[name]))
    return costs


def report_builds(costs: dict[str, list[Cost]], sizes: dict[str, dict[str, Held]]) -> None:
    """The table of the builds; the ratios are medians over the rounds, since a shared machine
    changes meanwhile.
    """
    table(
        "",
        "median",
        "from",
        "to",
        "× Pagefind",
        "CPU",
        "× Pagefind",
        "memory",
        "× Pagefind",
        "files",
        "MB",
        "MB gzip",
    )
    for name, runs in costs.items():
        times = [cost.seconds for cost in runs]
        ratio = median(
            cost.seconds / other.seconds for cost, other in zip(runs, costs[PAGEFIND], strict=True)
        )
        cpu = median(
            cost.cpu / other.cpu for cost, other in zip(runs, costs[PAGEFIND], strict=True)
        )
        held = sizes[name].values()
        row(
            *(
                name,
                f"{median(times):.2f} s",
                f"{min(times):.2f}",
                f"{max(times):.2f}",
                f"{ratio:.3f}",
            ),
            *(
                f"{median(cost.cpu for cost in runs):.2f} s",
                f"{cpu:.3f}",
                f"{runs[0].memory:,.0f} MB",
            ),
            *(
                f"{runs[0].memory / costs[PAGEFIND][0].memory:.3f}",
                f"{sum(one.files for one in held):,}",
            ),
            *(
                f"{sum(one.raw for one in held) / 1e6:.1f}",
                f"{sum(one.packed for one in held) / 1e6:.1f}",
            ),
        )
    row("aim", "", "", "", f"{BUILD}", "", "", "", f"{MEMORY}", "", "", "")


def report_sizes(sizes: dict[str, dict[str, Held]]) -> None:
    """The table of what lies on the disk."""
    table("files of", "kind", "files", "MB", "MB gzip", "largest gzip")
    for name, kinds in sizes.items():
        for kind, held in sorted(kinds.items(), key=lambda item: -item[1].packed):
            row(
                name,
                kind,
                f"{held.files:,}",
                *(f"{size / 1e6:.2f}" for size in (held.raw, held.packed)),
                _kb(held.largest),
            )


# --- asking ---------------------------------------------------------------------------------------


def lay_pages(archive: Archive) -> None:
    """Put the pages that ask beside the indexes: bare ones, and the search page as the site has it,
    with today's script.
    """
    (archive.site / "bare.html").write_text(asking.OURS)
    (archive.site / "empty.html").write_text(asking.EMPTY)
    (archive.plain / "bare.html").write_text(asking.PAGEFIND)
    made = Path(tempfile.mkdtemp(dir=archive.work, prefix="page-"))
    corpus.Corpus().write(made, 1)
    settings = (
        "-s",
        ROOT / "pelicanconf.py",
        "-o",
        made / "site",
        "-e",
        f'CACHE_PATH="{made / "cache"}"',
    )
    run("-m", "pelican", made / "content", *settings, "--fatal", "errors")
    shutil.copy(made / "site" / "search.html", archive.site)
    shutil.copytree(made / "site" / "theme", archive.site / "theme")
    parts = runpy.run_path(str(ROOT / "theme" / "scripts" / "build.py"))
    script = archive.site / "theme" / "js" / "search.js"
    if not script.read_text(encoding="utf-8").startswith(parts["mark"](parts["source"]())):
        import minify

        tell("theme/static/js/search.js is older than theme/scripts: a new one is asked")
        script.write_text(
            minify.string("application/javascript", parts["source"]()), encoding="utf-8"
        )


@dataclass(slots=True)
class Answers:
    """What questions of one kind took."""

    counted: list[Asked]
    """Once each."""
    here: list[Asked]
    line: list[Asked]


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks one of the two."""

    browser: Browser
    host: Host
    kinds: Kinds
    rounds: int

    def ask(self, paths: Sequence[str]) -> Answers:
        """Ask at addresses once, so that the host has what it sends, and then a few of them for the
        time that they take.
        """
        counted = [asking.visit(self.browser, self.host, path) for path in paths]
        timed = [
            path for path in words.spread(paths, min(TIMED, len(paths))) for _ in range(self.rounds)
        ]
        here = [asking.visit(self.browser, self.host, path) for path in timed]
        line = [
            asking.visit(self.browser, self.host, path, line=Line(BACK, WIDTH)) for path in timed
        ]
        return Answers(counted, here, line)

    def loaded(self, asked: Asked) -> dict[str, list[int]]:
        """The sizes of what was loaded of an index, by kind."""
        found: dict[str, list[int]] = defaultdict(list)
        for sent in asked.sent:
            if kind := self.kinds.kind(sent.path):
                found[kind].append(sent.size)
        return found


def _kb(size: float) -> str:
    return f"{size / 1000:,.1f} KB"


def grouped(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """Questions by kind, in their order."""
    found: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        found[question.kind].append(question)
    return found


def report_questions(
    askers: dict[str, Asker], questions: Sequence[Question], hits: int, stories: int
) -> None:
    """The table of first questions, and that of what the project's load."""
    answers: dict[tuple[str, str], Answers] = {}
    for kind, asked in grouped(questions).items():
        tell(f"asking: {kind}")
        for name, asker in askers.items():
            if name == PROJECT or not any(one.span[0] for one in asked):
                answers[kind, name] = asker.ask(
                    [asking.asking("bare.html", one, hits) for one in asked]
                )
    text = next(one.text for one in questions if one.kind == "two common words")
    ours = askers[PROJECT]
    answers["the search page, two common words", PROJECT] = ours.ask(
        [f"search.html?q={quote(text)}"]
    )
    answers["the search page, nothing asked", PROJECT] = ours.ask(["search.html"])
    names = (
        "requests",
        "most",
        "index",
        "most",
        "aim",
        "all",
        "shown",
        "complete",
        "shown, line",
        "complete, line",
        "found",
    )
    table("first question", "of", *names)
    for (kind, name), answer in answers.items():
        aim = (
            f"{REQUESTS}, {COUNTS if 'counts' in kind else first(stories)} KB"
            if name == PROJECT
            else ""
        )
        row(kind, name, *_figures(askers[name], answer, aim))
        if name == PROJECT and any(one.span[0] for one in grouped(questions).get(kind, ())):
            row(kind, PAGEFIND, "not possible", *[""] * (len(names) - 1))
    table(
        "first question",
        "what the project loads: files and KB, and those of the largest kind's files",
    )
    for (kind, name), answer in answers.items():
        if name == PROJECT:
            row(kind, _parts(ours.loaded(_heaviest(ours, answer))))


def _index(asker: Asker, asked: Asked) -> list[int]:
    return [size for sizes in asker.loaded(asked).values() for size in sizes]


def _heaviest(asker: Asker, answer: Answers) -> Asked:
    return max(answer.counted, key=lambda asked: sum(_index(asker, asked)))


def _figures(asker: Asker, answer: Answers, aim: str) -> Iterator[str]:
    """Of the requests and bytes the median and the most, of the times the median."""
    requests = [len(_index(asker, asked)) for asked in answer.counted]
    loaded = [sum(_index(asker, asked)) for asked in answer.counted]
    yield f"{median(requests):g}"
    yield str(max(requests))
    yield _kb(median(loaded))
    yield _kb(max(loaded))
    yield aim
    yield _kb(median(sum(sent.size for sent in asked.sent) for asked in answer.counted))
    for runs in (answer.here, answer.line):
        ready = median(asked.ready for asked in runs)
        yield f"{ready:,.0f} ms" if ready else ""
        yield f"{median(asked.complete for asked in runs):,.0f} ms"
    found = [asked.total for asked in answer.counted if asked.total is not None]
    yield f"{median(found):,.0f}" if found else ""


def _parts(loaded: dict[str, list[int]]) -> str:
    parts = sorted(loaded.items(), key=lambda item: -sum(item[1]))
    text = "; ".join(f"{kind} {len(sizes)}: {sum(sizes) / 1000:.1f}" for kind, sizes in parts)
    largest = " ".join(f"{size / 1000:.1f}" for size in sorted(parts[0][1], reverse=True)[:12])
    return f"{text} ({parts[0][0]}: {largest})"


def weighed(host: Host, path: str) -> list[str]:
    """What the tab holds after an answer, in a browser of its own."""
    with launch() as browser:
        asked = asking.visit(browser, host, path, weighed=True)
    return [f"{asked.heap:.1f} MB", f"{asked.tab:.0f} MB"]


def report_tabs(hosts: dict[str, Host], questions: Sequence[Question], hits: int) -> None:
    """The table of what the tab holds; Pagefind's WebAssembly and worker count in the whole process
    only.
    """
    table("the tab after", "of", "heap of the page's script", "whole process")
    row("an empty page", "", *weighed(hosts[PROJECT], "empty.html"))
    by_kind = grouped(questions)
    for kind in ("two common words", "a common word, all counts"):
        for name, host in hosts.items():
            row(kind, name, *weighed(host, asking.asking("bare.html", by_kind[kind][0], hits)))
    words_asked = f"search.html?q={quote(by_kind['two common words'][0].text)}"
    row("the search page, two common words", PROJECT, *weighed(hosts[PROJECT], words_asked))


# --- phrases --------------------------------------------------------------------------------------


def candidates(archive: Archive, phrases: Sequence[str]) -> dict[str, list[int]]:
    """The stories that hold all words of each phrase, by their numbers."""
    found: dict[str, list[int]] = {phrase: [] for phrase in phrases}
    with archive.catalog() as catalog:
        for number, (_, told) in enumerate(catalog.presented_oldest(0, catalog.count())):
            terms = words.terms(told)
            for phrase, numbers in found.items():
                if terms.issuperset(phrase.split()):
                    numbers.append(number)
    return found


def report_phrases(
    archive: Archive, asker: Asker, phrases: Sequence[tuple[str, str]], hits: int
) -> None:
    """The table of phrases: what the places of their words cost, and what it would cost to look
    into the stories instead.
    """
    table(
        "phrase",
        "words",
        "stories with the words",
        "with the phrase",
        "places: files",
        "KB",
        "stories instead: files",
        "KB",
    )
    held = candidates(archive, [phrase for _, phrase in phrases])
    for kind, phrase in phrases:
        asked = asking.visit(
            asker.browser,
            asker.host,
            asking.asking("bare.html", Question(kind, f'"{phrase}"'), hits),
        )
        loaded = asker.loaded(asked)
        places = loaded.get("places of blocks", []) + loaded.get("places of lists", [])
        records = [len(asker.host.body(asker.kinds.record(number))[0]) for number in held[phrase]]
        row(
            *(
                f"“{phrase}”",
                kind,
                f"{len(records):,}",
                f"{asked.total:,}",
                len(places),
                _kb(sum(places)),
            ),
            *(f"{len(records):,}", _kb(sum(records))),
        )


# --- one story ------------------------------------------------------------------------------------


def changes(archive: Archive, *, apart: bool) -> list[indexing.Step]:
    """What the index took after each change."""
    result = archive.work / "changes.json"
    run(indexing.__file__, "changes", archive.work, result, *(["--apart"] if apart else []))
    return [indexing.Step(**step) for step in json.loads(result.read_text())]


def report_changes(
    here: Sequence[indexing.Step], apart: Sequence[indexing.Step], pagefind: Sequence[Cost]
) -> None:
    """The table of one story changed."""
    columns = (
        "CPU",
        "most",
        "wall",
        "as a process: CPU",
        "wall",
        "files written",
        "most",
        "files removed",
    )
    table("one story", "times", *columns)
    by_change: dict[str, list[indexing.Step]] = defaultdict(list)
    for step in here:
        by_change[step.change].append(step)
    for change, steps in by_change.items():
        others = [step for step in apart if step.change == change]
        row(
            *(
                change,
                len(steps),
                _ms(median(step.cpu for step in steps)),
                _ms(max(step.cpu for step in steps)),
            ),
            *(
                _ms(median(step.seconds for step in steps)),
                _ms(median(step.cpu for step in others)),
            ),
            *(
                _ms(median(step.seconds for step in others)),
                f"{median(step.written for step in steps):,.0f}",
            ),
            *(
                f"{max(step.written for step in steps):,}",
                f"{median(step.removed for step in steps):,.0f}",
            ),
        )
    row("aim: added, the newest", "", f"{STORY} ms", *[""] * 7)
    anew = [cost.cpu for cost in pagefind], [cost.seconds for cost in pagefind]
    row("Pagefind: all anew", "", "", "", "", *(_ms(median(values)) for values in anew), "", "", "")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


# --- one size -------------------------------------------------------------------------------------


def ask_all(
    archive: Archive, found: words.Words, phrases: Sequence[tuple[str, str]], rounds: int, hits: int
) -> None:
    """Everything that is asked in the browser."""
    kinds, questions = Kinds.of(archive.site), list(words.questions(found, phrases))
    with asking.serve(archive.site) as ours, asking.serve(archive.plain) as theirs:
        hosts = {PROJECT: ours, PAGEFIND: theirs}
        with launch() as browser:
            askers = {name: Asker(browser, host, kinds, rounds) for name, host in hosts.items()}
            report_questions(askers, questions, hits, found.stories)
            report_phrases(archive, askers[PROJECT], phrases, hits)
        report_tabs(hosts, questions, hits)


def measure(archive: Archive, stories: int, rounds: int, hits: int) -> None:
    """Measure an archive of one size, and print."""
    tell(f"{stories:,} stories: the archive")
    archive.work.mkdir()
    corpus.write(archive.work, stories)
    run(indexing.__file__, "sync", archive.work)
    with archive.catalog() as catalog:
        found = words.write(catalog, archive.plain)
        phrases = words.phrases(catalog, found)
    tell("building")
    costs = builds(archive, rounds)
    kinds = Kinds.of(archive.site)
    if found.stories != stories or kinds.stories != stories:
        sys.exit(f"{found.stories:,} and {kinds.stories:,} of {stories:,} stories are there")
    sizes = sizes_of(archive, kinds)
    print(f"\n### {stories:,} stories ({found.size / 1e6:,.1f} MB as plain pages)")
    report_builds(costs, sizes)
    report_sizes(sizes)
    lay_pages(archive)
    ask_all(archive, found, phrases, rounds, hits)
    tell("changing one story")
    report_changes(changes(archive, apart=False), changes(archive, apart=True), costs[PAGEFIND])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stories", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--hits",
        type=int,
        default=10,
        help="stories that a question shows; the search page decides itself",
    )
    options = parser.parse_args()
    (ROOT / ".cache").mkdir(exist_ok=True)  # on the archive's own disk, not on one in memory
    print(
        f"{options.rounds} rounds in turn; a question shows {options.hits} stories; a KB is a thousand bytes."
    )
    print(
        f"The line: {BACK * 1000:.0f} ms there and back for each connection and request, {WIDTH * 8 / 1e6:.0f} Mbit/s."
    )
    # One folder for all sizes, which goes at the end: ext4 makes files slowly where many were just
    # deleted.
    with tempfile.TemporaryDirectory(dir=ROOT / ".cache") as folder:
        for stories in options.stories:
            measure(Archive(Path(folder) / f"{stories}"), stories, options.rounds, options.hits)


if __name__ == "__main__":
    main()
