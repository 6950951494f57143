"""Who may use the admin's requests."""

from __future__ import annotations

import falcon

from ..signature import same_secret

_SCHEME = "bearer "


class AdminAuth:
    """The holder of `MILO_ADMIN_TOKEN`; nobody where it is None."""

    def __init__(self, token: str | None) -> None:
        self._token = token or None

    def require(self, req: falcon.Request) -> None:
        """Let only the admin pass.

        Raises:
            HTTPForbidden: no admin was set up.
            HTTPUnauthorized: no token, or a wrong one.
        """
        if self._token is None:
            raise falcon.HTTPForbidden(description="No MILO_ADMIN_TOKEN is set: admin is closed.")
        if not self.sent(req):
            raise falcon.HTTPUnauthorized(
                description="This needs the header Authorization: Bearer <MILO_ADMIN_TOKEN>.",
                challenges=["Bearer"],
            )

    def sent(self, req: falcon.Request) -> bool:
        """Return whether the request carries the token: constant time, whatever was sent."""
        header = req.get_header("Authorization") or ""
        given = header[len(_SCHEME) :].strip() if header.lower().startswith(_SCHEME) else ""
        return self._token is not None and same_secret(given, self._token)
