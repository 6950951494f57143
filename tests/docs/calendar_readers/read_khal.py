"""Print as JSON what khal shows of the feed on standard input, by its own commands, in UTC."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

FIELDS = ("uid", "start-long-full", "end-long-full", "status", "title", "description", "location")
UNIT, RECORD = "<unit>", "<record>"
CONFIGURATION = """
[calendars]
[[feed]]
path = {folder}/feed
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M:00Z
longdatetimeformat = %Y-%m-%dT%H:%M:00Z
[sqlite]
path = {folder}/cache.db
"""

with tempfile.TemporaryDirectory() as folder:
    home = Path(folder)
    (home / "feed").mkdir()
    (home / "feed.ics").write_bytes(sys.stdin.buffer.read())
    (home / "khal.conf").write_text(CONFIGURATION.format(folder=folder))

    def khal(*arguments):
        command = [sys.executable, "-c", "from khal.cli import main_khal; main_khal()"]
        command += ["-c", str(home / "khal.conf"), *arguments]
        environment = {**os.environ, "HOME": folder}
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
        return done.stdout.decode()

    khal("import", "--batch", "-a", "feed", str(home / "feed.ics"))
    form = UNIT.join(f"{{{name}}}" for name in FIELDS) + RECORD
    shown = khal("list", "2027-04-01", "2027-04-10", "--day-format", "", "--format", form)

rows = [row.strip("\n").split(UNIT) for row in shown.split(RECORD) if UNIT in row]
events = {
    row[0]: dict(zip(FIELDS, (text.rstrip(" ") for text in row), strict=True)) for row in rows
}
ordinary = events["ordinary"]
found = {
    "UID": ordinary["uid"],
    "DTSTART": ordinary["start-long-full"],
    "DTEND": ordinary["end-long-full"],
    "STATUS": ordinary["status"],
    "SUMMARY": ordinary["title"],
    "DESCRIPTION": ordinary["description"],
    "LOCATION": ordinary["location"],
    "DTSTART, an hour shown twice": events["repeated"]["start-long-full"],
    "STATUS, of what waits": events["waiting"]["status"],
    "STATUS, of what was given up": events["given-up"]["status"],
}
print(json.dumps(found))
