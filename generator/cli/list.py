"""The commands that print what the archive holds: `list` and `stats`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.cli.options import CACHE, CONTENT, WITH_PROBLEMS, PartialDay
from generator.counting import quantity
from generator.errors import visible

if TYPE_CHECKING:
    from generator.catalog.database import Catalog
    from generator.commands.list import ListedStory, ListedWithdrawal

Result = TypeVar("Result")


def _print_answer(
    content: Path, cache: Path, ask: Callable[[Catalog], Result], show: Callable[[Result], None]
) -> None:
    """Show what the catalog answers, then the problems of pages that could not be read."""
    from generator.commands.list import ask_catalog

    answer, problems = ask_catalog(content, cache, ask)
    show(answer)
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        sys.exit(WITH_PROBLEMS)


def _echo_json(value: object) -> None:
    # As bytes: JSON is UTF-8, whatever the terminal's character set.
    click.echo(json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8"))


@click.command("list", short_help="List the stories, newest first.")
@CONTENT
@CACHE
@click.option("--since", type=PartialDay(), metavar="DAY", help="From a day, month or year on.")
@click.option(
    "--place",
    default="",
    metavar="NAME",
    help="Only stories of this place; the beginning of each word is enough.",
)
@click.option(
    "--outlet", default="", metavar="NAME", help="Only stories that this outlet covers, likewise."
)
@click.option(
    "--query",
    default="",
    metavar="WORDS",
    help="Only stories with all these words, likewise.",
)
@click.option(
    "--withdrawn",
    is_flag=True,
    help="List withdrawn stories instead: day of withdrawal, headline, page and reason.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_command(
    content: Path,
    cache: Path,
    since: str | None,
    place: str,
    outlet: str,
    query: str,
    withdrawn: bool,
    as_json: bool,
) -> None:
    """List the stories, newest first: day, headline and page, with a tab between."""
    from generator.commands import list as listing

    if withdrawn and (place or outlet):
        raise click.UsageError(
            "places and outlets of stories that were withdrawn are not known; ask by --since and "
            "--query"
        )
    wanted = listing.StoryFilter(since or "", place, outlet, query)

    def show(answer: tuple[list[ListedStory] | list[ListedWithdrawal], int]) -> None:
        rows, left_out = answer
        if as_json:
            _echo_json([row.as_json() for row in rows])
        for row in () if as_json else rows:
            click.echo("\t".join(map(visible, row.cells())))
        if left_out:
            stories = quantity(left_out, "withdrawn story", "withdrawn stories")
            click.echo(f"Left out: {stories}; --withdrawn lists those.", err=True)

    def ask(catalog: Catalog) -> tuple[list[ListedStory] | list[ListedWithdrawal], int]:
        if withdrawn:
            return listing.list_withdrawals(catalog, wanted.since, wanted.query), 0
        return list(listing.list_stories(catalog, wanted)), len(catalog.withdrawn())

    _print_answer(content, cache, ask, show)


def _format_figure(value: dict[str, int] | int | str | None) -> str:
    if isinstance(value, dict):
        value = ", ".join(f"{visible(key)} {count:,}" for key, count in value.items())
    return f"{value:,}" if isinstance(value, int) else value or "none"


@click.command("stats")
@CONTENT
@CACHE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def stats_command(content: Path, cache: Path, as_json: bool) -> None:
    """Print the archive's figures."""
    from generator.commands.list import count_archive

    def show(figures: dict[str, Any]) -> None:
        if as_json:
            _echo_json(figures)
            return
        for name, value in figures.items():
            click.echo(f"{name}\t{_format_figure(value)}")

    _print_answer(content, cache, count_archive, show)
