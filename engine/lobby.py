"""Who has no session is asked which merchant they look for."""

from __future__ import annotations

from .messages import Outgoing
from .model import Client, Contact
from .words.fold import clean

_QUESTION = (
    "Atiendo a varios comercios. ¿Con qué comercio querés continuar? "
    "Escribime el nombre que está al final de su link 🙂"
)


def ask_which(contact: Contact, closed: Client | None) -> Outgoing:
    """Return the lobby's question; `closed` is a client that was meant and is not attending."""
    if closed:
        name = clean(closed.name, 100)
        return Outgoing(
            f"*{name}* no está atendiendo por acá en este momento.\n\n"
            "Si buscás otro comercio, escribime el nombre que está al final de su link 🙂"
        )
    names = clean(contact.name, 60).split()
    return Outgoing(f"¡Hola{', ' + names[0] if names else ''}! {_QUESTION}")
