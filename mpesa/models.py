"""Tills, payment requests, the callback inbox and receipts.

Facts from outside (Callback, Receipt, Evidence, StatusAnswer) are appended and never changed; states
(PaymentRequest.state, CallbackWork, ReceiptRoute) are kept beside them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.models import DataKey
from core.states import StateMachine
from users.models import Business, User


class TillKind(models.TextChoices):
    PAYBILL = "PAYBILL", "PayBill"
    TILL = "TILL", "Buy Goods till"


class Environment(models.TextChoices):
    """Which Safaricom a till talks to."""

    LOCAL = "LOCAL", "the local Daraja of this machine"
    SANDBOX = "SANDBOX", "Safaricom's sandbox"
    PRODUCTION = "PRODUCTION", "production"


class MpesaAccount(models.TextChoices):
    """Accounts that Safaricom keeps for a shortcode; each is a sub-account of 1010."""

    UTILITY = "utility", "Utility Account"
    WORKING = "working", "Working Account"
    CHARGES_PAID = "charges", "Charges Paid Account"
    SETTLEMENT = "settlement", "Organization Settlement Account"
    MERCHANT = "merchant", "Merchant Account"


class Till(models.Model):
    """A shortcode of a business. Credentials are sealed and write-only: replaced, never read back."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="tills")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=TillKind.choices)
    shortcode = models.CharField(max_length=10)
    store_number = models.CharField(max_length=10, blank=True)
    environment = models.CharField(max_length=10, choices=Environment.choices)
    hook_token = models.CharField(max_length=32, unique=True)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, editable=False)
    consumer_key_sealed = models.BinaryField(editable=False)
    consumer_secret_sealed = models.BinaryField(editable=False)
    passkey_sealed = models.BinaryField(editable=False)
    urls_registered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["environment", "shortcode"], name="shortcode_once"),
            models.CheckConstraint(condition=Q(shortcode__regex=r"^[0-9]{5,10}$"), name="shortcode_digits"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.shortcode})"


class Payer(models.Model):
    """Somebody's phone as a business knows it: sealed under a key of its own, found by its blind index.

    A hashed number gives a payer without a readable phone; the plain number, once seen, fills it in.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="payers")
    phone_index = models.BinaryField(editable=False)
    phone_masked = models.CharField(max_length=16, blank=True)
    data_key = models.ForeignKey(DataKey, on_delete=models.SET_NULL, null=True, editable=False)
    phone_sealed = models.BinaryField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "phone_index"], name="payer_once")]

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
    key = models.CharField(max_length=80)
    key_hash = models.BinaryField(max_length=32)
    payer = models.ForeignKey("Payer", on_delete=models.PROTECT, related_name="payment_requests")
    amount = models.BigIntegerField(help_text="cents, whole shillings")
    account_reference = models.CharField(max_length=12)
    description = models.CharField(max_length=13, blank=True)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.INITIATED)
    flagged = models.BooleanField(
        default=False, help_text="a success came after a failure, or the amount differs"
    )
    claims = models.IntegerField(default=0, help_text="how often the push was begun; it is sent at most once")
    checkout_request_id = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001
    merchant_request_id = models.CharField(max_length=80, blank=True)
    result_code = models.CharField(max_length=40, blank=True)
    result_text = models.CharField(max_length=200, blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    next_query_at = models.DateTimeField(null=True)
    queries = models.IntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    receipt = models.OneToOneField("Receipt", on_delete=models.PROTECT, null=True, related_name="request")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="payment_request_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_request_amount_positive"),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="payment_request_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="request_by_business"),
            models.Index(fields=["id"], name="request_to_send", condition=Q(state="INITIATED")),
            models.Index(
                fields=["next_query_at"], name="request_to_query", condition=Q(next_query_at__isnull=False)
            ),
        ]


class StatusAnswer(models.Model):
    """What one STK query answered. Append-only."""

    request = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="status_answers")
    state = models.CharField(max_length=12)
    code = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(auto_now_add=True)


class CallbackKind(models.TextChoices):
    STK = "stk"
    C2B_VALIDATION = "c2b/validation"
    C2B_CONFIRMATION = "c2b/confirmation"
    RESULT = "result"
    TIMEOUT = "timeout"


class Callback(models.Model):
    """One raw body from Daraja, committed before it was answered 200. Append-only, sealed."""

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="callbacks")
    kind = models.CharField(max_length=20, choices=CallbackKind.choices)
    ref = models.CharField(max_length=80, blank=True)
    data_key = models.ForeignKey(DataKey, on_delete=models.DO_NOTHING, db_constraint=False)
    body_sealed = models.BinaryField()
    headers = models.JSONField()
    address = models.GenericIPAddressField(null=True)
    received_at = models.DateTimeField(auto_now_add=True)
    digest = models.BinaryField(
        max_length=32, null=True, editable=False, help_text="keyed, of the bytes and of where they came"
    )
    could_be_money = models.BooleanField(
        default=True, db_default=True, help_text="kept whatever else a till's address was sent"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="callback_body_once")]
        indexes = [
            models.Index(
                fields=["till", "received_at"], name="callback_unread", condition=Q(could_be_money=False)
            )
        ]


class HookCounted(models.TextChoices):
    """What came to a till's address and left no row of its own."""

    ABORTED = "aborted", "the sender hung up in mid-body"
    REPEATED = "repeated", "the same bytes are kept already"
    TOO_LARGE = "too large", "longer than any callback"
    NO_ROOM = "no room", "nobody can read it, and too many of those are kept"


class HookCount(models.Model):
    """How often, each accounting day."""

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="hook_counts")
    day = models.DateField()
    what = models.CharField(max_length=10, choices=HookCounted.choices)
    count = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["till", "day", "what"], name="hook_count_once")]


class WorkState(models.TextChoices):
    DUE = "DUE"
    DONE = "DONE"
    MALFORMED = "MALFORMED"
    FAILED = "FAILED"


class CallbackWork(models.Model):
    """Whether a stored callback has been worked through; the sweep and replay_callbacks start from here."""

    callback = models.OneToOneField(Callback, on_delete=models.PROTECT, primary_key=True, related_name="work")
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.DUE)
    claims = models.IntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at", "callback"], name="callback_due", condition=Q(state="DUE"))]


class Channel(models.TextChoices):
    STK = "STK", "STK callback"
    C2B = "C2B", "C2B confirmation"
    STATEMENT = "STATEMENT", "statement"


class Receipt(models.Model):
    """One M-Pesa receipt of one till, however many channels report it. Append-only."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="receipts")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="receipts")
    number = models.CharField(max_length=20)
    amount = models.BigIntegerField(help_text="cents")
    occurred_at = models.DateTimeField()
    account_reference = models.CharField(max_length=64, blank=True, help_text="as the payer typed it")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, null=True, related_name="receipts")
    payer_masked = models.CharField(max_length=16, blank=True)
    first_channel = models.CharField(max_length=10, choices=Channel.choices)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till", "number"], name="receipt_once_per_till"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_amount_positive"),
        ]
        indexes = [models.Index(fields=["business", "-id"], name="receipt_by_business")]

    def __str__(self) -> str:
        return self.number


class Evidence(models.Model):
    """A channel that reported a receipt, and whether its facts agree with the first. Append-only."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="evidence")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    facts_hash = models.BinaryField(max_length=32)
    amount = models.BigIntegerField()
    agrees = models.BooleanField()
    callback = models.ForeignKey(Callback, on_delete=models.PROTECT, null=True, related_name="evidence")
    source = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["receipt", "channel", "facts_hash"], name="evidence_once_per_channel"
            )
        ]


class RouteState(models.TextChoices):
    DUE = "DUE"
    ROUTED = "ROUTED"
    SUSPENSE = "SUSPENSE"


class ReceiptRoute(StateMachine):
    """Where a receipt's money went from Receipts to route."""

    legal_steps = {
        "DUE": ("ROUTED", "SUSPENSE"),
        "SUSPENSE": ("ROUTED",),
        "ROUTED": (),
    }

    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, primary_key=True, related_name="route")
    state = models.CharField(max_length=10, choices=RouteState.choices, default=RouteState.DUE)
    owner = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)
    claims = models.IntegerField(default=0)
    routed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["receipt"], name="route_due", condition=Q(state="DUE"))]


class Discrepancy(models.Model):
    """Something that a person must look at: channels that disagree, an amount that was not asked for."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="discrepancies")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="discrepancies")
    code = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    detail = models.CharField(max_length=300)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, related_name="discrepancies")
    request = models.ForeignKey(
        PaymentRequest, on_delete=models.PROTECT, null=True, related_name="discrepancies"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "discrepancies"
        constraints = [models.UniqueConstraint(fields=["till", "code", "subject"], name="discrepancy_once")]
