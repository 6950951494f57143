"""The lists of messages are understood: 95 of 100 right or rightly asked, none wrong."""

from __future__ import annotations

import pytest

from .judge import Verdict, judge, lists


@pytest.mark.parametrize("path", lists(), ids=lambda path: path.stem)
def test_a_list_is_understood(path) -> None:
    spanish = [one for one in judge(path) if one.phrase.is_spanish]
    wrong = [(one.phrase.text, one.seen) for one in spanish if one.verdict is Verdict.WRONG]
    assert wrong == []
    silent = [one.phrase.text for one in spanish if one.verdict is Verdict.SILENT]
    assert len(silent) <= 0.05 * len(spanish), silent
