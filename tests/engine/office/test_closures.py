"""Time that is closed in a client's settings, and opened again."""

from __future__ import annotations

from milo.engine.office.closures import with_closure, without_closure

HERE = ("2026-11-27T13:00", "2026-11-28T00:00")
FAIR = {"from": "2026-11-27T09:00", "to": "2026-11-27T12:00", "reason": "Feria"}


def test_what_is_closed_twice_is_closed_once():
    once = with_closure({"horizon_days": 30, "closures": [FAIR]}, *HERE)
    assert once == {"horizon_days": 30, "closures": [FAIR, {"from": HERE[0], "to": HERE[1]}]}
    assert with_closure(once, *HERE, "Otra vez") == once


def test_what_was_closed_with_a_reason_is_opened_by_its_hours_and_the_rest_stays():
    closed = with_closure(with_closure({}, FAIR["from"], FAIR["to"], "Feria"), *HERE)
    opened = without_closure(closed, FAIR["from"], FAIR["to"])
    assert opened["closures"] == [{"from": HERE[0], "to": HERE[1]}]


def test_opening_what_was_open_changes_nothing():
    assert without_closure({"horizon_days": 30}, *HERE) == {"horizon_days": 30}
