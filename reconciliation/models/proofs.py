"""Statements as Safaricom and banks gave them, and the runs that match them with the ledger.

`account` is one of Safaricom's, by its word (MpesaAccount), or a bank account by its code in the chart
(reconciliation/accounts.py).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, CentsSumField, DayField, KindField, MomentField, TextsField
from core.machine.claiming import LongWork
from core.models import DataKey
from core.rows.states import StateMachine
from ledger.chart.standard import BANK
from ledger.models import Entry
from mpesa.models import MpesaAccount, Till
from users.models import Approval, Business, User

_ACCOUNT = rf"({'|'.join(MpesaAccount.values)}|{BANK}(-[1-9][0-9]{{0,6}})?)"


def names_account(name: str, field: str = "account", *, blank: bool = False) -> models.CheckConstraint:
    """A column of an account holds nothing else."""
    shape = rf"^{_ACCOUNT}{'?' if blank else ''}$"
    return models.CheckConstraint(condition=Q(**{f"{field}__regex": shape}), name=name)


class StatementState(models.TextChoices):
    UPLOADED = "UPLOADED"
    READING = "READING"
    ADMITTED = "ADMITTED"
    QUARANTINED = "QUARANTINED"
    RESTATED = "RESTATED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    SUPERSEDED = "SUPERSEDED"


class Statement(LongWork):
    """One file of the organisation portal or a bank: a claim about a stretch of an account's movements.

    ADMITTED: its rows are part of the verified statement. QUARANTINED: it contradicts itself or what is
    admitted. RESTATED: it would change a stretch that is verified, and waits for two people. REFUSED: it
    could not be read. The file itself is kept, sealed; figures are in cents. `told_*` is what whoever sent
    it says of it, before the file itself is asked. `number_end`: the last digits of the bank account's
    number, where the file says it.
    """

    legal_steps = {
        "UPLOADED": ("READING", "ADMITTED", "QUARANTINED", "RESTATED", "REFUSED"),
        "READING": ("ADMITTED", "QUARANTINED", "RESTATED", "REFUSED"),
        "ADMITTED": ("WITHDRAWN", "SUPERSEDED"),
        "QUARANTINED": ("UPLOADED", "WITHDRAWN"),
        "RESTATED": ("UPLOADED", "ADMITTED", "WITHDRAWN"),
        "REFUSED": ("UPLOADED",),
        "WITHDRAWN": (),
        "SUPERSEDED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="statements")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="statements")
    account = models.CharField(max_length=12, blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    told_account = models.CharField(max_length=12, blank=True)
    told_from = DayField(null=True)
    told_to = DayField(null=True)
    reading = models.CharField(max_length=64)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, editable=False)
    file_sealed = models.BinaryField(editable=False)
    state = KindField(max_length=12, choices=StatementState.choices, default=StatementState.UPLOADED)
    template = models.CharField(max_length=1, blank=True)
    number_end = models.CharField(max_length=4, blank=True)
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
    ended_because = models.CharField(max_length=500, blank=True, help_text="why it was withdrawn")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["till", "sha256", "reading"],
                condition=~Q(state__in=("WITHDRAWN", "SUPERSEDED")),
                name="statement_file_once",
            ),
            names_account("statement_names_account", blank=True),
            names_account("statement_told_account", "told_account", blank=True),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="statement_by_business"),
            models.Index(
                fields=["id"], name="statement_to_read", condition=Q(state__in=["UPLOADED", "READING"])
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_ended(self) -> bool:
        """Judged: nothing is left for whoever was reading it."""
        return self.state not in (StatementState.UPLOADED, StatementState.READING)


class Stretch(models.Model):
    """What an admitted file says of one account: it knows all movements from `from_at`, before
    `until_at`, and the balance at either end. Append-only but for its end.

    `last_at` is its last movement; after it a later file may still bring some (the export was made before the
    period's end).
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="stretches")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=12)
    from_at = MomentField()
    until_at = MomentField()
    last_at = MomentField(null=True)
    opening = CentsField()
    closing = CentsField()
    rows = models.IntegerField()
    admitted_at = MomentField()
    ended_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_at__lt=F("until_at")), name="stretch_forward"),
            models.UniqueConstraint(fields=["statement", "account"], name="stretch_once"),
            names_account("stretch_names_account"),
        ]
        indexes = [models.Index(fields=["till", "account", "from_at"], name="stretch_by_time")]


class StatementRow(models.Model):
    """One movement of an account's verified statement, whichever admitted files showed it. Append-only, but
    for `struck_at`: when it was found not to be there after all.

    `statement` is the file that showed it first. `details`, `other_party` and `linked` are masked; the
    sealed file keeps them whole.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="rows")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=12)
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
    struck_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["till", "account", "row_key"],
                condition=Q(struck_at=None),
                name="statement_row_once",
            ),
            names_account("row_names_account"),
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
