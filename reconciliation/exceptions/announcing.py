"""What Safaricom itself told of a receipt: a file that says otherwise is compared with the portal first."""

from __future__ import annotations

from collections.abc import Sequence

from core.money import Cents
from mpesa.models import Channel, Evidence
from reconciliation.models import ExceptionKind, ReconciliationException

_KINDS = (ExceptionKind.AMOUNT_DIFFERS, ExceptionKind.MISSING_ON_STATEMENT, ExceptionKind.DUPLICATE)


def announced_of(exceptions: Sequence[int]) -> dict[int, Cents]:
    """Exception's key -> the amount of its receipt as a callback, Pull or Transaction Status told it first;
    only of payments on which the statement and the books disagree. Two queries."""
    asked = ReconciliationException.objects.filter(pk__in=exceptions, kind__in=_KINDS, leg__in=("", "pay"))
    named = {
        pk: (till, receipt)
        for pk, till, receipt in asked.exclude(receipt="").values_list("pk", "till_id", "receipt")
    }
    if not named:
        return {}
    told = Evidence.objects.exclude(channel=Channel.STATEMENT).filter(
        receipt__till__in={till for till, _ in named.values()},
        receipt__number__in={number for _, number in named.values()},
    )
    first = {
        (till, number): int(cents)
        for till, number, cents in told.order_by("-pk").values_list(
            "receipt__till_id", "receipt__number", "amount"
        )
    }
    return {pk: first[name] for pk, name in named.items() if name in first}
