"""Templates are asked for each hour: what Meta thinks of them counts without its webhook, too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from milo.cli.libraries import load_templates
from milo.cli.template_watch import EVERY_SECONDS, FIRST_SECONDS, TemplateWatch, learn_templates
from milo.demo.standin import ACCOUNT_ID, StandIn
from milo.engine.errors import GatewayError
from milo.engine.testing import SimulatedClock, SimulatedExecutor
from milo.http.cloud.management import ManagementApi
from milo.http.cloud.tokens import Credential
from milo.store.memory import MemoryStore

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_what_meta_says_is_kept_told_once_and_alarms_where_it_stops_one(standin: StandIn) -> None:
    store, clock = MemoryStore(), SimulatedClock(NOW)
    kept = standin.exchange.templates
    for template in load_templates():
        kept.create(template.to_meta("es-AR"), "APPROVED")
    api = ManagementApi(standin.url, Credential("EAAtoken", "s3cret"))

    def learned() -> int:
        return learn_templates(store, api, ACCOUNT_ID, clock)

    assert learned() == len(list(load_templates()))
    assert learned() == 0
    kept.change("recordatorio", "es_AR", "PAUSED", "LOW_QUALITY")
    with capture_logs() as logs:
        assert learned() == 1
    state = store.read(lambda tx: tx.templates.find("recordatorio", "es_AR"))
    assert state is not None and (state.status, state.reason) == ("PAUSED", "LOW_QUALITY")
    (told,) = [one for one in logs if one.get("action") == "template.alarm"]
    assert (told["log_level"], told["template"]) == ("warning", "recordatorio")


def test_it_is_asked_for_each_hour_whatever_became_of_the_last_time() -> None:
    executor, asked = SimulatedExecutor(SimulatedClock(NOW)), []

    def ask() -> int:
        asked.append(1)
        raise GatewayError("retry", "away")

    TemplateWatch(ask, run=lambda work: work()).keep_on(executor)
    executor.wind(timedelta(seconds=FIRST_SECONDS + 1))
    assert len(asked) == 1
    executor.wind(timedelta(seconds=3 * EVERY_SECONDS))
    assert len(asked) == 4
