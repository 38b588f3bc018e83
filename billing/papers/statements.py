"""The paper of a customer's account: what was billed and paid over days, and what is due after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import F, QuerySet, Sum

from billing.models import Customer, PaymentKind, StatementLine
from billing.papers.paper import Column, Paper, Total
from billing.papers.sheet import draw
from billing.papers.shown import bill_said, buyer_of, figure, seller_of, shown_day
from billing.papers.words import Words
from core.errors import InvalidInput
from core.money import Cents, display
from users.languages import language_for

#: Forty to a page.
MAX_LINES: Final = 4_000


def statement_pdf(customer: Customer, first: date, last: date) -> bytes:
    """A customer's account on A4 over accounting days, both included, in the language of the business.

    Raises InvalidInput BAD_PERIOD for days that are the wrong way round, STATEMENT_TOO_LONG.
    """
    return draw(statement_paper(customer, first, last))


def statement_paper(customer: Customer, first: date, last: date) -> Paper:
    """What stands on a statement, from the customer's entries in the books alone."""
    if first > last:
        raise InvalidInput("BAD_PERIOD", "to", "The last day is on or after the first one.")
    say = Words(language_for(business=customer.business))
    whole = StatementLine.objects.filter(customer=customer)
    moved = whole.filter(day__lt=first).aggregate(cents=Sum(F("debit") - F("credit")))
    opening = balance = int(moved["cents"] or 0)
    lines = statement_lines(customer, first, last)
    rows = [(shown_day(first), say("opening"), "", "", figure(opening))]
    billed = paid = 0
    found = list(lines[: MAX_LINES + 1])
    if len(found) > MAX_LINES:
        raise InvalidInput("STATEMENT_TOO_LONG", "to", f"At most {MAX_LINES:,} lines: ask for fewer days.")
    for line in found:
        balance += line.debit - line.credit
        billed, paid = billed + line.debit, paid + line.credit
        rows.append(
            (
                shown_day(line.day),
                said_of(line, say),
                _unless_zero(line.debit),
                _unless_zero(line.credit),
                figure(balance),
            )
        )
    return Paper(
        title=say("STATEMENT"),
        number="",
        seller=seller_of(customer.business, say),
        buyer_is=say("statement_of"),
        buyer=buyer_of(customer, say),
        facts=((say("from"), shown_day(first)), (say("to"), shown_day(last))),
        columns=(
            Column(say("day"), 0.14, figures=False),
            Column(say("description"), figures=False),
            Column(say("billed"), 0.16),
            Column(say("paid_column"), 0.16),
            Column(say("balance"), 0.17),
        ),
        rows=tuple(rows),
        totals=tuple(_totals(opening, billed, paid, balance, say)),
        page_of=say.page_of(),
    )


def _totals(opening: Cents, billed: Cents, paid: Cents, balance: Cents, say: Words) -> Iterator[Total]:
    yield Total(say("opening"), figure(opening))
    yield Total(say("billed"), figure(billed))
    yield Total(say("paid_column"), figure(-paid))
    yield Total(say("due" if balance >= 0 else "in_credit"), display(abs(balance)), strong=True)


def _unless_zero(cents: Cents) -> str:
    return figure(cents) if cents else ""


def statement_lines(customer: Customer, first: date, last: date) -> QuerySet[StatementLine]:
    """The entries of a customer between two days, both included, with what says what they are."""
    lines = StatementLine.objects.filter(customer=customer, day__gte=first, day__lte=last)
    return lines.select_related("invoice", "payment__credit_note", "refund").order_by("day", "pk")


def said_of(line: StatementLine, say: Words) -> str:
    """What moved: a bill, a payment, money given back; and its way back."""
    if line.payment is not None:
        payment = line.payment
        if payment.kind == PaymentKind.CREDIT_NOTE:
            what = say("credit_line", number=str(payment.credit_note))
        else:
            what = " ".join(filter(None, (say(payment.kind), payment.receipt_number or payment.reference)))
        return f"{what}: {say('taken_back')}" if line.debit else what
    if line.invoice is not None:
        what = bill_said(line.invoice, say)
        return f"{what}: {say('VOID').lower()}" if line.credit else what
    return say("refund_line")
