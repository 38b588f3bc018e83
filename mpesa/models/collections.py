"""Payment requests, receipts, and where their money goes.

Facts from outside (Receipt, Evidence, StatusAnswer) are appended and never changed; states
(PaymentRequest.state, ReceiptRoute) are kept beside them.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from core.fields import CentsField, FactsField, KindField, MomentField
from core.models import DataKey
from core.rows.states import StateMachine
from mpesa.models.callbacks import Callback
from mpesa.models.tills import Till
from users.models import Approval, Business, User


class Payer(models.Model):
    """Somebody's phone as a business knows it: sealed under a key of its own, found by its blind index.

    A hashed number gives a payer without a readable phone; the plain number, once seen, fills it in. With a
    `shortcode` it is another business that is paid: it has no phone, and `phone_masked` shows the shortcode.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="payers")
    phone_index = models.BinaryField(editable=False)
    phone_masked = models.CharField(max_length=16, blank=True)
    shortcode = models.CharField(max_length=10, blank=True, help_text="of a PayBill or a till, not a phone")
    data_key = models.ForeignKey(DataKey, on_delete=models.SET_NULL, null=True, editable=False)
    phone_sealed = models.BinaryField(null=True, editable=False)
    name_sealed = models.BinaryField(
        null=True, editable=False, help_text="whose phone M-Pesa says it is, as a payout to it told"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "phone_index"], name="payer_once"),
            models.CheckConstraint(
                condition=Q(shortcode="")
                | Q(shortcode__regex=r"^[0-9]{5,10}$", phone_masked=F("shortcode"), phone_sealed=None),
                name="payer_shortcode_or_phone",
            ),
        ]

    def __str__(self) -> str:
        return self.phone_masked or f"payer {self.pk}"


class RequestState(models.TextChoices):
    INITIATED = "INITIATED"
    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    PAID = "PAID"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    UNKNOWN = "UNKNOWN"


#: Still on their way to an end.
OPEN = ("INITIATED", "PENDING", "CONFIRMED", "UNKNOWN")


class PaymentRequest(StateMachine):
    """Money asked for on a customer's phone. `ref` stands in the callback path and survives a lost answer."""

    # A late success is legal from every state.
    legal_steps = {
        "INITIATED": ("PENDING", "CONFIRMED", "PAID", "FAILED", "CANCELLED", "UNKNOWN"),
        "PENDING": ("CONFIRMED", "PAID", "FAILED", "CANCELLED", "EXPIRED", "UNKNOWN"),
        "CONFIRMED": ("PAID",),
        "FAILED": ("CONFIRMED", "PAID"),
        "CANCELLED": ("CONFIRMED", "PAID"),
        "EXPIRED": ("CONFIRMED", "PAID", "FAILED", "CANCELLED"),
        "UNKNOWN": ("PENDING", "CONFIRMED", "PAID", "FAILED", "CANCELLED", "EXPIRED"),
        "PAID": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="payment_requests")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="payment_requests")
    ref = models.CharField(max_length=32, unique=True)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    payer = models.ForeignKey("Payer", on_delete=models.PROTECT, related_name="payment_requests")
    amount = CentsField(help_text="cents, whole shillings")
    account_reference = models.CharField(max_length=12)
    description = models.CharField(max_length=13, blank=True)
    state = KindField(max_length=10, choices=RequestState.choices, default=RequestState.INITIATED)
    flagged = models.BooleanField(
        default=False, help_text="a success came after a failure, or the amount differs"
    )
    claims = models.IntegerField(default=0, help_text="how often the push was begun; it is sent at most once")
    checkout_request_id = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001
    merchant_request_id = models.CharField(max_length=80, blank=True)
    result_code = models.CharField(max_length=40, blank=True)
    result_text = models.CharField(max_length=200, blank=True)
    said = models.CharField(
        max_length=300, blank=True, help_text="Safaricom's own words of the end, scrubbed"
    )
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = MomentField(auto_now_add=True)
    sent_at = MomentField(null=True)
    next_query_at = MomentField(null=True)
    queries = models.IntegerField(default=0)
    settled_at = MomentField(null=True)
    receipt = models.OneToOneField("Receipt", on_delete=models.PROTECT, null=True, related_name="request")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="payment_request_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_request_amount_positive"),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="request_by_business"),
            models.Index(fields=["payer", "created_at"], name="request_by_payer"),
            models.Index(fields=["business", "created_at"], name="request_by_moment"),
            models.Index(fields=["id"], name="request_to_send", condition=Q(state="INITIATED")),
            models.Index(
                fields=["business"], include=["amount"], name="request_open", condition=Q(state__in=OPEN)
            ),
            models.Index(
                fields=["next_query_at"], name="request_to_query", condition=Q(next_query_at__isnull=False)
            ),
        ]


class StepCause(models.TextChoices):
    PUSH = "PUSH", "what Safaricom answered to the push"
    CALLBACK = "CALLBACK", "its callback"
    QUERY = "QUERY", "a query"
    RECEIPT = "RECEIPT", "a receipt that another channel brought"
    PERSON = "PERSON", "a person"
    SYSTEM = "SYSTEM", "the system itself"


class PaymentRequestStep(models.Model):
    """A step that a payment request took, and why: the callback where one brought it, the person where one
    decided. Append-only; written with the step itself."""

    request = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="steps")
    before = KindField(max_length=10, choices=RequestState.choices)
    after = KindField(max_length=10, choices=RequestState.choices)
    cause = KindField(max_length=10, choices=StepCause.choices)
    code = models.CharField(max_length=40, blank=True)
    callback = models.ForeignKey(
        Callback, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cause="CALLBACK", callback__isnull=False)
                | (~Q(cause="CALLBACK") & Q(callback__isnull=True)),
                name="request_step_callback",
            ),
            models.CheckConstraint(
                condition=Q(cause="PERSON", person__isnull=False)
                | (~Q(cause="PERSON") & Q(person__isnull=True)),
                name="request_step_person",
            ),
        ]
        indexes = [
            BrinIndex(fields=["at"], name="request_step_by_moment", autosummarize=True, pages_per_range=16),
            models.Index(
                fields=["request"],
                include=["at"],
                name="request_step_confirmed",
                condition=Q(after="CONFIRMED"),
            ),
        ]


class StatusAnswer(models.Model):
    """What one STK query answered. Append-only."""

    request = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="status_answers")
    state = models.CharField(max_length=12)
    code = models.CharField(max_length=40, blank=True)
    at = MomentField(auto_now_add=True)

    class Meta:
        indexes = [
            BrinIndex(fields=["at"], name="status_answer_by_moment", autosummarize=True, pages_per_range=16)
        ]


class Channel(models.TextChoices):
    STK = "STK", "STK callback"
    C2B = "C2B", "C2B confirmation"
    PULL = "PULL", "Pull Transactions"
    STATUS = "STATUS", "Transaction Status"
    STATEMENT = "STATEMENT", "statement"


class Receipt(models.Model):
    """One M-Pesa receipt of one till, however many channels report it. Append-only."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="receipts")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="receipts")
    number = models.CharField(max_length=20)
    amount = CentsField(help_text="cents")
    occurred_at = MomentField()
    account_reference = models.CharField(max_length=64, blank=True, help_text="as the payer typed it")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, null=True, related_name="receipts")
    payer_masked = models.CharField(max_length=16, blank=True)
    first_channel = KindField(max_length=10, choices=Channel.choices)
    recorded_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till", "number"], name="receipt_once_per_till"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_amount_positive"),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="receipt_by_business"),
            models.Index(fields=["business", "occurred_at"], include=["amount"], name="receipt_by_moment"),
            models.Index(
                fields=["business", "number"],
                name="receipt_by_number",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
            models.Index(fields=["payer", "occurred_at"], include=["amount"], name="receipt_by_payer"),
        ]

    def __str__(self) -> str:
        return self.number


class Evidence(models.Model):
    """A channel that reported a receipt, and whether its facts agree with the first. Append-only."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="evidence")
    channel = KindField(max_length=10, choices=Channel.choices)
    facts_hash = models.BinaryField(max_length=32)
    amount = CentsField()
    agrees = models.BooleanField()
    callback = models.ForeignKey(Callback, on_delete=models.PROTECT, null=True, related_name="evidence")
    source = models.CharField(max_length=80, blank=True)
    balance = CentsField(
        null=True, help_text="cents that the till's account held after it, where that was told"
    )
    at = MomentField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["receipt", "channel", "facts_hash"], name="evidence_once_per_channel"
            )
        ]


class RouteState(models.TextChoices):
    HELD = "HELD"
    DUE = "DUE"
    ROUTED = "ROUTED"
    SUSPENSE = "SUSPENSE"
    PLACED = "PLACED"
    REVERSED = "REVERSED"


class ReceiptRoute(StateMachine):
    """Where a receipt's money went from Receipts to route; PLACED: from Suspense, by `approval`; REVERSED:
    M-Pesa has taken it back. From Suspense to ROUTED goes only our own top-up that is paid under its number.

    HELD: only an uploaded statement knows it, so it stays there until another channel agrees, or people have
    decided (`release`).
    """

    legal_steps = {
        "HELD": ("DUE", "REVERSED"),
        "DUE": ("ROUTED", "SUSPENSE", "REVERSED"),
        "SUSPENSE": ("PLACED", "ROUTED", "REVERSED"),
        "ROUTED": ("REVERSED",),
        "PLACED": ("REVERSED",),
        "REVERSED": (),
    }

    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, primary_key=True, related_name="route")
    state = KindField(max_length=10, choices=RouteState.choices, default=RouteState.DUE)
    owner = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)
    parts = FactsField(default=dict, help_text="what became of it, for people, each with its cents")
    claims = models.IntegerField(default=0)
    due_at = MomentField(
        null=True, help_text="when it is tried again; null before it fails and when it is given up"
    )
    routed_at = MomentField(null=True)
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, null=True, related_name="+")
    release = models.ForeignKey(
        Approval,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="the decision that let it go with no second source",
    )
    reference = models.CharField(
        max_length=64, blank=True, help_text="what the payer typed, where a second source says otherwise"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="PLACED", approval__isnull=False)
                | (~Q(state="PLACED") & Q(approval__isnull=True))
                | Q(state="REVERSED"),
                name="route_approval_if_placed",
            )
        ]
        indexes = [
            models.Index(fields=["receipt"], name="route_held", condition=Q(state="HELD")),
            models.Index(fields=["receipt"], name="route_due", condition=Q(state="DUE")),
            models.Index(fields=["receipt"], name="route_in_suspense", condition=Q(state="SUSPENSE")),
        ]
