"""Moving money of the business's own out of a till's Working account: into the account that pays phones, of
the same till or of another one (top-up). An order like any payout, which pays nobody.

While it is on its way the money stands on an account of the books below 1010: it left where it was, and did
not arrive yet. The receipt by which another till of ours announces it is placed there once the order is paid
under its number, and so is no income; until then it is like any receipt that nobody knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef

from core.errors import Findings, NotFound
from core.machine.crypto import keyed_digests
from core.machine.turns import work_through
from core.money import Cents, whole_shillings
from ledger.chart.standard import MPESA, open_sub_account
from ledger.journal.posting import Leg, credit
from ledger.models import Account
from mpesa.collections.owners import Asked, Held, Placement, ReferenceOwner, Settled, mirrored
from mpesa.collections.payers import payee_of_shortcode
from mpesa.collections.placing import place_from_suspense
from mpesa.models import (
    AttemptState,
    Payout,
    PayoutAttempt,
    PayoutKind,
    Receipt,
    ReceiptRoute,
    RouteState,
    Till,
)
from mpesa.payouts.queues import LOOK_QUEUE
from mpesa.payouts.requesting import KIND, RIGHT, asked_once, keep_payout, note_terms, start_of
from users.access import require_right
from users.models import User

BATCH: Final = 500
#: How the codes of accounts for what is on its way end.
ON_ITS_WAY: Final = "-transit"
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

    return asked_once(business, key, digests=asked, write=write)


def on_its_way(till: Till) -> Account:
    """The account of the books for own money that has left and not arrived at a till; opened when new."""
    return open_sub_account(
        business_id=till.business_id,
        parent_code=MPESA,
        suffix=f"{till.shortcode}{ON_ITS_WAY}",
        name=f"On its way to {till.shortcode}",
    )


def _place(asked: Sequence[Asked]) -> list[Placement | None]:
    """Receipts of top-ups of ours that are paid, by their numbers: both sides of a transfer have one receipt.
    While nobody has answered for an order its receipt has no owner. One query where any is from no phone,
    else none."""
    wanted = [receipt.pk for receipt, _ in asked if _may_be_top_up(receipt)]
    paid = Receipt.objects.filter(_is_paid_top_up(), pk__in=wanted)
    known = set(paid.values_list("pk", flat=True)) if wanted else set()
    return [_arrival(receipt) if receipt.pk in known else None for receipt, _ in asked]


def place_arrived() -> int:
    """Receipts that went to Suspense before their top-ups were paid: placed now; how many. Part of
    payouts.look; safe to repeat."""
    due = ReceiptRoute.objects.filter(
        _is_paid_top_up("receipt__"),
        state=RouteState.SUSPENSE,
        receipt__payer=None,
        receipt__payer_masked__in=_NO_PHONE,
    ).select_related("receipt__till")
    placed = work_through(
        due.order_by("pk"), _place_arrival, what=LOOK_QUEUE, business=_business, limit=BATCH
    )
    return len(placed)


def _place_arrival(route: ReceiptRoute) -> None:
    place_from_suspense(route, _arrival(route.receipt))


def _business(route: ReceiptRoute) -> int:
    return route.receipt.business_id


def _may_be_top_up(receipt: Receipt) -> bool:
    return receipt.payer_id is None and receipt.payer_masked in _NO_PHONE


def _is_paid_top_up(receipt: str = "") -> Exists:
    """Whether a receipt, which the outer query has under this prefix, is the other side of a top-up of ours
    that is paid."""

    def its(name: str) -> OuterRef:
        return OuterRef(f"{receipt}{name}")

    paid = PayoutAttempt.objects.filter(
        till__business=its("business"),
        receipt=its("number"),
        amount=its("amount"),
        state=AttemptState.PAID,
        payout__kind=PayoutKind.BULK,
        payout__payee__shortcode=its("till__shortcode"),
    )
    return Exists(paid.exclude(receipt=""))


def _arrival(receipt: Receipt) -> Placement:
    return Placement(
        owner=f"{_OWNER}{receipt.till.shortcode}",
        credits=[credit(on_its_way(receipt.till).code, receipt.amount)],
    )


def _settle(placed: Sequence[Settled]) -> None:
    """The order has rows of its own."""


def _take_back(held: Sequence[Held]) -> list[Sequence[Leg] | None]:
    return [mirrored(each.credits) if each.owner.startswith(_OWNER) else None for each in held]


def _knows(business_id: int, reference: str) -> bool:
    return False


#: Registered in config/wiring before those who go by references.
OWN_MOVES_OWNER: Final = ReferenceOwner(place=_place, settle=_settle, take_back=_take_back, knows=_knows)
