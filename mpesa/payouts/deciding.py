"""People decide what no machine can: two of them, whatever the amount, with what the portal shows.

An UNKNOWN order was paid: its receipt stands in the portal. That it was not, nobody can see there; the
statement shows it. A payout that a limit or a check holds is sent all the same.
"""

from __future__ import annotations

from typing import Final

from core.errors import Conflict, InvalidState, NotFound
from core.machine.jobs import wake
from core.money import display
from core.rows.locks import lock_row
from core.text import required_comment
from mpesa.daraja.bodies import receipt_field
from mpesa.models import AttemptState, FactSource, Payout, PayoutAttempt, PayoutState
from mpesa.payouts.moves import Moves, lock_payouts
from mpesa.payouts.outcomes import Told, record_told
from mpesa.payouts.queues import SEND_QUEUE
from mpesa.payouts.receivers import way_facts
from mpesa.payouts.requesting import RIGHT
from users.access import require_right
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, Business, User

DECIDE: Final = "payout.decide"
RELEASE: Final = "payout.release"


def decide_unknown_payout(
    *, payout: Payout, receipt_number: str, key: str, comment: str, actor: User
) -> Approval:
    """Ask that an order which nobody knows counts as paid, by the receipt that the portal shows.

    Nothing happens before another person approves, whatever the amount. Needs the right payout.request.
    Idempotent by (business, key). Raises InvalidInput BAD_RECEIPT_NUMBER / COMMENT_MISSING, and what
    describe_decision raises.
    """
    require_right(actor, payout.business, RIGHT)
    return request_approval(
        kind=DECIDE,
        business=payout.business,
        payload={"payout": payout.pk, "receipt": receipt_field(receipt_number)},
        maker=actor,
        key=key,
        comment=required_comment(comment),
    )


def describe_decision(business: Business, payload: Payload) -> Content:
    """The order, and the receipt that it is to have. Locks the payout. Raises InvalidState
    PAYOUT_NOT_UNKNOWN, Conflict RECEIPT_TAKEN."""
    payout, attempt = _unknown(business, payload)
    number = payload["receipt"]
    if PayoutAttempt.objects.filter(till=attempt.till_id, receipt=number).exists():
        raise Conflict("RECEIPT_TAKEN", "receipt_number", "Another payout has this receipt.")
    facts = {
        "payout": payout.ref,
        "till": payout.till.shortcode,
        "payee": payout.payee.phone_masked,
        **way_facts(payout),
        "amount": display(payout.amount),
        "ordered": attempt.created_at.isoformat(),
        "order": attempt.originator_id or attempt.conversation_id or attempt.ref,
        "receipt": number,
    }
    return Content(facts=facts, subject=f"payout:{payout.pk}")


def execute_decision(approval: Approval) -> None:
    """Book it as decided. Raises as describe_decision does."""
    _, attempt = _unknown(approval.business, approval.payload)
    record_told(
        [
            Told(
                attempt=attempt.pk,
                source=FactSource.PEOPLE,
                verdict=AttemptState.PAID,
                code="DECIDED",
                text="Two people have decided it.",
                receipt=approval.payload["receipt"],
                amount=attempt.amount,
                approval=approval,
            )
        ]
    )
    record_audit(
        actor=approval.maker,
        business=approval.business,
        action="payout.decide",
        subject=attempt.payout,
        details={"approval": approval.pk},
    )


def _unknown(business: Business, payload: Payload) -> tuple[Payout, PayoutAttempt]:
    payout = _locked(business, payload)
    attempt = lock_row(PayoutAttempt.objects.filter(payout=payout, state=AttemptState.UNKNOWN))
    if attempt is None:
        raise InvalidState(
            "PAYOUT_NOT_UNKNOWN", "payout", "What became of this payout is known: there is nothing to decide."
        )
    return payout, attempt


def _locked(business: Business, payload: Payload) -> Payout:
    payout = lock_payouts([payload["payout"]]).get(payload["payout"])
    if payout is None or payout.business_id != business.pk:
        raise NotFound("payout", "payout")
    return payout


def release_payout(*, payout: Payout, key: str, comment: str, actor: User) -> Approval:
    """Ask that a payout which a limit or a check holds is sent all the same.

    Nothing happens before another person approves, whatever the amount. Needs the right payout.request.
    Idempotent by (business, key). Raises InvalidInput COMMENT_MISSING, InvalidState PAYOUT_NOT_HELD.
    """
    require_right(actor, payout.business, RIGHT)
    return request_approval(
        kind=RELEASE,
        business=payout.business,
        payload={"payout": payout.pk},
        maker=actor,
        key=key,
        comment=required_comment(comment),
    )


def describe_release(business: Business, payload: Payload) -> Content:
    """What is held, and why. Locks the payout. Raises InvalidState PAYOUT_NOT_HELD."""
    payout = _locked(business, payload)
    if payout.state != PayoutState.HELD:
        raise InvalidState("PAYOUT_NOT_HELD", "payout", f"This payout is {payout.state}: nothing holds it.")
    facts = {
        "payout": payout.ref,
        "till": payout.till.shortcode,
        "payee": payout.payee.phone_masked,
        **way_facts(payout),
        "amount": display(payout.amount),
        "held for": f"{payout.code} {payout.text}".strip(),
    }
    return Content(facts=facts, subject=f"payout:{payout.pk}")


def execute_release(approval: Approval) -> None:
    """Let it go; it is not held for a check again. Raises as describe_release does."""
    payout = _locked(approval.business, approval.payload)
    moves = Moves(approval.checker or approval.maker)
    payout.released, payout.due_at = True, None
    moves.move(payout, PayoutState.RESERVED)
    moves.save()
    record_audit(
        actor=approval.maker,
        business=approval.business,
        action="payout.release",
        subject=payout,
        details={"approval": approval.pk},
    )
    wake(SEND_QUEUE)
