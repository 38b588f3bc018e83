"""Lines that a person writes: looked at, and split where they include VAT, before anybody approves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from core.errors import InvalidInput
from core.money import Cents, display
from ledger.chart.standard import INPUT_VAT, OUTPUT_VAT, VAT_ACCOUNTS, open_vat_accounts
from ledger.chart.system_accounts import require_open_to_people
from ledger.journal.posting import EntryDraft, Leg
from ledger.models import DEBIT_KINDS, Account, AccountKind, EntryKind, VatCode
from ledger.vouchers.vat import split_inclusive

MAX_LINES = 200


@dataclass(frozen=True)
class LineInput:
    """A line as it is written: cents on one side of an account. With a VAT code the amount includes VAT."""

    account: str
    debit: Cents = 0
    credit: Cents = 0
    vat: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class ReadyLine:
    """A line as it is posted. `vat` is the VAT on it, which has a line of its own."""

    account: Account
    debit: Cents = 0
    credit: Cents = 0
    vat_code: str = ""
    vat: Cents = 0

    @property
    def leg(self) -> Leg:
        return Leg(self.account.code, self.debit, self.credit)

    def as_facts(self) -> dict[str, str]:
        """As an approval shows it: the account as it is called now, and the one side, in shillings."""
        side = {"debit": display(self.debit)} if self.debit else {"credit": display(self.credit)}
        account = {"account": self.account.code, "name": self.account.name}
        return {**account, **side} | ({"vat": self.vat_code} if self.vat_code else {})


def from_json(lines: Iterable[Mapping[str, Any]]) -> list[LineInput]:
    return [LineInput(**line) for line in lines]


def ready_lines(
    business_id: int,
    lines: Sequence[LineInput],
    *,
    day: date,
    most: int = MAX_LINES,
) -> list[ReadyLine]:
    """The lines to post: accounts found, VAT split off at the rate of the day, sides equal.

    Opens the accounts of VAT when they are asked for. Raises InvalidInput LINES_MISSING / BAD_AMOUNT /
    UNBALANCED / UNKNOWN_ACCOUNT / SYSTEM_ACCOUNT / SUSPENSE_IS_PLACED / VAT_NOT_HERE / NO_VAT_RATE.
    """
    if not 1 <= len(lines) <= most:
        raise InvalidInput("LINES_MISSING", "lines", f"Give 2 to {most} lines.")
    _check_balance(business_id, [Leg(line.account, line.debit, line.credit) for line in lines], day)
    if any(line.vat or line.account in VAT_ACCOUNTS for line in lines):
        open_vat_accounts(business_id)
    accounts = accounts_by_code(business_id, {line.account for line in lines} | set(VAT_ACCOUNTS))
    require_open_to_people([accounts[line.account] for line in lines])
    ready: list[ReadyLine] = []
    for line in lines:
        ready += _taxed(line, accounts, day) if line.vat else [_plain(line, accounts)]
    return ready


def _check_balance(business_id: int, legs: list[Leg], day: date) -> None:
    EntryDraft(
        business_id=business_id,
        kind=EntryKind.MANUAL,
        reference="voucher",
        legs=legs,
        occurred_at=datetime.combine(day, datetime.min.time(), tzinfo=UTC),
    ).check()


def accounts_by_code(business_id: int, codes: Iterable[str]) -> dict[str, Account]:
    """Accounts of a business by code. Raises InvalidInput UNKNOWN_ACCOUNT; VAT's may be missing unopened."""
    wanted = {code for code in codes if code.isprintable()}
    found = {
        row.code: row
        for row in Account.objects.filter(business_id=business_id, code__in=wanted).select_related(
            "parent__parent"
        )
    }
    for code in sorted(set(codes) - set(found) - set(VAT_ACCOUNTS)):
        raise InvalidInput("UNKNOWN_ACCOUNT", "lines", f"There is no account {code[:40]!r}.")
    return found


def _plain(line: LineInput, accounts: Mapping[str, Account]) -> ReadyLine:
    return ReadyLine(accounts[line.account], line.debit, line.credit)


def _taxed(line: LineInput, accounts: Mapping[str, Account], day: date) -> list[ReadyLine]:
    account = accounts[line.account]
    if line.vat not in VatCode.values or account.code in VAT_ACCOUNTS:
        raise InvalidInput(
            "VAT_NOT_HERE", "lines", f"There is no VAT code {line.vat[:20]!r} on {account.code}."
        )
    if account.kind == AccountKind.INCOME:
        tax_account = accounts[OUTPUT_VAT]
    elif AccountKind(account.kind) in DEBIT_KINDS:
        tax_account = accounts[INPUT_VAT]
    else:
        raise InvalidInput(
            "VAT_NOT_HERE", "lines", f"VAT is on what is sold or bought; {account.code} is neither."
        )
    net, vat = split_inclusive(line.debit or line.credit, code=line.vat, day=day)
    taxed = _on_side(line, account, net, vat_code=line.vat, vat=vat)
    return [taxed, _on_side(line, tax_account, vat)] if vat else [taxed]


def _on_side(
    line: LineInput, account: Account, cents: Cents, *, vat_code: str = "", vat: Cents = 0
) -> ReadyLine:
    debit, credit = (cents, 0) if line.debit else (0, cents)
    return ReadyLine(account, debit, credit, vat_code, vat)
