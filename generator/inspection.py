"""What a reader saw in one bundle: the story, the ledger, and the rules that decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import assembly, bundles, codec, labels, readers
from generator.errors import BundleError, Problem
from generator.model import SIDES, Capture, Story
from generator.readers.base import Reading

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Inspection:
    """One bundle as it was read, each story beside its reading."""

    bundle: str
    sha256: str | None = None
    reader: str | None = None
    stories: tuple[Story, ...] = ()
    readings: tuple[Reading, ...] = ()
    problem: Problem | None = None

    def as_json(self) -> dict[str, Any]:
        """The inspection as a JSON object; absent values are null."""
        return {
            "bundle": self.bundle,
            "sha256": self.sha256,
            "reader": self.reader,
            "stories": [_story(story) for story in self.stories],
            "ledger": [{"at": row.at, "fields": list(row.fields)} for reading in self.readings for row in reading.ledger],
            "decisions": [
                {"about": decision.about, "choice": decision.choice, "rule": decision.rule}
                for reading in self.readings
                for decision in reading.decisions
            ],
            "notes": [note for reading in self.readings for note in reading.notes],
            "problems": [{"seen": self.problem.seen, "hint": self.problem.hint}] if self.problem else [],
        }


def _story(story: Story) -> dict[str, Any]:
    shown = {name: codec.value(getattr(story, name)) for name in Story.__dataclass_fields__ if name != "captures"}
    for share in ("bias_statements", "bias_bar"):
        shown[share] = [codec.encode(item, always=("percent", "side", "base")) for item in getattr(story, share)]
    always = ("reported_articles", "total_sources", *SIDES, "published", "last_updated", "ownership", "also_stated")
    shown["coverage"] = {**codec.encode(story.coverage, always=always), "captured_articles": len(story.articles)}
    if story.first_report:
        shown["first_report"] = codec.encode(story.first_report, always=("outlet", "place", "date"))
    shown["articles"] = [
        {
            **codec.encode(
                article,
                always=("title", "outlet", "url", "place", "bias", "excerpt", "excerpt_truncated", "reposted_by"),
            ),
            "label": labels.label(article.bias),
        }
        for article in story.articles
    ]
    return shown


def inspect(argument: str) -> Inspection:
    """Read one bundle (a file, or `-` for standard input) and assemble its stories, without touching any page."""
    found = bundles.named(argument, Path())
    try:
        bundle = bundles.load(found)
        reader, readings = readers.read(bundle)
    except BundleError as error:
        return Inspection(found.name, problem=error.about(found.name))
    stories = tuple(
        assembly.assemble((Capture(bundle=found.name, sha256=bundle.sha256, reader=reader, content=reading.content),))
        for reading in readings
    )
    return Inspection(found.name, bundle.sha256, reader, stories, readings)


# --- for a terminal ----------------------------------------------------------------------------------------------------------


def _facts(seen: Inspection, story: Story) -> Iterator[tuple[str, str]]:
    coverage = story.coverage
    yield "title", story.title or "not stated"
    yield "date", story.date or "undated"
    yield "", story.date_basis or "the bundle states no day"
    yield "places", "; ".join(story.places) or "not stated"
    reported = "not stated" if coverage.reported_articles is None else f"{coverage.reported_articles:,}"
    yield "articles", f"{reported} reported, {len(story.articles):,} captured"
    yield "withheld", ", ".join(story.withheld) or "nothing"
    yield "reader", f"{seen.reader}, SHA-256 {seen.sha256}"


def show(seen: Inspection, console: Console) -> None:
    """Print the inspection for a person: facts, ledger, decisions, notes."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    for story, reading in zip(seen.stories, seen.readings, strict=True):
        facts = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for name, value in _facts(seen, story):
            facts.add_row(Text(name, style="bold"), Text(value))
        console.print(facts)
        ledger = Table(box=box.SIMPLE_HEAD, title="Ledger", title_justify="left", expand=True)
        ledger.add_column("at", no_wrap=True, style="dim")
        ledger.add_column("went to", no_wrap=True)
        ledger.add_column("text", ratio=1, no_wrap=True, overflow="ellipsis")
        for row in reading.ledger:
            style = "red" if "unplaced" in row.fields else "dim" if row.fields == ("boilerplate",) else "green"
            ledger.add_row(row.at, Text(", ".join(row.fields), style=style), Text(row.text))
        console.print(ledger)
        decisions = Table(box=box.SIMPLE_HEAD, title="Decisions", title_justify="left")
        for name in ("about", "choice", "rule"):
            decisions.add_column(name)
        for decision in reading.decisions:
            decisions.add_row(Text(decision.about), Text(decision.choice), Text(decision.rule))
        console.print(decisions)
        for note in reading.notes:
            console.print(Text(note, style="yellow"))
