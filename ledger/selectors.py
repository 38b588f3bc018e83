"""Reads of the books."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from core.errors import NotFound
from core.money import Cents
from ledger.models import DEBIT_KINDS, Account, AccountKind, Entry, Line
from users.access import has_right, readable_businesses
from users.models import User


@dataclass(frozen=True)
class TrialBalanceRow:
    """Turnover and balance of one account; `balance` is positive on the account's normal side."""

    account: Account
    debit: Cents
    credit: Cents

    @property
    def balance(self) -> Cents:
        net = self.debit - self.credit
        return net if AccountKind(self.account.kind) in DEBIT_KINDS else -net


def _lines_until(lines: QuerySet[Line], *, day: date | None, seal: int | None) -> QuerySet[Line]:
    if day is not None:
        lines = lines.filter(entry__effective_on__lte=day)
    if seal is not None:
        lines = lines.filter(entry__seal__number__lte=seal)
    return lines


def trial_balance(business_id: int, *, day: date | None = None, seal: int | None = None) -> list[TrialBalanceRow]:
    """Every account of a business with its turnover up to an accounting day and a seal, by code."""
    lines = _lines_until(Line.objects.filter(account__business_id=business_id), day=day, seal=seal)
    sums = {
        row["account_id"]: (row["debits"], row["credits"])
        for row in lines.values("account_id").annotate(debits=Sum("debit"), credits=Sum("credit"))
    }
    accounts = Account.objects.filter(business_id=business_id).order_by("code")
    return [TrialBalanceRow(account, *map(int, sums.get(account.pk, (0, 0)))) for account in accounts]


def balance_of(account: Account, *, day: date | None = None, seal: int | None = None) -> Cents:
    """The balance of one account on its normal side."""
    lines = _lines_until(Line.objects.filter(account=account), day=day, seal=seal)
    sums = lines.aggregate(debits=Coalesce(Sum("debit"), 0), credits=Coalesce(Sum("credit"), 0))
    return TrialBalanceRow(account, int(sums["debits"]), int(sums["credits"])).balance


def balance_by_code(business_id: int, code: str) -> Cents:
    """The balance of an account with its sub-accounts, on its normal side. Raises NotFound."""
    account = Account.objects.filter(business_id=business_id, code=code).first()
    if account is None:
        raise NotFound("account", "code")
    lines = Line.objects.filter(Q(account=account) | Q(account__parent=account))
    sums = lines.aggregate(debits=Coalesce(Sum("debit"), 0), credits=Coalesce(Sum("credit"), 0))
    return TrialBalanceRow(account, int(sums["debits"]), int(sums["credits"])).balance


def balances_of(accounts: Iterable[int]) -> dict[int, tuple[Cents, Cents]]:
    """Debit and credit turnover of many accounts at once, by account id."""
    rows = Line.objects.filter(account_id__in=list(accounts)).values("account_id")
    return {
        row["account_id"]: (int(row["debits"]), int(row["credits"]))
        for row in rows.annotate(debits=Sum("debit"), credits=Sum("credit"))
    }


def accounts_for(user: User, business: str | None) -> QuerySet[Account]:
    """The accounts that a person may read, by business and code."""
    ids = readable_businesses(user, business, "ledger.read")
    return Account.objects.filter(business_id__in=ids).select_related("business").order_by("business__code", "code")


def entries_for(user: User, business: str | None) -> QuerySet[Entry]:
    """The journal entries that a person may read, newest first."""
    ids = readable_businesses(user, business, "ledger.read")
    return Entry.objects.filter(business_id__in=ids).order_by("-id")


def entry_for(user: User, entry_id: int) -> Entry:
    """One entry. Raises NotFound when it is absent or not the person's to read."""
    entry = Entry.objects.filter(pk=entry_id).select_related("business").first()
    if entry is None or not has_right(user, entry.business, "ledger.read"):
        raise NotFound("entry")
    return entry
