"""Examples of `/openapi.json`: one merchant's, told through."""

from __future__ import annotations

from typing import Any

_Json = dict[str, Any]

SETTINGS: _Json = {
    "services": [{"id": "corte", "name": "Corte", "minutes": 30, "price": "8000"}],
    "hours": {"tue": [["09:00", "13:00"], ["16:00", "20:00"]], "sat": [["09:00", "13:00"]]},
    "special_days": {"2026-12-25": []},
    "address": "San Martín 123, Mendoza",
    "cancel_notice_minutes": 120,
}
NEW_SHORTLINK: _Json = {
    "name": "Peluquería Carla",
    "slug": "peluqueria-carla",
    "settings": SETTINGS,
}
SHORTLINK: _Json = {
    "slug": "peluqueria-carla",
    "name": "Peluquería Carla",
    "url": "https://go.soymilo.com/peluqueria-carla",
    "status": "active",
    "business_id": None,
    "created_at": "2026-11-23T12:00:00+00:00",
}
CLIENT: _Json = {
    "slug": "peluqueria-carla",
    "name": "Peluquería Carla",
    "timezone": "America/Argentina/Buenos_Aires",
    "currency": "ARS",
    "address": "San Martín 123, Mendoza",
    "hours": SETTINGS["hours"],
    "special_days": SETTINGS["special_days"],
    "services": [
        {"id": "corte", "name": "Corte", "description": "", "minutes": 30, "price": "8000"}
    ],
    "staff": [],
    "url": "https://go.soymilo.com/peluqueria-carla",
}
CLIENT_OF_ADMIN: _Json = {
    **CLIENT,
    "status": "active",
    "business_id": None,
    "settings": SETTINGS,
    "reception_link": "https://wa.me/15555550123?text=recepcion-k7m2q4x9w3n6t5hj",
}
NEW_BUSINESS: _Json = {
    "name": "Grupo Norte",
    "phone_number_id": "106540352242922",
    "whatsapp_number": "15555550123",
    "token_env": "GRUPO_NORTE_TOKEN",
}
BUSINESS: _Json = {"id": "01kb2x7m", **NEW_BUSINESS}
NEW_BOOKING: _Json = {
    "client": "peluqueria-carla",
    "service": "corte",
    "datetime": "2026-11-24T16:30:00-03:00",
    "user_phone": "15555550124",
    "name": "Ana",
    "notes": "Llamó por teléfono",
}
BOOKING: _Json = {
    "id": "01kb2x7n",
    "client": "peluqueria-carla",
    "service": "corte",
    "staff": None,
    "party": 1,
    "name": "Ana",
    "user_phone": "15555550124",
    "user_id": None,
    "datetime": "2026-11-24T16:30:00-03:00",
    "ends_at": "2026-11-24T17:00:00-03:00",
    "status": "confirmed",
    "notes": "Llamó por teléfono",
    "price": "8000",
    "currency": "ARS",
    "cancel_notice_minutes": 120,
    "moves": None,
    "attendance": None,
    "no_shows": 0,
}
BOOKING_TOLD: _Json = {**BOOKING, "told": "no", "told_why": "no_template"}
BOOKING_WITH_HISTORY: _Json = {
    **BOOKING,
    "history": [
        {
            "at": "2026-11-23T12:00:00+00:00",
            "actor": "admin",
            "action": "booking.change",
            "changes": {"status": ["pending", "confirmed"]},
        }
    ],
}
FREE_TIMES: _Json = {
    "timezone": "America/Argentina/Buenos_Aires",
    "days": [
        {"date": "2026-11-24", "slots": ["09:00", "09:30", "16:00"]},
        {"date": "2026-11-25", "slots": []},
    ],
}
PROBLEM: _Json = {
    "title": "Unprocessable Entity",
    "description": "One value makes no sense.",
    "errors": [
        {"path": "settings.services[0].minutes", "message": "must be 1 or more"},
    ],
}
POST_OF_META: _Json = {
    "object": "whatsapp_business_account",
    "entry": [
        {
            "id": "102290129340398",
            "changes": [
                {
                    "field": "messages",
                    "value": {
                        "messaging_product": "whatsapp",
                        "metadata": {"phone_number_id": "106540352242922"},
                        "contacts": [{"wa_id": "15555550124", "profile": {"name": "Ana"}}],
                        "messages": [
                            {
                                "id": "wamid.HBgL",
                                "from": "15555550124",
                                "timestamp": "1795435200",
                                "type": "text",
                                "text": {"body": "peluqueria-carla"},
                            }
                        ],
                    },
                }
            ],
        }
    ],
}
