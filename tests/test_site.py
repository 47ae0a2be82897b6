"""The plain site: a page a story through the Pelican reader, and nothing of a story acts in it."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from generator import page, shelf
from generator.model import Article, Capture, Content
from generator.page import Corrections, Page
from generator.site import html
from generator.site.watch import Watch
from tests.golden_stories import PAGES

ROOT = Path(__file__).parent.parent
HOSTILE = (
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "{static}/x {attach}../../../etc/passwd |filename|x.md {index}javascript:alert(1)",
    "{{ 7 * 7 }} {% raw %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\"' onmouseover='alert(1)",
    "[x](javascript:alert(1))",
    "<!-- article 9 --> --> ]]>",
)


def _pelican(content: Path, output: Path) -> subprocess.CompletedProcess[str]:
    settings = ["-s", str(ROOT / "pelicanconf.py"), "-t", str(ROOT / "theme"), "-o", str(output), "--fatal", "errors"]
    command = [sys.executable, "-m", "pelican", str(content), *settings]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _build(content: Path, output: Path) -> None:
    run = _pelican(content, output)
    assert run.returncode == 0, run.stderr[-2000:]
    assert "WARNING" not in run.stderr
    assert "ERROR" not in run.stderr


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the demonstration archive."""
    output = tmp_path_factory.mktemp("site")
    _build(ROOT / "content", output)
    return output


def test_demonstration_pages_are_what_its_bundles_give(tmp_path: Path) -> None:
    """The pages under version control are, byte for byte, what `convert` makes of the bundles beside them."""
    shutil.copytree(ROOT / "content" / "bundles", tmp_path / "bundles")
    run = subprocess.run(
        [sys.executable, "-m", "generator", "convert", "--content", str(tmp_path), "--report", "-"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    kept = {path.relative_to(ROOT / "content"): path.read_bytes() for path in (ROOT / "content" / "stories").rglob("*.md")}
    made = {path.relative_to(tmp_path): path.read_bytes() for path in (tmp_path / "stories").rglob("*.md")}
    assert made == kept
    assert len([json.loads(line) for line in run.stdout.splitlines()]) >= 24


def test_demonstration_holds_what_it_promises() -> None:
    """The demonstration has two years, an undated story, one without headline, two captures, and other scripts."""
    stories = [shelf.read(path).story for path in (ROOT / "content" / "stories").rglob("*.md")]
    assert len({story.date[:4] for story in stories if story.date}) >= 2
    assert any(story.date is None for story in stories)
    assert any(story.title is None for story in stories)
    assert any(len(story.captures) == 2 for story in stories)
    titles = " ".join(story.title or "" for story in stories)
    assert re.search(r"[\u0600-\u06ff]", titles)
    assert re.search(r"[\u4e00-\u9fff]", titles)


def test_every_story_has_its_page(demonstration: Path) -> None:
    """Each story page becomes one HTML file under its own path, undated ones included, and the home page links to all."""
    sources = {path.relative_to(ROOT / "content").with_suffix(".html") for path in (ROOT / "content" / "stories").rglob("*.md")}
    assert {path.relative_to(demonstration) for path in (demonstration / "stories").rglob("*.html")} == sources
    home = BeautifulSoup((demonstration / "index.html").read_text(encoding="utf-8"), "lxml")
    linked = {str(link["href"]).removeprefix("./") for link in home.select("ul.stories a")}
    assert linked == {path.as_posix() for path in sources}


def test_links_are_relative_and_resolve(demonstration: Path) -> None:
    """Every link and style sheet inside the site is relative and leads to a file, so the site works from any place."""
    for path in demonstration.rglob("*.html"):
        tree = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
        for element in tree.select("[href], [src]"):
            target = str(element.get("href") or element.get("src"))
            if not target.startswith(("http://", "https://")):
                assert (path.parent / target).resolve().is_file(), f"{path.name}: {target}"


def _hostile_page(words: str) -> Page:
    content = Content(
        title=words,
        places=(words,),
        topics=(words,),
        summary=words,
        key_points=(words,),
        withheld=(words,),
        unplaced=(words,),
        articles=(
            Article(title=words, outlet=words, bias=words, place=words, excerpt=words, url="javascript:alert(1)", text=words),
        ),
    )
    capture = Capture(bundle=words, sha256="0" * 64, reader="page-text", content=content)
    story = page.Story(**{name: getattr(content, name) for name in Content.__dataclass_fields__}, captures=(capture,))
    return Page(story=story, notes="**by hand** <script>alert(2)</script> [x](javascript:alert(3))")


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_stays_text(words: str) -> None:
    """Whatever stands in a story, its HTML holds no script, no handler and no script address, and shows the words."""
    tree = BeautifulSoup(html.story(_hostile_page(words)), "html.parser")
    assert tree.select("script, img, iframe, object, style, form, input, svg") == []
    assert [name for element in tree.find_all(True) for name in element.attrs if name.startswith("on")] == []
    assert tree.select("a[href]") == []
    assert tree.get_text().count(words) >= 6


def test_hostile_stories_build_and_stay_text(tmp_path: Path) -> None:
    """Hostile stories build without a warning, and stand in the site as the words that they are."""
    folder = tmp_path / "content" / "stories" / "2025"
    for number, words in enumerate(HOSTILE):
        folder.mkdir(parents=True, exist_ok=True)
        kept = _hostile_page(words)
        dated = Page(story=kept.story, notes=kept.notes, corrections=Corrections(date="2025-01-02"))
        (folder / f"hostile-{number:010}.md").write_bytes(page.write(dated).encode("utf-8"))
    (tmp_path / "content" / "pages").mkdir()
    _build(tmp_path / "content", tmp_path / "output")
    home = BeautifulSoup((tmp_path / "output" / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert sorted(link.get_text() for link in home.select("ul.stories a")) == sorted(HOSTILE)
    for path in (tmp_path / "output").rglob("*.html"):
        tree = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert tree.select("script, img, iframe") == []
        assert not any(str(link["href"]).startswith("javascript") for link in tree.select("a[href]"))


def test_corrections_outrank_the_story(tmp_path: Path) -> None:
    """The site shows the archivist's title, date and places where they are corrected, and the notes as Markdown."""
    folder = tmp_path / "content" / "stories" / "2025"
    folder.mkdir(parents=True)
    (tmp_path / "content" / "pages").mkdir()
    (folder / "bridge-0000000000.md").write_bytes(page.write(PAGES["by-hand"]).encode("utf-8"))
    _build(tmp_path / "content", tmp_path / "output")
    shown = BeautifulSoup((tmp_path / "output/stories/2025/bridge-0000000000.html").read_text(encoding="utf-8"), "lxml")
    assert shown.h1 is not None
    assert shown.h1.get_text() == "Wexmere Bridge Reopens"
    assert [emphasis.get_text() for emphasis in shown.select("em, strong")] == ["the harbour office", "printed"]


def test_a_broken_page_stops_the_build(tmp_path: Path) -> None:
    """A story page that cannot be read ends the build with a sentence that names it, and never vanishes from the site."""
    folder = tmp_path / "content" / "stories" / "2025"
    folder.mkdir(parents=True)
    (folder / "broken-0000000000.md").write_text("---\nschema: 1\ntitle: [\n---\n", encoding="utf-8")
    run = _pelican(tmp_path / "content", tmp_path / "output")
    assert run.returncode == 1
    first, last = run.stderr.splitlines()
    assert re.search(r"broken-0000000000\.md: the front matter is no YAML in line \d: .+\. .+\.$", first)
    assert last == "The site was not built: 1 of the story pages cannot be shown."
    assert not (tmp_path / "output" / "index.html").exists()


def test_a_story_that_pelican_drops_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that was read and that Pelican did not keep ends the build with a sentence that names it."""
    watch = Watch()
    watch.saw(tmp_path / "gone.md")
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    with pytest.raises(SystemExit):
        watch.check([SimpleNamespace(context={"generated_content": {}})])
    assert "gone.md: Pelican did not keep it" in said.getvalue()


def test_a_page_without_date_in_a_year_is_shown(tmp_path: Path) -> None:
    """A page keeps its place for good, so one that lost its date stays in its year's folder, and is listed as undated."""
    folder = tmp_path / "content" / "stories" / "2025"
    folder.mkdir(parents=True)
    (tmp_path / "content" / "pages").mkdir()
    (folder / "keepers-0000000000.md").write_bytes(page.write(PAGES["undated"]).encode("utf-8"))
    _build(tmp_path / "content", tmp_path / "output")
    home = BeautifulSoup((tmp_path / "output/index.html").read_text(encoding="utf-8"), "lxml")
    assert [heading.get_text() for heading in home.select("h2")] == ["Undated"]
    assert (tmp_path / "output/stories/2025/keepers-0000000000.html").is_file()


@pytest.mark.parametrize(
    "restyle",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("---\n", "---\n# my shelf\n", 1),
        lambda text: text.replace("schema: 1\n", "", 1).replace("\nwritten:", "\n'schema' : 1\nwritten:"),
    ],
    ids=["windows line ends", "byte order mark", "comment first", "schema last"],
)
def test_a_restyled_page_is_still_a_story(tmp_path: Path, restyle: Callable[[str], str]) -> None:
    """A story page that a person, or git, restyled without changing it builds as the story that it is."""
    folder = tmp_path / "content" / "stories" / "2025"
    folder.mkdir(parents=True)
    (tmp_path / "content" / "pages").mkdir()
    restyled = restyle(page.write(PAGES["inferred-year"]))
    (folder / "bridge-0000000000.md").write_bytes(restyled.encode("utf-8"))
    _build(tmp_path / "content", tmp_path / "output")
    assert (tmp_path / "output/stories/2025/bridge-0000000000.html").is_file()


def test_not_rated_is_not_not_stated() -> None:
    """An outlet that the bundle calls unknown is not rated; one of which it says nothing has no rating stated."""
    shown = html.story(Page(story=page.Story(articles=(Article(bias="Unknown Bias"), Article(), Article(bias="Lean Left")))))
    assert [shown.count(words) for words in ("not rated", "rating not stated", "rated Lean Left")] == [1, 1, 1]


def test_a_corrected_date_has_its_own_basis() -> None:
    """Where the archivist corrected the date, the evidence of the other date is not shown beside it."""
    shown = html.story(PAGES["by-hand"])
    assert "Date corrected by the archivist." in shown
    assert "Day from the dateline" not in shown
