"""Statement of a customer: what was billed and paid over days, and which bills that leaves open today."""

from __future__ import annotations

from collections.abc import Iterator

from billing.customers.ageing import ageing_of_customers, credit_waiting
from billing.customers.statements import Kept, keep_statements
from billing.models import Customer, Invoice, InvoiceState, RefundPart
from billing.papers.statements import said_of, statement_lines
from billing.papers.words import Words as PaperWords
from core.money import Cents
from reports.catalogue.covers import book_of
from reports.catalogue.people import shown_name
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import (
    Book,
    Check,
    Column,
    Fact,
    Group,
    Kind,
    Row,
    Rows,
    Table,
    Total,
    TotalOf,
    TotalsDiffer,
)
from users.access import Right

CHUNK = 2_000
_LINES = (
    Column("day", "Day", Kind.DATE),
    Column("description", "Description", width=48),
    Column("billed", "Billed", Kind.SIDE, total=Total.SUM),
    Column("paid", "Paid", Kind.SIDE, total=Total.SUM),
    Column("balance", "Balance", Kind.MONEY, total=Total.LAST),
)
_LINE = Column("line", "Line", width=48)
_SUMMARY = (_LINE, Column("amount", "Amount", Kind.MONEY, total=Total.SUM))
_BILLS = (
    Column("number", "Bill", width=16),
    Column("reference", "Payment reference", width=20),
    Column("issued_on", "Issued", Kind.DATE),
    Column("due_on", "Due on", Kind.DATE),
    Column("total", "Total", Kind.MONEY, total=Total.SUM),
    Column("due", "Due", Kind.MONEY, total=Total.SUM),
)
_NOTHING = Kept(0, 0, 0)


def _describe(asked: Asked) -> Book:
    customer = asked.customer
    assert customer is not None, "it needs a customer"
    first, last = asked.first_day, asked.last_day
    kept = keep_statements([customer.pk], first, last).get(customer.pk, _NOTHING)
    after = keep_statements([customer.pk], None, None).get(customer.pk, _NOTHING).closing
    owed = ageing_of_customers([customer.pk]).get(customer.pk)
    waiting = credit_waiting(RefundPart.objects.filter(refund__customer=customer))
    closing: list[tuple[str, Cents]] = [
        ("Opening balance", kept.opening),
        ("Billed", kept.billed),
        ("Paid", -kept.paid),
    ]
    today: list[tuple[str, Cents]] = [
        ("Due, by the bills that are open", owed.due if owed else 0),
        ("Credit", -owed.credit if owed else 0),
        ("Credit on its way back", -waiting),
    ]
    return book_of(
        CUSTOMER_STATEMENT,
        asked,
        Table(
            "statement",
            "Statement",
            _LINES,
            (_statement(asked, customer, kept),),
            is_wide=False,
            is_grouped=True,
        ),
        _summary("summary", "Summary", closing, "Closing balance", kept.closing),
        _summary("today", "As of today", today, "Owed today", after),
        Table(
            "open_bills",
            "Open bills",
            _BILLS,
            (Rows(_bills(customer)),),
            "Total",
            equals={"due": owed.due if owed else 0},
            is_wide=False,
        ),
        facts=(
            Fact("Customer", shown_name(customer)),
            Fact("Account", customer.account_number),
        ),
        shown=(
            ("Closing balance", TotalOf("summary", "amount")),
            ("Owed today", TotalOf("today", "amount")),
        ),
        checks=(
            Check(
                "Statement less summary",
                (TotalOf("statement", "balance", "lines"),),
                (TotalOf("summary", "amount"),),
            ),
        ),
    )


def _summary(key: str, title: str, rows: list[tuple[str, Cents]], total: str, equals: Cents) -> Table:
    return Table(key, title, _SUMMARY, (Rows(rows),), total, equals={"amount": equals}, is_wide=False)


def _statement(asked: Asked, customer: Customer, kept: Kept) -> Group:
    return Group(
        f"{customer.account_number} {shown_name(customer)}",
        _lines(asked, customer, kept),
        "Closing balance",
        name="lines",
        equals={"billed": kept.billed, "paid": kept.paid},
    )


def _lines(asked: Asked, customer: Customer, kept: Kept) -> Iterator[Row]:
    """The opening balance, and each entry with what was owed after it."""
    say, balance = PaperWords("en"), kept.opening
    yield asked.first_day, say("opening"), 0, 0, balance
    lines = statement_lines(customer, asked.first_day, asked.last_day)
    for line in lines.iterator(chunk_size=CHUNK):
        balance += line.debit - line.credit
        yield line.day, said_of(line, say), line.debit, line.credit, balance
    if balance != kept.closing:
        raise TotalsDiffer(f"{customer} ends with {balance} cents by the lines, not with {kept.closing}")


def _bills(customer: Customer) -> Iterator[Row]:
    still = Invoice.objects.filter(
        customer=customer, state__in=(InvoiceState.UNPAID, InvoiceState.PARTIALLY_PAID)
    )
    for bill in still.order_by("pk").iterator(chunk_size=CHUNK):
        yield bill.serial_number, bill.number, bill.issued_on, bill.due_on, bill.total, bill.due


CUSTOMER_STATEMENT = Report(
    key="customer_statement",
    title=Words("Statement of a customer", "Taarifa ya mteja"),
    answers=Words(
        "What a customer was billed and paid, from opening to closing balance, and what is open today.",
        "Mteja alitozwa nini na alilipa nini, toka salio la mwanzo hadi la mwisho, na bili zilizo wazi leo.",
    ),
    right=Right.BILLING_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD, Parameter.CUSTOMER}),
    presets=tuple(Preset),
)
