"""A form as SVG: its screens side by side."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ...engine.flow.drawing.form_diagram import HEAD, SCREEN, TOP, FormDiagram
from .svg import cut, number


def form_svg(diagram: FormDiagram) -> str:
    """Return a form's diagram as SVG."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    template = environment.get_template("form.svg.jinja")
    return template.render(d=diagram, width=SCREEN, top=TOP, head=HEAD, n=number, cut=cut)
