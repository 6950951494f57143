"""What every page of the panel needs: a client, the navigation, safe headers, its template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import falcon

from ...engine.booking.settings.settings import ClientSettings
from ...engine.errors import ConflictError
from ...engine.model import Client, PanelKey
from ..api.serializers import known_settings
from ..text import storable

TEMPLATES = Path(__file__).parents[1] / "pages" / "panel"
FORM_LIMIT_BYTES = 256 * 1024
"""Of a form of somebody who is signed in: forty services, each with forty people who do it."""
SIGN_IN_LIMIT_BYTES = 4 * 1024
SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Headers of every page: nothing inline runs, nothing is framed, nothing is kept."""
_BOLD = re.compile(r"(?<!\w)\*(?=\S)([^*\n]+)(?<=\S)\*(?!\w)")
PLACES = (
    ("agenda", "Agenda"),
    ("requests", "Pedidos"),
    ("people", "Personas"),
    ("settings", "Ajustes"),
    ("link", "Enlace"),
    ("figures", "Números"),
)
"""The navigation: the last part of each path, and what it is called."""


@dataclass(frozen=True, slots=True)
class PanelPage:
    """A page under way.

    Attributes:
        session: who is signed in.
        client: whose pages they are; None while the operator has chosen nobody.
        csrf: the token that its forms carry.
        place: which part of the navigation it is.
    """

    session: PanelKey
    client: Client | None
    csrf: str
    place: str

    @property
    def is_operator(self) -> bool:
        """Whether the operator is signed in."""
        return self.session.client_id is None

    @property
    def shown(self) -> Client:
        """The client.

        Raises:
            HTTPSeeOther: the operator has to choose one first.
        """
        if self.client is None:
            raise falcon.HTTPSeeOther("/panel/admin")
        return self.client

    @property
    def settings(self) -> ClientSettings:
        """The client's settings.

        Raises:
            ConflictError: another program wrote what makes no sense.
        """
        return known_settings(self.shown)

    def path(self, place: str, **query: object) -> str:
        """Return the address of a page, of the same client."""
        if self.is_operator and self.client:
            query = {"client": self.client.slug, **query}
        text = falcon.uri.encode_value
        pairs = "&".join(f"{key}={text(str(value))}" for key, value in query.items())
        return f"/panel/{place}" + (f"?{pairs}" if pairs else "")


def answer_page(
    resp: falcon.Response, template: str, page: PanelPage | None = None, **values: Any
) -> None:
    """Answer a page of the panel."""
    resp.content_type = falcon.MEDIA_HTML
    resp.set_headers(SAFE)
    resp.text = _environment().get_template(template).render(page=page, places=PLACES, **values)


def see_other(resp: falcon.Response, location: str) -> None:
    """Lead the browser on after a form: going back and reloading sends nothing twice."""
    resp.status = falcon.HTTP_303
    resp.location = location


def form_of(req: falcon.Request, limit: int = FORM_LIMIT_BYTES) -> dict[str, str]:
    """Return the fields of a form; of a field that is there twice, the last.

    Raises:
        HTTPContentTooLarge: it is longer than a form of ours can be.
    """
    if (req.content_length or 0) > limit:
        raise falcon.HTTPContentTooLarge(description="This form is too long.")
    raw = req.bounded_stream.read(limit).decode("utf-8", "replace")
    pairs = falcon.uri.parse_query_string(raw, keep_blank=True)
    return {
        key: storable(value[-1] if isinstance(value, list) else value)
        for key, value in pairs.items()
    }


def sentence_of(error: ConflictError) -> str:
    """Return what a merchant reads where the agenda does not allow something."""
    if "room" in str(error):
        return "No hay lugar a esa hora."
    return "Ese turno ya no lo permite: mirá cómo quedó."


@cache
def _environment() -> Any:
    """Return what renders; made for the first page, so that no start waits for it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["whatsapp"] = _whatsapp
    return environment


def _whatsapp(text: str) -> Any:
    """Return a message's text as markup, with its *bold* words bold."""
    from markupsafe import Markup, escape

    return Markup(_BOLD.sub(r"<b>\1</b>", str(escape(text))))
