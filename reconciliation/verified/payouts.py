"""What the verified statement tells of payouts: read by mpesa/payouts, which judges its orders by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from core.machine.jobs import wake
from mpesa.models import Till
from mpesa.payouts.queues import LOOK_QUEUE
from mpesa.payouts.statements import Row
from mpesa.tills.accounts import collecting_account
from reconciliation.models import Stretch
from reconciliation.statement_files.kinds import Kind
from reconciliation.verified.changes import Changed
from reconciliation.verified.coverage import AccountBook

#: What moves money out of an account and pays nobody's phone.
_NO_PAYMENTS = (Kind.CHARGE, Kind.SWEEP, Kind.BANK_WITHDRAWAL, Kind.REVERSAL)


class PayingBook:
    """The verified statement of the account from which a till pays. See mpesa.payouts.statements."""

    def newest(self, till: Till) -> datetime | None:
        known = Stretch.objects.filter(till=till, account=collecting_account(till))
        at: datetime | None = known.aggregate(at=Max("admitted_at"))["at"]
        return at

    def debits(self, till: Till, since: datetime, until: datetime) -> Sequence[Row]:
        rows = _book(till).rows().filter(moves=True, withdrawn__gt=0)
        rows = rows.filter(completed_at__gte=since, completed_at__lt=until).exclude(kind__in=_NO_PAYMENTS)
        return [
            Row(row.receipt, row.withdrawn, row.completed_at, row.payer_masked, f"statement row {row.pk}")
            for row in rows.order_by("completed_at", "pk")
        ]

    def covers(self, till: Till, since: datetime, until: datetime) -> bool:
        return any(piece.from_at <= since and piece.until_at >= until for piece in _book(till).pieces())


def _book(till: Till) -> AccountBook:
    return AccountBook(till.pk, collecting_account(till))


def judge_orders_again(changed: Changed) -> None:
    """The verified statement says more, or something else: orders that nobody knows are judged by it."""
    wake(LOOK_QUEUE)
