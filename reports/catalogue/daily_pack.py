"""Daily pack: how well the days went, beside what is aimed at, and what is on the tills at their end."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ledger.chart.standard import MPESA
from ledger.reads.selectors import balance_by_code, trial_balance
from mpesa.asking.balances import balances_at_end_of
from mpesa.measuring.requests import LOSS_TARGET, SUCCESS_TARGET
from mpesa.models import BalanceSnapshot, MpesaAccount
from mpesa.tills.accounts import account_code
from reports.catalogue.covers import book_of
from reports.catalogue.failed_payments import FAILED_PAYMENTS
from reports.catalogue.packs import by_till, figures_of, key_of, sheets_of
from reports.kinds import Asked, Parameter, Report, Words
from reports.metrics.measuring import Metrics
from reports.presets import Preset
from reports.sheets.description import Book, Column, Fact, Kind, Mark, Row, Rows, Table, Tone, Total, TotalOf
from users.access import Right

REACHED, MISSED, NOTHING = "Reached", "Missed", "Nothing to measure"
_TARGETS = (
    Column("figure", "Figure", width=52),
    Column("value", "Was", Kind.PERCENT, width=12),
    Column("aim", "Aimed at", width=14),
    Column("target", "Target", Kind.PERCENT, width=12),
    Column(
        "verdict",
        "How it went",
        width=22,
        marks=(Mark("equal", MISSED, Tone.BAD), Mark("equal", REACHED, Tone.GOOD)),
    ),
)
_TILLS = (
    Column("till", "Till", width=12),
    Column("name", "Name", width=26),
    Column("receipts", "Receipts", Kind.INT, width=12, total=Total.SUM),
    Column("received", "Received", Kind.MONEY, total=Total.SUM),
    Column("requests", "Requests", Kind.INT, width=12, total=Total.SUM),
    Column("paid", "Paid", Kind.INT, total=Total.SUM),
    Column("failed", "Failed", Kind.INT, total=Total.SUM),
    Column("success", "Paid of ended", Kind.PERCENT, width=14),
    Column("owed", "Callbacks owed", Kind.INT, width=14, total=Total.SUM),
    Column("lost", "Lost", Kind.INT, total=Total.SUM),
    Column("loss", "Lost of owed", Kind.PERCENT, width=14),
    Column("mean", "Mean seconds to confirm", Kind.INT, width=16),
    Column("p95", "95 % within seconds", Kind.INT, width=16),
)
_BALANCES = (
    Column("account", "Account", width=24),
    Column("name", "Name", width=34),
    Column("books", "By the books", Kind.MONEY, total=Total.SUM, marks=(Mark("lessThan", 0, Tone.BAD),)),
    Column("said", "Safaricom said", Kind.MONEY),
    Column("said_at", "Said (EAT)", Kind.MOMENT),
)


def _describe(asked: Asked) -> Book:
    found = figures_of(asked)
    requests = found.total.requests
    targets = Table("targets", "Targets", _TARGETS, (Rows(_target_rows(found)),), is_wide=False)
    tills = Table("tills", "Tills", _TILLS, (Rows(_till_rows(found)),), "Total")
    failed = sheets_of(FAILED_PAYMENTS, asked, reasons="Why payments failed")
    books = trial_balance(asked.business.pk, day=asked.last_day, seal=asked.seal)
    mine = [row for row in books if row.account.code.partition("-")[0] == MPESA and row.is_used]
    balances = Table(
        "balances",
        "Balances of tills",
        _BALANCES,
        (Rows(_balance_rows({row.account.code: (row.account.name, row.net) for row in mine}, asked)),),
        "Total",
        equals={"books": balance_by_code(asked.business.pk, MPESA, day=asked.last_day, seal=asked.seal)},
    )
    return book_of(
        DAILY_PACK,
        asked,
        targets,
        tills,
        *failed.tables,
        balances,
        facts=(
            _measured("Payments that succeeded", requests.success, Kind.PERCENT),
            _measured("Callbacks that were lost", requests.loss, Kind.PERCENT),
            _measured("Mean seconds to confirm", seconds_of(requests.mean_ms), Kind.INT),
        ),
        shown=(
            ("Received", TotalOf("tills", "received")),
            ("Asked for and not paid", TotalOf(key_of(FAILED_PAYMENTS, "reasons"), "amount")),
            ("On the tills, by the books", TotalOf("balances", "books")),
        ),
        checks=failed.checks,
    )


def _measured(title: str, value: Decimal | int | None, kind: Kind) -> Fact:
    return Fact(title, NOTHING) if value is None else Fact(title, value, kind)


def seconds_of(milliseconds: int | None) -> int | None:
    """Rounded half up."""
    return None if milliseconds is None else (milliseconds + 500) // 1000


def verdict(value: Decimal | None, *, reached: bool) -> str:
    if value is None:
        return NOTHING
    return REACHED if reached else MISSED


def _target_rows(found: Metrics) -> list[Row]:
    success, loss = found.total.requests.success, found.total.requests.loss
    return [
        (
            "Payments that succeeded, of those that ended",
            success,
            "at least",
            SUCCESS_TARGET,
            verdict(success, reached=success is not None and success >= SUCCESS_TARGET),
        ),
        (
            "Callbacks that were lost, of those that were owed",
            loss,
            "under",
            LOSS_TARGET,
            verdict(loss, reached=loss is not None and loss < LOSS_TARGET),
        ),
    ]


def _till_rows(found: Metrics) -> Iterator[Row]:
    for till, each in by_till(found):
        asked = each.requests
        yield (
            till.shortcode, till.name, each.collected.receipts, each.collected.received, asked.count,
            asked.paid, asked.failed, asked.success, asked.owed, asked.lost, asked.loss,
            seconds_of(asked.mean_ms), seconds_of(asked.p95_ms),
        )  # fmt: skip


def _balance_rows(books: dict[str, tuple[str, int]], asked: Asked) -> Iterator[Row]:
    """The M-Pesa accounts of the books at the end of the last day, each beside what Safaricom said last by
    then; then what Safaricom names and the books do not have."""
    said: dict[str, BalanceSnapshot] = {}
    others: list[BalanceSnapshot] = []
    for row in balances_at_end_of(asked.business.pk, asked.last_day):
        code = account_code(row.till, MpesaAccount(row.account)) if row.account else ""
        if code in books and code not in said:
            said[code] = row
        else:
            others.append(row)
    for code, (name, net) in books.items():
        told = said.get(code)
        yield code, name, net, told and told.current, told and told.taken_at
    for row in others:
        yield row.till.shortcode, row.name, 0, row.current, row.taken_at


DAILY_PACK = Report(
    key="daily_pack",
    title=Words("Daily pack", "Ripoti za siku"),
    answers=Words(
        "How many payments succeeded and how many callbacks were lost, beside the targets, why payments"
        " failed, how soon they were confirmed, and what is on the tills.",
        "Malipo mangapi yalifaulu na majibu mangapi yalipotea, kando ya malengo, kwa nini malipo"
        " yalishindikana, yalithibitishwa baada ya muda gani, na tili zina kiasi gani.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    takes=frozenset({Parameter.SEAL}),
    presets=(Preset.YESTERDAY, Preset.TODAY),
)
