"""Manual work: vouchers with their lines and attachments, templates, recurring vouchers, rates of VAT.

What a voucher says never changes (sql/voucher_stays.sql); it gains its approval and its entry, once each.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import CentsField, CentsSumField, DayField, KindField, LinesField, MomentField
from core.files.sealed_files import SealedFile
from core.models import DataKey
from core.recurrence import Frequency
from ledger.models.accounts import Account
from ledger.models.journal import Entry, EntryKind
from users.models import Approval, ApprovalState, Business, User

VOUCHER_KINDS = (EntryKind.MANUAL, EntryKind.OPENING, EntryKind.REVERSAL)


class VatCode(models.TextChoices):
    """How VAT Act 2013 treats a supply: standard rate (s.5(2)(b)), zero-rated (s.7), exempt (First
    Schedule).
    """

    STANDARD = "STANDARD"
    ZERO_RATED = "ZERO_RATED"
    EXEMPT = "EXEMPT"


class VatRateOf(models.TextChoices):
    STANDARD = "STANDARD", "Standard rate"
    WITHHOLDING = "WITHHOLDING", "Withheld by appointed agents, of the taxable value"


class VatRate(models.Model):
    """A rate of VAT in hundredths of a percent, from a day on until the next. Append-only."""

    of = KindField(max_length=12, choices=VatRateOf.choices)
    valid_from = DayField()
    basis_points = models.IntegerField()

    class Meta:
        verbose_name = "VAT rate"
        constraints = [
            models.UniqueConstraint(fields=["of", "valid_from"], name="vat_rate_once"),
            models.CheckConstraint(
                condition=Q(basis_points__gte=0, basis_points__lte=10_000), name="vat_rate_is_a_rate"
            ),
        ]


class VoucherTemplate(models.Model):
    """A named set of lines, with or without amounts, to begin a voucher from.

    `lines`: objects with account, debit, credit (cents) and vat, as ledger/vouchers/lines.py reads them.
    """

    business = models.ForeignKey(Business, models.PROTECT, related_name="voucher_templates", db_index=False)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=200, blank=True)
    lines = LinesField()
    changed_at = MomentField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="template_name_once")]


class RecurringState(models.TextChoices):
    """How a recurring voucher stands."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    ENDED = "ENDED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


#: Of the weeks between the first day that the columns hold and the last, more than all.
MOST_TIMES = 20_000


class RecurringVoucher(models.Model):
    """A recurring voucher: approved once, then posted on each of its days.

    Its n-th day is `first_on` and n weeks or months; `next_index` counts those that are done. `problem_code`
    and `problem` say why it was paused by itself, and what to do.
    """

    business = models.ForeignKey(Business, models.PROTECT, related_name="recurring_vouchers")
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=200)
    lines = LinesField()
    amount = CentsSumField(help_text="cents, each time")
    frequency = KindField(max_length=8, choices=Frequency.choices)
    first_on = DayField()
    last_on = DayField(null=True)
    next_index = models.IntegerField(default=0)
    next_on = DayField()
    paused = models.BooleanField(default=False)
    problem_code = models.CharField(max_length=40, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    maker = models.ForeignKey(User, models.PROTECT, related_name="+")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")
    active = models.BooleanField(default=False, help_text="it was approved")
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="recurring_key_once"),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=models.F("first_on")),
                name="recurring_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(next_index__gte=0, next_index__lte=MOST_TIMES), name="recurring_times_bounded"
            ),
        ]
        indexes = [
            models.Index(fields=["next_on"], condition=Q(active=True, paused=False), name="recurring_due")
        ]

    @property
    def state(self) -> RecurringState:
        if self.active:
            return RecurringState.PAUSED if self.paused else RecurringState.ACTIVE
        asked = self.approval.state if self.approval else ApprovalState.PENDING
        return RecurringState.ENDED if asked == ApprovalState.APPROVED else RecurringState(asked)


class VoucherState(models.TextChoices):
    """How a voucher stands: in the books, or how far its approval is."""

    PENDING = "PENDING"
    POSTED = "POSTED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class Voucher(models.Model):
    """A posting that a person asks for; `entry` once it is in the books.

    `amount` is one side of it, in cents.
    """

    business = models.ForeignKey(Business, models.PROTECT, related_name="vouchers")
    kind = KindField(max_length=16, choices=[(kind.value, kind.label) for kind in VOUCHER_KINDS])
    effective_on = DayField()
    description = models.CharField(max_length=200)
    amount = CentsSumField()
    reverses = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", db_constraint=False)
    recurring = models.ForeignKey(RecurringVoucher, models.PROTECT, null=True, related_name="vouchers")
    key = models.CharField(max_length=100, blank=True)
    key_hash = models.BinaryField(max_length=32)
    maker = models.ForeignKey(User, models.PROTECT, related_name="+")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")
    entry = models.OneToOneField(
        Entry, models.PROTECT, null=True, related_name="voucher", db_constraint=False
    )
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "key"], condition=~Q(key=""), name="voucher_key_once"
            ),
            models.UniqueConstraint(fields=["recurring", "effective_on"], name="voucher_of_recurring_once"),
            models.CheckConstraint(
                condition=Q(recurring__isnull=True) ^ Q(key=""), name="voucher_has_a_key_or_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(kind="REVERSAL", reverses__isnull=False)
                | Q(kind__in=["MANUAL", "OPENING"], reverses__isnull=True),
                name="voucher_kind_known",
            ),
        ]
        indexes = [models.Index(fields=["business", "-id"], name="voucher_by_business")]

    @property
    def state(self) -> VoucherState:
        if self.entry_id is not None:
            return VoucherState.POSTED
        return VoucherState(self.approval.state if self.approval else ApprovalState.PENDING)


class VoucherLine(models.Model):
    """A line of a voucher, as it is posted. Append-only.

    With a `vat_code` it is a supply or a purchase of that code: debit or credit is its taxable value and
    `vat` the VAT on it, which stands on a line of its own.
    """

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    debit = CentsField(default=0)
    credit = CentsField(default=0)
    vat_code = KindField(max_length=12, choices=VatCode.choices, blank=True)
    vat = CentsField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(debit=0, credit__gt=0) | Q(debit__gt=0, credit=0),
                name="voucher_line_has_one_side",
            ),
            models.CheckConstraint(
                condition=Q(vat=0) | Q(vat__gt=0, vat_code="STANDARD"), name="voucher_line_vat_has_a_code"
            ),
        ]


class VoucherAttachment(SealedFile):
    """A picture or PDF attached to a voucher, sealed under a key of its own. Append-only."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="attachments")
    data_key = models.ForeignKey(DataKey, models.PROTECT, editable=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voucher", "sha256"], name="attachment_once")]
