"""Statements as Safaricom gave them, and the runs that match them with the ledger."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, CentsSumField, DayField, KindField, MomentField, TextsField
from core.machine.claiming import LongWork
from core.models import DataKey
from mpesa.models import MpesaAccount, Till
from users.models import Business, User


class StatementState(models.TextChoices):
    UPLOADED = "UPLOADED"
    READING = "READING"
    IMPORTED = "IMPORTED"
    REFUSED = "REFUSED"


class Statement(LongWork):
    """One file from the organisation portal. The file itself is kept, sealed; figures are in cents."""

    legal_steps = {
        "UPLOADED": ("READING", "IMPORTED", "REFUSED"),
        "READING": ("IMPORTED", "REFUSED"),
        "IMPORTED": (),
        "REFUSED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="statements")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="statements")
    account = KindField(max_length=12, choices=MpesaAccount.choices, blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, editable=False)
    file_sealed = models.BinaryField(editable=False)
    state = KindField(max_length=10, choices=StatementState.choices, default=StatementState.UPLOADED)
    template = models.CharField(max_length=1, blank=True)
    period_from = MomentField(null=True)
    period_to = MomentField(null=True)
    opening = CentsField(null=True)
    closing = CentsField(null=True)
    rows_total = models.IntegerField(null=True)
    rows_done = models.IntegerField(default=0)
    chain_ok = models.BooleanField(null=True)
    problems = TextsField(default=list)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = MomentField(auto_now_add=True)
    imported_at = MomentField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["till", "sha256"], name="statement_file_once")]
        indexes = [
            models.Index(fields=["business", "-id"], name="statement_by_business"),
            models.Index(
                fields=["id"], name="statement_to_read", condition=Q(state__in=["UPLOADED", "READING"])
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class StatementRow(models.Model):
    """One line of an M-Pesa account's statement, whichever files showed it. Append-only.

    `details` and `other_party` are masked; the sealed file keeps them whole.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="rows")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = KindField(max_length=12, choices=MpesaAccount.choices)
    row_key = models.CharField(max_length=64)
    ordinal = models.IntegerField()
    receipt = models.CharField(max_length=20)
    completed_at = MomentField()
    details = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=40)
    paid_in = CentsField()
    withdrawn = CentsField()
    balance = CentsField(null=True)
    other_party = models.CharField(max_length=120, blank=True)
    payer_masked = models.CharField(max_length=16, blank=True)
    linked = models.CharField(max_length=20, blank=True)
    account_no = models.CharField(max_length=64, blank=True)
    moves = models.BooleanField()
    kind = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till", "account", "row_key"], name="statement_row_once")
        ]
        indexes = [
            models.Index(fields=["till", "account", "completed_at"], name="row_by_time"),
            models.Index(fields=["till", "account", "receipt"], name="row_by_receipt"),
        ]


class RunState(models.TextChoices):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class ReconciliationRun(LongWork):
    """One proof of one M-Pesa account over a period. The terms are sums of `items`; unexplained is not."""

    legal_steps = {
        "QUEUED": ("RUNNING", "FAILED"),
        "RUNNING": ("DONE", "FAILED"),
        "DONE": (),
        "FAILED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="reconciliation_runs")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="reconciliation_runs")
    account = KindField(max_length=12, choices=MpesaAccount.choices)
    from_day = DayField()
    to_day = DayField()
    cut_off = MomentField(null=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="runs")
    seal = models.BigIntegerField(null=True)
    ruleset = models.CharField(max_length=12)
    state = KindField(max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    problem = models.CharField(max_length=300, blank=True)
    rows_total = models.IntegerField(null=True)
    rows_done = models.IntegerField(default=0)
    booked_rows = models.IntegerField(default=0, help_text="statement rows that this run booked")
    matched = models.IntegerField(default=0)
    statement_closing = CentsSumField(null=True)
    receipts_not_on_statement = CentsSumField(default=0)
    payouts_not_on_statement = CentsSumField(default=0)
    credits_not_booked = CentsSumField(default=0)
    debits_not_booked = CentsSumField(default=0)
    sweeps_in_flight = CentsSumField(default=0)
    ledger = CentsSumField(null=True)
    unexplained = CentsSumField(null=True)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = MomentField(auto_now_add=True)
    done_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_day__lte=F("to_day")), name="run_period"),
            models.CheckConstraint(
                condition=~Q(state="DONE")
                | Q(
                    unexplained=F("ledger")
                    - F("statement_closing")
                    - F("receipts_not_on_statement")
                    + F("payouts_not_on_statement")
                    + F("credits_not_booked")
                    - F("debits_not_booked")
                    - F("sweeps_in_flight")
                ),
                name="run_unexplained_is_the_difference",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="run_by_business"),
            models.Index(fields=["id"], name="run_to_do", condition=Q(state__in=["QUEUED", "RUNNING"])),
        ]


class RunItem(models.Model):
    """One listed item of a term of the proof. Append-only."""

    run = models.ForeignKey(ReconciliationRun, on_delete=models.PROTECT, related_name="items")
    term = models.CharField(max_length=30)
    receipt = models.CharField(max_length=20, blank=True)
    leg = models.CharField(max_length=12, blank=True)
    cents = CentsSumField()
    why = models.CharField(max_length=20)
    occurred_at = MomentField(null=True)
    reference = models.CharField(max_length=120, blank=True)
    row_key = models.CharField(max_length=64, blank=True)
