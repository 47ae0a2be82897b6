"""The cards of a story page, each with what belongs to one article.

A page of cards shows outlet, reposts, label, title, excerpt, place and `Read Full Article`, each of
them optional. A page without cards shows titles and excerpts one below the other; only their form
tells which is which, unless the markup does: a heading is a title, and the beginning of a card in
the markup ends the card above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.readers.story_page.pieces import PagePiece
from generator.readers.story_page.titles import (
    FULL_STOP,
    LONGEST_OUTLET,
    ends_sentence,
    is_odd_title,
    is_outlet_name,
    is_title,
    is_title_of,
    single_name,
)

_TOP_LABELS = ("label", "reposted")
"""Labels at the top of a card."""
_CARD_LABELS = (*_TOP_LABELS, "place", "read", "when")


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """The pieces that belong to one article."""

    outlet: PagePiece | None
    labels: tuple[PagePiece, ...]
    title: PagePiece | None
    excerpt: tuple[PagePiece, ...]
    rule: str
    """Why the title is one, or why there is none."""

    def get(self, kind: str) -> PagePiece | None:
        """The first label of a kind."""
        return next((piece for piece in self.labels if piece.kind == kind), None)


def has_cards(pieces: Sequence[PagePiece]) -> bool:
    """Check whether pieces among the articles make a page of cards."""
    return any(
        piece.kind in _CARD_LABELS or is_outlet_line(pieces, index)
        for index, piece in enumerate(pieces)
    )


def read_cards(pieces: Sequence[PagePiece]) -> Iterator[ArticleCard]:
    """Read the cards of a page of cards."""
    return map(_read_card, _split_cards(pieces))


def is_outlet_line(pieces: Sequence[PagePiece], index: int) -> bool:
    """Check for an outlet: a doubled name, or a name right above a repost or label line."""
    piece = pieces[index]
    if piece.kind != "text" or len(piece.text) > 2 * LONGEST_OUTLET + 1:
        return False
    if single_name(piece.text) and not ends_sentence(piece.text):  # a doubled sentence is a text
        return True
    below = pieces[index + 1] if index + 1 < len(pieces) else None
    above_label = below is not None and below.kind in _TOP_LABELS and not below.after_gap
    return above_label and len(piece.text) <= LONGEST_OUTLET and not FULL_STOP.search(piece.text)


def _split_cards(pieces: Sequence[PagePiece]) -> Iterator[list[PagePiece]]:
    """Split pieces where a card ends (`Read Full Article`, or else a place) or the next begins."""
    card: list[PagePiece] = []
    tops: set[str] = set()
    has_text = False
    for index, piece in enumerate(pieces):
        top = _top_of_card(pieces, index)
        if card and (piece.line.begins_card or (top and (has_text or top in tops))):
            yield card
            card, tops, has_text = [], set(), False
        card.append(piece)
        tops |= {top} if top else set()
        has_text = has_text or (top is None and piece.kind not in _CARD_LABELS)
        read_below = index + 1 < len(pieces) and pieces[index + 1].kind == "read"
        ends = piece.kind == "place" and (has_text or len(card) == 1) and not read_below
        if piece.kind == "read" or ends:
            yield card
            card, tops, has_text = [], set(), False
    if card:
        yield card


def _top_of_card(pieces: Sequence[PagePiece], index: int) -> str | None:
    """The kind of a piece that stands at the top of a card: a label, or `outlet`."""
    if pieces[index].kind in _TOP_LABELS:
        return pieces[index].kind
    return "outlet" if is_outlet_line(pieces, index) else None


def _read_card(pieces: list[PagePiece]) -> ArticleCard:
    outlet = next(
        (piece for index, piece in enumerate(pieces) if is_outlet_line(pieces, index)), None
    )
    labels = tuple(piece for piece in pieces if piece.kind in _CARD_LABELS)
    texts = [piece for piece in pieces if piece.kind not in _CARD_LABELS and piece is not outlet]
    heading = next((index for index, piece in enumerate(texts) if piece.line.rank), None)
    if heading is not None:
        return _card_with_heading(outlet, labels, texts, heading)
    has_top = outlet or any(label.kind in _TOP_LABELS for label in labels)
    if texts and not has_top and _is_bare_outlet(texts):
        outlet, *texts = texts
    title, rule = _title_of(texts)
    return ArticleCard(outlet, labels, title, tuple(texts[1:] if title else texts), rule)


def _title_of(texts: Sequence[PagePiece]) -> tuple[PagePiece | None, str]:
    """The title of a card without a heading, if its first text is one, and the reason."""
    if not texts:
        return None, "a card without text"
    first = texts[0]
    if len(texts) == 1:
        if is_title(first.text):
            return first, "the card's only line has the form of a title"
        return None, "the card's only line does not have the form of a title"
    if is_title(first.text) or is_odd_title(first.text, texts[1].text):
        return first, "the card's first line has the form of a title"
    return None, "no line of the card has the form of a title"


def _is_bare_outlet(texts: Sequence[PagePiece]) -> bool:
    """Check for an outlet above the texts of a card without labels.

    It is a name above a title, or a single word above anything.
    """
    first = texts[0].text
    if len(texts) < 2 or len(first) > LONGEST_OUTLET:
        return False
    if not first[0].isupper() or not is_outlet_name(first):
        return False
    above_title = len(texts) > 2 and is_title(texts[1].text) and not is_title(texts[2].text)
    return above_title or " " not in first


def _card_with_heading(
    outlet: PagePiece | None, labels: tuple[PagePiece, ...], texts: list[PagePiece], heading: int
) -> ArticleCard:
    """A card whose title is its heading; a name above the heading is the outlet."""
    title = texts.pop(heading)
    if (
        not outlet
        and heading == 1
        and len(texts[0].text) <= LONGEST_OUTLET
        and is_outlet_name(texts[0].text)
    ):
        outlet = texts.pop(0)
    return ArticleCard(outlet, labels, title, tuple(texts), "the card's heading")


def read_without_cards(
    pieces: Sequence[PagePiece], last: PagePiece | None
) -> Iterator[ArticleCard]:
    """Read titles and excerpts one below the other.

    A title takes the line below it, and any other line is an excerpt alone. `last` is the last line
    of a page that breaks off among its articles: it is an excerpt, though only its beginning.
    """
    index = 0
    while index < len(pieces):
        card = _next_card(pieces, index, last)
        yield card
        index += len(card.excerpt) + (card.title is not None)


def _next_card(pieces: Sequence[PagePiece], index: int, last: PagePiece | None) -> ArticleCard:
    piece = pieces[index]
    below = pieces[index + 1] if index + 1 < len(pieces) else None
    if piece.line.rank:
        end = index + 1
        while end < len(pieces) and not _begins_article(pieces[end]):
            end += 1
        excerpt = tuple(pieces[index + 1 : end])
        return ArticleCard(None, (), piece, excerpt, "a heading, and what stands below it")
    if (
        below
        and not _begins_article(below)
        and (is_title_of(piece.text, below.text) or (below is last and is_title(piece.text)))
    ):
        rule = "a line with the form of a title, above a longer text or one without"
        return ArticleCard(None, (), piece, (below,), rule)
    if is_title(piece.text):
        rule = "a line with the form of a title, and no excerpt below"
        return ArticleCard(None, (), piece, (), rule)
    return ArticleCard(None, (), None, (piece,), "a line without the form of a title")


def _begins_article(piece: PagePiece) -> bool:
    """Check whether the markup begins another article at a piece."""
    return bool(piece.line.rank or piece.line.begins_card)
