"""Pull Transactions: the windows that Safaricom is asked about, and what it showed there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import KindField, MomentField
from core.models import DataKey
from core.rows.states import StateMachine
from mpesa.models.tills import Till
from users.models import Business, User


class PullState(models.TextChoices):
    DUE = "DUE"
    DONE = "DONE"
    FAILED = "FAILED"


class PullRun(StateMachine):
    """One window of a till that Safaricom is asked about, page by page, from the row `offset` on.

    A run that a dead process began goes on where its last page was kept. FAILED: its window is further back
    than Safaricom looks, before it was read to its end.
    """

    legal_steps = {"DUE": ("DONE", "FAILED"), "DONE": (), "FAILED": ()}

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="pull_runs")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="pull_runs")
    from_at = MomentField()
    to_at = MomentField()
    scheduled = models.BooleanField(help_text="by the clock; else somebody asked for it")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    state = KindField(max_length=10, choices=PullState.choices, default=PullState.DUE)
    offset = models.BigIntegerField(default=0, help_text="rows of the window that are read")
    found = models.BigIntegerField(default=0, help_text="payments that it showed")
    added = models.BigIntegerField(default=0, help_text="payments that nobody had reported before")
    tries = models.IntegerField(default=0, help_text="since the last page")
    error_code = models.CharField(max_length=40, blank=True)
    due_at = MomentField()
    created_at = MomentField(auto_now_add=True)
    done_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_at__lt=F("to_at")), name="pull_run_window"),
            models.UniqueConstraint(
                fields=["till", "scheduled"], name="pull_run_one_due", condition=Q(state="DUE")
            ),
        ]
        indexes = [
            models.Index(fields=["till", "-id"], name="pull_run_by_till"),
            models.Index(fields=["due_at", "id"], name="pull_run_due", condition=Q(state="DUE")),
        ]

    def __str__(self) -> str:
        return f"pull:{self.pk}"


class PullPage(models.Model):
    """Rows of a page that said something new, as Safaricom sent them: sealed. Append-only."""

    run = models.ForeignKey(PullRun, on_delete=models.PROTECT, related_name="pages")
    offset = models.BigIntegerField()
    data_key = models.ForeignKey(DataKey, on_delete=models.DO_NOTHING, db_constraint=False)
    rows_sealed = models.BinaryField()
    at = MomentField(auto_now_add=True)
