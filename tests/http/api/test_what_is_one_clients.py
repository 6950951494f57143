"""Tokens, feeds, conflicts and blocked people of one client, and never another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from milo.engine.model import BookingStatus, Contact, Reception

from ..conftest import NOW, SETTINGS

NINE = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clients(world):
    world.add_client("carla")
    world.add_client("otra")
    world.add_booking("b1", NINE, name="Ana", token="page-1", sequence=1)
    world.add_booking("b2", NINE, client_id="c-otra", name="Eva", token="page-2", sequence=1)


def ask(world, method, path, token, data=None):
    headers = {"Authorization": f"Bearer {token}"}
    return world.http.simulate_request(method, path, headers=headers, json=data)


@pytest.fixture
def token(world):
    answer = world.post("/api/clients/carla/tokens", {"name": "agenda"})
    assert answer.status_code == 201
    return answer.json["token"]


MINE = [
    ("GET", "/api/clients/carla", None),
    ("PATCH", "/api/clients/carla", {"name": "Carla!"}),
    ("PATCH", "/api/clients/carla", {"settings": SETTINGS}),
    ("GET", "/api/clients/carla/conflicts", None),
    ("POST", "/api/clients/carla/calendar-tokens", None),
    ("GET", "/api/clients/carla/blocked", None),
    ("GET", "/api/clients/carla/receptions", None),
    ("POST", "/api/clients/carla/blocked", {"phone": "5492615551234"}),
    ("GET", "/api/bookings?client=carla", None),
    ("GET", "/api/bookings/b1", None),
    ("PATCH", "/api/bookings/b1", {"notes": "x"}),
    ("PATCH", "/api/bookings/b1", {}),
    (
        *("POST", "/api/bookings"),
        {"client": "carla", "service": "corte", "datetime": "2026-11-25T21:00:00-03:00"},
    ),
]


@pytest.mark.parametrize(("method", "path", "data"), MINE)
def test_a_client_s_token_opens_what_is_its_own(world, token, method, path, data):
    assert ask(world, method, path, token, data).status_code in (200, 201)


@pytest.mark.parametrize(("method", "path", "data"), MINE)
def test_a_client_s_token_opens_nothing_of_another(world, token, method, path, data):
    path = path.replace("carla", "otra").replace("b1", "b2")
    data = {**data, "client": "otra"} if data and "client" in data else data
    answer = ask(world, method, path, token, data)
    if (method, path) == ("GET", "/api/clients/otra"):
        assert "settings" not in answer.json
    else:
        assert answer.status_code == 404
    assert world.read(lambda tx: tx.bookings.by_id("b2")).notes == ""


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/shortlinks"),
        ("GET", "/api/businesses"),
        ("GET", "/api/clients/carla/tokens"),
        ("POST", "/api/clients/carla/tokens"),
        ("DELETE", "/api/clients/carla/tokens/x"),
    ],
)
def test_what_is_the_operator_s_stays_closed(world, token, method, path):
    assert ask(world, method, path, token, {}).status_code == 401


@pytest.mark.parametrize("field", [{"status": "inactive"}, {"business_id": None}])
def test_a_client_does_not_change_what_the_operator_decides(world, token, field):
    assert ask(world, "PATCH", "/api/clients/carla", token, field).status_code == 403


def test_a_token_that_was_ended_opens_nothing(world, token):
    (row,) = world.get("/api/clients/carla/tokens", admin=True).json["tokens"]
    assert set(row) == {"id", "name", "created_at"}
    path = f"/api/clients/carla/tokens/{row['id']}"
    assert ask(world, "DELETE", path, "admin").status_code in (204, 401)
    world.http.simulate_delete(path, headers=world.admin)
    assert ask(world, "GET", "/api/bookings/b1", token).status_code == 401


def feed(world, **params):
    made = world.post("/api/clients/carla/calendar-tokens", None)
    assert made.status_code == 201
    path = made.json["url"].removeprefix("https://go.soymilo.com")
    path, _, query = path.partition("?")
    more = "".join(f"&{key}={value}" for key, value in params.items())
    answer = world.http.simulate_get(path, query_string=query + more)
    assert answer.status_code == 200, answer.text
    return answer


def events(answer):
    return {str(one["uid"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_feed_says_what_calendars_need(world):
    answer = feed(world)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in answer.text
    assert "X-PUBLISHED-TTL:PT1H\r\n" in answer.text
    (event,) = events(answer).values()
    assert (event["uid"], event["sequence"], event["status"]) == ("b1", 1, "CONFIRMED")
    assert event["dtstart"].dt == NINE
    assert not {"rrule", "rdate", "exdate"} & {name.lower() for name in event}
    assert "TZID=America/Argentina/Buenos_Aires" in answer.text
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))


def test_a_name_that_another_program_wrote_with_a_line_break_breaks_no_feed(world):
    client = world.read(lambda tx: tx.clients.by_slug("carla"))
    world.store.transact(lambda tx: tx.clients.save(replace(client, name="Lo de Ana,\nturnos")))
    assert "X-WR-CALNAME:Lo de Ana, turnos\r\n" in feed(world).text


def test_each_change_makes_the_sequence_grow_and_keeps_the_uid(world):
    world.patch("/api/bookings/b1", {"datetime": "2026-11-24T18:15:00-03:00"})
    world.patch("/api/bookings/b1", {"status": "cancelled"})
    (event,) = events(feed(world)).values()
    assert (event["uid"], event["sequence"], event["status"]) == ("b1", 3, "CANCELLED")


def test_a_feed_tells_what_waits_and_what_was_cancelled_for_thirty_days(world):
    old = NOW - timedelta(days=31)
    world.add_booking("old", old, status=BookingStatus.CANCELLED, sequence=2)
    world.add_booking("p", NINE + timedelta(days=1), status=BookingStatus.PENDING, sequence=1)
    hold = {"status": BookingStatus.CANCELLED, "session_id": "s1"}
    world.add_booking("hold", NINE + timedelta(days=2), **hold)
    found = events(feed(world))
    assert {key: one["status"] for key, one in found.items()} == {
        "b1": "CONFIRMED",
        "p": "TENTATIVE",
    }


def test_a_feed_of_one_of_the_staff(world):
    world.add_booking("c1", NINE, service="color", staff="carla", sequence=1)
    assert set(events(feed(world, staff="carla"))) == {"c1"}


@pytest.mark.parametrize("zone", ["America/Santiago", "America/Asuncion"])
def test_instants_are_the_same_across_the_changes_of_the_clock(world, zone):
    world.patch("/api/clients/carla", {"settings": {**SETTINGS, "timezone": zone}})
    starts = [datetime(2027, 4, 3, 18, tzinfo=UTC) + timedelta(hours=n) for n in range(48)]
    starts += [datetime(2027, 9, 4, 18, tzinfo=UTC) + timedelta(hours=n) for n in range(48)]
    for number, start in enumerate(starts):
        world.add_booking(f"z{number:03}", start, sequence=1)
    found = events(feed(world))
    assert [found[f"z{n:03}"]["dtstart"].dt.astimezone(UTC) for n in range(96)] == starts
    assert f"TZID:{ZoneInfo(zone).key}\r\n" in feed(world).text


def test_an_hour_that_the_clock_shows_twice_is_given_in_utc_both_times(world):
    """Readers disagree on which of the two a local time is."""
    world.patch("/api/clients/carla", {"settings": {**SETTINGS, "timezone": "America/Santiago"}})
    midnight = datetime(2027, 4, 4, 3, 0, tzinfo=UTC)  # 24:00 is 23:00 again
    for minutes in (-90, -60, -30, 0, 30, 60):
        world.add_booking(f"z{minutes}", midnight + timedelta(minutes=minutes), sequence=1)
    found = events(feed(world))
    in_utc = {key for key, one in found.items() if "TZID" not in one["dtstart"].params}
    assert in_utc == {"z-60", "z-30", "z0", "z30"}


@pytest.mark.parametrize("query", ["", "token=", "token=wrong"])
def test_a_feed_needs_its_token(world, query):
    answer = world.http.simulate_get("/api/clients/carla/calendar.ics", query_string=query)
    assert answer.status_code == 404


def test_a_feed_opens_one_client_and_no_more(world, token):
    made = world.post("/api/clients/carla/calendar-tokens", None).json
    secret = made["url"].partition("token=")[2]
    other = world.http.simulate_get(
        "/api/clients/otra/calendar.ics", query_string=f"token={secret}"
    )
    assert other.status_code == 404
    assert ask(world, "GET", "/api/bookings/b1", secret).status_code == 401
    as_feed = world.http.simulate_get(
        "/api/clients/carla/calendar.ics", query_string=f"token={token}"
    )
    assert as_feed.status_code == 404
    world.http.simulate_delete(
        f"/api/clients/carla/calendar-tokens/{made['id']}", headers=world.admin
    )
    gone = world.http.simulate_get(
        "/api/clients/carla/calendar.ics", query_string=f"token={secret}"
    )
    assert gone.status_code == 404


def test_r22_what_settings_would_not_allow_is_kept_and_listed(world):
    changed = {**SETTINGS, "special_days": {"2026-11-24": []}}
    answer = world.patch("/api/clients/carla", {"settings": changed})
    assert [(one["id"], one["why"]) for one in answer.json["conflicts"]] == [("b1", "closed")]
    listed = world.get("/api/clients/carla/conflicts", admin=True).json
    assert listed == {"bookings": answer.json["conflicts"]}
    assert world.read(lambda tx: tx.bookings.by_id("b1")).status is BookingStatus.CONFIRMED
    services = [{"id": "otro", "name": "Otro", "minutes": 30}]
    world.patch("/api/clients/carla", {"settings": {**SETTINGS, "services": services}})
    listed = world.get("/api/clients/carla/conflicts", admin=True).json["bookings"]
    assert [one["why"] for one in listed] == ["service_removed"]
    answer = world.patch("/api/clients/carla", {"settings": SETTINGS})
    assert answer.json["conflicts"] == []
    assert "conflicts" not in world.patch("/api/clients/carla", {"name": "Otra"}).json


def test_who_is_blocked_twice_is_served_again_by_one_delete(world):
    path = "/api/clients/carla/blocked"
    first = world.post(path, {"phone": "0261 15 555-1234", "reason": "no vino"}).json
    again = world.post(path, {"phone": "+5492615551234", "reason": "otra vez"})
    assert (again.status_code, again.json) == (201, {**first, "reason": "otra vez"})
    assert world.get(path, admin=True).json["blocked"] == [again.json]
    world.http.simulate_delete(f"{path}/{first['id']}", headers=world.admin)
    assert world.get(path, admin=True).json["blocked"] == []


def test_blocked_people(world):
    path = "/api/clients/carla/blocked"
    made = world.post(path, {"phone": "0261 15 555 1234", "reason": "no viene"})
    assert (made.status_code, made.json["phone"]) == (201, "5492615551234")
    assert world.get(path, admin=True).json["blocked"] == [made.json]
    assert world.get("/api/clients/otra/blocked", admin=True).json["blocked"] == []
    assert world.post(path, {"reason": "nadie"}).status_code == 422
    ended = world.http.simulate_delete(f"{path}/{made.json['id']}", headers=world.admin)
    assert (ended.status_code, ended.text) == (204, "")
    again = world.http.simulate_delete(f"{path}/{made.json['id']}", headers=world.admin)
    assert again.status_code == 404


def test_the_page_of_a_booking(world):
    answer = world.http.simulate_get("/t/page-1")
    assert answer.status_code == 200
    for words in (
        "Corte",
        "Martes 24 de noviembre, 09:00",
        "San Martín 123",
        "Confirmado",
        "Carla",
    ):
        assert words in answer.text, words
    assert "Ana" not in answer.text and "Eva" not in answer.text
    assert 'href="page-1.ics"' in answer.text and "google.com/maps" in answer.text


def test_the_page_of_a_request_says_that_it_may_be_withdrawn(world):
    asked = {"client": "carla", "service": "corte", "datetime": "2026-11-24T09:30:00-03:00"}
    made = world.post("/api/bookings", {**asked, "status": "pending"})
    assert made.status_code == 201
    token = world.store.read(lambda tx: tx.bookings.by_id(made.json["id"])).token
    shown = world.http.simulate_get(f"/t/{token}").text
    assert "Mientras no lo confirmen, podés cancelarlo o cambiarlo" in shown
    assert "hasta el" not in shown
    assert "Mientras no lo confirmen" not in world.http.simulate_get("/t/page-1").text


def test_an_address_that_is_nobody_s_gets_a_page_that_says_what_to_do(world):
    answer = world.http.simulate_get("/t/nothing")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "No encontramos ese enlace" in answer.text and "mis turnos" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    for path in ("/t/nothing.ics", "/t/.ics", "/t/%0A.ics", "/t/a%0Ab.ics"):
        assert world.http.simulate_get(path).json["title"] == "Not Found"


def test_the_file_of_a_booking_tells_nothing_of_anybody(world):
    answer = world.http.simulate_get("/t/page-1.ics")
    (event,) = events(answer).values()
    assert (event["uid"], event["dtstart"].dt) == ("b1", NINE)
    assert "Ana" not in answer.text


def test_a_page_is_gone_thirty_days_after(world):
    ends = NINE + timedelta(minutes=30)
    world.clock.time = ends + timedelta(days=30) - timedelta(seconds=1)
    assert world.http.simulate_get("/t/page-1").status_code == 200
    world.clock.time = ends + timedelta(days=30)
    gone = world.http.simulate_get("/t/page-1")
    assert (gone.status_code, "Este turno ya pasó" in gone.text) == (410, True)
    assert "Corte" not in gone.text and "Carla" not in gone.text
    assert world.http.simulate_get("/t/page-1.ics").status_code == 410


def test_wrong_tokens_are_slowed_down_and_right_ones_never(world, token):
    wrong = [ask(world, "GET", "/api/bookings/b1", f"no-{n}").status_code for n in range(25)]
    assert wrong == [401] * 20 + [429] * 5
    assert world.get("/api/bookings/b1", admin=True).status_code == 200
    assert ask(world, "GET", "/api/bookings/b1", token).status_code == 200
    assert world.get("/api/bookings/b1").status_code == 401
    world.clock.time += timedelta(minutes=1)
    assert ask(world, "GET", "/api/bookings/b1", "no").status_code == 401


@pytest.mark.parametrize(
    ("part", "bodies"),
    [
        ("tokens", [{"name": str(number)} for number in range(5)]),
        ("blocked", [{"phone": f"549261555000{number}"} for number in range(5)]),
    ],
)
def test_their_lists_come_in_pages(world, part, bodies):
    path = f"/api/clients/carla/{part}"
    made = sorted(world.post(path, body).json["id"] for body in bodies)
    seen, query = [], "limit=2"
    for _ in range(3):
        page = world.http.simulate_get(path, query_string=query, headers=world.admin).json
        seen += [one["id"] for one in page[part]]
        query = f"limit=2&after={page['next']}"
    assert (seen, page["next"]) == (made, None)
    for wrong in ("limit=0", "limit=1001", "colour=1"):
        refused = world.http.simulate_get(path, query_string=wrong, headers=world.admin)
        assert refused.status_code == 422, wrong


def test_receptions_come_in_pages(world):
    def work(tx):
        client = tx.clients.by_slug("carla")
        for number in range(3):
            phone = Contact(f"d{number}", "1060000999", f"AR.{number}", None, "Carla")
            tx.contacts.upsert(phone, NOW)
            tx.receptions.add(Reception(f"r{number}", client.id, phone.id, None, NOW))

    world.edge.store.transact(work)
    path = "/api/clients/carla/receptions"
    first = world.http.simulate_get(path, query_string="limit=2", headers=world.admin).json
    assert ([one["id"] for one in first["receptions"]], first["next"]) == (["r0", "r1"], "r1")
    last = world.http.simulate_get(path, query_string="after=r1", headers=world.admin).json
    assert ([one["id"] for one in last["receptions"]], last["next"]) == (["r2"], None)
    assert world.http.simulate_get(path, query_string="x=1", headers=world.admin).status_code == 422
