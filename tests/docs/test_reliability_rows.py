"""The table of docs/reliability.md: a run replaces its own row, and leaves the others."""

from __future__ import annotations

from typing import Any

from reliability.results import BEGIN, END, HEAD, PAGE, merged


def result(promise: str, said: str, **more: Any) -> dict[str, Any]:
    row = {"promise": promise, "breaking": "a kill", "times": "3", "result": said, "ok": True}
    return {**row, "on": "2026-11-28", "command": "make it", "seconds": 7.4, "machine": "M", **more}


def rows(page: str) -> list[str]:
    table = page.partition(BEGIN)[2].partition(END)[0]
    return [line for line in table.splitlines() if line.startswith("| ") and line != HEAD]


def test_nothing_that_was_run_leaves_the_page_as_it_is():
    page = PAGE.read_text()
    assert merged(page, []) == page


def test_a_new_run_replaces_its_row_and_no_other():
    before = rows(PAGE.read_text())
    once = merged(PAGE.read_text(), [result("one", "held"), result("two", "held")])
    again = merged(once, [result("one", "lost", ok=False, machine="N")])
    assert rows(once)[: len(before)] == before
    assert rows(again)[len(before) :] == [
        "| one | a kill | 3 | **falls short**: lost (7 s) | 2026-11-28 | `make it` |",
        "| two | a kill | 3 | held (7 s) | 2026-11-28 | `make it` |",
    ]
    assert "- M\n- N\n" in again
