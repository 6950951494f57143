"""What all processes of a run must call the same."""

from __future__ import annotations

HOST = "127.0.0.1"
APP_SECRET = "bench-app-secret"
TOKEN = "bench-access-token"
ADMIN_TOKEN = "bench-admin-token"
NUMBER_ID = "100000000000001"
DISPLAY_NUMBER = "15550001111"
ACCOUNT_ID = "100200300400500"
WEBHOOK_PATH = "/api/whatsapp/webhook"


def slug_of(merchant: int) -> str:
    """Return the slug of the merchant with this number."""
    return f"comercio-{merchant}"


def form_slug_of(merchant: int) -> str:
    """Return the slug of one of those whose bookings are made by form."""
    return f"formulario-{merchant}"
