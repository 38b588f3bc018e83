"""The callback inbox: raw bodies, appended and never changed, and how far each is worked through."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from core.fields import DayField, FactsField, KindField, MomentField
from core.models import DataKey
from mpesa.models.tills import FormerHookToken, Till


class CallbackKind(models.TextChoices):
    STK = "stk"
    C2B_VALIDATION = "c2b/validation"
    C2B_CONFIRMATION = "c2b/confirmation"
    RESULT = "result"
    TIMEOUT = "timeout"


class Callback(models.Model):
    """One raw body from Daraja, committed before it was answered 200. Append-only, sealed."""

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="callbacks", db_index=False)
    former_token = models.ForeignKey(
        FormerHookToken,
        null=True,
        on_delete=models.PROTECT,
        related_name="callbacks",
        db_index=False,
        help_text="it came to a former address of the till",
    )
    kind = KindField(max_length=20, choices=CallbackKind.choices)
    ref = models.CharField(max_length=80, blank=True)
    data_key = models.ForeignKey(DataKey, on_delete=models.DO_NOTHING, db_constraint=False)
    body_sealed = models.BinaryField()
    headers = FactsField()
    address = models.GenericIPAddressField(null=True)
    received_at = MomentField(auto_now_add=True)
    digest = models.BinaryField(
        max_length=32, null=True, editable=False, help_text="keyed, of the bytes and of where they came"
    )
    could_be_money = models.BooleanField(
        default=True, db_default=True, help_text="kept whatever else a till's address was sent"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="callback_body_once")]
        indexes = [
            models.Index(fields=["till", "kind", "received_at"], include=["ref"], name="callback_last"),
            models.Index(
                fields=["former_token", "received_at"],
                name="callback_at_former",
                condition=Q(former_token__isnull=False),
            ),
            models.Index(
                fields=["till", "received_at"], name="callback_unread", condition=Q(could_be_money=False)
            ),
            BrinIndex(
                fields=["received_at"], name="callback_by_moment", autosummarize=True, pages_per_range=16
            ),
        ]


class HookCounted(models.TextChoices):
    """What came to a till's address and left no row of its own."""

    ABORTED = "aborted", "the sender hung up in mid-body"
    REPEATED = "repeated", "the same bytes are kept already"
    TOO_LARGE = "too large", "longer than any callback"
    NO_ROOM = "no room", "nobody can read it, and too many of those are kept"


class HookCount(models.Model):
    """How often, each accounting day."""

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="hook_counts")
    day = DayField()
    what = KindField(max_length=10, choices=HookCounted.choices)
    count = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["till", "day", "what"], name="hook_count_once")]


class WorkState(models.TextChoices):
    """DUE again while it fails; DEAD when it has failed too often, until somebody has it replayed."""

    DUE = "DUE"
    DONE = "DONE"
    MALFORMED = "MALFORMED"
    DEAD = "DEAD"


class CallbackWork(models.Model):
    """Whether a stored callback has been worked through; the sweep and replay_callbacks start from here."""

    callback = models.OneToOneField(Callback, on_delete=models.PROTECT, primary_key=True, related_name="work")
    state = KindField(max_length=10, choices=WorkState.choices, default=WorkState.DUE)
    claims = models.IntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    due_at = MomentField()
    done_at = MomentField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "work on callbacks"
        indexes = [
            models.Index(fields=["due_at", "callback"], name="callback_due", condition=Q(state="DUE")),
            models.Index(
                fields=["callback"],
                name="callback_dead",
                condition=Q(state__in=("MALFORMED", "DEAD")) | Q(state="DUE", claims__gt=0),
            ),
        ]
