"""Account Balance: what Safaricom says is in the accounts of a till, asked for every hour and on demand.

The snapshots inform: nothing is booked from them. Reconciliation compares them with the books.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from core import days
from core.errors import InvalidState
from core.machine.jobs import wake
from core.machine.turns import alone
from core.rows.locks import lock_row
from core.rows.saving import insert_rows
from mpesa.asking.enquiries import ASK_QUEUE
from mpesa.daraja.results import AsyncResult, balances_of
from mpesa.models import (
    BalanceSnapshot,
    Callback,
    Enquiry,
    EnquiryKind,
    EnquiryState,
    MpesaAccount,
    Till,
)
from mpesa.models.asking import ASKED_ABOUT
from users.access import Right, require_right
from users.actors import Actor

#: A little less than the schedule's hour, so that each hour asks.
EVERY: Final = timedelta(minutes=55)
#: How soon after one question a person may have the next asked.
NOT_BEFORE: Final = timedelta(seconds=30)
_ACCOUNTS: Final = {account.label.lower(): account for account in MpesaAccount} | {
    "mmf account": MpesaAccount.WORKING,
}


def ask_for_balances() -> int:
    """Ask for the balance of every till that can ask and was not asked for within the hour."""
    recent = Enquiry.objects.filter(
        till=OuterRef("pk"), kind=EnquiryKind.BALANCE, created_at__gt=days.now() - EVERY
    )
    tills = Till.objects.filter(
        ~Exists(recent), initiator_password_sealed__isnull=False, initiator_problem=""
    )
    asked = 0
    for till in tills.order_by("pk"):
        ask = partial(_ask_by_clock, till)
        asked += alone(ask, what="mpesa.balances", business_id=till.business_id, about=till) or 0
    return asked


@transaction.atomic
def _ask_by_clock(till: Till) -> bool:
    return _ask(till, why="SCHEDULE")


def refresh_balances(*, till: Till, actor: Actor) -> bool:
    """Ask for the balance of a till now; False when that was done a moment ago. Needs collections.read.

    Raises InvalidState INITIATOR_MISSING.
    """
    require_right(actor, till.business, Right.COLLECTIONS_READ)
    if not till.can_ask:
        raise InvalidState(
            "INITIATOR_MISSING", "till", "This till has no initiator: Safaricom cannot be asked."
        )
    with transaction.atomic():
        return _ask(till, why="PERSON")


def _ask(till: Till, *, why: str) -> bool:
    """Whether a question was begun: not while one is open or was begun a moment ago. Locks the till."""
    lock_row(Till.objects.filter(pk=till.pk))
    asked = Enquiry.objects.filter(till=till, kind=EnquiryKind.BALANCE)
    now = days.now()
    if asked.filter(state__in=ASKED_ABOUT).exists() or asked.filter(created_at__gt=now - NOT_BEFORE).exists():
        return False
    Enquiry.objects.create(
        business_id=till.business_id,
        till=till,
        kind=EnquiryKind.BALANCE,
        ref=secrets.token_hex(16),
        why=why,
        state=EnquiryState.ASKING,
        begun_at=now,
        due_at=now,
    )
    wake(ASK_QUEUE)
    return True


def record_balances(enquiry: Enquiry, callback: Callback, result: AsyncResult) -> int:
    """Keep the snapshots that a result brings; how many accounts it names. Idempotent by callback, name."""
    told = balances_of(result)
    by_name = {line.name: line for line in told.accounts}
    insert_rows(
        [
            BalanceSnapshot(
                business_id=enquiry.business_id,
                till_id=enquiry.till_id,
                enquiry=enquiry,
                callback=callback,
                account=_ACCOUNTS.get(line.name.lower(), ""),
                name=line.name,
                currency=line.currency,
                current=line.current,
                available=line.available,
                reserved=line.reserved,
                uncleared=line.uncleared,
                stamp=told.stamp,
                taken_at=told.at or callback.received_at,
            )
            for line in by_name.values()
        ],
        skip_known=True,
    )
    return len(by_name)


def newest_balances() -> QuerySet[BalanceSnapshot]:
    """The newest snapshot of each account of each till."""
    newest = (
        BalanceSnapshot.objects.order_by().values("till", "name").annotate(newest=Max("pk")).values("newest")
    )
    return BalanceSnapshot.objects.filter(pk__in=newest)


def balances_at_end_of(business_id: int, day: date) -> QuerySet[BalanceSnapshot]:
    """The last snapshot of each account of each till of a business that was taken by the end of an accounting
    day, with its till."""
    told = BalanceSnapshot.objects.filter(business=business_id, taken_at__lt=days.day_bounds(day)[1])
    newest = told.order_by().values("till", "name").annotate(newest=Max("pk")).values("newest")
    rows = BalanceSnapshot.objects.filter(pk__in=newest).select_related("till")
    return rows.order_by("till__shortcode", "name", "pk")
