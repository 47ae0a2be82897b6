"""The stories as plain HTML, as a user of Pagefind has them, and what their words are asked for;
for `bench/search.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from pathlib import Path

from asking import Question
from indexing import SITE

from generator.catalog.database import Catalog
from generator.catalog.presentation import ArticlePresentation, StoryPresentation
from generator.search.fields import FACETS, searchable_texts
from generator.search.tokens import tokenize

EACH = 12
"""Questions of each kind, where they depend on the words."""
RANGE = ("2023-03-01", "2024-02-29")
SHARES = {"common": (0.25, 1.0), "middling": (0.02, 0.06), "rare": (0.0, 0.003)}
"""From and to which share of all stories hold a word."""


# --- plain pages ----------------------------------------------------------------------------------


def _article(article: ArticlePresentation) -> Iterator[str]:
    if article.title:
        yield f"<h3>{escape(article.title)}</h3>"
    if article.outlet:
        yield f'<p data-pagefind-filter="outlet">{escape(article.outlet)}</p>'
    yield from (f"<blockquote>{escape(text)}</blockquote>" for text in article.excerpt)


def _body(told: StoryPresentation) -> Iterator[str]:
    yield f"<h1>{escape(told.title or 'Untitled story')}</h1>"
    yield from (f'<p data-pagefind-filter="place">{escape(name)}</p>' for name in told.places)
    yield from (f"<p>{escape(name)}</p>" for name in told.topics)
    points = [point for view in told.perspectives for point in view.points]
    yield from (
        f"<p>{escape(text)}</p>" for text in (*told.summary, *told.stated.key_points, *points)
    )
    for article in told.articles:
        yield from _article(article)
    yield from (f"<h2>{escape(section.heading)}</h2>\n{section.html}" for section in told.sections)
    yield told.notes_html


def plain(told: StoryPresentation, day: str | None) -> str:
    """A story as a page without anything around it; all in one language, since Pagefind searches
    one at a time.
    """
    sort = f' data-pagefind-sort="date:{day}"' if day else ""
    head = f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{escape(told.title or "Untitled story")}</title>'
    return "\n".join((head, f"<main data-pagefind-body{sort}>", *_body(told), "</main>\n"))


@dataclass(slots=True)
class Words:
    """What the stories hold, counted while their plain pages are written."""

    stories: int = 0
    terms: Counter[str] = field(default_factory=Counter)
    """In how many stories each word stands; those of plain letters alone."""
    outlets: Counter[str] = field(default_factory=Counter)
    size: int = 0
    """Bytes of the plain pages."""

    def between(self, share: str) -> list[str]:
        """The words that such a share of the stories hold, the most frequent first."""
        least, most = (share * self.stories for share in SHARES[share])
        found = (
            (count, term)
            for term, count in self.terms.items()
            if max(least, 1) <= count <= max(most, 4)
        )
        return [term for _, term in sorted(found, reverse=True)]


def write(catalog: Catalog, folder: Path) -> Words:
    """Write the plain pages of all stories."""
    words = Words()
    for card, told in catalog.presented_oldest(0, catalog.count()):
        path = folder / card.path.replace(".md", ".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        words.size += path.write_bytes(plain(told, card.day).encode())
        words.stories += 1
        words.terms.update(
            term for term in terms(told) if len(term) > 3 and term.isascii() and term.isalpha()
        )
        words.outlets.update({article.outlet for article in told.articles if article.outlet})
    return words


def terms(told: StoryPresentation) -> set[str]:
    """The terms of a story."""
    return {
        term for piece in searchable_texts(told, texts=SITE.texts) for term in tokenize(piece.text)
    }


# --- questions ------------------------------------------------------------------------------------


def spread(found: Sequence[str], many: int) -> list[str]:
    """So many of a list, from its first one to its last one but evenly apart."""
    return [found[number * (len(found) - 1) // max(many - 1, 1)] for number in range(many)]


def questions(words: Words, phrases: Iterable[tuple[str, str]]) -> Iterator[Question]:
    """What is asked: as people type it, without a space at the end, so that the last word may be
    unfinished.
    """
    common, rare = spread(words.between("common"), 2 * EACH), spread(words.between("rare"), EACH)
    outlet = {"outlet": [words.outlets.most_common(1)[0][0]]}
    yield from (Question("a rare word", word) for word in rare)
    yield from (
        Question("two common words", f"{one} {other}")
        for one, other in zip(common[::2], common[1::2], strict=True)
    )
    yield from (Question("a common word, an outlet", word, outlet) for word in common[::2])
    yield Question("an outlet alone, newest first", "", outlet, sort="newest")
    yield from (Question("a common word, a year", word, span=RANGE) for word in common[::2])
    yield from (Question(f"a phrase of {kind} words", f'"{phrase}"') for kind, phrase in phrases)
    yield Question(
        "a common word, counts of all facets, the top values",
        common[2],
        counts=tuple(FACETS),
    )
    yield Question("a common word, all counts", common[2], counts=tuple(FACETS), every=True)


def phrases(catalog: Catalog, words: Words) -> list[tuple[str, str]]:
    """Phrases of stories in the middle, two of each kind, by kind."""
    kinds = {term: share for share in SHARES for term in words.between(share)}
    wanted = dict.fromkeys(("common", "common and middling", "middling", "common and rare"), 2)
    found: dict[str, str] = {}
    for _, told in catalog.presented_oldest(words.stories // 2, 300):
        for piece in searchable_texts(told, texts=SITE.texts):
            for one, other in pairwise(tokenize(piece.text)):
                kind = " and ".join(sorted({kinds.get(one, "none"), kinds.get(other, "none")}))
                if wanted.get(kind) and one != other and f"{one} {other}" not in found:
                    found[f"{one} {other}"] = kind
                    wanted[kind] -= 1
    return sorted((kind, phrase) for phrase, kind in found.items())
