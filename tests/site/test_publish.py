"""Publishing: the workflow, the address of the site, and `make publish` and `make github`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import scratch
from tests.support.program import tree
from tests.support.scratch import ROOT, make

WORKFLOW = ROOT / ".github" / "workflows" / "pages.yml"
ADDRESS = "https://archive.example/news"


def jobs() -> dict[str, Any]:
    """The workflow's jobs."""
    return dict(yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"])


def targets() -> set[str]:
    """What the Makefile can make."""
    return set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )


# --- the workflow ---------------------------------------------------------------------------------


def _valid(path: Path) -> bool:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        path,
    ]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_the_workflow_is_one(tmp_path: Path) -> None:
    """GitHub's published schema accepts the workflow, and would refuse a word that it does not
    know.
    """
    assert _valid(WORKFLOW)
    (tmp_path / "other.yml").write_text(
        WORKFLOW.read_text(encoding="utf-8").replace("runs-on:", "runs-at:"), encoding="utf-8"
    )
    assert not _valid(tmp_path / "other.yml")


def test_the_workflow_makes_what_the_makefile_has() -> None:
    """Every command of the workflow is a target of the Makefile, and no expression stands where a
    shell would run it.
    """
    commands = [step["run"] for job in jobs().values() for step in job["steps"] if "run" in step]
    assert commands == ["make publish", "make links"]
    assert {command.split()[1] for command in commands} <= targets()


def test_the_workflow_does_one_thing_after_the_other() -> None:
    """It converts and builds with the address that Pages gives, checks the links with the same, and
    only then deploys.
    """
    build, deploy = jobs().values()
    assert [step.get("run") or step["uses"] for step in build["steps"]] == [
        "actions/checkout@v7", "actions/setup-python@v7", "actions/configure-pages@v6",
        "make publish", "make links",
        "actions/upload-pages-artifact@v5",
    ]  # fmt: skip
    (source,) = [
        step["id"] for step in build["steps"] if step.get("uses") == "actions/configure-pages@v6"
    ]
    given = [step["env"] for step in build["steps"] if "run" in step]
    assert given == [{"SITEURL": f"${{{{ steps.{source}.outputs.base_url }}}}"}] * 2
    assert deploy["needs"] == "build"
    assert [(step["uses"], step["id"]) for step in deploy["steps"]] == [
        ("actions/deploy-pages@v5", "deployment")
    ]


def test_the_workflow_may_do_no_more_than_it_must() -> None:
    """Nothing is allowed but to read the repository and, where the site is deployed, to write to
    Pages; one run at a time.
    """
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    build, deploy = jobs().values()
    assert workflow["permissions"] == {}
    assert build["permissions"] == {"contents": "read", "pages": "read"}
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert deploy["environment"] == {
        "name": "github-pages",
        "url": "${{ steps.deployment.outputs.page_url }}",
    }
    assert build["steps"][0]["with"] == {"persist-credentials": False}
    assert workflow["concurrency"] == {"group": "pages", "cancel-in-progress": False}


def test_the_workflow_runs_for_the_default_branch_and_by_hand() -> None:
    """A push runs it on the default branch only, whatever that is called; a person may run it at
    any time.
    """
    triggers = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))[
        True
    ]  # YAML 1.1 reads `on` as true
    assert triggers == {"push": {"branches-ignore": ["gh-pages"]}, "workflow_dispatch": None}
    assert jobs()["build"]["if"] == "github.ref_name == github.event.repository.default_branch"


# --- the address ----------------------------------------------------------------------------------


def _settings(address: str | None) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "SITEURL"}
    given = {} if address is None else {"SITEURL": address}
    code = "import publishconf as p, pelicanconf as q; print(p.SITEURL, p.RELATIVE_URLS, p.SITENAME == q.SITENAME, p.PLUGINS)"
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=ROOT, env={**kept, **given}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "address",
    ["https://a.example", "http://localhost:8000/news", "https://xn--bcher-kva.example/%C3%A4/b"],
)
def test_an_address_is_taken(address: str) -> None:
    """The published site has every setting of the other, relative links too, and the address that
    SITEURL gives.
    """
    assert _settings(address).stdout == f"{address} True True ['generator.site']\n"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (None, "SITEURL is not set: feeds, sitemap and canonical links need the site's address. "),
        ("", "SITEURL is not set: feeds, sitemap and canonical links need the site's address. "),
        *(
            (address, f"the setting SITEURL is {address!r}, which is no web address. ")
            for address in (
                "a.example", "/news", "//a.example", "ftp://a.example", "https:a.example",
                "https://", "https:///news",
                "https://:80", "https://a.example:port", "https://a.example:99999",
                "https://a.example?q", "https://a.example#a",
                "https://me@a.example", "https://a b.example", "https://bücher.example",
                "https://[a.example", 'https://a"b',
                "javascript://a.example/%0aalert(1)",
            )
        ),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str | None, said: str) -> None:
    """What cannot be a site's address ends with a sentence that says how one looks, and no
    traceback.
    """
    done = _settings(address)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_publish_wants_an_address(tmp_path: Path) -> None:
    """`make publish` and `make github` without SITEURL say so before anything is made."""
    folder = scratch.archive(tmp_path / "archive")
    for target in ("publish", "github"):
        done = make(folder, target)
        assert done.returncode != 0
        assert done.stderr.startswith("SITEURL is not set: ")
    assert not (folder / "output").exists()
    assert not (folder / "content/stories").exists()


def test_publish_adds_what_needs_the_address(tmp_path: Path) -> None:
    """`make publish` converts, and makes the same pages with canonical addresses, a feed and a
    sitemap; links stay relative.
    """
    folder = scratch.archive(tmp_path / "archive")
    assert make(folder, "html").returncode == 0
    plain = {name for name in tree(folder / "output") if not name.startswith(".")}
    assert make(folder, "publish", f"SITEURL={ADDRESS}").returncode == 0
    published = {
        name: data.decode("utf-8", "replace")
        for name, (data, _) in tree(folder / "output").items()
        if not name.startswith(".")
    }
    assert set(published) - plain == {"feeds/all.atom.xml", "sitemap.xml", "robots.txt"}
    assert plain <= set(published)
    (story,) = [name for name in published if name.startswith("stories/")]
    assert f'<link rel="canonical" href="{ADDRESS}/{story}">' in published[story]
    assert '<link rel="stylesheet" href="../../theme/css/archive.css">' in published[story]
    assert f"{ADDRESS}/{story}" in published["feeds/all.atom.xml"]
    links = make(folder, "links", SITEURL=ADDRESS)
    assert (links.returncode, links.stdout) == (0, "")
    (folder / "output/about.html").unlink()
    links = make(folder, "links")
    assert links.returncode != 0
    assert "about.html” leads to no file of the site." in links.stdout


# --- the branch -----------------------------------------------------------------------------------


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small archive, for a git that knows of no person and of no repository around it."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return scratch.archive(tmp_path / "archive")


def _repository(folder: Path) -> Path:
    """Make the folder a repository of a named person, with an empty one beside it as its origin;
    return that.
    """
    origin = folder.parent / "origin.git"
    _git(folder.parent, "init", "--quiet", "--bare", str(origin))
    _git(folder, "init", "--quiet", "--initial-branch", "main")
    _git(folder, "config", "user.name", "Ada Quill")
    _git(folder, "config", "user.email", "ada@archive.example")
    _git(folder, "remote", "add", "origin", str(origin))
    return origin


def _github(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return make(folder, "github", f"SITEURL={ADDRESS}", *arguments)


def test_github_says_what_is_missing(alone: Path) -> None:
    """Without a repository, a person or a remote, one sentence says so before anything is converted
    or built.
    """
    words = {
        "this folder is no git repository. Try: git init": (["init", "--quiet"],),
        "git does not know who publishes. Try: git config user.name and git config user.email": (
            ["config", "user.name", "Ada Quill"], ["config", "user.email", "ada@archive.example"],
        ),
        "there is no remote origin. Try: git remote add origin ADDRESS, or PUSH= to push nothing": (
            ["remote", "add", "origin", str(alone / "gone.git")],
        ),
        "the remote origin cannot be read; git says why above.": (["checkout", "--quiet", "-b", "gh-pages"],),
        "gh-pages is checked out. Go to another branch first.": (),
    }  # fmt: skip
    for sentence, remedy in words.items():
        done = _github(alone)
        assert done.returncode != 0
        assert [line for line in done.stderr.splitlines() if line.startswith("Stopped: ")] == [
            f"Stopped: {sentence}"
        ]
        for arguments in remedy:
            _git(alone, *arguments)
    assert not (alone / "output").exists()
    assert not (alone / "content/stories").exists()


def test_github_pushes_the_site(alone: Path) -> None:
    """The site of `make publish`, with .nojekyll and CNAME, is what the remote's gh-pages then
    holds; main is left alone.
    """
    origin = _repository(alone)
    done = _github(alone, "CNAME=news.example")
    assert done.returncode == 0, done.stderr
    assert (
        done.stdout.splitlines()[-1]
        == f"The site is on the branch gh-pages of origin; its address is {ADDRESS}."
    )
    assert _git(origin, "for-each-ref", "--format=%(refname)") == "refs/heads/gh-pages"
    there = set(_git(origin, "ls-tree", "-r", "--name-only", "gh-pages").splitlines())
    assert there == {*tree(alone / "output"), ".nojekyll", "CNAME"}
    assert _git(origin, "show", "gh-pages:CNAME") == "news.example"
    assert (
        _git(origin, "show", "gh-pages:index.html")
        == (alone / "output/index.html").read_text(encoding="utf-8").strip()
    )
    assert _git(origin, "log", "--format=%s", "gh-pages") == "Publish the archive"


def test_github_follows_what_others_pushed(alone: Path) -> None:
    """Where someone else published meanwhile, the site goes on top of it; with PUSH= the remote is
    not touched.
    """
    origin = _repository(alone)
    tree_of = _git(alone, "mktree")
    other = _git(alone, "commit-tree", tree_of, "-m", "By another")
    _git(alone, "push", "--quiet", "origin", f"{other}:refs/heads/gh-pages")
    _git(alone, "update-ref", "-d", "refs/remotes/origin/gh-pages")
    done = _github(alone, "PUSH=")
    assert done.returncode == 0, done.stderr
    assert (
        done.stdout.splitlines()[-1]
        == f"The site is on the branch gh-pages; its address is {ADDRESS}."
    )
    assert _git(origin, "log", "--format=%s", "gh-pages") == "By another"
    done = _github(alone)
    assert done.returncode == 0, done.stderr
    assert _git(origin, "log", "--format=%s", "gh-pages") == "Publish the archive\nBy another"
    assert "CNAME" not in _git(origin, "ls-tree", "-r", "--name-only", "gh-pages").splitlines()


def test_github_publishes_no_broken_site(alone: Path) -> None:
    """A link that leads nowhere is named, and nothing is put on the branch."""
    origin = _repository(alone)
    with (alone / "content/pages/about.md").open("a", encoding="utf-8") as file:
        file.write("\nSee [there](gone.html).\n")
    done = _github(alone)
    assert done.returncode != 0
    assert "about.html: the link “gone.html” leads to no file of the site." in done.stdout
    assert _git(origin, "for-each-ref") == _git(alone, "for-each-ref") == ""
