"""Let WhatsApp clients read deliveries, and put what they hand on into `docs/facts/peers.md`.

`make peers` does it: the clients are installed into a temporary folder, so it needs the registries,
and CI does not run it. What CI checks is in `test_facts_are_true.py`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from milo.http.webhook.parser import read_delivery

from ..outside_readers import Reader, put_rows

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[2] / "docs" / "facts" / "peers.md"
PAYLOADS = HERE.parents[1] / "http" / "payloads"
CLIENTS = (
    Reader("pywa", HERE / "read_pywa.py", ("pywa==4.5.0",)),
    Reader("heyoo", HERE / "read_heyoo.py", ("heyoo==0.1.2",)),
    Reader("whatsapp-api-js", HERE / "read_whatsapp_api_js.mjs", ("whatsapp-api-js@6.3.0",)),
    Reader("@kapso", HERE / "read_kapso.mjs", ("@kapso/whatsapp-cloud-api@0.3.0",)),
)
CASES = {
    "text": "a text",
    "batch_of_everything": "several entries, changes, messages, statuses",
    "duplicate_inside_batch": "the same message twice in a delivery",
    "who_user_id_only": "a person with Meta's id and no number",
    "who_phone_only": "a person with a number and no id of Meta's",
    "who_profile_missing": "a contact without a profile",
    "who_contacts_missing": "a message without contacts",
    "list_reply_without_description": "a choice from a list whose row has no description",
    "template_button_without_context": "a template's button that quotes nothing",
    "reaction_removed": "a reaction taken back",
    "flow_reply_non_object": "a form's answer that is no object",
    "interactive_without_object": "an interactive message without its object",
    "unsupported_without_object": "*unsupported* without saying what",
    "system_number_changed": "a changed number",
    "system_user_id_changed": "a changed id of Meta's",
    "type_from_the_future": "a type that nobody knows yet",
    "status_contacts_without_profile": "a status whose contact has no profile",
    "status_failed_string_error_data": "a failure whose `error_data` is text",
    "status_failed_without_errors": "a failure without errors",
    "status_played": "a voice message was played",
    "errors_alone": "errors of the account alone",
}
"""Deliveries in `tests/http/payloads/`, in the words of the table."""


def main() -> None:
    """Write the table again."""
    with tempfile.TemporaryDirectory() as folder:
        places = [(client, client.install(Path(folder))) for client in CLIENTS]
        rows = [
            [
                *(words, f"`{name}`", milo(name)),
                *(cell(client.read(body(name), place)) for client, place in places),
            ]
            for name, words in CASES.items()
        ]
    put_rows(PAGE, ("delivery", "payload", "Milo", *(client.name for client in CLIENTS)), rows)


def body(name: str) -> bytes:
    """Return a delivery as it comes in."""
    return (PAYLOADS / f"{name}.json").read_bytes()


def milo(name: str) -> str:
    """Return what Milo hands on of a delivery, in the words of the table."""
    read = read_delivery(body(name))
    return cell({"messages": len(read.messages), "statuses": len(read.statuses), "failures": []})


def cell(found: dict[str, Any]) -> str:
    """Return what the table says of one delivery and one client: `2 m, 1 s`, or an error."""
    counts = [(found["messages"], "m"), (found["statuses"], "s")]
    handed = [f"{count} {letter}" for count, letter in counts if count]
    errors = [f"`{name}`" for name in sorted(set(found["failures"]))]
    return ", ".join([*handed, *errors]) or "—"


if __name__ == "__main__":
    main()
