"""Pelican as the archive runs it, but for the index of the search: stock Pelican makes none.
`bench/site.py` runs this.

usage: python bench/without_search.py PELICAN'S ARGUMENTS
"""

from __future__ import annotations

from collections.abc import Iterator

from pelican import main

from generator.site import build
from generator.site.search_index import SearchIndex


def _nothing(*_: object) -> Iterator[object]:
    return iter(())


if __name__ == "__main__":
    build.invert_stories = _nothing  # type: ignore[assignment]
    SearchIndex.scripts = _nothing  # type: ignore[assignment,method-assign]
    main()
