"""Windows of Pull Transactions that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.machine.watching import Finding
from mpesa.models import PullRun, PullState

PULL_FAILS: Final = "PULL_FAILS"
#: So many failures in a row: half an hour.
TRIES: Final = 4


def failing_pulls() -> Iterator[Finding]:
    """Tills of which a window brought no page in TRIES tries."""
    failing = PullRun.objects.filter(state=PullState.DUE, tries__gte=TRIES).exclude(error_code="")
    rows = failing.order_by("till", "pk").distinct("till")
    for business_id, till, code in rows.values_list("business", "till", "error_code"):
        yield Finding(business_id, f"till:{till}", f"{code}: 1")
