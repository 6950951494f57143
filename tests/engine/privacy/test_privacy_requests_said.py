"""Which messages ask something about oneself, and which only sound like it."""

import pytest

from milo.engine.messages import Incoming, Kind
from milo.engine.privacy.data_requests import (
    PENDING,
    DataRequest,
    RequestKind,
    RequestScope,
    requested,
    tap_of,
)

ASKS = {
    "BAJA": RequestKind.STOP,
    "  ¡Stop!": RequestKind.STOP,
    "No me escriban más.": RequestKind.STOP,
    "quiero darme de baja": RequestKind.STOP,
    "alta": RequestKind.START,
    "MIS DATOS": RequestKind.SHOW,
    "Borrar mis datos": RequestKind.ERASE,
}
OTHERS = ["hola", "baja california", "no", "mis turnos", "quiero cancelar", "stop motion", ""]
ASKED = {PENDING: {"kind": "baja", "slug": "lo-de-carla"}}
ASKED_OF_ALL = {PENDING: {"kind": "baja", "slug": None}}


def text(said):
    return Incoming(Kind.TEXT, text=said)


@pytest.mark.parametrize("said", ASKS)
def test_a_whole_message_asks(said):
    assert requested(text(said), {}, None) == DataRequest(ASKS[said])


@pytest.mark.parametrize("said", OTHERS)
def test_words_within_a_message_ask_nothing(said):
    assert requested(text(said), {}, None) is None


@pytest.mark.parametrize("said", ["1", "Sólo Lo de Carla", "lo de carla", "lo-de-carla"])
def test_one_client_may_be_typed(said):
    found = requested(text(said), ASKED, "Lo de Carla")
    assert found == DataRequest(RequestKind.STOP, RequestScope.CLIENT, "lo-de-carla")


@pytest.mark.parametrize("said", ["2", "Todos", "todo", "de todos"])
def test_all_may_be_typed(said):
    assert requested(text(said), ASKED, "Lo de Carla").scope is RequestScope.ALL


@pytest.mark.parametrize("said", ["1", "todos", "sí", "dale"])
def test_where_no_client_is_in_front_there_is_one_choice(said):
    assert requested(text(said), ASKED_OF_ALL, None).scope is RequestScope.ALL


def test_it_is_taken_back_by_a_no():
    assert requested(text("no, gracias"), ASKED, "Carla") is None
    assert requested(text("no"), ASKED, "Carla").scope is RequestScope.NOWHERE


@pytest.mark.parametrize("said", ["hola", "mañana", "10", "sí"])
def test_anything_else_is_no_answer(said):
    assert requested(text(said), ASKED, "Carla") is None


@pytest.mark.parametrize("said", ["todos", "1", "no"])
def test_where_nothing_was_asked_an_answer_asks_nothing(said):
    assert requested(text(said), {}, "Carla") is None


def test_a_button_says_it_all():
    tap = tap_of(RequestKind.STOP, RequestScope.CLIENT, "carla")
    pressed = Incoming(Kind.TAP, "interactive", "Sólo Carla", tap)
    assert requested(pressed, {}, None) == DataRequest(
        RequestKind.STOP, RequestScope.CLIENT, "carla"
    )


@pytest.mark.parametrize("tap", ["pedido:x:y:z", "pedido", "s1|reservas|1|dia|2|ok", "x:y"])
def test_any_other_button_asks_nothing(tap):
    assert requested(Incoming(Kind.TAP, "interactive", "Baja", tap), {}, None) is None


def test_a_templates_button_counts_as_its_words():
    pressed = Incoming(Kind.TAP, "button", "STOP", "STOP")
    assert requested(pressed, {}, None) == DataRequest(RequestKind.STOP)
