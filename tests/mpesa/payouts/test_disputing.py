"""A case on a payout: one at a time, kept as it was said, and no money moves."""

from __future__ import annotations

import pytest

from core.errors import DomainError
from ledger.models import Entry
from mpesa.models import PayoutDispute, PayoutDisputeNote
from mpesa.payouts.disputing import dispute_payout, note_dispute
from tests.mpesa.payouts.offices import Office, send, tell
from users.models import AuditEntry, Role


def test_a_dispute_is_one_at_a_time_and_edits_nothing(office: Office):
    payout = office.reserved()
    tell(send(payout), "PAID")
    payout.refresh_from_db()
    before, books = vars(payout) | {"_state": None}, Entry.objects.count()
    clerk = office.clerk
    with pytest.raises(DomainError, match="DISPUTE_NOT_OPEN"):
        note_dispute(payout=payout, text="nothing yet", actor=clerk)
    with pytest.raises(DomainError, match="NOT_ALLOWED"):
        dispute_payout(payout=payout, reason="not mine", actor=office.house.people[Role.AUDITOR])
    first = dispute_payout(payout=payout, reason="She says nothing came.", actor=clerk)
    assert dispute_payout(payout=payout, reason="once more", actor=clerk) == first
    note_dispute(payout=payout, text="Asked her.", evidence="call of 10:00", actor=clerk)
    note_dispute(payout=payout, text="It is in her statement.", outcome="RIGHT", actor=clerk)
    with pytest.raises(DomainError, match="DISPUTE_NOT_OPEN"):
        note_dispute(payout=payout, text="one more", actor=clerk)
    assert dispute_payout(payout=payout, reason="Again nothing.", actor=clerk).number == 2
    notes = PayoutDisputeNote.objects.order_by("pk").values_list("text", "outcome")
    assert list(notes) == [("Asked her.", ""), ("It is in her statement.", "RIGHT")]
    assert PayoutDispute.objects.count() == 2
    payout.refresh_from_db()
    assert vars(payout) | {"_state": None} == before and Entry.objects.count() == books
    actions = AuditEntry.objects.filter(action__startswith="payout.dispute").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "payout.dispute", "payout.dispute_note", "payout.dispute_end", "payout.dispute",
    ]  # fmt: skip
