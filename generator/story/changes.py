"""What came, went or changed from one capture of a story to the next, in words that a reader follows.

What a later capture does not state at all has not gone: many bundles show a part of the page only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generator.story import identity
from generator.story.fields import SIDES
from generator.story.labels import step
from generator.story.model import Article, Content, Coverage, Story, Voice
from generator.story.wording import FIGURES, NOT_STATED, Rating
from generator.text.addresses import host
from generator.text.normal import fold

MOST = 12
"""Things that are named of one kind of change; the others are counted."""


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: what it is, and the texts that it is about."""

    words: str
    texts: tuple[str, ...]
    more: int = 0
    """How many others there are."""


def _change(words: str, texts: Sequence[str]) -> Iterator[Change]:
    if texts:
        yield Change(words, tuple(texts[:MOST]), max(len(texts) - MOST, 0))


def name(article: Article) -> str:
    """An article as a list of changes names it: by its title, else by its outlet, else by the host of its address."""
    return (
        article.title
        or article.outlet
        or (host(article.url) if article.url else None)
        or "an article without title"
    )


def _keyed(articles: Sequence[Article]) -> dict[tuple[object, int], Article]:
    """Articles by what they are known by; those that have the same are numbered."""
    seen: Counter[object] = Counter()
    found: dict[tuple[object, int], Article] = {}
    for article in articles:
        key = identity.article_key(article)
        seen[key] += 1
        found[key, seen[key]] = article
    return found


@lru_cache(maxsize=1024)  # few labels, many articles
def _rating(bias: str | None, by: str | None, time: str | None) -> tuple[Rating, ...]:
    return (Rating(bias, by, time, time),) if bias else ()


def ratings(story: Story) -> list[tuple[Rating, ...]]:
    """Of each article the labels that its outlet had, in the order of the captures, each as long as it stayed the same."""
    if len(story.captures) < 2:  # most stories
        time = story.captures[0].captured if story.captures else None
        return [_rating(article.bias, article.rated_by, time) for article in story.articles]
    shown: dict[tuple[object, int], list[Rating]] = {}
    for capture in story.captures:
        for key, article in _keyed(capture.content.articles).items():
            runs = shown.setdefault(key, [])
            for new in _rating(article.bias, article.rated_by, capture.captured):
                before = runs.pop() if runs and _alike(runs[-1], new) else new
                runs.append(
                    Rating(
                        new.bias,
                        before.by or new.by,
                        before.first or new.first,
                        new.last or before.last,
                    )
                )
    # A person may have given an article another address or label.
    return [
        tuple(found)
        if (found := shown.get(key)) and found[-1].bias == article.bias
        else _rating(article.bias, article.rated_by, None)
        for key, article in _keyed(story.articles).items()
    ]


def _alike(one: Rating, other: Rating) -> bool:
    """Whether two captures show one label; who gave it may be stated in one of them only."""
    return step(one.bias) == step(other.bias) and (one.by == other.by or None in (one.by, other.by))


def _articles(before: Content, after: Content) -> Iterator[Change]:
    if not after.articles:
        return
    old, new = _keyed(before.articles), _keyed(after.articles)
    yield from _change(
        "Articles that came", [name(article) for key, article in new.items() if key not in old]
    )
    yield from _change(
        "Articles that went", [name(article) for key, article in old.items() if key not in new]
    )
    both = [(old[key], article) for key, article in new.items() if key in old]
    titles = [
        _then(one.title, other.title)
        for one, other in both
        if other.title and one.title != other.title
    ]
    yield from _change("Titles that changed", titles)
    labels = [
        f"{name(other)}: {_then(one.bias, other.bias)}"
        for one, other in both
        if other.bias and one.bias != other.bias
    ]
    yield from _change("Labels that changed", labels)
    yield from _change(
        "Full texts that came", [name(other) for one, other in both if other.text and not one.text]
    )
    changed = [
        name(other) for one, other in both if other.text and one.text and other.text != one.text
    ]
    yield from _change("Full texts that changed", changed)


def _then(was: str | None, now: str) -> str:
    return f"{was or NOT_STATED}, then {now}"


def _points(words: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    if not after:
        return
    old, new = {fold(point) for point in before}, {fold(point) for point in after}
    yield from _change(f"{words} that came", [point for point in after if fold(point) not in old])
    yield from _change(f"{words} that went", [point for point in before if fold(point) not in new])


def _figures(before: Coverage, after: Coverage) -> Iterator[Change]:
    for field, words in FIGURES.items():
        was, now = getattr(before, field), getattr(after, field)
        if now is not None and was != now:
            yield Change(words, (_then(None if was is None else f"{was:,}", f"{now:,}"),))


def changes(before: Content, after: Content) -> Iterator[Change]:
    """What changed from one capture to the next; nothing where the later one states only what the earlier one did."""
    for words, field in (("Headline", "title"), ("Summary", "summary")):
        was, now = getattr(before, field), getattr(after, field)
        if now and was != now:
            yield Change(f"{words} before", (was or NOT_STATED,))
    yield from _figures(before.coverage, after.coverage)
    yield from _articles(before, after)
    yield from _points("Key points", before.key_points, after.key_points)
    yield from _points("Events of the timeline", before.timeline, after.timeline)
    for side in SIDES:
        yield from _points(
            f"Points of the {side}",
            getattr(before.perspectives, side),
            getattr(after.perspectives, side),
        )
    yield from _points("Voices", list(map(_voice, before.voices)), list(map(_voice, after.voices)))
    yield from _points("Points beside the story", _beside(before), _beside(after))


def _voice(voice: Voice) -> str:
    """A voice as a list of changes names it, with who it is unless the words begin so."""
    words = " ".join(voice.text.split())
    return f"{voice.by}: {words}" if voice.by and not words.startswith(f"{voice.by}:") else words


def _beside(content: Content) -> list[str]:
    return [f"{aside.heading}: {point}" for aside in content.asides for point in aside.points]
