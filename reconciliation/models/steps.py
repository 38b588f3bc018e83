"""The chain of balances of a file or a proof, as steps of a picture."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsSumField, KindField, MomentField
from reconciliation.models.proofs import ReconciliationRun
from reconciliation.models.statements import Statement, names_account


class BalanceStepKind(models.TextChoices):
    MOVED = "MOVED"
    GAP = "GAP"
    HOLE = "HOLE"


class BalanceStep(models.Model):
    """One step of what a file, or the verified statement at a run, says of the balances of an account, in
    cents; they stand in the order of their keys (reconciliation/statement_files/steps.py). Append-only.

    A file has as many as a picture needs, whatever becomes of it: what it says does not count by that.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="steps")
    run = models.ForeignKey(ReconciliationRun, on_delete=models.PROTECT, null=True, related_name="steps")
    account = models.CharField(max_length=12)
    kind = KindField(max_length=5, choices=BalanceStepKind.choices)
    from_at = MomentField()
    until_at = MomentField()
    before = CentsSumField(null=True)
    after = CentsSumField(null=True)
    rows = models.IntegerField(default=0)
    paid_in = CentsSumField(default=0)
    withdrawn = CentsSumField(default=0)
    receipt = models.CharField(max_length=20, blank=True)
    says = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            names_account("balance_step_names_account"),
            models.CheckConstraint(
                condition=Q(statement=None, run__isnull=False) | Q(statement__isnull=False, run=None),
                name="balance_step_of_one",
            ),
            models.CheckConstraint(
                condition=~Q(kind="MOVED") | Q(after=F("before") + F("paid_in") - F("withdrawn")),
                name="balance_step_adds_up",
            ),
        ]
