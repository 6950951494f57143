"""A courier that calls a gateway: on an executor's threads, one for each call that waits."""

from __future__ import annotations

import structlog

from ..errors import GatewayError
from ..model import OutboxRow
from ..ports import Done, Executor, Gateway
from ..results import settled
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
        self._calls.submit(lambda: told(settled(lambda: self._call(row))))

    def _call(self, row: OutboxRow) -> str:
        try:
            return self._gateway.send(row)
        except GatewayError:
            raise
        except Exception as error:
            log.error("gateway failed", action="gateway.failed", outbox_id=row.id, exc_info=error)
            raise GatewayError(FailureKind.UNKNOWN, f"{type(error).__name__}: {error}") from error
