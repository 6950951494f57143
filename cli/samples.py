"""Merchants of different kinds, for the demo; one of them books by a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ..engine.model import Client, ClientStatus
from ..engine.ports import Ids, Transaction

Adapt = Callable[[Mapping[str, Any]], dict[str, Any]]
_MORNING_AND_EVENING = [["09:00", "13:00"], ["16:00", "20:00"]]
_WEEK = ("mon", "tue", "wed", "thu", "fri")

SAMPLES: tuple[dict[str, Any], ...] = (
    {
        "slug": "monpatisserie",
        "name": "Mon Patisserie",
        "about": "Tortas a pedido y talleres de pastelería",
        "settings": {
            "address": "Av. Arístides Villanueva 340, Mendoza",
            "hours": {day: [["09:00", "13:00"], ["16:00", "20:00"]] for day in _WEEK}
            | {"sat": [["09:00", "13:00"]]},
            "services": [
                {
                    "id": "torta",
                    "name": "Torta a pedido",
                    "description": "Charla de diseño y prueba de sabores",
                    "minutes": 30,
                    "price": "desde $ 25.000",
                },
                {
                    "id": "taller",
                    "name": "Taller de macarons",
                    "description": "Grupo de hasta seis",
                    "minutes": 120,
                    "price": "18000",
                    "capacity": 6,
                },
                {"id": "retiro", "name": "Retiro de pedido", "minutes": 15, "capacity": 3},
            ],
            "day_before_until": "18:00",
            "confirmation": "manual",
            "reception": {"phone": "5492614200001"},
            "messages": {
                "saludo": "¡Hola[, {contacto}]! Soy Mili, de *{comercio}* 🍰 ¿Qué querés hacer?"
            },
        },
    },
    {
        "slug": "peluqueria-carla",
        "name": "Peluquería Carla",
        "about": "Corte, color y peinados",
        "settings": {
            "address": "San Martín 123, Mendoza",
            "hours": dict.fromkeys(_WEEK[1:], _MORNING_AND_EVENING) | {"sat": [["09:00", "14:00"]]},
            "services": [
                {
                    "id": "corte",
                    "name": "Corte",
                    "description": "Con lavado",
                    "minutes": 30,
                    "price": "8000",
                    "staff": ["carla", "sol"],
                },
                {
                    "id": "color",
                    "name": "Color",
                    "minutes": 90,
                    "price": "desde $ 22.000",
                    "slot_minutes": 30,
                    "staff": ["carla"],
                },
                {
                    "id": "peinado",
                    "name": "Peinado",
                    "minutes": 45,
                    "price": "12000",
                    "slot_minutes": 15,
                    "staff": ["sol"],
                },
            ],
            "staff": [{"id": "carla", "name": "Carla"}, {"id": "sol", "name": "Sol"}],
            "faq": [
                {
                    "ask": ["aceptan tarjeta", "se puede pagar con tarjeta", "medios de pago"],
                    "say": "Sí: débito, crédito y transferencia.",
                },
                {
                    "ask": ["hay estacionamiento", "dónde estaciono"],
                    "say": "Hay cochera a media cuadra, sobre Necochea.",
                },
            ],
            "min_notice_minutes": 60,
            "choose_staff": False,
            "cancel_notice_minutes": 120,
            "reception": {"phone": "5492614200002"},
        },
    },
    {
        "slug": "cafe-central",
        "name": "Café Central",
        "about": "Mesas para desayunar, merendar o trabajar",
        "settings": {
            "address": "Plaza Independencia, Mendoza",
            "hours": {day: [["08:00", "22:00"]] for day in (*_WEEK, "sat", "sun")},
            "services": [
                {
                    "id": "mesa",
                    "name": "Mesa",
                    "description": "Hasta cuatro personas",
                    "minutes": 90,
                    "slot_minutes": 30,
                    "capacity": 8,
                },
                {
                    "id": "sala",
                    "name": "Sala de reuniones",
                    "description": "Para ocho, con pantalla",
                    "minutes": 60,
                    "price": "6000",
                },
            ],
            "horizon_days": 14,
            "reception": {"phone": "5492614200003"},
        },
    },
    {
        "slug": "estudio-lila",
        "name": "Estudio Lila",
        "about": "Uñas y cejas, con un formulario de WhatsApp",
        "settings": {
            "address": "Belgrano 1200, Mendoza",
            "hours": dict.fromkeys(_WEEK[1:], _MORNING_AND_EVENING) | {"sat": [["09:00", "14:00"]]},
            "services": [
                {
                    "id": "manicura",
                    "name": "Manicura",
                    "description": "Con esmaltado común",
                    "minutes": 30,
                    "price": "9000",
                },
                {"id": "semi", "name": "Semipermanente", "minutes": 60, "price": "14000"},
                {"id": "cejas", "name": "Perfilado de cejas", "minutes": 30, "price": "7000"},
            ],
            "special_days": {"2026-12-25": [], "2027-01-01": []},
            "forms": "greeting",
        },
    },
)


def add_samples(tx: Transaction, now: datetime, ids: Ids, adapt: Adapt = dict) -> None:
    """Add those of the three that are not there yet.

    Args:
        tx: the transaction.
        now: when they are added.
        ids: gives them theirs.
        adapt: makes a merchant's settings of those that it has here.
    """
    for sample in SAMPLES:
        if tx.clients.by_slug(sample["slug"]) is None:
            tx.clients.add(
                Client(
                    id=ids.new(),
                    name=sample["name"],
                    slug=sample["slug"],
                    business_id=None,
                    settings=adapt(sample["settings"]),
                    status=ClientStatus.ACTIVE,
                    created_at=now,
                    updated_at=now,
                )
            )
