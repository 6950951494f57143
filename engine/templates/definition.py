"""A template as its file says it: frozen, and filled in without asking anybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..flow.language.placeholders import fill, names_in
from ..messages import TemplateMessage, clip

HEADER_LIMIT = 60
FOOTER_LIMIT = 60
BUTTON_LIMIT = 25
"""Characters of a template's button."""
BUTTONS_LIMIT = 10
PARAMETER_LIMIT = 150
"""Characters of what is filled in: whatever it is, the body stays within its limit."""
CATEGORIES = ("utility", "marketing")
APPROVED = "APPROVED"
"""The one status in which Meta sends a template."""
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a template says in one language."""

    body: str
    header: str = ""
    footer: str = ""
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A template.

    Attributes:
        name: Meta's name for it, unless a client's settings name another.
        purpose: what it is for: the name of the text that says the same inside the window.
        category: `utility` or `marketing`; what Meta bills.
        samples: each parameter's name with an example, which Meta wants to see.
        languages: what it says, by locale (`es-AR`).
        file: where it was read, for faults.
    """

    name: str
    purpose: str
    category: str
    samples: Mapping[str, str]
    languages: Mapping[str, Wording]
    file: str = ""

    def locale_for(self, locale: str) -> str | None:
        """Return its locale that serves somebody's: the same, or one of the same language."""
        if locale in self.languages:
            return locale
        language = locale.partition("-")[0]
        return next((one for one in self.languages if one.partition("-")[0] == language), None)

    def filled(
        self,
        locale: str,
        parameters: Mapping[str, str],
        *,
        name: str | None = None,
        payloads: tuple[str, ...] = (),
    ) -> TemplateMessage:
        """Return it ready to be sent; `name` overrides Meta's name, `payloads` are its buttons'."""
        wording = self.languages[locale]
        used = sorted(names_in(wording.body))
        return TemplateMessage(
            name=name or self.name,
            language=meta_language(locale),
            category=self.category,
            parameters=tuple((one, on_one_line(parameters.get(one, ""))) for one in used),
            payloads=payloads[: len(wording.buttons)],
        )

    def text(self, locale: str, parameters: Mapping[str, str]) -> str:
        """Return what the person reads."""
        return fill(self.languages[locale].body, lambda name: parameters.get(name, ""))

    def to_meta(self, locale: str) -> dict[str, Any]:
        """Return what creates it at Meta, in one language: the body of `message_templates`."""
        wording = self.languages[locale]
        components: list[dict[str, Any]] = []
        if wording.header:
            components.append({"type": "HEADER", "format": "TEXT", "text": wording.header})
        components.append(self._body(wording))
        if wording.footer:
            components.append({"type": "FOOTER", "text": wording.footer})
        if wording.buttons:
            buttons = [{"type": "QUICK_REPLY", "text": title} for title in wording.buttons]
            components.append({"type": "BUTTONS", "buttons": buttons})
        return {
            "name": self.name,
            "language": meta_language(locale),
            "category": self.category.upper(),
            "parameter_format": "NAMED",
            "components": components,
        }

    def _body(self, wording: Wording) -> dict[str, Any]:
        used = sorted(names_in(wording.body))
        text = fill(wording.body, lambda name: f"{{{{{name}}}}}")
        body: dict[str, Any] = {"type": "BODY", "text": text}
        if used:
            samples = [{"param_name": name, "example": self.samples[name]} for name in used]
            body["example"] = {"body_text_named_params": samples}
        return body


def meta_language(locale: str) -> str:
    """Return a locale as Meta spells it: `es_AR`."""
    return locale.replace("-", "_")


def on_one_line(text: str) -> str:
    """Return a parameter as Meta takes it: no line break, no run of spaces, never empty."""
    return clip(_SPACES.sub(" ", text).strip(), PARAMETER_LIMIT) or "-"
