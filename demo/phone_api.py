"""What the phone's page asks for, to be mounted into Milo's own app by the demonstration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import falcon
import requests
import structlog

from .control import read_json
from .form_phone import FormRefused
from .inbound import BadActError
from .line import LocalLine, UnknownPersonError
from .phone_page import PageResource
from .standin import StandIn

log = structlog.get_logger(__name__)

Merchants = Callable[[], list[dict[str, Any]]]
"""Returns `[{"slug", "name", "about", "url", "qr", "reception"}]`.

`url` is the short link's path, as `/carla`; `qr` the path of its QR code as an image; `reception`
the merchant's own phone, digits. The last two may be missing.
"""

TIMEOUT_SECONDS: Final = 5.0


def phone_routes(
    standin: StandIn,
    merchants: Merchants,
    *,
    milo_url: str | None = None,
    link_host: str = "go.soymilo.com",
) -> list[tuple[str, Any]]:
    """Return the routes of the phone, as (path, resource).

    Args:
        standin: in the same process, started.
        merchants: who has a short link, asked again each time.
        milo_url: where Milo itself listens, for following a short link; made from the port of the
            request, on loopback, unless given.
        link_host: shown in front of the short links' paths.
    """
    line = LocalLine(standin)
    _receptions(line, merchants())
    page = PageResource()
    return [
        ("/phone", page),
        ("/phone/{asset}", page),
        ("/phone/api/start", StartResource(line, merchants, link_host)),
        ("/phone/api/people", PeopleResource(line)),
        ("/phone/api/chat", ChatResource(line)),
        ("/phone/api/send", SendResource(line)),
        ("/phone/api/form", PhoneFormResource(line)),
        ("/phone/api/open", OpenResource(merchants, milo_url)),
    ]


class StartResource:
    """What the page shows first."""

    def __init__(self, line: LocalLine, merchants: Merchants, link_host: str) -> None:
        self._line = line
        self._merchants = merchants
        self._host = link_host

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer `{"people": [{id, name, number, reception}], "merchants": [{slug, name, …}]}`.

        A merchant has `about`, `link` (to show) and `qr` (an image's path, or null), too.
        """
        found = self._merchants()
        _receptions(self._line, found)
        merchants = [
            {
                "slug": each["slug"],
                "name": each["name"],
                "about": each.get("about") or "",
                "link": self._host + each["url"],
                "qr": each.get("qr"),
            }
            for each in found
        ]
        resp.media = {"people": self._line.people(), "merchants": merchants}


class PeopleResource:
    """More people with a phone."""

    def __init__(self, line: LocalLine) -> None:
        self._line = line

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Add one: `{"number": false}` for who shows only Meta's id → one of `people`."""
        number = _json(req).get("number", True)
        resp.media = self._line.add(number=number is not False)
        resp.status = falcon.HTTP_201


class ChatResource:
    """One person's chat."""

    def __init__(self, line: LocalLine) -> None:
        self._line = line

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer `{epoch, after, typing, messages}`: what changed since the `after` of before.

        Query: `person`, `after`. Messages are as in `views.view`. 404 for an unknown person.
        """
        person = req.get_param("person", required=True)
        after = req.get_param_as_int("after", default=0)
        try:
            resp.media = self._line.chat(person, after)
        except UnknownPersonError:
            raise falcon.HTTPNotFound from None
        resp.cache_control = ["no-store"]


class SendResource:
    """What a person does in their chat."""

    def __init__(self, line: LocalLine) -> None:
        self._line = line

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Take `{person, type, …, token}` (see `inbound`) → `{"message": view}`.

        One that comes again with the same `token` is not taken twice. 400 for an act that makes
        no sense, 404 for an unknown person.
        """
        body = _json(req)
        if body.get("type") == "raw":
            raise falcon.HTTPBadRequest(description="not from a phone")
        try:
            resp.media = {"message": self._line.act(str(body.get("person")), body)}
        except UnknownPersonError:
            raise falcon.HTTPNotFound from None
        except BadActError as error:
            raise falcon.HTTPBadRequest(description=str(error)) from None


class PhoneFormResource:
    """What a person does with a form."""

    def __init__(self, line: LocalLine) -> None:
        self._line = line

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Take `{person, message, do, …}` (see `LocalLine.form`) → what the screen shows.

        404 for an unknown person, 400 where there is no such form or thing on it.
        """
        body = _json(req)
        try:
            person, wamid = str(body.get("person")), str(body.get("message"))
            resp.media = self._line.form(person, wamid, body)
        except UnknownPersonError:
            raise falcon.HTTPNotFound from None
        except FormRefused as error:
            raise falcon.HTTPBadRequest(description=str(error)) from None


class OpenResource:
    """A merchant's short link, followed as a phone would."""

    def __init__(self, merchants: Merchants, milo_url: str | None) -> None:
        self._merchants = merchants
        self._milo_url = milo_url

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Take `{"slug"}` → `{"draft"}`: the text that WhatsApp opens with.

        Asks Milo for the short link and reads where it leads. 404 for an unknown merchant, or
        where the link leads nowhere; 502 when Milo does not answer.
        """
        slug = _json(req).get("slug")
        paths = {each["slug"]: each["url"] for each in self._merchants()}
        if slug not in paths:
            raise falcon.HTTPNotFound
        # Never the request's Host: the server would then ask whomever a stranger names.
        base = self._milo_url or f"http://127.0.0.1:{req.env['SERVER_PORT']}"
        try:
            answer = requests.get(
                base.rstrip("/") + paths[slug], allow_redirects=False, timeout=TIMEOUT_SECONDS
            )
        except requests.RequestException:
            log.warning("short link does not answer", action="demo.open.failed", slug=slug)
            raise falcon.HTTPBadGateway from None
        draft = _draft(answer.headers.get("Location", ""))
        if draft is None:
            raise falcon.HTTPNotFound
        resp.media = {"draft": draft}


def _receptions(line: LocalLine, merchants: list[dict[str, Any]]) -> None:
    for each in merchants:
        if each.get("reception"):
            line.add_reception(each["slug"], each["name"], each["reception"])


def _draft(location: str) -> str | None:
    parts = urlsplit(location)
    if parts.hostname not in ("wa.me", "api.whatsapp.com"):
        return None
    return parse_qs(parts.query).get("text", [""])[0]


def _json(req: falcon.Request) -> dict[str, Any]:
    """Return the request's JSON, which only this page can send: a form elsewhere cannot."""
    if (req.content_type or "").partition(";")[0].strip() != falcon.MEDIA_JSON:
        raise falcon.HTTPUnsupportedMediaType
    return read_json(req)
