"""Who owes, and how late: a view."""

from __future__ import annotations

from django.db import models

from billing.models.customers import Customer
from users.models import Business


class Receivable(models.Model):
    """What a customer owes as of today, by how late it is, and their credit: sql/receivables.sql.

    Its key is the customer's. `due` is the sum of the five parts, `balance` is `due` less `credit`. Read by
    business or by customer.
    """

    customer = models.ForeignKey(Customer, on_delete=models.DO_NOTHING, related_name="+")
    business = models.ForeignKey(Business, on_delete=models.DO_NOTHING, related_name="+")
    not_due = models.BigIntegerField(help_text="cents whose day is today or later")
    late_30 = models.BigIntegerField(help_text="cents that are 1 to 30 days late")
    late_60 = models.BigIntegerField(help_text="cents that are 31 to 60 days late")
    late_90 = models.BigIntegerField(help_text="cents that are 61 to 90 days late")
    late_more = models.BigIntegerField(help_text="cents that are more than 90 days late")
    due = models.BigIntegerField(help_text="cents due of issued invoices")
    credit = models.BigIntegerField(help_text="cents left of their payments")
    balance = models.BigIntegerField(help_text="cents; below zero where the credit is more")

    class Meta:
        managed = False
        db_table = "billing_receivable"
