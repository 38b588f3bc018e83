"""Placing: a person says whose money in Suspense is, another person agrees, and it goes there.

The way by which a receipt's money leaves 2900 Suspense: to a bill through the owners of account
references (mpesa/collections/routing.py), or, where it is for no bill (sent back in cash, the owner's own
money), to an account of the books. The database lets a route become PLACED with an approval of its own alone
(sql/receipt_placed.sql), and vouchers leave 2900 alone. One thing needs no people: a receipt that turns out
to be our own top-up of the till, since the order is paid under its number (place_from_suspense).
"""

from __future__ import annotations

from core import days
from core.errors import InvalidInput, InvalidState, NotFound
from core.money import display
from core.rows.events import record_event
from core.rows.locks import lock_row
from core.rows.states import take_step
from ledger.chart.standard import CUSTOMER_CREDIT, RECEIVABLES, SUSPENSE
from ledger.chart.system_accounts import line_up, require_open_to_people
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import EntryKind
from ledger.vouchers.lines import accounts_by_code
from mpesa.collections.owners import Part, Placement, owner_of, parts_shown, settle_placed
from mpesa.collections.receipts import receipt_reference
from mpesa.models import Receipt, ReceiptRoute, RouteState
from users.access import Right, require_right
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.models import Approval, Business, User

KIND = "receipt.place"
RIGHT = Right.LEDGER_WRITE


def place_receipt(
    *,
    receipt: Receipt,
    reference: str = "",
    account_code: str = "",
    key: str,
    actor: User,
    comment: str = "",
) -> Approval:
    """Ask that a receipt's money in Suspense goes to an account reference, or to an account of the books.

    Nothing moves before somebody else approves: whatever its amount, it is never within the solo limit. Needs
    the right ledger.write. Idempotent by (business, key). Locks what describe_placing locks. Raises
    InvalidInput WHICH_TARGET / REASON_MISSING, and what describe_placing and request_approval raise.
    """
    require_right(actor, receipt.business, RIGHT)
    if bool(reference.strip()) == bool(account_code):
        raise InvalidInput("WHICH_TARGET", "target", "Say whose it is: a bill or an account, one of the two.")
    if account_code and not comment.strip():
        raise InvalidInput("REASON_MISSING", "comment", "Say why it is for no bill.")
    return request_approval(
        kind=KIND,
        business=receipt.business,
        payload={"receipt": receipt.pk, "reference": reference.strip()[:64], "account": account_code[:40]},
        maker=actor,
        key=key,
        comment=comment,
    )


def describe_placing(business: Business, payload: Payload) -> Content:
    """What will be posted, and which bills that pays. Locks the route, then the bills.

    Without an amount, so that nobody does it alone within the solo limit. Raises InvalidState NOT_IN_SUSPENSE
    / NOTHING_OPEN (the bill is paid), InvalidInput UNKNOWN_REFERENCE / UNKNOWN_ACCOUNT / SYSTEM_ACCOUNT.
    """
    route, placement = _looked_at(business, payload)
    receipt = route.receipt
    names = accounts_by_code(business.pk, [SUSPENSE, *(leg.account for leg in placement.credits)])
    facts = {
        "receipt": receipt.number,
        "till": receipt.till.shortcode,
        "received": receipt.occurred_at.isoformat(),
        "amount": display(receipt.amount),
        "owner": placement.owner,
        "parts": [{"to": part.to, "amount": display(part.cents)} for part in placement.parts],
        "lines": [
            {"account": SUSPENSE, "name": names[SUSPENSE].name, "debit": display(receipt.amount)},
            *(
                {"account": leg.account, "name": names[leg.account].name, "credit": display(leg.credit)}
                for leg in placement.credits
            ),
        ],
    }
    return Content(facts=facts, subject=f"receipt:{receipt.pk}")


def execute_placing(approval: Approval) -> None:
    """Post Dr 2900 Suspense / Cr what the owner says, today; pay the bills, and close the route.

    Idempotent by receipt. Raises as describe_placing and post_entry do.
    """
    route, placement = _looked_at(approval.business, approval.payload)
    settle_placed([(route.receipt, placement)])
    _place(route, placement, RouteState.PLACED, approval)


def place_from_suspense(route: ReceiptRoute, placement: Placement) -> None:
    """Post Dr 2900 Suspense / Cr what its owner, known by now, says, today; nobody is asked.

    For a receipt whose number says that it is our own (mpesa/payouts/moving.py): the database lets no other
    go so. The caller holds the route's lock, in SUSPENSE.
    """
    _place(route, placement, RouteState.ROUTED, None)


def _place(route: ReceiptRoute, placement: Placement, state: RouteState, approval: Approval | None) -> None:
    receipt = route.receipt
    post_entry(
        business_id=receipt.business_id,
        kind=EntryKind.ROUTE,
        reference=receipt_reference(receipt.till, receipt.number, "place"),
        legs=[debit(SUSPENSE, receipt.amount), *placement.credits],
        occurred_at=days.now(),
        description=f"Receipt {receipt.number} placed: {placement.owner}",
        actor_id=approval.maker_id if approval else None,
    )
    take_step(route, state)
    route.owner, route.note, route.routed_at = placement.owner[:80], "", days.now()
    route.approval, route.parts = approval, parts_shown(placement)
    route.save(update_fields=["state", "owner", "note", "parts", "routed_at", "approval"])
    record_event(topic="receipt.routed", business_id=receipt.business_id, receipt=receipt.pk)


def _looked_at(business: Business, payload: Payload) -> tuple[ReceiptRoute, Placement]:
    """The route, locked, and where its money would go now."""
    known = ReceiptRoute.objects.filter(receipt=payload["receipt"], receipt__business=business)
    route = lock_row(known.select_related("receipt__till"))
    if route is None:
        raise NotFound("receipt", "receipt")
    if route.state != RouteState.SUSPENSE:
        raise InvalidState("NOT_IN_SUSPENSE", "receipt", f"The money of this receipt is {route.state}.")
    if payload["account"]:
        return route, _on_account(business, payload["account"], route.receipt)
    placement = owner_of(route.receipt, payload["reference"])
    if placement is None:
        raise InvalidInput(
            "UNKNOWN_REFERENCE", "account_reference", "No customer and no issued invoice has this number."
        )
    if not placement.is_open:
        raise InvalidState(
            "NOTHING_OPEN", "target", f"The {placement.owner} is paid; place it on the customer as credit."
        )
    return route, placement


def _on_account(business: Business, code: str, receipt: Receipt) -> Placement:
    """Raises InvalidInput UNKNOWN_ACCOUNT / SYSTEM_ACCOUNT / SUSPENSE_IS_PLACED."""
    try:
        account = accounts_by_code(business.pk, {code})[code]
        require_open_to_people([account])
    except (InvalidInput, KeyError) as error:
        told = error.code if isinstance(error, InvalidInput) else "UNKNOWN_ACCOUNT"
        raise InvalidInput(told, "account_code", f"Money is not placed on account {code!r}.") from None
    if any(place.code in (RECEIVABLES, CUSTOMER_CREDIT) for place in line_up(account)):
        raise InvalidInput(
            "SYSTEM_ACCOUNT", "account_code", "Name the invoice or the customer, so that the bill is paid."
        )
    return Placement(
        owner=f"{account.code} {account.name}",
        credits=[credit(code, receipt.amount)],
        parts=[Part(f"{account.code} {account.name}", receipt.amount)],
    )
