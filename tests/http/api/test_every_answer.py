"""Each row of the API's table: its good answer, each of its refusals, what none of them says."""

from __future__ import annotations

import logging

import pytest
from structlog.testing import capture_logs

from milo.http.openapi.operation import Access
from milo.http.openapi.operations import OPERATIONS

from ..requests_of import COMMON_NUMBER, OWN_NUMBER, REFUSALS, SECRETS, good, inhabited, refused

NUMBERS = (COMMON_NUMBER, OWN_NUMBER)


def said(answer):
    """Return all that an answer says, but where it sends one."""
    headers = {name: text for name, text in answer.headers.items() if name.lower() != "location"}
    return f"{headers} {answer.content.decode('latin-1')}"


def silent(words, text):
    assert not [word for word in words if word in text]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_the_good_answer(operation, caplog):
    caplog.set_level(logging.DEBUG)
    world = inhabited()
    with capture_logs() as lines:
        answer = good(operation).send(world)
    assert answer.status_code in operation.replies, answer.text
    told = f"{lines} {caplog.text}"
    silent([*SECRETS.values(), *NUMBERS], told)
    silent(SECRETS.values(), said(answer))
    if operation.access is not Access.ADMIN:
        silent(NUMBERS, said(answer))


@pytest.mark.parametrize(
    ("operation", "status"), REFUSALS, ids=lambda one: getattr(one, "name", one)
)
def test_each_refusal(operation, status, caplog):
    caplog.set_level(logging.DEBUG)
    world, request = refused(operation, status)
    with capture_logs() as lines:
        answer = request.send(world)
    assert answer.status_code == status, answer.text
    silent([*SECRETS.values(), *NUMBERS], f"{said(answer)} {lines} {caplog.text}")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_an_unexpected_fault(operation, caplog):
    class Broken:
        def read(self, _work):
            raise RuntimeError(f"near {SECRETS['app_secret']} of {COMMON_NUMBER}")

        transact = read

    world = inhabited()
    object.__setattr__(world.edge, "store", Broken())
    with capture_logs() as lines:
        answer = good(operation).send(world)
    assert (answer.status_code == 500) == operation.stored
    silent([*SECRETS.values(), *NUMBERS], f"{said(answer)} {lines} {caplog.text}")


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.access is Access.ADMIN])
def test_a_refused_admin_changes_nothing(operation):
    world, request = refused(operation, 401)
    before = world.read(lambda tx: (list(tx.clients.table), list(tx.bookings.table)))
    assert request.send(world).status_code == 401
    assert world.read(lambda tx: (list(tx.clients.table), list(tx.bookings.table))) == before


def test_the_redirect_s_location_is_the_one_place():
    world = inhabited()
    assert OWN_NUMBER in world.get("/carla").headers["Location"]


def test_secrets_are_not_in_what_the_edge_shows_of_itself():
    silent(SECRETS.values(), repr(inhabited().edge))
