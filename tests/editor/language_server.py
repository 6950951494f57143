"""A client of a language server: JSON-RPC over its standard input and output."""

from __future__ import annotations

import itertools
import json
import queue
import subprocess
import threading
from pathlib import Path
from typing import Any

SECONDS = 60


class LanguageServer:
    """yaml-language-server with one schema for every file."""

    def __init__(self, program: Path, schema: Path) -> None:
        self._process = subprocess.Popen(
            ["node", str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._ids = itertools.count(1)
        self._heard: queue.Queue[dict[str, Any]] = queue.Queue()
        self._settings = {
            "yaml": {
                "schemas": {schema.as_uri(): ["*.yaml"]},
                "hover": True,
                "completion": True,
                "validate": True,
                "schemaStore": {"enable": False},
            }
        }
        threading.Thread(target=self._listen, daemon=True).start()
        workspace = {"configuration": True, "didChangeConfiguration": {}}
        hover = {"hover": {"contentFormat": ["plaintext", "markdown"]}}
        self.ask(
            "initialize",
            processId=None,
            rootUri=None,
            capabilities={"workspace": workspace, "textDocument": hover},
        )
        self.tell("initialized")
        self.tell("workspace/didChangeConfiguration", settings=self._settings)

    def close(self) -> None:
        self._process.kill()
        self._process.wait(SECONDS)

    def tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        number = next(self._ids)
        self._send({"id": number, "method": method, "params": params})
        return self._until(lambda said: said.get("id") == number and "method" not in said)["result"]

    def problems(self, uri: str, text: str) -> list[dict[str, Any]]:
        """Open a file; return what is underlined in it."""
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)
        told = self._until(
            lambda said: (
                said.get("method") == "textDocument/publishDiagnostics"
                and said["params"]["uri"] == uri
            )
        )
        return told["params"]["diagnostics"]

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _until(self, wanted: Any) -> dict[str, Any]:
        while True:
            said = self._heard.get(timeout=SECONDS)
            if said.get("method") == "workspace/configuration":
                items = said["params"]["items"]
                found = [self._settings.get(item.get("section"), {}) for item in items]
                self._send({"id": said["id"], "result": found})
            elif "method" in said and "id" in said:
                self._send({"id": said["id"], "result": None})
            if wanted(said):
                return said

    def _listen(self) -> None:
        out = self._process.stdout
        assert out
        while line := out.readline():
            length = int(line.split(b":")[1])
            while out.readline().strip():
                pass
            self._heard.put(json.loads(out.read(length)))
