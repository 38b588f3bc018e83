"""What is known of each accounting day of a till: a row for each, projected from facts.

Nothing here is a fact by itself but what people say of a day: everything else is computed anew from the
books, the verified statement, what Safaricom answered and the proofs, whenever one of them changes
(reconciliation/days).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsSumField, DayField, FactsField, KindField, MomentField
from core.rows.states import StateMachine
from mpesa.models import MpesaAccount, Till
from reconciliation.models.proofs import ReconciliationRun
from users.models import Business, User


class DayState(models.TextChoices):
    UNKNOWN = "UNKNOWN"
    MATCHED = "MATCHED"
    DISCREPANCY = "DISCREPANCY"
    INVESTIGATING = "INVESTIGATING"


class DayBasis(models.TextChoices):
    """By what an account's day is judged, the surest first."""

    STATEMENT = "STATEMENT", "its statement, which covers the whole day"
    PART = "PART", "its statement, which covers a part of the day"
    BALANCES = "BALANCES", "what Account Balance said at its ends"
    PULL = "PULL", "the payments that Pull Transactions showed"
    NOTHING = "NOTHING", "nothing but the books"


def _difference(name: str) -> models.CheckConstraint:
    """A discrepancy is the difference, and there is none where nobody says what was there."""
    return models.CheckConstraint(
        condition=Q(actual__isnull=True, discrepancy__isnull=True)
        | Q(actual__isnull=False, discrepancy__isnull=False, discrepancy=F("actual") - F("expected")),
        name=name,
    )


_CLEAN = Q(discrepancy__isnull=False, discrepancy=0, open_items=0)


class ReconciliationDay(StateMachine):
    """One accounting day of a till: what was to be expected to move in its M-Pesa accounts, what did, and the
    difference, in cents.

    `expected` is what the books have and what `sources` add to it by name; `actual` is null where nobody but
    the books tells of the day. PROVISIONAL until every account that moved is covered by its statement and
    proved. `findings` is a digest of all that is open; a person who clears the day clears these, and others
    open it again. `decided_*`: who investigates, or has cleared it.
    """

    legal_steps = {
        "UNKNOWN": ("MATCHED", "DISCREPANCY", "INVESTIGATING"),
        "MATCHED": ("UNKNOWN", "DISCREPANCY", "INVESTIGATING"),
        "DISCREPANCY": ("UNKNOWN", "MATCHED", "INVESTIGATING"),
        "INVESTIGATING": ("MATCHED",),
    }

    business = models.ForeignKey(
        Business, on_delete=models.PROTECT, related_name="reconciliation_days", db_index=False
    )
    till = models.ForeignKey(
        Till, on_delete=models.PROTECT, related_name="reconciliation_days", db_index=False
    )
    day = DayField()
    state = KindField(max_length=13, choices=DayState.choices, default=DayState.UNKNOWN)
    provisional = models.BooleanField()
    expected = CentsSumField()
    actual = CentsSumField(null=True)
    discrepancy = CentsSumField(null=True)
    open_items = models.IntegerField(help_text="its exceptions that are not closed, but for UNCOVERED")
    sources = FactsField(default=dict, help_text="what is expected beside the books, by name, in cents")
    findings = models.CharField(max_length=64)
    cleared_findings = models.CharField(max_length=64, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = MomentField(null=True)
    judged_at = MomentField(help_text="when it last became what it is")

    class Meta:
        verbose_name = "day"
        constraints = [
            models.UniqueConstraint(fields=["till", "day"], name="reconciliation_day_once"),
            _difference("day_discrepancy_is_the_difference"),
            models.CheckConstraint(
                condition=~Q(state="MATCHED")
                | _CLEAN
                | Q(actual__isnull=False, cleared_findings=F("findings")),
                name="day_matched_or_cleared",
            ),
            models.CheckConstraint(
                condition=~Q(state="UNKNOWN") | Q(actual__isnull=True, open_items=0),
                name="day_unknown_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(provisional=True) | Q(actual__isnull=False), name="day_final_has_actual"
            ),
            models.CheckConstraint(
                condition=Q(cleared_findings="") | Q(state="MATCHED", decided_at__isnull=False),
                name="day_cleared_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="INVESTIGATING") | Q(decided_at__isnull=False),
                name="day_investigated_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-day", "-id"], name="day_by_business"),
            models.Index(fields=["business", "state", "-day"], name="day_by_state"),
        ]


class ReconciliationDayAccount(models.Model):
    """The part of one M-Pesa account in a day of its till; written anew with the day.

    `run` is the newest proof that has the day; `is_proved` while neither the books nor the statement of the
    day have changed since, and it leaves nothing unexplained (`unexplained`, in cents, which may come from
    other days) and has no gap there.
    """

    row = models.ForeignKey(ReconciliationDay, on_delete=models.PROTECT, related_name="accounts")
    account = KindField(max_length=10, choices=MpesaAccount.choices)
    basis = KindField(max_length=10, choices=DayBasis.choices)
    expected = CentsSumField()
    actual = CentsSumField(null=True)
    discrepancy = CentsSumField(null=True)
    open_items = models.IntegerField()
    unexplained = CentsSumField()
    run = models.ForeignKey(
        ReconciliationRun, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    is_proved = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "account"], name="day_account_once"),
            _difference("day_account_discrepancy_is_the_difference"),
            models.CheckConstraint(
                condition=Q(basis="NOTHING", actual__isnull=True)
                | ~Q(basis="NOTHING") & Q(actual__isnull=False),
                name="day_account_actual_by_basis",
            ),
            models.CheckConstraint(
                condition=Q(is_proved=False) | Q(basis="STATEMENT", run__isnull=False, unexplained=0),
                name="day_account_proved_by_run",
            ),
        ]


class ReconciliationDayNote(models.Model):
    """What a person, or the system, says about a day. Append-only."""

    row = models.ForeignKey(ReconciliationDay, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.CharField(max_length=500)
    at = MomentField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="day_note_says_something")]


class DayMark(models.Model):
    """Accounting days of a till that are to be judged anew; shortened as the work gets on, and gone with it.

    Whoever changes a fact about days adds one in the same transaction, and never waits for who judges.
    """

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="day_marks")
    from_day = DayField()
    to_day = DayField()
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_day__lte=F("to_day")), name="day_mark_forward")
        ]


class NightWatch(models.Model):
    """How far the nights of a till are looked at: one row a till, locked by who judges its days.

    `seal`: entries of the business up to there were asked for late facts. `not_before`: after a failure.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+", db_index=False)
    till = models.OneToOneField(Till, on_delete=models.PROTECT, related_name="+")
    seal = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0)
    not_before = MomentField(null=True)

    class Meta:
        verbose_name = "nights of a till"
        verbose_name_plural = "nights of tills"
