"""Meta's webhooks about templates: kept, and known from then on."""

from __future__ import annotations

import json

import pytest
from structlog.testing import capture_logs

from milo.http.webhook.template_changes import TemplateChange, template_change

NAMED = {"message_template_name": "recordatorio", "message_template_language": "es_AR"}


def deliver(world, field, **value):
    change = {"field": field, "value": {**NAMED, **value}}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    assert world.deliver(json.dumps(body)).status_code == 200


def state(world):
    return world.read(lambda tx: tx.templates.find("recordatorio", "es_AR"))


def test_what_webhooks_say_of_a_template_is_known_together(world):
    deliver(world, "message_template_status_update", event="APPROVED", reason="NONE")
    assert (state(world).status, state(world).reason) == ("APPROVED", "")
    deliver(world, "message_template_quality_update", new_quality_score="RED")
    deliver(world, "template_category_update", new_category="MARKETING")
    assert (state(world).status, state(world).quality) == ("APPROVED", "RED")
    assert state(world).category == "marketing"
    deliver(
        world,
        "message_template_status_update",
        event="PAUSED",
        reason="NONE",
        other_info={"title": "FIRST_PAUSE", "description": "paused for 3 hours"},
    )
    assert (state(world).status, state(world).reason) == ("PAUSED", "paused for 3 hours")
    assert [kind for kind, *_ in world.events()] == [
        "message_template_status_update",
        "message_template_quality_update",
        "template_category_update",
        "message_template_status_update",
    ]


@pytest.mark.parametrize(
    ("field", "value", "level"),
    [
        ("message_template_status_update", {"event": "APPROVED"}, "info"),
        ("message_template_status_update", {"event": "REJECTED"}, "warning"),
        ("message_template_status_update", {"event": "DISABLED"}, "warning"),
        ("message_template_status_update", {"event": "PENDING_DELETION"}, "warning"),
        ("message_template_quality_update", {"new_quality_score": "YELLOW"}, "info"),
        ("message_template_quality_update", {"new_quality_score": "RED"}, "warning"),
        ("template_category_update", {"new_category": "MARKETING"}, "warning"),
    ],
)
def test_the_log_names_the_template_and_warns_where_something_is_to_be_done(
    world, field, value, level
):
    with capture_logs() as lines:
        deliver(world, field, **value)
    (line,) = (line for line in lines if line.get("action", "").startswith("template."))
    assert (line["template"], line["language"]) == ("recordatorio", "es_AR")
    assert line["log_level"] == level


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message_template_status_update", {}),
        ("message_template_status_update", {**NAMED, "message_template_language": None}),
        ("account_update", NAMED),
    ],
)
def test_what_names_no_template_says_nothing_of_any(field, value):
    assert template_change(field, value) is None


def test_an_event_that_is_no_word_is_unknown():
    change = template_change("message_template_status_update", {**NAMED, "event": ["x"]})
    assert change == TemplateChange("recordatorio", "es_AR", "UNKNOWN", None, "")
