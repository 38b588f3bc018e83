"""Rows that every app needs: data keys, events, wake-ups, heartbeats."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models

from core.fields import FactsField, KindField, MomentField


class DataKey(models.Model):
    """One wrapped key per person or per stored body. Deleting the row makes what it sealed unreadable."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField()
    created_at = MomentField(auto_now_add=True)


class Event(models.Model):
    """A fact that front ends may want to hear of: a topic and ids, never personal data. Append-only."""

    topic = models.CharField(max_length=64)
    business_id = models.BigIntegerField()
    ids = FactsField()
    created_at = MomentField(auto_now_add=True)


class UnpublishedEvent(models.Model):
    """A note, written by a trigger, that an event has no number yet."""

    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, primary_key=True)
    business_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["business_id", "event"], name="unpublished_by_business")]


class PublishedEvent(models.Model):
    """The place of an event in the order of its business; given after commit, without gaps. Append-only."""

    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, primary_key=True)
    business_id = models.BigIntegerField()
    number = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business_id", "number"], name="event_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="event_number_positive"),
        ]


class WakeUp(models.Model):
    """A job that waits to drain `queue`; one is enough for a queue and a due time, more do no harm."""

    queue = models.CharField(max_length=64)
    due_at = MomentField()
    enqueued_at = MomentField()

    class Meta:
        indexes = [models.Index(fields=["queue", "due_at"], name="wake_up_by_queue")]


class Heartbeat(models.Model):
    """When a cluster last ran a job of its own."""

    name = models.CharField(max_length=64, primary_key=True)
    beat_at = MomentField()


class FailureTrace(models.Model):
    """Which lines of code led to the last failure of what is tried again; see core.machine.traces."""

    subject = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=200)
    trace = models.TextField()
    failed_at = MomentField()


class GuardRecord(models.Model):
    """As which rows of the catalogue the guards stood, and why that was recorded. Append-only, by the owner.

    `traces` are those of core.guards.traces; `digest` covers them and the record before.
    """

    number = models.BigIntegerField(primary_key=True)
    made_at = MomentField()
    reason = models.CharField(max_length=500)
    traces = models.JSONField()
    digest = models.BinaryField(max_length=32)

    @property
    def told(self) -> str:
        """What to keep outside the database of it: number and digest."""
        return f"{self.number}:{bytes(self.digest).hex()}"


class Severity(models.TextChoices):
    INFO = "INFO"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"


#: A kind of thing and its number, so that no name, phone or receipt can stand there; empty for all of it.
ALERT_SUBJECT: Final = r"^([a-z][a-z_]*:[0-9]{1,19})?$"


class Alert(models.Model):
    """Something that a person must look at, of one business or (business_id null) of the whole database.

    One row is open per code, business and subject ("till:12", empty: all of it); raising it again counts.
    `detail` and `subject` hold no personal data. What is resolved stays as it is; `cleared_itself`: its cause
    was gone, and nobody closed it.
    """

    code = models.CharField(max_length=64)
    severity = KindField(max_length=8, choices=Severity.choices)
    business_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=500)
    opened_at = MomentField()
    last_seen_at = MomentField()
    times_seen = models.IntegerField(default=1)
    resolved_at = MomentField(null=True)
    comment = models.CharField(max_length=500, blank=True)
    cleared_itself = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(subject__regex=ALERT_SUBJECT), name="alert_subject_is_a_thing"
            ),
            models.UniqueConstraint(
                fields=["code", "business_id", "subject"],
                condition=models.Q(resolved_at__isnull=True),
                nulls_distinct=False,
                name="one_open_alert",
            ),
        ]
        indexes = [models.Index(fields=["business_id", "-id"], name="alert_by_business")]
