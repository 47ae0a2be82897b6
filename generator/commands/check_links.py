"""Whether every link, source and anchor of a built site leads somewhere. Other hosts are not visited.

`broken` is the whole of the rules and touches no disk; `check` walks a built tree for it.
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
class Page:
    """What a page links to, and what in it can be linked to."""

    path: str
    """Below the site's root, with slashes."""
    links: Counter[str]
    anchors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a file of the site with an anchor, another host (neither), or nowhere (a sentence and a hint)."""

    path: str | None = None
    anchor: str = ""
    wrong: tuple[str, str] | None = None


@dataclass(slots=True)
class Tally:
    """The counts of a run."""

    pages: int = 0
    links: int = 0
    broken: int = 0

    def __str__(self) -> str:
        """The line at the end of a run."""
        return f"{self.links:,} links on {self.pages:,} pages: {f'{self.broken:,} broken' if self.broken else 'none is broken'}."


class Tree:
    """The names of a site's files, and the rules by which an address leads to one of them."""

    def __init__(self, names: Collection[str], siteurl: str = "") -> None:
        self.names = frozenset(names)
        self.folders = frozenset(folder for name in self.names for folder in _folders(name))
        self.siteurl = siteurl.rstrip("/")
        self.prefix = urlsplit(self.siteurl).path
        self._resolve = lru_cache(2**16)(
            self._target
        )  # a menu has the same links on every page of a folder

    def target(self, page: str, link: str) -> Target:
        """Where a link on a page leads."""
        link = re.sub("[\t\n\r]", "", link.strip(_WHITE))
        if link[:1] in ("", "#", "?"):
            return Target(page, _anchor(f"#{link.partition('#')[2]}"))
        if page == NOT_FOUND:
            return self._target_of_not_found(link)
        return self._resolve(page.rpartition("/")[0], link)

    def _target_of_not_found(self, link: str) -> Target:
        rest = link.removeprefix(self.prefix)
        if link.startswith("/") and not link.startswith("//"):
            # The host shows this page at any depth, so a link from its root is right, if it is from
            # the site's own.
            if self.siteurl and link.startswith(self.prefix) and rest[:1] in ("/", "?", "#", ""):
                return self._within("", rest.removeprefix("/"), folders=True)
        elif not _SCHEME.match(link) and not link.startswith("//"):
            return Target(
                wrong=(
                    "is relative, and a host shows this page at any depth",
                    "Write it with the site's address",
                )
            )
        return self._resolve("", link)

    def _target(self, folder: str, link: str) -> Target:
        for own in (self.siteurl, self.siteurl.partition(":")[2]):
            if own and link.startswith(own) and link[len(own) :][:1] in ("/", "?", "#", ""):
                return self._within("", link[len(own) :].removeprefix("/"), folders=True)
        if scheme := _SCHEME.match(link):
            seen = _REFUSED.get(scheme[0].lower())
            return (
                Target(wrong=(f"is no address on a site: {seen}", "Remove it"))
                if seen
                else Target()
            )
        if link.startswith("//"):
            return Target()
        if link.startswith("/"):
            return Target(
                wrong=(
                    "begins with a slash, so it breaks where the site has a prefix",
                    "Write it relative to the page",
                )
            )
        return self._within(folder, link, folders=False)

    def _within(self, folder: str, link: str, *, folders: bool) -> Target:
        """Where a relative link leads; absolute ones may name a folder, since a host answers with its index."""
        address, _, anchor = link.partition("#")
        path = address.partition("?")[0]
        names = folder.split("/") if folder else []
        for part in path.removesuffix("/").split("/") if path else ():
            try:
                name = unquote(part, errors="strict")
            except UnicodeDecodeError:
                return Target(
                    wrong=(
                        "is no UTF-8 once its percent signs are decoded",
                        "Encode the name as UTF-8",
                    )
                )
            if name == ".." and not names:
                return Target(
                    wrong=(
                        "leads out of the site",
                        "Count the folders between the page and the site's root",
                    )
                )
            if name == "..":
                names.pop()
            elif name != ".":
                names.append(
                    name.replace("/", "%2F")
                )  # an encoded slash is part of a name, and no name has one
        found = "/".join(names)
        if folders and found in self.folders:
            found = path = f"{found}/index.html".lstrip("/")
        if found not in self.names or path.endswith("/"):
            return Target(wrong=self._missing(found))
        return Target(found, _anchor(f"#{anchor}"))

    def _missing(self, path: str) -> tuple[str, str]:
        if path in self.folders:
            return (
                "leads to a folder, which only some hosts answer",
                "Name the file, such as its index.html",
            )
        folded = _folded(path)
        near = min((name for name in self.names if _folded(name) == folded), default=None)
        if near:
            return (
                f"leads to no file; there is {near}, spelt otherwise",
                "Spell the link as the file's name",
            )
        return "leads to no file of the site", "Correct the link, or build the site anew"


def _folders(name: str) -> Iterator[str]:
    while name:
        name = name.rpartition("/")[0]
        yield name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _anchor(link: str) -> str:
    """The anchor that must be on the page; nothing for its top, for text to be looked up there, and for a script's state."""
    anchor = unquote(link[1:].partition(":~:")[0])
    return "" if anchor.lower() == "top" or anchor.startswith("?") else anchor


def broken(
    pages: Iterable[Page], tree: Tree, anchors: Callable[[str], Collection[str]], tally: Tally
) -> Iterator[Problem]:
    """Every link that leads nowhere, once a page; `anchors` is asked for those pages only that others link into.

    Links into other pages come last, when all are known that must be looked into.
    """
    into: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for page in pages:
        tally.pages += 1
        tally.links += page.links.total()
        for link in page.links:
            target = tree.target(page.path, link)
            if target.wrong:
                yield _problem(page.path, link, *target.wrong)
            elif target.path == page.path and target.anchor not in {"", *page.anchors}:
                yield _no_anchor(page.path, link, target)
            elif (
                target.path not in (None, page.path)
                and target.anchor
                and str(target.path).endswith(".html")
            ):
                into[str(target.path)].append((target.anchor, page.path, link))
    for path, asked in into.items():
        there = anchors(path)
        yield from (
            _no_anchor(page, link, Target(path, anchor))
            for anchor, page, link in asked
            if anchor not in there
        )


def _no_anchor(page: str, link: str, target: Target) -> Problem:
    seen = f"leads to {target.path}, which has no id “{target.anchor}”"
    return _problem(page, link, seen, "Correct the part behind #, or give the place that id")


def _problem(page: str, link: str, seen: str, hint: str) -> Problem:
    return Problem(page, f"the link “{link}” {seen}", hint)


def read(path: str, data: bytes) -> Page:
    """The links and anchors of a page, or the addresses of a feed or a sitemap."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    if path.endswith(".html"):
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None  # an empty file
    if root is None:
        return Page(path, Counter(), frozenset())
    if not path.endswith(".html"):
        return Page(path, Counter(_ADDRESSES(root)), frozenset())
    links = Counter(_LINKS(root))
    for several in _SRCSETS(root):
        links.update(one.split()[0] for one in several.split(",") if one.strip())
    return Page(path, links, frozenset(_ANCHORS(root)))


def check(output: Path, siteurl: str, tally: Tally) -> Iterator[Problem]:
    """Every broken link of the site built in `output`; raises StoppedError where there is no site."""
    names = sorted(_walk(output))
    read_of = [name for name in names if name.endswith((".html", ".xml"))]
    if not any(name.endswith(".html") for name in read_of):
        raise StoppedError(f"{output} holds no page of a site", "Build it first: make html")

    def page(name: str) -> Page:
        try:
            return read(name, (output / name).read_bytes())
        except OSError as error:
            raise StoppedError(unreadable(error, output / name), "Check its rights") from error

    problems = broken(
        map(page, read_of), Tree(names, siteurl), lambda name: page(name).anchors, tally
    )
    for problem in problems:
        tally.broken += 1
        yield problem


def _walk(output: Path) -> Iterator[str]:
    """The files of a built tree as they are spelt on the disk; names that begin with a dot are not published."""
    for base, folders, files in os.walk(output):
        folders[:] = [name for name in folders if not name.startswith(".")]
        within = Path(base).relative_to(output)
        yield from ((within / name).as_posix() for name in files if not name.startswith("."))
