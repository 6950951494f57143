"""A template's YAML file, read strictly: every fault at once, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import Fault, FlowError
from ..flow.checks.templates import REFUSED
from ..flow.language.placeholders import names_in, stray_marks
from ..flow.language.suggest import suggest
from ..flow.language.yaml_source import Path, Source, read_source
from ..messages import BODY_LIMIT, width
from .definition import (
    BUTTON_LIMIT,
    BUTTONS_LIMIT,
    CATEGORIES,
    FOOTER_LIMIT,
    HEADER_LIMIT,
    PARAMETER_LIMIT,
    Template,
    Wording,
)

_KEYS = ("template", "purpose", "category", "parameters", "languages")
_WORDING_KEYS = ("body", "header", "footer", "buttons")
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_PARAMETER = re.compile(r"[a-z][a-z0-9_]*")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_BESIDE = re.compile(r"\}\s*\{")
"""Two parameters with nothing between them: Meta refuses it."""
_AT_AN_END = re.compile(r"\A\W*\{|\}\W*\Z")
"""A parameter that begins or ends the body: Meta refuses it."""


def read_template(text: str, name: str) -> Template:
    """Read a template.

    Args:
        text: its YAML.
        name: of the file, for faults.

    Raises:
        FlowError: with every fault.
    """
    source = read_source(text, name)
    reader = _Reader(source)
    template = reader.template()
    if reader.faults:
        raise FlowError(sorted(reader.faults, key=lambda fault: fault.place), name)
    return template


class _Reader:
    """Reads one file; `faults` holds whatever is wrong with it."""

    def __init__(self, source: Source) -> None:
        self.faults: list[Fault] = []
        self._source = source

    def template(self) -> Template:
        data = self._mapping((), self._source.data, _KEYS)
        name = self._text(("template",), data.get("template"))
        if name and not _NAME.fullmatch(name):
            self._fault(("template",), "is not a name that Meta takes", "a-z, 0-9 and _")
        category = self._text(("category",), data.get("category"))
        if category and category not in CATEGORIES:
            self._fault(("category",), "is no category", suggest(category, CATEGORIES))
        samples = self._samples(data.get("parameters"))
        languages = {
            locale: self._wording(("languages", locale), value, samples)
            for locale, value in self._locales(data.get("languages"))
        }
        used = {one for wording in languages.values() for one in names_in(wording.body)}
        for unused in sorted(samples.keys() - used):
            self._fault(("parameters", unused), "no language uses this parameter", "take it out")
        purpose = self._text(("purpose",), data.get("purpose"))
        return Template(name, purpose, category, samples, languages, self._source.name)

    def _samples(self, value: Any) -> dict[str, str]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._fault(("parameters",), "maps each parameter to an example")
            return {}
        for name in value:
            if not _PARAMETER.fullmatch(str(name)):
                self._fault(("parameters", str(name)), "is no parameter's name", "a-z, 0-9 and _")
        return {
            str(name): self._text(("parameters", str(name)), one) for name, one in value.items()
        }

    def _locales(self, value: Any) -> Iterator[tuple[str, Any]]:
        if not isinstance(value, dict) or not value:
            self._fault(("languages",), "says nothing", "one wording at least, as es-AR")
            return
        for locale, wording in value.items():
            if _LOCALE.fullmatch(str(locale)):
                yield str(locale), wording
            else:
                self._fault(("languages", str(locale)), "is no locale", "write it like es-AR")

    def _wording(self, at: Path, value: Any, samples: Mapping[str, str]) -> Wording:
        data = self._mapping(at, value, _WORDING_KEYS)
        body = self._text((*at, "body"), data.get("body"))
        self._body((*at, "body"), body, samples)
        header = self._limited((*at, "header"), data.get("header"), HEADER_LIMIT)
        footer = self._limited((*at, "footer"), data.get("footer"), FOOTER_LIMIT)
        buttons = data.get("buttons") or []
        if not isinstance(buttons, list) or len(buttons) > BUTTONS_LIMIT:
            self._fault((*at, "buttons"), f"is a list of at most {BUTTONS_LIMIT} titles")
            buttons = []
        titles = [
            self._limited((*at, "buttons", place), title, BUTTON_LIMIT)
            for place, title in enumerate(buttons)
        ]
        if len(set(titles)) < len(titles):
            self._fault((*at, "buttons"), "has two buttons with one title")
        return Wording(body, header, footer, tuple(titles))

    def _body(self, at: Path, body: str, samples: Mapping[str, str]) -> None:
        used = names_in(body)
        for unknown in sorted(used - samples.keys()):
            hint = suggest(unknown, samples) or "add it to parameters, with an example"
            self._fault(at, f"uses {{{unknown}}}, which is no parameter", hint)
        if stray_marks(body) or "[" in body:
            self._fault(at, "has a bracket that stands alone", "Meta knows {name} and no more")
        if _AT_AN_END.search(body):
            self._fault(at, "begins or ends with a parameter", "Meta wants words around it")
        if _BESIDE.search(body):
            self._fault(at, "has two parameters side by side", "Meta wants words between them")
        longest = width(body) + sum(PARAMETER_LIMIT - len(name) - 2 for name in used)
        if longest > BODY_LIMIT:
            self._fault(at, f"may be longer than Meta's {BODY_LIMIT} characters", "say it shorter")

    def _mapping(self, at: Path, value: Any, keys: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self._fault(at, f"has {', '.join(keys)}")
            return {}
        for key in value:
            if key not in keys:
                self._fault((*at, str(key)), "is unknown here", suggest(str(key), keys))
        return value

    def _limited(self, at: Path, value: Any, limit: int) -> str:
        if value is None:
            return ""
        text = self._text(at, value)
        if width(text) > limit:
            self._fault(at, f"is longer than Meta's {limit} characters")
        if names_in(text):
            self._fault(at, "has a parameter", "only the body has parameters")
        return text

    def _text(self, at: Path, value: Any) -> str:
        if isinstance(value, str) and value.strip():
            return value
        self._fault(at, "is missing" if value is None else "is no text")
        return ""

    def _fault(self, at: Path, message: str, hint: str = "") -> None:
        self.faults.append(self._source.fault(at, message, REFUSED.code, hint))
