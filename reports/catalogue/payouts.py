"""Payouts: what was asked for, how it stands, what was paid and charged, and what the books hold of it."""

from __future__ import annotations

from collections.abc import Iterator

from core.machine.scrub import scrub
from ledger.chart.standard import PAYOUTS_IN_FLIGHT
from mpesa.models import PayoutState
from mpesa.payouts.receivers import account_number_masked
from mpesa.payouts.reporting import (
    PayoutsOfDays,
    batch_lines,
    payout_lines,
    payouts_by_state,
    payouts_in_books,
)
from reports.catalogue.covers import book_of, place_facts
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import (
    Book,
    Chart,
    Check,
    Column,
    Kind,
    Mark,
    NamedRow,
    Row,
    Rows,
    Table,
    Tone,
    Total,
    TotalOf,
)
from users.access import Right

_STATES = {
    PayoutState.DRAFT: "Draft",
    PayoutState.PENDING_APPROVAL: "Waits for approval",
    PayoutState.APPROVED: "Approved",
    PayoutState.RESERVED: "Set aside",
    PayoutState.IN_FLIGHT: "In flight",
    PayoutState.PAID: "Paid",
    PayoutState.FAILED: "Failed",
    PayoutState.HELD: "Held",
    PayoutState.CANCELLED: "Cancelled",
    PayoutState.REVERSED: "Reversed",
}
_STATE = Column(
    "state",
    "State",
    width=20,
    marks=(
        Mark("equal", _STATES[PayoutState.FAILED], Tone.BAD),
        Mark("equal", _STATES[PayoutState.REVERSED], Tone.BAD),
        Mark("equal", _STATES[PayoutState.HELD], Tone.WATCH),
    ),
)
_AMOUNT = Column("amount", "Amount", Kind.MONEY, total=Total.SUM)
_PAID = Column("paid", "Paid", Kind.MONEY, total=Total.SUM)
_PAYOUTS = (
    Column("asked_at", "Asked for (EAT)", Kind.MOMENT),
    Column("till", "Till", width=12),
    Column("receiver", "To", width=24),
    Column("description", "For", width=30, wraps=True),
    _STATE,
    _AMOUNT,
    _PAID,
    Column("charge", "Charge", Kind.MONEY, total=Total.SUM),
    Column("receipt", "Receipt", width=16),
    Column("paid_at", "Paid (EAT)", Kind.MOMENT),
    Column("why", "Why", width=40, wraps=True),
)
_BY_STATE = (_STATE, Column("payouts", "Payouts", Kind.INT, width=12, total=Total.SUM), _AMOUNT)
_BATCHES = (
    Column("asked_at", "Brought in (EAT)", Kind.MOMENT),
    Column("batch", "Batch", width=36),
    Column("till", "Till", width=12),
    Column("state", "State", width=20),
    Column("payouts", "Payouts", Kind.INT, width=12, total=Total.SUM),
    _AMOUNT,
    _PAID,
    Column("waiting", "Waits", Kind.MONEY, total=Total.SUM),
    Column(
        "over", "Will not be paid", Kind.MONEY, total=Total.SUM, marks=(Mark("greaterThan", 0, Tone.WATCH),)
    ),
)
_BOOKS = (Column("line", "In the books", width=66), _AMOUNT)


def _describe(asked: Asked) -> Book:
    of_days = PayoutsOfDays(asked.business.pk, asked.first_day, asked.last_day, asked.till_ids)
    states = payouts_by_state(of_days)
    amount = sum(cents for _, _, cents in states)
    books = payouts_in_books(of_days)
    tables = (
        Table("payouts", "Payouts", _PAYOUTS, (Rows(_rows(of_days)),), "Total", equals={"amount": amount}),
        Table(
            "by_state",
            "By state",
            _BY_STATE,
            (Rows([(_STATES[state], count, cents) for state, count, cents in states]),),
            "Total",
            chart=Chart("Asked for, by state", ("amount",), "state"),
            is_wide=False,
        ),
        Table("batches", "Batches", _BATCHES, (Rows(_batches(of_days)),), "Total"),
        Table(
            "books",
            "In the books",
            _BOOKS,
            (
                _line("booked", "Has left the M-Pesa accounts for these payouts", books.booked),
                _line("in_flight", f"{PAYOUTS_IN_FLIGHT} Payouts in flight, now", books.in_flight),
                _line("reserved", "Set aside for all payouts that are on their way, now", books.reserved),
            ),
            is_wide=False,
        ),
    )
    paid = TotalOf("payouts", "paid")
    return book_of(
        PAYOUTS,
        asked,
        *tables,
        facts=place_facts(asked),
        shown=(
            ("Asked for", TotalOf("payouts", "amount")),
            ("Paid", paid),
            ("Charges", TotalOf("payouts", "charge")),
        ),
        checks=(
            Check("Payouts less states", (TotalOf("payouts", "amount"),), (TotalOf("by_state", "amount"),)),
            Check("Paid less the books", (paid,), (TotalOf("books", "amount", "booked"),)),
            Check(
                f"{PAYOUTS_IN_FLIGHT} less what is set aside, now",
                (TotalOf("books", "amount", "in_flight"),),
                (TotalOf("books", "amount", "reserved"),),
            ),
        ),
    )


def _line(name: str, title: str, cents: int) -> NamedRow:
    return NamedRow(name, (title, cents))


def _rows(of_days: PayoutsOfDays) -> Iterator[Row]:
    """As they were asked for. Phones are masked, whoever reads."""
    for line in payout_lines(of_days):
        payout = line.payout
        number = account_number_masked(payout.account_number)
        yield (
            payout.created_at,
            payout.till.shortcode,
            f"{payout.payee.phone_masked} {number}".strip(),
            scrub(payout.description),
            _STATES[PayoutState(payout.state)],
            payout.amount,
            line.paid,
            line.charge,
            ", ".join(line.receipts),
            line.paid_at,
            scrub(payout.text) or payout.code.replace("_", " ").capitalize(),
        )


def _batches(of_days: PayoutsOfDays) -> Iterator[Row]:
    for each in batch_lines(of_days):
        batch = each.batch
        state = _STATES[PayoutState(batch.state)]
        yield (
            batch.created_at, batch.name, batch.till.shortcode, state, batch.rows, batch.amount, each.paid,
            each.waiting, each.over,
        )  # fmt: skip


PAYOUTS = Report(
    key="payouts",
    title=Words("Payouts", "Malipo yanayotoka"),
    answers=Words(
        "Which payouts were asked for, how they stand, what was paid and charged, and what the books hold.",
        "Malipo gani yaliombwa, yamefika wapi, nini kililipwa na kutozwa, na vitabu vina nini.",
    ),
    right=Right.PAYOUT_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    takes=frozenset({Parameter.BRANCH, Parameter.TILL}),
    presets=tuple(Preset),
)
