"""`milo inbox`: parked messages are seen, tried again, put away."""

from __future__ import annotations

import pytest

from milo.engine.messages import Incoming, Kind
from milo.engine.model import InboxRow

from .people import NOW, contact


@pytest.fixture(autouse=True)
def messages(milo):
    def add(tx):
        person = tx.contacts.upsert(contact(), NOW)
        for name, text in (("wamid.1", "hola"), ("wamid.2", "¿hay turno?"), ("wamid.3", "chau")):
            message = Incoming(Kind.TEXT, text=text)
            tx.inbox.add(InboxRow(name, "1060000000", person.id, message, b"{}", NOW))
        tx.inbox.add(InboxRow("wamid.4", "1060000000", None, None, b"{}", NOW))
        for name in ("wamid.1", "wamid.2", "wamid.4"):
            tx.inbox.park(tx.inbox.by_message_id(name).id, f"why [red]{name}[/]", NOW)

    milo.transact(add)


def parked(milo):
    return [one["message_id"] for one in milo.json("inbox")["messages"]]


def row(milo, message_id):
    return milo.transact(lambda tx: tx.inbox.by_message_id(message_id))


def test_parked_ones_are_listed_with_the_reason_and_no_others(milo):
    lines = milo.good("inbox").splitlines()
    assert [line.split()[0] for line in lines[1:]] == [
        str(row(milo, f"wamid.{number}").id) for number in (1, 2, 4)
    ]
    assert "why [red]wamid.1[/]" in lines[1]
    assert "unreadable" in lines[3]


def test_json_carries_what_the_operator_may_know_page_by_page(milo):
    told = milo.json("inbox", "--limit", "2")
    first = told["messages"][0]
    assert (first["text"], first["error"], first["kind"]) == ("hola", "why [red]wamid.1[/]", "text")
    assert told["next"] == told["messages"][1]["id"]
    rest = milo.json("inbox", "--after", told["next"])
    assert [one["message_id"] for one in rest["messages"]] == ["wamid.4"]
    assert rest["next"] is None
    assert f"--after {told['next']}" in milo.good("inbox", "--limit", "2")


@pytest.mark.parametrize("by", ["id", "message_id"])
def test_one_more_try(milo, by):
    found = row(milo, "wamid.1")
    name = str(found.id) if by == "id" else found.message_id
    assert milo.good("inbox", "again", name).startswith("It is worked")
    now = row(milo, "wamid.1")
    assert (now.error, now.done_at, now.attempts, now.retry_at) == (None, None, 0, None)
    assert parked(milo) == ["wamid.2", "wamid.4"]
    assert milo.wrong("inbox", "again", name) == "There is no parked message with that id."


def test_what_cannot_be_read_can_only_be_dropped(milo):
    assert "can only be dropped" in milo.wrong("inbox", "again", "wamid.4")
    milo.good("inbox", "drop", "wamid.4")
    assert parked(milo) == ["wamid.1", "wamid.2"]


def test_one_is_put_away_and_never_worked(milo):
    milo.good("inbox", "drop", "wamid.2")
    found = row(milo, "wamid.2")
    assert found.error is None
    assert found.done_at is not None
    assert milo.wrong("inbox", "drop", "wamid.2") == "There is no parked message with that id."
    assert milo.wrong("inbox", "again", "wamid.2") == "There is no parked message with that id."


@pytest.mark.parametrize("command", ["again", "drop"])
@pytest.mark.parametrize("row_id", ["wamid.3", "0", "999", "9" * 40, "", "\udcff", "٣"])
def test_one_that_is_unknown_or_not_parked(milo, command, row_id):
    assert "There is no parked" in milo.wrong("inbox", command, row_id)


def test_a_list_of_nothing(milo):
    for name in ("wamid.1", "wamid.2", "wamid.4"):
        milo.good("inbox", "drop", name)
    assert milo.good("inbox") == "No message is parked.\n"
