"""Views to HTML, with Pelican's Jinja environment and the theme's templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, Template
from markupsafe import Markup

from generator import dates, markup
from generator.cards import KINDS
from generator.site.site import Site
from generator.site.views import Script, View

NOT_FOUND = "404.html"
_SECTIONS = ("dates", *KINDS)


def prepare(environment: Environment) -> None:
    """Give the templates the filters of the archive, and escape every value: it comes from a story."""
    environment.autoescape = True
    attribute = environment.getattr

    def member(value: Any, name: str) -> Any:
        # What a template takes `a.b` of is a dict here, hundreds of times a story; Jinja would look for an attribute first.
        try:
            return value[name]
        except (TypeError, LookupError):
            return attribute(value, name)

    environment.globals["once"] = _Once()
    environment.getattr = member  # type: ignore[assignment, method-assign]
    environment.filters = {
        "clean": lambda html: Markup(markup.cleaned(html)),  # noqa: S704  # sanitised
        "lang": _lang,
        "day": dates.day_name,
        "month": dates.month_name,
        "number": "{:,}".format,
        **environment.filters,  # the settings may have others by these names
    }


_NOTHING = Markup("")
_marked = lru_cache(maxsize=64)(Markup)


def _lang(text: str | None) -> Markup:
    # Most text is ASCII; what is not has one of a few languages.
    return _NOTHING if not text or text.isascii() else _marked(markup.lang(text))


_KEPT = 50_000
"""Drawn cards that are kept, some 30 MB of them."""


class _Once:
    """Calls a macro once for the same story and the same other arguments: a story stands in some twenty lists."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[object, ...], Markup] = {}

    def __call__(self, macro: Any, story: Mapping[str, Any], *others: Any) -> Markup:
        """What the macro makes of the story; stories are known by their addresses."""
        key = (macro, story["address"], *others)
        drawn = self._drawn.get(key)
        if drawn is None:
            if len(self._drawn) >= _KEPT:
                self._drawn.clear()
            drawn = self._drawn[key] = macro(story, *others)
        return drawn


def menu(pages: Sequence[tuple[str, str]], path: str = "") -> list[dict[str, object]]:
    """The menu of the file at this path; `pages` are words and addresses of the hand-written pages."""
    section = path.partition("/")[0]
    rows = [(name.capitalize(), f"{name}/index.html", section == name) for name in _SECTIONS]
    rows += [("Search", "search.html", path == "search.html")]
    rows += [(text, address, path == address) for text, address in pages]
    return [{"text": text, "address": address, "here": here} for text, address, here in rows]


class Renderer:
    """Renders the views of one build."""

    def __init__(self, site: Site, template: Callable[[str], Template], context: Mapping[str, Any]) -> None:
        """`template` finds the theme's templates by name, `context` is what every one of them is given."""
        self._site, self._template, self._context = site, template, context
        self._menus: dict[str, list[dict[str, object]]] = {}

    def context(self, view: View | Script) -> dict[str, Any]:
        """All that the template of a view is given; nothing for a script, which has none."""
        if isinstance(view, Script):
            return {}
        absolute = self._site.url and view.path != NOT_FOUND
        return {
            **self._context,
            "SITEURL": self._site.url if view.path == NOT_FOUND else "/".join([".."] * view.path.count("/")) or ".",
            "path": view.path,
            "title": view.title,
            "canonical": f"{self._site.url}/{view.address or quote(view.path)}" if absolute else None,
            "menu": self._menu(view.path),
            **view.values,
        }

    def text(self, view: View | Script) -> str:
        """What the file of a view holds."""
        return view.text if isinstance(view, Script) else self._template(view.template).render(self.context(view))

    def _menu(self, path: str) -> list[dict[str, object]]:
        key = path if "/" not in path else path.partition("/")[0] + "/"
        if key not in self._menus:
            self._menus[key] = menu(self._site.menu, path)
        return self._menus[key]
