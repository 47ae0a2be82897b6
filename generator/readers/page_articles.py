"""The article blocks of a story page saved as text.

A *card* shows outlet, reposts, label, title, excerpt, place and `Read Full Article`, each of them optional. A *plain* page
shows titles and excerpts only, one below the other, and only their form tells which is which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.model import Article
from generator.readers.base import Decision
from generator.readers.page_labels import Piece
from generator.text import sentences

_CUT = re.compile(r"(?:…|\.\.\.)[\])]?(?:\s*\[?(?:Source|Read [Mm]ore|More|Continue [Rr]eading)\]?)?$")
_FULL_STOP = re.compile(r"[.。]['\"”’»)\]]*$")
_ABBREVIATED_END = re.compile(r"(?:\b[A-Z]\.)+$|\b(?:Jr|Sr|Inc|Co|Ltd|Corp|St)\.$")
_OUTLET_BEHIND = re.compile(r"(?P<title>\S.{9,}\S) - (?P<outlet>\S.{0,48}\S)")
_SMALL = frozenset(
    {
        "of", "the", "and", "for", "on", "in", "de", "del", "la", "le", "du", "der", "die", "das", "und", "da", "do", "e",
        "y", "&",
    }
)  # fmt: skip
"""Words that a name may hold without a capital."""
_NO_OUTLETS = frozenset(
    {"analysis", "audio", "live", "live updates", "opinion", "photos", "update", "updates", "video", "watch"}
)
_CARD_LABELS = ("label", "reposted")
_CARD_MARKS = (*_CARD_LABELS, "place", "read", "when")
_WITHOUT_FIELD = ("when",)
_BOILERPLATE = ("subscribe", "insights", "wrong", "extras", "published", "meter")
_COMPANION = re.compile(r"Not \S+ coverage to \S+ an? (?P<name>Article \S+)\.")

LONGEST_TITLE = 200
"""Characters; a longer line is an excerpt, whatever its form."""
LONGEST_ODD_TITLE = 140
"""Characters; the longest title of two sentences or with an ellipsis, beside a text at least twice as long."""
LONGEST_OUTLET = 80

Placed = tuple[Piece, str]


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of a page, with the field that each of their lines went to."""

    articles: tuple[Article, ...]
    placed: tuple[Placed, ...]
    decisions: tuple[Decision, ...]


def _ends_sentence(text: str) -> bool:
    return bool(_FULL_STOP.search(text)) and not _ABBREVIATED_END.search(text)


def is_title(text: str) -> bool:
    """Whether a line has the form of a title: short, one sentence, and no full stop or ellipsis at its end."""
    if len(text) > LONGEST_TITLE or _CUT.search(text):
        return False
    return not _ends_sentence(text) and len(sentences(text)) == 1


def _is_odd_title(text: str, following: str) -> bool:
    """Whether a line that has not quite the form of a title is one, by the much longer text below it."""
    if len(text) > LONGEST_ODD_TITLE or 2 * len(text) > len(following):
        return False
    return not _ends_sentence(text) or bool(_CUT.search(text))


def _heads(text: str, following: str) -> bool:
    """Whether a line is the title of the text below it, and that text no title of its own."""
    if is_title(text):
        return not is_title(following) or len(following) > len(text)
    return _is_odd_title(text, following) and not is_title(following)


def undoubled(text: str) -> str | None:
    """The name in a doubled one (`NewsdayNewsday`, `Newsday Newsday`), or None where it is not doubled."""
    half = len(text) // 2
    first, second = text[:half], text[half + len(text) % 2 :]
    parted = len(text) % 2 == 0 or text[half].isspace()
    return first.strip() if parted and first == second and len(first.strip()) > 1 else None


def _is_name(text: str) -> bool:
    """Whether a line's end has the form of an outlet's name: few words, all with a capital or in a script without."""
    parts = text.split()
    capital = all(part in _SMALL or not part[0].islower() or re.search(r"\w\.\w\w", part) for part in parts)
    return len(parts) <= 6 and capital and text[-1] not in ".?!…:" and text.lower() not in _NO_OUTLETS


def split_outlet(title: str) -> tuple[str, str] | None:
    """`Title - Outlet` as its two parts, or None where the end does not have the form of a name."""
    match = _OUTLET_BEHIND.fullmatch(title)
    return (match["title"], match["outlet"]) if match and _is_name(match["outlet"]) else None


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
    if undoubled(piece.text) and not _ends_sentence(piece.text):  # a sentence said twice is a text, and stays as it is
        return True
    below = pieces[index + 1] if index + 1 < len(pieces) else None
    above_label = below is not None and below.kind in _CARD_LABELS and not below.gap
    return above_label and len(piece.text) <= LONGEST_OUTLET and not _FULL_STOP.search(piece.text)


def _cards(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Cards, each ending with its `Read Full Article` (or its place, where that is missing), or where the next begins."""
    card: list[Piece] = []
    heads: set[str] = set()
    has_text = False
    for index, piece in enumerate(pieces):
        head = piece.kind if piece.kind in _CARD_LABELS else "outlet" if is_outlet(pieces, index) else None
        if card and head and (has_text or head in heads):
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
    if len(texts) < 2 or len(first) > LONGEST_OUTLET or not first[0].isupper() or not _is_name(first):
        return False
    above_title = len(texts) > 2 and is_title(texts[1].text) and not is_title(texts[2].text)
    return above_title or " " not in first


def _read_card(pieces: list[Piece]) -> _Card:
    outlet = next((piece for index, piece in enumerate(pieces) if is_outlet(pieces, index)), None)
    marks = tuple(piece for piece in pieces if piece.kind in _CARD_MARKS)
    texts = [piece for piece in pieces if piece.kind not in _CARD_MARKS and piece is not outlet]
    if not outlet and texts and not any(mark.kind in _CARD_LABELS for mark in marks) and _is_bare_outlet(texts):
        outlet, *texts = texts
    if not texts:
        return _Card(outlet, marks, None, (), "a card without text")
    if len(texts) == 1:
        if is_title(texts[0].text):
            return _Card(outlet, marks, texts[0], (), "the card's only line has the form of a title")
        return _Card(outlet, marks, None, tuple(texts), "the card's only line does not have the form of a title")
    if is_title(texts[0].text) or _is_odd_title(texts[0].text, texts[1].text):
        return _Card(outlet, marks, texts[0], tuple(texts[1:]), "the card's first line has the form of a title")
    return _Card(outlet, marks, None, tuple(texts), "no line of the card has the form of a title")


def _plain(pieces: Sequence[Piece], last: Piece | None) -> Iterator[_Card]:
    """Titles and excerpts one below the other: a title takes the line below it, any other line is an excerpt alone.

    Where the page breaks off among its articles, its last line is an excerpt, if only the beginning of one.
    """
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        below = pieces[index + 1] if index + 1 < len(pieces) else None
        if below and (_heads(piece.text, below.text) or (below is last and is_title(piece.text))):
            yield _Card(None, (), piece, (below,), "a line with the form of a title, above a longer text or one without")
            index += 2
            continue
        if is_title(piece.text):
            yield _Card(None, (), piece, (), "a line with the form of a title, and no excerpt below")
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
        excerpt_truncated=bool(excerpt and _CUT.search(excerpt)),
    )


def _place(card: _Card) -> Iterator[Placed]:
    if card.outlet:
        yield card.outlet, "article_label"
    for piece in card.marks:
        held = piece.kind == "read" or (card.get(piece.kind) is piece and piece.kind not in _WITHOUT_FIELD)
        if held:
            yield piece, "article_label"
        # What no field holds is kept: a second place, an article's age, two counts of reposts that differ.
        if not held or piece.count("shown") not in (None, piece.count()):
            yield piece, "unplaced"
    if card.title:
        yield card.title, "article_title"
    for piece in card.excerpt:
        yield piece, "article_excerpt"


def _decision(number: int, card: _Card, article: Article) -> Decision:
    lines = [f"title on line {card.title.number}"] if card.title else ["no title"]
    if card.title and article.outlet and not card.outlet:
        lines.append(f"outlet {article.outlet!r} split off its end")
    lines.append(f"excerpt on line {card.excerpt[0].number}" if card.excerpt else "no excerpt")
    return Decision(f"article {number}", ", ".join(lines), card.rule)


def _without_boilerplate(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, bool]]:
    """Each piece, and whether it is the page's own words: banners, and the notice of a missing companion text."""
    for index, piece in enumerate(pieces):
        below = pieces[index + 1].text if index + 1 < len(pieces) else ""
        notice = _COMPANION.fullmatch(piece.text)
        named = _COMPANION.fullmatch(below)
        about = index > 0 and notice and pieces[index - 1].text.endswith(notice["name"])
        yield piece, piece.kind in _BOILERPLATE or bool(about) or bool(named and piece.text.endswith(named["name"]))


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
    with_cards = any(piece.kind in _CARD_MARKS or is_outlet(pieces, index) for index, piece in enumerate(pieces))
    last = pieces[-1] if cut and pieces else None
    cards = [card for run in runs for card in (map(_read_card, _cards(run)) if with_cards else _plain(run, last))]
    articles: list[Article] = []
    decisions: list[Decision] = []
    for card in cards:
        if not (card.outlet or card.title or card.excerpt):
            # Labels without an article around them say something that no field holds.
            placed += [(piece, "article_label" if piece.kind == "read" else "unplaced") for piece in card.marks]
            continue
        articles.append(_article(card))
        placed += _place(card)
        decisions.append(_decision(len(articles), card, articles[-1]))
    return Articles(tuple(articles), tuple(placed), tuple(decisions))
