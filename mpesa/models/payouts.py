"""Payouts: money that a business pays to somebody's phone, each try of one, and what was told of it.

Facts (PayoutFact, PayoutStep) are appended and never changed; states are kept beside them.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, KindField, MomentField
from core.rows.states import StateMachine
from ledger.models import Account, Entry
from mpesa.models.callbacks import Callback
from mpesa.models.collections import Payer, Receipt
from mpesa.models.payout_batches import PayoutBatch
from mpesa.models.tills import Till
from users.models import Approval, Business, User


class PayoutState(models.TextChoices):
    DRAFT = "DRAFT"
    PENDING_APPROVAL = "PENDING_APPROVAL"
    APPROVED = "APPROVED"
    RESERVED = "RESERVED"
    IN_FLIGHT = "IN_FLIGHT"
    PAID = "PAID"
    FAILED = "FAILED"
    HELD = "HELD"
    CANCELLED = "CANCELLED"
    REVERSED = "REVERSED"


#: In which its money stands on 2400 Payouts in flight, and in no others.
WITH_RESERVE = ("RESERVED", "IN_FLIGHT", "HELD")


class PayoutCommand(models.TextChoices):
    """What Safaricom is told that it is for; the receiver's SMS says so."""

    BUSINESS = "BusinessPayment", "payment by a business"
    SALARY = "SalaryPayment", "salary"
    PROMOTION = "PromotionPayment", "promotion"


class PayoutKind(models.TextChoices):
    """Who receives it."""

    PHONE = "PHONE", "a phone"
    PAYBILL = "PAYBILL", "the PayBill of another business, for an account there"
    TILL = "TILL", "the Buy Goods till of another business"
    FLOAT = "FLOAT", "the till's own paying account for phones, out of its Working account"
    BULK = "BULK", "another shortcode of the business that pays phones"


#: Money that stays with the business.
OWN_MOVES = ("FLOAT", "BULK")


class PayoutWay(models.TextChoices):
    """By which call of Daraja, and so out of which account of the till: B2C pays out of the one that
    collects, B2B out of Working."""

    B2C = "B2C"
    B2B = "B2B"


def way_of(kind: str) -> PayoutWay:
    """In which way a kind of receiver is paid."""
    return PayoutWay.B2C if kind == PayoutKind.PHONE else PayoutWay.B2B


class Payout(StateMachine):
    """So many whole shillings for one receiver, once. Its money is reserved before anything is sent.

    HELD: a limit or a check holds it, its reserve stays; with `due_at` until then, else until a person
    decides. FAILED: nothing was paid and its reserve went back. A success that comes after that is a fact:
    PAID, flagged.
    """

    legal_steps = {
        "DRAFT": ("PENDING_APPROVAL", "CANCELLED"),
        "PENDING_APPROVAL": ("APPROVED", "CANCELLED"),
        "APPROVED": ("RESERVED", "CANCELLED"),
        "RESERVED": ("IN_FLIGHT", "HELD", "PAID", "CANCELLED"),
        "IN_FLIGHT": ("PAID", "FAILED", "RESERVED", "HELD"),
        "HELD": ("RESERVED", "PAID", "CANCELLED"),
        "FAILED": ("RESERVED", "PAID", "CANCELLED"),
        "CANCELLED": ("PAID",),
        "PAID": ("REVERSED",),
        "REVERSED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="payouts")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="payouts", help_text="that pays")
    batch = models.ForeignKey(
        PayoutBatch, on_delete=models.PROTECT, null=True, related_name="payouts", help_text="it came with"
    )
    ref = models.CharField(max_length=32, unique=True)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    kind = KindField(max_length=8, choices=PayoutKind.choices, default=PayoutKind.PHONE.value)
    payee = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="payouts")
    account_number = models.CharField(max_length=13, blank=True, help_text="at the PayBill that is paid")
    name_sealed = models.BinaryField(
        null=True, editable=False, help_text="whose phone or till it should be, under the payee's key"
    )
    amount = CentsField(help_text="cents, whole shillings")
    residue = CentsField(default=0, help_text="cents that were asked for besides, and stay where they are")
    tax = CentsField(default=0, help_text="cents that are withheld besides, at what it is paid from")
    source = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="what it is paid from"
    )
    command = KindField(
        max_length=16,
        choices=PayoutCommand.choices,
        default=PayoutCommand.BUSINESS.value,
        blank=True,
        help_text="of a payment to a phone",
    )
    description = models.CharField(max_length=100, help_text="what the receiver reads")
    state = KindField(max_length=16, choices=PayoutState.choices, default=PayoutState.DRAFT)
    code = models.CharField(max_length=40, blank=True, help_text="why it failed, is held or was cancelled")
    text = models.CharField(max_length=200, blank=True)
    flagged = models.BooleanField(
        default=False, help_text="paid after it had failed, twice, or to another name"
    )
    reserves = models.IntegerField(default=0, help_text="how often its money was reserved")
    reserve = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, related_name="+", help_text="that holds its money on 2400"
    )
    due_at = MomentField(null=True, help_text="it is not sent before")
    released = models.BooleanField(default=False, help_text="people let it go though a check held it")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, null=True, related_name="payouts")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = MomentField(auto_now_add=True)
    not_before = MomentField(null=True, help_text="who asked wants it sent then, and not before")
    refunds = models.ForeignKey(
        Receipt, on_delete=models.PROTECT, null=True, related_name="refunds", help_text="what it gives back"
    )
    reserved_at = MomentField(null=True)
    settled_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="payout_key_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(amount=F("amount") / 100 * 100), name="payout_whole_shillings"
            ),
            models.CheckConstraint(
                condition=Q(residue__gte=0, tax__gte=0)
                & (Q(residue__lt=100) | Q(tax__gt=0, residue__lt=200)),
                name="payout_residue",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WITH_RESERVE, reserve__isnull=False)
                | (~Q(state__in=WITH_RESERVE) & Q(reserve__isnull=True)),
                name="payout_reserve_while_it_may_be_sent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("DRAFT", "PENDING_APPROVAL", "CANCELLED")) | Q(approval__isnull=False),
                name="payout_approved_by_approval",
            ),
            models.CheckConstraint(
                condition=Q(kind="PHONE") & ~Q(command="") | ~Q(kind="PHONE") & Q(command="", refunds=None),
                name="payout_command_of_phones",
            ),
            models.CheckConstraint(
                condition=Q(kind="PAYBILL") & ~Q(account_number="")
                | ~Q(kind="PAYBILL") & Q(account_number=""),
                name="payout_account_number_of_paybill",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="payout_by_business"),
            models.Index(fields=["payee", "reserved_at"], name="payout_by_payee"),
            models.Index(fields=["id"], name="payout_to_send", condition=Q(state="RESERVED")),
            models.Index(fields=["due_at"], name="payout_held", condition=Q(state="HELD")),
            models.Index(fields=["source"], name="payout_waiting", condition=Q(state="PENDING_APPROVAL")),
            models.Index(
                fields=["business", "settled_at"], name="payout_failed", condition=Q(state="FAILED")
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def way(self) -> PayoutWay:
        return way_of(self.kind)

    @property
    def is_own_move(self) -> bool:
        """Money that stays with the business: it is paid to nobody."""
        return self.kind in OWN_MOVES


class AttemptState(models.TextChoices):
    SENDING = "SENDING"
    SENT = "SENT"
    PAID = "PAID"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


#: Whose money may have moved, or may move yet.
LIVE = ("SENDING", "SENT", "UNKNOWN")


class FactSource(models.TextChoices):
    """Who told of an attempt."""

    ANSWER = "ANSWER", "what Safaricom answered to the order"
    RESULT = "RESULT", "its result"
    TIMEOUT = "TIMEOUT", "its notice of a queue timeout"
    QUERY = "QUERY", "Transaction Status"
    STATEMENT = "STATEMENT", "the verified statement"
    PEOPLE = "PEOPLE", "two people"
    SYSTEM = "SYSTEM", "the system itself"


class PayoutAttempt(StateMachine):
    """One order to Safaricom. At most one of a payout is not definitely FAILED.

    `ref` stands in the addresses of its result. B2C goes under an id of ours; B2B takes none, and
    `originator_id` is Safaricom's, empty until its acknowledgement or result names it. SENDING: a process
    has it and may be sending it; one that died leaves it UNKNOWN. `late`: it was paid after it
    had been called FAILED, so the payout may have another attempt.
    """

    legal_steps = {
        "SENDING": ("SENT", "PAID", "FAILED", "UNKNOWN"),
        "SENT": ("PAID", "FAILED", "UNKNOWN"),
        "UNKNOWN": ("PAID", "FAILED"),
        "FAILED": ("PAID",),
        "PAID": (),
    }

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="attempts", db_index=False)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="payout_attempts")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="payout_attempts", db_index=False)
    way = KindField(max_length=3, choices=PayoutWay.choices, default=PayoutWay.B2C.value)
    number = models.IntegerField(help_text="1 is the first one of its payout")
    ref = models.CharField(max_length=32, unique=True)
    originator_id = models.CharField(max_length=128, blank=True, help_text="OriginatorConversationID")
    amount = CentsField(help_text="cents")
    fee = CentsField(help_text="cents that Safaricom will take for it, by the tariff")
    state = KindField(max_length=8, choices=AttemptState.choices, default=AttemptState.SENDING)
    late = models.BooleanField(default=False)
    conversation_id = models.CharField(max_length=128, blank=True, help_text="of Safaricom's acknowledgement")
    receipt = models.CharField(max_length=20, blank=True)
    paid_at = MomentField(null=True, help_text="when M-Pesa paid it")
    charge = CentsField(null=True, help_text="cents that Safaricom took for it, where that was told")
    result_code = models.CharField(max_length=40, blank=True)
    result_text = models.CharField(max_length=200, blank=True)
    decided_by = KindField(max_length=9, choices=FactSource.choices, blank=True)
    created_at = MomentField(auto_now_add=True)
    sent_at = MomentField(null=True, help_text="when Safaricom took it")
    look_at = MomentField(null=True, help_text="when it is asked about, if nothing has come by then")
    book_at = MomentField(null=True, help_text="of the verified statement by which it was last judged")
    settled_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payout", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["originator_id"], condition=Q(way="B2C"), name="attempt_own_id_once"
            ),
            models.CheckConstraint(condition=Q(way="B2B") | ~Q(originator_id=""), name="attempt_own_id"),
            models.UniqueConstraint(
                fields=["payout"],
                condition=~Q(state="FAILED") & Q(late=False),
                name="attempt_alone_unless_failed",
            ),
            models.UniqueConstraint(
                fields=["till", "receipt"], condition=~Q(receipt=""), name="attempt_receipt_once"
            ),
            models.CheckConstraint(
                condition=Q(state="PAID", paid_at__isnull=False) & ~Q(receipt="")
                | ~Q(state="PAID") & Q(receipt="", paid_at__isnull=True, late=False),
                name="attempt_receipt_if_paid",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, decided_by="", settled_at__isnull=True)
                | Q(state__in=("PAID", "FAILED"), settled_at__isnull=False) & ~Q(decided_by=""),
                name="attempt_decided_by_somebody",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0, fee__gte=0), name="attempt_amount_positive"),
        ]
        indexes = [
            models.Index(
                fields=["till", "way"],
                include=["amount", "fee"],
                name="attempt_live",
                condition=Q(state__in=LIVE),
            ),
            models.Index(
                fields=["till", "originator_id"], name="attempt_by_their_id", condition=Q(way="B2B")
            ),
            models.Index(fields=["id"], name="attempt_sending", condition=Q(state="SENDING")),
            models.Index(fields=["look_at"], name="attempt_to_look_at", condition=Q(look_at__isnull=False)),
            models.Index(
                fields=["business", "created_at"], name="attempt_unknown", condition=Q(state="UNKNOWN")
            ),
            models.Index(fields=["till", "settled_at"], name="attempt_by_end"),
            models.Index(
                fields=["business", "created_at"], include=["amount", "state"], name="attempt_by_day"
            ),
            models.Index(fields=["business", "paid_at"], name="attempt_paid", condition=Q(state="PAID")),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.payout_id}"


class PayoutFact(models.Model):
    """What somebody told of an attempt; a result's own body stays sealed in `callback`. Append-only."""

    attempt = models.ForeignKey(PayoutAttempt, on_delete=models.PROTECT, related_name="facts")
    source = KindField(max_length=9, choices=FactSource.choices)
    verdict = KindField(max_length=8, choices=AttemptState.choices, help_text="what it says of the attempt")
    code = models.CharField(max_length=40, blank=True)
    said = models.CharField(max_length=300, blank=True, help_text="in Safaricom's own words, scrubbed")
    receipt = models.CharField(max_length=20, blank=True)
    amount = CentsField(null=True, help_text="cents")
    charge = CentsField(null=True, help_text="cents")
    funds = CentsField(null=True, help_text="cents that the paying account held after it")
    occurred_at = MomentField(null=True)
    callback = models.ForeignKey(Callback, on_delete=models.PROTECT, null=True, related_name="payout_facts")
    approval = models.ForeignKey(
        Approval, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    evidence = models.CharField(max_length=80, blank=True, help_text="where else it stands")
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "callback"], name="payout_fact_once_per_callback"),
            models.CheckConstraint(
                condition=Q(source__in=("RESULT", "TIMEOUT", "QUERY"), callback__isnull=False)
                | ~Q(source__in=("RESULT", "TIMEOUT", "QUERY")) & Q(callback__isnull=True),
                name="payout_fact_callback",
            ),
            models.CheckConstraint(
                condition=Q(source="PEOPLE", approval__isnull=False)
                | ~Q(source="PEOPLE") & Q(approval__isnull=True),
                name="payout_fact_by_people",
            ),
        ]
        indexes = [
            BrinIndex(fields=["at"], name="payout_fact_by_moment", autosummarize=True, pages_per_range=16)
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.verdict}"


class PayoutStep(models.Model):
    """A step that a payout took, and why. Append-only; written with the step itself."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="steps")
    before = KindField(max_length=16, choices=PayoutState.choices)
    after = KindField(max_length=16, choices=PayoutState.choices)
    code = models.CharField(max_length=40, blank=True)
    attempt = models.ForeignKey(
        PayoutAttempt, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = MomentField(auto_now_add=True)

    class Meta:
        indexes = [
            BrinIndex(fields=["at"], name="payout_step_by_moment", autosummarize=True, pages_per_range=16)
        ]
