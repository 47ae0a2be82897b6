"""The article blocks of a story page.

A *card* shows outlet, reposts, label, title, excerpt, place and `Read Full Article`, each of them
optional. A *plain* page shows titles and excerpts only, one below the other, and only their form
tells which is which, unless the page's markup says so: a heading is a title, and where a card
begins in it the one above ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.readers.base import Decision
from generator.readers.story_page.labels import Piece
from generator.readers.story_page.titles import (
    CUT,
    FULL_STOP,
    LONGEST_OUTLET,
    ends_sentence,
    heads,
    is_name,
    is_odd_title,
    is_title,
    split_outlet,
    undoubled,
)
from generator.story.model import Article

_CARD_LABELS = ("label", "reposted")
_CARD_MARKS = (*_CARD_LABELS, "place", "read", "when")
_WITHOUT_FIELD = ("when",)
_BOILERPLATE = ("subscribe", "insights", "wrong", "extras", "published", "meter")
_COMPANION = re.compile(r"Not \S+ coverage to \S+ an? (?P<name>Article \S+)\.")

Placed = tuple[Piece, str]


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of a page, with the field that each of their lines went to."""

    articles: tuple[Article, ...]
    placed: tuple[Placed, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class _Card:
    """What belongs to one article."""

    outlet: Piece | None
    marks: tuple[Piece, ...]
    title: Piece | None
    excerpt: tuple[Piece, ...]
    rule: str

    def get(self, kind: str) -> Piece | None:
        return next((piece for piece in self.marks if piece.kind == kind), None)


def is_outlet(pieces: Sequence[Piece], index: int) -> bool:
    """Whether the text at this place is an outlet's line: a doubled name, or right above a repost or label line."""
    piece = pieces[index]
    if piece.kind != "text" or len(piece.text) > 2 * LONGEST_OUTLET + 1:
        return False
    if undoubled(piece.text) and not ends_sentence(
        piece.text
    ):  # a sentence said twice is a text, and stays as it is
        return True
    below = pieces[index + 1] if index + 1 < len(pieces) else None
    above_label = below is not None and below.kind in _CARD_LABELS and not below.gap
    return above_label and len(piece.text) <= LONGEST_OUTLET and not FULL_STOP.search(piece.text)


def _cards(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Cards, each ending with its `Read Full Article` (or its place, where that is missing), or where the next begins."""
    card: list[Piece] = []
    heads: set[str] = set()
    has_text = False
    for index, piece in enumerate(pieces):
        head = (
            piece.kind
            if piece.kind in _CARD_LABELS
            else "outlet"
            if is_outlet(pieces, index)
            else None
        )
        if card and (piece.line.card or (head and (has_text or head in heads))):
            yield card
            card, heads, has_text = [], set(), False
        card.append(piece)
        heads |= {head} if head else set()
        has_text = has_text or (head is None and piece.kind not in _CARD_MARKS)
        read_below = index + 1 < len(pieces) and pieces[index + 1].kind == "read"
        ends = piece.kind == "place" and (has_text or len(card) == 1) and not read_below
        if piece.kind == "read" or ends:
            yield card
            card, heads, has_text = [], set(), False
    if card:
        yield card


def _is_bare_outlet(texts: Sequence[Piece]) -> bool:
    """Whether the first text of a card without labels is its outlet: a name above a title, or one word above anything."""
    first = texts[0].text
    if (
        len(texts) < 2
        or len(first) > LONGEST_OUTLET
        or not first[0].isupper()
        or not is_name(first)
    ):
        return False
    above_title = len(texts) > 2 and is_title(texts[1].text) and not is_title(texts[2].text)
    return above_title or " " not in first


def _read_card(pieces: list[Piece]) -> _Card:
    outlet = next((piece for index, piece in enumerate(pieces) if is_outlet(pieces, index)), None)
    marks = tuple(piece for piece in pieces if piece.kind in _CARD_MARKS)
    texts = [piece for piece in pieces if piece.kind not in _CARD_MARKS and piece is not outlet]
    headed = next((index for index, piece in enumerate(texts) if piece.line.rank), None)
    if headed is not None:
        return _headed(outlet, marks, texts, headed)
    if (
        not outlet
        and texts
        and not any(mark.kind in _CARD_LABELS for mark in marks)
        and _is_bare_outlet(texts)
    ):
        outlet, *texts = texts
    if not texts:
        return _Card(outlet, marks, None, (), "a card without text")
    if len(texts) == 1:
        if is_title(texts[0].text):
            return _Card(
                outlet, marks, texts[0], (), "the card's only line has the form of a title"
            )
        return _Card(
            outlet,
            marks,
            None,
            tuple(texts),
            "the card's only line does not have the form of a title",
        )
    if is_title(texts[0].text) or is_odd_title(texts[0].text, texts[1].text):
        return _Card(
            outlet,
            marks,
            texts[0],
            tuple(texts[1:]),
            "the card's first line has the form of a title",
        )
    return _Card(outlet, marks, None, tuple(texts), "no line of the card has the form of a title")


def _headed(
    outlet: Piece | None, marks: tuple[Piece, ...], texts: list[Piece], headed: int
) -> _Card:
    """A card with a heading, which is its title; a name above it is its outlet."""
    title = texts.pop(headed)
    if (
        not outlet
        and headed == 1
        and len(texts[0].text) <= LONGEST_OUTLET
        and is_name(texts[0].text)
    ):
        outlet = texts.pop(0)
    return _Card(outlet, marks, title, tuple(texts), "the card's heading")


def _plain(pieces: Sequence[Piece], last: Piece | None) -> Iterator[_Card]:
    """Titles and excerpts one below the other: a title takes the line below it, any other line is an excerpt alone.

    Where the page breaks off among its articles, its last line is an excerpt, if only the beginning
    of one.
    """
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        below = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.line.rank:
            end = index + 1
            while end < len(pieces) and not (pieces[end].line.rank or pieces[end].line.card):
                end += 1
            yield _Card(
                None,
                (),
                piece,
                tuple(pieces[index + 1 : end]),
                "a heading, and what stands below it",
            )
            index = end
            continue
        if (
            below
            and not (below.line.rank or below.line.card)
            and (heads(piece.text, below.text) or (below is last and is_title(piece.text)))
        ):
            yield _Card(
                None,
                (),
                piece,
                (below,),
                "a line with the form of a title, above a longer text or one without",
            )
            index += 2
            continue
        if is_title(piece.text):
            yield _Card(
                None, (), piece, (), "a line with the form of a title, and no excerpt below"
            )
        else:
            yield _Card(None, (), None, (piece,), "a line without the form of a title")
        index += 1


def _article(card: _Card) -> Article:
    label, place, reposted = card.get("label"), card.get("place"), card.get("reposted")
    title = card.title.text if card.title else None
    outlet = (undoubled(card.outlet.text) or card.outlet.text) if card.outlet else None
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
        excerpt_truncated=bool(excerpt and CUT.search(excerpt)),
        url=_address(card),
    )


def _address(card: _Card) -> str | None:
    """Where a card leads by its `Read Full Article`, its title or its excerpt; to another site before the page's own."""
    parts = (card.get("read"), card.title, *card.excerpt)
    led = [piece.line for piece in parts if piece and piece.line.href]
    return next((line.href for line in sorted(led, key=lambda line: not line.away)), None)


def _place(card: _Card) -> Iterator[Placed]:
    if card.outlet:
        yield card.outlet, "article_label"
    for piece in card.marks:
        held = piece.kind == "read" or (
            card.get(piece.kind) is piece and piece.kind not in _WITHOUT_FIELD
        )
        if held:
            yield piece, "article_label"
        # What no field holds is kept: a second place, an article's age, two counts of reposts that
        # differ.
        if not held or piece.count("shown") not in (None, piece.count()):
            yield piece, "unplaced"
    if card.title:
        yield card.title, "article_title"
    for piece in card.excerpt:
        yield piece, "article_excerpt"


def _decision(number: int, card: _Card, article: Article) -> Decision:
    lines = [f"title {card.title.stands}"] if card.title else ["no title"]
    if card.title and article.outlet and not card.outlet:
        lines.append(f"outlet {article.outlet!r} split off its end")
    lines.append(f"excerpt {card.excerpt[0].stands}" if card.excerpt else "no excerpt")
    return Decision(f"article {number}", ", ".join(lines), card.rule)


def _without_boilerplate(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, bool]]:
    """Each piece, and whether it is the page's own words: banners, and the notice of a missing companion text."""
    for index, piece in enumerate(pieces):
        below = pieces[index + 1].text if index + 1 < len(pieces) else ""
        notice = _COMPANION.fullmatch(piece.text)
        named = _COMPANION.fullmatch(below)
        about = index > 0 and notice and pieces[index - 1].text.endswith(notice["name"])
        yield (
            piece,
            piece.kind in _BOILERPLATE
            or bool(about)
            or bool(named and piece.text.endswith(named["name"])),
        )


def read(pieces: Sequence[Piece], *, cut: bool = False) -> Articles:
    """The articles that stand in these pieces of a page; `cut` where the page breaks off with them."""
    runs: list[list[Piece]] = [[]]
    placed: list[Placed] = []
    for piece, boilerplate in _without_boilerplate(pieces):
        if boilerplate:
            placed.append((piece, "boilerplate"))
            runs.append([])
        else:
            runs[-1].append(piece)
    with_cards = any(
        piece.kind in _CARD_MARKS or is_outlet(pieces, index) for index, piece in enumerate(pieces)
    )
    last = pieces[-1] if cut and pieces else None
    cards = [
        card
        for run in runs
        for card in (map(_read_card, _cards(run)) if with_cards else _plain(run, last))
    ]
    articles: list[Article] = []
    decisions: list[Decision] = []
    for card in cards:
        if not (card.outlet or card.title or card.excerpt):
            # Labels without an article around them say something that no field holds.
            placed += [
                (piece, "article_label" if piece.kind == "read" else "unplaced")
                for piece in card.marks
            ]
            continue
        articles.append(_article(card))
        placed += _place(card)
        decisions.append(_decision(len(articles), card, articles[-1]))
    return Articles(tuple(articles), tuple(placed), tuple(decisions))
