"""The views of a built site: all of its pages, and one page for each kind of view."""

from __future__ import annotations

import re
from pathlib import Path

_KINDS = {
    "home": r"index\.html",
    "story": r"stories/\d{4}/[^/]+\.html",
    "undated-story": r"stories/undated/[^/]+\.html",
    "dates": r"dates/index\.html",
    "year": r"dates/\d{4}\.html",
    "month": r"dates/\d{4}-\d\d\.html",
    "undated": r"dates/undated\.html",
    "terms": r"(outlets|places|topics)/index\.html",
    "term": r"(outlets|places|topics)/(?!([a-z]|0|other|index)\.html)[^/]+\.html",
    "initial": r"(outlets|places|topics)/([a-z]|0|other)\.html",
    "search": r"search\.html",
    "data": r"data/index\.html",
    "about": r"about\.html",
    "not-found": r"404\.html",
}
OPTIONAL = {"term-year": r"(outlets|places|topics)/[^/]+/(\d{4}|undated)\.html"}
"""Only archives with a term of more than 200 stories have these."""

ACTING = (
    "//style | //@style | //script[not(@src)] | //script[normalize-space()] | //base | //iframe | //object | //embed"
    " | //@*[starts-with(name(), 'on')] | //meta[@http-equiv][not(@http-equiv = 'Content-Security-Policy')]"
    " | //a/@ping | //@formaction | //@srcdoc"
)
"""What no page may hold, as an XPath: everything that acts, or styles, from within the page."""

TOO_WIDE = """
() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return null;
  const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > root.clientWidth);
  return `${root.scrollWidth} of ${root.clientWidth}: ` + wide.slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ');
}
"""
"""Whether a page is wider than its window, as a script: what makes it so, or nothing."""


def every(folder: Path) -> list[str]:
    """Every page of a site, as paths below it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def kinds(folder: Path) -> dict[str, str]:
    """For each kind of view its fullest page; a kind that the site lacks is an error."""
    paths = every(folder)
    found = {}
    for kind, pattern in {**_KINDS, **OPTIONAL}.items():
        fitting = [path for path in paths if re.fullmatch(pattern, path)]
        assert fitting or kind in OPTIONAL, f"the site in {folder} has no view of the kind {kind!r}"
        if fitting:
            found[kind] = max(fitting, key=lambda path: (folder / path).stat().st_size)
    turned = next(
        (
            path
            for path in paths
            if re.search(r'<h1[^>]* dir="rtl"', (folder / path).read_text(encoding="utf-8"))
        ),
        None,
    )
    buried = next(
        (
            path
            for path in paths
            if 'class="story tombstone"' in (folder / path).read_text(encoding="utf-8")
        ),
        None,
    )
    return found | {
        kind: path for kind, path in (("right-to-left", turned), ("tombstone", buried)) if path
    }
