"""A chart of accounts, with what the accounts begin with, out of a CSV or Excel file: all of it or nothing.

Columns: code, name, kind, and, where wanted, parent, debit and credit. Accounts that are there stay as they
are; debits and credits become one voucher of opening balances, which is approved like any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import transaction

from core.errors import Conflict, DomainError, InvalidInput
from core.files.spreadsheets import RowProblem, Table, TableRow, read_rows
from core.files.workbook_guard import Limits
from core.money import Cents, from_spreadsheet
from core.text import checked_name
from ledger.chart.accounts import check_code, check_new_account, hold_chart
from ledger.chart.standard import OPENING_BALANCES
from ledger.chart.system_accounts import require_open_to_people
from ledger.models import Account, AccountKind, Voucher, VoucherState
from ledger.vouchers.approval import checked_day, opened_codes
from ledger.vouchers.lines import LineInput
from ledger.vouchers.writing import post_opening_balances
from users.access import Right, require_right
from users.actors import Actor, System
from users.audit import record_audit
from users.models import Business

LIMITS = Limits(
    rows=5_000,
    size=settings.CHART_MAX_BYTES,
    inflated=64 * 1024 * 1024,
    parts=200,
    columns=32,
    cell_text=4_096,
)
COLUMNS = {
    **dict.fromkeys(("code", "account", "account code", "account number"), "code"),
    **dict.fromkeys(("name", "account name"), "name"),
    **dict.fromkeys(("kind", "type", "account type"), "kind"),
    **dict.fromkeys(("parent", "parent code", "parent account"), "parent"),
    **dict.fromkeys(("debit", "opening debit"), "debit"),
    **dict.fromkeys(("credit", "opening credit"), "credit"),
}
_KINDS = {
    **{kind.value.lower(): kind for kind in AccountKind},
    "assets": AccountKind.ASSET,
    "liabilities": AccountKind.LIABILITY,
    "revenue": AccountKind.INCOME,
    "expenses": AccountKind.EXPENSE,
}

Result = TypeVar("Result")


@dataclass
class ChartImport:
    """What a file would do, or did. With problems it does nothing."""

    rows: int = 0
    opened: list[str] = field(default_factory=list)
    known: int = 0
    opening_debits: Cents = 0
    opening_credits: Cents = 0
    problems: list[RowProblem] = field(default_factory=list)
    voucher: Voucher | None = None
    #: Sheets that nobody sees when the file is opened, of which nothing was read.
    hidden: list[str] = field(default_factory=list)


def import_chart(
    *, business: Business, data: bytes, day: date | None, actor: Actor, dry_run: bool = False
) -> ChartImport:
    """Open the accounts of a file and ask for their opening balances on a day; with `dry_run` nothing is
    kept.

    Every problem of every row is named at once, and then nothing is written. Needs the right ledger.write;
    for SYSTEM there may be no balances. The same file again changes nothing. Raises
    InvalidInput as core.files.spreadsheets.read_rows does, and what post_opening_balances raises.
    """
    require_right(actor, business, Right.LEDGER_WRITE)
    table = read_rows(data, columns=COLUMNS, needed={"code", "name", "kind"}, limits=LIMITS)
    with transaction.atomic():
        hold_chart(business)
        key = _opening_key(business, data, day)
        known = Voucher.objects.filter(business=business, key=key).first()
        result = _Reading(business, table, known=known).done()
        if not result.problems:
            _keep(business, result, day=day, actor=actor, key=key)
        if dry_run:
            transaction.set_rollback(True)
            result.summary.voucher = None
    result.summary.hidden = table.hidden
    return result.summary


def _opening_key(business: Business, data: bytes, day: date | None) -> str:
    """The key of a file's opening balances: a new one after they were refused or reversed."""
    base = f"import:{hashlib.sha256(data).hexdigest()[:40]}:{day}"
    for attempt in range(1, 1000):
        key = f"{base}:{attempt}"
        known = Voucher.objects.filter(business=business, key=key).select_related("approval", "entry").first()
        if known is None or known.state == VoucherState.PENDING:
            return key
        if known.entry is not None and not hasattr(known.entry, "reversed_by"):
            return key
    raise AssertionError("nobody imports a file a thousand times")


@dataclass
class _Read:
    """A file that was looked at: unsaved accounts in an order in which parents come first, and balances."""

    summary: ChartImport
    accounts: list[Account] = field(default_factory=list)
    balances: list[LineInput] = field(default_factory=list)

    @property
    def problems(self) -> list[RowProblem]:
        return self.summary.problems


class _Reading:
    """Looks at every row of a file and collects what is wrong."""

    def __init__(self, business: Business, table: Table, *, known: Voucher | None) -> None:
        self.business = business
        self.rows = table.rows
        self.opened = opened_codes(business, but=known)
        self.there = {
            account.code: account
            for account in Account.objects.filter(business=business).select_related("parent__parent")
        }
        self.fresh: dict[str, Account] = {}
        self.read = _Read(ChartImport(rows=len(table.rows), problems=list(table.problems)))
        self.lines: dict[str, int] = {}
        self.codes: dict[int, str] = {}

    def done(self) -> _Read:
        parents: dict[str, tuple[TableRow, str]] = {}
        for row in self.rows:
            self.take(row, parents)
        self.join(parents)
        for row in self.rows:
            self.balance(row)
        self.read.problems.sort(key=lambda problem: problem.line)
        return self.read

    def tried(self, row: TableRow, column: str, work: Callable[[], Result]) -> Result | None:
        """What the work on a cell gives, or None: then the refusal is a problem of the row."""
        try:
            return work()
        except DomainError as error:
            self.read.problems.append(RowProblem(row.line, column, error.code, error.message))
            return None

    def take(self, row: TableRow, parents: dict[str, tuple[TableRow, str]]) -> None:
        """Code, name, kind and parent of a row; each one that is wrong is named."""
        name = self.tried(row, "name", lambda: checked_name(row.text("name")))
        kind = self.tried(row, "kind", lambda: _kind(row.text("kind")))
        parent = self.tried(row, "parent", lambda: row.text("parent"))
        code = self.tried(row, "code", lambda: self.new_code(row))
        if code is None or name is None or kind is None or parent is None:
            return
        self.codes[row.line] = code
        known = self.there.get(code)
        if known is not None:
            self.tried(row, "code", partial(_check_same, known, kind, parent))
            self.read.summary.known += 1
            return
        self.fresh[code] = Account(business=self.business, code=code, name=name, kind=kind)
        if parent:
            parents[code] = (row, parent)

    def new_code(self, row: TableRow) -> str:
        """A code that no row before has, of an account that is there or may be opened."""
        code = row.text("code")
        if code in self.lines:
            raise InvalidInput("ACCOUNT_CODE_TAKEN", "code", f"Line {self.lines[code]} has this code too.")
        if code not in self.there:
            check_code(code)
        self.lines[code] = row.line
        return code

    def join(self, parents: dict[str, tuple[TableRow, str]]) -> None:
        """Hang new accounts under their parents, those first; what goes round in a circle is left over."""
        placed = dict(self.there) | {code: row for code, row in self.fresh.items() if code not in parents}
        ordered = [row for code, row in self.fresh.items() if code not in parents]
        waiting = dict(parents)
        while ready := [code for code, (_, parent) in waiting.items() if parent in placed]:
            for code in ready:
                row, parent = waiting.pop(code)
                account = self.fresh[code]
                account.parent = placed[parent]
                placed[code] = account
                ordered.append(account)
                check = partial(check_new_account, code=code, kind=account.kind, parent=account.parent)
                self.tried(row, "parent", check)
        for row, parent in waiting.values():
            self.tried(row, "parent", partial(_refuse_parent, parent))
        self.read.accounts = ordered
        self.read.summary.opened = [account.code for account in ordered]

    def balance(self, row: TableRow) -> None:
        """What the account of a row begins with."""
        debit = self.tried(row, "debit", lambda: _cents(row, "debit"))
        credit = self.tried(row, "credit", lambda: _cents(row, "credit"))
        code = self.codes.get(row.line)
        if not (debit or credit) or code is None:
            return
        line = LineInput(code, debit=debit or 0, credit=credit or 0)
        self.tried(row, "credit" if credit else "debit", partial(self.check_opening, line))
        self.read.balances.append(line)
        self.read.summary.opening_debits += line.debit
        self.read.summary.opening_credits += line.credit

    def check_opening(self, line: LineInput) -> None:
        if line.debit and line.credit:
            raise InvalidInput("BAD_AMOUNT", "debit", "An account begins with a debit or a credit.")
        if line.account == OPENING_BALANCES:
            raise InvalidInput(
                "OPENING_ITSELF", "debit", f"{line.account} is the other side of all openings."
            )
        require_open_to_people([self.there.get(line.account) or self.fresh[line.account]])
        if line.account in self.opened:
            raise Conflict("OPENING_EXISTS", "debit", f"{line.account} has an opening balance already.")


def _kind(text: str) -> AccountKind:
    if text.lower() not in _KINDS:
        raise InvalidInput("BAD_ACCOUNT_KIND", "kind", f"Kinds: {', '.join(AccountKind.values)}.")
    return _KINDS[text.lower()]


def _check_same(known: Account, kind: str, parent: str) -> None:
    if known.kind != kind or (parent and parent != (known.parent.code if known.parent else "")):
        message = f"{known.code} is there with another kind or parent: {known.name}."
        raise InvalidInput("ACCOUNT_CODE_TAKEN", "code", message)


def _refuse_parent(parent: str) -> None:
    raise InvalidInput("UNKNOWN_ACCOUNT", "parent", f"There is no account {parent[:40]!r} to hang it under.")


def _cents(row: TableRow, column: str) -> Cents:
    value = row.value(column)
    if not isinstance(value, str | int | float | None) or isinstance(value, bool):
        raise InvalidInput("BAD_AMOUNT", column, "Write the amount in shillings, like 1250.50.")
    cents = from_spreadsheet(value, field=column)
    if cents < 0:
        raise InvalidInput("BAD_AMOUNT", column, "Write a negative amount in the other column.")
    return cents


def _keep(business: Business, read: _Read, *, day: date | None, actor: Actor, key: str) -> None:
    for account in read.accounts:
        account.parent_id = account.parent.pk if account.parent else None  # parents are saved before it
        account.save(force_insert=True)
    if read.accounts:
        details: dict[str, str | int | bool] = {"accounts": len(read.accounts)}
        record_audit(actor=actor, business=business, action="chart.import", subject="", details=details)
    if read.balances:
        if isinstance(actor, System):
            raise InvalidInput(
                "ACTOR_MISSING", "actor", "Say who asks for the opening balances: --as USERNAME, with --day."
            )
        if day is None:
            raise InvalidInput("BAD_DAY", "day", "Say for which day the opening balances count.")
        read.summary.voucher = post_opening_balances(
            business=business, day=checked_day(day, business), balances=read.balances, key=key, actor=actor
        )
