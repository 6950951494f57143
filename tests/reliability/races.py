"""The races of tests/server, many rounds of them, and a row for each.

python -m reliability.races --rounds 50 --only staff_removed --only moves_into
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from .results import ROOT, Result, note

RACES = {
    "test_the_last_place_is_sold_once_to_each_that_it_has": (
        "no place is sold beyond its capacity",
        "twenty people choose, then confirm, the last place (or the last three) at one moment",
    ),
    "test_a_hold_that_ran_out_against_others_who_hold_and_confirm": (
        "no place is sold beyond its capacity",
        "four who hold no longer confirm while four others choose the same hour",
    ),
    "test_a_closure_while_people_confirm": (
        "only people who were told that a booking stands have it",
        "the merchant closes while six people confirm",
    ),
    "test_one_person_on_two_phones": (
        "a turn is done once",
        "four presses of *Confirmar* at one moment, by one person",
    ),
    "test_two_contacts_become_one_in_the_middle_of_their_turns": (
        "nothing is lost when two contacts turn out to be one person",
        "five messages at one moment: two by number, two by Meta's id, one with both",
    ),
    "test_forms_against_chats_for_the_last_place": (
        "no place is sold beyond its capacity",
        "six people on forms and six in chats choose, then confirm, the last place at one moment",
    ),
    "test_a_freed_place_against_newcomers_while_people_wait": (
        "a freed place is offered to one person at a time, the first in line, and to no newcomer",
        "its owner cancels, then an offer runs out, then it is taken, each while four newcomers "
        "want it",
    ),
    "test_a_move_against_a_cancel": (
        "no place is sold beyond its capacity, and what is cancelled stays so",
        "a person moves into a place while its owner cancels; another moves what the merchant "
        "cancels",
    ),
    "test_moves_into_one_place": (
        "no place is sold beyond its capacity, and a move that fails leaves what was",
        "twelve people move their bookings into one place, without and with the merchant's word",
    ),
    "test_the_merchants_confirm_against_expiry": (
        "a request is confirmed or runs out, never both, and its person hears which",
        "the merchant confirms six requests around the moment at which they run out, while six "
        "others want their places",
    ),
    "test_staff_removed_while_people_confirm": (
        "nobody has two bookings at once, and a person who was told that one stands has it",
        "one of three stylists is removed while nine people confirm one hour",
    ),
}
"""What each was to hold, and how it was tried to be broken."""


PYTEST = ("-m", "pytest", "-q", "tests/server", "-m", "races")


@dataclass(slots=True)
class Ran:
    """How often a race was run, how long that took, and how often it was lost."""

    seconds: float = 0.0
    runs: int = 0
    failed: int = 0


def run(rounds: int, races: Iterable[str]) -> dict[str, Ran]:
    """Run races by their names and return what came of each."""
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.xml"
        subprocess.run(
            [sys.executable, *PYTEST, "-k", " or ".join(races), f"--junitxml={report}"],
            cwd=ROOT,
            env={**os.environ, "MILO_ROUNDS": str(rounds)},
            check=False,
        )
        ran: dict[str, Ran] = {}
        for race, seconds, failed in _cases(report):
            one = ran.setdefault(race, Ran())
            one.seconds += seconds
            one.runs += 1
            one.failed += failed
        return ran


def _cases(report: Path) -> Iterator[tuple[str, float, bool]]:
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        failed = case.find("failure") is not None or case.find("error") is not None
        yield str(case.get("name")).partition("[")[0], float(case.get("time", 0)), failed


def main() -> int:
    """Run, keep the results, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--only", action="append", help="part of a race's name", default=[])
    asked = parser.parse_args()
    rounds, parts = asked.rounds, asked.only or [""]
    races = [race for race in RACES if any(part in race for part in parts)]
    if not races:
        parser.error(f"No race is named so. There are: {', '.join(RACES)}.")
    ran = run(rounds, races)
    for race in races:
        number, (promise, breaking) = list(RACES).index(race), RACES[race]
        only = next(part for part in parts if part in race)
        one = ran.get(race, Ran(failed=1))
        result = f"{one.failed} tests failed" if one.failed else "held every time"
        note(
            Result(
                name=f"40-race-{number:02}",
                promise=promise,
                breaking=breaking,
                times=f"{rounds} rounds on each database",
                result=result,
                command=f"make races ROUNDS={rounds}" + (f" ONLY={only}" if only else ""),
                seconds=one.seconds,
                ok=not one.failed,
            )
        )
    return 1 if any(one.failed for one in ran.values()) or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
