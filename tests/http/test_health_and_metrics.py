"""Health and measurements."""

from __future__ import annotations

import pytest
import tzdata

from milo.http.api.metrics import PrometheusMeter


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
