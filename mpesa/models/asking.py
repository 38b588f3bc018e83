"""What Safaricom is asked, and what it answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import CentsField, KindField, MomentField, TextsField
from core.rows.states import StateMachine
from mpesa.models.callbacks import Callback
from mpesa.models.collections import PaymentRequest, Receipt
from mpesa.models.payouts import PayoutAttempt
from mpesa.models.tills import MpesaAccount, Till
from users.models import Business, User


class EnquiryKind(models.TextChoices):
    STATUS = "STATUS", "Transaction Status of a receipt"
    BALANCE = "BALANCE", "Account Balance of a till"
    PAYOUT = "PAYOUT", "Transaction Status of a payout"


class EnquiryState(models.TextChoices):
    WAITING = "WAITING"
    ASKING = "ASKING"
    ASKED = "ASKED"
    BOOKED = "BOOKED"
    ANSWERED = "ANSWERED"
    FAILED = "FAILED"
    UNANSWERED = "UNANSWERED"


class Verdict(models.TextChoices):
    """What a finished answer came to. Blank before there is one."""

    COMPLETED = "COMPLETED", "the money came to this till"
    NOT_COMPLETED = "NOT_COMPLETED", "no money moved"
    ELSEWHERE = "ELSEWHERE", "the money did not come to this till"
    REVERSED = "REVERSED", "the money came and went back"
    NOT_FOUND = "NOT_FOUND", "Safaricom does not know this receipt"
    UNREADABLE = "UNREADABLE", "the answer names no amount or no receiver"


#: Still on their way to an end.
ASKED_ABOUT = ("WAITING", "ASKING", "ASKED")


class Enquiry(StateMachine):
    """One question to Safaricom. `ref` stands in the address of its result and survives a lost answer.

    A receipt of a till is one question, whoever asks and however often; a customer's SMS makes it a claim
    (`claimed_at`). WAITING: the till has no initiator; Pull or the statement will tell. BOOKED: the receipt
    is in the books, whichever channel brought it. The others without `due_at` are ends.
    """

    legal_steps = {
        "WAITING": ("ASKING", "BOOKED", "ANSWERED"),
        "ASKING": ("WAITING", "ASKED", "BOOKED", "ANSWERED", "FAILED", "UNANSWERED"),
        "ASKED": ("WAITING", "BOOKED", "ANSWERED", "FAILED", "UNANSWERED"),
        "BOOKED": ("ASKING",),
        "ANSWERED": ("WAITING", "ASKING", "BOOKED"),
        "FAILED": ("WAITING", "ASKING", "BOOKED", "ANSWERED"),
        "UNANSWERED": ("WAITING", "ASKING", "BOOKED", "ANSWERED", "FAILED"),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="enquiries")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="enquiries")
    kind = KindField(max_length=8, choices=EnquiryKind.choices)
    ref = models.CharField(max_length=32, unique=True)
    number = models.CharField(
        max_length=20,
        blank=True,
        help_text="of the receipt; empty for a balance, and for a payout without one",
    )
    why = models.CharField(max_length=40, help_text="code of what made us ask")
    state = KindField(max_length=10, choices=EnquiryState.choices)
    attempt = models.OneToOneField(
        PayoutAttempt, on_delete=models.PROTECT, null=True, related_name="enquiry", help_text="of a payout"
    )
    request = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, null=True, related_name="enquiries")
    callback = models.ForeignKey(
        Callback, on_delete=models.PROTECT, null=True, related_name="enquiries", help_text="that is doubted"
    )
    said_amount = CentsField(null=True, help_text="cents, of the doubted callback")
    said_reference = models.CharField(max_length=64, blank=True, help_text="of the doubted callback")
    tries = models.IntegerField(default=0)
    due_at = MomentField(null=True)
    conversation_ids = TextsField(default=list, help_text="of the acknowledgements, newest last")
    verdict = KindField(max_length=13, choices=Verdict.choices, blank=True)
    result_code = models.CharField(max_length=40, blank=True)
    result_text = models.CharField(max_length=200, blank=True)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, related_name="enquiries")
    created_at = MomentField(auto_now_add=True)
    begun_at = MomentField(help_text="when it was last asked for")
    asked_at = MomentField(null=True, help_text="when Safaricom last took it")
    settled_at = MomentField(null=True)
    claimed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    claimed_at = MomentField(null=True)
    key = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.UniqueConstraint(
                fields=["till", "number"], name="enquiry_once_per_receipt", condition=Q(kind="STATUS")
            ),
            models.UniqueConstraint(fields=["business", "key"], name="claim_key_once", condition=~Q(key="")),
            models.CheckConstraint(
                condition=Q(kind="STATUS", attempt=None) & ~Q(number="")
                | Q(kind="BALANCE", number="", attempt=None)
                | Q(kind="PAYOUT", attempt__isnull=False),
                name="enquiry_number_if_status",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="enquiry_due", condition=Q(due_at__isnull=False)),
            models.Index(
                fields=["business", "-id"], name="claim_by_business", condition=Q(claimed_at__isnull=False)
            ),
            models.Index(fields=["till", "-id"], name="balance_by_till", condition=Q(kind="BALANCE")),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.kind} {self.pk}"


class BalanceSnapshot(models.Model):
    """What Safaricom says is in one account of a till, in cents; an amount it does not tell is null.

    `stamp` is BOCompletedTime to the digit. Append-only.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="balance_snapshots")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="balance_snapshots")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="balances")
    callback = models.ForeignKey(Callback, on_delete=models.PROTECT, related_name="balances")
    account = KindField(max_length=10, choices=MpesaAccount.choices, blank=True)
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=8, blank=True)
    current = CentsField(null=True)
    available = CentsField(null=True)
    reserved = CentsField(null=True)
    uncleared = CentsField(null=True)
    stamp = models.BigIntegerField()
    taken_at = MomentField()
    recorded_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["callback", "name"], name="balance_once_per_result"),
        ]
        indexes = [models.Index(fields=["till", "name", "-id"], name="balance_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.stamp}"
