"""The pages under stock Pelican: ordinary articles in any theme, of which nothing acts and none is
lost unsaid.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment
from lxml import etree
from pelican.readers import MarkdownReader
from pelican.settings import DEFAULT_CONFIG

from generator.catalog.presenting import present_story
from generator.page import format as page
from generator.page.model import Page, Section, Withdrawn
from generator.site import stock
from generator.site.stock import html
from generator.site.stock.reader import StoryReader
from generator.story import identity
from generator.story.model import Article, Capture, Content, Coverage, Story
from tests.support.golden_stories import PAGES
from tests.support.repository import ROOT

SITENAME = "Gannet Rock Papers"
SETTINGS: dict[str, Any] = {
    "SITENAME": SITENAME,
    "SITEURL": "https://papers.example",
    "ARTICLE_PATHS": ["stories", "news"],
    "PLUGINS": ["generator.site.stock"],
    "THEME": "simple",
    "TIMEZONE": "UTC",
}
EVERY_VIEW: dict[str, Any] = SETTINGS | {
    "AUTHOR": "The keepers",
    "YEAR_ARCHIVE_SAVE_AS": "by/{date:%Y}/index.html",
    "MONTH_ARCHIVE_SAVE_AS": "by/{date:%Y-%m}/index.html",
    "FEED_ALL_RSS": "feeds/all.rss.xml",
    "TAG_FEED_ATOM": "feeds/tag/{slug}.atom.xml",
    "TAG_FEED_RSS": "feeds/tag/{slug}.rss.xml",
    "RSS_FEED_SUMMARY_ONLY": False,
}
CACHES: tuple[dict[str, Any], ...] = (
    {"CACHE_CONTENT": True, "LOAD_CONTENT_CACHE": True, "CONTENT_CACHING_LAYER": "reader"},
    {"CACHE_CONTENT": True, "LOAD_CONTENT_CACHE": True, "CONTENT_CACHING_LAYER": "generator"},
)
HOSTILE = (
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "\"' onmouseover='alert(1)' autofocus onfocus=alert(1) x=\"",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "<!-- article 9 --> --> ]]> <![CDATA[",
    "{static}/x {attach}../../../etc/passwd |filename|x.md {index}javascript:alert(1)",
    "{{ 7 * 7 }} {% raw %} {title} %(title)s",
    "[x](javascript:alert(1))",
    "javascript:alert(1)",
    "<b" + " long" * 80,
)
ORDINARY = (
    "AT&T Opens an Office",
    "Why a < b, and b > a",
    '"Never again", the keeper\'s wife said',
    "100 % fish | chips {and} #vinegar",
    "حراس صخرة الأطيش",
    "塘鹅岩的守护者",
    "&amp; is how an ampersand is written",
    "🐟",
)


def _write_page(content: Path, name: str, kept: Page) -> Path:
    path = content / "stories" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page.write(kept).encode("utf-8"))
    return path


def _pelican(
    content: Path, settings: Mapping[str, Any], *options: str
) -> subprocess.CompletedProcess[str]:
    """Build as a user does, from a settings file beside the content, to `output` beside it."""
    conf = content.parent / "conf.py"
    content.mkdir(exist_ok=True)
    conf.write_text(
        "".join(f"{name} = {value!r}\n" for name, value in settings.items()), encoding="utf-8"
    )
    command = [
        sys.executable,
        "-m",
        "pelican",
        str(content),
        "-s",
        str(conf),
        "-o",
        str(content.parent / "output"),
        *options,
    ]
    # The project's folder is where the plugin is found; the settings' own folder is not the present
    # one.
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _build(content: Path, settings: Mapping[str, Any] = SETTINGS) -> Path:
    run = _pelican(content, settings)
    assert run.returncode == 0, run.stdout[-1000:] + run.stderr[-2000:]
    assert re.findall("(?:WARNING|ERROR).*", run.stdout + run.stderr) == []
    return content.parent / "output"


def _soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def _story(words: str, topic: str) -> Page:
    """A page with these words wherever a story has words."""
    content = Content(
        title=words, places=(words,), topics=(topic,), dateline=words, summary=words, key_points=(words,), unplaced=(words,),
        withheld=(words,), summary_by=words, url="javascript:alert(1)",
        articles=(Article(title=words, outlet=words, bias=words, place=words, excerpt=words, url="javascript:alert(1)"),),
    )  # fmt: skip
    capture = Capture(bundle=words, sha256="0" * 64, reader="page-text", content=content)
    shared = {name: getattr(content, name) for name in Content.__dataclass_fields__}
    return Page(
        story=Story(**shared, date="2025-01-02", date_basis=words, captures=(capture,)),
        sections=(Section(heading=words, markdown="*added* [x](javascript:alert(2))"),),
        notes="**by hand** <script>alert(2)</script> [x](javascript:alert(3))",
    )


WORDS = {f"story-{number:02}": words for number, words in enumerate((*HOSTILE, *ORDINARY))}
TOPICS = {slug: f"{words} {slug}" for slug, words in WORDS.items()}
"""Each its own, so that each has a tag's page of its own."""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param({}, id="stock"),
        pytest.param({"JINJA_ENVIRONMENT": {"autoescape": True}}, id="autoescape"),
        pytest.param(
            {
                "INTRASITE_LINK_REGEX": "[{|&](?P<what>[a-z]*)[|}#]?",
                "FORMATTED_FIELDS": ["summary", "title"],
            },
            id="set",
        ),
    ],
)
def every_view(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hostile and ordinary stories in all that the `simple` theme has, with and without escaping by
    the template.
    """
    content = tmp_path_factory.mktemp("views") / "content"
    for slug, words in WORDS.items():
        _write_page(content, f"2025/{slug}", _story(words, TOPICS[slug]))
    return _build(content, EVERY_VIEW | request.param)


def _elements(tree: BeautifulSoup) -> set[tuple[str, str]]:
    return {
        (element.name, name) for element in tree.find_all(True) for name in ("", *element.attrs)
    }


def _acting(tree: BeautifulSoup) -> list[str]:
    """What runs, loads or sends something, or may do so."""
    names = "script, img, iframe, object, embed, style, form, input, svg, math, base, template, meta[http-equiv]"
    found = [str(element)[:80] for element in tree.select(names)]
    found += [
        f"{element.name} {name}"
        for element in tree.find_all(True)
        for name in element.attrs
        if name.startswith("on")
    ]
    addresses = [
        str(element[name])
        for name in ("href", "src", "action")
        for element in tree.select(f"[{name}]")
    ]
    return found + [address for address in addresses if not re.match(r"https?://|mailto:", address)]


def test_nothing_of_a_story_acts_in_any_view(every_view: Path) -> None:
    """No view has a script, a handler, a script address or an element from a story's words, however
    it is parsed.
    """
    paths = sorted(every_view.rglob("*.html"))
    folders = {path.parent.relative_to(every_view).as_posix() for path in paths}
    assert folders >= {".", "tag", "category", "author", "by/2025", "by/2025-01"}
    for path in paths:
        for parser in ("lxml", "html.parser"):
            tree = BeautifulSoup(path.read_text(encoding="utf-8"), parser)
            assert (path.name, _acting(tree)) == (path.name, [])
    plain = _elements(
        _soup(
            every_view
            / f"{next(slug for slug, words in WORDS.items() if words == ORDINARY[0])}.html"
        )
    )
    for slug in WORDS:
        assert _elements(_soup(every_view / f"{slug}.html")) - plain <= {
            ("bdi", ""),
            ("bdi", "lang"),
            ("bdi", "dir"),
        } | {(name, attribute) for name in ("p", "li", "h2", "h3") for attribute in ("lang", "dir")}


def test_every_view_shows_the_words_as_they_are(every_view: Path) -> None:
    """Titles, summaries and tags read in every view, in the head and in attributes as in the body,
    just as they stand.
    """
    titles = sorted(WORDS.values())
    index = _soup(every_view / "index.html")
    assert sorted(link.get_text() for link in index.select("article h2 a")) == titles
    assert sorted(str(link["title"]) for link in index.select("article h2 a")) == sorted(
        f"Permalink to {title}" for title in titles
    )
    for view in ("archives.html", "by/2025/index.html", "by/2025-01/index.html"):
        assert sorted(link.get_text() for link in _soup(every_view / view).select("dd a")) == titles
    for view in ("category/stories.html", "author/the-keepers.html"):
        assert (
            sorted(link.get_text() for link in _soup(every_view / view).select("article h2 a"))
            == titles
        )
    tags = _soup(every_view / "tags.html")
    assert sorted(link.get_text() for link in tags.select("main li a")) == sorted(TOPICS.values())
    for link in tags.select("main li a"):
        shown = _soup(every_view / str(link["href"]).removeprefix("https://papers.example/"))
        assert shown.select("main > h2")[0].get_text() == f"Articles tagged with {link.get_text()}"
        assert shown.title is not None
        assert shown.title.get_text() == f"{SITENAME} - {link.get_text()} tag"


def _shortened(words: str) -> str:
    return words if len(words.split()) <= 50 else " ".join(words.split()[:50]) + "…"


def test_summaries_are_shown_as_they_are(every_view: Path) -> None:
    """The list shows each summary's words, cut to the settings' number of words."""
    shown = {
        article.select("h2 a")[0].get_text(): article.select("section")[0].get_text()
        for article in _soup(every_view / "index.html").select("article")
    }
    assert shown == {words: _shortened(words) for words in WORDS.values()}


def test_an_article_shows_its_words_as_they_are(
    every_view: Path, request: pytest.FixtureRequest
) -> None:
    """A story's own page shows its title and tags rightly in head, heading and links, and its body
    every word.
    """
    escaping = "autoescape" in request.node.callspec.id
    for slug, words in WORDS.items():
        shown = _soup(every_view / f"{slug}.html")
        assert shown.title is not None
        assert shown.title.get_text() == f"{SITENAME} - {words}"
        assert shown.select("article header a")[0].get_text() == words
        assert shown.select("article header a")[0]["title"] == f"Permalink to {words}"
        assert [tag["content"] for tag in shown.select("meta[name=tags]")] == [TOPICS[slug]]
        assert [tag.get_text() for tag in shown.select('footer a[href*="/tag/"]')] == [TOPICS[slug]]
        # A theme that escapes marks the body of an article as HTML by itself; this one does not,
        # for no article at all.
        assert shown.select("article")[0].get_text().count(words) >= (1 if escaping else 12)


def _feed_texts(feed: Path, path: str) -> list[str]:
    names = {"a": "http://www.w3.org/2005/Atom", "c": "http://purl.org/rss/1.0/modules/content/"}
    found = etree.parse(feed).xpath(path, namespaces=names)
    return [str(text) for text in found]


def test_feeds_hold_the_words_as_they_are(every_view: Path) -> None:
    """Atom and RSS are well-formed; titles and categories are the words themselves, and nothing in
    their HTML acts.
    """
    feeds = every_view / "feeds"
    atom, rss = feeds / "all.atom.xml", feeds / "all.rss.xml"
    assert sorted(_feed_texts(atom, "//a:entry/a:title/text()")) == sorted(WORDS.values())
    assert sorted(_feed_texts(rss, "//item/title/text()")) == sorted(WORDS.values())
    named = [*TOPICS.values(), *["Stories"] * len(TOPICS)]
    assert sorted(_feed_texts(atom, "//a:entry/a:category/@term")) == sorted(named)
    assert sorted(_feed_texts(rss, "//item/category/text()")) == sorted(named)
    summaries = [
        BeautifulSoup(text, "lxml").get_text() for text in _feed_texts(atom, "//a:summary/text()")
    ]
    assert sorted(summaries) == sorted(map(_shortened, WORDS.values()))
    bodies = [
        *_feed_texts(atom, "//a:content/text()"),
        *_feed_texts(rss, "//item/description/text()"),
    ]
    assert len(bodies) == 2 * len(WORDS)
    for body in bodies:
        assert _acting(BeautifulSoup(body, "lxml")) == []
    by_tag = {
        _feed_texts(feed, "/a:feed/a:title/text()")[0]
        for feed in (feeds / "tag").glob("*.atom.xml")
    }
    assert by_tag == {f"{SITENAME} - {topic}" for topic in TOPICS.values()}


def test_the_default_theme_shows_them_as_well(tmp_path: Path) -> None:
    """In Pelican's own default theme, too, a hostile story brings nothing that an ordinary one does
    not.
    """
    for slug, words in WORDS.items():
        _write_page(tmp_path / "content", f"2025/{slug}", _story(words, TOPICS[slug]))
    output = _build(
        tmp_path / "content", {name: value for name, value in EVERY_VIEW.items() if name != "THEME"}
    )
    plain = next(slug for slug, words in WORDS.items() if words == ORDINARY[0])
    for slug, words in WORDS.items():
        shown = _soup(output / f"{slug}.html")
        assert shown.title is not None
        assert words in shown.title.get_text()
        assert [found for found in _acting(shown) if "alert" in found] == []
        assert len(_acting(shown)) == len(_acting(_soup(output / f"{plain}.html")))


def stock_environment(*, autoescape: bool) -> Environment:
    """Jinja as the plugin leaves it to a theme."""
    generator = SimpleNamespace(env=Environment(autoescape=autoescape))  # noqa: S701
    stock._keep_escaped(generator)
    return cast(Environment, generator.env)


def _tag(name: str) -> Any:
    return StoryReader(dict(DEFAULT_CONFIG))._tag(name)


def test_striptags_never_makes_markup_of_words() -> None:
    """Titles, tags, summaries and bodies stay words under `striptags`, whatever follows it; other
    text is left to Jinja.
    """
    signs = "<script>'\"&amp;"
    environment = stock_environment(autoescape=False)
    for value in (html.words(signs), html.Escaped(f"<p>{html.words(signs)}</p>"), _tag(signs)):
        for filters in (
            "striptags",
            "striptags|e",
            "striptags|striptags",
            "striptags|safe",
            "striptags|trim|escape",
        ):
            shown = environment.from_string(f"{{{{ value|{filters} }}}}").render(value=value)
            assert (filters, BeautifulSoup(shown, "lxml").get_text()) == (filters, signs)
            assert "<" not in shown
            assert '"' not in shown
    assert '"' not in environment.from_string("{{ value|striptags }}").render(
        value=html.Escaped('<p>by "hand"</p>')
    )
    assert environment.from_string("{{ value|striptags }}").render(value="<b>a</b> &lt;") == "a <"


@pytest.mark.parametrize("escaping", [False, True])
@pytest.mark.parametrize(
    "template",
    [
        "{{ value|striptags|truncate(60)|e }}", "{{ value|truncate(60)|striptags }}", "{{ ('' ~ value)|striptags }}",
        "{{ ('' + value)|trim|striptags|trim }}", "{% filter striptags %}{{ value }}{% endfilter %}",
        "{% block title %}{{ value }}{% endblock %}{{ self.title()|striptags }}", "{{ value|e|striptags }}",
        "{% set kept %}{{ value }}{% endset %}{{ kept|striptags }}", "{{ [value]|join(', ')|striptags }}",
    ],
)  # fmt: skip
def test_words_stay_words_on_every_way_to_striptags(template: str, escaping: bool) -> None:
    """However a theme joins, cuts or wraps a title before or after it takes tags away, the title is
    shown as it is.
    """
    signs = "<script>'\"&amp;"
    shown = (
        stock_environment(autoescape=escaping).from_string(template).render(value=html.words(signs))
    )
    assert "<" not in shown
    assert '"' not in shown
    text = BeautifulSoup(shown, "lxml").get_text()
    # With escaping, some ways lose the mark of what is escaped already, and the references
    # themselves are shown.
    assert text.startswith(signs) or (escaping and text == html.words(signs))


def test_filters_that_make_no_html_get_the_signs() -> None:
    """A link that shares a title, and JSON that holds it, have its signs and not their references."""
    environment = stock_environment(autoescape=False)
    words = html.words("Fish & <chips>")
    assert (
        environment.from_string("{{ value|striptags|urlencode }}").render(value=words)
        == "Fish%20%26%20%3Cchips%3E"
    )
    assert (
        json.loads(environment.from_string("{{ value|tojson }}").render(value=words))
        == "Fish & <chips>"
    )
    assert "<" not in environment.from_string("{{ value|striptags|tojson(indent=1) }}").render(
        value=words
    )


def test_control_signs_are_shown_and_do_not_end_the_feed(tmp_path: Path) -> None:
    """Signs that XML cannot hold are shown as their pictures, in titles, topics and by hand, and
    the feeds are built.
    """
    kept = _story("bell \x07 and escape \x1b[31m", "tag\x02ged")
    _write_page(
        tmp_path / "content", "2025/bell", Page(story=kept.story, notes="a &#x1b; b &#xfffe; c")
    )
    output = _build(tmp_path / "content", EVERY_VIEW)
    assert _feed_texts(output / "feeds/all.atom.xml", "//a:entry/a:title/text()") == [
        "bell ␇ and escape ␛[31m"
    ]
    assert _feed_texts(output / "feeds/all.atom.xml", "//a:entry/a:category/@term") == [
        "Stories",
        "tag␂ged",
    ]
    assert "a ␛ b" in _soup(output / "bell.html").get_text()


def test_topics_without_a_slug_and_long_ones_have_a_page(tmp_path: Path) -> None:
    """Topics whose slugs are empty, too long for a file's name or the same as another's stand each
    story once in a list.
    """
    topics = ("!!!", "???", "fish " * 100 + "soup", "C++", "C")
    story = Story(title="Tagged", topics=topics, date="2025-01-02")
    _write_page(tmp_path / "content", "2025/tagged", Page(story=story))
    output = _build(tmp_path / "content")
    assert len(list((output / "tag").iterdir())) == 4
    for path in (output / "tag").iterdir():
        assert len(_soup(path).select("article")) == 1


# --- links of Pelican -----------------------------------------------------------------------------


LINKS = (
    "{attach}../../../secret.txt", "{static}/private/secret.txt", "{filename}/private/secret.txt",
    "|static|/private/secret.txt", "|attach|/private/secret.txt", "{index}javascript:#/;alert(1)//", "{tag}javascript:alert(1)",
)  # fmt: skip


@pytest.mark.parametrize(
    "decoded", [False, True], ids=["alone", "beside a plugin that rewrites bodies"]
)
def test_links_of_pelican_in_a_story_publish_nothing(tmp_path: Path, decoded: bool) -> None:
    """{attach} and the like in a story bring no file into the site, under Pelican's own settings
    and beside other plugins.
    """
    content = tmp_path / "content"
    (content / "private").mkdir(parents=True)
    for path in (tmp_path / "secret.txt", content / "private" / "secret.txt"):
        path.write_text("a secret", encoding="utf-8")
    (content / "private" / "known.txt").write_text("no secret", encoding="utf-8")
    notes = "".join(
        f"[link]({link}) ![image]({link})\n<a href='{link}'>plain</a>\n" for link in LINKS
    )
    story = _story(
        '<a href="{attach}/private/secret.txt">', "<a href='{static}/private/secret.txt'>"
    ).story
    _write_page(content, "2025/linked", Page(story=story, notes=notes))
    (content / "news").mkdir()
    news = "Title: Ordinary\nDate: 2025-01-03\n\n[known]({attach}/private/known.txt)\n"
    (content / "news" / "ordinary.md").write_text(news, encoding="utf-8")
    (tmp_path / "decoding.py").write_text(
        "from bs4 import BeautifulSoup\nfrom pelican import signals\n\n\ndef decode(content):\n"
        "    if content._content:\n        content._content = str(BeautifulSoup(content._content, 'html.parser'))\n\n\n"
        "def register():\n    signals.content_object_init.connect(decode)\n",
        encoding="utf-8",
    )
    plugins = [*SETTINGS["PLUGINS"], "decoding"] if decoded else SETTINGS["PLUGINS"]
    output = _build(content, SETTINGS | {"PLUGINS": plugins, "PLUGIN_PATHS": [str(tmp_path)]})
    assert [path.name for path in output.rglob("*.txt")] == ["known.txt"]
    shown = _soup(output / "linked.html")
    assert {str(link["href"]) for link in shown.select("article > p a, article > a")} >= {
        LINKS[0],
        LINKS[-2],
    }
    assert not any(str(link["href"]).startswith("javascript") for link in shown.select("[href]"))


def test_no_sign_of_a_body_is_a_link_of_pelican() -> None:
    """A body holds none of the signs on which Pelican acts, so it is inert without the plugin's
    help as well.
    """
    body = html.body(
        present_story(
            Page(
                story=_story(" ".join(LINKS), "topic").story,
                notes=f"[x]({LINKS[0]}) [y]({LINKS[3]})",
            )
        )
    )
    assert re.findall("[{|}]", body) == []
    assert [str(link["href"]) for link in BeautifulSoup(body, "lxml").select("a[href]")] == [
        LINKS[0],
        LINKS[3],
    ]


def test_words_that_another_plugin_rewrites_stay_words() -> None:
    """Where a plugin or setting makes plain text of a title or a summary, they are known as words
    again.
    """
    metadata = {"reader": "story", "title": "a &#38; b", "summary": "c &#60; d"}
    content = SimpleNamespace(metadata=metadata)
    stock._make_inert(content)
    environment = stock_environment(autoescape=True)
    shown = environment.from_string(
        "{{ it.title }}, {{ it.metadata.title }}, {{ it.metadata.summary }}"
    ).render(it=content)
    assert shown == "a &#38; b, a &#38; b, c &#60; d"


# --- what Pelican is told -------------------------------------------------------------------------


def test_an_ordinary_markdown_file_is_pelicans(tmp_path: Path) -> None:
    """A Markdown file that is no story goes to the reader that was there before, and its header
    acts as ever.
    """
    (tmp_path / "content" / "news").mkdir(parents=True)
    news = "Title: Plain & *simple*\nDate: 2025-01-03\nSlug: by-hand\nTags: one, two\n\nA **bold** word.\n"
    (tmp_path / "content" / "news" / "ordinary.md").write_text(news, encoding="utf-8")
    output = _build(tmp_path / "content")
    assert "<strong>bold</strong>" in (output / "by-hand.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in (output / "tag").iterdir()) == ["one.html", "two.html"]


def test_another_plugins_reader_is_kept(tmp_path: Path) -> None:
    """Where another plugin reads Markdown in its own way, what is no story goes to it, under its
    own name.
    """

    class ShoutingReader(MarkdownReader):  # type: ignore[misc]  # Pelican carries no types
        """Reads everything aloud."""

        def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
            """The text in capitals."""
            return Path(source_path).read_text(encoding="utf-8").upper(), {}

    readers = SimpleNamespace(reader_classes={"md": ShoutingReader})
    stock._use_story_reader(readers)
    (tmp_path / "a.md").write_text("fish", encoding="utf-8")
    assert readers.reader_classes["md"](dict(DEFAULT_CONFIG)).read(str(tmp_path / "a.md")) == (
        "FISH",
        {"reader": "shouting"},
    )


def test_no_key_of_a_page_becomes_an_attribute(tmp_path: Path) -> None:
    """Keys that mean something to Pelican mean nothing in a story's page: not its place, its
    template or its body.
    """
    extra = {
        "save_as": "../../evil.html", "_content": "<script>alert(1)</script>", "status": "draft", "template": "none",
        "slug": "../evil", "lang": "xx", "category": "evil", "tags": ["evil"], "author": "evil", "modified": "never",
    }  # fmt: skip
    keys = tuple((key, json.dumps(value)) for key, value in extra.items())
    _write_page(
        tmp_path / "content",
        "2025/kept",
        Page(story=Story(title="Kept", date="2025-01-02"), extra=keys),
    )
    output = _build(tmp_path / "content")
    names = {path.relative_to(output).as_posix() for path in output.rglob("*.html")}
    assert names >= {"kept.html", "category/stories.html"}
    assert [path for path in tmp_path.rglob("*") if "evil" in path.name] == []
    assert _soup(output / "kept.html").html["lang"] == "en"  # type: ignore[index]
    assert "alert" not in (output / "kept.html").read_text(encoding="utf-8")


def test_corrections_outrank_the_story(tmp_path: Path) -> None:
    """An article has the archivist's title and date where they are corrected, and the notes as
    Markdown.
    """
    _write_page(tmp_path / "content", "2025/bridge-0000000000", PAGES["by-hand"])
    shown = _soup(_build(tmp_path / "content") / "bridge-0000000000.html")
    assert shown.select("article header")[0].get_text(strip=True) == "Wexmere Bridge Reopens"
    assert [emphasis.get_text() for emphasis in shown.select("em, strong")] == [
        "the harbour office",
        "printed",
    ]
    assert "Date corrected by the archivist." in shown.get_text()
    assert "Day from the dateline" not in shown.get_text()


def _undated(captured: str | None) -> Page:
    content = Content(title="The Keepers of Gannet Rock", summary="Nobody lives on the rock now.")
    capture = Capture(
        bundle="rock.txt", sha256="1" * 64, reader="page-text", captured=captured, content=content
    )
    return Page(story=Story(title=content.title, summary=content.summary, captures=(capture,)))


def test_an_undated_story_stands_under_the_day_of_its_capture(tmp_path: Path) -> None:
    """A story without date is an article of the day on which it was captured, and says that this is
    no date.
    """
    _write_page(tmp_path / "content", "undated/keepers", _undated("2026-01-02T07:15:00Z"))
    shown = _soup(_build(tmp_path / "content") / "keepers.html")
    assert [str(time["datetime"])[:10] for time in shown.select("time")] == ["2026-01-02"]
    assert "Undated; listed here by the day of its capture, 2 January 2026." in shown.get_text()


def test_a_story_without_any_day_says_what_to_set(tmp_path: Path) -> None:
    """A story without date and capture time ends the build with a sentence, until DEFAULT_DATE is
    set, whatever is cached.
    """
    cached = SETTINGS | CACHES[0] | {"CACHE_PATH": str(tmp_path / "cache")}
    path = _write_page(tmp_path / "content", "undated/keepers", _undated(None))
    run = _pelican(tmp_path / "content", cached, "--fatal", "errors")
    assert run.returncode == 1
    assert re.fullmatch(
        rf"{path}: the story has neither .+\. Give it a date .+ or set DEFAULT_DATE .+\.",
        run.stderr.split("\n")[0],
    )
    shown = _soup(
        _build(tmp_path / "content", cached | {"DEFAULT_DATE": (2020, 5, 1)}) / "keepers.html"
    )
    assert [str(time["datetime"])[:10] for time in shown.select("time")] == ["2020-05-01"]
    assert "the day under which it is listed here comes from the settings" in shown.get_text()


def test_slugs_are_the_names_of_the_pages(tmp_path: Path) -> None:
    """An article's slug is its page's name, which `convert` keeps for good, and the user's patterns
    make the address.
    """
    slug = identity.slug("Ünïted: the Keepers – “of” Gannet Rock", "a key")
    _write_page(tmp_path / "content", f"2025/{slug}", _story("x", "y"))
    _write_page(tmp_path / "content", "2025/My own <name>", _story("x", "y"))
    pattern = "{date:%Y}/{slug}/"
    output = _build(
        tmp_path / "content",
        SETTINGS | {"ARTICLE_URL": pattern, "ARTICLE_SAVE_AS": f"{pattern}index.html"},
    )
    assert sorted(path.name for path in (output / "2025").iterdir()) == sorted(
        [slug, "my-own-name"]
    )


# --- nothing is lost unsaid -----------------------------------------------------------------------


@pytest.mark.parametrize("cache", CACHES, ids=["reader", "generator"])
def test_a_broken_page_stops_each_build(tmp_path: Path, cache: dict[str, Any]) -> None:
    """A story page that cannot be read ends the build with a sentence, each time, with whatever
    cache, until it is mended.
    """
    content = tmp_path / "content"
    _write_page(content, "2025/good", _story("good", "y"))
    path = _write_page(content, "2025/broken-0000000000", _story("broken", "y"))
    whole = path.read_bytes()
    path.write_text("---\nschema: 1\ntitle: [\n---\n", encoding="utf-8")
    settings = (
        SETTINGS | {"CACHE_PATH": str(tmp_path / "cache"), "DEFAULT_DATE": (2020, 1, 1)} | cache
    )
    for _ in range(2):
        run = _pelican(content, settings, "--fatal", "errors")
        assert run.returncode == 1
        first, last = run.stderr.splitlines()
        assert re.search(
            r"broken-0000000000\.md: the front matter is no YAML in line \d: .+\. .+\.$", first
        )
        assert last == "The site was not built: 1 of the story pages cannot be shown."
        assert not (tmp_path / "output").exists()
    path.write_bytes(whole)
    output = _build(content, settings)
    assert {path.name for path in output.glob("*.html")} >= {"good.html", "broken-0000000000.html"}


@pytest.mark.parametrize("cache", CACHES, ids=["reader", "generator"])
def test_a_cached_build_is_the_same(tmp_path: Path, cache: dict[str, Any]) -> None:
    """A build out of Pelican's content cache gives the same files as one that reads every page."""
    for slug, words in WORDS.items():
        _write_page(tmp_path / "content", f"2025/{slug}", _story(words, TOPICS[slug]))
    settings = EVERY_VIEW | {"CACHE_PATH": str(tmp_path / "cache")} | cache
    trees = []
    for _ in range(2):
        output = _build(tmp_path / "content", settings)
        trees.append(
            {
                path.relative_to(output): path.read_bytes()
                for path in output.rglob("*.*")
                if path.suffix != ".xml"
            }
        )
        shutil.rmtree(output)
    assert any((tmp_path / "cache").iterdir())
    assert trees[0] == trees[1]


def test_a_page_that_pelican_drops_stops_the_build(tmp_path: Path) -> None:
    """A story that Pelican leaves out for a reason of its own ends the build with a sentence that
    names it.
    """
    path = _write_page(tmp_path / "content", "2025/dropped", _story("x", "y"))
    run = _pelican(tmp_path / "content", SETTINGS | {"DEFAULT_METADATA": {"status": "unheard of"}})
    assert run.returncode == 1
    assert f"{path}: Pelican did not keep it" in run.stderr


def test_a_page_that_is_not_there_stops_the_build(tmp_path: Path) -> None:
    """A Markdown file that cannot be read may be a story, so it ends the build with a sentence as
    well.
    """
    _write_page(tmp_path / "content", "2025/good", _story("x", "y")).with_name(
        "gone.md"
    ).symlink_to("nowhere.md")
    run = _pelican(tmp_path / "content", SETTINGS)
    assert run.returncode == 1
    assert "gone.md: it cannot be read (No such file or directory)." in run.stderr


def test_two_stories_in_one_place_stop_the_build(tmp_path: Path) -> None:
    """Pages that Pelican would write to one file are named, and what the sentence says to try parts
    them.
    """
    for year in ("2024", "2025"):
        story = Story(title="Twin", date=f"{year}-01-02")
        _write_page(tmp_path / "content", f"{year}/twin", Page(story=story))
    run = _pelican(tmp_path / "content", SETTINGS)
    assert run.returncode == 1
    assert re.search(
        r"2024/twin\.md: its place in the site, twin\.html, is also that of .+2025/twin\.md\.",
        run.stderr,
    )
    pattern = re.search(r"'(\{.+\}\.html)'", run.stderr)
    assert pattern is not None
    parted = {
        "ARTICLE_URL": pattern[1],
        "ARTICLE_SAVE_AS": pattern[1],
        "ARTICLE_TRANSLATION_ID": "",
    }
    output = _build(tmp_path / "content", SETTINGS | parted)
    assert sorted(path.relative_to(output).as_posix() for path in output.rglob("twin.html")) == [
        "2024/twin.html",
        "2025/twin.html",
    ]


RESTYLED: dict[str, Callable[[str], str]] = {
    "windows-line-ends": lambda text: text.replace("\n", "\r\n"),
    "byte-order-mark": lambda text: "\ufeff" + text,
    "comment-first": lambda text: text.replace("---\n", "---\n# my shelf\n", 1),
    "schema-last": lambda text: text.replace("schema: 1\n", "", 1).replace(
        "\nwritten:", "\n'schema' : 1\nwritten:"
    ),
}


def test_a_restyled_page_is_still_a_story(tmp_path: Path) -> None:
    """A story page that a person, or git, restyled without changing it builds as the story that it
    is.
    """
    for slug, restyle in RESTYLED.items():
        path = _write_page(tmp_path / "content", f"2025/{slug}", PAGES["inferred-year"])
        path.write_bytes(restyle(page.write(PAGES["inferred-year"])).encode("utf-8"))
    output = _build(tmp_path / "content")
    for slug in RESTYLED:
        assert "Articles reported: 6; captured: 2." in _soup(output / f"{slug}.html").get_text()


def test_each_build_of_one_run_is_watched_by_itself(tmp_path: Path) -> None:
    """As under --autoreload, one run builds again and again: a page that went is not missed, a
    broken one is said again.
    """
    content = tmp_path / "content"
    _write_page(content, "2025/stays", _story("stays", "y"))
    goes = _write_page(content, "2025/goes", _story("goes", "y"))
    settings = SETTINGS | {"PATH": str(content), "OUTPUT_PATH": str(tmp_path / "output")}
    script = f"""
import sys
from pathlib import Path
from pelican import Pelican
from pelican.settings import read_settings

pelican, goes = Pelican(read_settings(override={settings!r})), Path({str(goes)!r})

def build():
    try:
        pelican.run()
        return 0
    except SystemExit as error:
        return error.code

codes = [build()]
goes.unlink()
codes.append(build())
goes.write_text("---\\nschema: 2\\n---\\n")
codes += [build(), build()]
goes.unlink()
codes.append(build())
sys.stderr.write(f"{{codes}}\\n")
"""
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stderr.splitlines()[-1] == "[0, 0, 1, 1, 0]"


def test_the_sitemap_lists_every_story(tmp_path: Path) -> None:
    """A plugin that knows nothing of stories finds them: the sitemap lists the address of each."""
    for slug, words in WORDS.items():
        _write_page(tmp_path / "content", f"2025/{slug}", _story(words, TOPICS[slug]))
    output = _build(
        tmp_path / "content", SETTINGS | {"PLUGINS": ["generator.site.stock", "sitemap"]}
    )
    places = etree.parse(output / "sitemap.xml").xpath("//*[local-name()='loc']/text()")
    assert {f"https://papers.example/{slug}.html" for slug in WORDS} <= {
        str(place) for place in places
    }


def test_a_withdrawn_story_is_a_tombstone_in_no_list(tmp_path: Path) -> None:
    """It stands at its address with day and reason alone; no list, feed or sitemap names it, and it
    needs no day of its own.
    """
    told = _story("Ferries quibbleworth", "zwickelrosters")
    own = Withdrawn(date="2026-01-02", reason="A court | forbade <it>.")
    _write_page(tmp_path / "content", "2025/kept", _story("Bridges", "bridges"))
    _write_page(tmp_path / "content", "2025/shown", replace(told, withdrawn=own))
    _write_page(
        tmp_path / "content", "2025/hidden", replace(told, withdrawn=replace(own, hide_title=True))
    )
    erased = replace(own, hide_title=True, erased=True)
    _write_page(tmp_path / "content", "undated/erased", Page(story=Story(), withdrawn=erased))
    output = _build(
        tmp_path / "content", EVERY_VIEW | {"PLUGINS": ["generator.site.stock", "sitemap"]}
    )
    for name in ("shown", "hidden", "erased"):
        text = _soup(output / f"{name}.html").get_text()
        assert "A court | forbade <it>." in text
        assert "2 January 2026" in text
        assert ("quibbleworth" in text) == (name == "shown")
    for path in output.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert "zwickelrosters" not in text
        if path.name not in {"shown.html", "hidden.html", "erased.html"}:
            assert "quibbleworth" not in text
            assert "shown.html" not in text
            assert "Withdrawn" not in text


def test_the_settings_in_the_manual_build_the_demonstration(tmp_path: Path) -> None:
    """The settings in the manual, word for word, build every story of the demonstration, and the
    sitemap has them all.
    """
    manual = "".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))
    )
    blocks = [
        block
        for block in re.findall(r"```python\n(.*?)```", manual, re.DOTALL)
        if "generator.site.stock" in block
    ]
    assert len(blocks) == 1
    (tmp_path / "stockconf.py").write_text(blocks[0], encoding="utf-8")
    options = ["-s", str(tmp_path / "stockconf.py"), "-o", str(tmp_path / "output")]
    command = [sys.executable, "-m", "pelican", str(ROOT / "content"), *options]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    slugs = {path.stem for path in (ROOT / "content" / "stories").rglob("*.md")}
    places = etree.parse(tmp_path / "output" / "sitemap.xml").xpath(
        "//*[local-name()='loc']/text()"
    )
    assert {f"https://archive.example/{slug}.html" for slug in slugs} <= {
        str(place) for place in places
    }


# --- the body -------------------------------------------------------------------------------------


def test_not_rated_is_not_not_stated() -> None:
    """An outlet that the bundle calls unknown is not rated; one of which it says nothing has no
    rating stated.
    """
    story = Story(articles=(Article(bias="Unknown Bias"), Article(), Article(bias="Lean Left")))
    shown = [
        item.get_text()
        for item in BeautifulSoup(html.body(present_story(Page(story=story))), "lxml").select(
            "h3 + p"
        )
    ]
    assert [words.split(", ")[1] for words in shown] == [
        "not rated",
        "rating not stated",
        "rated Lean Left",
    ]


def test_full_texts_are_shown_only_where_they_may_be() -> None:
    """Full texts are other people's words: they stand in an article only where the settings publish
    them.
    """
    told = present_story(
        Page(story=Story(articles=(Article(title="One", text="All of it.\n\nTo the end."),)))
    )
    assert "All of it." not in html.body(told)
    assert "<p>All of it.</p><p>To the end.</p>" in html.body(told, texts=True)


def test_other_scripts_have_their_direction() -> None:
    """Words in another script carry their language and direction, in lists as within our own
    sentences.
    """
    told = present_story(
        Page(
            story=Story(
                summary=ORDINARY[4], dateline=ORDINARY[4], coverage=Coverage(reported_articles=2)
            )
        )
    )
    shown = BeautifulSoup(html.body(told), "lxml")
    assert [element.get_text() for element in shown.select('p[dir="rtl"], bdi[dir="rtl"]')] == [
        ORDINARY[4]
    ] * 2


def test_a_capture_names_its_place_in_the_bundle() -> None:
    """Where a bundle holds several stories, the list of captures says at which place this one
    stood.
    """
    capture = Capture(
        bundle="store.json", sha256="0" * 64, at="/stories/3", reader="x", content=Content()
    )
    body = html.body(present_story(Page(story=Story(captures=(capture,)))))
    assert "store.json, at /stories/3, captured at a time not stated, SHA-256 000" in body


def test_voices_are_shown_with_who_speaks_and_where() -> None:
    """A voice is a quotation, with who says it once, and its sources as links; what is told beside
    the story has headings.
    """
    shown = BeautifulSoup(html.body(present_story(PAGES["voices"])), "lxml")
    first, second = shown.select("blockquote")
    assert [paragraph.get_text() for paragraph in first.select("p")] == [
        "I was tired.",
        "So was the lamp.",
    ]
    named = first.find_next_sibling()
    assert named is not None
    assert named.get_text() == "The keeper, gull.example"
    assert [link["href"] for link in named.select("a")] == ["https://gull.example/lamp"]
    assert second.get_text() == "Harbour office: Calls it a fault of the wiring."
    assert [heading.get_text() for heading in shown.select("h2")][:4] == [
        "Timeline",
        "Voices",
        "Historical background",
        "Did you know",
    ]
