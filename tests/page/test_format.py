"""Rules of a page: what is written is read back, every viewer shows its words, nothing in a bundle
acts, hands may edit.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import markdown
import pytest
from bs4 import BeautifulSoup, Comment
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator.errors import PageError
from generator.page import format as page
from generator.page import frontmatter
from generator.page.format import is_edited
from generator.page.model import Corrections, Page, Section
from generator.story.fields import SIDES
from generator.story.model import (
    Article,
    Aside,
    Capture,
    Content,
    Coverage,
    Link,
    Share,
    Story,
    Voice,
)
from tests.support.strategies import (
    FORMAT_TOKENS,
    HAND_TEXT,
    LINES,
    MARKDOWN_TOKENS,
    RAW,
    pages,
    stories,
    told,
)

# --- both ways ------------------------------------------------------------------------------------


def _kept(written: Page) -> str:
    """The page's text, after the law that reading gives the page back and writing again the same
    text.
    """
    text = page.write(written)
    read = page.read(text)
    assert read == written
    assert not is_edited(read)
    assert page.write(read) == text
    return text


@settings(max_examples=80)
@given(pages())
def test_a_page_is_read_back(written: Page) -> None:
    """Reading gives back what was written, writing again gives the same text, and nobody has edited
    it.
    """
    _kept(written)


SEED = Article(title="A", outlet="X", url="https://x.org/a", excerpt="a", text="a\n\nb")
SHOWN = Capture(
    bundle="a.txt", sha256="a" * 64, reader="page-text", captured="2025-07-07T10:00:00Z"
)
ALL_SIGNS = " ".join((*MARKDOWN_TOKENS, *FORMAT_TOKENS)).replace("\n", " ")


def _big() -> Iterator[Any]:
    prose = "In late June, the raid on a newsroom in Baku made 2 * 3 headlines - and more. " * 2_000
    many = tuple(
        replace(SEED, title=f"A {n}", url=f"https://x.org/{n}", excerpt=f"{n}. a")
        for n in range(200)
    )
    yield pytest.param(Story(articles=many, key_points=("a",) * 200), id="200 articles")
    yield pytest.param(
        Story(articles=(replace(SEED, text=prose[:128_516].strip()),)), id="128,516 signs of prose"
    )
    yield pytest.param(Story(summary=(ALL_SIGNS * 12)[:5_000].strip()), id="5,000 signs that act")
    shown = [
        replace(
            SHOWN,
            sha256=f"{n:064x}",
            content=Content(articles=many[::-1] if n % 2 else many[n:], title="A"),
        )
        for n in range(6)
    ]
    yield pytest.param(
        Story(articles=many, captures=tuple(shown)), id="six captures of 200 articles"
    )


@pytest.mark.parametrize("story", tuple(_big()))
def test_a_big_page_is_read_back(story: Story) -> None:
    """Length changes nothing."""
    _kept(Page(story=story))


@pytest.mark.parametrize(
    "sign",
    ["[", "\\", "&", "<", "*", "_", "~", "#", "-", "|", "1", ":", "\x02", "~~ ", "\n", "\n\n"],
)
def test_a_long_run_takes_no_time(sign: str) -> None:
    """Writing and reading are linear: 128,516 brackets take no longer than prose."""
    run = f"x{sign * (128_516 // len(sign))}x" if sign.strip() else sign.join("x" * 60_000)
    started = time.perf_counter()
    _kept(
        Page(
            story=Story(
                summary=run if "\n\n" not in sign[1:] else "x", articles=(Article(text=run),)
            )
        )
    )
    assert time.perf_counter() - started < 5


def test_2000_articles_in_ten_captures_take_no_time() -> None:
    """Finding a capture's articles among the page's is linear, in whatever order they stand."""
    many = tuple(Article(title=f"A {n}") for n in range(2_000))
    shown = tuple(
        replace(SHOWN, sha256=f"{n:064x}", content=Content(articles=many[n + 1 :] + many[: n + 1]))
        for n in range(10)
    )
    started = time.perf_counter()
    _kept(Page(story=Story(articles=many, captures=shown)))
    assert time.perf_counter() - started < 5


TITLES = (
    "Untitled",
    "untitled",
    "C#",
    "C # #",
    "#",
    "##",
    "\\#",
    "-",
    "*",
    "<!-- article 2 -->",
    "Text",
    "a\\",
    "&#35;",
    "~~#",
)


@pytest.mark.parametrize("title", TITLES)
def test_an_odd_title_is_kept(title: str) -> None:
    """A title may be `Untitled`, end in number signs, or look like a part of the format."""
    _kept(Page(story=Story(title=title, articles=(Article(title=title), Article()))))


POINTS = (
    "-",
    "* x",
    "- - x",
    "+",
    "1. x",
    "- [ ] x",
    "## Left",
    "> x",
    "---",
    "    x".strip(),
    "<!-- article 1 -->",
    "x  y",
)


@pytest.mark.parametrize("point", POINTS)
def test_an_odd_line_is_kept(point: str) -> None:
    """A point, an excerpt's line and a text's line may look like any block."""
    text = f"{point}\na\n{point}\n\n{point}"
    article = Article(excerpt=text, text=text)
    _kept(
        Page(
            story=Story(
                summary=text, key_points=(point, "a", point), unplaced=(point,), articles=(article,)
            )
        )
    )


def test_what_each_capture_showed_is_kept() -> None:
    """A capture keeps its own values, the articles that it showed in its order, and those that the
    page does not have.
    """
    other, changed = (
        Article(title="B", excerpt="b"),
        replace(SEED, title="A, changed", bias="Left", text=None),
    )
    story = Story(
        title="New",
        summary="new",
        coverage=Coverage(left=2),
        articles=(SEED, other),
        captures=(
            replace(SHOWN, content=Content(title="Old", articles=(other, changed))),
            replace(
                SHOWN,
                sha256="b" * 64,
                content=Content(
                    title="New", summary="new", articles=(Article(title="C"), other, other)
                ),
            ),
            replace(
                SHOWN,
                sha256="c" * 64,
                content=Content(title="New", summary="new", coverage=Coverage(left=2)),
            ),
        ),
    )
    rows = frontmatter.read(_kept(Page(story=story)).split("\n---\n")[0].removeprefix("---\n"))[
        "captures"
    ]
    assert rows[0]["articles"] == [2, {"n": 1, "title": "A, changed", "bias": "Left", "text": None}]
    assert rows[0]["states"] == {"title": "Old", "summary": None, "coverage": {}}
    assert rows[1]["articles"] == [{"title": "C"}, 2, {"title": "B", "excerpt": "b"}]
    assert rows[2]["articles"] == []
    assert "states" not in rows[2]


def test_rows_and_headings_may_be_put_in_another_order() -> None:
    """Numbers join rows, headings and captures; their order is the hand's, and captures still show
    the right articles.
    """
    story = Story(
        articles=(SEED, Article(title="B")),
        captures=(replace(SHOWN, content=Content(articles=(SEED,))),),
    )
    lines = page.write(Page(story=story)).split("\n")
    first = next(index for index, line in enumerate(lines) if line.startswith('  - {"n": 1'))
    lines[first : first + 2] = lines[first : first + 2][::-1]
    read = page.read("\n".join(lines))
    assert read.story.articles == (Article(title="B"), SEED)
    assert read.story.captures == story.captures
    assert is_edited(read)
    assert page.read(page.write(read)) == read


# --- what a viewer shows --------------------------------------------------------------------------


def _github() -> MarkdownIt:
    viewer = MarkdownIt("gfm-like")
    viewer.normalizeLinkText = lambda address: (
        address
    )  # shows addresses as they stand, as GitHub does
    return viewer


_PLAIN, _EXTRA = markdown.Markdown(), markdown.Markdown(extensions=["extra", "sane_lists"])
VIEWERS: dict[str, Callable[[str], str]] = {
    "Python-Markdown": lambda body: _PLAIN.reset().convert(body),
    "Python-Markdown with extra": lambda body: _EXTRA.reset().convert(body),
    "CommonMark": MarkdownIt("commonmark").enable(["table", "strikethrough"]).render,
    "GitHub": _github().render,
}
_TAGS = {"h2", "h3", "h4", "p", "ul", "li", "blockquote"}
# HTML has no control characters; viewers drop them, or show U+FFFD for their references.
_NOT_IN_HTML = re.compile("[\x01-\x09\x0b-\x1f\x7f-\x9f\ufffd]")
Blocks = list[tuple[str, list[str]]]


def _words(text: str) -> list[str]:
    return _NOT_IN_HTML.sub("", text).split()


def _paragraphs(text: str | None) -> Blocks:
    return [("p", _words(paragraph)) for paragraph in text.split("\n\n")] if text else []


def _list(heading: str, points: tuple[str, ...]) -> Blocks:
    return [("h2", heading.split()), *(("li", _words(point)) for point in points)] if points else []


def _article(article: Article) -> Blocks:
    quoted: Blocks = (
        [("blockquote", _words(article.excerpt)), *_paragraphs(article.excerpt)]
        if article.excerpt
        else []
    )
    text: Blocks = [("h4", ["Text"]), *_paragraphs(article.text)] if article.text else []
    return [("h3", _words(article.title or "Untitled")), *quoted, *text]


def _expected(story: Story) -> Blocks:
    """The blocks that the format gives a story, with the model's words."""
    blocks = [*_paragraphs(story.summary), *_list("Key points", story.key_points)]
    for side in SIDES:
        blocks += _list(side.capitalize(), getattr(story.perspectives, side))
    blocks += [("h2", ["Voices"])] if story.voices else []
    for voice in story.voices:
        blocks += [
            ("h3", [voice.kind.capitalize()]),
            ("blockquote", _words(voice.text)),
            *_paragraphs(voice.text),
        ]
    blocks += [("h2", ["More"])] if story.asides else []
    for aside in story.asides:
        blocks += [
            ("h3", _words(aside.heading)),
            *(("li", _words(point)) for point in aside.points),
        ]
    blocks += [("h2", ["Articles"])] if story.articles else []
    blocks += [block for article in story.articles for block in _article(article)]
    return blocks + _list("Unplaced", story.unplaced)


def _shows(viewer: str, body: str, story: Story) -> None:
    soup = BeautifulSoup(VIEWERS[viewer](body), "html.parser")
    expected = _expected(story)
    comments = soup.find_all(string=lambda string: isinstance(string, Comment))
    assert [comment.strip() for comment in comments] == [
        *(f"voice {number + 1}" for number in range(len(story.voices))),
        *["aside"] * len(story.asides),
        *(f"article {number + 1}" for number in range(len(story.articles))),
    ]
    assert {tag.name for tag in soup.find_all()} <= _TAGS | ({"a"} if viewer == "GitHub" else set())
    assert [
        (tag.name, _words(tag.get_text())) for tag in soup.find_all(list(_TAGS - {"ul"}))
    ] == expected
    assert _words(soup.get_text()) == [
        word for tag, words in expected if tag != "blockquote" for word in words
    ]


def _body(text: str) -> str:
    return text.split("\n---\n", 1)[1]


@settings(max_examples=120)
@given(told())
def test_every_viewer_shows_the_words_of_the_model(story: Story) -> None:
    """Rendered by four Markdowns, a page has the format's blocks with the model's words, and
    nothing else.
    """
    body = _body(page.write(Page(story=story)))
    for viewer in VIEWERS:
        _shows(viewer, body, story)


HOSTILE = (
    *dict.fromkeys(token.strip() for token in (*MARKDOWN_TOKENS, *FORMAT_TOKENS) if token.strip()),
    "[x][y]\n[y]: http://y.org 'z'",
    "a\n===",
    "a\n=-=",
    "a | b\n--- | ---\n1 | 2",
    "a\n: b",
    "a[^1]\n\n[^1]: b",
    "<!-- article 1 -->\n### a\n<!-- article 2 -->",
    '---\nschema: 2\n---\nwritten: "x"',
    "```\na\n```",
    "~~~\na\n~~~",
    "a~\nb~",
    "*\u0085a*\u2028.",
    "<\t@a.org>\n<\n@b.org>",
    "&#9 &#x3c &lt &#60b;",
    "\\\x02 \\\t \\\\\x1b",
    "http://x.org/_a_ http://x.org/&#60 http://x.org/*a*",
    "HTML\n*[HTML]: x",
    "x {: #a .b onclick=c}\n{: .d}",
    "* * *\n_ _ _\n- - -",
    "1. a\n2) b\n१. c",
    ">>> a\n> [!NOTE]\n> b",
    "![a](b)![c][d]<img src=x onerror=y>",
    "``a`` `b",
    "/// details\na\n///",
    "!!! note\na",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_bundle_text_acts(text: str) -> None:
    """Whatever acts in a Markdown, in YAML or in the format itself stands in every field of a page
    as the words that it is.
    """
    line = text.replace("\n", " ").strip()
    article = Article(title=line, outlet=line, url=line, excerpt=text, text=text)
    story = Story(
        title=line,
        places=(line,),
        summary=text,
        key_points=(line, line),
        voices=(
            Voice(kind="quotation", text=text, by=line, sources=(Link(outlet=line, url=line),)),
        )
        * 2,
        asides=(Aside(heading=line, points=(line, line)),) * 2,
        articles=(article,) * 2,
        unplaced=(line,),
    )
    written = _kept(Page(story=story))
    front = frontmatter.read_lines(written.split("\n---\n")[0].removeprefix("---\n"))
    keys = [
        "schema",
        "title",
        "date",
        "date_basis",
        "places",
        "coverage",
        "articles",
        "voices",
        "written",
    ]
    assert list(front or ()) == keys
    for viewer in VIEWERS:
        _shows(viewer, _body(written), story)


# --- hands ----------------------------------------------------------------------------------------

STORY = Story(
    title="Pilots Return",
    date="2025-05-06",
    date_basis="Day from the dateline.",
    places=("Vellmark",),
    summary="The strike ended.",
    key_points=("It began in April.", "It was long."),
    bias_statements=(Share(percent=50, side="left"),),
    voices=(
        Voice(
            kind="quotation", text="At last.", by="A pilot", sources=(Link(url="https://x.org/v"),)
        ),
    ),
    asides=(Aside(heading="Earlier", points=("It was the third.",)),),
    articles=(SEED, Article(title="B", excerpt="b")),
    captures=(SHOWN,),
)
TEXT = page.write(Page(story=STORY))

_SHAPE = "the capture 'a.txt' must have its values as an object under `states`, and its articles as a list"


def _edit(old: str, new: str) -> str:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title: "Pilots Return"', "title: Pilots Return  # by hand"),
        ('places: ["Vellmark"]', "places:\n    - 'Vellmark'"),
        ('date: "2025-05-06"\n', "date: 2025-05-06\n\n"),
        ('  - {"percent": 50, "side": "left", "base": null}', "  - percent: 50\n    side: left"),
        (
            'schema: 1\ntitle: "Pilots Return"\ndate: "2025-05-06"',
            'date: "2025-05-06"\ntitle: "Pilots Return"\nschema: 1',
        ),
        ("## Key points\n\n", "## Key points  \n\n\n"),
        ("- It began in April.\n", "*   It began\n  in April.\n\n"),
        ("> b\n", "  >b  \n"),
        (
            "### Quotation\n<!-- voice 1 -->\n\n> At last.",
            "### quotation \n\n <!-- voice 1 -->\n>At last.\n",
        ),
        (
            "### Earlier\n<!-- aside -->\n\n- It was the",
            "###  Earlier\n\n<!-- aside --> \n* It was\nthe",
        ),
        ("### A\n<!-- article 1 -->", "### A\n\n  <!-- article 1 -->"),
        ("The strike ended.", "\n The strike &#101;nded\\. "),
        ("\n---\n\n", "\n---  \n"),
    ],
)
def test_style_is_no_edit(old: str, new: str) -> None:
    """Other YAML and other white space read to the same page, which is not edited."""
    read = page.read(_edit(old, new))
    assert read.story == STORY
    assert not is_edited(read)


@pytest.mark.parametrize(
    "change", [lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t, lambda t: t.rstrip("\n")]
)
def test_an_editors_line_ends_are_no_edit(change: Callable[[str], str]) -> None:
    """CR LF, a byte order mark and a missing last line end are an editor's, not the archivist's."""
    read = page.read(change(TEXT))
    assert read == page.read(TEXT)
    assert not is_edited(read)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title: "Pilots Return"', 'title: "Pilots return"'),
        ("The strike ended.", "The strike ended"),
        ("- It was long.", "- It was short."),
        ("> b", "> c"),
        ("### B", "### C"),
        ("> At last.", "> At long last."),
        ("### Quotation", "### Perspective"),
        ("### Earlier", "### What came before"),
        ("- It was the third.", "- It was the third.\n- It was the longest."),
        ('"by": "A pilot"', '"by": "A harbour pilot"'),
        ('"excerpt_truncated": false}\n  - {"n": 2', '"excerpt_truncated": true}\n  - {"n": 2'),
        ("## Articles", "## Mood\n\nGrave.\n\n## Articles"),
        ("captures:", "mood: grave\ncaptures:"),
        ("written: ", "written: null # "),
        ("written: ", "written: 5 # "),
    ],
)
def test_another_word_is_an_edit(old: str, new: str) -> None:
    """A page whose facts or prose a hand has changed is edited, until it is written anew."""
    read = page.read(_edit(old, new))
    assert is_edited(read)
    rewritten = page.read(page.write(read))
    assert rewritten == read
    assert not is_edited(rewritten)


@given(HAND_TEXT)
def test_corrections_and_notes_are_no_edit(notes: str) -> None:
    """The archivist's own parts change nothing of what the program wrote, whatever they hold."""
    added = _edit(
        "written:", 'corrections: {"title": "Pilots", "places": [], "topics": ["ports"]}\nwritten:'
    )
    read = page.read(f"{added}\n## Notes\n\n{notes}\n")
    assert read.story == STORY
    assert read.notes == notes
    assert read.corrections == Corrections(title="Pilots", places=(), topics=("ports",))
    assert not is_edited(read)
    _kept(read)


def test_the_digest_outlives_another_way_of_escaping() -> None:
    """`written` covers the words of the prose, so that a later version may escape them otherwise."""
    story = Story(summary="a * b")
    text = page.write(Page(story=story))
    assert not is_edited(page.read(text.replace("a * b", "a \\* b")))


def test_a_page_that_keeps_its_digest_stays_edited() -> None:
    """Writing an edited page with the digest it had does not hide the edit."""
    read = page.read(_edit("### B", "### C"))
    assert is_edited(page.read(page.write(read, written=read.written)))


def test_what_a_hand_added_is_written_back() -> None:
    """Sections and keys that the format does not know stay, with everything below Notes."""
    added = (
        _edit("captures:", 'mood: {"a": [1, {"b": null}]}\ncaptures:')
        + "\n## Mood\n\n*Grave*\n\n## Notes\n\n## Key points\n---\n"
    )
    read = page.read(added)
    assert read.extra == (("mood", '{"a": [1, {"b": null}]}'),)
    assert read.sections == (Section(heading="Mood", markdown="*Grave*"),)
    assert read.notes == "## Key points\n---"
    assert read.story == STORY


@pytest.mark.parametrize("heading", ["Voices", "More"])
@pytest.mark.parametrize(
    "markdown",
    ["", "Of *other* papers.", "### Quotation\n\n> [mine](https://x.org)", "- a\n\n  - b"],
)
@pytest.mark.parametrize(
    "story", [STORY, replace(STORY, voices=(), asides=())], ids=["with both", "with neither"]
)
def test_a_section_of_ones_own_may_have_a_name_of_the_format(
    heading: str, markdown: str, story: Story
) -> None:
    """A section `## Voices` or `## More` without the program's comments is a person's, beside the
    program's or alone.
    """
    own = Section(heading=heading, markdown=markdown)
    _kept(Page(story=story, sections=(own, Section(heading="Mood", markdown="Grave."))))
    # Where the program's own section stands does not matter.
    text = page.write(Page(story=story)).replace(
        "## Articles", f"## {heading}\n\n{markdown}\n\n## Articles"
    )
    read = page.read(text)
    assert (read.story, read.sections, is_edited(read)) == (story, (own,), True)
    _kept(read)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", "it does not begin with front matter between two lines of ---"),
        (TEXT.removeprefix("---\n"), "it does not begin with front matter between two lines of ---"),
        (_edit("schema: 1", "schema: 2"), "the front matter has schema 2, and this program knows 1"),
        (_edit("schema: 1", "schema: true"), "the front matter has schema True, and this program knows 1"),
        (_edit("schema: 1\n", ""), "the front matter has schema None, and this program knows 1"),
        (_edit('"2025-05-06"', '"6 May 2025"'), "date is '6 May 2025', but must be a day, YYYY-MM-DD, or nothing"),
        (_edit('places: ["Vellmark"]', "places: Vellmark"), "the front matter: places is 'Vellmark', but must be a list"),
        (_edit('title: "Pilots Return"', "title: 5"), "title is 5, but must be a line of text in normal form, or nothing"),
        (_edit('{"percent": 50', '{"percentage": 50'), "the front matter: bias_statements has no percent"),
        (_edit('"n": 2,', '"n": 2, "mood": 1,'), "the row of article 2 has a key 'mood' that nothing knows"),
        (_edit('"n": 2,', '"n": 2, "title": "C",'), "the row of article 2 has a key 'title', which stands in the body"),
        (_edit('"n": 2,', '"n": [2],'), "a row of articles has n [2], but must have its article's number"),
        (_edit('"n": 2,', '"n": 1,'), "article 1 has two rows under `articles:`"),
        (_edit('"n": 2,', '"n": 3,'), "the row of article 3 has no heading with <!-- article 3 --> in Articles"),
        (_edit("<!-- article 2 -->\n", ""), "the article headed 'B' has no line <!-- article N --> below its heading"),
        (_edit("<!-- article 2 -->", "<!-- article 1 -->"), "article 1 stands twice in Articles"),
        (
            re.sub(r'  - \{"n": 2.*\n', "", TEXT),
            "article 2 in Articles has no row under `articles:`",
        ),
        (_edit("<!-- voice 1 -->", "<!-- voice 2 -->"), "the row of voice 1 has no heading with <!-- voice 1 --> in Voices"),
        (_edit("<!-- voice 1 -->\n", ""), "the row of voice 1 has no heading with <!-- voice 1 --> in Voices"),
        (re.sub(r"voices:\n.*\n", "", TEXT), "voice 1 in Voices has no row under `voices:`"),
        (_edit("### Quotation", "### Opinion"), "a voice is headed 'Opinion'"),
        (_edit("> At last.", ""), "voice text is None, but must be a text in normal form"),
        (_edit('"by": "A pilot"', '"kind": "quotation"'), "the row of voice 1 has a key 'kind', which stands in the body"),
        (_edit('{"url": "https://x.org/v"}', "{}"), "a link is None, but must be an outlet or an address"),
        (_edit("- It was the third.", ""), "aside points is (), but must be at least one line"),
        (_edit("### Earlier", "### I\n\n### Earlier"), "the aside headed 'I' has no line <!-- aside --> below its heading"),
        (_edit("### Earlier", "mine\n\n### Earlier"), "the line 'mine' stands in More, above the first aside"),
        (_edit("### A\n", "## More\n\n### A\n<!-- aside -->\n- a\n\n### A\n"), "the section 'More' stands twice"),
        (_edit("### A\n", "stray\n\n### A\n"), "the line 'stray' stands in Articles, above the first article"),
        (_edit("## Articles", "## Key points\n\n- a\n\n## Articles"), "the section 'Key points' stands twice"),
        (_edit('"articles": []', '"articles": [7]'), "the capture 'a.txt' shows an article 7 that the page does not have"),
        (_edit('"articles": []', '"articles": 7'), _SHAPE),
        (_edit("articles:\n", "articles: 5\nold:\n"), "articles must be a list of rows"),
        (_edit(f'"sha256": "{"a" * 64}", ', ""), "the capture 'a.txt' has no sha256"),
        (_edit("written:", 'corrections: {"day": 1}\nwritten:'), "corrections has a key 'day' that nothing knows"),
        (_edit("written:", 'corrections: {"date": "soon"}\nwritten:'), "date is 'soon', but must be a day, YYYY-MM-DD, or nothing"),
        (_edit("written:", "title: again\nwritten:"), "the front matter is no YAML in line 2: the key 'title' stands twice"),
    ],
)  # fmt: skip
def test_what_a_hand_broke_is_said(text: str, seen: str) -> None:
    """A broken page is refused with a sentence that names the place, and a hint that says what to
    do.
    """
    with pytest.raises(PageError) as caught:
        page.read(text)
    assert caught.value.seen == seen
    assert caught.value.hint


def _read_or_refused(text: str) -> None:
    try:
        read = page.read(text)
    except PageError:
        return
    _kept(read)


@given(
    st.one_of(
        RAW,
        RAW.map(lambda raw: f"---\nschema: 1\n{raw}\n---\n{raw}"),
        HAND_TEXT.map(lambda raw: f"---\nschema: 1\n---\n{raw}"),
    )
)
def test_any_text_is_a_page_or_refused(text: str) -> None:
    """Reading raises nothing but PageError, and what it takes can be written and read again."""
    _read_or_refused(text)


@settings(max_examples=80)
@given(st.data(), stories())
def test_any_broken_page_is_a_page_or_refused(data: st.DataObject, story: Story) -> None:
    """So it is for a page with a piece cut out, repeated, or put in place of another."""
    text = page.write(Page(story=story)) if data.draw(st.booleans()) else TEXT
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 30)))
        text = (
            text[:start]
            + data.draw(st.one_of(RAW, LINES, st.just(text[start:end] * 2), st.just("")))
            + text[end:]
        )
    _read_or_refused(text)


@pytest.mark.parametrize(
    "line", ["a", "- ", "> ", "## a", "### a", "[", "---", "&#", "\\", "  - {}", "a: 1"]
)
def test_many_lines_take_no_time(line: str) -> None:
    """Reading a page of 60,000 lines is linear, in the front matter and in every section."""
    lines = f"{line}\n" * 60_000
    started = time.perf_counter()
    for text in (
        f"{TEXT}{lines}",
        _edit("- It was long.", f"- a\n{lines}"),
        _edit("> b", lines),
        _edit("schema", f"{lines}schema"),
    ):
        with contextlib.suppress(PageError):
            page.read(text)
    assert time.perf_counter() - started < 20
