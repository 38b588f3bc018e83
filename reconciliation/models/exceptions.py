"""The work-list: what runs found open, what people wrote about it, and what they tied to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import CentsSumField, KindField, MomentField
from core.rows.states import StateMachine
from ledger.models import Entry
from mpesa.models import Till
from reconciliation.models.proofs import ReconciliationRun
from reconciliation.models.statements import names_account
from users.models import Approval, Business, User


class ExceptionKind(models.TextChoices):
    MISSING_IN_LEDGER = "MISSING_IN_LEDGER"
    MISSING_ON_STATEMENT = "MISSING_ON_STATEMENT"
    AMOUNT_DIFFERS = "AMOUNT_DIFFERS"
    DUPLICATE = "DUPLICATE"
    REVERSED = "REVERSED"
    UNLINKED_CHARGE = "UNLINKED_CHARGE"
    SWEEP_IN_FLIGHT = "SWEEP_IN_FLIGHT"
    UNKNOWN_ROW = "UNKNOWN_ROW"
    UNCOVERED = "UNCOVERED"


class ExceptionState(models.TextChoices):
    OPEN = "OPEN"
    PROPOSED = "PROPOSED"
    CLOSED = "CLOSED"


class ClosedAs(models.TextChoices):
    CLEARED = "CLEARED"
    BOOKED = "BOOKED"
    CORRECTED = "CORRECTED"
    SPLIT = "SPLIT"
    WRITTEN_OFF = "WRITTEN_OFF"
    TIED = "TIED"


class ReconciliationException(StateMachine):
    """One open item of a proof, carried by name from run to run until it clears, once.

    `identity` is a digest of what makes it the same item in another run; `cents`, `term` and `why` are as the
    run said. An identity is open once at most; what has been closed stays as it was closed.
    """

    legal_steps = {
        "OPEN": ("PROPOSED", "CLOSED"),
        "PROPOSED": ("OPEN", "CLOSED"),
        "CLOSED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+", db_index=False)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=12)
    kind = KindField(max_length=24, choices=ExceptionKind.choices)
    identity = models.CharField(max_length=64)
    term = models.CharField(max_length=30)
    why = models.CharField(max_length=20)
    receipt = models.CharField(max_length=20, blank=True)
    leg = models.CharField(max_length=12, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    row_key = models.CharField(max_length=64, blank=True)
    cents = CentsSumField()
    occurred_at = MomentField(help_text="where nobody says, the cut-off of the run that found it")
    state = KindField(max_length=10, choices=ExceptionState.choices, default=ExceptionState.OPEN)
    first_run = models.ForeignKey(
        ReconciliationRun, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    last_run = models.ForeignKey(
        ReconciliationRun, on_delete=models.PROTECT, related_name="exceptions", db_index=False
    )
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    approval = models.ForeignKey(
        Approval, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    opened_at = MomentField()
    closed_as = KindField(max_length=12, choices=ClosedAs.choices, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = MomentField(null=True)

    class Meta:
        verbose_name = "exception"
        constraints = [
            models.UniqueConstraint(
                fields=["till", "account", "identity"],
                condition=~Q(state="CLOSED"),
                name="exception_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="CLOSED", closed_at__isnull=False) & ~Q(closed_as="")
                | ~Q(state="CLOSED") & Q(closed_as="", closed_at__isnull=True, closed_by__isnull=True),
                name="exception_closed_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(state="PROPOSED") | Q(approval__isnull=False),
                name="exception_proposed_names_approval",
            ),
            names_account("exception_names_account"),
        ]
        indexes = [
            models.Index(fields=["business", "state", "-id"], name="exception_by_business"),
            models.Index(fields=["till", "account", "identity"], name="exception_by_identity"),
            models.Index(fields=["last_run"], name="exception_by_run"),
        ]


class ExceptionNote(models.Model):
    """What a person, or a run, says about an exception. Append-only."""

    exception = models.ForeignKey(ReconciliationException, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.CharField(max_length=500)
    at = MomentField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="exception_note_says_something")]


class RowTie(models.Model):
    """An entry stands for a row of the statement, or belongs with another entry. Append-only.

    Matching then takes the entry as booked under the row (`row_key`), or counts it together with the entry
    `with_reference`. An entry is tied once on an account.
    """

    exception = models.ForeignKey(ReconciliationException, on_delete=models.PROTECT, related_name="ties")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=12)
    reference = models.CharField(max_length=120)
    row_key = models.CharField(max_length=64, blank=True)
    with_reference = models.CharField(max_length=120, blank=True)
    at = MomentField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till", "account", "reference"], name="tie_entry_once"),
            models.CheckConstraint(
                condition=Q(row_key="") ^ Q(with_reference=""), name="tie_names_one_of_two"
            ),
            names_account("tie_names_account"),
        ]
