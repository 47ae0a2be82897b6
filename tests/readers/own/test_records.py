"""The reader of the archive's own records: what the archive gives it reads back, and what a scraper
writes by the schema.
"""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator import readers
from generator.page import format as page
from generator.page import model as page_model
from generator.page.model import Page
from generator.readers import READERS
from generator.readers.base import FIELDS, Bundle, Reading, Readings
from generator.readers.json.mapping import leaves
from generator.readers.json.reader import JsonReader
from generator.records import record as records
from generator.records import schema
from generator.story import assembly
from generator.story.fields import fields_of
from generator.story.model import Article, Content
from tests.readers.json.test_reader import STORIES, changed, inner, objects
from tests.support.program import run
from tests.support.recorded import RECORD, SCRAPED
from tests.support.repository import ROOT
from tests.support.strategies import pages

VALIDATOR = jsonschema.Draft202012Validator(schema.schema())
BUNDLE = Bundle("x.json", b"")
OUTSIDE = ("/schema", "/page", "/date_basis", "/absence", "/extra")
"""What is not read, or may be anything."""


def read_all(*stories: Any) -> Readings:
    """What the reader gets out of records, a line each."""
    text = "\n".join(json.dumps(story) for story in stories)
    name, readings = readers.read(Bundle("x.jsonl", text.encode()))
    assert name == "archive-json"
    return readings


def read(story: Any) -> Reading:
    """The reading of one record."""
    readings = read_all(story)
    assert readings.problems == ()
    (reading,) = readings.stories
    return reading


@pytest.mark.parametrize("story", [RECORD, SCRAPED])
def test_the_fixture_states_everything_by_the_schema(story: Any) -> None:
    """The record with all that the model has is valid, and the reader has nothing to say about it."""
    assert [error.message for error in VALIDATOR.iter_errors(story)] == []
    assert read(story).notes == ()


def test_a_record_is_of_one_layout() -> None:
    """No other reader takes a record for its own, nor this one a story of another layout."""
    known = [
        reader.name for reader in READERS if isinstance(reader, JsonReader) and reader.knows(RECORD)
    ]
    assert known == ["archive-json"]
    (own,) = [reader for reader in READERS if reader.name == "archive-json"]
    assert isinstance(own, JsonReader)
    assert not any(own.knows(story) for story in [*STORIES.values(), 5, [], {"schema": 5}])


@given(pages())
def test_what_the_archive_gives_it_reads_back(written: Page) -> None:
    """Captures, corrections, notes, sections and keys of one's own come back as they were, whatever
    they hold.
    """
    assume(written.story.captures)
    record = records.record(written)
    reading = read(record)
    assert reading.notes == ()
    assert reading.content.unplaced == written.story.unplaced
    assert reading.recorded
    assert reading.recorded.captures == written.story.captures
    story = assembly.assemble(reading.all_captures(BUNDLE, "x"))
    assert story == assembly.assemble(written.story.captures)
    assert records.record(reading.recorded.page(written.story)) == record


@given(pages())
def test_a_record_without_captures_tells_the_story(written: Page) -> None:
    """A story that no bundle showed is read as its record tells it; the record's day counts where
    it has no beginning.
    """
    story = replace(written.story, captures=())
    own = Content(**{name: getattr(story, name) for name in fields_of(Content)})
    assume(own != Content())
    reading = read(records.record(Page(story=story)))
    assert reading.content == replace(own, started=own.started or story.date)
    assert reading.all_captures(BUNDLE, "x")[0].content == reading.content


# --- the ledger -----------------------------------------------------------------------------------


@pytest.mark.parametrize("story", [RECORD, SCRAPED])
def test_every_leaf_has_its_row(story: Any) -> None:
    """The ledger names each leaf once, in order, with fields that a ledger can name."""
    ledger = read(story).ledger
    assert [row.at for row in ledger] == [leaf.at for leaf in leaves(story, "")]
    unknown = {field for row in ledger for field in row.fields} - set(FIELDS)
    assert not unknown, (
        f"FIELDS in readers/base.py lacks {unknown}; or name others in readers/archive_json.py"
    )
    assert {row.fields for row in ledger if row.at.startswith("/unplaced")} == {("unplaced",)}
    assert not any(
        row.fields == ("unplaced",) for row in ledger if not row.at.startswith("/unplaced")
    )


@pytest.mark.parametrize("story", [RECORD, SCRAPED])
def test_what_the_ledger_calls_a_field_is_one(story: Any) -> None:
    """Another value at any place that goes to a field gives another reading, or a problem; at
    others it gives the same.
    """
    first = read(story)
    told = (first.content, first.captured, first.recorded)
    for row in first.ledger:
        old = inner(story, row.at)
        if row.at == "/schema" or old in ([], {}):
            continue
        new = (
            not old if isinstance(old, bool) else old + 1 if isinstance(old, int) else "lean-right"
        )
        readings = read_all(changed(story, row.at, new))
        same = [(each.content, each.captured, each.recorded) for each in readings.stories] == [told]
        known = (row.fields == ("boilerplate",) and row.at != "/page") or (
            row.at == "/captured" and story is RECORD
        )
        assert same is known or bool(readings.problems), row.at


@pytest.mark.parametrize(
    "at", [at for at in objects(RECORD) if not at.startswith(("/extra", "/absence"))]
)
def test_a_new_key_anywhere_is_kept(at: str) -> None:
    """A key that the format does not have is unplaced, said so, and stands on the page; all else is
    as it was.
    """
    story = copy.deepcopy(RECORD)
    inner(story, at)["mood/of~day"] = {"sour": 5}
    reading = read(story)
    pointer = f"{at}/mood~1of~0day/sour"
    assert reading.notes == (f"{pointer} is no key of the format; it is kept under Unplaced.",)
    (capture,) = reading.all_captures(BUNDLE, "x")
    assert capture.content.unplaced[-1] == f"{pointer}: 5"
    assert (
        replace(capture, content=replace(capture.content, unplaced=capture.content.unplaced[:-1])),
    ) == read(RECORD).all_captures(BUNDLE, "x")


# --- schema and reader ----------------------------------------------------------------------------

VALUES: tuple[Any, ...] = (
    *(
        None,
        "",
        " ",
        "x",
        "2025-02-03",
        "2025-2-3",
        "2025-02-03T04:05:06+02:00",
        "left",
        "total_sources",
        "0a" * 32,
    ),
    *(-1, 0, 1, 5.0, 1.5, 10**18, True, [], ["x"], [None], [5], {}, {"x": 5}, [{}]),
)
DELIBERATE = ("that the page does not have", "cannot stand on a page")
"""What a schema cannot say: whether a number is that of an article, and what acts on a page."""


def places(value: Any, at: str = "") -> list[str]:
    """The pointers of all values within one."""
    members = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [
        place
        for key, member in members
        for place in (f"{at}/{key}", *places(member, f"{at}/{key}"))
    ]


def agree(story: Any) -> bool:
    """Whether the reader takes a record without a word where the schema lets it pass, and only
    there.
    """
    readings = read_all(story)
    if any(words in problem.seen for problem in readings.problems for words in DELIBERATE):
        return True
    silent = not readings.problems and not any(reading.notes for reading in readings.stories)
    return silent is VALIDATOR.is_valid(story)


PLACES = [at for at in places(RECORD) if not at.startswith(OUTSIDE)]
SOME = [
    at for at in PLACES if not at.startswith(("/captures/0/states/", "/captures/0/articles/2/"))
]
"""One place of each kind; what a capture states is of the same kinds."""


@pytest.mark.parametrize(("turn", "at"), list(enumerate(SOME)), ids=SOME)
def test_schema_and_reader_agree(turn: int, at: str) -> None:
    """Whatever stands at a place of a record, schema and reader agree about it; a third of the
    values each, in turn.
    """
    assert [value for value in VALUES[turn % 3 :: 3] if not agree(changed(RECORD, at, value))] == []


@pytest.mark.parametrize(
    "at",
    [
        "/voices/0/text",
        "/voices/0/sources/0",
        "/asides/0/points",
        "/asides/0/points/0",
        "/asides/0/heading",
    ],
)
@pytest.mark.parametrize(
    "value",
    [None, "", " ", [], [""], {}, {"outlet": " "}, {"url": "x"}, {"outlet": None, "url": ""}],
)
def test_schema_and_reader_agree_on_what_must_be_stated(at: str, value: Any) -> None:
    """Where the model wants words, schema and reader take none that are empty."""
    assert agree(changed(RECORD, at, value))


@given(st.sampled_from(PLACES), st.sampled_from(VALUES))
def test_schema_and_reader_agree_everywhere(at: str, value: Any) -> None:
    """The same for any place and any value."""
    assert agree(changed(RECORD, at, value))


@pytest.mark.parametrize(
    "at", [at for at in places(RECORD) if not at.startswith("/captures/0/states/")]
)
def test_schema_and_reader_agree_on_what_must_be_there(at: str) -> None:
    """Without any one key, a record is read without a word where the schema lets it pass, and only
    there.
    """
    story = copy.deepcopy(RECORD)
    above, _, last = at.rpartition("/")
    holder = inner(story, above)
    if isinstance(holder, dict) and at != "/schema":
        del holder[last]
        readings = read_all(story)
        assert agree(story), readings.problems


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        (
            {"coverage": {"left": -1}},
            "/coverage/left is the number -1, where a whole number from 0 on is wanted.",
        ),
        (
            {"articles": [{}, {"published": "in May"}]},
            "/articles/1/published is the text 'in May', where a day or a time is",
        ),
        ({"places": "Wexmere"}, "/places is the text 'Wexmere', where a list is wanted."),
        ({"topics": ["a", None]}, "/topics/1 is null, where text is wanted."),
        ({"bias_statements": [{"side": "left"}]}, "/bias_statements/0 has no 'percent'."),
        (
            {"blindspot": {"side": "west"}},
            "/blindspot/side is the text 'west', where one of left, center, right is wanted.",
        ),
        ({}, "the document states nothing of a story. Give at least its title, or an article."),
        (
            {"schema": "story-archive/2"},
            "/schema is 'story-archive/2', and this program knows 'story-archive/1'.",
        ),
        ({"captures": [{"bundle": "b", "reader": "x"}]}, "/captures/0 has no 'sha256'."),
        (
            {"sections": [{"heading": "Articles", "markdown": "x"}]},
            "the notes, sections or extra keys of the document cannot",
        ),
        (
            {"sections": [{"heading": "A", "markdown": "## Articles\n### B"}]},
            "the notes, sections or extra keys of the",
        ),
        (
            {"extra": {"title": "B"}},
            "the notes, sections or extra keys of the document cannot stand on a page: the front matter",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(story: dict[str, Any], sentence: str) -> None:
    """A record that is none gives a sentence that names the place and what is wanted there."""
    base = {"schema": schema.NAME, **({"title": "A"} if story else {})}
    (problem,) = read_all({**base, **story}).problems
    assert str(problem).startswith(sentence)


def test_a_capture_stands_once() -> None:
    """Two captures of one place in the same bytes are a problem: which of them is right only a
    person can say.
    """
    twice = {**RECORD, "captures": RECORD["captures"] * 2}
    (problem,) = read_all(twice).problems
    assert problem.seen == "/captures/1 is of the same place in the same bundle as another"


def test_a_broken_record_hides_no_other() -> None:
    """Of several records each is read for itself, as an array, a line each, or in a list of
    stories.
    """
    good, bad = {"schema": schema.NAME, "title": "A"}, {"schema": schema.NAME, "title": 5}
    for root in (
        [good, bad, good | {"title": "B"}],
        {"stories": [good, bad, good | {"title": "B"}]},
    ):
        readings = readers.read(Bundle("x.json", json.dumps(root).encode()))[1]
        assert [reading.content.title for reading in readings.stories] == ["A", "B"]
        assert [problem.seen.partition(" ")[2] for problem in readings.problems] == [
            "is the number 5, where text is wanted"
        ]


def test_text_is_taken_in_its_normal_form() -> None:
    """White space, line ends, zones and what no page can hold are put right; an empty text states
    nothing.
    """
    reading = read(
        {
            "schema": schema.NAME,
            "title": " Night\r\nferry\0 ",
            "url": "",
            "summary": "One. \r\n\r\n\r\n Two.",
            "places": ["", " Tolmarsh"],
            "captured": "2025-06-14T10:15:02.5+02:00",
        }
    )
    assert reading.content == Content(
        title="Night ferry\ufffd", summary="One.\n\nTwo.", places=("Tolmarsh",)
    )
    assert reading.captured == "2025-06-14T08:15:02Z"
    assert reading.notes == ("Replaced 1 character that is no text by U+FFFD.",)


def test_the_label_and_the_day_count_where_nothing_else_is_stated() -> None:
    """A scraper may give a label in its normal form and a day; the wording and the beginning
    outrank them.
    """
    base = {
        "schema": schema.NAME,
        "date": "2025-06-14",
        "articles": [{"label": "lean-left"}, {"bias": "Left", "label": "right"}],
    }
    reading = read(base)
    assert reading.content.articles == (Article(bias="lean-left"), Article(bias="Left"))
    assert reading.content.started == "2025-06-14"
    assert [decision.about for decision in reading.decisions] == ["started"]
    assert read({**base, "started": "2025-06-13"}).content.started == "2025-06-13"
    assert (
        read(
            {**base, "captures": RECORD["captures"], "articles": RECORD["articles"]}
        ).content.started
        is None
    )


# --- through the program --------------------------------------------------------------------------


def files(content: Path) -> dict[str, bytes]:
    """The pages below a content folder, by the names of their files."""
    return {path.name: path.read_bytes() for path in (content / "stories").rglob("*.md")}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's stories, one with what a person adds to a page."""
    content = tmp_path_factory.mktemp("archive")
    for number, path in enumerate(sorted((ROOT / "content" / "stories").rglob("*.md"))):
        found = page.read(path.read_text(encoding="utf-8"))
        corrected = (
            replace(found, notes="Mine", corrections=page_model.Corrections(topics=("x",)))
            if number == 3
            else found
        )
        place = content / "stories" / path.parent.name / path.name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(page.write(corrected), encoding="utf-8")
    return content


def exported(content: Path, **how: Any) -> str:
    """The archive's records, a line each."""
    found = [
        records.record(
            page.read(path.read_text(encoding="utf-8")),
            name=f"{path.parent.name}/{path.name}",
            **how,
        )
        for path in sorted((content / "stories").rglob("*.md"))
    ]
    return "".join(f"{json.dumps(record)}\n" for record in found)


@pytest.mark.parametrize("texts", [True, False])
def test_an_archive_that_reads_its_own_records_stays_as_it_is(
    archive: Path, tmp_path: Path, texts: bool
) -> None:
    """No byte of a page changes, also where the records lack the full texts, and nothing is said."""
    before = files(archive)
    (tmp_path / "data.jsonl").write_text(exported(archive, texts=texts), encoding="utf-8")
    done = run("convert", tmp_path / "data.jsonl", "--content", archive)
    assert (
        done.code,
        [line for line in done.err.splitlines() if line.startswith(("note", "problem", "changed"))],
    ) == (0, [])
    assert files(archive) == before


def test_a_page_with_another_headline_stays_as_it_is(archive: Path, tmp_path: Path) -> None:
    """A page whose headline a person has changed on the page itself is found by the name that its
    record gives.
    """
    path = sorted((archive / "stories").rglob("*.md"))[0]
    found = page.read(path.read_text(encoding="utf-8"))
    place = tmp_path / "stories" / path.parent.name / path.name
    place.parent.mkdir(parents=True)
    place.write_text(
        page.write(replace(found, story=replace(found.story, title="Mine")), written=found.written),
        encoding="utf-8",
    )
    before = files(tmp_path)
    (tmp_path / "data.jsonl").write_text(exported(tmp_path), encoding="utf-8")
    done = run("convert", tmp_path / "data.jsonl", "--content", tmp_path)
    assert (done.code, done.counts["stories edited by hand"], files(tmp_path)) == (0, 1, before)


def test_another_archive_gets_the_same_stories(archive: Path, tmp_path: Path) -> None:
    """From the records alone another archive makes the same pages, byte for byte, with what a
    person added.
    """
    (tmp_path / "data.jsonl").write_text(exported(archive), encoding="utf-8")
    done = run("convert", tmp_path / "data.jsonl", "--content", tmp_path)
    assert done.code == 0
    assert sorted(files(tmp_path).values()) == sorted(files(archive).values())


def test_a_page_keeps_its_own_notes(archive: Path, tmp_path: Path) -> None:
    """Where an archive has a story already, its notes and corrections stand, and the program says
    so.
    """
    (tmp_path / "data.jsonl").write_text(
        exported(archive).replace('"notes": "Mine"', '"notes": "Theirs"'), encoding="utf-8"
    )
    before = files(archive)
    done = run("convert", tmp_path / "data.jsonl", "--content", archive)
    (note,) = [line for line in done.err.splitlines() if line.startswith("note")]
    assert note.endswith("keeps its own corrections, notes and sections, or none.")
    assert files(archive) == before


def test_inspect_shows_a_record_with_its_captures(tmp_path: Path) -> None:
    """`inspect` names the bundles of a record's captures."""
    (tmp_path / "x.json").write_text(json.dumps(RECORD), encoding="utf-8")
    done = run("inspect", tmp_path / "x.json")
    assert done.code == 0
    assert "the bundle of one Capture" in done.out


def test_the_schema_is_printed() -> None:
    """`story-archive schema` prints the schema of `docs/`."""
    done = run("schema")
    assert done.out == (ROOT / "docs" / "story.schema.json").read_text(encoding="utf-8")
