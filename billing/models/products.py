"""What a shop sells, and what of it lies on the shelf."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from billing.models.invoices import Invoice
from core.fields import CentsField, KindField, MomentField
from ledger.chart.standard import SALES
from ledger.models import VatCode
from users.models import Business, User


class Product(models.Model):
    """Something with a price. Of a stocked one `on_hand` and `stock_cents` are the sums of its moves; both
    may go below zero: a sale never waits for somebody to count."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=40, blank=True, help_text="barcode or SKU; once among those for sale")
    price = CentsField(help_text="cents, VAT included")
    cost = CentsField(default=0, help_text="cents that one cost when it was last bought")
    income_code = models.CharField(max_length=40, default=SALES)
    vat_code = KindField(max_length=16, choices=VatCode.choices, default=VatCode.STANDARD)
    is_stocked = models.BooleanField(default=False)
    on_hand = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    stock_cents = CentsField(default=0, help_text="what the stock cost; its part of 1300")
    key = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = MomentField(auto_now_add=True)
    archived_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "key"], name="product_key_once"),
            models.UniqueConstraint(
                fields=["business", "code"],
                name="product_code_once",
                condition=~Q(code="") & Q(archived_at=None),
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="product_price_positive"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="product_cost_not_negative"),
            models.CheckConstraint(
                condition=Q(is_stocked=True) | Q(on_hand=0, stock_cents=0), name="product_stock_if_stocked"
            ),
            models.CheckConstraint(
                condition=Q(on_hand__gt=0, stock_cents__gte=0)
                | Q(on_hand__lt=0, stock_cents__lte=0)
                | Q(on_hand=0, stock_cents=0),
                name="product_stock_has_its_sign",
            ),
        ]
        indexes = [models.Index(fields=["business", "name"], name="product_by_name")]

    def __str__(self) -> str:
        return self.name


class StockMoveKind(models.TextChoices):
    OPENING = "OPENING"
    RECEIVED = "RECEIVED"
    SOLD = "SOLD"
    RETURNED = "RETURNED"
    COUNTED = "COUNTED"


class StockMove(models.Model):
    """Goods that came or went, what they cost, and what was on hand after it. Append-only.

    `cents` is what 1300 changed by, `adjusted` that part of it which goods sold before they were bought
    turned out to cost more (below zero) or less than was thought.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="moves")
    kind = KindField(max_length=8, choices=StockMoveKind.choices)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    cents = CentsField()
    adjusted = CentsField(default=0)
    on_hand = models.DecimalField(max_digits=14, decimal_places=3, help_text="after it")
    stock_cents = CentsField(help_text="after it")
    reference = models.CharField(max_length=120, help_text="of the entry that it is part of, if it has one")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="stock_moves")
    note = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=100, null=True)  # noqa: DJ001 - there are none twice
    key_hash = models.BinaryField(max_length=32, null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "reference"], name="stock_move_once"),
            models.UniqueConstraint(fields=["product", "key"], name="stock_move_key_once"),
            models.CheckConstraint(
                condition=Q(kind="SOLD", quantity__lt=0, cents__lte=0, invoice__isnull=False)
                | Q(kind="RETURNED", quantity__gt=0, invoice__isnull=False)
                | Q(kind__in=["OPENING", "RECEIVED"], quantity__gt=0, invoice=None)
                | Q(kind="COUNTED", invoice=None),
                name="stock_move_has_its_sign",
            ),
        ]
        indexes = [models.Index(fields=["product", "-id"], name="stock_move_by_product")]
