"""Weekly pack: totals per till, payments and payouts that failed, and cases that somebody must look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.machine.scrub import scrub
from mpesa.collections.discrepancies import cases_between
from mpesa.models import Discrepancy
from mpesa.payouts.receivers import account_number_masked
from mpesa.payouts.reporting import failed_payouts
from reports.catalogue.covers import book_of
from reports.catalogue.failed_payments import FAILED_PAYMENTS
from reports.catalogue.packs import by_till, figures_of, key_of, same, sheets_of
from reports.kinds import Asked, Parameter, Report, Words
from reports.metrics.measuring import Metrics
from reports.presets import Preset
from reports.sheets.description import Book, Column, Fact, Kind, Mark, Row, Rows, Table, Tone, Total, TotalOf
from users.access import Right

_WATCHED = (Mark("greaterThan", 0, Tone.WATCH),)
_TILLS = (
    Column("till", "Till", width=12),
    Column("name", "Name", width=24),
    Column("receipts", "Receipts", Kind.INT, total=Total.SUM),
    Column("received", "Received", Kind.MONEY, total=Total.SUM),
    Column("taken_back", "Taken back", Kind.MONEY, total=Total.SUM, marks=_WATCHED),
    Column("kept", "Kept", Kind.MONEY, total=Total.SUM),
    Column("failed", "Failed payments", Kind.INT, width=12, total=Total.SUM, marks=_WATCHED),
    Column("payouts", "Payouts", Kind.INT, total=Total.SUM),
    Column("paid_out", "Paid out", Kind.MONEY, total=Total.SUM),
    Column("payouts_failed", "Failed payouts", Kind.INT, width=12, total=Total.SUM, marks=_WATCHED),
    Column("not_paid_out", "Not paid out", Kind.MONEY, total=Total.SUM),
)
_PAYOUTS = (
    Column("failed_at", "Failed (EAT)", Kind.MOMENT),
    Column("till", "Till", width=12),
    Column("receiver", "To", width=24),
    Column("description", "For", width=30, wraps=True),
    Column("amount", "Amount", Kind.MONEY, total=Total.SUM),
    Column("why", "Why", width=44, wraps=True),
)
OPEN, CLOSED = "Open", "Closed"
_CASES = (
    Column("noted_at", "Noted (EAT)", Kind.MOMENT),
    Column("till", "Till", width=12),
    Column("what", "What", width=28, wraps=True),
    Column("receipt", "Receipt", width=16),
    Column("detail", "What was noticed", width=44, wraps=True),
    Column("state", "State", width=12, marks=(Mark("equal", OPEN, Tone.WATCH),)),
    Column("closed_at", "Closed (EAT)", Kind.MOMENT),
    Column("closed_by", "By", width=22),
    Column("comment", "What was found", width=40, wraps=True),
)


def _describe(asked: Asked) -> Book:
    days = {"first_day": asked.first_day, "last_day": asked.last_day}
    failed = sheets_of(
        FAILED_PAYMENTS, asked, reasons="Why payments failed", by_till="Failed payments by till"
    )
    cases = list(cases_between(asked.business.pk, **days))
    tables = (
        Table("tills", "Tills", _TILLS, (Rows(_till_rows(figures_of(asked))),), "Total"),
        *failed.tables,
        Table(
            "failed_payouts",
            "Failed payouts",
            _PAYOUTS,
            (Rows(_payout_rows(asked)),),
            "Total",
        ),
        Table("discrepancies", "Discrepancies", _CASES, (Rows(_case_rows(cases)),)),
    )
    return book_of(
        WEEKLY_PACK,
        asked,
        *tables,
        facts=(
            Fact("Discrepancies", len(cases), Kind.INT),
            Fact("Discrepancies that are open", sum(_is_open(case) for case in cases), Kind.INT),
        ),
        shown=(
            ("Received", TotalOf("tills", "received")),
            ("Kept", TotalOf("tills", "kept")),
            ("Asked for and not paid", TotalOf(key_of(FAILED_PAYMENTS, "reasons"), "amount")),
            ("Paid out", TotalOf("tills", "paid_out")),
            ("Not paid out", TotalOf("tills", "not_paid_out")),
        ),
        checks=(
            *failed.checks,
            same("Tills less failed payouts", ("tills", "not_paid_out"), ("failed_payouts", "amount")),
        ),
    )


def _till_rows(found: Metrics) -> Iterator[Row]:
    for till, each in by_till(found):
        came, out = each.collected, each.payouts
        assert out is not None, "the system may read payouts"
        yield (
            till.shortcode, till.name, came.receipts, came.received, came.taken_back, came.kept,
            each.requests.failed, out.paid, out.paid_amount, out.failed, out.failed_amount,
        )  # fmt: skip


def _payout_rows(asked: Asked) -> Iterator[Row]:
    """Phones are masked, whoever reads."""
    for payout in failed_payouts(asked.business.pk, first_day=asked.first_day, last_day=asked.last_day):
        number = account_number_masked(payout.account_number)
        yield (
            payout.settled_at,
            payout.till.shortcode,
            f"{payout.payee.phone_masked} {number}".strip(),
            scrub(payout.description),
            payout.amount,
            scrub(payout.text) or in_words(payout.code),
        )


def _case_rows(cases: Iterable[Discrepancy]) -> Iterator[Row]:
    for case in cases:
        closing = None if _is_open(case) else case.closing
        person = closing and closing.person
        yield (
            case.created_at,
            case.till.shortcode,
            in_words(case.code),
            case.receipt.number if case.receipt else "",
            scrub(case.detail),
            OPEN if closing is None else CLOSED,
            closing and closing.at,
            (person.display_name or person.username or "") if person else "",
            scrub(closing.comment) if closing else "",
        )


def _is_open(case: Discrepancy) -> bool:
    return not hasattr(case, "closing")


def in_words(code: str) -> str:
    return code.replace("_", " ").capitalize()


WEEKLY_PACK = Report(
    key="weekly_pack",
    title=Words("Weekly pack", "Ripoti za wiki"),
    answers=Words(
        "What each till brought and paid out, which payments and payouts failed, and which discrepancies were"
        " open.",
        "Kila tili ilileta na kulipa nini, malipo gani yalishindikana, na tofauti gani zilikuwa wazi.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    presets=(Preset.LAST_WEEK, Preset.THIS_WEEK),
)
