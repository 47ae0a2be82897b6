"""Inspect one bundle: its stories, the ledger, and the rules that decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.bundles.finding import find_bundle
from generator.bundles.opening import BundlePart, open_bundle
from generator.counting import quantity
from generator.errors import BundleError, Problem, visible
from generator.readers.base import Decision, Reading
from generator.story import assembly, labels
from generator.story.as_json import encode_model, encode_value
from generator.story.fields import COUNT, Output, fields_of
from generator.story.model import Blindspot, Coverage, FirstReport, Share, Story, Tally

if TYPE_CHECKING:
    from rich.console import Console


_OF_THE_BUNDLE = ("bundle", "sha256", "reader", "content")
"""What is told once of a bundle, or of its stories."""


@dataclass(frozen=True, slots=True)
class InspectedMember:
    """A member of a container, with what was read of it."""

    name: str
    gave: str
    stories: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """One bundle as it was read, each story beside its reading."""

    bundle: str
    sha256: str | None = None
    reader: str | None = None
    stories: tuple[Story, ...] = ()
    readings: tuple[Reading, ...] = ()
    problems: tuple[Problem, ...] = ()
    members: tuple[InspectedMember, ...] = ()
    """Of a container."""

    def as_json(self) -> dict[str, Any]:
        """The inspection as a JSON object; absent values are null."""
        return {
            "bundle": self.bundle,
            "sha256": self.sha256,
            "reader": self.reader,
            "stories": [_story_as_json(story) for story in self.stories],
            "captures": [
                encode_model(capture, Output.INSPECT, skip=_OF_THE_BUNDLE)
                for story in self.stories
                for capture in story.captures
            ],
            "ledger": [
                {"at": row.at, "fields": list(row.fields)}
                for reading in self.readings
                for row in reading.ledger
            ],
            "decisions": [
                {"about": decision.about, "choice": decision.choice, "rule": decision.rule}
                for story, reading in zip(self.stories, self.readings, strict=True)
                for decision in _all_decisions(story, reading)
            ],
            "notes": [note for reading in self.readings for note in reading.notes],
            "problems": [problem.as_json() for problem in self.problems],
            **(
                {"members": [encode_value(seen, whole=True) for seen in self.members]}
                if self.members
                else {}
            ),
        }


def _all_decisions(story: Story, reading: Reading) -> tuple[Decision, ...]:
    """The reader's decisions behind the one that is made from all captures: the date."""
    dated = Decision(
        "date", story.date or "undated", story.date_basis or "the bundle states no day"
    )
    return (dated, *reading.decisions)


def _story_as_json(story: Story) -> dict[str, Any]:
    shown = encode_model(story, Output.INSPECT, skip=("captures", "articles"), whole=True)
    shown["coverage"]["captured_articles"] = len(story.articles)
    shown["articles"] = [
        {**encode_model(article, Output.INSPECT), "label": labels.label(article.bias)}
        for article in story.articles
    ]
    return shown


def inspect_bundle(argument: str, member: str | None = None) -> Inspection:
    """Read one bundle, a file or `-` for standard input, and assemble its stories; change no page.

    Of a container the members are listed; one is shown as a bundle is, where it is named or the
    only one with a story.
    """
    found = find_bundle(argument)
    shown: list[BundlePart] = []
    listed: list[InspectedMember] = []
    problems: list[Problem] = []
    sha256 = None
    for part in open_bundle(found):
        sha256 = part.sha256 or sha256
        chosen = member is None or part.member == member
        if chosen:
            problems += [error.about(found.name, part.member) for error in part.readings.problems]
        if part.member:
            listed.append(_inspect_member(part))
        if chosen and part.bundle and (part.member is None or part.readings.stories):
            shown = [*shown[:1], part]  # of several members, none is shown, and two say so
    if member is not None and member not in [seen.name for seen in listed]:
        error = BundleError(
            f"there is no member {member[:200]} in it",
            "Inspect it without --member to see its members",
        )
        problems.append(error.about(found.name))
    one = shown[0] if len(shown) == 1 else BundlePart()
    return Inspection(
        found.name,
        one.bundle.sha256 if one.bundle else sha256,
        one.reader if one.readings.stories else None,
        stories=tuple(
            assembly.assemble(reading.all_captures(one.bundle, one.reader))
            for reading in one.readings.stories
            if one.bundle and one.reader
        ),
        readings=one.readings.stories,
        problems=tuple(problems),
        members=tuple(listed) if member is None else (),
    )


def _inspect_member(part: BundlePart) -> InspectedMember:
    count = len(part.readings.stories)
    stories = f"{quantity(count, 'story', 'stories')}, read as {part.reader}" if count else None
    problem = part.readings.problems[0].seen if part.readings.problems else None
    return InspectedMember(
        str(part.member), "; ".join(filter(None, (stories, part.kind, problem))) or "nothing", count
    )


# --- for a terminal -------------------------------------------------------------------------------


def _words_of_share(share: Share) -> str:
    side = f" {share.side}" if share.side else ""
    base = f" of {share.base:,}" if share.base else ""
    return f"{share.percent}%{side}{base}"


def _words_of_tally(tally: Tally) -> str:
    return f"{tally.name} {tally.count:,}" if tally.count else ""


def _words_of_blindspot(blindspot: Blindspot) -> str:
    stated = {None: "", True: "stated to be one", False: "stated to be none"}[blindspot.stated]
    side = f"of the {blindspot.side}" if blindspot.side else ""
    return "; ".join(filter(None, (" ".join(filter(None, (stated, side))), *blindspot.words)))


def _words_of_first_report(first: FirstReport) -> str:
    return ", ".join(filter(None, (first.outlet, first.place, first.date)))


def _words_of_counts(coverage: Coverage) -> str:
    """The labelled counts of a coverage in one line, with those that are stated twice."""
    stated = [
        f"{field.spec.label} {getattr(coverage, name):,}"
        for name, field in fields_of(Coverage).items()
        if field.spec.kind is COUNT and field.spec.label and getattr(coverage, name) is not None
    ]
    also = [
        f"{figure.name.replace('_', ' ')} also stated as {figure.count:,}"
        for figure in coverage.also_stated
    ]
    return "; ".join((*stated, *also))


_WORDS: dict[type, Callable[[Any], str]] = {
    str: str,
    Share: _words_of_share,
    Tally: _words_of_tally,
    Blindspot: _words_of_blindspot,
    FirstReport: _words_of_first_report,
    Coverage: _words_of_counts,
}
"""The words of a value for a person, by its type."""


def _labelled(value: Any) -> Iterator[tuple[str, str]]:
    """Each stated field of a model value that has a label, in words; counts stand together."""
    for name, field in fields_of(type(value)).items():
        if not field.spec.label or field.spec.kind is COUNT:
            continue
        stated = getattr(value, name)
        values = stated if field.many else () if stated is None else (stated,)
        yield (
            field.spec.label,
            field.spec.kind.joint.join(filter(None, map(_WORDS[field.value_type], values))),
        )
        if isinstance(stated, Coverage):
            yield from _labelled(stated)


def _fact_rows(seen: Inspection, story: Story) -> Iterator[tuple[str, str]]:
    """Yield a row for each fact that the bundle states.

    Facts that every story should have get a row even if they are not stated.
    """
    coverage = story.coverage
    reported = (
        "number not stated"
        if coverage.reported_articles is None
        else f"{coverage.reported_articles:,} reported"
    )
    yield "title", story.title or "not stated"
    yield "date", story.date or "undated"
    yield "places", "; ".join(story.places) or "not stated"
    yield "articles", f"{reported}, {len(story.articles):,} captured"
    yield from ((label, words) for label, words in _labelled(story) if words)
    yield "unplaced", quantity(len(story.unplaced), "line")
    for capture in story.captures:
        yield from (
            (label, " ".join(words.split())) for label, words in _labelled(capture) if words
        )
        place = ", ".join(filter(None, (capture.bundle, capture.member, capture.at)))
        yield "bundle", f"{place}, read as {capture.reader}"
    yield "SHA-256", seen.sha256 or ""


def _ledger_style(fields: tuple[str, ...]) -> str:
    return (
        "red"
        if "unplaced" in fields
        else "dim"
        if fields in (("boilerplate",), ("beside",))
        else "green"
    )


def print_inspection(seen: Inspection, console: Console) -> None:
    """Print the inspection for a person: facts, ledger, decisions, notes."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    if seen.members:
        members = Table(
            box=box.SIMPLE_HEAD, title=f"Members of {visible(seen.bundle)}", title_justify="left"
        )
        members.add_column("member", overflow="fold")
        members.add_column("what it gave")
        for each in seen.members:
            members.add_row(
                Text(visible(each.name)),
                Text(visible(each.gave), style="green" if each.stories else "dim"),
            )
        console.print(members)
    for number, (story, reading) in enumerate(zip(seen.stories, seen.readings, strict=True), 1):
        if len(seen.stories) > 1:
            console.rule(
                Text(f"Story {number:,} of {len(seen.stories):,}, at {visible(reading.at or '')}"),
                align="left",
            )
        facts = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        facts.add_column(no_wrap=True)
        facts.add_column(overflow="fold")  # an address is shown whole, however narrow the terminal
        for name, value in _fact_rows(seen, story):
            facts.add_row(Text(name, style="bold"), Text(visible(value)))
        ledger = Table(box=box.SIMPLE_HEAD, title="Ledger", title_justify="left", expand=True)
        # A pointer can be longer than a terminal is wide, and what it went to is to be seen all the
        # same.
        ledger.add_column("at", overflow="fold", max_width=2 * console.width // 3, style="dim")
        ledger.add_column("went to")
        ledger.add_column("text", ratio=1, no_wrap=True, overflow="ellipsis")
        for row in reading.ledger:
            style = _ledger_style(row.fields)
            # What no rule knew is shown whole: it is what one inspects a bundle for.
            text = (
                Text(visible(row.text), style=style, no_wrap=False)
                if style == "red"
                else Text(visible(row.text))
            )
            ledger.add_row(Text(visible(row.at)), Text(", ".join(row.fields), style=style), text)
        decisions = Table(box=box.SIMPLE_HEAD, title="Decisions", title_justify="left")
        for name in ("about", "choice", "rule"):
            decisions.add_column(name, overflow="fold")
        for decision in _all_decisions(story, reading):
            decisions.add_row(
                *(Text(visible(said)) for said in (decision.about, decision.choice, decision.rule))
            )
        console.print(facts, ledger, decisions, sep="\n")
        for note in reading.notes:
            console.print(Text(f"Note: {visible(note)}", style="yellow"))
