"""The search page in a real browser, held against a plain scan of the same invented stories."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.site import search_data
from tests.site.browser import ROOT
from tests.site.hosts import WAYS, Site, host
from tests.site.search_data import Question, Told
from tests.site.visits import Visits

Make = Callable[..., Site]

_ASK = """
query => new Promise(resolve => storyArchive.ask(query, answer => answer.complete && resolve(answer)))
"""
# Asks as a typing reader does, and notes the longest time in which the page could not have answered a key.
_ASK_AND_WATCH = """
query => new Promise(resolve => {
  let last = performance.now(), longest = 0;
  const start = last;
  const watch = setInterval(() => { longest = Math.max(longest, performance.now() - last); last = performance.now(); }, 1);
  storyArchive.ask(query, answer => {
    if (!answer.complete) return;
    clearInterval(watch);
    resolve({total: answer.total, took: performance.now() - start, longest});
  });
})
"""
_MARKED = """
([text, words]) => storyWords.marks(text, storyWords.words(words)).map(([from, to]) => text.slice(from, to))
"""
FERRIES = search_data.newest_first(
    Told(
        address=f"stories/2025/ferry-{n:010}.html",
        title=f"Ferry number {n} sails" if n % 2 else f"Vessel number {n} sails",
        day=f"202{3 + n % 3}-0{1 + n % 9}-11",
        summary="The ferry left the harbour in time.",
        outlets=[f"Outlet {n % 11}"],
        places=["Halmsund" if n % 4 else "Ærø"],
        reported=1200 + n,
        captured=4,
    )
    for n in range(50)
)


@pytest.fixture
def make(tmp_path: Path, demonstration: Path) -> Iterator[Make]:
    """Makes a site of the search page over these stories, open in one of the three ways until the test ends."""
    hosts = []

    def make(stories: Sequence[Told] = FERRIES, way: str = "root", **files: str | None) -> Site:
        folder = search_data.site(tmp_path / way, demonstration, stories)
        for name, text in files.items():
            path = folder / "search" / f"{name.removeprefix('of_')}.js"
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text, encoding="utf-8")
        hosts.append(host(folder, WAYS[way]))
        return hosts[-1].__enter__()

    yield make
    for opened in hosts:
        opened.__exit__(None, None, None)


def _visit(visits: Visits, site: Site, query: str = "", **options: Any) -> Page:
    page = visits.open(site, **options)
    page.goto(site.url(f"search.html{query}"))
    return page


def _ready(page: Page) -> Page:
    expect(page.locator("#search-list")).to_have_attribute("aria-busy", "false")
    return page


def _status(page: Page) -> str:
    return _ready(page).get_by_role("status").inner_text()


def _titles(page: Page) -> list[str]:
    return page.locator("#search-list > li > :first-child").all_inner_texts()


def _asked(page: Page) -> Mapping[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent")


def test_answers_are_those_of_a_plain_scan(make: Make, visits: Visits) -> None:
    """For seeded questions in several scripts the same stories are found in the same order, with the same counts."""
    stories = search_data.invented(1, 80)
    page = _visit(visits, make(stories))
    chance = random.Random(2)  # noqa: S311 - questions are no secret
    found = 0
    for _ in range(120):
        question = search_data.question(chance)
        answer, scan = page.evaluate(_ASK, question.query()), search_data.scan(stories, question)
        assert [hit["address"] for hit in answer["hits"]] == scan.found, question
        assert answer["total"] == len(scan.found)
        for kind, counts in answer["counts"].items():
            assert {name: count for name, count, _ in counts if count} == scan.counts[kind], (question, kind)
            assert {name for name, _, chosen in counts if chosen} == set(getattr(question, kind)), (question, kind)
        found += bool(scan.found)
    assert 40 < found < 120


def test_a_count_is_what_choosing_the_name_brings(make: Make, visits: Visits) -> None:
    """Ticking the first name of a filter shows as many stories as its count said."""
    page = _ready(_visit(visits, make(search_data.invented(3, 60)), "?q=ferry"))
    for kind in ("year", "outlet", "place"):
        page.goto(page.url.partition("?")[0] + "?q=ferry")
        first = page.locator(f"#search-{kind}-values li").first
        count = int(_ready(page).locator(f"#search-{kind}-values .search-count").first.inner_text())
        first.get_by_role("checkbox").check()
        assert _status(page).startswith(f"{count} stor"), kind


_MARKS = [
    ("The ferry, the Ferries", "FERR", ["ferr", "Ferr"]),
    ("wherry ferry", "erry", []),
    ("Zürich zu\u0308rich", "ZURICH", ["Zürich", "zu\u0308rich"]),
    ("a cafe\u0301 e\u0301", "cafe e", ["cafe\u0301", "e\u0301"]),
    ("Hauptstraße", "hauptstrasse", ["Hauptstraße"]),
    ("Straße", "stras", ["Straß"]),
    ("ﬁsh 🦊 ﬁsh", "fis", ["ﬁs", "ﬁs"]),
    ("🦊𝐅𝐞𝐫𝐫𝐲", "fer", ["𝐅𝐞𝐫"]),
    ("Łódź Ærø Đorđe ılıman Bakı Azərbaycan", "lodz aero dord ili baki azer", ["Łódź", "Ærø", "Đorđ", "ılı", "Bakı", "Azər"]),
    ("東京大学の港", "京大", ["京大"]),
    ("在iPhone発売", "iphone 発", ["iPhone", "発"]),
    ("ﾊﾟﾘとパリ", "パリ", ["ﾊﾟﾘ", "パリ"]),
    ("ΣΊΣΥΦΟΣ Σίσυφος", "σισυφος", ["ΣΊΣΥΦΟΣ", "Σίσυφος"]),
    ("سَفينَة", "سفينة", ["سَفينَة"]),
    ("co\u00adoperate", "coop", ["co\u00adop"]),
    ("½ mile", "1", ["½"]),
    ("한국어", "국", ["국"]),
]  # fmt: skip


def test_marks_stand_on_the_signs_of_the_text(root_site: Site, visits: Visits) -> None:
    """A mark covers the whole signs that match, however many letters each of them folds to."""
    page = _visit(visits, root_site)
    for text, words, marked in _MARKS:
        assert page.evaluate(_MARKED, [text, words]) == marked, text


def test_marks_and_passages_agree_with_the_words(make: Make, visits: Visits) -> None:
    """Every mark of an answer holds a word that was asked for, and every word that was asked for is marked."""
    page = _visit(visits, make(search_data.invented(4, 60)))
    chance = random.Random(5)  # noqa: S311 - questions are no secret
    for _ in range(40):
        question = search_data.question(chance)
        answer = page.evaluate(_ASK, question.query())
        asked = [word for _, word in search_data.words(question.words)]
        for hit in answer["hits"]:
            texts = [*filter(None, [hit["title"]]), *hit["places"], *hit["passages"]]
            marks = [_slice(text["text"], *mark) for text in texts for mark in text["marks"]]
            folded = [search_data.fold(mark).replace("\N{FRACTION SLASH}", " ").strip() for mark in marks]
            assert all(any(word in mark for word in asked) for mark in folded), (question, marks)
            assert all(any(word in mark for mark in folded) for word in asked), (question, hit)
            assert len(hit["passages"]) <= 3


def _slice(text: str, start: int, end: int) -> str:
    """The stretch between two positions of a script, which counts in UTF-16."""
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le")


def test_a_long_text_is_shown_where_the_words_are(make: Make, visits: Visits) -> None:
    """Of a long summary the stretch with all words is shown, cut between words, and of a long run between signs."""
    prose = "lorem ferry ipsum " + "dolor sit " * 200 + "the ferry met the harbour " + "amet elit " * 200
    run = "港" * 900 + "𠀋京" + "港" * 900
    stories = [Told("stories/a.html", "A", "2025-01-02", summary=prose), Told("stories/b.html", "B", "2025-01-01", summary=run)]
    page = _visit(visits, make(stories), "?q=ferry+harbour")
    passage = _ready(page).locator(".passage")
    assert re.fullmatch(r"… (dolor|sit) .*the ferry met the harbour.* (amet|elit) …", passage.inner_text())
    assert passage.locator("mark").all_inner_texts() == ["ferry", "harbour"]
    page.get_by_role("searchbox").fill("京")
    assert re.fullmatch(r"… 港+𠀋京港+ …", passage.inner_text())
    assert len(passage.inner_text()) < 300


@pytest.mark.parametrize("way", WAYS)
def test_it_works_alike_wherever_it_stands(make: Make, visits: Visits, way: str) -> None:
    """At a root, under a prefix and from a disk the page finds, filters, tells the address and leads to the story."""
    site = make(way=way)
    page = _visit(visits, site, "?q=ferry")
    assert _status(page) == "50 stories for “ferry”."
    assert page.title().startswith("ferry – Search")
    assert _titles(page)[0].startswith("Ferry number")
    page.get_by_role("checkbox", name="2024").check()
    page.get_by_role("checkbox", name="Ærø").check()
    assert _status(page) == "4 stories for “ferry”."
    assert _asked(page) == {"q": ["ferry"], "year": ["2024"], "place": ["Ærø"]}
    again = visits.open(site)
    again.goto(page.url)
    assert _status(again) == "4 stories for “ferry”."
    assert _titles(again) == _titles(page)
    link = page.locator("#search-list a").first
    assert link.evaluate("link => link.href").startswith(f"{site.address}stories/2025/ferry-")
    facts = page.locator("#search-list .facts").first.inner_text()
    assert re.fullmatch(r"11 \w+ 2024 · Ærø · 1,2\d\d reported, 4 captured", facts)


def test_the_form_of_the_home_page_leads_here(site: Site, browser_page: Page) -> None:
    """Words that are typed on the home page are searched on the search page."""
    browser_page.get_by_role("searchbox").fill("ferry strike")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url(re.compile(r"search\.html"))
    assert site.path(browser_page.url) == "search.html"
    expect(browser_page.get_by_role("searchbox")).to_have_value("ferry strike")
    assert "for “ferry strike”" in _status(browser_page)
    assert browser_page.locator("#search-list mark").count() > 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("missing", None),
        ("cut", 'storyArchive.stories("2024", {"outlets": ['),
        ("foreign", 'storyArchive.stories("2024", {});'),
    ],
)
def test_data_that_does_not_load_is_named(make: Make, visits: Visits, name: str, text: str | None) -> None:
    """Where the data of a year is missing, cut or of another shape, the page names it, offers the lists, finds the rest."""
    page = _visit(visits, make(of_2024=text), "?q=ferry")
    assert re.fullmatch(r"\d\d stories for “ferry” in what could be searched\.", _status(page))
    assert page.locator(".search-missing").inner_text().startswith("Not searched, since")
    expect(page.locator(".search-missing")).to_contain_text("the stories of 2024.")
    expect(page.locator(".search-missing a")).to_be_visible()
    assert {time[:4] for time in page.locator("time").evaluate_all("times => times.map(time => time.dateTime)")} <= {
        "2025",
        "2023",
    }
    page.get_by_role("searchbox").fill("nowhere")
    assert _status(page) == "No story found for “nowhere” in what could be searched."
    assert bool(visits.faults) == (name != "foreign"), "the browser tells of files that are missing or no script"
    visits.faults.clear()


@pytest.mark.parametrize("text", [None, "storyArchive.contents(7);", 'storyArchive.contents({"years": [[2024]]});'])
def test_without_the_list_of_years_nothing_looks_like_an_answer(make: Make, visits: Visits, text: str | None) -> None:
    """Where the first of the data scripts does not load, the page says so instead of finding nothing."""
    page = _visit(visits, make(archive=text), "?q=ferry")
    expect(page.locator(".search-missing")).to_contain_text("search/archive.js, did not load")
    assert _status(page) == "No story found for “ferry” in what could be searched."
    expect(page.locator(".search-none")).to_be_hidden()
    visits.faults.clear()


@pytest.mark.parametrize("name", ["words", "answers", "cards", "page"])
def test_without_one_of_its_scripts_the_page_says_so(make: Make, visits: Visits, name: str) -> None:
    """Where a script of the page itself is missing, the sentence for readers without JavaScript stays, and the lists."""
    site = make()
    (site.folder / "theme" / "js" / f"search-{name}.js").unlink()
    page = _visit(visits, site, "?q=ferry")
    page.wait_for_load_state("load")
    expect(page.get_by_text("The search needs JavaScript")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    visits.faults.clear()


def test_without_javascript_the_lists_are_offered(make: Make, visits: Visits) -> None:
    """Without JavaScript there is no box that does nothing, but a sentence and links to every list."""
    page = _visit(visits, make(), java_script_enabled=False)
    expect(page.get_by_text("The search needs JavaScript")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    for name in ("Dates", "Outlets", "Places", "Topics"):
        expect(page.get_by_role("main").get_by_role("link", name=name, exact=True)).to_be_visible()


def test_scripts_come_from_below_search_only(make: Make, visits: Visits) -> None:
    """A name in the data that leads elsewhere is never asked for; its year counts as not loaded."""
    paths = ["https://elsewhere.example/x.js", "//elsewhere.example/x.js", "../x.js", "search/../x.js", "search/x.js?y", "x.js"]
    listed = [[f"{2000 + n}", 1, path] for n, path in enumerate(paths)]
    site = make(archive=search_data.script("contents", {"years": listed}))
    page = visits.open(site)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url("search.html"))
    _ready(page)
    assert [url for url in asked if "/search/" in url] == [site.url("search/archive.js")]
    expect(page.locator(".search-missing")).to_contain_text("the stories of 2000, 2001, 2002")
    blocked = page.evaluate("""() => {
      try { document.createElement('script').src = 'search/2025.js'; } catch (error) { return error.name; }
      try { trustedTypes.createPolicy('archive-search', {}); } catch (error) { return error.name; }
    }""")
    assert blocked == "TypeError"
    visits.faults.clear()


_EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script> \"'{{ ferry }}"
_OUTSIDE = [
    "javascript:alert(1)", " javascript:alert(1)", "JAVASCRIPT:alert(1)//x.html", "java\nscript:alert(1)", "data:text/html,x",
    "https://elsewhere.example/x.html", "//elsewhere.example/x.html", "/x.html", "\\\\elsewhere.example\\x.html", "../x.html",
    "stories/../../x.html", "%2e%2e/x.html", ".%2E/x.html", "stories//elsewhere.html", "", "#", "?q=1",
]  # fmt: skip


def test_addresses_that_lead_elsewhere_are_no_links(make: Make, visits: Visits) -> None:
    """A story whose address is not below this site is shown without a link."""
    stories = [Told(address, f"Story {n}", "2025-01-01") for n, address in enumerate(_OUTSIDE)]
    page = _ready(_visit(visits, make(stories, way="prefix")))
    assert _titles(page) == [f"Story {n}" for n in range(len(_OUTSIDE))]
    assert page.locator("#search-list a").count() == 0


def test_what_stories_and_addresses_say_is_text(make: Make, visits: Visits) -> None:
    """Markup in any field, in a name, in the address or in the box is shown as it is written, and does nothing."""
    story = Told(
        "stories/e.html", _EVIL, "2025-01-01", False, _EVIL, [_EVIL], [_EVIL], [_EVIL, "__proto__"], [_EVIL, "constructor"]
    )
    page = _visit(visits, make([story]), "?q=%3Cscript%3E&outlet=%3Cimg%20src=x%3E&place=__proto__&year=toString")
    assert _status(page) == "No story found for “<script>”."
    expect(page.get_by_role("checkbox", name="<img src=x>")).to_be_checked()
    page.locator("#search-clear").click()
    assert _titles(page) == [_EVIL]
    assert (
        page.locator("#search-list .facts").inner_text().startswith(f"undated, captured 1 January 2025 · {_EVIL}; constructor")
    )
    expect(page.locator(".passage").first).to_contain_text(_EVIL)
    for name in (_EVIL, "__proto__", "constructor"):
        expect(page.get_by_text(name, exact=True).last).to_be_visible()
    assert page.locator("main img, main script, main [onerror]").count() == 0


def test_keys_walk_through_the_page(make: Make, visits: Visits) -> None:
    """`/` goes to the box, arrows walk box, stories and button, Enter opens, Escape leads back and then clears."""
    site = make()
    page = _ready(_visit(visits, site))
    page.keyboard.press("/")
    page.keyboard.type("ferry/11")
    expect(page.get_by_role("searchbox")).to_have_value("ferry/11")
    page.get_by_role("searchbox").fill("ferry")
    titles = _titles(page)
    walked = [page.keyboard.press(key) or _focused(page) for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp")]
    assert walked == [titles[0], titles[1], titles[0], "search-box", "search-box"]
    for _ in titles:
        page.keyboard.press("ArrowDown")
    assert _focused(page) == titles[-1]
    page.keyboard.press("ArrowDown")
    assert _focused(page) == "search-more"
    page.keyboard.press("Enter")
    assert _focused(page) == _titles(page)[20]
    page.keyboard.press("Escape")
    assert _focused(page) == "search-box"
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("")
    assert _status(page) == "50 stories."
    page.keyboard.press("ArrowDown")
    address = page.locator("#search-list a").first.get_attribute("href")
    assert address
    (site.folder / address).parent.mkdir(parents=True)
    (site.folder / address).write_text("<!doctype html><title>A story</title><link rel=icon href=data:,>", encoding="utf-8")
    page.keyboard.press("Enter")
    page.wait_for_url(site.url(address))


def test_more_stories_come_twenty_at_a_time(make: Make, visits: Visits) -> None:
    """The button adds twenty stories, gives the focus to the first of them, is gone when all are there, and they come back."""
    page = _visit(visits, make(), "?q=sails")
    more = page.locator("#search-more")
    for shown, words in ((20, "Show 20 more"), (40, "Show 10 more")):
        assert len(_titles(_ready(page))) == shown
        assert more.inner_text() == words
        more.click()
        assert _focused(page) == _titles(page)[shown]
    expect(more).to_be_hidden()
    assert len(set(page.locator("#search-list a").evaluate_all("links => links.map(link => link.href)"))) == 50
    page.reload()
    assert len(_titles(_ready(page))) == 50
    page.get_by_role("searchbox").fill("ferry")
    assert len(_titles(_ready(page))) == 20


def test_back_and_forward_walk_through_the_questions(make: Make, visits: Visits) -> None:
    """Typing replaces its own entry of the history, a finished question and each filter keep theirs, and all come back."""
    page = _ready(_visit(visits, make()))
    box = page.get_by_role("searchbox")
    entries = page.evaluate("history.length")
    box.press_sequentially("ves")
    page.wait_for_url(re.compile(r"\?q=ves$"))
    box.press_sequentially("sel")
    page.wait_for_url(re.compile(r"\?q=vessel$"))
    box.press("Enter")
    page.get_by_role("checkbox", name="2025").check()
    box.fill("ferry")
    box.press("Enter")
    assert page.evaluate("history.length") == entries + 3
    states = []
    for _ in range(3):
        states.append(
            (box.input_value(), page.get_by_role("checkbox", name="2025").is_checked(), _status(page), page.title()[:6])
        )
        page.go_back()
    assert [state[:2] for state in states] == [("ferry", True), ("vessel", True), ("vessel", False)]
    assert _status(page) == "50 stories."
    assert box.input_value() == ""
    for state in reversed(states):
        page.go_forward()
        assert (
            box.input_value(),
            page.get_by_role("checkbox", name="2025").is_checked(),
            _status(page),
            page.title()[:6],
        ) == state


def test_the_search_needs_no_history(make: Make, visits: Visits) -> None:
    """Where a browser refuses to change the address, everything else works."""
    site = make(way="file")
    page = visits.open(site)
    page.add_init_script("history.pushState = history.replaceState = () => { throw new DOMException('no', 'SecurityError'); }")
    page.goto(site.url("search.html?q=vessel"))
    page.get_by_role("checkbox", name="2025").check()
    page.get_by_role("searchbox").fill("ferry")
    page.locator("#search-list a").first.focus()
    assert re.fullmatch(r"1\d stories for “ferry”\.", _status(page))


def test_long_filters_show_their_first_names(make: Make, visits: Visits) -> None:
    """Eight names at first, the others on demand; a chosen one stays, even where it brings nothing, until it is cleared."""
    page = _ready(_visit(visits, make(), "?outlet=outlet++9&outlet=Outlet+10&outlet=Nowhere+Daily"))
    boxes = page.locator("#search-outlet li")
    shown = boxes.all_inner_texts()
    assert len(shown) == 10
    assert page.locator("#search-outlet :checked").evaluate_all("boxes => boxes.map(box => box.value)") == [
        "Outlet 10",
        "Outlet 9",
        "Nowhere Daily",
    ]
    expect(page.locator("#search-chosen")).to_have_text(" · 3 chosen")
    every = page.locator("#search-outlet .search-all")
    assert every.inner_text() == "Show all 12 outlets"
    every.click()
    assert boxes.count() == 12
    every.click()
    assert boxes.count() == 10
    page.get_by_role("checkbox", name="Nowhere Daily").focus()
    page.keyboard.press("Space")
    expect(page.locator("#search-filters summary")).to_be_focused()
    page.locator("#search-clear").click()
    assert boxes.count() == 8
    assert _status(page) == "50 stories."
    assert _asked(page) == {}


def test_nothing_found_says_what_may_help(make: Make, visits: Visits) -> None:
    """Where nothing is found the page says so, and offers to drop words or filters only where there are some."""
    page = _visit(visits, make(), "?q=vessel+nowhere&year=2025")
    assert _status(page) == "No story found for “vessel nowhere”."
    advice = page.locator(".search-none")
    expect(advice).to_contain_text("fewer words")
    page.get_by_role("searchbox").fill("nowhere")
    expect(advice).not_to_contain_text("fewer words", use_inner_text=True)
    advice.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(advice).not_to_contain_text("no filters", use_inner_text=True)
    page.get_by_role("searchbox").fill("vessel")
    expect(advice).to_be_hidden()
    page.get_by_role("searchbox").fill("?!")
    expect(page.locator(".search-note")).to_contain_text("no letter and no digit")


@pytest.mark.parametrize(
    "words",
    ["a" * 10_000, "ferry " * 1000 + "nowhere", " ".join(f"w{n}" for n in range(1000)), "e\u0301\u0327" * 3000, "東" * 10_000],
)
def test_a_question_of_any_length_does_no_harm(make: Make, visits: Visits, words: str) -> None:
    """Ten thousand signs and a thousand words are answered at once, and the page says that the end was not searched."""
    page = _ready(_visit(visits, make(search_data.invented(6, 100))))
    told = page.evaluate(_ASK_AND_WATCH, Question(words).query(show=20))
    assert told["took"] < 1500
    page.get_by_role("searchbox").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator(".search-note")).to_contain_text("The question is long")
    assert len(_status(page)) < 160
    assert _asked(page)["q"] == [words]


def test_text_that_is_not_plain_has_its_own_direction(make: Make, visits: Visits) -> None:
    """Titles, places and passages in other scripts are set in their own direction; plain text is left alone."""
    stories = [
        Told("stories/a.html", "سفينة", "2025-01-02", summary="سَفينَة", places=["حلب"]),
        Told("stories/b.html", "Ferry", "2025-01-01"),
    ]
    page = _ready(_visit(visits, make(stories)))
    rows = page.locator("#search-list li")
    assert rows.nth(0).locator("[dir=auto]").all_inner_texts() == ["سفينة", "حلب", "سَفينَة"]
    assert rows.nth(1).locator("[dir]").count() == 0
    assert rows.nth(1).locator("a").evaluate("link => getComputedStyle(link).direction") == "ltr"


def test_what_is_loaded_is_shown_while_the_rest_is_on_its_way(make: Make, visits: Visits) -> None:
    """Stories of the newest year are found before the data of older years is there; then these join them."""
    site = make()
    page = visits.open(site)
    held = []
    page.route("**/search/2023.js", lambda route, _: held.append(route))
    page.goto(site.url("search.html?q=vessel"), wait_until="commit")
    expect(page.locator("#search-list li").first).to_be_visible()
    expect(page.locator("#search-list")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("status")).to_have_text("Searching …")
    expect(page.locator(".search-progress")).to_contain_text("of 50 searched")
    held[0].continue_()
    assert _status(page) == "25 stories for “vessel”."
    expect(page.locator(".search-progress")).to_be_hidden()


def test_a_large_archive_is_answered_while_the_page_listens(make: Make, visits: Visits) -> None:
    """Over five thousand stories an answer comes soon, scanning never holds the page, and no older question is answered."""
    text = search_data.WORDS[:12] + [
        f"{first}{second}" for first in ("ba", "ke", "lo", "mi") for second in ("rn", "ts", "dal", "vik")
    ]
    page = _visit(visits, make(search_data.invented(7, 5000, text)))
    _ready(page)
    told = page.evaluate(_ASK_AND_WATCH, Question("ferry mits").query(show=20))
    assert told["total"] > 100
    assert told["took"] < 2000
    assert told["longest"] < 300
    late = page.evaluate("""() => new Promise(resolve => {
      let asked = '', late = 0;
      const tell = words => answer => { late += words !== asked; if (words === 'ferry' && answer.complete) resolve(late); };
      for (const words of ['f', 'fe', 'fer', 'ferr', 'ferry']) {
        asked = words;
        storyArchive.ask({words, years: [], outlets: [], places: [], show: 20}, tell(words));
      }
    })""")
    assert late == 0


def test_the_scripts_stay_small() -> None:
    """All scripts of the search, comments and all, take at most 13,000 bytes compressed."""
    scripts = sorted((ROOT / "theme" / "static" / "js").glob("search-*.js"))
    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) <= 13_000
