"""Customers, and the counters that number what they are sent."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from core.fields import MomentField
from core.models import DataKey
from users.models import Business


class Customer(models.Model):
    """Somebody who is billed. The name and phone are sealed under the customer's own key, and found by blind
    indexes: of the whole phone, and of each word of the name."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="customers")
    account_number = models.CharField(
        max_length=12, help_text="what the payer types; its last digit is a check digit"
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.SET_NULL, null=True, editable=False)
    name_sealed = models.BinaryField(editable=False)
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone_index = models.BinaryField(null=True, editable=False)
    phone_masked = models.CharField(max_length=16, blank=True)
    name_words = ArrayField(models.BinaryField(), default=list, editable=False)
    key = models.CharField(max_length=100, null=True)  # noqa: DJ001 - there are none twice
    key_hash = models.BinaryField(max_length=32, null=True)
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "account_number"], name="customer_account_number_once"
            ),
            models.UniqueConstraint(fields=["business", "key"], name="customer_key_once"),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="customer_by_business"),
            models.Index(fields=["business", "phone_index"], name="customer_by_phone"),
            GinIndex(fields=["name_words"], name="customer_by_name"),
        ]

    def __str__(self) -> str:
        return self.account_number


class Counter(models.Model):
    """The last number given in a series of a business (customers, invoices); locked to give the next."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=20)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "series"], name="counter_once")]
