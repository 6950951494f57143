"""Settings that make no sense: each fault named, with its place."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from milo.engine.booking.settings.settings import ClientSettings, read_settings
from milo.engine.errors import SettingsError

from ..booking_samples import CONTRACT, raw, service


def faults(data):
    with pytest.raises(SettingsError) as caught:
        read_settings(data)
    return {fault.path: fault.message for fault in caught.value.faults}


def put(data, path, value):
    """Return the data with something else at a path (`services[0].minutes`)."""
    data = copy.deepcopy(data)
    *way, last = path.replace("[", ".").replace("]", "").split(".")
    at = data
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    at[int(last) if isinstance(at, list) else last] = value
    return data


HOUR = 'must be an hour that exists, from "00:00" to "23:59"'
TEXT_HOUR = 'must be an hour written as text, such as "09:30"'
EMPTY = "is empty: it ends when it begins"
ID = "must be 1 to 64 letters, digits, '.', '_' or '-'"
DATE = "the key must be a date that exists, written YYYY-MM-DD"
MOMENT = "must be a local time that exists, written YYYY-MM-DDTHH:MM"
UNCLEAN = "must not contain NUL or half of a character"
NEVER = "reaches past the horizon of 30 days: nothing could ever be booked"
PARTY = "is more than the capacity (1): such a party could never be booked"
REFUSED = [
    ("services[0].minutes", 0, "must be 1 or more"),
    ("services[0].minutes", -5, "must be 1 or more"),
    ("services[0].minutes", 10**6, "must be 44640 or less"),
    ("services[0].minutes", 10**6000, "must be 44640 or less"),
    ("services[0].minutes", "30", "must be a whole number"),
    ("services[0].minutes", 30.0, "must be a whole number"),
    ("services[0].minutes", True, "must be a whole number"),
    ("services[0].minutes", None, "must be a whole number"),
    ("services[0].minutes", 241, "is longer than any opening: it could never be booked"),
    ("services[0].slot_minutes", 0, "must be 1 or more"),
    ("services[0].capacity", 0, "must be 1 or more"),
    ("services[0].max_party", 0, "must be 1 or more"),
    ("services[0].max_per_day", 0, "must be 1 or more"),
    ("services[0].buffer_before_minutes", -1, "must be 0 or more"),
    ("services[0].buffer_after_minutes", -1, "must be 0 or more"),
    ("services[0].id", "", ID),
    ("services[0].id", "a b", ID),
    ("services[0].id", "ñ", ID),
    ("services[0].id", "a|b", ID),
    ("services[0].id", "a" * 65, ID),
    ("services[0].id", "a\n", ID),
    ("services[0].id", 7, "must be a text"),
    ("services[0].name", "", "must not be blank"),
    ("services[0].name", "  ", "must not be blank"),
    ("services[0].name", "x" * 101, "must have at most 100 characters"),
    ("services[0].name", "a\0b", UNCLEAN),
    ("services[0].name", "\ud83c", UNCLEAN),
    ("services[0].price", True, "must be a text"),
    ("services[0].price", -1, "must be between 0 and a million million"),
    ("services[0].price", float("nan"), "must be between 0 and a million million"),
    ("services[0].price", float("inf"), "must be between 0 and a million million"),
    ("services[0].price", 10**6000, "must be between 0 and a million million"),
    ("services[0].price", [1], "must be a text"),
    ("services[0].colour", "red", "is not a known setting"),
    ("services[0].staff", "carla", "must be a list"),
    ("services[0].staff[0]", "zoe", "is not the id of anyone in settings.staff: zoe"),
    ("services[0].staff", ["carla", "carla"], None),
    ("services[0]", 3, "must be an object"),
    ("services", {}, "must be a list"),
    ("services", None, "must be a list"),
    ("hours", [], "must be an object"),
    ("hours.lun", [], None),
    ("hours.Mon", [], None),
    ("hours.mon", "09:00", "must be a list"),
    ("hours.mon[0]", [], None),
    ("hours.mon[0]", ["09:00", "10:00", "11:00"], "must be two hours: [from, to]"),
    ("hours.mon[0]", ["09:00", "09:00"], EMPTY),
    ("hours.mon[0]", ["00:00", "00:00"], EMPTY),
    ("hours.mon[0][0]", "24:00", HOUR),
    ("hours.mon[0][0]", "9:00", HOUR),
    ("hours.mon[0][0]", "09:60", HOUR),
    ("hours.mon[0][0]", "٠٩:٠٠", HOUR),
    ("hours.mon[0][1]", "25:00", HOUR),
    ("hours.mon[0][1]", "24:01", HOUR),
    ("hours.mon[0][1]", "13:00 ", HOUR),
    ("hours.mon[0][1]", 780, TEXT_HOUR),
    ("hours.mon[0][1]", None, TEXT_HOUR),
    ("special_days.2026-02-30", [], DATE),
    ("special_days.20261224", [], DATE),
    ("special_days.2026-W01-1", [], DATE),
    ("special_days.2026-12-24", ["09:00"], None),
    ("closures[0].to", "2026-12-01T10:00", "must be after `from`"),
    ("closures[0].to", "2026-12-01T09:59", "must be after `from`"),
    ("closures[0].to", "2026-12-01 12:00", MOMENT),
    ("closures[0].to", "2026-12-01T24:00", MOMENT),
    ("closures[0].from", "2026-02-29T10:00", MOMENT),
    ("closures[0].from", "2026-12-01T10:00:00", MOMENT),
    ("closures[0].from", "2026-12-01T10:00-03:00", MOMENT),
    ("closures[0].from", "0001-01-01T10:00", "must lie between the years 1900 and 2999"),
    ("closures[0].why", "x", "is not a known setting"),
    ("timezone", "Mars/Olympus", None),
    ("timezone", "america/argentina/buenos_aires", None),
    ("timezone", "../etc/passwd", None),
    ("timezone", "", None),
    ("timezone", -3, "must be a text"),
    ("locale", "español", "must be a locale such as es-AR"),
    ("currency", "pesos", "must be three capital letters (ISO 4217)"),
    ("flow", "", "must not be blank"),
    ("flow", {}, "must be a text"),
    ("min_notice_minutes", -1, "must be 0 or more"),
    ("min_notice_minutes", 31 * 1440, NEVER),
    ("day_before_until", "24:00", HOUR),
    ("day_before_until", 18, TEXT_HOUR),
    ("horizon_days", -1, "must be 0 or more"),
    ("horizon_days", 10**9, "must be 3660 or less"),
    ("max_active_per_contact", 0, "must be 1 or more"),
    ("confirmation", "maybe", "must be one of 'auto' or 'manual'"),
    ("pending_expires_minutes", 0, "must be 1 or more"),
    ("cancel_notice_minutes", -1, "must be 0 or more"),
    ("reminders_minutes", [0], None),
    ("reminders_minutes[1]", -120, "must be 1 or more"),
    ("reminders_minutes[1]", 1440, "stands there twice"),
    ("messages", [], "must be an object"),
    ("messages.saludo", 3, "must be a text"),
    ("messages.saludo", "x" * 4097, "must have at most 4096 characters"),
    ("templates.recordatorio", None, "must be a text"),
    ("reception.phone", "+549261", "must be 6 to 20 digits"),
    ("reception.return_after_minutes", 0, "must be 1 or more"),
    ("reception", None, "must be an object"),
    ("staff[0].id", "", ID),
    ("staff[0].hours.tue[0]", ["10:00", "10:00"], EMPTY),
    ("staff[0].special_days.2026-02-30", [], DATE),
    ("staff[0].closures[0].to", "2026-12-02T10:00", "must be after `from`"),
    ("services[0].questions[0].id", "a b", ID),
    ("services[0].questions[0].text", " ", "must not be blank"),
    ("services[0].questions[0].text", "x" * 301, "must have at most 300 characters"),
    (
        "services[0].questions",
        [{"id": f"{n}", "text": "?"} for n in range(4)],
        "must have at most 3",
    ),
    ("services[0].questions", [{"id": "a", "text": "?"}] * 2, None),
    (
        "services[0].max_party",
        2,
        "is more than the capacity (1): such a party could never be booked",
    ),
    ("choose_staff", "yes", "must be true or false"),
    ("ask_party", 1, "must be true or false"),
    ("ask_note", None, "must be true or false"),
    ("waitlist", "no", "must be true or false"),
    ("waitlist_minutes", 0, "must be 1 or more"),
    ("no_shows_before_manual", 0, "must be 1 or more"),
    ("quiet", ["21:00"], None),
    ("quiet", ["21:00", "21:00"], EMPTY),
    ("quiet[1]", "24:00", HOUR),
    ("country", "XX", "is not the code of a country (ISO 3166)"),
    ("country", "ar", "must be a country's two capital letters (ISO 3166), such as AR"),
    ("province", "ZZ", "is not a province of AR"),
    ("map_url", "maps.google.com", "must be a link that begins with https://"),
    ("map_url", "javascript:alert(1)", "must be a link that begins with https://"),
    ("faq[0].ask", [], "must have at least 1"),
    ("faq[0].say", "", "must not be blank"),
    ("notify.digest", "8", HOUR),
    ("notify.all", True, "is not a known setting"),
    ("servicios", [], "is not a known setting"),
]


@pytest.mark.parametrize(
    ("path", "value", "message"), REFUSED, ids=[f"{n}-{row[0]}" for n, row in enumerate(REFUSED)]
)
def test_what_is_refused(path, value, message):
    found = faults(put(CONTRACT, path, value))
    near = [at for at in found if at.startswith(f"settings.{path}")]
    assert near, found
    if message is not None:
        assert found.get(f"settings.{path}") == message


@pytest.mark.parametrize("value", [None, [], 3, "x", True, 1.5])
def test_what_is_no_object(value):
    assert faults(value) == {"settings": "must be an object"}


def test_what_is_required():
    assert faults({"services": [{}]}) == {
        "settings.hours": "is required",
        "settings.services[0].id": "is required",
        "settings.services[0].name": "is required",
        "settings.services[0].minutes": "is required",
    }


def test_every_fault_at_once():
    data = put(CONTRACT, "services[0].minutes", 0)
    data["services"].append({"id": "corte", "name": "", "minutes": 20, "capacity": 2})
    data["services"][1]["buffer_after_minutes"] = 10
    data["staff"].append({"id": "carla", "name": "Otra"})
    data["min_notice_minutes"] = 10**6
    data["timezone"] = "Nowhere"
    assert set(faults(data)) == {
        "settings.services[0].minutes",
        "settings.services[1].id",
        "settings.services[1].name",
        "settings.services[1].buffer_after_minutes",
        "settings.staff[1].id",
        "settings.min_notice_minutes",
        "settings.timezone",
    }


def test_what_was_taken_before_a_rule_came_still_works():
    old = raw(services=[service(max_party=4)])
    assert list(faults(old)) == ["settings.services[0].max_party"]
    assert read_settings(old, stored=True).service("s").max_party == 4


def test_a_province_needs_a_country():
    assert faults(raw(timezone="UTC", province="M")) == {"settings.province": "needs a country"}


def test_rests_need_one_guest_or_somebody():
    both = {"capacity": 2, "buffer_before_minutes": 5, "buffer_after_minutes": 5}
    words = "must be 0 where the capacity is above 1 and nobody of the staff does it"
    assert faults(raw(services=[service(**both)])) == {
        "settings.services[0].buffer_before_minutes": words,
        "settings.services[0].buffer_after_minutes": words,
    }
    staff = [{"id": "ana", "name": "Ana"}]
    assert read_settings(raw(services=[service(**both, staff=["ana"])], staff=staff))


@pytest.mark.parametrize(
    ("notice", "horizon", "fine"),
    [(1439, 0, True), (1440, 0, False), (2879, 1, True), (2880, 1, False), (44_639, 30, True)],
)
def test_a_notice_must_leave_something_before_the_horizon(notice, horizon, fine):
    data = raw(min_notice_minutes=notice, horizon_days=horizon)
    if fine:
        assert read_settings(data)
    else:
        assert list(faults(data)) == ["settings.min_notice_minutes"]


def test_a_cut_off_the_day_before_needs_a_next_day():
    assert list(faults(raw(day_before_until="18:00", horizon_days=0))) == [
        "settings.day_before_until"
    ]


ANA = [{"id": "ana", "name": "Ana", "hours": {"mon": [["08:00", "18:00"]]}}]
NIGHTS = {"mon": [["20:00", "24:00"]], "tue": [["00:00", "04:00"]]}


@pytest.mark.parametrize(
    ("minutes", "more", "fine"),
    [
        (240, {}, True),
        (241, {}, False),
        (480, {"hours": NIGHTS}, True),
        (481, {"hours": NIGHTS}, False),
        (600, {"staff": ANA, "services": [service(600, staff=["ana"])]}, True),
        (601, {"staff": ANA, "services": [service(601, staff=["ana"])]}, False),
        (600, {"special_days": {"2026-12-24": [["10:00", "20:00"]]}}, True),
        (601, {"special_days": {"2026-12-24": [["10:00", "20:00"]]}}, False),
        (30, {"hours": {}}, False),
        (30, {"hours": {}, "special_days": {"2999-12-31": [["10:00", "20:00"]]}}, True),
        (44_640, {"hours": {d: [["00:00", "24:00"]] for d in raw()["hours"]}}, True),
    ],
)
def test_a_service_must_fit_some_opening(minutes, more, fine):
    data = {**raw(services=[service(minutes)]), **more}
    if fine:
        assert read_settings(data)
    else:
        assert list(faults(data)) == ["settings.services[0].minutes"]


DEEP = json.loads("[" * 900 + "]" * 900)


@pytest.mark.parametrize("path", ["address", "services", "hours", "messages.saludo", "x"])
def test_deep_values_are_refused(path):
    assert any("nested too deep" in words for words in faults(put(CONTRACT, path, DEEP)).values())


@pytest.mark.parametrize("key", ["a\0", "\ud800", 3, None])
def test_keys_that_are_no_text_are_refused(key):
    for where in ("messages", "hours", "special_days"):
        found = faults({**CONTRACT, where: {key: "x"}})
        assert found[f"settings.{where}"] == "has a key that is not a clean text"
        json.dumps(found, ensure_ascii=False).encode()


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["09:00", "24:00", "mon", "2026-12-24", "corte", "carla", 10**400]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.sampled_from(list(CONTRACT)), inner, max_size=3)
    ),
    max_leaves=8,
)
PLACES = [*CONTRACT, *(row[0] for row in REFUSED), "services[0].staff", "hours.mon[0]"]


@budget(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), json_values)
def test_nothing_but_a_settings_error(place, value):
    for data in (value, put(CONTRACT, place, value)):
        try:
            assert isinstance(read_settings(data), ClientSettings)
        except SettingsError as error:
            assert error.faults
            assert all(fault.path.startswith("settings") for fault in error.faults)
            str(error).encode()
