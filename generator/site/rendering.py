"""Views to HTML, with Pelican's Jinja environment and the theme's templates."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, Template
from markupsafe import Markup, escape

from generator.catalog.entries import KINDS
from generator.counting import plural, quantity
from generator.site.lean_templates import use_lean_code
from generator.site.settings import NOT_FOUND, Site
from generator.site.site_files import View
from generator.story import dates
from generator.text.markdown import sanitise_html
from generator.text.scripts import is_latin, lang_attributes

_SECTIONS = ("dates", *KINDS)


def prepare_environment(environment: Environment) -> None:
    """Give the templates the archive's filters, and escape every value: it comes from a story."""
    environment.autoescape = True
    # a build has one version of each template, and would ask the disk for it at each page
    environment.auto_reload = False
    use_lean_code(environment)
    # One mapping for each template, made once: Jinja's chain of two is walked for every page and
    # every import.
    environment.make_globals = lambda d: {**environment.globals, **(d or {})}  # type: ignore[method-assign]
    environment.globals["once"] = once = _MacroCache()
    environment.globals["each"] = once.each
    environment.filters = {
        "clean": lambda text: Markup(sanitise_html(text)),  # noqa: S704  # sanitised
        "lang": _lang_attribute,
        "cite": _link_citations,
        "day": dates.day_name,
        "moment": dates.moment_name,
        "month": dates.month_name,
        "number": "{:,}".format,
        "plural": plural,
        "quantity": quantity,
        **environment.filters,  # the settings may have others by these names
    }


_NOTHING = Markup("")
_marked = lru_cache(maxsize=64)(Markup)


def _lang_attribute(text: str | None, language: str = "", page: str = "") -> Markup:
    """Write the attributes of an element that holds a text.

    Its language follows from its script, else from what is known, unless the page has it.
    """
    # Most text is ASCII; what is not has one of a few languages.
    told = _NOTHING if not text or text.isascii() else _marked(lang_attributes(text))
    if told or not text or not language or language == page or not is_latin(language):
        return told
    return _marked(f' lang="{escape(language)}"')


_MARK = re.compile(r"\[([^\[\]]+)\]")


def _link_citations(text: str, cited: Mapping[str, int]) -> str | Markup:
    """Link what a text cites to the article; a mark that belongs to none stays text."""
    if not cited or "[" not in text:
        return text
    parts = _MARK.split(text)  # between what stands outside of brackets, what stands in them
    linked = [
        _citation_link(part, cited.get(part)) if place % 2 else html.escape(part)
        for place, part in enumerate(parts)
    ]
    return Markup("".join(linked))  # noqa: S704  # escaped part by part


def _citation_link(mark: str, number: int | None) -> str:
    shown = f"[{html.escape(mark)}]"
    return f'<a class="citation" href="#article-{number}">{shown}</a>' if number else shown


_KEPT = 50_000
"""Drawn cards that are kept, some 30 MB of them."""


class _MacroCache:
    """Calls a macro once for the same arguments: a story stands in some twenty lists."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[object, ...], Markup] = {}

    def __call__(self, name: str, macro: Any, thing: object, *others: Any) -> Markup:
        """Draw a thing by a macro; it is known by its name, a story by its address."""
        key = (name, macro, *others)
        drawn = self._drawn.get(key)
        if drawn is None:
            if len(self._drawn) >= _KEPT:
                self._drawn.clear()
            drawn = self._drawn[key] = macro(thing, *others)
        return drawn

    def each(self, things: Sequence[Mapping[str, Any]], macro: Any, *others: Any) -> Markup:
        """Draw each thing of a list, one behind the other; each is known by its address."""
        return Markup("".join([self(thing["address"], macro, thing, *others) for thing in things]))  # noqa: S704  # macros escape


def menu_rows(pages: Sequence[tuple[str, str]], here: str = "") -> list[dict[str, object]]:
    """Make the menu of a page, which stands where `_place_in_menu` says.

    `pages` are words and addresses of the hand-written pages.
    """
    rows = [(name.capitalize(), f"{name}/index.html") for name in _SECTIONS]
    rows += [("Search", "search.html"), *pages]
    current = {here: "page"} | ({} if "." in here else {f"{here}/index.html": "true"})
    return [
        {"text": text, "address": address, "current": current.get(address)}
        for text, address in rows
    ]


def _place_in_menu(path: str) -> str:
    """Find a page's place in the menu: itself where the menu may name it, else its section."""
    section, _, rest = path.partition("/")
    return path if rest in ("", "index.html") else section


class Renderer:
    """Renders the views of one build."""

    def __init__(
        self, site: Site, template: Callable[[str], Template], context: Mapping[str, Any]
    ) -> None:
        """Begin; `template` finds templates by name, `context` is given to every one of them."""
        self._site, self._template, self._context = site, template, context
        self._menus: dict[str, list[dict[str, object]]] = {}

    def context(self, view: View) -> dict[str, Any]:
        """Give all that the template of a view is given."""
        absolute = self._site.url and view.path != NOT_FOUND
        return {
            **self._context,
            "SITEURL": self._site.url
            if view.path == NOT_FOUND
            else "/".join([".."] * view.path.count("/")) or ".",
            "title": view.title,
            "canonical": f"{self._site.url}/{view.address or quote(view.path)}"
            if absolute
            else None,
            "path": view.path,
            "here": _place_in_menu(view.path),
            "menu": self._menu(_place_in_menu(view.path)),
            **view.values,
        }

    def text(self, view: View) -> str:
        """Render the file of a view."""
        return self._template(view.template).render(self.context(view))

    def _menu(self, here: str) -> list[dict[str, object]]:
        if here not in self._menus:
            self._menus[here] = menu_rows(self._site.menu, here)
        return self._menus[here]
