"""A story as a Markdown page, both ways. Nothing else knows the page format.

Front matter holds the facts, the body the prose; each fact and each sentence stands in one of them
only. `docs/page.md` describes the format for people.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, TypeVar

from generator.errors import PageError
from generator.page import frontmatter, sections
from generator.page.escape import escape_text
from generator.page.model import Corrections, Page, Section, Withdrawn
from generator.page.sections import UNTITLED
from generator.story import identity
from generator.story.as_json import decode_fields, decode_model, encode_differences, encode_model
from generator.story.fields import (
    SIDES,
    ModelError,
    Output,
    body_fields,
    fields_always,
    fields_of,
    is_list_of_texts,
)
from generator.story.model import Article, Aside, Capture, Content, Perspectives, Story, Voice
from generator.text.normal import repair

SCHEMA = 1

KEY_MEANINGS = {
    "schema": "The version of this format, 1.",
    "corrections": "Yours, see below.",
    "withdrawn": "That the story was withdrawn; see below.",
    "written": "The SHA-256 of what the program wrote, by which it knows a page that you edited.",
}
"""Keys of the front matter that are no fields of the story, and what they hold."""
_FIELDS = fields_of(Story)
_BODY = {name: field for name, field in _FIELDS.items() if field.spec.body is not None}
"""The fields that stand in the body, wholly or but for their rows."""
_ROWS = ("articles", "voices")
"""Those of which each value has a row in the front matter, and a heading in the body."""
_DAY = ("date", "date_basis")
_FRONT = tuple(name for name in _FIELDS if name not in (*_BODY, *_DAY, "captures"))
_PLACES = _FRONT.index("places")
_FACTS = (*_FRONT[:_PLACES], *_DAY, *_FRONT[_PLACES:])
"""The fields that stand in the front matter only; the day comes before the places."""
KEYS = ("schema", *_FACTS, *_ROWS, "captures", "corrections", "withdrawn", "written")
"""The keys of the front matter, in their order."""
_ALWAYS = frozenset(fields_always(Story, Output.PAGE))
_LISTS = {name: field.heading for name, field in _BODY.items() if is_list_of_texts(field)}
"""The fields that are a list in the body, with their headings."""
_SIDES = {side: field.heading for side, field in fields_of(Perspectives).items()}
_SECTIONS = {*_SIDES.values(), *(field.heading for field in _BODY.values()), "Notes"} - {""}
_ARTICLE_BODY = tuple(body_fields(Article))
_VOICE_BODY = tuple(body_fields(Voice))
_SCHEMA_LINE = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?:(?!---[ \t]*\r?$).*\n)*?[\"']?schema[\"']?[ \t]*:", re.MULTILINE
)
_OPEN = re.compile(r"---[ \t]*\n")
_CLOSE = re.compile(r"\n---[ \t]*(?:\n|$)")
_BY_HAND = "none"
"""For the digest that a page lacks, lest it pass for the program's own."""
_WITHDRAWN = re.compile(r"^[\"']?withdrawn[\"']?[ \t]*:.*\n", re.MULTILINE)
_WRITTEN = re.compile(r"^written:", re.MULTILINE)

Numbered = TypeVar("Numbered", Article, Voice)


# --- writing --------------------------------------------------------------------------------------


def _article_row(number: int, article: Article) -> dict[str, Any]:
    row = {"n": number, **encode_model(article, Output.PAGE, skip=_ARTICLE_BODY)}
    if article.title == UNTITLED:
        row["titled"] = True
    return row


def _shown_articles(content: Content, story: Story) -> list[Any]:
    """The articles of one capture as numbers of the page's articles, with the values in which they differ."""
    rows: list[Any] = []
    free: defaultdict[object, deque[int]] = defaultdict(deque)
    for number, article in enumerate(story.articles, 1):
        free[identity.article_key(article)].append(number)
    for article in content.articles:
        numbers = free.get(identity.article_key(article))
        if not numbers:
            rows.append(encode_model(article))
            continue
        number = numbers.popleft()
        differences = encode_differences(article, story.articles[number - 1])
        rows.append({"n": number, **differences} if differences else number)
    return rows


def capture_row(capture: Capture, story: Story) -> dict[str, Any]:
    """A capture as its row holds it: what it showed only where that is not what the story says."""
    row = encode_model(capture, Output.PAGE, skip=("content",))
    if capture.content.articles != story.articles:
        row["articles"] = _shown_articles(capture.content, story)
    states = encode_differences(capture.content, story, skip=("articles",))
    if states:
        row["states"] = states
    return row


def _facts(page: Page) -> Iterator[tuple[str, Any]]:
    """The front matter, without corrections, withdrawal and `written`."""
    story = page.story
    facts = encode_model(story, Output.PAGE, skip=_BODY)
    facts["articles"] = [
        _article_row(number, article) for number, article in enumerate(story.articles, 1)
    ]
    facts["voices"] = [
        {"n": number, **encode_model(voice, skip=_VOICE_BODY)}
        for number, voice in enumerate(story.voices, 1)
    ]
    facts["captures"] = [capture_row(capture, story) for capture in story.captures]
    yield "schema", SCHEMA
    for key in KEYS:
        if key in facts and (key in _ALWAYS or facts[key] != []):
            yield key, facts[key]
    for key, value in page.extra:
        yield key, json.loads(value)


def _write_perspectives(perspectives: Perspectives) -> list[str]:
    return [
        line
        for side, heading in _SIDES.items()
        for line in sections.write_list(heading, getattr(perspectives, side))
    ]


_WRITERS: dict[str, Callable[[Any], list[str]]] = {
    "summary": lambda summary: [*escape_text(summary), ""],
    "perspectives": _write_perspectives,
    "voices": sections.write_voices,
    "asides": sections.write_asides,
    "articles": sections.write_articles,
}
"""What writes the fields of the body that are no lists."""


def _prose(page: Page) -> str:
    """The body, without the notes."""
    story = page.story
    lines: list[str] = []
    for name in _BODY:
        value = getattr(story, name)
        if name in _LISTS:
            lines += sections.write_list(_LISTS[name], value)
        elif value:
            lines += _WRITERS[name](value)
    for section in page.sections:
        lines += [
            f"## {section.heading}",
            "",
            *([section.markdown, ""] if section.markdown else []),
        ]
    return "\n" + "\n".join(lines) if lines else ""


def _later(story: Story) -> Iterator[list[object]]:
    """The parts of a body that came after the format, each behind its name."""
    if story.voices:
        yield ["voices", *((voice.kind, voice.text) for voice in story.voices)]
    if story.asides:
        yield ["asides", *((aside.heading, aside.points) for aside in story.asides)]
    for name in _LISTS:
        if name not in ("key_points", "timeline", "unplaced") and getattr(story, name):
            yield [name, *getattr(story, name)]


def _digest(facts: str, page: Page) -> str:
    story = page.story
    prose: list[object] = [
        story.summary,
        story.key_points,
        [getattr(story.perspectives, side) for side in SIDES],
        [(article.title, article.excerpt, article.text) for article in story.articles],
        story.unplaced,
        [(section.heading, section.markdown) for section in page.sections],
        # Parts that came later count only where they are: a page without them keeps the digest that
        # it has.
        *([story.timeline] if story.timeline else []),
        *_later(story),
    ]
    return hashlib.sha256((facts + json.dumps(prose)).encode("utf-8")).hexdigest()


def digest(page: Page) -> str:
    """The SHA-256 of what the program wrote, in canonical form: all but `written`, corrections, withdrawal and notes.

    The prose counts as plain text: a later version may escape it in another way without taking its
    pages for edited ones.
    """
    return _digest(frontmatter.write(_facts(page)), page)


def is_edited(page: Page) -> bool:
    """Whether a person changed what the program wrote (corrections, withdrawal and notes apart)."""
    return page.written != digest(page)


def write(page: Page, *, written: str | None = None) -> str:
    """The page as the text of its file; `written` only where a page that a person edited keeps the digest it had."""
    facts = frontmatter.write(_facts(page))
    written = written or _digest(facts, page)
    corrections = encode_model(page.corrections)
    own: list[tuple[str, Any]] = [("corrections", corrections)] if corrections else []
    own += [("withdrawn", encode_model(page.withdrawn))] if page.withdrawn else []
    notes = f"\n## Notes\n\n{page.notes}\n" if page.notes else ""
    return (
        f"---\n{facts}{frontmatter.write([*own, ('written', written)])}---\n{_prose(page)}{notes}"
    )


def withdraw(text: str, withdrawn: Withdrawn | None) -> str:
    """The text of a page with this withdrawal, or none, in place of its own; all other lines stay as a person has put them.

    Raises PageError where the text is no page.
    """
    held = read(text)
    changed = replace(held, withdrawn=withdrawn)
    front, body = _split(text)
    rest = _WITHDRAWN.sub("", f"{front}\n")
    own = frontmatter.write([("withdrawn", encode_model(withdrawn))]) if withdrawn else ""
    above = _WRITTEN.search(rest)
    place = above.start() if above else len(rest)
    marked = f"---\n{rest[:place]}{own}{rest[place:]}---\n{body}"
    try:
        again = read(marked)
        if (again, again.written) == (changed, held.written):
            return marked
    except PageError:  # the key stands in several lines, or all keys in one
        pass
    return write(changed, written=held.written or _BY_HAND)


# --- reading --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Body:
    """The body as it is taken apart."""

    summary: list[str] = field(default_factory=list)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    articles: dict[int, dict[str, Any]] = field(default_factory=dict)
    voices: dict[int, dict[str, Any]] = field(default_factory=dict)
    asides: tuple[Aside, ...] = ()
    sections: list[Section] = field(default_factory=list)
    notes: str = ""


def is_page(text: str) -> bool:
    """Whether a Markdown file is a story's page: it has front matter with the format's version, in whatever YAML."""
    return bool(_SCHEMA_LINE.match(text))


def names_withdrawal(text: str) -> bool:
    """Whether the front matter of a page has the key `withdrawn`, also where the page can no longer be read."""
    closed = _CLOSE.search(text)
    return bool(_WITHDRAWN.search(text, 0, closed.end() if closed else len(text)))


def _split(text: str) -> tuple[str, str]:
    text = repair(text.removeprefix("\ufeff"))[0]
    opened = _OPEN.match(text)
    closed = _CLOSE.search(text, opened.end() - 1) if opened else None
    if not opened or not closed:
        raise PageError(
            "it does not begin with front matter between two lines of ---",
            "Restore them, or delete the page and convert its bundle again",
        )
    return text[opened.end() : closed.start()], text[closed.end() :]


def _body(text: str) -> _Body:
    lines = text.split("\n")
    starts = [index for index, line in enumerate(lines) if line.startswith("## ")]
    notes = next((start for start in starts if lines[start].strip() == "## Notes"), len(lines))
    starts = [start for start in starts if start < notes]
    body = _Body(
        summary=lines[: starts[0] if starts else notes],
        notes="\n".join(lines[notes + 1 :]).strip("\n"),
    )
    seen = set()
    for start, end in pairwise([*starts, notes]):
        heading, block = lines[start][3:].strip(), lines[start + 1 : end]
        if heading not in _SECTIONS or sections.is_persons(heading, block):
            body.sections.append(Section(heading=heading, markdown="\n".join(block).strip("\n")))
            continue
        if heading in seen:
            raise PageError(f"the section {heading!r} stands twice", "Join the two")
        seen.add(heading)
        if heading == "Articles":
            body.articles = sections.read_articles(block)
        elif heading == "Voices":
            body.voices = sections.read_voices(block)
        elif heading == "More":
            body.asides = sections.read_asides(block)
        else:
            body.lists[heading] = sections.read_points(block)
    return body


def _rows(facts: Mapping[str, Any], key: str) -> list[Any]:
    rows = facts.get(key) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ModelError(f"{key} must be a list of rows")
    return rows


def _joined(
    rows: list[Any], parts: dict[int, dict[str, Any]], model: type[Numbered]
) -> dict[int, Numbered]:
    """The articles, or voices, by their numbers, in the order of their rows."""
    name = model.__name__.lower()
    found: dict[int, Numbered] = {}
    for row in rows:
        facts = dict(row)
        number, titled = facts.pop("n", None), facts.pop("titled", False)
        if type(number) is not int:
            raise ModelError(
                f"a row of {name}s has n {number!r:.60}, but must have its {name}'s number"
            )
        if number not in parts:
            where = f"<!-- {name} {number} --> in {name.capitalize()}s"
            raise ModelError(f"the row of {name} {number} has no heading with {where}")
        if number in found:
            raise ModelError(f"{name} {number} has two rows under `{name}s:`")
        own = dict(parts[number])
        if own.get("title") == UNTITLED and not titled:
            own["title"] = None
        twice = next((key for key in own if key in facts), None)
        if twice:
            raise ModelError(
                f"the row of {name} {number} has a key {twice!r}, which stands in the body"
            )
        found[number] = decode_model(model, {**own, **facts}, f"the row of {name} {number}")
    rowless = next((number for number in parts if number not in found), None)
    if rowless:
        raise ModelError(f"{name} {rowless} in {name.capitalize()}s has no row under `{name}s:`")
    return found


def _captured_article(row: Any, articles: Mapping[int, Article], where: str) -> Article:
    own = dict(row) if isinstance(row, dict) else {"n": row}
    number = own.pop("n", None)
    if number is None and own:
        return decode_model(Article, own, where)
    if type(number) is not int or number not in articles:
        raise ModelError(f"{where} shows an article {number!r:.60} that the page does not have")
    return (
        replace(articles[number], **decode_fields(Article, own, where)) if own else articles[number]
    )


def read_capture(row: Mapping[str, Any], base: Content, numbered: Mapping[int, Article]) -> Capture:
    """The capture of a row; raises ModelError where it is none."""
    where = f"the capture {row.get('bundle')!r:.80}"
    facts = {name: value for name, value in row.items() if name not in ("articles", "states")}
    shown, states = row.get("articles"), row.get("states", {})
    if not isinstance(states, dict) or not isinstance(shown, list | None) or "content" in facts:
        raise ModelError(
            f"{where} must have its values as an object under `states`, and its articles as a list"
        )
    own = decode_fields(Content, states, where)
    if shown is not None:
        own["articles"] = tuple(_captured_article(item, numbered, where) for item in shown)
    elif own:
        own["articles"] = base.articles
    return decode_model(Capture, facts, where, content=replace(base, **own) if own else base)


def _story(facts: dict[str, Any], body: _Body) -> Story:
    own = {key: facts[key] for key in _FACTS if facts.get(key) is not None}
    numbered = _joined(_rows(facts, "articles"), body.articles, Article)
    content = {
        **decode_fields(Story, own, "the front matter"),
        "summary": sections.read_prose(body.summary),
        **{name: body.lists.get(heading, ()) for name, heading in _LISTS.items()},
        "perspectives": Perspectives(
            **{side: body.lists.get(heading, ()) for side, heading in _SIDES.items()}
        ),
        "voices": tuple(_joined(_rows(facts, "voices"), body.voices, Voice).values()),
        "asides": body.asides,
        "articles": tuple(numbered.values()),
    }
    dated = {name: content.pop(name) for name in ("date", "date_basis") if name in content}
    base = Content(**content)
    return Story(
        **content,
        **dated,
        captures=tuple([read_capture(row, base, numbered) for row in _rows(facts, "captures")]),
    )


def read_corrections(given: Any) -> Corrections:
    """The archivist's corrections; raises ModelError where they are none."""
    if not given:
        return Corrections()
    return decode_model(Corrections, given, "corrections")


def read(text: str) -> Page:
    """A page from the text of its file; raises PageError where a hand has broken it."""
    front, rest = _split(text)
    facts = frontmatter.read(front)
    schema = facts.get("schema")
    if type(schema) is not int or schema != SCHEMA:
        raise PageError(
            f"the front matter has schema {schema!r:.40}, and this program knows {SCHEMA}",
            "Update the program, or restore the line `schema: 1`",
        )
    try:
        body = _body(rest)
        return Page(
            story=_story(facts, body),
            corrections=read_corrections(facts.get("corrections")),
            notes=body.notes,
            extra=tuple(
                (key, frontmatter.dump(value)) for key, value in facts.items() if key not in KEYS
            ),
            sections=tuple(body.sections),
            withdrawn=decode_model(Withdrawn, own, "withdrawn")
            if (own := facts.get("withdrawn")) is not None
            else None,
            written=written if isinstance(written := facts.get("written"), str) else None,
        )
    except ModelError as error:
        raise PageError(
            str(error), "Mend it there, or convert the bundle again with --overwrite"
        ) from error
