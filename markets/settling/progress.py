"""How far settlements have come: whose yes they wait for, and what became of the withdrawals of winners."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from markets.models import PayoutMode, RunKind, RunPayment, RunPayout, RunState, SettlementRun
from markets.settling import approving, correcting, voiding
from mpesa.models import AttemptState, PayoutAttempt, PayoutState
from users.models import Approval, ApprovalState

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
    """Key of a run -> key of the request for a yes to it. Two queries: one that waits is found by its market,
    and others by the key that a run shares with its request, unless that was too long to be shared."""
    found: dict[int, int] = {}
    keys, subjects, businesses = set(), set(), set()
    columns = ("pk", "approval", "key", "market", "market__business")
    rows = SettlementRun.objects.filter(pk__in=runs).values_list(*columns)
    for pk, approval, key, market, business in rows:
        if approval is not None:
            found[pk] = approval
        else:
            keys.add(key.partition(":")[2])
            subjects.add(f"market:{market}")
            businesses.add(business)
    mine = Q(key__in=keys) | Q(subject__in=subjects, state=ApprovalState.PENDING)
    asked = Approval.objects.filter(mine, business__in=businesses, kind__in=_KINDS) if keys else ()
    return {run: each.pk for each in asked if (run := each.payload["run"]) in runs} | found
