"""No story vanishes from the site unsaid: the pages on disk are held against what Pelican kept,
before anything is written.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pelican.generators import ArticlesGenerator, PagesGenerator

from generator.errors import MAY_BE_READ, PageError, Problem, unreadable, visible
from generator.site.stock import reader

_KINDS = ((ArticlesGenerator, "ARTICLE"), (PagesGenerator, "PAGE"))


def _path(*parts: str) -> Path:
    """A path in the one form in which both sides are compared, with no link followed."""
    return Path(os.path.abspath(Path(*parts)))  # noqa: PTH100 - `resolve` would follow links


def _pages(generator: Any) -> Iterator[Path]:
    """The Markdown files that one of Pelican's generators was to read."""
    for kind, name in _KINDS:
        if isinstance(generator, kind):
            paths, excludes = (
                generator.settings[f"{name}_PATHS"],
                generator.settings[f"{name}_EXCLUDES"],
            )
            yield from (
                _path(generator.path, file)
                for file in generator.get_files(paths, excludes, extensions=("md",))
            )


def _lost(path: Path, settings: Mapping[str, Any]) -> Problem | None:
    """Why a page was not kept; None where it is no story's."""
    try:
        if not reader.is_story(path):
            return None
        reader.told(path, settings)
    except OSError as error:
        return Problem(str(path), unreadable(error), f"{MAY_BE_READ}, or take it away")
    except PageError as error:
        return error.about(str(path))
    return Problem(
        str(path), "Pelican did not keep it, and says above why", "Mend what it names there"
    )


def _collisions(kept: Mapping[Path, Any]) -> Iterator[Problem]:
    """Stories that Pelican would write to the same file as another page."""
    places: defaultdict[str, list[Path]] = defaultdict(list)
    for path, content in kept.items():
        # Some file systems take a large letter for the small one.
        places[content.save_as.casefold()].append(path)
    for place, paths in sorted(places.items()):
        if len(paths) > 1 and any(
            kept[path].metadata.get("reader") == reader.NAME for path in paths
        ):
            first, *others = sorted(map(str, paths))
            seen = f"its place in the site, {place}, is also that of {', '.join(others)}"
            yield Problem(
                first,
                seen,
                "Rename one of them, or set ARTICLE_URL and ARTICLE_SAVE_AS to '{date:%Y}/{slug}.html'",
            )


def check(generators: Iterable[Any]) -> None:
    """End the build with a sentence a page, where a story's page cannot be shown."""
    generators = list(generators)
    kept = {
        _path(content.source_path): content
        for generator in generators
        for content in generator.context["generated_content"].values()
        if content
    }
    missing = {
        path: generator.settings
        for generator in generators
        for path in _pages(generator)
        if path not in kept
    }
    problems = [problem for path in sorted(missing) if (problem := _lost(path, missing[path]))]
    problems += _collisions(kept)
    for problem in problems:
        sys.stderr.write(f"{visible(str(problem))}\n")
    if problems:
        sys.stderr.write(
            f"The site was not built: {len(problems):,} of the story pages cannot be shown.\n"
        )
        raise SystemExit(1)
