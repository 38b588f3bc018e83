"""Lines that a person writes: looked at, and split where they include VAT, before anybody approves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from core.errors import Detail, Findings, InvalidInput
from core.money import MAX_CENTS, Cents, display
from ledger.chart.standard import INPUT_VAT, OUTPUT_VAT, VAT_ACCOUNTS, open_vat_accounts
from ledger.chart.system_accounts import require_open_to_people
from ledger.journal.posting import Leg
from ledger.models import Account, AccountKind, VatCode
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
    field: str = "lines",
) -> list[ReadyLine]:
    """The lines to post: accounts found, VAT split off at the rate of the day, sides equal.

    Opens the accounts of VAT when they are asked for. Raises everything that note_lines notes at once, and
    InvalidInput NO_VAT_RATE.
    """
    found = Findings()
    accounts = note_lines(found, business_id, lines, most=most, field=field)
    found.settle()
    if any(line.vat or line.account in VAT_ACCOUNTS for line in lines):
        open_vat_accounts(business_id)
        accounts |= accounts_by_code(business_id, VAT_ACCOUNTS)
    ready: list[ReadyLine] = []
    for line in lines:
        ready += _taxed(line, accounts, day) if line.vat else [_plain(line, accounts)]
    return ready


def note_lines(
    found: Findings,
    business_id: int,
    lines: Sequence[LineInput],
    *,
    most: int = MAX_LINES,
    field: str = "lines",
    template: bool = False,
) -> dict[str, Account]:
    """Note all that is wrong with lines, each at its place; the accounts by code, as far as they are known.

    Notes LINES_MISSING / BAD_AMOUNT / UNBALANCED / UNKNOWN_ACCOUNT / SYSTEM_ACCOUNT /
    SUSPENSE_IS_PLACED / VAT_NOT_HERE. Of a `template`, amounts may be left out.
    """
    note_amounts(found, lines, most=most, field=field, template=template)
    if not 1 <= len(lines) <= most:
        return {}
    known = accounts_by_code(business_id, {line.account for line in lines})
    for place, line in enumerate(lines):
        with found.noting(field, place):
            _check_account(line, known.get(line.account))
    return known


def note_amounts(
    found: Findings,
    lines: Sequence[LineInput],
    *,
    most: int = MAX_LINES,
    field: str = "lines",
    template: bool = False,
) -> None:
    """Note LINES_MISSING, BAD_AMOUNT at each place, and UNBALANCED where all amounts are right."""
    if not 1 <= len(lines) <= most:
        least = 1 if template else 2
        text = f"Give {least} to {most} lines."
        found.errors.append(InvalidInput("LINES_MISSING", field, text, detail=Detail(count=most)))
        return
    before = len(found.errors)
    for place, line in enumerate(lines):
        with found.noting(field, place):
            check_amounts(line.debit, line.credit, template=template)
    sides = sum(line.debit for line in lines), sum(line.credit for line in lines)
    if not template and len(found.errors) == before and (len(lines) < 2 or sides[0] != sides[1]):
        text = "An entry has two lines or more, and equal sides."
        found.errors.append(InvalidInput("UNBALANCED", field, text))


def check_amounts(debit: Cents | None, credit: Cents | None, *, template: bool = False) -> None:
    """Look at the two sides of a line; one that is None is not looked at. Raises InvalidInput BAD_AMOUNT."""
    for side, cents in (("debit", debit), ("credit", credit)):
        if cents is not None and cents < 0:
            raise InvalidInput("BAD_AMOUNT", side, "An amount is not negative: put it on the other side.")
        if cents is not None and cents > MAX_CENTS:
            text = "The amount is too large."
            raise InvalidInput("BAD_AMOUNT", side, text, detail=Detail(limit=MAX_CENTS))
    if debit is None or credit is None:
        return
    if debit and credit:
        raise InvalidInput("BAD_AMOUNT", "", "A line has a debit or a credit, not both.")
    if not (debit or credit or template):
        raise InvalidInput("BAD_AMOUNT", "", "A line has a debit or a credit above zero.")


def _check_account(line: LineInput, account: Account | None) -> None:
    """Raises InvalidInput UNKNOWN_ACCOUNT / SYSTEM_ACCOUNT / SUSPENSE_IS_PLACED / VAT_NOT_HERE."""
    if account is None and line.account not in VAT_ACCOUNTS:
        raise InvalidInput("UNKNOWN_ACCOUNT", "account_code", f"There is no account {line.account[:40]!r}.")
    if account is not None:
        require_open_to_people([account], field="account_code")
    if not line.vat:
        return
    if line.vat not in VatCode.values or line.account in VAT_ACCOUNTS:
        text = f"There is no VAT code {line.vat[:20]!r} on {line.account}."
        raise InvalidInput("VAT_NOT_HERE", "vat_code", text)
    if account is not None and account.kind in (AccountKind.LIABILITY, AccountKind.EQUITY):
        text = f"VAT is on what is sold or bought; {account.code} is neither."
        raise InvalidInput("VAT_NOT_HERE", "vat_code", text)


def accounts_by_code(business_id: int, codes: Iterable[str]) -> dict[str, Account]:
    """Those accounts of a business that there are, by code."""
    wanted = {code for code in codes if code.isprintable()}
    rows = Account.objects.filter(business_id=business_id, code__in=wanted)
    return {row.code: row for row in rows.select_related("parent__parent")}


def _plain(line: LineInput, accounts: Mapping[str, Account]) -> ReadyLine:
    return ReadyLine(accounts[line.account], line.debit, line.credit)


def _taxed(line: LineInput, accounts: Mapping[str, Account], day: date) -> list[ReadyLine]:
    account = accounts[line.account]
    tax_account = accounts[OUTPUT_VAT if account.kind == AccountKind.INCOME else INPUT_VAT]
    net, vat = split_inclusive(line.debit or line.credit, code=line.vat, day=day)
    taxed = _on_side(line, account, net, vat_code=line.vat, vat=vat)
    return [taxed, _on_side(line, tax_account, vat)] if vat else [taxed]


def _on_side(
    line: LineInput, account: Account, cents: Cents, *, vat_code: str = "", vat: Cents = 0
) -> ReadyLine:
    debit, credit = (cents, 0) if line.debit else (0, cents)
    return ReadyLine(account, debit, credit, vat_code, vat)
