"""Hold Meta's OpenAPI file of the Cloud API against its pages: `make openapi FILE=…v23.0.yaml`.

The second table of `docs/facts/peers.md` says what the file has; the command reads it again, and
ends with 1 where a row no longer says so. The file is Meta's (github.com/facebook/openapi): it is
no part of the repository, so CI does not run this.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from openapi_schema_validator import OAS31Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from .documents import read, rows

_MESSAGES = ("paths", "/{Version}/{Phone-Number-ID}/messages", "post")
_WEBHOOKS = ("paths", "/whatsapp/webhooks", "post")
_BODY = ("requestBody", "content", "application/json")


def main() -> None:
    """Print each row with what the file has; exit with 1 where the table differs."""
    whole = yaml.safe_load(Path(sys.argv[1]).read_text("utf-8"))
    wrong = 0
    for page, where, listed, _ in rows(read("docs/facts/peers.md"), "## What Meta's OpenAPI has"):
        found = examples_refused(whole, where) if "examples" in where else at(whole, where)
        wrong += (same := found.strip("`") == listed.strip("`")) is False
        print("as listed" if same else "DIFFERS  ", page, where, found, sep=" | ")
    sys.exit(wrong > 0)


def at(whole: Any, where: str) -> str:
    """Return what stands at `Schema.field.key`, in the words of the table."""
    found: Any = whole["components"]["schemas"]
    for key in where.strip("`").split("."):
        found = _inside(whole, found, key)
        if found is None:
            return "not there"
    if isinstance(found, dict):
        return str(_inside(whole, found, "type"))
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)


def _inside(whole: Any, schema: Any, key: str) -> Any:
    """Return a schema's property of that name, or else its own key; None where it has neither."""
    if "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if key in schema.get("properties", {}):
        return schema["properties"][key]
    found = [_inside(whole, part, key) for part in schema.get("allOf", ())] + [schema.get(key)]
    found = [each for each in found if each is not None]
    if key == "required":
        return list(dict.fromkeys(name for each in found for name in each)) or None
    return found[0] if found else None


def examples_refused(whole: Any, where: str) -> str:
    """Return how many of the file's own examples of a body its own schema refuses."""
    path = _MESSAGES if "messages" in where else _WEBHOOKS
    content = whole
    for key in (*path, *_BODY):
        content = content[key]
    examples = [example["value"] for example in content["examples"].values()]
    resource = Resource.from_contents(whole, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:meta", resource)
    pointer = "/".join(key.replace("~", "~0").replace("/", "~1") for key in (*path, *_BODY))
    schema = {"$ref": f"urn:meta#/{pointer.replace('{', '%7B').replace('}', '%7D')}/schema"}
    validator = OAS31Validator(schema, registry=registry)
    refused = sum(not _valid(validator, each) for each in examples)
    return f"{refused} of {len(examples)} refused"


def _valid(validator: OAS31Validator, example: Any) -> bool:
    errors: Iterator[Any] = validator.iter_errors(example)
    return next(errors, None) is None


if __name__ == "__main__":
    main()
