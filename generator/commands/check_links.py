"""Check that every link, source and anchor of a built site leads somewhere.

Other hosts are not visited. `find_broken_links` touches no disk; `check_links` walks a built
site for it.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from generator.commands.link_targets import LinkTarget, SiteFiles
from generator.errors import Problem, StoppedError, unreadable

# Each with the attributes that hold one address; srcset holds several.
_LINKS = etree.XPath(
    "//@href | //@src | //@poster | //@action | //@formaction | //object/@data", smart_strings=False
)
_SRCSETS = etree.XPath("//@srcset", smart_strings=False)
_ANCHORS = etree.XPath("//@id | //a/@name", smart_strings=False)
_ADDRESSES = etree.XPath("//@href | //*[local-name() = 'loc']/text()", smart_strings=False)


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """The links of a built page, and the anchors to which others can link."""

    path: str
    """Below the site's root, with slashes."""
    links: Counter[str]
    anchors: frozenset[str]


@dataclass(slots=True)
class LinkCounts:
    """The counts of a run; they grow while it goes on."""

    pages: int = 0
    links: int = 0
    broken: int = 0

    def __str__(self) -> str:
        """Format the line at the end of a run."""
        broken = f"{self.broken:,} broken" if self.broken else "none is broken"
        return f"{self.links:,} links on {self.pages:,} pages: {broken}."


def find_broken_links(
    pages: Iterable[BuiltPage],
    files: SiteFiles,
    anchors: Callable[[str], Collection[str]],
    counts: LinkCounts,
) -> Iterator[Problem]:
    """Find the links that lead nowhere, each once a page.

    `anchors` gives the anchors of a page, and is asked only for pages to whose anchors others link.
    Such links come last, when all these pages are known.
    """
    into: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for page in pages:
        counts.pages += 1
        counts.links += page.links.total()
        for link in page.links:
            target = files.target(page.path, link)
            if target.wrong:
                yield _link_problem(page.path, link, *target.wrong)
            elif target.path == page.path and target.anchor not in {"", *page.anchors}:
                yield _anchor_link_problem(page.path, link, target)
            elif (
                target.path not in (None, page.path)
                and target.anchor
                and str(target.path).endswith(".html")
            ):
                into[str(target.path)].append((target.anchor, page.path, link))
    for path, asked in into.items():
        there = anchors(path)
        yield from (
            _anchor_link_problem(page, link, LinkTarget(path, anchor))
            for anchor, page, link in asked
            if anchor not in there
        )


def _anchor_link_problem(page: str, link: str, target: LinkTarget) -> Problem:
    wrong = f"leads to {target.path}, which has no id “{target.anchor}”"
    return _link_problem(page, link, wrong, "Correct the part behind #, or give the place that id")


def _link_problem(page: str, link: str, wrong: str, hint: str) -> Problem:
    return Problem(page, f"the link “{link}” {wrong}", hint)


def read_links(path: str, data: bytes) -> BuiltPage:
    """Read the links and anchors of a page, or the addresses of a feed or a sitemap."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    if path.endswith(".html"):
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None  # an empty file
    if root is None:
        return BuiltPage(path, Counter(), frozenset())
    if not path.endswith(".html"):
        return BuiltPage(path, Counter(_ADDRESSES(root)), frozenset())
    links = Counter(_LINKS(root))
    for several in _SRCSETS(root):
        links.update(one.split()[0] for one in several.split(",") if one.strip())
    return BuiltPage(path, links, frozenset(_ANCHORS(root)))


def check_links(output: Path, siteurl: str, counts: LinkCounts) -> Iterator[Problem]:
    """Yield each broken link of the site in `output`.

    Raises StoppedError if there is no site, or a file of it cannot be read.
    """
    names = sorted(_published_files(output))
    parsed = [name for name in names if name.endswith((".html", ".xml"))]
    if not any(name.endswith(".html") for name in parsed):
        raise StoppedError(f"{output} holds no page of a site", "Build it first: make html")

    def page(name: str) -> BuiltPage:
        try:
            return read_links(name, (output / name).read_bytes())
        except OSError as error:
            raise StoppedError(unreadable(error, output / name), "Check its rights") from error

    files = SiteFiles(names, siteurl)
    problems = find_broken_links(map(page, parsed), files, lambda name: page(name).anchors, counts)
    for problem in problems:
        counts.broken += 1
        yield problem


def _published_files(output: Path) -> Iterator[str]:
    """Yield the files of a built site, as their names are spelt on the disk.

    Names that begin with a dot are not published.
    """
    for base, folders, files in os.walk(output):
        folders[:] = [name for name in folders if not name.startswith(".")]
        folder = Path(base).relative_to(output)
        yield from ((folder / name).as_posix() for name in files if not name.startswith("."))
