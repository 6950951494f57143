"""The examples have no faults, and say what their transcripts say."""

from __future__ import annotations

from pathlib import Path

import pytest

from milo.cli.flow_check import Check
from milo.cli.rehearsing.transcript_tests import play_all

from .documents import ROOT, read

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


def test_there_are_five_trades_and_the_docs_name_each():
    assert len(EXAMPLES) >= 5
    assert all(f"(../examples/{path.name})" in read("docs/flows.md") for path in EXAMPLES)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_has_no_faults_not_even_warnings(path: Path):
    check = Check()
    check.read([path])
    check.run()
    assert check.found == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_says_what_its_transcripts_say(path: Path):
    (tested,) = play_all([path], "", update=False)
    assert [one.wrong for one in tested.performances if one.wrong] == []
    assert len(tested.performances) >= 3
    reached, states = tested.coverage.count("state")
    assert reached == states
