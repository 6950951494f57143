#!/usr/bin/env bash
# holidays knows five holidays of Uruguay unless the banks' are asked for, though schools and shops keep more.
#
# Expected: Carnival, the Tourism Week, 19 April and 2 November are in the country's list.
# Seen:     5 in 2026; with categories=("public", "bank") 18. Argentina's carnival is public.
# Versions: holidays 0.109; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" holidays==0.109

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import holidays

uruguay = holidays.country_holidays("UY", years=2026, language="es")
banks = holidays.country_holidays("UY", years=2026, language="es", categories=("public", "bank"))
print("holidays", holidays.__version__, len(uruguay), len(banks))
print(sorted(set(banks.values()) - set(uruguay.values())))
assert len(uruguay) == 5 and len(banks) == 18
assert "2026-02-16" not in uruguay and "2026-02-16" in banks
assert "2026-02-16" in holidays.country_holidays("AR", years=2026)
CODE
