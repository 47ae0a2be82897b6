"""What makes two captures one story, two rows one article, and the name of a page."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.story import identity
from generator.story.model import Article, Content
from tests.support.strategies import ARTICLES, RAW, contents

CONTENTS = st.builds(Content, **contents(st.lists(ARTICLES, max_size=2).map(tuple)))
DIGEST, OTHER = "0" * 64, "1" * 64
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")

STORY = Content(
    title="Ferries Return",
    dateline="OSLO, JUL 7",
    key_points=("They left at noon.",),
    articles=(Article(title="Boats are back", excerpt="At noon."),),
)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"key_points": ("They left at one.",)}, True),
        ({"articles": ()}, True),
        ({"title": "FERRIES  return"}, True),
        ({"dateline": "OSLO, JUL 8"}, False),
        ({"title": "Ferries return again"}, False),
    ],
)
def test_headline_and_dateline_are_a_key(change: dict[str, object], same: bool) -> None:
    """Captures with the same headline and dateline are one story, whatever else differs; the case
    of letters does not.
    """
    assert (
        identity.story_key(STORY, DIGEST) == identity.story_key(replace(STORY, **change), OTHER)
    ) is same


def test_address_comes_first() -> None:
    """An address is the key whatever the headline, and tracking is no part of it."""
    one = identity.story_key(replace(STORY, url="https://news.example/a?utm_source=x"), DIGEST)
    assert one == identity.story_key(Content(url="https://NEWS.example/a"), OTHER)
    assert one != identity.story_key(replace(STORY, url="https://news.example/b"), DIGEST)
    assert identity.story_key(replace(STORY, url="no address"), DIGEST) == identity.story_key(
        STORY, DIGEST
    )


def test_headline_alone_is_no_key() -> None:
    """Without dateline the first key point counts, without points the first article; only then the
    headline alone.
    """
    bare = replace(STORY, dateline=None)
    other_point = replace(bare, key_points=("They stayed.",))
    assert identity.story_key(bare, DIGEST) != identity.story_key(other_point, DIGEST)
    no_points = replace(bare, key_points=())
    assert identity.story_key(no_points, DIGEST) != identity.story_key(
        replace(no_points, articles=()), DIGEST
    )
    assert identity.story_key(no_points, DIGEST) == identity.story_key(
        replace(no_points, places=("Oslo",)), OTHER
    )


@pytest.mark.parametrize(
    "told",
    [
        Article(title="Boats"),
        Article(excerpt="At noon."),
        Article(url="https://a.example/1", text="Long."),
        Article(outlet="The Gull"),
    ],
)
def test_articles_without_words_leave_the_key_to_others(told: Article) -> None:
    """The first article that says anything counts: its title, else its excerpt, its address, its
    outlet.
    """
    bare = Content(title="Ferries Return", articles=(Article(bias="Left"), told))
    alone = identity.story_key(Content(title="Ferries Return"), DIGEST)
    assert identity.story_key(bare, DIGEST) != alone
    assert identity.story_key(bare, DIGEST) == identity.story_key(
        replace(bare, articles=(told,)), OTHER
    )
    assert identity.story_key(replace(bare, articles=bare.articles[:1]), DIGEST) == alone


def test_stories_without_headline_are_told_apart_by_their_places() -> None:
    """Two stories of one bundle that nothing names are two, each known by its place."""
    keys = {identity.story_key(Content(), DIGEST, at) for at in (None, "/0", "/1")}
    assert len(keys) == 3


def test_without_headline_the_bundle_is_the_key() -> None:
    """Two pages without headline are two stories, even with the same words."""
    bare = replace(STORY, title=None)
    assert identity.story_key(bare, DIGEST) != identity.story_key(bare, OTHER)
    assert identity.story_key(bare, DIGEST) == identity.story_key(Content(), DIGEST)


def test_kinds_of_keys_stay_apart() -> None:
    """No headline can pass for an address, a dateline or a bundle."""
    titles = [
        f"bundle {DIGEST}",
        "address https://news.example/a",
        "Ferries Return\ndateline oslo, jul 7".replace("\n", " "),
    ]
    keys = {identity.story_key(Content(title=title), DIGEST) for title in titles}
    keys |= {identity.story_key(Content(), DIGEST), identity.story_key(STORY, DIGEST)}
    keys.add(identity.story_key(Content(url="https://news.example/a"), DIGEST))
    assert len(keys) == 6


def test_articles_are_known_by_address_else_by_their_words() -> None:
    """An article is known by its address, else by title and excerpt, else by what its card says of
    its outlet.
    """
    key = identity.article_key
    by_address = Article(url="https://a.example/1#x", title="One")
    assert key(by_address) == key(Article(url="https://A.example/1", title="Two"))
    assert key(Article(title="One", excerpt="E", bias="Left")) == key(
        Article(title="One", excerpt="E", outlet="Gull")
    )
    assert key(Article(title="One", excerpt="E")) != key(Article(title="One", excerpt="F"))
    assert key(Article(outlet="Gull")) != key(Article(outlet="Tern"))
    assert key(Article(outlet="Gull", bias="Left")) == key(Article(outlet="Gull", bias="Center"))
    assert key(Article(bias="Left")) != key(Article(bias="Center"))


@given(CONTENTS, st.integers(0, 2**256 - 1))
def test_slug_is_a_name_on_every_system(content: Content, number: int) -> None:
    """A slug is ASCII of small letters, digits and hyphens, at most 100 bytes, and never a reserved
    name.
    """
    key = identity.story_key(content, f"{number:064x}")
    slug = identity.slug(content.title, key)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)
    assert len(slug.encode()) <= 100
    assert not RESERVED.match(slug)
    assert slug.endswith(f"-{identity.digits(key)}")
    assert re.fullmatch(r"[0-9a-f]{10}", identity.digits(key))


@pytest.mark.parametrize(
    "title",
    ["con", "NUL", "com1.txt", "../../etc/passwd", "a" * 500, "é" * 200, "台北", "", None, "." * 9],
)
def test_hard_titles(title: str | None) -> None:
    """Reserved names, paths, endless words and titles without an ASCII letter give an ordinary
    name.
    """
    slug = identity.slug(title, "key")
    assert re.fullmatch(r"[a-z0-9-]{12,100}", slug)
    assert not RESERVED.match(slug)


@given(RAW)
def test_composed_and_decomposed_titles_have_one_name(raw: str) -> None:
    """A title written with composed letters and the same with decomposed ones have the same key and
    the same name.
    """
    forms = [
        " ".join(unicodedata.normalize(form, raw.translate({0: "x"})).split())
        for form in ("NFC", "NFD")
    ]
    titles = ["".join(sign for sign in form if not 0xD800 <= ord(sign) < 0xE000) for form in forms]
    assert identity.slug(titles[0], "key") == identity.slug(titles[1], "key")


@pytest.mark.parametrize(
    "spellings",
    [
        ("Coda Story", "coda story", "CODA  STORY", "Coda\u00a0Story", "Ｃoda Story", "Coda-Story"),
        ("北京", " 北京 "),
        ("Élections", "É".lower() + "LECTIONS", "E\u0301lections"),
        ("C++", "c++"),
        ("ﬁnance", "Finance"),
    ],
)
def test_spellings_of_a_name_have_one_page(spellings: tuple[str, ...]) -> None:
    """Case, spaces and widths of letters do not part the stories of an outlet, a place or a topic."""
    assert len({identity.term_slug(name) for name in spellings}) == 1


def test_different_names_have_different_pages() -> None:
    """What differs by signs, accents or script has another name, also where nothing is ASCII, or a
    list has the name.
    """
    names = (
        "C", "C++", "C#", "F", "北京", "東京", "مرفأ", "🦪", "👩\u200d👧", "Élections", "elections", "İzmir", "izmir", "Lodz",
        "Łódź", "index", "other", "con", "nul", "com1", "a", "0", "x.example", "x example", "a/b", "a b", "Q&A", "Q A", "…",
        "-",
    )  # fmt: skip
    assert len({identity.term_slug(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Coda Story", "coda-story"),
        ("Wexmere, North", "wexmere-north-8b7d23d7"),
        ("9 Days", "9-days"),
    ],
)
def test_a_plain_name_is_its_own_slug(name: str, slug: str) -> None:
    """A name of letters and digits is told whole; one that is not has digits that never change."""
    assert identity.term_slug(name) == slug


@given(RAW)
def test_a_term_slug_is_a_name_on_every_system(name: str) -> None:
    """Whatever the name: small letters, digits and hyphens, two at least, neither reserved nor the
    name of a list.
    """
    slug = identity.term_slug("".join(sign for sign in name if not 0xD800 <= ord(sign) < 0xE000))
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)
    assert 2 <= len(slug) <= 80
    assert not RESERVED.match(slug)
    assert slug not in ("index", "other")
