"""Stories as ordinary Markdown articles for stock Pelican: what `generator.site.stock` shows of
them, as one would write it.

A story is more than its prose: who reported it, under which label and where, how many did, and what
is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import corpus

from generator.catalog.presentation import ArticlePresentation, StoryPresentation
from generator.catalog.presenting import present_story
from generator.page import format as page
from generator.page.escape import escape_heading, escape_line, escape_text


def _head(path: Path, told: StoryPresentation) -> str:
    # Pelican drops an article without date, and takes a title over several lines.
    head = {
        "Title": told.title or "Untitled",
        "Date": told.date or corpus.FIRST_DAY.isoformat(),
        "Tags": ", ".join(told.topics),
        "Slug": path.stem,
    }
    return "".join(f"{name}: {value}\n" for name, value in head.items())


def _list(heading: str, points: Iterable[str]) -> Iterator[str]:
    listed = [f"- {escape_line(point)}" for point in points]
    if listed:
        yield from (f"## {heading}", "", *listed, "")


def _paragraphs(lines: Iterable[str | None]) -> Iterator[str]:
    for line in lines:
        if line:
            yield from (escape_line(line), "")


def _coverage(told: StoryPresentation) -> Iterator[str]:
    coverage = told.coverage
    yield from (
        "## Coverage",
        "",
        f"Articles reported: {coverage.reported}; captured: {coverage.captured}.",
        "",
    )
    yield from ("Articles | Counted here | Stated by the source page", "--- | --- | ---")
    for part in coverage.parts:
        if part.count or part.stated is not None:
            yield f"{part.words} | {part.count} | {'not stated' if part.stated is None else part.stated}"
    yield ""
    yield from _paragraphs(coverage.sentences)


def _article(article: ArticlePresentation) -> Iterator[str]:
    title, url = escape_heading(article.title or "Title not stated"), article.address
    yield from (
        f"### [{title}](<{url.address}>)" if url and url.address else f"### {title}",
        "",
    )
    facts = [article.outlet or "outlet not stated", article.rating, article.stated.place]
    yield from _paragraphs([", ".join(fact for fact in facts if fact)])
    for text in article.excerpt:
        yield from (*(f"> {line}" for line in escape_text(text)), "")
    if article.stated.excerpt_truncated:
        yield from ("The source page cut this excerpt.", "")


def whole(path: Path) -> str:
    """One page as an ordinary Markdown article of Pelican, with all its facts."""
    told = present_story(page.read(path.read_text(encoding="utf-8")))
    places = f"Places: {', '.join(told.places)}" if told.places else None
    lines = ["", *_paragraphs([told.date_basis, told.stated.dateline, places])]
    for text in told.summary:
        lines += [*escape_text(text), ""]
    lines += _list("Key points", told.stated.key_points)
    for side in told.perspectives:
        lines += _list(side.words, side.points)
    lines += [*_coverage(told), "## Articles", ""]
    for article in told.articles:
        lines += _article(article)
    lines += _list("Missing here", [absence.words for absence in told.absences])
    captures = (
        f"{capture.stated.bundle}, SHA-256 {capture.stated.sha256}" for capture in told.captures
    )
    lines += _list("Captures", captures)
    return _head(path, told) + "\n".join(lines) + "\n"


def prose(path: Path) -> str:
    """One page as an ordinary Markdown article of Pelican: its form of front matter, and the page's
    body as it stands.
    """
    text = path.read_text(encoding="utf-8")
    return _head(path, present_story(page.read(text))) + text.split("\n---\n", 1)[1]
