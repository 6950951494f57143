"""Every request that the API knows, as `/openapi.json` tells it.

A test holds this to the routes, and every answer of the other tests to this.
"""

from __future__ import annotations

from typing import Any

from ..api.availability import AvailabilityQuery
from ..api.bookings import BookingPatch, BookingQuery, NewBooking
from ..api.businesses import BusinessPatch, NewBusiness
from ..api.clients import ClientPatch
from ..api.pagination import Page
from ..api.shortlinks import NewShortlink, ShortlinkQuery
from . import examples, responses
from .client_operations import OF_CLIENT
from .operation import HTML, Access, Operation, Reply

_SLUG = {"slug": "peluqueria-carla"}
_LOCATION = {
    "Location": "`https://wa.me/<number>?text=<slug>`",
    "Cache-Control": "`private, max-age=60`",
}


def _redirect(method: str, path: str, name: str) -> Operation:
    """Return a row of the short link's; HEAD answers as GET does, without a body."""
    found = Reply("Into WhatsApp, with the slug as the text.", media=None, headers=_LOCATION)
    page = Reply("A preview for crawlers; a QR code for a computer's browser.", media=HTML)
    return Operation(
        method,
        path,
        name,
        "Follow a short link. The same with a slash at its end; capitals are forgiven.",
        {301: found, 200: page},
        refusals=(404,),
        given=_SLUG,
        limited=True,
        pages=(404,),
    )


def _qr_code(ending: str, media: str) -> Operation:
    return Operation(
        "get",
        f"/api/shortlinks/{{slug}}/qr.{ending}",
        f"qr_{ending}",
        f"The short link as a QR code, {ending.upper()}.",
        {200: Reply("The image.", media=media)},
        access=Access.MORE,
        refusals=(404,),
        given=_SLUG,
        limited=True,
    )


def _page(name: str, item: Any) -> dict[str, Any]:
    return {name: [item], "next": None}


_META = (
    Operation(
        "get",
        "/api/whatsapp/webhook",
        "verify_webhook",
        "Meta's verification: the challenge comes back as it was sent.",
        {200: Reply("The challenge.", media="text/plain")},
        refusals=(403,),
        given={"hub.mode": "subscribe", "hub.verify_token": "…", "hub.challenge": "1158201444"},
        stored=False,
    ),
    Operation(
        "post",
        "/api/whatsapp/webhook",
        "receive_webhook",
        "Messages and statuses from Meta, answered once they are stored.",
        {200: Reply("Stored.", media=None)},
        access=Access.META,
        refusals=(400, 401, 413),
        example=examples.POST_OF_META,
    ),
)
_LINKS = (
    _redirect("get", "/{slug}", "follow"),
    _redirect("head", "/{slug}", "follow_head"),
    _redirect("get", "/api/shortlink", "follow_by_query"),
    _redirect("head", "/api/shortlink", "follow_by_query_head"),
    Operation(
        "get",
        "/api/shortlinks",
        "list_shortlinks",
        "Short links, by slug: active ones, or by status.",
        {
            200: Reply(
                "A page.", responses.ShortlinkPage, example=_page("shortlinks", examples.SHORTLINK)
            )
        },
        access=Access.ADMIN,
        query=ShortlinkQuery,
    ),
    Operation(
        "post",
        "/api/shortlinks",
        "create_shortlink",
        "Make a client with its short link; the slug is made of the name unless given.",
        {201: Reply("Made.", responses.Shortlink, example=examples.SHORTLINK)},
        access=Access.ADMIN,
        refusals=(409,),
        body=NewShortlink,
        example=examples.NEW_SHORTLINK,
    ),
    _qr_code("svg", "image/svg+xml"),
    _qr_code("png", "image/png"),
)
_CLIENTS = (
    Operation(
        "get",
        "/api/clients/{slug}",
        "show_client",
        "A client. 404 to the public unless it is active; 409 where its settings are spoiled.",
        {200: Reply("The client.", responses.ClientShown, example=examples.CLIENT)},
        access=Access.MORE,
        refusals=(404, 409),
        given=_SLUG,
        limited=True,
    ),
    Operation(
        "patch",
        "/api/clients/{slug}",
        "change_client",
        "Change a client; settings are replaced whole.",
        {200: Reply("As it is now.", responses.ClientChanged, example=examples.CLIENT_OF_ADMIN)},
        access=Access.ADMIN,
        refusals=(404, 409),
        body=ClientPatch,
        example={"status": "inactive"},
        given=_SLUG,
    ),
    Operation(
        "get",
        "/api/clients/{slug}/availability",
        "show_free_times",
        "Free times of a service, each asked day in order, a closed one with none.",
        {200: Reply("The days.", responses.FreeTimes, example=examples.FREE_TIMES)},
        access=Access.MORE,
        refusals=(404, 409),
        query=AvailabilityQuery,
        given={**_SLUG, "service": "corte", "from": "2026-11-24", "days": 2},
        limited=True,
    ),
)
_BUSINESSES = (
    Operation(
        "get",
        "/api/businesses",
        "list_businesses",
        "Businesses, by id.",
        {
            200: Reply(
                "A page.", responses.BusinessPage, example=_page("businesses", examples.BUSINESS)
            )
        },
        access=Access.ADMIN,
        query=Page,
    ),
    Operation(
        "post",
        "/api/businesses",
        "create_business",
        "Make a business. A number of its own has both phone_number_id and whatsapp_number; "
        "token_env names the environment variable that holds its token (null: the common token).",
        {201: Reply("Made.", responses.BusinessShown, example=examples.BUSINESS)},
        access=Access.ADMIN,
        refusals=(409,),
        body=NewBusiness,
        example=examples.NEW_BUSINESS,
    ),
    Operation(
        "patch",
        "/api/businesses/{business_id}",
        "change_business",
        "Change a business.",
        {200: Reply("As it is now.", responses.BusinessShown, example=examples.BUSINESS)},
        access=Access.ADMIN,
        refusals=(404, 409),
        body=BusinessPatch,
        example={"name": "Grupo Norte"},
        given={"business_id": "01kb2x7m"},
    ),
)
_BOOKINGS = (
    Operation(
        "get",
        "/api/bookings",
        "list_bookings",
        "A client's bookings, by id; `from` and `to` are local dates, both included. "
        "Holds are shown only when asked for.",
        {200: Reply("A page.", responses.BookingPage, example=_page("bookings", examples.BOOKING))},
        access=Access.ADMIN,
        refusals=(404, 409),
        query=BookingQuery,
        given={"client": "peluqueria-carla", "from": "2026-11-24"},
    ),
    Operation(
        "post",
        "/api/bookings",
        "create_booking",
        "Book by hand: every rule but capacity may be overridden; 409 when there is no room.",
        {201: Reply("Booked.", responses.BookingTold, example=examples.BOOKING_TOLD)},
        access=Access.ADMIN,
        refusals=(404, 409),
        body=NewBooking,
        example=examples.NEW_BOOKING,
    ),
    Operation(
        "get",
        "/api/bookings/{booking_id}",
        "show_booking",
        "One booking, with its history: who did what.",
        {
            200: Reply(
                "The booking.",
                responses.BookingWithHistory,
                example=examples.BOOKING_WITH_HISTORY,
            )
        },
        access=Access.ADMIN,
        refusals=(404, 409),
        given={"booking_id": "01kb2x7n"},
    ),
    Operation(
        "patch",
        "/api/bookings/{booking_id}",
        "change_booking",
        "Another status; or another time, staff member, party, name, notes. "
        "409 for what the booking's life does not allow.",
        {200: Reply("As it is now.", responses.BookingTold, example=examples.BOOKING_TOLD)},
        access=Access.ADMIN,
        refusals=(404, 409),
        body=BookingPatch,
        example={"status": "cancelled"},
        given={"booking_id": "01kb2x7n"},
    ),
)


def _probe(method: str, path: str, name: str, text: str, replies: dict[int, Reply]) -> Operation:
    return Operation(method, path, name, text, replies, stored=False)


_ALIVE = Reply("It is up.", responses.AliveShown, example={"status": "ok", "timezones": "2026f"})
_PARTS = {"store": True, "sender": True, "leases": True}
_READY = Reply("Fit.", responses.Readiness, example={"ready": True, "parts": _PARTS})
_UNFIT = Reply(
    "Not fit, and why.",
    responses.Readiness,
    example={"ready": False, "parts": {**_PARTS, "sender": False}},
)
_EMPTY_ALIVE = Reply("It is up.", media=None)
_EMPTY_READY = {200: Reply("Fit.", media=None), 503: Reply("Not fit.", media=None)}
_HEALTH = (
    _probe("get", "/healthz", "alive", "Whether the process is up.", {200: _ALIVE}),
    _probe("head", "/healthz", "alive_head", "Whether the process is up.", {200: _EMPTY_ALIVE}),
    _probe("get", "/readyz", "ready", "Whether it is fit for work.", {200: _READY, 503: _UNFIT}),
    _probe("head", "/readyz", "ready_head", "Whether it is fit for work.", _EMPTY_READY),
    _probe(
        "get",
        "/metrics",
        "metrics",
        "Measurements.",
        {200: Reply("Prometheus text.", media="text/plain")},
    ),
    _probe(
        "get", "/openapi.json", "describe", "This document.", {200: Reply("OpenAPI 3.1, as JSON.")}
    ),
)
OPERATIONS = (*_META, *_LINKS, *_CLIENTS, *OF_CLIENT, *_BUSINESSES, *_BOOKINGS, *_HEALTH)
