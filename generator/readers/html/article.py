"""A page that is the article of one outlet: its headline, and its text as shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from generator.readers.story_page.pieces import PageLine
from generator.story.model import Article, Content
from generator.text.normal import fold


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """The article that a page shows, and the fields of its lines by their numbers."""

    content: Content
    fields: dict[int, tuple[str, ...]]


def read_shown_article(
    lines: Sequence[PageLine], described: Content, body_lines: Collection[int]
) -> ShownArticle:
    """Read the headline and the text of an article from the lines of its page.

    `described` is what the page says of the article in another way. The text is the one in there,
    or the lines with the numbers `body_lines`, or all lines below the headline, whichever there is
    first. Any other line is unplaced.
    """
    article = described.articles[0]
    headline = next((line for line in lines if line.rank == 1), None)
    top = headline.number if headline else 0
    described_texts = frozenset(map(fold, (article.text or "").split("\n")))

    def is_body(line: PageLine, words: str) -> bool:
        if article.text:
            return words in described_texts
        return line.number in body_lines if body_lines else line.number > top

    title, summary = fold(described.title or ""), fold(described.summary or "")
    fields: dict[int, tuple[str, ...]] = {}
    body: list[str] = []
    unplaced: list[str] = []
    for line in lines:
        words = fold(line.text)
        if line is headline or words == title:
            name = "headline"
        elif words == summary:
            name = "summary"
        elif is_body(line, words):
            name = "article_text"
            body.append(line.text)
        else:
            name = "unplaced"
            unplaced.append(line.text)
        fields[line.number] = (name,)
    shown = Article(
        title=headline.text if headline else article.title,
        url=article.url,
        text=article.text or "\n\n".join(body) or None,
    )
    content = Content(
        title=headline.text if headline else None, articles=(shown,), unplaced=tuple(unplaced)
    )
    return ShownArticle(content, fields)
