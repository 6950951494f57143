"""`milo templates` against Meta's stand-in: listed, submitted, followed."""

from __future__ import annotations

import json

from milo.demo.standin import StandIn

from .conftest import Milo


def statuses(milo: Milo, *arguments: str) -> dict[str, str]:
    result = milo("templates", *arguments, "--json")
    return {one["name"]: one["status"] for one in json.loads(result.stdout)["templates"]}


def test_what_meta_was_not_asked_for_is_listed_as_such(milo: Milo) -> None:
    found = statuses(milo, "list")
    assert found["recordatorio"] == "UNSUBMITTED"
    assert set(found.values()) == {"UNSUBMITTED"}
    assert "MILO_META_WABA_ID" in milo.wrong("templates", "submit")


def test_all_are_submitted_and_followed_until_they_are_sent(online: Milo, standin: StandIn) -> None:
    standin.exchange.faults.flip({"require_proof": True})
    assert set(statuses(online, "submit").values()) == {"PENDING"}
    for name, language in list(standin.exchange.templates.kept):
        standin.exchange.templates.change(name, language, "APPROVED", "NONE")
    assert set(statuses(online, "status").values()) == {"APPROVED"}
    assert online("templates", "status").exit_code == 0
    standin.exchange.templates.change("recordatorio", "es_AR", "PAUSED", "LOW_QUALITY")
    result = online("templates", "status")
    assert result.exit_code == 1
    assert "is not sent: paused LOW_QUALITY" in " ".join(result.stdout.split())


def test_what_meta_refuses_is_told_and_the_rest_goes_on(online: Milo, standin: StandIn) -> None:
    assert online("templates", "submit", "recordatorio").exit_code == 0
    result = online("templates", "submit", "recordatorio")
    assert result.exit_code == 1 and "recordatorio es_AR" in result.stderr
    assert statuses(online, "submit")["encuesta"] == "PENDING"
    assert online("templates", "submit", "nadie").exit_code == 2


def test_a_wrong_secret_is_told(online: Milo) -> None:
    result = online("templates", "status", MILO_META_APP_SECRET="another")
    assert result.exit_code == 1 and "appsecret_proof" in result.stderr


def test_flow_check_holds_templates_to_metas_rules(milo: Milo) -> None:
    folder = milo.folder / "flujos" / "templates"
    folder.mkdir(parents=True)
    file = folder / "aviso.yaml"
    good = (
        "template: aviso\npurpose: aviso\ncategory: utility\nparameters: {a: x}\n"
        "languages:\n  es-AR:\n    body: 'Hola {a} fin.'\n"
    )
    file.write_text(good)
    assert milo("flow", "check", str(file)).exit_code == 0
    file.write_text(good.replace("{a} fin.", "{a}"))
    told = milo("flow", "check", str(file))
    assert told.exit_code == 1 and f"{file}:7:5" in told.stdout.replace("\n", "")
    result = milo("flow", "check", MILO_FLOWS=str(folder.parent))
    assert result.exit_code == 1 and "begins or ends with a parameter" in result.stdout
