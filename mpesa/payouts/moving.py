"""Moving money of the business's own out of a till's Working account: into the account that pays phones, of
the same till or of another one (top-up). An order like any payout, which pays nobody.

While it is on its way the money stands on an account of the books below 1010: it left where it was, and did
not arrive yet. The receipt by which another till of ours announces it is placed there, and so is no income.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from core.errors import Findings, NotFound
from core.machine.crypto import keyed_digests
from core.money import Cents, whole_shillings
from core.rows.idempotency import first_or_conflict
from ledger.chart.standard import MPESA, open_sub_account
from ledger.journal.posting import Leg, credit
from ledger.models import Account
from mpesa.collections.owners import Asked, Held, Placement, ReferenceOwner, Settled, mirrored
from mpesa.collections.payers import payee_of_shortcode
from mpesa.models import Payout, PayoutAttempt, PayoutKind, PayoutWay, Receipt, Till
from mpesa.models.payouts import LIVE
from mpesa.payouts.requesting import KIND, RIGHT, keep_payout, note_terms, start_of
from users.access import require_right
from users.models import User

#: So long after its order a top-up is looked for among what the other till gets.
ARRIVES_WITHIN: Final = timedelta(hours=24)
#: Safaricom's clock may be so much before ours.
ARRIVES_BEFORE: Final = timedelta(minutes=10)
_OWNER: Final = "top-up of "
#: How a receipt from another shortcode shows its payer: it has no phone.
_NO_PHONE: Final = ("", "****")


def move_float(
    *,
    till: Till,
    to: Till | None = None,
    amount: Cents,
    pay_on: date | None = None,
    key: str,
    comment: str = "",
    actor: User,
) -> Payout:
    """Ask that money goes from a till's Working account to the account that pays phones: its own, or that of
    the till `to` of the same business.

    Needs the right payout.request; approved as a payout is. `amount` in cents, whole shillings. Idempotent by
    (business, key). Raises InvalidInput NOT_WHOLE / BELOW_MINIMUM / OVER_TRANSACTION_LIMIT / BAD_KEY /
    BAD_DAY, NotFound for a till of another business, Conflict KEY_REUSED, and what keep_payout raises.
    """
    business, target = till.business, to or till
    require_right(actor, business, RIGHT)
    if target.business_id != business.pk or target.environment != till.environment:
        raise NotFound("till", "to")
    kind = PayoutKind.FLOAT if target.pk == till.pk else PayoutKind.BULK
    words = f"Float for {target.shortcode}"
    found = Findings()
    with found.noting():
        whole_shillings(amount)
    note_terms(found, amount=amount, description=words, name="", key=key, business=business)
    found.settle()
    asked = keyed_digests(["move of float", till.pk, target.pk, amount, pay_on])

    def write() -> Payout:
        payout = Payout(
            business=business,
            till=till,
            kind=kind,
            payee=payee_of_shortcode(business.pk, target.shortcode),
            key=key,
            key_hash=asked[0],
            amount=amount,
            source=on_its_way(target),
            command="",
            description=words,
            not_before=start_of(pay_on),
            requested_by=actor,
        )
        return keep_payout(payout, kind=KIND, comment=comment)

    known = Payout.objects.filter(business=business, key=key)
    payout, _ = first_or_conflict(known, digests=asked, write=write, what="payout")
    return Payout.objects.select_related("business", "till", "payee", "source").get(pk=payout.pk)


def on_its_way(till: Till) -> Account:
    """The account of the books for own money that has left and not arrived at a till; opened when new."""
    return open_sub_account(
        business_id=till.business_id,
        parent_code=MPESA,
        suffix=f"{till.shortcode}-transit",
        name=f"On its way to {till.shortcode}",
    )


def _place(asked: Sequence[Asked]) -> list[Placement | None]:
    """Receipts of top-ups of ours: under their numbers, or, of an order that nobody has answered for yet, of
    its amount and from no phone. One query where any is from no phone, else none."""
    found: list[Placement | None] = [None] * len(asked)
    wanted = {
        place: receipt
        for place, (receipt, _) in enumerate(asked)
        if receipt.payer_id is None and receipt.payer_masked in _NO_PHONE
    }
    if not wanted:
        return found
    attempts = list(
        PayoutAttempt.objects.filter(
            business__in={receipt.business_id for receipt in wanted.values()},
            way=PayoutWay.B2B,
            payout__kind=PayoutKind.BULK,
            amount__in={receipt.amount for receipt in wanted.values()},
        )
        .select_related("payout__payee")
        .order_by("pk")
    )
    for place, receipt in wanted.items():
        if attempt := next((each for each in attempts if _is_of(receipt, each)), None):
            attempts.remove(attempt)
            found[place] = Placement(
                owner=f"{_OWNER}{receipt.till.shortcode}",
                credits=[credit(on_its_way(receipt.till).code, receipt.amount)],
            )
    return found


def _is_of(receipt: Receipt, attempt: PayoutAttempt) -> bool:
    payout = attempt.payout
    if (payout.business_id, payout.payee.shortcode) != (receipt.business_id, receipt.till.shortcode):
        return False
    if attempt.amount != receipt.amount:
        return False
    if attempt.state not in LIVE:
        return attempt.receipt == receipt.number
    return attempt.created_at - ARRIVES_BEFORE < receipt.occurred_at < attempt.created_at + ARRIVES_WITHIN


def _settle(placed: Sequence[Settled]) -> None:
    """The order has rows of its own."""


def _take_back(held: Sequence[Held]) -> list[Sequence[Leg] | None]:
    return [mirrored(each.credits) if each.owner.startswith(_OWNER) else None for each in held]


def _knows(business_id: int, reference: str) -> bool:
    return False


#: Registered in config/wiring before those who go by references.
OWN_MOVES_OWNER: Final = ReferenceOwner(place=_place, settle=_settle, take_back=_take_back, knows=_knows)
