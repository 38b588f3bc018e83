"""What the verified statement tells of payouts: read by mpesa/payouts, which judges its orders by it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max
from django.db.models.functions import Coalesce

from core.machine.jobs import wake
from core.money import Cents
from mpesa.models import MpesaAccount, PayoutWay, Till
from mpesa.payouts.funds import paying_account
from mpesa.payouts.queues import LOOK_QUEUE
from mpesa.payouts.statements import Row
from reconciliation.models import StatementRow, Stretch
from reconciliation.statement_files.kinds import Kind
from reconciliation.verified.changes import Changed
from reconciliation.verified.coverage import AccountBook

#: What moves money out of an account and pays nobody.
NO_PAYMENTS = (Kind.CHARGE, Kind.BANK_WITHDRAWAL, Kind.REVERSAL)
_SHORTCODE = re.compile(r"\s*([0-9]{5,10})(?![0-9*])")


class PayingBook:
    """The verified statement of the account from which a till pays in a way. See mpesa.payouts.statements."""

    def newest(self, till: Till, way: str) -> datetime | None:
        known = Stretch.objects.filter(till=till, account=paying_account(till, way))
        at: datetime | None = known.aggregate(at=Max("admitted_at"))["at"]
        return at

    def debits(self, till: Till, way: str, since: datetime, until: datetime) -> Sequence[Row]:
        rows = _book(till, way).rows().filter(moves=True, withdrawn__gt=0)
        rows = rows.filter(completed_at__gte=since, completed_at__lt=until).exclude(kind__in=NO_PAYMENTS)
        rows = rows.filter(portal_left=None)
        if way == PayoutWay.B2C:
            rows = rows.exclude(kind=Kind.SWEEP)
        return [row_of(row) for row in rows.order_by("completed_at", "pk")]

    def covers(self, till: Till, way: str, since: datetime, until: datetime) -> bool:
        pieces = _book(till, way).pieces()
        return any(piece.from_at <= since and piece.until_at >= until for piece in pieces)


def _book(till: Till, way: str) -> AccountBook:
    return AccountBook(till.pk, paying_account(till, way))


def row_of(row: StatementRow) -> Row:
    """A debit as orders are judged by it."""
    party = _SHORTCODE.match(row.other_party)
    return Row(
        row.receipt,
        row.withdrawn,
        row.completed_at,
        row.payer_masked,
        f"statement row {row.pk}",
        shortcode=party[1] if party else "",
        account_number=row.account_no,
        sweep=row.kind == Kind.SWEEP,
    )


def statement_closing(till: Till, account: MpesaAccount) -> tuple[Cents, datetime] | None:
    """What the verified statement of an account ends with, in cents, and the moment of its last movement: a
    later file may still bring what happened after it. None while there is none."""
    known = AccountBook(till.pk, account).stretches().annotate(told_at=Coalesce("last_at", "from_at"))
    last = known.order_by("-told_at", "-until_at", "-pk").values_list("closing", "told_at").first()
    return (last[0], last[1]) if last else None


def judge_orders_again(changed: Changed) -> None:
    """The verified statement says more, or something else: orders that nobody knows are judged by it."""
    wake(LOOK_QUEUE)
