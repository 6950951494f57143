"""Whether the message that asks opens the form, or the chat asks."""

from __future__ import annotations

import pytest
from support.conversations import CARLA, Town
from support.forms import (
    asked_for_service,
    publish,
    town_with,
)


@pytest.mark.parametrize("status", ["THROTTLED", "BLOCKED", "DEPRECATED", "DRAFT"])
def test_one_that_meta_stopped_is_not_sent_and_the_chat_asks(status: str) -> None:
    town = town_with()
    publish(town, status)
    ana = asked_for_service(town)
    assert ana.chat[-1].body.form is None
    assert ana.titles == ["Corte", "Color"]


def test_none_is_sent_where_the_merchant_wants_none_or_none_is_published() -> None:
    town = town_with("off")
    assert asked_for_service(town).chat[-1].body.form is None
    unpublished = Town(carla={**CARLA, "forms": "on"})
    assert asked_for_service(unpublished).chat[-1].body.form is None


def test_what_does_not_fit_a_screen_is_asked_in_the_chat() -> None:
    services = [{"id": f"s{n}", "name": f"Servicio {n}", "minutes": 30} for n in range(201)]
    town = town_with(services=services)
    ana = asked_for_service(town)
    assert ana.chat[-1].body.form is None
    assert len(ana.titles) == 10


def test_asked_again_in_the_chat_it_is_a_list() -> None:
    ana = asked_for_service(town_with())
    assert ana.chat[-1].body.form
    ana.say("qsdf")
    assert ana.chat[-1].body.form is None
    assert "Corte" in ana.titles
