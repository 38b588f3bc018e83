"""Reminders and receipts: what a business wants its customers to be told, by which rules, and what was."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q

from billing.models.customers import Customer
from billing.models.invoices import Invoice
from billing.models.payments import Payment
from core.fields import KindField, MomentField
from core.rows.states import StateMachine
from messaging.models import Message
from mpesa.models import PaymentRequest, Till
from users.models import Business, Language

#: Minutes of a day.
MINUTES: Final = 24 * 60
#: So many days before or after the day on which an invoice is due a rule may act.
MOST_DAYS: Final = 366


class ReminderSettings(models.Model):
    """What a business wants its customers to be told. Nothing, until it says so: messages cost money.

    Each `..._since` is when it was switched on: what was issued, paid or due before is not told. Quiet hours
    are minutes of the day in Nairobi, and may go across midnight; receipts of payments come through them.
    """

    business = models.OneToOneField(Business, on_delete=models.PROTECT, related_name="reminder_settings")
    tells_issued_since = MomentField(null=True, help_text="invoices that were issued")
    tells_paid_since = MomentField(null=True, help_text="payments that were received")
    reminds_since = MomentField(null=True, help_text="by the dunning rules")
    quiet_from = models.IntegerField(default=20 * 60)
    quiet_until = models.IntegerField(default=8 * 60)
    till = models.ForeignKey(
        Till,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="that customers pay to and are asked by; null: the first one in use",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__gte=0, quiet_from__lt=MINUTES)
                & Q(quiet_until__gte=0, quiet_until__lt=MINUTES),
                name="reminder_quiet_hours",
            )
        ]


class DunningAction(models.TextChoices):
    SMS = "SMS", "SMS"
    EMAIL = "EMAIL", "e-mail"
    STK = "STK", "prompt on the phone"


class DunningRule(models.Model):
    """What is done about an open invoice so many days after the day on which it is due; before it, if below
    zero."""

    business = models.ForeignKey(
        Business, on_delete=models.PROTECT, related_name="dunning_rules", db_index=False
    )
    days = models.IntegerField(help_text="after the invoice is due; below zero before")
    action = KindField(max_length=5, choices=DunningAction.choices)
    removed_at = MomentField(null=True)
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "days", "action"], name="dunning_rule_once", condition=Q(removed_at=None)
            ),
            models.CheckConstraint(
                condition=Q(days__range=(-MOST_DAYS, MOST_DAYS)), name="dunning_rule_bounded"
            ),
        ]


class ContactPreference(models.Model):
    """How a customer wants to be written to; without one, by SMS in the language of the business."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="contact_preference")
    language = KindField(max_length=2, choices=Language.choices, blank=True)
    by_email = models.BooleanField(default=False, help_text="receipts and bills by e-mail, not by SMS")
    opted_out = models.BooleanField(default=False, help_text="is told and asked nothing")


class NoticeKind(models.TextChoices):
    ISSUED = "ISSUED"
    PAID = "PAID"
    DUNNING = "DUNNING"


class NoticeState(models.TextChoices):
    WAITING = "WAITING"
    SENT = "SENT"
    SKIPPED = "SKIPPED"


class CustomerNotice(StateMachine):
    """One thing that a customer was told or asked, or was not, and why: each invoice, payment and (rule,
    invoice) once."""

    legal_steps = {"WAITING": ("SENT", "SKIPPED"), "SENT": (), "SKIPPED": ()}

    business = models.ForeignKey(
        Business, on_delete=models.PROTECT, related_name="customer_notices", db_index=False
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="notices")
    kind = KindField(max_length=7, choices=NoticeKind.choices)
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, related_name="notices", help_text="of PAID none"
    )
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, related_name="notice", help_text="of PAID"
    )
    rule = models.ForeignKey(
        DunningRule, on_delete=models.PROTECT, null=True, related_name="notices", help_text="of DUNNING"
    )
    action = KindField(max_length=5, choices=DunningAction.choices)
    state = KindField(max_length=7, choices=NoticeState.choices)
    code = models.CharField(max_length=40, blank=True, help_text="why it waits or was skipped")
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    request = models.ForeignKey(
        PaymentRequest, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    tried_at = MomentField()
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "invoice"], name="notice_of_rule_once", condition=Q(kind="DUNNING")
            ),
            models.UniqueConstraint(
                fields=["invoice"], name="notice_of_issue_once", condition=Q(kind="ISSUED")
            ),
            models.CheckConstraint(
                condition=Q(kind="ISSUED", invoice__isnull=False, payment=None, rule=None)
                | Q(kind="PAID", invoice=None, payment__isnull=False, rule=None)
                | Q(kind="DUNNING", invoice__isnull=False, payment=None, rule__isnull=False),
                name="notice_about_one_thing",
            ),
            models.CheckConstraint(
                condition=(Q(state="SENT", code="") & ~Q(message=None, request=None))
                | (~Q(state="SENT") & ~Q(code="") & Q(message=None, request=None)),
                name="notice_says_why_not",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="notice_by_business"),
            models.Index(F("tried_at"), name="notice_waiting", condition=Q(state="WAITING")),
        ]
