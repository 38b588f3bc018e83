"""A case on a payout: opened, added to, ended. It moves no money and edits nothing of what happened: what
follows from it is a refund, a new payout, or a posting of its own."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from core.errors import InvalidInput, InvalidState
from core.rows.events import record_event
from core.text import one_line, required_comment
from mpesa.models import DisputeOutcome, Payout, PayoutDispute, PayoutDisputeNote
from mpesa.payouts.moves import lock_payouts
from mpesa.payouts.requesting import RIGHT
from users.access import require_right
from users.actors import Actor, person
from users.audit import record_audit

#: So many notes a dispute has at most; the last may end it.
MOST_NOTES: Final = 100


def dispute_payout(*, payout: Payout, reason: str, actor: Actor) -> PayoutDispute:
    """Open a case; while one is open it is that one. Needs the right payout.request. Audited; locks the
    payout. Raises InvalidInput COMMENT_MISSING / COMMENT_TOO_LONG."""
    require_right(actor, payout.business, RIGHT)
    said = required_comment(reason, field="reason")
    with transaction.atomic():
        row = lock_payouts([payout.pk])[payout.pk]
        known = _open_one(row)
        if known is not None:
            return known
        count = PayoutDispute.objects.filter(payout=row).count()
        made = PayoutDispute.objects.create(
            payout=row, number=count + 1, reason=said, opened_by=person(actor)
        )
        _note_act(row, "payout.dispute", actor)
        return made


def note_dispute(
    *, payout: Payout, text: str, evidence: str = "", outcome: str = "", actor: Actor
) -> PayoutDisputeNote:
    """Add what was found out to the open case of a payout; with an outcome that ends it.

    Needs the right payout.request. Audited; locks the payout. Raises InvalidInput COMMENT_MISSING /
    COMMENT_TOO_LONG / REASON_TOO_LONG, InvalidState DISPUTE_NOT_OPEN / TOO_MANY_NOTES.
    """
    require_right(actor, payout.business, RIGHT)
    said = required_comment(text, field="text")
    where = one_line(evidence)
    if len(where) > 200:
        raise InvalidInput("REASON_TOO_LONG", "evidence", "Use at most 200 characters.")
    with transaction.atomic():
        row = lock_payouts([payout.pk])[payout.pk]
        dispute = _open_one(row)
        if dispute is None:
            raise InvalidState("DISPUTE_NOT_OPEN", "payout", "No dispute of this payout is open.")
        if dispute.notes.count() >= MOST_NOTES - (0 if outcome else 1):
            raise InvalidState(
                "TOO_MANY_NOTES", "payout", f"At most {MOST_NOTES} notes: end it, and open another."
            )
        note = PayoutDisputeNote.objects.create(
            dispute=dispute,
            text=said,
            evidence=where,
            outcome=DisputeOutcome(outcome) if outcome else "",
            author=person(actor),
        )
        _note_act(row, "payout.dispute_end" if outcome else "payout.dispute_note", actor)
        return note


def _open_one(payout: Payout) -> PayoutDispute | None:
    """The case of a payout that has no outcome yet; there is one at most."""
    ended = PayoutDisputeNote.objects.exclude(outcome="").values("dispute")
    return PayoutDispute.objects.filter(payout=payout).exclude(pk__in=ended).first()


def _note_act(payout: Payout, action: str, actor: Actor) -> None:
    record_audit(actor=actor, business=payout.business, action=action, subject=payout)
    record_event(
        topic="payout.changed", business_id=payout.business_id, payout=payout.pk, state=str(payout.state)
    )
