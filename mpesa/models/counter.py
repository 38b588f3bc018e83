"""Receipts without a reference that were taken at a counter."""

from __future__ import annotations

from django.db import models

from core.fields import MomentField
from mpesa.models.collections import Receipt
from users.models import User


class CounterPlacing(models.Model):
    """That a receipt without a reference was taken at the counter, for the bill named here, by who stood
    there: what lets it leave Suspense without a second person (sql/receipt_placed.sql). Append-only."""

    receipt = models.OneToOneField(
        Receipt, on_delete=models.PROTECT, primary_key=True, related_name="counter_placing"
    )
    reference = models.CharField(max_length=12, help_text="number of the bill")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = MomentField(auto_now_add=True)
