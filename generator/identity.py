"""What makes two captures one story, two rows one article, and the name of a story's page."""

from __future__ import annotations

import hashlib

from generator import links
from generator.model import Article, Content
from generator.text import fold, stem

DIGITS = 10
"""Hex digits of the key's SHA-256 in a page's name."""


def story_key(content: Content, sha256: str) -> str:
    """The key of a story: address, else headline with dateline, first key point or first article, else the bundle itself.

    The headline alone is no key: two stories may share one.
    """
    address = links.canonical(content.url) if content.url else None
    if address:
        return f"address {address}"
    if content.title is None:
        return f"bundle {sha256}"
    if content.dateline:
        second = f"dateline {fold(content.dateline)}"
    elif content.key_points:
        second = f"point {fold(content.key_points[0])}"
    elif content.articles:
        second = f"article {fold(content.articles[0].title or content.articles[0].excerpt or '')}"
    else:
        second = "alone"
    return f"headline {fold(content.title)}\n{second}"


def article_key(article: Article) -> tuple[str | None, ...]:
    """What an article is known by from one capture to the next: its address, else title and excerpt, else its outlet."""
    address = links.canonical(article.url) if article.url else None
    if address:
        return (address,)
    return (
        (article.title, article.excerpt) if article.title or article.excerpt else (article.outlet, article.place, article.bias)
    )


def digits(key: str) -> str:
    """The hex digits that stand for a key in a page's name."""
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:DIGITS]


def slug(title: str | None, key: str) -> str:
    """The name of a story's page, without folder and ending: lower-case ASCII, at most 100 bytes, never a reserved name."""
    return f"{stem(title or '')}-{digits(key)}"
