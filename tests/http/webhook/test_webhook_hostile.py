"""What breaks parsers must not break a batch, nor take its time."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milo.http.signature import HEADER, sign
from milo.http.webhook.tolerant_json import NotJsonError, UnreadJson, parse, written

DEEP = "[" * 5_000 + "]" * 5_000
MIXED = '{"a":[' * 2_000 + "1" + "]}" * 2_000
BAD = {
    "deep_lists": DEEP,
    "deep_objects": MIXED,
    "a_thousand_deep": "[" * 1_000 + '"]"' + "]" * 1_000,
    "deep_with_brackets_in_texts": '{"[":' * 300 + '"]}\\""' + "}" * 300,
    "number_of_5000_digits": "1" * 5_000,
    "decimal_of_5000_digits": "1." + "1" * 5_000,
    "beyond_a_double": "1e999",
    "nan": "NaN",
    "infinity": "Infinity",
    "minus_infinity": "-Infinity",
}
BEFORE = '{"from":"1","id":"before","type":"text","text":{"body":"[{"}}'
AFTER = '{"from":"2","id":"after","type":"text","text":{"body":"ma\\u00f1ana"}}'


def batch(bad: str) -> str:
    message = f'{{"from":"3","id":"bad","type":"text","text":{{"body":"x"}},"x":{bad}}}'
    value = (
        f'{{"metadata":{{"phone_number_id":"1060000000"}},"messages":[{BEFORE},{message},{AFTER}]}}'
    )
    return f'{{"entry":[{{"changes":[{{"field":"messages","value":{value}}}]}}]}}'


@pytest.mark.parametrize("name", BAD)
def test_one_that_cannot_be_read_is_parked_alone(world, name):
    assert world.deliver(batch(BAD[name])).status_code == 200
    rows = {row.message_id: row for row in world.inbox()}
    assert list(rows) == ["before", "bad", "after"]
    bad = rows["bad"]
    assert bad.message is None
    assert bad.done_at is not None
    assert "cannot be read" in bad.error
    assert BAD[name].encode() in bad.payload
    assert rows["after"].message.text == "mañana"
    assert set(world.nudged) == {rows["before"].contact_id, rows["after"].contact_id}


@pytest.mark.parametrize("name", BAD)
def test_one_in_a_contact_spoils_no_message(world, name):
    contacts = f'[{{"wa_id":"1","profile":{{"name":"Ana"}},"x":{BAD[name]}}}]'
    value = f'{{"metadata":{{"phone_number_id":"1060000000"}},"contacts":{contacts},'
    value += f'"messages":[{BEFORE}]}}'
    world.deliver(f'{{"entry":[{{"changes":[{{"field":"messages","value":{value}}}]}}]}}')
    (row,) = world.inbox()
    assert row.message.text == "[{"
    assert BAD[name].encode() in row.payload


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize(
    "shape",
    [
        "%s",
        "[%s]",
        '{"entry":%s}',
        '{"entry":[%s]}',
        '{"entry":[{"changes":[%s]}]}',
        '{"entry":[{"changes":[{"field":%s,"value":{}}]}]}',
        '{"entry":[{"changes":[{"field":"messages","value":{"messages":[%s]}}]}]}',
        '{"entry":[{"changes":[{"field":"messages","value":{"metadata":%s,"messages":[{}]}}]}]}',
        '{"entry":[{"changes":[{"field":"messages","value":{"statuses":[%s]}}]}]}',
        '{"entry":[{"changes":[{"field":"messages","value":{"errors":[%s]}}]}]}',
    ],
)
def test_wherever_it_stands_the_post_is_acknowledged(world, name, shape):
    body = shape % BAD[name]
    assert world.deliver(body).status_code == 200
    kept = b"".join([event[1] for event in world.events()] + [r.payload for r in world.inbox()])
    assert BAD[name][1:-1].encode() in kept


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hola",
        "{",
        "[1,]",
        "{'a': 1}",
        "[" * 100_000,
        "]" * 100_000,
        '"' + '\\"' * 1_000_000,
        batch(DEEP)[:-3],
        batch(DEEP) + "x",
        '{"a":' * 100_000,
        '{"a" 1}',
        "[" * 300 + '"',
        '["\x00"]',
        "{NaN:1}",
    ],
)
def test_what_is_not_json_is_400(world, body):
    started = time.perf_counter()
    answer = world.deliver(body)
    assert answer.status_code == 400
    assert answer.json["title"] == "Bad Request"
    assert time.perf_counter() - started < 5
    assert not world.inbox()


def test_bytes_that_are_no_utf8_are_400(world):
    assert world.deliver(b'{"a":"\xff"}').status_code == 400


@pytest.mark.parametrize("unit", ["[]", '{"a":1}', '"[",', "[["])
def test_four_mebibytes_are_read_in_good_time(unit):
    inside = ",".join([unit.rstrip(",")] * (4 * 1024 * 1024 // (len(unit) + 1)))
    inside = inside if unit != "[[" else "[" * 2_000_000 + "]" * 2_000_000
    started = time.process_time()
    parse(f'{{"x":[{inside},{DEEP}]}}'.encode())
    assert time.process_time() - started < 8


def test_413_above_four_mebibytes(world):
    limit = 4 * 1024 * 1024
    assert world.deliver(b" " * (limit + 1)).status_code == 413
    assert world.deliver(b"1" + b" " * (limit - 1)).status_code == 200


def test_what_was_not_read_is_written_as_it_came():
    text = f'{{"a":[1,{DEEP},NaN,"ñ"],"b":-Infinity,"c":{"9" * 2000}}}'
    value = parse(text.encode())
    assert isinstance(value["c"], UnreadJson)
    assert json.loads(json.dumps(value["a"][0])) == 1
    assert written(value).decode() == text.replace("ñ", "\\u00f1")


def test_a_surrogate_pair_is_one_character():
    assert parse(b'"\\ud83d\\ude00"') == "😀"


def test_raw_surrogates_are_taken(world):
    body = batch("1").replace('"x":1', '"x":"\ud800"').encode("utf-8", "surrogatepass")
    assert world.deliver(body).status_code == 200
    assert len(world.inbox()) == 3


def test_long_ids_are_not_ids(world):
    body = batch("1").replace('"id":"bad"', f'"id":"{"x" * 300}"')
    body = body.replace('"from":"3"', f'"from":"{"3" * 300}"')
    world.deliver(body)
    (row,) = (row for row in world.inbox() if row.message_id.startswith("milo."))
    assert row.error == "the message does not say who sent it"


WORDS = """
    entry changes field value messages statuses errors contacts metadata phone_number_id from
    from_user_id id type text body button payload interactive button_reply context profile name
    wa_id user_id status code error_data details group_id timestamp
"""
KEYS = st.sampled_from(WORDS.split())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "metadata": JSON | st.just({"phone_number_id": "1060000000"}),
        "contacts": st.lists(JSON, max_size=3) | JSON,
        "messages": st.lists(JSON, max_size=3) | JSON,
        "statuses": st.lists(JSON, max_size=3) | JSON,
        "errors": JSON,
    },
)
BODIES = JSON | VALUES.map(
    lambda value: {"entry": [{"changes": [{"field": "messages", "value": value}]}]}
)
RELAXED = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@RELAXED
@given(BODIES)
def test_any_signed_json_is_acknowledged(world, data):
    assert world.deliver(json.dumps(data)).status_code == 200


@RELAXED
@given(st.binary(max_size=64), st.booleans())
def test_any_bytes_are_answered(world, raw, signed):
    headers = {HEADER: sign("test_app_secret", raw)} if signed else {}
    answer = world.http.simulate_post("/api/whatsapp/webhook", body=raw, headers=headers)
    try:
        json.loads(raw.decode())
    except ValueError:
        assert answer.status_code == (400 if signed else 401)
    else:
        assert answer.status_code == (200 if signed else 401)


@RELAXED
@given(st.text(alphabet='[]{}",:1a\\ ', max_size=40))
def test_reads_just_what_json_is(text):
    padded = "[" * 130 + text + "]" * 130
    try:
        json.loads(text)
        expected = True
    except ValueError:
        expected = False
    try:
        parse(text.encode())
        assert expected
    except NotJsonError:
        assert not expected
    with_depth = _parses(padded)
    assert with_depth or not expected


def _parses(text):
    try:
        parse(text.encode())
    except NotJsonError:
        return False
    return True
