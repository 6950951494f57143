"""Approved templates: their words, which a send names but does not carry.

A registry maps a template's name to `{"body": "Hola {{1}}…", "buttons": ["Confirmo", …]}`, with
`header` and `footer` as plain texts where there are any. Placeholders are `{{1}}` or `{{name}}`.
An empty registry knows no template and takes them all, showing their parameters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .errors import MetaError

Registry = Mapping[str, Mapping[str, Any]]

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def refusal(registry: Registry, content: Mapping[str, Any]) -> MetaError | None:
    """Return why Meta would refuse this `template` object, knowing the approved ones."""
    if not registry:
        return None
    approved = registry.get(content["name"])
    if approved is None:
        return MetaError(132001, f"template name ({content['name']}) does not exist")
    expected = len(set(_PLACEHOLDER.findall(str(approved.get("body", "")))))
    given = len(_parameters(content, "body"))
    if expected != given:
        fault = f"body: number of localizable_params ({given}) does not match the expected"
        return MetaError(132000, f"{fault} number of params ({expected})")
    return None


def body(registry: Registry, content: Mapping[str, Any]) -> str:
    """Return the words of the message as the person reads them."""
    parameters = _parameters(content, "body")
    approved = registry.get(content.get("name", ""))
    if approved is None:
        return " · ".join(str(each.get("text", "")) for each in parameters)
    values = {str(index): each for index, each in enumerate(parameters, 1)}
    values |= {each["parameter_name"]: each for each in parameters if "parameter_name" in each}

    def value(match: re.Match[str]) -> str:
        return str(values.get(match[1], {}).get("text", ""))

    return _PLACEHOLDER.sub(value, str(approved.get("body", "")))


def part(registry: Registry, content: Mapping[str, Any], name: str) -> str:
    """Return a fixed part of the template: its `header` or its `footer`."""
    return str(registry.get(content.get("name", ""), {}).get(name, ""))


def buttons(registry: Registry, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the quick replies, as (payload, label); without a payload, the label is it."""
    labels: list[str] = list(registry.get(content.get("name", ""), {}).get("buttons", []))
    payloads: dict[int, str] = {}
    for component in content.get("components", []):
        if component.get("type") == "button" and component.get("sub_type") == "quick_reply":
            given = [each.get("payload", "") for each in component.get("parameters", [])]
            payloads[int(component["index"])] = str(given[0]) if given else ""
    count = max([len(labels), *(index + 1 for index in payloads)])
    named = [labels[at] if at < len(labels) else payloads.get(at, "") for at in range(count)]
    return [(payloads.get(at) or label, label) for at, label in enumerate(named)]


def _parameters(content: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    for component in content.get("components", []):
        if component.get("type") == kind:
            return list(component.get("parameters", []))
    return []
