"""Citations in a bundle's texts, `[gull.example#2]`: the second article of that host, in the order
of the bundle.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.story.model import Article, Content
from generator.text.addresses import address_host

_CITATION = re.compile(r"\[([^\[\]#\s]{1,200}#[1-9][0-9]{0,3})\]")


def bare_host(name: str) -> str:
    """A host without what most addresses begin with."""
    return name.lower().removeprefix("www.")


def bare_host_of(address: str | None) -> str | None:
    """The bare host of an address; None where it has none."""
    found = address_host(address) if address else None
    return bare_host(found) if found else None


def with_citations(content: Content, domains: Sequence[str | None]) -> Content:
    """The content, in which each article that its texts cite is known by what they call it; `domains` are the articles' hosts.

    Of two spellings for one article the first counts.
    """
    marks: dict[str, str] = {}
    for text in _citing_texts(content):
        for match in _CITATION.finditer(text) if "#" in text else ():
            marks.setdefault(match[1].lower(), match[1])
    if not marks:
        return content
    seen: Counter[str] = Counter()
    articles: list[Article] = []
    for article, domain in zip(content.articles, domains, strict=True):
        name = bare_host(domain) if domain else ""
        seen[name] += 1
        mark = marks.get(f"{name}#{seen[name]}") or marks.get(f"www.{name}#{seen[name]}")
        articles.append(replace(article, cited_as=mark) if name and mark else article)
    return replace(content, articles=tuple(articles))


def _citing_texts(content: Content) -> Iterator[str]:
    yield from filter(None, (content.title, content.summary))
    yield from (*content.places, *content.key_points, *content.timeline)
    yield from (voice.text for voice in content.voices)
    for aside in content.asides:
        yield from aside.points
