"""The commands `withdraw` and `restore`, and the sentences that they print."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import CONTENT, Day, OneLine
from generator.counting import plural
from generator.errors import visible

if TYPE_CHECKING:
    from generator.commands.withdraw import SourceBundle, WithdrawalResult

_SLUG = click.argument("slug")


def _say(word: str, sentence: str) -> None:
    click.echo(visible(f"{word:<9} {sentence}"), err=True)


@click.command("withdraw", short_help="Take a story off the site, and say why in its place.")
@_SLUG
@CONTENT
@click.option(
    "--reason",
    type=OneLine(),
    required=True,
    metavar="TEXT",
    help="Why; the site shows it in the story's place.",
)
@click.option("--hide-title", is_flag=True, help="Show no headline in the story's place.")
@click.option(
    "--erase",
    is_flag=True,
    help="Remove the content from the page as well, with what you wrote there.",
)
@click.option("--date", type=Day(), metavar="DAY", help="The day of withdrawal.  [default: today]")
def withdraw_command(
    slug: str, content: Path, reason: str, hide_title: bool, erase: bool, date: str | None
) -> None:
    """Withdraw the story named SLUG: the site shows only that it was withdrawn, and why.

    SLUG is the name of its page, with or without the digits at its end, or the beginning of it.
    """
    from generator.commands.withdraw import WithdrawOptions, withdraw_story

    today = datetime.datetime.now().astimezone().date().isoformat()
    options = WithdrawOptions(reason, today, date, hide_title, erase)
    change = withdraw_story(content, slug, options)
    if change.before:
        earlier = change.before.reason
        _say("changed", f"{change.page}: it was withdrawn already, with the reason: {earlier}")
    if change.after:
        when = change.after.date
        _say("withdrawn", f"{change.page}, on {when}, with the reason: {change.after.reason}")
        _say("page", _describe_page(change, change.after.hide_title, change.after.erased))
    for sentence in _remaining_words(change, content / "bundles"):
        _say("kept", sentence)
    if erase:
        _say("kept", "What git, backups and published copies of the site hold is not touched.")
    _say("site", "It shows the story until it is built anew.")


def _describe_page(change: WithdrawalResult, title_hidden: bool, erased: bool) -> str:
    if not erased:
        return "It keeps all that it holds; --erase would take that away."
    *others, last = change.lost or ("",)
    words = f"{', '.join(others)} and {last}" if others else last
    lost = f", and so are the {words} that you wrote" if words else ""
    title = "" if title_hidden else "the headline and "
    return f"What it told is erased{lost}; it holds {title}what its captures are known by."


def _remaining_words(change: WithdrawalResult, inbox: Path) -> Iterator[str]:
    """Yield a sentence for each place where the words of a story still stand."""
    for bundle in (*change.captured, *change.seen):
        yield _describe_bundle(bundle, inbox)
    for copy in change.copies:
        yield f"{copy}, an older copy of the page, still holds it."


def _describe_bundle(bundle: SourceBundle, inbox: Path) -> str:
    from generator.commands.withdraw import CHANGED, UNCHANGED

    sidecar = f" (with its sidecar {bundle.sidecar})" if bundle.sidecar else ""
    path = f"{inbox / bundle.name}{sidecar}"
    if bundle.state == UNCHANGED:
        number = f"{bundle.others:,}" if bundle.others else "no"
        others = f"{number} other {plural(bundle.others, 'story', 'stories')}"
        return (
            f"{path} still holds it, and {others}: "
            "delete it, or move it away, if the words must go from there too."
        )
    if bundle.state == CHANGED:
        return f"{path} is not as it was when it was converted: see whether it holds the story."
    return (
        f"{bundle.name} is not in {inbox}; "
        f"it holds the story wherever it is (SHA-256 {bundle.sha256})."
    )


@click.command("restore", short_help="Show a story again that was withdrawn.")
@_SLUG
@CONTENT
def restore_command(slug: str, content: Path) -> None:
    """Restore the withdrawn story named SLUG: the site shows it again.

    SLUG is the name of its page, with or without the digits at its end, or the beginning of it.
    """
    from generator.commands.withdraw import restore_story

    change = restore_story(content, slug)
    if not change.before:
        _say("unchanged", f"{change.page} is not withdrawn.")
        return
    when, why = change.before.date, change.before.reason
    _say("restored", f"{change.page}, which was withdrawn on {when} with the reason: {why}")
    if change.before.erased:
        _say("page", "What it told was erased; it comes back from its bundles.")
    for bundle in (*(change.captured if change.before.erased else ()), *change.seen):
        _say("convert", _describe_lost_bundle(bundle, content / "bundles"))
    _say("site", "It shows the story once it is built anew.")


def _describe_lost_bundle(bundle: SourceBundle, inbox: Path) -> str:
    """Name a bundle that brings a story's words back, and say if it is not there any more."""
    from generator.commands.withdraw import CHANGED, UNCHANGED

    if bundle.state == UNCHANGED:
        return f"{inbox / bundle.name}"
    where = "is not as it was" if bundle.state == CHANGED else f"is not in {inbox}"
    return (
        f"{bundle.name}, which {where}; if it is lost, so is what it told (SHA-256 {bundle.sha256})"
    )
