"""Builds a site as a user builds it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from generator.page import format as page
from generator.page.model import Page
from tests.support.browser import ROOT


def build(content: Path, output: Path, cache: Path, **settings: object) -> Path:
    """Build with the project's own settings and those given, and the catalog apart from the
    project's; return the output.
    """
    given = [
        f"{name}={json.dumps(value)}"
        for name, value in {"CACHE_PATH": str(cache), **settings}.items()
    ]
    command = [
        sys.executable,
        "-m",
        "pelican",
        str(content),
        "-s",
        str(ROOT / "pelicanconf.py"),
        "-o",
        str(output),
    ]
    run = subprocess.run(
        [*command, "--fatal", "errors", "-e", *given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    said = run.stdout + run.stderr
    assert run.returncode == 0, said[-3000:]
    assert "WARNING" not in said, said[-3000:]
    return output


def archive(folder: Path, pages: Mapping[str, Page]) -> Path:
    """A content folder with these pages, named by their paths below `stories/`."""
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "about.md").write_text(
        "Title: About\n\nAn invented archive.\n", encoding="utf-8"
    )
    for name, kept in pages.items():
        path = folder / "stories" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.write(kept).encode("utf-8"))
    return folder
