"""Links of a built site: what is broken is named once, with its page; what is right is not
named.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from generator.commands import check_links
from generator.commands.link_targets import LinkTarget, SiteFiles
from generator.errors import Problem
from tests.support.program import run

ADDRESS = "https://archive.example/news"
FILES = {
    "index.html": '<p id="top-of-it">',
    "404.html": "<p>",
    "dates/2025.html": '<h2 id="may">May</h2><h2 id="août">August</h2><a name="old">',
    "dates/index.html": "<p>",
    "stories/2025/harbour pilots.html": "<p>",
    "stories/2025/Größe.html": "<p>",
    "theme/css/archive.css": "p {}",
    "theme/map.svg": "<svg/>",
    "empty/note.txt": "",
}
"""A site without a broken link."""


def problems(pages: dict[str, str], siteurl: str = "") -> list[Problem]:
    """What is found in these pages of the site."""
    texts = {**FILES, **pages}
    read = {
        name: check_links.read_links(name, body.encode())
        for name, body in texts.items()
        if name.endswith((".html", ".xml"))
    }
    tree = SiteFiles(texts, siteurl)
    return list(
        check_links.find_broken_links(
            read.values(), tree, lambda name: read[name].anchors, check_links.LinkCounts()
        )
    )


def seen(link: str, page: str = "stories/2025/a.html", siteurl: str = "") -> str:
    """What is said of one link on a page, nothing where it is right."""
    found = problems({page: f'<a href="{link}">x</a>'}, siteurl)
    assert all(
        problem.subject == page and problem.seen.startswith(f"the link “{link}” ")
        for problem in found
    )
    assert len(found) < 2
    return found[0].seen.removeprefix(f"the link “{link}” ") if found else ""


@pytest.mark.parametrize(
    "link",
    [
        "",
        "#",
        "#top",
        "#TOP",
        "a.html",
        "./a.html",
        "?q=x",
        "a.html?q=x#",
        "../../index.html",
        "../../index.html#top-of-it",
        "../../dates/2025.html#may",
        "../../dates/2025.html#ao%C3%BBt",
        "../../dates/2025.html#août",
        "../../dates/2025.html#old",
        "?#top",
        "harbour%20pilots.html",
        "harbour pilots.html",
        "Gr%C3%B6%C3%9Fe.html",
        "Größe.html",
        "%68arbour%20pilots.html",
        "../%32025/a.html",
        "%2e%2e/2025/a.html",
        " a.html\n",
        "../../theme/map.svg#part",
        "a.html#:~:text=word",
        "../../index.html#?q=word",
        "https://elsewhere.example/gone",
        "//elsewhere.example/gone",
        "mailto:a@b.example",
        "https://archive.example/newspaper",
    ],
)
def test_what_leads_somewhere_is_not_named(link: str) -> None:
    """A link to a file of the site, however it is encoded, to an anchor that is there or to another
    host is right.
    """
    assert seen(link) == ""
    assert seen(link, siteurl=ADDRESS) == ""


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("gone.html", "leads to no file of the site"),
        ("a.html/", "leads to no file; there is stories/2025/a.html, spelt otherwise"),
        ("a.html/a.html", "leads to no file of the site"),
        ("..//2025/a.html", "leads to no file of the site"),
        ("..%2F2025%2Fa.html", "leads to no file of the site"),
        ("..\\2025\\a.html", "leads to no file of the site"),
        ("../../.hidden", "leads to no file of the site"),
        ("A.html", "leads to no file; there is stories/2025/a.html, spelt otherwise"),
        ("gr%C3%B6sse.html", "leads to no file; there is stories/2025/Größe.html, spelt otherwise"),
        (
            "Gro%CC%88%C3%9Fe.html",
            "leads to no file; there is stories/2025/Größe.html, spelt otherwise",
        ),
        ("Gr%F6%DFe.html", "is no UTF-8 once its percent signs are decoded"),
        ("../../../index.html", "leads out of the site"),
        ("%2e%2e/../../../index.html", "leads out of the site"),
        ("..", "leads to a folder, which only some hosts answer"),
        ("../../dates/", "leads to a folder, which only some hosts answer"),
        ("../../empty", "leads to a folder, which only some hosts answer"),
        ("/index.html", "begins with a slash, so it breaks where the site has a prefix"),
        ("#gone", "leads to stories/2025/a.html, which has no id “gone”"),
        ("?q=x#gone", "leads to stories/2025/a.html, which has no id “gone”"),
        ("../../dates/2025.html#May", "leads to dates/2025.html, which has no id “May”"),
        ("javascript:alert(1)", "is no address on a site: it runs a script"),
        ("JAVA\tSCRIPT:alert(1)", "is no address on a site: it runs a script"),
        (
            "file:///etc/hosts",
            "is no address on a site: it names a file of the machine that built the site",
        ),
    ],
)
def test_what_leads_nowhere_is_named_once(link: str, said: str) -> None:
    """A broken link is named with its page and with what is wrong."""
    assert seen(link) == said


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (f"{ADDRESS}", ""),
        (f"{ADDRESS}/", ""),
        (f"{ADDRESS}/dates/", ""),
        (f"{ADDRESS}/dates/2025.html#may", ""),
        ("//archive.example/news/index.html", ""),
        (f"{ADDRESS}/gone.html", "leads to no file of the site"),
        (f"{ADDRESS}/index.html/", "leads to no file; there is index.html, spelt otherwise"),
        (f"{ADDRESS}//index.html", "leads to no file of the site"),
        (f"{ADDRESS}/empty/", "leads to no file of the site"),
        (f"{ADDRESS}/../index.html", "leads out of the site"),
        (f"{ADDRESS}#gone", "leads to index.html, which has no id “gone”"),
    ],
)
def test_links_with_the_sites_address_are_its_own(link: str, said: str) -> None:
    """A link that begins with the site's address is checked as any other; it may name a folder,
    since the host is known.
    """
    assert seen(link, siteurl=ADDRESS) == said
    assert seen(link, siteurl=f"{ADDRESS}/") == said
    assert seen(link) == ""


@pytest.mark.parametrize(
    ("link", "siteurl", "said"),
    [
        ("#a", "", "leads to 404.html, which has no id “a”"),
        ("index.html", "", "is relative, and a host shows this page at any depth"),
        ("index.html", ADDRESS, "is relative, and a host shows this page at any depth"),
        ("/index.html", "", "begins with a slash, so it breaks where the site has a prefix"),
        ("/index.html", ADDRESS, "begins with a slash, so it breaks where the site has a prefix"),
        (
            "/newspaper/index.html",
            ADDRESS,
            "begins with a slash, so it breaks where the site has a prefix",
        ),
        ("/news/index.html", ADDRESS, ""),
        ("/news/gone.html", ADDRESS, "leads to no file of the site"),
        ("/index.html", "https://archive.example", ""),
        (f"{ADDRESS}/index.html", ADDRESS, ""),
        (f"{ADDRESS}/gone.html", ADDRESS, "leads to no file of the site"),
        ("https://elsewhere.example/", ADDRESS, ""),
    ],
)
def test_links_of_the_page_for_what_is_not_there(link: str, siteurl: str, said: str) -> None:
    """404.html is shown at any depth, so its links name the site's address, or begin at its root
    where that is known.
    """
    assert seen(link, "404.html", siteurl) == said


@pytest.mark.parametrize(
    "mark",
    [
        '<a href="gone.html">', '<link href="gone.html">', '<area href="gone.html">',
        '<script src="gone.html"></script>',
        '<img src="gone.html">', '<img srcset="index.html 1x, gone.html 2x">',
        '<video poster="gone.html">',
        '<object data="gone.html">', '<form action="gone.html">', '<button formaction="gone.html">',
        '<svg><use href="gone.html"/></svg>', '<noscript><a href="gone.html">x</a></noscript>',
    ],
)  # fmt: skip
def test_every_mark_that_names_a_file_is_looked_at(mark: str) -> None:
    """Links, scripts, pictures, forms and what else a page loads or leads to are all checked."""
    (problem,) = problems({"a.html": mark})
    assert problem.seen == "the link “gone.html” leads to no file of the site"


def test_a_link_is_named_once_a_page() -> None:
    """The same broken link twice on a page is named once; on two pages, once for each."""
    found = problems(
        {
            "a.html": '<a href="gone.html"></a><a href="gone.html"></a>',
            "b.html": '<a href="gone.html">',
        }
    )
    assert [problem.subject for problem in found] == ["a.html", "b.html"]


def test_feeds_and_sitemaps_are_looked_at() -> None:
    """The addresses of a feed and of a sitemap are checked as links are."""
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><link href="{ADDRESS}/gone.html"/></feed>'
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{ADDRESS}/away.html</loc></url></urlset>'
    found = problems({"feeds/all.atom.xml": atom, "sitemap.xml": sitemap}, ADDRESS)
    assert [(problem.subject, problem.seen.split("”")[0][-9:]) for problem in found] == [
        ("feeds/all.atom.xml", "gone.html"),
        ("sitemap.xml", "away.html"),
    ]


NAMES = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="/"),
    min_size=1,
    max_size=20,
)


@given(name=NAMES, anchor=NAMES)
@example(name="100%41.html?#&", anchor="a#b?&%20")
@example(name="...", anchor="%")
def test_percent_encoded_names_resolve(name: str, anchor: str) -> None:
    """Whatever a file and an anchor are called, the link that percent-encodes it is right, and its
    neighbour is not.
    """
    assume(
        name not in (".", "..")
        and not anchor.startswith("?")
        and ":~:" not in anchor
        and anchor.lower() != "top"
    )
    tree = SiteFiles(["a/index.html", f"b/{name}/page.html"])
    link = f"../b/{quote(name, safe='')}/page.html#{quote(anchor, safe='')}"
    assert tree.target("a/index.html", link) == LinkTarget(f"b/{name}/page.html", anchor)
    assert tree.target("a/index.html", link.replace("page", "gone")).wrong


# --- the command ----------------------------------------------------------------------------------


def _site(folder: Path, pages: dict[str, str]) -> Path:
    for name, body in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(body, encoding="utf-8")
    return folder


def test_check_says_nothing_of_a_whole_site(tmp_path: Path) -> None:
    """A site without broken links gets its counts only, and exit code 0."""
    done = run(
        "check",
        _site(
            tmp_path,
            {**FILES, "a.html": '<a href="index.html">x</a><a href="dates/2025.html#may">y</a>'},
        ),
    )
    assert (done.code, done.out, done.err) == (0, "", "2 links on 7 pages: none is broken.\n")


def test_check_names_what_is_broken(tmp_path: Path) -> None:
    """Each broken link is a sentence with page, link, what is wrong and what to try; then come the
    counts, and exit code 1.
    """
    pages = {
        "a.html": '<a href="gone.html">x</a><a href="dates/2025.html#june">y</a>',
        ".kept/b.html": '<a href="gone.html">',
    }
    done = run("check", _site(tmp_path, {**FILES, **pages}))
    assert done.code == 1
    assert done.out.splitlines() == [
        "a.html: the link “gone.html” leads to no file of the site. Correct the link, or build "
        "the site anew.",
        "a.html: the link “dates/2025.html#june” leads to dates/2025.html, which has no id “june”. "
        "Correct the part behind #, or give the place that id.",
    ]
    assert done.err == "2 links on 7 pages: 2 broken.\n"


def test_check_takes_the_address_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --siteurl the address is that of SITEURL, as `make publish` has it; without either,
    such links are others'.
    """
    site = _site(tmp_path, {"index.html": f'<link rel="canonical" href="{ADDRESS}/gone.html">'})
    monkeypatch.delenv("SITEURL", raising=False)
    assert run("check", site).code == 0
    assert run("check", site, "--siteurl", ADDRESS).code == 1
    monkeypatch.setenv("SITEURL", ADDRESS)
    assert run("check", site).code == 1


@pytest.mark.parametrize("name", ["gone", "."])
def test_check_wants_a_site(tmp_path: Path, name: str) -> None:
    """Where no page was built, a sentence says so; that nothing was found broken is not said."""
    done = run("check", tmp_path / name)
    assert (done.code, done.out) == (1, "")
    assert (
        done.err
        == f"Stopped: {tmp_path / name} holds no page of a site. Build it first: make html.\n"
    )


def test_check_shows_no_control_characters(tmp_path: Path) -> None:
    """What a link holds cannot act in a terminal."""
    done = run("check", _site(tmp_path, {"index.html": '<a href="\x1b[31mred&#x9b;.html">x</a>'}))
    assert "\x1b" not in done.out
    assert "\x9b" not in done.out
    assert r"“\x1b[31mred" in done.out


def test_an_empty_page_has_no_links() -> None:
    """A file of no bytes, or of broken XML, is read as a page without links rather than stopping
    the check.
    """
    assert check_links.read_links("a.html", b"").links.total() == 0
    assert check_links.read_links("a.xml", b"<a href=").links.total() == 0
