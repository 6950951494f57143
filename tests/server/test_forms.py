"""Forms against chats for the last place; a server that is killed in the middle of an exchange."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from support.databases import PAST, count
from support.forked import Zygote
from support.forms import compiled
from support.house import NUMBER_ID, House, OpenHouse
from support.person import Person, Said
from support.polling import until

from milo.cli.forms import form_keys
from milo.demo.form_phone import TROUBLE, OpenForm
from milo.engine.flow.forms.flow_json import flow_json
from milo.http.forms.endpoint import FAILED
from milo.http.forms.keys import new_key
from milo.http.webhook.endpoint import FORMS_PATH

BOTH = ("sqlite", "postgres")
ROUNDS = int(os.environ.get("MILO_ROUNDS", "1"))
SERVICE, DAY, HOUR = "eligiendo_servicio", "eligiendo_fecha", "eligiendo_horario"
TEN, NEXT = "10:00", "10:30"
IN_CHAT = IN_FORMS = 6


@contextmanager
def formed(open_house: OpenHouse, kind: str, folder: Path) -> Iterator[House]:
    """Yield a house whose merchants may send forms; its server is not started."""
    key = folder / "forms.pem"
    key.write_bytes(new_key())
    with open_house(kind, MILO_FORMS_KEY=str(key)) as house:
        house.standin.exchange.forms.learn_key(NUMBER_ID, form_keys(str(key)).public)
        yield house


def reach(house: House) -> None:
    """Have the form published, at the server that runs now."""
    forms, name = house.standin.exchange.forms, compiled().name
    endpoint = house.server.address + FORMS_PATH
    if not forms.kept:
        kept = forms.made(name, flow_json(compiled()), endpoint)
        house.database.change(
            "INSERT INTO forms (name, id, status, updated_at) VALUES (%s, %s, 'PUBLISHED', %s)",
            *(name, kept.id, PAST),
        )
    (kept,) = forms.kept.values()
    forms.kept[kept.id] = replace(kept, endpoint=endpoint)


def open_form(house: House, slug: str, person: Person) -> OpenForm:
    """Bring a person to the form, and open it."""
    person.say(slug)
    said = person.tap("Reservar")
    return house.standin.exchange.phone_forms.open(house.standin.number, person.owner, said.wamid)


def to_hours(form: OpenForm) -> OpenForm:
    """Bring a form to where the hour is chosen and nothing was tapped, on a day to come."""
    form.choose(SERVICE, "corte")
    form.tap()
    form.choose(DAY, form.days(DAY)[3])
    form.choose(HOUR, TEN)
    return form


# -- forms against chats ---------------------------------------------------------------------------


@pytest.fixture(scope="module", params=BOTH)
def house(
    request: pytest.FixtureRequest, open_house: OpenHouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    with formed(open_house, request.param, tmp_path_factory.mktemp("keys")) as shared:
        shared.open()
        reach(shared)
        yield shared


@pytest.mark.races
def test_forms_against_chats_for_the_last_place(house: House) -> None:
    for _ in range(ROUNDS):
        slug = house.merchant(forms="on")
        forms = [to_hours(open_form(house, slug, house.person())) for _ in range(IN_FORMS)]
        day = forms[0].values[DAY]
        chats = [_in_chat(house, slug, day) for _ in range(IN_CHAT)]
        cards = _at_one_moment(forms, chats, lambda form: form.tap(), TEN)
        assert cards == len(house.bookings(slug, "held")) == 1
        _all_hold(house, slug, forms, chats)
        _at_one_moment(forms, chats, lambda form: form.tap("Confirmar"), "Confirmar")
        house.wait_until_quiet()
        booked = house.bookings(slug, "confirmed")
        assert len(booked) == 1
        done = [form for form in forms if form.params is not None]
        told = [one for one in chats if _said_last(house, one).startswith("✅ ¡Listo!")]
        assert len(done) + len(told) == 1
        assert all(form.error and form.screen == "TURNO" for form in forms if form not in done)


def _in_chat(house: House, slug: str, day: str) -> Person:
    person = house.person()
    for text in (slug, "reservar", "corte", f"{day[8:]}/{day[5:7]}"):
        person.say(text)
    return person


def _at_one_moment(
    forms: list[OpenForm], chats: list[Person], does: Callable[[OpenForm], None], title: str
) -> int:
    """Let all act at one moment; return how many are asked to confirm."""
    together = Barrier(len(forms) + len(chats))

    def fill(form: OpenForm) -> bool:
        together.wait()
        does(form)
        return form.screen == "CONFIRMAR" and not form.error

    def write(person: Person) -> bool:
        together.wait()
        person.send({"type": "text", "text": title if title == TEN else "sí"})
        return "¿Lo confirmo?" in person.next().text

    with ThreadPoolExecutor(len(forms) + len(chats)) as pool:
        acts = [pool.submit(fill, form) for form in forms]
        acts += [pool.submit(write, person) for person in chats]
        return sum(act.result() for act in acts)


def _all_hold(house: House, slug: str, forms: list[OpenForm], chats: list[Person]) -> None:
    """Let each who does not hold the hour hold it in turn, after the hold before has run out."""
    for form in forms:
        if form.screen != "CONFIRMAR":
            _run_out(house, slug)
            form.choose(DAY, form.days(DAY)[3])
            form.choose(HOUR, TEN)
            form.tap()
            assert form.screen == "CONFIRMAR", form.error
    for person in chats:
        if house.session(person, slug)["state"] != "confirmando":
            _run_out(house, slug)
            assert "¿Lo confirmo?" in person.say(TEN).text
    _run_out(house, slug)


def _run_out(house: House, slug: str) -> None:
    house.database.change(
        "UPDATE bookings SET expires_at = %s WHERE status = 'held' "
        "AND client_id = (SELECT id FROM clients WHERE slug = %s)",
        PAST,
        slug,
    )


def _said_last(house: House, person: Person) -> str:
    chat = house.standin.exchange.chats.chat(house.standin.number.id, person.owner)
    content = next(iter(chat.latest("milo"))).content
    inner = content[content["type"]]
    return str(inner["body"]["text"] if content["type"] == "interactive" else inner["body"])


# -- killed in the middle --------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("kind", BOTH)
def test_a_kill_at_each_step_of_an_exchange_leaves_what_one_in_a_turn_leaves(
    open_house: OpenHouse, tmp_path: Path, kind: str
) -> None:
    """At the exchange that books, once at the one that holds; the phone asks again what failed."""
    zygote = Zygote(tmp_path, scripted=False)
    with closing(zygote), formed(open_house, kind, tmp_path) as house:
        house.serve_with(zygote.fork(house.environment))
        reach(house)
        for point in ("stored", "routed", "turn", "committed", "claimed", "sent"):
            slug, ana = house.merchant(forms="on"), house.person()
            form = to_hours(open_form(house, slug, ana))
            if point == "turn":
                _die(house, zygote, point, form, lambda form: form.tap())
            else:
                form.tap()
            assert (form.screen, form.error) == ("CONFIRMAR", "")
            assert len(house.bookings(slug, "held")) == 1
            _die(house, zygote, point, form, lambda form: form.tap("Confirmar"))
            house.wait_until_quiet()
            assert form.params is not None
            assert len(house.bookings(slug, "confirmed")) == 1
            assert house.bookings(slug, "held") == []
            said: list[Said] = ana.next_ones(len(ana.unread()))
            assert [one.text.startswith("✅ ¡Listo! *Corte*") for one in said] == [True]
            assert "¡De nada" in ana.say("gracias").text
        assert count(house.database, "inbox", "done_at IS NULL OR error IS NOT NULL") == 0


def _die(
    house: House, zygote: Zygote, point: str, form: OpenForm, does: Callable[[OpenForm], None]
) -> None:
    """Let an exchange kill the server, start another, and let the phone ask the same again."""
    house.wait_until_quiet()
    faults = house.standin.exchange.faults
    faults.flip({"hold_statuses": True})
    zygote.kill_at(point)
    does(form)
    assert house.server.wait() == -signal.SIGKILL
    zygote.flag.unlink()
    house.database.change(
        "UPDATE outbox SET claimed_at = %s WHERE status = 'pending' AND claimed_at IS NOT NULL",
        PAST,
    )
    house.serve_with(zygote.fork(house.environment))
    reach(house)
    faults.flip({"hold_statuses": False})
    house.standin.exchange.release()
    assert form.error in ("", TROUBLE)
    if form.is_open and form.error:
        until(lambda: _asks_again(form), "the dead server's people to be another's", 20)


def _asks_again(form: OpenForm) -> bool:
    """Ask once more, as whoever is told to try again does; return whether that was answered."""
    form.again()
    return form.error != FAILED
