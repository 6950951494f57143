"""`milo doctor`, `milo flow check`, `milo migrate`."""

from __future__ import annotations

import json

import pytest

from milo.cli.environment import read_settings
from milo.engine.errors import ConfigurationError
from milo.engine.model import InboxRow
from milo.store import open_store

from .people import NOW, conversation, message

SECRETS = {
    "MILO_META_APP_SECRET": "one-secret",
    "MILO_META_VERIFY_TOKEN": "two-secret",
    "MILO_META_ACCESS_TOKEN": "three-secret",
    "MILO_ADMIN_TOKEN": "four-secret-and-long",
}


@pytest.fixture
def whole(milo):
    """All settings that are needed."""
    milo.env |= SECRETS
    return milo


def rows(milo, status=0):
    result = milo("doctor", "--json")
    assert result.exit_code == status, result.output
    return {row["name"]: row for row in json.loads(result.stdout)}


def test_all_is_well(whole):
    told = whole.good("doctor")
    assert "✗" not in told
    assert "secret" not in told.replace("MILO_META_APP_SECRET", "")
    found = rows(whole)
    assert found["database"]["problem"] == ""
    assert (found["parked"]["value"], found["failed"]["value"]) == ("0", "0")
    assert found["server"]["value"] == "does not run"
    assert set(found["flows"]) == {"name", "value", "help", "problem"}


def test_what_is_missing_or_wrong_ends_with_1(milo):
    found = rows(milo, 1)
    assert found["MILO_META_APP_SECRET"]["problem"] == "missing, and milo serve needs it"
    result = milo("doctor", MILO_PORT="99999999")
    assert result.exit_code == 1
    assert "is not a port" in result.stdout


def test_tokens_of_businesses_are_looked_for_and_never_shown(whole):
    whole.good("businesses", "add", "Grupo Mon", "--id", "mon", "--token-env", "MON_TOKEN")
    row = rows(whole, 1)["MON_TOKEN"]
    assert row["problem"] == "missing, and Grupo Mon (mon) needs it"
    whole.env["MON_TOKEN"] = "five-secret"
    assert rows(whole)["MON_TOKEN"]["value"] == "(set)"
    assert "five-secret" not in whole.good("doctor")


def test_what_was_left_is_counted(whole):
    def add(tx):
        message(tx, "o1", "failed", "final")
        tx.outbox.fail("o1", "final")
        conversation(tx, "s1", "uno", 1, said="")
        tx.inbox.add(parked())
        tx.inbox.park(tx.inbox.by_message_id("m9").id, "boom", parked().received_at)

    whole.apply("name: Uno\n")
    whole.transact(add)
    found = rows(whole)
    assert (found["parked"]["value"], found["failed"]["value"]) == ("1", "1")


def parked():
    return InboxRow("m9", "1060000000", None, None, b"{}", NOW)


def test_a_server_that_works_the_file_is_seen(whole):
    server = open_store(whole.url, own=True)
    try:
        assert rows(whole)["server"]["value"] == "runs"
        assert "Peluquería" in whole.apply()
    finally:
        server.close()
    assert rows(whole)["server"]["value"] == "does not run"


def test_a_database_that_cannot_be_had_is_a_problem(whole):
    whole.env["MILO_DATABASE_URL"] = "postgresql://milo:hidden@localhost:1/x"
    found = rows(whole, 1)
    assert "refused" in found["database"]["problem"]
    assert "hidden" not in str(found)


def test_flows_that_are_wrong_are_a_problem(whole):
    (whole.folder / "mio.yaml").write_text("flow: otro\n")
    whole.env["MILO_FLOWS"] = str(whole.folder)
    assert "mio.yaml" in rows(whole, 1)["flows"]["problem"]
    whole.env["MILO_FLOWS"] = "/nowhere"
    assert "no folder" in rows(whole, 1)["flows"]["problem"]


def test_flow_check(milo):
    assert milo.good("flow", "check") == "No faults.\n"
    for text, said in ((b"flow: x\n", ":1:"), (b"\xff\0", "cannot be read as text")):
        result = milo("flow", "check", milo.file(text, "x.yaml"))
        assert result.exit_code == 1
        assert said in result.stdout
    assert "does not exist" in milo.misused("flow", "check", "nada.yaml")


def test_migrate(milo):
    assert milo.good("migrate") == "The database is up to date.\n"


def test_a_short_admin_token_is_refused_and_never_shown():
    given = {**SECRETS, "MILO_ADMIN_TOKEN": " short-token-15 "}
    with pytest.raises(ConfigurationError) as caught:
        read_settings(given)
    assert str(caught.value) == "MILO_ADMIN_TOKEN is not a secret of 16 characters or more"
    long = {**SECRETS, "MILO_ADMIN_TOKEN": " a-token-of-16-ch \n"}
    assert read_settings(long).admin_token == "a-token-of-16-ch"
