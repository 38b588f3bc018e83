"""Reads of tills, payment requests and receipts. Credentials, hook tokens and bodies are not among them."""

from __future__ import annotations

from django.db.models import QuerySet

from core.errors import NotFound
from mpesa.models import Discrepancy, PaymentRequest, Receipt, Till
from users.access import Right, has_right, readable_businesses
from users.models import User

RIGHT = Right.COLLECTIONS_READ


def tills_for(user: User, business: str | None) -> QuerySet[Till]:
    """The tills that a person may see, by business and shortcode."""
    ids = readable_businesses(user, business, RIGHT)
    return Till.objects.filter(business_id__in=ids).order_by("business__code", "shortcode", "pk")


def till_by_id(user: User, till_id: int) -> Till:
    """One till. Raises NotFound when it is absent or not the person's to see."""
    till = Till.objects.filter(pk=till_id).select_related("business", "data_key").first()
    if till is None or not has_right(user, till.business, RIGHT):
        raise NotFound("till")
    return till


def payment_requests_for(
    user: User, business: str | None, *, state: str | None = None
) -> QuerySet[PaymentRequest]:
    """The payment requests that a person may see, newest first."""
    ids = readable_businesses(user, business, RIGHT)
    requests = PaymentRequest.objects.filter(business_id__in=ids)
    if state is not None:
        requests = requests.filter(state=state)
    return requests.order_by("-pk")


def payment_request_for(user: User, request_id: int) -> PaymentRequest:
    """One payment request. Raises NotFound when it is absent or not the person's to see."""
    related = ("business", "till", "payer__data_key", "receipt")
    request = PaymentRequest.objects.filter(pk=request_id).select_related(*related).first()
    if request is None or not has_right(user, request.business, RIGHT):
        raise NotFound("payment request")
    return request


def receipts_for(
    user: User, business: str | None, *, number: str | None = None, route: str | None = None
) -> QuerySet[Receipt]:
    """The receipts that a person may see, newest first; by number or by where their money went."""
    ids = readable_businesses(user, business, RIGHT)
    receipts = Receipt.objects.filter(business_id__in=ids)
    if number is not None:
        receipts = receipts.filter(number=number.strip().upper())
    if route is not None:
        receipts = receipts.filter(route__state=route)
    return receipts.order_by("-pk")


def receipt_for(user: User, receipt_id: int) -> Receipt:
    """One receipt. Raises NotFound when it is absent or not the person's to see."""
    related = ("business", "till", "payer__data_key", "route")
    receipt = Receipt.objects.filter(pk=receipt_id).select_related(*related).first()
    if receipt is None or not has_right(user, receipt.business, RIGHT):
        raise NotFound("receipt")
    return receipt


def discrepancies_for(user: User, business: str | None) -> QuerySet[Discrepancy]:
    """What a person must look at, newest first."""
    ids = readable_businesses(user, business, RIGHT)
    return Discrepancy.objects.filter(business_id__in=ids).order_by("-pk")


def discrepancy_for(user: User, discrepancy_id: int) -> Discrepancy:
    """One discrepancy. Raises NotFound when it is absent or not the person's to see."""
    found = Discrepancy.objects.filter(pk=discrepancy_id).select_related("business").first()
    if found is None or not has_right(user, found.business, RIGHT):
        raise NotFound("discrepancy")
    return found
