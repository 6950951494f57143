"""Health and measurements."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import tzdata

from milo.engine.errors import UnavailableError
from milo.engine.messages import Incoming, Kind
from milo.engine.model import AccountNews, Contact, InboxRow
from milo.engine.testing import SimulatedClock
from milo.http.api.metrics import PrometheusMeter
from milo.http.api.store_gauges import KEPT, StoreGauges
from milo.store.memory import MemoryStore

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_alive(world):
    assert world.get("/healthz").json == {"status": "ok", "timezones": tzdata.IANA_VERSION}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_may_ask_with_head(world, path):
    assert world.http.simulate_head(path).status_code == 200


def test_ready(world):
    answer = world.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"ready": True, "parts": {"store": True, "sender": True, "leases": True}}


def test_not_ready_says_which_part(build):
    answer = build(ready=lambda: {"store": True, "sender": False}).get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"ready": False, "parts": {"store": True, "sender": False}}


def test_not_ready_when_nobody_can_tell(build):
    def broken():
        raise OSError("disk")

    answer = build(ready=broken).get("/readyz")
    assert answer.status_code == 503
    assert "disk" not in answer.text


def test_metrics_of_the_edge(world):
    world.add_client("carla")
    world.deliver_file("text")
    world.deliver_file("text")
    world.get("/carla")
    world.get("/nadie")
    answer = world.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert 'milo_webhook_posts_total{outcome="stored"} 2.0' in lines
    assert 'milo_webhook_messages_total{outcome="new"} 1.0' in lines
    assert 'milo_webhook_messages_total{outcome="repeated"} 1.0' in lines
    assert 'milo_redirects_total{outcome="found"} 1.0' in lines
    assert 'milo_redirects_total{outcome="missing"} 1.0' in lines
    assert "milo_webhook_seconds_count 2.0" in lines


def test_what_waits_is_measured_when_asked_and_not_too_often():
    """Where the store cannot be read, the last figures stand."""
    clock, store, meter = SimulatedClock(NOW), MemoryStore(), PrometheusMeter()
    gauges = StoreGauges(store, clock, meter)

    def lines():
        gauges.refresh()
        return meter.exposition().decode().splitlines()

    def wrote(name, at):
        message = Incoming(Kind.TEXT, text="hola")
        person = Contact("p1", "n", "AR.1", None, "Ana")
        store.transact(lambda tx: tx.contacts.upsert(person, at))
        store.transact(lambda tx: tx.inbox.add(InboxRow(name, "n", "p1", message, b"", at)))

    assert {"milo_inbox_rows 0.0", 'milo_bookings{status="held"} 0.0'} <= set(lines())
    wrote("m1", NOW - timedelta(seconds=50))
    assert "milo_inbox_rows 0.0" in lines()
    clock.wind_to(NOW + KEPT)
    assert {"milo_inbox_rows 1.0", "milo_inbox_age_seconds 60.0"} <= set(lines())
    assert {"milo_outbox_rows 0.0", "milo_people_waiting 0.0"} <= set(lines())
    store.read = unavailable
    clock.wind_to(NOW + 3 * KEPT)
    assert "milo_inbox_rows 1.0" in lines()


def test_an_alarm_of_metas_stands_until_it_is_taken_back_whoever_was_started_since():
    """One number may be well again while another is not: the topic's alarm stands."""
    store, clock = MemoryStore(), SimulatedClock(NOW)

    def says(number, alarming):
        news = AccountNews(f"number {number}", "phone_number_quality_update", "x", alarming, NOW)
        store.transact(lambda tx: tx.account_news.save(news))

    def alarm():
        meter = PrometheusMeter()
        StoreGauges(store, clock, meter).refresh()
        lines = meter.exposition().decode().splitlines()
        return [line.split()[-1] for line in lines if line.startswith("milo_account_alarm{")]

    assert alarm() == []
    says("1", True)
    says("2", True)
    assert alarm() == ["1.0"]
    says("2", False)
    assert alarm() == ["1.0"]
    says("1", False)
    assert alarm() == ["0.0"]


def unavailable(_work):
    raise UnavailableError("away")


class TestMeter:
    @pytest.fixture
    def meter(self):
        return PrometheusMeter()

    def lines(self, meter):
        return meter.exposition().decode().splitlines()

    def test_counts(self, meter):
        meter.count("turns")
        meter.count("turns", 2)
        assert "milo_turns_total 3.0" in self.lines(meter)

    def test_gauges(self, meter):
        meter.gauge("awake", 5)
        meter.gauge("awake", 3)
        assert "milo_awake 3.0" in self.lines(meter)

    def test_durations(self, meter):
        meter.observe("turn_seconds", 0.02, flow="reservas")
        assert 'milo_turn_seconds_bucket{flow="reservas",le="0.025"} 1.0' in self.lines(meter)
        assert 'milo_turn_seconds_bucket{flow="reservas",le="0.01"} 0.0' in self.lines(meter)

    def test_names_are_made_fit(self, meter):
        meter.count("outbox.sent-now")
        assert "milo_outbox_sent_now_total 1.0" in self.lines(meter)

    def test_what_does_not_fit_is_dropped(self, meter):
        meter.count("turns", flow="a")
        meter.count("turns", client="b")
        meter.count("turns")
        meter.gauge("turns", 1)
        meter.count("turns", -1, flow="a")
        assert 'milo_turns_total{flow="a"} 1.0' in self.lines(meter)

    def test_two_meters_share_nothing(self, meter):
        meter.count("turns")
        assert "turns" not in PrometheusMeter().exposition().decode()
