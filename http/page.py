"""The pages that people see, rendered."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_PAGES = Path(__file__).with_name("pages")
_environment = Environment(
    loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined, auto_reload=False
)
SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""Headers of a page that loads nothing and runs nothing."""


def not_here(name: str | None) -> str:
    """Return the page of a short link that leads nowhere.

    Args:
        name: the client's, where there is one that is not attending; None for an unknown link.
    """
    return _environment.get_template("not_here.html").render(name=name)
