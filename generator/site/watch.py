"""No story vanishes from the site unsaid: what was read is held against what Pelican kept, before anything is written."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from generator.errors import PageError, Problem, visible


class Watch:
    """The story pages of one build."""

    def __init__(self) -> None:
        self._read: dict[Path, Problem | None] = {}

    def begin(self, *_: object) -> None:
        """Forget the build before."""
        self._read.clear()

    def saw(self, path: Path, error: PageError | None = None) -> None:
        """Note a story page that was read, and what was wrong with it."""
        self._read[path] = error.about(str(path)) if error else None

    def check(self, generators: Iterable[Any]) -> None:
        """End the build with a sentence a page, where a story page could not be read or Pelican did not keep it."""
        kept = {
            Path(content.source_path)
            for generator in generators
            for content in generator.context["generated_content"].values()
            if content
        }
        lost = "Pelican did not keep it, and says above why"
        problems = [
            problem or Problem(str(path), lost, "Mend what it names there")
            for path, problem in sorted(self._read.items())
            if problem or path not in kept
        ]
        for problem in problems:
            sys.stderr.write(f"{visible(str(problem))}\n")
        if problems:
            sys.stderr.write(f"The site was not built: {len(problems):,} of the story pages cannot be shown.\n")
            raise SystemExit(1)


WATCH = Watch()
"""Pelican makes a reader for each generator; they share the one build."""
