"""Any request to any row is answered as described: `make fuzz` in small, without a server.

`HeldClient` looks at every answer: its status is told of, its body fits the schema; never a 500.
"""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milo.http.openapi.operation import Access
from milo.http.openapi.operations import OPERATIONS

from ..requests_of import ADMIN, IDS, QUERIES, Request, good, inhabited

WORDS = st.one_of(
    st.sampled_from(["carla", "norte", "b1", "corte", "cerrado", "2026-11-23", "1", "null"]),
    st.sampled_from(["2026-11-25T21:00:00-03:00", "confirmed", "active", "9999-12-31", "-1"]),
    st.text(max_size=20),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
FUZZED = [one for one in OPERATIONS if one.access is not Access.META]


def keys_of(model):
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def queries(operation):
    names = [*keys_of(operation.query), *QUERIES.get(operation.name, {}), "colour"]
    return st.dictionaries(st.sampled_from(names), WORDS, max_size=5)


def bodies(operation):
    keys = st.sampled_from([*keys_of(operation.body), "colour"])
    change = st.dictionaries(keys, JSON, max_size=4)
    example = st.just(operation.example)
    return st.one_of(change, st.tuples(example, change).map(lambda two: {**two[0], **two[1]}), JSON)


@pytest.mark.parametrize("operation", FUZZED, ids=lambda one: one.name)
def test_whatever_is_sent_is_answered_as_described(operation):
    world = inhabited()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def send(data):
        names = {key: data.draw(st.one_of(st.just(id), WORDS)) for key, id in IDS.items()}
        path = re.sub(r"{(\w+)}", lambda found: quoted(names[found[1]]), operation.path)
        body = json.dumps(data.draw(bodies(operation))).encode() if operation.body else b""
        query = {**QUERIES.get(operation.name, {}), **data.draw(queries(operation))}
        answer = Request(operation, path, query, body, ADMIN).send(world)
        assert answer.status_code < 500, answer.text

    send()
    assert good(operation).send(world).status_code < 500


def quoted(text):
    """Return a text as one part of a path."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass")) or "%20"
