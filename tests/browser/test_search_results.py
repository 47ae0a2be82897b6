"""What the search page shows, hands out and says when something is missing, over invented stories
in a real browser.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support import search_stories as told
from tests.support import views
from tests.support.archives import told_page
from tests.support.asking import (
    FILES,
    PAGE,
    Gate,
    box,
    choice,
    focused,
    ready,
    show_all,
    status,
    titles,
    visit,
)
from tests.support.hosts import WAYS, Site, host
from tests.support.living import Living
from tests.support.visits import Visits

FERRIES = range(told.FERRIES)

_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const {value, hadRecentInput, sources} of list.getEntries()) {
    const moved = ({node, previousRect, currentRect}) => `${node?.id || node?.className} ${previousRect.y} to ${currentRect.y}`;
    if (!hadRecentInput) shifts.push([value, ...sources.map(moved)]);
  }
}).observe({type: 'layout-shift', buffered: true});
"""


# --- what a story shows ---------------------------------------------------------------------------


def test_a_story_shows_its_coverage(archive: Site, visits: Visits) -> None:
    """Day, places and numbers in words; the bar draws the coverage over all reported articles, and
    says it in words.
    """
    page = visit(visits, archive, "?q=number+17")
    card = page.locator("#search-list li").first
    assert card.locator("a").inner_text() == told.title(17)
    assert (
        card.locator(".facts").inner_text()
        == "18 September 2025 · Halmsund · 1,217 reported, 2 captured"
    )
    assert card.locator("time").get_attribute("datetime") == told.day(17)
    bar = card.get_by_role("img", name="Center 2, Not captured 1,215", exact=True)
    parts = bar.locator("span").evaluate_all(
        "parts => parts.map(part => [part.className, part.getBoundingClientRect().width])"
    )
    assert [name for name, _ in parts] == ["part-center", "part-missing"]
    assert parts[1][1] > parts[0][1] * 20
    for number, words in ((21, "Center 2"), (43, "Rating not stated 2, Not captured 1,241")):
        box(page).fill(f"number {number}")
        assert titles(page) == [told.title(number)]
        assert page.locator(".search-bar").get_attribute("title") == words
    key = page.get_by_role("list", name="Key of the bars")
    assert key.inner_text().split("\n") == [
        "Left",
        "Center",
        "Right",
        "Not rated",
        "Rating not stated",
        "Not captured",
    ]


def test_what_is_not_known_is_said(archive: Site, visits: Visits) -> None:
    """A story without title, day or numbers says so; a number that no script can count is shown
    whole.
    """
    page = show_all(visit(visits, archive, "?q=lantern"))
    facts = dict(
        zip(titles(page), page.locator("#search-list .facts").all_inner_texts(), strict=True)
    )
    assert facts["Untitled story"] == "undated · reported number not stated, none captured"
    assert (
        facts["Seen by chance"]
        == "undated, captured 6 May 2022 · reported number not stated, none captured"
    )
    assert facts["Of which nothing is here"] == "4 March 2022 · 3 reported, none captured"
    assert (
        facts["More than a script can count"]
        == f"4 March 2022 · {10**20:,} reported, none captured"
    )
    expect(page.locator("#search-list .untitled")).to_have_text("Untitled story")


def test_a_long_text_is_shown_where_the_words_are(archive: Site, visits: Visits) -> None:
    """Of a long summary the stretch with all words is shown, cut between words, with the words
    marked.
    """
    page = visit(visits, archive, "?q=lantern+breakwater")
    passage = page.locator(".passage")
    assert re.fullmatch(
        r"… (dolor|sit) .*the lantern met the breakwater.* (amet|elit) …", passage.inner_text()
    )
    assert passage.locator("mark").all_inner_texts() == ["lantern", "breakwater"]
    assert len(passage.inner_text()) < 300


def test_text_has_its_own_direction(archive: Site, visits: Visits) -> None:
    """Titles, places and passages in other scripts run their own way; the facts and what is plain
    run the page's.
    """
    page = visit(visits, archive, "?q=سفينة")
    assert titles(page) == [told.ARABIC]
    ways = "parts => parts.map(part => getComputedStyle(part).direction)"
    assert page.locator("#search-list li [dir]").evaluate_all(ways) == ["rtl", "rtl", "rtl"]
    assert page.locator("#search-list .facts, #search-list time").evaluate_all(ways) == [
        "ltr",
        "ltr",
    ]
    assert box(page).evaluate("box => getComputedStyle(box).direction") == "rtl"
    assert (
        choice(page, "place", "حلب").evaluate(
            "box => getComputedStyle(box.nextElementSibling).direction"
        )
        == "rtl"
    )
    box(page).fill("ferry")
    assert len(titles(page)) == PAGE
    assert set(page.locator("#search-list li > a").evaluate_all(ways)) == {"ltr"}


def test_more_stories_come_ten_at_a_time(archive: Site, visits: Visits) -> None:
    """The button adds ten stories, gives the focus to the first of them, is gone when all are
    there, and they come back.
    """
    page = visit(visits, archive, "?q=vessel")
    more = page.locator("#search-more")
    for shown, words in ((PAGE, "Show 10 more"), (2 * PAGE, "Show 5 more")):
        assert len(titles(page)) == shown
        assert more.inner_text() == words
        more.press("Enter")
        assert focused(ready(page)) == titles(page)[shown]
    expect(more).to_be_hidden()
    assert (
        len(
            set(
                page.locator("#search-list a").evaluate_all("links => links.map(link => link.href)")
            )
        )
        == 25
    )
    page.reload()
    assert len(titles(page)) == 25
    box(page).fill("ferry")
    assert len(titles(page)) == PAGE


@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_moves_while_the_page_loads(archive: Site, visits: Visits, width: int) -> None:
    """However slowly its files come, one by one, nothing that is there already is moved."""
    page = visits.open(archive, viewport={"width": width, "height": 1200})
    page.add_init_script(_SHIFTS)
    gate = Gate(page, "**/*.js*")
    page.goto(archive.url("search.html?q=ferry"), wait_until="commit")
    _trickle(page, gate)
    box(page).fill("vessel pilots")
    # What moves within half a second of a key counts as wanted.
    page.wait_for_timeout(550)
    _trickle(page, gate)
    assert page.evaluate("shifts") == []


_SHOWN = """
() => [...document.querySelectorAll('#search-list:not(.stale) a')].map(link => [link.href, link.getBoundingClientRect().top])
"""


def _trickle(page: Page, gate: Gate) -> None:
    """Let the files come one by one, in no order; a story that is seen stays where it is."""
    places: dict[str, float] = {}
    while page.locator("#search-list").get_attribute("aria-busy") != "false":
        if gate.waiting:
            gate.one(len(gate.waiting) // 2)
        page.wait_for_timeout(40)
        shown = dict(page.evaluate(_SHOWN))
        assert shown == {**shown, **places}
        places |= shown
    page.wait_for_timeout(60)


def test_a_small_window_is_wide_enough(archive: Site, visits: Visits) -> None:
    """At 320 pixels nothing is wider than the window, whatever is open and however long the words
    are.
    """
    page = visit(visits, archive, viewport={"width": 320, "height": 640})
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    for words in ("", "lantern", "سفينة", "W" * 900, "before:" + "2" * 300):
        box(page).fill(words)
        ready(page)
        assert page.evaluate(views.TOO_WIDE) is None, words


# --- what is taken along --------------------------------------------------------------------------


def _taking(visits: Visits, site: Site, query: str, script: str = "", **options: Any) -> Page:
    page = visits.open(site, **options)
    page.add_init_script(script)
    page.goto(site.url(f"search.html{query}"))
    ready(page).locator("#search-take > summary").click()
    return page


def _take(page: Page, name: str, said: str) -> None:
    page.get_by_role("button", name=name).click()
    expect(page.locator("#search-done")).to_have_text(re.compile(said))


def test_links_and_lists_are_copied(archive: Site, visits: Visits) -> None:
    """The link tells the question; the list tells title, day and whole address of each story, in
    the order of the page.
    """
    page = _taking(
        visits, archive, "?q=sails&sort=oldest", permissions=["clipboard-read", "clipboard-write"]
    )
    _take(page, "Copy link", "^The link is copied.$")
    assert page.evaluate("navigator.clipboard.readText()") == archive.url(
        "search.html?q=sails&sort=oldest"
    )
    _take(page, "Copy list", "^Copied. Stories in the list: 50.$")
    lines = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert [line.split(" · ")[:2] for line in lines] == [
        [told.title(n), told.day(n)] for n in sorted(FERRIES, key=told.day)
    ]
    assert all(line.split(" · ")[2].startswith(f"{archive.address}stories/20") for line in lines)
    box(page).fill("lantern")
    _take(page, "Copy list", "^Copied. Stories in the list: 11.$")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search("^Untitled story · undated · http.+$", copied, re.MULTILINE)
    assert re.search("^Seen by chance · undated · http.+$", copied, re.MULTILINE)


def test_where_copying_is_refused_the_text_is_shown(archive: Site, visits: Visits) -> None:
    """Without the clipboard the older way is tried; where that fails too, the text stands there,
    chosen.
    """
    no_clipboard = "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
    page = _taking(visits, archive, "?q=breakwater", no_clipboard)
    _take(page, "Copy list", "^Copied. Stories in the list: 1.$")
    expect(page.get_by_label("Text to copy")).to_be_hidden()
    assert focused(page) == "Copy list"
    page = _taking(
        visits, archive, "?q=breakwater", f"{no_clipboard} document.execCommand = () => false;"
    )
    _take(page, "Copy list", "does not let this page copy")
    text = page.get_by_label("Text to copy")
    expect(text).to_be_focused()
    assert re.fullmatch(r"A long text · 2022-03-04 · http://\S+\.html", text.input_value())
    assert text.evaluate("text => text.selectionEnd - text.selectionStart") == len(
        text.input_value()
    )


def _downloaded(visits: Visits, page: Page, kind: str) -> bytes:
    with page.expect_download() as caught:
        _take(page, f"Download {kind}", r"^Made\. Stories in the file: \d+\.$")
    assert caught.value.suggested_filename == f"stories.{kind.lower()}"
    assert [fault for fault in visits.faults if not fault.startswith("download ")] == []
    visits.faults.clear()
    return Path(caught.value.path()).read_bytes()


_COLUMNS = [
    "title",
    "date",
    "dated",
    "address",
    "places",
    "topics",
    "outlets",
    "reported",
    "captured",
    "summary",
]


@pytest.mark.parametrize("way", ["root", "file"])
def test_a_table_is_downloaded(searched: Path, visits: Visits, way: str) -> None:
    """The file is CSV as RFC 4180 and tables know it: every story found, every cell in quotes, and
    no cell a formula.
    """
    with host(searched, WAYS[way]) as site:
        page = _taking(visits, site, "?q=lantern&sort=oldest")
        data = _downloaded(visits, page, "CSV")
        text = data.decode("utf-8-sig")
        assert data.startswith(b"\xef\xbb\xbf"), (
            "without its mark tables take it for another encoding"
        )
        assert text.endswith("\r\n")
        head, *lines = re.split(r'\r\n(?=")', text.removesuffix("\r\n"))
        assert head.split(",") == _COLUMNS
        cell = r'"(?:[^"]|"")*"'
        assert all(re.fullmatch(rf"{cell}(?:,{cell}){{9}}", line) for line in lines)
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
        assert len(rows) == len(lines) == told.ALL - told.FERRIES
        assert [row["title"] for row in rows if row["title"]] == _unformed(titles(show_all(page)))
        by_title = {row["title"]: row for row in rows}
        assert [by_title[f"'{words}"]["places"] for words in told.FORMULAS] == [
            f"'{words}" for words in told.FORMULAS
        ]
        assert by_title["'+1"]["summary"] == '\'+1 "lantern"\n\nsecond; line'
        assert by_title[told.MARKUP]["outlets"] == f"{told.MARKUP}; toString; __proto__"
        assert by_title[""]["date"] == by_title[""]["reported"] == ""
        assert by_title["Seen by chance"]["dated"] == "false"
        assert by_title["More than a script can count"]["reported"] == f"{10**20:,}"
        assert all(row["address"].startswith(site.address) for row in rows)
        visits.close()


def _unformed(shown: list[str]) -> list[str]:
    """Titles as a table has them."""
    return [
        f"'{title}" if title in told.FORMULAS else title
        for title in shown
        if title != "Untitled story"
    ]


def test_data_is_downloaded(archive: Site, visits: Visits) -> None:
    """The JSON file holds the same rows as values: lists are lists, what is not stated is null, and
    text stays as it is.
    """
    page = _taking(visits, archive, "?q=lantern&sort=oldest")
    rows = json.loads(_downloaded(visits, page, "JSON"))
    assert [row["title"] or "Untitled story" for row in rows] == titles(show_all(page))
    assert {tuple(row) for row in rows} == {tuple(_COLUMNS)}
    by_title = {row["title"]: row for row in rows}
    marked = by_title[told.MARKUP]
    assert (marked["places"], marked["outlets"]) == (
        [told.MARKUP, "constructor"],
        [told.MARKUP, "toString", "__proto__"],
    )
    assert (marked["reported"], marked["captured"], marked["dated"]) == (None, 3, True)
    assert by_title["=HYPERLINK(1)"]["summary"] == '=HYPERLINK(1) "lantern"\n\nsecond; line'
    assert by_title[None]["date"] is None


def test_what_cannot_be_taken_whole_is_not_taken(archive: Site, visits: Visits) -> None:
    """Where a story's file does not load, or the question changed on the way, a sentence says so
    and no part is given.
    """
    page = _taking(visits, archive, "?q=sails")
    page.route(FILES, lambda route, _: route.abort())
    page.get_by_role("button", name="Download CSV").click()
    expect(page.locator("#search-done")).to_have_text(re.compile("is missing or damaged$"))
    page.unroute(FILES)
    assert all("sails" in fault or "ERR_FAILED" in fault for fault in visits.faults)
    visits.faults.clear()
    gate = Gate(page)
    page.get_by_role("button", name="Download JSON").click()
    box(page).fill("sails ferry")
    gate.open()
    expect(page.locator("#search-done")).to_have_text(re.compile(r"meanwhile\.$"))
    assert visits.faults == []


def test_what_is_taken_is_of_the_question_in_the_box(archive: Site, visits: Visits) -> None:
    """A list that is asked for while the page still searches waits for the answer."""
    page = _taking(visits, archive, "", permissions=["clipboard-read", "clipboard-write"])
    gate = Gate(page)
    box(page).fill("breakwater")
    page.get_by_role("button", name="Copy list").click()
    page.wait_for_timeout(100)
    gate.open()
    expect(page.locator("#search-done")).to_have_text("Copied. Stories in the list: 1.")
    assert page.evaluate("navigator.clipboard.readText()").startswith("A long text · ")


# --- when nothing is found ------------------------------------------------------------------------


def test_a_misspelt_word_is_mended(archive: Site, visits: Visits) -> None:
    """Where nothing is found, whole questions of the nearest spellings are offered, and one click
    asks them.
    """
    page = visit(visits, archive, "?q=lantrn+brekwater+")
    assert status(page) == "No story found for “lantrn brekwater”."
    offered = page.locator(".search-near button")
    assert page.locator(".search-near").inner_text().startswith("Nearest in spelling: ")
    assert "lantern breakwater" in offered.all_inner_texts()
    offered.get_by_text("lantern breakwater", exact=True).click()
    assert status(page) == "1 story for “lantern breakwater”."
    assert focused(page) == "search-box"
    expect(page.locator(".search-near")).to_be_hidden()


def test_nothing_found_says_what_may_help(archive: Site, visits: Visits) -> None:
    """Where nothing is found the page says so, and offers to drop filters only where there are
    some.
    """
    page = visit(visits, archive, "?q=vessel+nowhere&place=%C3%86r%C3%B8")
    assert status(page) == "No story found for “vessel nowhere”."
    advice = page.locator("#search-none")
    expect(advice).to_contain_text("fewer words")
    advice.get_by_role("button", name="Clear filters").click()
    expect(box(page)).to_be_focused()
    expect(advice).not_to_contain_text("no filters", use_inner_text=True)
    box(page).fill("vessel")
    expect(advice).to_be_hidden()


# --- what is missing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", [None, 'storyIndex.manifest({"format":1,', "storyIndex.manifest(7)"]
)
def test_without_the_index_nothing_looks_like_an_answer(
    archive: Site, visits: Visits, text: str | None
) -> None:
    """Where the first file is missing, cut or of another shape, the page says so and leads to the
    lists.
    """
    page = visits.open(archive)
    page.route("**/manifest.js*", lambda route, _: _replaced(route, text))
    page.goto(archive.url("search.html?q=ferry"))
    assert status(page) == "No story found for “ferry” in what could be searched."
    lost = page.locator("#search-missing")
    expect(lost).to_contain_text("the index of the search did not load")
    expect(page.get_by_text("What may help")).to_be_hidden()
    lost.get_by_role("link", name="lists below").click()
    for name in ("Dates", "Outlets", "Places", "Topics"):
        expect(
            page.locator("#search-browse").get_by_role("link", name=name, exact=True)
        ).to_be_in_viewport()
    visits.faults.clear()


def _replaced(route: Route, text: str | None) -> None:
    if text is None:
        route.abort()
    else:
        route.fulfill(body=text, content_type="text/javascript")


def test_a_missing_file_of_the_index_is_named(archive: Site, visits: Visits) -> None:
    """Where words cannot be looked up the page says which file is missing; once it is there again,
    it is loaded.
    """
    page = visits.open(archive)
    page.route("**/0.js", lambda route, _: route.abort())
    page.goto(archive.url("search.html?q=ferry"))
    assert status(page) == "No story found for “ferry” in what could be searched."
    expect(page.locator("#search-missing")).to_have_text(
        re.compile(r"Not loaded: [0-9a-f]{12}/0\. .* lists below")
    )
    assert all("ERR_FAILED" in fault for fault in visits.faults)
    visits.faults.clear()
    page.unroute("**/0.js")
    box(page).press("s")
    box(page).press("Backspace")
    assert status(page) == f"{told.FERRIES} stories for “ferry”."
    expect(page.locator("#search-missing")).to_be_hidden()


def test_one_story_that_is_missing_hides_no_other(archive: Site, visits: Visits) -> None:
    """Where the file of one story does not load, the page says so and shows all the others."""
    page = visit(visits, archive, "?q=sails")
    expected = titles(page)
    page = visits.open(archive)
    stories: list[str] = []

    def lose_the_third(route: Route) -> None:
        text = route.fetch().text()
        if '"stories/' in text:
            stories.append(text)
        _replaced(route, None if len(stories) == 3 and '"stories/' in text else text)

    page.route(FILES, lose_the_third)
    page.goto(archive.url("search.html?q=sails"))
    expect(page.locator("#search-list a")).to_have_count(PAGE - 1)
    assert titles(page) == [title for title in expected if title in titles(page)]
    assert status(page) == f"{told.FERRIES} stories for “sails” in what could be searched."
    expect(page.locator("#search-missing")).to_contain_text("Not loaded: ")
    expect(page.locator(".search-wait")).to_have_count(0)
    visits.faults.clear()


def test_without_its_script_the_page_says_so(archive: Site, visits: Visits) -> None:
    """Where the page's own script is missing, the sentence for readers without JavaScript appears,
    and the lists.
    """
    page = visits.open(archive)
    page.route("**/theme/js/search.js", lambda route, _: route.abort())
    page.goto(archive.url("search.html?q=ferry"))
    page.evaluate("document.getAnimations().forEach(waiting => waiting.finish())")
    expect(page.get_by_text("The search needs JavaScript")).to_be_visible()
    expect(page.locator("#search-browse").get_by_role("link", name="Dates")).to_be_visible()
    expect(box(page)).to_be_hidden()
    visits.faults.clear()


def test_without_javascript_the_lists_are_offered(archive: Site, visits: Visits) -> None:
    """Without JavaScript there is no box that does nothing, but a sentence and links to every
    list.
    """
    page = visits.open(archive, java_script_enabled=False)
    page.goto(archive.url("search.html"))
    expect(page.get_by_text("The search needs JavaScript")).to_be_visible()
    expect(box(page)).to_be_hidden()
    for name in ("Dates", "Outlets", "Places", "Topics"):
        expect(page.get_by_role("main").get_by_role("link", name=name, exact=True)).to_be_visible()


def test_an_archive_may_be_built_anew_meanwhile(
    demonstration: Path, visits: Visits, tmp_path: Path
) -> None:
    """A page that is open while its archive is built anew finds the new stories at its next
    question, and says so.
    """
    living = Living(tmp_path / "living", demonstration)
    living.build(
        {
            "2025/a-0000000000": told_page("Old ferry", "2025-01-01"),
            "2025/b-0000000000": told_page("Pier", "2025-01-02"),
        }
    )
    with host(living.output) as site:
        page = visit(visits, site, "?q=ferry")
        assert titles(page) == ["Old ferry"]
        living.build(
            {
                f"2025/{name}-0000000000": told_page(f"New pier {name}", "2025-01-03")
                for name in "bcd"
            }
        )
        box(page).fill("pier")
        assert sorted(titles(page)) == ["New pier b", "New pier c", "New pier d"]
        expect(page.get_by_text("The archive was built anew")).to_be_visible()
        visits.close()
    visits.faults.clear()


# --- what wants to be more than text --------------------------------------------------------------


def test_what_stories_and_addresses_say_is_text(archive: Site, visits: Visits) -> None:
    """Markup in any field, in a name, in the address or in the box is shown as it is written, and
    does nothing.
    """
    names = "&outlet=%3Cimg%20src=x%3E&place=__proto__&label=constructor&side=__proto__&language=%3Cb%3E&captured=toString"
    page = visit(visits, archive, f"?q=%3Cscript%3E{names}")
    assert status(page) == "No story found for “<script>”."
    for kind, name in (
        ("outlet", "<img src=x>"),
        ("label", "constructor"),
        ("language", "<b>"),
        ("captured", "toString"),
    ):
        assert (
            page.locator(f"#search-{kind} :checked").evaluate(
                "box => box.nextElementSibling.textContent"
            )
            == name
        )
    page.locator("#search-filters > .search-clear").click()
    box(page).fill("script")
    assert titles(page) == [told.MARKUP, *titles(page)[1:]]
    card = page.locator("#search-list li").first
    assert (
        card.locator(".facts").inner_text().startswith(f"4 March 2022 · {told.MARKUP}; constructor")
    )
    expect(card.locator(".passage").first).to_contain_text(told.MARKUP)
    for kind in ("topic", "label"):
        page.locator(f"#search-{kind} > summary").click()
    for kind, name in (
        ("outlet", told.MARKUP),
        ("outlet", "toString"),
        ("outlet", "__proto__"),
        ("topic", "__proto__"),
        ("place", "constructor"),
    ):
        choice(page, kind, name).check()
        assert status(page) == "1 story for “script”.", (kind, name)
        choice(page, kind, name).uncheck()
    assert page.locator("main img, main script, main [onerror]").count() == 0


_OUTSIDE = [
    "javascript:alert(1)", " javascript:alert(1)", "JAVASCRIPT:alert(1)//x.html",
    "java\nscript:alert(1)", "data:text/html,x",
    "https://elsewhere.example/x.html", "//elsewhere.example/x.html", "/x.html",
    "\\\\elsewhere.example\\x.html", "../x.html",
    "stories/../../x.html", "%2e%2e/x.html", ".%2E/x.html", "stories//elsewhere.html", "", "#",
    "?q=1",
]  # fmt: skip


def test_addresses_that_lead_elsewhere_are_no_links(searched: Path, visits: Visits) -> None:
    """A story whose address is not below this site is shown without a link, and taken along without
    one.
    """
    outside = [*_OUTSIDE]

    def lead_elsewhere(route: Route) -> None:
        text = route.fetch().text()
        if '"stories/' in text and outside:
            text = re.sub(r'"stories/[^"]+"', lambda _: json.dumps(outside.pop()), text, count=1)
        _replaced(route, text)

    with host(searched, WAYS["prefix"]) as site:
        page = visits.open(site)
        page.route(FILES, lead_elsewhere)
        page.goto(site.url("search.html?q=sails"))
        assert len(titles(show_all(page))) == told.FERRIES
        assert page.locator("#search-list a").count() == told.FERRIES - len(_OUTSIDE)
        page.locator("#search-take > summary").click()
        addresses = [row["address"] for row in json.loads(_downloaded(visits, page, "JSON"))]
        assert addresses.count("") == len(_OUTSIDE)
        assert all(address.startswith(site.url("stories/")) for address in addresses if address)
        visits.close()


def test_scripts_come_from_below_search_only(archive: Site, visits: Visits) -> None:
    """A name in the index that leads elsewhere is never asked for: it counts as damaged."""
    page = visits.open(archive)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    named: dict[str, Any] = {
        "format": 1,
        "stories": 16,
        "segments": [{"stories": 16, "starts": "", "days": "3"}],
        "folders": "x",
    }
    names = [
        "https://elsewhere.example/x",
        "//elsewhere.example/x",
        "../x",
        "000000000000/../x",
        "000000000000/x?",
        "x",
    ]
    page.route(
        "**/manifest.js*",
        lambda route, _: _replaced(route, f"storyIndex.manifest({json.dumps(named)})"),
    )
    for name in names:
        named["segments"][0]["name"] = named["folders"] = name
        page.goto(archive.url("search.html?q=ferry"))
        assert status(page) == "No story found for “ferry” in what could be searched."
        box(page).fill("")
        ready(page)
    assert {url for url in loaded if "/search/" in url and "manifest" not in url} == set()
    assert visits.faults == []
    refused = page.evaluate("""() => {
      const refusals = [];
      for (const act of [
        () => { document.createElement('script').src = 'search/x.js'; },
        () => trustedTypes.createPolicy('archive-search', {}),
        () => { document.body.innerHTML = '<b>'; },
      ]) try { act(); } catch (error) { refusals.push(error.name); }
      return refusals;
    }""")
    assert refused == ["TypeError"] * 3
    visits.faults.clear()
