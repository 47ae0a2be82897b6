"""The one script of the search: made of its sources, and small enough for a slow line."""

from __future__ import annotations

import gzip
import json
import runpy
from types import SimpleNamespace

import minify

from generator.search.fields import FACETS
from tests.support.repository import ROOT

MOST = 12 * 1024
"""Bytes that it may take compressed."""


BUILD = SimpleNamespace(**runpy.run_path(str(ROOT / "theme" / "scripts" / "build.py")))
"""What `make scripts` runs."""


def test_the_script_is_made_of_its_sources() -> None:
    """Whoever changes a source makes the script anew, and nobody changes the script alone."""
    source = BUILD.source()
    assert (
        BUILD.MADE.read_text(encoding="utf-8")
        == f"{BUILD.mark(source)}{minify.string('application/javascript', source)}\n"
    )


def test_every_source_is_in_the_script() -> None:
    """No script stands beside the others that the site does not get."""
    assert {path.stem for path in BUILD.FOLDER.glob("*.js")} == set(BUILD.PARTS)


def test_the_script_reads_the_columns_that_the_index_writes() -> None:
    """Columns and facets are named in generator/search/fields.py alone, in their order; the script
    is given these names, and no word that stands for them is left.
    """
    parts = {
        name: (BUILD.FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in BUILD.PARTS
    }
    source = BUILD.source()
    for word in BUILD.NAMES:
        assert any(word in part for part in parts.values()), word
        assert word not in source
    story = "address, title, day, dated, places, topics, reported, captured, parts, summary, points"
    assert f"hit([{story}, views, articles, notes], wanted)" in source
    assert f"row([{story}, views, articles, notes])" in source
    assert source.count("([outlet, title, excerpt, text]) =>") == 5
    assert (
        f"SIGN = {{ {', '.join(f'{name}: {json.dumps(sign)}' for name, sign in FACETS.items())} }}"
        in source
    )
    assert f'FACETS = "{" ".join(FACETS)}"' in source


def test_the_script_is_small() -> None:
    """Compressed it takes 12 KB at most."""
    assert len(gzip.compress(BUILD.MADE.read_bytes(), 9)) <= MOST
