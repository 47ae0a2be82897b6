"""The pages without the archive's own site: a Pelican plugin that reads story pages as ordinary articles, for any theme.

    PLUGINS = ["generator.site.stock"]

Most themes write without Jinja's escaping, and take tags away with `striptags`, which turns
references back into signs. So the words of a story come escaped into the context, and the filters
keep them so.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from html import unescape
from typing import Any

from pelican import signals
from pelican.readers import MarkdownReader

from generator.site.stock import check as watch
from generator.site.stock import reader
from generator.site.stock.html import REFERENCE, Escaped, Words, words


def _use_story_reader(readers: Any) -> None:
    other = readers.reader_classes.get("md") or MarkdownReader
    readers.reader_classes["md"] = functools.partial(reader.StoryReader, other=other)


def _strip_tags(stock: Callable[[Any], str], value: Any) -> str:
    """Jinja's filter `striptags`, but what came from a story is escaped again, even within a longer text."""
    plain = stock(value)
    return words(plain) if isinstance(value, Escaped) or REFERENCE.search(str(value)) else plain


def _unescape_first(stock: Callable[..., Any]) -> Callable[..., Any]:
    """One of Jinja's filters that make no HTML, and so want the signs themselves."""

    @functools.wraps(stock)  # keeps the mark of a filter that is given more than its value
    def wrapped(*values: Any, **options: Any) -> Any:
        return stock(
            *(unescape(value) if isinstance(value, Escaped) else value for value in values),
            **options,
        )

    return wrapped


def _keep_escaped(generator: Any) -> None:
    filters = generator.env.filters
    filters["striptags"] = functools.partial(_strip_tags, filters["striptags"])
    filters |= {name: _unescape_first(filters[name]) for name in ("urlencode", "tojson")}


def _as_it_stands(html: str, _siteurl: str) -> str:
    """Instead of Pelican's expansion of {static} and the like: a story has no such links."""
    return html if isinstance(html, Escaped) else Escaped(html)


def _make_inert(content: Any) -> None:
    """Shut what other plugins and settings open again: some write references in a body as signs, or words as plain text."""
    if content.metadata.get("reader") != reader.NAME:
        return
    content.title = content.metadata["title"] = Words(content.metadata["title"])
    content.metadata["summary"] = Words(content.metadata["summary"])
    content._update_content = _as_it_stands
    content.get_static_links = set


def _name_categories(_context: object, feed: Any) -> None:
    """A feed escapes what it writes by itself, and takes the names of tags as templates do."""
    for item in feed.items:
        item["categories"] = [
            unescape(name) if isinstance(name, Escaped) else name for name in item["categories"]
        ]


def register() -> None:
    """Read story pages, keep their words inert, and watch over what Pelican keeps; Pelican calls this for each plugin."""
    signals.readers_init.connect(_use_story_reader)
    signals.generator_init.connect(_keep_escaped)
    signals.content_object_init.connect(_make_inert)
    signals.feed_generated.connect(_name_categories)
    signals.all_generators_finalized.connect(watch.check)
