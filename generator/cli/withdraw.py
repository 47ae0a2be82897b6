"""The commands that withdraw a story and restore it, and what they say."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.lists import CONTENT
from generator.counting import plural
from generator.errors import visible

if TYPE_CHECKING:
    from generator.commands.withdraw import Bundle, Done

_SLUG = click.argument("slug")


class _Day(click.ParamType[str]):
    """A day."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The same, if it is one."""
        from generator.story.model import is_day

        if not is_day(value):
            self.fail(f"{value!r} is no day; write 2025-07-08", param, ctx)
        return value


class _Line(click.ParamType[str]):
    """A text that pages can hold, on one line."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The same on one line."""
        from generator.text.normal import line, repair

        found = line(repair(value.encode("utf-8", "replace").decode("utf-8"))[0])
        return found or self.fail("the text is empty", param, ctx)


def _say(word: str, sentence: str) -> None:
    click.echo(visible(f"{word:<9} {sentence}"), err=True)


@click.command(short_help="Take a story off the site, and say why in its place.")
@_SLUG
@CONTENT
@click.option(
    "--reason",
    type=_Line(),
    required=True,
    metavar="TEXT",
    help="Why; the site shows it in the story's place.",
)
@click.option("--hide-title", is_flag=True, help="Show no headline in the story's place.")
@click.option(
    "--erase",
    is_flag=True,
    help="Take the content out of the page as well, with what you wrote there.",
)
@click.option("--date", type=_Day(), metavar="DAY", help="The day of withdrawal.  [default: today]")
def withdraw(
    slug: str, content: Path, reason: str, hide_title: bool, erase: bool, date: str | None
) -> None:
    """Withdraw the story named SLUG: the site shows no more than that, and why.

    SLUG is the name of its page, the name without the digits at its end, or the beginning of it.
    """
    from generator.commands import withdraw as withdrawing

    today = datetime.datetime.now().astimezone().date().isoformat()
    wish = withdrawing.Wish(reason, today, date, hide_title, erase)
    done = withdrawing.withdraw(content, slug, wish)
    if done.before:
        _say(
            "changed",
            f"{done.page}: it was withdrawn already, with the reason: {done.before.reason}",
        )
    if done.after:
        _say(
            "withdrawn", f"{done.page}, on {done.after.date}, with the reason: {done.after.reason}"
        )
        _say("page", _of_page(done, shown=not done.after.hide_title, erased=done.after.erased))
    for sentence in _still(done, content / "bundles"):
        _say("kept", sentence)
    if erase:
        _say("kept", "What git, backups and published copies of the site hold is not touched.")
    _say("site", "It shows the story until it is built anew.")


def _of_page(done: Done, *, shown: bool, erased: bool) -> str:
    if not erased:
        return "It keeps all that it holds; --erase would take that away."
    *others, last = done.lost or ("",)
    words = f"{', '.join(others)} and {last}" if others else last
    lost = f", and so are the {words} that you wrote" if words else ""
    return f"What it told is erased{lost}; it holds {'the headline and ' if shown else ''}what its captures are known by."


def _still(done: Done, inbox: Path) -> Iterator[str]:
    """Where the words of a story still stand."""
    from generator.commands import withdraw as withdrawing

    for bundle in (*done.captured, *done.seen):
        place = f"{inbox / bundle.name}{f' (with its sidecar {bundle.sidecar})' if bundle.sidecar else ''}"
        if bundle.place == withdrawing.HELD:
            others = f"{f'{bundle.others:,}' if bundle.others else 'no'} other {plural(bundle.others, 'story', 'stories')}"
            yield f"{place} still holds it, and {others}: delete it, or move it away, if the words must go from there too."
        elif bundle.place == withdrawing.OTHER:
            yield f"{place} is not as it was when it was converted: see whether it holds the story."
        else:
            yield f"{bundle.name} is not in {inbox}; it holds the story wherever it is (SHA-256 {bundle.sha256})."
    for copy in done.copies:
        yield f"{copy}, an older copy of the page, still holds it."


@click.command(short_help="Show a story again that was withdrawn.")
@_SLUG
@CONTENT
def restore(slug: str, content: Path) -> None:
    """Restore the story named SLUG, which was withdrawn: the site shows it again.

    SLUG is the name of its page, the name without the digits at its end, or the beginning of it.
    """
    from generator.commands import withdraw as withdrawing

    done = withdrawing.restore(content, slug)
    if not done.before:
        _say("unchanged", f"{done.page} is not withdrawn.")
        return
    _say(
        "restored",
        f"{done.page}, which was withdrawn on {done.before.date} with the reason: {done.before.reason}",
    )
    if done.before.erased:
        _say("page", "What it told was erased; it comes back from its bundles.")
    wanted = (*(done.captured if done.before.erased else ()), *done.seen)
    for bundle in wanted:
        _say("convert", _named(bundle, content / "bundles"))
    _say("site", "It shows the story once it is built anew.")


def _named(bundle: Bundle, inbox: Path) -> str:
    from generator.commands import withdraw as withdrawing

    if bundle.place == withdrawing.HELD:
        return f"{inbox / bundle.name}"
    where = "is not as it was" if bundle.place == withdrawing.OTHER else f"is not in {inbox}"
    return (
        f"{bundle.name}, which {where}; if it is lost, so is what it told (SHA-256 {bundle.sha256})"
    )
