"""JSON-LD in a page: the articles that it describes by the vocabulary of schema.org."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from generator.errors import BundleError
from generator.limits import JSON_DEPTH as DEEPEST
from generator.readers.base import Row
from generator.readers.html.head import is_story_address, strip_html
from generator.readers.json.document import DECODER
from generator.readers.json.mapping import Leaf, leaves, pointer_key, wording
from generator.story import dates
from generator.story.model import Article, Content
from generator.text.addresses import canonical, joined
from generator.text.normal import fold, line, paragraphs

ARTICLES = frozenset(
    {
        *("Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle"),
        *("BackgroundNewsArticle", "OpinionNewsArticle", "ReviewNewsArticle", "LiveBlogPosting"),
        *("Report", "BlogPosting"),
    }
)
"""Types of schema.org that are a story, or an article of one."""
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
"""Keys of an article that are read, and the fields of the ledger for their values."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,6}")
_NUMBERED = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class JsonLdArticle:
    """An article that JSON-LD describes."""

    at: str
    """Its JSON pointer behind the name of its script."""
    content: Content
    """The article as a story of its own."""


@dataclass(frozen=True, slots=True)
class JsonLd:
    """The JSON-LD of a page: its articles, and all of its values as rows of the ledger."""

    articles: tuple[JsonLdArticle, ...] = ()
    rows: tuple[Row, ...] = ()
    problems: tuple[BundleError, ...] = ()


def read_json_ld(scripts: list[tuple[str, str]], base: str | None) -> JsonLd:
    """Read scripts of JSON-LD, each given with its name; links are relative to `base`."""
    articles: list[JsonLdArticle] = []
    rows: list[Row] = []
    problems: list[BundleError] = []
    for at, script in scripts:
        try:
            value, all_leaves = _parse_script(at, script)
        except (ValueError, RecursionError):
            problems.append(
                BundleError(f"the JSON-LD in {at} is broken", "Save the page again, whole")
            )
        except BundleError as error:
            problems.append(error)
        else:
            fields_of: dict[str, str] = {}
            articles += _articles_of_script(at, value, all_leaves, base, fields_of)
            rows += [
                Row(leaf.at, (fields_of.get(leaf.at, "boilerplate"),), wording(leaf.value))
                for leaf in all_leaves
            ]
    return JsonLd(_merge_articles(articles), tuple(rows), tuple(problems))


def _parse_script(at: str, script: str) -> tuple[Any, list[Leaf]]:
    """The value of a script, and its leaves."""
    value = DECODER.decode(
        script.strip().removeprefix("<![CDATA[").removesuffix("]]>").removesuffix(";")
    )
    return value, list(leaves(value, at))


def _articles_of_script(
    at: str, value: Any, all_leaves: list[Leaf], base: str | None, fields_of: dict[str, str]
) -> Iterator[JsonLdArticle]:
    """The articles of a script; `fields_of` is filled with the fields of their leaves."""
    names = _names_by_id(all_leaves)
    pointers = list(_article_pointers(value, at))
    for pointer, values in _values_of_articles(all_leaves, pointers, fields_of):
        content = _content_of_article(values, base, names)
        if content:
            yield JsonLdArticle(pointer, content)


def _names_by_id(all_leaves: list[Leaf]) -> dict[str, str]:
    """Names by `@id`: a publisher may be described elsewhere in the script."""
    stated = {leaf.at: leaf.value for leaf in all_leaves if isinstance(leaf.value, str)}
    ids = {at.removesuffix("/@id"): value for at, value in stated.items() if at.endswith("/@id")}
    return {value: stated[f"{at}/name"] for at, value in ids.items() if f"{at}/name" in stated}


def _merge_articles(articles: list[JsonLdArticle]) -> tuple[JsonLdArticle, ...]:
    """The articles, each once; a second description fills what the first leaves empty."""
    merged: dict[str, JsonLdArticle] = {}
    for each in articles:
        url = each.content.url
        key = (canonical(url) if url else None) or fold(each.content.title or "")
        first = merged.get(key)
        merged[key] = (
            JsonLdArticle(first.at, _merge_contents(first.content, each.content)) if first else each
        )
    return tuple(merged.values())


def _merge_contents(content: Content, other: Content) -> Content:
    article = _fill_empty(content.articles[0], other.articles[0])
    return replace(_fill_empty(content, other), articles=(article,))


Described = TypeVar("Described", Content, Article)


def _fill_empty(first: Described, other: Described) -> Described:
    """The first value, with the fields of the other in which the first has its default."""
    defaults = {item.name: item.default for item in fields(first)}
    stated = {
        name: getattr(other, name)
        for name, default in defaults.items()
        if getattr(first, name) == default
    }
    return replace(first, **stated)


def _article_pointers(root: Any, at: str) -> Iterator[str]:
    """The JSON pointers of the articles; of articles inside each other, the outermost."""
    waiting = [(at, root, 0)]
    while waiting:
        pointer, value, depth = waiting.pop()
        if depth > DEEPEST or not isinstance(value, (dict, list)):
            continue
        if isinstance(value, dict) and _is_article_type(value.get("@type")):
            yield pointer
            continue
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        waiting += [
            (f"{pointer}/{pointer_key(str(key), pointer)}", member, depth + 1)
            for key, member in reversed(list(inner))
        ]


def _is_article_type(stated: Any) -> bool:
    types = stated if isinstance(stated, list) else [stated]
    return any(isinstance(each, str) and each.rpartition("/")[2] in ARTICLES for each in types)


def _values_of_articles(
    all_leaves: list[Leaf], pointers: list[str], fields_of: dict[str, str]
) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The values of each article by key; `fields_of` is filled with the fields of their leaves.

    Leaves and pointers are both in the order of the script.
    """
    place = 0
    for pointer in pointers:
        values: dict[str, list[str]] = {}
        while place < len(all_leaves) and not all_leaves[place].at.startswith(f"{pointer}/"):
            place += 1
        while place < len(all_leaves) and all_leaves[place].at.startswith(f"{pointer}/"):
            leaf = all_leaves[place]
            place += 1
            key = _NUMBERED.sub("", leaf.at[len(pointer) :]).strip("/")
            if key in _FIELDS and isinstance(leaf.value, str) and leaf.value.strip():
                values.setdefault(key, []).append(leaf.value)
                fields_of[leaf.at] = _FIELDS[key]
        yield pointer, values


def _content_of_article(
    values: dict[str, list[str]], base: str | None, names: dict[str, str]
) -> Content | None:
    """An article as a story of its own; None without a title."""
    title = _first_line(values, "headline", "name")
    if title is None:
        return None
    url = next(filter(is_story_address, _article_addresses(values, base)), None)
    summary = _first_line(values, "description", "abstract")
    publishers = [names[each] for each in values.get("publisher/@id", ()) if each in names]
    outlet = _first_line(
        {**values, "publisher/@id": publishers}, "publisher/name", "publisher", "publisher/@id"
    )
    body = paragraphs(
        strip_html(next(iter((*values.get("articleBody", ()), *values.get("text", ()))), ""))
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
        places=_distinct_lines(
            values, "contentLocation/name", "contentLocation", "locationCreated/name"
        ),
        topics=_topics_of_article(values),
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


def _distinct_lines(values: dict[str, list[str]], *keys: str) -> tuple[str, ...]:
    stated = (line(strip_html(value)) for key in keys for value in values.get(key, ()))
    return tuple(dict.fromkeys(filter(None, stated)))


def _first_line(values: dict[str, list[str]], *keys: str) -> str | None:
    return next(iter(_distinct_lines(values, *keys)), None)


def _topics_of_article(values: dict[str, list[str]]) -> tuple[str, ...]:
    """The topics; keywords may be one text with commas."""
    keywords = values.get("keywords", [])
    keywords = keywords[0].split(",") if len(keywords) == 1 else keywords
    return _distinct_lines(
        {**values, "keywords": keywords}, "articleSection", "keywords", "about/name"
    )


def _article_addresses(values: dict[str, list[str]], base: str | None) -> Iterator[str | None]:
    for key in ("url", "mainEntityOfPage/@id", "mainEntityOfPage/url", "mainEntityOfPage", "@id"):
        for value in values.get(key, ()):
            yield joined(base, value)
