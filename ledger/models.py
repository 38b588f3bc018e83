"""The books: accounts, entries, lines, floors and seals. Guarantees are in sql/.

References without a constraint are checked by the statement triggers, a whole batch at once: a foreign key
would check row by row, and lock a hot account at every posting. What they point to is never deleted.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q

from core.days import accounting_day
from users.models import Business, User


class AccountKind(models.TextChoices):
    ASSET = "ASSET"
    LIABILITY = "LIABILITY"
    EQUITY = "EQUITY"
    INCOME = "INCOME"
    EXPENSE = "EXPENSE"


#: Kinds whose balance is debits minus credits; the others count credits minus debits.
DEBIT_KINDS = (AccountKind.ASSET, AccountKind.EXPENSE)


class EntryKind(models.TextChoices):
    RECEIPT = "RECEIPT", "M-Pesa receipt"
    ROUTE = "ROUTE", "Receipt routed"
    SUSPENSE = "SUSPENSE", "Receipt to suspense"
    CHARGE = "CHARGE", "M-Pesa charge"
    SWEEP = "SWEEP", "M-Pesa sweep"
    OPENING = "OPENING", "Opening balance"
    INVOICE = "INVOICE", "Invoice issued"
    WALLET = "WALLET", "Wallet movement"
    MANUAL = "MANUAL", "Journal voucher"
    CLOSING = "CLOSING", "Year-end closing"
    REVERSAL = "REVERSAL", "Reversal"


class AccountRows(models.QuerySet["Account"]):
    """Accounts that know with which others they were read: what is asked of one can be read for all."""

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        rows = self._result_cache or []
        for row in rows if fresh else ():
            if isinstance(row, Account):  # not a row of `values`
                row.read_with = rows


class Account(models.Model):
    """An account of one business. Nothing but its name and its parent ever changes (a trigger says so).

    A floor keeps credits minus debits from going below zero, which only means something on a credit account.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="accounts")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    has_floor = models.BooleanField(default=False)

    objects = AccountRows.as_manager()
    #: The rows of the query that this one came with, itself among them.
    read_with: Sequence[Account] = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "code"], name="account_code_once"),
            models.CheckConstraint(condition=Q(kind__in=AccountKind.values), name="account_kind_known"),
            models.CheckConstraint(
                condition=Q(has_floor=False) | ~Q(kind__in=DEBIT_KINDS), name="account_floor_on_credit_side"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Entry(models.Model):
    """The header of a journal entry. Append-only."""

    business = models.ForeignKey(
        Business, models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    effective_on = models.DateField()
    occurred_at = models.DateTimeField()
    posted_at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=EntryKind.choices)
    description = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=120)
    content_hash = models.BinaryField(max_length=32)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["business", "reference"], name="entry_reference_once")]
        indexes = [
            models.Index(fields=["business", "id"], name="entry_of_business"),
            models.Index(
                fields=["business", "effective_on"], condition=Q(kind="CLOSING"), name="entry_closing_year"
            ),
        ]

    @property
    def is_late(self) -> bool:
        """Whether it counts for a later day than it happened on: that day was closed when it came."""
        return self.effective_on > accounting_day(self.occurred_at)


class Line(models.Model):
    """One side of an entry: a debit or a credit, in cents. Append-only."""

    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="lines", db_constraint=False, db_index=False
    )
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="lines", db_constraint=False, db_index=False
    )
    debit = models.BigIntegerField(default=0)
    credit = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["entry"], name="line_by_entry"),
            models.Index(fields=["account", "id"], name="line_by_account"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(debit__gte=0, credit__gte=0)
                & (Q(debit=0, credit__gt=0) | Q(debit__gt=0, credit=0)),
                name="line_has_one_side",
            )
        ]


class Floor(models.Model):
    """The locked balance (credits minus debits) of an account that cannot go below zero.

    Written by the database's own trigger only; the application's role can just read it.
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="floor")
    balance = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(balance__gte=0), name="floor_not_negative")]


class Wallet(models.Model):
    """Whose account under 2200 Player wallets it is. One for each player and business; append-only."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="wallets", db_index=False)
    player = models.ForeignKey(User, on_delete=models.PROTECT, related_name="wallets")
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="wallet")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "player"], name="wallet_once")]


class Unsealed(models.Model):
    """A note, written by a trigger, that an entry has no seal yet."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, db_constraint=False)
    business = models.ForeignKey(
        Business, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["business", "entry"], name="unsealed_by_business")]


class AwaitingLines(models.Model):
    """A note, written by a trigger, that a header came before its lines; they must come by commit.

    An entry that comes whole, in one statement, leaves none. No row outlives its transaction.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, db_constraint=False)


class Seal(models.Model):
    """The place of an entry in its business's chain; `number` is the entry's printed number. Append-only."""

    business = models.ForeignKey(
        Business, models.PROTECT, related_name="seals", db_constraint=False, db_index=False
    )
    number = models.BigIntegerField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal", db_constraint=False)
    digest = models.BinaryField(max_length=32)
    chain = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(F("business"), F("number"), name="seal_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seal_number_positive"),
        ]


class DayTurnover(models.Model):
    """What an account moved on an accounting day, up to the TurnoverHead of its business. A projection."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    effective_on = models.DateField()
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "effective_on"], name="day_turnover_once")]


class TurnoverHead(models.Model):
    """The seal up to which the day turnovers of a business count, and the newest entry among them."""

    business = models.OneToOneField(
        Business, on_delete=models.PROTECT, primary_key=True, related_name="turnover_head"
    )
    number = models.BigIntegerField(default=0)
    newest_entry = models.BigIntegerField(default=0)


class PeriodState(models.TextChoices):
    OPEN = "OPEN"  # again: a period has a row from its first closing on
    CLOSED = "CLOSED"


class Period(models.Model):
    """Accounting days that were closed together. Periods follow each other without a gap.

    While one is closed, the database refuses entries on its last day and on any day before it. `seal` is the
    newest one when it was closed. Guarantees are in sql/period_guarded.sql.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="periods", db_index=False)
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=8, choices=PeriodState.choices, default=PeriodState.CLOSED)
    seal = models.BigIntegerField()
    comment = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "last_day"], name="period_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="period_has_days"),
            models.CheckConstraint(condition=Q(state__in=PeriodState.values), name="period_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"


# The app's other models, where Django looks for them; they use those above.
from ledger import voucher_models  # noqa: E402, F401
