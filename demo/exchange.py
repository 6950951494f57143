"""Meta's part in the middle: takes sends, takes what people write, tells the webhook of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from . import inbound, phone_forms, send_limits, templates, webhooks
from .chats import Chats, new_wamid
from .deliveries import Deliveries
from .errors import (
    BAD_TOKEN,
    BAD_VALUE,
    NUMBER_RATE,
    OUTSIDE_WINDOW,
    PAIR_RATE,
    SAME_NUMBER,
    UNDELIVERABLE,
    UNLISTED,
    MetaError,
    unknown_object,
)
from .fault_switches import Faults
from .forms import Forms
from .people import Chat, Message, Person
from .phone_forms import PhoneForms
from .rates import Bucket, number_bucket
from .template_registry import KeptTemplate, Templates
from .templates import Registry
from .uploads import KeptFile, Uploads
from .webhooks import Number

WINDOW_SECONDS: Final = 24 * 3600
TYPING_SECONDS: Final = 25


class RefusedSend(Exception):  # noqa: N818 - it reads as what it is
    """A send that Meta does not take.

    Attributes:
        error: why.
    """

    def __init__(self, error: MetaError) -> None:
        super().__init__(error.code, error.details)
        self.error = error


class Exchange:
    """What passes between people and our numbers. Safe to use from any thread.

    Args:
        numbers: ours, by Meta's id.
        chats: what was written.
        faults: the switches.
        deliveries: the way to the webhook.
        registry: the approved templates; an empty one takes every template.
        clock: unix seconds.
        app_secret: of the app that the tokens belong to.
    """

    def __init__(
        self,
        numbers: Mapping[str, Number],
        chats: Chats,
        faults: Faults,
        deliveries: Deliveries,
        registry: Registry,
        clock: Callable[[], float],
        app_secret: str = "",
    ) -> None:
        self.app_secret = app_secret
        self.numbers = numbers
        self.chats = chats
        self.faults = faults
        self.deliveries = deliveries
        self.registry = registry
        self.templates = Templates()
        self._own_templates: dict[str, Templates] = {}
        self.forms = Forms()
        self.phone_forms = PhoneForms(self)
        self.uploads = Uploads()
        self.links: dict[str, dict[str, str]] = {}
        self.counts: Counter[str] = Counter()
        self._clock = clock
        self._rates: dict[str, Bucket] = {}
        self._held: list[tuple[Number, Chat, Message, MetaError | None]] = []

    def number(self, number_id: str, token: str | None) -> Number:
        """Return the number that a request speaks for.

        Raises:
            Refused: for a wrong token, or a number that is not ours.
        """
        number = self.numbers.get(number_id)
        tokens = [number.token] if number else [each.token for each in self.numbers.values()]
        if token not in tokens:
            raise RefusedSend(MetaError(BAD_TOKEN, "Cannot parse access token"))
        if number is None or number_id in self.faults.now.unseen_numbers:
            raise RefusedSend(unknown_object(number_id))
        return number

    def secret(self, token: str) -> str:
        """Return the secret of the app that a token belongs to."""
        own = (each.app_secret for each in self.numbers.values() if each.token == token)
        return next(filter(None, own), self.app_secret)

    def signs(self, change: Mapping[str, Any]) -> str:
        """Return the secret that signs a change: that of its number's app."""
        metadata = change["value"].get("metadata", {})
        number = self.numbers.get(metadata.get("phone_number_id", ""))
        return (number and number.app_secret) or self.app_secret

    def accept(self, number: Number, body: Any) -> dict[str, Any]:
        """Take one request to `/messages`.

        Args:
            number: which sends.
            body: the request's JSON.

        Returns:
            Meta's answer: `{"messaging_product", "contacts", "messages"}`, or `{"success": true}`.

        Raises:
            Refused: with Meta's error.
        """
        if faults := send_limits.refusals(body):
            raise RefusedSend(faults[0])
        if "status" in body:
            return self._read(body)
        with self.chats.lock:
            answer = self._send(number, body)
        self.counts["accepted"] += 1
        return answer

    def receive(self, number: Number, person: Person, act: dict[str, Any]) -> Message:
        """Take what a person does with their phone, and tell the webhook.

        Args:
            number: to which they write.
            person: who.
            act: see `inbound`.

        Raises:
            BadActError: for an act that makes no sense.
        """
        now = self._clock()
        with self.chats.lock:
            chat = self.chats.chat(number.id, person)
            content = inbound.build(chat, number.display, act, now, self.words)
            message = Message(content["id"], "person", now, content)
            chat.last_inbound_at = now
            if content["type"] == "reaction":
                self._react(chat, "person", content["reaction"])
            else:
                self.chats.keep(chat, message, record=self.faults.now.record)
        self.counts["inbound"] += 1

        def arrived() -> None:
            with self.chats.lock:
                if message.advance("delivered"):
                    chat.touch(message)

        self.deliveries.put(person.key, webhooks.inbound(number, chat, content), arrived)
        return message

    @property
    def words(self) -> Registry:
        """What each template says, by name."""
        said = dict(self.registry)
        for kept in (*self._own_templates.values(), self.templates):
            said.update(kept.registry())
        return said

    def templates_of(self, account: str) -> Templates:
        """Return those of a number's own account; "" for the common one."""
        return self._own_templates.setdefault(account, Templates()) if account else self.templates

    def tell_of_template(self, kept: KeptTemplate) -> None:
        """Tell the webhook what Meta thinks of a template of the common account now."""
        self.deliveries.put(
            "", webhooks.template_status(kept.id, kept.body, kept.status, kept.reason)
        )

    def take_file(self, number_id: str, mime_type: str, content: bytes) -> KeptFile | MetaError:
        """Keep a file for a number, or return why Meta does not."""
        self.counts["uploads"] += 1
        return self.uploads.take(number_id, mime_type, content, self._clock())

    def file(self, media_id: str) -> KeptFile | None:
        """Return a file that Meta still has."""
        return self.uploads.find(media_id, self._clock())

    def change_form(self, name: str, status: str) -> None:
        """Let Meta think otherwise of a form, and tell the webhook. Raises KeyError for no such."""
        before, after = self.forms.change(name, status)
        self.deliveries.put("", webhooks.form_status(after.id, before.status, after.status))

    def release(self) -> None:
        """Send the statuses that were held back."""
        with self.chats.lock:
            held, self._held = self._held, []
        for each in held:
            self._report(*each)

    def _read(self, body: dict[str, Any]) -> dict[str, Any]:
        with self.chats.lock:
            found = self.chats.locate(body["message_id"])
            if found is None:
                if self.faults.now.record:
                    raise RefusedSend(
                        MetaError(BAD_VALUE, "message_id is not a message of this chat")
                    )
                return {"success": True}
            chat, message = found
            for each in chat.up_to(message):  # it marks the earlier ones, too
                if each.author != "person":
                    continue
                if not each.advance("read"):
                    break  # and so all before it are read
                chat.touch(each)
            if "typing_indicator" in body:
                chat.typing_until = self._clock() + TYPING_SECONDS
        return {"success": True}

    def _send(self, number: Number, body: dict[str, Any]) -> dict[str, Any]:
        person = self._recipient(number, body)
        known_as = (person.wa_id, person.user_id)
        if error := self.faults.take_answer("answer", known_as):
            raise RefusedSend(error)
        if error := self._unusable(number, body):
            raise RefusedSend(error)
        chat = self.chats.chat(number.id, person)
        now = self._clock()
        failure = self._closed_window(chat, body, now)
        self._respect_rates(number, chat, now)
        failure = failure or self.faults.take_answer("fail", known_as)
        message = Message(new_wamid(), "milo", now, body, state="accepted")
        if body.get("type") == "reaction":
            self._react(chat, "milo", body["reaction"])
        else:
            self.chats.keep(chat, message, record=self.faults.now.record)
        chat.typing_until = 0.0
        if self.faults.now.record:
            self.chats.log(chat, message)
        if self.faults.now.hold_statuses:
            self._held.append((number, chat, message, failure))
        else:
            self._report(number, chat, message, failure)
        contact: dict[str, Any] = {"input": body.get("to") or body["recipient"]}
        if body.get("to"):
            contact["wa_id"] = person.wa_id
        else:
            contact["user_id"] = person.user_id
        sent: dict[str, Any] = {"id": message.wamid}
        if body.get("type") == "template":
            sent["message_status"] = "accepted"
        return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}

    def _unusable(self, number: Number, body: dict[str, Any]) -> MetaError | None:
        """Return what is wrong with the form, the file or the template that a message names."""
        now = self._clock()
        error = phone_forms.refusal(self, number, body, now)
        error = error or self.uploads.refusal(number.id, body, now)
        content = body.get("template") if body.get("type") == "template" else None
        if error or content is None:
            return error
        kept = self.templates_of(number.account)
        return kept.refusal(content) or templates.refusal(self.words, content)

    def _recipient(self, number: Number, body: dict[str, Any]) -> Person:
        if body.get("to") is not None:
            wa_id = send_limits.digits(body["to"])
            listed = self.faults.now.listed
            if listed is not None and wa_id not in listed:
                raise RefusedSend(MetaError(UNLISTED, "Recipient phone number not in allowed list"))
            if wa_id == number.display:
                raise RefusedSend(
                    MetaError(SAME_NUMBER, "The sender and the recipient are the same")
                )
            return self.chats.person(send_limits.known_as(wa_id))
        person = self.chats.find(body["recipient"])
        if person is None:
            raise RefusedSend(MetaError(UNDELIVERABLE, "Nobody has this user id"))
        return person

    def _closed_window(self, chat: Chat, body: dict[str, Any], now: float) -> MetaError | None:
        """Return the failure to report later, where the 24 hours are over."""
        if body.get("type") == "template" or self.faults.now.window == "off":
            return None
        since = None if chat.last_inbound_at is None else now - chat.last_inbound_at
        if since is not None and since <= WINDOW_SECONDS:
            return None
        error = MetaError(
            OUTSIDE_WINDOW,
            "Message failed to send because more than 24 hours have passed since the customer "
            "last replied to this number.",
        )
        if self.faults.now.window == "sync":
            raise RefusedSend(error)
        return error

    def _respect_rates(self, number: Number, chat: Chat, now: float) -> None:
        rate = self.faults.now.number_rate
        if rate is not None:
            rate = number.per_second or rate
            bucket = self._rates.get(number.id)
            if bucket is None or bucket.per_second != rate:
                bucket = self._rates[number.id] = number_bucket(rate)
            if not bucket.take(now):
                fault = "Message failed to send because there were too many messages sent"
                raise RefusedSend(MetaError(NUMBER_RATE, f"{fault} from this phone number"))
        if self.faults.now.pair_rate and not chat.bucket.take(now):
            fault = "Message failed to send because there were too many messages sent"
            raise RefusedSend(MetaError(PAIR_RATE, f"{fault} to the same phone number"))

    def _react(self, chat: Chat, author: Any, reaction: dict[str, Any]) -> None:
        target = chat.messages.get(reaction["message_id"])
        if target is None:
            return
        if reaction.get("emoji"):
            target.reactions[author] = reaction["emoji"]
        else:
            target.reactions.pop(author, None)
        chat.touch(target)

    def _report(
        self, number: Number, chat: Chat, message: Message, failure: MetaError | None
    ) -> None:
        """Tell the webhook what became of a message, as far as the switches allow."""
        now = self._clock()
        states = self.faults.now.statuses
        with self.chats.lock:
            if failure is not None:
                message.state = "failed"
            for state in states if failure is None else ():
                message.advance(state)
            chat.touch(message)
        person = chat.person.key
        if failure is not None:
            change = webhooks.status(number, chat, message, "failed", now, failure)
            self.deliveries.put(person, change)
            return
        for state in states:
            self.deliveries.put(person, webhooks.status(number, chat, message, state, now))
