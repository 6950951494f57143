"""What `docs/flows.md` says of the format is what the reader reads."""

from __future__ import annotations

import re

import pytest
from pydantic import TypeAdapter
from support.compiled import compile_flow

from milo.cli.commands.flow.reference import as_markdown
from milo.cli.rehearsing.setup import rehearsal_setup
from milo.engine.flow.language import definition
from milo.engine.flow.language.definition import Flow
from milo.engine.flow.language.reader import read_flow
from milo.engine.flow.language.reference import reference
from milo.engine.flow.language.yaml_source import read_source
from milo.engine.rehearsal.coverage import Footprints
from milo.engine.rehearsal.performance import perform_all
from milo.engine.rehearsal.reading import read_transcripts
from milo.engine.vocabulary import VOCABULARY

from .documents import blocks, read, rows, spans

TEXT = read("docs/flows.md")
SNIPPETS = [block.text for block in blocks(TEXT, "yaml")]
WHOLE = [text for text in SNIPPETS if text.startswith("flow:")]
TRANSCRIPTS = [text for text in SNIPPETS if text.startswith("- name:")]
PARTS = [text for text in SNIPPETS if text not in (*WHOLE, *TRANSCRIPTS)]


@pytest.mark.parametrize("text", WHOLE)
def test_a_whole_flow_has_no_faults(text):
    name = read_flow(text, "flows.md")[0].flow
    assert compile_flow(text, f"{name}.yaml", VOCABULARY).flow.flow == name


@pytest.mark.parametrize("text", TRANSCRIPTS)
def test_a_transcript_comes_as_it_says(text):
    script = read_transcripts(text, "flows.md")
    played = perform_all(rehearsal_setup(), "reservas", script, Footprints())
    assert [one.wrong for one in played] == [None]


@pytest.mark.parametrize("text", PARTS)
def test_a_part_is_of_the_format(text):
    for key, value in read_source(text, "flows.md").data.items():
        TypeAdapter(Flow.model_fields[key].annotation).validate_python(value)


@pytest.mark.parametrize("text", PARTS)
def test_a_part_names_functions_that_exist(text):
    known = {
        "from": VOCABULARY.providers,
        "parse": VOCABULARY.parsers,
        "check": VOCABULARY.checks,
        "do": VOCABULARY.actions,
        "if": VOCABULARY.guards,
        "type": VOCABULARY.shows,
    }
    own = {
        name
        for block in re.findall(r"^options:\n((?:  .*\n)+)", text, re.M)
        for name in re.findall(r"^  (\w+):", block, re.M)
    }
    for key, table in known.items():
        for listed in re.findall(rf"\b{key}: (\[[^\]]*\]|\w+)", text):
            assert set(re.findall(r"\w+", listed)) <= {*table, *own}


def test_the_readmes_snippet_is_of_the_flow_that_ships():
    (snippet,) = [block.text for block in blocks(read("README.md"), "yaml")]
    states = read_source(snippet, "README.md").data
    TypeAdapter(Flow.model_fields["states"].annotation).validate_python(states)
    assert set(states) <= set(read_source(read("flows/reservas.yaml"), "reservas").data["states"])


def keys_of_the_format() -> set[str]:
    parts = [
        one
        for one in vars(definition).values()
        if isinstance(one, type) and issubclass(one, definition.Part)
    ]
    return {field.alias or name for part in parts for name, field in part.model_fields.items()}


def test_every_key_is_explained():
    told = {word for span in spans(TEXT) for word in re.findall(r"[a-z_]+", span)}
    assert keys_of_the_format() - told == set()


def test_the_vocabulary_is_told_as_its_functions_tell_it():
    told = TEXT.partition("<!-- milo flow reference --markdown -->\n")[2].partition("<!-- end")[0]
    assert told.strip() == "\n".join(as_markdown(reference(VOCABULARY))).strip()


def test_the_texts_that_refusals_need_are_in_the_flows_that_ship():
    shipped = [read_flow(read(f"flows/{name}.yaml"), name)[0] for name in ("reservas", "comercios")]
    asked = {
        state.ask.typed.parse
        for flow in shipped
        for state in flow.states.values()
        if getattr(state, "ask", None) and state.ask.typed
    }
    headings = ("**Parsers**, for `typed.parse`", "**Checks**, for `typed.check`")
    every = [row for heading in headings for row in rows(TEXT, heading)]
    needed = [row[3] for row in every if row[0].strip("`") in {*asked, *VOCABULARY.checks}]
    texts = {text for cell in needed for text in re.findall(r"`(\w+)`", cell)}
    assert texts <= {text for flow in shipped for text in flow.texts}
    assert texts
