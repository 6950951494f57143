"""Each merchant's words and bookings, in its own conversations only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .promises import ISOLATION
from .rows import Out, Rows, Texts
from .town import NAMES, OWN_WORDS

_WRITTEN = re.compile(r"«[^»]*»|\A\*[^*\n]+\*: .*", re.DOTALL)
"""What a person wrote, as a reception hears it: quoted, or behind the person's name."""


def faults_of_words(written: list[Out], rows: Rows, texts: Texts) -> Iterator[tuple[str, str]]:
    """New words: nobody else's merchant, nobody else's bookings."""
    desks = {talk.id for talk in rows.talks if talk.desk}
    slugs = {talk.id: talk.slug for talk in rows.talks}
    owners = {place.id: (place.client, place.contact) for place in rows.places}
    clients = {shop.slug: shop.id for shop in rows.shops}
    for out in written:
        slug = slugs.get(out.session or "")
        if slug is None:
            continue
        text, options = texts(out.seq)
        if "Respuesta" in text:
            continue
        if out.session in desks:  # whoever wrote there may have named another merchant
            text = _WRITTEN.sub("", text)
        if found := foreign_words(slug, " ".join((text, *options))):
            yield ISOLATION, f"{out.id} of {slug} says {found}: {text[:60]!r}"
        for option in options:
            owner = owners.get(option.rpartition("|")[2].removeprefix("="))
            if owner and owner != (clients[slug], out.contact):
                yield ISOLATION, f"{out.id} of {slug} offers a booking of {owner}"


def foreign_words(slug: str, said: str) -> list[str]:
    """Return the words of other merchants in what is said for one."""
    others = (other for other in NAMES if other != slug)
    return [word for other in others for word in OWN_WORDS[other] if word in said]
