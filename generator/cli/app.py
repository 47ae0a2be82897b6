"""The command line: options, messages and exit codes. What takes time to import is imported inside the commands.

Exit codes: 0 done, 1 stopped, 2 wrong usage, 3 done with problems.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from generator import __version__
from generator.cli.lists import WITH_PROBLEMS, folder, list_, not_empty, stats
from generator.cli.options import Limit
from generator.cli.withdraw import restore, withdraw
from generator.errors import StoppedError, reason, visible
from generator.limits import DEFAULT

if TYPE_CHECKING:
    from rich.console import Console

    from generator.convert.run import Outcome, RunTally

STOPPED = 1
MOST_SAID = 20
"""Problems, and notes, of one bundle that are printed; the report has all."""


class _Moment(click.ParamType[str]):
    """A day, or a time; a time without a zone is taken as UTC."""

    name = "when"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The time as the model writes it."""
        from generator.story import dates

        moment = dates.moment(value)
        if moment is None:
            self.fail(
                f"{value!r} is no day or time; write 2025-07-08 or 2025-07-08T14:30:00+02:00",
                param,
                ctx,
            )
        return moment


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="story-archive")
def cli() -> None:
    """Turn scraped news stories into Markdown pages, from which Pelican builds a static site.

    A bundle is a file that a scraper, or you with copy and paste, kept of one story's page or of
    several. Put bundles into content/bundles and convert them; `story-archive COMMAND --help` tells
    more of each command.
    """


def _stderr() -> Console:
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def _print_outcome(console: Console, outcome: Outcome) -> None:
    bundle = visible(outcome.read.bundle)
    for name, state in outcome.pages:
        if state in ("new", "changed"):
            _say(console, state, "green", f"{visible(name)}  from {bundle}")
    said = {
        ("note", "yellow"): [f"{bundle}: {visible(note)}" for note in outcome.notes],
        ("problem", "bold red"): list(map(str, outcome.problems)),
    }
    for (word, style), sentences in said.items():
        for sentence in sentences[:MOST_SAID]:
            _say(console, word, style, sentence)
        if len(sentences) > MOST_SAID:
            _say(
                console,
                word,
                style,
                f"{bundle}: and {len(sentences) - MOST_SAID:,} more, which --report lists.",
            )


def _say(console: Console, word: str, style: str, sentence: str) -> None:
    if console.is_terminal:
        from rich.text import Text

        console.print(Text.assemble((f"{word:<9} ", style), sentence))
    else:
        # A line a page: plain ones cost a tenth of what the console's do.
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
    table = Table(
        box=box.SIMPLE,
        show_header=False,
        title="What would be done (nothing was written)" if check else None,
    )
    table.add_column()
    table.add_column(justify="right")
    for name, count in rows.items():
        table.add_row(name, f"{count:,}", style="red" if name == "problems" and count else None)
    console.print(table)


@cli.command(short_help="Turn bundles into Markdown pages.")
@click.argument("bundles", nargs=-1, metavar="[BUNDLES]...", callback=not_empty)
@folder(
    "--content",
    "content",
    "The archive's content folder; pages go to its stories/, bundles are in its bundles/.",
)
@click.option(
    "--captured",
    type=_Moment(),
    metavar="WHEN",
    help="When these bundles were captured, unless they say so: 2025-07-08 or 2025-07-08T14:30:00+02:00; UTC without a zone.",
)
@click.option("--check", is_flag=True, help="Do everything but write.")
@click.option(
    "--overwrite",
    is_flag=True,
    help="Give up edits by hand where a bundle changes the page; corrections and notes are kept.",
)
@click.option(
    "--report",
    type=click.File("w", encoding="utf-8", lazy=False),
    metavar="FILE",
    help="Write one line of JSON a bundle to FILE, or to standard output for -.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Read with N processes; with 1, without bounds of time and memory.  [default: for 500 bundles and more, as many as "
    "processors]",
)
@click.option(
    "--limit",
    "limits",
    type=Limit(),
    multiple=True,
    metavar="NAME=VALUE",
    help="Read bundles that are larger, deeper or slower than usual, such as bundle=2GiB; docs/bundles.md has the table.",
)
def convert(
    bundles: tuple[str, ...],
    content: Path,
    captured: str | None,
    check: bool,
    overwrite: bool,
    report: IO[str] | None,
    jobs: int | None,
    limits: tuple[tuple[str, int], ...],
) -> None:
    """Turn bundles into Markdown pages below content/stories.

    BUNDLES are files, folders (walked in sorted order) or - for standard input; content/bundles
    where none is given. What is known of a bundle beside may stand in NAME.meta.json. A bundle that
    cannot be read stops no other: the run then ends with exit code 3.
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
            f"No bundles were found in {where}. Put what you scraped there, or name its files or folders.",
            err=True,
        )
        return
    bounds = replace(DEFAULT, **dict(limits))
    options = conversion.Options(
        captured=captured, check=check, overwrite=overwrite, jobs=jobs, limits=bounds
    )
    from rich.progress import Progress

    with Progress(console=console, disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task("Converting", total=len(found))

        def done(outcome: Outcome) -> None:
            progress.advance(task)
            if report:
                report.write(json.dumps(outcome.as_json(), ensure_ascii=False) + "\n")
                report.flush()  # here, since click says nothing when closing a file fails
            _print_outcome(console, outcome)

        tally = conversion.convert(found, content, options, done)
    _print_tally(console, tally, check)
    if tally.problems:
        sys.exit(WITH_PROBLEMS)


@cli.command(short_help="Show what was read of a bundle, and by which rules.")
@click.argument("bundle")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
@click.option(
    "--member",
    metavar="NAME",
    help="Show this member of a container; without it, a container's members are listed.",
)
def inspect(bundle: str, as_json: bool, member: str | None) -> None:
    """Show what was read of BUNDLE, line by line or value by value, and which rules decided; no page is touched.

    BUNDLE is a file, or - for standard input.
    """
    from generator.commands import inspect as inspection

    seen = inspection.inspect(bundle, member)
    if as_json:
        # As bytes: JSON is UTF-8, whatever the terminal's character set.
        click.echo(json.dumps(seen.as_json(), ensure_ascii=False, indent=1).encode("utf-8"))
    else:
        from rich.console import Console

        inspection.show(seen, Console(highlight=False))
    for problem in seen.problems:
        click.echo(str(problem), err=True)
    if seen.problems:
        sys.exit(WITH_PROBLEMS)


@cli.command(short_help="Print the JSON Schema of the archive's own records.")
def schema() -> None:
    """Print the JSON Schema of the archive's own records, which a scraper can write."""
    from generator.records import schema as made

    click.echo(made.text().encode("utf-8"), nl=False)


cli.add_command(list_)
cli.add_command(stats)
cli.add_command(withdraw)
cli.add_command(restore)


@cli.command(short_help="Build and serve the site, again on every change.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    metavar="PORT",
    show_default=True,
    help="Where it listens; 0 takes any port that is free.",
)
def serve(port: int) -> None:
    """Build the site of this folder, serve it on this machine, and build and reload when something changes."""
    from generator.commands import serve as serving

    serving.serve(port, lambda sentence: click.echo(sentence, err=True))


@cli.command(short_help="Check the links of the site that was built.")
@click.argument("output", type=click.Path(file_okay=False), default="output", callback=not_empty)
@click.option(
    "--siteurl",
    envvar="SITEURL",
    default="",
    metavar="ADDRESS",
    help="The site's address; links that begin with it are checked as the site's own.  [default: $SITEURL]",
)
def check(output: Path, siteurl: str) -> None:
    """Check that every link, source and anchor of the site built in OUTPUT leads somewhere; other hosts are not visited."""
    from generator.commands import check_links as linkcheck

    tally = linkcheck.Tally()
    for problem in linkcheck.check(output, siteurl, tally):
        click.echo(str(problem))
    click.echo(str(tally), err=True)
    if tally.broken:
        sys.exit(STOPPED)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; a stop is one sentence, not a traceback."""
    # A stream that the caller closed takes what is said to it, as a closed one does elsewhere.
    sys.stdout, sys.stderr = (
        stream or open(os.devnull, "w")  # noqa: SIM115, PTH123  # it stays open to the end
        for stream in (sys.stdout, sys.stderr)
    )
    for stream in (sys.stdout, sys.stderr):
        # A sign that the terminal's character set lacks is no reason to stop.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            cli.main(
                args=list(arguments) if arguments is not None else None, prog_name="story-archive"
            )
        finally:
            # what cannot be written is to be known here, not when the interpreter ends
            sys.stdout.flush()
    except StoppedError as error:
        click.echo(f"Stopped: {visible(str(error))}", err=True)
        sys.exit(STOPPED)
    except OSError as error:  # such as a report for which the disk has no room
        named = visible(str(error.filename or "what was to be written"))
        click.echo(
            f"Stopped: {named}: {reason(error)}. Check the disk's room and the file's rights.",
            err=True,
        )
        with contextlib.suppress(
            OSError, ValueError, AttributeError
        ):  # a stream of another kind, or none
            os.dup2(
                os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
            )  # or its end would be lost a second time
        sys.exit(STOPPED)
