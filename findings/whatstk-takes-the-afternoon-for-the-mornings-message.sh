#!/usr/bin/env bash
# whatstk reads what was written in the afternoon as the end of the morning's message.
#
# Expected: a chat that a phone in es-AR or es-MX exports, with “a. m.” and “p. m.”, has as many messages as lines;
#   the page of the library says that the header is found by itself.
# Seen:     the header is taken from the first line, its “a. m.” word by word. All that follows the first “p. m.” is
#   text of the last message in the morning, and the other people are gone. With AM and PM all three are read.
# Versions: whatstk 0.9.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" whatstk==0.9.1

PYTHONPATH="$folder/python" MPLCONFIGDIR="$folder" python3 - "$folder" <<'CODE'
import sys
from importlib.metadata import version
from pathlib import Path

from whatstk import WhatsAppChat

CHAT = """29/11/26, 10:15 a. m. - Ana: hola
29/11/26, 3:20 p. m. - Beto: ¿hay turno mañana?
30/11/26, 11:05 a. m. - Ana: sí
"""


def read(text):
    path = Path(sys.argv[1], "chat.txt")
    path.write_text(text, encoding="utf-8")
    chat = WhatsAppChat.from_source(str(path)).df
    return list(zip(chat["username"], chat["message"]))


spanish = read(CHAT)
english = read(CHAT.replace("a. m.", "AM").replace("p. m.", "PM"))
narrow = read(CHAT.replace(" a. m.", "\u202fa.\u00a0m.").replace(" p. m.", "\u202fp.\u00a0m."))
print("whatstk", version("whatstk"))
print(spanish)
print(english)
assert [name for name, _ in english] == ["Ana", "Beto", "Ana"]
assert len(spanish) == len(narrow) < 3 and "Beto: ¿hay turno mañana?" in spanish[0][1]
CODE
