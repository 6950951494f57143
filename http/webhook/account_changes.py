"""What Meta's webhooks say of our account and our numbers: by name, and whether it is an alarm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...engine.model import AccountNews
from ..text import one_line, word

_LIMIT = 300
_GOOD_REVIEWS = frozenset({"", "APPROVED", "PENDING", "DEFERRED"})
_BAD_UPDATES = frozenset(
    {"DISABLED_UPDATE", "ACCOUNT_VIOLATION", "ACCOUNT_RESTRICTION", "ACCOUNT_DELETED"}
    | {"PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED", "ACCOUNT_OFFBOARDED"}
)
_BAD_QUALITY = frozenset({"FLAGGED", "DOWNGRADE"})
_STOPPED_FORM = frozenset({"THROTTLED", "BLOCKED", "DEPRECATED"})
_ENDED_ALERT = frozenset({"DEACTIVATED", "INACTIVE", "RESOLVED"})
_FORM_STATUS, _FORM_EXPIRES = "FLOW_STATUS_CHANGE", "FLOW_VERSION_EXPIRY_WARNING"
_FORM_EVENTS = frozenset(
    {_FORM_STATUS, _FORM_EXPIRES, "CLIENT_ERROR_RATE"}
    | {"ENDPOINT_ERROR_RATE", "ENDPOINT_LATENCY", "ENDPOINT_AVAILABILITY"}
)
_SHUT_OUT = "Meta's own agent holds conversations: the bot is shut out of them"
_Value = Mapping[str, Any]
_Reader = Callable[[_Value], tuple[str, bool]]

FIELDS = frozenset(
    {"account_alerts", "account_review_update", "account_settings_update", "account_update"}
    | {"automatic_events", "business_capability_update", "business_username_update", "calls"}
    | {"flows", "history", "message_template_components_update"}
    | {"message_template_quality_update", "message_template_status_update", "messages"}
    | {"messaging_handovers", "partner_solutions", "payment_configuration_update"}
    | {"phone_number_name_update", "phone_number_quality_update", "security"}
    | {"smb_app_state_sync", "smb_message_echoes", "standby", "template_category_update"}
    | {"user_preferences"}
)
"""Fields that Meta's pages name; any other is counted as `other`."""


def account_news(account_id: str, field: str, value: _Value) -> AccountNews | None:
    """Return what a change says of the account or a number; None where it says nothing of them."""
    reader = _READERS.get(field)
    if reader is None:
        return None
    said, alarming = reader(value)
    subject, topic = _subject(account_id, value), _topic(field, value)
    return AccountNews(subject, topic, one_line(said, _LIMIT), alarming)


def _topic(field: str, value: _Value) -> str:
    """Return what it is about: the field; of a form, each alarm is a topic of its own."""
    event = word(value.get("event")).upper()
    return f"{field}.{event.lower()}" if field == "flows" and event in _FORM_EVENTS else field


def _subject(account_id: str, value: _Value) -> str:
    """Return whom it is about: a number as Meta writes it, a form by its id, or the account."""
    metadata = value.get("metadata")
    number = word(value.get("display_phone_number"))
    if not number and isinstance(metadata, dict):
        number = word(metadata.get("phone_number_id"))
    form = word(value.get("flow_id"))
    if form:
        return f"form {form[:64]}"
    return f"number {number[:64]}" if number else f"account {account_id[:64]}"


def _account(value: _Value) -> tuple[str, bool]:
    event = word(value.get("event")).upper()
    parts = ("ban_info", "restriction_info", "violation_info", "disconnection_info")
    return _joined(event, *map(value.get, parts)), event in _BAD_UPDATES


def _alert(value: _Value) -> tuple[str, bool]:
    info = value.get("alert_info")
    told: _Value = info if isinstance(info, dict) else value
    severity, status = (word(told.get(f"alert_{one}")).upper() for one in ("severity", "status"))
    said = _joined(severity, status, *(told.get(f"alert_{one}") for one in ("type", "description")))
    return said, severity in {"CRITICAL", "WARNING"} and status not in {"NONE", "RESOLVED"}


def _review(value: _Value) -> tuple[str, bool]:
    decision = word(value.get("decision")).upper()
    return decision, decision not in _GOOD_REVIEWS


def _name(value: _Value) -> tuple[str, bool]:
    decision, alarming = _review(value)
    more = (value.get("requested_verified_name"), value.get("rejection_reason"))
    return _joined(decision, *more), alarming


def _quality(value: _Value) -> tuple[str, bool]:
    event = word(value.get("event")).upper()
    return _joined(event, value.get("current_limit")), event in _BAD_QUALITY


def _form(value: _Value) -> tuple[str, bool]:
    """Read what becomes of a form: one that is stopped, or fails on phones, is an alarm."""
    event, status, alert = (
        word(value.get(key)).upper() for key in ("event", "new_status", "alert_state")
    )
    said = _joined(event, status, alert, value.get("message"))
    if event == _FORM_STATUS:
        return said, status in _STOPPED_FORM
    return said, event == _FORM_EXPIRES or alert not in _ENDED_ALERT


def _security(value: _Value) -> tuple[str, bool]:
    return _joined(value.get("event"), value.get("requester")), True


def _payment(value: _Value) -> tuple[str, bool]:
    status = word(value.get("status"))
    return _joined(value.get("configuration_name"), status), status.lower() == "needs_testing"


def _shut_out(_value: _Value) -> tuple[str, bool]:
    return _SHUT_OUT, True


def _plain(value: _Value) -> tuple[str, bool]:
    known = ("messaging_product", "metadata", "display_phone_number")
    said = (f"{key} {_told(part)}" for key, part in value.items() if key not in known)
    return ", ".join(one for one in said if one), False


def _joined(*parts: object) -> str:
    return " · ".join(text for text in map(_told, parts) if text and text != "NONE")


def _told(part: object) -> str:
    """Return JSON as words: an object's values, one after the other."""
    if isinstance(part, dict):
        return " ".join(text for text in map(_told, part.values()) if text)
    if isinstance(part, list):
        return " ".join(text for text in map(_told, part) if text)
    return word(part)


_READERS: Mapping[str, _Reader] = {
    "account_alerts": _alert,
    "account_review_update": _review,
    "account_settings_update": _plain,
    "account_update": _account,
    "business_capability_update": _plain,
    "flows": _form,
    "messaging_handovers": _shut_out,
    "payment_configuration_update": _payment,
    "phone_number_name_update": _name,
    "phone_number_quality_update": _quality,
    "security": _security,
    "standby": _shut_out,
}
