"""A story that is withdrawn: its page says so, and keeps what it holds or not; nothing but
restoring brings it back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from generator.catalog.database import Catalog
from generator.catalog.sync import sync
from generator.commands.withdraw import WithdrawOptions, erase_content, withdraw_story
from generator.errors import StoppedError
from generator.page import format as page
from generator.page.format import is_edited
from generator.page.model import Corrections, Page, Section, Withdrawn
from generator.page.store import find_page_file, load_page, lock_content
from generator.site.originals import find_originals
from generator.story.model import Content
from generator.system import locks
from tests.support.archives import STAMP
from tests.support.program import Done, pages, run, tree
from tests.support.repository import ROOT
from tests.support.stored import NEWER, OLDER
from tests.support.strategies import WITHDRAWALS
from tests.support.strategies import pages as any_pages

BUNDLES = ROOT / "content" / "bundles"
NAMES = ("2024-03-ferry-strike.txt", "2024-05-ferry-deal.txt", "2025-06-night-train.txt")
REASON = "The court of Halmsund forbade it."
DEAL = "karelund-ferry-strike"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """An archive of three stories and a store of two."""
    inbox = tmp_path / "content" / "bundles"
    inbox.mkdir(parents=True)
    for name in NAMES:
        (inbox / name).write_bytes((BUNDLES / name).read_bytes())
    (inbox / "store.json").write_text(json.dumps({"stories": [NEWER, OLDER]}), encoding="utf-8")
    assert _convert(tmp_path / "content").counts["stories new"] == 5
    return tmp_path / "content"


def _convert(content: Path, *arguments: str) -> Done:
    return run("convert", "--content", content, *arguments)


def _withdraw(content: Path, slug: str, *arguments: str) -> Done:
    done = run("withdraw", "--content", content, slug, "--date", "2025-03-04", *arguments)
    assert (done.code, done.out) == (0, ""), done.err
    return done


def _restore(content: Path, slug: str) -> Done:
    done = run("restore", "--content", content, slug)
    assert (done.code, done.out) == (0, ""), done.err
    return done


def _page(content: Path, slug: str) -> Path:
    return find_page_file(content / "stories", slug)


# --- the page -------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(any_pages(), WITHDRAWALS)
def test_a_withdrawal_is_one_line_of_a_page(held: Page, withdrawn: Withdrawn) -> None:
    """It is no edit, the text is the one that is written with it, and taking it away gives the old
    text.
    """
    text = page.write(replace(held, withdrawn=None))
    marked = page.withdraw(text, withdrawn)
    assert marked == page.write(replace(held, withdrawn=withdrawn))
    assert not is_edited(page.read(marked))
    assert page.withdraw(marked, None) == text
    assert page.names_withdrawal(marked)
    lines = text.split("\n")
    assert [line for line in marked.split("\n") if line not in lines] == [
        line for line in marked.split("\n") if line.startswith("withdrawn: ")
    ]


HAND = (
    "---\nschema: 1\n# why: see the letter of May\ntitle:   'By hand'\ndate: null\nwritten: "
    "nothing\n---\n\n*Well.*\n",
    "---\nschema: 1\ntitle: By hand\n---\n\n  Three   spaces\n",
    "---\r\nschema: 1\r\ntitle: By hand\r\n---\r\n\r\nWindows.\r\n",
    "---\n{schema: 1, title: By hand}\n---\n\nAll keys in one line.\n",
    "---\nschema: 1\ntitle: By hand\nwithdrawn:\n  date: 2024-01-01\n  reason: |\n    "
    "Because.\n---\n\nA key in lines.\n",
)


@pytest.mark.parametrize("text", HAND)
def test_a_page_that_a_person_edited_stays_theirs(text: str) -> None:
    """It stays edited, with or without a withdrawal, and what it holds stays the same."""
    held = page.read(text)
    withdrawn = Withdrawn(date="2025-01-01", reason=REASON)
    for own in (withdrawn, None):
        text = page.withdraw(text, own)
        again = page.read(text)
        assert again == replace(held, withdrawn=own)
        assert is_edited(again)


def test_comments_and_spaces_of_a_person_stay() -> None:
    """But for the one line, the text of an edited page is untouched."""
    marked = page.withdraw(HAND[0], Withdrawn(date="2025-01-01", reason=REASON))
    line = f'withdrawn: {{"date": "2025-01-01", "reason": "{REASON}"}}\n'
    assert marked == HAND[0].replace("written:", f"{line}written:")
    assert page.withdraw(marked, None) == HAND[0]


@pytest.mark.parametrize(
    "row",
    [
        "true", '"yes"', '{"date": "2025-01-01"}', '{"date": "soon", "reason": "x"}',
        '{"date": "2025-01-01", "reason": ""}',
        '{"date": "2025-01-01", "reason": "x", "erased": 1}',
        '{"date": "2025-01-01", "reason": "x", "until": "May"}',
        '{"date": "2025-01-01", "reason": "x", "seen": [{"bundle": "a", "sha256": "1"}]}',
    ],
)  # fmt: skip
def test_a_withdrawal_that_is_none_is_said(row: str, content: Path) -> None:
    """A page with a broken withdrawal is not taken for one without: it cannot be read, and no run
    sets it aside.
    """
    path = _page(content, DEAL)
    path.write_text(
        path.read_text(encoding="utf-8").replace("\nwritten:", f"\nwithdrawn: {row}\nwritten:"),
        encoding="utf-8",
    )
    before = path.read_bytes()
    with pytest.raises(page.PageError, match="withdrawn"):
        load_page(path)
    done = _convert(content, "--overwrite")
    assert (done.code, path.read_bytes()) == (3, before)
    assert "Mend it there: it was withdrawn, and no run sets it aside." in done.err


@settings(max_examples=40)
@given(any_pages(), WITHDRAWALS)
def test_what_is_erased_is_not_in_the_page(held: Page, withdrawn: Withdrawn) -> None:
    """Of an erased page stay the title that is shown, unless it is hidden, and what its captures
    are known by.
    """
    left = page.read(page.write(erase_content(held, withdrawn)))
    title = None if withdrawn.hide_title else held.headline
    assert (left.headline, left.withdrawn, is_edited(left)) == (title, withdrawn, False)
    bare = replace(
        left,
        story=replace(left.story, title=None, captures=()),
        corrections=Corrections(),
        withdrawn=None,
    )
    assert bare == Page(story=replace(bare.story))
    assert bare.story == type(bare.story)()
    assert [
        (capture.bundle, capture.sha256, capture.at, capture.reader, capture.captured)
        for capture in left.story.captures
    ] == [
        (capture.bundle, capture.sha256, capture.at, capture.reader, capture.captured)
        for capture in held.story.captures
    ]
    for capture in left.story.captures:
        assert (capture.note, capture.licence, capture.sidecar, capture.content) == (
            None,
            None,
            (),
            Content(),
        )


# --- the commands ---------------------------------------------------------------------------------


def test_withdrawing_changes_one_page_by_one_line(content: Path) -> None:
    """The command says what it did, what it did not, and where the words still stand; restoring
    gives the old bytes back.
    """
    before = tree(content)
    done = _withdraw(content, DEAL, "--reason", f"  {REASON}\n")
    name = next(name for name in before if DEAL in name)
    changed = {name for name, (data, _) in tree(content).items() if data != before[name][0]}
    assert changed == {name}
    own = name.removeprefix("stories/")
    assert done.err.splitlines() == [
        f"withdrawn {own}, on 2025-03-04, with the reason: {REASON}",
        "page      It keeps all that it holds; --erase would take that away.",
        f"kept      {content / 'bundles' / NAMES[1]} still holds it, and no other stories: "
        "delete it, or move it away, if the words must go from there too.",
        "site      It shows the story until it is built anew.",
    ]
    assert _restore(content, DEAL).err.splitlines() == [
        f"restored  {own}, which was withdrawn on 2025-03-04 with the reason: {REASON}",
        "site      It shows the story once it is built anew.",
    ]
    assert {name: data for name, (data, _) in tree(content).items()} == {
        name: data for name, (data, _) in before.items()
    }


def test_withdrawing_twice_changes_the_reason(content: Path) -> None:
    """The day stays, as does what is hidden, unless another day is given; the old reason is
    said.
    """
    _withdraw(content, DEAL, "--reason", "First.", "--hide-title")
    done = run("withdraw", "--content", content, DEAL, "--reason", REASON)
    assert "it was withdrawn already, with the reason: First." in done.err
    assert load_page(_page(content, DEAL)).withdrawn == Withdrawn(
        date="2025-03-04", reason=REASON, hide_title=True
    )
    assert (
        run("withdraw", "--content", content, DEAL, "--reason", REASON, "--date", "2025-03-05").code
        == 0
    )
    again = load_page(_page(content, DEAL)).withdrawn
    assert again
    assert again.date == "2025-03-05"


def test_today_is_the_day_where_none_is_given(content: Path) -> None:
    """The command line reads the clock, and nothing else does."""
    assert run("withdraw", "--content", content, DEAL, "--reason", REASON).code == 0
    held = load_page(_page(content, DEAL)).withdrawn
    assert held
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", held.date)


def test_restoring_what_is_not_withdrawn_changes_nothing(content: Path) -> None:
    """It is said, and no page is written."""
    before = tree(content)
    assert "is not withdrawn." in _restore(content, DEAL).err
    assert tree(content) == before


@pytest.mark.parametrize(
    "name",
    [
        "karelund-ferry-strike-ends-after-eleven-weeks-with-new-40d721c00f",
        "karelund-ferry-strike-ends-after-eleven-weeks-with-new",
        "karelund-ferry-s",
        "2024/karelund-ferry-s",
        "content/stories/2024/karelund-ferry-strike-ends-after-eleven-weeks-with-new-40d721c00f.md",
        "stories/2024/karelund-ferry-strike-ends-after-eleven-weeks-with-new-40d721c00f.html",
        "2024\\karelund-ferry-strike-ends-after-eleven-weeks-with-new-40d721c00f.md",
    ],
)
def test_a_page_is_named_by_its_slug_or_its_beginning(content: Path, name: str) -> None:
    """Folder and ending, as files and addresses have them, may stand with it."""
    assert (
        _page(content, name).stem
        == "karelund-ferry-strike-ends-after-eleven-weeks-with-new-40d721c00f"
    )


def test_a_whole_name_is_not_its_longer_neighbour(tmp_path: Path) -> None:
    """A name that is another one's beginning means its own page; two of one name are told apart by
    their folders.
    """
    for name in (
        "2024/ferry-0123456789",
        "2024/ferry-strike-0123456789",
        "2025/ferry-0123456789",
        "2025/ferry-a",
    ):
        (tmp_path / f"{name}.md").parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.md").touch()
    assert find_page_file(tmp_path, "2024/ferry").name == "ferry-0123456789.md"
    assert find_page_file(tmp_path, "ferry-strike").name == "ferry-strike-0123456789.md"
    with pytest.raises(
        StoppedError,
        match="2 pages can be meant by 'ferry': 2024/ferry-0123456789, 2025/ferry-0123456789",
    ):
        find_page_file(tmp_path, "ferry")


@pytest.mark.parametrize("command", ["withdraw", "restore"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "karelund",
            "2 pages can be meant by 'karelund': "
            "2024/karelund-ferry-crews-walk-out-leaving-eleven-islands-without-",
        ),
        (
            "karelund-fery-strike",
            "no story's page is named 'karelund-fery-strike'. Near to that are "
            "2024/karelund-ferry-strike-",
        ),
        (
            "ferry-strike",
            "no story's page is named 'ferry-strike'. Near to that are "
            "2024/karelund-ferry-strike-ends",
        ),
        ("zzzz", "no story's page is named 'zzzz'. Name it as `story-archive list` does."),
        ("", "no story's page is named ''. Name it as `story-archive list` does."),
        ("2025/karelund-ferry-strike", "no story's page is named '2025/karelund-ferry-strike'."),
    ],
)
def test_a_name_that_means_no_page_is_said(
    content: Path, command: str, name: str, said: str
) -> None:
    """None or several pages: nothing is done, and names near to it are offered."""
    before = tree(content)
    done = run(
        command,
        "--content",
        content,
        name,
        *(("--reason", REASON) if command == "withdraw" else ()),
    )
    assert (done.code, tree(content)) == (1, before)
    assert done.err.startswith(f"Stopped: {said}")


@pytest.mark.parametrize(
    "arguments", [(), ("--reason", ""), ("--reason", " \n"), ("--reason", "x", "--date", "May")]
)
def test_no_reason_or_a_day_that_is_none_is_wrong_usage(
    content: Path, arguments: tuple[str, ...]
) -> None:
    """A story is never withdrawn without a reason."""
    assert run("withdraw", "--content", content, DEAL, *arguments).code == 2
    assert load_page(_page(content, DEAL)).withdrawn is None


def test_no_archive_and_a_broken_page_are_sentences(content: Path, tmp_path: Path) -> None:
    """What cannot be withdrawn is said with what to try."""
    assert run("restore", "--content", tmp_path, "x").err == (
        f"Stopped: {tmp_path} holds no folder `stories`. Name the archive's content folder by "
        f"--content.\n"
    )
    assert run("restore", "--content", tmp_path / "typo", "x").code == 1
    assert not (tmp_path / "typo").exists()
    _page(content, DEAL).write_text("---\nschema: 9\n---\n", encoding="utf-8")
    done = run("withdraw", "--content", content, DEAL, "--reason", REASON)
    assert done.code == 1
    assert "cannot be used: the front matter has schema 9" in done.err


# --- erasing --------------------------------------------------------------------------------------


def test_erasing_names_what_goes_and_what_stays(content: Path) -> None:
    """What a person wrote goes as well and is named; so are bundles, wherever they are, and older
    copies of the page.
    """
    path = _page(content, "quernby")
    held = load_page(path)
    own = replace(
        held,
        corrections=Corrections(title="Oil Runs Short", places=("Quernby",)),
        notes="As *they* said.",
        extra=(("mood", '"dark"'),),
        sections=(Section(heading="Mine", markdown="Own words."),),
    )
    path.write_text(
        page.write(own).replace("The last barrel", "The very last barrel"), encoding="utf-8"
    )
    path.with_name(f"{path.name}.bak").write_text("an older copy", encoding="utf-8")
    done = _withdraw(content, "quernby", "--reason", REASON, "--erase")
    store = content / "bundles" / "store.json"
    assert done.err.splitlines()[1:5] == [
        "page      What it told is erased, and so are the edits, corrections, keys, sections "
        "and notes that you wrote; "
        "it holds the headline and what its captures are known by.",
        f"kept      {store} still holds it, and 1 other story: "
        "delete it, or move it away, if the words must go from there too.",
        f"kept      {path.parent.name}/{path.name}.bak, an older copy of the page, still holds it.",
        "kept      What git, backups and published copies of the site hold is not touched.",
    ]
    left = load_page(path)
    assert (left.headline, left.notes, left.sections, left.extra) == ("Oil Runs Short", "", (), ())
    store.write_text("[]", encoding="utf-8")
    assert (
        f"kept      {store} is not as it was when it was converted"
        in _withdraw(content, "quernby", "--reason", "x").err
    )
    store.unlink()
    done = _withdraw(content, "quernby", "--reason", "x")
    assert (
        f"kept      store.json is not in {content / 'bundles'}; it holds the story wherever it "
        f"is (SHA-256 " in done.err
    )
    assert "which is not in" in _restore(content, "quernby").err


def test_what_a_person_writes_on_an_erased_page_stays(content: Path) -> None:
    """Another reason takes nothing away; hiding the headline afterwards does, and says what else
    went with it.
    """
    path = _page(content, DEAL)
    _withdraw(content, DEAL, "--reason", REASON, "--erase")
    with path.open("a", encoding="utf-8") as file:
        file.write("\n## Notes\n\nThe letter of the court is in box 7.\n")
    assert "erased" in _withdraw(content, DEAL, "--reason", "Another.").err
    assert load_page(path).notes == "The letter of the court is in box 7."
    hidden = _withdraw(content, DEAL, "--reason", "Another.", "--hide-title").err
    assert (
        "What it told is erased, and so are the notes that you wrote; it holds what its "
        "captures are known by." in hidden
    )
    assert (load_page(path).headline, load_page(path).notes) == (None, "")


def test_erasing_clears_what_is_known_of_bundles(content: Path) -> None:
    """What earlier runs noted of bundles may quote them."""
    assert (content / ".known").exists()
    _withdraw(content, DEAL, "--reason", REASON)
    assert (content / ".known").exists()
    _withdraw(content, DEAL, "--reason", REASON, "--erase")
    assert not (content / ".known").exists()


def test_a_sidecar_goes_and_comes_back_with_its_bundle(content: Path) -> None:
    """What it states and notes is erased as well, it is named beside its bundle, and the page comes
    back as it was.
    """
    beside = content / "bundles" / "2024-05-ferry-deal.meta.json"
    beside.write_text(
        json.dumps({"note": "From Runa's box.", "captured": "2024-05-22", "language": "en"}),
        encoding="utf-8",
    )
    _convert(content)
    path = _page(content, DEAL)
    before = path.read_bytes()
    assert b"Runa's box" in before
    done = _withdraw(content, DEAL, "--reason", REASON, "--erase")
    assert (
        f"kept      {content / 'bundles' / NAMES[1]} (with its sidecar {beside.name}) still "
        f"holds it" in done.err
    )
    assert b"Runa" not in path.read_bytes()
    _restore(content, DEAL)
    _convert(content)
    assert path.read_bytes() == before


@pytest.mark.parametrize("options", [(), ("--hide-title",)])
def test_an_erased_story_comes_back_from_its_bundles(
    content: Path, options: tuple[str, ...]
) -> None:
    """No run brings it back while it is withdrawn; once it is restored, its bundles are named, and
    give the same page.
    """
    path = _page(content, DEAL)
    before = path.read_bytes()
    _withdraw(content, DEAL, "--reason", REASON, "--erase", *options)
    gone = path.read_bytes()
    words = set(re.findall(r"\w{4,}", before.decode())) - set(re.findall(r"\w{4,}", gone.decode()))
    assert len(words) > 80
    assert (b"Karelund Ferry Strike" in gone) == (not options)
    for arguments in ((), ("--overwrite",), (str(content / "bundles" / NAMES[1]),)):
        done = _convert(content, *arguments)
        assert (done.code, done.counts["stories withdrawn"], path.read_bytes()) == (0, 1, gone)
    assert f"convert   {content / 'bundles' / NAMES[1]}\n" in _restore(content, DEAL).err
    assert _convert(content).counts["stories changed"] == 1
    assert path.read_bytes() == before


def test_nothing_outside_the_inbox_is_looked_at(content: Path) -> None:
    """A page that names a bundle elsewhere does not lead there."""
    secret = content / "secret.txt"
    secret.write_text("x", encoding="utf-8")
    path = _page(content, DEAL)
    path.write_text(
        path.read_text(encoding="utf-8").replace(NAMES[1], "../secret.txt"), encoding="utf-8"
    )
    assert "../secret.txt is not in" in _withdraw(content, DEAL, "--reason", REASON).err


# --- converting -----------------------------------------------------------------------------------


@pytest.mark.parametrize("erase", [(), ("--erase",)])
def test_no_run_takes_anything_of_a_story_that_is_withdrawn(
    content: Path, erase: tuple[str, ...]
) -> None:
    """A later bundle that holds it is noted on its page, once, and nothing of it is taken; its
    neighbours are converted.
    """
    _withdraw(content, "quernby", "--reason", REASON, *erase)
    path = _page(content, "quernby")
    marked = path.read_text(encoding="utf-8")
    later = {
        "stories": [
            {**NEWER, "summary": "Now the lighthouse is dark."},
            {**OLDER, "summary": "No plane, still."},
        ]
    }
    bundle = content / "bundles" / "later.json"
    bundle.write_text(json.dumps(later), encoding="utf-8")
    checked = _convert(content, "--check")
    assert (checked.counts["stories withdrawn"], path.read_text(encoding="utf-8")) == (1, marked)
    done = _convert(content)
    assert (done.code, done.counts["stories changed"], done.counts["stories withdrawn"]) == (
        0,
        1,
        1,
    )
    noted = path.read_text(encoding="utf-8")
    (line,) = set(noted.splitlines()) - set(marked.splitlines())
    assert line.startswith('withdrawn: {"date"')
    assert '"bundle": "later.json"' in line
    assert "lighthouse is dark" not in noted
    for arguments in ((), ("--overwrite",)):
        done = _convert(content, *arguments)
        assert (done.counts["stories changed"], done.counts["stories withdrawn"]) == (0, 1)
        assert path.read_text(encoding="utf-8") == noted
    again = _withdraw(content, "quernby", "--reason", "Another.")
    assert "later.json still holds it, and 1 other story" in again.err
    restored = _restore(content, "quernby")
    assert f"convert   {bundle}\n" in restored.err
    _convert(content)
    assert "lighthouse is dark" in path.read_text(encoding="utf-8")
    assert len(load_page(path).story.captures) == 2


def test_a_bundle_that_comes_later_is_no_original(content: Path) -> None:
    """It holds the words, and is made known by its other story; neither it nor the first one is
    offered.
    """
    assert "store.json" in _originals(content)
    _withdraw(content, "quernby", "--reason", REASON)
    later = [
        {**NEWER, "summary": "Now the lighthouse is dark."},
        {**OLDER, "summary": "No plane, still."},
    ]
    (content / "bundles" / "later.json").write_text(json.dumps(later), encoding="utf-8")
    _convert(content)
    assert {capture.bundle for capture in load_page(_page(content, "fog")).story.captures} == {
        "store.json",
        "later.json",
    }
    assert _originals(content) == set(NAMES)
    _restore(content, "quernby")
    assert _originals(content) == {*NAMES, "store.json", "later.json"}


def _originals(content: Path) -> set[str]:
    with Catalog(content.parent / "catalog.sqlite", STAMP) as catalog:
        sync(content / "stories", catalog)
        return {
            found.name
            for listed in find_originals(catalog, content / "bundles").values()
            for found in listed
        }


def test_the_note_of_later_bundles_does_not_depend_on_their_order(
    content: Path, tmp_path: Path
) -> None:
    """Whichever of them is met first, the page says the same."""
    _withdraw(content, "quernby", "--reason", REASON)
    path = _page(content, "quernby")
    marked = path.read_bytes()
    bundles = []
    for number in range(3):
        bundles.append(tmp_path / f"{number}.json")
        bundles[-1].write_text(
            json.dumps([{**NEWER, "summary": f"Day {number}."}]), encoding="utf-8"
        )
    said = set()
    for order in (bundles, bundles[::-1]):
        path.write_bytes(marked)
        _convert(content, *map(str, order))
        said.add(path.read_bytes())
    assert len(said) == 1
    assert [
        seen.bundle for seen in (load_page(path).withdrawn or Withdrawn(date="", reason="")).seen
    ] != []


@pytest.mark.parametrize(
    "edit", [lambda text: text, lambda text: text.replace("Roster Rules", "Rules of the Roster")]
)
def test_a_page_edited_by_hand_stays_edited(content: Path, edit: Callable[[str], str]) -> None:
    """Withdrawing and restoring neither gives edits up nor makes any."""
    path = _page(content, DEAL)
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    before = path.read_bytes()
    edited = is_edited(load_page(path))
    _withdraw(content, DEAL, "--reason", REASON)
    assert is_edited(load_page(path)) == edited
    assert _convert(content, "--overwrite").counts["stories withdrawn"] == 1
    _restore(content, DEAL)
    assert path.read_bytes() == before
    assert _convert(content).counts["stories edited by hand"] == edited


def test_one_run_at_a_time(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is not withdrawn while another run may write it."""
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    stopped = pytest.raises(StoppedError, match="Wait until it has ended, and try again")
    with lock_content(content), stopped:
        withdraw_story(content, DEAL, WithdrawOptions("x", "2025-01-01"))


# --- lists ----------------------------------------------------------------------------------------


def _list(content: Path, *arguments: str) -> Done:
    return run("list", "--content", content, "--cache", content.parent / "cache", *arguments)


def test_lists_tell_of_what_is_withdrawn_when_asked(content: Path) -> None:
    """`list` says how many it leaves out, and lists them with day and reason where that is asked
    for; `stats` counts them.
    """
    assert len(_list(content).out.splitlines()) == 5
    _withdraw(content, DEAL, "--reason", REASON)
    _withdraw(
        content,
        "karelund-ferry-crews",
        "--reason",
        "Twice told.",
        "--hide-title",
        "--date",
        "2025-04-01",
    )
    done = _list(content)
    assert (done.code, len(done.out.splitlines())) == (0, 3)
    assert done.err == "Left out: 2 withdrawn stories; --withdrawn lists those.\n"
    assert "Karelund" not in done.out
    asked = _list(content, "--withdrawn")
    assert (asked.err, [line.split("\t") for line in asked.out.splitlines()]) == (
        "",
        [
            [
                "2025-04-01",
                "Headline hidden",
                f"2024/{_page(content, 'karelund-ferry-crews').name}",
                "Twice told.",
            ],
            [
                *(
                    "2025-03-04",
                    "Karelund Ferry Strike Ends After Eleven Weeks With New Roster Rules",
                ),
                *(f"2024/{_page(content, DEAL).name}", REASON),
            ],
        ],
    )
    (told,) = json.loads(_list(content, "--withdrawn", "--json", "--since", "2025-03-05").out)
    assert told == {
        "page": f"2024/{_page(content, 'karelund-ferry-crews').name}", "title": None,
        "title_hidden": True,
        "withdrawn": "2025-04-01", "reason": "Twice told.",
    }  # fmt: skip
    assert len(_list(content, "--withdrawn", "--query", "court").out.splitlines()) == 1
    assert _list(content, "--withdrawn", "--place", "x").code == 2
    stats = run("stats", "--content", content, "--cache", content.parent / "cache", "--json")
    figures = json.loads(stats.out)
    assert (figures["stories"], figures["withdrawn"]) == (3, 2)
    _restore(content, DEAL)
    assert len(_list(content).out.splitlines()) == 4


def test_the_catalog_forgets_the_words(content: Path) -> None:
    """The file in the cache holds no word of what was withdrawn, not even in the room that became
    free.
    """
    catalog = content.parent / "cache"
    _list(content)
    sought = b"eleven weeks"
    assert any(sought in file.read_bytes().lower() for file in catalog.glob("*.sqlite"))
    _withdraw(content, DEAL, "--reason", REASON, "--hide-title")
    _list(content)
    assert pages(content)
    assert not any(
        sought in file.read_bytes().lower() for file in catalog.iterdir() if file.is_file()
    )
