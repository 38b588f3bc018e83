"""The journal: entries, their lines, and the seals that give them their order.

References without a constraint are checked by the statement triggers, a whole batch at once: a foreign key
would check row by row, and lock a hot account at every posting. What they point to is never deleted.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.days import accounting_day
from core.fields import CentsField, DayField, KindField, MomentField
from ledger.models.accounts import Account
from users.models import Business, User


class EntryKind(models.TextChoices):
    RECEIPT = "RECEIPT", "M-Pesa receipt"
    ROUTE = "ROUTE", "Receipt routed"
    SUSPENSE = "SUSPENSE", "Receipt to suspense"
    CHARGE = "CHARGE", "M-Pesa charge"
    SWEEP = "SWEEP", "M-Pesa sweep"
    OPENING = "OPENING", "Opening balance"
    TAKEN_BACK = "TAKEN_BACK", "Receipt taken back by M-Pesa"
    CORRECTION = "CORRECTION", "Reconciliation correction"
    PAYOUT = "PAYOUT", "Payout"
    INVOICE = "INVOICE", "Invoice issued"
    PAYMENT = "PAYMENT", "Customer payment"
    ALLOCATION = "ALLOCATION", "Customer credit moved"
    CREDIT_NOTE = "CREDIT_NOTE", "Credit note"
    WRITE_OFF = "WRITE_OFF", "Debt written off"
    REFUND = "REFUND", "Refund to a customer"
    STOCK = "STOCK", "Stock and cost of sales"
    DRAWER = "DRAWER", "Cash drawer"
    WALLET = "WALLET", "Wallet movement"
    STAKE = "STAKE", "Stake on a market"
    SETTLEMENT = "SETTLEMENT", "Market settled"
    MANUAL = "MANUAL", "Journal voucher"
    CLOSING = "CLOSING", "Year-end closing"
    REVERSAL = "REVERSAL", "Reversal"


class Entry(models.Model):
    """The header of a journal entry. Append-only."""

    business = models.ForeignKey(
        Business, models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    effective_on = DayField(by_trigger=True)  # type: ignore[call-arg]
    occurred_at = MomentField(by_trigger=True)  # type: ignore[call-arg]
    posted_at = MomentField(by_trigger=True)  # type: ignore[call-arg]
    kind = KindField(max_length=16, choices=EntryKind.choices, by_trigger=True)  # type: ignore[call-arg]
    description = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=120)
    content_hash = models.BinaryField(max_length=32)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["business", "reference"], name="entry_reference_once"),
        ]
        indexes = [
            models.Index(fields=["business", "id"], name="entry_of_business"),
            models.Index(
                fields=["business", "effective_on"], condition=Q(kind="CLOSING"), name="entry_closing_year"
            ),
            models.Index(
                fields=["business", "posted_at"],
                condition=Q(kind__in=["MANUAL", "OPENING", "REVERSAL", "CORRECTION"]),
                name="entry_by_people",
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
    debit = CentsField(default=0, by_trigger=True)  # type: ignore[call-arg]
    credit = CentsField(default=0, by_trigger=True)  # type: ignore[call-arg]

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
    sealed_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(F("business"), F("number"), name="seal_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seal_number_positive"),
        ]
