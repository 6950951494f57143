"""What Meta's Graph API answers beside `/messages`: templates, numbers, tokens, short links."""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Callable
from typing import Any, Final

import falcon

from .cloud import bearer, proof_fault
from .errors import BAD_VALUE, INVALID, MISSING, MetaError, unknown_object
from .exchange import Exchange, RefusedSend

PERMISSIONS: Final = ("whatsapp_business_management", "whatsapp_business_messaging")
APP_ID: Final = "1"
FIELDS: Final = (
    "messages",
    "account_update",
    "business_capability_update",
    "flows",
    "message_template_status_update",
    "phone_number_quality_update",
    "template_category_update",
    "user_preferences",
)
LINKS_LIMIT: Final = 2000
PREFILLED_LIMIT: Final = 140
_CODE: Final = string.ascii_uppercase + string.digits
_Answer = dict[str, Any]


class GraphResource:
    """A path of the Graph API: tokens and proofs are looked at before anything else."""

    def __init__(self, exchange: Exchange, account_id: str) -> None:
        self.exchange = exchange
        self._account_id = account_id

    def answer(
        self, req: falcon.Request, resp: falcon.Response, work: Callable[[], _Answer]
    ) -> None:
        """Answer what `work` returns, or why it is refused."""
        try:
            token = bearer(req)
            tokens = [number.token for number in self.exchange.numbers.values()]
            apps = {self.exchange.app_secret, *map(self.exchange.secret, tokens)}
            if token not in [*tokens, *(f"{APP_ID}|{secret}" for secret in apps)]:
                raise RefusedSend(MetaError(190, "Cannot parse access token"))
            if fault := proof_fault(self.exchange, req, token or ""):
                raise RefusedSend(fault)
            resp.media = work()
        except RefusedSend as refused:
            resp.status = falcon.code_to_http_status(refused.error.status)
            resp.media = refused.error.answer()

    def of_account(self, req: falcon.Request, object_id: str) -> str:
        """Refuse any other id than that of the token's account; return it, "" for the common."""
        token = bearer(req)
        own = {one.account for one in self.exchange.numbers.values() if one.token == token}
        account = "" if object_id == self._account_id else object_id
        if account not in own:
            raise RefusedSend(unknown_object(object_id))
        return account


class TemplatesResource(GraphResource):
    """`/{account}/message_templates`: asks for one, lists them."""

    def on_post(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """Take one; what Meta thinks of it is the switch `template_review`."""

        def work() -> _Answer:
            account = self.of_account(req, object_id)
            body, status = _body(req), self.exchange.faults.now.template_review
            kept = self.exchange.templates_of(account).create(body, status)
            if isinstance(kept, MetaError):
                raise RefusedSend(kept)
            if not account:
                self.exchange.tell_of_template(kept)
            return {"id": kept.id, "status": kept.status, "category": body["category"]}

        self.answer(req, resp, work)

    def on_get(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """List them all on one page."""

        def work() -> _Answer:
            kept = self.exchange.templates_of(self.of_account(req, object_id)).kept
            return {"data": [one.to_json() for one in kept.values()]}

        self.answer(req, resp, work)


class ObjectResource(GraphResource):
    """`/{id}`: the token's own facts (`debug_token`), or a number's."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """Answer what is asked most: a number's name, quality and limit; a token's permissions."""
        known = self._token if object_id == "debug_token" else lambda: self._number(object_id)
        if form := self.exchange.forms.kept.get(object_id):
            known = form.to_json
        if file := self.exchange.file(object_id):
            known = file.to_json
        self.answer(req, resp, known)

    def on_delete(
        self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str
    ) -> None:
        """Delete a file; the id is known no more."""

        def work() -> _Answer:
            if self.exchange.file(object_id) is None:
                raise RefusedSend(unknown_object(object_id))
            del self.exchange.uploads.kept[object_id]
            return {"success": True}

        self.answer(req, resp, work)

    def _token(self) -> _Answer:
        scopes = list(PERMISSIONS)
        return {"data": {"is_valid": True, "expires_at": 0, "scopes": scopes, "app_id": APP_ID}}

    def _number(self, number_id: str) -> _Answer:
        number = self.exchange.numbers.get(number_id)
        if number is None:
            raise RefusedSend(unknown_object(number_id))
        return {
            "id": number.id,
            "display_phone_number": f"+{number.display}",
            "verified_name": "Milo",
            "quality_rating": "GREEN",
            "status": "CONNECTED",
            "throughput": {"level": "STANDARD"},
            "whatsapp_business_manager_messaging_limit": "TIER_250",
        }


class NumbersResource(GraphResource):
    """`/{account}/phone_numbers`."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """List the account's numbers."""

        def work() -> _Answer:
            account = self.of_account(req, object_id)
            numbers = (one for one in self.exchange.numbers.values() if one.account == account)
            data = [{"id": one.id, "display_phone_number": f"+{one.display}"} for one in numbers]
            return {"data": data}

        self.answer(req, resp, work)


class SubscriptionsResource(GraphResource):
    """`/{account}/subscribed_apps`."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """Answer the one app there is."""

        def work() -> _Answer:
            self.of_account(req, object_id)
            return {"data": [{"whatsapp_business_api_data": {"id": "1", "name": "Milo"}}]}

        self.answer(req, resp, work)


class FieldsResource(GraphResource):
    """`/{app}/subscriptions`: which fields the app hears of."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """Answer the one subscription there is; only the app itself may ask."""

        def work() -> _Answer:
            if object_id != APP_ID or "|" not in (bearer(req) or ""):
                raise RefusedSend(unknown_object(object_id))
            fields = [{"name": name, "version": "v25.0"} for name in FIELDS]
            return {"data": [{"object": "whatsapp_business_account", "fields": fields}]}

        self.answer(req, resp, work)


class LinksResource(GraphResource):
    """`/{phone_number_id}/message_qrdls`: short links that show neither number nor text."""

    def on_post(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """Mint one, or change the text of one (`code`)."""

        def work() -> _Answer:
            if object_id not in self.exchange.numbers:
                raise RefusedSend(unknown_object(object_id))
            body = _body(req)
            text = body.get("prefilled_message")
            if not isinstance(text, str) or not text:
                raise RefusedSend(MetaError(MISSING, "prefilled_message is required"))
            if len(text) > PREFILLED_LIMIT:
                fault = f"prefilled_message has at most {PREFILLED_LIMIT} characters"
                raise RefusedSend(MetaError(BAD_VALUE, fault))
            links = self.exchange.links.setdefault(object_id, {})
            code = body.get("code") or "".join(secrets.choice(_CODE) for _ in range(14))
            if "code" in body and code not in links:
                raise RefusedSend(MetaError(803, "There is no such code"))
            if len(links) >= LINKS_LIMIT and code not in links:
                raise RefusedSend(MetaError(INVALID, "The number has as many links as it may"))
            links[code] = text
            return _link(code, text)

        self.answer(req, resp, work)

    def on_get(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """List them."""
        links = self.exchange.links.get(object_id, {})
        self.answer(req, resp, lambda: {"data": [_link(*one) for one in links.items()]})


def _link(code: str, text: str) -> _Answer:
    url = f"https://wa.me/message/{code}"
    return {"code": code, "prefilled_message": text, "deep_link_url": url}


def _body(req: falcon.Request) -> dict[str, Any]:
    try:
        body = json.loads(req.bounded_stream.read())
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise RefusedSend(MetaError(INVALID, "The body is not a JSON object"))
    return body
