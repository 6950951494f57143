"""*Mis turnos*: seeing one's bookings, and cancelling one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Shoot
from .walking import choose, open_link, said, tap, write

pytestmark = pytest.mark.browser


def test_ones_own_bookings_are_seen_and_cancelled(phone: Page, shoot: Shoot) -> None:
    phone.set_viewport_size({"width": 1280, "height": 940})
    carla = phone.get_by_test_id("phone")
    phone.get_by_test_id("person-carla").click()
    open_link(phone, "peluqueria-carla")
    said(phone, "Soy el asistente")
    hours = []
    for service in ("Corte", "Peinado"):
        write(phone, "quiero un turno")
        said(phone, "¿Qué servicio")
        choose(phone, "Ver servicios", service)
        said(phone, f"{service}.*¿Qué día te queda bien")
        choose(phone, "Ver días", 1)
        said(phone, f"{service}.*¿A qué hora")
        hours.append(choose(phone, "Ver horarios", 1))
        said(phone, f"{service}.*{hours[-1]}.*¿Lo confirmo")
        tap(phone, "Confirmar")
        said(phone, f"¡Listo! {service}.*a las {hours[-1]}")
    write(phone, "mis turnos")
    said(phone, "Tus turnos en Peluquería Carla")
    choose(phone, "Ver turnos", "Peinado")
    said(phone, f"Peinado con Sol.*{hours[1]}.*¿Qué hacemos")
    tap(phone, "Cancelar turno")
    said(phone, f"¿Cancelo Peinado del .* a las {hours[1]}")
    shoot(carla, "mis-turnos")
    tap(phone, "Sí, cancelarlo")
    said(phone, "Listo, cancelé Peinado")
    write(phone, "mis turnos")
    said(phone, "Tus turnos")
    phone.get_by_test_id("open-list").last.click()
    expect(phone.get_by_test_id("list-row")).to_have_count(1)
    shoot(carla, "mis-turnos-lista")
