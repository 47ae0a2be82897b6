"""The search page in a real browser: how it is asked, over invented stories and under the site's
own policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support import search_stories as told
from tests.support.asking import (
    PAGE,
    Gate,
    asked,
    box,
    choice,
    focused,
    ready,
    status,
    titles,
    visit,
)
from tests.support.hosts import WAYS, Site, host
from tests.support.visits import Visits

FACETS = ("outlet", "label", "side", "place", "topic", "language", "captured")
FERRIES = range(told.FERRIES)

# Notes what can be seen at every change: what the box says, what the page says that it found, the
# first story that shows.
_WATCH = """
window.seen = [];
addEventListener('DOMContentLoaded', () => {
  const part = id => document.getElementById(`search-${id}`), list = part('list');
  new MutationObserver(() => {
    const found = part('status').innerText, [, words] = /“(.*)”/.exec(found) ?? [];
    const shown = !list.classList.contains('stale') && list.querySelector('a')?.textContent;
    seen.push([part('box').value.trim(), words ?? '', shown || '']);
  }).observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
});
"""


def _ferries(fits: Callable[[int], bool]) -> str:
    """What the page says when it finds the ferries that fit."""
    return f"{_stories(sum(map(fits, FERRIES)))} for “ferry”."


def _stories(number: int) -> str:
    return f"{number} {'story' if number == 1 else 'stories'}"


# --- asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_it_works_alike_wherever_it_stands(searched: Path, visits: Visits, way: str) -> None:
    """At a root, under a prefix and from a disk the page finds, filters, tells the address and
    leads to the story.
    """
    with host(searched, WAYS[way]) as site:
        page = visit(visits, site)
        assert status(page) == f"{told.ALL} stories."
        box(page).press_sequentially("ferry")
        assert status(page) == f"{told.FERRIES} stories for “ferry”."
        assert page.title().startswith("ferry – Search")
        choice(page, "place", "Ærø").check()
        choice(page, "outlet", "Outlet 3").check()
        found = _ferries(lambda n: "Ærø" in told.places(n) and "Outlet 3" in told.outlets(n))
        assert status(page) == found
        assert asked(page) == {"q": ["ferry"], "place": ["Ærø"], "outlet": ["Outlet 3"]}
        again = visits.open(site)
        again.goto(page.url)
        assert status(again) == found
        assert titles(again) == titles(page)
        link = page.locator("#search-list a").first
        assert link.evaluate("link => link.href").startswith(f"{site.address}stories/20")
        visits.close()


def test_the_form_of_the_home_page_leads_here(root_site: Site, visits: Visits) -> None:
    """Words that are typed on the home page are searched on the search page, and Enter opens what
    was found.
    """
    page = visits.open(root_site)
    page.goto(root_site.url())
    page.get_by_role("searchbox").fill("ferry strike")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"search\.html"))
    assert "for “ferry strike”" in status(page)
    expect(box(page)).to_have_value("ferry strike")
    assert page.locator("#search-list mark").count() > 0
    title = titles(page)[0]
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_stories_come_while_words_are_typed(archive: Site, visits: Visits) -> None:
    """Each letter is answered without Enter; the last word is found by its beginning, every word in
    its other forms.
    """
    page = visit(visits, archive)
    found = []
    for letter in "breakw":
        box(page).press(letter)
        found.append(status(page))
    assert found[0] == "No story found for “b” (the last word as it stands)."
    assert found[2:] == [f"1 story for “{words}”." for words in ("bre", "brea", "break", "breakw")]
    box(page).fill("ferries ")
    assert status(page) == f"{told.FERRIES} stories for “ferries”."
    assert {mark.casefold() for mark in page.locator("#search-list mark").all_inner_texts()} == {
        "ferry"
    }


def test_no_older_question_is_answered(archive: Site, visits: Visits) -> None:
    """However late its files come, what is shown and said is always of the question in the box, or
    nothing is.
    """
    page = visits.open(archive)
    page.add_init_script(_WATCH)
    gate = Gate(page)
    page.goto(archive.url("search.html"), wait_until="commit")
    for words in ("vessel", "lantern", "vessel pilots", "lantern breakwater"):
        box(page).fill(words)
        page.wait_for_timeout(30)
        expect(page.get_by_role("status")).to_have_text("Searching …", use_inner_text=True)
        if gate.waiting:
            gate.one()
    gate.open()
    assert status(page) == "1 story for “lantern breakwater”."
    for words in ("vessel", "lantern", "vessel", "breakwater"):
        box(page).press("Control+a")
        box(page).press_sequentially(words)
    assert titles(page) == ["A long text"]
    seen = page.evaluate("seen")
    assert len(seen) > 20
    assert [one for one in seen if one[1] not in ("", one[0])] == []
    assert [one for one in seen if "vessel" in one[0] and one[2] and "Vessel" not in one[2]] == []
    assert [
        one
        for one in seen
        if "vessel" not in one[0] and one[0].startswith(("lan", "bre")) and "Vessel" in one[2]
    ] == []


def test_older_stories_are_not_seen_meanwhile(archive: Site, visits: Visits) -> None:
    """While a question waits for its files, the stories of the one before keep their room, but are
    not seen or touched.
    """
    page = visit(visits, archive, "?q=vessel")
    first = page.locator("#search-list li").first
    assert first.evaluate("story => getComputedStyle(story).opacity") == "1"
    gate = Gate(page)
    box(page).fill('"the lantern"')
    expect(page.get_by_role("status")).to_have_text("Searching …", use_inner_text=True)
    page.wait_for_timeout(100)
    style = "story => [getComputedStyle(story).opacity, getComputedStyle(story).pointerEvents]"
    assert first.evaluate(style) == ["0", "none"]
    gate.open()
    assert "Vessel" not in " ".join(titles(page))
    assert first.evaluate("story => getComputedStyle(story).opacity") == "1"


def test_half_a_sign_is_no_question(archive: Site, visits: Visits) -> None:
    """What an input method has not finished is not asked; what it brings is."""
    page = visit(visits, archive)
    box(page).focus()
    keys = page.context.new_cdp_session(page)
    keys.send("Input.imeSetComposition", {"text": "ferr", "selectionStart": 4, "selectionEnd": 4})
    expect(box(page)).to_have_value("ferr")
    assert status(page) == f"{told.ALL} stories."
    keys.send("Input.insertText", {"text": "ferry"})
    assert status(page) == f"{told.FERRIES} stories for “ferry”."


def test_without_words_the_newest_stories_are_shown(archive: Site, visits: Visits) -> None:
    """An empty box browses all stories, newest first, and filters narrow them all the same."""
    page = visit(visits, archive)
    assert titles(page) == _sorted(told.day)[:PAGE]
    assert (
        page.locator("select").evaluate("list => list.selectedOptions[0].textContent")
        == "Newest first"
    )
    choice(page, "place", "Ærø").check()
    assert status(page) == f"{sum('Ærø' in told.places(n) for n in FERRIES)} stories."


def test_a_question_of_any_length_does_no_harm(archive: Site, visits: Visits) -> None:
    """Ten thousand signs and two thousand words are answered, and the page says that the end was
    not searched.
    """
    page = visit(visits, archive)
    for words in (
        "a" * 10_000,
        "ferry " * 1999 + "nowhere",
        "e\u0301\u0327" * 3000,
        "東" * 10_000,
        '-"' * 5000,
        "outlet:x " * 1200,
    ):
        box(page).fill(words)
        assert len(status(page)) < 170
        expect(page.get_by_text("The question is long")).to_be_visible()
        box(page).press("Enter")
        assert asked(page)["q"] == [words]


def test_what_cannot_be_asked_is_said(archive: Site, visits: Visits) -> None:
    """A question without a letter, and a part that is not understood, are each met with a
    sentence.
    """
    page = visit(visits, archive, "?q=%3F!")
    expect(page.get_by_text("The question has no letter and no digit")).to_be_visible()
    assert status(page).startswith(f"{told.ALL} stories")
    box(page).fill("ferry before:yesterday after:2024-13 ")
    expect(page.locator(".search-note:visible")).to_have_text(
        "Not understood: before:yesterday, after:2024-13"
    )
    assert status(page).startswith(f"{told.FERRIES} stories")
    box(page).fill("ferry ")
    expect(page.locator(".search-note:visible")).to_have_count(0)


def test_filters_in_the_box_and_beside_it_both_hold(archive: Site, visits: Visits) -> None:
    """A filter that is typed narrows what the boxes beside leave, by the beginnings of a name's
    words.
    """
    page = visit(visits, archive, "?place=Halmsund")
    box(page).fill("outlet:ledg after:2024 before:2026 ferry")
    fits = _ferries(
        lambda n: (
            told.day(n) > "2025"
            and "The Ledger" in told.outlets(n)
            and "Halmsund" in told.places(n)
        )
    )
    assert status(page).split(" for ")[0] == fits.split(" for ")[0]


# --- the address ----------------------------------------------------------------------------------


def _state(page: Page) -> tuple[str, list[str], str, str, str]:
    chosen = page.locator("#search-filters :checked").evaluate_all(
        "boxes => boxes.map(box => box.value)"
    )
    return (
        box(page).input_value(),
        chosen,
        page.locator("select").input_value(),
        status(page),
        page.title(),
    )


def test_back_and_forward_walk_through_the_questions(archive: Site, visits: Visits) -> None:
    """Typing replaces its own entry of the history; a finished question, each filter and the order
    keep theirs.
    """
    page = visit(visits, archive)
    entries = page.evaluate("history.length")
    box(page).press_sequentially("ves")
    page.wait_for_url(re.compile(r"\?q=ves$"))
    box(page).press_sequentially("sel")
    page.wait_for_url(re.compile(r"\?q=vessel$"))
    states = [_state(page)]
    choice(page, "place", "Ærø").check()
    states.append(_state(page))
    page.locator("select").select_option("oldest")
    states.append(_state(page))
    box(page).fill("ferry")
    box(page).press("Enter")
    states.append(_state(page))
    assert page.evaluate("history.length") == entries + 4
    assert len(set(map(repr, states))) == 4
    for state in reversed(states):
        assert _state(page) == state
        page.go_back()
    assert _state(page)[:3] == ("", [], "")
    assert status(page) == f"{told.ALL} stories."
    for state in states:
        page.go_forward()
        assert _state(page) == state


def test_days_keep_an_entry_of_the_history(archive: Site, visits: Visits) -> None:
    """What is chosen after a day was set does not take the way back to it."""
    page = visit(visits, archive)
    page.get_by_label("From").fill("2024-01-01")
    found = status(page)
    choice(page, "place", "Ærø").check()
    assert status(page) != found
    page.go_back()
    assert status(page) == found
    assert page.get_by_label("From").input_value() == "2024-01-01"
    page.go_back()
    assert status(page) == f"{told.ALL} stories."


def test_the_search_needs_no_history(archive: Site, visits: Visits) -> None:
    """Where a browser refuses to change the address, everything else works."""
    page = visits.open(archive)
    page.add_init_script(
        "history.pushState = history.replaceState = () => { throw new DOMException('no', 'SecurityError'); }"
    )
    page.goto(archive.url("search.html?q=vessel"))
    choice(page, "place", "Ærø").check()
    box(page).fill("ferry")
    page.locator("select").select_option("oldest")
    assert status(page) == _ferries(lambda n: "Ærø" in told.places(n))


def test_an_address_says_only_what_the_form_can_hold(archive: Site, visits: Visits) -> None:
    """Names are taken in any spelling, fifty of a kind at most, also those that no story has; what
    is no day is left out.
    """
    many = "".join(f"&place=p{n}" for n in range(70))
    page = visit(
        visits,
        archive,
        f"?outlet=outlet++9&outlet=OUTLET-9&outlet=Nowhere&from=2024-99-99&sort=bogus&x=1{many}",
    )
    values = "boxes => boxes.map(box => box.value)"
    assert page.locator("#search-outlet :checked").evaluate_all(values) == ["Nowhere", "Outlet 9"]
    assert page.locator("#search-place :checked").count() == 50
    assert page.get_by_label("From").input_value() == ""
    assert page.locator("select").evaluate("list => list.selectedIndex") == 0
    expect(page.locator("#search-filters > summary")).to_have_text("Filters · 52 chosen")
    page.locator("#search-filters > .search-clear").click()
    assert status(page) == f"{told.ALL} stories."
    assert asked(page) == {}
    expect(page.locator("#search-filters > summary")).to_be_focused()


# --- keys -----------------------------------------------------------------------------------------


def test_keys_walk_through_the_page(archive: Site, visits: Visits) -> None:
    """`/` goes to the box, arrows walk box, stories and button, Escape leads back and then
    clears.
    """
    page = visit(visits, archive)
    page.keyboard.press("/")
    page.keyboard.type("ferry/11")
    expect(box(page)).to_have_value("ferry/11")
    box(page).fill("ferry")
    first, second, *_, last = titles(page)
    walked = [
        page.keyboard.press(key) or focused(page)
        for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp")
    ]
    assert walked == [first, second, first, "search-box", "search-box"]
    for _ in range(PAGE):
        page.keyboard.press("ArrowDown")
    assert focused(page) == last
    page.keyboard.press("ArrowDown")
    assert focused(page) == "search-more"
    page.keyboard.press("Escape")
    assert focused(page) == "search-box"
    expect(box(page)).to_have_value("ferry")
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value("")
    assert status(page) == f"{told.ALL} stories."
    choice(page, "place", "Ærø").focus()
    page.keyboard.press("/")
    assert focused(page) == "search-box"


def test_keys_of_other_fields_stay_theirs(archive: Site, visits: Visits) -> None:
    """In a field of the filters `/` is a sign, Escape clears it first, and keys with Control are
    the browser's.
    """
    page = visit(visits, archive)
    find = page.get_by_label("Find an outlet")
    find.press_sequentially("led/")
    expect(find).to_have_value("led/")
    find.press("Escape")
    expect(find).to_have_value("")
    find.press("Escape")
    assert focused(page) == "search-box"
    page.locator("select").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("select").input_value() == "oldest"
    box(page).focus()
    page.keyboard.press("Control+ArrowDown")
    assert focused(page) == "search-box"


def test_on_a_phone_enter_puts_the_keyboard_away(archive: Site, visits: Visits) -> None:
    """There the filters are closed at first and their counts not loaded; Enter gives the room to
    what was found.
    """
    page = visits.open(
        archive, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(archive.url("search.html?q=ferry"))
    ready(page)
    expect(choice(page, "place", "Ærø")).to_be_hidden()
    assert _counting(loaded) == set()
    box(page).tap()
    box(page).press("Enter")
    assert focused(page) != "search-box"
    page.locator("#search-filters > summary").tap()
    page.locator("#search-place > summary").tap()
    expect(choice(page, "place", "Ærø")).to_be_visible()
    assert _counting(loaded) == {"tp"}


# --- filters --------------------------------------------------------------------------------------


def _counting(loaded: list[str]) -> set[str]:
    """Of the files that were loaded, those that only counts need."""
    return {
        match[1] for url in loaded if (match := re.search(r"/search/[0-9a-f]{12}/(t\w)\.js", url))
    }


def test_choices_of_a_kind_add_up_and_kinds_narrow(archive: Site, visits: Visits) -> None:
    """Of one kind any name will do, and of every kind there must be one."""
    page = visit(visits, archive, "?q=ferry")
    fits = _ferries(lambda n: n % 13 == 3)
    choice(page, "outlet", "Outlet 3").check()
    assert status(page) == fits
    choice(page, "outlet", "Outlet 4").check()
    assert status(page) == _ferries(lambda n: n % 13 in (3, 4))
    choice(page, "place", "Kings Skerry").check()
    assert status(page) == _ferries(lambda n: n % 13 in (3, 4) and "Kings Skerry" in told.places(n))
    assert page.locator("#search-outlet > summary .search-chosen").inner_text() == "2"
    choice(page, "outlet", "Outlet 4").uncheck()
    assert status(page) == _ferries(lambda n: n % 13 == 3 and "Kings Skerry" in told.places(n))


def test_a_count_is_what_choosing_the_name_brings(archive: Site, visits: Visits) -> None:
    """For every kind of filter, beside words and another choice, a click brings as many stories as
    the count said.
    """
    page = visit(visits, archive, "?q=ferry&place=Halmsund")
    for kind in FACETS:
        if kind not in ("outlet", "place"):
            page.locator(f"#search-{kind} > summary").click()
        rows = page.locator(f"#search-{kind}-values li:not(:has(:checked))")
        expect(rows.first).to_be_visible()
        for name, count in [row.split("\n") for row in rows.all_inner_texts()[:2]]:
            choice(page, kind, name).first.check()
            # A second place adds to the first.
            brought = int(count) + (
                sum("Halmsund" in told.places(n) for n in FERRIES) if kind == "place" else 0
            )
            assert status(page) == f"{_stories(brought)} for “ferry”.", (kind, name)
            choice(page, kind, name).first.uncheck()


def test_filters_say_in_words_what_the_archive_says_in_names(archive: Site, visits: Visits) -> None:
    """Labels, sides, states and languages stand in words of the page's language."""
    page = visit(visits, archive)
    shown = {}
    for kind in ("label", "side", "language", "captured"):
        page.locator(f"#search-{kind} > summary").click()
        rows = page.locator(f"#search-{kind} li")
        expect(rows.first).to_be_visible()
        shown[kind] = {row.split("\n")[0] for row in rows.all_inner_texts()}
    assert shown["label"] == {"Left", "Center", "Right", "Rating not stated", "Not rated"}
    assert shown["side"] == {"Left", "Center", "Right"}
    assert {"English", "Not known"} <= shown["language"]
    assert shown["captured"] == {
        "All reported articles captured", "Partly captured", "Reported number not stated",
        "None captured",
    }  # fmt: skip


def test_counts_are_loaded_for_open_filters_only(archive: Site, visits: Visits) -> None:
    """What a closed filter would count is not loaded until it is opened, or something is chosen in
    it.
    """
    page = visits.open(archive)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(archive.url("search.html?q=ferry"))
    ready(page)
    assert _counting(loaded) == {"to", "tp"}
    page.locator("#search-topic > summary").click()
    expect(choice(page, "topic", "Strikes")).to_be_visible()
    assert _counting(loaded) == {"to", "tp", "tt"}
    choice(page, "topic", "Strikes").check()
    page.locator("#search-topic > summary").click()
    assert status(page) == _ferries(lambda n: n % 3 > 0)
    assert _counting(loaded) == {"to", "tp", "tt"}
    page.goto(archive.url("search.html?label=left"))
    ready(page)
    assert _counting(loaded) == {"to", "tp", "tt", "tl"}


def test_long_filters_show_their_first_names(archive: Site, visits: Visits) -> None:
    """Ten names at first, the others on demand; a chosen one stays, even where it brings nothing,
    until it is cleared.
    """
    page = visit(visits, archive, "?outlet=Nowhere+Daily&q=ferry")
    rows, every = page.locator("#search-outlet li"), page.locator("#search-outlet .search-all")
    assert rows.count() == 11
    assert (every.inner_text(), every.get_attribute("aria-expanded")) == ("Show all", "false")
    every.click()
    expect(rows).to_have_count(15)
    assert (every.inner_text(), every.get_attribute("aria-expanded")) == ("Show fewer", "true")
    every.click()
    expect(rows).to_have_count(11)
    choice(page, "outlet", "Nowhere Daily").focus()
    page.keyboard.press("Space")
    expect(rows).to_have_count(10)
    assert status(page) == f"{told.FERRIES} stories for “ferry”."
    assert page.evaluate("document.activeElement.closest('#search-outlet, #search-box') !== null")


def test_a_name_is_found_by_a_part_of_it(archive: Site, visits: Visits) -> None:
    """The field of a filter finds names by any part, whatever their case and accents, and asks no
    question.
    """
    page = visit(visits, archive)
    page.get_by_label("Find a place").press_sequentially("ÆRO")
    rows = page.locator("#search-place li")
    expect(rows).to_have_count(1)
    assert rows.inner_text().split("\n")[0] == "Ærø"
    page.wait_for_timeout(600)
    assert asked(page) == {}
    choice(page, "place", "Ærø").check()
    assert asked(page) == {"place": ["Ærø"]}
    page.get_by_label("Find a place").fill("nowhere")
    expect(rows).to_have_count(1)
    page.get_by_label("Find a place").fill("")
    expect(rows).to_have_count(10)


# --- order, days and months -----------------------------------------------------------------------


def _sorted(key: Callable[[int], Any], *, newest: bool = True) -> list[str]:
    """The titles of the ferries by a key, then newest first; no two are of one day."""
    numbers = sorted(FERRIES, key=told.day, reverse=True)
    return [told.title(n) for n in sorted(numbers, key=key, reverse=newest)]


def test_stories_stand_in_the_order_that_is_chosen(archive: Site, visits: Visits) -> None:
    """By relevance, newest, oldest or most covered first; the first two are one where nothing is
    asked.
    """
    page = visit(visits, archive, "?q=number+41")
    assert titles(page) == [told.title(41)]
    box(page).fill("ferry")
    assert all("Ferry" in title for title in titles(page)), "a title weighs more than a summary"
    order = page.locator("select")
    options = "list => [...list.options].filter(option => !option.hidden).map(option => option.textContent)"
    assert order.evaluate(options) == [
        "Relevance",
        "Newest first",
        "Oldest first",
        "Most covered first",
    ]
    for value, key, newest in (
        ("newest", told.day, True),
        ("oldest", told.day, False),
        ("covered", lambda n: told.reported(n) or len(told.outlets(n)), True),
    ):
        order.select_option(value)
        assert titles(page) == _sorted(key, newest=newest)[:PAGE], value
        assert asked(page)["sort"] == [value]
    order.select_option("")
    assert "sort" not in asked(page)
    box(page).fill("")
    assert status(page) == f"{told.ALL} stories."
    assert order.evaluate(options) == ["Newest first", "Oldest first", "Most covered first"]


def test_days_are_a_range(archive: Site, visits: Visits) -> None:
    """Both days count in; stories without a day are left out, which is said; the other way round
    nothing is found.
    """
    page = visit(visits, archive, f"?from={told.day(10)}&to={told.day(20)}")
    first, last = page.get_by_label("From"), page.get_by_label("To", exact=True)
    assert (
        status(page)
        == f"{sum(told.day(10) <= told.day(n) <= told.day(20) for n in FERRIES)} stories."
    )
    expect(page.get_by_text("Left out, since their day is not known: 1")).to_be_visible()
    first.fill(told.day(20))
    assert set(titles(page)) == {told.title(n) for n in FERRIES if told.day(n) == told.day(20)}
    assert asked(page) == {"from": [told.day(20)], "to": [told.day(20)]}
    last.fill("2022-01-01")
    assert status(page) == "No story found."
    page.locator("#search-filters > .search-clear").click()
    assert first.input_value() == last.input_value() == ""
    expect(page.get_by_text("Left out")).to_be_hidden()


def test_months_are_chosen_with_keys(archive: Site, visits: Visits) -> None:
    """Each handle is one stop, moves by months, says month and count, and never passes the
    other.
    """
    page = visit(visits, archive, "?q=ferry")
    first, last = page.get_by_label("First month"), page.get_by_label("Last month")
    start, end = page.get_by_label("From"), page.get_by_label("To", exact=True)
    months = sorted({told.day(n)[:7] for n in FERRIES})
    assert page.locator(".search-ends").inner_text().split() == ["Jan", "2023", "Sept", "2025"]
    first.press("ArrowRight")
    first.press("ArrowRight")
    assert (start.input_value(), end.input_value()) == ("2023-03-01", "")
    expect(first).to_have_attribute(
        "aria-valuetext", f"Mar 2023: {sum(told.day(n).startswith('2023-03') for n in FERRIES)}"
    )
    assert status(page) == _ferries(lambda n: told.day(n) >= "2023-03")
    last.press("ArrowLeft")
    assert end.input_value() == "2025-08-31"
    assert status(page) == _ferries(lambda n: "2023-03" <= told.day(n) < "2025-09")
    last.press("Home")
    assert (start.input_value(), end.input_value()) == ("2023-03-01", "2023-03-31")
    assert status(page) == "No story found for “ferry”.", "no ferry sails in March 2023"
    last.press("End")
    last.press("ArrowLeft")
    first.press("End")
    assert (start.input_value(), end.input_value()) == ("2025-08-01", "2025-08-31")
    last.press("End")
    first.press("Home")
    assert (start.input_value(), end.input_value()) == ("", "")
    assert status(page) == f"{told.FERRIES} stories for “ferry”."
    assert months[0] == "2023-01"


def test_months_are_dragged(archive: Site, visits: Visits) -> None:
    """A handle follows the mouse and the touch of its own place; a drag is one entry of the
    history.
    """
    page = visit(visits, archive, "?q=ferry")
    entries = page.evaluate("history.length")
    chart = page.locator(".search-chart").bounding_box()
    assert chart
    x, y, width = chart["x"], chart["y"] + chart["height"] / 2, chart["width"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + width * 0.7, y, steps=9)
    page.mouse.up()
    start = page.get_by_label("From").input_value()
    assert "2024-09-01" < start < "2025-03"
    assert status(page) == _ferries(lambda n: told.day(n) >= start)
    page.wait_for_url(re.compile(f"from={start}"))
    page.mouse.move(x + width, y)
    page.mouse.down()
    page.mouse.move(x + width * 0.2, y, steps=5)
    page.mouse.up()
    end = page.get_by_label("To", exact=True).input_value()
    assert page.get_by_label("From").input_value() == start
    assert end[:7] == start[:7], "one month is left between them"
    page.wait_for_url(re.compile(f"to={end}"))
    assert page.evaluate("history.length") - entries in (1, 2)


def test_a_handle_moves_its_own_day_only(archive: Site, visits: Visits) -> None:
    """A day amid a month that was typed stays when the other end is moved."""
    page = visit(visits, archive, "?from=2024-02-15&to=2025-06-10")
    page.get_by_label("Last month").press("ArrowLeft")
    assert page.get_by_label("From").input_value() == "2024-02-15"
    assert page.get_by_label("To", exact=True).input_value() == "2025-05-31"
    page.get_by_label("First month").press("ArrowRight")
    assert page.get_by_label("From").input_value() == "2024-03-01"
    assert page.get_by_label("To", exact=True).input_value() == "2025-05-31"
