"""`milo flow schema`."""

from __future__ import annotations

from ..base import example, print_json
from . import flow


@example("milo flow schema > flow.schema.json")
@flow.command()
def schema() -> None:
    """Print the format as JSON Schema: editors complete and check with it while you type.

    A file that begins with `# yaml-language-server: $schema=flow.schema.json` is looked at so by
    every editor with a YAML language server. `milo flow new` writes that line, and the schema.
    """
    from ....engine.flow.language.schema import flow_schema
    from ....engine.vocabulary import VOCABULARY

    print_json(flow_schema(VOCABULARY))
