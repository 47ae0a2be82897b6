"""The reader of pages saved as HTML, which decides what stories a page has.

A page that shows a story (by the marks of a story page) has that one, and the other stories in its
data. Any other page has the stories of its data; or else the articles of its JSON-LD, each as a
story of its own; or else the one article that it is itself by Open Graph.
`generator.story.assembly` reconciles what several parts of a page say of one story.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.errors import BundleError, NoStoryError
from generator.readers.base import Bundle, Decision, Reading, Readings, Variant
from generator.readers.html.article import read_shown_article
from generator.readers.html.head import (
    HtmlHead,
    article_of_head,
    content_of_head,
    is_story_address,
)
from generator.readers.html.json_ld import JsonLdArticle
from generator.readers.html.parts import HtmlParts, read_parts
from generator.readers.html.story_list import add_page_to_stories
from generator.readers.html.tree import nested_too_deep, parse_html
from generator.readers.story_page.labels import DETAIL_LABELS
from generator.readers.story_page.placement import fields_by_line
from generator.readers.story_page.story import FEWEST_MARKS, read_page_story
from generator.story.model import Content
from generator.text.addresses import canonical_address
from generator.text.charset import replacement_note
from generator.text.normal import fold


class SavedHtml:
    """Pages saved as HTML."""

    name = "saved-html"

    def read(self, bundle: Bundle) -> Readings | None:
        """Read the stories of a page; None for a bundle that is no HTML.

        Raises BundleError if the page is too large, or holds no story.
        """
        if not bundle.is_page:
            return None
        tree = parse_html(bundle.decoded.text, bundle.limits.html)
        parts = read_parts(tree.roots, bundle)
        problems = (*tree.problems, *_problems_of(parts, bundle))
        stories = [_with_capture_time(story, parts.head) for story in _find_stories(parts)]
        if stories:
            notes = (*_notes_of(parts, bundle), *stories[0].notes)
            stories[0] = replace(stories[0], notes=notes)
            return Readings(tuple(stories), problems)
        if not problems:
            raise _no_story(parts)
        # If the data are at fault, nothing is known of the story that they hold.
        missing = () if parts.data.problems else (_no_story(parts),)
        return Readings((), (*missing, *problems))


def _problems_of(parts: HtmlParts, bundle: Bundle) -> Iterator[BundleError]:
    yield from parts.data.problems
    yield from parts.json_ld.problems
    if parts.text.deep:
        yield nested_too_deep(parts.text.deep, parts.text.lost, bundle.limits.depth)


def _notes_of(parts: HtmlParts, bundle: Bundle) -> Iterator[str]:
    yield from bundle.decoded.notes
    if parts.is_cut:
        yield "The page's end is missing; it may have been saved in part."
    if parts.text.replaced:
        yield replacement_note(parts.text.replaced)


def _find_stories(parts: HtmlParts) -> list[Reading]:
    if len(parts.marks) >= FEWEST_MARKS:
        shown = _shown_story(parts)
        # A list of stories has counts and labels too, but not what stands below a story's articles.
        if len(parts.data.stories) < 2 or parts.marks & DETAIL_LABELS or shown[0].at:
            return shown
    if parts.data.stories:
        return add_page_to_stories(parts, list(parts.data.stories))
    articles = parts.json_ld.articles
    identity = _identity(parts.head, Content())
    own = next(
        (each for each in articles if _matches(each.content, identity)),
        articles[0] if len(articles) == 1 else None,
    )
    if articles and own is None:
        return add_page_to_stories(parts, [_story_of_json_ld(each) for each in articles])
    others = [_story_of_json_ld(each) for each in articles if each is not own]
    return [*_story_of_article(parts, own), *others]


# --- a page that shows a story --------------------------------------------------------------------


def _shown_story(parts: HtmlParts) -> list[Reading]:
    """The story that the page shows, and the others of its data."""
    shown = read_page_story(parts.pieces)
    # A page may list its articles twice, for narrow screens and for wide ones.
    articles = tuple(dict.fromkeys(shown.content.articles))
    content = replace(shown.content, articles=articles)
    identity = _identity(parts.head, content)
    own = next((story for story in parts.data.stories if _matches(story.content, identity)), None)
    base = own or Reading(Content(), ())
    variants = _variants(
        parts.head,
        own.content if own else None,
        _described_story(parts.json_ld.articles, identity),
        content,
    )
    reading = Reading(
        content,
        ledger=(*base.ledger, *parts.ledger(fields_by_line(shown.placements))),
        decisions=(*base.decisions, *shown.decisions),
        notes=base.notes,
        at=base.at,
        captured=base.captured,
        variants=tuple(variants),
    )
    return [reading, *(story for story in parts.data.stories if story is not own)]


def _identity(head: HtmlHead, content: Content) -> frozenset[str]:
    """The headlines and the addresses by which the story of a page is recognised."""
    described = content_of_head(head)
    titles = (fold(title) for title in (content.title, described.title) if title)
    addresses = filter(is_story_address, (described.url, head.fetched))
    return frozenset((*titles, *(canonical_address(each or "") or "" for each in addresses)))


def _matches(content: Content, identity: frozenset[str]) -> bool:
    """Check whether a story has one of these addresses or headlines."""
    address = canonical_address(content.url) if content.url else None
    return address in identity or bool(content.title and fold(content.title) in identity)


def _described_story(articles: Sequence[JsonLdArticle], identity: frozenset[str]) -> Content | None:
    """The story as JSON-LD describes it, with the articles that it describes beside the story."""
    if not articles:
        return None
    own = next((each.content for each in articles if _matches(each.content, identity)), Content())
    others = tuple(each.content.articles[0] for each in articles if each.content is not own)
    # The publisher of the page is none of the outlets.
    return replace(own, articles=others, summary_by=None)


def _variants(
    head: HtmlHead, data: Content | None, described: Content | None, shown: Content
) -> Iterator[Variant]:
    """What the parts of a page say of one story."""
    if data:
        yield Variant("data", data)
    if described:
        yield Variant("linked", described)
    yield Variant("shown", shown)
    yield Variant("head", content_of_head(head))
    if is_story_address(head.fetched):
        yield Variant("saved", Content(url=head.fetched))


# --- a page of one article ------------------------------------------------------------------------


def _story_of_json_ld(article: JsonLdArticle) -> Reading:
    return Reading(article.content, (), at=article.at)


def _story_of_article(parts: HtmlParts, article: JsonLdArticle | None) -> list[Reading]:
    """The page as an article, if JSON-LD or Open Graph describe it as one."""
    described = article.content if article else article_of_head(parts.head)
    if described is None:
        return []
    described = _with_outlet(described, parts.head.first_meta("og:site_name"))
    shown = read_shown_article(parts.main_lines(), described, parts.text.body)
    source = "JSON-LD" if article else "Open Graph"
    decision = Decision("story", "of one article", f"{source} says that the page is an article")
    variants = tuple(_variants(parts.head, None, described, shown.content))
    return [Reading(described, parts.ledger(shown.fields), (decision,), variants=variants)]


def _with_outlet(content: Content, site: str | None) -> Content:
    """An article with the site's name as its outlet, if no other name is stated."""
    article = content.articles[0]
    if article.outlet or not site:
        return content
    return replace(
        content,
        summary_by=site if content.summary else None,
        articles=(replace(article, outlet=site),),
    )


# --- what all pages share -------------------------------------------------------------------------


def _with_capture_time(story: Reading, head: HtmlHead) -> Reading:
    """A reading with the time of capture of its page, if the story has none of its own."""
    if story.captured or not head.captured:
        return story
    decision = Decision("captured", head.captured, head.captured_by or "")
    return replace(story, captured=head.captured, decisions=(*story.decisions, decision))


def _no_story(parts: HtmlParts) -> NoStoryError:
    is_empty = all(node.excluded for node in parts.text.nodes)
    if is_empty and parts.is_cut:
        return NoStoryError(
            "it is a saved page that breaks off before any text of its own",
            "Save the page again, whole",
        )
    if is_empty:
        return NoStoryError(
            "it is a saved page without any text of its own: "
            "scripts were to make it when it was opened",
            "Save it again once it is shown, with SingleFile or as a complete page, "
            "or save its text",
        )
    marks = f"{'only one' if len(parts.marks) == 1 else 'none'} of the marks of a story page"
    return NoStoryError(
        "it is a saved page without a story: its scripts hold no story's data, "
        "neither JSON-LD nor Open Graph calls it an article, and its text shows "
        f"{marks} (a dateline, key points, `N Articles`, `Bias Distribution` or the like)",
        "Save the page of the story itself, whole, or save its text",
    )
