"""What the address of a till keeps, when somebody who knows it sends rubbish without end.

What could be money is always kept: a C2B body that can be read, and the callback of a request that we made.
Everything else is kept too, up to a bound for each address of a till (its present one, and each former one):
counted from the last time that a person closed the alert HOOKS_FILLING. Beyond it such a body is answered
503, so that its sender knows we do not have it. At an address that was retired a C2B body counts as well, for
it is not booked: whoever learned that address could write without end what a person must look at.
The same bytes at the same address are kept once, however often they come (mpesa/callbacks/inbox.py).
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Max

from core.days import today
from core.machine.alerts import raise_alert
from core.models import Alert, Severity
from mpesa.daraja.callbacks import parse_c2b, parse_stk_callback
from mpesa.daraja.errors import MalformedCallback
from mpesa.daraja.results import parse_result
from mpesa.models import CallbackKind, FormerHookToken, HookCounted, Till

logger = logging.getLogger(__name__)

#: Safaricom's bodies about money have less than 2 KiB.
MAX_MONEY_BYTES: Final = 8 * 1024
MAX_UNREAD: Final = 1_000
MAX_UNREAD_BYTES: Final = 16 * 1024 * 1024
#: The share of the bound at which the alert opens.
NEAR: Final = 0.8
HOOKS_FILLING: Final = "HOOKS_FILLING"


def could_be_money(
    kind: str, body: bytes, *, is_our_request: bool, former: FormerHookToken | None = None
) -> bool:
    """Whether a body may report a payment. In doubt it does: what we cannot judge is kept.

    `former` is the former address at which it came: a retired one is not believed without a second secret.
    """
    if len(body) > MAX_MONEY_BYTES:
        return False
    try:
        if kind in (CallbackKind.C2B_CONFIRMATION, CallbackKind.C2B_VALIDATION):
            if former is not None and former.retired_at is not None:
                return False
            parse_c2b(body)
        elif kind == CallbackKind.STK:
            parse_stk_callback(body)
            return is_our_request
        elif kind == CallbackKind.RESULT:
            parse_result(body)
            return is_our_request
        else:
            return False
    except MalformedCallback:
        return False
    except Exception:
        logger.exception("a callback could not be judged; it is kept")
    return True


def has_room(till: Till, former: FormerHookToken | None = None) -> bool:
    """Whether one more body that is not money may be kept at this address of a till: its present one, or
    `former`. Opens the alert near the bound."""
    bodies, size = _unread(till, former)
    full = bodies >= MAX_UNREAD or size >= MAX_UNREAD_BYTES
    if full or bodies >= NEAR * MAX_UNREAD or size >= NEAR * MAX_UNREAD_BYTES:
        came = f"{bodies} unreadable bodies came to its address"
        if former is not None:
            which = "a retired address" if former.retired_at else "its former address"
            came = f"{bodies} bodies that are not booked came to {which}"
        what = "no more are kept" if full else f"{MAX_UNREAD} are kept"
        raise_alert(
            code=HOOKS_FILLING,
            severity=Severity.CRITICAL,
            business_id=till.business_id,
            subject=f"till:{till.pk}",
            detail=f"Till {till.shortcode}: {came}; {what}.",
        )
    return not full


def _unread(till: Till, former: FormerHookToken | None) -> tuple[int, int]:
    """How many bodies at an address, and how many bytes of them, since a person looked last."""
    alerts = Alert.objects.filter(code=HOOKS_FILLING, business_id=till.business_id, subject=f"till:{till.pk}")
    looked: datetime | None = alerts.aggregate(at=Max("resolved_at"))["at"]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*), coalesce(sum(octet_length(body_sealed)), 0) FROM mpesa_callback
            WHERE till_id = %s AND former_token_id IS NOT DISTINCT FROM %s AND NOT could_be_money
              AND received_at > coalesce(%s, '-infinity'::timestamptz)
            """,
            [till.pk, former.pk if former else None, looked],
        )
        bodies, size = cursor.fetchone() or (0, 0)
    return int(bodies), int(size)


@transaction.atomic
def count(till: Till, what: HookCounted) -> None:
    """Count what came to a till's address and was not kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO mpesa_hookcount AS counted (till_id, day, what, count) VALUES (%s, %s, %s, 1)
            ON CONFLICT (till_id, day, what) DO UPDATE SET count = counted.count + 1
            """,
            [till.pk, today(), what.value],
        )
