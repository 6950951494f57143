"""What Meta tells a webhook, as JSON: a person's message, the fate of ours, and the envelope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import MetaError
from .people import Chat, Message


@dataclass(frozen=True, slots=True)
class Number:
    """One WhatsApp number of a business.

    Attributes:
        id: Meta's `phone_number_id`.
        display: the number as digits.
        token: the access token that may send from it.
        app_secret: of an app of its own, which the token belongs to; "": the common one.
        per_second: the messages that it may send a second; None: as the switch says.
        account: the account that it belongs to; "": the common one.
    """

    id: str
    display: str
    token: str
    app_secret: str = ""
    per_second: float | None = None
    account: str = ""

    @property
    def metadata(self) -> dict[str, str]:
        """Return the `metadata` of a webhook about this number."""
        return {"display_phone_number": self.display, "phone_number_id": self.id}


def inbound(number: Number, chat: Chat, message: dict[str, Any]) -> dict[str, Any]:
    """Return the change that tells of a person's message.

    Args:
        number: to which they wrote.
        chat: theirs.
        message: the object for `messages[0]`.
    """
    value: dict[str, Any] = {"messaging_product": "whatsapp", "metadata": number.metadata}
    if message.get("type") != "system":  # Meta sends no contacts with these
        value["contacts"] = [chat.person.contact]
    return {"field": "messages", "value": value | {"messages": [message]}}


def status(
    number: Number,
    chat: Chat,
    message: Message,
    state: str,
    at: float,
    error: MetaError | None = None,
) -> dict[str, Any]:
    """Return the change that tells what became of a message of ours.

    Args:
        number: which sent it.
        chat: with whom.
        message: the one it is about.
        state: `sent`, `delivered`, `read` or `failed`.
        at: unix seconds.
        error: why it failed.
    """
    person = chat.person
    entry: dict[str, Any] = {"id": message.wamid, "status": state, "timestamp": str(int(at))}
    if person.wa_id:
        entry["recipient_id"] = person.wa_id
    if person.user_id:
        entry["recipient_user_id"] = person.user_id
    callback_data = message.content.get("biz_opaque_callback_data")
    if callback_data is not None:
        entry["biz_opaque_callback_data"] = callback_data
    if state in ("sent", "delivered"):
        template = message.content.get("type") == "template"
        entry["pricing"] = {
            "billable": template,
            "pricing_model": "PMP",
            "type": "regular" if template else "free_customer_service",
            "category": "utility" if template else "service",
        }
    value: dict[str, Any] = {"messaging_product": "whatsapp", "metadata": number.metadata}
    if error is not None:
        entry["errors"] = [error.in_webhook()]
    else:  # documented as missing on a failed one
        named = {"wa_id": person.wa_id, "user_id": person.user_id}
        value["contacts"] = [{key: each for key, each in named.items() if each}]
    return {"field": "messages", "value": value | {"statuses": [entry]}}


def template_status(
    template_id: str, body: Mapping[str, Any], event: str, reason: str
) -> dict[str, Any]:
    """Return the change that tells what Meta thinks of a template."""
    value = {
        "event": event,
        "message_template_id": template_id,
        "message_template_name": body["name"],
        "message_template_language": body["language"],
        "reason": reason,
    }
    return {"field": "message_template_status_update", "value": value}


def form_status(form_id: str, before: str, after: str) -> dict[str, Any]:
    """Return the change that tells what became of a form."""
    value = {
        "event": "FLOW_STATUS_CHANGE",
        "message": f"Flow {form_id} changed status from {before} to {after}",
        "flow_id": form_id,
        "old_status": before,
        "new_status": after,
    }
    return {"field": "flows", "value": value}


def envelope(account_id: str, changes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what is posted: one entry with all the changes."""
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": account_id, "changes": changes}],
    }
