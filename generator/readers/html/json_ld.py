"""JSON-LD in a page: the articles that it describes in the words of schema.org."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from generator.errors import BundleError
from generator.limits import JSON_DEPTH as DEEPEST
from generator.readers.base import LedgerRow
from generator.readers.html.head import is_address, plain
from generator.readers.json.document import DECODER
from generator.readers.json.mapping import Leaf, encode_pointer_key, format_leaf, json_leaves
from generator.story import dates
from generator.story.model import Article, Content
from generator.text.addresses import canonical_address, resolve_link
from generator.text.normal import fold, normal_line, normal_paragraphs

ARTICLES = frozenset(
    {
        "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle",
        "ReviewNewsArticle", "LiveBlogPosting", "Report", "BlogPosting",
    }
)  # fmt: skip
"""Types of what is a story, or an article of one."""
_FIELDS = {
    "headline": "headline",
    "name": "headline",
    "description": "summary",
    "abstract": "summary",
    "url": "address",
    "@id": "address",
    "mainEntityOfPage": "address",
    "mainEntityOfPage/@id": "address",
    "mainEntityOfPage/url": "address",
    "datePublished": "started",
    "inLanguage": "language",
    "inLanguage/alternateName": "language",
    "articleSection": "topics",
    "keywords": "topics",
    "about/name": "topics",
    "contentLocation": "places",
    "contentLocation/name": "places",
    "locationCreated/name": "places",
    "publisher": "article_outlet",
    "publisher/name": "article_outlet",
    "publisher/@id": "article_outlet",
    "articleBody": "article_text",
    "text": "article_text",
}
"""Keys of an article, and the ledger's fields of what they hold; nobody needs the others of the
vocabulary."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,6}")
_NUMBERED = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class Linked:
    """An article that JSON-LD describes."""

    at: str
    content: Content
    """As a story of this one article."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a page's JSON-LD holds."""

    articles: tuple[Linked, ...] = ()
    rows: tuple[LedgerRow, ...] = ()
    problems: tuple[BundleError, ...] = ()


def read(scripts: list[tuple[str, str]], base: str | None) -> Found:
    """The articles in scripts of JSON-LD, each given with its place; every value stands in the ledger."""
    articles: list[Linked] = []
    rows: list[LedgerRow] = []
    problems: list[BundleError] = []
    for at, script in scripts:
        try:
            value = DECODER.decode(
                script.strip().removeprefix("<![CDATA[").removesuffix("]]>").removesuffix(";")
            )
            found = list(json_leaves(value, at))
        except (ValueError, RecursionError):
            problems.append(
                BundleError(f"the JSON-LD in {at} is broken", "Save the page again, whole")
            )
            continue
        except BundleError as error:
            problems.append(error)
            continue
        placed: dict[str, str] = {}
        names = _names(found)
        for pointer, values in _values(found, list(_pointers(value, at)), placed):
            content = _content(values, base, names)
            if content:
                articles.append(Linked(pointer, content))
        rows += [
            LedgerRow(leaf.at, (placed.get(leaf.at, "boilerplate"),), format_leaf(leaf.value))
            for leaf in found
        ]
    return Found(_once(articles), tuple(rows), tuple(problems))


def _names(found: list[Leaf]) -> dict[str, str]:
    """The names of what has one and can be referred to: a publisher may stand elsewhere in the script."""
    stated = {leaf.at: leaf.value for leaf in found if isinstance(leaf.value, str)}
    ids = {at.removesuffix("/@id"): value for at, value in stated.items() if at.endswith("/@id")}
    return {value: stated[f"{at}/name"] for at, value in ids.items() if f"{at}/name" in stated}


def _once(articles: list[Linked]) -> tuple[Linked, ...]:
    """The articles, each once; what a second description adds fills the first."""
    known: dict[str, Linked] = {}
    for each in articles:
        url = each.content.url
        key = (canonical_address(url) if url else None) or fold(each.content.title or "")
        known[key] = (
            Linked(known[key].at, _with(known[key].content, each.content)) if key in known else each
        )
    return tuple(known.values())


def _with(content: Content, other: Content) -> Content:
    article = _filled(content.articles[0], other.articles[0])
    return replace(_filled(content, other), articles=(article,))


Told = TypeVar("Told", Content, Article)


def _filled(told: Told, other: Told) -> Told:
    empty = {item.name: item.default for item in fields(told)}
    stated = {
        name: getattr(other, name)
        for name, default in empty.items()
        if getattr(told, name) == default
    }
    return replace(told, **stated)


def _pointers(root: Any, at: str) -> Iterator[str]:
    """Where the articles stand, the outermost where one holds another."""
    waiting = [(at, root, 0)]
    while waiting:
        pointer, value, depth = waiting.pop()
        if depth > DEEPEST or not isinstance(value, (dict, list)):
            continue
        if isinstance(value, dict) and _is_article(value.get("@type")):
            yield pointer
            continue
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        waiting += [
            (f"{pointer}/{encode_pointer_key(str(key), pointer)}", member, depth + 1)
            for key, member in reversed(list(inner))
        ]


def _is_article(kind: Any) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(each, str) and each.rpartition("/")[2] in ARTICLES for each in kinds)


def _values(
    found: list[Leaf], pointers: list[str], placed: dict[str, str]
) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """What the articles at these pointers state, both in the order of the script; the fields of the leaves are put beside."""
    place = 0
    for pointer in pointers:
        values: dict[str, list[str]] = {}
        while place < len(found) and not found[place].at.startswith(f"{pointer}/"):
            place += 1
        while place < len(found) and found[place].at.startswith(f"{pointer}/"):
            leaf = found[place]
            place += 1
            key = _NUMBERED.sub("", leaf.at[len(pointer) :]).strip("/")
            if key in _FIELDS and isinstance(leaf.value, str) and leaf.value.strip():
                values.setdefault(key, []).append(leaf.value)
                placed[leaf.at] = _FIELDS[key]
        yield pointer, values


def _content(
    values: dict[str, list[str]], base: str | None, names: dict[str, str]
) -> Content | None:
    """An article as a story of this one article; None where it has no title."""
    title = _line(values, "headline", "name")
    if title is None:
        return None
    url = next(filter(is_address, _addresses(values, base)), None)
    summary = _line(values, "description", "abstract")
    referred = [names[each] for each in values.get("publisher/@id", ()) if each in names]
    outlet = _line(
        {**values, "publisher/@id": referred}, "publisher/name", "publisher", "publisher/@id"
    )
    body = normal_paragraphs(
        plain(next(iter((*values.get("articleBody", ()), *values.get("text", ()))), ""))
    )
    published = dates.moment(values.get("datePublished", [""])[0].strip())
    stated = (
        values.get("inLanguage", values.get("inLanguage/alternateName", [""]))[0]
        .strip()
        .replace("_", "-")
    )
    language = stated if _LANGUAGE.fullmatch(stated) else None
    return Content(
        title=title,
        url=url,
        started=published,
        language=language,
        places=_lines(values, "contentLocation/name", "contentLocation", "locationCreated/name"),
        topics=_topics(values),
        summary=summary,
        summary_by=outlet if summary else None,
        articles=(
            Article(
                title=title,
                outlet=outlet,
                url=url,
                text=body,
                published=published,
                language=language,
            ),
        ),
    )


def _lines(values: dict[str, list[str]], *keys: str) -> tuple[str, ...]:
    stated = (normal_line(plain(value)) for key in keys for value in values.get(key, ()))
    return tuple(dict.fromkeys(filter(None, stated)))


def _line(values: dict[str, list[str]], *keys: str) -> str | None:
    return next(iter(_lines(values, *keys)), None)


def _topics(values: dict[str, list[str]]) -> tuple[str, ...]:
    """The topics; keywords may stand in one text, parted by commas."""
    words = values.get("keywords", [])
    parted = words[0].split(",") if len(words) == 1 else words
    return _lines({**values, "keywords": parted}, "articleSection", "keywords", "about/name")


def _addresses(values: dict[str, list[str]], base: str | None) -> Iterator[str | None]:
    for key in ("url", "mainEntityOfPage/@id", "mainEntityOfPage/url", "mainEntityOfPage", "@id"):
        for value in values.get(key, ()):
            yield resolve_link(base, value)
