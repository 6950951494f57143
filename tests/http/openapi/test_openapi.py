"""`/openapi.json`: valid, whole, and true."""

from __future__ import annotations

import json
import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from milo.http.openapi.document import document
from milo.http.openapi.operations import OPERATIONS

CONTRACT = {
    ("get", "/api/whatsapp/webhook"): {200, 403},
    ("post", "/api/whatsapp/webhook"): {200, 400, 401, 413, 503},
    ("get", "/{slug}"): {200, 301, 404, 429, 503},
    ("head", "/{slug}"): {200, 301, 404, 429, 503},
    ("get", "/api/shortlink"): {200, 301, 404, 429, 503},
    ("head", "/api/shortlink"): {200, 301, 404, 429, 503},
    ("get", "/api/shortlinks"): {200, 401, 403, 422, 429, 503},
    ("post", "/api/shortlinks"): {201, 400, 401, 403, 409, 413, 422, 429, 503},
    ("get", "/api/shortlinks/{slug}/qr.svg"): {200, 404, 429, 503},
    ("get", "/api/shortlinks/{slug}/qr.png"): {200, 404, 429, 503},
    ("get", "/api/clients/{slug}"): {200, 404, 409, 429, 503},
    ("patch", "/api/clients/{slug}"): {200, 400, 401, 403, 404, 409, 413, 422, 429, 503},
    ("get", "/api/clients/{slug}/availability"): {200, 404, 409, 422, 429, 503},
    ("get", "/api/clients/{slug}/conflicts"): {200, 401, 403, 404, 409, 429, 503},
    ("get", "/api/clients/{slug}/calendar.ics"): {200, 404, 429, 503},
    ("post", "/api/clients/{slug}/calendar-tokens"): {201, 400, 401, 403, 404, 413, 422, 429, 503},
    ("delete", "/api/clients/{slug}/calendar-tokens/{token_id}"): {204, 401, 403, 404, 429, 503},
    ("get", "/api/clients/{slug}/tokens"): {200, 401, 403, 404, 422, 429, 503},
    ("post", "/api/clients/{slug}/tokens"): {201, 400, 401, 403, 404, 413, 422, 429, 503},
    ("delete", "/api/clients/{slug}/tokens/{token_id}"): {204, 401, 403, 404, 429, 503},
    ("get", "/api/clients/{slug}/blocked"): {200, 401, 403, 404, 422, 429, 503},
    ("post", "/api/clients/{slug}/blocked"): {201, 400, 401, 403, 404, 413, 422, 429, 503},
    ("delete", "/api/clients/{slug}/blocked/{blocked_id}"): {204, 401, 403, 404, 429, 503},
    ("get", "/api/clients/{slug}/receptions"): {200, 401, 403, 404, 422, 429, 503},
    ("delete", "/api/clients/{slug}/receptions/{reception_id}"): {204, 401, 403, 404, 429, 503},
    ("get", "/t/{token}"): {200, 404, 410, 429, 503},
    ("get", "/t/{token}.ics"): {200, 404, 410, 429, 503},
    ("get", "/api/businesses"): {200, 401, 403, 422, 429, 503},
    ("post", "/api/businesses"): {201, 400, 401, 403, 409, 413, 422, 429, 503},
    ("patch", "/api/businesses/{business_id}"): {200, 400, 401, 403, 404, 409, 413, 422, 429, 503},
    ("get", "/api/bookings"): {200, 401, 403, 404, 409, 422, 429, 503},
    ("post", "/api/bookings"): {201, 400, 401, 403, 404, 409, 413, 422, 429, 503},
    ("get", "/api/bookings/{booking_id}"): {200, 401, 403, 404, 409, 429, 503},
    ("patch", "/api/bookings/{booking_id}"): {200, 400, 401, 403, 404, 409, 413, 422, 429, 503},
    ("get", "/healthz"): {200},
    ("head", "/healthz"): {200},
    ("get", "/readyz"): {200, 503},
    ("head", "/readyz"): {200, 503},
    ("get", "/metrics"): {200},
    ("get", "/openapi.json"): {200},
}


def rows():
    return {
        (method, path): {int(status) for status in told["responses"]}
        for path, methods in document()["paths"].items()
        for method, told in methods.items()
    }


def routes(world):
    """Return every (method, path) that the application answers."""
    found = set()
    waiting = list(world.http.app._router._roots)
    while waiting:
        node = waiting.pop()
        waiting += node.children
        for method, answer in (node.method_map or {}).items():
            if node.uri_template.startswith("/panel"):
                continue  # pages for people, which no program reads
            if answer.__name__.startswith("on_") and method != "OPTIONS":
                found.add((method.lower(), node.uri_template))
    return found


def test_served_to_everybody_and_kept_a_while(world):
    answer = world.get("/openapi.json")
    assert answer.json == document()
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_every_row_of_the_contract_with_its_answers_and_refusals():
    assert rows() == CONTRACT


def test_every_route_and_no_other(world):
    assert routes(world) == set(rows())


def test_valid():
    validate(document(), cls=OpenAPIV31SpecValidator)


def test_every_reference_leads_somewhere():
    whole = document()
    for path in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(whole))):
        found = whole
        for part in path.split("/"):
            found = found[part]
    assert "x-schema" not in json.dumps(whole)


def test_names_are_unique():
    names = [operation.name for operation in OPERATIONS]
    assert len(names) == len(set(names))


def test_who_may():
    whole = document()
    for operation in OPERATIONS:
        told = whole["paths"][operation.path][operation.method]
        assert (told["security"] == [{"admin": []}]) == (
            401 in operation.statuses and operation.access.value == "admin"
        )


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_examples_fit_their_models(operation):
    if operation.body:
        operation.body.model_validate_json(json.dumps(operation.example))
    for reply in operation.replies.values():
        if reply.model:
            reply.model.model_validate(reply.example)


def test_the_example_s_settings_are_taken(world):
    example = next(one.example for one in OPERATIONS if one.name == "create_shortlink")
    assert world.post("/api/shortlinks", example).status_code == 201
