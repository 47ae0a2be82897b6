"""How the command line names a limit and the value that it is to have."""

from __future__ import annotations

import click

from generator import limits


class Limit(click.ParamType[tuple[str, int]]):
    """A limit by its name, and the value that it is to have."""

    name = "limit"

    def convert(
        self, value: str | tuple[str, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """The limit's name and its value as a number."""
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
