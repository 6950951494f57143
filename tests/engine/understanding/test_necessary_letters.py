"""Letters without which a pattern cannot match: a search that is left out would find nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milo.engine.understanding import ending, patterns, policy, readers
from milo.engine.understanding.necessary import absence, necessary
from milo.engine.understanding.sentence import sentence

PHRASES = Path(__file__).resolve().parents[2] / "phrases"
USED = (ending, policy, readers)
"""What loads the patterns."""
ALL = [(one._text, one._flags, one) for one in patterns._lazy]


def texts() -> Iterator[str]:
    """Yield what people write, as readers get it."""
    for path in sorted(PHRASES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines()[1:]:
            said = sentence(json.loads(line)["text"])
            yield from (said.plain, said.folded)


@pytest.mark.slow
def test_each_pattern_finds_in_each_phrase_what_it_finds_without() -> None:
    """All patterns over all lists."""
    said = sorted(set(texts()))
    assert len(said) > 2000
    for text, flags, late in ALL:
        whole = re.compile(text, flags)
        for one in said:
            found, wanted = late.search(one), whole.search(one)
            assert (found and found.span()) == (wanted and wanted.span()), (text, one)
            if wanted:
                assert late.sub("#", one) == whole.sub("#", one)
                assert [*map(str, late.finditer(one))] == [*map(str, whole.finditer(one))]


def test_most_patterns_are_left_out_of_most_messages() -> None:
    """Else this would cost and save nothing."""
    needed = [letters for text, flags, _ in ALL if not flags and (letters := necessary(text))]
    assert len(needed) > 0.7 * len(ALL)
    said = list(texts())[::20]
    searched = sum(not is_absent(one) for is_absent in map(absence, needed) for one in said)
    assert searched < 0.1 * len(needed) * len(said)


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        (r"gratis", {"gratis"}),
        (r"(?:un )?gratis", {"gratis", "un gratis"}),
        (r"grat(?:is|uit[oa])", {"gratis", "gratuito", "gratuita"}),
        (r"(?:gratis)+", {"gratis"}),
        (r"\d+ (?=pesos)gratis", {" gratis"}),
        (r"y el (?:corte|\d+)", {"y el "}),
    ],
)
def test_texts_are_those_of_every_match(pattern: str, texts: set[str]) -> None:
    """What may lack, or only be looked at, makes nothing necessary."""
    assert necessary(pattern) == texts


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"\d+", r"(?:gratis)?", r"(?:gratis)*x", r"gratis|\d", r"[a-z]{3}", r"(?i)gratis"),
        *(r"(?i:gratis)", r"(?=gratis)..", r"(?<!gratis)no", r"a\wb", r"(gr)(?:\1)"),
    ],
)
def test_where_a_match_may_lack_them_nothing_is_necessary(pattern: str) -> None:
    """A text that has none of the letters may hold a match: it has to be searched."""
    assert necessary(pattern) == frozenset()


def parts(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return patterns made of others."""
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: f"(?:{'|'.join(some)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{1,2}", "*?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"(?!{one})"),
    )


PATTERNS = st.recursive(
    st.sampled_from(["corte", "color", "cor", "s", " de ", r"\d", "[ao]", r"\w", ".", r"\b", "^"]),
    parts,
    max_leaves=8,
)


@settings(max_examples=300)
@given(pattern=PATTERNS, data=st.data())
def test_whatever_matches_has_the_letters(pattern: str, data: st.DataObject) -> None:
    """Of random patterns, too."""
    words = st.sampled_from(["corte", "color", "cor", "s", " de ", "1", "a", "o", "x", " "])
    text = data.draw(st.lists(words, max_size=12).map("".join))
    if re.search(pattern, text):
        needed = necessary(pattern)
        assert not needed or not absence(needed)(text)
