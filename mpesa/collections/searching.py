"""Finding receipts, payment requests and tills by what people hold in hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from core.days import display_moment
from core.errors import InvalidInput
from core.machine.crypto import blind_indexes
from core.money import display
from core.phone import canonical_phone
from mpesa.models import PaymentRequest, Receipt
from mpesa.tills.addresses import tills_by_number
from users.models import User
from users.searching import EACH, Hit

_NUMBER = re.compile(r"[A-Z0-9]{4,20}")
_SHORTCODE = re.compile(r"[0-9]{5,10}")


def search_collections(user: User, text: str, businesses: Collection[int]) -> Iterator[Hit]:
    """By receipt number or how it begins, payer's phone, number of a till; a searcher (users/searching)."""
    number = text.upper() if text.isascii() else ""
    if _NUMBER.fullmatch(number):
        known = Receipt.objects.filter(business__in=businesses, number__startswith=number)
        for receipt in known.select_related("route").order_by("number", "pk")[:EACH]:
            yield _receipt(receipt, 0 if receipt.number == number else 2)
    if _SHORTCODE.fullmatch(text):
        for till in tills_by_number([text]).filter(business__in=businesses).order_by("pk")[:EACH]:
            yield Hit(
                "Till", till.pk, till.business_id, till.name, f"{till.get_kind_display()} {till.shortcode}"
            )
    try:
        indexes = blind_indexes(canonical_phone(text))
    except InvalidInput:
        return
    theirs = {
        "business__in": businesses,
        "payer__business__in": businesses,
        "payer__phone_index__in": indexes,
    }
    for receipt in Receipt.objects.filter(**theirs).select_related("route").order_by("-pk")[:EACH]:
        yield _receipt(receipt, 1)
    for request in PaymentRequest.objects.filter(**theirs).select_related("payer").order_by("-pk")[:EACH]:
        detail = (
            f"{request.state.lower()}, {request.payer.phone_masked}, {display_moment(request.created_at)}"
        )
        label = f"Request of {display(request.amount)}"
        yield Hit("PaymentRequest", request.pk, request.business_id, label, detail, 1)


def _receipt(receipt: Receipt, rank: int) -> Hit:
    state = receipt.route.owner or receipt.route.state.lower()
    detail = f"{display(receipt.amount)}, {state}, {display_moment(receipt.occurred_at)}"
    return Hit("Receipt", receipt.pk, receipt.business_id, receipt.number, detail, rank)
