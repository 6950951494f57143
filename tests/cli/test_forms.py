"""`milo forms` against Meta's stand-in, which asks a real endpoint before it publishes."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import falcon
import pytest
import requests

from milo.cli.environment import read_settings
from milo.cli.forms import form_keys, forms_resource
from milo.demo import forms as demo_forms
from milo.demo.standin import StandIn
from milo.engine.errors import ConfigurationError
from milo.http.api.metrics import PrometheusMeter
from milo.http.webhook.endpoint import FORMS_PATH

from .conftest import Milo

NUMBER = "1060000000"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def keyed(online: Milo, tmp_path: Path) -> Milo:
    key = tmp_path / "forms.pem"
    online.good("forms", "new-key", str(key))
    online.env |= {"MILO_FORMS_KEY": str(key), "MILO_META_PHONE_NUMBER_ID": NUMBER}
    return online


def nobody_fills(asked: object) -> Any:
    raise AssertionError(f"no form was sent: {asked}")


@pytest.fixture
def reached(keyed: Milo) -> Iterator[Milo]:
    """A Milo whose endpoint listens, as `milo serve` wires it."""
    resource = forms_resource(read_settings(keyed.env), PrometheusMeter(), nobody_fills)
    app: falcon.App[Any, Any] = falcon.App()
    app.add_route(FORMS_PATH, resource)
    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    keyed.env["MILO_PUBLIC_URL"] = f"http://127.0.0.1:{server.server_port}"
    yield keyed
    server.shutdown()
    thread.join(5)
    server.server_close()


def test_a_form_is_published_once_meta_has_the_key_and_reaches_us(
    reached: Milo, standin: StandIn
) -> None:
    assert "health check" in reached.wrong("forms", "publish", "reservas")
    assert reached("forms", "status").exit_code == 1
    reached.good("forms", "give-key")
    told = reached.good("forms", "publish", "reservas").rstrip()
    (form,) = standin.exchange.forms.kept.values()
    assert told == f"{form.name} is PUBLISHED as {form.id}."
    assert form.name.startswith("reservas_v")
    assert (form.wrong, form.endpoint.endswith(FORMS_PATH)) == ((), True)
    assert reached.good("forms", "publish", "reservas").rstrip() == told
    assert len(standin.exchange.forms.kept) == 1
    status = json.loads(reached.good("forms", "status", "--json"))
    assert [one["status"] for one in status["forms"]] == ["PUBLISHED"]
    assert status["key"] == "ok"
    assert form.id in reached.good("forms", "preview", "reservas")


def test_a_key_is_rotated_and_the_one_before_opens_still(reached: Milo, standin: StandIn) -> None:
    path = Path(reached.env["MILO_FORMS_KEY"])
    reached.good("forms", "give-key")
    before = form_keys(str(path)).public
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "--rotate" in reached.misused("forms", "new-key", str(path))
    assert "2 keys" in reached.good("forms", "new-key", str(path), "--rotate")
    assert repr(form_keys(str(path))) == "FormKeys(2)"
    assert form_keys(str(path)).public != before
    result = reached("forms", "status", "--json")
    assert (result.exit_code, "another one" in result.stdout) == (1, True)
    reached.good("forms", "give-key")
    assert standin.exchange.forms.keys[NUMBER] == form_keys(str(path)).public
    reached.good("forms", "new-key", str(path), "--rotate")
    assert repr(form_keys(str(path))) == "FormKeys(2)"


def test_what_meta_finds_wrong_is_told(reached: Milo, standin: StandIn) -> None:
    reached.good("forms", "give-key")
    assert "F617" in reached.wrong("forms", "publish", reached.file(_flow("x" * 21), "largo.yaml"))
    assert standin.exchange.forms.kept == {}


def test_what_only_meta_finds_is_told_and_may_be_tried_again(
    reached: Milo, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached.good("forms", "give-key")
    with monkeypatch.context() as patch:
        patch.setattr(demo_forms, "faults", lambda _: ["TURNO: label", "SERVICIO: title"])
        said = reached.wrong("forms", "publish", "reservas")
        assert "TURNO: label\nSERVICIO: title" in said
    (form,) = standin.exchange.forms.kept.values()
    assert form.status == "DRAFT"
    assert reached("forms", "status").exit_code == 1
    reached.good("forms", "publish", "reservas")
    assert standin.exchange.forms.kept[form.id].status == "PUBLISHED"


def test_a_form_that_meta_stops_is_told_and_ends_with_1(reached: Milo, standin: StandIn) -> None:
    told: list[Any] = []
    standin.exchange.deliveries.put = lambda _, change: told.append(change)
    reached.good("forms", "give-key")
    reached.good("forms", "publish", "reservas")
    (form,) = standin.exchange.forms.kept.values()
    url = standin.url.removesuffix("/v25.0")
    answer = requests.post(
        f"{url}/_control/form", json={"name": form.name, "status": "THROTTLED"}, timeout=5
    )
    assert answer.status_code == 200
    assert told[0]["field"] == "flows"
    assert told[0]["value"]["new_status"] == "THROTTLED"
    result = reached("forms", "status")
    assert (result.exit_code, "THROTTLED" in result.stdout) == (1, True)
    nobody = requests.post(f"{url}/_control/form", json={"name": "x", "status": "y"}, timeout=5)
    assert nobody.status_code == 400


def _flow(opener: str) -> str:
    return (
        "flow: largo\nversion: 1\ninitial: inicio\nfinal: [fin]\n"
        "states:\n  inicio:\n    ask: {text: hola, buttons: {si: Sí}}\n"
        "    go: {si: {to: fin, say: hola}}\n  fin:\n    stale: {say: hola}\n"
        "form:\n  open: abrir\n  next: hola\n  screens: {uno: {title: Uno, asks: [inicio]}}\n"
        f"texts: {{hola: Hola, abrir: {opener}}}\n"
    )


def test_without_a_key_there_is_no_endpoint_and_a_wrong_one_stops_the_start(
    online: Milo, tmp_path: Path
) -> None:
    assert forms_resource(read_settings(online.env), PrometheusMeter(), nobody_fills) is None
    for content, said in ((None, "No such file"), (b"no key", "no private key")):
        path = tmp_path / "wrong.pem"
        if content:
            path.write_bytes(content)
        settings = read_settings({**online.env, "MILO_FORMS_KEY": str(path)})
        with pytest.raises(ConfigurationError, match=f"MILO_FORMS_KEY.*{said}"):
            forms_resource(settings, PrometheusMeter(), nobody_fills)
    assert "MILO_FORMS_KEY" in online.wrong("forms", "give-key")


def test_a_form_that_is_not_there_is_told(keyed: Milo) -> None:
    assert "milo forms publish reservas" in keyed.wrong("forms", "preview", "reservas")
    assert "has no `form`" in keyed.wrong("forms", "publish", "encuesta")
