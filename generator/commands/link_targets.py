"""The rules by which a link of a built site leads to a file of it, to another host or nowhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

NOT_FOUND = "404.html"
"""The page that a host shows at any depth, so that relative links in it lead nowhere."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WHITE = " \t\n\f\r"
_REFUSED = {
    "javascript:": "it runs a script",
    "vbscript:": "it runs a script",
    "file:": "it names a file of the machine that built the site",
}


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """The target of a link: a file of the site with an anchor, or another host (neither).

    `wrong` is a sentence and a hint for a link that leads nowhere.
    """

    path: str | None = None
    anchor: str = ""
    wrong: tuple[str, str] | None = None


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
