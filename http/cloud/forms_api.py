"""Forms at Meta: made, filled with their JSON, published; and the key of each number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...engine.errors import MiloError
from .management import ManagementApi

CATEGORIES = ("APPOINTMENT_BOOKING",)
PUBLISHED, DRAFT = "PUBLISHED", "DRAFT"
_FIELDS = "id,name,status,validation_errors,endpoint_uri"


class FormRefusedError(MiloError):
    """Meta finds faults in a form's JSON: each is a line of the text."""

    code = "form_refused"


@dataclass(frozen=True, slots=True)
class FormAtMeta:
    """A form as Meta keeps it.

    Attributes:
        faults: what Meta finds wrong with it.
    """

    id: str
    name: str
    status: str
    endpoint: str = ""
    faults: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "endpoint": self.endpoint,
            "faults": list(self.faults),
        }


class FormsApi:
    """The forms of an account.

    Every method raises GatewayError where Meta refuses or cannot be reached.
    """

    def __init__(self, api: ManagementApi, account_id: str) -> None:
        self._api = api
        self._account_id = account_id

    def all(self) -> list[FormAtMeta]:
        """Return every form of the account."""
        rows = self._api.pages(f"{self._account_id}/flows", fields=_FIELDS, limit="100")
        return [_read(row) for row in rows]

    def find(self, name: str) -> FormAtMeta | None:
        """Return the form of a name; names are unique in an account."""
        return next((one for one in self.all() if one.name == name), None)

    def publish(self, name: str, content: Mapping[str, Any], endpoint: str) -> FormAtMeta:
        """Publish a form's JSON under a name; one that is published already stays as it is.

        Made or uploaded before, it goes on from there, so it may be tried again.

        Raises:
            FormRefusedError: with what Meta finds wrong.
        """
        form = self.find(name) or self._create(name, endpoint)
        if form.status != DRAFT:
            return form
        if form.endpoint != endpoint:
            self._api.post_form(form.id, {"endpoint_uri": endpoint})
        raw = json.dumps(content, ensure_ascii=False).encode()
        fields = {"name": "flow.json", "asset_type": "FLOW_JSON"}
        told = self._api.post_form(f"{form.id}/assets", fields, ("flow.json", raw))
        if faults := _faults(told):
            raise FormRefusedError("\n".join(faults))
        self._api.post_form(f"{form.id}/publish", {})
        return FormAtMeta(form.id, name, PUBLISHED, endpoint)

    def preview(self, form_id: str) -> str:
        """Return an address at which anybody may look at a form for thirty days."""
        told = self._api.get(form_id, fields="preview.invalidate(false)")
        preview = told.get("preview")
        return str(preview.get("preview_url", "")) if isinstance(preview, dict) else ""

    def give_key(self, number_id: str, public_key: str) -> None:
        """Tell Meta the key with which phones seal what they send to a number."""
        path = f"{number_id}/whatsapp_business_encryption"
        self._api.post_form(path, {"business_public_key": public_key})

    def key_of(self, number_id: str) -> tuple[str, str]:
        """Return the key that Meta has for a number, and what it thinks of it; "" where none."""
        told = self._api.get(f"{number_id}/whatsapp_business_encryption")
        rows = told.get("data")
        row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else told
        status = str(row.get("business_public_key_signature_status", ""))
        return str(row.get("business_public_key", "")), status

    def _create(self, name: str, endpoint: str) -> FormAtMeta:
        fields = {"name": name, "categories": json.dumps(CATEGORIES), "endpoint_uri": endpoint}
        told = self._api.post_form(f"{self._account_id}/flows", fields)
        return FormAtMeta(str(told.get("id", "")), name, DRAFT, endpoint)


def _read(row: Mapping[str, Any]) -> FormAtMeta:
    form_id, name, status, endpoint = (
        str(row.get(key, "")) for key in ("id", "name", "status", "endpoint_uri")
    )
    return FormAtMeta(form_id, name, status, endpoint, _faults(row))


def _faults(told: Mapping[str, Any]) -> tuple[str, ...]:
    rows = told.get("validation_errors")
    listed = rows if isinstance(rows, list) else []
    return tuple(
        str(one.get("message") or one.get("error")) for one in listed if isinstance(one, dict)
    )
