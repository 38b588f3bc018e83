"""The runs that match statements with the ledger, what they found, and by which rules."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsSumField, DayField, KindField, MomentField
from core.machine.claiming import LongWork
from mpesa.models import Till
from reconciliation.models.statements import Statement, names_account
from users.models import Business, User


class RunState(models.TextChoices):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class ProofScope(models.TextChoices):
    ACCOUNT = "ACCOUNT", "one account"
    TILL = "TILL", "all M-Pesa accounts of a till"
    BUSINESS = "BUSINESS", "all accounts of all tills, and the bank"


class ReconciliationRun(LongWork):
    """One proof of one account over a period. The terms are sums of `items`; unexplained is not.

    Several accounts are proved together, from one picture and up to one seal (runs/together.py): the first of
    them has the `scope`, and leads the others.

    `read_at`, `last_row`, `last_exception`, `last_tie`, `last_tariff` and `seal` are the picture that it was
    made from; `digest` is of all that it was made from: runs with the same digest have the same figures. Once
    it is done or failed nothing of it changes (sql/run_stays.sql).
    """

    legal_steps = {
        "QUEUED": ("RUNNING", "FAILED"),
        "RUNNING": ("DONE", "FAILED"),
        "DONE": (),
        "FAILED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="reconciliation_runs")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="reconciliation_runs")
    account = models.CharField(max_length=12)
    from_day = DayField()
    to_day = DayField()
    cut_off = MomentField(null=True)
    read_at = MomentField(null=True)
    last_row = models.BigIntegerField(null=True)
    last_exception = models.BigIntegerField(null=True)
    last_tie = models.BigIntegerField(null=True)
    last_tariff = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)
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
    scope = KindField(max_length=8, choices=ProofScope.choices, default=ProofScope.ACCOUNT)
    leader = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="members")
    automatic = models.BooleanField(
        default=False, help_text="it began by itself, after a change of the verified statement"
    )
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
            models.CheckConstraint(
                condition=~Q(state="DONE") | Q(digest__regex="^[0-9a-f]{64}$"), name="run_done_has_digest"
            ),
            names_account("run_names_account"),
            models.CheckConstraint(
                condition=Q(leader=None) | Q(scope=ProofScope.ACCOUNT), name="run_led_leads_nobody"
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="run_by_business"),
            models.Index(fields=["id"], name="run_to_do", condition=Q(state__in=["QUEUED", "RUNNING"])),
            models.Index(fields=["till", "account", "digest"], name="run_by_digest"),
        ]


class RunGap(models.Model):
    """Time within a run's period that no admitted file covers. Append-only.

    `jump` is by how much the balance changes over it, in cents; None where one side is not known.
    """

    run = models.ForeignKey(ReconciliationRun, on_delete=models.PROTECT, related_name="gaps")
    from_at = MomentField()
    until_at = MomentField()
    jump = CentsSumField(null=True)


class RunCover(models.Model):
    """What the business owes to its players, and what it has, up to the run's seal, in cents. Append-only.

    `surplus` is what it has less what it owes: below zero, the players' money is not covered.
    """

    run = models.OneToOneField(ReconciliationRun, on_delete=models.PROTECT, related_name="cover")
    wallets = CentsSumField()
    pools = CentsSumField()
    carry_over = CentsSumField()
    payouts_in_flight = CentsSumField()
    mpesa = CentsSumField()
    bank = CentsSumField()
    surplus = CentsSumField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    surplus=F("mpesa")
                    + F("bank")
                    - F("wallets")
                    - F("pools")
                    - F("carry_over")
                    - F("payouts_in_flight")
                ),
                name="cover_surplus_is_the_difference",
            )
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


class RunMatch(models.Model):
    """A statement row and a booking that a run found to be one thing, by which rule and on what evidence.

    Append-only. A sum has a line for each of its pairs.
    """

    run = models.ForeignKey(
        ReconciliationRun, on_delete=models.PROTECT, related_name="matches", db_index=False
    )
    row_key = models.CharField(max_length=64)
    reference = models.CharField(max_length=120)
    rule = models.CharField(max_length=24)
    evidence = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index(fields=["run", "id"], name="match_by_run"),
            models.Index(fields=["run", "rule", "id"], name="match_by_rule"),
        ]


class RunSuggestion(models.Model):
    """A statement row and a booking that may be one thing, and why a run did not match them. Append-only."""

    run = models.ForeignKey(
        ReconciliationRun, on_delete=models.PROTECT, related_name="suggestions", db_index=False
    )
    row_key = models.CharField(max_length=64)
    reference = models.CharField(max_length=120)
    rule = models.CharField(max_length=24)
    evidence = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["run", "id"], name="suggestion_by_run")]


class RulesetChoice(models.Model):
    """By which ruleset a business's proofs match from then on: the newest counts. Append-only."""

    business = models.ForeignKey(
        Business, on_delete=models.PROTECT, related_name="ruleset_choices", db_index=False
    )
    version = models.CharField(max_length=12)
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    chosen_at = MomentField()

    class Meta:
        indexes = [models.Index(fields=["business", "-id"], name="ruleset_by_business")]


class SettlementChoice(models.Model):
    """Into which bank account of the books a till's money is settled from then on: the newest counts.
    Append-only."""

    till = models.ForeignKey(
        Till, on_delete=models.PROTECT, related_name="settlement_choices", db_index=False
    )
    account = models.CharField(max_length=12)
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    chosen_at = MomentField()

    class Meta:
        constraints = [names_account("settlement_names_account")]
        indexes = [models.Index(fields=["till", "-id"], name="settlement_by_till")]
