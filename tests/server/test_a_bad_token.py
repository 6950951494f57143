"""A token that Meta does not take: one alarm, nothing lost, and on with the next one."""

from __future__ import annotations

import json
from pathlib import Path

import requests
from support.house import ACCESS_TOKEN, House, OpenHouse
from support.polling import until


def test_sending_stops_with_one_alarm_and_goes_on_without_a_restart(
    open_house: OpenHouse, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text("EAAexpired")
    with open_house("sqlite", MILO_META_ACCESS_TOKEN=f"file:{token}") as house:
        house.open()
        slug, people = house.merchant(), house.people(5)
        for each in people:
            each.send({"type": "text", "text": slug})
        until(lambda: parts(house)["sender"] is False, "the alarm")
        people[0].send({"type": "text", "text": "reservar"})
        token.write_text(ACCESS_TOKEN)
        assert all("¿Qué querés hacer?" in each.next().text for each in people)
        assert "¿Qué servicio" in people[0].next().text
        until(lambda: parts(house)["sender"], "the end of the alarm")
        house.wait_until_quiet()
        assert all(each.unread() == [] for each in people)
        told = [action(line) for line in house.server.written().splitlines()]
        assert (told.count("outbox.halted"), told.count("outbox.resumed")) == (1, 1)
        assert "EAAexpired" not in house.server.written()


def parts(house: House) -> dict[str, bool]:
    answer = requests.get(f"{house.server.address}/readyz", timeout=5)
    found: dict[str, bool] = answer.json()["parts"]
    return found


def action(line: str) -> str:
    return str(json.loads(line).get("action")) if line.startswith("{") else ""
