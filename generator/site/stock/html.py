"""A told story as plain HTML for any theme, and its words as themes take them: whatever a theme
does, they stay words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from generator.catalog.presentation import (
    ArticlePresentation,
    CapturePresentation,
    SourcePresentation,
    StoryPresentation,
    VoicePresentation,
)
from generator.catalog.withdrawals import WithdrawalNotice
from generator.story import dates
from generator.story.wording import NOT_STATED
from generator.text.scripts import lang_attributes

_INERT = {
    # Pelican, and many plugins, act on {static}, |filename| and {{ }} wherever they stand; as
    # references the signs only show.
    **{ord(sign): f"&#{ord(sign)};" for sign in "{|}"},
    # XML has no place for these, not even as references, and one of them ends the whole feed.
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"},
    **dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd"),
}
_ESCAPED = _INERT | {ord(sign): f"&#{ord(sign)};" for sign in "&<>\"'"}

REFERENCE = re.compile("&#(?:34|38|39|60|62);")
"""How a sign of a story's words that could act is written, by which it is known inside a longer
text as well."""


class Escaped(str):
    """HTML that shows words of a story; where a theme takes its tags away, the words must not become markup again."""

    __slots__ = ()


class Words(Escaped, Markup):
    """Words of a story with every sign escaped that could act, and nothing else: a title, a topic, a summary."""

    __slots__ = ()


def words(text: str) -> Words:
    """Words as HTML."""
    return Words(text.translate(_ESCAPED))


def _element(name: str, text: str) -> str:
    return f"<{name}{lang_attributes(text)}>{words(text)}</{name}>"


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(_element("p", text) for text in texts)


def _items(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(_element('li', text) for text in texts)}</ul>"


def _inline(text: str) -> str:
    """Words within a sentence of ours; another script keeps its own direction."""
    attributes = lang_attributes(text)
    return f"<bdi{attributes}>{words(text)}</bdi>" if attributes else words(text)


def _when(told: StoryPresentation) -> Iterator[str]:
    """When and where, and on what evidence the story stands under its day."""
    if told.date_basis:
        yield words(told.date_basis)
    if not told.date and told.day:
        yield f"Undated; listed here by the day of its capture, {dates.day_name(told.day)}."
    elif not told.date:
        yield "Undated; the day under which it is listed here comes from the settings of this site."
    if told.stated.dateline:
        yield f"Dateline as worded: {_inline(told.stated.dateline)}"
    if told.places:
        yield f"Places: {', '.join(map(_inline, told.places))}"
    if told.corrected:
        yield f"Corrected by the archivist: {', '.join(told.corrected)}."


def _summary(told: StoryPresentation) -> str:
    by = f"<p>Summary by {_inline(told.stated.summary_by)}</p>" if told.stated.summary_by else ""
    return f"{_paragraphs(told.summary)}{by}"


def _points(heading: str, points: Iterable[str]) -> str:
    listed = list(points)
    return f"{_element('h2', heading)}{_items(listed)}" if listed else ""


def _voice(voice: VoicePresentation) -> str:
    who = (
        []
        if voice.is_named
        else [_inline(voice.stated.by) if voice.stated.by else f"speaker {NOT_STATED}"]
    )
    named = ", ".join([*who, *map(_source, voice.sources)])
    return f"<blockquote>{_paragraphs(voice.text)}</blockquote>{f'<p>{named}</p>' if named else ''}"


def _source(source: SourcePresentation) -> str:
    url, outlet = source.address, source.outlet
    named = _inline(outlet) if outlet and not (url and outlet == url.text) else ""
    return (
        f"{f'{named}: ' if named and url else named}{_link(url.text, url.address) if url else ''}"
    )


def _coverage(told: StoryPresentation) -> str:
    coverage = told.coverage
    rows = [("Articles", "Counted here", "Stated by the source page")]
    rows += [
        (
            part.words,
            f"{part.count:,}",
            NOT_STATED if part.stated is None else f"{part.stated:,}",
        )
        for part in coverage.parts
        if part.count or part.stated is not None
    ]
    cells = (
        "".join(f"<td>{cell}</td>" for cell in row[: 3 if coverage.states_sides else 2])
        for row in rows
    )
    table = f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>" if rows[1:] else ""
    reported = NOT_STATED if coverage.reported is None else f"{coverage.reported:,}"
    total = f"<p>Articles reported: {reported}; captured: {coverage.captured:,}.</p>"
    return (
        f"<h2>Coverage</h2>{total}{table}{_items(coverage.sentences) if coverage.sentences else ''}"
    )


def _facts(article: ArticlePresentation) -> str:
    outlet = _inline(article.outlet) if article.outlet else f"outlet {NOT_STATED}"
    facts = [
        f"{outlet} (the host of its address)" if article.is_host else outlet,
        words(article.rating),
    ]
    facts += [_inline(article.stated.place)] if article.stated.place else []
    facts += (
        [f"reposted by {article.stated.reposted_by:,} others"]
        if article.stated.reposted_by is not None
        else []
    )
    return f"<p>{', '.join(facts)}</p>"


def _link(text: str, address: str | None) -> str:
    return (
        f'<a href="{words(address)}" rel="noopener nofollow">{words(text)}</a>'
        if address
        else words(text)
    )


def _article(article: ArticlePresentation, *, texts: bool) -> str:
    title, url = article.title or f"Title {NOT_STATED}", article.address
    heading = f"<h3{lang_attributes(title)}>{_link(title, url.address if url else None)}</h3>"
    quoted = f"<blockquote>{_paragraphs(article.excerpt)}</blockquote>" if article.excerpt else ""
    cut = "<p>The source page cut this excerpt.</p>" if article.stated.excerpt_truncated else ""
    full = _paragraphs(article.text) if texts else ""
    return f"{heading}{_facts(article)}{quoted}{cut}{full}"


def _capture(capture: CapturePresentation) -> str:
    captured = capture.stated.captured or f"at a time {NOT_STATED}"
    member = f", {capture.stated.member}" if capture.stated.member else ""
    place = f"{member}, at {capture.stated.at}" if capture.stated.at else member
    licence = capture.licence
    under = f", licence: {licence.address or licence.text}" if licence else ""
    note = f". {' '.join(capture.note)}" if capture.note else ""
    return f"{capture.stated.bundle}{place}, captured {captured}, SHA-256 {capture.stated.sha256}{under}{note}"


def tombstone(stone: WithdrawalNotice) -> str:
    """The body of what stands in the place of a story that was withdrawn."""
    when = f"This story was withdrawn from the archive on {dates.day_name(stone.day)}."
    return f"<p>{when}</p><p>Reason: {_inline(stone.reason)}</p>".translate(_INERT)


def body(told: StoryPresentation, *, texts: bool = False) -> str:
    """The body of a story's article, with the full texts of its articles where they may be published."""
    articles = "".join(_article(article, texts=texts) for article in told.articles)
    url = told.address
    parts = [
        *(f"<p>{line}</p>" for line in _when(told)),
        _summary(told),
        _points("Key points", told.stated.key_points),
    ]
    parts += [_points("Timeline", told.stated.timeline)]
    parts += [_points(side.words, side.points) for side in told.perspectives]
    parts += [f"<h2>Voices</h2>{''.join(map(_voice, told.voices))}" if told.voices else ""]
    parts += [_points(aside.heading, aside.points) for aside in told.stated.asides]
    parts += [_coverage(told), f"<h2>Articles</h2>{articles}" if articles else ""]
    parts += [
        _points("Missing here", [absence.words for absence in told.absences]),
        _points("Unplaced", told.stated.unplaced),
    ]
    parts += [f"{_element('h2', section.heading)}{section.html}" for section in told.sections]
    parts += [f"<h2>Notes</h2>{told.notes_html}" if told.notes_html else ""]
    parts += [_points("Captures", map(_capture, told.captures))]
    parts += [f"<p>The story at its source: {_link(url.text, url.address)}</p>" if url else ""]
    return "".join(parts).translate(_INERT)
