"""A turn asks the world outside: nobody else waits, nothing is asked for nothing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from milo.cli.system_world import ThreadExecutor
from milo.engine.actors.system import Engine
from milo.engine.flow.language.registry import Outcome
from milo.engine.model import OutsideCall

from .outside_world import Depot, Shop, shop_library, shop_registry
from .simulated_world import NOW


@pytest.fixture
def depot():
    return Depot()


@pytest.fixture
def shop(tmp_path, depot):
    """A shop where an answer takes four seconds."""
    return Shop(shop_library(tmp_path, shop_registry(depot)), depot, seconds=4.0)


def at_the_question(shop, who="ana"):
    shop.writes(who, "taller", "quiero uno")
    shop.run(1)
    assert shop.last(who) == "¿Cuál?"


def calls_of(shop, piece) -> list[OutsideCall]:
    return shop.store.read(lambda tx: tx.outside_calls.of(piece))


def test_the_answer_decides_the_turn(shop, depot):
    at_the_question(shop)
    shop.writes("ana", "=rojo")
    shop.run(3.9)
    assert shop.last("ana") == "¿Cuál?"
    shop.run(1)
    assert shop.last("ana") == "Hay Rojo."
    assert shop.session("ana").state == "fin"
    (turn,) = shop.turns("ana")[-1:]
    assert turn.path == (("ok:hay", "fin"),)
    answer = {"call": "action:consultar", "answer": {"name": "hay", "slots": {}, "wrote": []}}
    assert answer in list(turn.answers)
    assert turn.now == NOW + timedelta(seconds=1)


def test_it_is_told_whose_turn_it_is_and_asked_once(shop, depot):
    at_the_question(shop)
    shop.writes("ana", "=azul")
    shop.run(30)
    ((name, request),) = depot.asked
    assert (name, request.key, request.client_slug, dict(request.settings)) == (
        *("consultar", "m3:0", "taller"),
        {"a": 1},
    )
    assert (request.contact_name, dict(request.slots)) == ("ana", {"pedido": "azul"})
    assert request.session_id == shop.session("ana").id


def test_nobody_else_waits(shop):
    at_the_question(shop)
    shop.writes("ana", "=rojo")
    shop.run(1)
    shop.writes("beto", "taller", "buenas")
    shop.run(0.5)
    assert shop.last("beto").startswith("Hola.")
    assert shop.last("ana") == "¿Cuál?"


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: 1 / 0,
        lambda _: Outcome("robado"),
        lambda _: None,
        lambda _: Outcome("hay", {"pedido": object()}),
    ],
)
def test_what_is_no_answer_is_an_error(shop, depot, answer):
    depot.answer = answer
    at_the_question(shop)
    shop.writes("ana", "=rojo")
    shop.run(5)
    assert shop.last("ana").startswith("No pudimos preguntar.")
    assert shop.session("ana").state == "inicio"


def test_when_its_time_is_over_it_is_an_error_and_a_late_answer_is_ignored(shop):
    shop.executor.run()
    shop.seconds = 12.0
    shop.start()
    at_the_question(shop)
    shop.writes("ana", "=rojo")
    shop.run(9.9)
    assert shop.last("ana") == "¿Cuál?"
    shop.run(0.2)
    assert shop.last("ana").startswith("No pudimos preguntar.")
    heard = len(shop.heard("ana"))
    shop.run(60)
    assert len(shop.heard("ana")) == heard
    assert [call.outcome["name"] for call in calls_of(shop, "m3")] == ["error"]


def test_a_kill_before_the_answer_asks_again_with_the_same_key(shop, depot):
    at_the_question(shop)
    shop.writes("ana", "=rojo")
    shop.run(2)
    assert [call.outcome for call in calls_of(shop, "m3")] == [None]
    shop.start()
    shop.run(9)
    assert shop.last("ana") == "Hay Rojo."
    assert depot.keys() == ["m3:0"]  # the first call died with its process, before its answer


def test_a_kill_after_the_answer_asks_nobody_again(shop, depot):
    at_the_question(shop)
    shop.writes("ana", "=rojo")
    shop.run(2)
    outcome = {"name": "no_hay", "slots": {}}
    shop.store.transact(lambda tx: tx.outside_calls.answer("m3", 0, outcome, NOW))
    shop.start()
    shop.run(9)
    assert shop.last("ana").startswith("No hay.")
    assert depot.asked == []


def test_several_are_asked_in_turn_and_the_turn_keeps_its_ids(shop, depot):
    shop.writes("ana", "taller", "doble")
    shop.run(9)
    assert [name for name, _ in depot.asked] == ["consultar", "reservar"]
    assert depot.keys() == ["m2:0", "m2:1"]
    numbers = {request.slots["numero"] for _, request in depot.asked}
    assert numbers == {shop.session("ana").data["slots"]["numero"]}
    assert shop.last("ana") == f"Hecho: {numbers.pop()}."


def test_the_first_word_of_somebody_new_may_ask(shop, depot):
    shop.writes(
        "ana", "doble", "hola, quiero ir al taller"
    )  # the lobby keeps it, the flow begins with it
    shop.run(9)
    assert shop.last("ana").startswith("Hecho: ")
    assert {request.session_id for _, request in depot.asked} == {shop.session("ana").id}
    assert depot.keys() == ["m2:0", "m2:1"]


def test_a_turn_that_fails_after_the_answer_is_tried_again_with_it(tmp_path, depot):
    depot.breaks = 1
    shop = Shop(shop_library(tmp_path, shop_registry(depot)), depot, seconds=4.0)
    at_the_question(shop, "ana")
    shop.writes("ana", "=rojo")
    shop.run(30)
    assert shop.last("ana") == "Hay Rojo."
    assert depot.keys() == ["m3:0"]


def test_an_answer_is_kept_though_the_store_is_away_when_it_comes(shop, depot):
    at_the_question(shop)
    shop.writes("ana", "=rojo")
    shop.run(3.9)
    shop.store.away = 3
    shop.run(9)
    assert shop.last("ana") == "Hay Rojo."
    assert depot.keys() == ["m3:0"]


def test_an_answer_to_another_question_is_none(shop, depot):
    """The world changed between asking and answering, so that the turn asks something else."""
    at_the_question(shop)
    shop.writes("ana", "=rojo")
    shop.run(1)
    other = shop.store._rooms.outside_calls
    shop.store.transact(
        lambda tx: other.table.put(
            ("m3", 0), OutsideCall("m3", 0, "consultar", {"pedido": "verde"}, (), NOW)
        )
    )
    shop.run(9)
    assert shop.last("ana").startswith("No pudimos preguntar.")


# With threads


def test_a_slow_one_holds_no_thread_of_the_actors(tmp_path, depot):
    """One thread for the actors, one outside that hangs: everybody else is answered."""
    opened = threading.Event()

    def answer(request):
        assert opened.wait(20)
        return Outcome("hay")

    depot.answer = answer
    shop = Shop(shop_library(tmp_path, shop_registry(depot)), depot)
    at_the_question(shop)
    actors, outside = ThreadExecutor("a", 1), ThreadExecutor("o", 2)
    shop.engine = Engine(shop.world(actors, outside))
    taken = threading.Semaphore(0)
    send = shop.meta.send

    def counted(row):
        try:
            return send(row)
        finally:
            taken.release()

    shop.meta.send = counted
    shop.engine.start()
    try:
        shop.writes("ana", "=rojo")
        for who in ("beto", "caro", "dani"):
            shop.writes(who, "taller")
            assert taken.acquire(timeout=20)
            assert shop.last(who) == "¿Qué querés?"
        assert shop.last("ana") == "¿Cuál?"
        assert not shop.engine.idle()
        opened.set()
        assert taken.acquire(timeout=20)
        assert shop.last("ana") == "Hay Rojo."
    finally:
        shop.engine.stop()
        actors.stop()
        outside.stop(wait=False)


def test_no_more_threads_than_given_run_at_once_and_a_hung_one_holds_up_no_end():
    started, release = threading.Semaphore(0), threading.Event()
    running = []
    executor = ThreadExecutor("o", 2)

    def hang():
        running.append(threading.current_thread().daemon)
        started.release()
        release.wait(20)

    for _ in range(3):
        executor.submit(hang)
    assert started.acquire(timeout=20) and started.acquire(timeout=20)
    with ThreadPoolExecutor(1) as other:
        other.submit(executor.stop, wait=False).result(timeout=20)
    assert running == [True, True]
    release.set()
