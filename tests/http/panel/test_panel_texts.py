"""What the bot says, in a merchant's own words: shown, tried, checked at each text, saved."""

from __future__ import annotations

import html
import re

import pytest

from milo.cli.libraries import load_flows
from milo.cli.rules import flow_faults
from milo.cli.terms import terms_of
from milo.cli.vocabulary import vocabulary
from milo.engine.booking.settings.own_texts import OwnTexts
from milo.engine.booking.settings.settings import read_settings
from milo.engine.rehearsal.preview import Preview
from milo.store.memory import MemoryStore

from ..conftest import SETTINGS, make_world
from .test_panel import LINK, Browser, link_to

TEXTS, PREVIEW = "/panel/settings/texts", "/panel/settings/preview"


@pytest.fixture(scope="module")
def library():
    return load_flows()


@pytest.fixture
def world(library):
    preview = Preview(library, terms_of, MemoryStore)
    return make_world(
        preview=lambda: preview,
        own_texts=OwnTexts(vocabulary(), lambda name: library.newest(name).flow),
        check_settings=lambda settings: flow_faults(library, settings),
    )


@pytest.fixture
def browser(world):
    settings = {**SETTINGS, "messages": {"adios": "¡Chau!"}}
    link_to(world, world.add_client("carla", settings=settings))
    browser = Browser(world)
    browser.post(f"/panel/entrar/{LINK}")
    return browser


def shown(page):
    """Return what stands in each text's field."""
    found = re.findall(r'<textarea id="\w+" name="text-(\w+)"[^>]*>\n(.*?)</textarea>', page, re.S)
    return {name: html.unescape(said) for name, said in found}


def kept(world):
    return world.read(lambda tx: tx.clients.by_slug("carla")).settings["messages"]


def save(browser, **changes):
    form = {f"text-{name}": said for name, said in shown(browser.get(TEXTS).text).items()}
    form |= {f"text-{name}": said for name, said in changes.items()}
    return browser.send(TEXTS, TEXTS, **form)


def fault_at(page, name):
    found = re.search(rf'id="{name}-fault"[^>]*>(.*?)</p>', page, re.S)
    return html.unescape(found[1]) if found else ""


def test_every_text_of_the_flow_and_of_those_it_calls_is_shown_as_it_is_said(browser, library):
    page = browser.get(TEXTS).text
    texts = shown(page)
    assert texts.keys() == library.texts("reservas")
    assert texts["adios"] == "¡Chau!"
    assert texts["saludo"] == library.newest("reservas").flow.texts["saludo"]
    assert page.count(">Tuya<") == 1
    assert f'href="{TEXTS}"' in browser.get("/panel/settings").text


def test_a_form_that_nobody_touched_changes_nothing(world, browser):
    assert save(browser).status_code == 303
    assert kept(world) == {"adios": "¡Chau!"}


def test_what_was_changed_is_said_and_an_empty_text_is_the_flows_again(world, browser):
    greeting = "¡Hola[, {contacto}]!\r\nSoy Mili 🍰 ¿Qué hacemos?"
    answer = save(browser, saludo=greeting, adios="  ")
    assert "Guardado" in browser.get(answer.headers["location"]).text
    assert kept(world) == {"saludo": "¡Hola[, {contacto}]!\nSoy Mili 🍰 ¿Qué hacemos?"}
    assert "Soy Mili 🍰 ¿Qué hacemos?" in browser.get("/panel/settings").text, "it is played so"


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("saludo", "Hola {nombrre}", "no conozco. Podés usar: {aclaracion}, {cerca}, {comercio}"),
        ("saludo", "Hola {servicio.colour}", "no conozco"),
        ("saludo", "Hola [, {contacto}", "sin su pareja"),
        ("seguis_ahi", "¿Seguimos con {servicio}?", "todavía no se sabe"),
        ("ver_servicios", "Mirá todo lo que hacemos acá", "entran 20 letras"),
        ("resumen", "¿Lo confirmo? " * 90, "no entra en un mensaje"),
        ("cancelado", "Listo, {otra}", "no conozco"),
    ],
)
def test_what_cannot_be_said_is_shown_at_its_text_and_nothing_is_saved(
    world, browser, name, said, told
):
    answer = save(browser, **{name: said, "de_nada": "¡Gracias a vos!"})
    assert answer.status_code == 422
    assert told in fault_at(answer.text, name)
    assert answer.text.count('-fault" role="alert"') == 1
    assert shown(answer.text)["de_nada"] == "¡Gracias a vos!", "what was typed is not lost"
    assert kept(world) == {"adios": "¡Chau!"}


def test_an_old_text_that_would_be_refused_today_holds_up_no_other(world):
    old = {"seguis_ahi": "¿{servicio}?", "se_fue_con_otra_version": "¡Hola!"}
    link_to(world, world.add_client("carla", settings={**SETTINGS, "messages": old}))
    browser = Browser(world)
    browser.post(f"/panel/entrar/{LINK}")
    assert save(browser, de_nada="¡Gracias!").status_code == 303
    assert kept(world) == {**old, "de_nada": "¡Gracias!"}


def test_it_is_tried_before_it_is_saved(world, browser):
    form = {"text-saludo": "Buenas, soy Mili. ¿Qué querés hacer?"}
    page = browser.send(TEXTS, PREVIEW, **form).text
    assert "Buenas, soy Mili." in page
    assert kept(world) == {"adios": "¡Chau!"}


def test_a_flow_that_lets_no_text_be_changed_shows_none(library):
    closed = library.newest("reservas").flow.model_copy(update={"overridable": ("timeout.after",)})
    flows = {"reservas": closed}
    texts = OwnTexts(vocabulary(), lambda name: flows.get(name) or library.newest(name).flow)
    assert texts.of(read_settings(SETTINGS)) == []


def test_a_server_without_flows_has_no_such_page():
    plain = make_world()
    link_to(plain, plain.add_client("carla"))
    other = Browser(plain)
    other.post(f"/panel/entrar/{LINK}")
    assert other.get(TEXTS).status_code == 404
    assert TEXTS not in other.get("/panel/settings").text
