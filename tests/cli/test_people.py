"""`milo reply` and `milo handback`."""

from __future__ import annotations

import re

import pytest

from milo.engine.flow.play.events import RETURN
from milo.engine.model import Mode

from .people import NOW, conversation

ANA, BETO = "5492615551234", "5492615555678"


@pytest.fixture(autouse=True)
def waiting(milo):
    milo.apply("- name: Uno\n- name: Dos\n")

    def add(tx):
        conversation(tx, "s1", "uno", 1, said="Hola,\nnecesito [b]ayuda[/b]")
        conversation(tx, "s2", "dos", 30)
        conversation(tx, "s3", "dos", 2, phone=BETO, said="")
        conversation(tx, "s4", "uno", 3, phone=BETO, mode=Mode.BOT)

    milo.transact(add)


def test_who_waits_longest_first(milo):
    lines = milo.good("reply").splitlines()
    assert [line.split()[0] for line in lines] == ["session", "s2", "s3", "s1"]
    assert "1 d 6 h" in lines[1]
    assert re.search(r" 1 h [0-9]+ min  Hola, necesito \[b]ayuda\[/b] *$", lines[3])
    assert "…1234" in lines[3]
    assert ANA not in "".join(lines)


def test_who_waits_for_programs(milo):
    (told,) = milo.json("reply", "--client", "uno")["waiting"]
    assert told == {
        "session": "s1",
        "client": "uno",
        "name": "Ana",
        "user_phone": ANA,
        "user_id": None,
        "since": told["since"],
        "said": "Hola,\nnecesito [b]ayuda[/b]",
        "answered": False,
    }


def test_nobody_waits(milo):
    milo.apply("name: Tres\n")
    assert milo.good("reply", "--client", "tres") == "Nobody waits for a person.\n"
    assert milo.json("reply", "--client", "tres") == {"waiting": []}
    assert milo.wrong("reply", "--client", "cuatro") == "There is no such client."


@pytest.mark.parametrize(
    "whom",
    [
        ("--session", "s1"),
        ("--session", "s1", "--client", "uno"),
        ("--phone", ANA, "--client", "uno"),
        ("--phone", f"+{ANA}", "--client", "UNO"),
    ],
)
def test_an_answer_goes_through_the_number_with_the_merchants_name(milo, whom):
    told = milo.good("reply", *whom, "Hola Ana, decime")
    assert told == "It goes out. Done with them? milo handback s1\n"
    (row,) = milo.transact(lambda tx: tx.outbox.heads([f"p-{ANA}"]))
    assert (row.body.text, row.session_id) == ("*Uno*: Hola Ana, decime", "s1")
    session = milo.transact(lambda tx: tx.sessions.by_id("s1"))
    assert (session.mode, session.data["answered"]) == (Mode.HUMAN, True)
    assert "answered" in milo.good("reply")


def test_an_answer_for_programs(milo):
    assert milo.json("reply", "--phone", BETO, "Hola") == {"session": "s3", "client": "dos"}


def test_who_is_meant_must_be_one(milo):
    said = milo.wrong("reply", "--phone", ANA, "Hola")
    assert said.endswith("say which with --client: dos, uno.")
    assert "Nobody with that phone" in milo.wrong("reply", "--phone", "123456", "Hola")
    assert milo.wrong("reply", "--session", "s9", "Hola") == "There is no session s9."
    said = milo.wrong("reply", "--session", "s1", "--client", "dos", "Hola")
    assert said == "Session s1 is with uno."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Hola",), "Say to whom"),
        (("--phone", ANA, "--session", "s1", "Hola"), "Say to whom"),
        (("--phone", ANA), "Say what"),
        (("--session", "s1"), "Say what"),
        (("--session", "s1", "  "), "is no text"),
        (("--session", "s1", "\udcff"), "is no text"),
        (("--session", "s1", "x" * 3901), "more than 3900"),
    ],
)
def test_wrong_use(milo, arguments, said):
    assert said in milo.misused("reply", *arguments)


def test_the_bot_gets_sessions_back_at_once(milo):
    milo.good("handback", "s1", "s2", "s1")
    due = milo.transact(lambda tx: tx.timers.head(f"p-{ANA}", NOW.replace(year=NOW.year + 1)))
    assert (due.session_id, due.name, due.turn) == ("s1", RETURN, 7)
    assert milo.transact(lambda tx: tx.timers.due(NOW.replace(year=NOW.year + 1), 9)) == [
        f"p-{ANA}"
    ]
    assert milo.json("handback", "s3") == {"sessions": ["s3"]}
    (entry,) = milo.transact(lambda tx: tx.audit.of("session:s3"))
    assert (entry.actor, entry.action) == ("operator", "session.handback")


def test_what_the_bot_has_or_nobody_has_is_not_given_back(milo):
    assert milo.wrong("handback", "s1", "s4") == "The bot has session s4 already."
    assert milo.wrong("handback", "s1", "s9") == "There is no session s9."
    assert milo.transact(lambda tx: tx.timers.due(NOW.replace(year=NOW.year + 1), 9)) == []
