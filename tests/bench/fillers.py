"""People who book by form: an exchange a second each, sealed as phones seal them."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from random import Random
from typing import Any

from milo.demo.form_client import sealed
from milo.demo.people import Chat, Person, user_id_of
from milo.demo.rates import PAIR_BURST, PAIR_PER_SECOND, Bucket
from milo.demo.signing import encode, headers
from milo.demo.webhooks import Number, envelope, inbound
from milo.http.forms.endpoint import FAILED
from milo.http.webhook.endpoint import FORMS_PATH

from .choosing import is_booked
from .courier import Courier
from .ledger import Ledger
from .names import ACCOUNT_ID, APP_SECRET, DISPLAY_NUMBER, HOST, NUMBER_ID, TOKEN, form_slug_of
from .visitors import ask

PACE_SECONDS = 1.0
"""Between two exchanges of one person's, however long the first one takes."""
CHAT_SECONDS = 30.0
"""As long is a message waited for: the greeting, or what confirms a booking."""
_NUMBER = Number(NUMBER_ID, DISPLAY_NUMBER, TOKEN)
_SERVICE, _DAY, _HOUR = "eligiendo_servicio", "eligiendo_fecha", "eligiendo_horario"


class Fillers:
    """So many people who fill in forms.

    Args:
        ledger: gets the time of each exchange (`exchange`), those that failed for trouble of the
            server's (`exchange failed`), and each answer that was not 200 (`refused form`).
        public_key: what phones seal with, in PEM.
        merchants: how many offer the form.
    """

    def __init__(
        self, port: int, ledger: Ledger, courier: Courier, public_key: str, merchants: int
    ) -> None:
        self._port = port
        self._ledger = ledger
        self._courier = courier
        self._key = public_key
        self._merchants = merchants
        self._chats: dict[str, Chat] = {}
        self._told: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self._filling: list[asyncio.Task[None]] = []
        self._leaving = False
        self._messages = 0

    def come(self, number: int) -> None:
        """Let so many come, one after the other within a second, until they are told to leave."""
        self._filling = [asyncio.create_task(self._fill(one, number)) for one in range(number)]

    async def leave(self) -> None:
        """Let each end the booking that they are at, and hear of it.

        Raises:
            OSError, ValueError: the server hung up.
        """
        self._leaving = True
        for one in self._filling:
            await one

    def knows(self, wa_id: str) -> bool:
        """Return whether somebody is one of these."""
        return wa_id in self._told

    def taken(self, send: dict[str, Any]) -> str:
        """Take a message to one of them, as Meta does, and return its id."""
        self._messages += 1
        self._ledger.note("forms taken")
        self._told[send["to"].lstrip("+")].put_nowait(send)
        return f"wamid.F{self._messages}"

    async def _fill(self, number: int, among: int) -> None:
        wa_id = f"549262{number:07d}"
        person = Person(wa_id, f"Formulario {number}", wa_id, user_id_of(wa_id))
        self._chats[wa_id] = Chat(person, NUMBER_ID, Bucket(PAIR_BURST, PAIR_PER_SECOND))
        self._told[wa_id] = asyncio.Queue()
        slug, dice = form_slug_of(number % self._merchants), Random(number)
        await asyncio.sleep(PACE_SECONDS * number / among)
        reader, writer = await asyncio.open_connection(HOST, self._port)
        phone = _Phone(self, reader, writer)
        with suppress(_Closed):
            while not self._leaving:
                opens = await self._hears(wa_id, slug)
                await phone.books(opens["interactive"]["action"]["parameters"], dice)
                if is_booked(await self._next(wa_id)):
                    self._ledger.note("booked by form")
        writer.close()

    async def _next(self, wa_id: str) -> dict[str, Any]:
        """Return the next message to somebody. Raises _Closed where none comes."""
        try:
            return await asyncio.wait_for(self._told[wa_id].get(), CHAT_SECONDS)
        except TimeoutError:
            self._ledger.note("forms never told")
            raise _Closed from None

    async def _hears(self, wa_id: str, text: str) -> dict[str, Any]:
        """Write something, and return the answer."""
        self._messages += 1
        chat = self._chats[wa_id]
        message = {
            **chat.person.sender,
            "id": f"wamid.W{self._messages}",
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": text},
        }
        change = inbound(_NUMBER, chat, message)
        self._ledger.note("forms asked for")
        self._courier.put("form greeted", encode(envelope(ACCOUNT_ID, [change])))
        return await self._next(wa_id)

    async def exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, content: dict[str, Any]
    ) -> dict[str, Any]:
        """Return what a form is answered; what failed is asked once more, as who taps again does.

        Raises:
            _Closed: it was refused.
        """
        while True:
            request = sealed(content, self._key)
            signed = headers(APP_SECRET, request.body)
            began = time.perf_counter()
            status, _, body = await ask(reader, writer, "POST", FORMS_PATH, request.body, signed)
            self._ledger.note("exchange", time.perf_counter() - began)
            if status != 200:
                self._ledger.note(f"refused form with {status}")
                raise _Closed
            answer: dict[str, Any] = request.read(body.decode())
            if answer["data"].get("error_message") != FAILED:
                return answer
            self._ledger.note("exchange failed")
            if self._leaving:
                raise _Closed
            await asyncio.sleep(PACE_SECONDS)


class _Closed(Exception):  # noqa: N818 - what became of the form, no error of ours
    """The form is not to be used any more."""


class _Phone:
    """One person's phone, over one connection that is kept open."""

    def __init__(
        self, people: Fillers, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._people, self._reader, self._writer = people, reader, writer
        self._next_at = asyncio.get_running_loop().time()

    async def books(self, opens: dict[str, Any], dice: Random) -> None:
        """Fill a form in to its end; an hour that was taken meanwhile is chosen again."""
        screen, data = "SERVICIO", dict(opens["flow_action_payload"]["data"])
        token, day, hour = opens["flow_token"], "", ""
        while screen != "SUCCESS":
            match screen:
                case "SERVICIO":
                    filled = {"tap": "ok", _SERVICE: dice.choice(_ids(data, _SERVICE))}
                case "TURNO" if not data[f"{_HOUR}__ready"]:
                    day = dice.choice((data[f"{_DAY}__from"], data[f"{_DAY}__to"]))
                    filled = {"pick": _DAY, _DAY: day}
                case "TURNO":
                    hour = dice.choice(_ids(data, _HOUR))
                    filled = {"tap": "ok", _DAY: day, _HOUR: hour}
                case _:
                    filled = {"tap": "confirmar"}
            content = {
                "version": "3.0",
                "action": "data_exchange",
                "screen": screen,
                "data": {**filled, "step": data["step"]},
                "flow_token": token,
            }
            await self._wait()
            answer = await self._people.exchange(self._reader, self._writer, content)
            screen, data = answer["screen"], answer["data"]

    async def _wait(self) -> None:
        """Wait until the next exchange is due."""
        now = asyncio.get_running_loop().time()
        await asyncio.sleep(max(0.0, self._next_at - now))
        self._next_at = max(now, self._next_at) + PACE_SECONDS


def _ids(data: dict[str, Any], field: str) -> list[str]:
    return [row["id"] for row in data[f"{field}__rows"]]
