"""How long it takes to read a message that was typed: the best of a few times, each again."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

from milo.engine.understanding.decisions import Ways
from milo.engine.understanding.names import Names
from milo.engine.understanding.policy import decide
from milo.engine.understanding.readers import READERS
from milo.engine.understanding.scene import Scene
from milo.engine.understanding.sentence import sentence

from .judge import lists

TODAY = date(2026, 8, 25)
TIMES = 8
ASKS = {"eligiendo_servicio": "service", "eligiendo_fecha": "date", "eligiendo_horario": "time"}


def paces() -> list[float]:
    """Return the milliseconds of the processor that each message of every list takes, in order."""
    return sorted(pace for path in lists() for pace in _of(path))


def _of(path: Path) -> list[float]:
    first, *rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    settings = json.loads((path.parent / first["settings"]).read_text("utf-8"))
    known = {
        "service": Names([(one["id"], one["name"]) for one in settings["services"]]),
        "staff": Names([(one["id"], one["name"]) for one in settings.get("staff", ())]),
    }
    faq = {str(at): tuple(one["ask"]) for at, one in enumerate(settings.get("faq", ()))}
    scenes = {
        state: Scene(
            TODAY, ASKS.get(state, ""), lambda kind: known.get(kind, Names(())), 9, faq=faq
        )
        for state in {row["state"] for row in rows}
    }
    return [min(_time(row["text"], scenes[row["state"]]) for _ in range(TIMES)) for row in rows]


def _time(text: str, scene: Scene) -> float:
    sentence.cache_clear()
    start = time.thread_time_ns()
    decide(READERS.read(sentence(text), scene), Ways(scene.asks, frozenset({"date", "time"})))
    return (time.thread_time_ns() - start) / 1e6
