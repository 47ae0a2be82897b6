"""The sections of a page's body as Markdown, both ways: lists, articles, voices and asides.

A comment below its heading joins an article or a voice to its row in the front matter, and marks
what the program wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from generator.errors import PageError
from generator.page.escape import escape_heading, escape_line, escape_text, unescape
from generator.story.fields import VOICES
from generator.story.model import Article, Aside, Voice
from generator.text.normal import normal_line, normal_paragraphs, repair_text

UNTITLED = "Untitled"
"""The heading of an article that has none."""

_BULLET = re.compile(r"^[-*+] +")
_COMMENTS = {
    "Articles": re.compile(r"<!-- article ([1-9][0-9]{0,8}) -->"),
    "Voices": re.compile(r"<!-- voice ([1-9][0-9]{0,8}) -->"),
    "More": re.compile("<!-- aside -->"),
}
"""What stands below each heading of a section."""

# --- writing --------------------------------------------------------------------------------------


def write_list(heading: str, points: tuple[str, ...]) -> list[str]:
    """A section that is a list; nothing where it is empty."""
    return [f"## {heading}", "", *_items(points)] if points else []


def _items(points: tuple[str, ...]) -> list[str]:
    return [*(f"- {escape_line(point)}" for point in points), ""]


def _quoted(text: str) -> list[str]:
    return [*(f"> {line}" if line else ">" for line in escape_text(text)), ""]


def write_articles(articles: tuple[Article, ...]) -> list[str]:
    """The section of the articles."""
    lines = ["## Articles", ""] if articles else []
    for number, article in enumerate(articles, 1):
        lines += [
            f"### {escape_heading(article.title or UNTITLED)}",
            f"<!-- article {number} -->",
            "",
        ]
        if article.excerpt:
            lines += _quoted(article.excerpt)
        if article.text:
            lines += ["#### Text", "", *escape_text(article.text), ""]
    return lines


def write_voices(voices: tuple[Voice, ...]) -> list[str]:
    """The section of the voices."""
    lines = ["## Voices", ""] if voices else []
    for number, voice in enumerate(voices, 1):
        lines += [
            f"### {voice.kind.capitalize()}",
            f"<!-- voice {number} -->",
            "",
            *_quoted(voice.text),
        ]
    return lines


def write_asides(asides: tuple[Aside, ...]) -> list[str]:
    """The section of what is told beside the story."""
    lines = ["## More", ""] if asides else []
    for aside in asides:
        lines += [
            f"### {escape_heading(aside.heading)}",
            "<!-- aside -->",
            "",
            *_items(aside.points),
        ]
    return lines


# --- reading --------------------------------------------------------------------------------------


def _plain(markdown: str) -> str:
    """Markdown of a repaired page as plain text; only a reference can name what no page can hold."""
    plain = unescape(markdown)
    return repair_text(plain)[0] if "&" in markdown else plain


def read_prose(lines: list[str]) -> str | None:
    """Lines of Markdown as a text of the model."""
    if not lines:
        return None
    written = "\n".join([line.strip() for line in lines])
    return normal_paragraphs(_plain(written))


def _line_text(markdown: str) -> str | None:
    return normal_line(_plain(markdown))


def read_points(lines: list[str]) -> tuple[str, ...]:
    """The items of a list; what stands above them is one as well."""
    points: list[list[str]] = []
    for line in lines:
        stripped = line.strip()
        if _BULLET.match(stripped) or (stripped and not points):
            points.append([])
        if stripped:
            points[-1].append(_BULLET.sub("", stripped))
    return tuple(point for parts in points if (point := _line_text(" ".join(parts))))


def is_persons(heading: str, block: list[str]) -> bool:
    """Whether a person wrote a section that has a name of the format: nothing in it carries the program's comment.

    Voices and More came after people could have sections of these names.
    """
    return heading in ("Voices", "More") and not any(
        _COMMENTS[heading].fullmatch(line.strip()) for line in block
    )


def _comment(section: str, block: list[str]) -> re.Match[str] | None:
    return next(
        (match for line in block[1:3] if (match := _COMMENTS[section].fullmatch(line.strip()))),
        None,
    )


def _blocks(
    section: str, lines: list[str]
) -> Iterator[tuple[re.Match[str], str | None, list[str]]]:
    """The parts of a section: the comment below each heading, the heading's words, and the lines below without the comment."""
    starts = [index for index, line in enumerate(lines) if line.startswith("### ")]
    what = _COMMENTS[section].pattern.split()[1]
    stray = next((line for line in lines[: starts[0] if starts else None] if line.strip()), None)
    if stray is not None:
        seen = f"the line {stray!r:.60} stands in {section}, above the first {what}"
        raise PageError(seen, "Move it below `## Notes`")
    for start, end in pairwise([*starts, len(lines)]):
        block, name = [line.strip() for line in lines[start:end]], _line_text(lines[start][4:])
        comment = _comment(section, block)
        if not comment:
            wanted = "<!-- aside -->" if section == "More" else f"<!-- {what} N -->"
            hint = (
                "Restore that line"
                if section == "More"
                else f"Restore that line with the number of the {what}'s row"
            )
            raise PageError(
                f"the {what} headed {name!r:.60} has no line {wanted} below its heading", hint
            )
        block.remove(comment[0])
        yield comment, name, block[1:]


Parts = dict[str, Any]
"""The values of an article or a voice that stand in the body."""


def _numbered(
    section: str, lines: list[str], parts: Callable[[str | None, list[str]], Parts]
) -> dict[int, Parts]:
    found: dict[int, Parts] = {}
    for comment, name, block in _blocks(section, lines):
        number = int(comment[1])
        if number in found:
            what = section.lower().removesuffix("s")
            raise PageError(
                f"{what} {number} stands twice in {section}", f"Number each {what} once"
            )
        found[number] = parts(name, block)
    return found


def _unquoted(lines: list[str]) -> str | None:
    return read_prose([line.removeprefix(">") for line in lines])


def _article(name: str | None, block: list[str]) -> Parts:
    where = block.index("#### Text") if "#### Text" in block else len(block)
    return {
        "title": name,
        "excerpt": _unquoted(block[:where]),
        "text": read_prose(block[where + 1 :]),
    }


def _voice(name: str | None, block: list[str]) -> Parts:
    kind = (name or "").lower()
    if kind not in VOICES:
        raise PageError(
            f"a voice is headed {name!r:.60}",
            "Head it Quotation or Perspective, and name who says it in its row",
        )
    return {"kind": kind, "text": _unquoted(block)}


def read_articles(lines: list[str]) -> dict[int, Parts]:
    """What the body holds of the articles, by their numbers."""
    return _numbered("Articles", lines, _article)


def read_voices(lines: list[str]) -> dict[int, Parts]:
    """What the body holds of the voices, by their numbers."""
    return _numbered("Voices", lines, _voice)


def read_asides(lines: list[str]) -> tuple[Aside, ...]:
    """What is told beside the story."""
    return tuple(
        Aside(heading=name or "", points=read_points(block))
        for _, name, block in _blocks("More", lines)
    )
