"""`make phrases`: how many messages are understood, of all lists in the repository.

python -m tests.phrases            the figures
python -m tests.phrases --show     and each message that was not understood
"""

from __future__ import annotations

import sys
from collections import Counter

from .judge import Judged, Verdict, judge, lists
from .pace import paces

KINDS = ("day", "hour", "choice", "yesno", "intent", "done")


def main(show: bool) -> int:
    """Print the figures; 1 where they are not reached."""
    judged = [one for path in lists() for one in judge(path)]
    spanish = [one for one in judged if one.phrase.is_spanish]
    if show:
        for one in judged:
            if one.verdict in (Verdict.SILENT, Verdict.WRONG):
                print(_line(one))
    for kind in KINDS:
        print(_row(kind, [one for one in judged if one.phrase.kind == kind]))
    print(_row("all", judged))
    print(_row("Spanish", spanish))
    took = paces()
    half, most, longest = (took[int(share * (len(took) - 1))] for share in (0.5, 0.99, 1))
    print(f"read in  {half:.2f} ms, half of them; {most:.2f} ms, 99 of 100; {longest:.2f} ms, all")
    return 0 if reached(spanish) else 1


def reached(judged: list[Judged]) -> bool:
    """Return whether 95 of 100 are right or rightly asked, and none is wrong."""
    counts = Counter(one.verdict for one in judged)
    good = counts[Verdict.RIGHT] + counts[Verdict.ASKED]
    return good >= 0.95 * len(judged) and not counts[Verdict.WRONG]


def _row(name: str, judged: list[Judged]) -> str:
    counts = Counter(one.verdict for one in judged)
    good = counts[Verdict.RIGHT] + counts[Verdict.ASKED]
    share = f"{100 * good / len(judged):5.1f} %" if judged else "     -"
    told = "  ".join(f"{verdict} {counts[verdict]:4}" for verdict in Verdict)
    return f"{name:8} {len(judged):4}  {share}  {told}"


def _line(one: Judged) -> str:
    phrase, seen = one.phrase, one.seen
    slots = {key: value for key, value in seen.slots.items() if key != "reserva"}
    meant = phrase.want or f"{phrase.fecha or ''} {phrase.hora or ''}"
    came = f"{seen.rule} {seen.exit} {seen.state} {slots} {list(seen.says)[:3]}"
    marks = " asks" if seen.asks else ""
    return f"{one.verdict:6} {phrase.list}/{phrase.state}: {phrase.text!r} [{meant}] {came}{marks}"


if __name__ == "__main__":
    sys.exit(main("--show" in sys.argv))
