"""A page that is one outlet's article: its headline, and its text as shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from generator.readers.story_page.pieces import PageLine
from generator.story.model import Article, Content
from generator.text.normal import fold


@dataclass(frozen=True, slots=True)
class Shown:
    """What such a page shows, and the fields that its lines went to, by their numbers."""

    content: Content
    fields: dict[int, tuple[str, ...]]


def read_article(lines: Sequence[PageLine], described: Content, marked: Collection[int]) -> Shown:
    """The headline and the text of an article, beside what its page says of it in another way.

    The text is what stands there already, else the lines that are marked as such, else all below
    the headline; a line that is no part of it is unplaced.
    """
    article = described.articles[0]
    headline = next((line for line in lines if line.rank == 1), None)
    above = headline.number if headline else 0
    known = frozenset(map(fold, (article.text or "").split("\n")))
    summary = fold(described.summary or "")
    fields: dict[int, tuple[str, ...]] = {}
    body: list[str] = []
    unplaced: list[str] = []
    for line in lines:
        words = fold(line.text)
        if line is headline or words == fold(described.title or ""):
            name = "headline"
        elif words == summary:
            name = "summary"
        elif not (
            words in known
            if article.text
            else line.number in marked
            if marked
            else line.number > above
        ):
            name = "unplaced"
            unplaced.append(line.text)
        else:
            name = "article_text"
            body.append(line.text)
        fields[line.number] = (name,)
    told = Article(
        title=headline.text if headline else article.title,
        url=article.url,
        text=article.text or "\n\n".join(body) or None,
    )
    return Shown(
        Content(
            title=headline.text if headline else None, articles=(told,), unplaced=tuple(unplaced)
        ),
        fields,
    )
