"""Reads of the books."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from core.errors import InvalidInput, NotFound
from core.money import Cents
from ledger.journal.sealing import ledger_head
from ledger.journal.turnovers import Movement, accounts_under, movements, turnovers
from ledger.models import DEBIT_KINDS, Account, Entry, Line
from users.access import Right, has_right
from users.models import User


@dataclass(frozen=True)
class TrialBalanceRow:
    """What one account had before (debits minus credits), and moved. Balances are on its normal side."""

    account: Account
    debit: Cents
    credit: Cents
    before: Cents = 0

    @property
    def opening(self) -> Cents:
        return on_normal_side(self.account, self.before)

    @property
    def net(self) -> Cents:
        """What it has in the end, debits minus credits."""
        return self.before + self.debit - self.credit

    @property
    def balance(self) -> Cents:
        return on_normal_side(self.account, self.net)

    @property
    def is_used(self) -> bool:
        """It had something before, or moved."""
        return bool(self.before or self.debit or self.credit)


def on_normal_side(account: Account, net: Cents) -> Cents:
    """Debits minus credits, as the account's kind shows them: positive on its normal side."""
    return net if account.kind in DEBIT_KINDS else -net


def trial_balance(
    business_id: int, *, from_day: date | None = None, day: date | None = None, seal: int | None = None
) -> list[TrialBalanceRow]:
    """Every account of a business with its turnover up to an accounting day and a seal, by code.

    With a first day: the turnover from then on, and what was there before. Raises InvalidInput BAD_SEAL /
    BAD_PERIOD.
    """
    require_seal(business_id, seal)
    require_days(from_day, day)
    accounts = Account.objects.filter(business_id=business_id).order_by("code")
    if from_day is None:
        sums = turnovers(business_id, day=day, seal=seal)
        return [TrialBalanceRow(account, *sums.get(account.pk, (0, 0))) for account in accounts]
    moved = movements(business_id, from_day=from_day, to_day=day, seal=seal)
    rows = [(account, moved.get(account.pk, Movement())) for account in accounts]
    return [TrialBalanceRow(account, move.debit, move.credit, move.opening) for account, move in rows]


def require_days(from_day: date | None, to_day: date | None) -> None:
    """Raises InvalidInput BAD_PERIOD for a last day before the first."""
    if from_day is not None and to_day is not None and to_day < from_day:
        raise InvalidInput("BAD_PERIOD", "to_day", "The last day is before the first.")


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
        raise InvalidInput(
            "BAD_SEAL", "seal", f"Give the number of a seal, like {head}: the newest is {head}."
        )


@contextmanager
def one_picture() -> Iterator[None]:
    """All reads inside see the books of one moment, unless the caller has a transaction of its own."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def accounts_of(businesses: Collection[int]) -> QuerySet[Account]:
    """The accounts of businesses whose books the person may read."""
    return Account.objects.filter(business_id__in=businesses)


def account_for(user: User, account_id: int) -> Account:
    """One account. Raises NotFound when it is absent or not the person's to read."""
    account = Account.objects.filter(pk=account_id).select_related("business").first()
    if account is None or not has_right(user, account.business, Right.LEDGER_READ):
        raise NotFound("account")
    return account


def amounts_of(entries: Collection[int]) -> dict[int, Cents]:
    """The sum of the debits of each of these entries: one query for all."""
    sums = Line.objects.filter(entry__in=entries).values("entry").annotate(amount=Sum("debit"))
    return dict(sums.values_list("entry", "amount"))


def entry_for(user: User, entry_id: int) -> Entry:
    """One entry. Raises NotFound when it is absent or not the person's to read."""
    entry = Entry.objects.filter(pk=entry_id).select_related("business").first()
    if entry is None or not has_right(user, entry.business, Right.LEDGER_READ):
        raise NotFound("entry")
    return entry
