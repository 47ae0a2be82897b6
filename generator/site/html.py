"""A story page as plain HTML, for the Pelican reader: every word of a story escaped, what a person wrote sanitised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

import markdown
import nh3

from generator.labels import label
from generator.links import canonical
from generator.model import SIDES, Article, Capture, Share, Story
from generator.page import Page

LONGEST_MARKDOWN = 256 * 1024
"""Characters of hand-written Markdown that are parsed; Python-Markdown has quadratic cases, so more is shown as it stands."""

_NOT_STATED = "not stated"


def rendered(text: str) -> str:
    """Hand-written Markdown as sanitised HTML."""
    if len(text) > LONGEST_MARKDOWN:
        return f"<pre>{escape(text)}</pre>"
    try:
        return nh3.clean(markdown.markdown(text, extensions=["extra", "sane_lists"]))
    except RecursionError:  # lists within lists, some hundred deep
        return f"<pre>{escape(text)}</pre>"


def _paragraphs(text: str) -> str:
    return "".join(f'<p dir="auto">{escape(part)}</p>' for part in text.split("\n\n"))


def _items(points: Iterable[str]) -> str:
    rows = "".join(f'<li dir="auto">{escape(point)}</li>' for point in points)
    return f"<ul>{rows}</ul>"


def _number(count: int | None) -> str:
    return _NOT_STATED if count is None else f"{count:,}"


def _share(share: Share) -> str:
    side = f"{share.percent}% of the sources: {share.side}" if share.side else f"{share.percent}%, side not stated"
    return f"{side} (of {share.base} rated)" if share.base is not None else f"{side} (base not stated)"


def _stated(story: Story) -> Iterator[str]:
    """What the bundles state about the coverage, and what they do not."""
    coverage, captured = story.coverage, len(story.articles)
    reported = coverage.reported_articles
    missing = f"; not captured: {reported - captured:,}" if reported is not None and reported > captured else ""
    yield f"Articles reported: {_number(reported)}; captured: {captured:,}{missing}"
    if any(getattr(coverage, side) is not None for side in SIDES):
        yield ", ".join(f"{side}: {_number(getattr(coverage, side))}" for side in SIDES)
    if coverage.total_sources is not None:
        yield f"Sources in all: {coverage.total_sources:,}"
    yield from (f"Stated elsewhere: {figure.name.replace('_', ' ')} {figure.count:,}" for figure in coverage.also_stated)
    yield from map(_share, story.bias_statements)
    if story.bias_bar:
        drawn = (f"{share.percent}% {share.side or ''}".strip() for share in story.bias_bar)
        yield f"Drawn as: {', '.join(drawn)}"
    if story.first_report:
        first = story.first_report
        place = f"in {first.place}" if first.place else f"place {_NOT_STATED}"
        yield f"First report: {first.outlet or _NOT_STATED}, {place}, on {first.date or 'a day ' + _NOT_STATED}"
    for name in ("published", "last_updated", "ownership"):
        if getattr(coverage, name):
            yield f"{name.replace('_', ' ').capitalize()}, as worded: {getattr(coverage, name)}"
    yield from (f"Withheld by the source page: {what}" for what in story.withheld)


def _rating(bias: str | None) -> str:
    if not bias:
        return "rating not stated"
    return "not rated" if label(bias) == "unknown" else f"rated {bias}"


def _article(article: Article) -> str:
    facts = [escape(article.outlet or "Outlet not stated")]
    facts += [escape(_rating(article.bias))]
    facts += [escape(article.place)] if article.place else []
    facts += [f"reposted by {article.reposted_by:,} others"] if article.reposted_by is not None else []
    title = escape(article.title) if article.title else "Title not stated"
    if article.url and canonical(article.url):
        title = f'<a href="{escape(article.url)}" rel="noopener nofollow">{title}</a>'
    cut = "<p><small>The source page cut this excerpt.</small></p>" if article.excerpt_truncated else ""
    quoted = f"<blockquote>{_paragraphs(article.excerpt)}</blockquote>{cut}" if article.excerpt else ""
    listed = ", ".join(facts)
    return f'<h3 dir="auto">{title}</h3><p>{listed}</p>{quoted}'


def _capture(capture: Capture) -> str:
    return f"{capture.bundle}, captured {capture.captured or 'at a time not stated'}, SHA-256 {capture.sha256}"


def story(page: Page) -> str:
    """The body of a story's page."""
    told = page.story
    basis = "Date corrected by the archivist." if page.corrections.date else told.date_basis
    parts = [f"<p><small>{escape(basis)}</small></p>" if basis else ""]
    by = f"<p>Summary by {escape(told.summary_by)}</p>" if told.summary_by else ""
    parts.append(by + _paragraphs(told.summary) if told.summary else "<p>No summary stated.</p>")
    parts.append(f"<h2>Key points</h2>{_items(told.key_points)}" if told.key_points else "")
    for side in SIDES:
        points = getattr(told.perspectives, side)
        parts.append(f"<h2>{side.capitalize()}</h2>{_items(points)}" if points else "")
    parts.append(f"<h2>Coverage</h2>{_items(_stated(told))}")
    if told.articles:
        parts.append(f"<h2>Articles</h2>{''.join(map(_article, told.articles))}")
    parts.append(f"<h2>Unplaced</h2>{_items(told.unplaced)}" if told.unplaced else "")
    parts += [f"<h2>{escape(section.heading)}</h2>{rendered(section.markdown)}" for section in page.sections]
    parts.append(f"<h2>Notes</h2>{rendered(page.notes)}" if page.notes else "")
    parts.append(f"<h2>Captures</h2>{_items(map(_capture, told.captures))}")
    return "".join(parts)
