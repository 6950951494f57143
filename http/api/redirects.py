"""Short links for everybody: the redirect into WhatsApp, and its QR code."""

from __future__ import annotations

from io import BytesIO

import falcon

from ...engine.model import Client, ClientStatus
from ...engine.office.merchants import chat_of, client_of_link, find_client, number_of
from ...engine.ports import Transaction
from ..edge import Edge
from .auth import AdminAuth
from .pages import SAFE, SHOWS_OURS, not_here, short_link
from .serializers import link
from .visitors import Visitor, visitor

_PRIVATE = "private, max-age=60"
_PUBLIC = "public, max-age=3600"


class Redirect:
    """`/S`, `/S/` and `/api/shortlink?slug=S`: to a chat with the slug as its text."""

    limited = True

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def on_get(self, req: falcon.Request, resp: falcon.Response, slug: str | None = None) -> None:
        """Answer 301 with the one place where the number shows, or a page.

        A crawler gets one with preview tags, a computer's browser one with a QR code, and a slug
        that leads nowhere one that says why not.
        """
        wanted = slug if slug is not None else req.get_param("slug") or ""
        client, chat = self._edge.store.read(lambda tx: self._target(tx, wanted))
        resp.set_header("Cache-Control", _PRIVATE)
        resp.append_header("Vary", "User-Agent, Accept")
        self._edge.meter.count("redirects", outcome="found" if chat else "missing")
        if client and chat:
            self._lead(req, resp, client, chat)
            return
        resp.status = falcon.HTTP_404
        resp.content_type = falcon.MEDIA_HTML
        resp.set_headers(SAFE)
        resp.text = not_here(client.name if client else None)

    on_head = on_get

    def _lead(self, req: falcon.Request, resp: falcon.Response, client: Client, chat: str) -> None:
        who = visitor(req.user_agent or "", req.accept or "")
        if who is not Visitor.CRAWLER:
            self._count(client)
        if who is Visitor.OTHER or req.get_param("chat") is not None:
            resp.status = falcon.HTTP_301
            resp.location = chat
            return
        resp.content_type = falcon.MEDIA_HTML
        resp.set_headers(SHOWS_OURS)
        url = link(client, self._edge.config.shortlink_base)
        resp.text = short_link(client.name, url, client.slug)

    def _count(self, client: Client) -> None:
        """Count a visit of today's, while nobody waits for that; a lost one is only a count."""
        day = self._edge.clock.now().date()
        self._edge.store.hand_in(lambda tx: tx.visits.add(client.id, day), _unheard)

    def _target(self, tx: Transaction, slug: str) -> tuple[Client | None, str | None]:
        """Return whom a slug names, and where to, if they are attending."""
        client = client_of_link(tx, slug)
        if client is None or client.status is not ClientStatus.ACTIVE:
            return client, None
        return client, chat_of(client, number_of(tx, client, self._edge.config.whatsapp_number))


def _unheard(_outcome: object) -> None:
    """Nothing hangs on it."""


class QrCode:
    """`/api/shortlinks/S/qr.svg` and `.png`: the short link, to print."""

    limited = True

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._admin = AdminAuth(edge.config.admin_token)

    def on_get_svg(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Answer it as SVG, which prints at any size."""
        resp.content_type = "image/svg+xml"
        resp.data = self._drawn(req, resp, slug, "svg")

    def on_get_png(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Answer it as PNG."""
        resp.content_type = falcon.MEDIA_PNG
        resp.data = self._drawn(req, resp, slug, "png")

    def _drawn(self, req: falcon.Request, resp: falcon.Response, slug: str, kind: str) -> bytes:
        any_status = self._admin.sent(req)
        client = self._edge.store.read(lambda tx: find_client(tx, slug, any_status=any_status))
        resp.set_header("Cache-Control", _PRIVATE if any_status else _PUBLIC)
        return qr_code(link(client, self._edge.config.shortlink_base), kind)


def qr_code(address: str, kind: str) -> bytes:
    """Return an address as an image; `kind` is `svg` or `png`."""
    import segno  # here: no start should wait for what a poster needs now and then

    image = BytesIO()
    segno.make_qr(address, error="m").save(image, kind=kind, scale=10, border=4)
    return image.getvalue()
