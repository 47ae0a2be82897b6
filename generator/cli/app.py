"""The command line: its group of commands, its small commands, and the way in.

Exit codes: 0 done, 1 stopped, 2 wrong usage, 3 done with problems. What takes time to import is
imported inside the commands.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from generator import __version__
from generator.cli.convert import convert_command
from generator.cli.list import list_command, stats_command
from generator.cli.options import STOPPED, WITH_PROBLEMS, not_empty
from generator.cli.withdraw import restore_command, withdraw_command
from generator.errors import StoppedError, reason, visible


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="story-archive")
def cli() -> None:
    """Turn scraped news stories into Markdown pages, from which Pelican builds a static site.

    A bundle is a file that holds the page of one story, or of several, as a scraper wrote it or as
    you saved it. Put bundles into content/bundles and convert them; `story-archive COMMAND --help`
    explains each command.
    """


@click.command("inspect", short_help="Show what was read of a bundle, and by which rules.")
@click.argument("bundle")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
@click.option(
    "--member",
    metavar="NAME",
    help="Show this member of a container; without it, a container's members are listed.",
)
def inspect_command(bundle: str, as_json: bool, member: str | None) -> None:
    """Show what was read of BUNDLE, line by line or value by value, and which rules decided.

    BUNDLE is a file, or - for standard input. No page is changed.
    """
    from generator.commands.inspect import inspect_bundle, print_inspection

    inspected = inspect_bundle(bundle, member)
    if as_json:
        # As bytes: JSON is UTF-8, whatever the terminal's character set.
        click.echo(json.dumps(inspected.as_json(), ensure_ascii=False, indent=1).encode("utf-8"))
    else:
        from rich.console import Console

        print_inspection(inspected, Console(highlight=False))
    for problem in inspected.problems:
        click.echo(str(problem), err=True)
    if inspected.problems:
        sys.exit(WITH_PROBLEMS)


@click.command("schema", short_help="Print the JSON Schema of the archive's own records.")
def schema_command() -> None:
    """Print the JSON Schema of the archive's own records, which any scraper can write."""
    from generator.records import schema

    click.echo(schema.text().encode("utf-8"), nl=False)


@click.command("serve", short_help="Build and serve the site, again on every change.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    metavar="PORT",
    show_default=True,
    help="The port on this machine; 0 takes any that is free.",
)
def serve_command(port: int) -> None:
    """Build the site of this folder and serve it on this machine.

    When something changes, the site is built again and open pages reload.
    """
    from generator.commands.serve import serve_site

    serve_site(port, lambda sentence: click.echo(sentence, err=True))


@click.command("check", short_help="Check the links of the site that was built.")
@click.argument("output", type=click.Path(file_okay=False), default="output", callback=not_empty)
@click.option(
    "--siteurl",
    envvar="SITEURL",
    default="",
    metavar="ADDRESS",
    help="The site's address; links that begin with it are checked as the site's own.  "
    "[default: $SITEURL]",
)
def check_command(output: Path, siteurl: str) -> None:
    """Check that every link, source and anchor of the site in OUTPUT leads somewhere.

    Other hosts are not visited.
    """
    from generator.commands.check_links import LinkCounts, check_links

    counts = LinkCounts()
    for problem in check_links(output, siteurl, counts):
        click.echo(str(problem))
    click.echo(str(counts), err=True)
    if counts.broken:
        sys.exit(STOPPED)


for _command in (
    convert_command,
    inspect_command,
    schema_command,
    list_command,
    stats_command,
    withdraw_command,
    restore_command,
    serve_command,
    check_command,
):
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; a stop is one sentence, not a traceback."""
    _open_streams()
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
        _report_disk_error(error)
        sys.exit(STOPPED)


def _open_streams() -> None:
    """Make both streams take whatever is printed to them."""
    # A stream that the caller closed takes what is said to it, as a closed one does elsewhere.
    sys.stdout, sys.stderr = (
        stream or open(os.devnull, "w")  # noqa: SIM115, PTH123  # it stays open to the end
        for stream in (sys.stdout, sys.stderr)
    )
    for stream in (sys.stdout, sys.stderr):
        # A sign that the terminal's character set lacks is no reason to stop.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _report_disk_error(error: OSError) -> None:
    named = visible(str(error.filename or "what was to be written"))
    click.echo(
        f"Stopped: {named}: {reason(error)}. Check the disk's room and the file's rights.",
        err=True,
    )
    # Or the end of standard output would be lost a second time. The stream may be of another kind,
    # or none.
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
