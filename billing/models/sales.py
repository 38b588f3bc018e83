"""Sales at a register: a bill, its goods, what came back of it, and receipts taken at the counter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from billing.models.invoices import CreditNote, Invoice
from billing.models.payments import Refund
from billing.models.products import Product
from billing.models.shifts import Shift
from core.fields import CentsField, MomentField
from mpesa.models import CounterPlacing, Payout
from users.models import Business, User


class Sale(models.Model):
    """A bill that was rung up in a shift. Its state is the bill's: pending while anything is due of it.

    `goods_at`: when its goods left the stock in the books, at cost: once it is paid, or at once on account.
    """

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="sale")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="sales")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="sales")
    on_account = models.BooleanField(default=False, help_text="the customer pays later")
    goods_at = MomentField(null=True)
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "key"], name="sale_key_once")]
        indexes = [
            models.Index(fields=["shift", "id"], name="sale_by_shift"),
            models.Index(fields=["business", "-id"], name="sale_by_business"),
            models.Index(fields=["id"], name="sale_goods_due", condition=Q(goods_at=None)),
        ]


class SaleItem(models.Model):
    """A line of a sale that is a product. Append-only."""

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="sale_items")
    position = models.PositiveSmallIntegerField(help_text="of the line of the bill")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sale", "position"], name="sale_item_once")]


class SaleRefund(models.Model):
    """What of a sale was given back, and in which shift: by a credit note, whose credit went back in cash
    out of the drawer, by M-Pesa, or stays with the customer. Append-only."""

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="refunds")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="refunds")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+", db_index=False)
    note = models.OneToOneField(CreditNote, on_delete=models.PROTECT, related_name="sale_refund")
    cash = CentsField(default=0, help_text="cents that went back out of the drawer")
    cash_refund = models.OneToOneField(Refund, on_delete=models.PROTECT, null=True, related_name="+")
    mpesa = CentsField(default=0, help_text="cents that were asked to be sent back")
    payout = models.OneToOneField(Payout, on_delete=models.PROTECT, null=True, related_name="+")
    goods_back = models.BooleanField(help_text="whether the goods came back to the stock")
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="sale_refund_key_once"),
            models.CheckConstraint(
                condition=Q(cash__gte=0, mpesa__gte=0)
                & (Q(cash=0, cash_refund=None) | Q(cash__gt=0, cash_refund__isnull=False))
                & (Q(mpesa=0, payout=None) | Q(mpesa__gt=0, payout__isnull=False)),
                name="sale_refund_ways",
            ),
        ]


class SaleRefundItem(models.Model):
    """How many of a line came back. Append-only."""

    refund = models.ForeignKey(SaleRefund, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(help_text="of the line of the bill")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "position"], name="sale_refund_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="sale_refund_item_positive"),
        ]


class CounterClaim(models.Model):
    """A receipt without a reference that a cashier took for a sale of exactly its amount. Append-only;
    sql/counter_claimed.sql says when."""

    placing = models.OneToOneField(CounterPlacing, on_delete=models.PROTECT, related_name="claim")
    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="counter_claims")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="counter_claims")
    cents = CentsField()
