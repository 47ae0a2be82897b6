"""Check the archive's settings, and give the address of every story and term."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from generator.catalog.entries import KINDS, StoryEntry, TermEntry
from generator.errors import StoppedError
from generator.story.identity import term_slug
from generator.text.addresses import address_host

OWN_PAGE = 3
"""Stories from which on an outlet, a place or a topic has a page of its own; rarer ones share one
per initial."""
LONG = 200
"""Stories from which on a list is split, by year or by month."""

MOST_PLACES = 12
"""Places of a story that a list names."""

STORY = "stories/{year}/{slug}.html"
"""A story's path; `{year}` is the folder of its page, which may be `undated`."""

NOT_FOUND = "404.html"
"""The page that a host shows for an address that is none."""

_OWN_FILES = ("index.html", "search.html", NOT_FOUND, "sitemap.xml")
_OWN_FOLDERS = ("stories", "dates", *KINDS, "search", "data", "originals", "feeds")
_NOT_IN_ADDRESS = frozenset(" \"'<>\\`{}|^?#@")
"""Signs that a site's own address cannot hold; other signs than ASCII are percent-encoded, or
`xn--`."""
_FIELD = re.compile(r"\{([^{}]*)\}")


def list_initial(name: str) -> str:
    """Choose the list of a rare name: its first letter, a to z, `0` for digits, else `other`."""
    first = unicodedata.normalize("NFKD", name.casefold())[:1]
    if "a" <= first <= "z":
        return first
    return "0" if first.isdecimal() and first.isascii() else "other"


def term_path(kind: str, count: TermEntry) -> str:
    """Give the page of an outlet, a place or a topic; a rare one's has an anchor."""
    if count.stories >= OWN_PAGE:
        return f"{kind}/{count.slug}.html"
    return f"{kind}/{list_initial(count.name)}.html#{count.slug}"


def _shorten_places(places: tuple[str, ...]) -> tuple[str, ...]:
    """Shorten the places of a story for a list: many would stand in the lists of all the others."""
    return (
        places
        if len(places) <= MOST_PLACES
        else (*places[:MOST_PLACES], f"{len(places) - MOST_PLACES:,} more")
    )


def check_pattern(name: str, pattern: str) -> str:
    """Check a pattern of paths; raises StoppedError where pages would collide or leave the site."""
    text = pattern if isinstance(pattern, str) else ""  # settings are Python, and may be anything
    outside = (
        text.startswith("/")
        or "\\" in text
        or not text.isprintable()
        or {"", ".", ".."} & set(text[:-1].split("/"))
    )
    no_file = name == "STORY_SAVE_AS" and not text.endswith(".html")
    if outside or no_file or set(_FIELD.findall(text)) != {"year", "slug"}:
        raise StoppedError(
            f"the setting {name} is {pattern!r}, and a story's path is made of {{year}} and"
            " {slug}, below the output folder; its file ends in .html",
            f"Write {name} = {STORY!r}",
        )
    return pattern


def check_url(url: str) -> str:
    """Check the archive's own address, and take off a slash at its end.

    Raises StoppedError where it is none.
    """
    text = url if isinstance(url, str) else ""
    odd = (
        not (text.isascii() and text.isprintable())
        or set(text) & _NOT_IN_ADDRESS
        or address_host(text) is None
    )
    if url and odd:
        raise StoppedError(
            f"the setting SITEURL is {url!r}, which is no web address",
            "Write it as https://archive.example, or leave it empty",
        )
    return text.rstrip("/")


def check_page(source: str, path: str) -> None:
    """Check where a file of Pelican's goes.

    Raises StoppedError where it would be written outside the output, or in place of the archive's
    own.
    """
    parts = path.split("/")
    if "\\" in path or {"", ".", ".."} & set(parts):
        raise StoppedError(
            f"{source} would be written to {path!r}, outside the output folder",
            "Mend its `save_as`",
        )
    if parts[0] in _OWN_FILES or (parts[0] in _OWN_FOLDERS and len(parts) > 1):
        raise StoppedError(
            f"{source} would be written to {path}, which is the archive's own",
            "Give it another file name, slug or `save_as`",
        )


Menu = tuple[tuple[str, str], ...]
"""Words and addresses of the hand-written pages."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """The settings of a build, checked, as `pelicanconf.py` gives them."""

    content: Path
    """The folder of pages and bundles."""
    cache: Path
    name: str
    url: str
    """The archive's own address, without a slash at its end; empty where it is not set."""
    story_save_as: str
    story_url: str
    texts: bool
    """Whether full texts of articles are published."""
    data: bool
    """Whether records and tables are offered to programs."""
    originals: bool
    """Whether bundles are offered."""


def read_options(settings: Mapping[str, Any], content: Path) -> BuildOptions:
    """Read the archive's settings from Pelican's.

    Raises StoppedError where an address or a pattern of paths cannot be used.
    """
    return BuildOptions(
        content=content,
        cache=Path(settings["CACHE_PATH"]),
        name=str(settings["SITENAME"]),
        url=check_url(settings["SITEURL"]),
        story_save_as=check_pattern("STORY_SAVE_AS", settings.get("STORY_SAVE_AS", STORY)),
        story_url=check_pattern("STORY_URL", settings.get("STORY_URL", STORY)),
        texts=bool(settings.get("ARCHIVE_TEXTS")),
        data=bool(settings.get("ARCHIVE_DATA", True)),
        originals=bool(settings.get("ARCHIVE_ORIGINALS")),
    )


@dataclass(frozen=True, slots=True)
class TermLink:
    """An outlet, a place or a topic as a story's page links it."""

    name: str
    known_as: str | None
    """The name under which it is listed, if that is another."""
    address: str | None
    """The way to its page from the site's root; None where it has none."""


@dataclass(frozen=True, slots=True)
class Site:
    """The settings of a build, as the views need them."""

    name: str
    url: str = ""
    """Absolute, without a slash at its end; empty where the archive's address is not known."""
    story_save_as: str = STORY
    story_url: str = STORY
    texts: bool = False
    """Whether full texts of articles are published."""
    data: bool = True
    """Whether records and tables are offered to programs."""
    menu: Menu = ()
    terms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The path of every outlet, place and topic, by kind and slug."""
    originals: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The zip that offers a bundle, and the bundle's name in it, by SHA-256."""

    _listed: dict[str, dict[str, object]] = field(default_factory=dict, compare=False)

    def saved_as(self, path: str) -> str:
        """Give the path of a page's story, below the output folder."""
        return self._filled(self.story_save_as, path)

    def address(self, path: str) -> str:
        """Give the address of a page's story, from the site's root, percent-encoded."""
        return quote(self._filled(self.story_url, path))

    def _filled(self, pattern: str, path: str) -> str:
        year, _, name = path.partition("/")
        values = {"year": year, "slug": name.removesuffix(".md")}
        return _FIELD.sub(lambda match: values[match[1]], pattern)

    def story_of(self, card: StoryEntry) -> dict[str, object]:
        """Give a story in a list, as templates take it; it is made once for some twenty lists."""
        listed = self._listed.get(card.path)
        if listed is None:
            listed = self._listed[card.path] = {
                "address": self.address(card.path),
                "title": card.title,
                "day": card.day,
                "dated": card.dated,
                "places": _shorten_places(card.places),
                "reported": card.reported,
                "captured": card.captured,
                "summary": card.summary,
            }
        return listed

    def stories_of(self, cards: Iterable[StoryEntry]) -> list[dict[str, object]]:
        """Stories in a list, as templates take them."""
        return [self.story_of(card) for card in cards]

    def term_link(self, kind: str, name: str, known_as: str | None = None) -> TermLink:
        """Make the link of a story's term, which may be listed under another name."""
        return TermLink(name, known_as, self.terms[kind].get(term_slug(known_as or name)))

    def counted(self, kind: str, count: TermEntry) -> dict[str, object]:
        """A term in a list, as templates take it."""
        return {
            "name": count.name,
            "slug": count.slug,
            "address": term_path(kind, count),
            "stories": count.stories,
            "host": count.host,
            "country": count.country,
        }
