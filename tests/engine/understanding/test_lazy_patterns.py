"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from milo.engine.understanding.patterns import lazy


def test_it_matches_as_the_pattern_that_it_stands_for() -> None:
    late, pattern = lazy(r"\b(\d+) hs\b", re.IGNORECASE), re.compile(r"\b(\d+) hs\b", re.IGNORECASE)
    text = "a las 10 HS o a las 11 hs"
    assert late.findall(text) == pattern.findall(text) == ["10", "11"]
    found, wanted = late.search(text), pattern.search(text)
    assert found and wanted and found.span() == wanted.span()
    assert late.sub("-", text) == pattern.sub("-", text)
    assert late.pattern == pattern.pattern


def test_what_cannot_be_compiled_fails_at_its_first_use() -> None:
    wrong = lazy("(")
    with pytest.raises(re.error):
        wrong.search("")


def test_every_pattern_of_the_readers_can_be_compiled() -> None:
    program = (
        "import milo.engine.understanding.readers, milo.engine.understanding.patterns as patterns;"
        "patterns.compile_lazy();"
        "print(sum('search' in vars(one) for one in patterns._lazy), len(patterns._lazy))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], text=True, capture_output=True, check=True
    )
    compiled, known = map(int, ran.stdout.split())
    assert compiled == known > 100


def test_to_load_the_readers_compiles_none_of_their_patterns() -> None:
    program = (
        "import milo.engine.understanding.readers, milo.engine.understanding.patterns as patterns;"
        "print([one._text for one in patterns._lazy if 'search' in vars(one)])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], text=True, capture_output=True, check=True
    )
    assert ran.stdout.strip() == "[]"
