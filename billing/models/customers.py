"""Customers, and the counters that number what they are sent."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import IsNull

from core.fields import CentsField, MomentField
from core.models import DataKey
from users.models import Business

_FIRST_UNKNOWN_TAG = Func(
    F("tags"),
    Value(None, models.CharField()),
    function="array_position",
    output_field=models.IntegerField(),
)


class Customer(models.Model):
    """Somebody who is billed. Name, KRA PIN and e-mail are sealed under the customer's own key, as their
    phones are; the name is found by a blind index of each of its words, the PIN by one of the whole."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="customers")
    account_number = models.CharField(
        max_length=12, help_text="what the payer types; its last digit is a check digit"
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.SET_NULL, null=True, editable=False)
    name_sealed = models.BinaryField(editable=False)
    name_words = ArrayField(models.BinaryField(), default=list, editable=False)
    kra_pin_sealed = models.BinaryField(null=True, editable=False)
    kra_pin_index = models.BinaryField(null=True, editable=False)
    kra_pin_masked = models.CharField(max_length=16, blank=True)
    email_sealed = models.BinaryField(null=True, editable=False)
    email_masked = models.CharField(max_length=260, blank=True)
    external_ref = models.CharField(  # noqa: DJ001 - there are none twice
        max_length=40, null=True, help_text="their account in the system that was used before"
    )
    tags = ArrayField(models.CharField(max_length=24), default=list)
    credit_limit = CentsField(null=True, help_text="cents that may be due at most; null: any")
    is_walk_in = models.BooleanField(default=False, help_text="nobody in particular: sales at the counter")
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="merged",
        help_text="who they turned out to be: all that was theirs is that customer's",
    )
    archived_at = MomentField(null=True, help_text="billed no more, and in no list to choose from")
    key = models.CharField(max_length=100, null=True)  # noqa: DJ001 - there are none twice
    key_hash = models.BinaryField(max_length=32, null=True)
    created_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "account_number"], name="customer_account_number_once"
            ),
            models.UniqueConstraint(fields=["business", "key"], name="customer_key_once"),
            models.UniqueConstraint(fields=["business", "external_ref"], name="customer_external_ref_once"),
            models.UniqueConstraint(
                fields=["business"], name="customer_walk_in_once", condition=Q(is_walk_in=True)
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(is_walk_in=False, archived_at__isnull=False),
                name="customer_merged_is_away",
            ),
            models.CheckConstraint(condition=Q(credit_limit__gte=0), name="customer_credit_limit_positive"),
            models.CheckConstraint(
                condition=IsNull(_FIRST_UNKNOWN_TAG, True),
                name="customer_tags_are_texts",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "-id"], name="customer_by_business"),
            models.Index(fields=["business", "kra_pin_index"], name="customer_by_kra_pin"),
            GinIndex(fields=["name_words"], name="customer_by_name"),
            GinIndex(fields=["tags"], name="customer_by_tag"),
        ]

    def __str__(self) -> str:
        return self.account_number


class CustomerPhone(models.Model):
    """A number that a customer pays from. The first is the one that they are reached on."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="phones")
    position = models.PositiveSmallIntegerField(help_text="0 is the first")
    phone_sealed = models.BinaryField(editable=False, help_text="under the customer's key")
    phone_index = models.BinaryField(editable=False)
    phone_masked = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "position"], name="customer_phone_position_once"),
            models.UniqueConstraint(fields=["customer", "phone_index"], name="customer_phone_once"),
        ]
        indexes = [models.Index(fields=["phone_index"], name="customer_phone_by_number")]


class Counter(models.Model):
    """The last number given in a series of a business (customers, invoices); locked to give the next."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=20)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "series"], name="counter_once")]
