"""What waits for too long: callbacks, receipts in Suspense, cases, old credentials."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count

from core import days
from core.machine.watching import Finding
from mpesa.callbacks.inbox import what_is_behind
from mpesa.collections.discrepancies import open_cases
from mpesa.models import Environment, ReceiptRoute, RouteState, Till
from mpesa.tills.health import CREDENTIALS_AFTER

SUSPENSE_OLD: Final = "SUSPENSE_OLD"
CREDENTIALS_OLD: Final = "CREDENTIALS_OLD"
AMOUNT_DIFFERS: Final = "AMOUNT_DIFFERS"

#: Receipts in Suspense are told when nobody has said for so long whose money they are.
SUSPENSE_AFTER: Final = timedelta(days=1)


def old_suspense() -> Iterator[Finding]:
    """Tills with receipts that went to Suspense more than SUSPENSE_AFTER ago: one alert a till, counted."""
    old = ReceiptRoute.objects.filter(
        state=RouteState.SUSPENSE, routed_at__lt=days.now() - SUSPENSE_AFTER
    ).order_by()
    found = old.values_list("receipt__business_id", "receipt__till_id").annotate(count=Count("*"))
    for business_id, till, count in found:
        yield Finding(business_id, f"till:{till}", f"RECEIPTS_IN_SUSPENSE: {count}")


def differing_amounts() -> Iterator[Finding]:
    """Requests for which another amount came than was asked for, while their case is open."""
    cases = (
        open_cases()
        .filter(code=AMOUNT_DIFFERS, request__isnull=False)
        .order_by("request")
        .distinct("request")
    )
    for business_id, request in cases.values_list("business_id", "request_id"):
        yield Finding(business_id, f"request:{request}", "AMOUNT_DIFFERS: 1")


def old_credentials() -> Iterator[Finding]:
    """Tills in use whose credentials are older than CREDENTIALS_AFTER."""
    old = Till.objects.filter(credentials_set_at__lt=days.now() - CREDENTIALS_AFTER, deactivated_at=None)
    for till in old.exclude(environment=Environment.LOCAL).only("business_id", "credentials_set_at"):
        age = (days.now() - till.credentials_set_at).days
        yield Finding(till.business_id, f"till:{till.pk}", f"DAYS: {age}")


def inbox_behind() -> Iterator[Finding]:
    """More callbacks wait than in a bad hour."""
    if detail := what_is_behind():
        yield Finding(None, "", detail)
