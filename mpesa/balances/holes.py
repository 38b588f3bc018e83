"""Looking at the chain of each till, and keeping its holes until later evidence fills them.

Only C2B confirmations say what the till's account holds; the Balance of an STK callback is the payer's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Count

from core import days
from core.errors import DomainError
from core.machine.turns import worked
from core.machine.watching import Finding
from core.rows.locks import AdvisoryLock
from ledger.models import Line
from mpesa.balances.chain import JITTER, Hole, Moved, Observed, find_holes
from mpesa.collections.receipts import receipt_in, receipt_reference
from mpesa.daraja.pull import REACH, ZONE
from mpesa.models import BalanceHole, Channel, Evidence, Receipt, Till
from mpesa.pulling.windows import earliest, pull_now
from mpesa.tills.accounts import account_code
from users.actors import SYSTEM

CHAIN_HOLE: Final = "CHAIN_HOLE"
WHAT: Final = "mpesa.balances"
#: What explains a step may be told so much later: charges, payments by request, payouts, sweeps.
PATIENCE: Final = timedelta(minutes=10)
#: So many payments of a till are looked at, the newest.
MOST: Final = 5_000
_looking = AdvisoryLock("mpesa.balances")


def check_balances() -> int:
    """Look at the chain of each till that said a balance lately; how many were looked at. By the clock."""
    said = Evidence.objects.filter(balance__isnull=False, at__gte=days.now() - REACH)
    tills = Till.objects.filter(pk__in=said.values("receipt__till")).select_related("business").order_by("pk")
    return sum(
        worked(partial(look_at, till), what=WHAT, business_id=till.business_id, about=till) for till in tills
    )


@transaction.atomic
def look_at(till: Till) -> None:
    """Keep the holes of a till that there are, and close those that are filled. Locks the till's holes."""
    _looking.take(till.pk)
    now = days.now()
    observed, told_at = _observed(till, now - REACH)
    moved = _moved(till, observed)
    settled = now - PATIENCE
    found = {
        (hole.after, hole.before): hole
        for hole in find_holes(observed, moved)
        if max(told_at[hole.after], told_at[hole.before]) <= settled
    }
    since = observed[0].at if observed else now
    for row in BalanceHole.objects.filter(till=till, filled_at=None, since__gte=since):
        if (row.after_receipt, row.before_receipt) not in found:
            row.filled_at = now
            row.save(update_fields=["filled_at"])
    for hole in found.values():
        _keep(till, hole)


def _keep(till: Till, hole: Hole) -> None:
    row, created = BalanceHole.objects.get_or_create(
        till=till,
        after_receipt=hole.after,
        before_receipt=hole.before,
        defaults={
            "business_id": till.business_id,
            "since": hole.since,
            "until": hole.until,
            "missing": hole.missing,
        },
    )
    if not created and (row.missing != hole.missing or row.filled_at is not None):
        row.missing, row.filled_at = hole.missing, None
        row.save(update_fields=["missing", "filled_at"])
    if row.pulled_at is None and till.pull_registered_at is not None:
        _pull_for(till, row)


def _pull_for(till: Till, hole: BalanceHole) -> None:
    """Ask Safaricom about the time of a hole, once; while another window is read, the next look asks."""
    now = days.now()
    since = max(hole.since - ZONE - PATIENCE, earliest(now))
    try:
        pull_now(till=till, since=since, until=hole.until + ZONE + PATIENCE, actor=SYSTEM)
    except DomainError:
        return
    hole.pulled_at = now
    hole.save(update_fields=["pulled_at"])


def _observed(till: Till, since: datetime) -> tuple[list[Observed], dict[str, datetime]]:
    """The payments that say a balance, oldest first, and when each was told."""
    rows = Evidence.objects.filter(
        receipt__till=till, receipt__occurred_at__gte=since, balance__isnull=False
    ).order_by("-receipt__occurred_at", "-pk")
    values = rows.values_list("receipt__number", "receipt__occurred_at", "receipt__amount", "balance", "at")
    observed, told_at = [], {}
    for number, at, amount, balance, told in values[:MOST]:
        assert balance is not None
        observed.append(Observed(number, at, amount, balance))
        told_at[number] = told
    return observed[::-1], told_at


def _moved(till: Till, observed: Sequence[Observed]) -> list[Moved]:
    """All else that the books know of the account meanwhile, whoever reported it."""
    if not observed:
        return []
    since = observed[0].at - JITTER - ZONE
    lines = Line.objects.filter(
        account__business_id=till.business_id, account__code=account_code(till), entry__occurred_at__gte=since
    )
    said = {receipt_reference(till, each.receipt, "pay") for each in observed}
    pulled = set(
        Receipt.objects.filter(till=till, occurred_at__gte=since, first_channel=Channel.PULL).values_list(
            "number", flat=True
        )
    )
    return [
        Moved(at, debit - credit, receipt_in(reference) in pulled)
        for at, debit, credit, reference in lines.values_list(
            "entry__occurred_at", "debit", "credit", "entry__reference"
        )
        if reference not in said
    ]


def open_holes() -> Iterator[Finding]:
    """Tills whose balances have steps that nothing explains. A condition that is watched."""
    rows = BalanceHole.objects.filter(filled_at=None).values_list("business", "till")
    for business_id, till, count in rows.annotate(count=Count("pk")).order_by("till"):
        yield Finding(business_id, f"till:{till}", f"HOLES: {count}")
