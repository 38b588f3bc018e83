"""Reads of the books."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from core.errors import NotFound
from core.money import Cents
from ledger.models import DEBIT_KINDS, Account, AccountKind, Entry, Line
from ledger.turnovers import accounts_under, turnovers
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


def trial_balance(
    business_id: int, *, day: date | None = None, seal: int | None = None
) -> list[TrialBalanceRow]:
    """Every account of a business with its turnover up to an accounting day and a seal, by code."""
    sums = turnovers(business_id, day=day, seal=seal)
    accounts = Account.objects.filter(business_id=business_id).order_by("code")
    return [TrialBalanceRow(account, *sums.get(account.pk, (0, 0))) for account in accounts]


def balance_of(account: Account, *, day: date | None = None, seal: int | None = None) -> Cents:
    """The balance of one account on its normal side, without its sub-accounts."""
    sums = turnovers(account.business_id, accounts=[account.pk], day=day, seal=seal)
    return TrialBalanceRow(account, *sums.get(account.pk, (0, 0))).balance


def balance_by_code(
    business_id: int, code: str, *, day: date | None = None, seal: int | None = None
) -> Cents:
    """The balance of an account with all accounts below it, on its normal side. Raises NotFound."""
    account = Account.objects.filter(business_id=business_id, code=code).first()
    if account is None:
        raise NotFound("account", "code")
    sums = turnovers(business_id, accounts=accounts_under(account.pk), day=day, seal=seal).values()
    debits, credits = sum(each[0] for each in sums), sum(each[1] for each in sums)
    return TrialBalanceRow(account, debits, credits).balance


def balances_of(accounts: Iterable[int]) -> dict[int, tuple[Cents, Cents]]:
    """Debit and credit turnover of many accounts at once, by account id."""
    rows = Line.objects.filter(account_id__in=list(accounts)).values("account_id")
    return {
        row["account_id"]: (int(row["debits"]), int(row["credits"]))
        for row in rows.annotate(debits=Sum("debit"), credits=Sum("credit"))
    }


#: Names under which a query of accounts carries `turnover_of_account`.
DEBITS, CREDITS = "turnover_debit", "turnover_credit"


def turnover_of_account(side: str) -> Coalesce:
    """An annotation of accounts: the sum of one side of their lines, read over the index of the account."""
    sums = Line.objects.filter(account=OuterRef("pk")).order_by().values("account").annotate(total=Sum(side))
    return Coalesce(Cast(Subquery(sums.values("total")), BigIntegerField()), 0)


def account_balance(account: Account) -> Cents:
    """The balance on the normal side: from the annotations where the query has them, else read now."""
    debits, credits = getattr(account, DEBITS, None), getattr(account, CREDITS, None)
    if debits is None or credits is None:
        return balance_of(account)
    return TrialBalanceRow(account, debits, credits).balance


def accounts_for(user: User, business: str | None) -> QuerySet[Account]:
    """The accounts that a person may read, by business and code."""
    ids = readable_businesses(user, business, "ledger.read")
    return Account.objects.filter(business_id__in=ids).order_by("business__code", "code")


def account_for(user: User, account_id: int) -> Account:
    """One account. Raises NotFound when it is absent or not the person's to read."""
    account = Account.objects.filter(pk=account_id).select_related("business").first()
    if account is None or not has_right(user, account.business, "ledger.read"):
        raise NotFound("account")
    return account


def entries_for(user: User, business: str | None, account: str | None = None) -> QuerySet[Entry]:
    """The journal entries that a person may read, newest first; of one account code when it is given."""
    ids = readable_businesses(user, business, "ledger.read")
    entries = Entry.objects.filter(business_id__in=ids)
    if account is not None:
        touched = Line.objects.filter(account__business_id__in=ids, account__code=account)
        entries = entries.filter(pk__in=touched.values("entry_id"))
    return entries.order_by("-id")


def entry_for(user: User, entry_id: int) -> Entry:
    """One entry. Raises NotFound when it is absent or not the person's to read."""
    entry = Entry.objects.filter(pk=entry_id).select_related("business").first()
    if entry is None or not has_right(user, entry.business, "ledger.read"):
        raise NotFound("entry")
    return entry
