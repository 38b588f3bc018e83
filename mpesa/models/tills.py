"""Tills: the shortcodes of a business."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import KindField, MomentField
from core.models import DataKey
from mpesa.models.branches import Branch
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


class DarajaApp(models.Model):
    """A Daraja app as Safaricom counts: its quota and its token are shared by all tills that use it.

    Written by whoever calls Safaricom with it (mpesa/tills/apps.py). It belongs to no business.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="of the consumer key")
    slow_until = MomentField(null=True, help_text="Safaricom wants us slower; until then it is left alone")
    strikes = models.SmallIntegerField(default=0, help_text="how often in a row")
    token_got_at = MomentField(null=True)
    token_failed_at = MomentField(null=True)
    token_failure = models.CharField(max_length=40, blank=True, help_text="code of the last failure")

    def __str__(self) -> str:
        return f"app {self.pk}"


class Till(models.Model):
    """A shortcode of a business. Credentials are sealed and write-only: replaced, never read back."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="tills")
    name = models.CharField(max_length=80)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="tills")
    kind = KindField(max_length=8, choices=TillKind.choices)
    shortcode = models.CharField(max_length=10)
    store_number = models.CharField(max_length=10, blank=True)
    environment = KindField(max_length=10, choices=Environment.choices)
    deactivated_at = MomentField(null=True)
    refuses_unknown_accounts = models.BooleanField(
        default=False, help_text="M-Pesa is told to take no payment for an account that nobody has"
    )
    hook_token = models.CharField(max_length=32, unique=True)
    app = models.ForeignKey(DarajaApp, on_delete=models.PROTECT, related_name="tills", editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, editable=False)
    consumer_key_sealed = models.BinaryField(editable=False)
    consumer_secret_sealed = models.BinaryField(editable=False)
    passkey_sealed = models.BinaryField(editable=False)
    credentials_set_at = MomentField()
    initiator_name = models.CharField(max_length=100, blank=True, help_text="API operator who asks Safaricom")
    initiator_password_sealed = models.BinaryField(null=True, editable=False)
    initiator_set_at = MomentField(null=True)
    initiator_problem = models.CharField(
        max_length=40,
        blank=True,
        help_text="Safaricom's code, since it refused the operator; nothing is asked",
    )
    urls_registered_at = MomentField(null=True)
    pull_registered_at = MomentField(null=True)
    nominated_number_sealed = models.BinaryField(null=True, editable=False)
    created_at = MomentField(auto_now_add=True)
    paused_at = MomentField(null=True)
    paused_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    pause_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(shortcode__regex=r"^[0-9]{5,10}$"), name="shortcode_digits"),
            models.CheckConstraint(
                condition=Q(kind=TillKind.PAYBILL, store_number="")
                | Q(kind=TillKind.TILL, store_number__regex=r"^[0-9]{5,10}$"),
                name="store_number_of_till",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None, pause_reason="", paused_by=None)
                | Q(paused_at__isnull=False) & ~Q(pause_reason=""),
                name="till_pause_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.shortcode})"

    @property
    def can_ask(self) -> bool:
        """Whether Safaricom can be asked about its transactions: an initiator is there and not refused."""
        return self.initiator_password_sealed is not None and not self.initiator_problem


class TillNumber(models.Model):
    """A number by which Safaricom may name a till: its shortcode, or its store number.

    Written by a trigger of Till (mpesa/sql/till_numbers.sql), so that no number leads to two tills.
    """

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="numbers")
    environment = KindField(max_length=10, choices=Environment.choices)
    number = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "environment"], name="shortcode_once"),
        ]

    def __str__(self) -> str:
        return self.number


class FormerHookToken(models.Model):
    """A secret that once stood in a till's callback addresses. What comes there is kept for ever; until it is
    retired it is believed as well: see mpesa/tills/rotating.py."""

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="former_tokens")
    token = models.CharField(max_length=32, unique=True, editable=False)
    replaced_at = MomentField()
    retired_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["till"], condition=Q(retired_at=None), name="one_former_token_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"former address of {self.till_id}"


class UrlsVersion(models.TextChoices):
    """Versions of Safaricom's registration; they differ in how the payer's number is written in callbacks."""

    V1 = "v1"
    V2 = "v2"


class WhenUnreachable(models.TextChoices):
    """What M-PESA does with a payment while the validation address does not answer."""

    COMPLETED = "Completed"
    CANCELLED = "Cancelled"


class UrlRegistration(models.Model):
    """One try to tell Safaricom where C2B payments of a till are announced, and the answer. Append-only."""

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="url_registrations")
    version = KindField(max_length=2, choices=UrlsVersion.choices)
    when_unreachable = KindField(max_length=9, choices=WhenUnreachable.choices)
    address = models.CharField(max_length=200, help_text="the public origin, without the token")
    token_mark = models.CharField(max_length=16, editable=False, help_text="digest of the token in it")
    done = models.BooleanField()
    code = models.CharField(max_length=40, blank=True, help_text="why not; ours and stable")
    answer = models.CharField(max_length=300, blank=True, help_text="Safaricom's words, scrubbed")
    at = MomentField()

    class Meta:
        indexes = [models.Index(fields=["till", "-id"], name="registration_newest")]

    def __str__(self) -> str:
        return f"registration {self.pk} of {self.till_id}"
