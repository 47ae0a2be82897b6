"""What makes two captures one story, two rows one article, and the name of a story's page."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from generator.story.model import Article, Content
from generator.text.addresses import canonical_address
from generator.text.normal import fold, title_slug

DIGITS = 10
"""Hex digits of the key's SHA-256 in a page's name."""

TERM_DIGITS = 8
_DIGITS = re.compile(rf"-[0-9a-f]{{{TERM_DIGITS}}}$")
_TAKEN = {
    "index",
    "other",
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
"""Names of lists, and those that Windows keeps for devices; single signs stand for the lists of an
initial."""


def story_key(content: Content, sha256: str, at: str | None = None) -> str:
    """The key of a story: address, else headline with dateline, first key point or first article, else its place in a bundle.

    The headline alone is no key: two stories may share one.
    """
    address = canonical_address(content.url) if content.url else None
    if address:
        return f"address {address}"
    if content.title is None:
        return f"bundle {sha256}{at or ''}"
    if content.dateline:
        second = f"dateline {fold(content.dateline)}"
    elif content.key_points:
        second = f"point {fold(content.key_points[0])}"
    else:
        second = next(
            (f"article {words}" for article in content.articles if (words := _words(article))),
            "alone",
        )
    return f"headline {fold(content.title)}\n{second}"


def _words(article: Article) -> str | None:
    """What tells an article from others of its story."""
    words = article.title or article.excerpt
    if words:
        return fold(words)
    address = canonical_address(article.url) if article.url else None
    return address or (fold(article.outlet) if article.outlet else None)


def article_key(article: Article) -> tuple[str | None, ...]:
    """What an article is known by from one capture to the next: its address, else title and excerpt, else its outlet."""
    address = canonical_address(article.url) if article.url else None
    if address:
        return (address,)
    if article.title or article.excerpt:
        return (article.title, article.excerpt)
    # An outlet's label may change from one capture to the next; it tells articles apart only where
    # nothing else does.
    return (article.outlet, article.place, None if article.outlet else article.bias)


def digits(key: str) -> str:
    """The hex digits that stand for a key in a page's name."""
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:DIGITS]


def slug(title: str | None, key: str) -> str:
    """The name of a story's page, without folder and ending: lower-case ASCII, at most 100 bytes, never a reserved name."""
    return f"{title_slug(title or '') or 'story'}-{digits(key)}"


@lru_cache(maxsize=1 << 16)  # an archive names the same outlets again and again
def term_slug(name: str) -> str:
    """The name of an outlet's, a place's or a topic's page: the same for every spelling by case, spaces and hyphens.

    A slug that tells less than the name (`C++`, `C#`, 北京), or that is taken, ends in digits of the
    name's SHA-256.
    """
    key = " ".join(fold(name).replace("-", " ").split()) or fold(name)
    short = title_slug(key)
    if (
        short == key.replace(" ", "-")
        and short not in _TAKEN
        and len(short) > 1
        and not _DIGITS.search(short)
    ):
        return short
    return f"{short or 'name'}-{hashlib.sha256(key.encode('utf-8')).hexdigest()[:TERM_DIGITS]}"
