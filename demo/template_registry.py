"""Templates as Meta keeps them: asked for, looked at, approved, paused, rejected."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from .errors import BAD_VALUE, INVALID, MISSING, MetaError
from .templates import Registry

APPROVED: Final = "APPROVED"
_NAME: Final = re.compile(r"[a-z0-9_]{1,512}")
_PARAMETER: Final = re.compile(r"\{\{\s*\w+\s*\}\}")
_LIMITS: Final = {"BODY": 1024, "HEADER": 60, "FOOTER": 60}
_BUTTON_LIMIT: Final = 25
_CATEGORIES: Final = frozenset({"UTILITY", "MARKETING", "AUTHENTICATION"})
_UNSENT: Final = {
    "PAUSED": (132015, "Template is paused due to low quality"),
    "DISABLED": (132016, "Template is disabled"),
}


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """A template in one language."""

    id: str
    body: Mapping[str, Any]
    status: str
    reason: str = "NONE"

    def to_json(self) -> dict[str, Any]:
        """Return it as Meta lists it."""
        return {**self.body, "id": self.id, "status": self.status, "rejected_reason": self.reason}


@dataclass(slots=True)
class Templates:
    """All templates of an account, by name and language."""

    kept: dict[tuple[str, str], KeptTemplate] = field(default_factory=dict)

    def create(self, body: Any, status: str) -> KeptTemplate | MetaError:
        """Take one that is asked for, as `POST /{account}/message_templates` does."""
        if fault := _fault(body):
            return fault
        key = (body["name"], body["language"])
        if key in self.kept:
            return MetaError(INVALID, "Content in this language already exists", subcode=2388024)
        self.kept[key] = KeptTemplate(secrets.token_hex(8), body, status)
        return self.kept[key]

    def change(self, name: str, language: str, status: str, reason: str) -> KeptTemplate:
        """Let Meta think otherwise of one; raises KeyError where there is none."""
        self.kept[name, language] = replace(self.kept[name, language], status=status, reason=reason)
        return self.kept[name, language]

    def refusal(self, content: Mapping[str, Any]) -> MetaError | None:
        """Return why a send that names one is refused; without any template nothing is."""
        if not self.kept:
            return None
        name, language = content["name"], content.get("language", {}).get("code")
        kept = self.kept.get((name, language))
        if kept and kept.status in _UNSENT:
            return MetaError(*_UNSENT[kept.status])
        if kept is None or kept.status != APPROVED:
            return MetaError(132001, f"template name ({name}) does not exist in {language}")
        return None

    def registry(self) -> Registry:
        """Return what each says, by name."""
        return {name: _words(kept.body) for (name, _), kept in self.kept.items()}


def _fault(body: Any) -> MetaError | None:
    if not isinstance(body, dict) or not _NAME.fullmatch(str(body.get("name", ""))):
        return MetaError(BAD_VALUE, "name may have a-z, 0-9 and _ only")
    if body.get("category") not in _CATEGORIES:
        return MetaError(BAD_VALUE, f"category must be one of {', '.join(sorted(_CATEGORIES))}")
    if not isinstance(body.get("language"), str):
        return MetaError(MISSING, "language is required")
    parts = {
        part.get("type"): part for part in body.get("components", ()) if isinstance(part, dict)
    }
    if "BODY" not in parts:
        return MetaError(MISSING, "a template has a BODY")
    return next(filter(None, map(_part_fault, parts.values())), None)


def _part_fault(part: dict[str, Any]) -> MetaError | None:
    kind, text = part.get("type"), str(part.get("text", ""))
    if len(text) > _LIMITS.get(str(kind), 1024):
        return MetaError(BAD_VALUE, f"{kind} is longer than {_LIMITS[str(kind)]} characters")
    if kind == "BUTTONS":
        titles = [str(button.get("text", "")) for button in part.get("buttons", ())]
        if any(len(title) > _BUTTON_LIMIT for title in titles) or len(set(titles)) < len(titles):
            return MetaError(BAD_VALUE, f"a button has {_BUTTON_LIMIT} characters, no two the same")
    found = list(_PARAMETER.finditer(text)) if kind == "BODY" else []
    if not found:
        return None
    if found[0].start() == 0 or found[-1].end() == len(text):
        return MetaError(INVALID, "Variables can't be at the start or end of the template.")
    named = part.get("example", {}).get("body_text_named_params", [])
    if len(named) < len({match[0] for match in found}):
        return MetaError(INVALID, "body_text_named_params must have an example of each parameter")
    return None


def _words(body: Mapping[str, Any]) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for part in body["components"]:
        if part["type"] == "BUTTONS":
            words["buttons"] = [button["text"] for button in part["buttons"]]
        else:
            words[part["type"].lower()] = part["text"]
    return words
