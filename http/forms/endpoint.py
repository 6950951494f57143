"""`/api/whatsapp/flows`: a form on a phone asks which screen comes next.

What a phone does with a status: 421, it fetches our public key and tries again; 427, it closes the
form and disables its button; 432, it shows an error. Any other than 200 counts against the form at
Meta, which in the end stops it for all merchants. So a fault of ours is an answer, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import falcon
import structlog

from ...engine.errors import MiloError
from ...engine.form_exchange import Action, Answer, FormClosed, FormRequest, FormShown
from ...engine.ports import Meter
from ..body import read_bytes
from ..signature import HEADER, is_signature, is_signed
from .envelope import Envelope, SealedError, opened
from .exchanges import FormFailedError
from .keys import FormKeys
from .meta_json import Exchange, asked, notice, to_meta

LIMIT_BYTES = 1024 * 1024
"""Bytes; Meta lets a form send as much."""
UNOPENED, OVER, UNSIGNED = "421 Misdirected Request", "427 Form Is Over", "432 Not Signed"
FAILED = "Se nos trabó algo. Probá de nuevo en un ratito, o seguí en el chat."
"""What a person reads who is on a screen when we have a fault."""
log = structlog.get_logger(__name__)


class FormEndpoint:
    """Answers forms.

    Args:
        app_secret: the key of the signature.
        keys: what opens requests.
        exchange: says which screen comes next.
        meter: counts requests by action and outcome.
        own_secrets: gives the secrets of businesses' own apps, which sign for their forms.
    """

    def __init__(
        self,
        app_secret: str,
        keys: FormKeys,
        exchange: Exchange,
        meter: Meter,
        own_secrets: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._own_secrets = own_secrets
        self._app_secret = app_secret
        self._keys = keys
        self._exchange = exchange
        self._meter = meter

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the next screen, encrypted; 421, 427 and 432 as above, 400 for nonsense."""
        raw = read_bytes(req, LIMIT_BYTES)
        resp.content_type = falcon.MEDIA_TEXT
        if not self._is_signed(raw, req.get_header(HEADER)):
            self._refuse(resp, UNSIGNED, "unsigned")
            return
        try:
            envelope = opened(raw, self._keys)
        except SealedError as error:
            log.warning("form not opened", action="form.sealed", error=str(error))
            self._refuse(resp, UNOPENED, "sealed")
            return
        self._answer(resp, envelope)

    def _is_signed(self, raw: bytes, header: str | None) -> bool:
        if is_signed(self._app_secret, raw, header):
            return True
        if not is_signature(header):
            return False
        try:
            own = tuple(self._own_secrets())
        except MiloError as error:
            log.warning("own apps not known", action="form.unknown_apps", error=str(error))
            return False
        return any(is_signed(secret, raw, header) for secret in own)

    def _answer(self, resp: falcon.Response, envelope: Envelope) -> None:
        content = envelope.content
        request = asked(content) if isinstance(content, Mapping) else None
        if request is None:
            self._meter.count("form_requests", action="unknown", outcome="refused")
            raise falcon.HTTPBadRequest(description="This is no request of a form.")
        version = {"version": content["version"]} if "version" in content else {}
        if (fault := notice(content)) is not None:
            log.error("form refused our answer", action="form.refused", error=fault[:500])
            self._count(request, "notice")
            resp.text = envelope.sealed({**version, "data": {"acknowledged": True}})
        elif request.action is Action.PING:
            self._count(request, "answered")
            resp.text = envelope.sealed({**version, "data": {"status": "active"}})
        else:
            self._say(resp, envelope, version, self._exchanged(request))

    def _exchanged(self, request: FormRequest) -> Answer:
        try:
            answer = self._exchange(request)
        except Exception as error:  # whatever it is: the phone shows it, and the form lives on
            log.error("form failed", action="form.failed", screen=request.screen, exc_info=error)
            self._count(request, "failed")
            told = error.data if isinstance(error, FormFailedError) else {}
            return FormShown(request.screen, {**told, "error_message": FAILED})
        self._count(request, "closed" if isinstance(answer, FormClosed) else "answered")
        return answer

    def _say(
        self, resp: falcon.Response, envelope: Envelope, version: dict[str, Any], answer: Answer
    ) -> None:
        if isinstance(answer, FormClosed):
            resp.status = OVER
            resp.text = envelope.sealed({"error_msg": answer.sentence})
        else:
            resp.text = envelope.sealed({**version, **to_meta(answer)})

    def _refuse(self, resp: falcon.Response, status: str, outcome: str) -> None:
        self._meter.count("form_requests", action="unknown", outcome=outcome)
        resp.status = status
        resp.text = ""

    def _count(self, request: FormRequest, outcome: str) -> None:
        self._meter.count("form_requests", action=request.action.value, outcome=outcome)
