"""What the closing of a period says of payouts: those that nobody knows are named, and it waits for none; own
float that left one till and did not arrive at the other is to be explained."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Sum

from core.days import day_bounds
from core.money import Cents, display
from core.text import counted
from ledger.chart.standard import MPESA
from ledger.closing.checks import Closing, Found
from ledger.journal.turnovers import turnovers
from ledger.models import Account
from mpesa.models import AttemptState, Payout, PayoutAttempt
from mpesa.models.payouts import WITH_RESERVE
from mpesa.payouts.moving import ON_ITS_WAY


def check_payouts(closing: Closing) -> Found:
    """Orders up to the last day that are UNKNOWN now: their money stays on 2400 until somebody tells of them,
    and what is told later is booked on the first open day. Never a problem."""
    until = day_bounds(closing.last_day)[1]
    unknown = PayoutAttempt.objects.filter(
        business=closing.business, state=AttemptState.UNKNOWN, created_at__lt=until
    )
    found = unknown.aggregate(count=Count("*"), cents=Sum("amount"))
    if not found["count"]:
        return Found()
    return Found(
        note=f"What became of {counted(found['count'], 'payout')} of {display(found['cents'])} is not known:"
        " the money stays in 2400. They may stay."
    )


def check_arrived(closing: Closing) -> str:
    """What stood on the way to each till on the last day has arrived since, or is of orders that are not at
    their end; or the comment says what it is. One query without such accounts."""
    business = closing.business.pk
    accounts = list(
        Account.objects.filter(
            business=business, parent__code=MPESA, code__startswith=f"{MPESA}-", code__endswith=ON_ITS_WAY
        ).order_by("code")
    )
    keys = [account.pk for account in accounts]
    then = turnovers(business, accounts=keys, day=closing.last_day) if keys and not closing.comment else {}
    if not any(_left(then, key) for key in keys):
        return ""
    now = turnovers(business, accounts=keys)
    orders = Payout.objects.filter(source__in=keys, state__in=WITH_RESERVE).order_by()
    ordered = dict(orders.values("source").annotate(cents=Sum("amount")).values_list("source", "cents"))
    astray = {
        account.code: _left(now, account.pk) - ordered.get(account.pk, 0)
        for account in accounts
        if _left(then, account.pk)
    }
    what = ", ".join(f"{display(cents)} on {code}" for code, cents in astray.items() if cents)
    if not what:
        return ""
    return f"Own money did not arrive: {what}. Look for its receipt, or say in a comment what it is."


def _left(sums: Mapping[int, tuple[Cents, Cents]], account: int) -> Cents:
    debits, credits = sums.get(account, (0, 0))
    return debits - credits
