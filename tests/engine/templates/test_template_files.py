"""Template files: what is read, what each becomes at Meta, and every fault by its place."""

from __future__ import annotations

import pytest

from milo.cli.libraries import load_templates
from milo.engine.errors import FlowError
from milo.engine.messages import BODY_LIMIT, width
from milo.engine.templates.definition import PARAMETER_LIMIT
from milo.engine.templates.reader import read_template

GOOD = """
template: turno_movido
purpose: turno_movido
category: utility
parameters: {comercio: "Carla", dia: "viernes 27"}
languages:
  es-AR:
    body: "Hola. {comercio} cambió tu turno: {dia}, te esperamos."
    buttons: ["Dale", "No puedo"]
"""


def test_a_template_becomes_what_meta_wants_to_review() -> None:
    assert read_template(GOOD, "t.yaml").to_meta("es-AR") == {
        "name": "turno_movido",
        "language": "es_AR",
        "category": "UTILITY",
        "parameter_format": "NAMED",
        "components": [
            {
                "type": "BODY",
                "text": "Hola. {{comercio}} cambió tu turno: {{dia}}, te esperamos.",
                "example": {
                    "body_text_named_params": [
                        {"param_name": "comercio", "example": "Carla"},
                        {"param_name": "dia", "example": "viernes 27"},
                    ]
                },
            },
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "QUICK_REPLY", "text": "Dale"},
                    {"type": "QUICK_REPLY", "text": "No puedo"},
                ],
            },
        ],
    }


def test_parameters_go_out_as_meta_takes_them() -> None:
    filled = read_template(GOOD, "t.yaml").filled(
        "es-AR",
        {"comercio": "Lo de\n  Carla\t", "dia": "", "otro": "x"},
        name="movido_v2",
        payloads=("a", "b", "c"),
    )
    assert (filled.name, filled.language, filled.category) == ("movido_v2", "es_AR", "utility")
    assert dict(filled.parameters) == {"comercio": "Lo de Carla", "dia": "-"}
    assert filled.payloads == ("a", "b"), "one for each button, and no more"


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        (("turno_movido\npurpose", "Turno Movido\npurpose"), "template", "is not a name"),
        (("category: utility", "category: utilty"), "category", "is no category"),
        (("category: utility\n", ""), "category", "is missing"),
        (("{dia}", "{dias}"), "languages.es-AR.body", "which is no parameter"),
        (("es-AR:", "es_AR:"), "languages.es_AR", "is no locale"),
        (("Hola. {com", "{com"), "languages.es-AR.body", "begins or ends with a parameter"),
        ((", te esperamos.", ""), "languages.es-AR.body", "begins or ends with a parameter"),
        ((" cambió tu turno: ", " "), "languages.es-AR.body", "side by side"),
        (("Dale", "D" * 26), "languages.es-AR.buttons[0]", "longer than Meta's 25"),
        (("No puedo", "Dale"), "languages.es-AR.buttons", "two buttons with one title"),
        (("tu turno", "x" * 900), "languages.es-AR.body", "longer than Meta's 1024"),
        (("buttons:", "botones:"), "languages.es-AR.botones", "is unknown here"),
        (("Hola.", "Hola [."), "languages.es-AR.body", "stands alone"),
        (('dia: "viernes 27"', 'dia: "v", hora: "1"'), "parameters.hora", "no language uses"),
    ],
)
def test_each_fault_is_named_with_its_place(
    change: tuple[str, str], path: str, message: str
) -> None:
    assert change[0] in GOOD
    with pytest.raises(FlowError) as caught:
        read_template(GOOD.replace(*change), "t.yaml")
    assert any(
        fault.path == path and message in fault.message and fault.line > 1
        for fault in caught.value.faults
    ), caught.value


def test_the_shipped_templates_fit_whatever_is_filled_in() -> None:
    templates = list(load_templates())
    assert {"recordatorio", "turno_confirmado", "aviso_recepcion"} <= {t.purpose for t in templates}
    for template in templates:
        worst = dict.fromkeys(template.samples, "x" * PARAMETER_LIMIT)
        for locale in template.languages:
            assert width(template.text(locale, worst)) <= BODY_LIMIT, template.name


def test_a_locale_is_served_by_its_own_language_and_by_no_other() -> None:
    template = read_template(GOOD, "t.yaml")
    assert template.locale_for("es-AR") == template.locale_for("es-UY") == "es-AR"
    assert template.locale_for("pt-BR") is None
