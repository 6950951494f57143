from __future__ import annotations

import pytest

from milo.cli.showing import masked, show


@pytest.mark.parametrize(
    ("phone", "shown"), [("5492615551234", "…1234"), (None, ""), ("", ""), ("12", "…12")]
)
def test_phones_are_masked(phone, shown):
    assert masked(phone) == shown


def table(capsys, columns, monkeypatch, *rows):
    monkeypatch.setenv("COLUMNS", str(columns))
    show(("name", "", "words"), rows)
    return [line.rstrip() for line in capsys.readouterr().out.split("\n")]


def test_a_table_leaves_out_what_is_empty(capsys, monkeypatch):
    assert table(capsys, 80, monkeypatch, ("Ana", "", "hola"), ("Beto", None, 3)) == [
        "name  words",
        "Ana   hola",
        "Beto  3",
        "",
    ]


def test_a_long_last_cell_goes_on_below(capsys, monkeypatch):
    lines = table(capsys, 40, monkeypatch, ("Ana", "", "hola " * 12))
    assert len(lines) > 3
    assert all(len(line) <= 40 for line in lines)
    assert "".join(lines).count("hola") == 12


def test_what_does_not_fit_is_told_line_by_line(capsys, monkeypatch):
    lines = table(capsys, 24, monkeypatch, ("Ana " * 4, "", "hola mundo"), ("Beto", "", "x"))
    assert lines[:2] == ["name  " + " ".join(["Ana"] * 4), "words hola mundo"]
    assert lines[2:6] == ["", "name  Beto", "words x", ""]


def test_what_people_wrote_is_text(capsys, monkeypatch):
    hostile = "[bold]x[/bold]\x1b[31m\u202ey\r\nz :smile:"
    assert table(capsys, 80, monkeypatch, ("Ana", "", hostile))[1] == (
        "Ana   [bold]x[/bold][31my z :smile:"
    )
