"""Meta's webhooks about the account, the numbers, and who else answers: shown by name."""

from __future__ import annotations

import json

import pytest
from structlog.testing import capture_logs

from milo.engine.messages import Kind
from milo.http.webhook.account_changes import FIELDS

NUMBER = {"display_phone_number": "15550001111", "phone_number_id": "1060000000"}
SAID = {
    "account_update": (
        {"event": "ACCOUNT_RESTRICTION", "restriction_info": [{"restriction_type": "RESTRICTED"}]},
        ("account 9000", "ACCOUNT_RESTRICTION · RESTRICTED", True),
    ),
    "account_review_update": ({"decision": "REJECTED"}, ("account 9000", "REJECTED", True)),
    "account_alerts": (
        {"alert_severity": "CRITICAL", "alert_status": "ACTIVE", "alert_type": "OBA"},
        ("account 9000", "CRITICAL · ACTIVE · OBA", True),
    ),
    "account_settings_update": ({"calling": "on"}, ("account 9000", "calling on", False)),
    "business_capability_update": (
        {"max_daily_conversation_per_phone": 250},
        ("account 9000", "max_daily_conversation_per_phone 250", False),
    ),
    "phone_number_quality_update": (
        {"display_phone_number": "15550001111", "event": "FLAGGED", "current_limit": "TIER_250"},
        ("number 15550001111", "FLAGGED · TIER_250", True),
    ),
    "phone_number_name_update": (
        {"display_phone_number": "15550001111", "decision": "APPROVED"},
        ("number 15550001111", "APPROVED", False),
    ),
    "payment_configuration_update": (
        {"configuration_name": "ars", "status": "Active"},
        ("account 9000", "ars · Active", False),
    ),
    "security": (
        {"display_phone_number": "15550001111", "event": "PIN_CHANGED"},
        ("number 15550001111", "PIN_CHANGED", True),
    ),
    "standby": (
        {"metadata": NUMBER, "messages": [{"id": "wamid.S", "type": "text"}]},
        (
            "number 1060000000",
            "Meta's own agent holds conversations: the bot is shut out of them",
            True,
        ),
    ),
    "messaging_handovers": (
        {"metadata": NUMBER},
        (
            "number 1060000000",
            "Meta's own agent holds conversations: the bot is shut out of them",
            True,
        ),
    ),
}


def deliver(world, field, value):
    change = {"field": field, "value": value}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "9000", "changes": [change]}]}
    assert world.deliver(json.dumps(body)).status_code == 200


@pytest.mark.parametrize("field", SAID)
def test_what_meta_says_of_the_account_is_kept_and_shown_by_name(world, field):
    value, (subject, said, alarming) = SAID[field]
    deliver(world, field, value)
    (news,) = world.read(lambda tx: tx.account_news.all())
    assert (news.subject, news.topic, news.said) == (subject, field, said)
    assert news.alarming is alarming
    metrics = world.get("/metrics").text
    assert f'milo_webhook_events_total{{field="{field}"}} 1.0' in metrics
    assert f'milo_account_alarm{{topic="{field}"}} {float(alarming)}' in metrics
    assert (world.inbox(), world.nudged) == ([], []), "nobody is answered"


@pytest.mark.parametrize("field", sorted(FIELDS - {"messages"}))
@pytest.mark.parametrize("value", [{}, {"metadata": 5, "event": [1], "alert_info": "x"}, []])
def test_whatever_the_shape_it_is_counted_by_its_name(world, field, value):
    deliver(world, field, value)
    assert f'{{field="{field}"}} 1.0' in world.get("/metrics").text


def test_a_field_that_nobody_knows_is_counted_with_the_others(world):
    deliver(world, "field_of_tomorrow", {"a": 1})
    assert 'milo_webhook_events_total{field="other"} 1.0' in world.get("/metrics").text
    assert [kind for kind, *_ in world.events()] == ["field_of_tomorrow"]


@pytest.mark.parametrize("field", ["user_preferences", "smb_app_state_sync", "of_tomorrow"])
def test_the_log_names_what_is_kept(world, field):
    with capture_logs() as lines:
        deliver(world, field, {"any": "thing"})
    kept = [line["field"] for line in lines if line.get("action") == "webhook.event"]
    assert kept == [field]


def test_the_latest_word_on_a_topic_takes_the_place_of_the_one_before(world):
    for event in ("FLAGGED", "UNFLAGGED"):
        value = {"display_phone_number": "15550001111", "event": event}
        deliver(world, "phone_number_quality_update", value)
    (news,) = world.read(lambda tx: tx.account_news.all())
    assert (news.said, news.alarming) == ("UNFLAGGED", False)


def test_what_a_person_of_the_merchants_wrote_is_theirs_to_whom_they_wrote(world):
    echo = {"from": "15550001111", "to": "5492610000000", "id": "wamid.E", "type": "text"}
    for _ in range(2):
        deliver(world, "smb_message_echoes", {"metadata": NUMBER, "message_echoes": [echo, 5, {}]})
    (row,) = world.inbox()
    (contact,) = world.contacts()
    assert (row.message.kind, row.contact_id) == (Kind.ECHO, contact.id)
    assert contact.user_phone == "5492610000000"
    assert world.nudged == [contact.id]


STATUS = {"event": "FLOW_STATUS_CHANGE", "flow_id": "77", "old_status": "PUBLISHED"}
LATE = {"event": "ENDPOINT_LATENCY", "flow_id": "77", "threshold": 5, "p90_latency": 6}


@pytest.mark.parametrize(
    ("value", "topic", "said", "alarming"),
    [
        (
            {**STATUS, "new_status": "THROTTLED", "message": "10 an hour"},
            *("flows.flow_status_change", "FLOW_STATUS_CHANGE · THROTTLED · 10 an hour", True),
        ),
        (
            {**STATUS, "new_status": "PUBLISHED"},
            *("flows.flow_status_change", "FLOW_STATUS_CHANGE · PUBLISHED", False),
        ),
        (
            {**LATE, "alert_state": "ACTIVATED"},
            *("flows.endpoint_latency", "ENDPOINT_LATENCY · ACTIVATED", True),
        ),
        (
            {**LATE, "alert_state": "DEACTIVATED"},
            *("flows.endpoint_latency", "ENDPOINT_LATENCY · DEACTIVATED", False),
        ),
        (
            {"event": "FLOW_VERSION_EXPIRY_WARNING", "flow_id": "77"},
            *("flows.flow_version_expiry_warning", "FLOW_VERSION_EXPIRY_WARNING", True),
        ),
        ({"event": "FROM_TOMORROW", "flow_id": "77"}, "flows", "FROM_TOMORROW", True),
    ],
)
def test_what_becomes_of_a_form_is_kept_by_what_it_is_about(world, value, topic, said, alarming):
    deliver(world, "flows", value)
    (news,) = world.read(lambda tx: tx.account_news.all())
    assert (news.subject, news.topic, news.said) == ("form 77", topic, said)
    assert news.alarming is alarming
    assert f'milo_account_alarm{{topic="{topic}"}} {float(alarming)}' in world.get("/metrics").text


def test_an_alarm_of_a_form_hides_no_other_and_its_end_ends_it(world):
    deliver(world, "flows", {**LATE, "alert_state": "ACTIVATED"})
    deliver(world, "flows", {**STATUS, "new_status": "BLOCKED"})
    assert [one.alarming for one in world.read(lambda tx: tx.account_news.all())] == [True, True]
    deliver(world, "flows", {**LATE, "alert_state": "DEACTIVATED"})
    told = {one.topic: one.alarming for one in world.read(lambda tx: tx.account_news.all())}
    assert told == {"flows.endpoint_latency": False, "flows.flow_status_change": True}
