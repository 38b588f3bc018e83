"""Accounts, the floors under some of them, and wallets."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from core.fields import CentsSumField, KindField, MomentField
from users.models import Business, User


class AccountKind(models.TextChoices):
    ASSET = "ASSET"
    LIABILITY = "LIABILITY"
    EQUITY = "EQUITY"
    INCOME = "INCOME"
    EXPENSE = "EXPENSE"


#: Kinds whose balance is debits minus credits; the others count credits minus debits.
DEBIT_KINDS = (AccountKind.ASSET, AccountKind.EXPENSE)


class AccountRows(models.QuerySet["Account"]):
    """Accounts that know with which others they were read: what is asked of one can be read for all."""

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        rows = self._result_cache or []
        for row in rows if fresh else ():
            if isinstance(row, Account):  # not a row of `values`
                row.read_with = rows


class Account(models.Model):
    """An account of one business. Nothing but its name ever changes (a trigger says so).

    A floor keeps credits minus debits from going below zero, which only means something on a credit account.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="accounts")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    kind = KindField(max_length=10, choices=AccountKind.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    has_floor = models.BooleanField(default=False)

    objects = AccountRows.as_manager()
    #: The rows of the query that this one came with, itself among them.
    read_with: Sequence[Account] = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "code"], name="account_code_once"),
            models.CheckConstraint(
                condition=Q(has_floor=False) | ~Q(kind__in=DEBIT_KINDS), name="account_floor_on_credit_side"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Floor(models.Model):
    """The locked balance (credits minus debits) of an account that cannot go below zero.

    Written by the database's own trigger only; the application's role can just read it.
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="floor")
    balance = CentsSumField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(balance__gte=0), name="floor_not_negative")]


class Wallet(models.Model):
    """Whose account under 2200 Player wallets it is. One for each player and business; append-only."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="wallets", db_index=False)
    player = models.ForeignKey(User, on_delete=models.PROTECT, related_name="wallets")
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="wallet")
    opened_at = MomentField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "player"], name="wallet_once")]
