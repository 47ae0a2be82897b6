"""Readings to stories: captures of one story in their order, and what they say together.

Precedence, by field:

| field | what fills it |
|---|---|
| every field of the content | the last capture that states it; the earlier ones keep their own value in their row |
| coverage | as a whole: figures of different times are not mixed |
| voices, asides | as a whole, like every list: those of the last capture that states any |
| articles | united by address, else by title and excerpt; in the first capture's order; one that vanished stays |
| started | the earliest that is stated |
| date | the dateline's day; its year from the dateline, first report, beginning, earliest capture, or the months mentioned |
| date without dateline | the day of the first report, else of the beginning |

Within one bundle, a saved page may tell a story in several ways: by the data in its scripts, by
JSON-LD, by what it shows, by its head, and by where it was saved from. `RANKS` says for each field
which of them is taken first.

| field | how the ways are reconciled |
|---|---|
| most | the first way by `RANKS` that states it; a decision names it where others state something else |
| the summary's outlet | with the summary |
| coverage | figure by figure; one that differs is kept beside, as also stated |
| articles | those shown, filled from the others by address, outlet or title; then those that only the others have |
| unplaced | what every way left |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

from generator.story import dates, identity
from generator.story.model import Article, Capture, Content, Story

STDIN = "stdin"

_FILLED = {"address": "url", "language": "language"}
"""What a sidecar fills in the content, by its keys."""

_MERGED = tuple((item.name, item.default) for item in fields(Content) if item.name != "articles")


def _standing(capture: Capture) -> tuple[bool, bool, str, str, str]:
    """Where a capture stands, the place that is told first: a file of its own before a member of a container."""
    member = capture.member or ""
    return (
        capture.bundle == STDIN,
        bool(member),
        capture.bundle,
        (capture.captured or "~") if member else "",
        member,
    )


def _one(captures: Sequence[Capture]) -> Capture:
    """Several captures of one place in the same bytes as one: the freshest reading, and what a sidecar states of it.

    That outranks a reading without the sidecar, whichever came first; of two copies with one each,
    the first name's counts.
    """
    if len(captures) == 1:
        return captures[0]
    last = captures[-1]
    beside = [capture for capture in captures if capture.sidecar]
    first = min(map(_standing, beside or captures))
    # A container that was written anew has another digest: of what stands in the same place the
    # last one counts.
    placed = [capture for capture in captures if _standing(capture) == first][-1]
    last = replace(last, bundle=placed.bundle, member=placed.member, container=placed.container)
    captured = min((capture.captured for capture in captures if capture.captured), default=None)
    if not beside:
        return replace(last, captured=captured)
    told = [capture for capture in beside if _standing(capture) == first][-1]
    stated = (*told.sidecar, *last.sidecar)
    filled = {
        field: getattr(told.content, field) for key, field in _FILLED.items() if key in stated
    }
    return replace(
        last,
        captured=told.captured if "captured" in told.sidecar else captured,
        note=told.note,
        licence=told.licence,
        sidecar=told.sidecar,
        content=replace(last.content, **filled),
    )


def in_order(captures: Iterable[Capture]) -> tuple[Capture, ...]:
    """Captures without doubles, by time; those without a time first, by digest and place."""
    by_place: dict[tuple[str, str | None], list[Capture]] = {}
    for capture in captures:
        by_place.setdefault((capture.sha256, capture.at), []).append(capture)
    return tuple(sorted(map(_one, by_place.values()), key=_moment_and_place))


def _moment_and_place(capture: Capture) -> tuple[str, str, int, str]:
    at = capture.at or ""
    return capture.captured or "", capture.sha256, len(at), at  # of one list, /9 stands before /10


def _united(article: Article, later: Article) -> Article:
    stated = {
        item.name: value
        for item in fields(Article)
        if (value := getattr(later, item.name)) not in (None, False)
    }
    if later.excerpt:
        stated["excerpt_truncated"] = later.excerpt_truncated
    return replace(article, **stated)


def _unite(captures: Sequence[Capture]) -> tuple[Article, ...]:
    united: dict[tuple[object, int], Article] = {}
    for capture in captures:
        seen: Counter[object] = Counter()
        for article in capture.content.articles:
            key = identity.article_key(article)
            seen[key] += 1
            known = united.get((key, seen[key]))
            united[key, seen[key]] = _united(known, article) if known else article
    return tuple(united.values())


def assemble(captures: Iterable[Capture]) -> Story:
    """The story that captures of one key tell together; a pure function of the set of captures."""
    ordered = in_order(captures)
    content: dict[str, Any] = {}
    for name, default in _MERGED:
        stated = (
            value
            for capture in reversed(ordered)
            if (value := getattr(capture.content, name)) != default
        )
        content[name] = next(stated, default)
    content["started"] = min(
        (capture.content.started for capture in ordered if capture.content.started), default=None
    )
    merged = Content(**content, articles=_unite(ordered))
    times = [capture.captured for capture in ordered if capture.captured]
    dated = dates.decide(
        dates.parse_dateline(merged.dateline) if merged.dateline else None,
        merged.first_report.date if merged.first_report else None,
        min(times) if times else None,
        (*((merged.summary,) if merged.summary else ()), *merged.key_points),
        merged.started,
    )
    return Story(
        **{item.name: getattr(merged, item.name) for item in fields(Content)},
        date=dated.date,
        date_basis=dated.basis,
        captures=ordered,
    )


def same_place(capture: Capture, known: Iterable[Capture]) -> Capture | None:
    """The one among these that is of the same place in the same bytes."""
    return next(
        (other for other in known if (other.sha256, other.at) == (capture.sha256, capture.at)), None
    )


def adds_nothing(capture: Capture, known: Iterable[Capture]) -> bool:
    """Whether a page lists this place in these bytes already, captured no later and with all that its sidecar states."""
    same = same_place(capture, known)
    return same is not None and _provenance(in_order((same, capture))[0]) == _provenance(same)


def _provenance(capture: Capture) -> tuple[object, ...]:
    """What is known of a capture beside what its bytes hold."""
    language = capture.content.language if "language" in capture.sidecar else None
    return capture.captured, capture.note, capture.licence, capture.sidecar, language


# --- the ways in which one page tells a story -----------------------------------------------------
