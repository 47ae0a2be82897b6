"""README and docs say what the program does: every command, option, exit code, key and example in
them is checked.
"""

from __future__ import annotations

import json
import re

import click
import jsonschema
import pytest

from generator.cli.app import cli
from generator.cli.options import STOPPED, WITH_PROBLEMS
from generator.page import format as page
from generator.page import model as page_model
from generator.page.format import is_edited
from generator.readers import read_stories
from generator.readers.base import Bundle
from generator.records import schema
from generator.story import assembly, identity
from tests.support.repository import ROOT
from tests.test_floors import WINGS

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = {
    path.name: path.read_text(encoding="utf-8")
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
}


def _fences(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def _options(command: click.Command) -> set[str]:
    return {
        name
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
        if name[:2] == "--"
    }


def _table(text: str, heading: str) -> list[str]:
    """The first cells of the table whose first column has this heading."""
    rows = text.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [row.split("|")[1].strip() for row in rows]


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_each_option_is_in_the_readme_and_the_reverse(name: str) -> None:
    """The README's table of a command's options names each option of the program, and no other."""
    heading = f"option of `{name}`"
    cells = _table(README, heading) if f"| {heading} |" in README else []
    documented = {re.match(r"`(--[a-z-]+)", cell)[1] for cell in cells}  # type: ignore[index]
    assert documented == _options(cli.commands[name])


def test_each_command_is_in_the_readme_and_the_reverse() -> None:
    """Every command of the program is in the README, and every command that any document names is
    one.
    """
    assert set(re.findall(r"`story-archive ([a-z]+)", README)) == set(cli.commands)
    named = {
        command
        for text in DOCUMENTS.values()
        for command in re.findall(r"story-archive ([a-z]+)\b", text)
    }
    assert named <= set(cli.commands)


def test_each_option_that_a_document_names_exists() -> None:
    """No document names an option that the program does not have; those of git stand behind its
    name.
    """
    known = set().union(*map(_options, cli.commands.values()), {"--help", "--version"})
    own = [re.sub(r"^.*\bgit .*$", "", text, flags=re.MULTILINE) for text in DOCUMENTS.values()]
    named = {
        option for text in own for option in re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", text)
    }
    assert named <= known


def test_exit_codes_are_those_of_the_program() -> None:
    """The README's table of exit codes names 0 to 3, with the program's own numbers for stopped and
    for problems.
    """
    rows = dict(
        zip(
            _table(README, "exit code"),
            README.split("| exit code |")[1].splitlines()[2:6],
            strict=True,
        )
    )
    assert list(rows) == ["0", "1", "2", "3"]
    assert "stopped" in rows[str(STOPPED)]
    assert "problems" in rows[str(WITH_PROBLEMS)]


def test_each_make_target_that_a_document_names_exists() -> None:
    """No document names a make target that the Makefile does not have, and `make help` knows the
    README's two.
    """
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)) | {"help"}
    named = {
        target
        for text in DOCUMENTS.values()
        for target in re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)
    }
    assert {"html", "test"} <= named <= targets


def test_the_example_is_what_the_program_makes() -> None:
    """The README's page is, byte for byte, what the README's bundle becomes, under the path that
    the README names.
    """
    bundle = Bundle("bridge.txt", _fences("text")[0].encode("utf-8"))
    reader, readings = read_stories(bundle)
    (reading,) = readings.stories
    story = assembly.assemble([reading.capture(bundle, reader)])
    assert page.write(page_model.Page(story=story)) == _fences("markdown")[0]
    slug = identity.slug(story.title, identity.story_key(story, bundle.sha256))
    path = f"content/stories/{(story.date or '')[:4]}/{slug}.md"
    assert f"`{path}`" in README


def test_the_record_and_the_table_of_the_documents_are_read() -> None:
    """What `docs/bundles.md` shows to scrapers is valid by the schema, and is read whole, without a
    word.
    """
    (table,) = _fences("csv", DOCUMENTS["bundles.md"])
    (record,) = [each for each in _fences("json", DOCUMENTS["bundles.md"]) if schema.NAME in each]
    jsonschema.Draft202012Validator(schema.schema()).validate(json.loads(record))
    for words, reader, count in ((record, "archive-json", 1), (table, "archive-csv", 2)):
        name, readings = read_stories(Bundle("x", words.encode("utf-8")))
        (reading,) = readings.stories
        assert (name, len(reading.content.articles)) == (reader, count)
        assert reading.content.title
        assert (readings.problems, reading.notes, reading.content.unplaced) == ((), (), ())


def test_the_layout_names_folders_that_exist() -> None:
    """Each folder in the README's layout is there."""
    named = [
        folder for cell in _table(README, "folder") for folder in re.findall(r"`([^`]+)/`", cell)
    ]
    assert len(named) > 5
    assert [folder for folder in named if not (ROOT / folder).is_dir()] == []


def test_each_file_of_the_program_that_a_document_names_exists() -> None:
    """No document names a file of generator/ that is not there; a new layout's are made by its
    test.
    """
    texts = {
        **DOCUMENTS,
        "CONTRIBUTING.md": DOCUMENTS["CONTRIBUTING.md"].split("\n## A new layout\n")[0],
    }
    named = {
        file for text in texts.values() for file in re.findall(r"`(generator/[\w/]+\.py)`", text)
    }
    assert len(named) > 3
    assert [file for file in sorted(named) if not (ROOT / file).is_file()] == []


def test_the_tour_shows_every_wing() -> None:
    """CONTRIBUTING's tour names each wing, and a file of it to open first, from below to above."""
    rows = re.findall(r"^\| `(\w+)/` \| .* \| `(\w+\.py)` \|$", DOCUMENTS["CONTRIBUTING.md"], re.M)
    wings = [wing for row in WINGS for wing in row if (ROOT / "generator" / wing).is_dir()]
    assert [wing for wing, _ in rows] == wings
    assert [row for row in rows if not ROOT.joinpath("generator", *row).is_file()] == []


def test_each_key_of_the_page_is_described() -> None:
    """`docs/page.md` describes each key of the front matter, in the order in which they stand
    there.
    """
    described = [cell.strip("`") for cell in _table(DOCUMENTS["page.md"], "key")]
    assert described == list(page.KEYS)


def test_the_example_of_corrections_is_read() -> None:
    """The corrections that `docs/page.md` shows can be pasted into a page, and are no edit."""
    example = re.search(r"```yaml\n\s*(corrections: .*)\n", DOCUMENTS["page.md"])
    assert example is not None
    corrected = page.read(_fences("markdown")[0].replace("\nwritten:", f"\n{example[1]}\nwritten:"))
    assert corrected.corrections.title == "Harbour Bridge Reopens"
    assert not is_edited(corrected)


def test_links_between_documents_lead_somewhere() -> None:
    """Each relative link of a document leads to a file of the project."""
    for name, text in DOCUMENTS.items():
        folder = ROOT / "docs" if (ROOT / "docs" / name).exists() else ROOT
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (folder / target).exists(), f"{name} links to {target}"


def test_requirements_are_pinned_and_name_no_address() -> None:
    """Every requirement is pinned with hashes, and no requirements file names an address of an
    index.
    """
    for path in ROOT.glob("requirements*.txt"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"://|--(?:extra-)?index|--find-links", text), path.name
        blocks = re.split(r"\n(?=[a-z])", text[text.index("\n", text.rindex("# ")) :].strip())
        assert [
            block for block in blocks if "==" not in block or "--hash=sha256:" not in block
        ] == []
