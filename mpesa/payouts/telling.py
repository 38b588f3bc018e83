"""Telling receivers by SMS: on its way, paid, not paid. Where the owner wants that, and never of what nobody
knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from core import days
from core.errors import InvalidInput
from core.machine.crypto import Unreadable
from core.money import display
from messaging.outbox import send_sms
from mpesa.collections.payers import phone_of_payer
from mpesa.models import Payer, PayoutKind, PayoutRules, PayoutState, PayoutStep
from users.models import Business

#: What a payout becomes -> what its receiver reads.
_TEMPLATES: Final = {
    PayoutState.IN_FLIGHT.value: "payout_sent",
    PayoutState.PAID.value: "payout_paid",
    PayoutState.FAILED.value: "payout_failed",
}
#: Later it is no news.
GOOD_FOR: Final = timedelta(days=1)


def tell_receivers(steps: Sequence[PayoutStep]) -> None:
    """Write a message for each step that is news to its receiver, in the caller's transaction.

    Once for each time that the money was set aside: a payout that is tried again is told of again. Reads the
    rules of the businesses in one query, and nothing more where nobody wants it.
    """
    news = [step for step in steps if step.after in _TEMPLATES and step.payout.kind == PayoutKind.PHONE]
    if not news:
        return
    wanted = PayoutRules.objects.filter(
        business__in={step.payout.business_id for step in news}, tells_receivers=True
    )
    businesses = Business.objects.in_bulk(wanted.values_list("business", flat=True))
    news = [step for step in news if step.payout.business_id in businesses]
    if not news:
        return
    payees = Payer.objects.select_related("data_key").in_bulk({step.payout.payee_id for step in news})
    for step in news:
        payout, business = step.payout, businesses[step.payout.business_id]
        values = {
            "business": business.name,
            "amount": display(payout.amount),
            "what": payout.description,
        }
        if step.after == PayoutState.PAID:
            values["receipt"] = step.attempt.receipt if step.attempt else ""
        try:
            send_sms(
                to=phone_of_payer(payees[payout.payee_id]),
                template=_TEMPLATES[step.after],
                values=values,
                key=f"payout:{payout.ref}:{step.after}:{payout.reserves}",
                business=business,
                good_until=days.now() + GOOD_FOR,
            )
        except (Unreadable, InvalidInput):
            continue  # erased since; its money is no less paid
