"""How far settlements have come: whose yes they wait for, and what became of the withdrawals of winners."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from markets.models import PayoutMode, RunKind, RunPayment, RunPayout, RunState, SettlementRun
from markets.settling import approving, correcting, voiding
from mpesa.models import AttemptState, PayoutAttempt, PayoutState
from users.models import Approval

_KINDS = (approving.KIND, voiding.KIND, correcting.KIND)
_UNDER_WAY = (RunState.APPROVED, RunState.DONE)


@dataclass
class SentOn:
    """Withdrawals to phones, how many. `failed` are also those that were never made, or came back: their
    money is in the wallets. `waiting` are also those that are still to be made."""

    paid: int = 0
    failed: int = 0
    unknown: int = 0
    waiting: int = 0


def sent_on(runs: Collection[int]) -> dict[int, SentOn]:
    """Key of a run -> what became of its withdrawals; nothing of a run that has none. Two queries."""
    asked = PayoutAttempt.objects.filter(payout=OuterRef("payout"), state=AttemptState.UNKNOWN)
    paid, failed = Q(payout__state=PayoutState.PAID), ~Q(code="")
    failed |= Q(payout__state__in=(PayoutState.FAILED, PayoutState.REVERSED, PayoutState.CANCELLED))
    unknown = Q(is_unknown=True)
    made = RunPayout.objects.filter(payment__run__in=runs).annotate(is_unknown=Exists(asked))
    rows = (
        made.order_by()
        .values("payment__run")
        .annotate(
            paid=Count("pk", filter=paid),
            failed=Count("pk", filter=failed & ~paid & ~unknown),
            unknown=Count("pk", filter=unknown & ~paid),
            waiting=Count("pk", filter=~paid & ~failed & ~unknown),
        )
    )
    names = ("payment__run", "paid", "failed", "unknown", "waiting")
    found = {run: SentOn(*counts) for run, *counts in rows.values_list(*names)}
    for run, count in _to_make(runs):
        found.setdefault(run, SentOn()).waiting += count
    return found


def _to_make(runs: Collection[int]) -> Collection[tuple[int, int]]:
    """(run, how many withdrawals it has still to make)."""
    sends = SettlementRun.objects.filter(
        pk__in=runs, state__in=_UNDER_WAY, market__payout_mode=PayoutMode.MPESA, sent__lt=F("payments")
    ).exclude(kind=RunKind.VOID)
    due = RunPayment.objects.filter(run__in=sends, position__gt=F("run__sent"), cents__gt=F("taken_back"))
    return list(due.order_by().values_list("run").annotate(count=Count("pk")))


def approvals_of_runs(runs: Collection[int]) -> dict[int, int]:
    """Key of a run -> key of the request for a yes to it. Two queries: a run and its request were made under
    one key of their business."""
    found: dict[int, int] = {}
    asked: dict[tuple[int, str], int] = {}
    rows = SettlementRun.objects.filter(pk__in=runs)
    for pk, approval, business, key in rows.values_list("pk", "approval", "market__business", "key"):
        if approval is not None:
            found[pk] = approval
        else:
            asked[business, key.partition(":")[2]] = pk
    under = Q(business__in={business for business, _ in asked}, key__in={key for _, key in asked})
    for each in Approval.objects.filter(under, kind__in=_KINDS) if asked else ():
        run = asked.get((each.business_id, each.key))
        if run is not None and each.payload.get("run") == run:
            found[run] = each.pk
    return found
