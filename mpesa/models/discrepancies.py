"""What a person must look at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.fields import MomentField
from mpesa.models.collections import PaymentRequest, Receipt
from mpesa.models.tills import Till
from users.models import Business, User


class Discrepancy(models.Model):
    """A case: something that a person must look at, until it has a closing. Append-only."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="discrepancies")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="discrepancies")
    code = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    detail = models.CharField(max_length=300)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, related_name="discrepancies")
    request = models.ForeignKey(
        PaymentRequest, on_delete=models.PROTECT, null=True, related_name="discrepancies"
    )
    created_at = MomentField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "discrepancies"
        constraints = [models.UniqueConstraint(fields=["till", "code", "subject"], name="discrepancy_once")]


class DiscrepancyClosing(models.Model):
    """The end of a case: a person has looked at it and says what was found and done, or, without a person,
    the evidence that decided it. Append-only."""

    discrepancy = models.OneToOneField(
        Discrepancy, on_delete=models.PROTECT, primary_key=True, related_name="closing"
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    comment = models.CharField(max_length=500)
    at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(comment=""), name="discrepancy_closing_says_why")]
