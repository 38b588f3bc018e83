"""Acts that need a second person: what was asked, by whom, and the trail of what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsSumField, FactsField, KindField, MomentField
from core.rows.states import StateMachine
from users.models.people import Business, User


class ApprovalState(models.TextChoices):
    PENDING = "PENDING"
    APPROVED = "APPROVED"  # and done, in the same transaction
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class Alone(models.TextChoices):
    """Why one person was enough."""

    SOLO_LIMIT = "SOLO_LIMIT", "within the solo limit of the business"
    NOBODY_ELSE = "NOBODY_ELSE", "nobody else could approve; the same person again, after a wait"


class Approval(StateMachine):
    """A request of a maker that a checker answers. What was asked never changes; a trigger holds that.

    `content` is the canonical JSON of exactly what will happen, money in shillings, and `digest` its SHA-256.
    `payload` holds the ids and codes by which the content is computed again before it is done.
    """

    legal_steps = {
        "PENDING": ("APPROVED", "REFUSED", "CANCELLED", "EXPIRED"),
        "APPROVED": (),
        "REFUSED": (),
        "CANCELLED": (),
        "EXPIRED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=40)
    subject = models.CharField(
        max_length=120, blank=True, help_text="one request at a time waits for a subject"
    )
    payload = FactsField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    amount = CentsSumField(null=True, help_text="cents, where money moves")
    two_people = models.BooleanField(help_text="never by one person, whatever the business has set")
    comment = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    maker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    alone = KindField(max_length=16, choices=Alone.choices, blank=True)
    state = KindField(max_length=12, choices=ApprovalState.choices, default=ApprovalState.PENDING)
    created_at = MomentField()
    expires_at = MomentField()
    decided_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="approval_key_once"),
            models.UniqueConstraint(
                fields=["business", "kind", "subject"],
                condition=Q(state="PENDING") & ~Q(subject=""),
                name="approval_pending_once",
            ),
            models.CheckConstraint(
                condition=Q(state="PENDING", decided_at__isnull=True)
                | (Q(state__in=["APPROVED", "REFUSED", "CANCELLED", "EXPIRED"], decided_at__isnull=False)),
                name="approval_decided_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["APPROVED", "REFUSED"], checker__isnull=False)
                | Q(state__in=["PENDING", "CANCELLED", "EXPIRED"], checker__isnull=True),
                name="approval_answered_has_a_checker",
            ),
            models.CheckConstraint(
                condition=Q(checker__isnull=True, alone="")
                | (~Q(checker=F("maker")) & Q(alone=""))
                | (
                    Q(checker=F("maker"), state="APPROVED", two_people=False)
                    & Q(alone__in=["SOLO_LIMIT", "NOBODY_ELSE"])
                ),
                name="approval_by_another_person",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="approval_by_business"),
            models.Index(fields=["expires_at"], condition=Q(state="PENDING"), name="approval_pending"),
            models.Index(
                fields=["business", "maker", "decided_at"],
                condition=Q(alone="SOLO_LIMIT"),
                name="approval_alone",
            ),
        ]


class ApprovalStep(models.TextChoices):
    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class ApprovalDecision(models.Model):
    """A step of an approval: by whom (nobody: the clock), before which digest. Append-only."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="decisions")
    step = KindField(max_length=12, choices=ApprovalStep.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    comment = models.CharField(max_length=500, blank=True)
    at = MomentField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["approval"], condition=Q(step="REQUESTED"), name="approval_requested_once"
            ),
            models.UniqueConstraint(
                fields=["approval"], condition=~Q(step="REQUESTED"), name="approval_decided_once"
            ),
        ]
