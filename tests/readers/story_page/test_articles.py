"""The article blocks of a story page: cards, and titles and excerpts one below the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.readers.story_page.articles import read_page_articles
from generator.readers.story_page.pieces import split_pieces, text_lines
from generator.readers.story_page.titles import is_title, single_name, split_outlet
from generator.story.model import Article

EXCERPT = (
    "The pilots of the harbour went home at noon, and three "
    "freighters lay in the fog until the evening of the next day."
)
SECOND = (
    "Nobody had told the cook of the largest of them, who had "
    "soup for sixty and a crew of eleven who were not hungry."
)
CUT = (
    "The pilots of the harbour went home at noon, and "
    "three freighters lay in the fog until the evening of …"
)


def read(text: str, *, cut: bool = False) -> tuple[Article, ...]:
    """The articles in a text."""
    return read_page_articles(list(split_pieces(text_lines(text))), is_cut=cut).articles


def fields(text: str) -> dict[int, list[str]]:
    """The fields of each line."""
    found: dict[int, list[str]] = {}
    for piece, name in read_page_articles(list(split_pieces(text_lines(text)))).placements:
        found.setdefault(piece.number, []).append(name)
    return found


@pytest.mark.parametrize(
    "title",
    [
        "Pilots go home",
        "Who pays the pilots?",
        "Pilots go home!",
        "“We are tired”",
        "Pilots leave for the U.S.",
        "Fog over the estate of John Marl Jr.",
        "Dr. Oak of St. Olaf speaks: pilots need sleep",
        "5 things about fog",
        "台北港口恢复通行",
        "عاد المرشدون إلى الميناء",
        "A live day in the fog - Live Updates",
        "Fog, day two | The Harbour Gull",
    ],
)
def test_title_above_excerpt(title: str) -> None:
    """A short line of one sentence without a full stop is the title of the text below it, with
    cards and without.
    """
    assert read(f"{title}\n{EXCERPT}\n") == (Article(title=title, excerpt=EXCERPT),)
    assert read(f"Center\n\n{title}\n\n{EXCERPT}\n\nRead Full Article\n") == (
        Article(title=title, bias="Center", excerpt=EXCERPT),
    )


@pytest.mark.parametrize(
    "title",
    [
        "The fog is back. Who pays?",
        "Pilots: home. Ships: not",
        "The fog is back, and with it the …",
        "Fog? Again?",
    ],
)
def test_odd_title(title: str) -> None:
    """A title of two sentences, or one that is cut, is known by a text below that is at least twice
    as long.
    """
    assert read(f"{title}\n{EXCERPT}\n") == (Article(title=title, excerpt=EXCERPT),)
    assert read(f"Center\n\n{title}\n\n{EXCERPT}\n\nRead Full Article\n")[0].title == title


@pytest.mark.parametrize(
    "excerpt",
    [
        EXCERPT,
        CUT,
        "Two are asleep. He said: “No more ships”",
        "It rained.",
        "a" * 201,
        "He left… Source",
        "They went on […]",
    ],
)
def test_excerpt_alone(excerpt: str) -> None:
    """A line with a full stop, with an ellipsis, of two sentences or very long is an excerpt, also
    alone.
    """
    assert [(a.title, a.excerpt) for a in read(f"{excerpt}\n")] == [(None, excerpt)]
    assert [(a.title, a.excerpt) for a in read(f"Left\n\n{excerpt}\n\nRead Full Article\n")] == [
        (None, excerpt)
    ]


@pytest.mark.parametrize(
    ("excerpt", "truncated"),
    [
        ("They went on …", True),
        ("They went on...", True),
        ("They went on [...]", True),
        ("They went on (…)", True),
        ("They went on… Source", True),
        ("They went on … [Read more]", True),
        ("They went on … Continue reading", True),
        ("They went on.", False),
        ("They said “well…”", False),
        ("… and they went on.", False),
        ("They went on..", False),
    ],
)
def test_truncated_excerpt(excerpt: str, truncated: bool) -> None:
    """An ellipsis at an excerpt's end, with a link's word behind it or without, says that the
    source cut it.
    """
    text = f"Pilots go home\n\n{EXCERPT} {excerpt}\n\nRead Full Article\n"
    assert read(text)[0].excerpt_truncated is truncated


def test_titles_and_excerpts_without_cards() -> None:
    """Without cards a title takes the text below it, and texts without a title stand alone, each an
    article.
    """
    text = f"Pilots go home\n{EXCERPT}\n{SECOND}\nWho pays?\n{CUT}\n"
    assert read(text) == (
        Article(title="Pilots go home", excerpt=EXCERPT),
        Article(excerpt=SECOND),
        Article(title="Who pays?", excerpt=CUT, excerpt_truncated=True),
    )
    assert fields(text) == {
        1: ["article_title"],
        2: ["article_excerpt"],
        3: ["article_excerpt"],
        4: ["article_title"],
        5: ["article_excerpt"],
    }


def test_title_at_the_end_takes_a_cut_excerpt() -> None:
    """Where a page breaks off, what stands below the last title is the beginning of its excerpt,
    however short.
    """
    assert read(f"Pilots go home\n{EXCERPT}\nWho pays?\nThe fog", cut=True)[-1] == Article(
        title="Who pays?", excerpt="The fog"
    )
    assert [a.title for a in read(f"Pilots go home\n{EXCERPT}\nWho pays for it?\nThe fog")][1:] == [
        "Who pays for it?",
        "The fog",
    ]


# --- cards ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "outlet", "label", "reposts"),
    [
        (
            "Fog PostFog Post\n+12 Reposted by 12 other sources\nLean Left",
            "Fog Post",
            "Lean Left",
            12,
        ),
        (
            "Fog Post Fog Post\n+12 Reposted by 12 other sources\nLean Left",
            "Fog Post",
            "Lean Left",
            12,
        ),
        ("Fog Post\n+1 Reposted by 1 other source\nFar Right", "Fog Post", "Far Right", 1),
        ("Fog Post\nCenter", "Fog Post", "Center", None),
        ("Fog Post\n+1,012 Reposted by 1,012 other sources", "Fog Post", None, 1012),
        ("Fog Post\nReposted by 3 other sources", "Fog Post", None, 3),
        ("Fog Post\n+3 Reposted by 3 other sourcesLean Left", "Fog Post", "Lean Left", 3),
        ("Fog PostFog Post", "Fog Post", None, None),
        ("Fog Post", "Fog Post", None, None),
        ("AFFOAFFO\nCenter", "AFFO", "Center", None),
        ("صحيفة البحرصحيفة البحر\nCenter", "صحيفة البحر", "Center", None),
        ("Center\nFog PostFog Post", "Fog Post", "Center", None),
        ("Center", None, "Center", None),
        ("+2 Reposted by 2 other sources", None, None, 2),
        ("", None, None, None),
    ],
)
@pytest.mark.parametrize(
    ("tail", "place"),
    [
        ("·Vellmark, Upland\nRead Full Article", "Vellmark, Upland"),
        ("·Vellmark, UplandRead Full Article", "Vellmark, Upland"),
        ("· Vellmark", "Vellmark"),
        ("Read Full Article", None),
        ("", None),
    ],
)
def test_parts_of_a_card(
    head: str,
    outlet: str | None,
    label: str | None,
    reposts: int | None,
    tail: str,
    place: str | None,
) -> None:
    """Each part of a card may be missing: outlet, doubled or not, reposts, label, place, and the
    link at its end.
    """
    one = f"{head}\n\nPilots go home\n\n{EXCERPT}\n\n{tail}\n"
    other = f"Sea GazetteSea Gazette\nRight\n\n{SECOND}\n\nRead Full Article\n"
    wanted = Article(
        title="Pilots go home",
        outlet=outlet,
        bias=label,
        place=place,
        reposted_by=reposts,
        excerpt=EXCERPT,
    )
    assert read(one + other) == (
        wanted,
        Article(outlet="Sea Gazette", bias="Right", excerpt=SECOND),
    )
    assert read(other + one) == (
        Article(outlet="Sea Gazette", bias="Right", excerpt=SECOND),
        wanted,
    )
    assert not [names for names in fields(one + other).values() if "unplaced" in names]


@pytest.mark.parametrize(
    ("body", "title", "excerpt"),
    [
        (f"Pilots go home\n\n{EXCERPT}", "Pilots go home", EXCERPT),
        (f"Pilots go home\n\n{EXCERPT}\n\n{SECOND}", "Pilots go home", f"{EXCERPT}\n\n{SECOND}"),
        (f"{EXCERPT}\n\n{SECOND}", None, f"{EXCERPT}\n\n{SECOND}"),
        ("Pilots go home", "Pilots go home", None),
        (EXCERPT, None, EXCERPT),
        (f"- {EXCERPT}", None, f"- {EXCERPT}"),
        (f"Who pays?\n\n• {EXCERPT}", "Who pays?", f"• {EXCERPT}"),
        ("Read Full Article is what it said, and then went on for two more lines of text.", None,
         "Read Full Article is what it said, and then went on for two more lines of text."),
        ("Below it said Read Full Article and nothing else, for two more lines of text.", None,
         "Below it said Read Full Article and nothing else, for two more lines of text."),
        ("They press “Read Full Article”, and nothing at all comes of it.", None,
         "They press “Read Full Article”, and nothing at all comes of it."),
    ],
)  # fmt: skip
def test_body_of_a_card(body: str, title: str | None, excerpt: str | None) -> None:
    """A card has a title and paragraphs, either of them, and a text may begin with a dash or name a
    label.
    """
    assert [
        (a.title, a.excerpt) for a in read(f"Gull\nCenter\n\n{body}\n\nRead Full Article\n")
    ] == [(title, excerpt)]


def test_cards_without_text() -> None:
    """A card of which only the outlet is known is an article, and each outlet begins a card of its
    own.
    """
    found = read("Gull HarbourGull Harbour\nLean Left\nFog PostFog Post\nCenter\n\nWho pays?\n")
    assert [(a.outlet, a.bias, a.title) for a in found] == [
        ("Gull Harbour", "Lean Left", None),
        ("Fog Post", "Center", "Who pays?"),
    ]


def test_nothing_of_a_card_is_dropped() -> None:
    """What no field holds is kept: a second label or place, an article's age, reposts counted in
    two ways, labels alone.
    """
    text = (
        f"Gull\n+3 Reposted by 5 other sources\nLeft\nCenter\n\n3 hours ago\n\n{EXCERPT}\n\n"
        "·Tarn\nRead Full Article\n·Fell\n"
    )
    assert [line for line, names in fields(text).items() if "unplaced" in names] == [2, 6, 12]
    assert [(a.outlet, a.bias, a.reposted_by) for a in read(text)] == [
        ("Gull", "Left", 5),
        (None, "Center", None),
    ]
    assert read("Left\nCenter\nRead Full Article\n") == ()
    assert fields("Left\nCenter\nRead Full Article\n") == {
        1: ["unplaced"],
        2: ["unplaced"],
        3: ["article_label"],
    }


def test_banners_stand_between_cards() -> None:
    """Neither banners nor the notice of a missing companion text belong to an article."""
    text = (
        f"{EXCERPT}\n"
        "Read on.Subscribe and get full access to LarchSubscriptions start at $2Subscribe\n"
        "Larch Article Digest\nNot enough coverage to write an Article Digest.\n"
    )
    assert read(text) == (Article(excerpt=EXCERPT),)
    assert [names for line, names in fields(text).items() if line > 1] == [["boilerplate"]] * 3


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        (
            "Pilots of Vellmark go home - The Vellmark Gull",
            ("Pilots of Vellmark go home", "The Vellmark Gull"),
        ),
        (
            "Pilots of Vellmark - go home - gull.example",
            ("Pilots of Vellmark - go home", "gull.example"),
        ),
        (
            "Pilots of Vellmark go home - Journal de la Côte",
            ("Pilots of Vellmark go home", "Journal de la Côte"),
        ),
        ("维尔马克的引航员终于回家了了 - 海鸥报", ("维尔马克的引航员终于回家了了", "海鸥报")),
        ("Pilots of Vellmark go home - Live Updates", None),
        ("Pilots of Vellmark go home - and stay there", None),
        ("Pilots of Vellmark go home - Who Pays?", None),
        ("Pilots of Vellmark go home | The Vellmark Gull", None),
        ("Pilots of Vellmark go home – The Vellmark Gull", None),
        ("Pilots - The Gull", None),
    ],
)
def test_outlet_behind_a_title(title: str, parts: tuple[str, str] | None) -> None:
    """`Title - Outlet` is split if its end has the form of a name; other titles stay whole."""
    assert split_outlet(title) == parts
    assert read(f"{title}\n{EXCERPT}\n")[0].outlet == (parts[1] if parts else None)


def test_title_keeps_its_end_where_the_outlet_is_known() -> None:
    """A card that names its outlet keeps its title as it stands."""
    found = read(
        f"Gull\nCenter\n\nPilots of Vellmark go home - The Vellmark Gull\n\n{EXCERPT}\n\n"
        "Read Full Article\n"
    )
    assert (found[0].outlet, found[0].title) == (
        "Gull",
        "Pilots of Vellmark go home - The Vellmark Gull",
    )


@given(
    st.text(min_size=2, max_size=60).filter(lambda name: len(name.strip()) > 1),
    st.sampled_from(["", " ", "\u00a0"]),
)
def test_doubled_names(name: str, between: str) -> None:
    """A name twice, with a space between or not, is the name; a name once is no doubled one."""
    name = name.strip()
    found = single_name(name + between + name)
    assert found in (name, (name + between + name)[: len(name)].strip())
    assert single_name(f"{name}{name}\u2603") is None or name.endswith("\u2603")


def test_a_doubled_sentence_is_no_name() -> None:
    """A sentence that a text says twice is no outlet named twice, and stays as it is; an
    abbreviation may end a name.
    """
    said = "The fog is back. The fog is back."
    assert read(f"Gull\nCenter\n\n{said}\n\nRead Full Article\n") == (
        Article(outlet="Gull", bias="Center", excerpt=said),
    )
    assert read(f"{said}\n") == (Article(excerpt=said),)
    assert read(f"Gull Inc.Gull Inc.\n\n{EXCERPT}\n") == (
        Article(outlet="Gull Inc.", excerpt=EXCERPT),
    )


@given(st.text(max_size=80))
def test_any_line_can_be_asked(line: str) -> None:
    """No line makes the rules of form raise, and what they split stands in the line."""
    is_title(line)
    parts = split_outlet(line)
    assert parts is None or " - ".join(parts) == line
