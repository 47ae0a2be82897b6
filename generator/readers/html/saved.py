"""Pages saved as HTML, by a browser or by SingleFile: first the data in them, then what they show.

A page that shows a story (by the marks of page text) tells that one, and whatever other stories
stand in its data. A page that shows none tells the stories of its data; else the articles of its
JSON-LD, each as a story of its own; else the one that it is itself, by Open Graph.
`generator.story.assembly` reconciles what several parts of a page tell of one story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.counting import plural, quantity
from generator.errors import NoStoryError
from generator.readers.base import Bundle, Decision, Reading, Readings, Row, Telling
from generator.readers.html import head as html_head
from generator.readers.html import hidden as html_hidden
from generator.readers.html import json_ld as html_linked
from generator.readers.html import lines as html_lines
from generator.readers.html import script_data as page_data
from generator.readers.html import tree as html_tree
from generator.readers.html.article import read_article
from generator.readers.html.head import Head
from generator.readers.html.json_ld import Linked
from generator.readers.html.lines import Page
from generator.readers.html.script_data import Script
from generator.readers.story_page.labels import DETAIL_LABELS, MARKS
from generator.readers.story_page.pieces import PagePiece, split_pieces
from generator.readers.story_page.placement import fields_by_line
from generator.readers.story_page.story import FEWEST_MARKS, find_marks, read_page_story
from generator.story.model import Content
from generator.text import addresses as links
from generator.text import charset
from generator.text.normal import fold

_ENDS = re.compile(r"</(?:html|body)\b", re.IGNORECASE)
Fields = dict[int, tuple[str, ...]]
"""The fields that lines went to, by their numbers."""


@dataclass(frozen=True, slots=True)
class _Saved:
    """A page, taken apart."""

    head: Head
    data: Readings
    linked: html_linked.Found
    page: Page
    pieces: tuple[PagePiece, ...]
    """Of the page's main part; of the whole page, where its marks stand outside of that."""
    marks: frozenset[str]
    cut: bool
    """Whether its end is missing."""


class SavedHtml:
    """Pages saved as HTML."""

    name = "saved-html"

    def read(self, bundle: Bundle) -> Readings | None:
        """The stories of a page; None for what is no HTML. Raises BundleError where it is too large, or holds none."""
        if not bundle.is_page:
            return None
        tree = html_tree.tree(bundle.decoded.text, bundle.limits.html)
        saved = _taken_apart(tree.roots, bundle)
        stories = _stories(saved)
        problems = [*tree.problems, *saved.data.problems, *saved.linked.problems]
        if saved.page.deep:
            problems.append(
                html_tree.too_deep(saved.page.deep, saved.page.lost, bundle.limits.depth)
            )
        if not stories and not problems:
            raise _no_story(saved)
        if not stories:
            # Where the data themselves are at fault, nothing is known of the story that they hold.
            return Readings(
                (), tuple(problems if saved.data.problems else (_no_story(saved), *problems))
            )
        first, *others = [_captured(story, saved.head) for story in stories]
        cut = ["The page's end is missing; it may have been saved in part."] if saved.cut else []
        notes = [
            *bundle.decoded.notes,
            *cut,
            *([charset.replacement(saved.page.replaced)] if saved.page.replaced else []),
        ]
        first = replace(first, notes=(*notes, *first.notes))
        return Readings((first, *others), tuple(problems))


def _taken_apart(roots: html_tree.Roots, bundle: Bundle) -> _Saved:
    text = bundle.decoded.text
    head = html_head.read(roots, text, bundle)
    scripts = list(_scripts(roots))
    page = html_lines.read(roots, html_hidden.banners(roots, text), head.base, bundle.limits.depth)
    linked = html_linked.read(
        [(script.at, script.text) for script in scripts if script.kind == "application/ld+json"],
        head.base,
    )
    whole = tuple(split_pieces(page.lines))
    inner = (
        tuple(split_pieces(line for line in page.lines if line.number not in page.outside))
        if page.outside
        else whole
    )
    marks, found = find_marks(inner), inner
    # What a page calls its main part need not hold the story, nor its details.
    details = {piece.kind for piece in whole if piece.kind in DETAIL_LABELS & MARKS} - {
        piece.kind for piece in inner
    }
    if page.outside and (len(marks) < FEWEST_MARKS or details):
        outer = find_marks(whole)
        if len(outer) >= FEWEST_MARKS:
            marks, found = outer, whole
    return _Saved(head, page_data.read(scripts), linked, page, found, marks, not _ENDS.search(text))


def _scripts(roots: html_tree.Roots) -> Iterator[Script]:
    number = 0
    for root in roots:
        for element in root.iter("script"):
            number += 1
            kind = (element.get("type") or "").strip().lower()
            yield Script(f"script[{number}]", kind, element.get("id") or "", element.text or "")


def _stories(saved: _Saved) -> list[Reading]:
    if len(saved.marks) >= FEWEST_MARKS:
        shown = _shown(saved)
        # A list of stories has counts and labels, too; what stands below a story's articles it has
        # not.
        if len(saved.data.stories) < 2 or saved.marks & DETAIL_LABELS or shown[0].at:
            return shown
    if saved.data.stories:
        return _listed(saved, list(saved.data.stories))
    articles = saved.linked.articles
    known = _known(saved.head, Content())
    own = next(
        (each for each in articles if _is(each.content, known)),
        articles[0] if len(articles) == 1 else None,
    )
    if articles and own is None:
        return _listed(saved, [_alone(each) for each in articles])
    return [*_article(saved, own), *(_alone(each) for each in articles if each is not own)]


# --- a page that shows a story --------------------------------------------------------------------


def _shown(saved: _Saved) -> list[Reading]:
    """The story that the page shows, and the others of its data."""
    shown = read_page_story(saved.pieces)
    content = replace(
        shown.content, articles=tuple(dict.fromkeys(shown.content.articles))
    )  # a narrow screen's list and a wide one's
    known = _known(saved.head, content)
    own = next((story for story in saved.data.stories if _is(story.content, known)), None)
    reading = Reading(
        content,
        ledger=(
            *(own.ledger if own else ()),
            *_rows(saved, fields_by_line(shown.placements)),
        ),
        decisions=(*(own.decisions if own else ()), *shown.decisions),
        notes=own.notes if own else (),
        at=own.at if own else None,
        captured=own.captured if own else None,
        tellings=tuple(
            _tellings(
                saved.head,
                own.content if own else None,
                _described(saved.linked.articles, known),
                Telling("shown", content),
            )
        ),
    )
    return [reading, *(story for story in saved.data.stories if story is not own)]


def _known(head: Head, content: Content) -> frozenset[str]:
    """What the story of a page is known by: its headlines and its addresses."""
    told = html_head.tell(head)
    addresses = filter(html_head.is_address, (told.url, head.fetched))
    return frozenset(
        (
            *(fold(title) for title in (content.title, told.title) if title),
            *(links.canonical(each or "") or "" for each in addresses),
        )
    )


def _is(content: Content, known: frozenset[str]) -> bool:
    address = links.canonical(content.url) if content.url else None
    return address in known or bool(content.title and fold(content.title) in known)


def _described(articles: Sequence[Linked], known: frozenset[str]) -> Content | None:
    """What JSON-LD tells of the page's story: of itself, and of the articles beside it."""
    if not articles:
        return None
    own = next((each.content for each in articles if _is(each.content, known)), Content())
    others = tuple(each.content.articles[0] for each in articles if each.content is not own)
    return replace(
        own, articles=others, summary_by=None
    )  # who published the page is none of the outlets


def _tellings(
    head: Head, data: Content | None, linked: Content | None, shown: Telling
) -> Iterator[Telling]:
    if data:
        yield Telling("data", data)
    if linked:
        yield Telling("linked", linked)
    yield shown
    yield Telling("head", html_head.tell(head))
    if html_head.is_address(head.fetched):
        yield Telling("saved", Content(url=head.fetched))


# --- a page of many stories, or of one article ----------------------------------------------------


def _alone(linked: Linked) -> Reading:
    return Reading(linked.content, (), at=linked.at)


def _listed(saved: _Saved, stories: list[Reading]) -> list[Reading]:
    """Stories of a page that shows none by its marks; what it says of one of them stands in that one's ledger."""
    places: dict[str, tuple[int, str]] = {}
    for number, story in reversed(list(enumerate(stories))):
        told = {"headline": story.content.title, "summary": story.content.summary}
        places |= {fold(words): (number, name) for name, words in told.items() if words}
    shown = (line for line in saved.page.lines if line.number not in saved.page.outside)
    placed = {line.number: places.get(fold(line.text), (0, "beside")) for line in shown}
    rows = _rows(saved, {number: (name,) for number, (_, name) in placed.items()})
    mine: list[list[Row]] = [[] for _ in stories]
    for index, row in enumerate(rows):
        node = saved.page.nodes[index] if index < len(saved.page.nodes) else None
        mine[placed.get(node.lines[0] + 1, (0, ""))[0] if node and node.lines else 0].append(row)
    count = sum(name == "beside" for _, name in placed.values())
    lines = f"{quantity(count, 'line')} of the page {plural(count, 'belongs', 'belong')}"
    note = f"{lines} to none of its stories by their words; the ledger has them as `beside`."
    return [
        replace(
            story,
            content=replace(story.content, language=story.content.language or saved.head.language),
            ledger=(*story.ledger, *mine[number]),
            notes=(*story.notes, note) if not number and count else story.notes,
        )
        for number, story in enumerate(stories)
    ]


def _article(saved: _Saved, linked: Linked | None) -> list[Reading]:
    """The page as an article of its own, as JSON-LD or Open Graph describe it; nothing where neither does."""
    described = linked.content if linked else html_head.article(saved.head)
    if described is None:
        return []
    described = _by_the_site(described, saved.head.one("og:site_name"))
    lines = [line for line in saved.page.lines if line.number not in saved.page.outside]
    shown = read_article(lines, described, saved.page.body)
    reading = Reading(
        described,
        _rows(saved, shown.fields),
        (
            Decision(
                "story",
                "of one article",
                f"{'JSON-LD' if linked else 'Open Graph'} says that the page is an article",
            ),
        ),
        tellings=tuple(_tellings(saved.head, None, described, Telling("shown", shown.content))),
    )
    return [reading]


def _by_the_site(content: Content, site: str | None) -> Content:
    """An article by the site's name, where no other name of the outlet stands."""
    article = content.articles[0]
    if article.outlet or not site:
        return content
    return replace(
        content,
        summary_by=site if content.summary else None,
        articles=(replace(article, outlet=site),),
    )


# --- what they share ------------------------------------------------------------------------------


def _rows(saved: _Saved, fields: Fields) -> tuple[Row, ...]:
    """The ledger of a page: a row a text node, by the fields of its lines; behind them those of its head and its JSON-LD."""
    rows = []
    for node in saved.page.nodes:
        names = dict.fromkeys(name for place in node.lines for name in fields.get(place + 1, ()))
        rows.append(Row(node.at, tuple(names) or ("boilerplate",), node.text))
    return (*rows, *saved.head.rows, *saved.linked.rows)


def _captured(story: Reading, head: Head) -> Reading:
    """A reading with the time of capture that the page states, where the story states none itself."""
    if story.captured or not head.captured:
        return story
    decision = Decision("captured", head.captured, head.how or "")
    return replace(story, captured=head.captured, decisions=(*story.decisions, decision))


def _no_story(saved: _Saved) -> NoStoryError:
    empty = all(node.why for node in saved.page.nodes)
    if empty and saved.cut:
        return NoStoryError(
            "it is a saved page that breaks off before any text of its own",
            "Save the page again, whole",
        )
    if empty:
        seen = "it is a saved page without any text of its own: scripts were to make it when it was opened"
        return NoStoryError(
            seen,
            "Save it again once it is shown, with SingleFile or as a complete page, or save its text",
        )
    count = len(saved.marks)
    marks = f"{'only one' if count == 1 else 'none'} of the marks of a story page"
    seen = (
        "it is a saved page without a story: its scripts hold no story's data, neither JSON-LD nor Open Graph calls it "
        f"an article, and its text shows {marks} (a dateline, key points, `N Articles`, `Bias Distribution` or the like)"
    )
    return NoStoryError(seen, "Save the page of the story itself, whole, or save its text")
