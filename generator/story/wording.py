"""What is said of a story beside its own words: one fixed phrase for each absence, and the figures that are stated.

The five states stay apart: stated, not stated, not captured, not rated, withheld by the source
page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from generator.counting import quantity
from generator.story import labels
from generator.story.dates import day_name, moment_name
from generator.story.fields import SIDES
from generator.story.labels import label
from generator.story.model import Blindspot, Coverage, Share, Story

NOT_STATED = "not stated"
FIGURES = {
    "reported_articles": "Articles reported",
    "total_sources": "Sources in all",
    "left": "Sources on the left",
    "center": "Sources in the center",
    "right": "Sources on the right",
}


@lru_cache(maxsize=1024)  # few wordings, many articles
def side(bias: str | None) -> str | None:
    """The side that a label as worded stands on; None where it is no label, or says that the outlet is not rated."""
    found = label(bias)
    return next((name for name in SIDES if found and name in found.split("-")), None)


@lru_cache(maxsize=1024)  # few labels, many articles
def rating(bias: str | None, by: str | None = None, *wordings: str) -> str:
    """A label as a sentence says it, with the bundle's wordings where they read otherwise, and with who gave it."""
    if not bias:
        return f"rating by {by} not stated" if by else "rating not stated"
    said = "not rated" if label(bias) == "unknown" else f"rated {labels.words(bias, *wordings)}"
    return f"{said} by {by}" if by else said


class Rating(NamedTuple):
    """A label that captures showed of an outlet, from one time to another; a mere tuple, of which there are many."""

    bias: str
    by: str | None
    first: str | None
    """A day, or a time in UTC; None where no capture says."""
    last: str | None


def ratings(shown: Sequence[Rating]) -> str:
    """Different labels of one outlet in the order of their captures, each with its time."""
    days = [rating.first[:10] for rating in shown if rating.first]
    name = day_name if len(set(days)) == len(days) else moment_name  # two captures of one day
    said: list[str] = []
    before = ""
    for each in shown:
        rated = rating(each.bias, each.by)
        again = before.startswith("rated ") and rated.startswith("rated ")
        times = dict.fromkeys(name(time) for time in (each.first, each.last) if time)
        said.append(
            f"{rated.removeprefix('rated ') if again else rated} ({' to '.join(times) or f'time {NOT_STATED}'})"
        )
        before = rated
    return ", ".join(said)


def _share(share: Share) -> str:
    whose = f"lean {share.side}" if share.side else f"on a side {NOT_STATED}"
    base = f"of {share.base:,} rated" if share.base is not None else f"base {NOT_STATED}"
    return f"{share.percent}% of the sources {whose} ({base})."


def sentences(story: Story) -> Iterator[str]:
    """What the bundles state about the coverage beside the figures of the table, disagreements included."""
    coverage, captured = story.coverage, len(story.articles)
    reported = coverage.reported_articles
    if reported is not None and captured > reported:
        yield f"The source page reports {_articles_of(reported)}, but {captured:,} were captured."
    if coverage.total_sources is not None:
        yield f"Sources in all: {coverage.total_sources:,}."
    yield from (
        f"{FIGURES[figure.name]}, stated elsewhere on the page: {figure.count:,}."
        for figure in coverage.also_stated
    )
    yield from map(_share, story.bias_statements)
    if story.bias_bar:
        drawn = (f"{share.percent}% {share.side or ''}".strip() for share in story.bias_bar)
        yield f"Drawn on the source page as {', '.join(drawn)}."
    yield from _tallies(coverage)
    yield from _blindspot(story.blindspot)
    if story.flags:
        yield f"Marked by the source page as {', '.join(story.flags)}."
    odd = dict.fromkeys(
        article.bias for article in story.articles if article.bias and not label(article.bias)
    )
    if odd:
        yield f"Labels that name no side, counted as not rated: {', '.join(odd)}."
    if story.first_report:
        first = story.first_report
        by = first.outlet or f"outlet {NOT_STATED}"
        place = f"in {first.place}" if first.place else f"place {NOT_STATED}"
        yield f"First report: {by}, {place}, {f'on {day_name(first.date)}' if first.date else f'day {NOT_STATED}'}."
    for name, words in (
        ("published", "Published"),
        ("last_updated", "Last updated"),
        ("ownership", "Ownership"),
    ):
        if getattr(coverage, name):
            yield f"{words}, as worded: {getattr(coverage, name)}"


def _tallies(coverage: Coverage) -> Iterator[str]:
    for words, tallies in (("Factuality", coverage.factuality), ("Owners", coverage.owners)):
        if tallies:
            yield f"{words} of the sources, as worded: {', '.join(f'{tally.name} {tally.count:,}' for tally in tallies)}."


def _blindspot(found: Blindspot) -> Iterator[str]:
    if found.stated is not None:
        said = "a blindspot" if found.stated else "no blindspot"
        yield f"Stated to be {said}{f' of the {found.side}' if found.side else ''}."
    elif found.side:
        yield f"Blindspot of the {found.side}."
    if found.words:
        yield f"Blindspot, as worded: {' '.join(found.words)}"


def _articles_of(count: int) -> str:
    return quantity(count, "article")


AbsenceKind = Literal["withheld", "unrated", "uncaptured", "unstated", "cut-short", "no-articles"]


@dataclass(frozen=True, slots=True)
class Absence:
    """Something that a reader would look for and does not find."""

    kind: AbsenceKind
    words: str
    """A sentence that names it and says why it is absent."""


def absences(story: Story) -> Iterator[Absence]:
    """List what a reader would look for and does not find, and why."""
    yield from (
        Absence("withheld", f"Withheld by the source page: {what}.") for what in story.withheld
    )
    yield from (
        Absence("unrated", f"Not rated by the source page: {what}.") for what in story.unrated
    )
    yield from _uncaptured(story)
    for name in ("dateline", "summary", "key_points"):
        if not getattr(story, name):
            words = f"{name.replace('_', ' ').capitalize()}: {NOT_STATED}."
            yield Absence("unstated", words)
    unrated = sum(label(article.bias) == "unknown" for article in story.articles)
    unstated = sum(not article.bias for article in story.articles)
    unnamed = sum(not article.outlet for article in story.articles)
    cut = sum(article.excerpt_truncated for article in story.articles)
    if unrated:
        yield Absence("unrated", f"Not rated: the outlet of {_articles_of(unrated)}.")
    if unstated:
        yield Absence("unstated", f"Rating {NOT_STATED}: {_articles_of(unstated)}.")
    if unnamed:
        yield Absence("unstated", f"Outlet {NOT_STATED}: {_articles_of(unnamed)}.")
    if cut:
        yield Absence("cut-short", f"Cut by the source page: the excerpt of {_articles_of(cut)}.")


def _uncaptured(story: Story) -> Iterator[Absence]:
    reported, sources, captured = (
        story.coverage.reported_articles,
        story.coverage.total_sources,
        len(story.articles),
    )
    if reported is None:
        yield Absence("unstated", f"Number of articles reported: {NOT_STATED}.")
        if sources is not None and sources > captured:
            missing = f"at least {_articles_of(sources - captured)}"
            words = f"Not captured: {missing}, by the {sources:,} sources that are stated."
            yield Absence("uncaptured", words)
    elif reported > captured:
        missing = _articles_of(reported - captured)
        yield Absence("uncaptured", f"Not captured: {missing} of the {reported:,} reported.")
    if not captured:
        yield Absence("no-articles", "Articles: none captured.")
