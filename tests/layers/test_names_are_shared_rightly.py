"""Modules and classes share a name only where they are one concept in two rooms."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Named = tuple[str, str]
"""A name, and the file that has it, from the root."""

MODULES = {
    "what the store keeps: its values, its port, its rows, and who shows or changes them": (
        *("access", "agenda", "answers", "bookings", "businesses", "clients", "consents"),
        *("contact_merge", "contacts", "first_contacts", "forms", "idempotency", "inbox"),
        *("messages", "opt_outs", "outbox", "panel", "people", "personal_data", "privacy"),
        *("receptions", "records", "retention", "sessions", "templates", "timers", "uploads"),
        *("visits", "waits", "zone_rules"),
    ),
    "what an operator, a merchant or a program asks for, and what does it": (
        *("availability", "backup", "client_access", "closures", "external_calls", "holidays"),
        *("preview", "reference", "schema", "scripted", "settings", "setup", "shortlinks"),
        *("trying", "vocabulary"),
    ),
    "a port, and the ways in which it is done": ("executor", "leases", "store", "world"),
    "a file of ours: what it may say, how it is read, where it is found": (
        *("definition", "library", "reader"),
    ),
    "days and hours: one written down, and those that a sentence says": ("days", "hours"),
    "what a message means: in a sentence, and where a flow stands": ("meanings",),
    "the exits of a flow, and the rules about them": ("exits",),
    "errors: one tree, and its shape at each edge": ("errors",),
    "Meta's Graph API, and its stand-in": ("management",),
    "what Meta calls": ("endpoint",),
    "an HTTP server": ("server",),
    "token buckets": ("rate_limit",),
    "slugs: what may be one, and as people send them": ("slugs",),
}
CLASSES = {
    "rows: a port, its table, and the resource or the stand-in that shows them": (
        *("AccessTokens", "Audit", "BlockedPeople", "Bookings", "Businesses", "Clients"),
        *("Consents", "Contacts", "Events", "FirstAnswers", "FirstContacts", "FlowVersions"),
        *("Forms", "Inbox", "OptOuts", "Outbox", "OutsideCalls", "PanelKeys", "Receptions"),
        *("Sessions", "Templates", "Timers", "Turns", "Uploads", "Visits", "Waits"),
    ),
    "a value, and its table": ("AccountNews", "Answers", "ZoneRules"),
    "the phones that hear for a merchant: as rows, and as settings": ("Reception",),
    "a button or a row: in a flow, in a message, on a phone": ("Option",),
    "a mapping whose unknown keys are faults": ("Part",),
    "an actor's message to itself: work what has gathered": ("Flush",),
    "says regularly that a process lives": ("Heartbeat",),
    "an HTTP server that runs": ("Server",),
    "two terms of the glossary": ("Slot",),
}


def files_under(root: Path) -> list[Path]:
    rooms = ("engine", "http", "store", "cli", "demo")
    every = (path for room in rooms for path in sorted((root / room).rglob("*.py")))
    return [path for path in every if "migrations" not in path.parts]


def modules_in(root: Path) -> list[Named]:
    paths = (path for path in files_under(root) if not path.name.startswith("__"))
    return [(path.stem, str(path.relative_to(root))) for path in paths]


def classes_in(root: Path) -> list[Named]:
    return [
        (node.name, str(path.relative_to(root)))
        for path in files_under(root)
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]


def shared(named: Iterable[Named]) -> dict[str, list[str]]:
    """Return the names that more than one file has, each with its files."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, place in named:
        places[name].append(place)
    return {name: every for name, every in places.items() if len(every) > 1}


def known(concepts: dict[str, tuple[str, ...]]) -> set[str]:
    return {name for names in concepts.values() for name in names}


@pytest.mark.parametrize(
    ("named", "concepts"),
    [(modules_in, MODULES), (classes_in, CLASSES)],
    ids=["modules", "classes"],
)
def test_a_name_is_shared_by_one_concept_only(named, concepts):
    found = shared(named(ROOT))
    assert {name: found[name] for name in set(found) - known(concepts)} == {}
    assert known(concepts) - set(found) == set(), "shared no more: take it off the list"


def test_a_planted_pair_is_seen(tmp_path):
    for place, text in {
        "engine/flow/lamps.py": "class Lamp: ...\nclass _Wire: ...",
        "http/api/lamps.py": "class Lamp: ...\nclass _Wire: ...",
        "store/sql/wires.py": "class Wire: ...",
    }.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)
    places = ["engine/flow/lamps.py", "http/api/lamps.py"]
    assert shared(modules_in(tmp_path)) == {"lamps": places}
    assert shared(classes_in(tmp_path)) == {"Lamp": places}
