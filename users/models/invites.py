"""Invitations to a business."""

from __future__ import annotations

from django.db import models

from core.fields import KindField, MomentField
from core.rows.states import StateMachine
from users.models.people import Business, Role, User


class InviteState(models.TextChoices):
    PENDING = "PENDING", "sent"
    ACCEPTED = "ACCEPTED", "accepted"
    REVOKED = "REVOKED", "taken back"


class Invite(StateMachine):
    """An invitation to take a role in a business. Rows stay.

    It goes to an e-mail address or a phone, with a token that works once; or to a user name, and then
    `invitee` answers it, or nobody does: whether there was somebody of that name is never told.
    """

    legal_steps = {
        "PENDING": ("ACCEPTED", "REVOKED"),
        "ACCEPTED": (),
        "REVOKED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="invites")
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(editable=False)
    role = KindField(max_length=20, choices=Role.choices)
    recipient_masked = models.CharField(max_length=260)
    token_hash = models.BinaryField(unique=True, editable=False)
    state = KindField(max_length=8, choices=InviteState.choices, default=InviteState.PENDING)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    invitee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="invitations")
    declined_at = MomentField(null=True, help_text="known to the invitee alone")
    created_at = MomentField(auto_now_add=True)
    expires_at = MomentField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="invite_once_per_key"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role for role in Role.values if role != Role.PLAYER]),
                name="invite_to_a_staff_role",
            ),
            models.CheckConstraint(
                condition=models.Q(state=InviteState.ACCEPTED, accepted_by__isnull=False)
                | (~models.Q(state=InviteState.ACCEPTED) & models.Q(accepted_by__isnull=True)),
                name="invite_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(declined_at__isnull=True)
                | (models.Q(invitee__isnull=False) & ~models.Q(state=InviteState.ACCEPTED)),
                name="invite_declined_by_its_invitee",
            ),
        ]
