"""The pages that people see, rendered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_UNKNOWN = "No encontramos ese enlace"
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
    if name is None:
        return _render(
            "not_here.html",
            asleep=False,
            title=_UNKNOWN,
            why="Puede que le falte una letra, o que el comercio lo haya cambiado.",
            next="Fijate si está bien escrito, o pedile al comercio que te lo pase otra vez.",
        )
    return _render(
        "not_here.html",
        asleep=True,
        title=f"{name} no está atendiendo por acá",
        why="Por ahora no toma reservas por este medio.",
        next="Probá de nuevo más adelante, o consultá directamente en el comercio.",
    )


def no_booking() -> str:
    """Return the page of a booking that nobody has."""
    return _render(
        "not_here.html",
        asleep=False,
        title=_UNKNOWN,
        why="Puede que le falte una letra.",
        next="Abrilo desde el mensaje donde te llegó, o escribí «mis turnos» por WhatsApp.",
    )


def booking_over() -> str:
    """Return the page of a booking that is long over."""
    return _render(
        "not_here.html",
        asleep=True,
        title="Este turno ya pasó hace rato",
        why="Su página estuvo hasta 30 días después.",
        next="Si querés otro, escribile al comercio por WhatsApp.",
    )


def booking_page(shown: Mapping[str, Any]) -> str:
    """Return the page of one booking."""
    return _render("booking.html", **shown)


def _render(template: str, **shown: Any) -> str:
    page: str = _environment().get_template(template).render(**shown)
    return page
