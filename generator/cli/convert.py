"""The command `convert`, and what it prints while it runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from generator.cli.options import WITH_PROBLEMS, LimitValue, Moment, folder_option, not_empty
from generator.errors import visible
from generator.limits import DEFAULT

if TYPE_CHECKING:
    from rich.console import Console

    from generator.convert.run import Outcome, RunTally

MOST_PRINTED = 20
"""How many problems, and how many notes, of one bundle are printed; the report has all."""


@click.command("convert", short_help="Turn bundles into Markdown pages.")
@click.argument("bundles", nargs=-1, metavar="[BUNDLES]...", callback=not_empty)
@folder_option(
    "--content",
    "content",
    "The archive's content folder: bundles are in its bundles/, pages go to its stories/.",
)
@click.option(
    "--captured",
    type=Moment(),
    metavar="WHEN",
    help="When these bundles were captured, unless they say so: 2025-07-08, or "
    "2025-07-08T14:30:00+02:00; a time without a zone is UTC.",
)
@click.option("--check", is_flag=True, help="Do everything, but write nothing.")
@click.option(
    "--overwrite",
    is_flag=True,
    help="Give up your edits where a bundle changes the page; corrections and notes stay.",
)
@click.option(
    "--report",
    type=click.File("w", encoding="utf-8", lazy=False),
    metavar="FILE",
    help="Write one line of JSON for each bundle to FILE; - is standard output.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Read with N processes; with 1, there are no limits of time and memory.  [default: one "
    "for each processor, from 500 bundles on]",
)
@click.option(
    "--limit",
    "limits",
    type=LimitValue(),
    multiple=True,
    metavar="NAME=VALUE",
    help="Raise a limit, to read bundles that are larger, deeper or slower than usual: "
    "bundle=2GiB; docs/bundles.md lists the limits.",
)
def convert_command(
    bundles: tuple[str, ...],
    content: Path,
    captured: str | None,
    check: bool,
    overwrite: bool,
    report: IO[str] | None,
    jobs: int | None,
    limits: tuple[tuple[str, int], ...],
) -> None:
    """Turn bundles into Markdown pages in content/stories.

    BUNDLES are files, folders, or - for standard input; content/bundles if you name none. What you
    know about a bundle can stand beside it, in NAME.meta.json. A bundle that cannot be read does
    not stop the others: the run then ends with exit code 3.
    """
    from generator.bundles.finding import find_bundles
    from generator.convert import run as conversion

    inbox = content / "bundles"
    arguments = bundles or ((str(inbox),) if inbox.is_dir() else ())
    found = tuple(find_bundles(arguments, inbox))
    console = _stderr()
    if not found:
        where = visible(", ".join(arguments) or str(inbox))
        click.echo(
            f"No bundles were found in {where}. Put what you scraped there, or name its files or "
            "folders.",
            err=True,
        )
        return
    options = conversion.Options(
        captured=captured,
        check=check,
        overwrite=overwrite,
        jobs=jobs,
        limits=replace(DEFAULT, **dict(limits)),
    )
    from rich.progress import Progress

    with Progress(console=console, disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task("Converting", total=len(found))
        done = _printer(console, report, lambda: progress.advance(task))
        tally = conversion.convert(found, content, options, done)
    _print_tally(console, tally, check)
    if tally.problems:
        sys.exit(WITH_PROBLEMS)


def _stderr() -> Console:
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def _printer(
    console: Console, report: IO[str] | None, advance: Callable[[], None]
) -> Callable[[Outcome], None]:
    """Make the function that reports and prints what became of one bundle."""

    def done(outcome: Outcome) -> None:
        advance()
        if report:
            report.write(json.dumps(outcome.as_json(), ensure_ascii=False) + "\n")
            report.flush()  # here, since click says nothing when closing a file fails
        _print_outcome(console, outcome)

    return done


def _print_outcome(console: Console, outcome: Outcome) -> None:
    bundle = visible(outcome.read.bundle)
    for name, state in outcome.pages:
        if state in ("new", "changed"):
            _print_line(console, state, "green", f"{visible(name)}  from {bundle}")
    notes = [f"{bundle}: {visible(note)}" for note in outcome.notes]
    _print_first(console, "note", "yellow", bundle, notes)
    _print_first(console, "problem", "bold red", bundle, list(map(str, outcome.problems)))


def _print_first(
    console: Console, word: str, style: str, bundle: str, sentences: list[str]
) -> None:
    """Print the first sentences about a bundle, and how many more there are."""
    for sentence in sentences[:MOST_PRINTED]:
        _print_line(console, word, style, sentence)
    if len(sentences) > MOST_PRINTED:
        more = len(sentences) - MOST_PRINTED
        _print_line(console, word, style, f"{bundle}: and {more:,} more, which --report lists.")


def _print_line(console: Console, word: str, style: str, sentence: str) -> None:
    if console.is_terminal:
        from rich.text import Text

        console.print(Text.assemble((f"{word:<9} ", style), sentence))
    else:
        # There is a line for each page, and a plain one costs a tenth of a console's.
        click.echo(f"{word:<9} {sentence}", err=True)


def _print_tally(console: Console, tally: RunTally, check: bool) -> None:
    from rich import box
    from rich.table import Table

    stories = tally.stories()
    rows = {
        "bundles": tally.bundles,
        "captures": tally.captures,
        "stories new": stories["new"],
        "stories changed": stories["changed"],
        "stories unchanged": stories["unchanged"],
        "stories edited by hand": stories["edited"],
        "stories withdrawn": stories["withdrawn"],
        "problems": tally.problems,
    }
    title = "What would be done (nothing was written)" if check else None
    table = Table(box=box.SIMPLE, show_header=False, title=title)
    table.add_column()
    table.add_column(justify="right")
    for name, count in rows.items():
        table.add_row(name, f"{count:,}", style="red" if name == "problems" and count else None)
    console.print(table)
