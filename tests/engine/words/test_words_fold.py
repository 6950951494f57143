"""Comparing texts, row numbers, and names from outside."""

import pytest

from milo.engine.words.fold import clean, fold, row_number, without_number


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("¡Mañana!  🙂", "manana"),
        ("ÑANDÚ", "nandu"),
        ("  corte \n y\tcolor ", "corte y color"),
        ("me\u200bnu\u202e", "menu"),
        ("no\u00a0puedo", "no puedo"),
        ("Menu\u0301", "menu"),
        ("«Info y horarios»", "info y horarios"),
        ("16:30", "16:30"),
        ("28/11.", "28/11"),
        ("2️⃣", "2"),
        ("ＨＯＬＡ", "hola"),
        ("STRASSE", "strasse"),
        ("?", "?"),
        ("¿?", "¿?"),
        ("👍🏽", "👍🏽"),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_fold_makes_texts_comparable(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("1. Corte", "Corte"),
        ("2) Tintura", "Tintura"),
        ("(2) Tintura", "Tintura"),
        ("3 - Color", "Color"),
        ("3- Color", "Color"),
        ("12.Corte", "Corte"),
        ("2️⃣ Corte", "Corte"),
        ("28-11", "28-11"),
        ("2.5 litros", "2.5 litros"),
        ("2 personas", "2 personas"),
        ("16:30", "16:30"),
        ("2.", "2."),
        ("Corte 2", "Corte 2"),
    ],
)
def test_without_number_takes_off_a_rows_number_only(shown: str, name: str) -> None:
    assert without_number(shown) == name


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("2", 2),
        ("2.", 2),
        ("2)", 2),
        ("#2", 2),
        ("2️⃣", 2),
        ("10", 10),
        ("la 2", 2),
        ("El 3", 3),
        ("opción 2", 2),
        ("la opción dos", 2),
        ("número 2", 2),
        ("N° 2", 2),
        ("nro. 3", 3),
        ("dos", 2),
        ("uno", 1),
        ("la primera", 1),
        ("el primero", 1),
        ("la segunda", 2),
        ("la segunda opción", 2),
        ("1ra", 1),
        ("2do", 2),
        ("la 2 porfa", 2),
        ("dale, la 2", 2),
        ("quiero la 2", 2),
    ],
)
def test_row_number_reads_a_number_alone(text: str, row: int) -> None:
    assert row_number(text) == row


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "100",
        "la una",
        "una",
        "las dos",
        "quiero 2",
        "2 personas",
        "somos 2",
        "16:30",
        "28/11",
        "2.5",
        "no",
        "no 2",
        "hola",
        "1150123456",
        "a las 2",
        "2 hs",
        "2 y 3",
        "corte 2",
        "2 no",
    ],
)
def test_row_number_is_none_for_anything_more(text: str) -> None:
    assert row_number(text) is None


@pytest.mark.parametrize(
    ("name", "limit", "shown"),
    [
        ("Peluquería Carla", 24, "Peluquería Carla"),
        ("Peluquería Carla", 16, "Peluquería Carla"),
        ("Peluquería Carla", 12, "Peluquería…"),
        ("Peluquería Carla", 5, "Pelu…"),
        ("*Oferta* _ya_ ~no~ ```x```", 40, "Oferta ya no x"),
        ("Ana\n\nTotal: $ 0", 40, "Ana Total: $ 0"),
        ("Ana\u202egnp.exe", 40, "Anagnp.exe"),
        ("A\u200bn\u2060a\x00", 40, "Ana"),
        ("\u3164\u2800", 40, ""),
        ("> Ana", 40, "Ana"),
        ("- Ana", 40, "Ana"),
        ("Ñandú & Cía. 🐦", 40, "Ñandú & Cía. 🐦"),
        ("n\u0303", 40, "ñ"),
        ("Ana", 1, "…"),
        ("Ana", 0, ""),
    ],
)
def test_clean_makes_a_name_safe_to_show(name: str, limit: int, shown: str) -> None:
    assert clean(name, limit) == shown
