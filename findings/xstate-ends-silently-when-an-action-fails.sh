#!/usr/bin/env bash
# In xstate an action that throws ends the conversation, and the caller of send() hears nothing.
#
# Expected: the exception comes out of send(), and the machine stays where it was, ready for the
#   next event.
# Seen:     send() returns; the actor's status is “error” for good, and every later event is
#   dropped without a word.
# Versions: xstate 5.33.3; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" xstate@5.33.3

(cd "$folder" && node - <<'CODE'
const version = (name) => JSON.parse(require("fs").readFileSync(`node_modules/${name}/package.json`)).version;

const { createActor, createMachine } = require("xstate");
let fails = true;
const machine = createMachine({ initial: "dia", states: {
  dia: { on: { ELIGE: { target: "hora", actions: () => { if (fails) throw new Error("agenda"); } } } },
  hora: {} } });
const chat = createActor(machine);
let told = "nothing";
chat.subscribe({ error: (error) => { told = error.message; } });
chat.start();
let thrown = "nothing";
const send = () => { try { chat.send({ type: "ELIGE" }); } catch (error) { thrown = error.message; } };
send();
fails = false;
send();
const { status, value } = chat.getSnapshot();
console.log("xstate", version("xstate"), { thrown, told, status, value });
process.exit(thrown === "nothing" && told === "agenda" && status === "error" && value === "dia" ? 0 : 1);
CODE
)
