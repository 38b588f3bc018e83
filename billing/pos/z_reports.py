"""Z-reports: what a shift sold, took and gave back, and what was in its drawer.

Every amount is in cents. The cash is read from the postings on the drawer's account: what no move of the
shift explains (a voucher on that account) stands as `other`, so that the report equals the books whatever was
done.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from billing.models import DrawerMoveKind, Shift
from billing.pos.drawers import in_the_books
from core.money import Cents


@dataclass(frozen=True)
class Cash:
    """The drawer. `expected` is what the books have, `counted` what was found; null while a shift is open."""

    opening: Cents
    sales: Cents
    refunds: Cents
    put_in: Cents
    taken_out: Cents
    other: Cents
    expected: Cents
    counted: Cents | None
    over_short: Cents | None


@dataclass(frozen=True)
class ZReport:
    """A shift as it stands; final once it is closed."""

    number: int
    opened_at: datetime
    closed_at: datetime | None
    cash: Cash

    def facts(self) -> dict[str, Any]:
        """As it is stored and digested: JSON of plain values."""
        found = asdict(self)
        for name in ("opened_at", "closed_at"):
            found[name] = found[name].isoformat() if found[name] else None
        return found


def z_report_of(shift: Shift, *, counted: Cents | None = None, closed_at: datetime | None = None) -> ZReport:
    """The report of a shift as of now; at its closing under its lock, with what was counted."""
    return ZReport(
        number=shift.number,
        opened_at=shift.opened_at,
        closed_at=closed_at,
        cash=_cash(shift, counted),
    )


def _cash(shift: Shift, counted: Cents | None) -> Cash:
    sums: Counter[str] = Counter()
    for kind, cents in shift.moves.values_list("kind", "cents"):
        sums[kind] += cents
    expected = in_the_books(shift.register)
    known = sum(sums[kind] for kind in DrawerMoveKind if kind != DrawerMoveKind.OPENING)
    return Cash(
        opening=shift.opening_counted,
        sales=sums[DrawerMoveKind.SALE],
        refunds=-sums[DrawerMoveKind.REFUND],
        put_in=sums[DrawerMoveKind.IN],
        taken_out=-sums[DrawerMoveKind.OUT],
        other=expected - shift.opening_counted - known,
        expected=expected,
        counted=counted,
        over_short=None if counted is None else counted - expected,
    )
