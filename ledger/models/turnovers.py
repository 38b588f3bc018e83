"""Day turnovers, and how far they count."""

from __future__ import annotations

from django.db import models

from core.fields import CentsSumField, DayField
from ledger.models.accounts import Account
from users.models import Business


class DayTurnover(models.Model):
    """What an account moved on an accounting day, up to the TurnoverHead of its business. A projection."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    effective_on = DayField()
    debit = CentsSumField()
    credit = CentsSumField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "effective_on"], name="day_turnover_once")]


class TurnoverHead(models.Model):
    """The seal up to which the day turnovers of a business count, and the newest entry among them."""

    business = models.OneToOneField(
        Business, on_delete=models.PROTECT, primary_key=True, related_name="turnover_head"
    )
    number = models.BigIntegerField(default=0)
    newest_entry = models.BigIntegerField(default=0)
