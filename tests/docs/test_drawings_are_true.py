"""The drawings in the documents are what the command draws."""

from __future__ import annotations

from click.testing import CliRunner

from milo.cli.commands import main

from .documents import ROOT, read


def test_the_drawing_of_reservas_is_what_the_command_draws():
    result = CliRunner().invoke(main, ["flow", "draw", "reservas"])
    assert result.exit_code == 0
    assert (ROOT / "docs/img/reservas.svg").read_text() == result.output
    assert "docs/img/reservas.svg" in read("README.md")
    assert "img/reservas.svg" in read("docs/flows.md")


def test_the_drawing_of_its_form_is_what_the_command_draws():
    result = CliRunner().invoke(main, ["flow", "form", "reservas", "--format", "svg"])
    assert result.exit_code == 0
    assert (ROOT / "docs/img/reservas-form.svg").read_text() == result.output
    assert "docs/img/reservas-form.svg" in read("README.md")
    assert "img/reservas-form.svg" in read("docs/forms.md")
