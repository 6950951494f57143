from __future__ import annotations

import pytest

from milo.engine.model import OutboxStatus

from .people import message


@pytest.fixture(autouse=True)
def messages(milo):
    def add(tx):
        message(tx, "o1", OutboxStatus.FAILED, "window 131047 [red]too late[/]")
        message(tx, "o2", OutboxStatus.FAILED, "final")
        message(tx, "o3")

    milo.transact(add)


def test_those_that_failed_are_listed_with_the_reason(milo):
    lines = milo.good("outbox").splitlines()
    assert [line.split()[0] for line in lines] == ["id", "o1", "o2"]
    assert "…1234" in lines[1]
    assert lines[1].rstrip().endswith("their 24 hours are over (131047 [red]too late[/])")
    assert "5492615551234" not in "".join(lines)


def test_json_carries_what_the_operator_may_know(milo):
    told = milo.json("outbox", "--limit", "1")
    assert told["next"] == "o1"
    assert told["messages"] == [
        {
            "id": "o1",
            "status": "failed",
            "kind": "window",
            "error": "window 131047 [red]too late[/]",
            "attempts": 0,
            "created_at": told["messages"][0]["created_at"],
            "retry_at": None,
            "session_id": None,
            "phone_number_id": "1060000000",
            "user_phone": "5492615551234",
            "user_id": None,
            "text": "¿Qué día?",
        }
    ]
    assert [one["id"] for one in milo.json("outbox", "--after", "o1")["messages"]] == ["o2"]


def test_a_long_list_says_how_to_go_on(milo):
    assert "milo outbox --status failed --after o1" in milo.good("outbox", "--limit", "1")


def test_pending_ones(milo):
    assert "waits for its turn" in milo.good("outbox", "--status", "pending")
    assert milo.good("outbox", "--status", "read") == "No read messages.\n"


def test_one_more_try(milo):
    assert milo.good("outbox", "again", "o1").startswith("It goes out")
    assert milo.transact(lambda tx: tx.outbox.by_id("o1")).status is OutboxStatus.PENDING
    assert milo.wrong("outbox", "again", "o1") == "There is no failed message with that id."


def test_one_is_given_up(milo):
    milo.good("outbox", "drop", "o3")
    row = milo.transact(lambda tx: tx.outbox.by_id("o3"))
    assert (row.status, row.error) == (OutboxStatus.FAILED, "dropped by the operator")
    assert milo.wrong("outbox", "drop", "o3") == "There is no pending message with that id."


@pytest.mark.parametrize("command", ["again", "drop"])
@pytest.mark.parametrize("row_id", ["nobody", "", "\udcff"])
def test_an_unknown_one(milo, command, row_id):
    assert "There is no " in milo.wrong("outbox", command, row_id)


def ids(milo, *args):
    return [one["id"] for one in milo.json("outbox", *args)["messages"]]


def test_those_of_a_reason_a_number_or_an_age(milo):
    assert ids(milo, "--reason", "WINDOW") == ids(milo, "--reason", "131047") == ["o1"]
    assert ids(milo, "--reason", "final") == ["o2"]
    assert ids(milo, "--number", "1060000000") == ["o1", "o2"]
    assert ids(milo, "--number", "other") == []
    assert ids(milo, "--newer", "1d") == ids(milo, "--older", "0m") == ["o1", "o2"]
    assert ids(milo, "--older", "1d") == []


@pytest.mark.parametrize("span", ["2", "2w", "-1h", "h", "", "1000000d"])
def test_a_span_that_is_none(milo, span):
    assert "is no span such as 45m, 2h or 3d" in milo.misused("outbox", "--older", span)


def test_all_of_a_reason_are_sent_again(milo):
    assert milo.good("outbox", "again", "--all", "--reason", "window").startswith("1 message:")
    assert ids(milo, "--status", "pending") == ["o1", "o3"]
    assert milo.good("outbox", "again", "--all").startswith("1 message:")
    assert ids(milo, "--status", "pending") == ["o1", "o2", "o3"]
    assert milo.wrong("outbox", "again", "--all") == "There is no such failed message."


def test_all_that_waits_is_dropped(milo):
    assert milo.wrong("outbox", "drop", "--all", "--older", "1d").startswith("There is no such")
    assert milo.good("outbox", "drop", "--all", "--newer", "1d").startswith("1 message:")
    assert ids(milo) == ["o1", "o2", "o3"]


@pytest.mark.parametrize("command", ["again", "drop"])
def test_it_has_to_be_said_which(milo, command):
    assert "Say which: an ID, or --all." in milo.misused("outbox", command)
    assert "Say which: an ID, or --all." in milo.misused("outbox", command, "o1", "--all")
    assert "go with --all" in milo.misused("outbox", command, "o1", "--reason", "x")
