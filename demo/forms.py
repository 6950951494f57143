"""Forms as Meta keeps them: made, looked at, published; and the key of each number."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from .errors import BAD_VALUE, INVALID, MISSING, MetaError
from .form_rules import faults

DRAFT: Final = "DRAFT"
PUBLISHED: Final = "PUBLISHED"
CATEGORIES: Final = frozenset(
    {
        *("SIGN_UP", "SIGN_IN", "APPOINTMENT_BOOKING", "LEAD_GENERATION"),
        *("CONTACT_US", "CUSTOMER_SUPPORT", "SURVEY", "OTHER"),
    }
)
_PEM: Final = "-----BEGIN PUBLIC KEY-----"


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form.

    Attributes:
        wrong: what Meta finds in its JSON, as `validation_errors` tells it.
        content: its JSON; None until it was uploaded.
        account: the number's own account that it is of; "": the common one.
    """

    id: str
    name: str
    categories: tuple[str, ...]
    endpoint: str
    status: str = DRAFT
    content: Any = None
    wrong: tuple[Mapping[str, str], ...] = ()
    account: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as Meta lists it."""
        url = f"https://business.facebook.com/wa/manage/flows/{self.id}/preview/"
        return {
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "categories": list(self.categories),
            "endpoint_uri": self.endpoint,
            "validation_errors": [dict(one) for one in self.wrong],
            "preview": {"preview_url": url, "expires_at": "2026-12-28T00:00:00+0000"},
        }


@dataclass(slots=True)
class Forms:
    """All forms of an account, by id, and the public key of each number in PEM.

    Attributes:
        sent: when each throttled one was sent, unix seconds.
    """

    kept: dict[str, KeptForm] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    sent: dict[str, list[float]] = field(default_factory=dict)

    def create(self, fields: Mapping[str, str], account: str = "") -> KeptForm | MetaError:
        """Make one, without its JSON; its name is nobody else's."""
        name = fields.get("name", "")
        if not name:
            return MetaError(MISSING, "name is required")
        if any((one.name, one.account) == (name, account) for one in self.kept.values()):
            return MetaError(INVALID, "Flow name must be unique within one WABA", subcode=4016019)
        try:
            categories = json.loads(fields.get("categories", ""))
        except ValueError:
            categories = None
        if not isinstance(categories, list) or not CATEGORIES.issuperset(categories):
            return MetaError(BAD_VALUE, f"categories are some of {', '.join(sorted(CATEGORIES))}")
        endpoint = fields.get("endpoint_uri", "")
        named = (str(secrets.randbits(50)), name, tuple(categories), endpoint)
        kept = KeptForm(*named, account=account)
        self.kept[kept.id] = kept
        return kept

    def upload(self, form_id: str, raw: bytes) -> KeptForm | MetaError:
        """Keep a form's JSON, with all that is wrong with it; published, it is never changed."""
        form = self.kept[form_id]
        if form.status != DRAFT:
            return MetaError(139001, "The Flow is published, and cannot be changed")
        try:
            content = json.loads(raw)
            told = list(faults(content))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            content, told = None, ["the file is no Flow JSON"]
        wrong = tuple({"error": "INVALID_PROPERTY_VALUE", "message": fault} for fault in told)
        self.kept[form_id] = replace(form, content=content, wrong=wrong)
        return self.kept[form_id]

    def publish(self, form_id: str, *, answers: bool) -> KeptForm | MetaError:
        """Publish one that has no fault; `answers`: whether its endpoint answered a ping."""
        form = self.kept[form_id]
        if form.status == PUBLISHED:
            return MetaError(139001, "The Flow is published already")
        if form.content is None or form.wrong:
            return MetaError(139002, "The Flow has validation errors, or no JSON")
        if not answers:
            return MetaError(139002, "The endpoint does not answer the health check")
        self.kept[form_id] = replace(form, status=PUBLISHED)
        return self.kept[form_id]

    def made(self, name: str, content: Any, endpoint: str) -> KeptForm:
        """Have one published already, as if everything had been asked of it."""
        kept = KeptForm(str(secrets.randbits(50)), name, ("OTHER",), endpoint, PUBLISHED, content)
        self.kept[kept.id] = kept
        return kept

    def change(self, name: str, status: str) -> tuple[KeptForm, KeptForm]:
        """Let Meta throttle, block or allow one; return it before and after, or raise KeyError."""
        before = next((one for one in self.kept.values() if one.name == name), None)
        if before is None:
            raise KeyError(name)
        self.kept[before.id] = replace(before, status=status)
        return before, self.kept[before.id]

    def learn_key(self, number_id: str, pem: str) -> MetaError | None:
        """Keep a number's public key."""
        if not pem.startswith(_PEM):
            return MetaError(BAD_VALUE, "business_public_key is a 2048-bit RSA public key in PEM")
        self.keys[number_id] = pem
        return None
