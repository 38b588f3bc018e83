"""Subscriptions: who is billed by which plan, for which days, and the runs that did it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from billing.models.customers import Customer
from billing.models.invoices import Invoice
from billing.models.plans import Plan
from core.fields import CentsField, CentsSumField, DayField, KindField, MomentField
from core.rows.states import StateMachine
from users.models import Business, User


class SubscriptionState(models.TextChoices):
    TRIAL = "TRIAL"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    CANCELLED = "CANCELLED"


class Subscription(StateMachine):
    """A customer who is billed by a plan, a period after the other, each on its first day.

    `next_on` is the first day that is not billed yet, and `next_number` the number of its period. What is
    billed when stands in its terms.
    """

    legal_steps = {
        "TRIAL": ("ACTIVE", "PAUSED", "CANCELLED"),
        "ACTIVE": ("PAUSED", "CANCELLED"),
        "PAUSED": ("TRIAL", "ACTIVE", "CANCELLED"),
        "CANCELLED": (),
    }

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="subscriptions")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="subscriptions")
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="subscriptions", help_text="of its newest terms"
    )
    state = KindField(max_length=9, choices=SubscriptionState.choices)
    starts_on = DayField()
    billed_from = DayField(help_text="the day after the trial, or the first day")
    next_on = DayField(help_text="the first day that is not billed yet")
    next_number = models.IntegerField(default=1)
    ends_on = DayField(null=True, help_text="its last day; null while none is set")
    reason = models.CharField(max_length=200, blank=True, help_text="why it is paused or cancelled")
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="subscription_key_once"),
            models.CheckConstraint(
                condition=Q(billed_from__gte=F("starts_on")) & Q(next_on__gte=F("billed_from")),
                name="subscription_billed_after_start",
            ),
            models.CheckConstraint(condition=Q(next_number__gte=1), name="subscription_number_positive"),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="subscription_by_business"),
            models.Index(
                fields=["business", "next_on", "id"],
                name="subscription_due",
                condition=Q(state__in=["TRIAL", "ACTIVE"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} of {self.customer}"


class SubscriptionTerms(models.Model):
    """What is billed for periods that begin on `from_on` or later, until the next terms; of two for one day
    the later ones. Periods are those of the plan, with a beginning on `anchor_on`. `amount` stands for the
    price of one in the plan's first line (a rent). Append-only."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="terms")
    from_on = DayField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    anchor_on = DayField(help_text="on this day a whole period begins")
    quantity = models.DecimalField(max_digits=12, decimal_places=3, help_text="times each line of the plan")
    amount = CentsField(null=True, help_text="cents, in the place of the first line's price of one")
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & (Q(amount=None) | Q(amount__gt=0)), name="terms_positive"
            ),
        ]
        indexes = [models.Index(fields=["subscription", "-from_on", "-id"], name="terms_by_subscription")]


class RunState(models.TextChoices):
    RUNNING = "RUNNING"
    DONE = "DONE"


class BillingRun(StateMachine):
    """Billing every period of a business that has begun by a day. One at a time; whoever works at it counts
    here what was done, with it."""

    legal_steps = {"RUNNING": ("DONE",), "DONE": ()}

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="billing_runs")
    until_on = DayField(help_text="periods that begin on this day or before")
    state = KindField(max_length=7, choices=RunState.choices, default=RunState.RUNNING)
    due = models.IntegerField(help_text="subscriptions with something to bill when it began")
    invoices = models.IntegerField(default=0)
    total = CentsSumField(default=0, help_text="cents of the invoices")
    skipped = models.IntegerField(default=0)
    started_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    started_at = MomentField(auto_now_add=True)
    ended_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business"], name="billing_run_one_at_a_time", condition=Q(state="RUNNING")
            ),
            models.CheckConstraint(
                condition=Q(state="RUNNING", ended_at=None) | Q(state="DONE", ended_at__isnull=False),
                name="billing_run_ended_when_done",
            ),
        ]
        indexes = [models.Index(fields=["business", "-id"], name="billing_run_by_business")]


class SubscriptionPeriod(models.Model):
    """Days of a subscription and the invoice of them: one, whoever bills how often. Append-only."""

    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, related_name="periods", db_index=False
    )
    number = models.IntegerField()
    starts_on = DayField()
    ends_on = DayField()
    whole_starts_on = DayField(help_text="of the period that the days are of")
    whole_ends_on = DayField()
    invoice = models.OneToOneField(
        Invoice,
        on_delete=models.PROTECT,
        null=True,
        related_name="period",
        help_text="null where the days cost less than a cent",
    )
    run = models.ForeignKey(
        BillingRun, on_delete=models.PROTECT, null=True, related_name="periods", help_text="that billed it"
    )
    billed_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "number"], name="subscription_period_once"),
            models.CheckConstraint(
                condition=Q(
                    starts_on__lte=F("ends_on"),
                    whole_starts_on__lte=F("starts_on"),
                    whole_ends_on__gte=F("ends_on"),
                ),
                name="subscription_period_in_its_whole",
            ),
        ]


class BillingSkip(models.Model):
    """What a run left unbilled, and why; the next run tries again. Append-only."""

    run = models.ForeignKey(BillingRun, on_delete=models.PROTECT, related_name="skips", db_index=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="skips")
    period_on = DayField(help_text="the first day of the period")
    code = models.CharField(max_length=40)
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "subscription"], name="billing_skip_once")]
