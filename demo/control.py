"""What a test or a bench asks of the stand-in; Meta has nothing of the kind."""

from __future__ import annotations

import json
from typing import Any, Final

import falcon

from .exchange import Exchange
from .fault_switches import BadSwitchError
from .inbound import BadActError
from .people import Person

MOST_WAIT_SECONDS: Final = 30.0


class ControlResource:
    """The switches, and what was counted."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer `{"switches": {…}, "counts": {…}}`."""
        deliveries = self._exchange.deliveries
        counts = dict(self._exchange.counts)
        counts |= {f"webhooks_{name}": count for name, count in deliveries.counts.items()}
        counts["webhooks_pending"] = deliveries.pending
        resp.media = {"switches": self._exchange.faults.to_json(), "counts": counts}

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Flip switches (see `faults.Switches`); also `reset` and `forget`: true.

        `reset` puts all switches back first, `forget` empties the chats and the log of sends.
        400 for a switch that does not exist, and then none is flipped.
        """
        changes = read_json(req)
        forget = changes.pop("forget", False)
        try:
            switches = self._exchange.faults.flip(changes)
        except BadSwitchError as error:
            raise falcon.HTTPBadRequest(description=str(error)) from None
        if forget:
            with self._exchange.chats.lock:
                self._exchange.chats.clear()
        if not switches.hold_statuses:
            self._exchange.release()
        self.on_get(req, resp)


class SentResource:
    """Every accepted send, in order."""

    def __init__(self, exchange: Exchange) -> None:
        self._chats = exchange.chats

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer `{"sent": [{seq, at, wamid, phone_number_id, person, body}], "next": n}`.

        Query: `since` (a `next`, 0 unless given), `person` (a wa_id or user_id), `wait` (seconds
        to wait for the first one, 30 at most). Reactions are among them; read receipts are not.
        """
        since = max(0, req.get_param_as_int("since", default=0))
        wait = min(req.get_param_as_float("wait", default=0.0), MOST_WAIT_SECONDS)
        who = req.get_param("person")
        with self._chats.lock:
            person = self._chats.find(who) if who else None
            key = person.key if person else who

            def matching() -> list[dict[str, Any]]:
                fresh = self._chats.sent[since:]
                return [each for each in fresh if key is None or each["person"] == key]

            if wait > 0:
                self._chats.news.wait_for(matching, wait)
            resp.media = {"sent": matching(), "next": len(self._chats.sent)}


class InboundResource:
    """People acting on their phones."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Let people write; the webhook is told, signed.

        Body: an act (see `inbound`) with `from` (wa_id) or `user_id` (or both), `name`, and
        `phone_number_id` where there are several; or `{"messages": [those]}`. A person with a
        number also gets an id made from it, unless `user_id` is null. Answers
        `{"wamids": [...]}`; 400 for an act that makes no sense.
        """
        body = read_json(req)
        acts = body.get("messages", [body])
        wamids = []
        for act in acts:
            try:
                person = self._person(act)
                number = self._exchange.numbers[
                    act.get("phone_number_id") or next(iter(self._exchange.numbers))
                ]
                wamids.append(self._exchange.receive(number, person, act).wamid)
            except (BadActError, KeyError, ValueError) as error:
                raise falcon.HTTPBadRequest(description=str(error)) from None
        resp.media = {"wamids": wamids}

    def _person(self, act: dict[str, Any]) -> Person:
        with self._exchange.chats.lock:
            return self._exchange.chats.person(
                act.get("from"), act.get("user_id", ""), act.get("name")
            )


class WebhookResource:
    """Any webhook at all, signed and delivered as Meta's are."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Deliver `{"value": {…}, "field": "messages"}` as one change."""
        body = read_json(req)
        change = {"field": body.get("field", "messages"), "value": body.get("value")}
        self._exchange.deliveries.put("", change)
        resp.media = {}


class TemplateResource:
    """Meta thinking otherwise of a template."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Set `{"name", "language", "status", "reason"?}`; the webhook is told. 400 for no such."""
        body = read_json(req)
        try:
            named = (body["name"], body["language"], body["status"])
            kept = self._exchange.templates.change(*named, str(body.get("reason", "NONE")))
        except KeyError as error:
            raise falcon.HTTPBadRequest(description=f"there is no {error}") from None
        self._exchange.tell_of_template(kept)
        resp.media = {}


class FormResource:
    """Meta thinking otherwise of a form."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Set `{"name", "status"}`; the webhook is told. 400 for no such."""
        body = read_json(req)
        try:
            self._exchange.change_form(body["name"], str(body["status"]))
        except KeyError as error:
            raise falcon.HTTPBadRequest(description=f"there is no {error}") from None
        resp.media = {}


def read_json(req: falcon.Request) -> dict[str, Any]:
    """Return the request's JSON object.

    Raises:
        falcon.HTTPBadRequest: when it is not one.
    """
    try:
        body = json.loads(req.bounded_stream.read())
    except (ValueError, RecursionError):
        raise falcon.HTTPBadRequest(description="not JSON") from None
    if not isinstance(body, dict):
        raise falcon.HTTPBadRequest(description="not a JSON object")
    return body
