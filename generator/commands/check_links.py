"""Check that every link, source and anchor of a built site leads somewhere.

Other hosts are not visited. `find_broken_links` has all the rules and touches no disk;
`check_links` walks a built site for it.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from generator.errors import Problem, StoppedError, unreadable

NOT_FOUND = "404.html"
"""The page that a host shows at any depth, so that relative links in it lead nowhere."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WHITE = " \t\n\f\r"
_REFUSED = {
    "javascript:": "it runs a script",
    "vbscript:": "it runs a script",
    "file:": "it names a file of the machine that built the site",
}

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


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """The target of a link: a file of the site with an anchor, or another host (neither).

    `wrong` is a sentence and a hint for a link that leads nowhere.
    """

    path: str | None = None
    anchor: str = ""
    wrong: tuple[str, str] | None = None


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


class SiteFiles:
    """The files of a site, and the rules by which an address leads to one of them."""

    def __init__(self, names: Collection[str], siteurl: str = "") -> None:
        self.names = frozenset(names)
        self.folders = frozenset(folder for name in self.names for folder in _parent_folders(name))
        self.siteurl = siteurl.rstrip("/")
        self.prefix = urlsplit(self.siteurl).path
        # A menu has the same links on every page of a folder.
        self._resolve = lru_cache(2**16)(self._resolve_address)

    def target(self, page: str, link: str) -> LinkTarget:
        """Resolve a link on a page."""
        link = re.sub("[\t\n\r]", "", link.strip(_WHITE))
        if link[:1] in ("", "#", "?"):
            return LinkTarget(page, _anchor(f"#{link.partition('#')[2]}"))
        if page == NOT_FOUND:
            return self._resolve_on_not_found_page(link)
        return self._resolve(page.rpartition("/")[0], link)

    def _resolve_on_not_found_page(self, link: str) -> LinkTarget:
        rest = link.removeprefix(self.prefix)
        if link.startswith("/") and not link.startswith("//"):
            # The host shows this page at any depth, so a link from its root is right, if it is from
            # the site's own.
            if self.siteurl and link.startswith(self.prefix) and rest[:1] in ("/", "?", "#", ""):
                return self._resolve_path("", rest.removeprefix("/"), folders=True)
        elif not _SCHEME.match(link) and not link.startswith("//"):
            return LinkTarget(
                wrong=(
                    "is relative, and a host shows this page at any depth",
                    "Write it with the site's address",
                )
            )
        return self._resolve("", link)

    def _resolve_address(self, folder: str, link: str) -> LinkTarget:
        for own in (self.siteurl, self.siteurl.partition(":")[2]):
            if own and link.startswith(own) and link[len(own) :][:1] in ("/", "?", "#", ""):
                return self._resolve_path("", link[len(own) :].removeprefix("/"), folders=True)
        if scheme := _SCHEME.match(link):
            refused = _REFUSED.get(scheme[0].lower())
            wrong = (f"is no address on a site: {refused}", "Remove it") if refused else None
            return LinkTarget(wrong=wrong)
        if link.startswith("//"):
            return LinkTarget()
        if link.startswith("/"):
            return LinkTarget(
                wrong=(
                    "begins with a slash, so it breaks where the site has a prefix",
                    "Write it relative to the page",
                )
            )
        return self._resolve_path(folder, link, folders=False)

    def _resolve_path(self, folder: str, link: str, *, folders: bool) -> LinkTarget:
        """Resolve a path from a folder of the site.

        With `folders`, it may name a folder: a host answers with the folder's index.
        """
        address, _, anchor = link.partition("#")
        path = address.partition("?")[0]
        names = folder.split("/") if folder else []
        for part in path.removesuffix("/").split("/") if path else ():
            try:
                name = unquote(part, errors="strict")
            except UnicodeDecodeError:
                return LinkTarget(
                    wrong=(
                        "is no UTF-8 once its percent signs are decoded",
                        "Encode the name as UTF-8",
                    )
                )
            if name == ".." and not names:
                return LinkTarget(
                    wrong=(
                        "leads out of the site",
                        "Count the folders between the page and the site's root",
                    )
                )
            if name == "..":
                names.pop()
            elif name != ".":
                # An encoded slash is part of a name, and no name has one.
                names.append(name.replace("/", "%2F"))
        target = "/".join(names)
        if folders and target in self.folders:
            target = path = f"{target}/index.html".lstrip("/")
        if target not in self.names or path.endswith("/"):
            return LinkTarget(wrong=self._explain_missing(target))
        return LinkTarget(target, _anchor(f"#{anchor}"))

    def _explain_missing(self, path: str) -> tuple[str, str]:
        if path in self.folders:
            return (
                "leads to a folder, which only some hosts answer",
                "Name the file, such as its index.html",
            )
        folded = _fold_name(path)
        near = min((name for name in self.names if _fold_name(name) == folded), default=None)
        if near:
            return (
                f"leads to no file; there is {near}, spelt otherwise",
                "Spell the link as the file's name",
            )
        return "leads to no file of the site", "Correct the link, or build the site anew"


def _parent_folders(name: str) -> Iterator[str]:
    while name:
        name = name.rpartition("/")[0]
        yield name


def _fold_name(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _anchor(link: str) -> str:
    """Return the anchor that must be on the page.

    Empty for the top of the page, for text to be looked up there, and for a script's state.
    """
    anchor = unquote(link[1:].partition(":~:")[0])
    return "" if anchor.lower() == "top" or anchor.startswith("?") else anchor


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
