"""The panel's settings: a form that keeps what it does not show, with each fault at its field."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from milo.engine.booking.settings.services import Service, Staff
from milo.engine.booking.settings.settings import ClientSettings
from milo.http.panel.settings_form import MOST_SERVICES, fields_of, settings_of_form

from ..conftest import NOW, SETTINGS, make_world
from .test_panel import LINK, Browser, link_to


@pytest.fixture
def browser(world):
    link_to(world, world.add_client("carla"))
    browser = Browser(world)
    browser.post(f"/panel/entrar/{LINK}")
    return browser


def kept(world):
    return world.read(lambda tx: tx.clients.by_slug("carla")).settings


def test_a_form_that_nobody_touched_changes_nothing_that_was_set():
    full = {
        **SETTINGS,
        "templates": {"recordatorio": "r_v2"},
        "quiet": ["22:00", "08:00"],
        "faq": [{"ask": ["tarjeta", "débito"], "say": "Sí = claro."}],
        "reminders_minutes": [1440, 90],
        "special_days": {"2026-12-24": [["09:00", "12:00"], ["16:00", "18:00"]], "2026-12-25": []},
    }
    after = settings_of_form(fields_of(full), full)
    assert {key: after[key] for key in full} == full


def everything():
    """Settings that say all that the form shows, none of it as by default."""
    corte, color = SETTINGS["services"]
    question = {"id": "alergia", "text": "¿Tenés alguna alergia?", "required": True}
    more = {"max_party": 2, "slot_minutes": 15, "max_per_day": 9, "capacity": 2}
    buffers = {"buffer_before_minutes": 5, "buffer_after_minutes": 10}
    return {
        **SETTINGS,
        "services": [
            {**corte, **more, "questions": [question]},
            {**color, "description": "Con lavado.\nY peinado.", **buffers},
        ],
        "staff": [
            {
                **SETTINGS["staff"][0],
                "hours": {"tue": [["10:00", "12:00"]], "wed": []},
                "special_days": {"2026-12-24": []},
                "closures": [{"from": "2026-12-01T10:00", "to": "2026-12-01T12:00"}],
            },
            *SETTINGS["staff"][1:],
        ],
        "min_notice_minutes": 60,
        "day_before_until": "18:00",
        "horizon_days": 45,
        "max_active_per_contact": 2,
        "cancel_notice_minutes": 120,
        "map_url": "https://maps.example/carla",
        "choose_staff": False,
        "ask_party": False,
        "ask_note": True,
        "waitlist": False,
        "waitlist_minutes": 30,
        "no_shows_before_manual": 3,
        "pending_expires_minutes": 60,
        "notify": {"new": False, "digest": "08:00"},
        "reception": {"phone": "5492615550000", "return_after_minutes": 60},
        "timezone": "America/Argentina/Mendoza",
        "country": "AR",
        "province": "M",
        "currency": "ARS",
        "faq": [{"ask": ["pago"], "say": "Efectivo = 10 %.\nTarjeta, no."}],
        "forms": "off",
        "confirmation": "manual",
        "reminders_minutes": [60],
        "quiet": ["22:00", "08:00"],
    }


def test_a_form_shows_all_that_a_merchant_sets_and_keeps_the_rest(world):
    full = everything()
    assert not world.edge.rules.settings_faults(full)
    assert settings_of_form(fields_of(full), full) == full
    bare = settings_of_form(fields_of(full), {**SETTINGS, "messages": {"saludo": "¡Hola!"}})
    shown = {key: value for key, value in full.items() if key != "staff"}
    assert {key: bare[key] for key in shown if key != "services"} == {
        key: value for key, value in shown.items() if key != "services"
    }, "all of it is read from the form, not from what was before"
    assert bare["services"][0] == full["services"][0]
    assert bare["staff"][0]["hours"] == full["staff"][0]["hours"]
    assert bare["messages"] == {"saludo": "¡Hola!"}


def test_no_setting_of_the_contract_is_missing_on_the_panel_but_the_operators():
    """A key that comes to the settings comes to the form, too, or to this list."""
    elsewhere = {"closures", "messages"}  # the agenda; a page of their own
    operators = {"locale", "flow", "templates", "flow_options"}
    shown = set(everything()) | elsewhere | operators
    assert set(ClientSettings.model_fields) == shown
    of_services = {key for one in everything()["services"] for key in one}
    assert set(Service.model_fields) == of_services
    assert set(Staff.model_fields) == set(everything()["staff"][0])


def test_a_form_of_before_these_fields_changes_none_of_them(world):
    full = everything()
    old = {
        key: value
        for key, value in fields_of(full).items()
        if not key.startswith(("switches", "notify", "reception", "staff-0-hours", "timezone"))
        and not key.endswith(("_party", "slot_minutes", "question-0-text", "waitlist_minutes"))
    }
    assert settings_of_form(old, full) == full


def test_the_page_has_a_field_for_each_and_what_is_ticked_is_ticked(world, browser):
    client = world.read(lambda tx: tx.clients.by_slug("carla"))
    world.write(lambda tx: tx.clients.save(replace(client, settings=everything())))
    page = browser.get("/panel/settings").text
    names = set(re.findall(r'name="([^"]+)"', page))
    missing = {name for name, value in fields_of(everything()).items() if value} - names
    rows_to_come = {f"service-{n}-minutes" for n in range(3, MOST_SERVICES)}
    assert missing == {"forms"} | rows_to_come, "no form can be sent here"
    assert '"notify-new">' in page and '"notify-moved" checked>' in page
    assert '"ask_note" checked>' in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("staff-0-hours-tue", "a la mañana", "Escribilo así"),
        ("staff-0-special_days", "Navidad = cerrado", "24/12/2026 = 9:00-13:00"),
        ("service-0-max_party", "9", "no más que «A la vez»"),
        ("service-0-slot_minutes", "0", "Minutos, de 1 en adelante"),
        ("service-1-buffer_after_minutes", "-5", "Minutos, de 0 en adelante"),
        ("service-1-max_per_day", "muchos", "sin tope"),
        ("service-0-minutes", "900", "Dura más que cualquier horario"),
        ("day_before_until", "a las seis", "Una hora, como 18:00"),
        ("waitlist_minutes", "0", "Minutos, de 1 en adelante"),
        ("no_shows_before_manual", "0", "o nada: nunca"),
        ("pending_expires_minutes", "x", "Minutos, de 1 en adelante"),
        ("notify-digest", "25:00", "sin resumen"),
        ("reception-phone", "mi celular", "código de país"),
        ("reception-return_after_minutes", "0", "medio día"),
        ("timezone", "Mendoza", "America/Argentina/Mendoza"),
        ("country", "Argentina", "dos letras"),
        ("province", "ZZ", "código de la provincia"),
        ("currency", "pesos", "tres letras"),
    ],
)
def test_each_fault_stands_at_its_field_in_spanish(world, browser, field, value, said):
    form = fields_of(SETTINGS) | {field: value}
    answer = browser.send("/panel/settings", "/panel/settings", **form)
    assert answer.status_code == 422
    near = answer.text[answer.text.index(f'name="{field}"') :][:900]
    assert 'aria-invalid="true"' in near and said in near
    assert value in near
    assert "Esto no se puede guardar" not in answer.text
    assert kept(world) == SETTINGS


def test_a_fault_below_a_row_that_was_emptied_stands_in_its_own_row(world, browser):
    form = fields_of(SETTINGS) | {"service-0-name": "", "service-1-minutes": "cero"}
    answer = browser.send("/panel/settings", "/panel/settings", **form)
    assert 'id="service-1-minutes-fault"' in answer.text
    assert 'id="service-0-minutes-fault"' not in answer.text


def test_a_phone_and_capitals_are_taken_as_people_write_them(world, browser):
    form = fields_of(SETTINGS) | {"reception-phone": "+54 9 (261) 555-0000", "country": "ar"}
    assert browser.send("/panel/settings", "/panel/settings", **form).status_code == 303
    assert kept(world)["reception"]["phone"] == "5492615550000"
    assert kept(world)["country"] == "AR"


def test_hours_and_a_new_service_are_saved(world, browser):
    form = fields_of(SETTINGS)
    form |= {"hours-wed": "9 a 13, 16:30-20", "hours-mon": ""}
    form |= {"service-2-name": "Baño de crema", "service-2-minutes": "45"}
    answer = browser.send("/panel/settings", "/panel/settings", **form)
    assert answer.status_code == 303
    assert "Guardado" in browser.get(answer.headers["location"]).text
    settings = kept(world)
    assert settings["hours"]["wed"] == [["09:00", "13:00"], ["16:30", "20:00"]]
    assert "mon" not in settings["hours"]
    new = settings["services"][2]
    assert (new["name"], new["minutes"], new["id"]) == ("Baño de crema", 45, "bano_de_crema")
    assert settings["special_days"] == SETTINGS["special_days"]


def test_what_is_wrong_is_shown_at_its_field_and_nothing_is_saved(world, browser):
    form = fields_of(SETTINGS) | {
        "service-0-minutes": "cero",
        "hours-tue": "a la mañana",
        "horizon_days": "-3",
    }
    answer = browser.send("/panel/settings", "/panel/settings", **form)
    assert answer.status_code == 422
    for field in ("service-0-minutes", "hours-tue", "horizon_days"):
        assert f'id="{field}-fault"' in answer.text
    assert 'value="a la mañana"' in answer.text
    assert kept(world) == SETTINGS


def test_a_service_without_its_name_is_gone(world, browser):
    form = fields_of(SETTINGS) | {"service-1-name": ""}
    assert browser.send("/panel/settings", "/panel/settings", **form).status_code == 303
    assert [one["id"] for one in kept(world)["services"]] == ["corte"]


def test_bookings_that_would_be_left_out_are_listed_before_saving(world, browser):
    world.add_booking("b1", NOW + timedelta(days=7, hours=1), name="Ana Paz")
    form = fields_of(SETTINGS) | {"hours-mon": ""}
    asked = browser.send("/panel/settings", "/panel/settings", **form)
    assert asked.status_code == 409
    assert "Ana Paz" in asked.text
    assert "a esa hora no abrís" in asked.text
    assert kept(world) == SETTINGS
    form["anyway"] = "1"
    assert browser.send("/panel/settings", "/panel/settings", **form).status_code == 303
    assert "mon" not in kept(world)["hours"]
    assert world.read(lambda tx: tx.bookings.by_id("b1")).name == "Ana Paz"


def test_special_days_are_lines_to_write(world, browser):
    form = fields_of(SETTINGS)
    assert form["special_days"] == "25/12/2026 = cerrado"
    form["special_days"] = "24/12/2026 = 9 a 12, 16:30-18\n2026-12-31 = 10-13\n1/1/2027 = Cerrado\n"
    assert browser.send("/panel/settings", "/panel/settings", **form).status_code == 303
    assert kept(world)["special_days"] == {
        "2026-12-24": [["09:00", "12:00"], ["16:30", "18:00"]],
        "2026-12-31": [["10:00", "13:00"]],
        "2027-01-01": [],
    }
    form["special_days"] = ""
    assert browser.send("/panel/settings", "/panel/settings", **form).status_code == 303
    assert "special_days" not in kept(world)


@pytest.mark.parametrize(
    "line", ["31/2/2027 = cerrado", "Navidad = cerrado", "24/12/2026", "24/12/2026 = a la mañana"]
)
def test_a_special_day_that_is_none_is_shown_with_how_to_write_it(world, browser, line):
    form = fields_of(SETTINGS) | {"special_days": line}
    answer = browser.send("/panel/settings", "/panel/settings", **form)
    assert answer.status_code == 422
    assert line in answer.text
    assert '<p class="fault" id="special_days-hint">24/12/2026 = 9:00-13:00' in answer.text
    assert kept(world) == SETTINGS


def test_holidays_are_proposed_where_it_would_be_open_and_taken_or_left(world, browser):
    page = browser.get("/panel/settings").text
    monday, tuesday = "holiday-2026-12-07", "holiday-2026-12-08"
    for name, label in ((monday, "lun 7 dic · Feriado con fines turísticos"), (tuesday, "mar 8")):
        assert f'name="{name}"' in page and label in page
    assert "2026-12-25" not in page, "it is closed already"
    assert "2027-01-01" not in page, "a Friday, on which it never opens"
    form = fields_of(SETTINGS) | {monday: "on"}
    assert browser.send("/panel/settings", "/panel/settings", **form).status_code == 303
    assert kept(world)["special_days"] == {"2026-12-07": [], "2026-12-25": []}
    page = browser.get("/panel/settings").text
    assert monday not in page and tuesday in page
    assert "7/12/2026 = cerrado" in page


def test_a_holiday_that_was_ticked_stays_so_where_something_else_is_wrong(world, browser):
    form = fields_of(SETTINGS) | {"holiday-2026-12-07": "on", "horizon_days": "-3"}
    answer = browser.send("/panel/settings", "/panel/settings", **form)
    assert 'name="holiday-2026-12-07" checked' in answer.text
    assert kept(world) == SETTINGS


def test_bookings_on_a_holiday_that_is_taken_are_listed_before_saving(world, browser):
    world.add_booking("b1", NOW + timedelta(days=14, hours=1), name="Ana Paz")
    form = fields_of(SETTINGS) | {"holiday-2026-12-07": "on"}
    asked = browser.send("/panel/settings", "/panel/settings", **form)
    assert (asked.status_code, "Ana Paz" in asked.text) == (409, True)
    assert 'name="holiday-2026-12-07" checked' in asked.text


def test_a_zone_without_a_country_proposes_none(world, browser):
    client = world.read(lambda tx: tx.clients.by_slug("carla"))
    world.write(
        lambda tx: tx.clients.save(replace(client, settings={**SETTINGS, "timezone": "UTC"}))
    )
    page = browser.get("/panel/settings")
    assert (page.status_code, "Feriados" in page.text) == (200, False)


def test_the_hours_of_all_workdays_are_said_at_once(world, browser):
    form = fields_of(SETTINGS) | {"hours-workdays": "9 a 13, 16 a 20", "hours-sat": "10-12"}
    assert browser.send("/panel/settings", "/panel/settings", **form).status_code == 303
    hours = kept(world)["hours"]
    assert [hours[day] for day in ("mon", "tue", "wed", "thu", "fri")] == [
        [["09:00", "13:00"], ["16:00", "20:00"]]
    ] * 5
    assert hours["sat"] == [["10:00", "12:00"]] and "sun" not in hours
    assert 'name="hours-workdays" type="text" value=""' in browser.get("/panel/settings").text


def test_hours_of_all_workdays_that_make_no_sense_are_shown_where_they_were_typed(world, browser):
    form = fields_of(SETTINGS) | {"hours-workdays": "todo el día"}
    answer = browser.send("/panel/settings", "/panel/settings", **form)
    assert answer.status_code == 422
    assert 'id="hours-workdays-fault"' in answer.text and 'value="todo el día"' in answer.text
    assert 'id="hours-mon-fault"' not in answer.text
    assert kept(world) == SETTINGS


def test_somebody_new_finds_rows_for_several_services_with_a_length(world, browser):
    empty = world.add_client("nueva", settings={"services": [], "hours": {}})
    link_to(world, empty, "otro")
    other = Browser(world)
    other.post("/panel/entrar/otro")
    page = other.get("/panel/settings").text
    assert len(re.findall(r"<legend>Servicio \d</legend>", page)) == 3
    assert page.count('-minutes" type="number" value="30"') == 3
    form = fields_of(empty.settings) | {"service-0-name": "Corte", "hours-workdays": "9 a 13"}
    answer = other.send("/panel/settings", "/panel/settings", **form)
    assert "repart" in other.get(answer.headers["location"]).text, "what comes next is said"
    saved = world.read(lambda tx: tx.clients.by_slug("nueva")).settings
    assert [(one["name"], one["minutes"]) for one in saved["services"]] == [("Corte", 30)]


@pytest.fixture
def formed():
    """A panel where forms reach us, and flows have one."""
    flow = SimpleNamespace(flow=SimpleNamespace(form=object()))
    world = make_world(forms=SimpleNamespace(on_post=None), newest_flow=lambda _: flow)
    link_to(world, world.add_client("carla"))
    browser = Browser(world)
    browser.post(f"/panel/entrar/{LINK}")
    return world, browser, flow


@pytest.mark.parametrize("chosen", ["off", "on", "greeting"])
def test_whether_bookings_offer_the_form_is_the_merchants_choice(formed, chosen):
    world, browser, _ = formed
    assert '<option value="off" selected>No, todo por chat' in browser.get("/panel/settings").text
    form = fields_of(SETTINGS) | {"forms": chosen}
    assert browser.send("/panel/settings", "/panel/settings", **form).status_code == 303
    assert kept(world)["forms"] == chosen
    assert f'<option value="{chosen}" selected>' in browser.get("/panel/settings").text


def test_another_answer_is_no_choice(formed):
    world, browser, _ = formed
    form = fields_of(SETTINGS) | {"forms": "always"}
    assert browser.send("/panel/settings", "/panel/settings", **form).status_code == 422
    assert kept(world) == SETTINGS


def test_where_no_form_can_be_sent_the_choice_is_not_there_and_stays(world, browser, formed):
    assert 'name="forms"' not in browser.get("/panel/settings").text
    _, other, flow = formed
    flow.flow.form = None
    assert 'name="forms"' not in other.get("/panel/settings").text
    form = fields_of(SETTINGS)
    del form["forms"]
    assert settings_of_form(form, {**SETTINGS, "forms": "greeting"})["forms"] == "greeting"
