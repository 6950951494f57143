"""A flow's next version, with people in the middle of a conversation."""

from __future__ import annotations

import hashlib
import json

import pytest
import yaml
from support.conversations import Town

from milo.cli.flow_files import shipped_flows
from milo.cli.libraries import load_flows
from milo.cli.terms import terms_of
from milo.engine.conversation.worker import ContactWorker
from milo.engine.errors import ConflictError, FlowError
from milo.engine.explaining.exits_taken import exits_of
from milo.engine.flow.compiled.compiled_flow import CompiledFlow
from milo.engine.flow.language.reader import read_flow
from milo.engine.flow.versions.history import History
from milo.engine.flow.versions.library import FlowLibrary
from milo.engine.flow.versions.publishing import (
    Edition,
    SessionFate,
    SessionGroup,
    Verdict,
    VersionStanding,
    publish,
)
from milo.engine.model import FlowVersion
from milo.engine.replaying.retracing import Retraced, retrace
from milo.engine.vocabulary import VOCABULARY

SOURCES = {path.stem: path.read_text(encoding="utf-8") for path in shipped_flows()}
STATE, RENAMED = "eligiendo_horario", "eligiendo_hora"


NOW, CALLED = (
    int(SOURCES[name].partition("version: ")[2].split()[0]) for name in ("reservas", "mis_turnos")
)
"""The version of `reservas` that travels with the program."""


def next_version(name: str = "reservas", ahead: int = 1, keys: str = "", **changed: str) -> str:
    """Return a flow's next version: keys at its top, and words of it replaced."""
    text = SOURCES[name]
    for old, new in changed.items():
        text = text.replace(old, new)
    before, _, after = text.partition("version: ")
    number, _, rest = after.partition("\n")
    return f"{before}version: {int(number) + ahead}\n{keys}{rest}"


def without_the_state(keys: str = "", ahead: int = 1) -> str:
    return next_version(ahead=ahead, keys=keys, **{STATE: RENAMED})


MIGRATED = f"in_flight: upgrade\nmigrate: {{{STATE}: {RENAMED}}}\n"


class Place(Town):
    """A town whose flows get new versions."""

    def __init__(self) -> None:
        super().__init__()
        self.library = self.read(lambda tx: load_flows(latest=tx.flow_versions.latest))
        self.library.publish(self.store, self.clock.now())
        self.work = ContactWorker(self.library, terms_of, self.clock, self.ids)

    def judge(self, text: str) -> Verdict:
        edition = self.edition(text)
        return self.read(lambda tx: self.library.judge(tx, edition))

    def edition(self, text: str) -> Edition:
        return Edition(CompiledFlow(read_flow(text, "new.yaml")[0]), text)

    def publish(self, text: str) -> None:
        """Publish from elsewhere, and let this library find it."""
        publish(self.store, [self.edition(text)], self.clock.now())
        self.read(self.work.take_up)


@pytest.fixture
def place():
    return Place()


def reaches_hours(person):
    person.say("carla")
    person.tap("Reservar")
    person.say("1")
    return person.say("viernes")


def test_a_dropped_state_is_refused_with_the_number_of_those_who_stand_there(place):
    for name in ("Ana", "Beto"):
        reaches_hours(place.person(name))
    place.person("Caro").say("carla")
    verdict = place.judge(without_the_state())
    assert not verdict.accepted
    assert verdict.undecided == 2
    assert verdict.groups == (
        SessionGroup(NOW, STATE, SessionFate.NEEDS_MAP, 2),
        SessionGroup(NOW, "inicio", SessionFate.STAYS, 1),
    )


def test_who_decides_is_not_refused(place):
    reaches_hours(place.person())
    stays = place.judge(without_the_state("in_flight: finish\n"))
    assert (stays.accepted, stays.groups) == (
        True,
        (SessionGroup(NOW, STATE, SessionFate.STAYS, 1),),
    )
    anew = place.judge(without_the_state("in_flight: restart\n"))
    assert (anew.accepted, anew.groups) == (
        True,
        (SessionGroup(NOW, STATE, SessionFate.RESTARTS, 1),),
    )
    undecided = place.judge(without_the_state("in_flight: upgrade\n"))
    assert (undecided.accepted, undecided.undecided) == (False, 1)
    mapped = place.judge(without_the_state(MIGRATED))
    assert (mapped.accepted, mapped.groups) == (
        True,
        (SessionGroup(NOW, STATE, SessionFate.GOES_ON, 1, to=RENAMED),),
    )


def test_who_has_ended_is_nobody_to_decide_about(place):
    ana = place.person()
    ana.books()
    ana.tap("Confirmar")
    assert ana.state == "finalizado"
    assert place.judge(next_version(finalizado="terminado")).accepted


def test_a_session_goes_on_in_the_mapped_state_and_its_buttons_still_count(place):
    ana = place.person()
    reaches_hours(ana)
    place.publish(without_the_state(MIGRATED))
    assert (ana.state, ana.session().flow_version) == (STATE, NOW)
    row = next(title for title in ana.titles if title[0].isdigit())
    answer = ana.tap(row)
    assert (ana.state, ana.session().flow_version) == ("confirmando", NOW + 1)
    assert row in answer
    ana.tap("Confirmar")
    assert len(place.bookings()) == 1


def test_a_button_of_before_counts_after_another_answer_in_the_new_version(place):
    ana = place.person()
    reaches_hours(ana)
    place.publish(without_the_state(MIGRATED))
    ana.say("asdf qwer")
    assert (ana.state, ana.session().flow_version) == (RENAMED, NOW + 1)
    row = next(title for title in ana.titles if title[0].isdigit())
    ana.tap(row, back=1)
    assert ana.state == "confirmando"


def test_a_row_typed_by_its_number_counts_after_the_move(place):
    ana = place.person()
    reaches_hours(ana)
    place.publish(without_the_state(MIGRATED))
    ana.say("la primera opción")
    assert ana.state == "confirmando"


def test_a_button_that_the_new_version_dropped_is_an_old_one(place):
    ana = place.person()
    ana.books()
    dropped = next_version(
        keys="in_flight: upgrade\n",
        **{
            ", cambiar: Cambiar horario": "",
            "      cambiar:  {": "      otra: {",
        },
    )
    place.publish(dropped)
    old = ana.option("Cambiar horario")
    answer = ana.press(old)
    assert (ana.state, ana.session().flow_version) == ("confirmando", NOW + 1)
    assert "anterior" in answer or "botón" in answer
    assert ana.titles == ["Confirmar", "Cancelar"]


def test_without_a_decision_a_session_stays_until_it_ends_and_then_takes_the_newest(place):
    ana = place.person()
    reaches_hours(ana)
    place.publish(next_version(keys="", **{"¡Hola": "¡Buenas"}))
    assert place.person("Beto").say("carla").startswith("¡Buenas")
    ana.say("10:00")
    assert (ana.state, ana.session().flow_version) == ("confirmando", NOW)
    ana.tap("Confirmar")
    assert ana.state == "finalizado"
    assert ana.say("hola").startswith("¡Buenas")
    assert ana.session().flow_version == NOW + 1


def test_restart_starts_over_with_the_next_message(place):
    ana = place.person()
    ana.books()
    place.publish(next_version(keys="in_flight: restart\n", **{"¡Hola": "¡Buenas"}))
    old = ana.option("Confirmar")
    answer = ana.press(old)
    assert answer.startswith("¡Buenas")
    assert (ana.state, ana.slots, ana.session().flow_version) == ("inicio", {}, NOW + 1)
    assert not place.bookings()


def test_a_time_out_means_what_the_version_said_that_set_it(place):
    ana = place.person()
    ana.books()
    place.publish(next_version(keys="in_flight: upgrade\n", **{"after: 15m": "after: 45m"}))
    place.wait(minutes=16)
    assert (ana.state, ana.session().flow_version) == (STATE, NOW)
    ana.say("10:00")
    assert (ana.state, ana.session().flow_version) == ("confirmando", NOW + 1)
    place.wait(minutes=16)
    assert ana.state == "confirmando"


def test_a_session_of_one_turn_that_was_upgraded_is_played_again(place):
    ana = place.person()
    ana.say("carla")
    place.wait(minutes=1)
    place.publish(next_version(keys="in_flight: upgrade\n", **{"¡Hola": "¡Buenas"}))
    place.wait(minutes=1)
    ana.tap("Reservar")
    ana.say("1")
    session = ana.session()
    assert session.flow_version == NOW + 1

    def work(tx):
        records = tx.turns.of_session(session.id)
        terms = terms_of(tx.clients.by_slug("carla")).terms
        history = History(tx, place.library)
        first = exits_of(history, session, records, records[0])
        return list(retrace(history, session, records, terms)), first

    turns, first = place.read(work)
    assert [type(one) for one in turns] == [Retraced] * 3
    assert "¡Hola" in turns[0].turn.message.text
    assert {one.version for one in first} <= {NOW}


def test_versions_are_walked_one_after_the_other(place):
    ana, beto = place.person("Ana"), place.person("Beto")
    reaches_hours(ana)
    place.publish(without_the_state(MIGRATED))
    twice = without_the_state(ahead=2).replace(RENAMED, "hora_elegida")
    keys = f"in_flight: upgrade\nmigrate: {{{RENAMED}: hora_elegida}}\n"
    place.publish(twice.replace(f"version: {NOW + 2}\n", f"version: {NOW + 2}\n{keys}"))
    place.publish(next_version(ahead=3, keys="in_flight: finish\n"))
    ana.say("asdf qwer")
    assert (ana.state, ana.session().flow_version) == ("hora_elegida", NOW + 2)
    beto.say("carla")
    assert beto.session().flow_version == NOW + 3


def test_a_flow_that_was_called_moves_within_its_caller(place):
    ana = place.person()
    ana.books()
    ana.tap("Confirmar")
    ana.say("mis turnos")
    (frame,) = ana.session().data["frames"]
    state = frame["state"]
    renamed = next_version("mis_turnos", **{state: "otra_lista"})
    assert place.judge(renamed).groups == (SessionGroup(CALLED, state, SessionFate.NEEDS_MAP, 1),)
    keys = f"in_flight: upgrade\nmigrate: {{{state}: otra_lista}}\n"
    place.publish(next_version("mis_turnos", keys=keys, **{state: "otra_lista"}))
    ana.tap(ana.titles[0])
    (frame,) = ana.session().data["frames"]
    assert (frame["version"], frame["state"] != state) == (CALLED + 1, True)
    assert ana.session().flow_version == NOW


def test_a_slot_that_is_dropped_or_changed_is_told(place):
    """`servicio` of `reservas` as it would be under another name; its functions are not played."""
    ana = place.person()
    reaches_hours(ana)

    def groups(migrate: str) -> list[tuple[SessionFate, tuple[str, ...]]]:
        keys = f"in_flight: upgrade\n{migrate}"
        text = next_version(keys=keys, **{"servicio": "tratamiento", "tratamientos": "servicios"})
        return [(one.fate, one.slots) for one in place.judge(text).groups]

    states = "migrate: {eligiendo_servicio: eligiendo_tratamiento"
    assert groups(states + "}\n") == [(SessionFate.LOSES_SLOT, ("servicio",))]
    assert groups(states + ", servicio: tratamiento}\n") == [(SessionFate.GOES_ON, ())]
    assert groups(states + ", servicio: null}\n") == [(SessionFate.LACKS_SLOT, ("tratamiento",))]


def test_a_human_session_moves_when_the_bot_is_back(place):
    ana = place.person()
    reaches_hours(ana)
    ana.say("persona")
    assert ana.session().mode == "human"
    assert place.judge(without_the_state()).undecided == 1
    place.publish(without_the_state(MIGRATED))
    assert ana.say("hola?") == ""
    place.wait(hours=12, minutes=1)
    assert (ana.session().mode, ana.session().flow_version) == ("bot", NOW + 1)


def test_an_edit_without_a_new_version_is_refused(place):
    edited = SOURCES["reservas"].replace("¡Hola", "¡Buenas")
    assert place.judge(edited).standing is VersionStanding.EDITED
    other = FlowLibrary(VOCABULARY)
    other.editions["reservas"] = place.edition(edited)
    with pytest.raises(FlowError, match="raise its version"):
        other.publish(place.store, place.clock.now())
    with pytest.raises(ConflictError):
        publish(place.store, [place.edition(edited)], place.clock.now())


def test_a_start_holds_back_what_somebody_has_to_decide(place, tmp_path):
    reaches_hours(place.person())
    (tmp_path / "reservas.yaml").write_text(without_the_state(), encoding="utf-8")
    starts = load_flows(str(tmp_path))
    (held,) = starts.publish(place.store, place.clock.now())
    assert (held.edition.version, held.undecided) == (NOW + 1, 1)
    assert starts.newest("reservas").flow.version == NOW
    (tmp_path / "reservas.yaml").write_text(without_the_state(MIGRATED), encoding="utf-8")
    again = load_flows(str(tmp_path))
    assert again.publish(place.store, place.clock.now()) == []
    assert again.newest("reservas").flow.version == NOW + 1


def test_what_was_published_elsewhere_outlives_a_restart_with_older_files(place):
    place.publish(next_version(keys="", **{"¡Hola": "¡Buenas"}))
    starts = load_flows()
    assert starts.publish(place.store, place.clock.now()) == []
    assert starts.newest("reservas").flow.version == NOW + 1


def test_a_broken_version_is_left_alone(place):
    for number, text in enumerate(["estados: [", f"flow: reservas\nversion: {NOW + 2}\n"], NOW + 1):
        place.store.transact(
            lambda tx, n=number, t=text: tx.flow_versions.add(
                place_version(place, "reservas", n, t)
            )
        )
    unknown = next_version(ahead=3, **{"from: servicios": "from: nunca_visto"})
    place.store.transact(
        lambda tx: tx.flow_versions.add(place_version(place, "reservas", NOW + 3, unknown))
    )
    place.read(place.work.take_up)
    assert place.person().say("carla").startswith("¡Hola")
    place.publish(next_version(ahead=4, **{"¡Hola": "¡Buenas"}))
    assert place.person("Beto").say("carla").startswith("¡Buenas")


def place_version(place, flow, version, text):
    return FlowVersion(flow, version, f"d{version}", text, place.clock.now())


RELEASED = {
    ("comercios", 1): "f2b285db109a7bb6",
    ("encuesta", 1): "d6ddf3a7f0c6df68",
    ("mis_turnos", 1): "8be253a9d3c02283",
    ("preguntas", 1): "3639a40be69a6bf5",
    ("reservas", 2): "54a81c57e833efd0",
}
"""What the flows of the release before said: a server that finds a version in its database which
says something else in its files does not start, so whoever upgrades would stand still."""


def digest(text: str) -> str:
    said = json.dumps(yaml.load(text, yaml.BaseLoader), sort_keys=True)  # whatever its comments
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@pytest.mark.parametrize("name", SOURCES)
def test_a_flow_that_changed_since_the_last_release_has_a_new_version(name):
    text = SOURCES[name]
    version = int(yaml.load(text, yaml.BaseLoader)["version"])
    assert RELEASED.get((name, version), digest(text)) == digest(text), f"raise {name}'s version"
