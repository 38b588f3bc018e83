"""Reads of the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from core.errors import InvalidInput, NotFound
from core.money import Cents
from ledger.models import DEBIT_KINDS, Account, AccountKind, Entry
from ledger.sealing import ledger_head
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
    """Every account of a business with its turnover up to an accounting day and a seal, by code.

    Raises InvalidInput BAD_SEAL.
    """
    require_seal(business_id, seal)
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
    sums = turnovers(business_id, accounts=accounts_under([account.pk]), day=day, seal=seal).values()
    debits, credits = sum(each[0] for each in sums), sum(each[1] for each in sums)
    return TrialBalanceRow(account, debits, credits).balance


def account_balance(account: Account, *, day: date | None = None, seal: int | None = None) -> Cents:
    """As balance_of, for rows of a list: read once for all that came with this one, and kept on the rows.

    Raises InvalidInput BAD_SEAL.
    """
    asked = (day, seal)
    known: dict[tuple[date | None, int | None], Cents] = account.__dict__.setdefault("_balances", {})
    if asked not in known:
        rows = {row.pk: row for row in account.read_with or [account]}
        # Read anew: a list may have come without the columns that are needed here.
        facts = Account.objects.filter(pk__in=rows).only("business", "kind")
        sums: dict[int, tuple[Cents, Cents]] = {}
        for business_id in sorted({fact.business_id for fact in facts}):
            require_seal(business_id, seal)
            accounts = [fact.pk for fact in facts if fact.business_id == business_id]
            sums |= turnovers(business_id, accounts=accounts, day=day, seal=seal)
        for fact in facts:
            balance = TrialBalanceRow(fact, *sums.get(fact.pk, (0, 0))).balance
            rows[fact.pk].__dict__.setdefault("_balances", {})[asked] = balance
    return known[asked]


def require_seal(business_id: int, seal: int | None) -> None:
    """Raises InvalidInput BAD_SEAL for a seal that the business has not given yet: its figures may change."""
    head = ledger_head(business_id) if seal is not None else 0
    if seal is not None and not 0 <= seal <= head:
        raise InvalidInput("BAD_SEAL", "seal", f"The books are sealed up to {head}; give 0 to {head}.")


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


def entry_for(user: User, entry_id: int) -> Entry:
    """One entry. Raises NotFound when it is absent or not the person's to read."""
    entry = Entry.objects.filter(pk=entry_id).select_related("business").first()
    if entry is None or not has_right(user, entry.business, "ledger.read"):
        raise NotFound("entry")
    return entry
