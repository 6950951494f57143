"""What we ship for systemd, Prometheus, Grafana and compose, as far as it can be checked here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from .conftest import DEPLOY

UNITS = ("ExecStart", "WatchdogSec", "TimeoutStopSec", "Type", "UMask")
QUERIES = re.compile(r"milo_[a-z_]+")


def verified(unit: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "milo.service"
    path.write_text(unit.replace("/opt/milo/bin/milo", "/bin/true"))
    command = ["systemd-analyze", "verify", "--recursive-errors=no", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path):
    unit = (DEPLOY / "milo.service").read_text()
    said = verified(unit, tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    assert verified(unit.replace("WatchdogSec", "WatchdogSek"), tmp_path).stderr
    for line in unit.splitlines():
        assert not re.search(r"=.*;", line), "a comment behind a value is part of it"


def test_the_unit_gives_a_stop_the_time_that_it_may_take():
    unit = (DEPLOY / "milo.service").read_text()
    values = dict(re.findall(r"^(\w+)=(.*)$", unit, re.M))
    assert (values["Type"], values["WatchdogSec"], values["UMask"]) == ("notify", "30", "0077")
    assert int(values["TimeoutStopSec"]) > 25


def test_the_alarms_come_when_they_should_and_not_otherwise():
    alerts = DEPLOY / "prometheus"
    for command in (["test", "rules", "alerts_test.yaml"], ["check", "config", "prometheus.yaml"]):
        done = subprocess.run(
            ["promtool", *command], cwd=alerts, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_no_alarm_goes_untested():
    """A misspelt name in promtool's tests is a success to it."""
    alerts = YAML().load(DEPLOY / "prometheus" / "alerts.yaml")
    names = {rule["alert"] for group in alerts["groups"] for rule in group["rules"]}
    tests = (DEPLOY / "prometheus" / "alerts_test.yaml").read_text()
    assert {name for name in names if name not in tests} == set()
    assert set(re.findall(r"Milo[A-Z]\w+", tests)) <= names


@pytest.mark.parametrize("file", ["prometheus/alerts.yaml", "grafana/milo.json"])
def test_every_metric_that_is_asked_for_is_measured(file):
    told = (DEPLOY.parent / "docs" / "operating.md").read_text()
    known = set(QUERIES.findall(told)) | {"milo_webhook_seconds_bucket"}
    asked = set(QUERIES.findall((DEPLOY / file).read_text()))
    assert asked
    assert asked - known == set()


def test_the_dashboard_is_one_that_grafana_imports():
    board = json.loads((DEPLOY / "grafana" / "milo.json").read_text())
    assert board["title"] == "Milo"
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids))
    for panel in board["panels"]:
        assert panel["targets"], panel["title"]
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24


def held_to_composes_schema(file: Path) -> subprocess.CompletedProcess[str]:
    """By the schema of the Compose specification, as it travels with check-jsonschema."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    return subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)


def test_compose_is_what_its_schema_says(tmp_path):
    done = held_to_composes_schema(DEPLOY / "compose.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = tmp_path / "compose.yaml"
    wrong.write_text((DEPLOY / "compose.yaml").read_text().replace("healthcheck:", "healthchek:"))
    assert "healthchek" in held_to_composes_schema(wrong).stdout


def test_compose_gives_each_service_what_it_needs():
    told = YAML().load(DEPLOY / "compose.yaml")
    milo = told["services"]["milo"]
    assert milo["depends_on"]["database"]["condition"] == "service_healthy"
    assert milo["stop_grace_period"] == "30s"
    assert "ports" not in milo, "only the proxy reaches it"
    proxy = told["services"]["caddy"]["networks"]["front"]["ipv4_address"]
    assert milo["environment"]["MILO_TRUSTED_PROXY"] == proxy
    for service in told["services"].values():
        for secret in service.get("secrets", ()):
            assert secret in told["secrets"]


def test_the_image_runs_as_nobody_in_particular_and_is_asked_whether_it_lives():
    steps = (DEPLOY / "Dockerfile").read_text()
    assert "install.sh" in steps
    assert re.search(r"^USER milo$", steps, re.M)
    assert "/healthz" in steps
