#!/usr/bin/env bash
# APScheduler leaves out a daily job on the night when its minute does not exist; croniter moves it.
#
# Expected: both run a job of 00:30 once a day in Santiago, on 6 September 2026 (no 00:00 to 01:00), too.
# Seen:     APScheduler's CronTrigger goes from the 5th to the 7th; croniter says 01:00 of the 6th.
# Versions: APScheduler 3.11.3, croniter 7.0.0, tzdata 2026.6; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" APScheduler==3.11.3 croniter==7.0.0 tzdata==2026.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from croniter import croniter

zone = ZoneInfo("America/Santiago")
start = datetime(2026, 9, 4, 12, tzinfo=zone)
trigger, fired, now = CronTrigger.from_crontab("30 0 * * *", timezone=zone), [], start
for _ in range(2):
    now = trigger.get_next_fire_time(fired[-1] if fired else None, now)
    fired.append(now)
cron = croniter("30 0 * * *", start)
said = [cron.get_next(datetime) for _ in range(2)]
print("APScheduler", version("APScheduler"), *fired)
print("croniter", version("croniter"), *said)
assert [day.day for day in fired] == [5, 7]
assert [(day.day, day.hour) for day in said] == [(5, 0), (6, 1)]
CODE
