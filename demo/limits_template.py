"""What Meta refuses in a template message, whatever the template."""

from __future__ import annotations

import re
from typing import Any, Final

from . import value_checks
from .errors import BAD_VALUE, MISSING, MetaError
from .value_checks import Errors

NAME_LIMIT: Final = 512
PARAMETER_LIMIT: Final = 1024
BUTTONS_LIMIT: Final = 10

_NAME: Final = re.compile(r"[a-z0-9_]+")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(_[A-Za-z0-9]{2,4})?")
_COMPONENTS: Final = frozenset({"header", "body", "button", "carousel", "limited_time_offer"})
_BUTTONS: Final = frozenset({"quick_reply", "url", "catalog", "flow", "copy_code"})
_PARAMETERS: Final = frozenset(
    {"text", "payload", "currency", "date_time", "image", "video", "document", "location"}
    | {"action", "coupon_code"}
)


def template(content: dict[str, Any]) -> Errors:
    """Check the `template` object of a send."""
    faults = list(value_checks.text(content, "name", "template", NAME_LIMIT))
    yield from faults
    if not faults and not _NAME.fullmatch(content["name"]):
        yield MetaError(BAD_VALUE, "template.name may have a-z, 0-9 and _ only")
    language, faults = value_checks.obj(content, "language", "template")
    yield from faults
    if not faults:
        code = language.get("code")
        if code is None:
            yield MetaError(MISSING, "template.language.code is required")
        elif not isinstance(code, str) or not _LANGUAGE.fullmatch(code):
            yield MetaError(BAD_VALUE, "template.language.code must be like es or es_AR")
    components = content.get("components", [])
    if not isinstance(components, list):
        yield MetaError(BAD_VALUE, "template.components must be an array")
        return
    for index, component in enumerate(components):
        yield from _component(component, f"template.components[{index}]")


def _component(component: object, at: str) -> Errors:
    if not isinstance(component, dict):
        yield MetaError(BAD_VALUE, f"{at} must be an object")
        return
    yield from value_checks.one_of(component, "type", at, _COMPONENTS)
    if component.get("type") == "button":
        yield from value_checks.one_of(component, "sub_type", at, _BUTTONS)
        index = component.get("index")
        if index is None:
            yield MetaError(MISSING, f"{at}.index is required")
        elif str(index) not in {str(position) for position in range(BUTTONS_LIMIT)}:
            yield MetaError(BAD_VALUE, f"{at}.index must be from 0 to {BUTTONS_LIMIT - 1}")
    parameters = component.get("parameters", [])
    if not isinstance(parameters, list):
        yield MetaError(BAD_VALUE, f"{at}.parameters must be an array")
        return
    for position, parameter in enumerate(parameters):
        yield from _parameter(parameter, f"{at}.parameters[{position}]")


def _parameter(parameter: object, at: str) -> Errors:
    if not isinstance(parameter, dict):
        yield MetaError(BAD_VALUE, f"{at} must be an object")
        return
    faults = list(value_checks.one_of(parameter, "type", at, _PARAMETERS))
    yield from faults
    kind = parameter.get("type")
    if faults or kind not in ("text", "payload"):
        return
    most = PARAMETER_LIMIT if kind == "text" else 256
    yield from value_checks.text(parameter, kind, at, most)
    # Meta refuses a parameter with a line break, a tab or a run of spaces (132012).
    text = parameter.get("text") if kind == "text" else None
    if isinstance(text, str) and re.search(r"[\n\t]| {5,}", text):
        yield MetaError(132012, f"{at}.text has a line break, a tab or a run of spaces")
