"""The articles of a story page, made from its cards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.readers.base import Decision
from generator.readers.story_page.cards import (
    ArticleCard,
    has_cards,
    read_cards,
    read_without_cards,
)
from generator.readers.story_page.pieces import PagePiece
from generator.readers.story_page.placement import Placement
from generator.readers.story_page.titles import CUT_OFF, single_name, split_outlet
from generator.story.model import Article

_WITHOUT_FIELD = ("when",)
"""Labels of a card for which an article has no field."""
_ARTICLE_BOILERPLATE = ("subscribe", "insights", "wrong", "extras", "published", "meter")
_MISSING_COMPANION = re.compile(r"Not \S+ coverage to \S+ an? (?P<name>Article \S+)\.")
"""The notice in place of an article's companion text; the name stands above it."""


@dataclass(frozen=True, slots=True)
class PageArticles:
    """The articles of a page, with the fields of their pieces."""

    articles: tuple[Article, ...]
    placements: tuple[Placement, ...]
    decisions: tuple[Decision, ...]


def read_page_articles(pieces: Sequence[PagePiece], *, is_cut: bool = False) -> PageArticles:
    """Read the articles in these pieces; `is_cut` says that the page breaks off among them."""
    runs: list[list[PagePiece]] = [[]]
    placements: list[Placement] = []
    for piece, is_boilerplate in _mark_boilerplate(pieces):
        if is_boilerplate:
            placements.append((piece, "boilerplate"))
            runs.append([])
        else:
            runs[-1].append(piece)
    with_cards = has_cards(pieces)
    last = pieces[-1] if is_cut and pieces else None
    articles: list[Article] = []
    decisions: list[Decision] = []
    for run in runs:
        for card in read_cards(run) if with_cards else read_without_cards(run, last):
            placements += _place_card(card)
            if card.outlet or card.title or card.excerpt:
                articles.append(_article_of_card(card))
                decisions.append(_explain_card(len(articles), card, articles[-1]))
    return PageArticles(tuple(articles), tuple(placements), tuple(decisions))


def _mark_boilerplate(pieces: Sequence[PagePiece]) -> Iterator[tuple[PagePiece, bool]]:
    """Each piece, and if it is the site's own: a banner, or the notice of a missing companion."""
    for index, piece in enumerate(pieces):
        below = pieces[index + 1].text if index + 1 < len(pieces) else ""
        notice = _MISSING_COMPANION.fullmatch(piece.text)
        notice_below = _MISSING_COMPANION.fullmatch(below)
        is_notice = index > 0 and notice and pieces[index - 1].text.endswith(notice["name"])
        is_name = notice_below and piece.text.endswith(notice_below["name"])
        yield piece, piece.kind in _ARTICLE_BOILERPLATE or bool(is_notice) or bool(is_name)


def _article_of_card(card: ArticleCard) -> Article:
    label, place, reposted = card.get("label"), card.get("place"), card.get("reposted")
    title = card.title.text if card.title else None
    outlet = (single_name(card.outlet.text) or card.outlet.text) if card.outlet else None
    parts = split_outlet(title) if title and not outlet else None
    if parts:
        title, outlet = parts
    excerpt = "\n\n".join(piece.text for piece in card.excerpt) or None
    return Article(
        title=title,
        outlet=outlet,
        bias=label.text if label else None,
        place=place.get("place") if place else None,
        reposted_by=reposted.count() if reposted else None,
        excerpt=excerpt,
        excerpt_truncated=bool(excerpt and CUT_OFF.search(excerpt)),
        url=_address_of_card(card),
    )


def _address_of_card(card: ArticleCard) -> str | None:
    """The address of `Read Full Article`, the title or the excerpt; one of another site first."""
    pieces = (card.get("read"), card.title, *card.excerpt)
    lines = [piece.line for piece in pieces if piece and piece.line.href]
    return next((line.href for line in sorted(lines, key=lambda line: not line.is_external)), None)


def _place_card(card: ArticleCard) -> Iterator[Placement]:
    """The fields of a card's pieces."""
    if not (card.outlet or card.title or card.excerpt):
        # Labels without an article around them say something for which there is no field.
        for piece in card.labels:
            yield piece, "article_label" if piece.kind == "read" else "unplaced"
        return
    if card.outlet:
        yield card.outlet, "article_label"
    for piece in card.labels:
        has_field = piece.kind == "read" or (
            card.get(piece.kind) is piece and piece.kind not in _WITHOUT_FIELD
        )
        if has_field:
            yield piece, "article_label"
        # Kept as unplaced: a second place, an article's age, two counts of reposts that differ.
        if not has_field or piece.count("shown") not in (None, piece.count()):
            yield piece, "unplaced"
    if card.title:
        yield card.title, "article_title"
    for piece in card.excerpt:
        yield piece, "article_excerpt"


def _explain_card(number: int, card: ArticleCard, article: Article) -> Decision:
    """The choice of title, outlet and excerpt, for `inspect`."""
    chosen = [f"title {card.title.location}"] if card.title else ["no title"]
    if card.title and article.outlet and not card.outlet:
        chosen.append(f"outlet {article.outlet!r} split off its end")
    chosen.append(f"excerpt {card.excerpt[0].location}" if card.excerpt else "no excerpt")
    return Decision(f"article {number}", ", ".join(chosen), card.rule)
