"""Lean code for templates: it says what Jinja's own code says, and is used with one Jinja only."""

from __future__ import annotations

from importlib.metadata import version
from types import SimpleNamespace

import pytest
from jinja2 import Environment, nodes
from markupsafe import Markup

from generator.site import lean_templates
from generator.site.lean_templates import JINJA, LeanCodeGenerator, use_lean_code
from tests.support.repository import ROOT

VALUES = {
    "told": {"name": "A & B", "empty": None, "number": 7, "inner": {"name": "<b>"}},
    "thing": SimpleNamespace(name="an attribute", inner=("x", "y")),
    "text": 'it\'s "quoted" & <marked>',
    "html": Markup("<em>so</em>"),
    "rows": [{"name": name} for name in ("one", "two & two", "three")],
}
TEMPLATE = """
{{ text }} {{ html }} {{ told.name }} {{ told.number }} {{ told.empty }} {{ told.inner.name }}
{{ thing.name }} {{ thing.inner.0 }} {{ told.missing }} {{ told.items()|length }} {{ 1.5 }}
{{ none }}
{% for row in rows %}{{ row.name }}{{ loop.index }}{% if row.other is defined %}?{% endif %}
{% endfor %}
{% macro draw(row) %}<i>{{ row.name }}</i>{% endmacro %}{{ draw(told) }}{{ draw(rows[1])|upper }}
{% autoescape false %}{{ text }}{% endautoescape %}{{ text|replace("&", html) }}
"""


def test_jinja_is_the_version_for_which_lean_code_was_written() -> None:
    """Lean code overrides private methods of Jinja's compiler. Where Jinja changed, this test says
    what to do; sites are right meanwhile, and are built more slowly.
    """
    assert version("jinja2") == JINJA, (
        f"Jinja changed from {JINJA} to {version('jinja2')}, so templates are compiled without lean"
        " code. Compare visit_Getattr and _output_child_pre in jinja2/compiler.py with the old"
        " ones, set JINJA in generator/site/lean_templates.py, and run these tests."
    )


def _rendered(*, lean: bool) -> str:
    environment = Environment(autoescape=True)
    if lean:
        use_lean_code(environment)
    return environment.from_string(TEMPLATE).render(VALUES)


def test_lean_code_says_the_same() -> None:
    """Whatever a template shows, it is escaped once and looked up as Jinja does it; of two ways to
    write a quotation mark it takes the other one.
    """
    lean = _rendered(lean=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    assert lean == _rendered(lean=False)


def test_lean_code_is_used_with_one_version_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """With another Jinja the templates are compiled by its own compiler."""
    environment = Environment(autoescape=True)
    use_lean_code(environment)
    assert environment.code_generator_class is LeanCodeGenerator
    monkeypatch.setattr(lean_templates, "JINJA", "2.0")
    other = Environment(autoescape=True)
    use_lean_code(other)
    assert other.code_generator_class is Environment.code_generator_class


def test_no_template_takes_a_method_for_a_key() -> None:
    """What lean code looks up first among the keys of a dict, Jinja looks up among its methods: no
    template asks for a name that is both, but to call it.
    """
    found = []
    for path in sorted((ROOT / "theme" / "templates").rglob("*.html")):
        parsed = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        called = {id(call.node) for call in parsed.find_all(nodes.Call)}
        for name in parsed.find_all(nodes.Getattr):
            if hasattr({}, name.attr) and id(name) not in called:
                found.append((path.name, name.attr))
    assert found == []
