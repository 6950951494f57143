"""Faults as people read them, and as editors, CI and other programs do."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import click

from .flow_check import PlacedFault

_COLOURS = {"error": "red", "warning": "yellow"}
_SHOWN = 3
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def human(found: Sequence[PlacedFault]) -> str:
    """Return a line for each fault, and below it how to mend it."""
    lines = [_line(one) for one in found]
    return "\n".join([*lines, "", _summary(found)]) if found else "No faults."


def _line(one: PlacedFault) -> str:
    fault = one.fault
    at = click.style(_place(one), bold=True)
    code = click.style(fault.code, fg=_COLOURS[fault.severity], bold=True)
    what = ": ".join(part for part in (fault.path, fault.message) if part)
    more = [fault.hint, _elsewhere(one)]
    below = "".join(click.style(f"\n    {told}", dim=True) for told in more if told)
    return f"{at}: {code} {what}{below}"


def _elsewhere(one: PlacedFault) -> str:
    """Return where else a fault shows: the first few places."""
    spots = one.fault.shows
    told = ", ".join(f"{spot.line}:{spot.column} {spot.path}" for spot in spots[:_SHOWN])
    more = f", and {len(spots) - _SHOWN} more" if len(spots) > _SHOWN else ""
    return f"it shows at {told}{more}" if spots else ""


def _place(one: PlacedFault) -> str:
    parts = (one.file, one.fault.line, one.fault.column)
    return ":".join(str(part) for part in parts if part)


def _summary(found: Sequence[PlacedFault]) -> str:
    counts = [(_count(found, kind), kind) for kind in _COLOURS]
    told = " and ".join(f"{n} {kind}{'s' if n > 1 else ''}" for n, kind in counts if n)
    return f"{told}. milo flow check --explain {found[0].fault.code} says more."


def _count(found: Sequence[PlacedFault], severity: str) -> int:
    return sum(one.fault.severity == severity for one in found)


def as_json(found: Sequence[PlacedFault]) -> str:
    """Return them for programs."""
    faults = [_data(one) for one in found]
    counts = {f"{kind}s": _count(found, kind) for kind in _COLOURS}
    return json.dumps({"faults": faults, **counts}, indent=2, ensure_ascii=False)


def _data(one: PlacedFault) -> dict[str, Any]:
    names = ("code", "severity", "path", "message", "hint")
    place = {"file": one.file, "line": one.fault.line, "column": one.fault.column}
    told = {name: getattr(one.fault, name) for name in names}
    return {**place, **told, "shows": [asdict(spot) for spot in one.fault.shows]}


def _sentence(one: PlacedFault) -> str:
    what = ": ".join(part for part in (one.fault.path, one.fault.message) if part)
    return "; ".join(part for part in (what, one.fault.hint, _elsewhere(one)) if part)


def gcc(found: Sequence[PlacedFault]) -> str:
    """Return them as compilers do, which editors jump along."""
    return "\n".join(
        f"{_place(one)}: {one.fault.severity}: {_sentence(one)} [{one.fault.code}]" for one in found
    )


def github(found: Sequence[PlacedFault]) -> str:
    """Return them as GitHub's runner notes them beside the changed lines."""
    return "\n".join(map(_annotation, found))


def _annotation(one: PlacedFault) -> str:
    fault = one.fault
    at = {"file": one.file, "line": fault.line or 1, "col": fault.column or 1, "title": fault.code}
    told = ",".join(f"{key}={_escaped(str(value), ',:')}" for key, value in at.items())
    return f"::{fault.severity} {told}::{_escaped(_sentence(one))}"


def _escaped(text: str, more: str = "") -> str:
    for mark in ("%", "\r", "\n", *more):
        text = text.replace(mark, f"%{ord(mark):02X}")
    return text


def sarif(found: Sequence[PlacedFault]) -> str:
    """Return them in SARIF 2.1.0, which code scanning takes."""
    from ..engine.flow.checks import RULES

    codes = sorted({one.fault.code for one in found})
    titles = {code: RULES[code].title for code in codes if code in RULES}
    rules = [{"id": code, "shortDescription": {"text": title}} for code, title in titles.items()]
    driver = {"name": "milo flow check", "rules": rules}
    run = {"tool": {"driver": driver}, "results": [_result(one) for one in found]}
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, indent=2)


def _result(one: PlacedFault) -> dict[str, Any]:
    fault = one.fault
    region = {"startLine": fault.line or 1, "startColumn": fault.column or 1}
    place = {"artifactLocation": {"uri": one.file}, "region": region}
    return {
        "ruleId": fault.code,
        "level": fault.severity,
        "message": {"text": _sentence(one)},
        "locations": [{"physicalLocation": place}],
    }


FORMS: dict[str, Callable[[Sequence[PlacedFault]], str]] = {
    "human": human,
    "json": as_json,
    "gcc": gcc,
    "github": github,
    "sarif": sarif,
}
"""Every form, by the name that `--format` takes."""
