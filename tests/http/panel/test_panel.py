"""The panel: signing in, the agenda, and that one merchant never sees another's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from milo.cli.libraries import load_flows
from milo.engine.booking.settings.settings import read_settings
from milo.engine.model import BookingStatus, TurnRecord
from milo.engine.office.panel_access import make_link
from milo.engine.templates.notice_outcome import Told
from milo.http.panel.figures import occupation

from ..conftest import NOW, SETTINGS, make_world

LINK = "un-enlace-secreto"


class Browser:
    """Keeps the cookie, sends forms with the page's token."""

    def __init__(self, world):
        self.world = world
        self.cookie = ""

    def get(self, path):
        headers = {"Cookie": self.cookie} if self.cookie else {}
        return self.world.http.simulate_get(path, headers=headers)

    def post(self, path, **form):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        answer = self.world.http.simulate_post(path, body=urlencode(form), headers=headers)
        if found := answer.cookies.get("milo_panel"):
            self.cookie = f"milo_panel={found.value}"
        return answer

    def send(self, page, path, **form):
        """Send a form as the page has it, with its token."""
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get(page).text)
        return self.post(path, csrf=token[1], **form)


def link_to(world, client, secret=LINK):
    world.write(lambda tx: make_link(world.edge.operator(tx), client, secret))


@pytest.fixture
def carla(world):
    return world.add_client("carla")


@pytest.fixture
def browser(world, carla):
    link_to(world, carla)
    browser = Browser(world)
    browser.post(f"/panel/entrar/{LINK}")
    return browser


def test_a_link_shows_a_button_and_is_used_up_by_it_only(world, carla):
    link_to(world, carla)
    first, second = Browser(world), Browser(world)
    for _ in range(3):
        assert "Entrar" in first.get(f"/panel/entrar/{LINK}").text
    answer = first.post(f"/panel/entrar/{LINK}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/panel/agenda")
    cookie = answer.cookies["milo_panel"]
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/panel")
    assert second.post(f"/panel/entrar/{LINK}").status_code == 403
    assert "ya no sirve" in second.get(f"/panel/entrar/{LINK}").text
    assert first.get("/panel/agenda").status_code == 200


def test_a_link_ends_after_a_quarter_of_an_hour(world, carla):
    link_to(world, carla)
    world.clock.time = NOW + timedelta(minutes=15)
    assert Browser(world).post(f"/panel/entrar/{LINK}").status_code == 403


def test_without_a_session_each_page_leads_to_signing_in(world, carla):
    for path in ("/panel", "/panel/agenda", "/panel/requests", "/panel/people", "/panel/admin"):
        answer = Browser(world).get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/panel/entrar")


def test_the_operator_signs_in_with_the_admin_token_and_chooses_a_client(world, carla):
    operator = Browser(world)
    assert operator.post("/panel/entrar", token="wrong").status_code == 403
    assert operator.post("/panel/entrar", token="s3cret-admin").status_code == 303
    assert operator.get("/panel/agenda").headers["location"] == "/panel/admin"
    assert "Carla" in operator.get("/panel/admin").text
    assert operator.get("/panel/agenda?client=carla").status_code == 200


def test_wrong_tokens_are_limited_by_address(world, carla):
    tries = [Browser(world).post("/panel/entrar", token="wrong").status_code for _ in range(25)]
    assert tries[:20] == [403] * 20
    assert tries[-1] == 429


def test_links_that_are_none_are_limited_by_address_and_a_right_one_is_shown_even_then(
    world, carla
):
    link_to(world, carla)
    browser = Browser(world)
    looked = [browser.get(f"/panel/entrar/guess-{n}").status_code for n in range(25)]
    assert (looked[:20], looked[-1]) == ([200] * 20, 429)
    assert "Entrar" in browser.get(f"/panel/entrar/{LINK}").text
    assert browser.post(f"/panel/entrar/{LINK}").status_code == 303


def test_the_day_shows_its_bookings_by_name(world, browser):
    world.add_booking("b1", NOW + timedelta(hours=1), name="Ana Paz")
    world.add_booking("b2", NOW + timedelta(days=1), name="Beto")
    page = browser.get("/panel/agenda").text
    assert "Ana Paz" in page
    assert "10:00 a 10:30 · Confirmado" in page
    assert "Beto" not in page
    assert "Beto" in browser.get("/panel/agenda?day=2026-11-24").text
    assert "Beto" in browser.get("/panel/agenda?view=week").text


def test_a_booking_is_made_by_a_form_and_one_without_room_is_refused(world, browser):
    form = {"service": "corte", "date": "2026-11-23", "time": "10:00", "name": "Ana"}
    answer = browser.send("/panel/agenda", "/panel/agenda", **form)
    assert answer.status_code == 303
    rows = world.read(lambda tx: list(tx.bookings.table))
    assert [(row.name, row.datetime) for row in rows] == [("Ana", NOW + timedelta(hours=1))]
    again = browser.send("/panel/agenda", "/panel/agenda", **form)
    assert "lugar" in browser.get(again.headers["location"]).text
    assert len(world.read(lambda tx: list(tx.bookings.table))) == 1


def test_a_request_is_confirmed_and_its_person_may_be_told(world, browser):
    more = {"status": BookingStatus.PENDING, "expires_at": NOW + timedelta(hours=1)}
    world.add_booking("b1", NOW + timedelta(hours=2), name="Ana", **more)
    assert "Ana" in browser.get("/panel/requests").text
    answer = browser.send(
        "/panel/requests", "/panel/bookings/b1", action="confirm", back="requests"
    )
    assert answer.headers["location"].startswith("/panel/requests")
    row = world.read(lambda tx: tx.bookings.by_id("b1"))
    assert row.status is BookingStatus.CONFIRMED
    actors = [entry.actor for entry in world.read(lambda tx: tx.audit.of("booking:b1"))]
    assert actors and all(actor.startswith("panel:") for actor in actors)


def test_a_booking_is_moved_by_a_form_and_its_history_says_by_whom(world, browser):
    world.add_booking("b1", NOW + timedelta(hours=1), name="Ana")
    form = {"date": "2026-11-23", "time": "11:00", "staff": "", "back": "agenda"}
    answer = browser.send("/panel/bookings/b1", "/panel/bookings/b1", **form)
    assert answer.headers["location"].startswith("/panel/agenda?day=2026-11-23")
    row = world.read(lambda tx: tx.bookings.by_id("b1"))
    assert row.datetime == NOW + timedelta(hours=2)
    page = browser.get("/panel/bookings/b1").text
    assert "Vos, en el panel" in page
    assert "horario: lun 23 nov 11:00" in page


def test_a_move_to_where_there_is_no_room_is_refused_in_words(world, browser):
    world.add_booking("b1", NOW + timedelta(hours=1), name="Ana")
    world.add_booking("b2", NOW + timedelta(hours=2), name="Beto")
    form = {"date": "2026-11-23", "time": "11:00"}
    answer = browser.send("/panel/bookings/b1", "/panel/bookings/b1", **form)
    assert "No hay lugar a esa hora." in browser.get(answer.headers["location"]).text
    assert world.read(lambda tx: tx.bookings.by_id("b1")).datetime == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    "form", [{"date": "2026-02-30", "time": "10:00"}, {"date": "", "time": ""}, {"party": "0"}]
)
def test_fields_that_make_no_sense_change_nothing(world, browser, form):
    world.add_booking("b1", NOW + timedelta(hours=1), name="Ana")
    before = world.read(lambda tx: tx.bookings.by_id("b1"))
    answer = browser.send("/panel/bookings/b1", "/panel/bookings/b1", **form)
    assert "Revis" in browser.get(answer.headers["location"]).text
    assert world.read(lambda tx: tx.bookings.by_id("b1")) == before


def test_words_of_a_booking_are_changed_and_its_place_stays(world, browser):
    world.add_booking("b1", NOW + timedelta(hours=1), name="Ana")
    form = {"name": "Ana Paz", "notes": "Pelo largo"}
    browser.send("/panel/bookings/b1", "/panel/bookings/b1", **form)
    row = world.read(lambda tx: tx.bookings.by_id("b1"))
    assert (row.name, row.notes, row.datetime) == (
        "Ana Paz",
        "Pelo largo",
        NOW + timedelta(hours=1),
    )


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told("sent", None, ("x1",)), "Le avisamos por WhatsApp."),
        (Told("template", None, ("x1",)), "Le avisamos por WhatsApp."),
        (Told("no", "no_phone"), "avisale vos"),
        (Told("no", "window"), "llamalo o escribile vos"),
        (Told("no", "nothing"), "Listo."),
    ],
)
def test_the_merchant_reads_whether_the_person_was_told(told, words):
    world = make_world(announce=lambda *_: told)
    link_to(world, world.add_client("carla"))
    browser = Browser(world)
    browser.post(f"/panel/entrar/{LINK}")
    world.add_booking("b1", NOW + timedelta(hours=2), name="Ana")
    answer = browser.send("/panel/bookings/b1", "/panel/bookings/b1", action="cancel")
    assert words in browser.get(answer.headers["location"]).text
    assert world.settled == list(told.contacts)


def test_a_closure_is_kept_and_says_who_is_booked_in_it(world, browser):
    world.add_booking("b1", NOW + timedelta(hours=1), name="Ana")
    closure = {"day": "2026-11-23", "from": "09:30", "to": "12:00", "reason": "Feria"}
    answer = browser.send("/panel/agenda", "/panel/closures", **closure)
    assert "hay un turno" in browser.get(answer.headers["location"]).text
    [kept] = world.read(lambda tx: tx.clients.by_slug("carla")).settings["closures"]
    assert kept == {"from": "2026-11-23T09:30", "to": "2026-11-23T12:00", "reason": "Feria"}


def test_what_was_closed_stands_on_its_days_and_is_opened_again(world, browser):
    closures = [
        {"from": "2026-11-23T09:30", "to": "2026-11-23T12:00", "reason": "Feria"},
        {"from": "2026-11-23T18:00", "to": "2026-11-25T00:00"},
    ]
    client = world.read(lambda tx: tx.clients.by_slug("carla"))
    kept = {**client.settings, "closures": closures}
    world.write(lambda tx: tx.clients.save(replace(client, settings=kept)))
    page = browser.get("/panel/agenda?day=2026-11-23").text
    assert "09:30 a 12:00 · Feria" in page
    assert "18:00 a mié 25 nov, 00:00" in page
    assert "Abrir de nuevo" in browser.get("/panel/agenda?day=2026-11-24").text
    assert "Abrir de nuevo" not in browser.get("/panel/agenda?day=2026-11-25").text
    form = {"day": "2026-11-23", "action": "open", "from": "2026-11-23T09:30"}
    form["to"] = "2026-11-23T12:00"
    answer = browser.send("/panel/agenda", "/panel/closures", **form)
    assert "Abierto de nuevo" in browser.get(answer.headers["location"]).text
    assert world.read(lambda tx: tx.clients.by_slug("carla")).settings["closures"] == closures[1:]
    again = browser.send("/panel/agenda", "/panel/closures", **form)
    assert "ya estaba abierto" in browser.get(again.headers["location"]).text


def test_time_is_closed_for_one_of_the_staff_alone_and_opened_again(world, browser):
    world.add_booking("b1", NOW + timedelta(hours=1), name="Ana")
    form = {"day": "2026-11-23", "from": "09:30", "to": "10:30", "staff": "carla"}
    answer = browser.send("/panel/agenda", "/panel/closures", **form, reason="Médico")
    shown = browser.get(answer.headers["location"]).text
    assert "Cerrado." in shown and "hay un turno" not in shown, "Ana's is with nobody of the staff"
    assert "Carla: 09:30 a 10:30 · Médico" in shown
    settings = world.read(lambda tx: tx.clients.by_slug("carla")).settings
    assert "closures" not in settings
    closure = {"from": "2026-11-23T09:30", "to": "2026-11-23T10:30", "reason": "Médico"}
    assert settings["staff"][0]["closures"] == [closure]
    times = {"from": closure["from"], "to": closure["to"], "day": "2026-11-23"}
    opened = browser.send("/panel/agenda", "/panel/closures", **times, staff="carla", action="open")
    assert "Abierto de nuevo" in browser.get(opened.headers["location"]).text
    gone = browser.send("/panel/agenda", "/panel/closures", **{**form, "staff": "nadie"})
    assert "ya no atiende" in browser.get(gone.headers["location"]).text


def test_a_form_without_the_page_s_token_changes_nothing(world, browser):
    world.add_booking("b1", NOW + timedelta(hours=2), name="Ana")
    for path, form in (
        ("/panel/bookings/b1", {"action": "cancel"}),
        ("/panel/agenda", {"service": "corte", "date": "2026-11-23", "time": "09:30"}),
        ("/panel/closures", {"day": "2026-11-23", "from": "09:00", "to": "10:00"}),
        ("/panel/salir", {}),
    ):
        assert browser.post(path, csrf="0" * 64, **form).status_code == 403
    assert world.read(lambda tx: tx.bookings.by_id("b1")).status is BookingStatus.CONFIRMED
    assert browser.get("/panel/agenda").status_code == 200


def test_a_merchant_never_sees_another_s(world, browser):
    world.add_client("mon", name="Mon Patisserie")
    at = NOW + timedelta(hours=1)
    world.add_booking("theirs", at, client_id="c-mon", name="Secreta Persona")
    for path in ("agenda", "requests", "people", "link", "figures", "figures?format=csv"):
        joint = "&" if "?" in path else "?"
        page = browser.get(f"/panel/{path}{joint}client=mon")
        assert page.status_code == 200
        assert "Secreta" not in page.text
        assert "Mon Patisserie" not in page.text
    assert browser.get("/panel/bookings/theirs").status_code == 404
    assert browser.get("/panel/admin").status_code == 404
    sent = browser.send("/panel/agenda", "/panel/bookings/theirs", action="cancel")
    assert sent.status_code == 404


def test_signing_out_ends_the_session(world, browser):
    cookie = browser.cookie
    assert browser.send("/panel/agenda", "/panel/salir").status_code == 303
    browser.cookie = cookie
    assert browser.get("/panel/agenda").status_code == 303


def test_the_figures_say_where_people_stop_and_only_this_merchant_s():
    flow = load_flows().newest("reservas")
    world = make_world(newest_flow=lambda _: flow)
    for slug in ("carla", "mon"):
        world.add_client(slug)
        world.add_session(slug)
    at = {"session_id": "s-carla", "turn": 1, "now": NOW - timedelta(hours=1)}
    more = {"flow": "reservas", "flow_version": 1, "input": {}, "answers": ()}
    walk = {"path": (("reservar?1", "eligiendo_servicio"),)}
    ways = {"state_before": "inicio", "state_after": "eligiendo_servicio"}
    for id, session in (("t1", "s-carla"), ("t2", "s-mon")):
        turn = TurnRecord(id=id, **{**at, **more, **walk, **ways, "session_id": session})
        world.write(lambda tx, turn=turn: tx.turns.add(turn))
    link_to(world, world.read(lambda tx: tx.clients.by_slug("carla")))
    browser = Browser(world)
    browser.post(f"/panel/entrar/{LINK}")
    page = browser.get("/panel/figures").text
    assert "1 persona escribió en estos 30 días. Donde más se quedan: Eligiendo servicio." in page
    table = page[page.index("<table") : page.index("</table>")]
    rows = re.findall(r'row">(.*?)<small>(.*?)</small></th><td>(.*?)</td><td>(.*?)<', table)
    assert rows == [
        ("Inicio", "¿Qué querés hacer?", "1", "–"),
        ("Eligiendo servicio", "¿Qué servicio querés reservar?", "1", "1"),
    ]
    drawn = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    assert drawn.get("role") == "img" and drawn.get("aria-label")
    said = ["".join(one.itertext()) for one in drawn.iter("text")]
    assert said[0] == "1", "one person went straight on"
    assert said[1:] == ["Inicio", "1", rows[0][1], "Eligiendo servicio", "11 ahí", rows[1][1]]
    assert 'class="node worst"' in page


@pytest.mark.parametrize("name", ["=1+1", " =1+1", "Ana,=1+1", "Ana;@SUM(1)", "Ana\t-1", "＝1"])
def test_no_cell_runs_whichever_way_a_spreadsheet_parts_them(name, world, browser):
    world.add_booking("b1", NOW - timedelta(hours=2), name=name)
    text = browser.get("/panel/figures?format=csv").content.decode("utf-8-sig")
    for cell in re.split(r"[,;\t\r\n]", text.replace('"', "")):
        assert not re.match(r"\s*[=+\-@＝]", cell), cell


def test_the_figures_say_how_much_of_the_open_time_is_booked():
    hours = {"mon": [["09:00", "13:00"]]}
    services = [{"id": "corte", "name": "Corte", "minutes": 60}]
    alone = read_settings({"services": services, "hours": hours})
    monday = NOW.date()

    def booked(hour, minutes, staff=None, status=BookingStatus.COMPLETED):
        at = NOW.replace(hour=hour + 3, minute=0)
        fields = {"service": "corte", "staff": staff, "status": status, "datetime": at}
        return SimpleNamespace(**fields, ends_at=at + timedelta(minutes=minutes))

    rows = [
        booked(9, 60),
        booked(9, 30),
        booked(12, 120),
        booked(11, 60, None, BookingStatus.CANCELLED),
    ]
    assert occupation(alone, rows, monday, monday) == 50, (
        "what overlaps counts once, what is outside not"
    )
    assert occupation(alone, [], monday, monday) == 0
    sunday = monday - timedelta(days=1)
    assert occupation(alone, rows, sunday, sunday) is None
    staff = [
        {"id": "sol", "name": "Sol"},
        {"id": "eva", "name": "Eva", "hours": {"mon": [["09:00", "11:00"]]}},
    ]
    shop = read_settings(
        {
            "services": [{**services[0], "staff": ["sol", "eva"]}],
            "hours": hours,
            "staff": staff,
            "closures": [{"from": f"{monday}T12:00", "to": f"{monday}T13:00"}],
        }
    )
    both = [booked(9, 60, "sol"), booked(9, 120, "eva")]
    assert occupation(shop, both, monday, monday) == 60, "3 of 3 + 2 hours"


def test_what_scrolls_on_the_figures_is_reached_by_the_keyboard(world, browser):
    world.add_booking("b1", NOW - timedelta(hours=2))
    page = browser.get("/panel/figures").text
    assert '<ol class="bars" tabindex="0" aria-label="Turnos por día">' in page


def test_no_cell_of_the_csv_begins_as_a_formula(world, browser):
    world.add_booking("b1", NOW - timedelta(hours=2), name='=HYPERLINK("x")')
    text = browser.get("/panel/figures?format=csv").text
    assert "'=HYPERLINK" in text
    assert ";=HYPERLINK" not in text


def test_the_csv_opens_in_excel_with_its_accents_and_in_columns(world, browser):
    """Excel knows UTF-8 by a mark, and parts cells as the country writes amounts."""
    world.add_booking("b1", NOW - timedelta(hours=2), name="Sofía Muñoz")
    data = browser.get("/panel/figures?format=csv").content
    assert data.startswith("\N{BYTE ORDER MARK}día;hora;servicio;con;nombre".encode())
    assert "Sofía Muñoz".encode() in data
    mexico = Browser(world)
    mexico.post("/panel/entrar", token="s3cret-admin")
    world.add_client("mx", settings=SETTINGS | {"currency": "MXN"})
    assert mexico.get("/panel/figures?format=csv&client=mx").text[1:].startswith("día,hora,")


def test_nothing_inline_runs_and_nothing_is_kept(browser):
    page = browser.get("/panel/agenda")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r"\sstyle=|<style|<script>|\son[a-z]+=", page.text)
