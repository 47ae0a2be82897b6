"""Options that several commands share, the kinds of values that they take, and the exit codes."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from generator import limits

Command = TypeVar("Command", bound=Callable[..., Any])

STOPPED = 1
"""The exit code of a run that could not go on."""
WITH_PROBLEMS = 3
"""The exit code of a run that is done, with problems."""


def not_empty(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Refuse an empty name; return a text as a path.

    A shell makes an empty name of a variable that is not set, and it would mean the current folder.
    """
    if "" in (value if isinstance(value, tuple) else (value,)):
        raise click.BadParameter("a name is empty", ctx, param)
    return Path(value) if isinstance(value, str) else value


def folder_option(name: str, default: str, words: str) -> Callable[[Command], Command]:
    """Make an option that names a folder."""
    kind = click.Path(file_okay=False)
    return click.option(
        name, type=kind, default=default, callback=not_empty, show_default=True, help=words
    )


CONTENT = folder_option("--content", "content", "The archive's content folder.")
CACHE = folder_option("--cache", ".cache", "The folder of the catalog: the site's CACHE_PATH.")


class Moment(click.ParamType[str]):
    """A day, or a time; a time without a zone is taken as UTC."""

    name = "when"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the time as the model writes it."""
        from generator.story import dates

        moment = dates.moment(value)
        if moment is None:
            self.fail(
                f"{value!r} is no day or time; write 2025-07-08 or 2025-07-08T14:30:00+02:00",
                param,
                ctx,
            )
        return moment


class Day(click.ParamType[str]):
    """A day, such as 2025-07-08."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the same text if it is a day."""
        from generator.story.fields import is_day

        if not is_day(value):
            self.fail(f"{value!r} is no day; write 2025-07-08", param, ctx)
        return value


class PartialDay(click.ParamType[str]):
    """A day, a month or a year."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the same text if it is one of them."""
        with contextlib.suppress(ValueError):
            if re.fullmatch(r"\d{4}(-\d\d){0,2}", value, re.ASCII):
                datetime.date.fromisoformat(f"{value}{'-01-01'[len(value) - 4 :]}")
                return value
        self.fail(
            f"{value!r} is no day, month or year; write 2025-07-08, 2025-07 or 2025", param, ctx
        )


class OneLine(click.ParamType[str]):
    """A text that pages can hold, on one line."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text on one line."""
        from generator.text.normal import line, repair

        text = line(repair(value.encode("utf-8", "replace").decode("utf-8"))[0])
        return text or self.fail("the text is empty", param, ctx)


class LimitValue(click.ParamType[tuple[str, int]]):
    """The name of a limit, and the value that it is to have."""

    name = "limit"

    def convert(
        self, value: str | tuple[str, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """Return the limit's name, and its value as a number."""
        if isinstance(value, tuple):
            return value
        name, _, written = value.partition("=")
        if name not in limits.NAMES:
            self.fail(f"{name!r} is no limit; there are {', '.join(limits.NAMES)}", param, ctx)
        count = limits.parse_limit(name, written)
        if count is None:
            wanted = (
                "a size such as 512MiB or 2GiB" if name in limits.BYTES else "a whole number from 1"
            )
            self.fail(f"{written!r} is no value of {name}; write {wanted}", param, ctx)
        return name, count
