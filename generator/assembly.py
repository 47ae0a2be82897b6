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

Within one bundle, a saved page may tell a story in several ways: by the data in its scripts, by JSON-LD, by what it shows, by
its head, and by where it was saved from. `RANKS` says for each field which of them is taken first.

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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from generator import dates, identity, links, readers
from generator.model import Article, Capture, Content, Coverage, Figure, Share, Story
from generator.readers.base import Bundle, Decision, Reading, Readings, Telling
from generator.text import fold

STDIN = "stdin"

_FILLED = {"address": "url", "language": "language"}
"""What a sidecar fills in the content, by its keys."""

_MERGED = tuple((item.name, item.default) for item in fields(Content) if item.name != "articles")


def _standing(capture: Capture) -> tuple[bool, bool, str, str, str]:
    """Where a capture stands, the place that is told first: a file of its own before a member of a container."""
    member = capture.member or ""
    return capture.bundle == STDIN, bool(member), capture.bundle, (capture.captured or "~") if member else "", member


def _one(captures: Sequence[Capture]) -> Capture:
    """Several captures of one place in the same bytes as one: the freshest reading, and what a sidecar states of it.

    That outranks a reading without the sidecar, whichever came first; of two copies with one each, the first name's counts.
    """
    if len(captures) == 1:
        return captures[0]
    last = captures[-1]
    beside = [capture for capture in captures if capture.sidecar]
    first = min(map(_standing, beside or captures))
    # A container that was written anew has another digest: of what stands in the same place the last one counts.
    placed = [capture for capture in captures if _standing(capture) == first][-1]
    last = replace(last, bundle=placed.bundle, member=placed.member, container=placed.container)
    captured = min((capture.captured for capture in captures if capture.captured), default=None)
    if not beside:
        return replace(last, captured=captured)
    told = [capture for capture in beside if _standing(capture) == first][-1]
    stated = (*told.sidecar, *last.sidecar)
    filled = {field: getattr(told.content, field) for key, field in _FILLED.items() if key in stated}
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
    stated = {item.name: value for item in fields(Article) if (value := getattr(later, item.name)) not in (None, False)}
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
        stated = (value for capture in reversed(ordered) if (value := getattr(capture.content, name)) != default)
        content[name] = next(stated, default)
    content["started"] = min((capture.content.started for capture in ordered if capture.content.started), default=None)
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
    return next((other for other in known if (other.sha256, other.at) == (capture.sha256, capture.at)), None)


def adds_nothing(capture: Capture, known: Iterable[Capture]) -> bool:
    """Whether a page lists this place in these bytes already, captured no later and with all that its sidecar states."""
    same = same_place(capture, known)
    return same is not None and _beside(in_order((same, capture))[0]) == _beside(same)


def _beside(capture: Capture) -> tuple[object, ...]:
    """What is known of a capture beside what its bytes hold."""
    language = capture.content.language if "language" in capture.sidecar else None
    return capture.captured, capture.note, capture.licence, capture.sidecar, language


# --- the ways in which one page tells a story --------------------------------------------------------------------------------

WAYS = {
    "data": "the data in its scripts",
    "linked": "JSON-LD",
    "shown": "the page as shown",
    "head": "the page's head",
    "saved": "where it was saved from",
}
_DATA_FIRST = ("data", "linked", "shown", "head", "saved")
RANKS = {
    "title": ("data", "shown", "linked", "head"),
    "url": ("head", "linked", "data", "saved"),  # a canonical link is the site's own word; data may hold no more than a slug
    "language": ("linked", "head", "data"),
    "places": ("data", "shown", "linked"),
    "summary": ("data", "shown", "linked", "head"),
    "dateline": ("shown", "data"),
    "key_points": ("shown", "data"),
    "withheld": ("shown", "data"),
}
"""The ways that fill a field, the first one first; a field that is not named is filled in the order of `WAYS`."""
_UNITED = ("shown", "data", "linked")
_FIGURES = ("reported_articles", "total_sources", "left", "center", "right")
_LONGEST_CHOICE = 80


def read(bundle: Bundle) -> tuple[str, Readings]:
    """A bundle's reader by its name, and its readings, each reconciled with itself; raises BundleError as readers do."""
    name, readings = readers.read(bundle)
    return name, replace(readings, stories=tuple(map(reconcile, readings.stories)))


def reconcile(reading: Reading) -> Reading:
    """A reading whose content is what its tellings say together; the decisions name the way that won where they differ."""
    if not reading.tellings:
        return reading
    ways = {telling.way: telling for telling in reading.tellings}
    content: dict[str, Any] = {}
    decisions: list[Decision] = []
    for name, default in _MERGED:
        if name in ("coverage", "summary_by", "unplaced"):
            continue
        stated = [
            ways[way] for way in RANKS.get(name, _DATA_FIRST) if way in ways and getattr(ways[way].content, name) != default
        ]
        content[name] = getattr(stated[0].content, name) if stated else default
        decisions += _chosen(name, stated)
        if name == "summary":
            content["summary_by"] = stated[0].content.summary_by if stated else None
    by_rank = [ways[way].content for way in _DATA_FIRST if way in ways]
    content["coverage"] = _figures([each.coverage for each in by_rank])
    content["unplaced"] = tuple(line for telling in reading.tellings for line in telling.content.unplaced)
    content["articles"] = _filled([ways[way].content.articles for way in _UNITED if way in ways])
    return replace(reading, content=Content(**content), decisions=(*reading.decisions, *decisions), tellings=())


def _chosen(name: str, stated: Sequence[Telling]) -> Iterator[Decision]:
    """The decision between ways that state different things; nothing where all say the same."""
    values = [getattr(telling.content, name) for telling in stated]
    others = [telling for telling, value in zip(stated, values, strict=True) if _compared(value) != _compared(values[0])]
    if others:
        said = "; ".join(f"{WAYS[telling.way]} says {_short(getattr(telling.content, name))}" for telling in others)
        yield Decision(
            _NAMES.get(name, name.replace("_", " ")), _short(values[0]), f"{WAYS[stated[0].way]} comes first; {said}"
        )


_NAMES = {"title": "headline", "url": "address", "started": "beginning"}


def _compared(value: Any) -> Any:
    if isinstance(value, str):
        return links.canonical(value) or fold(value)
    return tuple(map(_compared, value)) if isinstance(value, tuple) else value


def _short(value: Any) -> str:
    line = " ".join(_words(value).split())
    return f"{line[:_LONGEST_CHOICE]}…" if len(line) > _LONGEST_CHOICE else line


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(_words, value))
    if isinstance(value, Share):
        return f"{value.percent}% {value.side or ''}{f' of {value.base:,}' if value.base else ''}"
    if is_dataclass(value):
        stated = ((item.name, getattr(value, item.name)) for item in fields(value))
        return ", ".join(f"{name} {_words(part)}" for name, part in stated if part not in (None, ()))
    return str(value)


def _figures(told: Sequence[Coverage]) -> Coverage:
    """The first figure of each kind; one that differs is kept beside."""
    coverage: dict[str, Any] = {}
    also: list[Figure] = []
    for item in fields(Coverage):
        values = [value for each in told if (value := getattr(each, item.name)) != item.default]
        if item.name == "also_stated":
            also += [figure for value in values for figure in value]
        else:
            coverage[item.name] = values[0] if values else item.default
        if item.name in _FIGURES:
            also += [Figure(name=item.name, count=count) for count in values[1:] if count != values[0]]
    differing = (figure for figure in also if figure.count != coverage[figure.name])
    return Coverage(**{**coverage, "also_stated": tuple(dict.fromkeys(differing))})


def _filled(ways: Sequence[tuple[Article, ...]]) -> tuple[Article, ...]:
    """The articles of the first way, each filled with what the others say of it; behind them those that only others have."""
    merged: list[Article] = []
    for articles in ways:
        known = [_index(merged, key) for key in _KEYS]
        new = [_index(articles, key) for key in _KEYS]
        more: list[Article] = []
        for article in articles:
            place = _place(article, known, new)
            if place is None:
                more.append(article)
            else:
                merged[place] = _united(article, merged[place])
        merged += more
    return tuple(merged)


def _address_of(article: Article) -> str | None:
    return links.canonical(article.url) if article.url else None


_KEYS: tuple[Callable[[Article], str | None], ...] = (
    _address_of,
    lambda article: fold(article.outlet) if article.outlet else None,
    lambda article: fold(article.title) if article.title else None,
)
"""By what an article of one way is found in another, where it stands for one article only in both."""


def _index(articles: Sequence[Article], key: Callable[[Article], str | None]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, article in enumerate(articles):
        if name := key(article):
            found.setdefault(name, []).append(place)
    return found


def _place(article: Article, known: Sequence[dict[str, list[int]]], new: Sequence[dict[str, list[int]]]) -> int | None:
    """Where the article stands among the known ones."""
    for key, there, here in zip(_KEYS, known, new, strict=True):
        name = key(article)
        if name and len(there.get(name, ())) == 1 and len(here.get(name, ())) == 1:
            return there[name][0]
    return None
