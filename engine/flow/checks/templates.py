"""Templates beside the flows: every rule F85x. They are found as a file is read.

```yaml
    body: "Hola, {nombre}"   # F851: ends with a parameter, which Meta refuses
```
"""

from __future__ import annotations

from .rule import Rule

REFUSED = Rule("F851", "a template that Meta would refuse")
RULES = (REFUSED,)
