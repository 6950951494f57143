"""What `milo doctor` says of Meta: from what we keep, and with `--online` from Meta itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ..engine.errors import GatewayError, MiloError
from ..engine.office.number_health import FREE_A_MONTH, billed_in_month, halted_numbers
from ..engine.ports import Transaction
from ..engine.templates.standing import standings, told_by_meta
from ..http.cloud.management import ManagementApi
from .check_row import CheckRow
from .environment import Settings
from .libraries import load_templates
from .meta_api import management_api

_NEEDED = ("whatsapp_business_management", "whatsapp_business_messaging")
_FIELDS = (
    "messages",
    "account_update",
    "business_capability_update",
    "message_template_status_update",
    "phone_number_quality_update",
    "template_category_update",
    "user_preferences",
)
"""What to be told of."""
_SOON_DAYS = 7
_BAD_QUALITY = frozenset({"YELLOW", "RED"})


def kept(tx: Transaction, flows: str) -> Iterator[CheckRow]:
    """Tell of halted numbers, of Meta's alarms, and of templates that it has stopped."""
    for number, error in halted_numbers(tx).items():
        yield CheckRow(f"number {number}", "halted", "sends nothing until it is mended", error)
    yield from _billed(tx)
    for news in tx.account_news.all():
        problem = f"{news.said}; see Meta's Business Manager" if news.alarming else ""
        at = f"{news.updated_at:%Y-%m-%d}" if news.updated_at else ""
        yield CheckRow(f"{news.topic}", at, f"{news.subject}: {news.said}", problem)
    templates = load_templates(flows)
    for account in ("", *sorted(set(tx.businesses.accounts().values()))):
        where = f" of {account}" if account else ""
        for one in standings(tx, templates, account):
            if one.state and one.problem:
                name = f"template {one.template.name}{where}"
                yield CheckRow(name, one.status, one.language, one.problem)


def _billed(tx: Transaction) -> Iterator[CheckRow]:
    """Tell what each number had delivered this month, and when its free thousand ends."""
    for one in billed_in_month(tx, datetime.now(UTC)):
        told = ", ".join(f"{category} {count}" for category, count in sorted(one.counts.items()))
        left = f"; {one.free_left} of the free {FREE_A_MONTH} are left"
        note = f"this month, as Meta bills them{left if one.ends_soon else ''}"
        yield CheckRow(f"delivered {one.phone_number_id}", told, note)


def online(settings: Settings, whose: str = "") -> Iterator[CheckRow]:
    """Ask Meta: the token, the number, the subscription, the templates.

    Args:
        settings: with the account, the number and the token that are asked about.
        whose: the business that they are of; "": the common ones.
    """
    for row in _online(settings):
        yield replace(row, name=row.name.replace("Meta", f"Meta of {whose}", 1)) if whose else row


def _online(settings: Settings) -> Iterator[CheckRow]:
    try:
        api = management_api(settings)
    except MiloError as error:
        yield CheckRow("Meta", "not asked", "what Meta says", str(error))
        return
    for what, ask in (
        ("token", _token),
        ("number", _number),
        ("subscription", _subscription),
        ("templates", _templates),
    ):
        try:
            yield from ask(api, settings)
        except GatewayError as error:
            yield CheckRow(
                f"Meta: {what}", "refused", "what Meta says", error.details or str(error)
            )


def _token(api: ManagementApi, settings: Settings) -> Iterator[CheckRow]:
    data = _data(api.get("debug_token", input_token=api.token))
    scopes = data.get("scopes") or []
    missing = [scope for scope in _NEEDED if scope not in scopes]
    problem = "" if data.get("is_valid") else "is not valid: make a new one"
    if missing and not problem:
        problem = f"lacks {', '.join(missing)}: give the system user these permissions"
    yield CheckRow(
        "Meta: token", _life(data), "its life and permissions", problem or _ends_soon(data)
    )


def _ends(data: Mapping[str, Any]) -> datetime | None:
    at = data.get("expires_at")
    return datetime.fromtimestamp(at, UTC) if isinstance(at, int) and at > 0 else None


def _life(data: Mapping[str, Any]) -> str:
    ends = _ends(data)
    return f"until {ends:%Y-%m-%d %H:%M} UTC" if ends else "does not end"


def _ends_soon(data: Mapping[str, Any]) -> str:
    ends = _ends(data)
    days = (ends - datetime.now(UTC)).days if ends else _SOON_DAYS
    return "" if days >= _SOON_DAYS else "ends soon: make one for a system user, which does not end"


def _number(api: ManagementApi, settings: Settings) -> Iterator[CheckRow]:
    fields = (
        "display_phone_number,verified_name,quality_rating,status,throughput,"
        "whatsapp_business_manager_messaging_limit"
    )
    number = api.get(settings.meta_phone_number_id, fields=fields)
    shown = "".join(filter(str.isdigit, str(number.get("display_phone_number", ""))))
    wrong = shown and shown != settings.whatsapp_number
    problem = (
        "is not the one that links lead to: MILO_WHATSAPP_NUMBER, or the business's whatsapp_number"
        if wrong
        else ""
    )
    status = str(number.get("status", "CONNECTED"))
    if not problem and status != "CONNECTED":
        problem = f"is {status}: register it"
    yield CheckRow(
        "Meta: number", str(number.get("verified_name", "")), "is ours, connected", problem
    )
    quality = str(number.get("quality_rating", ""))
    low = "people block or report it: send less of what nobody waits for"
    yield CheckRow(
        "Meta: quality", quality, "of the number", low if quality in _BAD_QUALITY else ""
    )
    limit = str(number.get("whatsapp_business_manager_messaging_limit", "unknown"))
    yield CheckRow(
        "Meta: limit", limit, "people a day who may be written to outside their 24 hours"
    )


def _subscription(api: ManagementApi, settings: Settings) -> Iterator[CheckRow]:
    apps = list(api.pages(f"{settings.meta_waba_id}/subscribed_apps"))
    problem = "" if apps else f"no app: POST /{settings.meta_waba_id}/subscribed_apps"
    data = _data(api.get("debug_token", input_token=api.token))
    subscriptions = api.as_app(str(data.get("app_id"))).pages(f"{data.get('app_id')}/subscriptions")
    fields = {
        str(field.get("name"))
        for one in subscriptions
        for field in one.get("fields") or ()
        if isinstance(field, dict)
    }
    needed = (*_FIELDS, "flows") if settings.forms_key else _FIELDS
    missing = [field for field in needed if field not in fields]
    names = ", ".join(str(_data(app, "whatsapp_business_api_data").get("name", "")) for app in apps)
    yield CheckRow("Meta: subscription", names, "apps that hear the account's webhooks", problem)
    lacks = f"subscribe to {', '.join(missing)} in the App Dashboard" if missing else ""
    yield CheckRow("Meta: webhook fields", f"{len(fields)}", "what Meta tells us of", lacks)


def _templates(api: ManagementApi, settings: Settings) -> Iterator[CheckRow]:
    now = datetime.now(UTC)
    rows = api.pages(f"{settings.meta_waba_id}/message_templates", fields="name,language,status")
    known = {(one.name, one.language): one for row in rows if (one := told_by_meta(row, now))}
    for template in load_templates(settings.flows):
        for locale in template.languages:
            state = known.get((template.name, locale.replace("-", "_")))
            status = state.status if state else "not there"
            problem = "" if status == "APPROVED" else "is not sent: milo templates submit, status"
            yield CheckRow(f"Meta: template {template.name}", status, locale, problem)


def _data(answer: Mapping[str, Any], name: str = "data") -> Mapping[str, Any]:
    data = answer.get(name)
    return data if isinstance(data, dict) else {}
