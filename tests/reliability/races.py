"""The races of tests/server, many rounds of them, and a row for each.

python -m reliability.races --rounds 50
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
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
        "whoever was told that a booking stands has it, and nobody else",
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
}
"""What each was to hold, and how it was tried to be broken."""


PYTEST = ("-m", "pytest", "-q", "tests/server", "-m", "races")


@dataclass(slots=True)
class Ran:
    """How often a race was run, how long that took, and how often it was lost."""

    seconds: float = 0.0
    runs: int = 0
    failed: int = 0


def run(rounds: int) -> dict[str, Ran]:
    """Run all races and return what came of each."""
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.xml"
        subprocess.run(
            [sys.executable, *PYTEST, f"--junitxml={report}"],
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
    rounds = parser.parse_args().rounds
    ran = run(rounds)
    for number, (race, (promise, breaking)) in enumerate(RACES.items()):
        one = ran.get(race, Ran(failed=1))
        result = f"{one.failed} tests failed" if one.failed else "held every time"
        note(
            Result(
                name=f"40-race-{number}",
                promise=promise,
                breaking=breaking,
                times=f"{rounds} rounds on each database",
                result=result,
                command=f"make races ROUNDS={rounds}",
                seconds=one.seconds,
                ok=not one.failed,
            )
        )
    return 1 if any(one.failed for one in ran.values()) or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
