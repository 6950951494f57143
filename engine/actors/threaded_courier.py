"""A courier that calls a gateway: on an executor's threads, one for each call that waits."""

from __future__ import annotations

from contextlib import suppress

import structlog

from ..errors import GatewayError
from ..model import OutboxRow
from ..ports import Done, Executor, Gateway, Result
from ..sending.retry import FailureKind

log = structlog.get_logger(__name__)


class ThreadedCourier:
    """`Courier` over a gateway.

    Args:
        calls: runs the gateway's calls, which wait for the network.
    """

    def __init__(self, calls: Executor, gateway: Gateway) -> None:
        self._calls = calls
        self._gateway = gateway

    def send(self, row: OutboxRow, told: Done[str]) -> None:
        """Have the gateway called; a defect of ours leaves it unknown whether Meta has it."""
        self._calls.submit(lambda: told(Result.of(lambda: self._call(row))))

    def read(self, phone_number_id: str, message_id: str) -> None:
        """Have the gateway called; what becomes of it is nobody's concern."""
        self._calls.submit(lambda: self._read(phone_number_id, message_id))

    def _read(self, phone_number_id: str, message_id: str) -> None:
        with suppress(GatewayError):
            self._gateway.read(phone_number_id, message_id)

    def _call(self, row: OutboxRow) -> str:
        try:
            return self._gateway.send(row)
        except GatewayError:
            raise
        except Exception as error:
            log.error("gateway failed", action="gateway.failed", outbox_id=row.id, exc_info=error)
            raise GatewayError(FailureKind.UNKNOWN, f"{type(error).__name__}: {error}") from error
