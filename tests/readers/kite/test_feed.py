"""The reader of Kite's feed: XML that asks for nothing, HTML that is taken apart, and an account of
every element.
"""

from __future__ import annotations

import re
import time
from html import escape

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from generator.errors import BundleError
from generator.page import format as page
from generator.page.model import Page
from generator.readers import READERS, read_stories
from generator.readers.base import FIELDS, Bundle, Reading, Readings
from generator.readers.kite.feed import KiteFeed
from generator.story import assembly, identity
from generator.story.model import Article, Aside, Content, Link, Voice
from tests.support.clusters import ADDRESS, CLUSTER, DESCRIPTION, feed, feed_item
from tests.support.ground import BELL, row, saved
from tests.support.scraped import FERRY, written
from tests.support.strategies import RAW


def read_all(data: bytes) -> Readings:
    """What the reader gets out of a feed."""
    name, readings = read_stories(Bundle("world.xml", data))
    assert name == "kite-feed"
    return readings


def read(description: str = DESCRIPTION, **changes: str | None) -> Reading:
    """The reading of an item that stands alone."""
    readings = read_all(feed_item(description, **changes).encode())
    assert readings.problems == ()
    (reading,) = readings.stories
    return reading


# --- fields ---------------------------------------------------------------------------------------


def test_an_item_goes_to_its_fields() -> None:
    """Each part of the description goes to its field by its heading, and the sources of a view are
    none of its words.
    """
    reading = read()
    assert reading.content == Content(
        title="Sluice of Tolmarsh Jams at High Water",
        url=ADDRESS,
        started="2025-06-15T00:56:00Z",
        topics=("World",),
        summary="The sluice stood open all night [gull.example#1] .\n\nTwo streets are under water & mud.",
        key_points=("Water: It reached the second step .", "Cause: A rowing boat."),
        voices=(
            Voice(kind="quotation", text="I have rowed past it - for forty years", by="Oda Quill"),
            Voice(
                kind="perspective",
                text="Harbour office: Calls it a fault (of the boat).",
                by="Harbour office",
                sources=(
                    Link(outlet="The Vellmark Gull", url="https://gull.example/boat"),
                    Link(url="https://tern.example/b"),
                ),
            ),
            Voice(
                kind="perspective",
                text="Neighbours want to know who had the watch.",
                sources=(Link(outlet="had the watch", url="https://tern.example/w"),),
            ),
        ),
        asides=(Aside(heading="Eels & salt", points=("A good year.", "For eels.")),),
        articles=(
            Article(
                title="Sluice jams - again",
                url="https://www.gull.example/1",
                cited_as="gull.example#1",
            ),
            Article(
                title="Wet feet", url="https://caldera-post.example/feet", outlet="The Caldera Post"
            ),
        ),
    )
    assert (reading.at, reading.captured, reading.notes) == (None, None, ())


def test_the_day_is_that_of_the_item() -> None:
    """An item is dated by the day, in UTC, on which it appeared, and known by its address."""
    story = assembly.assemble([read().capture(Bundle("x.xml", b""), "kite-feed")])
    assert (story.date, identity.story_key(story, "0" * 64)) == ("2025-06-15", f"address {ADDRESS}")


@pytest.mark.parametrize("shape", ["escaped", "cdata", "elements"])
def test_a_description_has_three_shapes(shape: str) -> None:
    """HTML may stand there as text, as CDATA or as elements."""
    item = feed_item("MARK")
    inner = {
        "escaped": escape(DESCRIPTION),
        "cdata": f"<![CDATA[{DESCRIPTION}]]>",
        "elements": DESCRIPTION,
    }[shape]
    (reading,) = read_all(item.replace("MARK", inner).encode()).stories
    assert (reading.content, reading.ledger) == (read().content, read().ledger)


@pytest.mark.parametrize(
    ("html", "text", "by"),
    [
        ("It is late - The keeper", "It is late", "The keeper"),
        ("It is late — The keeper, at dusk", "It is late", "The keeper, at dusk"),
        ("A well-known lock", "A well-known lock", None),
        ("- The keeper", "- The keeper", None),
        (f"It is late - {'x' * 81}", f"It is late - {'x' * 81}", None),
        ("<p>It is late.</p><p>Very - The keeper</p>", "It is late.\n\nVery", "The keeper"),
    ],
)
def test_who_is_quoted_stands_behind_the_last_dash(html: str, text: str, by: str | None) -> None:
    """A quotation ends in a dash and a name; without one nobody is named."""
    assert read(f"<h3>Sources:</h3><blockquote>{html}</blockquote>").content.voices == (
        Voice(kind="quotation", text=text, by=by),
    )


@pytest.mark.parametrize(
    ("item", "article"),
    [
        (
            "<a href='https://gull.example/1'>Jam</a> - gull.example",
            Article(title="Jam", url="https://gull.example/1"),
        ),
        (
            "<a href='https://gull.example/1'>Jam</a>",
            Article(title="Jam", url="https://gull.example/1"),
        ),
        (
            "<a href='https://gull.example/1'></a> – Gull",
            Article(outlet="Gull", url="https://gull.example/1"),
        ),
        ("<p><a href='javascript:x'>Jam</a></p>", Article(title="Jam", url="javascript:x")),
        ("Jam - gull.example", None),
        ("By <a href='https://gull.example/1'>Jam</a>", None),
        ("<a href='https://gull.example/1'>Jam</a> <a href='https://gull.example/2'>Jar</a>", None),
    ],
)
def test_a_source_is_one_link(item: str, article: Article | None) -> None:
    """A source of another shape is no article, and stands on the page with its addresses."""
    reading = read(f"<h3>Sources:</h3><ul><li>{item}</li></ul>")
    assert reading.content.articles == ((article,) if article else ())
    words = " ".join(BeautifulSoup(item, "html.parser").get_text().split())
    kept = " ".join(reading.content.unplaced)
    assert article or (
        words in kept and all(address in kept for address in re.findall("href='(.*?)'", item))
    )


@pytest.mark.parametrize(
    ("description", "unplaced"),
    [
        ("<h3>Highlights:</h3><table><tr><td>Tide</td></tr></table>", ("/description/table: Tide",)),
        ("<h3>Mood</h3><h3>Sources:</h3>", ("/description/h3[1]: Mood",)),
        ("<p>See <a href='https://tern.example/'>this</a></p>", ("/description/p/a/@href: https://tern.example/",)),
        ("<video src='https://tern.example/v'></video>", ("/description/video/@src: https://tern.example/v",)),
        ("<script>alert(1)</script>", ("/description/script: alert(1)",)),
        ("<h3>Perspectives:</h3><ul><li>(<a href='https://x.example'>X</a>)</li></ul>", (
            "/description/ul/li: (X)", "/description/ul/li/a/@href: https://x.example")),
    ],
)  # fmt: skip
def test_what_no_field_takes_is_kept(description: str, unplaced: tuple[str, ...]) -> None:
    """What no rule knows stands on the page with its path, as plain text."""
    assert read(description).content.unplaced == unplaced


def test_elements_that_no_rule_knows_are_kept() -> None:
    """An element, an attribute, or a second one of what there is one of: each is kept, but for what
    is known of a feed.
    """
    item = feed_item(DESCRIPTION, pubDate="soon").replace(
        "<guid>",
        "<title>Again</title><enclosure url='https://x.example/1' type='a/b'/><mood><sour>5</sour>6</mood><link>x</link><guid "
        "isPermaLink='true'>",
    )
    beside = "<ttl>60</ttl><language>en</language><atom:link href='https://x.example/feed'/><mood>dry</mood>"
    (reading,) = read_all(feed(item, beside=beside)).stories
    assert reading.content.language == "en"
    assert reading.content.unplaced == (
        "/title[2]: Again",
        "/enclosure/@url: https://x.example/1",
        "/enclosure/@type: a/b",
        "/mood: 6",
        "/mood/sour: 5",
        "/link[2]: x",
        "/pubDate: soon",
        "/rss/channel/mood: dry",
    )
    assert reading.notes == ("/rss/channel/item[1]/pubDate is 'soon', where a day or a time is wanted; "
                             "it is kept under Unplaced.",)  # fmt: skip


@pytest.mark.parametrize(
    ("link", "guid", "url", "field"),
    [
        (ADDRESS, ADDRESS, ADDRESS, "address"),
        (None, ADDRESS, ADDRESS, "address"),
        (ADDRESS, "tag:7", ADDRESS, "boilerplate"),
        (None, "tag:7", None, "boilerplate"),
    ],
)
def test_an_id_may_be_the_address(link: str | None, guid: str, url: str | None, field: str) -> None:
    """The address is that of the link, else an id that is one."""
    reading = read(link=link, guid=guid)
    assert (
        reading.content.url,
        next(row.fields for row in reading.ledger if row.at == "/item/guid"),
    ) == (url, (field,))


# --- the ledger -----------------------------------------------------------------------------------


def test_every_element_has_its_row() -> None:
    """The ledger names each element with text, each address and each picture once, in order, in
    fields that there are.
    """
    reading = read()
    item = etree.fromstring(feed_item(DESCRIPTION))
    expected = {f"/item/{child.tag}" for child in item if child.tag != "description"}
    soup = BeautifulSoup(DESCRIPTION, "html.parser")
    for element in soup.find_all(["p", "h3", "li", "blockquote", "a", "img"]):
        path = ""
        for one in [element, *element.parents][:-1]:
            many = [child for child in one.parent.children if child.name == one.name]
            path = f"/{one.name}{f'[{[id(each) for each in many].index(id(one)) + 1}]' if len(many) > 1 else ''}{path}"
        if element.name == "a":
            expected.add(f"/item/description{path}/@href")
        elif element.name == "img":
            expected |= {f"/item/description{path}/@{name}" for name in ("src", "alt")}
        else:
            expected.add(f"/item/description{path}")
    assert sorted(entry.at for entry in reading.ledger) == sorted(expected)
    assert {field for entry in reading.ledger for field in entry.fields} <= set(FIELDS) - {
        "unplaced"
    }


@pytest.mark.parametrize(
    "piece",
    [
        "Sluice of Tolmarsh", "world/7</link", "The sluice stood", "Two streets", "It reached", "second", "A rowing boat",
        "rowed past", "Oda Quill", "Harbour office", "Calls it", "gull.example/boat", "The Vellmark Gull", "tern.example/b",
        "&gt;tern.example", "Neighbours", "had the watch", "tern.example/w", "Eels ", "A good year", "For eels", "Sluice jams",
        "www.gull.example/1", "- gull.example", "Wet feet", "caldera-post.example", "The Caldera Post", "World", "14 Jun",
        "Highlights", "Perspectives", "Sources",
    ],
)  # fmt: skip
def test_what_the_ledger_calls_a_field_is_one(piece: str) -> None:
    """Another text, address or heading gives another reading."""
    data = feed_item(DESCRIPTION)
    assert data.count(piece) == 1
    middle = len(piece) // 2
    other = data.replace(piece, f"{piece[:middle]}5{piece[middle:]}")
    assert read_all(other.encode()).stories[0].content != read().content


@pytest.mark.parametrize("piece", ["cdn.example/1.jpg", "gates", f"<guid>{ADDRESS}"])
def test_what_nobody_needs_changes_nothing(piece: str) -> None:
    """A picture, its words and an id that is no address are known, and needed by nobody."""
    data = feed_item(DESCRIPTION)
    assert data.count(piece) == 1
    assert read_all(data.replace(piece, f"{piece}5").encode()).stories[0].content == read().content


# --- several items --------------------------------------------------------------------------------

SECOND = {"title": "Eels in the Cellar", "link": f"{ADDRESS}1", "guid": f"{ADDRESS}1"}


def test_items_of_a_feed_are_read_each_for_itself() -> None:
    """A feed gives the readings of its items, each at its path."""
    readings = read_all(feed(feed_item(DESCRIPTION), feed_item("<p>Two.</p>", **SECOND)))
    assert [reading.at for reading in readings.stories] == [
        "/rss/channel/item[1]",
        "/rss/channel/item[2]",
    ]
    assert [reading.content for reading in readings.stories] == [
        read().content,
        read("<p>Two.</p>", **SECOND).content,
    ]
    assert readings.stories[0].ledger[-1].at == "/rss/channel/link"
    first = [entry.at for entry in readings.stories[0].ledger[: len(read().ledger)]]
    assert first == [
        entry.at.replace("/item", "/rss/channel/item[1]", 1) for entry in read().ledger
    ]


@settings(max_examples=30)
@given(
    st.data(),
    st.lists(
        st.sampled_from(("<p>One.</p>", DESCRIPTION, "<h3>Highlights:</h3><ul><li>x</li></ul>")),
        max_size=3,
    ),
)
def test_order_and_split_of_feeds_do_not_matter(
    data: st.DataObject, descriptions: list[str]
) -> None:
    """Captures of one item, in one feed or in several, in any order, give the same page."""
    items = [feed_item(description) for description in ("<p>Zero.</p>", *descriptions)]
    captures = []
    for number, item in enumerate(items):
        bundle = Bundle(f"{number}.xml", feed(item))
        captures += [
            reading.capture(bundle, "kite-feed", f"2025-06-1{number}")
            for reading in read_all(bundle.data).stories
        ]
    texts = {
        page.write(Page(story=assembly.assemble(order)))
        for order in (captures, data.draw(st.permutations(captures)))
    }
    assert len(texts) == 1


BROKEN = "it is no XML from line 3 on (xmlParseEntityRef: no name), within /rss/channel/item[2]"


def test_a_broken_item_hides_no_other() -> None:
    """Items before and behind one that is broken are read; it is named with its place."""
    whole = feed(
        feed_item("<p>One.</p>"), feed_item("MARK & more"), feed_item("<p>Three.</p>", **SECOND)
    )
    readings = read_all(whole.replace(b"&amp; more", b"& more"))
    assert [reading.at for reading in readings.stories] == [
        "/rss/channel/item[1]",
        "/rss/channel/item[3]",
    ]
    assert [problem.seen for problem in readings.problems] == [BROKEN]


@pytest.mark.parametrize("cut", range(1, 400, 7))
def test_a_cut_feed_gives_the_items_before(cut: int) -> None:
    """Wherever a feed breaks off, the items before are read, and a sentence says where."""
    whole = feed(feed_item("<p>One.</p>"), feed_item("<p>Two.</p>", **SECOND))
    behind = whole.index(b"</item>") + len(b"</item>")
    readings = read_all(whole[: max(len(whole) - 1 - cut, behind)])
    assert readings.stories[0].content == read("<p>One.</p>").content
    assert ["breaks off" in problem.seen for problem in readings.problems] == [True]


# --- what is refused ------------------------------------------------------------------------------

HEAD = b'<?xml version="1.0"?>\n'


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!doctype item SYSTEM "file:///etc/passwd">',
        '<!-- x --><!DOCTYPE rss [<!ENTITY % p SYSTEM "http://tracker.example/">%p;]>',
    ],
)
def test_what_declares_is_not_read(declared: str) -> None:
    """No entity is made longer, no file is opened and no host is asked: a document that declares
    its type is refused.
    """
    with pytest.raises(BundleError) as caught:
        read_all(HEAD + declared.encode() + feed(feed_item(DESCRIPTION)).partition(b"\n")[2])
    assert caught.value.seen.startswith("it declares a type (<!DOCTYPE)")


@pytest.mark.parametrize(
    "description",
    [
        *(
            "<b>" * 400 + "deep",
            "<div>" * 400 + "deep" + "</div>" * 400 + "<p>behind</p>",
            "</body><p>behind</p>",
            "</html>x",
        ),
        *(
            "<p>One.</p><!-- <p>behind</p>",
            "<a href='x>y</a><p>behind</p>",
            "<script><p>behind</p>",
            "<title>x",
            "<textarea>x",
        ),
    ],
)
def test_nothing_is_passed_over_in_silence(description: str) -> None:
    """What the parser of HTML would leave out is a problem of that item alone."""
    readings = read_all(feed(feed_item(description), feed_item("<p>Two.</p>", **SECOND)))
    assert [reading.content.summary for reading in readings.stories] == ["Two."]
    assert [problem.seen.partition(" ")[0] for problem in readings.problems] == [
        "/rss/channel/item[1]/description"
    ]


def test_a_feed_without_items_is_said() -> None:
    """A feed of Kite's that has no item is a problem, not another layout."""
    assert [str(problem) for problem in read_all(feed()).problems] == [
        "the feed has no item. Capture it again when it has some."
    ]


@pytest.mark.parametrize(
    "other",
    [
        b"<rss><channel><item><title>x</title><link>https://gull.example/1</link></item></channel></rss>",
        b"<!DOCTYPE html><html><link>https://kite.kagi.com/1</link></html>",
        b"<opml><link>https://kite.kagi.com/1</link></opml>",
        b"",
        b"<",
        b"<!-- <item> ",
        b"<?xml",
    ],
)
def test_other_layouts_are_left_to_their_readers(other: bytes) -> None:
    """Feeds of others, pages and fragments are none of this reader's."""
    assert KiteFeed().read(Bundle("x.xml", other)) is None


@pytest.mark.parametrize(
    "data",
    [written(FERRY), written(CLUSTER), saved(row("1", [BELL])), feed(feed_item(DESCRIPTION))],
)
def test_a_bundle_is_of_one_layout(data: bytes) -> None:
    """Of all readers exactly one knows a bundle, whatever it is called."""
    assert (
        len([reader.name for reader in READERS if reader.read(Bundle("x", data)) is not None]) == 1
    )


@pytest.mark.parametrize(
    "words",
    ["<p>x</p>", "<h3>Highlights:</h3><li>x</li>", "<li><ul>x", "<a href=x>x</a>", "x <b>x</b>"],
)
def test_much_takes_no_time(words: str) -> None:
    """Reading is linear in the length of a description."""
    started = time.process_time()
    read_all(feed(feed_item(words * 20_000)))
    assert time.process_time() - started < 5


# --- laws -----------------------------------------------------------------------------------------

HTML = st.lists(
    st.one_of(
        st.sampled_from(
            (
                *(
                    "<p>",
                    "</p>",
                    "<ul>",
                    "<li>",
                    "</li>",
                    "</ul>",
                    "<blockquote>",
                    "</blockquote>",
                    "<b>",
                    "</b>",
                    "<br>",
                ),
                *(
                    "<h3>Highlights:</h3>",
                    "<h3>Perspectives:</h3>",
                    "<h3>Sources:</h3>",
                    "<h3>Mood</h3>",
                    "<div>",
                    "</div>",
                ),
                *(
                    "<a href='https://x.example/1'>",
                    "</a>",
                    "<img src=x alt=y>",
                    "<table>",
                    "<td>",
                    "&amp;",
                    "&#x1;",
                ),
                *("Port: Regrets.", " - ", "(", ")"),
            )
        ),
        RAW,
    ),
    max_size=12,
).map("".join)


@settings(max_examples=150)
@given(HTML)
def test_any_description_is_read_without_loss(html: str) -> None:
    """Whatever stands in a description, it is a problem, or each word of it is in the ledger, and
    the page holds the story.
    """
    clean = "".join(
        sign
        for sign in html
        if sign in "\t\n" or " " <= sign < "\ud800" or "\ue000" <= sign <= "\ufffd"
    )
    readings = read_all(feed_item(clean).encode())
    if readings.problems:
        assert "failed" not in readings.problems[0].seen
        return
    (reading,) = readings.stories
    ledger = " ".join(entry.text for entry in reading.ledger)
    for word in re.findall(
        r"Regrets|Mood|x\.example", re.sub(r"<!--.*?(?:-->|$)", "", clean, flags=re.DOTALL)
    ):
        assert word in ledger
    story = assembly.assemble([reading.capture(Bundle("x.xml", b""), "kite-feed")])
    assert page.read(page.write(Page(story=story))).story == story
