"""What Meta's Graph API answers about files: uploaded, looked up, deleted."""

from __future__ import annotations

from typing import Any

import falcon

from .errors import INVALID, MISSING, MetaError, unknown_object
from .exchange import RefusedSend
from .management import GraphResource


class MediaResource(GraphResource):
    """`/{phone_number_id}/media`: takes a file."""

    def on_post(self, req: falcon.Request, resp: falcon.Response, object_id: str, **_: str) -> None:
        """Take one; `type` says what it is, and the part `file` may not say otherwise."""

        def work() -> dict[str, Any]:
            if object_id not in self.exchange.numbers:
                raise RefusedSend(unknown_object(object_id))
            fields, content, said = _parts(req)
            if fields.get("messaging_product") != "whatsapp":
                raise RefusedSend(
                    MetaError(INVALID, "(#100) The parameter messaging_product is required.")
                )
            if content is None:
                raise RefusedSend(MetaError(MISSING, "file is required"))
            kept = self.exchange.take_file(object_id, fields.get("type") or said, content)
            if isinstance(kept, MetaError):
                raise RefusedSend(kept)
            return {"id": kept.id}

        self.answer(req, resp, work)


def _parts(req: falcon.Request) -> tuple[dict[str, str], bytes | None, str]:
    """Return the fields of a multipart body, the file, and what it says that it is."""
    if not (req.content_type or "").startswith(falcon.MEDIA_MULTIPART):
        raise RefusedSend(MetaError(MISSING, "The body is multipart/form-data"))
    fields: dict[str, str] = {}
    content, said = None, ""
    form = req.get_media()
    for part in form:
        if part.name == "file":
            content, said = part.stream.read(), part.content_type
        else:
            fields[str(part.name)] = part.get_data().decode("utf-8", "replace")
    return fields, content, said
