"""What Meta's Graph API answers about forms: made, uploaded, published, keys."""

from __future__ import annotations

from typing import Any

import falcon

from .cloud import bearer
from .errors import MISSING, MetaError, unknown_object
from .exchange import Exchange, RefusedSend
from .form_calls import ask
from .forms import KeptForm
from .management import GraphResource

_PING = {"version": "3.0", "action": "ping"}
_ACTIVE = {"status": "active"}


class AccountForms(GraphResource):
    """`/{account}/flows`: makes a form, lists them."""

    def on_post(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """Make one."""

        def work() -> dict[str, Any]:
            account = self.of_account(req, object_id)
            kept = _kept(self.exchange.forms.create(_fields(req), account))
            return {"id": kept.id, "success": True, "validation_errors": []}

        self.answer(req, resp, work)

    def on_get(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """List them all on one page."""

        def work() -> dict[str, Any]:
            account, kept = self.of_account(req, object_id), self.exchange.forms.kept
            return {"data": [one.to_json() for one in kept.values() if one.account == account]}

        self.answer(req, resp, work)


class FormAssetsResource(GraphResource):
    """`/{form}/assets`: takes the JSON of a form."""

    def on_post(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """Take it, whatever is wrong with it, and tell that."""

        def work() -> dict[str, Any]:
            _known(self.exchange, object_id)
            fields = _fields(req)
            if fields.get("asset_type") != "FLOW_JSON" or "file" not in fields:
                raise RefusedSend(MetaError(MISSING, "file and asset_type FLOW_JSON are required"))
            kept = _kept(self.exchange.forms.upload(object_id, fields["file"].encode()))
            return {"success": True, "validation_errors": [dict(one) for one in kept.wrong]}

        self.answer(req, resp, work)


class FormPublishResource(GraphResource):
    """`/{form}/publish`."""

    def on_post(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """Publish it, if its endpoint answers as one that has the number's key."""

        def work() -> dict[str, Any]:
            form = _known(self.exchange, object_id)
            answers = any(
                pinged(form.endpoint, key, self.exchange.secret(bearer(req) or ""))
                for key in self.exchange.forms.keys.values()
            )
            _kept(self.exchange.forms.publish(object_id, answers=answers))
            return {"success": True}

        self.answer(req, resp, work)


class FormKeyResource(GraphResource):
    """`/{number}/whatsapp_business_encryption`."""

    def on_post(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """Keep the key with which phones seal what they send to a number."""

        def work() -> dict[str, Any]:
            self._number(object_id)
            pem = _fields(req).get("business_public_key", "")
            if fault := self.exchange.forms.learn_key(object_id, pem):
                raise RefusedSend(fault)
            return {"success": True}

        self.answer(req, resp, work)

    def on_get(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """Answer the number's key."""

        def work() -> dict[str, Any]:
            self._number(object_id)
            key = self.exchange.forms.keys.get(object_id)
            if key is None:
                return {"data": []}
            told = {"business_public_key": key, "business_public_key_signature_status": "VALID"}
            return {"data": [told]}

        self.answer(req, resp, work)

    def _number(self, object_id: str) -> None:
        if object_id not in self.exchange.numbers:
            raise RefusedSend(unknown_object(object_id))


def pinged(endpoint: str, key: str, app_secret: str) -> bool:
    """Return whether an endpoint answers Meta's health check: sealed, and with what it ought to."""
    if not endpoint.startswith(("http://", "https://")):
        return False
    _, told = ask(endpoint, lambda: key, app_secret, _PING)
    return isinstance(told, dict) and told.get("data") == _ACTIVE


def _known(exchange: Exchange, form_id: str) -> KeptForm:
    if form_id not in exchange.forms.kept:
        raise RefusedSend(unknown_object(form_id))
    return exchange.forms.kept[form_id]


def _kept(told: KeptForm | MetaError) -> KeptForm:
    if isinstance(told, MetaError):
        raise RefusedSend(told)
    return told


def _fields(req: falcon.Request) -> dict[str, str]:
    """Return what a multipart body holds, by name."""
    if not (req.content_type or "").startswith(falcon.MEDIA_MULTIPART):
        raise RefusedSend(MetaError(MISSING, "The body is multipart/form-data"))
    parts = req.get_media()
    return {str(part.name): part.get_data().decode("utf-8", "replace") for part in parts}
