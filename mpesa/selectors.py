"""Reads of tills, payment requests and receipts. Credentials, hook tokens and bodies are not among them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from core.errors import NotFound
from mpesa.models import (
    Branch,
    Callback,
    Discrepancy,
    Enquiry,
    PaymentRequest,
    Payout,
    PayoutBatch,
    PayoutSchedule,
    PullRun,
    Receipt,
    Till,
)
from users.access import Right, has_right
from users.models import User

RIGHT = Right.COLLECTIONS_READ
PAYOUT_RIGHT = Right.PAYOUT_READ


def tills_of(businesses: Collection[int]) -> QuerySet[Till]:
    """The tills of businesses whose collections the person may read."""
    return Till.objects.filter(business_id__in=businesses)


def till_by_id(user: User, till_id: int) -> Till:
    """One till. Raises NotFound when it is absent or not the person's to see."""
    till = Till.objects.filter(pk=till_id).select_related("business", "data_key").first()
    if till is None or not has_right(user, till.business, RIGHT):
        raise NotFound("till")
    return till


def branches_of(businesses: Collection[int]) -> QuerySet[Branch]:
    """The branches of businesses whose collections the person may read."""
    return Branch.objects.filter(business_id__in=businesses)


def branch_for(user: User, branch_id: int) -> Branch:
    """One branch. Raises NotFound when it is absent or not the person's to see."""
    branch = Branch.objects.filter(pk=branch_id).select_related("business").first()
    if branch is None or not has_right(user, branch.business, RIGHT):
        raise NotFound("branch")
    return branch


def payment_requests_of(businesses: Collection[int]) -> QuerySet[PaymentRequest]:
    """The payment requests of businesses whose collections the person may read."""
    return PaymentRequest.objects.filter(business_id__in=businesses)


def payment_request_for(user: User, request_id: int) -> PaymentRequest:
    """One payment request. Raises NotFound when it is absent or not the person's to see."""
    related = ("business", "till", "payer__data_key", "receipt")
    request = PaymentRequest.objects.filter(pk=request_id).select_related(*related).first()
    if request is None or not has_right(user, request.business, RIGHT):
        raise NotFound("payment request")
    return request


def payouts_of(businesses: Collection[int]) -> QuerySet[Payout]:
    """The payouts of businesses whose payouts the person may read."""
    return Payout.objects.filter(business_id__in=businesses)


def payout_batches_of(businesses: Collection[int]) -> QuerySet[PayoutBatch]:
    """The batches of businesses whose payouts the person may read."""
    return PayoutBatch.objects.filter(business_id__in=businesses)


def payout_batch_for(user: User, batch_id: int) -> PayoutBatch:
    """One batch. Raises NotFound when it is absent or not the person's to see."""
    batch = PayoutBatch.objects.filter(pk=batch_id).select_related("business", "till").first()
    if batch is None or not has_right(user, batch.business, PAYOUT_RIGHT):
        raise NotFound("payout batch")
    return batch


def payout_schedules_of(businesses: Collection[int]) -> QuerySet[PayoutSchedule]:
    """The schedules of businesses whose payouts the person may read."""
    return PayoutSchedule.objects.filter(business_id__in=businesses)


def payout_schedule_for(user: User, schedule_id: int) -> PayoutSchedule:
    """One schedule. Raises NotFound when it is absent or not the person's to see."""
    schedule = PayoutSchedule.objects.filter(pk=schedule_id).select_related("business", "till").first()
    if schedule is None or not has_right(user, schedule.business, PAYOUT_RIGHT):
        raise NotFound("payout schedule")
    return schedule


def payout_for(user: User, payout_id: int) -> Payout:
    """One payout. Raises NotFound when it is absent or not the person's to see."""
    related = ("business", "till", "payee__data_key", "source")
    payout = Payout.objects.filter(pk=payout_id).select_related(*related).first()
    if payout is None or not has_right(user, payout.business, PAYOUT_RIGHT):
        raise NotFound("payout")
    return payout


def receipts_of(businesses: Collection[int]) -> QuerySet[Receipt]:
    """The receipts of businesses whose collections the person may read."""
    return Receipt.objects.filter(business_id__in=businesses)


def receipt_for(user: User, receipt_id: int) -> Receipt:
    """One receipt. Raises NotFound when it is absent or not the person's to see."""
    related = ("business", "till", "payer__data_key", "route")
    receipt = Receipt.objects.filter(pk=receipt_id).select_related(*related).first()
    if receipt is None or not has_right(user, receipt.business, RIGHT):
        raise NotFound("receipt")
    return receipt


def pull_run_for(user: User, run_id: int) -> PullRun:
    """One window that Safaricom was asked about. Raises NotFound when it is absent or not the person's."""
    run = PullRun.objects.filter(pk=run_id).select_related("business", "till").first()
    if run is None or not has_right(user, run.business, RIGHT):
        raise NotFound("pull")
    return run


def discrepancies_of(businesses: Collection[int]) -> QuerySet[Discrepancy]:
    """What a person must look at, in businesses whose collections they may read."""
    return _cases().filter(business_id__in=businesses)


def _cases() -> QuerySet[Discrepancy]:
    return Discrepancy.objects.select_related("business", "closing__person")


def discrepancy_for(user: User, discrepancy_id: int) -> Discrepancy:
    """One discrepancy. Raises NotFound when it is absent or not the person's to see."""
    found = _cases().filter(pk=discrepancy_id).first()
    if found is None or not has_right(user, found.business, RIGHT):
        raise NotFound("discrepancy")
    return found


def claims_of(businesses: Collection[int] | QuerySet[Any]) -> QuerySet[Enquiry]:
    """The claims of receipts at businesses whose collections the person may read."""
    return Enquiry.objects.filter(business_id__in=businesses, claimed_at__isnull=False)


def claim_for(user: User, claim_id: int) -> Enquiry:
    """One claim. Raises NotFound when it is absent or not the person's to see."""
    claim = Enquiry.objects.filter(pk=claim_id, claimed_at__isnull=False).select_related("business").first()
    if claim is None or not has_right(user, claim.business, RIGHT):
        raise NotFound("claim")
    return claim


def callbacks_of(businesses: Collection[int]) -> QuerySet[Callback]:
    """What came to the tills of businesses whose collections the person may read."""
    return Callback.objects.filter(till__business_id__in=businesses)


def callback_for(user: User, callback_id: int) -> Callback:
    """One callback. Raises NotFound when it is absent or not the person's to see."""
    found = Callback.objects.filter(pk=callback_id).select_related("till__business", "work").first()
    if found is None or not has_right(user, found.till.business, RIGHT):
        raise NotFound("callback")
    return found
