"""The reader of saved HTML: one story however its page was saved, every text node accounted for,
and what is no story.
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import email.utils
import json
import re
import time
from collections import Counter
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from generator.bundles import reconciling
from generator.errors import BundleError, NoStoryError
from generator.page import format as page
from generator.page.model import Page
from generator.readers import read_stories
from generator.readers.base import Bundle, Reading, Variant
from generator.readers.html.lines import read_html_text
from generator.readers.html.tree import LARGEST, Roots, parse_html
from generator.story import assembly, dates
from generator.story.model import Content, FirstReport
from tests.support import ground, saved
from tests.support.saved import ADDRESS, MODEL, Model


def read(data: bytes, name: str = "page.html", **told: Any) -> list[Reading]:
    """The readings of a page without problems, reconciled."""
    reader, readings = read_stories(Bundle(name, data, **told))
    assert (reader, readings.problems) == (
        "page-text" if name.endswith(".txt") else "saved-html",
        (),
    )
    return [reconciling.reconcile(story) for story in readings.stories]


def one(data: bytes, name: str = "page.html", **told: Any) -> Reading:
    """The reading of a page's only story."""
    (reading,) = read(data, name, **told)
    return reading


def problems(data: bytes) -> list[str]:
    """What is said of a page without a story."""
    try:
        _, readings = read_stories(Bundle("page.html", data))
    except NoStoryError as error:
        return [error.seen]
    assert readings.stories == ()
    return [problem.seen for problem in readings.problems]


# --- the ways of saving a page --------------------------------------------------------------------

_WORDS = st.sampled_from(
    (
        "lamp",
        "oil",
        "of the",
        "wardens",
        "fog",
        "two",
        "pints",
        "quay",
        "Easter",
        "ünder",
        "石",
        "& co",
        "<b>",
    )
)
_TITLES = st.lists(_WORDS, min_size=3, max_size=9).map(lambda words: f"The {' '.join(words)} again")
_TEXTS = st.lists(_WORDS, min_size=25, max_size=40).map(lambda words: f"At the {' '.join(words)}.")
_CARDS = st.lists(
    st.builds(
        saved.Card,
        title=_TITLES,
        excerpt=_TEXTS,
        outlet=st.sampled_from(("The Vellmark Gull", "Caldera Post", "Ternfolk", "Quernby 4")),
        label=st.sampled_from(
            ("Left", "Lean Left", "Center", "Lean Right", "Far Right", "Unknown Bias")
        ),
        place=st.sampled_from(("Vellmark", "Quernby, Vellmark")),
        url=st.integers(0, 10**6).map("https://gull.example/{}".format),
        reposted=st.integers(0, 20),
    ),
    max_size=5,
    unique_by=(lambda card: card.url, lambda card: (card.title, card.excerpt)),
).map(tuple)
_MODELS = st.builds(
    Model,
    title=_TITLES,
    summary=_TEXTS,
    points=st.lists(_TEXTS, max_size=4, unique=True).map(tuple),
    reported=st.integers(0, 2000),
    sides=st.tuples(*(st.integers(0, 99),) * 3),
    cards=_CARDS,
    withheld=st.sampled_from(((), ("factuality",), ("factuality", "ownership"))),
)


def unpacked(mhtml: bytes) -> dict[str, Any]:
    """The page in a file of many parts, with what the file's header says of it."""
    letter = email.message_from_bytes(mhtml, policy=email.policy.default)
    part = next(part for part in letter.walk() if part.get_content_type() == "text/html")
    time = email.utils.parsedate_to_datetime(letter["Date"]).isoformat()
    told = {
        "address": letter["Snapshot-Content-Location"],
        "captured": dates.moment(time),
        "charset": part.get_param("charset"),
    }
    return {"data": part.get_payload(decode=True), **told}


def _as_text_keeps(content: Content) -> Content:
    """What is left of a page when its text is copied: no address, and no language."""
    articles = tuple(replace(article, url=None) for article in content.articles)
    return replace(content, url=None, language=None, articles=articles)


@given(_MODELS)
def test_a_story_is_the_same_however_its_page_was_saved(model: Model) -> None:
    """Text, HTML, SingleFile and MHTML tell the same story, but for what a way loses."""
    copied = one(saved.text(model), "page.txt")
    whole = one(saved.page(model))
    single = one(saved.singlefile(model))
    letter = one(**unpacked(saved.mhtml(model)))
    assert whole.content == single.content == letter.content
    assert _as_text_keeps(whole.content) == copied.content
    assert (whole.content.url, whole.content.language) == (ADDRESS, "en")
    assert [article.url for article in whole.content.articles] == [card.url for card in model.cards]
    assert (copied.captured, whole.captured) == (None, None)
    assert single.captured == letter.captured == "2025-11-05T20:30:00Z"
    assert whole.content.unplaced == ()


def test_the_story_of_the_model_is_read_whole() -> None:
    """Every field that the page shows is filled with what it shows."""
    content = one(saved.page(relative=True)).content
    assert (content.title, content.dateline, content.places) == (
        MODEL.title,
        MODEL.dateline,
        ("Tolmarsh",),
    )
    assert (content.summary, content.key_points) == (MODEL.summary, MODEL.points)
    coverage = content.coverage
    assert (
        coverage.reported_articles,
        coverage.total_sources,
        coverage.left,
        coverage.center,
        coverage.right,
    ) == (
        12,
        12,
        4,
        5,
        2,
    )
    assert (coverage.published, coverage.last_updated) == ("3 days ago", "2 hours ago")
    assert content.withheld == MODEL.withheld
    assert content.first_report == FirstReport(
        outlet="Caldera Post", place="Tolmarsh", date="2025-11-03"
    )
    shown = [
        (a.title, a.excerpt, a.outlet, a.bias, a.place, a.url, a.reposted_by or 0)
        for a in content.articles
    ]
    assert shown == [
        (c.title, c.excerpt, c.outlet, c.label, c.place, c.url, c.reposted) for c in MODEL.cards
    ]


def test_a_page_holds_what_the_reader_gives() -> None:
    """The story of a saved page is written and read back without loss."""
    reading = one(saved.singlefile())
    story = assembly.assemble([reading.capture(Bundle("page.html", b""), "saved-html")])
    assert page.read(page.write(Page(story=story))).story == story


def test_what_delivered_a_page_says_where_and_when() -> None:
    """Address, time and charset of a web archive or a mail count where the page itself says
    nothing.
    """
    data = saved.page().replace(f'<link rel="canonical" href="{ADDRESS}">'.encode(), b"")
    told = {"address": "https://sides.example/article/oil", "captured": "2025-11-06T08:00:00Z"}
    reading = one(data, **told)
    assert (reading.content.url, reading.captured) == (told["address"], told["captured"])
    assert one(saved.page(), **told).content.url == ADDRESS
    assert one(saved.singlefile(), **told).captured == "2025-11-05T20:30:00Z"
    assert (
        "saved from" in str(read(saved.singlefile())[0].decisions)
        or one(saved.singlefile()).content.url == ADDRESS
    )


def test_a_site_s_first_page_is_no_story_s_address() -> None:
    """A canonical link to the site's first page would make all its stories one."""
    data = saved.page().replace(ADDRESS.encode(), b"https://sides.example/")
    assert one(data).content.url is None


@pytest.mark.parametrize(
    ("above", "address"),
    [
        (f"<!-- saved from url=(0062){ADDRESS} -->", ADDRESS),
        ("<!-- saved from url=(0022)about:internet -->", None),
        (
            (
                "<!--\n Page saved with SingleFile \n url: file:///home/quill/oil.html \n"
                " saved date: today\n-->"
            ),
            None,
        ),
    ],
)
def test_a_browser_s_comment_gives_the_address(above: str, address: str | None) -> None:
    """What Chromium and SingleFile write above a page is its address, if it is one; a day that is
    none is none.
    """
    data = (
        saved.page()
        .replace(b"<html", f"{above}<html".encode())
        .replace(f'<link rel="canonical" href="{ADDRESS}">'.encode(), b"")
    )
    reading = one(data)
    assert (reading.content.url, reading.captured) == (address, None)


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/out/17", "https://sides.example/out/17"),
        ("../x?y=1#part", "https://sides.example/x?y=1"),
        ("//gull.example/a", "https://gull.example/a"),
        ("  https://gull.example/\na b ", "https://gull.example/a b"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:quill@gull.example", None),
        ("http://[", None),
        ("https://gull.example\\@x.example/", None),
        ("https://x.example/" + "y" * 9000, None),
    ],
)
def test_links_become_addresses(href: str, url: str | None) -> None:
    """A link is resolved as by a browser, if it leads to a page at all."""
    card = replace(MODEL.cards[0], url=href)
    assert [
        article.url for article in one(saved.page(replace(MODEL, cards=(card,)))).content.articles
    ] == [url]


def test_a_link_elsewhere_comes_first() -> None:
    """A link to a page of the aggregator's own gives way to one that leads to the article; else it
    is taken.
    """
    read_more = b'<a href="https://ternfolk.example/a/17">Read Full'
    data = saved.page().replace(read_more, b'<a href="/out/17">Read Full')
    assert one(data).content.articles[2].url == "https://ternfolk.example/a/17"
    own = data.replace(b'<a href="https://ternfolk.example/a/17"><h4>', b'<a href="/story/17"><h4>')
    assert one(own).content.articles[2].url == "https://sides.example/out/17"


_TOLD = ("Nobody lit a lamp that night.", "The tanker was late, and so was the band.")


@pytest.mark.parametrize("card", ["article", "li"])
@pytest.mark.parametrize("label", ["", "<div>Lean Left</div>"])
def test_a_card_ends_where_its_element_does(card: str, label: str) -> None:
    """What stands in one element is one article, with a heading or without; a heading is a title,
    whatever its form.
    """
    titles = ("Who drank it? Nobody, they say.", "Fog. Again.")
    cards = [f"<h3>{title}</h3><p>{_TOLD[0]}</p><p>{_TOLD[1]}</p>" for title in titles]
    shown = "".join(
        f"<{card}>{label}{inner}</{card}>"
        for inner in (cards[0], f"<p>{_TOLD[1]}</p><br>", cards[1])
    )
    head, _, rest = saved.page(replace(MODEL, cards=())).partition(b"<aside>")
    content = one(head + f"<ul>{shown}</ul><aside>".encode() + rest).content
    excerpt = "\n\n".join(_TOLD)
    assert [(article.title, article.excerpt) for article in content.articles] == [
        (titles[0], excerpt),
        (None, _TOLD[1]),
        (titles[1], excerpt),
    ]


def test_a_list_for_another_screen_counts_once() -> None:
    """Pages hold a list a second time, for narrow screens; its articles are the same ones."""
    cards = "".join(saved._card(card, relative=False) for card in MODEL.cards)
    data = saved.page().replace(b"<aside>", f"<div class=narrow>{cards}</div><aside>".encode())
    assert len(one(data).content.articles) == len(MODEL.cards)


# --- the ledger -----------------------------------------------------------------------------------

_SCRAPS = st.lists(
    st.sampled_from(
        (
            *(
                "<p>",
                "</p>",
                "<div>",
                "</div>",
                "<b>",
                "</b>",
                "<table>",
                "<tr>",
                "<td>",
                "</table>",
                "<ul>",
                "<li>",
                "</ul>",
            ),
            *(
                '<a href="/x">',
                "</a>",
                "<h1>",
                "</h1>",
                "<h3>",
                "</h3>",
                "</html>",
                "</body>",
                "<br>",
                "<select>",
                "<option>",
            ),
            *(
                "</select>",
                "<button>",
                "</button>",
                "<form>",
                "</form>",
                "<template>",
                "</template>",
                "<title>",
                "</title>",
            ),
            *(
                "<textarea>",
                "</textarea>",
                "<noscript>",
                "</noscript>",
                "<head>",
                "</head>",
                "<body class=x>",
                "<!-- c -->",
            ),
            *(
                "<!",
                "<?pi?>",
                "</x",
                '<x y="z">',
                "&amp;",
                "&lt;",
                "&unknown;",
                "&#0;",
                "&#xFFFE;",
                "&#13;",
                "&nbsp;",
                "<",
                ">",
            ),
            *(
                '"',
                "<![CDATA[x]]>",
                "<iframe>",
                "</iframe>",
                "<pre>a\nb\n\n",
                "</pre>",
                "<object>",
                "<hr/>",
                "<img alt=x>",
            ),
            *(
                "<script>",
                "</script>",
                "<style>",
                "</style>",
                "<nav>",
                "</nav>",
                "<main>",
                "</main>",
                "<article>",
                "</article>",
            ),
            *(
                "<p hidden>",
                '<div aria-hidden="true">',
                '<div style="display:none">',
                '<div class="flex">',
                "<footer>",
                "<header>",
            ),
            *(
                "one",
                "two",
                "Zwölf",
                "日本",
                "\n",
                " ",
                ". ",
                "9 Articles",
                "Lean Left",
                "Read Full Article",
                "Coverage Details",
            ),
            *(
                "TOLMARSH, NOV 3 – Fog.",
                "All",
                "Left 4",
                "45% Center",
                "Accept all cookies",
                "\u00a0",
                "\u2028",
                "\x0b",
            ),
        )
    ),
    max_size=14,
).map("".join)


def _node_texts(roots: Roots) -> Counter[str]:
    """The text nodes that are not blank, by a walk of its own."""
    found: Counter[str] = Counter()
    for root in roots:
        for element in root.iter():
            inside = (element.text or "") if isinstance(element.tag, str) else ""
            shown = [
                f"({len(inside):,} characters)"
                if element.tag in _CODE and inside.strip()
                else inside
            ]
            shown += [element.tail or ""] if element is not root else []
            found.update(
                line
                for words in shown
                if (line := " ".join(re.split(r"[ \t\n\f\r]+", words)).strip())
            )
    return found


_CODE = ("script", "style")


@given(_SCRAPS, _SCRAPS, _SCRAPS)
def test_every_text_node_stands_in_the_ledger_once(first: str, second: str, third: str) -> None:
    """Whatever the markup, each text node has one row, and each row a place of its own."""
    shown = (
        saved.body()
        .replace("<main>", f"{first}<main>", 1)
        .replace("<aside>", f"{second}<aside>", 1)
    )
    data = f"<!DOCTYPE html><html><head><title>t</title></head><body>{shown}{third}</body></html>"
    tree = parse_html(_as_read(data))
    nodes = read_html_text(tree.roots, frozenset(), None).nodes
    assert Counter(node.text for node in nodes) == _node_texts(tree.roots)
    # A frame or a template that is never closed takes the story with it, and then there is no
    # ledger, but a problem.
    try:
        _, readings = read_stories(Bundle("page.html", data.encode()))
    except NoStoryError:
        return
    assert readings.stories or readings.problems
    rows = [
        row
        for story in readings.stories
        for row in story.ledger
        if not re.search(r"@|link\[|meta\[", row.at)
    ]
    if rows:
        assert [(row.at, row.text) for row in rows] == [(node.at, node.text) for node in nodes]
    assert len({row.at for row in rows}) == len(rows)
    assert all(row.fields for row in rows)


def _as_read(data: str) -> str:
    """A page's text as the reader has it."""
    return Bundle("page.html", data.encode()).decoded.text


@given(_SCRAPS)
@example("one</body></html><p>two</p> . ")
@example("one</html>two<div>Zwölf</html>日本")
def test_no_text_is_lost_by_the_parser(scraps: str) -> None:
    """What a second parser, with the browsers' rules, finds in a page stands in our text nodes as
    well.
    """
    page_of = f"<!DOCTYPE html><html><head></head><body>{scraps}</body></html>"
    theirs = LexborHTMLParser(_as_read(page_of))
    for tag in _CODE:
        for code in theirs.css(tag):
            code.decompose()
    tree = parse_html(_as_read(page_of))
    ours = "".join(
        node.text
        for node in read_html_text(tree.roots, frozenset(), None).nodes
        if node.excluded != "code"
    )
    words = theirs.root.text(deep=True) if theirs.root else ""
    assert not Counter("".join(words.split())) - Counter("".join(ours.split()))


def test_words_around_the_story_are_known_boilerplate() -> None:
    """What is hidden, code, navigation, foot and the notice about cookies count as boilerplate,
    each with its own row.
    """
    rows = {row.text: row for row in one(saved.page()).ledger}
    for words in (
        "Home",
        "For You",
        "About",
        "© 2025 Sides",
        "Hidden words",
        "We use cookies.",
        "Accept all",
        saved.NOTICE,
    ):
        assert rows[words].fields == ("boilerplate",), words
    assert {row.at: row.text for row in rows.values()}["script[1]"] == "(25 characters)"
    assert (
        rows["t.x{color:red}" if "t.x{color:red}" in rows else "(13 characters)"].at
        == "head/style[1]"
    )


@pytest.mark.parametrize(
    "notice",
    [
        (
            '<div class="fixed bottom-0"><span>Lamps and '
            "oil.</span><div><button>Manage cookies</button></div></div>"
        ),
        '<div id="onetrust-sdk"><span>Lamps and oil.</span></div>',
        '<div role="dialog"><span>Lamps and oil.</span></div>',
        '<div style="color:red; DISPLAY : none"><span>Lamps and oil.</span></div>',
        "<template><span>Lamps and oil.</span></template>",
        "<div hidden><span>Lamps and oil.</span></div>",
        '<div class="x sf-hidden"><span>Lamps and oil.</span></div>',
        '<div class="flex hidden"><span>Lamps and oil.</span></div>',
        '<div class="block tablet:hidden"><span>Lamps and oil.</span></div>',
        '<p class="d-none">Lamps and oil.</p>',
        "<noscript><span>Lamps and oil.</span></noscript>",
    ],
)
def test_what_is_not_the_story_s_is_known_by_its_table(notice: str) -> None:
    """Inside the page's main part as well, what is hidden or asks for consent is no line of the
    story.
    """
    reading = one(saved.page().replace(b"<aside>", f"{notice}<aside>".encode()))
    assert reading.content == one(saved.page()).content
    assert [row.fields for row in reading.ledger if row.text == "Lamps and oil."] == [
        ("boilerplate",)
    ]


@pytest.mark.parametrize(
    "shown",
    [
        '<div class="hidden tablet:flex">',
        '<div class="d-none d-md-block">',
        '<div aria-hidden="true">',
        '<div class="overflow-hidden">',
        '<div style="opacity: 0">',
    ],
)
def test_what_a_desk_shows_is_the_story_s(shown: str) -> None:
    """What only narrow screens hide, and what is hidden from listeners while a dialog is open, is
    read.
    """
    data = saved.page().replace(b"<main>", f"{shown}<main>".encode())
    assert one(data).content == one(saved.page()).content
    hidden = saved.page().replace(b"<body>", b'<body hidden style="visibility:hidden">')
    assert one(hidden).content == one(saved.page()).content


def test_details_outside_of_the_main_part_are_found() -> None:
    """Details that stand beside what the page calls its main part are the story's."""
    data = (
        saved.page()
        .replace(b"<aside>", b"</article></main><aside>")
        .replace(b"</aside></article></main>", b"</aside>")
    )
    assert one(data).content == one(saved.page()).content


def test_a_heading_below_the_story_is_none_of_it() -> None:
    """A first heading that stands below two labels of the layout does not make boilerplate of what
    stands above.
    """
    data = (
        saved.page()
        .replace(b"<h1>", b"<h2>")
        .replace(b"</h1>", b"</h2>")
        .replace(b"</aside>", b"</aside><h1>More</h1>")
    )
    content = one(data).content
    assert content.title == MODEL.title
    assert len(content.articles) == len(MODEL.cards)


@pytest.mark.parametrize("name", ["cookie-settled", "consent"])
def test_a_body_called_by_such_a_name_is_read(name: str) -> None:
    """A page may say in its body's classes that the cookies are settled."""
    data = saved.page().replace(b"<body>", f'<body class="{name}"><div id="{name}">'.encode())
    assert one(data).content == one(saved.page()).content


def test_marks_outside_of_the_main_part_are_found() -> None:
    """If the story stands outside of the page's main part, the whole page is read."""
    data = (
        saved.page()
        .replace(b"<main>", b"<main>Subscribe</main><div>")
        .replace(b"</main><footer>", b"</div><footer>")
    )
    assert one(data).content.articles == one(saved.page()).content.articles


def test_a_copy_of_the_text_in_markup_is_read() -> None:
    """Page text inside `pre` is read line by line."""
    text = saved.text().decode()
    reading = one(f"<!DOCTYPE html><html><body><pre>{saved._e(text)}</pre></body></html>".encode())
    assert reading.content == one(saved.text(), "page.txt").content


# --- data and what is shown -----------------------------------------------------------------------


def test_the_data_and_the_page_of_one_story_are_one() -> None:
    """Data come first where both state something, the page fills the rest, and what differs is
    decided and said.
    """
    story = {
        **ground.BELL,
        "title": MODEL.title,
        "slug": ADDRESS.rpartition("/")[2],
        "sourceCount": 14,
    }
    story["sources"] = [
        ground.source("Caldera Post", "leanLeft", "2025-11-03T06:00:00Z"),
        ground.source("Gull", "center", "2025-11-03"),
    ]
    scripts = re.findall(
        r"<script nonce.*</script>", ground.saved(ground.row("5d", [story])).decode()
    )[0]
    (reading,) = read(saved.page().replace(b"</body>", f"{scripts}</body>".encode()))
    content = reading.content
    assert reading.at == "row 5d/0"
    assert (content.url, content.key_points, content.dateline) == (
        ADDRESS,
        MODEL.points,
        MODEL.dateline,
    )
    assert content.summary == ground.BELL["summary"]
    assert (content.coverage.reported_articles, content.coverage.left) == (14, 4)
    assert [(figure.name, figure.count) for figure in content.coverage.also_stated] == [
        ("reported_articles", 12)
    ]
    assert [article.outlet for article in content.articles] == [
        *(card.outlet for card in MODEL.cards),
        "Gull",
    ]
    filled = content.articles[1]
    assert (filled.title, filled.bias, filled.published) == (
        MODEL.cards[1].title,
        "Center",
        "2025-11-03T06:00:00Z",
    )
    decided = {decision.about: decision for decision in reading.decisions}
    assert decided["summary"].rule.startswith(
        "the data in its scripts comes first; the page as shown says The wardens of Tolmarsh"
    )
    assert decided["bias statements"].choice == "0% left of 5; 80% center of 5; 20% right of 5"
    assert decided["address"].choice.endswith("lamp-oil-of-tolmarsh-is-rationed")


def test_other_stories_of_a_story_s_page_are_given_too() -> None:
    """A page that shows one story may hold others in its data."""
    scripts = re.findall(
        r"<script nonce.*</script>", ground.saved(ground.row("5d", [ground.BELL])).decode()
    )[0]
    readings = read(saved.page().replace(b"</body>", f"{scripts}</body>".encode()))
    assert [reading.content.title for reading in readings] == [MODEL.title, ground.BELL["title"]]
    assert readings[0].content == one(saved.page()).content


def test_a_list_with_counts_is_no_story() -> None:
    """Counts and sides beside several stories of the data make no further story; one alone may be
    what the page shows.
    """
    other = {**ground.BELL, "slug": "fog", "title": "Fog Closes the Harbour"}
    counts = b"<p>News</p><p>9 Articles</p><p>9 Articles</p><p>All</p><p>Left 4</p>"
    data = ground.saved(ground.row("5d", [ground.BELL, other])).replace(b"<p>Bells</p>", counts)
    assert [reading.content.title for reading in read(data)] == [
        ground.BELL["title"],
        other["title"],
    ]
    details = data.replace(b"<p>All</p>", b"<p>All</p><p>Coverage Details</p>")
    assert [reading.content.title for reading in read(details)] == [
        "News",
        ground.BELL["title"],
        other["title"],
    ]


def test_lines_of_a_page_of_many_stories_belong_to_them() -> None:
    """A headline in a list is in its story's ledger; lines that belong to none are counted."""
    other = {**ground.BELL, "slug": "fog", "title": "Fog Closes the Harbour"}
    data = ground.saved(ground.row("5d", [ground.BELL, other])).replace(
        b"<p>Bells</p>", b"<p>Bells</p><h3>Fog closes the  harbour</h3>"
    )
    first, second = read(data)
    assert [(row.at, row.fields) for row in second.ledger if not row.at.startswith("row")] == [
        ("h3[1]", ("headline",))
    ]
    assert [(row.text, row.fields) for row in first.ledger if row.at == "p[1]"] == [
        ("Bells", ("beside",))
    ]
    assert first.notes[-1] == (
        "1 line of the page belongs to none of its stories "
        "by their words; the ledger has them as `beside`."
    )


def test_an_article_s_own_page_is_a_story_of_one_article() -> None:
    """JSON-LD names outlet, address, day and topics of an article; its text is the page's."""
    content = one(saved.article()).content
    card = MODEL.cards[2]
    assert (content.title, content.url, content.started) == (
        card.title,
        card.url,
        "2025-11-04T06:30:00Z",
    )
    assert (content.summary, content.summary_by) == (
        "The tanks of Tolmarsh were <old>, says the inspector.",
        card.outlet,
    )
    assert (content.topics, content.language) == (("Lamp oil", "Fog"), "en-GB")
    (article,) = content.articles
    assert (article.outlet, article.url, article.published) == (
        card.outlet,
        card.url,
        "2025-11-04T06:30:00Z",
    )
    assert article.text == "Nobody did.\n\nThe tanks were old, and the fog was long."
    given = one(saved.article(articleBody="Nobody did.\n\nThe gauge stood still.")).content
    assert given.articles[0].text == "Nobody did.\n\nThe gauge stood still."
    assert given.unplaced == ("The tanks were old, and the fog was long.",)


@pytest.mark.parametrize(
    "mark", ['class="entry-content wide"', 'class="x article__body"', 'itemprop="articleBody"']
)
def test_the_text_of_an_article_is_what_the_page_marks_as_such(mark: str) -> None:
    """Where a page marks its article's text, what stands beside it is unplaced."""
    data = saved.article().replace(b"</h1>", f"</h1><p>By O. Quill</p><div {mark}>".encode())
    content = one(data.replace(b"</article>", b"</div><p>Share</p></article>")).content
    assert content.articles[0].text == "Nobody did.\n\nThe tanks were old, and the fog was long."
    assert content.unplaced == ("By O. Quill", "Share")


def test_several_articles_of_json_ld_are_several_stories() -> None:
    """A list page's JSON-LD gives each of its articles, wherever in it they stand."""
    items = [
        {
            "@type": "NewsArticle",
            "headline": f"Fog, day {day}",
            "url": f"https://gull.example/fog/{day}",
        }
        for day in (1, 2, 3)
    ]
    graph = {
        "@type": "ItemList",
        "headline": None,
        "itemListElement": [{"@type": "ListItem", "item": item} for item in items],
    }
    readings = read(saved.article(**graph))
    assert [reading.content.url for reading in readings] == [item["url"] for item in items]
    assert [reading.at for reading in readings] == [
        f"script[1]/itemListElement/{place}/item" for place in range(3)
    ]


def test_a_publisher_may_be_named_elsewhere() -> None:
    """JSON-LD may refer to its publisher, and describe an article twice; without one the site's
    name is the outlet's.
    """
    organization = {"@type": "Organization", "@id": "#us", "name": "Ternfolk Weekly"}
    one_of = {
        "@type": "NewsArticle",
        "headline": "Fog",
        "url": "https://gull.example/fog",
        "publisher": {"@id": "#us"},
    }
    again = {**one_of, "publisher": None, "articleBody": "It came at six.", "headline": "Fog!"}
    graph = {
        "headline": None,
        "@type": None,
        "publisher": None,
        "@graph": [one_of, organization, again],
    }
    (article,) = one(saved.article(**graph)).content.articles
    assert (article.title, article.outlet, article.text) == (
        MODEL.cards[2].title,
        "Ternfolk Weekly",
        "It came at six.",
    )
    site = b'<meta property="og:site_name" content="Gull"></head>'
    content = one(saved.article(publisher=None).replace(b"</head>", site)).content
    assert (content.articles[0].outlet, content.summary_by) == ("Gull", "Gull")


def test_articles_beside_a_page_s_own_are_stories_too() -> None:
    """A page that is one article, by its address, may describe others; its own text is told of it
    alone.
    """
    others = [
        {"@type": "NewsArticle", "headline": f"Fog {day}", "url": f"https://gull.example/fog/{day}"}
        for day in (1, 2)
    ]
    script = f'<script type="application/ld+json">{json.dumps(others)}</script>'
    link = f'<link rel="canonical" href="{MODEL.cards[2].url}">'
    first, *more = read(saved.article().replace(b"</head>", f"{script}{link}</head>".encode()))
    assert first.content == one(saved.article()).content
    assert [reading.content.title for reading in more] == ["Fog 1", "Fog 2"]


def test_json_ld_of_a_story_s_page_fills_it() -> None:
    """JSON-LD of the page's story fills the story; other articles in it are its articles."""
    own = {
        "@type": "NewsArticle",
        "headline": MODEL.title,
        "datePublished": "2025-11-03",
        "publisher": {"name": "Sides"},
    }
    other = {
        "@type": "NewsArticle",
        "headline": "Oil, again",
        "url": "https://gull.example/again",
        "publisher": {"name": "Gull"},
    }
    script = f'<script type="application/ld+json">{[own, other]}</script>'.replace("'", '"')
    content = one(saved.page().replace(b"</head>", f"{script}</head>".encode())).content
    assert (content.started, content.summary_by) == ("2025-11-03", None)
    assert [article.outlet for article in content.articles] == [
        *(card.outlet for card in MODEL.cards),
        "Gull",
    ]


def test_open_graph_alone_makes_an_article() -> None:
    """A page that calls itself an article, with a title and a day, is one; any other page that has
    a title is none.
    """
    metas = {
        "og:type": "article",
        "og:title": "Nobody &amp;amp; <b>did</b>",
        "og:site_name": "Ternfolk Weekly",
        "article:published_time": "2025-11-04",
        "article:tag": "Fog",
        "og:url": "https://ternfolk.example/a/17",
    }
    head = "".join(f'<meta property="{name}" content="{words}">' for name, words in metas.items())
    content = one(
        (
            f"<!DOCTYPE html><html><head>{head}</head>"
            "<body><p>The tanks were old.</p></body></html>"
        ).encode()
    ).content
    assert (content.title, content.url, content.started, content.topics) == (
        "Nobody & did",
        metas["og:url"],
        "2025-11-04",
        ("Fog",),
    )
    assert [(article.outlet, article.text) for article in content.articles] == [
        ("Ternfolk Weekly", "The tanks were old.")
    ]
    undated = head.replace("article:published_time", "article:modified_time")
    assert (
        len(
            problems(
                (
                    f"<!DOCTYPE html><html><head>{undated}</head><body><p>Old.</p></body></html>"
                ).encode()
            )
        )
        == 1
    )


@pytest.mark.parametrize("name", [item.name for item in fields(Content)])
def test_ways_that_agree_decide_nothing(name: str) -> None:
    """A field that only one way states is taken from it, whichever it is."""
    other = one(saved.singlefile()).content
    default = getattr(Content(), name)
    told = Content(**{name: getattr(other, name)})
    readings = [Reading(Content(), (), variants=(Variant(way, told),)) for way in ("data", "shown")]
    for reading in map(reconciling.reconcile, readings):
        assert (
            getattr(reading.content, name) == getattr(other, name)
            or name == "summary_by"
            or default is None
        )
        assert reading.decisions == ()


# --- hostile pages --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mi xlink:href='javascript:alert(1)'>x",
        "<!--<img src=x>--><b onclick=alert(1)>x</b>",
        "<style>@import 'x'</style>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    ],
)
def test_no_markup_crosses_into_the_model(hostile: str) -> None:
    """Elements, handlers and scripts are none of the story's words; what a page shows as signs
    stays signs.
    """
    data = saved.page().replace(b"</h1>", f" {hostile}</h1>".encode())
    title = one(data).content.title or ""
    shown = (
        "".join(LexborHTMLParser(f"<p>{hostile}").css_first("p").text(deep=True).split())
        if "&lt;" in hostile
        else ""
    )
    assert title.replace(MODEL.title, "").replace(" ", "") in ("", "x", shown)


def test_json_ld_with_markup_is_plain_text() -> None:
    """Markup inside the strings of JSON-LD is taken out; what is left is text."""
    content = one(
        saved.article(
            headline="Who <b>drank</b> it &amp; why?<img src=x>", description="<p>Nobody.</p>"
        )
    ).content
    assert content.summary == "Nobody."
    assert content.articles[0].title in ("Who drank it & why?", MODEL.cards[2].title)


def test_elements_may_stand_deep() -> None:
    """What stands deeper than pages go is counted in a problem; what stands above is read, and
    nothing is recursive.
    """
    deep = "<div>" * 1500 + "Lamp oil." + "</div>" * 1500
    reader, readings = read_stories(
        Bundle("page.html", saved.page().replace(b"<aside>", f"{deep}<aside>".encode()))
    )
    assert reader == "saved-html"
    assert reconciling.reconcile(readings.stories[0]).content == one(saved.page()).content
    (problem,) = readings.problems
    seen = (
        r"more than 512 elements stand inside each other from "
        r"article/div\[\d+\] on; 9 characters there were not read"
    )
    assert re.fullmatch(seen, problem.seen)
    deeper = "<div>" * 100_000
    _, readings = read_stories(
        Bundle("page.html", saved.page().replace(b"<aside>", f"{deeper}<aside>".encode()))
    )
    assert "the parser stops there; what follows is not read" in readings.problems[0].seen
    assert len(readings.stories) == 1


@pytest.mark.parametrize(
    "trap",
    [
        "<!--" * 50_000,
        "<!-" * 50_000,
        "<a href=x>" * 20_000,
        "<b>" * 20_000,
        "<" * 200_000,
        "&lt;" * 100_000,
        "&" + "a" * 500_000,
        "<p>" * 50_000,
        "<p>x" * 10_000,
        "<table><tr><td>" * 5_000,
        "<li>" * 10_000,
        "<script>" * 30_000,
        "<h4>x</h4>" * 5_000,
        "<button>Accept all cookies</button>" * 3_000,
        '<div class="cookie">' * 20_000,
        "<div class=cookie>x</div>" * 20_000,
        "<article>" * 400 + "<h1>",
        "[" * 50_000,
        "x " * 300_000,
        "<pre>" + "\n" * 300_000,
        '<p><a href="http://' + "a." * 100_000 + '">x',
    ],
)
def test_traps_take_no_longer_than_their_length(trap: str) -> None:
    """Openings that never close, and whatever else costs a parser more than its length, are read in
    seconds.
    """
    start = time.process_time()
    read_stories(Bundle("page.html", saved.page().replace(b"<aside>", f"{trap}<aside>".encode())))
    assert time.process_time() - start < 5


@pytest.mark.parametrize("above", ["", '<?xml version="1.0"?>'])
def test_entities_of_a_document_type_are_not_expanded(above: str) -> None:
    """A page's own entities, which could make a short text endless, are not expanded."""
    bomb = "".join(f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 12))
    declared = f'{above}<!DOCTYPE html [<!ENTITY e0 "oil">{bomb}]>'.encode()
    data = saved.page(replace(MODEL, title="Oil &e11; again")).replace(b"&amp;e11;", b"&e11;")
    content = one(data.replace(b"<!DOCTYPE html>", declared)).content
    assert (content.title, len(content.articles)) == ("Oil &e11; again", len(MODEL.cards))


@pytest.mark.parametrize(
    "tag", [f"<p {' '.join(f'a{number}=1' for number in range(50_000))}>", '<p title="' * 100_001]
)
def test_a_tag_with_countless_attributes_is_refused(tag: str) -> None:
    """A tag with too many attributes, which the parser compares with each other, is refused."""
    start = time.process_time()
    with pytest.raises(BundleError, match=r"a tag in line 5 has 50,00\d attributes"):
        read_stories(
            Bundle("page.html", saved.page().replace(b"<aside>", f"{tag}<aside>".encode()))
        )
    assert time.process_time() - start < 5


def test_what_a_script_compares_is_no_tag() -> None:
    """A long script that looks like a tag with countless attributes is code."""
    code = f"<script>{'if (a <b) c = d + e; ' * 20_000}</script><!-- {'<p x ' * 20_000} --><aside>"
    assert one(saved.page().replace(b"<aside>", code.encode())).content == one(saved.page()).content


def test_a_page_that_is_too_large_is_refused() -> None:
    """A page of more than 32 MiB is named with its size."""
    data = saved.page().replace(b"</body>", b"<!--" + b"x" * LARGEST + b"--></body>")
    with pytest.raises(
        BundleError, match=r"it is a page of 33,[\d,]+ bytes, and none of more than 32 MiB is read"
    ):
        read_stories(Bundle("page.html", data))


@given(st.binary(max_size=200), st.integers(0, 6000))
def test_no_bytes_are_too_odd(junk: bytes, place: int) -> None:
    """Whatever stands in a page, or where it breaks off, is read or refused with a sentence."""
    data = saved.page()
    for odd in (data[:place] + junk + data[place:], data[:place] + junk):
        with contextlib.suppress(BundleError):
            _, readings = read_stories(Bundle("page.html", odd))
            for reading in map(reconciling.reconcile, readings.stories):
                assembly.assemble([reading.capture(Bundle("page.html", odd), "saved-html")])


# --- pages without a story ------------------------------------------------------------------------


def test_a_page_without_a_story_says_what_was_looked_for() -> None:
    """Data, JSON-LD, Open Graph and marks are named, and how many marks were seen."""
    (seen,) = problems(b"<!DOCTYPE html><html><body><p>9 Articles</p><p>Recipes</p></body></html>")
    assert seen == (
        "it is a saved page without a story: its scripts hold no "
        "story's data, neither JSON-LD nor Open Graph calls it "
        "an article, and its text shows only one of the marks "
        "of a story page (a dateline, key points, `N Articles`, "
        "`Bias Distribution` or the like)"
    )


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (
            b"<!DOCTYPE html><html><body><div id=app></div><script>run()</script></body></html>",
            (
                "it is a saved page without any text of its "
                "own: scripts were to make it when it was opened"
            ),
        ),
        (b"<!--<html>", "it is a saved page that breaks off before any text of its own"),
        (saved.page()[:300], "it is a saved page that breaks off before any text of its own"),
    ],
)
def test_a_page_without_words_is_told(data: bytes, seen: str) -> None:
    """A page saved before its scripts ran, or cut within its head, holds no words."""
    assert problems(data) == [seen]


def test_a_page_that_breaks_off_is_told() -> None:
    """What stands before the cut is read, and that the end is missing is said."""
    data = saved.page()
    reading = one(data[: data.index(b"<h4>Who drank")])
    assert reading.content.title == MODEL.title
    assert len(reading.content.articles) > 1
    assert reading.notes == ("The page's end is missing; it may have been saved in part.",)


def test_a_name_of_the_site_in_its_head_is_no_headline() -> None:
    """A first heading in the site's head counts only where the page has no other."""
    data = saved.page().replace(b"<header><div>", b"<header><h1>Sides</h1><div>")
    assert one(data).content == one(saved.page()).content
    bare = data.replace(b"<main>", b"<div>").replace(b"</main>", b"</div>")
    assert one(bare).content.title == MODEL.title
    alone = (
        b"<html><body><header><h1>Fog</h1></header><p>TOLMARSH, "
        b"NOV 3 \xe2\x80\x93 Fog.</p><p>9 Articles</p></body></html>"
    )
    assert one(alone).content.title == "Fog"


def test_broken_json_ld_is_named_beside_the_story() -> None:
    """A broken script hides no story."""
    data = saved.page().replace(
        b"</head>", b'<script type="application/ld+json">{"a": </script></head>'
    )
    _, readings = read_stories(Bundle("page.html", data))
    assert [problem.seen for problem in readings.problems] == ["the JSON-LD in script[1] is broken"]
    assert len(readings.stories) == 1


# --- characters -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "codec", "words"),
    [
        ("windows-1251", "cp1251", "Лоцманы"),
        ("KOI8-R", "koi8-r", "Лоцманы"),
        ("iso-8859-1", "cp1252", "“Ölpreis”"),
        ("Shift_JIS", "cp932", "水先人"),
        ("gb2312", "gb18030", "引水员"),
        ("euc-kr", "cp949", "도선사"),
        ("utf-16", "utf-8", "水先人"),
    ],
)
def test_a_declared_charset_is_honoured(label: str, codec: str, words: str) -> None:
    """A page is read in the charset that it declares, by the labels of the Encoding Standard."""
    data = (
        saved.page(replace(MODEL, title=words))
        .decode()
        .replace('charset="utf-8"', f"charset={label}")
        .replace("–", "-")
    )
    reading = one(
        data.replace("©", "").replace("•", "").replace("…", "...").replace("·", "").encode(codec)
    )
    assert (reading.content.title, reading.notes) == (words, ())


def test_utf_7_is_never_honoured() -> None:
    """Signs that UTF-7 would turn into markup stay signs, and the label that was passed over is
    named.
    """
    data = saved.page(replace(MODEL, title="Oil +ADw-script+AD4-")).replace(
        b'charset="utf-8"', b"charset=utf-7"
    )
    reading = one(data)
    assert reading.content.title == "Oil +ADw-script+AD4-"
    assert reading.notes == (
        "It says that its charset is 'utf-7', which no browser reads; that was passed over.",
    )


def test_the_order_of_charsets() -> None:
    """First a byte order mark, then what delivered the page, then what it says itself, then UTF-8,
    then Windows-1252.
    """
    title = "Öl für Tolmarsh"
    page_of = (
        saved.page(replace(MODEL, title=title))
        .decode()
        .replace("–", "-")
        .replace("…", "...")
        .replace("•", "-")
    )
    bare = page_of.replace('<meta charset="utf-8">', "")
    assert one(page_of.replace("utf-8", "koi8-r").encode("utf-8-sig")).content.title == title
    assert one(page_of.replace("utf-8", "koi8-r").encode("utf-16")).content.title == title
    assert one(page_of.replace("utf-8", "koi8-r").encode(), charset="UTF-8").content.title == title
    assert one(bare.encode()).content.title == title
    western = one(bare.encode("cp1252"))
    assert western.content.title == title
    assert western.notes[0].startswith("Read as Windows-1252")


def test_what_is_no_text_is_replaced_and_said() -> None:
    """Bytes outside of the declared charset, NUL and noncharacters become U+FFFD, with their
    number.
    """
    broken = saved.page(replace(MODEL, title="Oil XX again")).replace(b"Oil XX", b"Oil \xff\0", 3)
    reading = one(broken)
    assert reading.content.title == "Oil \ufffd\ufffd again"
    assert reading.notes[0] == "Replaced 6 characters that are no text by U+FFFD."
    assert (
        one(saved.page(replace(MODEL, title="Oil XX again")).replace(b"XX", b"&#xFFFE;")).notes
        != ()
    )
