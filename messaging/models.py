"""The outbox: one row per text message or e-mail, written together with the reason for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import KindField, MomentField
from core.models import Alert, DataKey
from core.rows.states import StateMachine
from users.models import Business, Language, User
from users.models.recovery import ContactChannel


class Channel(models.TextChoices):
    SMS = "SMS", "SMS"
    EMAIL = "EMAIL", "e-mail"


class MessageState(models.TextChoices):
    WAITING = "WAITING", "waits for its turn"
    SENDING = "SENDING", "was begun; the outcome is not written down yet"
    SENT = "SENT", "taken by the provider"
    FAILED = "FAILED", "given up"


FINAL_STATES = (MessageState.SENT, MessageState.FAILED)


class Message(StateMachine):
    """A message to one recipient. Recipient and text are sealed under a data key of the message's own.

    The data key is deleted with the final state: what was sent cannot be read afterwards, only that it was.
    """

    legal_steps = {
        "WAITING": ("SENDING", "SENT", "FAILED"),
        "SENDING": ("WAITING", "SENT", "FAILED"),
        "SENT": (),
        "FAILED": (),
    }

    key = models.CharField(max_length=120, unique=True)
    content_hash = models.BinaryField(editable=False)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, null=True, related_name="+")
    channel = KindField(max_length=5, choices=Channel.choices)
    template = models.CharField(max_length=40)
    language = KindField(max_length=2, choices=Language.choices)
    data_key = models.ForeignKey(DataKey, on_delete=models.SET_NULL, null=True, editable=False)
    content_sealed = models.BinaryField(editable=False)
    recipient_masked = models.CharField(max_length=260)
    state = KindField(max_length=7, choices=MessageState.choices, default=MessageState.WAITING)
    claims = models.IntegerField(default=0)
    due_at = MomentField()
    good_until = MomentField(null=True)
    begun_at = MomentField(null=True)
    settled_at = MomentField(null=True)
    last_code = models.CharField(max_length=40, blank=True)
    provider_id = models.CharField(max_length=80, blank=True)
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=FINAL_STATES, settled_at__isnull=False)
                | (~Q(state__in=FINAL_STATES) & Q(settled_at__isnull=True)),
                name="message_settled_when_final",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state=MessageState.WAITING), name="message_waiting"
            ),
            models.Index(
                fields=["begun_at"], condition=Q(state=MessageState.SENDING), name="message_sending"
            ),
        ]


class Told(models.TextChoices):
    OPENED = "OPENED", "that it is open"
    CLEARED = "CLEARED", "that it is over"


class AlertNotice(models.Model):
    """Whom an alert was told, by which message; several alerts may stand in one. Append-only."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="notices")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    channel = KindField(max_length=5, choices=ContactChannel.choices)
    what = KindField(max_length=7, choices=Told.choices)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "user", "channel", "what"], name="alert_told_once"),
        ]
