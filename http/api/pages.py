"""The pages that people see, rendered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_PAGES = Path(__file__).parents[1] / "pages"
SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""Headers of a page that loads nothing and runs nothing."""


@cache
def _environment() -> Any:
    """Return what renders; made for the first page, so that no start waits for it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(_PAGES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, auto_reload=False)


SHOWS_OURS = {
    **SAFE,
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'",
}
"""The same for a page that shows an image of ours."""


def short_link(name: str, url: str, slug: str) -> str:
    """Return the page of a short link: a preview for crawlers, a QR code for a computer.

    It has no number: who opens the chat from it is redirected, as everybody is.
    """
    page: str = (
        _environment()
        .get_template("short_link.html")
        .render(
            name=name,
            about=f"Escribinos por WhatsApp: reservas y consultas en {name}.",
            url=url,
            image=f"{url.rpartition('/')[0]}/api/shortlinks/{slug}/qr.png",
            code=f"/api/shortlinks/{slug}/qr.svg",
            chat=f"/api/shortlink?slug={slug}&chat=1",
        )
    )
    return page


def not_here(name: str | None) -> str:
    """Return the page of a short link that leads nowhere.

    Args:
        name: the client's, where there is one that is not attending; None for an unknown link.
    """
    return _render("not_here.html", name=name)


def booking_page(shown: Mapping[str, Any]) -> str:
    """Return the page of one booking."""
    return _render("booking.html", **shown)


def _render(template: str, **shown: Any) -> str:
    page: str = _environment().get_template(template).render(**shown)
    return page
