"""The commands that tell what the archive holds, and what all commands share."""

from __future__ import annotations

import contextlib
import datetime
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.counting import quantity
from generator.errors import visible

if TYPE_CHECKING:
    from generator.catalog.database import Catalog

Command = TypeVar("Command", bound=Callable[..., Any])
Result = TypeVar("Result")

WITH_PROBLEMS = 3
"""The exit code of what was done with problems."""


def not_empty(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Refuse an empty name, which a shell leaves of a variable that is not set; it would mean the folder one stands in."""
    if "" in (value if isinstance(value, tuple) else (value,)):
        raise click.BadParameter("a name is empty", ctx, param)
    return Path(value) if isinstance(value, str) else value


class _Since(click.ParamType[str]):
    """A day, a month or a year."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The same, if it is one."""
        with contextlib.suppress(ValueError):
            if re.fullmatch(r"\d{4}(-\d\d){0,2}", value, re.ASCII):
                datetime.date.fromisoformat(f"{value}{'-01-01'[len(value) - 4 :]}")
                return value
        self.fail(
            f"{value!r} is no day, month or year; write 2025-07-08, 2025-07 or 2025", param, ctx
        )


def folder(name: str, default: str, words: str) -> Callable[[Command], Command]:
    """An option that names a folder."""
    kind = click.Path(file_okay=False)
    return click.option(
        name, type=kind, default=default, callback=not_empty, show_default=True, help=words
    )


CONTENT = folder("--content", "content", "The archive's content folder.")
_CACHE = folder("--cache", ".cache", "Where the catalog stands; the site's CACHE_PATH.")


def _ask(
    content: Path, cache: Path, ask: Callable[[Catalog], Result], show: Callable[[Result], None]
) -> None:
    """Show what the catalog answers, once it has all of it, and what is wrong with pages."""
    from generator.commands import list as listing

    found, problems = listing.asked(content, cache, ask)
    show(found)
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        sys.exit(WITH_PROBLEMS)


@click.command(name="list", short_help="List the stories, newest first.")
@CONTENT
@_CACHE
@click.option("--since", type=_Since(), metavar="DAY", help="From a day, a month or a year on.")
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
    help="Only stories in which all these words stand, likewise.",
)
@click.option(
    "--withdrawn",
    is_flag=True,
    help="Those that were withdrawn instead: day of that, headline, page and reason.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_(
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
            "places and outlets of stories that were withdrawn are not known; ask by --since and --query"
        )
    wanted = listing.Wanted(since or "", place, outlet, query)

    def show(found: tuple[list[listing.Row] | list[listing.GoneRow], int]) -> None:
        rows, left_out = found
        if as_json:
            told = json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1)
            click.echo(told.encode("utf-8"))
        for row in () if as_json else rows:
            click.echo("\t".join(map(visible, row.cells())))
        if left_out:
            stories = quantity(left_out, "withdrawn story", "withdrawn stories")
            click.echo(f"Left out: {stories}; --withdrawn lists those.", err=True)

    def ask(catalog: Catalog) -> tuple[list[listing.Row] | list[listing.GoneRow], int]:
        if withdrawn:
            return listing.gone(catalog, wanted.since, wanted.query), 0
        return list(listing.rows(catalog, wanted)), len(catalog.withdrawn())

    _ask(content, cache, ask, show)


def _worded(value: dict[str, int] | int | str | None) -> str:
    if isinstance(value, dict):
        value = ", ".join(f"{visible(key)} {count:,}" for key, count in value.items())
    return f"{value:,}" if isinstance(value, int) else value or "none"


@click.command()
@CONTENT
@_CACHE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def stats(content: Path, cache: Path, as_json: bool) -> None:
    """Print the archive's figures."""
    from generator.commands import list as listing

    def show(found: dict[str, Any]) -> None:
        if as_json:
            click.echo(json.dumps(found, ensure_ascii=False, indent=1).encode("utf-8"))
            return
        for name, value in found.items():
            click.echo(f"{name}\t{_worded(value)}")

    _ask(content, cache, listing.figures, show)
