"""Limits that refuse requests and validations, never money that has arrived.

Counted from the rows themselves, by an index each: there is no counter that could be lost or be wrong.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Q

from core import days
from core.errors import Detail, DomainError, InvalidInput, InvalidState
from core.money import Cents, display
from mpesa.collections.payers import known_payer
from mpesa.collections.requests.rules import rules_of
from mpesa.models import Payer, PaymentRequest, RequestRules, Till, TillKind
from mpesa.models.collections import OPEN

_MINUTE: Final = timedelta(minutes=1)

#: When the one was asked that must leave a window before there is room in it; null while there is.
_COUNTED: Final = """
SELECT
    (SELECT created_at FROM mpesa_paymentrequest WHERE payer_id = %(payer)s AND created_at > %(minute)s
     ORDER BY created_at DESC OFFSET %(phone_minute)s - 1 LIMIT 1),
    (SELECT created_at FROM mpesa_paymentrequest WHERE business_id = %(business)s AND created_at > %(minute)s
     ORDER BY created_at DESC OFFSET %(business_minute)s - 1 LIMIT 1),
    (SELECT created_at FROM mpesa_paymentrequest WHERE business_id = %(business)s AND created_at >= %(day)s
     ORDER BY created_at DESC OFFSET %(business_day)s - 1 LIMIT 1)
"""
#: What a customer has paid in a day, and is asked for besides.
_PAID_AND_OPEN: Final = """
SELECT (SELECT coalesce(sum(amount), 0) FROM mpesa_receipt
        WHERE payer_id = %(payer)s AND occurred_at >= %(day)s AND occurred_at < %(next_day)s)
     + (SELECT coalesce(sum(amount), 0) FROM mpesa_paymentrequest
        WHERE payer_id = %(payer)s AND state = ANY(%(open)s))
"""


def require_within_limits(till: Till, payer: Payer, amount: Cents) -> None:
    """Judge a new request. The caller holds the lock on who asks for the business until it is written.

    Raises InvalidState OVER_TRANSACTION_LIMIT / OVER_CUSTOMER_DAY with the limit, TOO_MANY_REQUESTS with the
    count, the last two with the moment from which there is room.
    """
    rules = rules_of(till.business_id)
    if refusal := _over(rules, payer, amount):
        raise refusal
    now = days.now()
    today, tomorrow = days.day_bounds(days.accounting_day(now))
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTED,
            {
                "payer": payer.pk,
                "business": till.business_id,
                "minute": now - _MINUTE,
                "day": today,
                "phone_minute": rules.phone_minute,
                "business_minute": rules.business_minute,
                "business_day": rules.business_day,
            },
        )
        phone_minute, business_minute, business_day = cursor.fetchone()
    free_at = phone_minute and phone_minute + _MINUTE
    _require_room("phone", "to this phone in a minute", rules.phone_minute, free_at)
    _require_room("", "in a minute", rules.business_minute, business_minute and business_minute + _MINUTE)
    _require_room("", "in a day", rules.business_day, business_day and tomorrow)


def why_refused(till: Till, phone: str, amount: Cents, reference: str) -> DomainError | None:
    """Why M-Pesa should not take a payment that somebody is about to make; None when it should.

    For C2B validations: OVER_TRANSACTION_LIMIT or OVER_CUSTOMER_DAY. `phone` is as Safaricom sent it; of a
    masked one nobody knows what else it paid. The payment may be the answer to a request of ours: that counts
    once. Locks nothing, writes nothing.
    """
    payer = known_payer(till.business_id, phone)
    asked: Cents = 0
    if payer is not None and _is_asked_for(till, payer, amount, reference):
        asked = amount
    return _over(rules_of(till.business_id), payer, amount, asked=asked)


def _is_asked_for(till: Till, payer: Payer, amount: Cents, reference: str) -> bool:
    """Whether a request of this till is open for it. Payments to a Buy Goods till have no reference."""
    said = reference.strip()
    bill = Q(account_reference__iexact=said) | (Q() if said else Q(till__kind=TillKind.TILL))
    asked = PaymentRequest.objects.filter(bill, till=till.pk, payer=payer, amount=amount, state__in=OPEN)
    return asked.exists()


def _over(rules: RequestRules, payer: Payer | None, amount: Cents, *, asked: Cents = 0) -> DomainError | None:
    """`asked` is what is open of this very payment."""
    if amount > rules.transaction_limit:
        limit = rules.transaction_limit
        text = f"At most {display(limit)} at a time."
        return InvalidInput("OVER_TRANSACTION_LIMIT", "amount", text, detail=Detail(limit=limit))
    if payer is None:
        return None
    limit = rules.customer_day_limit
    today, tomorrow = days.day_bounds(days.today())
    with connection.cursor() as cursor:
        cursor.execute(
            _PAID_AND_OPEN,
            {"payer": payer.pk, "day": today, "next_day": tomorrow, "open": list(OPEN)},
        )
        (used,) = cursor.fetchone()
    used -= asked
    if used + amount <= limit:
        return None
    return InvalidState(
        "OVER_CUSTOMER_DAY",
        "amount",
        f"At most {display(limit)} of one customer in a day; {display(int(used))} are paid or open.",
        detail=Detail(limit=limit, retry_at=tomorrow),
    )


def _require_room(field: str, what: str, count: int, retry_at: datetime | None) -> None:
    if retry_at is not None:
        raise InvalidState(
            "TOO_MANY_REQUESTS",
            field,
            f"At most {count:,} requests {what}.",
            detail=Detail(count=count, retry_at=retry_at),
        )
