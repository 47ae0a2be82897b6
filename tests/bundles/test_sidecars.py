"""Sidecars: what they state of a bundle, what becomes of one that cannot be used, and that they are
never passed over.
"""

from __future__ import annotations

import itertools
import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.bundles import sidecars
from generator.catalog.database import Catalog
from generator.catalog.presentation import WebAddress
from generator.catalog.presenting import present_story
from generator.page import format as page
from generator.page.model import Page
from generator.site.originals import find_originals, pack_zip
from generator.site.stock import html
from generator.story import assembly
from generator.story.model import Capture, Content, Story
from tests.support.archives import STAMP, put
from tests.support.invented import text
from tests.support.program import Done, pages, run, tree
from tests.support.scraped import scraped, written
from tests.support.strategies import DAYS, LINES, TEXTS

WHOLE = {
    "address": "https://gull.example/pilots?utm_source=mail",
    "captured": "2025-05-08T09:30:00+02:00",
    "language": "en-IE",
    "note": "Scanned from a print-out.\n\nThe last line is missing.",
    "licence": "https://licences.example/by/4.0",
}
LONG_AGO = 1_700_000_000_000_000_000


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An inbox with one text."""
    folder = tmp_path / "content" / "bundles"
    folder.mkdir(parents=True)
    (folder / "pilots.txt").write_text(text(), encoding="utf-8")
    return folder


def _beside(inbox: Path, stated: Any, name: str = "pilots.txt.meta.json") -> Path:
    path = inbox / name
    path.write_bytes(stated if isinstance(stated, bytes) else json.dumps(stated).encode())
    return path


def _convert(inbox: Path, *options: str | Path) -> Done:
    return run("convert", "--content", inbox.parent, "--jobs", "1", *options)


def _said(done: Done) -> list[str]:
    return [line for line in done.err.splitlines() if line.startswith(("note ", "problem "))]


def _page(inbox: Path) -> Page:
    (path,) = pages(inbox.parent)
    return page.read(path.read_text(encoding="utf-8"))


def test_a_sidecar_states_what_the_bundle_does_not(inbox: Path) -> None:
    """Address, time, language, note and licence go to the page, with what of them came from the
    sidecar, and come back.
    """
    _beside(inbox, WHOLE)
    done = _convert(inbox)
    assert (done.code, done.counts["bundles"], _said(done)) == (0, 1, [])
    kept = _page(inbox)
    (capture,) = kept.story.captures
    assert (kept.story.url, kept.story.language) == (WHOLE["address"], WHOLE["language"])
    assert (capture.captured, capture.note, capture.licence) == (
        "2025-05-08T07:30:00Z",
        WHOLE["note"],
        WHOLE["licence"],
    )
    assert capture.sidecar == ("address", "captured", "language", "note", "licence")
    assert kept.story.date == "2025-05-06"
    assert page.read(page.write(kept)) == kept


def test_the_address_is_what_the_story_is_known_by(inbox: Path) -> None:
    """A text with the address of a scraper's story is a capture of that story."""
    (inbox / "ferry.json").write_bytes(written(scraped()))
    _beside(inbox, {"address": scraped()["metadata"]["url"]})
    _convert(inbox)
    assert [capture.bundle for capture in _page(inbox).story.captures] == [
        "pilots.txt",
        "ferry.json",
    ]


def test_a_sidecar_outranks_the_bundle_and_the_bundle_the_option(inbox: Path) -> None:
    """The time is the sidecar's, else the bundle's own, else that of `--captured`; where they
    differ, `inspect` says so.
    """
    (inbox / "pilots.txt").unlink()
    bundle = inbox / "ferry.json"
    bundle.write_bytes(written(scraped()))
    _convert(inbox, "--captured", "2025-01-01")
    assert _page(inbox).story.captures[0].captured == "2025-06-14T08:15:02Z"
    _beside(inbox, {"captured": "2025-07-01"}, "ferry.meta.json")
    _convert(inbox, "--captured", "2025-01-01")
    assert _page(inbox).story.captures[0].captured == "2025-07-01"
    decisions = {
        each["about"]: each
        for each in json.loads(run("inspect", bundle, "--json").out)["decisions"]
    }
    rule = "the sidecar ferry.meta.json says so; the bundle itself says 2025-06-14T08:15:02Z"
    assert decisions["captured"] == {"about": "captured", "choice": "2025-07-01", "rule": rule}


def test_what_the_bundle_states_itself_is_kept(inbox: Path) -> None:
    """Another address or language than the bundle's own fills nothing, and is said; the same one is
    not.
    """
    (inbox / "pilots.txt").unlink()
    (inbox / "ferry.json").write_bytes(written(scraped()))
    own = scraped()["metadata"]["url"]
    _beside(inbox, {"address": f"{own}?utm_source=mail"}, "ferry.json.meta.json")
    assert _said(_convert(inbox)) == []
    _beside(inbox, {"address": "https://tern.example/ferry"}, "ferry.json.meta.json")
    said = f"The sidecar ferry.json.meta.json gives another address than the bundle, {own}, which is kept."
    assert _said(_convert(inbox)) == [f"note      ferry.json: {said}"]
    assert _page(inbox).story.url == own
    assert _page(inbox).story.captures[0].sidecar == ()


@pytest.mark.parametrize(
    ("harm", "seen"),
    [
        (b"", "it is no single object in JSON"),
        (b"Captured last week.", "it is no single object in JSON"),
        (b"[]", "it is no single object in JSON"),
        (b'["2025-05-08"]', "it is no single object in JSON"),
        (b'{"captured": "2025-05-08"}\n{"note": "x"}', "it is no single object in JSON"),
        (b'{"captured": "2025-05-08"', "the JSON breaks off in line 1, column 26"),
        (
            b'{"captured" "2025-05-08"}',
            "it is no JSON from line 1, column 13 on (Expecting ':' delimiter)",
        ),
        (b'{"note": "x", "note": "y"}', "the key 'note' stands twice"),
        (b'{"mood": NaN}', "/mood is NaN, which is no number in JSON"),
        (b'{"note": "\\ud83d"}', "/note holds half a character, \\ud83d"),
        (
            b'{"note": "\x81"}',
            "its characters are in neither UTF-8 nor Windows-1252: byte 0x81 at offset 10",
        ),
        (
            {"captured": "last week"},
            "captured is the text 'last week', where a day or a time is wanted",
        ),
        (
            {"captured": "2025-02-30"},
            "captured is the text '2025-02-30', where a day or a time is wanted",
        ),
        (
            {"captured": 20250508},
            "captured is the number 20250508, where a day or a time is wanted",
        ),
        (
            {"captured": ["2025-05-08"]},
            "captured is a list of 1 text, where a day or a time is wanted",
        ),
        (
            {"address": "gull.example/pilots"},
            "address is the text 'gull.example/pilots', where an http address is wanted",
        ),
        ({"address": {}}, "address is an empty object, where an http address is wanted"),
    ],
)
def test_a_sidecar_that_cannot_be_used_stops_its_bundle(inbox: Path, harm: Any, seen: str) -> None:
    """No page is made that would stand under another name or without its day for good; the others
    are, and this one later.
    """
    (inbox / "ferry.json").write_bytes(written(scraped()))
    _beside(inbox, harm)
    hint = "Mend the sidecar, and convert the bundle again."
    for _ in range(2):
        done = _convert(inbox)
        said = _said(done)
        assert (done.code, len(pages(inbox.parent))) == (3, 1)
        assert said == [
            f"problem   pilots.txt: its sidecar pilots.txt.meta.json cannot be used: {seen}. {hint}"
        ]
    _beside(inbox, WHOLE)
    assert (_convert(inbox).code, len(pages(inbox.parent))) == (0, 2)


def test_what_decides_no_place_is_left_out(inbox: Path) -> None:
    """A language, note or licence of another kind, and an unknown key, are named and left out;
    nothing stated is nothing.
    """
    _beside(
        inbox,
        {
            "language": 3,
            "note": ["x"],
            "licence": {"a": 1},
            "mood": "calm",
            "captured": None,
            "address": " ",
        },
    )
    done = _convert(inbox)
    said = "note      pilots.txt: The sidecar pilots.txt.meta.json"
    assert done.code == 0
    assert _said(done) == [
        f"{said}: language is the number 3, where text is wanted; it is left out.",
        f"{said}: note is a list of 1 text, where text is wanted; it is left out.",
        f"{said}: licence is an object with the key 'a', where text is wanted; it is left out.",
        f"{said} has a key 'mood', which is left out; known are address, captured, language, note, licence.",
    ]
    assert _page(inbox).story.captures[0].sidecar == ()


def test_a_sidecar_is_never_a_bundle(inbox: Path) -> None:
    """Walked, named beside its bundle or alone, it stands for its bundle; `inspect` says whose it
    is.
    """
    beside = _beside(inbox, WHOLE)
    for arguments in ((), (inbox / "pilots.txt", beside), (beside,), (inbox,)):
        done = _convert(inbox, *arguments)
        assert (done.code, done.counts["bundles"], done.counts["captures"]) == (0, 1, 1)
    done = run("inspect", beside)
    said = (
        "it is the sidecar of pilots.txt, and is read together with that. Name pilots.txt instead."
    )
    assert (done.code, done.err) == (3, f"pilots.txt.meta.json: {said}\n")


def test_a_sidecar_without_its_bundle_is_a_problem(inbox: Path) -> None:
    """It is said which bundle is missed, and the others are converted."""
    _beside(inbox, WHOLE, "pilot.txt.meta.json")
    done = _convert(inbox)
    assert (done.code, done.counts["stories new"]) == (3, 1)
    assert _said(done) == [
        "problem   pilot.txt.meta.json: "
        "it is a sidecar, and there is neither a bundle pilot.txt beside it nor one pilot.txt.*. "
        "Put the bundle beside it, or name it as its bundle, with .meta.json behind."
    ]


def test_a_sidecar_may_leave_the_ending_out(inbox: Path) -> None:
    """`pilots.meta.json` is that of `pilots.txt`, unless that has its own, or another bundle of the
    name leaves it unclear.
    """
    _beside(inbox, {"note": "One."}, "pilots.meta.json")
    _convert(inbox)
    assert _page(inbox).story.captures[0].note == "One."
    (inbox / "pilots.json").write_bytes(written(scraped()))
    done = _convert(inbox)
    assert (done.code, done.counts["problems"], len(pages(inbox.parent))) == (3, 2, 1)
    assert _said(done)[1] == (
        "problem   pilots.txt: its sidecar pilots.meta.json cannot be used: it may be that of pilots.json as well. "
        "Name it pilots.txt.meta.json, if it is this bundle's."
    )
    _beside(inbox, {"note": "Two."})
    assert _convert(inbox).code == 0
    notes = [
        capture.note
        for path in pages(inbox.parent)
        for capture in page.read(path.read_text()).story.captures
    ]
    assert sorted(map(str, notes)) == ["One.", "Two."]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"a.txt", "a.txt.meta.json"}, {"a.txt.meta.json": ("a.txt",)}),
        ({"a.b.txt", "a.b.meta.json"}, {"a.b.meta.json": ("a.b.txt",)}),
        ({"a", "a.txt", "a.meta.json"}, {"a.meta.json": ("a",)}),
        ({"a", "a.meta.json"}, {"a.meta.json": ("a",)}),
        (
            {"a.txt", "a.json", "a.meta.json", "a.txt.meta.json"},
            {"a.meta.json": ("a.json",), "a.txt.meta.json": ("a.txt",)},
        ),
        (
            {"a.txt", "a.meta.json", "a.txt.meta.json"},
            {"a.meta.json": (), "a.txt.meta.json": ("a.txt",)},
        ),
        (
            {"a.meta.json", "a.meta.json.meta.json"},
            {"a.meta.json": (), "a.meta.json.meta.json": ()},
        ),
        ({"a.txt", "b.txt"}, {}),
    ],
)
def test_whose_a_sidecar_is(names: set[str], expected: dict[str, tuple[str, ...]]) -> None:
    """The whole name goes before the name without its ending; a sidecar has no sidecar."""
    assert sidecars.sidecar_owners(names) == expected


def test_of_several_stories_each_has_all_but_the_address(inbox: Path) -> None:
    """Time, language, note and licence go to each story of a bundle; one address for all is left
    out, and said once.
    """
    (inbox / "pilots.txt").unlink()
    other = scraped(metadata__url="https://stories.example/article/other", metadata__title="Other")
    (inbox / "two.json").write_bytes(written([scraped(), other]))
    _beside(inbox, WHOLE, "two.json.meta.json")
    done = _convert(inbox)
    said = "The sidecar two.json.meta.json gives one address, and the bundle holds several stories; it is left out."
    assert _said(done) == [f"note      two.json: {said}"]
    shown = [page.read(path.read_text(encoding="utf-8")).story for path in pages(inbox.parent)]
    assert {story.language for story in shown} == {"en-IE"}
    assert {story.captures[0].sidecar for story in shown} == {
        ("captured", "language", "note", "licence")
    }
    assert len({story.url for story in shown}) == 2


def test_known_bundles_are_read_again_with_another_sidecar(inbox: Path) -> None:
    """A sidecar that came, changed (also within the same size and time) or went is noticed; one
    that was touched is not.
    """
    bundle = inbox / "pilots.txt"
    os.utime(bundle, ns=(LONG_AGO, LONG_AGO))

    def noted(stated: Any, time: int = LONG_AGO) -> str | None:
        beside = _beside(inbox, stated)
        os.utime(beside, ns=(time, time))
        _convert(inbox)
        return _page(inbox).story.captures[0].note

    assert _convert(inbox).counts["stories new"] == 1
    assert noted({"note": "One."}) == "One."
    before = tree(inbox.parent)
    assert noted({"note": "One."}, LONG_AGO + 9) == "One."
    assert _convert(inbox).counts["stories unchanged"] == 1
    os.utime(inbox / "pilots.txt.meta.json", ns=(LONG_AGO, LONG_AGO))
    assert tree(inbox.parent) == before
    assert noted({"note": "Two."}, LONG_AGO + 10) == "Two."
    assert noted({"note": "Three."}) == "Three."
    now = _beside(inbox, {"note": "Four.."}).stat().st_mtime_ns
    _convert(inbox)
    assert noted({"note": "Fives."}, now) == "Fives."
    (inbox / "pilots.txt.meta.json").write_bytes(b"{")
    assert _convert(inbox).code == 3
    (inbox / "pilots.txt.meta.json").unlink()
    done = _convert(inbox)
    assert (done.code, done.counts["stories unchanged"]) == (0, 1)
    assert _page(inbox).story.captures[0].note == "Fives."


def test_a_note_can_be_taken_back(inbox: Path) -> None:
    """Null in a note's or a licence's place takes it from the page, also where the sidecar states
    nothing else.
    """
    _beside(inbox, {"note": "One.", "licence": "CC BY 4.0"})
    _convert(inbox)
    _beside(inbox, {"note": None, "licence": ""})
    assert _convert(inbox).counts["stories changed"] == 1
    kept = _page(inbox)
    assert (kept.story.captures[0].note, kept.story.captures[0].licence) == (None, None)


def test_a_sidecar_that_came_later_is_told_from_edits(inbox: Path) -> None:
    """On a page that was edited by hand, it changes nothing and is a problem; what it states
    already is none.
    """
    _convert(inbox)
    (path,) = pages(inbox.parent)
    path.write_text(
        path.read_text(encoding="utf-8").replace("## Key points", "By hand.\n\n## Key points"),
        encoding="utf-8",
    )
    _beside(inbox, {"note": "One."})
    done = _convert(inbox)
    assert done.code == 3
    assert "was edited by hand, and this bundle would change it" in _said(done)[0]
    assert _convert(inbox, "--overwrite").counts["stories changed"] == 1
    path.write_text(
        path.read_text(encoding="utf-8").replace("## Key points", "By hand.\n\n## Key points"),
        encoding="utf-8",
    )
    assert _convert(inbox).counts["stories edited by hand"] == 1


STATED = st.fixed_dictionaries(
    {},
    optional={
        "captured": DAYS,
        "note": TEXTS,
        "licence": LINES,
        "language": LINES,
        "address": st.just("https://x.org/a"),
    },
)
READING = Content(title="Ferries Return", summary="Boats left.")


def _capture(bundle: str, captured: str | None, stated: dict[str, str]) -> Capture:
    content = Content(
        title=READING.title,
        summary=READING.summary,
        url=stated.get("address"),
        language=stated.get("language"),
    )
    return Capture(
        bundle=bundle,
        sha256="1" * 64,
        reader="page-text",
        captured=stated.get("captured", captured),
        note=stated.get("note"),
        licence=stated.get("licence"),
        sidecar=tuple(key for key in sidecars.KEYS if key in stated),
        content=content,
    )


_NAMES = st.sampled_from(("a.txt", "b.txt", "c.txt", assembly.STDIN))
_PLAIN = st.builds(_capture, _NAMES, st.none() | DAYS, st.just({}))


def _read_in_turn(captures: Sequence[Capture]) -> Story:
    """As runs do: each on top of the page that the runs before it wrote."""
    held: tuple[Capture, ...] = ()
    for capture in captures:
        held = page.read(page.write(Page(story=assembly.assemble((*held, capture))))).story.captures
    return assembly.assemble(held)


@settings(max_examples=60)
@given(st.lists(_PLAIN, max_size=2), st.builds(_capture, _NAMES, st.none() | DAYS, STATED))
def test_with_or_without_a_sidecar_order_never_matters(
    plain: list[Capture], beside: Capture
) -> None:
    """Of readings of the same bytes, one of them with a sidecar, the page is the same whatever
    their order and grouping.
    """
    whole = assembly.assemble([*plain, beside])
    for order in itertools.permutations([*plain, beside]):
        assert assembly.assemble(order) == whole
        assert _read_in_turn(order) == whole
        assert _read_in_turn([*order, *order]) == whole
    (kept,) = whole.captures
    assert {key: (kept.note, kept.licence)[n] for n, key in enumerate(("note", "licence"))} == {
        "note": beside.note,
        "licence": beside.licence,
    }


@settings(max_examples=40)
@given(st.lists(_NAMES, min_size=2, max_size=2, unique=True), STATED, STATED)
def test_of_two_sidecars_the_first_name_counts(
    names: list[str], one: dict[str, str], other: dict[str, str]
) -> None:
    """Two copies of a bundle whose sidecars say different things make the same page in any order."""
    day = {"captured": "2025-01-01"}
    captures = [
        _capture(name, None, day | stated) for name, stated in zip(names, (one, other), strict=True)
    ]
    assert _read_in_turn(captures) == _read_in_turn(captures[::-1]) == assembly.assemble(captures)


@settings(max_examples=40)
@given(STATED.filter(bool), STATED.filter(bool), st.none() | DAYS)
def test_a_sidecar_that_was_mended_counts(
    first: dict[str, str], then: dict[str, str], captured: str | None
) -> None:
    """What the sidecar of the same bundle says now stands on the page, and what it no longer says
    does not.
    """
    (kept,) = _read_in_turn(
        [_capture("a.txt", captured, first), _capture("a.txt", captured, then)]
    ).captures
    assert (kept.note, kept.licence, kept.content.language) == (
        then.get("note"),
        then.get("licence"),
        then.get("language"),
    )
    assert then.get("captured", kept.captured) == kept.captured


def test_any_order_of_runs_gives_the_same_page(inbox: Path, tmp_path: Path) -> None:
    """A bundle and its copy elsewhere without a sidecar, converted in either order, make one page
    with the same bytes.
    """
    _beside(inbox, WHOLE | {"address": None})
    copy = tmp_path / "copy.txt"
    copy.write_bytes((inbox / "pilots.txt").read_bytes())
    made = []
    for number, order in enumerate(itertools.permutations((copy, inbox / "pilots.txt"))):
        content = tmp_path / f"content-{number}"
        for bundle in order:
            run("convert", bundle, "--content", content, "--captured", "2025-05-01")
        made.append([path.read_bytes() for path in pages(content)])
    assert made[0] == made[1]
    assert b'"captured": "2025-05-08T07:30:00Z"' in made[0][0]


def test_inspect_shows_what_a_sidecar_states(inbox: Path) -> None:
    """For a person the facts with their rules, for a program every value of the capture."""
    _beside(inbox, WHOLE)
    shown = run("inspect", inbox / "pilots.txt").out
    for words in ("licence", WHOLE["licence"], "Scanned from a print-out.", "pilots.txt.meta.json"):
        assert words in shown
    (capture,) = json.loads(run("inspect", inbox / "pilots.txt", "--json").out)["captures"]
    assert capture == {
        "at": None,
        "captured": "2025-05-08T07:30:00Z",
        "note": WHOLE["note"],
        "licence": WHOLE["licence"],
        "sidecar": ["address", "captured", "language", "note", "licence"],
    }


def test_the_site_tells_note_and_licence() -> None:
    """A licence by its address is a link whose words are its host, any other is text; a note is its
    paragraphs.
    """
    told = [
        present_story(Page(story=Story(captures=(_capture("a.txt", None, stated),))))
        for stated in (
            WHOLE | {"captured": "2025-05-08"},
            {"licence": "CC BY <4.0>", "note": "One."},
            {},
        )
    ]
    assert [each.captures[0].licence for each in told] == [
        WebAddress("licences.example", WHOLE["licence"]),
        WebAddress("CC BY <4.0>", None),
        None,
    ]
    assert [list(each.captures[0].note) for each in told] == [
        WHOLE["note"].split("\n\n"),
        ["One."],
        [],
    ]
    assert "licence: CC BY &#60;4.0&#62;. One.</li>" in html.body(told[1])


def test_an_original_is_packed_with_its_sidecar(inbox: Path, tmp_path: Path) -> None:
    """The sidecar stands beside its bundle in the zip, as it stands in the inbox; one of no bundle
    does not.
    """
    (inbox / "2025").mkdir()
    (inbox / "pilots.txt").rename(inbox / "2025" / "pilots.txt")
    beside = _beside(inbox / "2025", WHOLE, "pilots.meta.json")
    _beside(inbox, WHOLE, "other.meta.json")
    _convert(inbox)
    with Catalog(tmp_path / "catalog.sqlite", STAMP) as catalog:
        put(catalog, {"2025/a": _page(inbox)})
        ((_, listed),) = find_originals(catalog, inbox).items()
    zipped = tmp_path / "zip"
    with zipped.open("wb") as into:
        pack_zip(listed, into)
    with zipfile.ZipFile(zipped) as packed:
        assert packed.namelist() == ["2025/pilots.txt", "2025/pilots.meta.json"]
        assert packed.read("2025/pilots.meta.json") == beside.read_bytes()
