"""The search where files of its index are missing, damaged or replaced, and where a question is out
of all measure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from playwright.sync_api import Page, Route

from generator.search import dictionary, segments, values
from generator.search.values import facet_files
from tests.support.hosts import WAYS, Site, host
from tests.support.living import Living
from tests.support.reference import Question, Scan
from tests.support.search_corpus import Life
from tests.support.visits import Visits

STORIES = 45
PATIENCE = 1500
"""Milliseconds in which any question is answered."""

_ASK = """
([query, patience]) => new Promise(resolve => {
  const start = performance.now();
  storyArchive.ask(query, told => told.complete && resolve({...told, took: performance.now() - start}));
  setTimeout(() => resolve({missing: 'no answer'}), patience);
})
"""
_COLLECT = (
    "() => storyArchive.collect(1000, () => {}).then(rows => rows.length, error => `${error}`)"
)


def _small_files() -> tuple[Any, ...]:
    """With small blocks and lists a small archive has files of every kind."""
    sizes = (
        (dictionary, "GROUP", 24),
        (dictionary, "BLOCK", 1024),
        (segments, "INLINE", 20),
        (values, "TOP", 4),
    )
    apart = mock.patch.object(
        segments, "facet_files", lambda *given, large, made=facet_files: made(*given, large=True)
    )
    return (
        *(mock.patch.object(*size) for size in sizes),
        mock.patch.object(values, "FEW", 4),
        apart,
    )


def _build(archive: Living, life: Life) -> None:
    for patch in (patches := _small_files()):
        patch.start()
    archive.build(life.pages)
    for patch in patches:
        patch.stop()


def _grown(archive: Living) -> Life:
    life = Life(4)
    for _ in range(STORIES):
        life.grow()
    _build(archive, life)
    return life


def _ask(
    page: Page, question: Question, *, patience: int = 10_000, **options: Any
) -> dict[str, Any]:
    """The answer, once it is complete."""
    answer: dict[str, Any] = page.evaluate(
        _ASK, [{**question.query(show=3, counts=[]), **options}, patience]
    )
    return answer


# --- files that are not what they should be -------------------------------------------------------


@dataclass(frozen=True)
class Needed:
    """A kind of file: what its path begins and ends with, and a question that needs one."""

    folder: str
    name: str
    question: Question
    options: dict[str, Any] = field(default_factory=dict)


NEEDED = {
    "manifest": Needed("", "manifest", Question()),
    "words": Needed("segment", r"\d+", Question(words=("ferry",)), {"show": 0}),
    "long list": Needed("segment", r"x\d+", Question(words=("the",))),
    "places": Needed("segment", r"p\d+", Question(phrases=("the ferry",))),
    "long places": Needed("segment", r"y\d+", Question(phrases=("the that",))),
    "values": Needed(
        "segment", r"\d+", Question(chosen={"outlet": ("The Harbor Lantern",)}), {"show": 0}
    ),
    "commonest values": Needed("segment", "to", Question(), {"counts": ["outlet"]}),
    "names of values": Needed(
        "segment", "no", Question(), {"counts": ["outlet"], "all": ["outlet"]}
    ),
    "all values": Needed("segment", "vo", Question(), {"counts": ["outlet"], "all": ["outlet"]}),
    "a part of a name": Needed(
        "segment", "no", Question(typed=(("outlet", "lanter"),)), {"show": 0}
    ),
    "days": Needed("segment", "d", Question(since="2022-01-05")),
    "days of months": Needed("segment", "d", Question()),
    "reports": Needed("segment", "c", Question(sort="covered")),
    "spellings": Needed("segment", "w", Question(words=("qqqqqqqq",))),
    "story": Needed("folder", r"\d+", Question(), {"show": 10}),
}
FOREIGN: dict[str, object] = {"a number": 7, "nothing": None, "a list": [{}, [1]]}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, demonstration: Path) -> Iterator[Site]:
    """A small archive that has every kind of file."""
    archive = Living(tmp_path_factory.mktemp("small") / "archive", demonstration)
    _grown(archive)
    with host(archive.output) as site:
        yield site


@pytest.fixture
def page(small: Site, visits: Visits) -> Page:
    """Its search page."""
    page = visits.open(small)
    page.goto(small.url("search.html"))
    return page


def _file(page: Page, site: Site, needed: Needed) -> str:
    """The file of its kind that a question loads last, of those that it did not load before."""
    manifest = (site.folder / "search" / "manifest.js").read_text(encoding="utf-8")
    told = json.loads(manifest[manifest.index("(") + 1 : manifest.rindex(")")])
    folders = {
        "": [""],
        "segment": [f"{one['name']}/" for one in told["segments"]],
        "folder": told["folders"].split(" "),
    }
    asked: list[str] = []
    page.on("request", lambda request: asked.append(site.path(request.url)))
    page.reload()
    _ask(page, needed.question, **needed.options)
    names = [
        path.removeprefix("search/").removesuffix(".js")
        for path in asked
        if path.startswith("search/")
    ]
    pattern = (
        f"({'|'.join(folder.rstrip('/') for folder in folders[needed.folder])})/?{needed.name}"
    )
    return [name for name in names if re.fullmatch(pattern, name)][-1]


def _answered(page: Page, file: str, body: str | None, needed: Needed) -> tuple[object, bool]:
    """What is missing, and whether the answer is complete, where a file holds something else, or is
    gone.
    """
    page.unroute_all()
    page.route(
        re.compile(rf"/search/{file}\.js"),
        lambda route: route.fulfill(
            status=404 if body is None else 200, body=body or "", content_type="text/javascript"
        ),
    )
    page.reload()
    answer = _ask(page, needed.question, patience=2 * PATIENCE, **needed.options)
    return answer["missing"], answer.get("complete", False)


@pytest.mark.parametrize("kind", NEEDED)
def test_a_file_that_is_not_what_it_should_be_is_named(
    small: Site, page: Page, visits: Visits, kind: str
) -> None:
    """Where a file hands over another kind of value, is gone, empty, cut off, or another one, the
    answer names it.
    """
    needed = NEEDED[kind]
    file = _file(page, small, needed)
    text = (small.folder / "search" / f"{file}.js").read_text(encoding="utf-8")
    call = text[: text.index("(") + 1] if file == "manifest" else f'storyIndex.file("{file}",'
    told = {
        name: _answered(page, file, f"{call}{json.dumps(value)})", needed)
        for name, value in FOREIGN.items()
    }
    assert visits.faults == [], "no script fails of what it is given"
    become = {
        "missing": None,
        "another": 'storyIndex.file("another","x")',
        "empty": "",
        "cut": text[: len(text) // 2],
    }
    if kind not in ("manifest", "words"):  # how files are loaded is one thing, whatever they hold
        del become["empty"], become["cut"]
    told |= {name: _answered(page, file, body, needed) for name, body in become.items()}
    assert told == dict.fromkeys([*FOREIGN, *become], ([file], True))
    visits.faults.clear()  # a browser tells of what does not load, or is no script


@pytest.mark.parametrize(("kind", "first"), [("commonest values", 2), ("all values", 0)])
def test_values_that_are_not_whole_are_noticed(
    small: Site, page: Page, visits: Visits, kind: str, first: int
) -> None:
    """Where the numbers of stories or their lists are cut off or go on, nothing is counted, and the
    answer names the file.
    """
    needed = NEEDED[kind]
    file = _file(page, small, needed)
    text = (small.folder / "search" / f"{file}.js").read_text(encoding="utf-8")
    call, whole = (
        text[: text.index(",") + 1],
        json.loads(text[text.index(",") + 1 : text.rindex(")")]),
    )
    counts, signs = whole[first:]
    assert _answered(page, file, text, needed) == ([], True)
    for other in (
        (counts[:-1], signs),
        (f"{counts}$", signs),
        (counts, signs[:-1]),
        (counts, f"{signs}#"),
        (counts[1:], signs),
    ):
        body = f"{call}{json.dumps([*whole[:first], *other])})"
        assert _answered(page, file, body, needed) == ([file], True), other
    visits.faults.clear()


def test_the_other_stories_are_shown(small: Site, page: Page, visits: Visits) -> None:
    """Where one story's file is gone, the answer still tells how many were found, and shows the
    others.
    """
    whole = _ask(page, Question(), show=10)
    file = _file(page, small, NEEDED["story"])
    page.route(re.compile(rf"/search/{file}\.js"), lambda route: route.fulfill(status=404))
    page.reload()
    answer = _ask(page, Question(), show=10)
    assert (answer["missing"], answer["total"]) == ([file], STORIES)
    assert [hit for hit in answer["hits"] if hit] == [
        hit for number, hit in enumerate(whole["hits"]) if answer["hits"][number]
    ]
    assert len(answer["hits"]) == 10
    assert answer["hits"].count(None) == 1
    visits.faults.clear()


def test_nothing_follows_a_complete_answer(small: Site, page: Page, visits: Visits) -> None:
    """Where one story's file is gone and another's comes late, the answer waits for that one, and
    is complete once.
    """
    _ask(page, Question())
    file = _file(page, small, NEEDED["story"])
    late: list[Route] = []
    page.route(re.compile(rf"/search/{file}\.js"), lambda route: route.fulfill(status=404))

    def hold(route: Route) -> None:
        late.append(route)

    folder, number = file.split("/")
    page.route(re.compile(rf"/search/{folder}/{int(number) + 1}\.js"), hold)
    page.reload(
        wait_until="commit"
    )  # the page asks for the late one as well, and is not loaded before it is
    while page.evaluate("typeof storyArchive") != "object":
        page.wait_for_timeout(20)
    page.evaluate(
        "query => { window.told = []; storyArchive.ask(query, answer => told.push(answer.complete)); }",
        Question().query(40),
    )
    page.wait_for_timeout(500)
    before = page.evaluate("told.length")
    for route in late:
        route.continue_()
    while not page.evaluate("told.includes(true)"):
        page.wait_for_timeout(50)
    page.wait_for_timeout(300)
    told = page.evaluate("told")
    assert len(told) > before
    assert told.count(True) == 1
    assert told[-1] is True
    visits.faults.clear()


# --- a rebuilt archive ----------------------------------------------------------------------------


@dataclass
class Open:
    """An archive that changes while its search page is open."""

    archive: Living
    life: Life
    site: Site
    page: Page

    def rebuild(self) -> Scan:
        """Change and build it, with all of its folders, and give the plain scan of it."""
        self.life.late()
        self.life.grow()
        _build(self.archive, self.life)
        return Scan(self.life.pages)


@pytest.fixture(params=["root", "file"])
def opened(
    request: pytest.FixtureRequest, tmp_path: Path, demonstration: Path, visits: Visits
) -> Iterator[Open]:
    """A small archive, from a host and from a disk."""
    archive = Living(tmp_path / "archive", demonstration)
    life = _grown(archive)
    with host(archive.output, WAYS[request.param]) as site:
        page = visits.open(site)
        page.goto(site.url("search.html"))
        _ask(page, Question(words=("harbour",)))
        yield Open(archive, life, site, page)


def test_a_rebuilt_archive_answers_from_its_new_files(opened: Open, visits: Visits) -> None:
    """Where the files of an older build are gone, the manifest is read once more, and the answer
    says that it is of another.
    """
    questions = (
        Question(words=("ferry",)),
        Question(phrases=("the that",), sort="newest"),
        Question(sort="oldest"),
    )
    for question in questions:
        scan = opened.rebuild()
        asked: list[str] = []
        opened.page.on(
            "request", lambda request, asked=asked: asked.append(opened.site.path(request.url))
        )
        answer = _ask(opened.page, question, show=100)
        assert [hit["address"] for hit in answer["hits"]] == scan.ask(question).addresses
        assert (answer["changed"], answer["missing"], answer["stories"]) == (
            True,
            [],
            len(opened.life.pages),
        )
        assert asked.count("search/manifest.js") == 1
        assert opened.page.evaluate(_COLLECT) == answer["total"]
    visits.faults.clear()  # the browser tells of the older files


def test_what_the_new_archive_lacks_is_named(opened: Open, visits: Visits) -> None:
    """Where the files of the new build do not load either, the answer names the first of them,
    once.
    """
    opened.rebuild()
    for file in (opened.site.folder / "search").glob("*/c.js"):
        file.unlink()
    answer = _ask(opened.page, Question(sort="covered"))
    assert answer["changed"] is True
    assert [re.fullmatch(r"[0-9a-f]{12}/c", name) is not None for name in answer["missing"]] == [
        True
    ]
    visits.close()
    visits.faults.clear()


def test_rows_of_an_older_archive_are_refused(opened: Open, visits: Visits) -> None:
    """Rows whose files are gone are not handed over in part: a sentence names the file."""
    _ask(opened.page, Question())
    opened.rebuild()
    assert re.fullmatch(
        r"Error: [0-9a-f]{12}/\d+ is missing or damaged", opened.page.evaluate(_COLLECT)
    )
    visits.close()
    visits.faults.clear()


# --- questions out of all measure -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000, "ferry " * 1000 + "nowhere", " ".join(f"w{n}" for n in range(1000)),
        "e\u0301\u0327" * 3000,
        "東" * 10_000, '"' * 10_000, "-" * 10_000, '-"the ferry" ' * 800, "outlet:the " * 1000,
        "before:2024 " * 900,
        "the that and " * 800, ("t" * 64 + " ") * 150, "\u0301" * 10_000, "a:" * 5000, ":" * 10_000,
    ],
    ids=lambda text: f"{text[:8]}…",
)  # fmt: skip
def test_a_question_of_any_length_is_answered_at_once(small: Site, page: Page, text: str) -> None:
    """Ten thousand signs and a thousand words are answered in a second and a half, and the end that
    was left away is told.
    """
    answer = _ask(page, Question(words=(text,), open=True))
    assert answer["missing"] == []
    assert answer["took"] < PATIENCE
    assert "long" in answer["notes"]
