"""What is one client's beside its row, as `/openapi.json` tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from ..api.client_access import NewBlocked, NewToken
from ..api.pagination import Page
from . import examples, responses
from .operation import HTML, Access, Operation, Reply

_SLUG = {"slug": "peluqueria-carla"}
_AT = "2026-11-23T12:00:00+00:00"
_TOKEN = {"id": "01kb2x7p", "name": "agenda propia", "created_at": _AT}
_BLOCKED = {
    "id": "01kb2x7q",
    "phone": "15555550124",
    "user_id": None,
    "reason": "no vino tres veces",
    "created_at": _AT,
}
_RECEPTION = {
    "id": "01kb2x7s",
    "name": "Carla",
    "phone": "15555550125",
    "user_id": "AR.1234567890",
    "by": "link",
    "created_at": _AT,
    "open_until": "2026-11-24T12:00:00+00:00",
}
_FEED = {"id": "01kb2x7r", "url": "https://go.soymilo.com/api/clients/…"}


def _list(
    part: str, name: str, text: str, model: type[BaseModel], item: Mapping[str, Any]
) -> Operation:
    reply = Reply("A page.", model, example={part: [item], "next": None})
    return _row("get", part, name, text, {200: reply}, query=Page)


def _make(
    part: str,
    name: str,
    text: str,
    model: type[BaseModel],
    made: Mapping[str, Any],
    body: type[BaseModel] | None = None,
    example: Any = None,
    refusals: tuple[int, ...] = (404,),
) -> Operation:
    reply = Reply("Made.", model, example=made)
    return _row(
        "post", part, name, text, {201: reply}, body=body, example=example, refusals=refusals
    )


def _end(part: str, key: str, name: str, text: str, given: str) -> Operation:
    replies = {204: Reply("Ended.", media=None)}
    return _row("delete", f"{part}/{{{key}}}", name, text, replies, given={key: given})


def _row(
    method: str,
    part: str,
    name: str,
    text: str,
    replies: Mapping[int, Reply],
    *,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    example: Any = None,
    given: Mapping[str, Any] | None = None,
    refusals: tuple[int, ...] = (404,),
) -> Operation:
    return Operation(
        method,
        f"/api/clients/{{slug}}/{part}",
        name,
        text,
        replies,
        access=Access.ADMIN,
        refusals=refusals,
        body=body,
        query=query,
        example=example,
        given={**_SLUG, **(given or {})},
    )


def _page(path: str, name: str, text: str, media: str, pages: tuple[int, ...] = ()) -> Operation:
    return Operation(
        "get",
        path,
        name,
        text,
        {200: Reply("It.", media=media)},
        refusals=(404, 410),
        given={"token": "…"},
        limited=True,
        pages=pages,
    )


OF_CLIENT = (
    _row(
        "get",
        "conflicts",
        "list_conflicts",
        "Coming bookings that today's settings would not allow, each with why.",
        {
            200: Reply(
                "The bookings.",
                responses.ConflictList,
                example={"bookings": [{**examples.BOOKING, "why": "closed"}]},
            )
        },
        refusals=(404, 409),
    ),
    Operation(
        "get",
        "/api/clients/{slug}/calendar.ics",
        "calendar_feed",
        "A read-only feed of bookings, for calendars.",
        {200: Reply("iCalendar.", media="text/calendar")},
        refusals=(404,),
        given={**_SLUG, "token": "…"},
        limited=True,
    ),
    _make(
        "calendar-tokens",
        "create_calendar_feed",
        "Make a calendar feed; its address is shown this once.",
        responses.FeedMade,
        _FEED,
        refusals=(400, 404, 413),
    ),
    _end("calendar-tokens", "token_id", "end_calendar_feed", "End a calendar feed.", "01kb2x7r"),
    _list(
        "tokens", "list_tokens", "Tokens that open this client only.", responses.TokenList, _TOKEN
    ),
    _make(
        "tokens",
        "create_token",
        "Make a token that opens this client only; it is shown this once.",
        responses.TokenMade,
        {**_TOKEN, "token": "…"},
        NewToken,
        {"name": "agenda propia"},
    ),
    _end("tokens", "token_id", "end_token", "End a token.", "01kb2x7p"),
    _list(
        "blocked",
        "list_blocked",
        "People whom this client does not serve.",
        responses.BlockedList,
        _BLOCKED,
    ),
    _make(
        "blocked",
        "block",
        "Serve somebody no more, by phone or by user_id.",
        responses.BlockedShown,
        _BLOCKED,
        NewBlocked,
        {"phone": "+1 555 555-0124", "reason": "no vino tres veces"},
    ),
    _end("blocked", "blocked_id", "unblock", "Serve somebody again.", "01kb2x7q"),
    _list(
        "receptions",
        "list_receptions",
        "Phones that are this client's reception.",
        responses.ReceptionList,
        _RECEPTION,
    ),
    _end("receptions", "reception_id", "end_reception", "End a reception.", "01kb2x7s"),
    _page(
        "/t/{token}",
        "booking_page",
        "The page of one booking, for its person.",
        HTML,
        (404, 410),
    ),
    _page("/t/{token}.ics", "booking_file", "The same for a calendar.", "text/calendar"),
)
