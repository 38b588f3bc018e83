"""What is said to have come true, by whom and from where, and who says otherwise."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import KindField, MomentField
from core.rows.states import StateMachine
from markets.models.markets import Market, Outcome
from users.models import User


class Proposal(models.Model):
    """A result as it was proposed: the weight of each outcome, and the evidence. Append-only: an amended
    result is a new proposal, and the newest one counts.

    Weights in basis points sum to 10,000; none at all is a result that makes the market void.
    """

    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    number = models.IntegerField()
    evidence = models.TextField(help_text="what was seen, and where")
    evidence_hash = models.BinaryField(max_length=32, help_text="SHA-256 of the text, in UTF-8")
    document_hash = models.BinaryField(
        max_length=32, null=True, help_text="SHA-256 of a file or page that is kept elsewhere"
    )
    observed_at = MomentField()
    effective_close = MomentField(
        null=True, help_text="when it was decided in fact: later stakes are given back"
    )
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed_at = MomentField(auto_now_add=True)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["market", "number"], name="proposal_number_once"),
            models.UniqueConstraint(fields=["market", "key"], name="proposal_key_once"),
            models.CheckConstraint(
                condition=Q(effective_close=None) | Q(effective_close__lte=F("observed_at")),
                name="proposal_observed_after_close",
            ),
        ]


class ProposalWeight(models.Model):
    """The part of an outcome in a proposed result. Append-only."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="weights", db_index=False)
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+", db_index=False)
    bps = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "outcome"], name="proposal_weight_once"),
            models.CheckConstraint(condition=Q(bps__gt=0, bps__lte=10000), name="proposal_weight_is_part"),
        ]


class DisputeState(models.TextChoices):
    OPEN = "OPEN"
    DISMISSED = "DISMISSED"
    AMENDED = "AMENDED"


class Dispute(StateMachine):
    """Somebody who says that a proposed result is wrong. While one is open nothing is settled."""

    legal_steps = {"OPEN": ("DISMISSED", "AMENDED"), "DISMISSED": (), "AMENDED": ()}

    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="disputes")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="disputes", db_index=False)
    state = KindField(max_length=9, choices=DisputeState.choices, default=DisputeState.OPEN)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = MomentField(auto_now_add=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "by"], name="dispute_once_by_each"),
            models.CheckConstraint(
                condition=Q(state="OPEN", answered_at=None)
                | Q(state__in=["DISMISSED", "AMENDED"], answered_at__isnull=False),
                name="dispute_answered_when_closed",
            ),
        ]
